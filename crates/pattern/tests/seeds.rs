//! The garments of the seeds: they are drafted, sew, and measure as documented pieces do.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use common::{design, designs, man, woman};
use pattern::{Design, Fault, LintPlan, Options, Pattern, Region, lint, lint_with};

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

/// Where a seam's ends meet, both pieces lie on the same place of the body: front on front at the
/// same point, front on back at the mirrored one, and sleeves at the same distance from the
/// shoulder. A seam that is twisted, or sewn to the other side, has equal lengths and fails here.
#[test]
fn no_seam_is_twisted_or_on_the_wrong_side() {
    let mut looked_at = 0;
    for pattern in designs().iter().map(|d| d.draft(&woman(), &Options::new()).unwrap()) {
        let region = |id: &str| pattern.panel(id).unwrap().placement.as_ref().map(|p| p.region);
        for seam in &pattern.seams {
            let (Some(of_a), Some(of_b)) = (region(&seam.a.panel), region(&seam.b.panel)) else {
                continue;
            };
            let (a, b) = (pattern.edge(&seam.a).unwrap(), pattern.edge(&seam.b).unwrap());
            assert!(seam.reversed);
            let meet = [(a.start(), b.end()), (a.end(), b.start())];
            let name = format!("{}: {} to {}", pattern.garment, seam.a, seam.b);
            let trunk = |r| matches!(r, Region::Front | Region::Back);
            looked_at += 1;
            match (of_a, of_b) {
                (a, b) if trunk(a) && trunk(b) && pattern.garment != "pangden" => {
                    // On a front +x is the wearer's left, on a back her right; halves of a back
                    // meet in the middle.
                    let sign = if a == b { 1.0 } else { -1.0 };
                    for (p, q) in meet {
                        assert!((p.x - sign * q.x).abs() < 1e-6, "{name}");
                        assert!((p.y - q.y).abs() < 1e-6, "{name}");
                    }
                }
                (arm @ (Region::ArmLeft | Region::ArmRight), other) if trunk(other) => {
                    let left = if other == Region::Front { 1.0 } else { -1.0 };
                    let side = if arm == Region::ArmLeft { left } else { -left };
                    let front = if other == Region::Front { 1.0 } else { -1.0 };
                    let half = if arm == Region::ArmLeft { front } else { -front };
                    for (p, q) in meet {
                        assert!(q.x * side > 0.0, "{name} is on the other arm");
                        assert!((p.y * half - q.y).abs() < 1e-6, "{name}");
                    }
                }
                (Region::ArmLeft | Region::ArmRight, _) => {
                    for (p, q) in meet {
                        assert!((p.x - q.x).abs() < 1e-6 && (p.y + q.y).abs() < 1e-6, "{name}");
                    }
                }
                _ => looked_at -= 1,
            }
        }
    }
    assert!(looked_at > 40, "only {looked_at}");
}

/// The pangden is laid flat in one plane: its pieces meet at the same points.
#[test]
fn the_lengths_of_a_pangden_lie_side_by_side() {
    let pattern = design("pangden").draft(&woman(), &Options::new()).unwrap();
    for seam in &pattern.seams {
        let (a, b) = (pattern.edge(&seam.a).unwrap(), pattern.edge(&seam.b).unwrap());
        for (p, q) in [(a.start(), b.end()), (a.end(), b.start())] {
            let origin = |id: &str| pattern.panel(id).unwrap().placement.as_ref().unwrap().origin;
            let (p, q) = (p - origin(&seam.a.panel), q - origin(&seam.b.panel));
            assert!((p - q).hypot() < 1e-6, "{} to {}", seam.a, seam.b);
        }
    }
    // Wing Luke Museum 1988.028.001: 71.1 × 52.7 cm.
    near(finished(&pattern, "length"), 711.0, 0.04);
    near(finished(&pattern, "width"), 527.0, 0.04);
}

/// The band goes from the left front round the back to the right front without a jump.
#[test]
fn the_collar_follows_the_neckline_in_order() {
    for pattern in designs().iter().map(|d| d.draft(&woman(), &Options::new()).unwrap()) {
        let Some(collar) = pattern.panel("collar") else { continue };
        let order: Vec<_> = collar.edges.iter().filter(|e| e.id.starts_with("neck_")).collect();
        let ids: Vec<_> = order.iter().map(|e| e.id.as_str()).collect();
        assert_eq!(ids, ["neck_fl", "neck_bl", "neck_br", "neck_fr"], "{}", pattern.garment);
        let neckline = |id: &str| {
            let of = |s: &&pattern::Seam| s.a.panel == "collar" && s.a.edge == id;
            pattern.edge(&pattern.seams.iter().find(of).unwrap().b).unwrap()
        };
        for pair in ids.windows(2) {
            let (p, q) = (neckline(pair[0]).start(), neckline(pair[1]).end());
            // Front and back see the neck point from opposite sides.
            let jump = (p.x.abs() - q.x.abs()).hypot(p.y - q.y);
            assert!(jump < 1e-6, "{}: {} to {}", pattern.garment, pair[0], pair[1]);
        }
    }
}

/// Wing Luke Museum 1988.028.001.
#[test]
fn the_wonju_measures_as_the_wing_luke_piece_does() {
    let pattern = design("wonju").draft(&woman(), &Options::new()).unwrap();
    near(finished(&pattern, "length"), 572.0, 0.04);
    near(finished(&pattern, "span"), 1892.0, 0.04);
}

/// Each body gets the defaults, a lot of ends, and each of n options alone at both ends; each size
/// the first two.
#[test]
fn lint_drafts_for_random_bodies_sizes_dolls_and_giants() {
    let design = design("vest");
    let options = design.options().len() as u32;
    let report = lint_with(&design, &LintPlan::whole(3, 7));
    let sizes = measure::Size::all().count() as u32;
    // Two scaled bodies at four scales.
    assert_eq!(report.drafts, (3 + 8) * (2 + 2 * options) + 2 * sizes);
    assert!(report.problems.is_empty(), "{:?}", report.problems);
}

#[test]
fn lint_finds_what_a_real_piece_and_an_option_at_its_end_show() {
    let text = common::template("chuba-men-utsang").unwrap();
    let wrong = text.replace("cm = 147.2", "cm = 170");
    assert_ne!(text, wrong);
    let design = Design::parse("x.toml", &wrong, &common::template).unwrap();
    let report = lint(&design, 1, 1);
    let [problem] = &report.problems[..] else { panic!("{:?}", report.problems) };
    assert!(
        matches!(&problem.fault, Fault::Documented { measure, off, .. }
            if measure == "length" && (off + 0.129).abs() < 0.01),
        "{problem}"
    );
    let text = common::template("vest").unwrap();
    let wrong = text.replace("min = 4\nmax = 30", "min = -30\nmax = 30");
    assert_ne!(text, wrong);
    let design = Design::parse("x.toml", &wrong, &common::template).unwrap();
    let report = lint(&design, 1, 1);
    assert!(
        report.problems.iter().any(|p| p.options.get("below_waist") == Some(&-30.0)),
        "{:?}",
        report.problems
    );
}
