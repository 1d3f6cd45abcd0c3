//! What a garment's parts are made of beside its shell: other cloths, and bands along edges.

use nalgebra::Point2;
use pattern::EdgeRef;

use crate::{Fabric, Garment};

/// Points that tell how much of a facet lies under a band: a lattice of this many rows.
const ROWS: usize = 6;
/// Shares of a band that facets can have: so many fabrics does a band make at most for each cloth
/// below it.
const SHARES: f32 = 6.0;

impl Garment {
    /// Cuts every panel of `slot` from `fabric` instead of the shell's.
    pub fn cut_from(&mut self, slot: &str, fabric: &Fabric) {
        let own: Vec<bool> = self.panels.iter().map(|p| p.slot == slot).collect();
        if !own.contains(&true) {
            return;
        }
        let index = self.fabric_index(*fabric);
        for facet in self.cloth.facets.iter_mut().filter(|f| own[f.panel as usize]) {
            facet.fabric = index;
        }
    }

    /// Sews a band of `fabric`, `width` (m) wide, flat onto the garment along `edges`, measured
    /// inwards from the sew line as [`pattern::Trim`] is.
    ///
    /// Facets under the band get its weight and its stiffness besides their own, as much of it as
    /// the band covers of them: a facet half under a hem's band is half as much heavier. Edges that
    /// are not draped are passed over. Where two bands meet, the later lies over the earlier one.
    pub fn trim(&mut self, edges: &[EdgeRef], width: f32, fabric: &Fabric) {
        let mut lines: Vec<Vec<[Point2<f32>; 2]>> = vec![Vec::new(); self.panels.len()];
        for edge in edges {
            let Some(panel) = self.panels.iter().position(|p| p.id == edge.panel) else { continue };
            let Some(vertices) = self.edge(&edge.panel, &edge.edge) else { continue };
            let at = |v: u32| self.rest[v as usize];
            lines[panel].extend(vertices.windows(2).map(|w| [at(w[0]), at(w[1])]));
        }
        for f in 0..self.cloth.facets.len() {
            let facet = self.cloth.facets[f];
            let covered = covered(&facet.rest, &lines[facet.panel as usize], width);
            let share = libm::roundf(covered * SHARES) / SHARES;
            if share > 0.0 {
                let below = self.cloth.fabrics[facet.fabric as usize];
                self.cloth.facets[f].fabric = self.fabric_index(below.under(fabric, share));
            }
        }
    }

    /// The place of `fabric` in the cloth's list, at its end where it is new.
    fn fabric_index(&mut self, fabric: Fabric) -> u32 {
        let fabrics = &mut self.cloth.fabrics;
        let known = fabrics.iter().position(|f| *f == fabric).unwrap_or_else(|| {
            fabrics.push(fabric);
            fabrics.len() - 1
        });
        known as u32
    }
}

/// The part of a triangle that lies nearer than `width` to any of `lines`, 0–1.
fn covered(corners: &[Point2<f32>; 3], lines: &[[Point2<f32>; 2]], width: f32) -> f32 {
    let [a, b, c] = *corners;
    // No point of the triangle is farther from its first corner than its longer side there.
    let reach = width + (b - a).norm().max((c - a).norm());
    let near: Vec<_> = lines.iter().filter(|l| distance(a, l) < reach).collect();
    if near.is_empty() {
        return 0.0;
    }
    let (mut inside, mut all) = (0, 0);
    for i in 0..ROWS {
        for j in 0..ROWS - i {
            // Middles of the small upright triangles of a lattice.
            let (u, v) = ((i as f32 + 1.0 / 3.0), (j as f32 + 1.0 / 3.0));
            let p = a + (b - a) * (u / ROWS as f32) + (c - a) * (v / ROWS as f32);
            all += 1;
            inside += usize::from(near.iter().any(|l| distance(p, l) < width));
        }
    }
    inside as f32 / all as f32
}

/// Distance of `p` from a straight line between two points.
fn distance(p: Point2<f32>, [from, to]: &[Point2<f32>; 2]) -> f32 {
    let along = to - from;
    let t = ((p - from).dot(&along) / along.norm_squared().max(1e-12)).clamp(0.0, 1.0);
    (p - (from + along * t)).norm()
}
