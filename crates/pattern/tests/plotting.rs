//! True-size outputs: pieces lie on paper whole and apart, plotters draw what was drafted, and DXF
//! is read back by another program.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::{design, designs, man, woman};
use kurbo::{BezPath, Point, Rect, Shape};
use measure::Dimension;
use pattern::dxf::{self, Dialect};
use pattern::paper::{FLAP_MM, Paper, PaperError, lay_on_paper};
use pattern::{Options, Pattern, hpgl};

fn patterns() -> Vec<Pattern> {
    let both =
        |d: &pattern::Design| [man(), woman()].map(|b| d.draft(&b, &Options::new()).unwrap());
    designs().iter().flat_map(both).collect()
}

fn roll(width_mm: f64, length_mm: f64) -> Paper {
    Paper { width_mm, length_mm, reserved: Rect::new(0.0, 0.0, width_mm, 130.0) }
}

#[test]
fn every_part_of_every_piece_lies_on_the_paper_and_apart_from_the_others() {
    for pattern in patterns() {
        let pieces = pattern.pieces();
        for width in [870.0, 1500.0] {
            let lay = lay_on_paper(&pieces, roll(width, 5000.0)).unwrap();
            for (i, piece) in pieces.iter().enumerate() {
                let parts: Vec<_> = lay.items.iter().filter(|item| item.piece == i).collect();
                assert_eq!(parts.len() as u32, parts[0].part.1, "{}", piece.id);
                for item in &parts {
                    let a = item.paper_from_piece.as_coeffs();
                    assert!((a[0] * a[3] - a[1] * a[2] - 1.0).abs() < 1e-9, "turned over");
                    let drawn = (item.paper_from_piece * &piece.cut_line).bounding_box();
                    let drawn = item.clip.map_or(drawn, |c| c.intersect(drawn));
                    let page = Rect::new(0.0, 130.0, width, lay.lengths_mm[item.page]);
                    let inside = page.inflate(1e-6, 1e-6).contains_rect(drawn);
                    assert!(inside, "{} at {drawn:?} of {page:?}", piece.id);
                }
                // Parts side by side show the whole piece, and each flap twice.
                if let [first, .., last] = &parts[..] {
                    let widths: f64 = parts.iter().map(|p| p.clip.unwrap().width()).sum();
                    let turned = (first.paper_from_piece * &piece.cut_line).bounding_box();
                    let flaps = FLAP_MM * f64::from(last.part.1 - 1);
                    assert!((widths - flaps - turned.width()).abs() < 1e-6, "{}", piece.id);
                }
            }
            apart(&pattern, &lay.items);
        }
    }
}

/// No point of one outline lies inside another.
fn apart(pattern: &Pattern, items: &[pattern::paper::PaperItem]) {
    let pieces = pattern.pieces();
    let outline =
        |item: &pattern::paper::PaperItem| item.paper_from_piece * &pieces[item.piece].cut_line;
    for (i, a) in items.iter().enumerate() {
        for b in items.iter().skip(i + 1).filter(|b| b.page == a.page) {
            for (one, other) in [(a, b), (b, a)] {
                let other_line = outline(other);
                for p in outline(one).elements().iter().filter_map(kurbo::PathEl::end_point) {
                    let shown = one.clip.is_none_or(|c| c.contains(p))
                        && other.clip.is_none_or(|c| c.contains(p));
                    let inside = shown && other_line.winding(p) != 0;
                    assert!(!inside, "{} on {}", pieces[one.piece].id, pieces[other.piece].id);
                }
            }
        }
    }
}

#[test]
fn paper_that_cannot_hold_a_pattern_is_refused() {
    let pattern = design("chuba-men-utsang").draft(&man(), &Options::new()).unwrap();
    let pieces = pattern.pieces();
    let narrow = lay_on_paper(&pieces, roll(100.0, 5000.0));
    assert!(matches!(narrow, Err(PaperError::TooNarrow { .. })), "{narrow:?}");
    let short = lay_on_paper(&pieces, roll(900.0, 600.0));
    assert!(matches!(short, Err(PaperError::TooLong { .. })), "{short:?}");
}

/// Every stroke of an HPGL file as pen and points (mm, paper space), by the commands of the
/// reference: `SP`, `PU`, `PD`.
fn strokes(text: &str) -> Vec<(u8, Vec<Point>)> {
    let (mut pen, mut at) = (0, Point::ZERO);
    let mut found: Vec<(u8, Vec<Point>)> = Vec::new();
    for command in text.split(';').map(str::trim) {
        let (name, rest) = command.split_at(command.len().min(2));
        let numbers: Vec<f64> = rest.split(',').filter_map(|n| n.parse().ok()).collect();
        let mut points = numbers.chunks_exact(2).map(|n| Point::new(n[1] / 40.0, n[0] / 40.0));
        match name {
            "SP" => pen = rest.parse().unwrap(),
            "PU" => {
                if let Some(p) = points.next_back() {
                    at = p;
                    found.push((pen, vec![p]));
                }
            }
            "PD" => {
                let stroke = &mut found.last_mut().unwrap().1;
                assert_eq!(stroke.last(), Some(&at));
                stroke.extend(points);
                at = *stroke.last().unwrap();
            }
            _ => {}
        }
    }
    found
}

#[test]
fn hpgl_cuts_along_every_outline_in_true_size() {
    for pattern in patterns() {
        let text = hpgl::write(&pattern, 1600.0, Some("c0ffee")).unwrap();
        assert!(text.is_ascii() && text.starts_with("IN;"));
        let strokes = strokes(&text);
        let length =
            |points: &[Point]| -> f64 { points.windows(2).map(|w| w[0].distance(w[1])).sum() };
        let drawn: f64 = strokes.iter().filter(|s| s.0 == 1).map(|s| length(&s.1)).sum();
        let pieces = pattern.pieces();
        let whole: f64 = pieces.iter().map(|p| p.cut_line.perimeter(1e-3)).sum();
        assert!((drawn / whole - 1.0).abs() < 1e-4, "{}: {drawn} of {whole}", pattern.garment);
        // The squares of the title: 10 cm, 5 cm and one 市寸, to half a plotter unit a side.
        for side in [100.0, 50.0, 1000.0 / 30.0] {
            let square = |s: &&(u8, Vec<Point>)| {
                s.1.len() == 5 && s.1.windows(2).all(|w| (w[0].distance(w[1]) - side).abs() < 0.026)
            };
            assert!(strokes.iter().any(|s| square(&s)), "no square of {side} mm");
        }
    }
}

#[test]
fn a_roll_narrower_than_a_piece_gets_it_in_parts_and_all_of_it() {
    let pattern = design("chuba-men-utsang").draft(&man(), &Options::new()).unwrap();
    let text = hpgl::write(&pattern, 600.0, None).unwrap();
    assert!(text.contains("part 1 of 2"));
    let across = strokes(&text).iter().flat_map(|s| &s.1).map(|p| p.x).fold(0.0, f64::max);
    assert!(across <= 600.0, "{across}");
}

#[test]
fn a_mens_robe_hangs_on_height_and_arm_and_hardly_on_the_neck() {
    let design = design("chuba-men-utsang");
    let sensitivity = design.sensitivity(&man(), &Options::new()).unwrap();
    let of = |d| sensitivity.iter().find(|s| s.dimension == d).unwrap();
    let names: Vec<_> =
        design.draft(&man(), &Options::new()).unwrap().finished.into_iter().map(|f| f.id).collect();
    let row = |d, id: &str| of(d).finished[names.iter().position(|n| n == id).unwrap()];
    // By the template's formulas: L = height + 3, span = 2 (shoulder/2 + arm + 16), 4b = chest + 48.
    for (dimension, id, expected) in [
        (Dimension::CervicalHeight, "length", 1.0),
        (Dimension::ArmLength, "span", 2.0),
        (Dimension::ShoulderWidth, "span", 1.0),
        (Dimension::BustGirth, "chest", 1.0),
        (Dimension::BustGirth, "length", 0.0),
        (Dimension::NeckGirth, "length", 0.0),
    ] {
        let found = row(dimension, id);
        assert!((found - expected).abs() < 1e-6, "{dimension:?} on {id}: {found}");
    }
    assert_eq!(of(Dimension::ArmLength).most().map(|m| names[m.0].as_str()), Some("span"));
    // Half the width of the neck is neck/6; the collar, longest of what follows it, moves by less than
    // the neck does.
    assert!(of(Dimension::NeckGirth).outline < 1.0);
    assert!((of(Dimension::CervicalHeight).outline - 1.0).abs() < 0.01);
}

#[test]
fn dialects_differ_in_letters_and_not_in_lines() {
    let pattern = design("chuba-men-utsang").draft(&man(), &Options::new()).unwrap();
    let files = Dialect::ALL.map(|d| dxf::encode(&pattern, d, Some("c0ffee")));
    for (dialect, file) in Dialect::ALL.into_iter().zip(&files) {
        assert_eq!(Dialect::from_key(dialect.key()), Some(dialect));
        // 后片 in GBK.
        let chinese = file.windows(4).any(|w| w == [0xba, 0xf3, 0xc6, 0xac]);
        assert_eq!(chinese, dialect.is_chinese(), "{dialect:?}");
        assert_eq!(file.is_ascii(), !dialect.is_chinese(), "{dialect:?}");
        assert_eq!(file.contains(&b'\r'), dialect != Dialect::Generic);
    }
}

/// Python that has ezdxf: set-up puts the library into the cache.
fn python_path() -> Option<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache")))?;
    let given = std::env::var_os("NAMZA_EZDXF").map(PathBuf::from);
    let folder = given.unwrap_or_else(|| cache.join("namza/ezdxf-1.4.5"));
    folder.join("ezdxf").is_dir().then_some(folder)
}

/// Audits a file and prints, block by block, the outlines on layers 1 and 14.
const READER: &str = r#"
import json, sys, ezdxf
answer = []
for file in sys.argv[1:]:
    doc = ezdxf.readfile(file)
    audit = doc.audit()
    blocks = {}
    for block in doc.blocks:
        if block.name.startswith(("*", "$")):
            continue
        outlines = {}
        for e in block:
            if e.dxftype() == "POLYLINE" and e.dxf.layer in ("1", "14"):
                assert e.is_closed
                points = [[v.dxf.location.x, -v.dxf.location.y] for v in e.vertices]
                outlines.setdefault(e.dxf.layer, []).append(points)
        texts = [e.dxf.text for e in block if e.dxftype() == "TEXT"]
        blocks[block.name] = {"outlines": outlines, "texts": texts}
    inserts = [e.dxf.name for e in doc.modelspace() if e.dxftype() == "INSERT"]
    answer.append({"errors": len(audit.errors), "fixes": len(audit.fixes),
                   "blocks": blocks, "inserts": inserts})
json.dump(answer, sys.stdout)
"#;

#[test]
fn another_program_reads_every_outline_back_in_every_dialect() {
    let Some(library) = python_path() else {
        eprintln!("skipped: ezdxf is not there; tools/setup test puts it into the cache");
        return;
    };
    let folder = std::env::temp_dir().join(format!("namza-dxf-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut files = Vec::new();
    let patterns: Vec<Pattern> =
        designs().iter().map(|d| d.draft(&man(), &Options::new()).unwrap()).collect();
    for pattern in &patterns {
        for dialect in Dialect::ALL {
            let path = folder.join(format!("{}-{}.dxf", pattern.garment, dialect.key()));
            std::fs::write(&path, dxf::encode(pattern, dialect, Some("c0ffee"))).unwrap();
            files.push((path, pattern, dialect));
        }
    }
    let out = Command::new("python3")
        .env("PYTHONPATH", &library)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .args(["-c", READER])
        .args(files.iter().map(|f| &f.0))
        .output()
        .unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let answer: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let mut worst = 0.0_f64;
    for ((_, pattern, dialect), read) in files.iter().zip(answer.as_array().unwrap()) {
        let what = format!("{} in {}", pattern.garment, dialect.key());
        assert_eq!((&read["errors"], &read["fixes"]), (&0.into(), &0.into()), "{what}");
        let pieces = pattern.pieces();
        let inserts = read["inserts"].as_array().unwrap();
        assert_eq!(inserts.len(), pieces.len(), "{what}");
        for (piece, name) in pieces.iter().zip(inserts) {
            let block = &read["blocks"][name.as_str().unwrap()];
            if dialect.is_chinese() {
                let said = format!("Description: {}", piece.names.zh);
                let texts = block["texts"].as_array().unwrap();
                assert!(texts.iter().any(|t| *t == said.as_str()), "{what}: {said} in {texts:?}");
            }
            for (layer, line) in [("1", piece.cut_line.clone()), ("14", piece.sew_line())] {
                let [ring] = &block["outlines"][layer].as_array().unwrap()[..] else {
                    panic!("{what}: {name} has not one outline on layer {layer}")
                };
                let points: Vec<Point> = ring
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|p| Point::new(p[0].as_f64().unwrap(), p[1].as_f64().unwrap()))
                    .collect();
                worst = worst.max(apart_mm(&points, &line));
            }
        }
    }
    eprintln!("{} files, worst {worst:.4} mm", files.len());
    assert!(worst <= 0.05, "{worst} mm");
}

/// The farthest that a ring and a curve lie from one another, both ways (mm), the curve taken as
/// chords that lie within 0.005 mm of it.
fn apart_mm(ring: &[Point], curve: &BezPath) -> f64 {
    let mut meant: Vec<Point> = Vec::new();
    kurbo::flatten(curve, 0.005, |el| meant.extend(el.end_point()));
    let far = |points: &[Point], line: &[Point]| {
        let near = |p: Point| {
            let next = line.iter().skip(1).chain(line.first());
            let distances = line.iter().zip(next).map(|(&a, &b)| {
                let d = b - a;
                let t = ((p - a).dot(d) / d.hypot2().max(1e-12)).clamp(0.0, 1.0);
                p.distance_squared(a + d * t)
            });
            distances.fold(f64::INFINITY, f64::min).sqrt()
        };
        points.iter().map(|&p| near(p)).fold(0.0, f64::max)
    };
    far(ring, &meant).max(far(&meant, ring))
}
