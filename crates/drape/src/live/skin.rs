//! The moving skin, as each cloth vertex meets it until it is looked at again.

use std::collections::BTreeMap;

use mesh::{Bvh, Nearest, closest_barycentric, from_barycentric};
use nalgebra::{Point3, Vector3};
use rayon::prelude::*;

use crate::cpu::SkinPlane;
use crate::{Mannequin, PartSet};

/// Vertices are sought in the whole skin in so many turns; between them they go on from the triangle
/// that they were last near.
const TURNS: usize = 2;
/// Triangles that a vertex goes on over at most in one look.
const FARTHEST_WALK: usize = 8;
/// Beyond this depth (m) a vertex is taken to have come through a limb.
const DEEPEST: f32 = 0.12;

/// A body's skin with the place of it that each cloth vertex was last near.
#[derive(Clone, Debug)]
pub(super) struct Skin {
    triangles: Vec<[u32; 3]>,
    parts: Vec<PartSet>,
    /// The triangle across each edge; itself where there is none.
    across: Vec<[u32; 3]>,
    bvh: Bvh,
    turn: usize,
    /// Area-weighted normals of the skin's vertices.
    normals: Vec<Vector3<f32>>,
    /// What each cloth vertex may meet, and its friction.
    touches: Vec<PartSet>,
    friction: Vec<f32>,
    near: Vec<Near>,
}

#[derive(Clone, Copy, Debug)]
struct Near {
    triangle: u32,
    /// Distance (m) when last sought, and where.
    distance: f32,
    at: Point3<f32>,
    /// How far the skin has moved since (m); infinite before the first search.
    moved: f32,
    inside: bool,
}

const UNKNOWN: Near = Near {
    triangle: 0,
    distance: 0.0,
    at: Point3::new(0.0, 0.0, 0.0),
    moved: f32::INFINITY,
    inside: true,
};

/// How the skin is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// Distance that cloth keeps from the skin (m).
    pub(super) gap: f32,
    /// Skin farther than this (m) besides is left out.
    pub(super) reach: f32,
    /// Substeps until the next look.
    pub(super) substeps: f32,
    /// Is it the first look of a frame?
    pub(super) first: bool,
    /// Are vertices sought in the whole skin?
    pub(super) seek: bool,
}

impl Skin {
    /// The skin of `body` for cloth vertices that meet what `touches` says, with that friction.
    pub(super) fn new(body: &Mannequin, touches: Vec<PartSet>, friction: Vec<f32>) -> Self {
        let triangles = body.mesh.triangles.clone();
        let parts: Vec<PartSet> =
            triangles.iter().map(|t| PartSet::of(&t.map(|v| body.parts[v as usize]))).collect();
        let groups: Vec<u8> = parts.iter().map(|p| p.bits()).collect();
        Self {
            bvh: Bvh::new(&body.mesh.positions, &triangles, &groups),
            across: across(&triangles),
            turn: 0,
            normals: Vec::new(),
            near: vec![UNKNOWN; touches.len()],
            triangles,
            parts,
            touches,
            friction,
        }
    }

    /// Forgets where the cloth was.
    pub(super) fn forget(&mut self) {
        self.near.fill(UNKNOWN);
        self.turn = 0;
    }

    /// The plane of the skin near each vertex, while the skin goes between two postures (m).
    ///
    /// `ahead` says how far each vertex is taken ahead of the skin at either of them. A vertex's
    /// plane goes with the triangle of the skin that is nearest to where it would be otherwise.
    pub(super) fn planes(
        &mut self,
        [from, to]: [&[Point3<f32>]; 2],
        positions: &[[f32; 4]],
        ahead: [&[Vector3<f32>]; 2],
        look: Look,
        planes: &mut [SkinPlane],
    ) {
        let unknown = self.turn == 0;
        if unknown || look.seek {
            self.bvh.refit(from, &self.triangles);
            self.turn += 1;
        }
        if unknown || look.first {
            self.normals(from);
        }
        let (turn, skin) = (self.turn, Walk { triangles: &self.triangles, across: &self.across });
        let farthest =
            from.iter().zip(to).map(|(p, q)| (q - p).norm_squared()).fold(0.0, f32::max).sqrt();
        let range = look.gap + look.reach + farthest;
        let (triangles, parts, bvh, normals) =
            (&self.triangles, &self.parts, &self.bvh, &self.normals);
        let (touches, friction) = (&self.touches, &self.friction);
        self.near.par_iter_mut().zip(planes).with_min_len(256).enumerate().for_each(
            |(i, (near, plane))| {
                *plane = SkinPlane::default();
                let [x, y, z, _] = positions[i];
                let p = Point3::new(x, y, z) - ahead[0][i];
                let far = !near.inside && near.distance - near.moved - (p - near.at).norm() > range;
                near.moved += farthest;
                if touches[i] == PartSet::NONE || far {
                    return;
                }
                let most = if near.inside { DEEPEST.max(range) } else { range };
                let mine = |t: u32| parts[t as usize].bits() & touches[i].bits() != 0;
                // The last place is a good guess, and bounds the search.
                let guess = mine(near.triangle).then(|| skin.on(near.triangle, &p, from, mine));
                let sought = unknown || look.seek && (i + turn) % TURNS == 0;
                let place = if let (Some(guess), false) = (guess, sought) {
                    Some(guess)
                } else {
                    let within = guess.map_or(most, |g| g.distance * 1.001 + 1e-5);
                    bvh.nearest(&p, within.min(most), touches[i].bits())
                };
                let Some(place) = place else {
                    *near = Near { distance: most, at: p, moved: farthest, inside: false, ..*near };
                    return;
                };
                let triangle = place.triangle;
                let of = triangles[triangle as usize];
                let out: Vector3<f32> =
                    (0..3).map(|k| normals[of[k] as usize] * place.barycentric[k]).sum();
                let offset = p - place.point;
                let inside = offset.dot(&out) < 0.0;
                *near = if sought || guess.is_none() {
                    Near { triangle, distance: place.distance, at: p, moved: farthest, inside }
                } else {
                    // Another limb may be nearer than what was walked to.
                    Near { triangle, inside, ..*near }
                };
                if (inside && place.distance > DEEPEST) || (!inside && place.distance > range) {
                    return;
                }
                let normal = if place.distance > 1e-3 {
                    offset * (if inside { -1.0 } else { 1.0 } / place.distance)
                } else {
                    out.try_normalize(1e-20).unwrap_or_else(Vector3::y)
                };
                let before = of.map(|v| from[v as usize]);
                let after = of.map(|v| to[v as usize]);
                let start = place.point + ahead[0][i];
                let way = from_barycentric(&after, &place.barycentric) + ahead[1][i] - start;
                let step = way / look.substeps;
                let normal = halfway(normal, &before, &after);
                *plane = SkinPlane {
                    point: [start.x, start.y, start.z, look.gap],
                    step: [step.x, step.y, step.z, friction[i]],
                    normal: [normal.x, normal.y, normal.z, 1.0],
                };
            },
        );
    }

    fn normals(&mut self, positions: &[Point3<f32>]) {
        self.normals.clear();
        self.normals.resize(positions.len(), Vector3::zeros());
        for t in &self.triangles {
            let [a, b, c] = t.map(|v| positions[v as usize]);
            let n = (b - a).cross(&(c - a));
            for &v in t {
                self.normals[v as usize] += n;
            }
        }
    }
}

/// A way over the skin from triangle to triangle.
#[derive(Clone, Copy)]
struct Walk<'a> {
    triangles: &'a [[u32; 3]],
    across: &'a [[u32; 3]],
}

impl Walk<'_> {
    /// The place nearest to `p` that is reached from a triangle by going to a nearer one across an
    /// edge again and again, over those that are `mine`.
    fn on(
        self,
        triangle: u32,
        p: &Point3<f32>,
        skin: &[Point3<f32>],
        mine: impl Fn(u32) -> bool,
    ) -> Nearest {
        let place = |triangle: u32| {
            let corners = self.triangles[triangle as usize].map(|v| skin[v as usize]);
            let barycentric = closest_barycentric(&corners, p);
            let point = from_barycentric(&corners, &barycentric);
            Nearest { triangle, barycentric, point, distance: (p - point).norm() }
        };
        let mut best = place(triangle);
        for _ in 0..FARTHEST_WALK {
            let next = self.across[best.triangle as usize]
                .into_iter()
                .filter(|&t| t != best.triangle && mine(t))
                .map(place)
                .fold(best, |best, next| if next.distance < best.distance { next } else { best });
            if next.triangle == best.triangle {
                break;
            }
            best = next;
        }
        best
    }
}

fn across(triangles: &[[u32; 3]]) -> Vec<[u32; 3]> {
    let mut edges: BTreeMap<[u32; 2], Vec<(u32, usize)>> = BTreeMap::new();
    for (t, corners) in (0..).zip(triangles) {
        for k in 0..3 {
            let (a, b) = (corners[k], corners[(k + 1) % 3]);
            edges.entry([a.min(b), a.max(b)]).or_default().push((t, k));
        }
    }
    let mut across: Vec<[u32; 3]> = (0..triangles.len() as u32).map(|t| [t; 3]).collect();
    for sides in edges.values() {
        if let [(s, i), (t, j)] = sides[..] {
            across[s as usize][i] = t;
            across[t as usize][j] = s;
        }
    }
    across
}

/// `normal` turned half as far as the triangle turns.
fn halfway(
    normal: Vector3<f32>,
    before: &[Point3<f32>; 3],
    after: &[Point3<f32>; 3],
) -> Vector3<f32> {
    let (Some(b), Some(a)) = (frame(before), frame(after)) else { return normal };
    let turned: Vector3<f32> = (0..3).map(|k| a[k] * normal.dot(&b[k])).sum();
    (normal + turned).try_normalize(1e-6).unwrap_or(normal)
}

/// Three unit vectors at right angles that go with a triangle.
fn frame(corners: &[Point3<f32>; 3]) -> Option<[Vector3<f32>; 3]> {
    let along = (corners[1] - corners[0]).try_normalize(1e-12)?;
    let up = along.cross(&(corners[2] - corners[0])).try_normalize(1e-12)?;
    Some([along, up, up.cross(&along)])
}
