//! A robe put on with a coarse mesh, which is what a preview shows, and settled on finer ones to 10 mm.
//!
//! Prints for each garment and level the vertices, the wall and processor time since the beginning,
//! and how the drape came out. `cargo bench --bench levels`; `-- 25 chuba-women-sleeveless` takes other
//! levels after the first, and one garment alone.

#![expect(clippy::print_stdout, reason = "a bench tells what it measured")]
#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

#[path = "../../crates/drape/tests/support/mod.rs"]
mod support;

use std::ops::ControlFlow;
use std::time::Instant;

use drape::{Dressing, Fabric, Garment, Resolution, drape, redrape};
use measure::Sex;

/// Meshes (mm): of the preview, and those after it.
const FIRST: f64 = 48.0;
const FINER: [f64; 2] = [20.0, 10.0];

fn main() {
    let asked: Vec<f64> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    let finer = if asked.is_empty() { FINER.to_vec() } else { asked };
    let only = std::env::args().find(|a| a.starts_with("chuba"));
    let model = support::model();
    for (id, sex) in [("chuba-women-sleeveless", Sex::Female), ("chuba-men-utsang", Sex::Male)] {
        if only.as_ref().is_some_and(|only| only != id) {
            continue;
        }
        let (body, measurements) = support::mean(&model, sex);
        let pattern = support::draft(id, &measurements);
        let (start, processor) = (Instant::now(), support::processor_s());
        let mesh =
            |&at: &Resolution| Garment::assemble(&pattern, &body, &Fabric::WOOL, at).unwrap();
        let mut going = |_, _| ControlFlow::Continue(());
        let dressing = Dressing::default();
        let tell = |garment: &Garment, draped: &drape::Drape| {
            let report = &draped.report;
            println!(
                "{id} at {:.0} mm: {} vertices, {:.2} s, {:.2} s of processor; settled {} after {} \
                 steps, residual {:.4}, {:.3} J, faults {:?}",
                1e3 * edge(garment),
                garment.positions.len(),
                start.elapsed().as_secs_f64(),
                support::processor_s() - processor,
                report.converged,
                report.frames,
                report.residual,
                report.potential,
                report.faults(),
            );
        };
        let finer = nested(&finer);
        let mut garment = mesh(&Resolution::new(FIRST));
        let mut draped = drape(&garment, &body, &dressing.in_passing(), &mut going).unwrap();
        tell(&garment, &draped);
        // Each finer mesh is made while the one before it settles.
        let mut next = finer.first().map(&mesh);
        for level in 0..finer.len() {
            garment = next.take().unwrap();
            std::thread::scope(|scope| {
                let made = finer.get(level + 1).map(|at| scope.spawn(|| mesh(at)));
                let from = [&draped];
                let dressing = if made.is_some() { dressing.in_passing() } else { dressing };
                let settled = redrape(&[&garment], &from, &body, &dressing, &mut going);
                draped = settled.unwrap().remove(0);
                next = made.map(|made| made.join().unwrap());
            });
            tell(&garment, &draped);
        }
    }
}

/// Meshes with edges of those lengths (mm), of which one that is half as long as the one before is that cut
/// into four.
fn nested(edges_mm: &[f64]) -> Vec<Resolution> {
    let mut meshes: Vec<Resolution> = Vec::new();
    for &edge_mm in edges_mm {
        let halved = meshes.last().map(|before| before.halved());
        let nested = halved.filter(|at| (at.edge_mm - edge_mm).abs() < 1e-9);
        meshes.push(nested.unwrap_or(Resolution::new(edge_mm)));
    }
    meshes
}

/// Mean length of an edge in the flat panels (m).
fn edge(garment: &Garment) -> f32 {
    let lengths = garment.cloth.facets.iter().map(|f| (f.rest[1] - f.rest[0]).norm());
    lengths.sum::<f32>() / garment.cloth.facets.len() as f32
}
