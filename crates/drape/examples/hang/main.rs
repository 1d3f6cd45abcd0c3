//! A square of cloth, 1 m wide, held by its upper edge or two corners, that falls from flat.
//!
//! `hang settle N [corners]` settles N by N cells from coarse to fine.
//! `hang compare KEPT OUT` puts what `benches/peers/run.sh` kept beside this solver: a page and plots.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::allow_attributes, reason = "example")]
#![allow(missing_docs, reason = "example")]

mod compare;
#[path = "../validate/plot.rs"]
mod plot;

use std::path::Path;
use std::time::Instant;

use drape::{
    Attachment, BodyCollider, Cloth, Fabric, Facet, PartSet, Settings, Settled, Solver, State,
    Target, Vertex,
};
use nalgebra::{Point2, Point3, Vector2};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    match args[1].as_str() {
        "settle" => {
            let n = args[2].parse().unwrap();
            tell(&settle(n, args.iter().any(|a| a == "corners"), 0.3));
        }
        "compare" => compare::compare(Path::new(&args[2]), Path::new(&args[3])),
        other => panic!("settle or compare, not {other}"),
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

/// One level of a settling, from coarse to fine.
struct Level {
    vertices: usize,
    steps: usize,
    iterations: usize,
    residual: f64,
    /// CPU and wall seconds since the start, and energy (J) there.
    cpu_s: f64,
    wall_s: f64,
    energy: f64,
}

/// Settles from coarse to fine until the residual is below `goal` vertex weights on the finest
/// level; meshing is not counted.
fn settle(n: usize, corners: bool, goal: f64) -> Vec<Level> {
    let mut cells = vec![n];
    while cells[0].is_multiple_of(2) && cells[0] > 25 {
        cells.insert(0, cells[0] / 2);
    }
    let scenes: Vec<(Cloth, State)> = cells.iter().map(|&n| square(n, corners)).collect();
    let mut levels = Vec::new();
    let (start, cpu) = (Instant::now(), cpu_seconds());
    let (mut wall_told, mut cpu_told) = (0.0, 0.0);
    let mut before: Option<(usize, State)> = None;
    for (&n, (cloth, flat)) in cells.iter().zip(&scenes) {
        let mut state = flat.clone();
        if let Some((coarse, at)) = &before {
            lift(*coarse, at, n, &mut state);
        }
        // Long steps: where the cloth comes to rest is asked, not how.
        let settings = Settings {
            dt: 0.05,
            cg_iterations: 150,
            cg_tolerance: 1e-2,
            step_limit: 0.1,
            ..Settings::default()
        };
        let mut solver = Solver::new(cloth, BodyCollider::none(), settings).unwrap();
        solver.control.layers_collide = false;
        solver.control.damping = 0.3;
        let goal = if n == *cells.last().unwrap() { goal } else { 0.02 };
        let (mut steps, mut iterations, mut residual) = (0, 0, f64::INFINITY);
        while residual > goal && steps < 400 {
            let step = solver.step(&mut state);
            steps += 1;
            iterations += step.cg_iterations;
            residual = step.residual;
        }
        let (wall_s, cpu_s) = (start.elapsed().as_secs_f64(), cpu_seconds() - cpu);
        let energy = solver.report(&state, &Settled::default()).potential;
        levels.push(Level {
            vertices: cloth.vertices.len(),
            steps,
            iterations,
            residual,
            cpu_s: cpu_s - cpu_told,
            wall_s: wall_s - wall_told,
            energy,
        });
        // What telling the energy takes is not settling.
        wall_told += start.elapsed().as_secs_f64() - wall_s;
        cpu_told += cpu_seconds() - cpu - cpu_s;
        before = Some((n, state));
    }
    levels
}

fn tell(levels: &[Level]) {
    for l in levels {
        println!(
            "{:7} vertices: {:.3} s wall {:.2} s CPU, {} steps, {} iterations, residual {:.3}, energy {:.6} J",
            l.vertices, l.wall_s, l.cpu_s, l.steps, l.iterations, l.residual, l.energy
        );
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

/// CPU seconds and energy (J) of each record in a peer's file.
fn energies(n: usize, file: &Path) -> Vec<[f64; 2]> {
    let (cloth, _) = square(n, false);
    let solver = Solver::new(&cloth, BodyCollider::none(), Settings::default()).unwrap();
    let numbers: Vec<f64> = std::fs::read(file)
        .unwrap()
        .chunks_exact(8)
        .map(|b| f64::from_le_bytes(b.try_into().unwrap()))
        .collect();
    numbers
        .chunks_exact(2 + 3 * cloth.vertices.len())
        .map(|record| {
            let positions: Vec<Point3<f64>> =
                record[2..].chunks_exact(3).map(|p| Point3::new(p[0], p[1], p[2])).collect();
            [record[1], solver.potential(&positions)]
        })
        .collect()
}

/// CPU seconds of this process so far.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after = stat.rsplit(')').next().unwrap();
    let ticks = |k: usize| after.split_whitespace().nth(k).unwrap().parse::<f64>().unwrap();
    (ticks(11) + ticks(12)) / 100.0
}
