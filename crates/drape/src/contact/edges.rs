//! Edges of the cloth kept off each other: folds that meet edge to edge have no vertex near a facet.

use nalgebra::{Point3, Vector3};
use rayon::prelude::*;

use super::crossings::{CrossingSearch, GROUPS};
use super::layers::{LayerLaw, Nodes};
use super::pair::PairContact;
use crate::solver::symmetric::Symmetric;

impl CrossingSearch {
    /// Adds what keeps edges of one layer apart, among the pairs that [`CrossingSearch::find`] was
    /// last looking at. Edges of caught vertices have none.
    pub(crate) fn part_edges(
        &self,
        nodes: &Nodes<'_>,
        law: &LayerLaw,
        contacts: &mut Vec<PairContact>,
    ) {
        let Nodes { positions, area_cm2, caught, .. } = *nodes;
        let found: Vec<Vec<PairContact>> = self
            .near
            .par_iter()
            .with_min_len(GROUPS)
            .with_max_len(8 * GROUPS)
            .map(|near| {
                let mut found = Vec::new();
                for &(e, other) in &near.beside {
                    let [ends, others] = [e, other].map(|e| self.edges[e as usize].ends);
                    let all = [ends[0], ends[1], others[0], others[1]].map(|v| v as usize);
                    let at = all.map(|v| positions[v]);
                    let Some((s, t, offset)) = nearest([at[0], at[1]], [at[2], at[3]]) else {
                        continue;
                    };
                    let distance = offset.norm();
                    if distance >= law.gap || distance < 1e-5 || all.iter().any(|&v| caught[v]) {
                        continue;
                    }
                    let normal = offset / distance;
                    let area = all.iter().map(|&v| area_cm2[v]).sum::<f32>() / 4.0;
                    let k = law.stiffness * area;
                    let mut contact = PairContact::of_edges(ends, s, others, t);
                    contact.force = normal * (k * (law.gap - distance).min(law.push));
                    contact.stiffness = Symmetric::of_normal(&normal, k * (1.0 + law.damping), 0.0);
                    found.push(contact);
                }
                found
            })
            .collect();
        for found in &found {
            contacts.extend_from_slice(found);
        }
    }
}

/// Distance (m) between two segments (C. Ericson, Real-Time Collision Detection, 2005, 5.1.9).
pub(super) fn gap_between(first: [Point3<f32>; 2], second: [Point3<f32>; 2]) -> f32 {
    let (d, e, r) = (first[1] - first[0], second[1] - second[0], first[0] - second[0]);
    let (dd, de, ee) = (d.norm_squared().max(1e-20), d.dot(&e), e.norm_squared().max(1e-20));
    let (dr, er) = (d.dot(&r), e.dot(&r));
    let determinant = dd * ee - de * de;
    let s = if determinant > 1e-6 * dd * ee {
        ((de * er - ee * dr) / determinant).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let t = (de * s + er) / ee;
    let (s, t) = if t < 0.0 {
        ((-dr / dd).clamp(0.0, 1.0), 0.0)
    } else if t > 1.0 {
        (((de - dr) / dd).clamp(0.0, 1.0), 1.0)
    } else {
        (s, t)
    };
    (r + d * s - e * t).norm()
}

/// Where two edges are nearest to each other, if both inside: the parts along them (0–1) and the
/// way from the second to the first (m).
fn nearest(first: [Point3<f32>; 2], second: [Point3<f32>; 2]) -> Option<(f32, f32, Vector3<f32>)> {
    let (d, e, r) = (first[1] - first[0], second[1] - second[0], first[0] - second[0]);
    let (dd, de, ee) = (d.norm_squared(), d.dot(&e), e.norm_squared());
    let (dr, er) = (d.dot(&r), e.dot(&r));
    let determinant = dd * ee - de * de;
    // Nearly parallel edges lie along facets, whose vertices are kept off.
    if determinant <= 1e-3 * dd * ee {
        return None;
    }
    let s = (de * er - ee * dr) / determinant;
    let t = (dd * er - de * dr) / determinant;
    let inside = |x: f32| x > 0.0 && x < 1.0;
    (inside(s) && inside(t)).then(|| (s, t, r + d * s - e * t))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossed_sticks_are_nearest_where_they_cross() {
        let first = [Point3::new(-1.0, 0.0, 0.1), Point3::new(3.0, 0.0, 0.1)];
        let second = [Point3::new(0.0, -1.0, 0.0), Point3::new(0.0, 1.0, 0.0)];
        let (s, t, offset) = nearest(first, second).unwrap();
        assert!((s - 0.25).abs() < 1e-6 && (t - 0.5).abs() < 1e-6, "{s} {t}");
        assert!((offset - Vector3::new(0.0, 0.0, 0.1)).norm() < 1e-6, "{offset}");
        assert!((gap_between(first, second) - 0.1).abs() < 1e-6);
        let beside = second.map(|p| p + Vector3::new(4.0, 0.0, 0.0));
        assert!(nearest(first, beside).is_none());
        assert!((gap_between(first, beside) - 1.01f32.sqrt()).abs() < 1e-6);
    }
}
