//! What a drape measures when it is done.

use mesh::TriMesh;
use nalgebra::{Point3, Vector3};
use rayon::prelude::*;

use super::model::GRAVITY;
use super::{Settled, Solver};
use crate::contact::body::SkinCache;
use crate::contact::crossings::Crossing;
use crate::contact::seen::Hider;
use crate::energy::membrane::Membrane;
use crate::{DrapeReport, PartSet, State};

/// What is less below the skin than this (m) lies on it, as far as single precision and the facets of
/// the skin tell.
const SHALLOW: f32 = 1e-4;

impl Solver {
    /// Energy (J) of stretch, bending and weight with the cloth at `positions` (m), shape `[n]`, in
    /// double precision; weight counts from the floor, at the gravity of [`Solver::control`].
    ///
    /// # Panics
    ///
    /// When there are fewer positions than vertices.
    pub fn potential(&self, positions: &[Point3<f64>]) -> f64 {
        let at = |v: u32| positions[v as usize];
        let stretch = |m: &Membrane| m.energy(&m.vertices.map(at));
        let gravity = f64::from(GRAVITY * self.control.gravity);
        let other = |(i, p): (usize, &Point3<f64>)| {
            let weight = f64::from(self.model.mass[i]) * gravity * p.y;
            let bend = |&(j, q): &(u32, f32)| 0.25 * f64::from(q) * (at(j) - p).norm_squared();
            weight - self.model.bends_of(i).iter().map(bend).sum::<f64>()
        };
        let stretches: Vec<f64> = self.model.membranes.par_iter().map(stretch).collect();
        let vertices = positions[..self.model.mass.len()].par_iter().enumerate();
        let others: Vec<f64> = vertices.map(other).collect();
        stretches.iter().chain(&others).sum()
    }

    /// How far the cloth at `positions` (m), shape `[n]`, is from rest: the mean over all vertices of the
    /// length of the force of stretch, bending and weight, none where it is pinned, in weights of a
    /// mean vertex, in double precision. Contacts and stitches are left out.
    ///
    /// # Panics
    ///
    /// When there are fewer positions than vertices.
    pub fn imbalance(&self, positions: &[Point3<f64>]) -> f64 {
        let model = &self.model;
        let at = |v: u32| positions[v as usize];
        let gravity = f64::from(GRAVITY * self.control.gravity);
        let mut forces: Vec<Vector3<f64>> = (0..model.mass.len())
            .map(|i| {
                let weight = -Vector3::y() * (f64::from(model.mass[i]) * gravity);
                let bends = model.bends_of(i).iter();
                bends.fold(weight, |f, &(j, q)| f - (at(j) - positions[i]) * f64::from(q))
            })
            .collect();
        for membrane in &model.membranes {
            let on_corners = membrane.forces(&membrane.vertices.map(at));
            for (&v, force) in membrane.vertices.iter().zip(on_corners) {
                forces[v as usize] += force;
            }
        }
        let free = forces.iter().zip(&model.pinned).filter(|(_, pinned)| !**pinned);
        let sum: f64 = free.map(|(force, _)| force.norm()).sum();
        sum / forces.len() as f64 / model.mean_weight
    }

    /// How many crossings are seen with the cloth `drawn` there (m), shape `[n]`, where neither the body
    /// nor what is `over` hides them: a sash.
    pub(crate) fn crossings_seen(&self, drawn: &[Point3<f32>], over: Option<&TriMesh>) -> usize {
        self.seen_of(&self.crossings.now(drawn, &self.vicinity), drawn, over)
    }

    pub(super) fn seen_of(
        &self,
        crossings: &[Crossing],
        drawn: &[Point3<f32>],
        over: Option<&TriMesh>,
    ) -> usize {
        if crossings.is_empty() {
            return 0;
        }
        let (skin, triangles) = self.body.skin();
        let mut hides = vec![Hider::new(skin, triangles)];
        hides.extend(over.map(|mesh| Hider::new(&mesh.positions, &mesh.triangles)));
        self.crossings.seen(crossings, drawn, &hides)
    }

    /// Measures `state` against the exact body and the flat panels.
    pub fn report(&self, state: &State, settled: &Settled) -> DrapeReport {
        self.report_under(state, settled, None).0
    }

    /// As [`Solver::report`], where besides the body what is `over` hides crossings: a sash; and whether
    /// each vertex is one of a facet that crosses another, shape `[n]`.
    pub(crate) fn report_under(
        &self,
        state: &State,
        settled: &Settled,
        over: Option<&TriMesh>,
    ) -> (DrapeReport, Vec<bool>) {
        let depth = |((p, &parts), cache): ((&Point3<f32>, &PartSet), &SkinCache)| {
            if cache.is_outside(p) { 0.0 } else { self.body.depth(p, parts) }
        };
        let touching = state.positions.par_iter().zip(&self.model.touches).zip(&self.skin_cache);
        let depths: Vec<f32> = touching.with_min_len(256).with_max_len(1024).map(depth).collect();
        let n = state.positions.len() as f64;
        let deeper = |than: f32| depths.iter().filter(|&&d| d > than).count() as f64 / n;
        let worst = (0..depths.len()).max_by(|&a, &b| depths[a].total_cmp(&depths[b]));
        let worst = worst.filter(|&v| depths[v] > 0.0);
        let deepest = worst.map_or(0.0, |v| depths[v]);
        let deepest_at = worst.map(|v| state.positions[v]);
        let crossings = self.crossings.now(&state.positions, &self.vicinity);
        let mut cut = vec![false; self.cloth.facets.len()];
        let mut caught = vec![false; state.positions.len()];
        for f in crossings.iter().flat_map(|c| self.crossings.facets_of(c)) {
            cut[f as usize] = true;
            for v in self.cloth.facets[f as usize].vertices {
                caught[v as usize] = true;
            }
        }
        let intersecting = cut.iter().filter(|c| **c).count() as f64 / cut.len() as f64;
        let crossings_seen = self.seen_of(&crossings, &state.positions, over);

        let wide: Vec<Point3<f64>> = state.positions.iter().map(|p| p.cast()).collect();
        let stretch = |membrane: &Membrane| {
            let [u, v] = membrane.gradient(&membrane.vertices.map(|v| wide[v as usize]));
            u.norm().max(v.norm()) - 1.0
        };
        let mut strains: Vec<f64> = self.model.membranes.par_iter().map(stretch).collect();
        let potential = self.potential(&wide);
        strains.par_sort_unstable_by(f64::total_cmp);
        let at = |part: f64| strains[((strains.len() - 1) as f64 * part) as usize];
        let widest_seam = self
            .cloth
            .stitches
            .iter()
            .map(|s| {
                let [a, b] = [s.a, s.b].map(|v| wide[v as usize]);
                (a - b).norm()
            })
            .fold(0.0, f64::max);
        let report = DrapeReport {
            converged: settled.converged,
            frames: settled.frames,
            finite: state.is_finite(),
            residual: settled.last.residual,
            deepest_penetration: f64::from(deepest),
            penetrating: deeper(SHALLOW),
            penetrating_2mm: deeper(0.002),
            deepest_at,
            self_intersections: crossings.len(),
            crossings_seen,
            intersecting,
            widest_seam,
            strain_max: at(1.0),
            strain_95: at(0.95),
            potential,
            cg_iterations: self.cg_total,
        };
        (report, caught)
    }
}
