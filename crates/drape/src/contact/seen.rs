//! Where cloth is seen to go through cloth.

use nalgebra::{Point3, Vector3};
use rayon::prelude::*;

use super::crossings::{Crossing, CrossingSearch, pierce};
use super::tree::FacetTree;

/// Sides that an onlooker stands on, and how far above the level she looks from (radians).
const SIDES: usize = 16;
const HEIGHTS: [f32; 2] = [0.0, std::f32::consts::FRAC_PI_6];
/// Cloth this near (m) to a crossing does not hide it: it is the cloth that crosses.
const NEAR: f32 = 1e-3;
/// She stands this far away (m).
const FAR: f32 = 3.0;

/// What hides cloth.
pub(crate) struct Hider<'a> {
    positions: &'a [Point3<f32>],
    triangles: &'a [[u32; 3]],
    tree: FacetTree,
}

impl<'a> Hider<'a> {
    pub(crate) fn new(positions: &'a [Point3<f32>], triangles: &'a [[u32; 3]]) -> Self {
        Self { positions, triangles, tree: FacetTree::new(positions, triangles) }
    }

    /// Does it stand between two points, by other triangles than `own`?
    pub(super) fn hides(&self, sight: [Point3<f32>; 2], own: &[u32]) -> bool {
        self.tree.along(&sight, |t| {
            let corners = self.triangles[t as usize].map(|v| self.positions[v as usize]);
            !own.contains(&t) && pierce(sight, corners).is_some()
        })
    }
}

impl CrossingSearch {
    /// How many of `crossings` are seen from one of the sides about it, past the cloth itself, at
    /// `positions`, and past what else `hides`. O(log n) for each that is seen.
    pub(crate) fn seen(
        &self,
        crossings: &[Crossing],
        positions: &[Point3<f32>],
        hides: &[Hider<'_>],
    ) -> usize {
        let cloth = Hider::new(positions, self.facets());
        let sights = sights();
        crossings
            .par_iter()
            .filter(|crossing| {
                let at = self.place_of(crossing, positions);
                let own: Vec<u32> = self.facets_of(crossing).collect();
                sights.iter().any(|sight| {
                    let line = [at + sight * NEAR, at + sight * FAR];
                    !cloth.hides(line, &own) && !hides.iter().any(|h| h.hides(line, &[]))
                })
            })
            .count()
    }
}

/// Directions towards the onlooker, unit length.
fn sights() -> Vec<Vector3<f32>> {
    let side = |i: usize| std::f32::consts::TAU * i as f32 / SIDES as f32;
    HEIGHTS
        .iter()
        .flat_map(|&above| {
            let (up, out) = (libm::sinf(above), libm::cosf(above));
            (0..SIDES).map(move |i| {
                Vector3::new(out * libm::sinf(side(i)), up, out * libm::cosf(side(i)))
            })
        })
        .collect()
}
