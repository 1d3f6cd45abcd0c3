//! Stretch along warp and weft, and shear.

#![expect(clippy::inline_always, reason = "a call would hand vectors over in memory")]

use super::lanes::{Lanes, Lanes3, WIDTH};
use super::xpbd::{StretchFacet, XpbdParams};

/// Brings every facet of `facets` (one colour, so no two share a vertex) nearer its flat shape.
///
/// A facet's warp, weft and shear are constraints of their own, |u| = 1, |v| = 1 and u·v = 0 for
/// the images u, v of the unit warp and weft, solved one after another with the compliance of the
/// orthotropic membrane that the settled drape has too. The order of `facets` does not matter.
pub fn xpbd_stretch(params: &XpbdParams, facets: &[StretchFacet], positions: &mut [[f32; 4]]) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        #[expect(unsafe_code, reason = "the compiler cannot know the processor it will run on")]
        // SAFETY: the processor has just said that it knows these instructions.
        return unsafe { sweep_avx2(params, facets, positions) };
    }
    sweep(params, facets, positions);
}

/// [`sweep`] with vectors of eight. It rounds alike: nothing is fused.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn sweep_avx2(params: &XpbdParams, facets: &[StretchFacet], positions: &mut [[f32; 4]]) {
    sweep(params, facets, positions);
}

#[inline(always)]
fn sweep(params: &XpbdParams, facets: &[StretchFacet], positions: &mut [[f32; 4]]) {
    for group in facets.chunks(WIDTH) {
        solve(params, group, positions);
    }
}

/// A corner of each of the group's facets.
struct Corners {
    vertices: [usize; WIDTH],
    p: Lanes3,
    w: Lanes,
}

impl Corners {
    #[inline(always)]
    fn gather(vertices: [usize; WIDTH], positions: &[[f32; 4]]) -> Self {
        let mut lanes = [[0.0; WIDTH]; 4];
        for l in 0..WIDTH {
            let [x, y, z, w] = positions[vertices[l]];
            lanes[0][l] = x;
            lanes[1][l] = y;
            lanes[2][l] = z;
            lanes[3][l] = w;
        }
        let [x, y, z, w] = lanes;
        Self { vertices, p: Lanes3 { x: Lanes(x), y: Lanes(y), z: Lanes(z) }, w: Lanes(w) }
    }

    #[inline(always)]
    fn scatter(&self, p: Lanes3, count: usize, positions: &mut [[f32; 4]]) {
        for l in 0..count {
            positions[self.vertices[l]] = [p.x.0[l], p.y.0[l], p.z.0[l], self.w.0[l]];
        }
    }
}

#[inline(always)]
fn solve(params: &XpbdParams, group: &[StretchFacet], positions: &mut [[f32; 4]]) {
    let mut vertices = [[0; WIDTH]; 3];
    let mut constants = [[0.0; WIDTH]; 8];
    for l in 0..WIDTH {
        // A group that is not full works on its last facet more than once and writes it once.
        let f = &group[l.min(group.len() - 1)];
        vertices[0][l] = f.a as usize;
        vertices[1][l] = f.b as usize;
        vertices[2][l] = f.c as usize;
        let of = [f.buckling, f.du_b, f.du_c, f.dv_b, f.dv_c, f.warp, f.weft, f.shear];
        for (lanes, value) in constants.iter_mut().zip(of) {
            lanes[l] = value;
        }
    }
    let [buckling, du_b, du_c, dv_b, dv_c, warp, weft, shear] = constants.map(Lanes);
    let [of_a, of_b, of_c] = vertices;
    let a = Corners::gather(of_a, positions);
    let b = Corners::gather(of_b, positions);
    let c = Corners::gather(of_c, positions);
    // Derivatives of the three corners' shape functions sum to nothing.
    let du = [-(du_b + du_c), du_b, du_c];
    let dv = [-(dv_b + dv_c), dv_b, dv_c];
    let per_dt2 = Lanes::all(params.per_dt2);

    // Compilers for devices draw common factors out and take brackets round sums away; here they
    // have nothing to do.
    let (mut e, mut f) = (b.p - a.p, c.p - a.p);
    let mu = [a.w * du[0], b.w * du[1], c.w * du[2]];
    let along_warp = stretch(e, f, du, mu, warp * per_dt2, buckling);
    e = e + along_warp * (mu[1] - mu[0]);
    f = f + along_warp * (mu[2] - mu[0]);
    let mv = [a.w * dv[0], b.w * dv[1], c.w * dv[2]];
    let along_weft = stretch(e, f, dv, mv, weft * per_dt2, buckling);
    e = e + along_weft * (mv[1] - mv[0]);
    f = f + along_weft * (mv[2] - mv[0]);

    let u = e * du[1] + f * du[2];
    let v = e * dv[1] + f * dv[2];
    let slope_a = v * du[0] + u * dv[0];
    let slope_b = v * du[1] + u * dv[1];
    let slope_c = v * du[2] + u * dv[2];
    let sum = a.w * slope_a.dot(slope_a) + b.w * slope_b.dot(slope_b) + c.w * slope_c.dot(slope_c);
    let s = (-u.dot(v)).over(sum + shear * per_dt2);
    let to_a = a.p + along_warp * mu[0] + along_weft * mv[0] + slope_a * (s * a.w);
    let to_b = b.p + along_warp * mu[1] + along_weft * mv[1] + slope_b * (s * b.w);
    let to_c = c.p + along_warp * mu[2] + along_weft * mv[2] + slope_c * (s * c.w);
    a.scatter(to_a, group.len(), positions);
    b.scatter(to_b, group.len(), positions);
    c.scatter(to_c, group.len(), positions);
}

/// What the corners go along, each times its `m` (inverse mass times slope), so that the image of
/// the unit vector along which shape functions change by `d` gets its length back.
#[inline(always)]
fn stretch(
    e: Lanes3,
    f: Lanes3,
    d: [Lanes; 3],
    m: [Lanes; 3],
    compliance: Lanes,
    buckling: Lanes,
) -> Lanes3 {
    let u = e * d[1] + f * d[2];
    let length = u.dot(u).sqrt().at_least(1e-6);
    let over = length - Lanes::all(1.0);
    let soft = buckling.where_negative(over);
    let sum = m[0] * d[0] + m[1] * d[1] + m[2] * d[2];
    let s = (-over).over(sum + compliance * soft);
    u * s.over(length)
}
