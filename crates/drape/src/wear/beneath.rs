//! What is worn beneath starts beneath.
//!
//! Each garment is laid by itself, as wide as it is, so a loose shirt reaches out of the robe over it.
//! Here it is drawn in along the way to the skin, before anything moves: sheets keep their order, and
//! spread again until they meet what is over them.

use std::collections::BTreeMap;

use nalgebra::{Point3, Vector3};
use rayon::prelude::*;

use crate::cloth::LAYERS;
use crate::contact::body::BodyCollider;
use crate::contact::crossings::{CrossingSearch, pierce};
use crate::contact::tree::{Box3, FacetTree};
use crate::{Cloth, Vertex};

/// Cloth farther from the skin than this stays (m).
const FAR: f32 = 0.5;
/// Least distance from the skin that it is drawn in to, and between its sheets (m).
const LEAST: f32 = 0.003;
const SHEET: f32 = 0.003;
/// Cloth up to this part of the room beneath the garment over it stays; all beyond, however far out,
/// shares so much of the room, and its sheets lie apart by so much.
const STAYS: f32 = 0.3;
const SHARES: f32 = 0.3;
const APART: f32 = 0.1;
/// What still crosses then is drawn in to this part, round after round, and in the later ones the cloth
/// over it out by so much (m).
const IN: f32 = 0.7;
const OUT: f32 = 0.002;
const ROUNDS: usize = 20;
const IN_ALONE: usize = 10;

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
            let (foot, way, off) = from_skin(body, *v, p).filter(|_| rank(v) == inner)?;
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
                let sheet = APART * sheets_beneath(*v);
                foot + way * (room * (STAYS + share + sheet)).max(least(*v))
            })
        };
        let moved: Vec<Option<Point3<f32>>> =
            cloth.vertices.par_iter().zip(before).with_min_len(64).map(drawn_in).collect();
        for (p, moved) in positions.iter_mut().zip(moved) {
            *p = moved.unwrap_or(*p);
        }
    }
    draw_apart(cloth, body, positions);
}

/// Draws garments apart that cross, a little every round: those beneath in, and those over them out.
pub(super) fn draw_apart(cloth: &Cloth, body: &BodyCollider, positions: &mut [Point3<f32>]) {
    let ranks = cloth.vertices.iter().map(|v| v.layer.div_euclid(LAYERS));
    let Some(outermost) = ranks.max().filter(|&rank| rank > 0) else { return };
    let search = CrossingSearch::new(cloth);
    for round in 0..ROUNDS {
        // Which way those go that cross cloth of another layer: in where they are the lower ones.
        let mut goes_in: BTreeMap<u32, bool> = BTreeMap::new();
        for crossing in search.all(positions) {
            let layer = |v: u32| cloth.vertices[v as usize].layer;
            let vertices = search.vertices_of(&crossing);
            let [low, high] = vertices.iter().fold([i32::MAX, i32::MIN], |[low, high], &v| {
                [low.min(layer(v)), high.max(layer(v))]
            });
            let inner = low < high && low.div_euclid(LAYERS) < outermost;
            for v in vertices.into_iter().filter(|_| inner) {
                *goes_in.entry(v).or_insert(true) &= layer(v) < high;
            }
        }
        if goes_in.is_empty() {
            return;
        }
        for (v, goes_in) in goes_in {
            let (vertex, p) = (cloth.vertices[v as usize], &mut positions[v as usize]);
            if let Some((foot, way, off)) = from_skin(body, vertex, p) {
                let to = if goes_in {
                    (IN * off).max(least(vertex).min(off))
                } else {
                    off + if round < IN_ALONE { 0.0 } else { OUT }
                };
                *p = foot + way * to;
            }
        }
    }
}

/// How many sheets of its own garment a vertex has beneath it at the most.
fn sheets_beneath(vertex: Vertex) -> f32 {
    vertex.layer.rem_euclid(LAYERS).min(3) as f32
}

/// The least distance from the skin that a vertex is drawn in to (m).
fn least(vertex: Vertex) -> f32 {
    LEAST + SHEET * sheets_beneath(vertex)
}

/// The skin nearest to a vertex, the direction from there to it, and how far it is off (m).
fn from_skin(
    body: &BodyCollider,
    vertex: Vertex,
    p: &Point3<f32>,
) -> Option<(Point3<f32>, Vector3<f32>, f32)> {
    let skin = body.at(p, FAR, vertex.touches).filter(|s| s.distance > 0.0)?;
    let (foot, way) = (skin.nearest.point, p - skin.nearest.point);
    let off = way.norm();
    (off > 1e-6).then(|| (foot, way / off, off))
}

#[cfg(test)]
mod tests {
    use nalgebra::{Point2, Vector2};

    use super::*;
    use crate::testing::{AROUND, tube, tube_body};
    use crate::{Fabric, Facet, PartSet};

    /// Tubes as sheets of a cloth, each of a radius (m) and in a layer.
    fn sheets(of: &[(f32, i32)]) -> (Cloth, Vec<Point3<f32>>) {
        let mut cloth = Cloth { fabrics: vec![Fabric::WOOL], ..Cloth::default() };
        let mut positions = Vec::new();
        for &(radius, layer) in of {
            let first = positions.len() as u32;
            let (at, triangles) = tube(radius);
            cloth.vertices.extend(at.iter().map(|_| Vertex { layer, touches: PartSet::ALL }));
            cloth.facets.extend(triangles.iter().map(|t| Facet {
                vertices: t.map(|v| v + first),
                rest: [Point2::origin(), Point2::new(0.02, 0.0), Point2::new(0.0, 0.05)],
                warp: Vector2::y(),
                panel: 0,
                fabric: 0,
            }));
            positions.extend(at);
        }
        (cloth, positions)
    }

    /// Least and greatest distance (m) of each sheet from the axis, away from its rims.
    fn radii(positions: &[Point3<f32>], sheets: usize) -> Vec<[f32; 2]> {
        let rims = 2 * AROUND;
        let sheets = positions.chunks(positions.len() / sheets);
        sheets
            .map(|sheet| {
                let middle = &sheet[rims..sheet.len() - rims];
                let radii = middle.iter().map(|p| libm::hypotf(p.x, p.z));
                radii.fold([f32::INFINITY, 0.0], |[low, high], r| [low.min(r), high.max(r)])
            })
            .collect()
    }

    #[test]
    fn laps_that_are_wider_than_the_robe_over_them_come_to_lie_beneath_it_in_their_order() {
        let body = tube_body(0.15);
        let (cloth, mut positions) = sheets(&[(0.20, 0), (0.21, 1), (0.18, LAYERS)]);
        lie_beneath(&cloth, &body, &mut positions);
        let [inner, outer, robe] = radii(&positions, 3)[..] else { panic!("three sheets") };
        assert!(
            inner[0] > 0.15 && inner[1] < outer[0] && outer[1] < robe[0],
            "{inner:?} {outer:?}"
        );
        assert!((robe[0] - 0.18).abs() < 1e-3 && (robe[1] - 0.18).abs() < 1e-3, "{robe:?}");
    }

    #[test]
    fn a_robe_that_a_shirt_comes_through_is_drawn_off_it() {
        let body = tube_body(0.15);
        let (cloth, mut positions) = sheets(&[(0.158, 0), (0.16, LAYERS)]);
        // Ripples of 5 mm in the shirt, and its order: a corner in, a corner out.
        for (i, p) in positions.iter_mut().take(cloth.vertices.len() / 2).enumerate() {
            let by = if i % 2 == 0 { 1.03 } else { 0.99 };
            (p.x, p.z) = (p.x * by, p.z * by);
        }
        let search = CrossingSearch::new(&cloth);
        assert!(search.all(&positions).len() > 100);
        draw_apart(&cloth, &body, &mut positions);
        assert!(search.all(&positions).is_empty());
    }
}
