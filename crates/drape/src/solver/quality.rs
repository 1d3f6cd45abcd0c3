//! What a drape measures when it is done.

use nalgebra::{Point3, Vector3};
use rayon::prelude::*;

use super::model::GRAVITY;
use super::{Settled, Solver};
use crate::{DrapeReport, State};

impl Solver {
    /// Measures `state` against the exact body and the flat panels.
    pub fn report(&self, state: &State, settled: &Settled) -> DrapeReport {
        let distances: Vec<Option<f32>> = state
            .positions
            .par_iter()
            .zip(&self.model.touches)
            .with_min_len(256)
            .map(|(p, &parts)| self.body.signed_distance(p, parts))
            .collect();
        let n = state.positions.len() as f64;
        let deeper =
            |than: f32| distances.iter().flatten().filter(|&&d| d < -than).count() as f64 / n;
        let deepest = distances.iter().flatten().fold(0.0f32, |worst, &d| worst.max(-d));

        let deepest_at = distances
            .iter()
            .position(|d| deepest > 0.0 && *d == Some(-deepest))
            .map(|v| state.positions[v]);
        let crossings = self.crossings.find(&state.positions);
        let mut cut = vec![false; self.cloth.facets.len()];
        for f in crossings.iter().flat_map(|c| self.crossings.facets_of(c)) {
            cut[f as usize] = true;
        }
        let intersecting = cut.iter().filter(|c| **c).count() as f64 / cut.len() as f64;

        let wide = |p: &Point3<f32>| p.coords.cast::<f64>();
        let mut strains: Vec<f64> = Vec::with_capacity(self.model.membranes.len());
        let mut potential = 0.0;
        for membrane in &self.model.membranes {
            let corners = membrane.vertices.map(|v| state.positions[v as usize]);
            let [u, v] = membrane.gradient(&corners);
            strains.push(f64::from(u.norm().max(v.norm())) - 1.0);
            potential += f64::from(membrane.energy(&corners));
        }
        for i in 0..state.positions.len() {
            let p = wide(&state.positions[i]);
            potential += f64::from(self.model.mass[i] * GRAVITY * self.control.gravity) * p.y;
            for &(j, q) in self.model.bends_of(i) {
                let d: Vector3<f64> = wide(&state.positions[j as usize]) - p;
                potential -= 0.25 * f64::from(q) * d.norm_squared();
            }
        }
        strains.sort_by(f64::total_cmp);
        let at = |part: f64| strains[((strains.len() - 1) as f64 * part) as usize];
        let widest_seam = self
            .cloth
            .stitches
            .iter()
            .map(|s| {
                let [a, b] = [s.a, s.b].map(|v| wide(&state.positions[v as usize]));
                (a - b).norm()
            })
            .fold(0.0, f64::max);
        DrapeReport {
            converged: settled.converged,
            frames: settled.frames,
            finite: state.is_finite(),
            residual: settled.last.residual,
            deepest_penetration: f64::from(deepest),
            penetrating: deeper(0.0),
            penetrating_2mm: deeper(0.002),
            deepest_at,
            self_intersections: crossings.len(),
            intersecting,
            widest_seam,
            strain_max: at(1.0),
            strain_95: at(0.95),
            potential,
            cg_iterations: self.cg_total,
        }
    }
}
