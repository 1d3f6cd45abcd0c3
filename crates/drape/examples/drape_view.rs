//! Drapes a garment on a body and writes a picture: front, right side and back.
//!
//! `drape_view GARMENT SEX EDGE_MM OUT.png [layout] [still] [style=ID] [seed=N] [lowering=N] [settling=N]`
//! draws the garment as laid out with `layout`, and in the dressing posture with `still`. With
//! `refine=20,10` it is settled on from there at 20 mm, and then at 10 mm.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::allow_attributes, reason = "example")]
#![allow(missing_docs, reason = "example")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::ops::ControlFlow;
use std::time::Instant;

use drape::{
    BodyCollider, Dressing, Fabric, Garment, Resolution, Settings, Settled, Solver, State, drape,
    redrape,
};
use measure::Sex;
use support::Painted;

const PANELS: [[f32; 3]; 6] = [
    [0.55, 0.16, 0.16],
    [0.50, 0.20, 0.14],
    [0.16, 0.30, 0.52],
    [0.20, 0.45, 0.30],
    [0.60, 0.45, 0.15],
    [0.45, 0.25, 0.50],
];

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let sex = if args[2].starts_with('f') { Sex::Female } else { Sex::Male };
    let edge_mm: f64 = args[3].parse().unwrap();
    let layout_only = args.iter().any(|a| a == "layout");
    let model = support::model();
    let number = |key: &str, otherwise: usize| {
        args.iter()
            .find_map(|a| a.strip_prefix(key)?.strip_prefix('=')?.parse().ok())
            .unwrap_or(otherwise)
    };
    let (mut body, measurements) = match number("seed", 0) {
        0 => support::mean(&model, sex),
        seed => support::random(&model, sex, seed as u64),
    };
    if args.iter().any(|a| a == "still") {
        body.motion.clear();
    }
    for (dimension, m) in measurements.iter() {
        print!("{} {:.0}  ", dimension.key(), m.mm);
    }
    println!();
    let style = args.iter().find_map(|a| a.strip_prefix("style="));
    let pattern = support::draft(&args[1], &measurements).worn(style).unwrap();
    let fabric = Fabric {
        compression: number("compression", 25) as f32 / 100.0,
        shear: number("shear", 80) as f32,
        ..Fabric::WOOL
    };
    let start = Instant::now();
    let garment = Garment::assemble(&pattern, &body, &fabric, Resolution::new(edge_mm)).unwrap();
    println!(
        "assembled {} vertices, {} facets, {} stitches in {:.2?}; wear {:?}",
        garment.cloth.vertices.len(),
        garment.cloth.facets.len(),
        garment.cloth.stitches.len(),
        start.elapsed(),
        (pattern.wear.belt_height_mm, pattern.wear.hem_height_mm, pattern.wear.blouse_mm)
    );
    let gaps = garment
        .cloth
        .stitches
        .iter()
        .map(|s| (garment.positions[s.a as usize] - garment.positions[s.b as usize]).norm());
    println!("widest stitch {:.3} m", gaps.fold(0.0, f32::max));
    let skin = [0.85, 0.68, 0.55];
    let paint = |panels: &mut dyn Iterator<Item = u32>| -> Vec<[f32; 3]> {
        panels.map(|p| PANELS[p as usize % PANELS.len()]).collect()
    };
    let tall = 1.9;
    if layout_only {
        let solver =
            Solver::new(&garment.cloth, BodyCollider::new(&body), Settings::default()).unwrap();
        let state = State::at_rest(garment.positions.clone());
        println!("{:#?}", solver.report(&state, &Settled::default()));
        let mesh = garment.to_mesh();
        let colours = paint(&mut garment.cloth.facets.iter().map(|f| f.panel));
        let things = [
            Painted { mesh: &body.mesh, colours: vec![skin; body.mesh.triangles.len()] },
            Painted { mesh: &mesh, colours },
        ];
        support::picture(&things, tall).save(&args[4]).unwrap();
        return;
    }
    let usual = Dressing::default();
    let dressing = Dressing {
        relaxing: number("relaxing", usual.relaxing),
        lowering: number("lowering", usual.lowering),
        hanging: number("hanging", usual.hanging),
        settling: number("settling", usual.settling),
        untangling: number("untangling", 1) == 1,
        ..usual
    };
    let start = Instant::now();
    let mut last = None;
    let result = drape(&garment, &body, &dressing, &mut |stage, done| {
        if last != Some(stage) {
            println!("{:.1?} {stage:?} {done:.2}", start.elapsed());
            last = Some(stage);
        }
        ControlFlow::Continue(())
    });
    let mut draped = result.unwrap();
    let levels = args.iter().find_map(|a| a.strip_prefix("refine=")).unwrap_or_default();
    for finer in levels.split(',').filter_map(|mm| mm.parse().ok()) {
        println!("{:.1?} coarse: {:?}", start.elapsed(), draped.report.faults());
        let resolution = Resolution::new(finer);
        let fine = Garment::assemble(&pattern, &body, &fabric, resolution).unwrap();
        let mut going = |_, _| ControlFlow::Continue(());
        draped = redrape(&[&fine], &[&draped], &body, &dressing, &mut going).unwrap().remove(0);
    }
    println!("{:.1?} hem {:.3} m {:#?}", start.elapsed(), draped.hem_height, draped.report);
    for fault in draped.report.faults() {
        println!("fault: {fault}");
    }
    let mut things = vec![
        Painted { mesh: &draped.body, colours: vec![skin; draped.body.triangles.len()] },
        Painted { mesh: &draped.cloth, colours: paint(&mut draped.panel.iter().copied()) },
    ];
    for (band, colour) in [(&draped.belt, [0.75, 0.2, 0.35]), (&draped.collar, [0.85, 0.7, 0.3])] {
        if let Some(band) = band {
            let colours = vec![colour; band.mesh.triangles.len()];
            things.push(Painted { mesh: &band.mesh, colours });
        }
    }
    support::picture(&things, tall).save(&args[4]).unwrap();
}
