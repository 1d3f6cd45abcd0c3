//! Sheets without a body.

use drape::{
    Attachment, BodyCollider, Cloth, Control, Fabric, Settings, Solver, State, Stitch, Target,
};
use nalgebra::{Point3, Rotation3, Vector3};

use crate::scenes::{both, fabric, settle, sheet};

fn pin(cloth: &mut Cloth, state: &State, hold: impl Fn(usize) -> bool) {
    for (v, &p) in state.positions.iter().enumerate() {
        if hold(v) {
            let vertex = v as u32;
            let target = Target::Point(p);
            cloth.attachments.push(Attachment { vertex, target, stiffness: f32::INFINITY });
        }
    }
}

/// A solver without a body, lightly damped, that goes on until the cloth is really at rest.
fn solver(cloth: &Cloth, cg_iterations: usize) -> Solver {
    let settings = Settings {
        cg_iterations,
        cg_tolerance: 1e-4,
        rest_fraction: 1e-6,
        rest_distance: 2e-6,
        frame_limit: 2000,
        ..Settings::default()
    };
    let mut solver = Solver::new(cloth, BodyCollider::none(), settings).unwrap();
    solver.control.layers_collide = false;
    solver
}

/// The angle (°) below the level of the chord of an elastica clamped level that bends under its
/// own weight, exactly: B θ″ = −w (L−s) cos θ with β = w L³/B, by shooting.
fn elastica_chord(beta: f64) -> f64 {
    let shoot = |curvature: f64| {
        let (steps, mut theta, mut slope) = (4000, 0.0f64, curvature);
        let ds = 1.0 / f64::from(steps);
        let (mut x, mut y) = (0.0, 0.0);
        for i in 0..steps {
            let s = (f64::from(i) + 0.5) * ds;
            let middle = theta + 0.5 * ds * slope;
            x += ds * middle.cos();
            y += ds * middle.sin();
            slope -= ds * beta * (1.0 - s) * middle.cos();
            theta += ds * slope;
        }
        (slope, (y / x).atan().to_degrees())
    };
    let (mut low, mut high) = (0.0, beta);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if shoot(middle).0 > 0.0 { high = middle } else { low = middle }
    }
    shoot(low).1
}

#[test]
fn imbalance_is_the_mean_slope_of_the_potential_on_what_is_free() {
    let (mut cloth, mut state) = sheet(6, 5, 0.02, fabric(900.0, 4e-5, 0.2));
    for (i, p) in state.positions.iter_mut().enumerate() {
        let t = i as f32;
        *p += Vector3::new(libm::sinf(3.1 * t), libm::cosf(1.7 * t), libm::sinf(2.3 * t)) * 0.003;
    }
    pin(&mut cloth, &state, |v| v < 3);
    let solver = solver(&cloth, 10);
    let positions: Vec<Point3<f64>> = state.positions.iter().map(|p| p.cast()).collect();
    let h = 1e-6;
    let slope = |v: usize, axis: usize| {
        let at = |by: f64| {
            let mut moved = positions.clone();
            moved[v][axis] += by;
            solver.potential(&moved)
        };
        (at(h) - at(-h)) / (2.0 * h)
    };
    let force = |v: usize| Vector3::new(slope(v, 0), slope(v, 1), slope(v, 2)).norm();
    let weight = f64::from(cloth.masses().iter().sum::<f32>()) * 9.81;
    // The mean over all vertices, in weights of a mean one: their number cancels.
    let mean = (3..positions.len()).map(force).sum::<f64>() / weight;
    let told = solver.imbalance(&positions);
    // Central differences in double precision: h² and 1e-16/h of energies below 1 J.
    assert!((told / mean - 1.0).abs() < 1e-5, "{told} {mean}");
}

#[test]
fn a_strip_of_twice_its_bending_length_hangs_at_peirces_angle() {
    // Peirce's cantilever: L = 2c, B = ρ g c³, so β = 8 whatever the cloth.
    let exact = elastica_chord(8.0);
    assert!((exact - 41.478).abs() < 5e-3, "{exact}");
    let (c, density, columns) = (0.05f32, 0.2f32, 24);
    let edge = 2.0 * c / columns as f32;
    let cloth = fabric(1000.0, density * 9.81 * c * c * c, density);
    let held = 3;
    let (mut cloth, mut state) = sheet(columns + held, 24, edge, cloth);
    // The last held vertices, in even and odd rows, lie half an edge apart; the first hinge that
    // bends stands for the cloth a quarter of an edge to both sides of their middle.
    let root = (held as f32 - 1.0) * edge;
    let start = state.clone();
    pin(&mut cloth, &start, |v| start.positions[v].x < root + 0.6 * edge);
    let settled = settle(&mut solver(&cloth, 600), &mut state);
    assert!(settled.converged, "{settled:?}");
    let (mut dx, mut dy, mut length, mut count) = (0.0, 0.0, 0.0, 0.0);
    for (p, q) in state.positions.iter().zip(&start.positions) {
        if q.x > (columns + held) as f32 * edge - 1.3 * edge {
            dx += p.x - root;
            dy += p.y;
            length += q.x - root;
            count += 1.0;
        }
    }
    let angle = f64::from(-dy / dx).atan().to_degrees();
    let beta = 8.0 * f64::from(length / count / (2.0 * c)).powi(3);
    let want = elastica_chord(beta);
    // The hinges' energy has a Poisson ratio of −1/3 where cloth may curl across: the free sides
    // of a narrow strip bend by up to 1/8 too easily. This strip is as wide as long, so that its
    // stretch stiffness keeps all but a few millimetres at each side from curling.
    assert!((angle - want).abs() < 0.03 * want, "chord at {angle:.2}°, exact {want:.2}°");
}

#[test]
fn a_hanging_strip_grows_by_half_its_weight_over_its_stiffness() {
    // Strain at height s is ρ g (L−s)/k, so the elongation is ρ g L²/(2 k): 1.96 mm here.
    let (k, density) = (500.0, 0.2);
    let (mut cloth, mut state) = sheet(6, 58, 0.02, fabric(k, 1e-7, density));
    let turn = Rotation3::from_axis_angle(&Vector3::x_axis(), std::f32::consts::FRAC_PI_2);
    for p in &mut state.positions {
        *p = turn * *p;
    }
    let top = state.clone();
    pin(&mut cloth, &top, |v| v < 6);
    let settled = settle(&mut solver(&cloth, 400), &mut state);
    assert!(settled.converged, "{settled:?}");
    let length = -top.positions.last().unwrap().y;
    let grown = -state.positions.last().unwrap().y - length;
    let want = density * 9.81 * length * length / (2.0 * k);
    // The mesh is uniform along the strip: only its jagged sides and the held row differ.
    assert!((grown - want).abs() < 0.02 * want, "{grown} m, want {want} m");
}

#[test]
fn free_cloth_falls_by_half_g_t_squared_and_keeps_its_shape() {
    // Implicit Euler lands at −g t²/2 − g t dt/2.
    let (cloth, mut state) = sheet(12, 10, 0.02, Fabric::WOOL);
    let start = state.clone();
    let mut solver = solver(&cloth, 60);
    solver.control.damping = 0.0;
    let (steps, dt) = (5, solver.settings().dt);
    for _ in 0..steps {
        solver.step(&mut state);
    }
    let t = steps as f32 * dt;
    let want = -9.81 * t * (t + dt) / 2.0;
    for (p, q) in state.positions.iter().zip(&start.positions) {
        let moved = p - q;
        // Conjugate gradients stop at 1e-4 of each step.
        assert!(
            (moved - Vector3::y() * want).norm() < 5e-4 * want.abs(),
            "{moved} m, want {want} m"
        );
    }
}

#[test]
fn cloth_alone_keeps_its_momentum_and_loses_energy() {
    let (cloth, mut state) = sheet(14, 12, 0.02, Fabric::WOOL);
    for (i, p) in state.positions.iter_mut().enumerate() {
        p.x *= 1.03;
        p.y += 0.004 * ((i * 37 % 11) as f32 / 11.0);
    }
    let mass = cloth.masses();
    let mut solver = solver(&cloth, 2000);
    solver.control =
        Control { gravity: 0.0, damping: 0.0, layers_collide: false, ..solver.control };
    let settled = drape::Settled::default();
    let mut total = f64::INFINITY;
    let mut largest = 0.0f32;
    for _ in 0..20 {
        let step = solver.step(&mut state);
        let momentum: Vector3<f32> = mass.iter().zip(&state.velocities).map(|(m, v)| v * *m).sum();
        let size: f32 = mass.iter().zip(&state.velocities).map(|(m, v)| m * v.norm()).sum();
        largest = largest.max(size);
        // Forces sum to zero up to the rounding of some 0.5 N a vertex, and conjugate gradients
        // stop at 1e-4 of the first residual.
        assert!(momentum.norm() < 2e-3 * largest, "{momentum} of {largest}");
        let now = step.kinetic + solver.report(&state, &settled).potential;
        assert!(now <= total * (1.0 + 1e-5) + 1e-9, "{now} J after {total} J");
        total = now;
    }
}

#[test]
fn stitches_pull_two_far_panels_together() {
    let (mut cloth, mut state) =
        both(sheet(20, 16, 0.02, Fabric::WOOL), sheet(20, 16, 0.02, Fabric::WOOL));
    let half = state.positions.len() / 2;
    for p in &mut state.positions[half..] {
        p.y += 0.3;
    }
    for v in 0..half as u32 {
        let (i, j) = (v % 20, v / 20);
        if i == 0 || i == 19 || j == 0 || j == 16 {
            cloth.stitches.push(Stitch { a: v, b: v + half as u32 });
        }
    }
    let mut solver = Solver::new(&cloth, BodyCollider::none(), Settings::default()).unwrap();
    solver.control.gravity = 0.0;
    for frame in 0..60 {
        solver.control.stitch_scale = 1.0 - (frame + 1) as f32 / 40.0;
        solver.control.stitch_scale = solver.control.stitch_scale.max(0.0);
        let step = solver.step(&mut state);
        assert!(step.farthest < 0.031, "{step:?}");
    }
    let gap = solver.step(&mut state).widest_stitch;
    assert!(gap < 5e-4, "gap of {gap} m");
    let (sewn, map) = cloth.sewn();
    let state = Cloth::sewn_state(&state, &map);
    assert_eq!(sewn.vertices.len(), cloth.vertices.len() - cloth.stitches.len());
    assert_eq!(sewn.stitches.len(), 0);
    assert_eq!(state.positions.len(), sewn.vertices.len());
    sewn.check().unwrap();
    let total = |c: &Cloth| c.masses().iter().sum::<f32>();
    assert!((total(&sewn) - total(&cloth)).abs() < 1e-5 * total(&cloth));
}
