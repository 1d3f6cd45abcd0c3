//! What uncompressed PDF says, read back for tests.

/// Glyph numbers of every string set in uncompressed content streams: one string or an array of
/// strings and shifts behind `Tm`, two bytes a glyph.
pub(crate) fn glyphs_set(pdf: &[u8]) -> Vec<u16> {
    let mut found = Vec::new();
    for start in (0..pdf.len()).filter(|&i| pdf[i..].starts_with(b" Tm")) {
        let mut i = start + 3;
        let mut in_array = false;
        while let Some(byte) = pdf.get(i) {
            let string = match byte {
                b'(' => literal(&pdf[i + 1..]),
                b'<' => hexadecimal(&pdf[i + 1..]),
                b'[' => {
                    in_array = true;
                    None
                }
                b'T' | b']' => break,
                _ => None,
            };
            i += 1;
            if let Some((bytes, length)) = string {
                assert_eq!(bytes.len() % 2, 0, "half a glyph");
                found.extend(bytes.chunks_exact(2).map(|b| u16::from_be_bytes([b[0], b[1]])));
                i += length;
                if !in_array {
                    break;
                }
            }
        }
    }
    found
}

/// A hexadecimal string of PDF from behind its opening bracket: its bytes, and how long it is
/// written.
fn hexadecimal(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let end = text.iter().take(4000).position(|b| *b == b'>')?;
    let digits = std::str::from_utf8(&text[..end]).ok()?;
    let byte = |i: usize| u8::from_str_radix(digits.get(i..i + 2)?, 16).ok();
    let bytes = (0..end).step_by(2).map(byte).collect::<Option<Vec<u8>>>()?;
    Some((bytes, end + 1))
}

/// A literal string of PDF from behind its opening bracket: its bytes, and how long it is written.
fn literal(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let (mut bytes, mut i, mut depth) = (Vec::new(), 0, 0);
    loop {
        match *text.get(i)? {
            b')' if depth == 0 => return Some((bytes, i + 1)),
            bracket @ (b'(' | b')') => {
                depth += if bracket == b'(' { 1 } else { -1 };
                bytes.push(bracket);
            }
            b'\\' => {
                i += 1;
                match *text.get(i)? {
                    b'n' => bytes.push(b'\n'),
                    b'r' => bytes.push(b'\r'),
                    b't' => bytes.push(b'\t'),
                    b'b' => bytes.push(8),
                    b'f' => bytes.push(12),
                    b'0'..=b'7' => {
                        let digits = text.get(i..i + 3)?;
                        let value = digits
                            .iter()
                            .fold(0_u32, |v, d| v * 8 + u32::from(d.wrapping_sub(b'0')));
                        bytes.push(value as u8);
                        i += 2;
                    }
                    other => bytes.push(other),
                }
            }
            other => bytes.push(other),
        }
        i += 1;
    }
}

/// The boxes (x0, y0, x1, y1, in pt) of the fill that has the most of them.
pub(crate) fn longest_fill(text: &str) -> Vec<(f64, f64, f64, f64)> {
    let (mut best, mut here) = (Vec::new(), Vec::new());
    let (mut points, mut numbers): (Vec<(f64, f64)>, Vec<f64>) = (vec![], vec![]);
    for token in text.split_ascii_whitespace() {
        if let Ok(number) = token.parse::<f64>() {
            numbers.push(number);
            continue;
        }
        let last = numbers.len().checked_sub(2).map(|i| (numbers[i], numbers[i + 1]));
        match (token, last) {
            ("m", Some(p)) => points = vec![p],
            ("l", Some(p)) => points.push(p),
            ("h", _) if points.len() == 4 => {
                let xs = points.iter().map(|p| p.0);
                let ys = points.iter().map(|p| p.1);
                here.push((
                    xs.clone().fold(f64::MAX, f64::min),
                    ys.clone().fold(f64::MAX, f64::min),
                    xs.fold(f64::MIN, f64::max),
                    ys.fold(f64::MIN, f64::max),
                ));
            }
            ("f" | "f*" | "S" | "B", _) => {
                if here.len() > best.len() {
                    best = std::mem::take(&mut here);
                }
                here.clear();
            }
            _ => {}
        }
        numbers.clear();
    }
    best
}
