//! True size on paper, and nothing on it that a reader would see as a box.

use super::*;
use crate::measurement_sheet::tests::{fonts, real, squares as four_sided};

fn mm_pages(pdf: &[u8]) -> Vec<(f64, f64)> {
    let text = String::from_utf8_lossy(pdf);
    text.split("/MediaBox")
        .skip(1)
        .map(|rest| {
            let inside = rest[rest.find('[').unwrap() + 1..rest.find(']').unwrap()].to_owned();
            let n: Vec<f64> = inside.split_ascii_whitespace().map(|t| t.parse().unwrap()).collect();
            ((n[2] - n[0]) * 25.4 / 72.0, (n[3] - n[1]) * 25.4 / 72.0)
        })
        .collect()
}

/// Squares of that side in an uncompressed document (mm).
fn count_squares(pdf: &[u8], side_mm: f64) -> usize {
    let side = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).hypot(a.1 - b.1) * 25.4 / 72.0;
    four_sided(pdf)
        .into_iter()
        .filter(|&[a, b, c, d]| {
            [side(a, b), side(b, c), side(c, d), side(d, a)]
                .iter()
                .all(|s| (s - side_mm).abs() < 0.05)
        })
        .count()
}

#[test]
fn a_roll_is_as_wide_as_asked_and_every_page_has_the_test_squares() {
    let fonts = fonts();
    real("chuba-men-utsang", |content| {
        let pdf = write_roll(content, &fonts, &[Language::Zh, Language::Bo], 914.0, false).unwrap();
        let pages = mm_pages(&pdf);
        assert!(!pages.is_empty());
        for (width, length) in &pages {
            assert!((width - 914.0).abs() < 0.01, "{width}");
            // PDF has no page longer than 200 inches.
            assert!(*length <= 5080.0, "{length}");
        }
        for side in [100.0, 50.0, 1000.0 / 30.0] {
            assert_eq!(count_squares(&pdf, side), pages.len(), "{side} mm");
        }
        let again = write_roll(content, &fonts, &[Language::Zh, Language::Bo], 914.0, false);
        assert!(again.unwrap() == pdf, "the same content gives the same bytes");
    });
}

#[test]
fn a_roll_of_no_plotter_is_refused() {
    real("vest", |content| {
        for mm in [100.0, 5000.0, f64::NAN] {
            let error = roll(content, &fonts(), &[Language::Zh], mm).unwrap_err();
            assert!(matches!(error, SheetError::RollWidth { .. }), "{error:?}");
        }
    });
}

#[test]
fn a_robe_on_a4_is_refused_with_the_count_and_an_apron_is_not() {
    let fonts = fonts();
    real("chuba-men-utsang", |content| {
        let error = tiles(content, &fonts, &[Language::Zh], SheetSize::A4).unwrap_err();
        let SheetError::TooManySheets { needed, most: 30 } = error else { panic!("{error:?}") };
        // Laid out by its boxes it would be 108; packed it is fewer, and far too many.
        assert!((60..=115).contains(&needed), "{needed}");
        let a0 = sheet_count(content.pattern, SheetSize::A0).unwrap();
        assert!((4..=8).contains(&a0), "{a0} sheets of A0");
    });
    real("pangden", |content| {
        let pdf = write_tiles(content, &fonts, &[Language::Bo], SheetSize::A4, false).unwrap();
        let pages = mm_pages(&pdf);
        assert_eq!(pages.len(), sheet_count(content.pattern, SheetSize::A4).unwrap());
        assert!(pages.len() <= MOST_A4);
        for side in [100.0, 50.0, 1000.0 / 30.0] {
            assert_eq!(count_squares(&pdf, side), pages.len(), "{side} mm");
        }
    });
}

#[test]
fn cloth_of_any_width_has_a_plan_on_one_page() {
    let fonts = fonts();
    real("chuba-men-utsang", |content| {
        // A narrow loom; brocade narrower than the front, which is joined too; and broad twill.
        for (width_mm, narrow_loom) in [(250.0, true), (750.0, false), (1450.0, false)] {
            let cloths = [crate::Cloth { width_mm, narrow_loom, ..content.cloths[0].clone() }];
            let content = SheetContent { cloths: &cloths, ..content.clone() };
            let pdf = crate::strip_plan::write(&content, &fonts, &Language::ALL, false).unwrap();
            assert_eq!(mm_pages(&pdf).len(), 1, "{width_mm}");
            // The joins are drawn on the pattern too, where there are any.
            assert_eq!(content.joins().is_empty(), !narrow_loom, "{width_mm}");
        }
        let content = SheetContent { cloths: &[], ..content.clone() };
        let error = crate::strip_plan(&content, &fonts, &[Language::Zh]).unwrap_err();
        assert_eq!(error, SheetError::NoCloth { slot: "shell".to_owned() });
    });
}

#[test]
fn the_square_code_says_order_template_and_hash_and_nothing_else() {
    let fonts = fonts();
    real("vest", |content| {
        let pdf = crate::cutting_diagram::write(content, &fonts, &[Language::En], false).unwrap();
        // The code is the path with the most subpaths: its runs, as four-sided figures in one fill.
        let text = String::from_utf8_lossy(&pdf);
        let boxes = crate::measurement_sheet::tests::longest_fill(&text);
        let (x0, y0) = boxes.iter().fold((f64::MAX, f64::MAX), |m, b| (m.0.min(b.0), m.1.min(b.1)));
        let x1 = boxes.iter().fold(0.0_f64, |m, b| m.max(b.2));
        let dots = 4.0 / (25.4 / 72.0); // four dots a millimetre
        let side = ((x1 - x0 + 8.0) * dots) as usize;
        let picture = |x: usize, y: usize| {
            let p = (x as f64 / dots + x0 - 4.0, y as f64 / dots + y0 - 4.0);
            let black = boxes.iter().any(|b| p.0 >= b.0 && p.0 < b.2 && p.1 >= b.1 && p.1 < b.3);
            if black { 0 } else { 255 }
        };
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, picture);
        let grids = image.detect_grids();
        let (_, read) = grids.first().expect("a code").decode().unwrap();
        assert_eq!(read, format!("namza:1?o={}&t=vest&h={}", content.order, content.content_hash));
    });
}

#[test]
fn no_paper_in_any_language_sets_a_missing_glyph() {
    let fonts = fonts();
    for id in ["chuba-men-utsang", "pangden"] {
        real(id, |content| {
            for language in Language::ALL {
                let papers = [
                    crate::measurement_sheet::write(content, &fonts, &[language], false).unwrap(),
                    crate::cutting_diagram::write(content, &fonts, &[language], false).unwrap(),
                    write_roll(content, &fonts, &[language], 914.0, false).unwrap(),
                    crate::strip_plan::write(content, &fonts, &[language], false).unwrap(),
                ];
                for (i, pdf) in papers.iter().enumerate() {
                    let glyphs = crate::measurement_sheet::tests::glyphs_set(pdf);
                    assert!(glyphs.len() > 50, "{id} {}: paper {i} has no text", language.code());
                    assert!(!glyphs.contains(&0), "{id} {}: paper {i}", language.code());
                    // 〓 stands for what no typeface has; it is in no map back to characters.
                    let text = String::from_utf8_lossy(pdf);
                    assert!(!text.contains("<3013>"), "{id} {}: paper {i}", language.code());
                }
            }
        });
    }
}
