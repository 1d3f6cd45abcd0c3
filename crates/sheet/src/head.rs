//! The head of a page beside the measurement sheet: what it is, for which order, and the square code.

use kurbo::Point;
use pattern::Language;

use crate::ink::{ACCENT, Align, INK, Pen, SOFT};
use crate::table::{Pens, face};
use crate::text::Face;
use crate::{SheetContent, SheetError, qr};

/// Draws the head between `left` and `right` (mm), down to 33 mm, under the label `title`.
pub(crate) fn draw(
    pens: &mut Pens<'_, '_, '_, '_>,
    content: &SheetContent<'_>,
    title: &str,
    (left, right): (f64, f64),
) -> Result<(), SheetError> {
    let order = pens.order;
    let mut x = left;
    for language in order.all() {
        let (size, colour) = if language == order.lead { (19.0, INK) } else { (11.5, SOFT) };
        let title = content.label(language, title)?;
        let block = pens.type_.fit(&title, face(language, size), 62.0);
        pens.ink.text(&block, x, 19.0, Align::Left, colour)?;
        x += block.width_mm() + 4.0;
    }
    let mut x = left;
    for language in order.all() {
        let (size, colour) = if language == order.lead { (12.0, ACCENT) } else { (9.5, INK) };
        let name = content.pattern.names.get(language);
        let block = pens.type_.fit(name, face(language, size), (136.0 - x).max(12.0));
        pens.ink.text(&block, x, 28.5, Align::Left, colour)?;
        x += block.width_mm() + 4.0;
    }
    let template = format!("{} · {}", content.pattern.garment, content.short_hash());
    let facts = [
        ("sheet-order", content.order),
        ("sheet-date", content.date),
        ("sheet-template", template.as_str()),
    ];
    for (i, (key, value)) in facts.into_iter().enumerate() {
        let y = 14.5 + 5.4 * i as f64;
        let label = content.label(order.lead, key)?;
        let block = pens.type_.fit(&label, face(order.lead, 7.4), 16.0);
        pens.ink.text(&block, 140.0, y, Align::Right, SOFT)?;
        let block = pens.type_.fit(value, Face::new(Language::En, 8.4), 36.0);
        pens.ink.text(&block, 142.0, y, Align::Left, INK)?;
    }
    qr::draw(pens.ink, content, Point::new(right - 18.0, 11.0), 18.0)?;
    pens.ink.line((left, 33.0), (right, 33.0), Pen::new(ACCENT, 0.6));
    Ok(())
}
