//! Words as pictures: text set in the project's typefaces and drawn in dots, for legends.

use kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};
use pattern::Language;
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};

use crate::text::{Face, Typesetter};
use crate::{Fonts, SheetError};

/// A line of text as a picture: how much of each dot is ink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lettering {
    /// Width (px).
    pub width: u32,
    /// Height (px).
    pub height: u32,
    /// Ink of every dot, 0–255, row by row from the top left; shape `[height * width]`.
    pub ink: Vec<u8>,
}

/// Sub-rows and sub-columns of a dot.
const FINE: usize = 4;

/// Sets `text` on one line of `size_px` (height of the em), bold where there is a bold typeface.
///
/// # Errors
///
/// [`SheetError::Pdf`] for a typeface whose outlines cannot be read.
pub fn lettering(
    text: &str,
    language: Language,
    size_px: f32,
    bold: bool,
    fonts: &Fonts,
) -> Result<Lettering, SheetError> {
    let face = Face::new(language, size_px);
    let face = if bold { face.bold() } else { face };
    let block = Typesetter::new(fonts).set(text, face, None);
    let mut outlines: Vec<BezPath> = Vec::new();
    for line in block.layout.lines() {
        let mut x = 0.0;
        let y = line.metrics().baseline;
        for run in line.runs() {
            let unread =
                || SheetError::Pdf { reason: "a typeface has no readable outlines".to_owned() };
            let data = run.font();
            let font = FontRef::from_index(data.data.as_ref(), data.index).map_err(|_| unread())?;
            let shapes = font.outline_glyphs();
            let size = Size::new(run.font_size());
            for cluster in run.visual_clusters() {
                if cluster.is_ligature_continuation() {
                    continue;
                }
                for glyph in cluster.glyphs() {
                    if let Some(outline) = shapes.get(GlyphId::new(glyph.id)) {
                        let mut pen = Pen::default();
                        let settings = DrawSettings::unhinted(size, LocationRef::default());
                        outline.draw(settings, &mut pen).map_err(|_| unread())?;
                        let at = (f64::from(x + glyph.x), f64::from(y - glyph.y));
                        outlines.push(Affine::translate(at) * Affine::FLIP_Y * pen.0);
                    }
                    x += glyph.advance;
                }
            }
        }
    }
    // Vowels over Tibetan stacks reach beyond the line that the typeface asks for.
    let line =
        Rect::new(0.0, 0.0, f64::from(block.layout.width()), f64::from(block.layout.height()));
    let frame = outlines
        .iter()
        .filter(|o| !o.is_empty())
        .fold(line, |frame, outline| frame.union(outline.bounding_box()))
        .expand();
    let mut ink = Ink::new(frame.width() as usize, frame.height() as usize);
    for outline in &outlines {
        ink.fill(&(Affine::translate(-frame.origin().to_vec2()) * outline.clone()));
    }
    Ok(Lettering { width: ink.width as u32, height: ink.height as u32, ink: ink.dots() })
}

/// Takes up an outline (px, y up).
#[derive(Default)]
struct Pen(BezPath);

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to((x, y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to((x, y));
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        self.0.quad_to((cx0, cy0), (x, y));
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.0.curve_to((cx0, cy0), (cx1, cy1), (x, y));
    }

    fn close(&mut self) {
        self.0.close_path();
    }
}

/// A field of fine dots, [`FINE`] by [`FINE`] in a dot.
struct Ink {
    width: usize,
    height: usize,
    fine: Vec<bool>,
}

impl Ink {
    fn new(width: usize, height: usize) -> Self {
        Self { width, height, fine: vec![false; width * height * FINE * FINE] }
    }

    /// Inks what lies inside the path by the nonzero rule: along each fine row, from crossing to
    /// crossing.
    fn fill(&mut self, path: &BezPath) {
        let mut sides: Vec<(Point, Point)> = Vec::new();
        let (mut start, mut last) = (Point::ZERO, Point::ZERO);
        kurbo::flatten(path.elements().iter().copied(), 0.05, |element| match element {
            PathEl::MoveTo(p) => (start, last) = (p, p),
            PathEl::LineTo(p) => {
                sides.push((last, p));
                last = p;
            }
            PathEl::ClosePath => {
                sides.push((last, start));
                last = start;
            }
            _ => {}
        });
        let columns = self.width * FINE;
        for row in 0..self.height * FINE {
            let y = (row as f64 + 0.5) / FINE as f64;
            let mut crossings: Vec<(f64, i32)> = sides
                .iter()
                .filter(|(a, b)| (a.y <= y) != (b.y <= y))
                .map(|(a, b)| {
                    let x = a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y);
                    (x, if b.y > a.y { 1 } else { -1 })
                })
                .collect();
            crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut winding = 0;
            for pair in crossings.windows(2) {
                winding += pair[0].1;
                if winding != 0 {
                    let column = |x: f64| (x * FINE as f64).round().clamp(0.0, columns as f64);
                    let (from, to) = (column(pair[0].0) as usize, column(pair[1].0) as usize);
                    self.fine[row * columns + from..row * columns + to.max(from)].fill(true);
                }
            }
        }
    }

    fn dots(&self) -> Vec<u8> {
        let columns = self.width * FINE;
        let mut dots = Vec::with_capacity(self.width * self.height);
        for y in 0..self.height {
            for x in 0..self.width {
                let inked = (0..FINE * FINE)
                    .filter(|k| self.fine[(y * FINE + k / FINE) * columns + x * FINE + k % FINE])
                    .count();
                dots.push((inked * 255 / (FINE * FINE)) as u8);
            }
        }
        dots
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_letter_is_cut_off() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../seeds/fonts");
        let fonts =
            ["NotoSans-Regular.ttf", "NotoSansSC-Regular.otf", "NotoSerifTibetan-Regular.ttf"]
                .map(|name| std::fs::read(format!("{folder}/{name}")).unwrap());
        let fonts = Fonts::from_bytes(fonts).unwrap();
        for (language, text) in
            [(Language::Bo, "གོས་ཀྱི་བསྒྲུབས"), (Language::Zh, "衣料离体"), (Language::En, "Åy (fit)")]
        {
            let line = lettering(text, language, 24.0, false, &fonts).unwrap();
            let (w, h) = (line.width as usize, line.height as usize);
            assert_eq!(line.ink.len(), w * h);
            let inked = line.ink.iter().filter(|ink| **ink > 127).count();
            assert!(inked > 50, "{text}: {inked} dots");
            // Twice the size has four times the ink: no part of it is lost.
            let large = lettering(text, language, 48.0, false, &fonts).unwrap();
            let sum = |l: &Lettering| l.ink.iter().map(|ink| f64::from(*ink)).sum::<f64>();
            let ratio = sum(&large) / sum(&line);
            assert!((ratio - 4.0).abs() < 0.08, "{text}: {ratio}");
        }
    }

    #[test]
    fn a_square_inks_its_area() {
        let mut ink = Ink::new(10, 10);
        let mut path = BezPath::new();
        path.move_to((1.5, 2.0));
        path.line_to((8.5, 2.0));
        path.line_to((8.5, 7.0));
        path.line_to((1.5, 7.0));
        path.close_path();
        // A hole, drawn the other way round.
        path.move_to((4.0, 4.0));
        path.line_to((4.0, 6.0));
        path.line_to((6.0, 6.0));
        path.line_to((6.0, 4.0));
        path.close_path();
        ink.fill(&path);
        let inked: f64 = ink.dots().iter().map(|d| f64::from(*d) / 255.0).sum();
        assert!((inked - 31.0).abs() < 0.1, "{inked}");
    }
}
