//! A belt as a convex ring round a section of the body.

use nalgebra::Vector3;

/// The convex hull of a horizontal section, counter-clockwise seen from above with z to the left
/// of x; the ring is this hull moved outwards.
#[derive(Clone, Debug, Default)]
pub(crate) struct BeltRing {
    hull: Vec<[f32; 2]>,
    perimeter: f32,
}

impl BeltRing {
    /// The ring round `points` (x, z) (m); empty where they span no area.
    pub(crate) fn round(mut points: Vec<[f32; 2]>) -> Self {
        // Monotone chain (A. M. Andrew, 1979).
        points.sort_by(|p, q| p[0].total_cmp(&q[0]).then(p[1].total_cmp(&q[1])));
        points.dedup();
        if points.len() < 3 {
            return Self::default();
        }
        let turn = |o: [f32; 2], a: [f32; 2], b: [f32; 2]| {
            (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])
        };
        let half = |points: &mut dyn Iterator<Item = [f32; 2]>| {
            let mut chain: Vec<[f32; 2]> = Vec::new();
            for p in points {
                while chain.len() >= 2
                    && turn(chain[chain.len() - 2], chain[chain.len() - 1], p) <= 0.0
                {
                    chain.pop();
                }
                chain.push(p);
            }
            chain.pop();
            chain
        };
        let mut hull = half(&mut points.iter().copied());
        hull.extend(half(&mut points.iter().rev().copied()));
        if hull.len() < 3 {
            return Self::default();
        }
        let length = |i: usize| {
            let (a, b) = (hull[i], hull[(i + 1) % hull.len()]);
            norm2(b[0] - a[0], b[1] - a[1])
        };
        let perimeter = (0..hull.len()).map(length).sum();
        Self { hull, perimeter }
    }

    /// How far the hull has to be moved outwards to measure `girth` (m) round; negative inwards.
    pub(crate) fn offset_for(&self, girth: f32) -> f32 {
        // Steiner's formula: a convex curve moved out by d grows by 2 π d.
        (girth - self.perimeter) / std::f32::consts::TAU
    }

    /// Signed distance (m) of (x, z) from the hull and the outward normal there; `None` for an
    /// empty ring.
    pub(crate) fn at(&self, x: f32, z: f32) -> Option<(f32, Vector3<f32>)> {
        let n = self.hull.len();
        if n < 3 {
            return None;
        }
        let mut inside = f32::NEG_INFINITY;
        let mut inside_normal = [0.0, 0.0];
        let mut nearest = f32::INFINITY;
        let mut nearest_offset = [0.0, 0.0];
        for i in 0..n {
            let (a, b) = (self.hull[i], self.hull[(i + 1) % n]);
            let (ex, ez) = (b[0] - a[0], b[1] - a[1]);
            let length = norm2(ex, ez);
            if length < 1e-9 {
                continue;
            }
            let normal = [ez / length, -ex / length];
            let (px, pz) = (x - a[0], z - a[1]);
            let d = px * normal[0] + pz * normal[1];
            if d > inside {
                inside = d;
                inside_normal = normal;
            }
            let t = ((px * ex + pz * ez) / (length * length)).clamp(0.0, 1.0);
            let off = [px - t * ex, pz - t * ez];
            let distance = norm2(off[0], off[1]);
            if distance < nearest {
                nearest = distance;
                nearest_offset = off;
            }
        }
        if inside <= 0.0 || nearest < 1e-6 {
            return Some((inside, Vector3::new(inside_normal[0], 0.0, inside_normal[1])));
        }
        let [nx, nz] = nearest_offset;
        Some((nearest, Vector3::new(nx / nearest, 0.0, nz / nearest)))
    }
}

fn norm2(x: f32, z: f32) -> f32 {
    (x * x + z * z).sqrt()
}
