//! Where weight, bending and inertia carry every vertex.

use rayon::prelude::*;

use super::spmv::{MatrixScalar, least_tasks};
use super::xpbd::XpbdParams;

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
    let bent = bent(bends, previous, from);
    let mut v = [0.0; 4];
    for l in 0..4 {
        v[l] = velocity[l] * params.keep - bent[l] * (w * params.dt);
    }
    v[1] -= params.gravity * params.dt;
    let speed = (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]).sqrt();
    if speed > params.fastest {
        slow(&mut v, params.fastest / speed);
    }
    let mut to = [0.0; 4];
    for l in 0..4 {
        to[l] = from[l] + v[l] * params.dt;
    }
    to[3] = w;
    to
}

#[cold]
fn slow(v: &mut [f32; 4], by: f32) {
    for l in v {
        *l *= by;
    }
}

/// Σ q (xⱼ − xᵢ). The fourth number means nothing; but as it is handed over with the others, the
/// processor works on four together.
#[inline(never)]
fn bent(bends: &[MatrixScalar], previous: &[[f32; 4]], from: &[f32; 4]) -> [f32; 4] {
    let mut sum = [0.0; 4];
    for bend in bends {
        let other = &previous[bend.column as usize];
        for l in 0..4 {
            sum[l] += (other[l] - from[l]) * bend.value;
        }
    }
    sum
}
