//! Rings round the body at every height, that cloth is laid along.

use std::sync::LazyLock;

use nalgebra::{Point2, Point3};

use super::form::smooth;
use crate::{BodyPart, Mannequin};

/// Horizontal hulls of trunk and legs, as a radius about an upright axis for every direction.
///
/// Directions count from the front towards the wearer's left. A place on a ring is given as a
/// part of its perimeter, 0 in front, +0.25 about the left side, ±0.5 behind.
#[derive(Clone, Debug)]
pub(crate) struct Rings {
    centre_z: f32,
    levels: Vec<[f32; DIRECTIONS]>,
}

/// Height of the feet, and up to which a skirt goes out over them (m).
const FEET: f32 = 0.14;
const OVER_FEET: f32 = 0.45;

/// Skirts come down over the feet as a cone does, and not in the steps of an instep: a coarse mesh of
/// several sheets would cut through itself there.
fn stand_over_feet(levels: &mut [[f32; DIRECTIONS]]) {
    let height = |level: usize| level as f32 * LEVEL_STEP;
    let low = levels.iter().enumerate().take_while(|(i, _)| height(*i) <= FEET);
    let feet = low.fold([0.0; DIRECTIONS], |all: [f32; DIRECTIONS], (_, level)| {
        std::array::from_fn(|d| all[d].max(level[d]))
    });
    for (i, level) in levels.iter_mut().enumerate() {
        let part = 1.0 - smooth((height(i) - FEET) / (OVER_FEET - FEET));
        for (radius, foot) in level.iter_mut().zip(feet) {
            *radius = radius.max(*radius + (foot - *radius) * part);
        }
    }
}

const DIRECTIONS: usize = 72;
const LEVEL_STEP: f32 = 0.02;

impl Rings {
    /// Cuts the body in its dressing posture every 20 mm from the floor to the nape. `None` where
    /// the body has no trunk.
    pub(crate) fn new(body: &Mannequin) -> Option<Self> {
        let trunk = |i: u32| {
            matches!(
                body.parts.get(i as usize),
                Some(BodyPart::Torso | BodyPart::LegLeft | BodyPart::LegRight)
            )
        };
        let top = body.landmarks.nape.y;
        let waist = body.landmarks.waist_y;
        let count = (top / LEVEL_STEP).floor() as usize + 1;
        let mut cuts: Vec<Vec<Point2<f32>>> = vec![Vec::new(); count];
        for t in &body.mesh.triangles {
            if !t.iter().all(|&i| trunk(i)) {
                continue;
            }
            let p = t.map(|i| body.mesh.positions[i as usize]);
            let (low, high) = (p[0].y.min(p[1].y).min(p[2].y), p[0].y.max(p[1].y).max(p[2].y));
            let first = (low / LEVEL_STEP).ceil().max(0.0) as usize;
            let last = (high / LEVEL_STEP).floor().min(count as f32 - 1.0);
            if last < 0.0 {
                continue;
            }
            for (level, cut) in cuts.iter_mut().enumerate().take(last as usize + 1).skip(first) {
                let y = level as f32 * LEVEL_STEP;
                for k in 0..3 {
                    let (a, b) = (p[k], p[(k + 1) % 3]);
                    if (a.y <= y) != (b.y <= y) {
                        let t = (y - a.y) / (b.y - a.y);
                        let at = a + (b - a) * t;
                        cut.push(Point2::new(at.x, at.z));
                    }
                }
            }
        }
        let middle = cuts.get((waist / LEVEL_STEP) as usize)?;
        let (mut near, mut far) = (f32::INFINITY, f32::NEG_INFINITY);
        for p in middle {
            near = near.min(p.y);
            far = far.max(p.y);
        }
        if near >= far {
            return None;
        }
        let centre_z = f32::midpoint(near, far);
        let mut levels: Vec<Option<[f32; DIRECTIONS]>> =
            cuts.iter().map(|cut| hull(cut, centre_z)).collect();
        for i in 1..levels.len() {
            if levels[i].is_none() {
                levels[i] = levels[i - 1];
            }
        }
        for i in (0..levels.len() - 1).rev() {
            if levels[i].is_none() {
                levels[i] = levels[i + 1];
            }
        }
        let mut levels = levels.into_iter().collect::<Option<Vec<_>>>()?;
        stand_over_feet(&mut levels);
        Some(Self { centre_z, levels })
    }

    /// Where the axis of the rings stands (m forward).
    pub(crate) fn axis_z(&self) -> f32 {
        self.centre_z
    }

    fn level(&self, y: f32) -> [f32; DIRECTIONS] {
        let last = self.levels.len() - 1;
        let at = (y / LEVEL_STEP).clamp(0.0, last as f32);
        let i = (at as usize).min(last.saturating_sub(1));
        let t = at - i as f32;
        let (a, b) = (&self.levels[i], &self.levels[(i + 1).min(last)]);
        std::array::from_fn(|k| a[k] + (b[k] - a[k]) * t)
    }

    /// Perimeter (m) of the ring at height `y` (m), `out` (m) off the skin.
    pub(crate) fn perimeter(&self, y: f32, out: f32) -> f32 {
        pieces(&corners(&self.level(y), out)).iter().sum()
    }

    /// How much longer (m) than straight down a tape is that is drawn over the body from the first of
    /// two heights (m) and hangs to the second, `part` of the way round.
    pub(crate) fn over(&self, part: f32, [from, to]: [f32; 2]) -> f32 {
        let steps = ((from - to) / LEVEL_STEP).ceil().max(1.0) as usize;
        let place = |i: usize| {
            let y = from + (to - from) * i as f32 / steps as f32;
            let p = self.point(y, part, 0.0);
            Point2::new(libm::hypotf(p.x, p.z - self.centre_z), y)
        };
        let mut tape = vec![place(0)];
        for p in (1..=steps).map(place) {
            // It is held off by what stands out, and hangs below what stands out most.
            let p = Point2::new(p.x.max(tape[tape.len() - 1].x), p.y);
            while let [.., a, b] = tape[..] {
                if (b - a).perp(&(p - a)) < 0.0 {
                    break;
                }
                tape.pop();
            }
            tape.push(p);
        }
        tape.windows(2).map(|w| (w[1] - w[0]).norm()).sum::<f32>() - (from - to)
    }

    /// How far (m) off the skin a ring of `girth` (m) lies at height `y`, at least `least`.
    pub(crate) fn offset(&self, y: f32, girth: f32, least: f32) -> f32 {
        ((girth - self.perimeter(y, 0.0)) / std::f32::consts::TAU).max(least)
    }

    /// The point at height `y` (m), `part` of the way round, `out` (m) off the skin.
    pub(crate) fn point(&self, y: f32, part: f32, out: f32) -> Point3<f32> {
        self.bulging(y, part, out, 0.0)
    }

    /// As [`Self::point`], by that part of `out` farther off in front and behind, and nearer at the
    /// sides.
    pub(crate) fn bulging(&self, y: f32, part: f32, out: f32, bulge: f32) -> Point3<f32> {
        let mut radii = self.level(y);
        for (radius, (sin, cos)) in radii.iter_mut().zip(&*SIN_COS) {
            *radius += out * bulge * (cos * cos - sin * sin);
        }
        let corners = corners(&radii, out);
        let lengths = pieces(&corners);
        let total: f32 = lengths.iter().sum();
        let mut left = part.rem_euclid(1.0) * total;
        let mut at = 0;
        while at + 1 < DIRECTIONS && left > lengths[at] {
            left -= lengths[at];
            at += 1;
        }
        let (a, b) = (corners[at], corners[(at + 1) % DIRECTIONS]);
        let t = (left / lengths[at].max(1e-6)).clamp(0.0, 1.0);
        let p = a + (b - a) * t;
        Point3::new(p.x, y, p.y + self.centre_z)
    }
}

/// Sine and cosine of each direction, which are asked for with every point.
static SIN_COS: LazyLock<[(f32, f32); DIRECTIONS]> = LazyLock::new(|| {
    std::array::from_fn(|k| {
        let angle = k as f32 * std::f32::consts::TAU / DIRECTIONS as f32;
        (libm::sinf(angle), libm::cosf(angle))
    })
});

/// The corners of a ring `out` (m) off the skin.
fn corners(radii: &[f32; DIRECTIONS], out: f32) -> [Point2<f32>; DIRECTIONS] {
    let directions = &*SIN_COS;
    std::array::from_fn(|k| {
        let (r, (sin, cos)) = (radii[k] + out, directions[k]);
        Point2::new(r * sin, r * cos)
    })
}

/// The lengths (m) from each corner to the next.
fn pieces(corners: &[Point2<f32>; DIRECTIONS]) -> [f32; DIRECTIONS] {
    std::array::from_fn(|k| (corners[(k + 1) % DIRECTIONS] - corners[k]).norm())
}

/// Radii of the convex hull of `cut` about (0, `centre_z`), from its support function.
fn hull(cut: &[Point2<f32>], centre_z: f32) -> Option<[f32; DIRECTIONS]> {
    if cut.len() < 6 {
        return None;
    }
    let support: [f32; DIRECTIONS] = std::array::from_fn(|k| {
        let (sin, cos) = SIN_COS[k];
        cut.iter().map(|p| p.x * sin + (p.y - centre_z) * cos).fold(0.01, f32::max)
    });
    Some(std::array::from_fn(|k| {
        (0..DIRECTIONS / 4)
            .flat_map(|step| {
                let cos = SIN_COS[step].1;
                let back = (k + DIRECTIONS - step) % DIRECTIONS;
                [support[(k + step) % DIRECTIONS] / cos, support[back] / cos]
            })
            .fold(f32::INFINITY, f32::min)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tape_goes_straight_over_hollows_and_hangs_below_what_stands_out() {
        // 10 cm out at 1 m, 14 cm at 0.7 m, less between and below.
        let radius = |y: f32| match y {
            0.98.. => 0.10,
            0.65..0.75 => 0.14,
            _ => 0.08,
        };
        let levels = (0..=60).map(|i| [radius(i as f32 * LEVEL_STEP); DIRECTIONS]).collect();
        let rings = Rings { centre_z: 0.0, levels };
        // It is looked at every 20 mm.
        let longer = |drop: f32| libm::hypotf(drop, 0.04) - drop;
        let over = rings.over(0.5, [1.0, 0.4]);
        assert!(over > longer(0.28) && over < longer(0.24), "{over}");
        assert!(rings.over(0.0, [0.6, 0.4]).abs() < 1e-6);
    }
}
