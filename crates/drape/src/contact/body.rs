//! The body as an obstacle.

use mesh::{Signed, SignedDistance};
use nalgebra::{Point3, Vector3};
use rayon::prelude::*;

use super::seen::Hider;
use crate::{BodyPart, Mannequin, PartSet};

/// A mannequin's mesh prepared for closest-point queries, in one posture at a time.
#[derive(Clone, Debug, Default)]
pub struct BodyCollider {
    /// Vertex positions of every posture, dressing first.
    frames: Vec<Vec<Point3<f32>>>,
    /// Parts of each triangle: those of its vertices, and none inside the mouth.
    parts: Vec<PartSet>,
    triangles: Vec<[u32; 3]>,
    distance: SignedDistance,
    time: f32,
    positions: Vec<Point3<f32>>,
    /// How far each vertex came in the last [`BodyCollider::pose`].
    moved: Vec<Vector3<f32>>,
    farthest: f32,
}

impl BodyCollider {
    /// The collider of `mannequin`, in the dressing posture.
    pub fn new(mannequin: &Mannequin) -> Self {
        let mut frames = vec![mannequin.mesh.positions.clone()];
        frames.extend(mannequin.motion.iter().cloned());
        let triangles = mannequin.mesh.triangles.clone();
        let mut parts: Vec<PartSet> = triangles
            .iter()
            .map(|t| PartSet::of(&t.map(|v| mannequin.parts[v as usize])))
            .collect();
        leave_out_the_mouth(&frames[0], &triangles, &mut parts);
        let groups: Vec<u8> = parts.iter().map(|p| p.bits()).collect();
        let positions = frames[0].clone();
        Self {
            distance: SignedDistance::new(&positions, &triangles, &groups),
            moved: vec![Vector3::zeros(); positions.len()],
            frames,
            parts,
            triangles,
            time: 0.0,
            positions,
            farthest: 0.0,
        }
    }

    /// The collider of `mannequin`, at rest in the worn posture.
    pub(crate) fn as_worn(mannequin: &Mannequin) -> Self {
        let mut worn = Self::new(mannequin);
        worn.pose(1.0);
        // Nothing has moved since.
        worn.pose(1.0);
        worn
    }

    /// No body at all.
    pub fn none() -> Self {
        Self::default()
    }

    /// Moves the body along its motion: 0 dressing posture – 1 worn posture. True when it moved.
    pub fn pose(&mut self, time: f32) -> bool {
        let time = time.clamp(0.0, 1.0);
        let still = self.farthest == 0.0;
        if self.frames.len() < 2 || (time.to_bits() == self.time.to_bits() && still) {
            return false;
        }
        let at = time * (self.frames.len() - 1) as f32;
        let first = (at as usize).min(self.frames.len() - 2);
        let part = at - first as f32;
        self.farthest = 0.0;
        for (i, position) in self.positions.iter_mut().enumerate() {
            let (a, b) = (self.frames[first][i], self.frames[first + 1][i]);
            let to = a + (b - a) * part;
            self.moved[i] = to - *position;
            self.farthest = self.farthest.max(self.moved[i].norm());
            *position = to;
        }
        self.time = time;
        if self.farthest > 0.0 {
            self.distance.refit(&self.positions);
        }
        self.farthest > 0.0
    }

    /// The posture it is in, 0–1.
    pub fn time(&self) -> f32 {
        self.time
    }

    /// Vertex positions (m) in the posture it is in.
    pub fn positions(&self) -> &[Point3<f32>] {
        &self.positions
    }

    /// Vertex positions (m) and triangles of the skin in the posture it is in.
    pub(crate) fn skin(&self) -> (&[Point3<f32>], &[[u32; 3]]) {
        (&self.positions, &self.triangles)
    }

    /// Signed distance (m) of `point` from the skin of `parts`, negative inside, exact up to
    /// rounding; `None` where the body has none of them within 1 m.
    pub fn signed_distance(&self, point: &Point3<f32>, parts: PartSet) -> Option<f32> {
        self.at(point, 1.0, parts).map(|s| s.distance)
    }

    /// The skin of `parts` within `within` (m) of `point`.
    ///
    /// A part is open where it was cut off: cloth that hangs down beside a thigh is in the lengthened
    /// trunk, but not in the body. And in an armpit that is closed, where skins overlap, what is in
    /// the arm may be nearer to the trunk's skin and outside of that: then the arm's counts.
    pub(crate) fn at(&self, point: &Point3<f32>, within: f32, parts: PartSet) -> Option<Signed> {
        let place = self.distance.at(point, within, parts.bits())?;
        let depth = -place.distance;
        if depth <= 0.0 {
            let others = parts.bits() & !self.parts[place.nearest.triangle as usize].bits();
            if -depth < OVERLAP
                && others != 0
                && let Some(other) = self.distance.at(point, OVERLAP, others)
                && other.distance < 0.0
                && other.normal.dot(&place.normal) < -0.5
            {
                return Some(other);
            }
            return Some(place);
        }
        if parts == PartSet::ALL {
            return Some(place);
        }
        let whole = self.distance.at(point, depth * 1.001 + 1e-5, PartSet::ALL.bits());
        whole.is_none_or(|whole| whole.distance < 0.0).then_some(place)
    }

    /// Is `point` below the skin of `parts`?
    pub(crate) fn is_below(&self, point: &Point3<f32>, parts: PartSet) -> bool {
        self.at(point, 1.0, parts).is_some_and(|place| place.distance < 0.0)
    }

    /// How far (m) `point` is below the skin of `parts`, beyond what skins that overlap there leave no
    /// way out of; 0 outside.
    pub(crate) fn depth(&self, point: &Point3<f32>, parts: PartSet) -> f32 {
        let Some(place) = self.at(point, 1.0, parts).filter(|p| p.distance < 0.0) else {
            return 0.0;
        };
        let room = self.room(point, &place, BESIDE, parts);
        (room.min(0.0) - place.distance).max(0.0)
    }

    /// Where `point` goes that is below the skin of `parts`: out of it. What is deeper than `most` (m)
    /// stays, to be told.
    pub(crate) fn put_out(&self, point: &Point3<f32>, parts: PartSet, most: f32) -> Point3<f32> {
        let mut p = *point;
        for _ in 0..TRIES {
            let Some(place) = self.at(&p, 1.0, parts).filter(|p| p.distance < 0.0) else { break };
            let out = self.room(&p, &place, BESIDE, parts).min(1e-4) - place.distance;
            if out > most {
                return *point;
            }
            p += place.normal * out.max(0.0);
        }
        p
    }

    /// How far off the skin at `place` (m) there is room for `p`, at most `gap`.
    fn room(&self, p: &Point3<f32>, place: &Signed, gap: f32, parts: PartSet) -> f32 {
        if place.distance >= gap {
            return gap;
        }
        let wanted = p + place.normal * (gap - place.distance);
        match self.at(&wanted, 2.0 * gap + OVERLAP, parts) {
            Some(other) if other.normal.dot(&place.normal) < 0.0 => 0.5 * (gap + other.distance),
            _ => gap,
        }
    }

    /// How far the skin at that place came with the last [`BodyCollider::pose`] (m).
    fn motion_at(&self, place: &Signed) -> Vector3<f32> {
        let corners = self.distance.triangle(place.nearest.triangle);
        let b = place.nearest.barycentric;
        (0..3).map(|k| self.moved[corners[k] as usize] * b[k]).sum()
    }

    /// The points in which the triangles of `parts` cross the level `y` (m), as (x, z) pairs.
    pub(crate) fn section(&self, y: f32, parts: PartSet) -> Vec<[f32; 2]> {
        let mut points = Vec::new();
        for (t, of) in self.triangles.iter().zip(&self.parts) {
            if of.bits() & parts.bits() == 0 {
                continue;
            }
            for k in 0..3 {
                let a = self.positions[t[k] as usize];
                let b = self.positions[t[(k + 1) % 3] as usize];
                if (a.y <= y) != (b.y <= y) {
                    let s = (y - a.y) / (b.y - a.y);
                    points.push([a.x + s * (b.x - a.x), a.z + s * (b.z - a.z)]);
                }
            }
        }
        points
    }
}

/// Takes the part from what lies inside the head: the hollow of the mouth is as near to a collar under
/// the chin as the chin's skin is, and would hold it there. That is the triangles from which no way
/// leads out.
fn leave_out_the_mouth(positions: &[Point3<f32>], triangles: &[[u32; 3]], parts: &mut [PartSet]) {
    let head: Vec<usize> =
        (0..parts.len()).filter(|&t| parts[t].contains(BodyPart::Head)).collect();
    let faces: Vec<[u32; 3]> = head.iter().map(|&t| triangles[t]).collect();
    let skin = Hider::new(positions, &faces);
    let inside: Vec<bool> = faces
        .par_iter()
        .with_min_len(256)
        .map(|face| {
            let [a, b, c] = face.map(|v| positions[v as usize]);
            let normal = (b - a).cross(&(c - a)).try_normalize(1e-20);
            let middle = Point3::from((a.coords + b.coords + c.coords) / 3.0);
            normal.is_some_and(|normal| {
                let out = |way: Vector3<f32>| {
                    let way = way.normalize();
                    let line = [middle + way * 1e-4, middle + way * HEAD];
                    way.dot(&normal) > 0.1 && !skin.hides(line, &[])
                };
                !WAYS.iter().any(|&[x, y, z]| out(Vector3::new(x, y, z)))
            })
        })
        .collect();
    for (t, _) in head.into_iter().zip(inside).filter(|(_, inside)| *inside) {
        parts[t] = PartSet::NONE;
    }
}

/// Skins of two parts of the body overlap by less than this (m).
const OVERLAP: f32 = 0.015;
/// Whether skins overlap is seen this far (m) off the one.
const BESIDE: f32 = 0.003;
/// In a closed armpit cloth trembles by this much (m) between the skins.
pub(crate) const HARDLY: f32 = 2.5e-3;
/// Between two skins it takes a few steps to be out of both.
const TRIES: usize = 12;
/// Who is this far away (m) is out of the head.
const HEAD: f32 = 0.3;
/// Ways out, to all sides.
const WAYS: [[f32; 3]; 14] = [
    [1.0, 0.0, 0.0],
    [-1.0, 0.0, 0.0],
    [0.0, 1.0, 0.0],
    [0.0, -1.0, 0.0],
    [0.0, 0.0, 1.0],
    [0.0, 0.0, -1.0],
    [1.0, 1.0, 1.0],
    [1.0, 1.0, -1.0],
    [1.0, -1.0, 1.0],
    [1.0, -1.0, -1.0],
    [-1.0, 1.0, 1.0],
    [-1.0, 1.0, -1.0],
    [-1.0, -1.0, 1.0],
    [-1.0, -1.0, -1.0],
];

/// A vertex near the skin: the skin is taken as the plane at `distance` behind it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SkinContact {
    /// Signed distance of the vertex (m).
    pub(crate) distance: f32,
    pub(crate) normal: Vector3<f32>,
    /// How far the skin there came since the last step (m).
    pub(crate) motion: Vector3<f32>,
    /// How far off the skin there is room for it (m): half-way to skin on the other side, as in an
    /// armpit. Below zero where the skins overlap.
    pub(crate) room: f32,
}

/// What is known of one vertex's distance without asking the tree again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SkinCache {
    /// Distance (m) from the skin when last asked, not signed.
    distance: f32,
    /// How far vertex and skin have moved since (m); infinite before the first question.
    moved: f32,
    /// Where it was, and the skin that was found within reach.
    at: Point3<f32>,
    found: Option<SkinContact>,
    /// Has the skin stood still since?
    still: bool,
}

impl Default for SkinCache {
    fn default() -> Self {
        Self {
            distance: 0.0,
            moved: f32::INFINITY,
            at: Point3::origin(),
            found: None,
            still: false,
        }
    }
}

/// Beyond this depth (m) a vertex is taken to have come through a limb.
const DEEPEST: f32 = 0.12;

impl SkinCache {
    /// Is a vertex at `p` surely outside the skin, which has stood still?
    pub(crate) fn is_outside(&self, p: &Point3<f32>) -> bool {
        let found = self.found.filter(|_| self.still);
        found.is_some_and(|found| found.distance > (p - self.at).norm() * 1.001 + 1e-5)
    }
}

/// Skin that stands still is a plane for a vertex that moves no farther than this (m): over a round
/// of radius r that is wrong by its square over 2 r, 0.01 mm at 5 cm.
const PLANE: f32 = 1e-3;

/// The contact of every vertex that is within `range` (m) of the skin it touches, and wants to be
/// `gap` (m) off it.
///
/// A distance changes no faster than its vertex and the body move: what `cache` remembers skips
/// far vertices and narrows the search for the others. `travelled[i]` is how far vertex i came
/// since the last call (m).
pub(crate) fn skin_contacts(
    body: &BodyCollider,
    positions: &[Point3<f32>],
    travelled: &[f32],
    touches: &[PartSet],
    [gap, range]: [f32; 2],
    cache: &mut [SkinCache],
    contacts: &mut Vec<Option<SkinContact>>,
) {
    let farthest = body.farthest;
    let most = DEEPEST.max(range);
    cache
        .par_iter_mut()
        .with_min_len(256)
        .with_max_len(1024)
        .enumerate()
        .map(|(i, cache)| {
            cache.moved += travelled[i] + farthest;
            cache.still &= farthest == 0.0;
            let inside = cache.found.is_some_and(|f| f.distance < 0.0);
            if touches[i] == PartSet::NONE || (!inside && cache.distance - cache.moved > range) {
                return None;
            }
            let p = positions[i];
            if let Some(found) = cache.found
                && cache.still
                && !inside
            {
                let off = p - cache.at;
                if off.norm_squared() < PLANE * PLANE {
                    let distance = found.distance + found.normal.dot(&off);
                    return (distance < range).then_some(SkinContact { distance, ..found });
                }
            }
            // Rounding must not hide the very triangle that was nearest.
            let within = ((cache.distance + cache.moved) * 1.001 + 1e-5).min(most);
            let place = body.at(&p, within, touches[i]);
            let found = place.map(|place| SkinContact {
                distance: place.distance,
                normal: place.normal,
                motion: body.motion_at(&place),
                room: body.room(&p, &place, gap, touches[i]),
            });
            *cache = SkinCache {
                distance: found.map_or(within, |f| f.distance.abs()),
                moved: 0.0,
                at: p,
                // The skin that came is not still to come.
                found: found.map(|f| SkinContact { motion: Vector3::zeros(), ..f }),
                still: true,
            };
            found.filter(|f| f.distance < range)
        })
        .collect_into_vec(contacts);
}
