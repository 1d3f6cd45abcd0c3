//! Drapes both garments on seeded random bodies and prints a line for each.
//!
//! `sweep [BODIES] [EDGE_MM] [FIRST_SEED]`

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::allow_attributes, reason = "example")]
#![allow(missing_docs, reason = "example")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::ops::ControlFlow;
use std::time::Instant;

use drape::{Dressing, Fabric, Garment, Resolution, drape};
use measure::{Dimension, Sex};

fn main() {
    let number = |i: usize, otherwise: f64| {
        std::env::args().nth(i).and_then(|a| a.parse().ok()).unwrap_or(otherwise)
    };
    let (bodies, edge_mm, first) = (number(1, 20.0) as u64, number(2, 30.0), number(3, 1.0) as u64);
    let model = support::model();
    for seed in first..first + bodies {
        let (sex, id) = if seed % 2 == 0 {
            (Sex::Female, "chuba-women-sleeveless")
        } else {
            (Sex::Male, "chuba-men-utsang")
        };
        let (body, m) = support::random(&model, sex, seed);
        let pattern = support::draft(id, &m);
        let start = Instant::now();
        let garment =
            Garment::assemble(&pattern, &body, &Fabric::WOOL, Resolution::new(edge_mm)).unwrap();
        let draped =
            drape(&garment, &body, &Dressing::default(), &mut |_, _| ControlFlow::Continue(()));
        let mm = |d| m.mm(d).unwrap_or(0.0);
        print!(
            "{seed:3} {id:24} stature {:.0} chest {:.0} waist {:.0} hip {:.0} | {:5.1} s ",
            mm(Dimension::Stature),
            mm(Dimension::BustGirth),
            mm(Dimension::WaistGirth),
            mm(Dimension::HipGirth),
            start.elapsed().as_secs_f64()
        );
        match draped {
            Ok(d) => println!(
                "converged {} inside {:.2} % deepest {:.1} mm seam {:.2} mm strain95 {:.3} hem {:.0} mm {:?}",
                d.report.converged,
                d.report.penetrating * 100.0,
                d.report.deepest_penetration * 1e3,
                d.report.widest_seam * 1e3,
                d.report.strain_95,
                f64::from(d.hem_height) * 1e3 - pattern.wear.hem_height_mm,
                d.report.faults()
            ),
            Err(e) => println!("{e}"),
        }
    }
}
