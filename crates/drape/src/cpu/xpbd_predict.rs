//! Where weight, bending and inertia carry every vertex.

use rayon::prelude::*;

use super::spmv::{MatrixScalar, least_tasks};
use super::xpbd::{XpbdParams, dot, xyz};

/// Vertices that one task moves.
const TASK: usize = 1024;

/// `positions` = `previous` moved by one substep of weight, bending, drag and inertia.
///
/// Vertex i is bent by −Σ q (xⱼ − xᵢ) over the entries `begin[i]..begin[i + 1]` of `bends`. Bending
/// is so weak against inertia in a substep that it may act explicitly. `previous`, `velocities` and
/// `positions` have shape `[n]`, `begin` `[n + 1]`.
pub fn xpbd_predict(
    params: &XpbdParams,
    begin: &[u32],
    bends: &[MatrixScalar],
    previous: &[[f32; 4]],
    velocities: &[[f32; 4]],
    positions: &mut [[f32; 4]],
) {
    let n = positions.len();
    positions.par_chunks_mut(TASK).with_min_len(least_tasks(n, TASK)).enumerate().for_each(
        |(task, positions)| {
            for (k, out) in positions.iter_mut().enumerate() {
                let i = task * TASK + k;
                let range = begin[i] as usize..begin[i + 1] as usize;
                *out = predict(params, &bends[range], previous, &previous[i], &velocities[i]);
            }
        },
    );
}

fn predict(
    params: &XpbdParams,
    bends: &[MatrixScalar],
    previous: &[[f32; 4]],
    from: &[f32; 4],
    velocity: &[f32; 4],
) -> [f32; 4] {
    let w = from[3];
    if w == 0.0 {
        return *from;
    }
    let p = xyz(from);
    // Of four, which the processor works on together; the fourth means nothing.
    let mut bent = [0.0; 4];
    for bend in bends {
        let other = &previous[bend.column as usize];
        for l in 0..4 {
            bent[l] += (other[l] - from[l]) * bend.value;
        }
    }
    let mut v = xyz(velocity) * params.keep - xyz(&bent) * (w * params.dt);
    v.y -= params.gravity * params.dt;
    let speed = dot(v, v).sqrt();
    if speed > params.fastest {
        v *= params.fastest / speed;
    }
    let to = p + v * params.dt;
    [to.x, to.y, to.z, w]
}
