//! Squares to check a print with: 10 cm, 5 cm and one 市寸.

use kurbo::{Point, Rect};
use pattern::Language;

use crate::SheetError;
use crate::ink::{Align, INK, Pen};
use crate::table::Pens;
use crate::text::Face;

/// Sides of the squares (mm); one 市寸 is a thirtieth of a metre.
pub(crate) const SIDES_MM: [(f64, &str); 3] =
    [(100.0, "10 cm"), (50.0, "5 cm"), (1000.0 / 30.0, "1 市寸")];

/// Draws the three squares one in another with their top left corner at `at`.
pub(crate) fn nested(pens: &mut Pens<'_, '_, '_, '_>, at: Point) -> Result<(), SheetError> {
    for (side, name) in SIDES_MM {
        let square = Rect::new(at.x, at.y, at.x + side, at.y + side);
        pens.ink.rect(square, Pen::new(INK, 0.2));
        let block = pens.type_.set(name, Face::new(Language::Zh, 8.0), None);
        pens.ink.text(&block, square.x1 - 1.5, square.y1 - 1.8, Align::Right, INK)?;
    }
    Ok(())
}
