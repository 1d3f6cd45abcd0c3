//! Places inside a panel from places along its outline.

use super::PanelMesh;

/// Sweeps over the panel, and how far each goes beyond the mean of the neighbours.
const SWEEPS: usize = 300;
const BEYOND: f32 = 1.7;

/// Places everything that is not `fixed` at the mean of its neighbours (a harmonic map; W. T. Tutte, How
/// to draw a graph, 1963), so that a sheet lies evenly, without folds, between lines that it is held
/// at. `values` and `fixed` have shape `[n]`, each of the `N` coordinates on its own.
/// O(300 n), successive over-relaxation.
pub(super) fn fill<const N: usize>(mesh: &PanelMesh, values: &mut [[f32; N]], fixed: &[[bool; N]]) {
    let mut around: Vec<Vec<u32>> = vec![Vec::new(); values.len()];
    for t in &mesh.triangles {
        for k in 0..3 {
            around[t[k] as usize].extend([t[(k + 1) % 3], t[(k + 2) % 3]]);
        }
    }
    for near in &mut around {
        near.sort_unstable();
        near.dedup();
    }
    for _ in 0..SWEEPS {
        for (v, near) in around.iter().enumerate().filter(|(_, near)| !near.is_empty()) {
            for k in (0..N).filter(|&k| !fixed[v][k]) {
                let mean = near.iter().map(|&w| values[w as usize][k]).sum::<f32>();
                let mean = mean / near.len() as f32;
                values[v][k] += BEYOND * (mean - values[v][k]);
            }
        }
    }
}
