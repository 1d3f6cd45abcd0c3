//! The way of the cloth from the shoulder to the hem, seen from the side: straight down where it
//! hangs, round a pouch where more length lies above the belt than there is body.

use std::f32::consts::{FRAC_PI_2, PI, TAU};

use super::Rings;
use super::form::{HANGING, smooth};

/// How far above the belt's middle the cloth goes over the sash (m).
const OVER: f32 = 0.055;
/// Distance (m) between the sheet that comes up inside a pouch and the cloth under the belt: what is
/// gathered into pleats takes more room than what lies smooth.
const INNER: [f32; 2] = [0.030, 0.046];
/// Radius of the roll at the bottom of a pouch (m).
const ROLL: [f32; 2] = [0.016, 0.022];
/// Least distance (m) of the sheet inside a pouch from what is worn beneath.
const WITHIN: f32 = 0.022;
/// Steps of a half turn.
const TURNS: usize = 8;

/// The line of the cloth that lies at the belt.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BeltLine {
    /// Depth on the cloth (m).
    pub(crate) depth: f32,
    /// Height in the world (m).
    pub(crate) height: f32,
    /// Pleats on each side of the back; 0 where the cloth lies smooth.
    pub(super) pleats: f32,
    /// Depth from which the pouch bulges.
    pub(super) pouch_from: f32,
    /// Does it hang over the belt, and not go straight there?
    pub(super) rolls: bool,
    /// Does a sash go over it?
    pub(crate) sashed: bool,
}

impl BeltLine {
    /// The line of a band that is tied round the waist with ties of its own.
    pub(crate) fn tied(depth: f32, height: f32) -> Self {
        Self { depth, height, pleats: 0.0, pouch_from: depth, rolls: false, sashed: false }
    }

    /// Does cloth of that depth hang over the belt: in a pouch, or all above it where it came `down`?
    pub(crate) fn hangs_over(&self, depth: f32, down: bool) -> bool {
        depth < self.depth && (down || self.rolls && depth > self.pouch_from)
    }

    /// Does cloth of that depth lie in the pouch?
    pub(super) fn bags(&self, depth: f32) -> bool {
        depth > self.pouch_from && depth < self.depth
    }
}

/// A place on the way: depth on the cloth, height, and mean distance from the body's axis, of which
/// the last counts in the pouch alone (m).
#[derive(Clone, Copy, Debug)]
struct Place {
    depth: f32,
    y: f32,
    away: f32,
}

/// The way of the cloth, by its depth.
#[derive(Clone, Debug, Default)]
pub(super) struct Way(Vec<Place>);

/// A pouch to be laid.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pouch {
    /// Depth at which it begins and at the belt (m).
    pub(super) depths: [f32; 2],
    /// Height of the two (m).
    pub(super) heights: [f32; 2],
    /// Girth of the cloth where it begins and where it is lowest; at the belt it lies `clear` off the
    /// skin (m).
    pub(super) girths: [f32; 2],
    pub(super) clear: f32,
    /// How far the skirt beneath it starts off the legs (m).
    pub(super) hang: f32,
    /// Is it gathered into pleats?
    pub(super) pleated: bool,
    /// How much wider it turns than cloth of a fine mesh: a coarse one cuts corners.
    pub(super) wider: f32,
}

impl Way {
    /// Straight down, `fall` being the height at a depth.
    pub(super) fn hang(&mut self, to: f32, steps: usize, fall: impl Fn(f32) -> f32) {
        let from = self.0.last().map_or(0.0, |p| p.depth);
        self.0.extend(
            (0..steps).map(|i| from + (to - from) * i as f32 / steps as f32).map(|depth| Place {
                depth,
                y: fall(depth),
                away: 0.0,
            }),
        );
    }

    /// Down outside, round the roll, up inside, over the edge of the sash and down under it: as far
    /// down as the length reaches, or straight to the belt where there is no surplus. Is there any?
    pub(super) fn bag(&mut self, pouch: &Pouch, rings: &Rings) -> bool {
        let length = pouch.depths[1] - pouch.depths[0];
        let belt = pouch.heights[1];
        let (mut high, mut low) = ((belt + OVER).min(pouch.heights[0]), belt - 0.6);
        let rolls = measured(&pouch.trail(high, rings)) <= length;
        let trail = if rolls {
            for _ in 0..30 {
                let middle = f32::midpoint(low, high);
                if measured(&pouch.trail(middle, rings)) > length {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            pouch.trail(high, rings)
        } else {
            let trail = pouch.trail(high, rings);
            vec![trail[0], trail[trail.len() - 1]]
        };
        let total = measured(&trail);
        let mut gone = 0.0;
        for (i, &(away, y)) in trail.iter().enumerate() {
            if i > 0 {
                gone += distance(trail[i - 1], trail[i]);
            }
            self.0.push(Place { depth: pouch.depths[0] + gone * length / total, y, away });
        }
        rolls
    }

    /// Straight down by `more` (m) from where it has come.
    pub(super) fn fall(&mut self, more: f32) {
        if let Some(&last) = self.0.last() {
            self.0.push(Place { depth: last.depth + more, y: last.y - more, ..last });
        }
    }

    /// Height at that depth, and in the pouch the distance from the body's axis (m).
    pub(super) fn at(&self, depth: f32) -> (f32, f32) {
        let row = |value: fn(&Place) -> f32| table(&self.0, depth, |p| p.depth, value);
        (row(|p| p.y), row(|p| p.away))
    }

    /// The cloth's outward side at that depth in the pouch, as (up, off the body), of unit length: in
    /// the roll it turns over.
    pub(super) fn outward(&self, depth: f32) -> (f32, f32) {
        let (a, b) = (self.at(depth - 0.004), self.at(depth + 0.004));
        let (up, off) = (b.1 - a.1, a.0 - b.0);
        let run = libm::hypotf(up, off);
        if run > 1e-5 { (up / run, off / run) } else { (0.0, 1.0) }
    }
}

impl Pouch {
    /// The way down to `low`, as (mean distance from the body's axis, height).
    fn trail(&self, low: f32, rings: &Rings) -> Vec<(f32, f32)> {
        let body = |y: f32| rings.perimeter(y, 0.0) / TAU + self.clear;
        let of = |table: [f32; 2]| self.wider * table[usize::from(self.pleated)];
        let (inner, roll) = (of(INNER), of(ROLL));
        let [start, belt] = self.heights;
        let waist = body(belt);
        let bottom = low + roll;
        let within = |y: f32| body(y) + WITHIN + self.hang * smooth((belt - y) / HANGING);
        let least = (body(bottom).max(waist) + inner).max(within(bottom));
        let outside =
            f32::midpoint(self.girths[1] / TAU, least + 2.0 * roll).max(least + 2.0 * roll);
        let mut way = vec![(self.girths[0] / TAU, start)];
        way.extend(half_turn((outside - roll, bottom), roll, -1.0));
        let top = (waist + 0.5 * inner, belt + OVER - 0.5 * inner);
        // Straight up from the roll to the edge of the sash, round what is stouter between.
        let (from, to) = ((outside - 2.0 * roll, bottom), (top.0 + 0.5 * inner, top.1));
        way.extend((1..8).map(|i| i as f32 / 8.0).map(|t| {
            let y = from.1 + (to.1 - from.1) * t;
            ((from.0 + (to.0 - from.0) * t).max(within(y)), y)
        }));
        way.extend(half_turn(top, 0.5 * inner, 1.0));
        way.push((waist, belt));
        way
    }
}

/// From the outer end of a half circle to its inner one, `over` (+1) or under (−1) its centre.
fn half_turn(centre: (f32, f32), radius: f32, over: f32) -> impl Iterator<Item = (f32, f32)> {
    (0..=TURNS)
        .map(|i| PI * i as f32 / TURNS as f32)
        .map(move |a| (centre.0 + radius * libm::cosf(a), centre.1 + over * radius * libm::sinf(a)))
}

fn distance(a: (f32, f32), b: (f32, f32)) -> f32 {
    libm::hypotf(b.0 - a.0, b.1 - a.1)
}

fn measured(way: &[(f32, f32)]) -> f32 {
    way.windows(2).map(|w| distance(w[0], w[1])).sum()
}

/// Height (m) of cloth that hangs over an arch of that radius with its top at `top`.
pub(super) fn hanging(top: f32, radius: f32) -> impl Fn(f32) -> f32 {
    move |depth: f32| {
        let quarter = radius * FRAC_PI_2;
        if depth < quarter {
            top - radius * (1.0 - libm::cosf(depth / radius))
        } else {
            top - radius - (depth - quarter)
        }
    }
}

/// Linear interpolation in a table sorted by `key`, constant beyond its ends.
pub(super) fn table<T>(
    rows: &[T],
    at: f32,
    key: impl Fn(&T) -> f32,
    value: impl Fn(&T) -> f32,
) -> f32 {
    let i = rows.partition_point(|r| key(r) < at);
    match (i.checked_sub(1).map(|j| &rows[j]), rows.get(i)) {
        (Some(a), Some(b)) => {
            let span = key(b) - key(a);
            let t = if span > 1e-9 { (at - key(a)) / span } else { 0.0 };
            value(a) + (value(b) - value(a)) * t
        }
        (Some(only), None) | (None, Some(only)) => value(only),
        (None, None) => 0.0,
    }
}
