//! The pattern as an SVG in true size, for eyes, plotters and lasers.
//!
//! Each kind of line is a layer of its own with a fixed colour, so that a cutter can be told what
//! to do with it: `cut` red, `sew` blue, `trim` ochre, `strip` violet, `internal` grey, `notch` black,
//! `grain` green; `text` holds words and the numbers of seams, `scale` the test squares.

use std::fmt::Write;

use kurbo::{Affine, BezPath, Point, Vec2};

use crate::pieces::{CutPiece, layout};
use crate::{Join, Language, LineLayer, Names, Pattern};

/// The sheet is about as wide as a broad cloth (mm).
const SHEET_WIDTH_MM: f64 = 2600.0;
const GAP_MM: f64 = 40.0;
const MARGIN_MM: f64 = 30.0;
/// Height of the strip at the foot with the title and the test squares (mm).
const FOOT_MM: f64 = 160.0;

/// Fonts by name; a viewer takes the first it has for each script.
const FONTS: &str = "Noto Sans, Noto Sans SC, Noto Sans CJK SC, Noto Serif Tibetan, sans-serif";

/// What a drawing says besides its lines.
#[derive(Clone, Copy)]
pub struct SvgOptions<'a> {
    /// One language, or two one under the other.
    pub languages: &'a [Language],
    /// Kept in the file's metadata: the content hash of the fitting it belongs to.
    pub mark: Option<&'a str>,
    /// Slots whose cloth has a nap or a head: the grain arrow has one head.
    pub one_way: &'a [&'a str],
    /// Where pieces are joined from strips of a narrow loom.
    pub joins: &'a [Join],
    /// The words for an inner line by its id, `belt`; lines stay without words where it gives none.
    pub line_name: &'a dyn Fn(Language, &str) -> Option<String>,
}

/// The whole pattern on one sheet, in millimetres, with names in `language`.
///
/// `mark` is kept in the file's metadata: the content hash of the fitting it belongs to.
pub fn write(pattern: &Pattern, language: Language, mark: Option<&str>) -> String {
    let options = SvgOptions {
        languages: &[language],
        mark,
        one_way: &[],
        joins: &[],
        line_name: &|_, _| None,
    };
    write_with(pattern, &options)
}

/// The whole pattern on one sheet, in millimetres.
pub fn write_with(pattern: &Pattern, options: &SvgOptions<'_>) -> String {
    let pieces = pattern.pieces();
    let (shifts, size) = layout(&pieces, SHEET_WIDTH_MM, GAP_MM);
    let mut layers = LineLayer::ALL.map(|layer| (layer, String::new()));
    let (mut text_body, mut scale) = (String::new(), String::new());
    for (piece, shift) in pieces.iter().zip(shifts) {
        let to_sheet = Affine::translate(shift + Vec2::splat(MARGIN_MM));
        let one_way = options.one_way.contains(&piece.slot);
        let mut named: Vec<String> = Vec::new();
        for mark in piece.marks(pattern, one_way) {
            let mark = mark.moved(to_sheet);
            let id = match mark.layer {
                LineLayer::Cut => format!("cut-{}", piece.id),
                LineLayer::Sew => format!("sew-{}", piece.id),
                _ => String::new(),
            };
            let extra = match (mark.layer, mark.id.as_str()) {
                (LineLayer::Internal, "fold") => {
                    " data-line=\"fold\" stroke-dasharray=\"20 4 4 4\"".to_owned()
                }
                (LineLayer::Internal | LineLayer::Trim, id) => attribute("data-line", id),
                _ => String::new(),
            };
            for (layer, body) in &mut layers {
                if *layer == mark.layer {
                    path(body, &id, &mark.curve, &extra);
                }
            }
            if mark.layer == LineLayer::Internal && !named.contains(&mark.id) {
                name_line(&mut text_body, &mark.curve, &mark.id, options);
                named.push(mark.id);
            }
        }
        for join in options.joins.iter().filter(|j| j.piece == piece.id) {
            let line = kurbo::Line::new(to_sheet * join.line[0], to_sheet * join.line[1]);
            for (layer, body) in &mut layers {
                if *layer == LineLayer::Strip {
                    path(body, "", &kurbo::Shape::to_path(&line, 0.1), "");
                }
            }
            let words = format!("{} | {}", join.strips[0], join.strips[1]);
            text(&mut text_body, line.p0.lerp(line.p1, 0.3), 9.0, "middle", &words);
        }
        for number in piece.seam_numbers(pattern) {
            text(&mut text_body, to_sheet * number.at, 9.0, "middle", &number.text);
        }
        label(&mut text_body, piece, to_sheet * piece.middle(), options.languages);
    }
    let (width, height) = (size.width + 2.0 * MARGIN_MM, size.height + 2.0 * MARGIN_MM + FOOT_MM);
    foot(&mut text_body, &mut scale, pattern, height - FOOT_MM, options.languages);
    let lead = options.languages.first().copied().unwrap_or(Language::En);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" \
         xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\" \
         width=\"{width:.1}mm\" height=\"{height:.1}mm\" \
         viewBox=\"0 0 {width:.1} {height:.1}\" lang=\"{}\">\n\
         <title>{}</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
        lead.code(),
        escaped(pattern.names.get(lead)),
    );
    if let Some(mark) = options.mark {
        let _ = writeln!(out, "<metadata>{}</metadata>", escaped(mark));
    }
    for (layer, body) in &layers {
        let [r, g, b] = layer.rgb();
        let fill = if *layer == LineLayer::Cut { "#fffaf0" } else { "none" };
        let mut style = format!(
            "fill=\"{fill}\" stroke=\"#{r:02x}{g:02x}{b:02x}\" stroke-width=\"{:.2}\"",
            layer.width_mm() * 1.6
        );
        if let Some(dash) = layer.dash_mm() {
            let _ = write!(style, " stroke-dasharray=\"{dash} {}\"", dash / 2.0);
        }
        group(&mut out, layer.id(), &style, body);
    }
    group(&mut out, "scale", "fill=\"none\" stroke=\"#000000\" stroke-width=\"0.5\"", &scale);
    group(&mut out, "text", "fill=\"#000000\" stroke=\"none\"", &text_body);
    out.push_str("</svg>\n");
    out
}

fn group(out: &mut String, id: &str, style: &str, body: &str) {
    let _ = write!(
        out,
        "<g id=\"{id}\" inkscape:groupmode=\"layer\" inkscape:label=\"{id}\" {style}>\n{body}</g>\n"
    );
}

/// The words for an inner line, at its first point.
fn name_line(out: &mut String, curve: &BezPath, id: &str, options: &SvgOptions<'_>) {
    let words: Vec<String> =
        options.languages.iter().filter_map(|&l| (options.line_name)(l, id)).collect();
    let Some(at) = curve.elements().first().and_then(kurbo::PathEl::end_point) else { return };
    if !words.is_empty() {
        text(out, at + Vec2::new(6.0, -3.0), 9.0, "start", &words.join("  "));
    }
}

/// A name in each of the languages.
fn in_all<'a>(names: &'a Names, languages: &[Language]) -> Vec<&'a str> {
    languages.iter().map(|&l| names.get(l)).collect()
}

fn path(out: &mut String, id: &str, curve: &BezPath, extra: &str) {
    let id = if id.is_empty() { String::new() } else { attribute("id", id) };
    let mut data = String::new();
    for el in curve.elements() {
        use kurbo::PathEl::{ClosePath, CurveTo, LineTo, MoveTo, QuadTo};
        let _ = match el {
            MoveTo(p) => write!(data, "M{:.3} {:.3}", p.x, p.y),
            LineTo(p) => write!(data, "L{:.3} {:.3}", p.x, p.y),
            QuadTo(c, p) => write!(data, "Q{:.3} {:.3} {:.3} {:.3}", c.x, c.y, p.x, p.y),
            CurveTo(c, d, p) => {
                write!(data, "C{:.3} {:.3} {:.3} {:.3} {:.3} {:.3}", c.x, c.y, d.x, d.y, p.x, p.y)
            }
            ClosePath => write!(data, "Z"),
        };
    }
    let _ = writeln!(out, "<path{id}{extra} d=\"{data}\"/>");
}

fn text(out: &mut String, at: Point, size: f64, anchor: &str, words: &str) {
    let _ = writeln!(
        out,
        "<text x=\"{:.2}\" y=\"{:.2}\" font-size=\"{size:.1}\" text-anchor=\"{anchor}\" \
         font-family=\"{FONTS}\">{}</text>",
        at.x,
        at.y,
        escaped(words)
    );
}

/// Name, how often to cut, and the size of the piece.
fn label(out: &mut String, piece: &CutPiece<'_>, middle: Point, languages: &[Language]) {
    let (bounds, room) = (piece.bounds(), piece.first_part());
    let names = in_all(&piece.names, languages);
    let count = match (piece.quantity, piece.mirrored_quantity) {
        (n, 0) => format!("×{n}"),
        (n, m) => format!("×{n} + ×{m} ↔"),
    };
    let (w, h) = (bounds.width() / 10.0, bounds.height() / 10.0);
    let details = format!("{count} · {} · {w:.1} × {h:.1} cm", piece.slot);
    // The details are set at 0.7 of the name's size; letters are about half as wide as high.
    let longest = names.iter().map(|n| n.chars().count()).max().unwrap_or(1);
    let letters = (longest as f64).max(0.7 * details.chars().count() as f64);
    let size = (room.width() / letters * 1.5).min(room.height() / 4.0).clamp(4.0, 34.0);
    let mut at = middle - Vec2::new(0.0, size * (1.4 * names.len() as f64 - 1.0));
    for name in names {
        text(out, at, size, "middle", name);
        at.y += size * 1.4;
    }
    text(out, at - Vec2::new(0.0, size * 0.3), size * 0.7, "middle", &details);
}

/// Title and squares to check the scale of a print with: 10 cm, 5 cm and one 市寸.
fn foot(out: &mut String, lines: &mut String, pattern: &Pattern, y: f64, languages: &[Language]) {
    let mut x = MARGIN_MM;
    for (id, side, name) in
        [("5cm", 50.0, "5 cm"), ("10cm", 100.0, "10 cm"), ("1cun", 1000.0 / 30.0, "1 市寸")]
    {
        let _ = writeln!(
            lines,
            "<rect id=\"test-square-{id}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{}\" height=\"{}\"/>",
            three(side),
            three(side),
        );
        text(out, Point::new(x + side / 2.0, y + side / 2.0), 9.0, "middle", name);
        x += side + 20.0;
    }
    let mut at = Point::new(x + 20.0, y + 50.0);
    for (i, &language) in languages.iter().enumerate() {
        let size = if i == 0 { 44.0 } else { 30.0 };
        text(out, at, size, "start", pattern.names.get(language));
        at.y += 36.0;
        let mut details = if i == 0 { vec![pattern.garment.clone()] } else { Vec::new() };
        details.extend(
            pattern
                .finished
                .iter()
                .map(|f| format!("{} {:.1} cm", f.names.get(language), f.mm / 10.0)),
        );
        text(out, at, 16.0, "start", &details.join(" · "));
        at.y += 36.0;
    }
}

/// With one decimal where that is exact, else with three.
fn three(mm: f64) -> String {
    if (mm * 10.0).fract().abs() < 1e-9 { format!("{mm:.1}") } else { format!("{mm:.3}") }
}

fn attribute(name: &str, value: &str) -> String {
    format!(" {name}=\"{}\"", escaped(value))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
