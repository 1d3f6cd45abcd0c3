//! What is worn beneath starts beneath.
//!
//! Each garment is laid by itself, as wide as it is, so a loose shirt reaches out of the robe over it.
//! Here it is drawn in along the way to the skin, before anything moves: sheets keep their order, and
//! spread again until they meet what is over them.

use nalgebra::{Point3, Vector3};
use rayon::prelude::*;

use crate::cloth::LAYERS;
use crate::contact::body::BodyCollider;
use crate::contact::crossings::{CrossingSearch, pierce};
use crate::contact::tree::{Box3, FacetTree};
use crate::{Cloth, Vertex};

/// Cloth farther from the skin than this stays (m).
const FAR: f32 = 0.5;
/// Least distance from the skin that it is drawn in to (m).
const LEAST: f32 = 0.002;
/// Cloth up to this part of the room beneath the garment over it stays; all beyond, however far out,
/// shares so much of the room, and its sheets lie apart by so much.
const STAYS: f32 = 0.3;
const SHARES: f32 = 0.3;
const APART: f32 = 0.1;
/// What still crosses then is drawn in to this part, round after round.
const IN: f32 = 0.7;
const ROUNDS: usize = 16;

/// Draws garments in to beneath those over them, from the outermost but one inwards; `positions` (m) are of
/// `cloth`, shape `[n]`, in which the garments stand in the order of their ranks.
pub(super) fn lie_beneath(cloth: &Cloth, body: &BodyCollider, positions: &mut [Point3<f32>]) {
    let rank = |v: &Vertex| v.layer.div_euclid(LAYERS);
    let Some(outermost) = cloth.vertices.iter().map(rank).max().filter(|&rank| rank > 0) else {
        return;
    };
    let facets: Vec<[u32; 3]> = cloth.facets.iter().map(|f| f.vertices).collect();
    let facet_rank = |f: &[u32; 3]| rank(&cloth.vertices[f[0] as usize]);
    for inner in (0..outermost).rev() {
        let tree = FacetTree::new(positions, &facets);
        let before = &*positions;
        let drawn_in = |(v, p): (&Vertex, &Point3<f32>)| {
            let (foot, way, off) = from_skin(body, v, p).filter(|_| rank(v) == inner)?;
            let far = foot + way * (off / STAYS);
            let mut room = f32::INFINITY;
            tree.within(&Box3::round(&[foot, far]), |f| {
                let facet = &facets[f as usize];
                let corners = facet.map(|v| before[v as usize]);
                if facet_rank(facet) > inner
                    && let Some((at, _)) = pierce([foot, far], corners)
                {
                    room = room.min(at * off / STAYS);
                }
            });
            let part = off / room;
            (part > STAYS).then(|| {
                let share = SHARES * (1.0 - libm::expf((STAYS - part) / SHARES));
                let sheet = APART * v.layer.rem_euclid(LAYERS).min(3) as f32;
                foot + way * (room * (STAYS + share + sheet)).max(LEAST)
            })
        };
        let moved: Vec<Option<Point3<f32>>> =
            cloth.vertices.par_iter().zip(before).with_min_len(64).map(drawn_in).collect();
        for (p, moved) in positions.iter_mut().zip(moved) {
            *p = moved.unwrap_or(*p);
        }
    }
    let search = CrossingSearch::new(cloth);
    for _ in 0..ROUNDS {
        let mut inner: Vec<u32> = Vec::new();
        for crossing in search.all(positions) {
            let vertices = search.vertices_of(&crossing).map(|v| (v, &cloth.vertices[v as usize]));
            let outer = vertices.iter().map(|(_, vertex)| vertex.layer).max();
            let gives = |(_, v): &&(u32, &Vertex)| rank(v) < outermost && Some(v.layer) < outer;
            inner.extend(vertices.iter().filter(gives).map(|(v, _)| v));
        }
        if inner.is_empty() {
            return;
        }
        inner.sort_unstable();
        inner.dedup();
        for v in inner {
            let (vertex, p) = (&cloth.vertices[v as usize], &mut positions[v as usize]);
            if let Some((foot, way, off)) = from_skin(body, vertex, p) {
                *p = foot + way * (IN * off).max(LEAST);
            }
        }
    }
}

/// The skin nearest to a vertex, the direction from there to it, and how far it is off (m).
fn from_skin(
    body: &BodyCollider,
    vertex: &Vertex,
    p: &Point3<f32>,
) -> Option<(Point3<f32>, Vector3<f32>, f32)> {
    let skin = body.at(p, FAR, vertex.touches).filter(|s| s.distance > 0.0)?;
    let (foot, way) = (skin.nearest.point, p - skin.nearest.point);
    let off = way.norm();
    (off > 1e-6).then(|| (foot, way / off, off))
}
