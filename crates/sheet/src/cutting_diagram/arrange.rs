//! Where the pieces lie on the page.

use kurbo::{Point, Rect, Shape, Size};
use pattern::CutPiece;

use super::ROOM;
use crate::SheetError;

/// The scale 1 : n, n whole, and where the room of each piece lies.
pub(super) fn arrange(
    pieces: &[CutPiece<'_>],
    room: Rect,
) -> Result<(f64, Vec<Point>), SheetError> {
    for denominator in 4..80 {
        let scale = 1.0 / f64::from(denominator);
        let sizes: Vec<Size> = pieces
            .iter()
            .map(|p| {
                let size = p.sew_line().bounding_box().size() * scale;
                Size::new(size.width + ROOM[0] + ROOM[2], size.height + ROOM[1] + ROOM[3])
            })
            .collect();
        if let Some(places) = packed(&sizes, room) {
            return Ok((f64::from(denominator), places));
        }
    }
    Err(SheetError::TooLong { needed_mm: f64::INFINITY, room_mm: room.height() })
}

/// Boxes in a room without overlap, tallest first, each as high up and then as far left as it goes;
/// `None` when they do not fit.
fn packed(sizes: &[Size], room: Rect) -> Option<Vec<Point>> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by(|&a, &b| sizes[b].height.total_cmp(&sizes[a].height).then(a.cmp(&b)));
    let mut placed: Vec<Rect> = Vec::new();
    let mut places = vec![Point::ZERO; sizes.len()];
    for index in order {
        let xs = std::iter::once(room.x0).chain(placed.iter().map(|r| r.x1));
        let mut best: Option<Point> = None;
        for x in xs {
            for y in std::iter::once(room.y0).chain(placed.iter().map(|r| r.y1)) {
                let rect = Rect::from_origin_size((x, y), sizes[index]);
                let fits = room.inflate(1e-6, 1e-6).contains_rect(rect)
                    && placed
                        .iter()
                        .all(|r| r.intersect(rect.inflate(-1e-6, -1e-6)).is_zero_area());
                let better = best.is_none_or(|b| (y, x) < (b.y, b.x));
                if fits && better {
                    best = Some(Point::new(x, y));
                }
            }
        }
        places[index] = best?;
        placed.push(Rect::from_origin_size(best?, sizes[index]));
    }
    Some(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_packed_in_the_room_and_apart() {
        let sizes = [
            Size::new(60.0, 150.0),
            Size::new(60.0, 150.0),
            Size::new(50.0, 40.0),
            Size::new(70.0, 12.0),
            Size::new(70.0, 12.0),
        ];
        let room = Rect::new(10.0, 40.0, 198.0, 210.0);
        let places = packed(&sizes, room).unwrap();
        let rects: Vec<Rect> =
            places.iter().zip(&sizes).map(|(p, s)| Rect::from_origin_size(*p, *s)).collect();
        for (i, a) in rects.iter().enumerate() {
            assert!(room.inflate(1e-6, 1e-6).contains_rect(*a));
            assert!(rects[i + 1..].iter().all(|b| a.intersect(*b).area() < 1e-9), "{rects:?}");
        }
    }
}
