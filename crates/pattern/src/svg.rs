//! The pattern as an SVG in true size, for eyes, plotters and lasers.
//!
//! Each kind of line is a layer of its own with a fixed colour, so that a cutter can be told what
//! to do with it: `cut` red, `sew` blue, `notch` black, `grain` green, `internal` grey, `text`.

use std::fmt::Write;

use kurbo::{Affine, BezPath, Point, Vec2};

use crate::pieces::{CutPiece, layout};
use crate::{Language, Pattern};

/// The sheet is about as wide as a broad cloth (mm).
const SHEET_WIDTH_MM: f64 = 2600.0;
const GAP_MM: f64 = 40.0;
const MARGIN_MM: f64 = 30.0;
/// Height of the strip at the foot with the title and the test squares (mm).
const FOOT_MM: f64 = 160.0;

/// Fonts by name; a viewer takes the first it has for each script.
const FONTS: &str = "Noto Sans, Noto Sans SC, Noto Sans CJK SC, Noto Serif Tibetan, sans-serif";

struct Layer {
    id: &'static str,
    style: &'static str,
    body: String,
}

/// The whole pattern on one sheet, in millimetres, with names in `language`.
///
/// `mark` is kept in the file's metadata: the content hash of the fitting it belongs to.
pub fn write(pattern: &Pattern, language: Language, mark: Option<&str>) -> String {
    let pieces = pattern.pieces();
    let (shifts, size) = layout(&pieces, SHEET_WIDTH_MM, GAP_MM);
    let mut layers = [
        ("cut", "fill=\"#fffaf0\" stroke=\"#d40000\" stroke-width=\"1.2\""),
        ("sew", "fill=\"none\" stroke=\"#0055d4\" stroke-width=\"0.8\" stroke-dasharray=\"8 4\""),
        ("internal", "fill=\"none\" stroke=\"#808080\" stroke-width=\"0.8\""),
        ("notch", "fill=\"none\" stroke=\"#000000\" stroke-width=\"1.2\""),
        ("grain", "fill=\"none\" stroke=\"#008000\" stroke-width=\"1\""),
        ("text", "fill=\"#000000\" stroke=\"none\""),
    ]
    .map(|(id, style)| Layer { id, style, body: String::new() });
    let [cut, sew, internal, notch, grain, text] = &mut layers;
    for (piece, shift) in pieces.iter().zip(shifts) {
        let to_sheet = Affine::translate(shift + Vec2::splat(MARGIN_MM));
        let id = escaped(&piece.id);
        path(&mut cut.body, &format!("cut-{id}"), &(to_sheet * &piece.cut_line), "");
        path(&mut sew.body, &format!("sew-{id}"), &(to_sheet * piece.sew_line()), "");
        for (line, curve) in piece.internal() {
            path(&mut internal.body, "", &(to_sheet * curve), &attribute("data-line", line));
        }
        for [a, b] in &piece.folds {
            let fold = BezPath::from_vec(vec![
                kurbo::PathEl::MoveTo(to_sheet * *a),
                kurbo::PathEl::LineTo(to_sheet * *b),
            ]);
            let dash = " data-line=\"fold\" stroke-dasharray=\"20 4 4 4\"";
            path(&mut internal.body, "", &fold, dash);
        }
        for mark in piece.notches() {
            // Never longer than the allowance, or the slit would be sewn open.
            let depth = mark.allowance_mm.clamp(3.0, 6.0);
            let outer = mark.on_cut_line();
            line(&mut notch.body, to_sheet * outer, to_sheet * (outer - mark.out * depth));
        }
        let ends = piece.grain_line().map(|p| to_sheet * p);
        arrow(&mut grain.body, ends);
        label(&mut text.body, piece, to_sheet * piece.middle(), language);
    }
    let (width, height) = (size.width + 2.0 * MARGIN_MM, size.height + 2.0 * MARGIN_MM + FOOT_MM);
    foot(&mut text.body, &mut cut.body, pattern, height - FOOT_MM, language);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" \
         xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\" \
         width=\"{width:.1}mm\" height=\"{height:.1}mm\" \
         viewBox=\"0 0 {width:.1} {height:.1}\" lang=\"{}\">\n\
         <title>{}</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
        language.code(),
        escaped(pattern.names.get(language)),
    );
    if let Some(mark) = mark {
        let _ = writeln!(out, "<metadata>{}</metadata>", escaped(mark));
    }
    for Layer { id, style, body } in &layers {
        let _ = write!(
            out,
            "<g id=\"{id}\" inkscape:groupmode=\"layer\" inkscape:label=\"{id}\" {style}>\n{body}</g>\n"
        );
    }
    out.push_str("</svg>\n");
    out
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

fn line(out: &mut String, a: Point, b: Point) {
    let _ = writeln!(out, "<path d=\"M{:.3} {:.3}L{:.3} {:.3}\"/>", a.x, a.y, b.x, b.y);
}

fn arrow(out: &mut String, [a, b]: [Point; 2]) {
    line(out, a, b);
    let along = (b - a).normalize() * 12.0;
    let side = Vec2::new(-along.y, along.x) * 0.4;
    for (tip, back) in [(a, along), (b, -along)] {
        line(out, tip, tip + back + side);
        line(out, tip, tip + back - side);
    }
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
fn label(out: &mut String, piece: &CutPiece<'_>, middle: Point, language: Language) {
    let (bounds, room) = (piece.bounds(), piece.first_part());
    let name = piece.names.get(language);
    let count = match (piece.quantity, piece.mirrored_quantity) {
        (n, 0) => format!("×{n}"),
        (n, m) => format!("×{n} + ×{m} ⇋"),
    };
    let (w, h) = (bounds.width() / 10.0, bounds.height() / 10.0);
    let details = format!("{count} · {} · {w:.1} × {h:.1} cm", piece.slot);
    // The details are set at 0.7 of the name's size; letters are about half as wide as high.
    let letters = (name.chars().count() as f64).max(0.7 * details.chars().count() as f64);
    let size = (room.width() / letters * 1.5).min(room.height() / 4.0).clamp(4.0, 34.0);
    text(out, middle - Vec2::new(0.0, size * 0.4), size, "middle", name);
    let below = middle + Vec2::new(0.0, size * 0.8);
    text(out, below, size * 0.7, "middle", &details);
}

/// Title and squares to check the scale of a print with.
fn foot(out: &mut String, lines: &mut String, pattern: &Pattern, y: f64, language: Language) {
    let mut x = MARGIN_MM;
    for side_cm in [5.0, 10.0] {
        let side = side_cm * 10.0;
        let _ = writeln!(
            lines,
            "<rect id=\"test-square-{side_cm}cm\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{side:.1}\" \
             height=\"{side:.1}\" fill=\"none\"/>"
        );
        let middle = Point::new(x + side / 2.0, y + side / 2.0);
        text(out, middle, 9.0, "middle", &format!("{side_cm} cm"));
        x += side + 20.0;
    }
    let title = Point::new(x + 20.0, y + 50.0);
    text(out, title, 44.0, "start", pattern.names.get(language));
    let mut details = vec![pattern.garment.clone()];
    details.extend(
        pattern.finished.iter().map(|f| format!("{} {:.1} cm", f.names.get(language), f.mm / 10.0)),
    );
    text(out, title + Vec2::new(0.0, 36.0), 18.0, "start", &details.join(" · "));
}

fn attribute(name: &str, value: &str) -> String {
    format!(" {name}=\"{}\"", escaped(value))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
