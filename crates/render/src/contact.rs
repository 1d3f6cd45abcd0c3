//! The soft dark spot under what stands on the floor.

use crate::Object;

/// Side of the map (px).
pub(crate) const SIDE: usize = 96;
/// Side of the map on the floor (m).
pub(crate) const EXTENT_M: f32 = 2.4;
/// Height at which something stops keeping light from the floor below it (m).
const REACH_M: f32 = 0.30;

/// How much of the sky each spot of the floor loses to what is close above it, 0–255, shape
/// `[SIDE, SIDE]` (z, x), and the map's corner on the floor (x, z; m).
///
/// Triangles near the floor are laid down as their shadows from straight above, darker the nearer
/// they are, and the sum is blurred.
pub(crate) fn map(objects: &[Object]) -> (Vec<u8>, [f32; 2]) {
    let mut low = [f32::INFINITY; 2];
    let mut high = [f32::NEG_INFINITY; 2];
    let near = |o: &Object, t: &[u32; 3]| {
        let c = o.centroid(t);
        (c.y < REACH_M).then_some(c)
    };
    for object in objects.iter().filter(|o| o.casts_shadow) {
        for c in object.triangles.iter().filter_map(|t| near(object, t)) {
            low = [low[0].min(c.x), low[1].min(c.z)];
            high = [high[0].max(c.x), high[1].max(c.z)];
        }
    }
    if low[0] > high[0] {
        return (vec![0; SIDE * SIDE], [0.0, 0.0]);
    }
    let corner = [0, 1].map(|k| 0.5 * (low[k] + high[k]) - 0.5 * EXTENT_M);
    let cell = EXTENT_M / SIDE as f32;
    let mut dark = vec![0.0f32; SIDE * SIDE];
    for object in objects.iter().filter(|o| o.casts_shadow) {
        for t in &object.triangles {
            let Some(c) = near(object, t) else { continue };
            let [a, b, d] = t.map(|i| object.vertices[i as usize].position);
            let (e, f) = ([b[0] - a[0], b[2] - a[2]], [d[0] - a[0], d[2] - a[2]]);
            let area = 0.5 * (e[0] * f[1] - e[1] * f[0]).abs();
            let (x, z) = ((c.x - corner[0]) / cell, (c.z - corner[1]) / cell);
            if x < 0.0 || z < 0.0 || x >= SIDE as f32 || z >= SIDE as f32 {
                continue;
            }
            let weight = 1.0 - c.y.max(0.0) / REACH_M;
            let slot = &mut dark[z as usize * SIDE + x as usize];
            *slot += area / (cell * cell) * weight * weight;
        }
    }
    for d in &mut dark {
        *d = d.min(1.0);
    }
    // Two passes of a box of five cells, both ways, come close to a bell.
    for _ in 0..2 {
        dark = blurred(&blurred(&dark, 1), SIDE);
    }
    (dark.iter().map(|d| (d.min(1.0) * 255.0) as u8).collect(), corner)
}

fn blurred(values: &[f32], stride: usize) -> Vec<f32> {
    let along = |i: usize| (i / stride) % SIDE;
    (0..values.len())
        .map(|i| {
            let at = along(i);
            let (first, last) = (at.saturating_sub(2), (at + 2).min(SIDE - 1));
            let base = i - at * stride;
            (first..=last).map(|k| values[base + k * stride]).sum::<f32>() / 5.0
        })
        .collect()
}
