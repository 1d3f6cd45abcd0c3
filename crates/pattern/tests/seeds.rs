//! The garments of the seeds: they are drafted, sew, and measure as documented pieces do.

mod common;

use common::{design, designs, man, woman};
use pattern::{Options, Pattern, lint};

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

/// 40 bodies of a fixed seed, options at their defaults and at both ends.
#[test]
fn every_design_sews_for_bodies_nobody_has_and_options_at_both_ends() {
    for design in designs() {
        let report = lint(&design, 40, 20_261_123);
        assert!(report.drafts >= 80);
        let lines: Vec<_> = report.problems.iter().map(ToString::to_string).collect();
        assert!(lines.is_empty(), "{}", lines.join("\n"));
    }
}

/// Seen from the front the wearer's left is at +x, so the outer lap must be the panel whose
/// shoulder is at +x, and it must end at −x: the right underarm. Never the other way.
#[test]
fn the_left_front_covers_the_right_and_closes_at_the_right_underarm() {
    for (id, outer, edge, inner) in [
        ("chuba-men-utsang", "front_l", "front_edge", "front_r"),
        ("chuba-women-sleeveless", "front", "placket", "front_r"),
    ] {
        let pattern = design(id).draft(&man(), &Options::new()).unwrap();
        let panel = |id: &str| pattern.panel(id).unwrap();
        let layer = |id: &str| panel(id).placement.as_ref().unwrap().layer;
        assert!(layer(outer) > layer(inner), "{id}");
        let shoulder = panel(outer).edges.iter().find(|e| e.id == "shoulder").unwrap();
        assert!(shoulder.start().x > 0.0 && shoulder.end().x > 0.0, "{id}");
        let closing = panel(outer).edges.iter().find(|e| e.id == edge).unwrap();
        assert!(closing.start().x < 0.0, "{id}");
        let shoulder = panel(inner).edges.iter().find(|e| e.id == "shoulder").unwrap();
        assert!(shoulder.start().x < 0.0, "{id}");
        for closure in &pattern.wear.closures {
            assert_eq!(closure.a.panel, outer, "{id}");
            // On a back +x is the wearer's right, on a front −x.
            assert!(pattern.point(&closure.a).unwrap().x < 0.0, "{id}");
            assert!(pattern.point(&closure.b).unwrap().x > 0.0, "{id}");
        }
    }
}

/// Sewn edges of one surface are walked in opposite directions; with both pieces as seen from
/// outside, ends that meet lie at the same height.
#[test]
fn the_ends_of_side_and_shoulder_seams_meet() {
    for id in ["chuba-men-utsang", "chuba-women-sleeveless"] {
        let pattern = design(id).draft(&woman(), &Options::new()).unwrap();
        for seam in pattern
            .seams
            .iter()
            .filter(|s| s.a.edge.contains("side") || s.a.edge.contains("shoulder"))
        {
            assert!(seam.reversed);
            let (a, b) = (pattern.edge(&seam.a).unwrap(), pattern.edge(&seam.b).unwrap());
            for (p, q) in [(a.start(), b.end()), (a.end(), b.start())] {
                assert!((p.y - q.y).abs() < 1e-6 && (p.x + q.x).abs() < 1e-6, "{id} {}", seam.a);
            }
        }
    }
}
