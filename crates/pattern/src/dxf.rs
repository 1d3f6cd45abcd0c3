//! The pattern as a DXF that clothing CAD reads: `AutoCAD` R12 with the layers of ASTM D6673
//! (AAMA/ANSI 292), one block a piece, in millimetres.
//!
//! Layers: 1 cut line and text, 2 and 3 turn and curve points of the cut line, 4 notches, 7 grain
//! line, 8 inner lines, 14 sew line, 15 annotations. R12 has no encoding that all readers agree on,
//! so a [`Dialect`] says for whom the file is: 7-bit text for CLO and programs from the West, GBK for
//! those from China, which read and write it without asking.

use std::fmt::Write;

use encoding_rs::GBK;
use kurbo::{BezPath, Point};

use crate::Pattern;
use crate::allowance::{FLATTEN_MM, flattened};
use crate::pieces::{CutPiece, layout};

const CUT: u8 = 1;
const NOTCH: u8 = 4;
const GRAIN: u8 = 7;
const INTERNAL: u8 = 8;
const SEW: u8 = 14;
const TURN: u8 = 2;
const CURVE: u8 = 3;
const ANNOTATION: u8 = 15;

/// A vertex where the outline turns by more than this is a corner, else it lies on a curve (rad).
const CORNER_RAD: f64 = 0.12;

/// Depth of a slit notch (mm).
const NOTCH_DEPTH_MM: f64 = 4.0;

/// Some readers cut names off after this many characters.
const MAX_NAME: usize = 20;

/// The program that a file is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dialect {
    /// AAMA as the standard says: 7-bit text, line feeds.
    #[default]
    Generic,
    /// ETCAD (布易): names in Chinese, GBK, lines end as on Windows.
    Etcad,
    /// Richpeace (富怡): as ETCAD, and quantity as left and right by name.
    Richpeace,
    /// CLO and Marvelous Designer: 7-bit text, lines end as on Windows.
    Clo,
}

impl Dialect {
    /// All dialects.
    pub const ALL: [Self; 4] = [Self::Generic, Self::Etcad, Self::Richpeace, Self::Clo];

    /// The name on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Generic => "generic",
            Self::Etcad => "etcad",
            Self::Richpeace => "richpeace",
            Self::Clo => "clo",
        }
    }

    /// The dialect of that [`key`](Self::key).
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|d| d.key() == key)
    }

    /// Is text in Chinese, as GBK.
    pub fn is_chinese(self) -> bool {
        matches!(self, Self::Etcad | Self::Richpeace)
    }

    fn is_for_windows(self) -> bool {
        self != Self::Generic
    }
}

/// The whole pattern as a DXF file in the generic dialect.
///
/// `mark` is written among the style's lines: the content hash of the fitting it belongs to, in
/// ASCII.
pub fn write(pattern: &Pattern, mark: Option<&str>) -> String {
    text(pattern, Dialect::Generic, mark)
}

/// The whole pattern as a DXF file for one program, encoded as it reads it.
///
/// Characters that GBK does not have become a question mark; Tibetan is never written.
pub fn encode(pattern: &Pattern, dialect: Dialect, mark: Option<&str>) -> Vec<u8> {
    let mut text = text(pattern, dialect, mark);
    if dialect.is_for_windows() {
        text = text.replace('\n', "\r\n");
    }
    if dialect.is_chinese() { GBK.encode(&text).0.into_owned() } else { text.into_bytes() }
}

fn text(pattern: &Pattern, dialect: Dialect, mark: Option<&str>) -> String {
    let pieces = pattern.pieces();
    let (shifts, _) = layout(&pieces, 2600.0, 50.0);
    let names = block_names(&pieces);
    let mut out = Dxf(String::new());
    out.text(0, "SECTION").text(2, "HEADER");
    out.text(9, "$ACADVER").text(1, "AC1009");
    if dialect.is_chinese() {
        out.text(9, "$DWGCODEPAGE").text(3, "ANSI_936");
    }
    out.text(0, "ENDSEC");
    out.text(0, "SECTION").text(2, "BLOCKS");
    for (piece, name) in pieces.iter().zip(&names) {
        block(&mut out, pattern, piece, name, dialect);
    }
    out.text(0, "ENDSEC");
    out.text(0, "SECTION").text(2, "ENTITIES");
    let mut style = vec![
        format!("Style Name: {}", ascii(&pattern.garment)),
        format!("Style Description: {}", said(&pattern.names, dialect)),
        "Sample Size: MTM".to_owned(),
        "Units: METRIC".to_owned(),
        "Author: Namza".to_owned(),
    ];
    style.extend(mark.map(|mark| format!("Comment: {}", ascii(mark))));
    for (i, line) in style.iter().enumerate() {
        out.label(CUT, Point::new(0.0, -30.0 - 15.0 * i as f64), line);
    }
    for (shift, name) in shifts.iter().zip(&names) {
        out.text(0, "INSERT").layer(CUT).text(2, name).point(shift.to_point());
    }
    out.text(0, "ENDSEC").text(0, "EOF");
    out.0
}

/// A name in the dialect's letters.
fn said(names: &crate::Names, dialect: Dialect) -> String {
    if !dialect.is_chinese() {
        return ascii(&names.en);
    }
    // What GBK lacks would be written as a character reference.
    names
        .zh
        .chars()
        .map(|c| if GBK.encode(c.encode_utf8(&mut [0; 4])).2 { '?' } else { c })
        .collect()
}

fn block(out: &mut Dxf, pattern: &Pattern, piece: &CutPiece<'_>, name: &str, dialect: Dialect) {
    out.text(0, "BLOCK").layer(CUT).text(2, name).text(70, "0").point(Point::ZERO).text(3, name);
    out.polyline(CUT, &piece.cut_line, true);
    out.polyline(SEW, &piece.sew_line(), true);
    out.points(&piece.cut_line);
    for mark in piece.notches() {
        // With y up; the slit points into the piece.
        let inward = (-mark.out.y).atan2(mark.out.x).to_degrees() + 180.0;
        for at in mark.slits() {
            out.text(0, "POINT").layer(NOTCH).number(10, at.x).number(20, -at.y);
            out.number(30, NOTCH_DEPTH_MM).number(39, 0.0).number(50, inward.rem_euclid(360.0));
        }
    }
    let [a, b] = piece.grain_line();
    out.line(GRAIN, a, b);
    for (id, line) in piece.internal() {
        let closed = matches!(line.elements().last(), Some(kurbo::PathEl::ClosePath));
        out.polyline(INTERNAL, &line, closed);
        if let Some(at) = line.elements().first().and_then(kurbo::PathEl::end_point) {
            out.label(ANNOTATION, at, &ascii(id));
        }
    }
    for number in piece.seam_numbers(pattern) {
        out.label(ANNOTATION, number.at, &number.text.replace('·', "/"));
    }
    for &[a, b] in &piece.folds {
        out.line(INTERNAL, a, b);
    }
    let right_left = match (piece.quantity, piece.mirrored_quantity) {
        (n, 0) => format!("{n}"),
        (n, m) if dialect == Dialect::Richpeace => format!("R={m},L={n}"),
        (n, m) => format!("{m},{n}"),
    };
    let piece_name =
        if dialect.is_chinese() { said(&piece.names, dialect) } else { name.to_owned() };
    let lines = [
        format!("Piece Name: {piece_name}"),
        format!("Description: {}", said(&piece.names, dialect)),
        format!("Quantity: {right_left}"),
        format!("Material: {}", ascii(piece.slot)),
        "Size: MTM".to_owned(),
    ];
    let middle = piece.middle();
    for (i, line) in lines.iter().enumerate() {
        out.label(CUT, Point::new(middle.x, middle.y + 15.0 * i as f64), line);
    }
    out.text(0, "ENDBLK").layer(CUT);
}

/// Names of at most [`MAX_NAME`] capitals, digits and `_`, all different.
fn block_names(pieces: &[CutPiece<'_>]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for piece in pieces {
        let mut name: String = piece
            .id
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' })
            .take(MAX_NAME)
            .collect();
        let mut n = 2;
        while names.contains(&name) {
            name.truncate(MAX_NAME - 3);
            name = format!("{name}_{n}");
            n += 1;
        }
        names.push(name);
    }
    names
}

/// The text in 7-bit characters: letters lose their marks, the rest becomes a question mark.
pub(crate) fn ascii(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            ' '..='~' => c,
            'à'..='å' => 'a',
            'è'..='ë' => 'e',
            'ì'..='ï' => 'i',
            'ò'..='ö' => 'o',
            'ù'..='ü' => 'u',
            'Ò'..='Ö' => 'O',
            'Ù'..='Ü' => 'U',
            '’' => '\'',
            '–' | '—' => '-',
            _ => '?',
        })
        .collect()
}

/// Group codes and values, one a line.
struct Dxf(String);

impl Dxf {
    fn text(&mut self, code: u8, value: &str) -> &mut Self {
        let _ = write!(self.0, "{code}\n{value}\n");
        self
    }

    fn number(&mut self, code: u8, value: f64) -> &mut Self {
        // A minus zero is a number to us and a puzzle to some readers.
        let value = if value.abs() < 0.005 { 0.0 } else { value };
        let _ = write!(self.0, "{code}\n{value:.2}\n");
        self
    }

    fn layer(&mut self, layer: u8) -> &mut Self {
        self.text(8, &layer.to_string())
    }

    /// A point of pattern space, whose y runs down, in DXF space, whose y runs up.
    fn point(&mut self, p: Point) -> &mut Self {
        self.number(10, p.x).number(20, -p.y)
    }

    fn line(&mut self, layer: u8, a: Point, b: Point) {
        self.text(0, "LINE").layer(layer).point(a).number(11, b.x).number(21, -b.y);
    }

    fn label(&mut self, layer: u8, at: Point, text: &str) {
        self.text(0, "TEXT").layer(layer).point(at).number(40, 10.0).text(1, text);
    }

    /// The vertices of the cut line again as points: corners on one layer, those on curves on the
    /// other, which is how a reader tells a corner from a smooth place.
    fn points(&mut self, curve: &BezPath) {
        let mut points = flattened(curve, FLATTEN_MM);
        if points.len() > 1 && points[0].distance(points[points.len() - 1]) < 0.01 {
            points.pop();
        }
        let n = points.len();
        for i in 0..n {
            let (before, here, after) = (points[(i + n - 1) % n], points[i], points[(i + 1) % n]);
            let turn = (here - before).cross(after - here).atan2((here - before).dot(after - here));
            let layer = if turn.abs() > CORNER_RAD { TURN } else { CURVE };
            self.text(0, "POINT").layer(layer).point(here);
        }
    }

    fn polyline(&mut self, layer: u8, curve: &BezPath, closed: bool) {
        let mut points = flattened(curve, FLATTEN_MM);
        if closed && points.len() > 1 && points[0].distance(points[points.len() - 1]) < 0.01 {
            points.pop();
        }
        self.text(0, "POLYLINE")
            .layer(layer)
            .text(66, "1")
            .text(70, if closed { "1" } else { "0" });
        self.point(Point::ZERO).number(30, 0.0);
        for p in points {
            self.text(0, "VERTEX").layer(layer).point(p);
        }
        self.text(0, "SEQEND").layer(layer);
    }
}
