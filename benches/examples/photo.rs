//! How long one photo takes from its bytes to measurements, again and again: the median and the time
//! that 95 of 100 keep to, stage by stage.
//!
//! `cargo run --example photo -- [RUNS]`

#![expect(clippy::print_stdout, reason = "a command line example")]
#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

use std::time::Instant;

use body::BodyModel;
use body::fit::{Evidence, ViewEvidence, fit_photos};
use measure::{Measurements, Sex};
use namza_benches::{detector, file};
use pose::{Photo, View};

const STAGES: [&str; 4] = ["decode", "person", "fit", "photo to measurements"];

fn main() {
    let runs: usize = std::env::args().nth(1).map_or(40, |runs| runs.parse().unwrap());
    let model = BodyModel::from_bytes(&file("models/body/body.bin")).unwrap();
    let bytes = file("seeds/demo/woman-front.jpg");
    let mut detector = detector();
    let mut took: [Vec<f64>; 4] = Default::default();
    // The first run makes what is made once.
    for run in 0..=runs {
        let start = Instant::now();
        let photo = Photo::decode(&bytes).unwrap();
        let decoded = Instant::now();
        let person = detector.read(&photo, View::Front).unwrap();
        let seen = Instant::now();
        let evidence = Evidence {
            sex: Some(Sex::Female),
            stature_mm: 1620.0,
            stature_sigma_mm: 5.0,
            mass_kg: Some(58.2),
            views: vec![ViewEvidence::from(&person)],
            tape: Measurements::default(),
        };
        let fit = fit_photos(&model, &evidence).unwrap();
        let fitted = Instant::now();
        assert!(fit.measurements.iter().count() > 40);
        let times = [decoded - start, seen - decoded, fitted - seen, fitted - start];
        if run == 0 {
            println!("first run: {:.0} ms", 1e3 * times[3].as_secs_f64());
            continue;
        }
        for (list, time) in took.iter_mut().zip(times) {
            list.push(1e3 * time.as_secs_f64());
        }
    }
    for (stage, list) in STAGES.iter().zip(&mut took) {
        list.sort_by(f64::total_cmp);
        let at = |share: f64| list[((list.len() as f64 * share).ceil() as usize).max(1) - 1];
        println!(
            "{stage:22} median {:6.0} ms, p95 {:6.0} ms, best {:6.0} ms",
            at(0.5),
            at(0.95),
            list[0]
        );
    }
}
