//! The sash over the cloth at the belt.

use nalgebra::{Point3, Vector3};
use rayon::prelude::*;

use super::Band;

/// Width of the folded sash (m).
const WIDTH: f32 = 0.08;
/// Thickness that it adds (m).
const THICK: f32 = 0.0025;
/// How far the folds of the sash stand out (m), and how many lie above one another.
const FOLD: f32 = 0.004;
const FOLDS: f32 = 3.6;
const ROWS: usize = 25;
const COLUMNS: usize = 96;
/// Length of the hanging ends (m).
const TAIL: f32 = 0.42;
const TAIL_ROWS: usize = 20;
const TAIL_COLUMNS: usize = 9;

/// A sash, and the room that it takes.
pub(super) struct Sash {
    pub(super) band: Band,
    centre: Point3<f32>,
    radii: Vec<f32>,
}

impl Sash {
    /// How far (m) `p` has to go outwards to be `off` (m) off the sash; `None` where it is.
    pub(super) fn push(&self, p: &Point3<f32>, off: f32) -> Option<Vector3<f32>> {
        if (p.y - self.centre.y).abs() > 0.5 * WIDTH + 0.004 {
            return None;
        }
        let away = Vector3::new(p.x - self.centre.x, 0.0, p.z - self.centre.z);
        let distance = away.norm();
        let turn = libm::atan2f(away.x, away.z) / std::f32::consts::TAU;
        let at = (turn.rem_euclid(1.0) * COLUMNS as f32) as usize % COLUMNS;
        let least = self.radii[at].max(self.radii[(at + 1) % COLUMNS]) + off;
        (distance < least && distance > 1e-3).then(|| away * ((least - distance) / distance))
    }
}

/// A sash tied at height `height` (m) round the cloth vertices `under`, with its knot over the
/// wearer's left hip and two hanging ends.
///
/// Each row is the convex hull of the cloth near its height, since a sash bridges hollows; the
/// ends hang on the outermost cloth below, `skirt`.
pub(super) fn sash(
    under: &[Point3<f32>],
    skirt: &[Point3<f32>],
    height: f32,
    bags: bool,
) -> Option<Sash> {
    if under.len() < 8 {
        return None;
    }
    let mut centre = Vector3::zeros();
    for p in under {
        centre += p.coords;
    }
    let mut centre = Point3::from(centre / under.len() as f32);
    let part = |r: usize| r as f32 / (ROWS - 1) as f32;
    let level = |r: usize| height + WIDTH * (part(r) - 0.5);
    let round = |r: usize| {
        // Where cloth bags out above the belt, the sash goes straight up under it.
        let middle = if bags { level(r).min(height) } else { level(r) };
        hull(under.iter().filter(|p| (p.y - middle).abs() < WIDTH / 3.0), &centre)
    };
    let hulls: Option<Vec<Vec<f32>>> = (0..ROWS).into_par_iter().map(round).collect();
    let mut rows = Vec::new();
    let mut widest = vec![0.0f32; COLUMNS];
    for (r, radii) in hulls?.into_iter().enumerate() {
        let (across, y) = (part(r), level(r));
        rows.push(
            (0..COLUMNS)
                .map(|k| {
                    let (sin, cos) = direction(k);
                    let r = radii[k] + rise(across, k);
                    widest[k] = widest[k].max(r);
                    Point3::new(centre.x + r * sin, y, centre.z + r * cos)
                })
                .collect::<Vec<_>>(),
        );
    }
    let mut band = Band::default();
    band.add_grid(&rows, true);
    let at = KNOT;
    let (sin, cos) = direction(at);
    let out = Vector3::new(sin, 0.0, cos);
    let side = Vector3::new(cos, 0.0, -sin);
    let knot = rows[ROWS / 2][at] + out * 0.008;
    let ball: Vec<Vec<Point3<f32>>> = (0..=6)
        .map(|i| {
            let a = std::f32::consts::PI * i as f32 / 6.0;
            (0..12)
                .map(|j| {
                    let b = std::f32::consts::TAU * j as f32 / 12.0;
                    let ring = libm::sinf(a);
                    knot + Vector3::y() * (-0.034 * libm::cosf(a))
                        + side * (0.028 * ring * libm::sinf(b))
                        + out * (0.016 * ring * libm::cosf(b))
                })
                .collect()
        })
        .collect();
    band.add_grid(&ball, true);
    for (turn, long) in [(-0.4f32, 1.0f32), (0.5, 0.86)] {
        band.add_grid(&tail(skirt, &centre, knot, out, side, turn, long), false);
    }
    centre.y = height;
    Some(Sash { band, centre, radii: widest })
}

/// How far the sash stands out (m) at that part of its width, in column `k`: long cloth wound several
/// times lies in folds that run round aslant, and its edges lie on what is beneath.
fn rise(across: f32, k: usize) -> f32 {
    let turn = k as f32 * std::f32::consts::TAU / COLUMNS as f32;
    let slant = 0.35 * libm::sinf(turn + 0.7) + 0.18 * libm::sinf(3.0 * turn + 2.1);
    let fold = libm::sinf(std::f32::consts::PI * (across * FOLDS + slant)).abs();
    let edge = (8.0 * across.min(1.0 - across)).min(1.0);
    THICK * (0.5 + 0.5 * edge) + FOLD * edge * fold
}

/// The knot's column: over the left hip, a little to the front.
const KNOT: usize = COLUMNS / 5;

/// One hanging end of the sash, as rows from its tip up: it lies on the cloth wherever that comes
/// forward, each of its threads for itself, and hangs straight where the cloth falls back.
fn tail(
    skirt: &[Point3<f32>],
    centre: &Point3<f32>,
    knot: Point3<f32>,
    out: Vector3<f32>,
    side: Vector3<f32>,
    turn: f32,
    long: f32,
) -> Vec<Vec<Point3<f32>>> {
    // (along `side`, height, along `out`) of the cloth on this side of her.
    let near: Vec<[f32; 3]> = skirt
        .iter()
        .map(|p| [(p - centre).dot(&side), p.y, (p - centre).dot(&out)])
        .filter(|[across, _, away]| across.abs() < 0.18 && *away > 0.0)
        .collect();
    let reach = |across: f32, y: f32| {
        near.iter()
            .filter(|p| (p[0] - across).abs() < 0.03 && (p[1] - y).abs() < 0.03)
            .map(|p| p[2])
            .fold(0.0, f32::max)
    };
    let start = (knot - centre).dot(&out);
    let mut last = [start; TAIL_COLUMNS];
    let mut rows = Vec::new();
    for i in 0..=TAIL_ROWS {
        let t = i as f32 / TAIL_ROWS as f32;
        let y = knot.y - 0.01 - TAIL * long * t;
        let half = 0.014 + 0.03 * t;
        let across = |c: usize| {
            turn * (0.03 + 0.05 * t * long)
                + half * (2.0 * c as f32 / (TAIL_COLUMNS - 1) as f32 - 1.0)
        };
        // It falls straight down from where it last lay, and never goes inwards fast.
        let mut lies: [f32; TAIL_COLUMNS] =
            std::array::from_fn(|c| reach(across(c), y).max(last[c] - 0.006));
        // A thread does not leave its neighbours: the least bend that stays outside the cloth.
        for _ in 0..4 {
            let was = lies;
            for c in 1..TAIL_COLUMNS - 1 {
                lies[c] = was[c].max(0.5 * (was[c - 1] + was[c + 1]));
            }
        }
        last = lies;
        rows.push(
            (0..TAIL_COLUMNS)
                .map(|c| {
                    // Soft folds, deeper towards the tip.
                    let fold = 0.004 * t * libm::sinf(c as f32 * 2.1 + turn * 5.0);
                    Point3::new(centre.x, y, centre.z)
                        + out * (lies[c] + 0.006 + fold)
                        + side * across(c)
                })
                .collect::<Vec<_>>(),
        );
    }
    rows.reverse();
    rows
}

/// Radii about `centre` of the convex hull of points, in the horizontal plane.
fn hull<'a>(
    points: impl Iterator<Item = &'a Point3<f32>>,
    centre: &Point3<f32>,
) -> Option<Vec<f32>> {
    let points: Vec<&Point3<f32>> = points.collect();
    points.first()?;
    let support: Vec<f32> = (0..COLUMNS)
        .map(|k| {
            let (sin, cos) = direction(k);
            points
                .iter()
                .map(|p| (p.x - centre.x) * sin + (p.z - centre.z) * cos)
                .fold(0.01, f32::max)
        })
        .collect();
    Some(
        (0..COLUMNS)
            .map(|k| {
                (0..COLUMNS / 4)
                    .flat_map(|d| {
                        let cos = direction(d).1;
                        [
                            support[(k + d) % COLUMNS] / cos,
                            support[(k + COLUMNS - d) % COLUMNS] / cos,
                        ]
                    })
                    .fold(f32::INFINITY, f32::min)
            })
            .collect(),
    )
}

fn direction(k: usize) -> (f32, f32) {
    let angle = k as f32 * std::f32::consts::TAU / COLUMNS as f32;
    (libm::sinf(angle), libm::cosf(angle))
}
