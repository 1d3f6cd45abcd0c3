//! Cloth that shows a little through the cloth over it is drawn beneath it.

use nalgebra::Point3;
use rayon::prelude::*;

use crate::contact::body::BodyCollider;
use crate::contact::crossings::pierce;
use crate::contact::tree::{Box3, FacetTree};
use crate::{Cloth, PartSet};

/// How far outside the cloth over it a vertex may lie to be drawn beneath (m). What is farther out
/// lies there for another reason, and is left for the report to tell.
const SHOWS: f32 = 0.02;
/// Distance from the cloth over it that it is drawn at (m).
const ROOM: f32 = 0.003;
/// Cloth nearer to the skin than this stays (m).
const CLOSE: f32 = 0.001;
/// Cloth farther from the skin than this is not looked at (m).
const FAR: f32 = 0.4;

/// Moves vertices that lie in or up to [`SHOWS`] outside a facet of a higher layer to just beneath it, along
/// the way to the nearest skin, where they hang together with cloth that crosses. `map` joins vertices
/// that are sewn together, as [`Cloth::sewn`], and of those `caught` are at a crossing; what
/// `bags` (shape `[n]`) turns over and lies outside all that it is made of, and stays.
///
/// Contacts part layers at the vertices of either side; what bulges between them in a coarse mesh
/// still shows. Only cloth that ought to be out of sight moves, so the shape that is seen is the
/// one that was settled.
pub(super) fn go_beneath(
    cloth: &Cloth,
    map: &[u32],
    caught: &[bool],
    bags: &[bool],
    body: &BodyCollider,
    positions: &mut [Point3<f32>],
) {
    if !caught.contains(&true) {
        return;
    }
    let count = map.iter().max().map_or(0, |&last| last as usize + 1);
    // What is sewn together moves together, and is as far out as the outermost of its sheets.
    let mut sewn: Vec<Option<(Point3<f32>, i32, PartSet)>> = vec![None; count];
    for (((vertex, p), &to), &bags) in
        cloth.vertices.iter().zip(positions.iter()).zip(map).zip(bags)
    {
        let layer = if bags { i32::MAX } else { vertex.layer };
        let so_far = sewn[to as usize].unwrap_or((*p, layer, vertex.touches));
        sewn[to as usize] = Some((*p, so_far.1.max(layer), so_far.2.union(vertex.touches)));
    }
    let facets: Vec<[u32; 3]> = cloth.facets.iter().map(|f| f.vertices).collect();
    let tree = FacetTree::new(positions, &facets);
    let before = &*positions;
    let beneath = |(p, layer, touches): (Point3<f32>, i32, PartSet)| {
        let skin = body.at(&p, FAR, touches)?;
        let foot = skin.nearest.point;
        if skin.distance <= CLOSE {
            return None;
        }
        let length = (p - foot).norm() + ROOM;
        let way = (p - foot) * (length / (length - ROOM));
        let mut first = f32::INFINITY;
        tree.within(&Box3::round(&[foot, foot + way]), |f| {
            let facet = facets[f as usize];
            if facet.iter().all(|&v| cloth.vertices[v as usize].layer > layer) {
                let corners = facet.map(|v| before[v as usize]);
                if let Some((at, _)) = pierce([foot, foot + way], corners)
                    && (1.0 - at) * length < SHOWS
                {
                    first = first.min(at);
                }
            }
        });
        (first <= 1.0).then(|| {
            let over = first * length;
            foot + way * ((over - ROOM).max(0.5 * over) / length)
        })
    };
    let mut moved: Vec<Option<Point3<f32>>> =
        sewn.into_par_iter().with_min_len(64).map(|of| of.and_then(beneath)).collect();
    // What lies outside other cloth without crossing it came round its edge, and stays.
    let mut hangs: Vec<bool> = caught.to_vec();
    let mut grows = true;
    while grows {
        grows = false;
        for facet in &facets {
            let corners = facet.map(|v| map[v as usize] as usize);
            if corners.iter().any(|&v| hangs[v]) {
                for v in corners {
                    let joins = !hangs[v] && moved[v].is_some();
                    hangs[v] |= joins;
                    grows |= joins;
                }
            }
        }
    }
    for (moved, hangs) in moved.iter_mut().zip(hangs) {
        *moved = moved.filter(|_| hangs);
    }
    for (p, &to) in positions.iter_mut().zip(map) {
        if let Some(q) = moved[to as usize] {
            *p = q;
        }
    }
}
