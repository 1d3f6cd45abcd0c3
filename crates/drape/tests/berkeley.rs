//! A robe that others drafted drapes on our body.

#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests")]
#![expect(clippy::print_stderr, reason = "says why a test is skipped")]

mod support;

use measure::Sex;
use support::berkeley;

#[test]
fn the_robe_of_the_berkeley_garment_library_hangs_on_our_body() {
    let Some(robe) = berkeley::robe() else {
        eprintln!("skipped: the robe's file is not here");
        return;
    };
    robe.cloth.check().unwrap();
    let model = support::model();
    let (body, _) = support::mean(&model, Sex::Male);
    let (state, report, _) = berkeley::wear(&robe, &body);
    assert!(report.faults().is_empty(), "{:?} {report:?}", report.faults());
    // It hangs from the shoulders to the ankles, as it does on its makers' figure.
    let heights = state.positions.iter().map(|p| p.y);
    let hem = heights.clone().fold(f32::INFINITY, f32::min);
    assert!(hem > 0.0 && hem < 0.35, "the hem hangs at {hem} m");
    assert!(heights.fold(0.0, f32::max) > body.landmarks.nape.y, "the hood lies on the neck");
}
