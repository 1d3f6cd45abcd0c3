//! Stretch along warp and weft, and shear.

#![expect(clippy::inline_always, reason = "a call would hand vectors over in memory")]

use super::lanes::{Lanes, Lanes3, Plain};
#[cfg(target_arch = "x86_64")]
use super::lanes_x86::{Avx2, Avx512};
use super::xpbd::{StretchFacet, XpbdParams};

/// Brings every facet of `facets` (one colour, so no two share a vertex) nearer its flat shape.
///
/// A facet's warp, weft and shear are constraints of their own, |u| = 1, |v| = 1 and u·v = 0 for
/// the images u, v of the unit warp and weft, solved one after another with the compliance of the
/// orthotropic membrane that the settled drape has too. The order of `facets` does not matter.
pub fn xpbd_stretch(params: &XpbdParams, facets: &[StretchFacet], positions: &mut [[f32; 4]]) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::is_x86_feature_detected as has;
        #[expect(unsafe_code, reason = "the compiler cannot know the processor it will run on")]
        // SAFETY: the processor says that it knows these instructions.
        unsafe {
            if has!("avx512f") {
                return sweep_avx512(params, facets, positions);
            }
            if has!("avx2") {
                return sweep_avx2(params, facets, positions);
            }
        }
    }
    sweep::<Plain>(params, facets, positions);
}

/// [`sweep`] with the processor's vectors; all round alike.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn sweep_avx2(params: &XpbdParams, facets: &[StretchFacet], positions: &mut [[f32; 4]]) {
    sweep::<Avx2>(params, facets, positions);
}

/// The same with longer ones.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
fn sweep_avx512(params: &XpbdParams, facets: &[StretchFacet], positions: &mut [[f32; 4]]) {
    sweep::<Avx512>(params, facets, positions);
}

#[inline(always)]
fn sweep<L: Lanes>(params: &XpbdParams, facets: &[StretchFacet], positions: &mut [[f32; 4]]) {
    let groups = facets.chunks_exact(L::WIDTH);
    let rest = groups.remainder();
    for group in groups {
        solve::<L>(params, |l| &group[l], L::WIDTH, positions);
    }
    if let Some(last) = rest.last() {
        // A group that is not full works on its last facet more than once and writes it once.
        solve::<L>(params, |l| rest.get(l).unwrap_or(last), rest.len(), positions);
    }
}

/// The corner that `vertex` names of each of the group's facets: where it is, and its inverse mass.
#[inline(always)]
fn gather<L: Lanes>(vertex: impl Fn(usize) -> u32, positions: &[[f32; 4]]) -> (Lanes3<L>, L) {
    let [x, y, z, w] = L::columns(|l| positions[vertex(l) as usize]);
    (Lanes3 { x, y, z }, w)
}

/// Puts those corners of the first `count` facets to `p`.
#[inline(always)]
fn scatter<L: Lanes>(
    vertex: impl Fn(usize) -> u32,
    (p, w): (Lanes3<L>, L),
    count: usize,
    positions: &mut [[f32; 4]],
) {
    L::rows([p.x, p.y, p.z, w], |l, row| {
        if l < count {
            positions[vertex(l) as usize] = row;
        }
    });
}

/// Solves a group, of which the first `count` facets are written.
#[inline(always)]
fn solve<'a, L: Lanes>(
    params: &XpbdParams,
    facet: impl Fn(usize) -> &'a StretchFacet,
    count: usize,
    positions: &mut [[f32; 4]],
) {
    let (a, w_a) = gather::<L>(|l| facet(l).a, positions);
    let (b, w_b) = gather::<L>(|l| facet(l).b, positions);
    let (c, w_c) = gather::<L>(|l| facet(l).c, positions);
    let [buckling, du_b, du_c, dv_b] = L::columns(|l| {
        let f = facet(l);
        [f.buckling, f.du_b, f.du_c, f.dv_b]
    });
    let [dv_c, warp, weft, shear] = L::columns(|l| {
        let f = facet(l);
        [f.dv_c, f.warp, f.weft, f.shear]
    });
    // Derivatives of the three corners' shape functions sum to nothing.
    let du = [-(du_b + du_c), du_b, du_c];
    let dv = [-(dv_b + dv_c), dv_b, dv_c];
    let per_dt2 = L::all(params.per_dt2);

    // Compilers for devices draw common factors out and take brackets round sums away; here they
    // have nothing to do.
    let (mut e, mut f) = (b - a, c - a);
    let mu = [w_a * du[0], w_b * du[1], w_c * du[2]];
    let along_warp = stretch(e, f, du, mu, warp * per_dt2, buckling);
    e = e + along_warp * (mu[1] - mu[0]);
    f = f + along_warp * (mu[2] - mu[0]);
    let mv = [w_a * dv[0], w_b * dv[1], w_c * dv[2]];
    let along_weft = stretch(e, f, dv, mv, weft * per_dt2, buckling);
    e = e + along_weft * (mv[1] - mv[0]);
    f = f + along_weft * (mv[2] - mv[0]);

    let u = e * du[1] + f * du[2];
    let v = e * dv[1] + f * dv[2];
    let slope_a = v * du[0] + u * dv[0];
    let slope_b = v * du[1] + u * dv[1];
    let slope_c = v * du[2] + u * dv[2];
    let sum = w_a * slope_a.dot(slope_a) + w_b * slope_b.dot(slope_b) + w_c * slope_c.dot(slope_c);
    let s = (-u.dot(v)).over(sum + shear * per_dt2);
    let to_a = a + along_warp * mu[0] + along_weft * mv[0] + slope_a * (s * w_a);
    let to_b = b + along_warp * mu[1] + along_weft * mv[1] + slope_b * (s * w_b);
    let to_c = c + along_warp * mu[2] + along_weft * mv[2] + slope_c * (s * w_c);
    scatter(|l| facet(l).a, (to_a, w_a), count, positions);
    scatter(|l| facet(l).b, (to_b, w_b), count, positions);
    scatter(|l| facet(l).c, (to_c, w_c), count, positions);
}

/// What the corners go along, each times its `m` (inverse mass times slope), so that the image of
/// the unit vector along which shape functions change by `d` gets its length back.
#[inline(always)]
fn stretch<L: Lanes>(
    e: Lanes3<L>,
    f: Lanes3<L>,
    d: [L; 3],
    m: [L; 3],
    compliance: L,
    buckling: L,
) -> Lanes3<L> {
    let u = e * d[1] + f * d[2];
    let length = u.dot(u).sqrt().at_least(1e-6);
    let over = length - L::all(1.0);
    let soft = buckling.where_negative(over);
    let sum = m[0] * d[0] + m[1] * d[1] + m[2] * d[2];
    let s = (-over).over(sum + compliance * soft);
    u * s.over(length)
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "equal to the last bit")]
    fn every_processor_rounds_alike() {
        let mut seed = 7u32;
        let mut random = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as f32 / (1u32 << 24) as f32
        };
        // Not a multiple of the width.
        let facets: Vec<StretchFacet> = (0..43)
            .map(|i| StretchFacet {
                a: 3 * i,
                b: 3 * i + 2,
                c: 3 * i + 1,
                buckling: 1.0 + 7.0 * random(),
                du_b: 50.0 * random() - 25.0,
                du_c: 50.0 * random() - 25.0,
                dv_b: 50.0 * random() - 25.0,
                dv_c: 50.0 * random() - 25.0,
                warp: random(),
                weft: random(),
                shear: 10.0 * random(),
            })
            .collect();
        let place = |i: u32| {
            let w = if i.is_multiple_of(5) { 0.0 } else { 1e4 * random() };
            [0.1 * random(), 0.1 * random(), 0.1 * random(), w]
        };
        let start: Vec<[f32; 4]> = (0..129).map(place).collect();
        let params = XpbdParams { per_dt2: 1.44e6, ..XpbdParams::default() };
        let mut plain = start.clone();
        sweep::<Plain>(&params, &facets, &mut plain);
        let with = |sweep: unsafe fn(&XpbdParams, &[StretchFacet], &mut [[f32; 4]])| {
            let mut vectors = start.clone();
            #[expect(unsafe_code, reason = "the compiler cannot know the processor it will run on")]
            // SAFETY: only asked for where the processor says that it knows these instructions.
            unsafe {
                sweep(&params, &facets, &mut vectors);
            }
            assert_eq!(plain, vectors);
        };
        if std::arch::is_x86_feature_detected!("avx2") {
            with(sweep_avx2);
        }
        if std::arch::is_x86_feature_detected!("avx512f") {
            with(sweep_avx512);
        }
        assert!(plain.iter().zip(&start).filter(|(a, b)| a != b).count() > 90);
    }
}
