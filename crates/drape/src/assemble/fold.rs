//! How surplus width is laid at the belt: as a knife pleat on each side of the back.

use super::form::{Lap, smooth};

/// Part of the belt's ring, to each side of the middle in front, that stays free of pleats.
const FLAT: f32 = 0.22;
/// Deepest pleat (m): more goes into several.
const DEEPEST: f32 = 0.13;
/// Depth (m) up to which a pleat is in part pushed together and not laid, being finer than the mesh.
const BEGIN: f32 = 0.05;
/// Depth (m) at which a pleat has its full height.
const GROWN: f32 = 0.06;
/// Length (m) in which the cloth turns at a fold.
const TURN: f32 = 0.012;
/// Heights, in sheets, of a pleat's upper, middle and lower cloth.
const UPPER: f32 = 2.0;
const MIDDLE: f32 = 1.0;

/// Pleats on each side of the back for cloth that is `surplus` (m) wider than a belt of `girth` (m).
pub(super) fn pleats(surplus: f32, girth: f32) -> f32 {
    if surplus > 0.35 * girth { (0.25 * surplus / DEEPEST).ceil().max(2.0) } else { 0.0 }
}

/// Width (m) that lies flat in front on each side of the middle.
pub(super) fn flat(girth: f32, half: f32) -> f32 {
    (FLAT * girth * 1.02).min(0.9 * half)
}

/// Part of the ring and height in sheets of a point `wide` (m) from the middle, where the cloth
/// is `half` (m) wide to each side in front and behind, on a ring of `girth` (m).
///
/// The front lies flat; what width the ring cannot take goes into `pleats` knife pleats on each
/// side of the back, their folds towards the middle. Each stays within its share of the ring, so
/// that pleats neither meet in the middle of the back nor lean when they run out: without surplus
/// they vanish.
pub(super) fn pleated(
    pleats: f32,
    girth: f32,
    wide: f32,
    half: f32,
    back: bool,
    lap: Lap,
    side: f32,
) -> (f32, f32) {
    let flat = flat(girth, half);
    let free = match lap {
        Lap::Outer(sign) | Lap::Inner(sign) => sign * side > 0.0,
        Lap::Single => false,
    };
    let outer = f32::from(u8::from(matches!(lap, Lap::Outer(_))));
    let (length, room) = (2.0 * half - flat, (0.5 - FLAT) * girth);
    let share = room / pleats;
    let deep = (0.5 * (length / pleats - share)).max(0.0);
    let deep = deep * smooth(deep / BEGIN);
    let grown = (deep / GROWN).min(1.0);
    if !back && wide <= flat {
        // Over the other side's pleats the outer lap has to climb.
        let climb = if free { outer * UPPER * grown * wide / flat } else { 0.0 };
        return (FLAT * wide / flat, outer + climb);
    }
    if free {
        let ease = 1.0 + 0.35 * grown;
        return (FLAT + (wide - flat) / (girth * ease), outer * (1.0 + UPPER * grown));
    }
    let chain = if back { 2.0 * half - flat - wide } else { wide - flat };
    let each = share + 2.0 * deep;
    // What is finer than a pleat is pushed together.
    let chain = chain * each * pleats / length;
    let which = (chain / each).floor().clamp(0.0, pleats - 1.0);
    let (at, high) = knife(share, deep, chain - which * each);
    (FLAT + (which * share + at) / girth, outer + grown * high)
}

/// Where a point of a pleat lies, `along` (m) the cloth: across the pleat's share of the ring (m), and
/// its height in sheets.
fn knife(share: f32, deep: f32, along: f32) -> (f32, f32) {
    // Of two folds, the inner lies under the upper cloth and the outer one shows.
    let (inner, outer) = (0.5 * (share - deep), 0.5 * (share + deep));
    let turn = TURN.min(0.25 * deep);
    let rows = [
        (0.0, 0.0, 0.0),
        (inner.max(0.0), inner, UPPER),
        (outer, outer, UPPER),
        (outer + turn, outer - turn, MIDDLE),
        (outer + deep - turn, inner + turn, MIDDLE),
        (outer + deep, inner, 0.0),
        (share + 2.0 * deep, share, 0.0),
    ];
    let i = rows.partition_point(|r| r.0 < along).clamp(1, rows.len() - 1);
    let (a, b) = (rows[i - 1], rows[i]);
    let t = if b.0 - a.0 > 1e-9 { (along - a.0) / (b.0 - a.0) } else { 1.0 };
    (a.1 + (b.1 - a.1) * t, a.2 + (b.2 - a.2) * t)
}
