//! The garments of the seeds: they are drafted, sew, and measure as documented pieces do.

mod common;

use common::{design, man, woman};
use pattern::{Options, Pattern};

/// What a tailor can ease in without seeing it (mm).
const SEAM_TOLERANCE_MM: f64 = 1.0;

fn finished(pattern: &Pattern, id: &str) -> f64 {
    pattern.finished.iter().find(|f| f.id == id).unwrap().mm
}

#[track_caller]
fn near(value: f64, documented: f64, share: f64) {
    let off = (value / documented - 1.0).abs();
    assert!(off <= share, "{value:.0} mm is {:.1} % off {documented} mm", off * 100.0);
}

#[test]
fn the_standard_bodies_get_patterns_that_sew() {
    for (id, body) in [("chuba-men-utsang", man()), ("chuba-women-sleeveless", woman())] {
        let pattern = design(id).draft(&body, &Options::new()).unwrap();
        let problems = pattern.problems(SEAM_TOLERANCE_MM);
        assert!(problems.is_empty(), "{id}: {problems:#?}");
    }
}

/// The mean of five pieces in museums: V&A IS.54-2016, Alberta 2005.5.15, Cleveland 2007.216,
/// Met 70360 and one at Clars.
#[test]
fn the_mens_chuba_measures_as_museum_pieces_do() {
    let pattern = design("chuba-men-utsang").draft(&man(), &Options::new()).unwrap();
    near(finished(&pattern, "length"), 1472.0, 0.04);
    near(finished(&pattern, "span"), 1870.0, 0.04);
}

/// Wing Luke Museum 1988.028.001.
#[test]
fn the_womens_chuba_measures_as_the_wing_luke_piece_does() {
    let pattern = design("chuba-women-sleeveless").draft(&woman(), &Options::new()).unwrap();
    near(finished(&pattern, "length"), 1372.0, 0.04);
    near(finished(&pattern, "hem"), 2489.0, 0.04);
}
