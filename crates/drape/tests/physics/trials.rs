//! Trials of cloth as laboratories make them, each as one number against an exact or published one.

#![allow(dead_code, clippy::allow_attributes, reason = "tests and the validation take parts of it")]

use std::collections::BTreeMap;

use drape::{
    Attachment, BodyCollider, Cloth, Fabric, Settings, Settled, Solver, State, Target, triangulate,
};
use kurbo::BezPath;
use nalgebra::{Point2, Point3, Vector2, Vector3};
use pattern::{Edge, EdgeRef, InternalLine, LineKind, Panel};

use crate::scenes::{ball, cloth, mannequin, settle, sheet};

/// A cloth that bends by its bending length `c` (m) along warp and weft, and hardly stretches.
pub(crate) fn lab_fabric(c_warp: f32, c_weft: f32, shear: f32) -> Fabric {
    let density = 0.2;
    Fabric {
        stretch_warp: 1000.0,
        stretch_weft: 1000.0,
        shear,
        compression: 1.0,
        // Peirce: B = ρ g c³.
        bend_warp: density * 9.81 * c_warp.powi(3),
        bend_weft: density * 9.81 * c_weft.powi(3),
        density,
        thickness: 5e-4,
        friction: 0.3,
    }
}

/// The chord of an elastica clamped level that bends under its own weight, as its angle (°) below
/// the level: B θ″ = −w (L−s) cos θ with β = w L³/B, by shooting.
pub(crate) fn elastica_chord(beta: f64) -> f64 {
    elastica(beta)[0]
}

/// The chord of that elastica (°), and its energy against the level in B/L: bending less weight.
fn elastica(beta: f64) -> [f64; 2] {
    let shoot = |curvature: f64| {
        let (steps, mut theta, mut slope) = (4000, 0.0f64, curvature);
        let ds = 1.0 / f64::from(steps);
        let (mut x, mut y, mut energy) = (0.0, 0.0, 0.0);
        for i in 0..steps {
            let s = (f64::from(i) + 0.5) * ds;
            let middle = theta + 0.5 * ds * slope;
            x += ds * middle.cos();
            y += ds * middle.sin();
            slope -= ds * beta * (1.0 - s) * middle.cos();
            theta += ds * slope;
            energy += ds * (0.5 * slope * slope - beta * (1.0 - s) * middle.sin());
        }
        (slope, (y / x).atan().to_degrees(), energy)
    };
    let (mut low, mut high) = (0.0, beta);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if shoot(middle).0 > 0.0 { high = middle } else { low = middle }
    }
    let (_, chord, energy) = shoot(low);
    [chord, energy]
}

/// A rectangle from (0, 0) to (`length`, `width`) (m) meshed as panels are, its warp at `grain`
/// (rad) to its length; `halved` puts vertices on its middle line across.
pub(crate) fn panel(
    length: f64,
    width: f64,
    edge: f64,
    grain: f64,
    fabric: Fabric,
    halved: bool,
) -> (Cloth, State) {
    let corners = [(0.0, 0.0), (0.0, width), (length, width), (length, 0.0)];
    let mut counts = BTreeMap::new();
    let edges = (0..4)
        .map(|i| {
            let (from, to) = (corners[i], corners[(i + 1) % 4]);
            let id = format!("e{i}");
            let long = f64::hypot(to.0 - from.0, to.1 - from.1);
            let key = EdgeRef { panel: "strip".to_owned(), edge: id.clone() };
            counts.insert(key, (long / edge).round().max(1.0) as usize);
            let mut curve = BezPath::new();
            curve.move_to((from.0 * 1e3, from.1 * 1e3));
            curve.line_to((to.0 * 1e3, to.1 * 1e3));
            Edge { id, curve, allowance_mm: 0.0 }
        })
        .collect();
    let mut curve = BezPath::new();
    curve.move_to((length * 5e2, 0.0));
    curve.line_to((length * 5e2, width * 1e3));
    let fold = InternalLine { id: "fold".to_owned(), curve, kind: LineKind::FoldIn };
    let strip = Panel {
        id: "strip".to_owned(),
        edges,
        internal: if halved { vec![fold] } else { Vec::new() },
        grain: kurbo::Vec2::new(grain.cos(), grain.sin()),
        ..Panel::default()
    };
    let mesh = triangulate(&strip, &counts, edge * 1e3).unwrap();
    let rest: Vec<Point2<f32>> =
        mesh.points.iter().map(|p| Point2::new((p.x * 1e-3) as f32, (p.y * 1e-3) as f32)).collect();
    let mut cloth = cloth(&rest, &mesh.triangles, fabric, 0);
    for facet in &mut cloth.facets {
        facet.warp = Vector2::new(grain.cos() as f32, grain.sin() as f32);
    }
    let positions = rest.iter().map(|p| Point3::new(p.x, 0.0, p.y)).collect();
    (cloth, State::at_rest(positions))
}

pub(crate) fn pin(cloth: &mut Cloth, state: &State, hold: impl Fn(&Point3<f32>) -> bool) {
    for (v, &p) in state.positions.iter().enumerate() {
        if hold(&p) {
            let (vertex, target) = (v as u32, Target::Point(p));
            cloth.attachments.push(Attachment { vertex, target, stiffness: f32::INFINITY });
        }
    }
}

/// A solver without a body that goes on until `cloth` is really at rest.
pub(crate) fn solver(cloth: &Cloth, cg_iterations: usize, frame_limit: usize) -> Solver {
    let settings = Settings {
        cg_iterations,
        cg_tolerance: 1e-3,
        rest_fraction: 1e-3,
        rest_distance: 1e-5,
        frame_limit,
        ..Settings::default()
    };
    let mut solver = Solver::new(cloth, BodyCollider::none(), settings).unwrap();
    solver.control.layers_collide = false;
    solver
}

/// Peirce's cantilever, twice: a strip of four times its bending length `c` (m) along itself, cut at
/// `grain` (rad) to the warp, lies with its middle on a line and hangs down on both sides, so that
/// it is level there without a clamp that a mesh would have to end at. The chords' angle (°).
pub(crate) fn peirce(fabric: Fabric, c: f64, grain: f64, pieces: usize) -> f64 {
    let edge = 2.0 * c / pieces as f64;
    let (mut cloth, mut state) = panel(4.0 * c, 2.0 * c, edge, grain, fabric, true);
    let start = state.clone();
    let (middle, end) = (2.0 * c as f32, 4.0 * c as f32);
    pin(&mut cloth, &start, |p| (p.x - middle).abs() < 1e-5);
    let settled = settle(&mut solver(&cloth, 400, 600), &mut state);
    assert!(settled.converged, "{settled:?}");
    let mut ends = [[0.0; 3]; 2];
    for (p, q) in state.positions.iter().zip(&start.positions) {
        for (side, x) in [0.0, end].into_iter().enumerate() {
            if (q.x - x).abs() < 1e-5 {
                ends[side][0] += f64::from((p.x - middle).abs());
                ends[side][1] -= f64::from(p.y);
                ends[side][2] += 1.0;
            }
        }
    }
    assert!(ends.iter().all(|e| e[2] > 0.0));
    ends.iter().map(|[x, y, _]| (y / x).atan().to_degrees()).sum::<f64>() / 2.0
}

/// A drapemeter's disc, its rim and its settled shape.
pub(crate) struct Cusick {
    /// Area of the shadow beyond the support over that of the flat ring (%).
    pub(crate) coefficient: f64,
    /// Folds round the rim.
    pub(crate) nodes: usize,
    /// The rim, seen from above (m).
    pub(crate) rim: Vec<[f32; 2]>,
}

/// Cusick's drapemeter (BS 5058, ISO 9073-9): a disc of 30 cm on a support of 18 cm, meshed in rings
/// of `edge` (m).
pub(crate) fn cusick(fabric: Fabric, edge: f32, frames: usize) -> Cusick {
    let (rest, triangles, rim) = disc(0.15, edge);
    let mut cloth = cloth(&rest, &triangles, fabric, 0);
    let mut positions: Vec<Point3<f32>> = rest.iter().map(|p| Point3::new(p.x, 0.0, p.y)).collect();
    let on_support = |p: &Point3<f32>| libm::hypotf(p.x, p.z) <= 0.0901;
    let flat = State::at_rest(positions.clone());
    pin(&mut cloth, &flat, on_support);
    for (i, p) in positions.iter_mut().enumerate().filter(|(_, p)| !on_support(p)) {
        // A flat disc has no reason to fold anywhere; dust gives it some.
        p.y += 2e-4 * (libm::sinf(i as f32 * 12.9898) * 43_758.547).fract();
    }
    let mut state = State::at_rest(positions);
    let mut solver = solver(&cloth, 150, frames);
    solver.control.damping = 0.05;
    let _: Settled = settle(&mut solver, &mut state);
    let pi = std::f64::consts::PI;
    let (support, whole) = (pi * 0.09 * 0.09, pi * 0.15 * 0.15);
    let coefficient = 100.0 * (shadow(&state.positions, &triangles) - support) / (whole - support);
    let rim: Vec<[f32; 2]> = rim
        .iter()
        .map(|&v| [state.positions[v as usize].x, state.positions[v as usize].z])
        .collect();
    let n = rim.len();
    let radius: Vec<f32> = (0..n)
        .map(|i| {
            let near = (0..5).map(|k| rim[(i + n + k - 2) % n]);
            near.map(|p| libm::hypotf(p[0], p[1])).sum::<f32>() / 5.0
        })
        .collect();
    let mean = radius.iter().sum::<f32>() / n as f32;
    let nodes = (0..n).filter(|&i| radius[i] > mean && radius[(i + n - 1) % n] <= mean).count();
    Cusick { coefficient, nodes, rim }
}

/// A disc in rings of 6 k vertices; its triangles and its outermost ring.
fn disc(radius: f32, edge: f32) -> (Vec<Point2<f32>>, Vec<[u32; 3]>, Vec<u32>) {
    let rings = (radius / edge).round() as usize;
    let mut points = vec![Point2::origin()];
    let mut ring: Vec<Vec<u32>> = vec![vec![0]];
    for k in 1..=rings {
        let r = radius * k as f32 / rings as f32;
        let first = points.len() as u32;
        for i in 0..6 * k {
            let a = std::f32::consts::TAU * i as f32 / (6 * k) as f32;
            points.push(Point2::new(r * libm::cosf(a), r * libm::sinf(a)));
        }
        ring.push((first..points.len() as u32).collect());
    }
    let mut triangles = Vec::new();
    for k in 1..=rings {
        let (inner, outer) = (&ring[k - 1], &ring[k]);
        for s in 0..6 {
            for i in 0..k {
                let (a, b) = (outer[s * k + i], outer[(s * k + i + 1) % outer.len()]);
                let c = inner[(s * (k - 1) + i) % inner.len()];
                triangles.push([a, b, c]);
                if i + 1 < k {
                    triangles.push([c, b, inner[(s * (k - 1) + i + 1) % inner.len()]]);
                }
            }
        }
    }
    (points, triangles, ring.pop().unwrap())
}

/// Area (m²) of the shadow of triangles seen from above, counted in squares of 0.5 mm.
fn shadow(positions: &[Point3<f32>], triangles: &[[u32; 3]]) -> f64 {
    let (size, pixel) = (640usize, 0.0005f32);
    let mut dark = vec![false; size * size];
    for t in triangles {
        let q = t.map(|v| {
            let p = positions[v as usize];
            [(p.x + 0.16) / pixel, (p.z + 0.16) / pixel]
        });
        let bounds = |k: usize| {
            let low = q.iter().map(|p| p[k]).fold(f32::INFINITY, f32::min).max(0.0);
            let high = q.iter().map(|p| p[k]).fold(0.0, f32::max).min(size as f32 - 1.0);
            low as usize..=high as usize
        };
        for y in bounds(1) {
            for x in bounds(0) {
                let (cx, cy) = (x as f32 + 0.5, y as f32 + 0.5);
                let side = |a: [f32; 2], b: [f32; 2]| {
                    (b[0] - a[0]) * (cy - a[1]) - (b[1] - a[1]) * (cx - a[0])
                };
                let s = [side(q[0], q[1]), side(q[1], q[2]), side(q[2], q[0])];
                if s.iter().all(|v| *v >= 0.0) || s.iter().all(|v| *v <= 0.0) {
                    dark[y * size + x] = true;
                }
            }
        }
    }
    dark.iter().filter(|d| **d).count() as f64 * f64::from(pixel * pixel)
}

/// A strip hung by one end, its `grain` (rad) to its length: how much it grows (m), and ρ g L²/2 k.
pub(crate) fn hanging(stretch: f32, grain: f64) -> (f64, f64) {
    let fabric = Fabric {
        stretch_warp: stretch,
        stretch_weft: stretch * 0.6,
        shear: 0.5 * stretch,
        ..lab_fabric(0.008, 0.008, 100.0)
    };
    let length = 1.0;
    let (mut cloth, mut state) = panel(length, 0.12, 0.02, grain, fabric, false);
    for p in &mut state.positions {
        *p = Point3::new(p.z, -p.x, 0.0);
    }
    let start = state.clone();
    pin(&mut cloth, &start, |p| p.y > -1e-5);
    let settled = settle(&mut solver(&cloth, 400, 800), &mut state);
    assert!(settled.converged, "{settled:?}");
    let low: Vec<f64> = state
        .positions
        .iter()
        .zip(&start.positions)
        .filter(|(_, q)| f64::from(q.y) < -length + 1e-5)
        .map(|(p, _)| f64::from(p.y))
        .collect();
    let grown = -low.iter().sum::<f64>() / low.len() as f64 - length;
    let k = if grain.cos() > 0.5 { fabric.stretch_warp } else { fabric.stretch_weft };
    (grown, f64::from(fabric.density) * 9.81 * length * length / (2.0 * f64::from(k)))
}

/// A band of 1 m without bending stiffness between two points 0.7 m apart: its sag (m), and that of
/// the catenary of the length that it is stretched to.
pub(crate) fn catenary() -> (f64, f64) {
    let fabric = Fabric {
        bend_warp: 1e-9,
        bend_weft: 1e-9,
        stretch_warp: 2000.0,
        stretch_weft: 2000.0,
        shear: 1000.0,
        ..lab_fabric(0.01, 0.01, 100.0)
    };
    let (mut cloth, mut state) = sheet(61, 2, 1.0 / 60.0, fabric);
    let start = state.clone();
    // Ends: the first and last vertex of the middle row are half an edge off the others.
    pin(&mut cloth, &start, |p| p.x < 0.009 || p.x > 0.9999);
    for attachment in &mut cloth.attachments {
        if let Target::Point(p) = &mut attachment.target
            && p.x > 0.5
        {
            p.x -= 0.3;
        }
    }
    for p in &mut state.positions {
        // Hung in a bow from the start.
        let t = p.x;
        let held = |v: &Point3<f32>| v.x < 0.009 || v.x > 0.9999;
        if held(p) {
            p.x -= if t > 0.5 { 0.3 } else { 0.0 };
        } else {
            p.x = t * 0.7;
            p.y = -1.3 * t * (1.0 - t);
        }
    }
    let settled = settle(&mut solver(&cloth, 600, 1500), &mut state);
    assert!(settled.converged, "{settled:?}");
    let low = state.positions.iter().map(|p| f64::from(p.y)).fold(0.0, f64::min);
    // Length and span as they are, along the first row.
    let row = &state.positions[..61];
    let length: f64 = row.windows(2).map(|w| f64::from((w[1] - w[0]).norm())).sum();
    let span = f64::from((row[60] - row[0]).norm());
    let (mut a, mut b) = (0.02, 10.0);
    for _ in 0..200 {
        let m: f64 = 0.5 * (a + b);
        if 2.0 * m * (span / (2.0 * m)).sinh() > length { a = m } else { b = m }
    }
    (-low, a * ((span / (2.0 * a)).cosh() - 1.0))
}

/// A square of 0.8 m dropped on a ball: how deep (m) its vertices are in the exact ball at most.
pub(crate) fn on_a_ball(edge: f32) -> f64 {
    let cells = (0.8 / edge) as usize;
    let (cloth, mut state) = sheet(cells, (cells as f32 / 0.866) as usize, edge, Fabric::WOOL);
    let sum: Vector3<f32> = state.positions.iter().map(|p| p.coords).sum();
    let middle = sum / state.positions.len() as f32;
    for p in &mut state.positions {
        *p -= middle;
        p.y = 0.26;
    }
    let body = BodyCollider::new(&mannequin(ball(Point3::origin(), 0.25, 128), Vec::new()));
    let mut solver = Solver::new(&cloth, body, Settings::default()).unwrap();
    settle(&mut solver, &mut state);
    state.positions.iter().map(|p| 0.25 - f64::from(p.coords.norm())).fold(0.0, f64::max)
}

/// A strip of 0.6 × 0.3 m of even cloth, bending length 8 cm, with its middle on a line: its
/// potential energy (J) on a mesh with edges of `edge` (m) whose lattice lies at `grain` (rad), the
/// whole scene turned by `turn` (rad) about the upright. It has one shape to come to rest in.
pub(crate) fn over_a_line(edge: f64, grain: f64, turn: f32) -> f64 {
    let round = nalgebra::Rotation3::from_axis_angle(&Vector3::y_axis(), turn);
    let cloth = lab_fabric(LINE_C as f32, LINE_C as f32, 300.0);
    let (mut cloth, mut state) = panel(2.0 * LINE_L, LINE_L, edge, grain, cloth, true);
    let start = state.clone();
    let middle = LINE_L as f32;
    pin(&mut cloth, &start, |p| (p.x - middle).abs() < 1e-5);
    for attachment in &mut cloth.attachments {
        if let Target::Point(p) = &mut attachment.target {
            *p = round * *p;
        }
    }
    for p in &mut state.positions {
        *p = round * *p;
    }
    let mut solver = solver(&cloth, 400, 600);
    let settled = settle(&mut solver, &mut state);
    assert!(settled.converged, "{settled:?}");
    solver.report(&state, &settled).potential
}

const LINE_C: f64 = 0.08;
const LINE_L: f64 = 0.3;

/// The energy (J) of [`over_a_line`] for a strip that does not stretch: two elasticae.
pub(crate) fn over_a_line_exact() -> f64 {
    let stiffness = 0.2 * 9.81 * LINE_C.powi(3);
    2.0 * LINE_L * stiffness / LINE_L * elastica((LINE_L / LINE_C).powi(3))[1]
}
