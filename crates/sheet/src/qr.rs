//! The square code that ties a paper to its order.

use kurbo::{BezPath, Point};
use qrcodegen::{QrCode, QrCodeEcc};

use crate::ink::{INK, Ink};
use crate::{SheetContent, SheetError};

/// Digits of the content hash in the code: 128 bits tell any two patterns apart.
const HASH_DIGITS: usize = 32;

/// What the code says: order, template and the start of the content hash. Nothing of the person.
pub(crate) fn payload(content: &SheetContent<'_>) -> String {
    let hash: String = content.content_hash.chars().take(HASH_DIGITS).collect();
    format!(
        "namza:1?o={}&t={}&h={}",
        escaped(content.order),
        escaped(&content.pattern.garment),
        escaped(&hash)
    )
}

/// Draws the code with its top left module at `at`, `side_mm` wide. Leave four modules of white
/// round it.
pub(crate) fn draw(
    ink: &mut Ink<'_, '_>,
    content: &SheetContent<'_>,
    at: Point,
    side_mm: f64,
) -> Result<(), SheetError> {
    let code = QrCode::encode_text(&payload(content), QrCodeEcc::Medium)
        .map_err(|_| SheetError::OrderTooLong { length: content.order.len() })?;
    let module = side_mm / f64::from(code.size());
    let mut path = BezPath::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let start = x;
            while code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                let (x0, x1) = (at.x + module * f64::from(start), at.x + module * f64::from(x));
                // A hair of overlap, or rows would show white between them.
                let y0 = at.y + module * f64::from(y);
                let y1 = y0 + module * 1.02;
                path.move_to((x0, y0));
                path.line_to((x1, y0));
                path.line_to((x1, y1));
                path.line_to((x0, y1));
                path.close_path();
            }
            x += 1;
        }
    }
    ink.fill(&path, INK);
    Ok(())
}

/// Percent-encoding of what RFC 3986 does not leave as it is.
fn escaped(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(byte as char);
        } else {
            let _ = write!(out, "%{byte:02X}"); // writing to a String cannot fail
        }
    }
    out
}
