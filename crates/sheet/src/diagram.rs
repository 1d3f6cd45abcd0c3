//! The pieces of a pattern, small, on a part of the page.

use kurbo::{Affine, BezPath, ParamCurve, Point, Rect, Shape, Vec2};
use pattern::{Names, Panel, Pattern};

use crate::SheetError;
use crate::ink::{ACCENT, Align, Colour, INK, Ink, Pen, SOFT};
use crate::text::{Face, Typesetter};

/// Ground of a piece: unbleached cloth.
const CLOTH: Colour = Colour(250, 248, 244);
/// Space between two pieces and round a row (mm on paper).
const GAP_MM: f64 = 3.0;

/// One thing to cut, drawn once however often it is cut.
pub(crate) struct Piece<'a> {
    pub(crate) number: usize,
    pub(crate) names: &'a Names,
    /// How often it is cut, mirrored ones counted.
    pub(crate) count: u32,
    /// Some of `count` are cut with the cloth turned over.
    pub(crate) paired: bool,
    panel: &'a Panel,
    sew_line: BezPath,
    /// Of the cut line, in the pattern's millimetres.
    pub(crate) bounds: Rect,
}

/// The pieces of a pattern in its order; mirrored halves are counted with their other half.
pub(crate) fn pieces(pattern: &Pattern) -> Vec<Piece<'_>> {
    let mut found: Vec<Piece<'_>> = Vec::new();
    for panel in &pattern.panels {
        if let Some(same) = found.iter_mut().find(|p| p.panel.piece == panel.piece) {
            same.count += panel.quantity;
            same.paired |= panel.mirrored != same.panel.mirrored;
            continue;
        }
        let sew_line = sew_line(panel);
        let outer = if panel.cut_line.elements().is_empty() { &sew_line } else { &panel.cut_line };
        let bounds = outer.bounding_box();
        found.push(Piece {
            number: found.len() + 1,
            names: &panel.names,
            count: panel.quantity,
            paired: false,
            panel,
            sew_line,
            bounds,
        });
    }
    found
}

/// A panel's edges as one closed path.
fn sew_line(panel: &Panel) -> BezPath {
    let mut path = BezPath::new();
    for segment in panel.edges.iter().flat_map(|edge| edge.curve.segments()) {
        if path.elements().is_empty() {
            path.move_to(segment.start());
        }
        path.push(segment.as_path_el());
    }
    if !path.elements().is_empty() {
        path.close_path();
    }
    path
}

/// Where each piece goes, and how small everything is drawn.
pub(crate) struct Arrangement {
    /// Paper over cloth.
    pub(crate) scale: f64,
    /// Top left corner of each piece's bounds (mm on paper).
    places: Vec<Point>,
}

/// Puts the pieces in rows, tallest first, at the largest scale that fits `room`.
///
/// The scale is found by bisection; the rows are filled greedily, which is near enough for
/// a picture and always the same.
pub(crate) fn arrange(pieces: &[Piece<'_>], room: Rect) -> Arrangement {
    let (mut low, mut high) = (0.0, 0.5);
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        if rows(pieces, room, middle).is_some() { low = middle } else { high = middle }
    }
    let places = rows(pieces, room, low).unwrap_or_else(|| vec![room.origin(); pieces.len()]);
    Arrangement { scale: low, places }
}

fn rows(pieces: &[Piece<'_>], room: Rect, scale: f64) -> Option<Vec<Point>> {
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_by(|&a, &b| pieces[b].bounds.height().total_cmp(&pieces[a].bounds.height()));
    let mut places = vec![Point::ZERO; pieces.len()];
    let (mut x, mut y, mut row_height) = (room.x0, room.y0, 0.0_f64);
    for index in order {
        let size = pieces[index].bounds.size() * scale;
        if x > room.x0 && x + size.width > room.x1 {
            x = room.x0;
            y += row_height + GAP_MM;
            row_height = 0.0;
        }
        if x + size.width > room.x1 + 1e-9 || y + size.height > room.y1 + 1e-9 {
            return None;
        }
        places[index] = Point::new(x, y);
        x += size.width + GAP_MM;
        row_height = row_height.max(size.height);
    }
    Some(places)
}

/// Draws the pieces: cut line thin, sew line strong, inner lines dashed, grain, and the number.
pub(crate) fn draw(
    ink: &mut Ink<'_, '_>,
    type_: &mut Typesetter<'_>,
    pieces: &[Piece<'_>],
    arrangement: &Arrangement,
) -> Result<(), SheetError> {
    for (piece, place) in pieces.iter().zip(&arrangement.places) {
        let paper_from_panel = Affine::translate(place.to_vec2())
            * Affine::scale(arrangement.scale)
            * Affine::translate(-piece.bounds.origin().to_vec2());
        let cut = paper_from_panel * piece.panel.cut_line.clone();
        let sew = paper_from_panel * piece.sew_line.clone();
        ink.fill(if cut.elements().is_empty() { &sew } else { &cut }, CLOTH);
        ink.stroke(&cut, Pen::new(SOFT, 0.12));
        ink.stroke(&sew, Pen::new(ACCENT, 0.28));
        for line in &piece.panel.internal {
            let line = paper_from_panel * line.curve.clone();
            ink.stroke(&line, Pen::new(SOFT, 0.14).dashed(0.9));
        }
        for dart in &piece.panel.darts {
            let mut wedge = BezPath::new();
            for (i, corner) in dart.corners().into_iter().enumerate() {
                if i == 0 { wedge.move_to(corner) } else { wedge.line_to(corner) }
            }
            wedge.close_path();
            ink.stroke(&(paper_from_panel * wedge), Pen::new(ACCENT, 0.16));
        }
        let centre = paper_from_panel * inside(&piece.sew_line, piece.bounds);
        let room = widest_at(&sew, centre.y);
        draw_grain(ink, piece, arrangement.scale, centre, room);
        let radius = 2.1_f64.min(piece.bounds.height() * arrangement.scale * 0.45).max(1.2);
        ink.disc(centre, radius, ACCENT);
        let size = (radius * 3.6) as f32;
        let face = Face::new(pattern::Language::En, size).bold();
        let number = type_.set(&piece.number.to_string(), face, None);
        let baseline = centre.y + f64::from(size) * 0.36 / crate::text::PT_PER_MM;
        ink.text(&number, centre.x, baseline, Align::Centre, Colour(255, 255, 255))?;
    }
    Ok(())
}

/// A double-headed arrow along the warp, beside the number.
fn draw_grain(ink: &mut Ink<'_, '_>, piece: &Piece<'_>, scale: f64, centre: Point, room: f64) {
    let length = 0.3 * scale * piece.bounds.height().min(piece.bounds.width() * 2.0);
    let direction = piece.panel.grain;
    if length < 4.0 || direction.hypot() < 0.5 {
        return;
    }
    let along = direction / direction.hypot() * (length / 2.0);
    let aside = Vec2::new(-along.y, along.x) / along.hypot();
    let shift = aside * 4.0_f64.min(room * 0.3);
    let middle = centre + if shift.x < 0.0 { -shift } else { shift };
    let pen = Pen::new(INK, 0.16);
    let mut arrow = BezPath::new();
    arrow.move_to(middle - along);
    arrow.line_to(middle + along);
    for end in [1.0, -1.0] {
        let tip = middle + along * end;
        let back = along / along.hypot() * (-1.3 * end);
        arrow.move_to(tip + back + aside * 0.55);
        arrow.line_to(tip);
        arrow.line_to(tip + back - aside * 0.55);
    }
    ink.stroke(&arrow, pen);
}

/// A point well inside the outline: middle of the widest stretch at mid height.
fn inside(outline: &BezPath, bounds: Rect) -> Point {
    let y = bounds.center().y;
    stretches(outline, y)
        .into_iter()
        .max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))
        .map_or(bounds.center(), |(x0, x1)| Point::new(0.5 * (x0 + x1), y))
}

fn widest_at(outline: &BezPath, y: f64) -> f64 {
    stretches(outline, y).into_iter().map(|(x0, x1)| x1 - x0).fold(0.0, f64::max)
}

/// Where the horizontal at `y` runs inside the outline: even–odd crossings in pairs.
pub(crate) fn stretches(outline: &BezPath, y: f64) -> Vec<(f64, f64)> {
    let bounds = outline.bounding_box();
    let line = kurbo::Line::new((bounds.x0 - 1.0, y + 1e-4), (bounds.x1 + 1.0, y + 1e-4));
    let mut xs: Vec<f64> = outline
        .segments()
        .flat_map(|s| {
            s.intersect_line(line)
                .into_iter()
                .map(|hit| line.eval(hit.line_t).x)
                .collect::<Vec<_>>()
        })
        .collect();
    xs.sort_by(f64::total_cmp);
    xs.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measurement_sheet::tests::robe;

    #[test]
    fn mirrored_halves_are_one_piece_cut_twice() {
        let pattern = robe();
        let pieces = pieces(&pattern);
        let sleeve = pieces.iter().find(|p| p.panel.piece == "sleeve").unwrap();
        assert_eq!((sleeve.count, sleeve.paired), (2, true));
        assert_eq!(pieces.len(), pattern.panels.len() - 1);
    }

    #[test]
    fn pieces_lie_in_the_room_and_apart() {
        let pattern = robe();
        let pieces = pieces(&pattern);
        let room = Rect::new(10.0, 20.0, 90.0, 80.0);
        let arrangement = arrange(&pieces, room);
        let rects: Vec<Rect> = pieces
            .iter()
            .zip(&arrangement.places)
            .map(|(p, at)| Rect::from_origin_size(*at, p.bounds.size() * arrangement.scale))
            .collect();
        assert!(arrangement.scale > 0.01);
        for (i, a) in rects.iter().enumerate() {
            assert!(room.inflate(1e-6, 1e-6).contains_rect(*a), "{a:?}");
            for b in &rects[i + 1..] {
                assert!(a.intersect(*b).is_zero_area(), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn the_number_stands_on_cloth_even_in_a_ring() {
        let mut ring = Rect::new(0.0, 0.0, 100.0, 100.0).to_path(0.1);
        ring.extend(Rect::new(20.0, 20.0, 70.0, 80.0).to_path(0.1));
        let p = inside(&ring, Rect::new(0.0, 0.0, 100.0, 100.0));
        assert!(p.x > 70.0, "{p:?}"); // the right limb is the wider one
    }
}
