//! How surplus cloth is laid: as a bag over the belt, and as pleats behind.

use super::form::Lap;

/// How far above the belt's middle the cloth goes over the sash (m).
pub(super) const OVER: f32 = 0.055;
/// Part of the belt's ring, to each side of the middle in front, that stays free of pleats.
const FLAT: f32 = 0.20;

/// The cloth's way from the foot of the arch to the belt, as (distance off the skin, height): down
/// on the outside to `low`, up again, over the edge of the sash and down under it.
pub(super) fn pouch(clear: f32, foot: f32, start: f32, belt: f32, low: f32) -> Vec<(f32, f32)> {
    let turns = 6;
    let half_circle = |centre: (f32, f32), radius: f32, below: bool| {
        let sign = if below { -1.0 } else { 1.0 };
        (0..=turns).map(move |i| std::f32::consts::PI * i as f32 / turns as f32).map(move |a| {
            (centre.0 + radius * libm::cosf(a), centre.1 + sign * radius * libm::sinf(a))
        })
    };
    let (outside, inside) = (clear + 0.086, clear + 0.050);
    let mut way = vec![(foot, start)];
    let radius = 0.5 * (outside - inside);
    way.extend(half_circle((inside + radius, low + radius), radius, true));
    let radius = 0.5 * (inside - clear);
    way.extend(half_circle((clear + radius, belt + OVER - radius), radius, false));
    way.push((clear, belt));
    way
}

/// How long a way is (m).
pub(super) fn measured(way: &[(f32, f32)]) -> f32 {
    way.windows(2).map(|w| libm::hypotf(w[1].0 - w[0].0, w[1].1 - w[0].1)).sum()
}

/// Part of the ring and height in sheets of a point `wide` (m) from the middle, where the cloth
/// is `half` (m) wide to each side in front and behind, on a ring of `girth` (m).
///
/// The front lies flat; what width the ring cannot take goes into `pleats` knife pleats on each
/// side of the back, their folds towards the middle. Without surplus they vanish, so that pleats
/// run out towards the chest by themselves.
pub(super) fn pleated(
    pleats: f32,
    girth: f32,
    wide: f32,
    half: f32,
    back: bool,
    lap: Lap,
    side: f32,
) -> (f32, f32) {
    let flat = (FLAT * girth * 1.05).min(0.9 * half);
    let free = match lap {
        Lap::Outer(sign) | Lap::Inner(sign) => sign * side > 0.0,
        Lap::Single => false,
    };
    let outer = f32::from(u8::from(matches!(lap, Lap::Outer(_))));
    let (length, room) = (2.0 * half - flat, (0.5 - FLAT) * girth);
    let deep = ((length - room) / (2.0 * pleats)).max(0.0);
    // Height of a stack of pleats, less where they run out.
    let stack = (deep / 0.03).min(1.0);
    if !back && wide <= flat {
        // Over the other side's pleats the outer lap has to climb.
        let climb = if free { outer * 3.0 * stack * wide / flat } else { 0.0 };
        return (FLAT * wide / flat, outer + climb);
    }
    if free {
        let ease = 1.0 + 0.35 * stack;
        return (FLAT + (wide - flat) / (girth * ease), outer * (1.0 + 3.0 * stack));
    }
    let chain = if back { 2.0 * half - flat - wide } else { wide - flat };
    if deep <= 0.0 {
        return (FLAT + (0.5 - FLAT) * chain / length, outer);
    }
    let step = room / pleats;
    let each = step + 2.0 * deep;
    let which = (chain / each).floor().clamp(0.0, pleats - 1.0);
    let t = chain - which * each;
    let fore = step / 2.0 + deep;
    let (at, high) = if t < fore {
        (t, 3.0 * t / fore)
    } else if t < fore + deep {
        (fore - (t - fore), 3.0 - 2.6 * (t - fore) / deep)
    } else {
        (step / 2.0 + (t - fore - deep), 0.3)
    };
    (FLAT + (which * step + at) / girth, outer + stack * high)
}
