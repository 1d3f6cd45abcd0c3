//! A square of cloth, 1 m wide, held by its upper edge or two corners, that falls from flat.
//!
//! `hang settle N [corners]` settles N by N cells from coarse to fine.
//! `hang energy N FILE…` gives the energy of positions that `benches/peers/hang.py` kept.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::allow_attributes, reason = "example")]
#![allow(missing_docs, reason = "example")]

use std::time::Instant;

use drape::{
    Attachment, BodyCollider, Cloth, Fabric, Facet, PartSet, Settings, Settled, Solver, State,
    Target, Vertex,
};
use nalgebra::{Point2, Point3, Vector2};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let n: usize = args[2].parse().unwrap();
    match args[1].as_str() {
        "settle" => settle(n, args.iter().any(|a| a == "corners")),
        "energy" => args[3..].iter().for_each(|file| energies(n, file)),
        other => panic!("settle or energy, not {other}"),
    }
}

/// The cloth of the peers' scene, with `corners` or one edge (x = 0) held.
fn square(n: usize, corners: bool) -> (Cloth, State) {
    let fabric = Fabric {
        stretch_warp: 1000.0,
        stretch_weft: 1000.0,
        shear: 300.0,
        compression: 1.0,
        bend_warp: 1e-5,
        bend_weft: 1e-5,
        density: 0.2,
        thickness: 5e-4,
        friction: 0.3,
    };
    let h = 1.0 / n as f32;
    let at = |i: usize, j: usize| (j * (n + 1) + i) as u32;
    let rest = |v: u32| {
        let (i, j) = (v as usize % (n + 1), v as usize / (n + 1));
        Point2::new(i as f32 * h, j as f32 * h)
    };
    let mut cloth = Cloth { fabrics: vec![fabric], ..Cloth::default() };
    for j in 0..n {
        for i in 0..n {
            let (a, b, c, d) = (at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1));
            for vertices in [[a, b, c], [a, c, d]] {
                cloth.facets.push(Facet {
                    vertices,
                    rest: vertices.map(rest),
                    warp: Vector2::x(),
                    panel: 0,
                    fabric: 0,
                });
            }
        }
    }
    let count = ((n + 1) * (n + 1)) as u32;
    cloth.vertices = vec![Vertex { layer: 0, touches: PartSet::NONE }; count as usize];
    let positions: Vec<Point3<f32>> =
        (0..count).map(rest).map(|p| Point3::new(p.x, 0.0, p.y)).collect();
    for (vertex, p) in (0..count).zip(&positions) {
        if p.x == 0.0 && (!corners || p.z == 0.0 || p.z > 0.99999) {
            let target = Target::Point(*p);
            cloth.attachments.push(Attachment { vertex, target, stiffness: f32::INFINITY });
        }
    }
    (cloth, State::at_rest(positions))
}

fn settle(n: usize, corners: bool) {
    let mut levels = vec![n];
    while levels[0] % 2 == 0 && levels[0] > 20 {
        levels.insert(0, levels[0] / 2);
    }
    let tune = |key: &str, otherwise: f32| {
        std::env::args()
            .find_map(|a| a.strip_prefix(key)?.strip_prefix('=')?.parse().ok())
            .unwrap_or(otherwise)
    };
    let cells = if tune("single", 0.0) > 0.0 { vec![n] } else { levels };
    let scenes: Vec<(Cloth, State)> = cells.iter().map(|&n| square(n, corners)).collect();
    let (start, cpu) = (Instant::now(), cpu_seconds());
    let mut before: Option<(usize, State)> = None;
    for (&n, (cloth, start_state)) in cells.iter().zip(&scenes) {
        let mut state = start_state.clone();
        if let Some((coarse, at)) = &before {
            lift(*coarse, at, n, &mut state);
        }
        let settings = Settings {
            dt: tune("dt", 1.0 / 60.0),
            cg_iterations: tune("cg", 150.0) as usize,
            cg_tolerance: tune("tol", 1e-2),
            step_limit: tune("limit", 0.1),
            ..Settings::default()
        };
        let mut solver = Solver::new(cloth, BodyCollider::none(), settings).unwrap();
        solver.control.layers_collide = false;
        let (mut steps, mut iterations, mut residual) = (0, 0, f64::INFINITY);
        let last_level = n == *cells.last().unwrap();
        let goal = if last_level { tune("goal", 0.3) } else { tune("coarse", 1.0) };
        while residual > f64::from(goal) && steps < tune("most", 400.0) as usize {
            let late = steps as f32 / tune("calm", 40.0);
            solver.control.damping = tune("damp", 0.1) + (0.5 - tune("damp", 0.1)) * late.min(1.0);
            let step = solver.step(&mut state);
            steps += 1;
            iterations += step.cg_iterations;
            residual = step.residual;
            if tune("tell", 0.0) > 0.0 {
                println!(
                    "   {steps} r {:.3} farthest {:.2e} cg {} length {}",
                    step.residual, step.farthest, step.cg_iterations, step.step_length
                );
            }
        }
        let report = solver.report(&state, &Settled::default());
        println!(
            "{:6} vertices: {:.3} s wall {:.2} s CPU, {steps} steps, {iterations} iterations, \
residual {residual:.3}, energy {:.6} J",
            cloth.vertices.len(),
            start.elapsed().as_secs_f64(),
            cpu_seconds() - cpu,
            report.potential
        );
        before = Some((n, state));
    }
}

/// Puts `state` of n by n cells where its places lay in the coarser `from`.
fn lift(coarse: usize, from: &State, n: usize, state: &mut State) {
    let at = |i: usize, j: usize| from.positions[j * (coarse + 1) + i].coords;
    for j in 0..=n {
        for i in 0..=n {
            let (x, y) = ((i * coarse) as f32 / n as f32, (j * coarse) as f32 / n as f32);
            let (k, l) = ((x as usize).min(coarse - 1), (y as usize).min(coarse - 1));
            let (s, t) = (x - k as f32, y - l as f32);
            let p = if s >= t {
                at(k, l) * (1.0 - s) + at(k + 1, l) * (s - t) + at(k + 1, l + 1) * t
            } else {
                at(k, l) * (1.0 - t) + at(k, l + 1) * (t - s) + at(k + 1, l + 1) * s
            };
            state.positions[j * (n + 1) + i] = p.into();
        }
    }
}

/// Prints wall seconds, CPU seconds and energy of each record of `file`.
fn energies(n: usize, file: &str) {
    let (cloth, _) = square(n, false);
    let solver = Solver::new(&cloth, BodyCollider::none(), Settings::default()).unwrap();
    let bytes = std::fs::read(file).unwrap();
    let numbers: Vec<f64> =
        bytes.chunks_exact(8).map(|b| f64::from_le_bytes(b.try_into().unwrap())).collect();
    println!("{file}");
    for record in numbers.chunks_exact(2 + 3 * cloth.vertices.len()) {
        let positions: Vec<Point3<f64>> =
            record[2..].chunks_exact(3).map(|p| Point3::new(p[0], p[1], p[2])).collect();
        println!("{:.3} {:.3} {:.6}", record[0], record[1], solver.potential(&positions));
    }
}

/// CPU seconds of this process so far.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after = stat.rsplit(')').next().unwrap();
    let ticks = |k: usize| after.split_whitespace().nth(k).unwrap().parse::<f64>().unwrap();
    (ticks(11) + ticks(12)) / 100.0
}
