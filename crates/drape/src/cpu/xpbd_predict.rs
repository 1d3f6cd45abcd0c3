//! Where weight, bending and inertia carry every vertex.

use std::iter::Zip;
use std::slice::Iter;

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
            let first = task * TASK;
            let range = first..first + positions.len();
            let motions = previous[range.clone()].iter().zip(&velocities[range.clone()]);
            let begin = &begin[first..=range.end];
            carry(params, begin, bends, previous, motions, positions);
        },
    );
}

/// Places and velocities of vertices before a substep.
type Motions<'a> = Zip<Iter<'a, [f32; 4]>, Iter<'a, [f32; 4]>>;

/// The vertices of a task, whose bending entries begin at `begin`.
fn carry(
    params: &XpbdParams,
    begin: &[u32],
    bends: &[MatrixScalar],
    previous: &[[f32; 4]],
    motions: Motions<'_>,
    positions: &mut [[f32; 4]],
) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx") {
        #[expect(unsafe_code, reason = "the compiler cannot know the processor it will run on")]
        // SAFETY: the processor says that it knows these instructions.
        return unsafe { carry_avx(params, begin, bends, previous, motions, positions) };
    }
    for ((out, (from, velocity)), range) in positions.iter_mut().zip(motions).zip(begin.windows(2))
    {
        let bends = &bends[range[0] as usize..range[1] as usize];
        *out = predict(params, bends, previous, from, velocity);
    }
}

/// The same in the processor's vectors of four, which the compiler takes apart; it rounds alike.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx")]
fn carry_avx(
    params: &XpbdParams,
    begin: &[u32],
    bends: &[MatrixScalar],
    previous: &[[f32; 4]],
    motions: Motions<'_>,
    positions: &mut [[f32; 4]],
) {
    use std::arch::x86_64::{
        _mm_add_ps, _mm_blend_ps, _mm_mul_ps, _mm_set_ps, _mm_set1_ps, _mm_setzero_ps, _mm_sub_ps,
    };
    let (keep, dt) = (_mm_set1_ps(params.keep), _mm_set1_ps(params.dt));
    let weight = _mm_set_ps(0.0, 0.0, params.gravity * params.dt, 0.0);
    for ((out, (from, velocity)), range) in positions.iter_mut().zip(motions).zip(begin.windows(2))
    {
        let w = from[3];
        if w == 0.0 {
            *out = *from;
            continue;
        }
        let p = bytemuck::cast(*from);
        let mut bent = _mm_setzero_ps();
        for bend in &bends[range[0] as usize..range[1] as usize] {
            let off = _mm_sub_ps(bytemuck::cast(previous[bend.column as usize]), p);
            bent = _mm_add_ps(bent, _mm_mul_ps(off, _mm_set1_ps(bend.value)));
        }
        let kept = _mm_mul_ps(bytemuck::cast(*velocity), keep);
        let v = _mm_sub_ps(kept, _mm_mul_ps(bent, _mm_set1_ps(w * params.dt)));
        let mut v: [f32; 4] = bytemuck::cast(_mm_sub_ps(v, weight));
        limit(&mut v, params.fastest);
        let to = _mm_add_ps(p, _mm_mul_ps(bytemuck::cast(v), dt));
        *out = bytemuck::cast(_mm_blend_ps::<0b1000>(to, p));
    }
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
    let mut bent = [0.0; 4];
    for bend in bends {
        let other = &previous[bend.column as usize];
        for l in 0..3 {
            bent[l] += (other[l] - from[l]) * bend.value;
        }
    }
    let mut v = [0.0; 4];
    for l in 0..3 {
        v[l] = velocity[l] * params.keep - bent[l] * (w * params.dt);
    }
    v[1] -= params.gravity * params.dt;
    limit(&mut v, params.fastest);
    let mut to = *from;
    for l in 0..3 {
        to[l] += v[l] * params.dt;
    }
    to
}

/// No faster than `fastest`.
#[inline]
fn limit(v: &mut [f32; 4], fastest: f32) {
    let speed = (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]).sqrt();
    if speed > fastest {
        slow(v, fastest / speed);
    }
}

#[cold]
fn slow(v: &mut [f32; 4], by: f32) {
    for l in v {
        *l *= by;
    }
}
