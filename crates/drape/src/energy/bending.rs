//! Bending across shared edges: quadratic in the positions for a sheet that does not stretch
//! (M. Bergou et al., A quadratic bending model for inextensible surfaces, SGP 2006).
//!
//! The stiffness matrix of a hinge is B/(A₀+A₁) k kᵀ with cotangent weights k, B in N·m. The 3 that
//! is often put before it makes cloth three times too stiff against Peirce's cantilever.

use std::collections::BTreeMap;

use nalgebra::{Point2, Vector2};

use crate::Cloth;

/// Off-diagonal entries q of the bending matrix (N/m), each pair once with i < j; the diagonal is
/// minus the sum of its row, so that forces are −Σ q (xⱼ − xᵢ).
pub(crate) fn bending_entries(cloth: &Cloth) -> BTreeMap<(u32, u32), f32> {
    let mut edges: BTreeMap<(u32, u32), Vec<(usize, usize)>> = BTreeMap::new();
    for (f, facet) in cloth.facets.iter().enumerate() {
        for k in 0..3 {
            let (a, b) = (facet.vertices[k], facet.vertices[(k + 1) % 3]);
            edges.entry((a.min(b), a.max(b))).or_default().push((f, k));
        }
    }
    let mut entries = BTreeMap::new();
    for (&(a, b), sides) in &edges {
        // Where three panels meet in a seam, each is hinged to the next.
        for pair in sides.windows(2) {
            let (s, t) = (Side::new(cloth, pair[0], a), Side::new(cloth, pair[1], a));
            if s.tip == t.tip {
                continue; // two triangles laid on each other
            }
            let stiffness = 0.5 * (s.stiffness + t.stiffness) / (s.area + t.area);
            let vertices = [a, b, s.tip, t.tip];
            let weights =
                [s.cot_b + t.cot_b, s.cot_a + t.cot_a, -s.cot_a - s.cot_b, -t.cot_a - t.cot_b];
            for i in 0..4 {
                for j in 0..4 {
                    let (v, w) = (vertices[i], vertices[j]);
                    if v < w {
                        *entries.entry((v, w)).or_insert(0.0) +=
                            stiffness * weights[i] * weights[j];
                    }
                }
            }
        }
    }
    entries
}

/// One facet beside a hinge.
struct Side {
    tip: u32,
    /// Cotangents of the facet's angles at the hinge's two ends.
    cot_a: f32,
    cot_b: f32,
    area: f32,
    /// Bending stiffness across the hinge (N·m).
    stiffness: f32,
}

impl Side {
    fn new(cloth: &Cloth, (facet, edge): (usize, usize), a: u32) -> Self {
        let facet = &cloth.facets[facet];
        let forward = facet.vertices[edge] == a;
        let (at_a, at_b) = if forward { (edge, (edge + 1) % 3) } else { ((edge + 1) % 3, edge) };
        let tip = (edge + 2) % 3;
        let [p, q, r] = [at_a, at_b, tip].map(|k| facet.rest[k]);
        let along: f32 = (q - p).normalize().dot(&facet.warp.normalize());
        Self {
            tip: facet.vertices[tip],
            cot_a: cot(p, q, r),
            cot_b: cot(q, p, r),
            area: facet.rest_area(),
            // The cloth is curved at a right angle to the hinge.
            stiffness: cloth.fabrics[facet.fabric as usize].bend((1.0 - along * along).max(0.0)),
        }
    }
}

/// Cotangent of the angle at `at` between `p` and `q`.
fn cot(at: Point2<f32>, p: Point2<f32>, q: Point2<f32>) -> f32 {
    let (e, f): (Vector2<f32>, Vector2<f32>) = (p - at, q - at);
    e.dot(&f) / e.perp(&f).abs().max(1e-12)
}
