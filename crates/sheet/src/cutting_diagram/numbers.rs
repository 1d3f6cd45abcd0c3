//! The numbers on a piece: levels, corners, edges, darts.

use kurbo::{Affine, ParamCurve, ParamCurveArclen, ParamCurveNearest, Point, Rect, Vec2};
use pattern::{CutPiece, Edge, Language};

use super::{Base, Diagram, SAME_MM, cm};
use crate::ink::{ACCENT, ASK, Align, Colour, INK, Pen, RULE, SOFT};
use crate::pages::Done;
use crate::table::face;
use crate::text::Face;

/// Size of the numbers (pt).
const NUMBER_PT: f32 = 7.6;
/// Ground of numbers: between paper and cloth.
const HALO: Colour = Colour(253, 252, 250);

impl Diagram<'_, '_, '_, '_, '_, '_> {
    /// The levels of all corners and level lines, down from the 0 line.
    pub(super) fn levels(
        &mut self,
        piece: &CutPiece<'_>,
        bounds: Rect,
        base: &Base,
        paper: Rect,
        to_paper: Affine,
    ) -> Done {
        let mut levels: Vec<f64> = piece.edges.iter().map(|(_, e)| e.start().y).collect();
        for (_, line) in piece.internal() {
            let ends: Vec<Point> =
                line.elements().iter().filter_map(kurbo::PathEl::end_point).collect();
            match ends[..] {
                [a, b] if (a.y - b.y).abs() < SAME_MM => levels.push(a.y),
                _ => {}
            }
        }
        levels.push(base.y);
        levels.sort_by(f64::total_cmp);
        levels.dedup_by(|b, a| (*b - *a).abs() < SAME_MM);
        let heights: Vec<f64> =
            levels.iter().map(|&y| (to_paper * Point::new(bounds.x0, y)).y).collect();
        let spread = spread(&heights, 2.9, paper.y0 - 4.5, paper.y1 + 4.5);
        let x = paper.x0 - 2.6;
        for ((&level, &from), &to) in levels.iter().zip(&heights).zip(&spread) {
            // A hair across the piece, from the leftmost edge to the centre line or the last corner.
            let reach = piece
                .edges
                .iter()
                .filter(|(_, e)| (e.start().y - level).abs() < SAME_MM)
                .map(|(_, e)| e.start().x)
                .fold(base.x, f64::max);
            let end = (to_paper * Point::new(reach, level)).x;
            self.pens.ink.line((paper.x0, from), (end, from), Pen::new(RULE, 0.1));
            self.pens.ink.line((x + 0.4, to), (paper.x0 - 0.3, from), Pen::new(SOFT, 0.1));
            let off = level - base.y;
            let zero = off.abs() < SAME_MM;
            let text = if zero { "0".to_owned() } else { cm(off.abs()) };
            let face = Face::new(Language::En, NUMBER_PT);
            let block = self.pens.type_.set(&text, if zero { face.bold() } else { face }, None);
            self.pens.ink.text(&block, x, to + 0.95, Align::Right, INK)?;
            let width = block.width_mm();
            self.taken.push(Rect::new(x - width, to - 1.6, x, to + 1.2));
        }
        // The lines that are measured from.
        let zero = (to_paper * Point::new(base.x, base.y)).y;
        self.pens.ink.line((paper.x0, zero), (paper.x1, zero), Pen::new(INK, 0.16));
        let centre = (to_paper * Point::new(base.x, base.y)).x;
        self.pens.ink.line((centre, paper.y0), (centre, paper.y1), Pen::new(INK, 0.16));
        Ok(())
    }

    /// How far each corner lies from the centre line.
    pub(super) fn corners(
        &mut self,
        piece: &CutPiece<'_>,
        base: &Base,
        bounds: Rect,
        to_paper: Affine,
    ) -> Done {
        let mut said: Vec<Point> = Vec::new();
        for (_, edge) in &piece.edges {
            let corner = edge.start();
            if said.iter().any(|p| p.distance(corner) < SAME_MM) {
                continue;
            }
            said.push(corner);
            let off = (corner.x - base.x).abs();
            if off < SAME_MM {
                continue;
            }
            let at = to_paper * corner;
            let outward = if corner.x > bounds.center().x { 1.0 } else { -1.0 };
            self.pens.ink.disc(at, 0.42, ACCENT);
            let candidates = [
                (Vec2::new(1.2 * outward, -0.9), outward),
                (Vec2::new(1.2 * outward, 2.6), outward),
                (Vec2::new(1.2 * outward, 0.9), outward),
                (Vec2::new(-1.2 * outward, -0.9), -outward),
                (Vec2::new(-1.2 * outward, 2.6), -outward),
                (Vec2::new(1.2 * outward, -3.6), outward),
                (Vec2::new(1.2 * outward, 5.2), outward),
            ];
            self.number(&cm(off), at, &candidates, INK, true)?;
        }
        Ok(())
    }

    /// Lengths of slanting and curved edges, and every seam allowance.
    pub(super) fn edges(&mut self, piece: &CutPiece<'_>, to_paper: Affine) -> Done {
        for (_, edge) in &piece.edges {
            let length = edge.length_mm(0.1);
            let (a, b) = (edge.start(), edge.end());
            let on_paper = length * to_paper.as_coeffs()[0];
            let (before, after) = (edge.point_at(0.45), edge.point_at(0.55));
            let along = after - before;
            if along.hypot() < 1e-6 || on_paper < 3.5 {
                continue;
            }
            let along = along.normalize();
            let out = Vec2::new(-along.y, along.x);
            let middle = to_paper * edge.point_at(0.5);
            let bow = bow_mm(edge);
            let slanting = (a.x - b.x).abs() > SAME_MM && (a.y - b.y).abs() > SAME_MM;
            if (bow > SAME_MM || slanting) && on_paper > 8.0 {
                let text = if bow > SAME_MM {
                    format!("{} ({})", cm(length), cm(bow))
                } else {
                    cm(length)
                };
                let inside = -out;
                let side = if inside.x >= 0.0 { 1.0 } else { -1.0 };
                let candidates = [
                    (inside * 1.6 + Vec2::new(0.0, 0.9), side),
                    (inside * 3.4 + Vec2::new(0.0, 0.9), side),
                    (inside * 1.6 + along * 4.0 + Vec2::new(0.0, 0.9), side),
                    (inside * 1.6 - along * 4.0 + Vec2::new(0.0, 0.9), side),
                    (inside * 1.6 + along * 7.0 + Vec2::new(0.0, 0.9), side),
                    (inside * 1.6 - along * 7.0 + Vec2::new(0.0, 0.9), side),
                    (inside * 5.0 + Vec2::new(0.0, 3.4), side),
                    (out * 4.6 + Vec2::new(0.0, 0.9), -side),
                    (out * 4.6 + along * 5.0 + Vec2::new(0.0, 0.9), -side),
                ];
                self.number(&text, middle, &candidates, ACCENT, false)?;
            }
            let side = if out.x >= 0.3 {
                1.0
            } else if out.x <= -0.3 {
                -1.0
            } else {
                0.0
            };
            let spot = to_paper * edge.point_at(0.3);
            let allowance = to_paper.as_coeffs()[0] * edge.allowance_mm;
            let text = format!("+{}", cm(edge.allowance_mm));
            let candidates = [
                (out * (allowance + 1.4) + Vec2::new(0.0, 0.8), side),
                (out * (allowance + 1.4) + along * 5.0 + Vec2::new(0.0, 0.8), side),
                (out * (allowance + 1.4) - along * 5.0 + Vec2::new(0.0, 0.8), side),
                (out * (allowance + 3.8) + Vec2::new(0.0, 0.8), side),
                (out * (allowance + 5.4) + along * 3.0 + Vec2::new(0.0, 0.8), side),
            ];
            self.number_of(&text, spot, &candidates, ASK, 6.0)?;
        }
        Ok(())
    }

    /// Where each dart is, how wide, and how far it runs up and down.
    pub(super) fn darts(&mut self, piece: &CutPiece<'_>, base: &Base, to_paper: Affine) -> Done {
        for part in &piece.parts {
            for dart in &part.panel.darts {
                let at = part.piece_from_panel * dart.at;
                let mut text = cm(dart.width_mm);
                for (sign, mm) in [("↑", dart.up_mm), ("↓", dart.down_mm)] {
                    if mm > 0.0 {
                        text = format!("{text} {sign}{}", cm(mm));
                    }
                }
                let end =
                    to_paper * (part.piece_from_panel * (dart.at + Vec2::new(0.0, dart.down_mm)));
                let below = [3.0, 5.6, 8.2].map(|down| (Vec2::new(0.0, down), 0.0));
                self.number_of(&text, end, &below, SOFT, 6.4)?;
                let off = (at.x - base.x).abs();
                let side = if at.x < base.x { -1.0 } else { 1.0 };
                let beside =
                    [(Vec2::new(side * 1.6, 3.0), side), (Vec2::new(side * 1.6, -1.2), side)];
                self.number_of(&cm(off), to_paper * at, &beside, INK, 6.4)?;
            }
        }
        Ok(())
    }

    /// A box needs two numbers, and where its notches are.
    pub(super) fn box_numbers(
        &mut self,
        piece: &CutPiece<'_>,
        bounds: Rect,
        paper: Rect,
        to_paper: Affine,
    ) -> Done {
        let centre = paper.center();
        let up = [(Vec2::new(0.0, -1.2), 0.0), (Vec2::new(9.0, -1.2), 0.0)];
        self.number(&cm(bounds.width()), Point::new(centre.x, paper.y0), &up, INK, true)?;
        let left = [(Vec2::new(-1.4, 0.95), -1.0)];
        self.number(&cm(bounds.height()), Point::new(paper.x0, centre.y), &left, INK, true)?;
        if let Some((_, edge)) = piece.edges.first() {
            let right = [(Vec2::new(1.6, 0.8), 1.0)];
            let text = format!("+{}", cm(edge.allowance_mm));
            self.number_of(&text, Point::new(paper.x1, centre.y), &right, ASK, 6.0)?;
        }
        for notch in piece.notches() {
            let off = notch.on_sew_line.x - bounds.x0;
            if off < SAME_MM || off > bounds.width() - SAME_MM {
                continue;
            }
            let at = Point::new((to_paper * notch.on_sew_line).x, paper.y1);
            let candidates = [3.4, 5.8, 8.2].map(|down| (Vec2::new(0.0, down), 0.0));
            self.number_of(&cm(off), at, &candidates, SOFT, 6.2)?;
        }
        Ok(())
    }

    pub(super) fn line_names(&mut self, piece: &CutPiece<'_>, to_paper: Affine) -> Done {
        let lead = self.pens.order.lead;
        for (id, line) in piece.internal() {
            if id == "dart" || id == "centre" {
                continue;
            }
            let Some(words) = self.content.line_name(lead, id) else { continue };
            let ends: Vec<Point> =
                line.elements().iter().filter_map(kurbo::PathEl::end_point).collect();
            let [a, b] = ends[..] else { continue };
            let at = to_paper * a.lerp(b, 0.72);
            let candidates = [
                (Vec2::new(0.0, -0.7), 0.0),
                (Vec2::new(-5.0, -0.7), 0.0),
                (Vec2::new(0.0, 2.8), 0.0),
            ];
            let block = self.pens.type_.set(&words, face(lead, 6.2), None);
            self.put(&block, at, &candidates, SOFT)?;
        }
        Ok(())
    }

    fn number(
        &mut self,
        text: &str,
        at: Point,
        candidates: &[(Vec2, f64)],
        colour: Colour,
        strong: bool,
    ) -> Done {
        let face = Face::new(Language::En, NUMBER_PT);
        let block = self.pens.type_.set(text, if strong { face.bold() } else { face }, None);
        self.put(&block, at, candidates, colour)
    }

    fn number_of(
        &mut self,
        text: &str,
        at: Point,
        candidates: &[(Vec2, f64)],
        colour: Colour,
        size_pt: f32,
    ) -> Done {
        let block = self.pens.type_.set(text, Face::new(Language::En, size_pt), None);
        self.put(&block, at, candidates, colour)
    }

    /// Sets a block at the first candidate that no other number stands on.
    ///
    /// A candidate is a shift of the baseline, and to which side the text runs: 1 right, −1 left, 0
    /// both.
    fn put(
        &mut self,
        block: &crate::text::Block,
        at: Point,
        candidates: &[(Vec2, f64)],
        colour: Colour,
    ) -> Done {
        let (width, height) = (block.width_mm(), 2.1);
        let place = |(shift, side): (Vec2, f64)| {
            let p = at + shift;
            let x0 = p.x - width * (0.5 - 0.5 * side);
            Rect::new(x0, p.y - height, x0 + width, p.y + 0.5)
        };
        // A little air, or two numbers read as one.
        let free = |r: &Rect| {
            let r = r.inflate(0.5, 0.15);
            self.taken.iter().all(|t| t.intersect(r).is_zero_area())
        };
        let all: Vec<Rect> = candidates.iter().map(|&c| place(c)).collect();
        let Some(rect) = all.iter().copied().find(free).or(all.first().copied()) else {
            return Ok(());
        };
        self.taken.push(rect);
        // The line under a number would strike it out.
        self.pens.ink.fill_rect(rect.inflate(0.2, -0.1), HALO);
        self.pens.ink.text(block, rect.x0, rect.y1 - 0.5, Align::Left, colour)
    }
}

/// How far an edge bows out from the straight line between its ends (mm).
fn bow_mm(edge: &Edge) -> f64 {
    let chord = kurbo::Line::new(edge.start(), edge.end());
    if chord.arclen(1e-3) < 1e-6 {
        return 0.0;
    }
    edge.curve
        .segments()
        .flat_map(|s| (1..8).map(move |i| s.eval(f64::from(i) / 8.0)))
        .map(|p| chord.nearest(p, 1e-3).distance_sq.sqrt())
        .fold(0.0, f64::max)
}

/// Moves sorted values apart to at least `gap`, as little as may be, between `low` and `high`.
fn spread(values: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let mut out = values.to_vec();
    // Push down, then back up from the end, then share the difference.
    for i in 1..out.len() {
        out[i] = out[i].max(out[i - 1] + gap);
    }
    if let Some(last) = out.last_mut() {
        *last = last.min(high.max(low));
    }
    for i in (1..out.len()).rev() {
        out[i - 1] = out[i - 1].min(out[i] - gap);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_that_lie_close_are_moved_apart_and_stay_in_order() {
        let out = spread(&[0.0, 0.5, 0.9, 30.0, 30.2], 3.0, -4.0, 33.0);
        assert!(out.windows(2).all(|w| w[1] - w[0] >= 3.0 - 1e-9), "{out:?}");
        assert!(out.iter().all(|y| (-9.0..=33.0).contains(y)), "{out:?}");
    }
}
