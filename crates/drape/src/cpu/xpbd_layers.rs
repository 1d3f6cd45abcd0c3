//! Cloth kept off cloth.

use nalgebra::Vector3;

use super::xpbd::{LayerPair, XpbdParams, contact, cross, dot, xyz};

/// Moves the vertices of `pairs` (one colour, so no two share a vertex) until each is
/// [`XpbdParams::layer_gap`] off its facet, with friction against what both moved since `previous`.
pub fn xpbd_layers(
    params: &XpbdParams,
    pairs: &[LayerPair],
    previous: &[[f32; 4]],
    positions: &mut [[f32; 4]],
) {
    for pair in pairs {
        let nodes = [pair.vertex, pair.a, pair.b, pair.c].map(|v| v as usize);
        let weights = [pair.weight_a, pair.weight_b, pair.weight_c];
        let [p, a, b, c] = nodes.map(|v| xyz(&positions[v]));
        let up = cross(b - a, c - a);
        let length = dot(up, up).sqrt();
        if length < 1e-10 {
            continue;
        }
        let normal = up * (pair.side / length);
        let depth = params.layer_gap - dot(normal, off_facet(p, [a, b, c], weights));
        if depth <= 0.0 {
            continue;
        }
        let [p0, a0, b0, c0] = nodes.map(|v| xyz(&previous[v]));
        let moved = off_facet(p - p0, [a - a0, b - b0, c - c0], weights);
        let after = contact(moved, normal, depth, params.push, params.friction);
        let shift = after.off - moved + after.along;
        let w = nodes.map(|v| positions[v][3]);
        let sum = w[0]
            + w[1] * (weights[0] * weights[0])
            + w[2] * (weights[1] * weights[1])
            + w[3] * (weights[2] * weights[2]);
        if sum <= 0.0 {
            continue;
        }
        let way = shift * (1.0 / sum);
        let share = [1.0, -weights[0], -weights[1], -weights[2]];
        for k in 0..4 {
            let by = way * (w[k] * share[k]);
            let out = &mut positions[nodes[k]];
            out[0] += by.x;
            out[1] += by.y;
            out[2] += by.z;
        }
    }
}

/// From the place on the facet to `p`.
fn off_facet(p: Vector3<f32>, corners: [Vector3<f32>; 3], weights: [f32; 3]) -> Vector3<f32> {
    p - corners[0] * weights[0] - corners[1] * weights[1] - corners[2] * weights[2]
}
