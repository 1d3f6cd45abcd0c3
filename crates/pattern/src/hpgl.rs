//! The pattern as HPGL for pen plotters and cutting tables, in true size along a roll.
//!
//! Pens: 1 cut line, 2 sew line, 3 everything else that is drawn; text in pen 3. Paper runs along
//! HPGL's x, so that a plotter feeds it. One plotter unit is 0.025 mm, exactly.

use std::fmt::Write;

use kurbo::{BezPath, Point, Rect};

use crate::allowance::flattened;
use crate::paper::{Paper, PaperError, lay_on_paper};
use crate::{LineLayer, Pattern};

/// Plotter units in a millimetre.
pub const UNITS_PER_MM: f64 = 40.0;
/// How far a chord may lie from its curve (mm).
const FLATTEN_MM: f64 = 0.02;
/// Points in one command: old plotters hold no more in their buffer.
const MOST_POINTS: usize = 60;
/// Kept free at the start of the roll for title and test squares (mm).
const HEAD_MM: f64 = 130.0;
/// From the edge of the roll to the first line (mm).
const MARGIN_MM: f64 = 10.0;

/// The whole pattern, each piece once, laid along a roll of `roll_width_mm`.
///
/// A piece wider than the roll is drawn in parts. `mark` stands in the title beside the garment:
/// order and content hash, in ASCII.
///
/// # Errors
///
/// [`PaperError`] for a roll that is too narrow.
pub fn write(
    pattern: &Pattern,
    roll_width_mm: f64,
    mark: Option<&str>,
) -> Result<String, PaperError> {
    let pieces = pattern.pieces();
    let width = roll_width_mm - 2.0 * MARGIN_MM;
    let reserved = Rect::new(0.0, 0.0, width, HEAD_MM);
    let paper = Paper { width_mm: width, length_mm: f64::INFINITY, reserved };
    let lay = lay_on_paper(&pieces, paper)?;
    let mut plot = Plot(String::from("IN;PA;\n"));
    for (pen, layers) in [
        (3, &[LineLayer::Trim, LineLayer::Internal, LineLayer::Notch, LineLayer::Grain][..]),
        (2, &[LineLayer::Sew]),
        (1, &[LineLayer::Cut]),
    ] {
        let _ = writeln!(plot.0, "SP{pen};");
        if pen == 3 {
            plot.head(pattern, mark);
        }
        for item in &lay.items {
            let piece = &pieces[item.piece];
            for mark in piece.marks(pattern, false) {
                if layers.contains(&mark.layer) {
                    plot.path(&(item.paper_from_piece * mark.curve), item.clip);
                }
            }
            if pen != 3 {
                continue;
            }
            for number in piece.seam_numbers(pattern) {
                let at = item.paper_from_piece * number.at;
                if item.clip.is_none_or(|c| c.contains(at)) {
                    plot.label(at, 0.4, &number.text);
                }
            }
            for &x in &item.joins {
                let clip = item.clip.unwrap_or_default();
                let join = kurbo::Line::new((x, clip.y0), (x, clip.y1));
                plot.path(&kurbo::Shape::to_path(&join, 0.1), None);
            }
            let middle = item.paper_from_piece * piece.middle();
            let at = match item.clip {
                Some(clip) if !clip.contains(middle) => clip.center(),
                _ => middle,
            };
            let copies = match (piece.quantity, piece.mirrored_quantity) {
                (n, 0) => format!("x{n}"),
                (n, m) => format!("x{n} + x{m} mirrored"),
            };
            let mut lines = vec![piece.names.en.clone(), copies];
            if item.part.1 > 1 {
                lines.push(format!("part {} of {}", item.part.0, item.part.1));
            }
            for (i, line) in lines.iter().enumerate() {
                plot.label(at + kurbo::Vec2::new(0.0, 14.0 * i as f64), 0.6, line);
            }
        }
    }
    plot.0.push_str("PU0,0;SP0;\n");
    Ok(plot.0)
}

struct Plot(String);

impl Plot {
    /// Title and test squares: 10 cm, 5 cm and one 市寸.
    fn head(&mut self, pattern: &Pattern, mark: Option<&str>) {
        let mut x = 0.0;
        for side in [100.0, 50.0, 1000.0 / 30.0] {
            let square = Rect::new(x, 5.0, x + side, 5.0 + side);
            self.path(&kurbo::Shape::to_path(&square, 0.1), None);
            x += side + 10.0;
        }
        let mut lines = vec![pattern.names.en.clone(), pattern.garment.clone()];
        lines.extend(mark.map(str::to_owned));
        for (i, line) in lines.iter().enumerate() {
            self.label(Point::new(x + 5.0, 20.0 + 14.0 * i as f64), 0.6, line);
        }
    }

    /// Units of a point on paper: x across the roll and y along it become HPGL's y and x, which is
    /// a turn and no mirror, as y runs down on paper and up on a plotter.
    fn units(p: Point) -> (i64, i64) {
        let to = |mm: f64| ((mm + MARGIN_MM) * UNITS_PER_MM).round() as i64;
        (to(p.y), to(p.x))
    }

    fn path(&mut self, path: &BezPath, clip: Option<Rect>) {
        for line in chains(path) {
            for stretch in clipped(&line, clip) {
                let (x, y) = Self::units(stretch[0]);
                let _ = write!(self.0, "PU{x},{y};");
                for points in stretch[1..].chunks(MOST_POINTS) {
                    let text: Vec<String> = points
                        .iter()
                        .map(|&p| {
                            let (x, y) = Self::units(p);
                            format!("{x},{y}")
                        })
                        .collect();
                    let _ = write!(self.0, "PD{};", text.join(","));
                }
                self.0.push_str("PU;\n");
            }
        }
    }

    /// Text of letters `width_cm` wide and half as high again, running across the roll.
    fn label(&mut self, at: Point, width_cm: f64, text: &str) {
        let (x, y) = Self::units(at);
        let text = crate::dxf::ascii(text);
        let high = width_cm * 1.5;
        let _ = writeln!(self.0, "PU{x},{y};DI0,1;SI{width_cm:.2},{high:.2};LB{text}\u{3}");
    }
}

/// The subpaths of a path as chains of points; closed ones end where they start.
pub(crate) fn chains(path: &BezPath) -> Vec<Vec<Point>> {
    let mut chains: Vec<Vec<Point>> = Vec::new();
    let mut open = BezPath::new();
    let mut finish = |open: &mut BezPath| {
        if open.elements().len() > 1 {
            let mut points = flattened(open, FLATTEN_MM);
            if matches!(open.elements().last(), Some(kurbo::PathEl::ClosePath)) {
                points.extend(points.first().copied());
            }
            chains.push(points);
        }
        *open = BezPath::new();
    };
    for element in path.elements() {
        if matches!(element, kurbo::PathEl::MoveTo(_)) {
            finish(&mut open);
        }
        open.push(*element);
    }
    finish(&mut open);
    chains
}

/// The stretches of a chain inside a box, by Liang and Barsky (1984).
pub(crate) fn clipped(chain: &[Point], clip: Option<Rect>) -> Vec<Vec<Point>> {
    let Some(clip) = clip else { return vec![chain.to_vec()] };
    let mut stretches: Vec<Vec<Point>> = Vec::new();
    let mut open: Vec<Point> = Vec::new();
    for (&a, &b) in chain.iter().zip(chain.iter().skip(1)) {
        let d = b - a;
        let (mut t0, mut t1) = (0.0_f64, 1.0_f64);
        let mut inside = true;
        for (p, q) in [
            (-d.x, a.x - clip.x0),
            (d.x, clip.x1 - a.x),
            (-d.y, a.y - clip.y0),
            (d.y, clip.y1 - a.y),
        ] {
            if p == 0.0 {
                inside &= q >= 0.0;
            } else if p < 0.0 {
                t0 = t0.max(q / p);
            } else {
                t1 = t1.min(q / p);
            }
        }
        if !inside || t0 >= t1 {
            continue;
        }
        let (from, to) = (a + d * t0, a + d * t1);
        let goes_on = open.last().is_some_and(|&p| p.distance(from) < 1e-9);
        if !goes_on {
            if open.len() > 1 {
                stretches.push(std::mem::take(&mut open));
            }
            open = vec![from];
        }
        open.push(to);
    }
    if open.len() > 1 {
        stretches.push(open);
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_half_in_the_box_is_cut_at_its_edge() {
        let square = kurbo::Shape::to_path(&Rect::new(0.0, 0.0, 10.0, 10.0), 0.1);
        let chain = &chains(&square)[0];
        assert_eq!(chain.len(), 5, "{chain:?}");
        let clip = Rect::new(-1.0, -1.0, 5.0, 11.0);
        let stretches = clipped(chain, Some(clip));
        let length: f64 =
            stretches.iter().flat_map(|s| s.windows(2).map(|w| w[0].distance(w[1]))).sum();
        // Left side whole, top and bottom by half.
        assert!((length - 20.0).abs() < 1e-9, "{stretches:?}");
    }
}
