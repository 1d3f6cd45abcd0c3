//! Drawing on a page in millimetres.

use std::collections::BTreeMap;

use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point as PdfPoint};
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};

use crate::SheetError;
use crate::text::{Block, PT_PER_MM};

/// A colour of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Colour(pub(crate) u8, pub(crate) u8, pub(crate) u8);

/// Text.
pub(crate) const INK: Colour = Colour(33, 30, 28);
/// Secondary text.
pub(crate) const SOFT: Colour = Colour(104, 98, 92);
/// Lines of tables.
pub(crate) const RULE: Colour = Colour(205, 199, 190);
/// Headings and the sew line: indigo, as of a Lhasa robe.
pub(crate) const ACCENT: Colour = Colour(31, 66, 99);
/// What asks for a hand: madder.
pub(crate) const ASK: Colour = Colour(168, 61, 42);
/// Ground of what asks for a hand.
pub(crate) const ASK_GROUND: Colour = Colour(252, 241, 232);
/// Ground of table heads.
pub(crate) const GROUND: Colour = Colour(243, 240, 234);

/// How a line is drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pen {
    pub(crate) colour: Colour,
    pub(crate) width_mm: f64,
    pub(crate) dash_mm: Option<f64>,
}

impl Pen {
    pub(crate) fn new(colour: Colour, width_mm: f64) -> Self {
        Self { colour, width_mm, dash_mm: None }
    }

    pub(crate) fn dashed(self, dash_mm: f64) -> Self {
        Self { dash_mm: Some(dash_mm), ..self }
    }
}

/// Where a block of text stands against its x.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
}

/// Typefaces already taken into the document, by the id of their bytes and face number.
pub(crate) type FontCache = BTreeMap<(u64, u32), Font>;

/// A page being drawn.
pub(crate) struct Ink<'s, 'd> {
    surface: &'s mut Surface<'d>,
    fonts: &'s mut FontCache,
    /// Clips that are open; false for one without extent.
    clips: Vec<bool>,
}

impl<'s, 'd> Ink<'s, 'd> {
    pub(crate) fn new(surface: &'s mut Surface<'d>, fonts: &'s mut FontCache) -> Self {
        Self { surface, fonts, clips: Vec::new() }
    }

    /// Draws a block with the baseline of its first line at `y` (mm).
    pub(crate) fn text(
        &mut self,
        block: &Block,
        x: f64,
        y: f64,
        align: Align,
        colour: Colour,
    ) -> Result<(), SheetError> {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(fill(colour)));
        let first = block.layout.first_baseline().unwrap_or_default();
        for line in block.layout.lines() {
            let metrics = line.metrics();
            let width = metrics.advance - metrics.hanging_advance;
            let mut pen_x = pt(x)
                - match align {
                    Align::Left => 0.0,
                    Align::Centre => width / 2.0,
                    Align::Right => width,
                };
            let pen_y = pt(y) + metrics.baseline - first;
            for run in line.runs() {
                let data = run.font().clone();
                let (bytes, id) = data.data.into_raw_parts();
                let font = if let Some(font) = self.fonts.get(&(id, data.index)) {
                    font.clone()
                } else {
                    let font = Font::new(bytes.into(), data.index).ok_or_else(|| {
                        SheetError::Pdf { reason: "a typeface cannot be embedded".to_owned() }
                    })?;
                    self.fonts.insert((id, data.index), font.clone());
                    font
                };
                let size = run.font_size();
                let start = pen_x;
                let mut glyphs: Vec<KrillaGlyph> = Vec::new();
                for cluster in run.visual_clusters() {
                    if cluster.is_ligature_continuation() {
                        if let Some(last) = glyphs.last_mut() {
                            last.text_range.end = cluster.text_range().end;
                        }
                        continue;
                    }
                    for glyph in cluster.glyphs() {
                        glyphs.push(KrillaGlyph::new(
                            GlyphId::new(glyph.id),
                            glyph.advance / size,
                            glyph.x / size,
                            glyph.y / size,
                            0.0,
                            cluster.text_range(),
                            None,
                        ));
                        pen_x += glyph.advance;
                    }
                }
                let at = PdfPoint::from_xy(start, pen_y);
                self.surface.draw_glyphs(at, &glyphs, font, &block.text, size, false);
            }
        }
        Ok(())
    }

    pub(crate) fn stroke(&mut self, path: &BezPath, pen: Pen) {
        let Some(path) = pdf_path(path) else { return };
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke {
            paint: rgb_of(pen.colour).into(),
            width: pt(pen.width_mm),
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            dash: pen.dash_mm.map(|d| StrokeDash { array: vec![pt(d), pt(d)], offset: 0.0 }),
            ..Stroke::default()
        }));
        self.surface.draw_path(&path);
    }

    pub(crate) fn fill(&mut self, path: &BezPath, colour: Colour) {
        let Some(path) = pdf_path(path) else { return };
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(fill(colour)));
        self.surface.draw_path(&path);
    }

    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), pen: Pen) {
        let mut path = BezPath::new();
        path.move_to(from);
        path.line_to(to);
        self.stroke(&path, pen);
    }

    pub(crate) fn rect(&mut self, rect: Rect, pen: Pen) {
        self.stroke(&outline(rect), pen);
    }

    pub(crate) fn fill_rect(&mut self, rect: Rect, colour: Colour) {
        self.fill(&outline(rect), colour);
    }

    /// Nothing is drawn outside `rect` until [`unclip`](Self::unclip).
    pub(crate) fn clip(&mut self, rect: Rect) {
        if let Some(path) = pdf_path(&outline(rect)) {
            self.surface.push_clip_path(&path, &FillRule::NonZero);
            self.clips.push(true);
        } else {
            self.clips.push(false);
        }
    }

    pub(crate) fn unclip(&mut self) {
        if self.clips.pop() == Some(true) {
            self.surface.pop();
        }
    }

    pub(crate) fn disc_outline(&mut self, centre: Point, radius_mm: f64, pen: Pen) {
        self.stroke(&kurbo::Circle::new(centre, radius_mm).to_path(0.01), pen);
    }

    pub(crate) fn disc(&mut self, centre: Point, radius_mm: f64, colour: Colour) {
        self.fill(&kurbo::Circle::new(centre, radius_mm).to_path(0.01), colour);
    }
}

fn outline(rect: Rect) -> BezPath {
    let mut path = BezPath::new();
    path.move_to((rect.x0, rect.y0));
    path.line_to((rect.x1, rect.y0));
    path.line_to((rect.x1, rect.y1));
    path.line_to((rect.x0, rect.y1));
    path.close_path();
    path
}

fn fill(colour: Colour) -> Fill {
    Fill { paint: rgb_of(colour).into(), opacity: NormalizedF32::ONE, ..Fill::default() }
}

fn rgb_of(Colour(r, g, b): Colour) -> rgb::Color {
    rgb::Color::new(r, g, b)
}

fn pt(mm: f64) -> f32 {
    (mm * PT_PER_MM) as f32
}

/// `None` for a path without extent, which PDF has no use for.
fn pdf_path(path: &BezPath) -> Option<Path> {
    let path = Affine::scale(PT_PER_MM) * path.clone();
    let f = |p: Point| (p.x as f32, p.y as f32);
    let mut out = PathBuilder::new();
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(p) => {
                let (x, y) = f(p);
                out.move_to(x, y);
            }
            PathEl::LineTo(p) => {
                let (x, y) = f(p);
                out.line_to(x, y);
            }
            PathEl::QuadTo(p, q) => {
                let ((px, py), (qx, qy)) = (f(p), f(q));
                out.quad_to(px, py, qx, qy);
            }
            PathEl::CurveTo(p, q, r) => {
                let ((px, py), (qx, qy), (rx, ry)) = (f(p), f(q), f(r));
                out.cubic_to(px, py, qx, qy, rx, ry);
            }
            PathEl::ClosePath => out.close(),
        }
    }
    out.finish()
}
