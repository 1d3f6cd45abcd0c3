//! One hash for the whole fitting.

use measure::Measurements;
use pattern::Pattern;

use crate::Measured;
use crate::dress::Piece;

/// Version of the engine's results: part of the hash, so that a change in drafting or draping
/// shows.
const ENGINE: &str = concat!("namza ", env!("CARGO_PKG_VERSION"));

/// BLAKE3 of what will be cut and on whom it was draped, as 64 hexadecimal digits.
///
/// Taken over the engine's version, the pattern with the way it is worn in, the measurements, the
/// body's shape, the colourway, and pattern, colourway and chosen cloth of each piece that is put on, each as JSON
/// with a line feed behind it. Numbers are written with all their digits, so that the same request on
/// the same machine gives the same hash.
pub(crate) fn content(
    pattern: &Pattern,
    measured: &Measured,
    colourway: &str,
    pieces: &[Piece],
) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut add = |json: serde_json::Result<Vec<u8>>| {
        // Plain data with string keys: writing it as JSON cannot fail.
        hasher.update(&json.unwrap_or_default());
        hasher.update(b"\n");
    };
    add(serde_json::to_vec(ENGINE));
    add(serde_json::to_vec(pattern));
    add(serde_json::to_vec(&measured.measurements));
    add(serde_json::to_vec(&measured.fit.shape.coefficients));
    add(serde_json::to_vec(colourway));
    for piece in pieces {
        add(serde_json::to_vec(&piece.pattern));
        add(serde_json::to_vec(&piece.colours.id));
        if let Some(shell) = &piece.colours.shell {
            add(serde_json::to_vec(shell));
        }
    }
    hasher.finalize().to_hex().to_string()
}

/// As [`content`], for a pattern that was drafted from measurements that are known, on no body.
pub(crate) fn drafted(pattern: &Pattern, measurements: &Measurements, colourway: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    for json in [
        serde_json::to_vec(ENGINE),
        serde_json::to_vec(pattern),
        serde_json::to_vec(measurements),
        serde_json::to_vec(colourway),
    ] {
        // Plain data with string keys: writing it as JSON cannot fail.
        hasher.update(&json.unwrap_or_default());
        hasher.update(b"\n");
    }
    hasher.finalize().to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use pattern::{Sleeves, Wear};

    use super::*;

    #[test]
    fn a_garment_worn_another_way_has_another_hash() {
        let hash = |wear: Wear| {
            drafted(&Pattern { wear, ..Pattern::default() }, &Measurements::default(), "black")
        };
        let on = hash(Wear::default());
        assert_eq!(on, hash(Wear::default()));
        assert_ne!(on, hash(Wear { sleeves: Sleeves::RightOff, ..Wear::default() }));
        assert_ne!(on, hash(Wear { turn_back_mm: 230.0, ..Wear::default() }));
    }
}
