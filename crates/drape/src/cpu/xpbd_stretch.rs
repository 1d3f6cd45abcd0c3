//! Stretch along warp and weft, and shear.

use super::lanes::{Lanes, Lanes3, WIDTH};
use super::xpbd::{StretchFacet, XpbdParams};

/// Brings every facet of `facets` (one colour, so no two share a vertex) nearer its flat shape.
///
/// A facet's warp, weft and shear are constraints of their own, |u| = 1, |v| = 1 and u·v = 0 for
/// the images u, v of the unit warp and weft, solved one after another with the compliance of the
/// orthotropic membrane that the settled drape has too. The order of `facets` does not matter.
pub fn xpbd_stretch(params: &XpbdParams, facets: &[StretchFacet], positions: &mut [[f32; 4]]) {
    for group in facets.chunks(WIDTH) {
        solve(params, group, positions);
    }
}

/// A corner of each of the group's facets.
struct Corners {
    p: Lanes3,
    w: Lanes,
}

impl Corners {
    #[inline(always)]
    fn gather(of: [u32; WIDTH], positions: &[[f32; 4]]) -> Self {
        let all = of.map(|v| positions[v as usize]);
        Self {
            p: Lanes3 {
                x: Lanes::new(|l| all[l][0]),
                y: Lanes::new(|l| all[l][1]),
                z: Lanes::new(|l| all[l][2]),
            },
            w: Lanes::new(|l| all[l][3]),
        }
    }

    #[inline(always)]
    fn scatter(&self, p: Lanes3, of: &[u32], positions: &mut [[f32; 4]]) {
        for (l, v) in of.iter().enumerate() {
            positions[*v as usize] = [p.x.0[l], p.y.0[l], p.z.0[l], self.w.0[l]];
        }
    }
}

#[inline(always)]
fn solve(params: &XpbdParams, group: &[StretchFacet], positions: &mut [[f32; 4]]) {
    // A group that is not full works on its last facet more than once and writes it once.
    let facet = |l: usize| &group[l.min(group.len() - 1)];
    let corner_a: [u32; WIDTH] = std::array::from_fn(|l| facet(l).a);
    let corner_b: [u32; WIDTH] = std::array::from_fn(|l| facet(l).b);
    let corner_c: [u32; WIDTH] = std::array::from_fn(|l| facet(l).c);
    let a = Corners::gather(corner_a, positions);
    let b = Corners::gather(corner_b, positions);
    let c = Corners::gather(corner_c, positions);
    let du = shapes(Lanes::new(|l| facet(l).du_b), Lanes::new(|l| facet(l).du_c));
    let dv = shapes(Lanes::new(|l| facet(l).dv_b), Lanes::new(|l| facet(l).dv_c));
    let per_dt2 = Lanes([params.per_dt2; WIDTH]);
    let warp = Lanes::new(|l| facet(l).warp) * per_dt2;
    let weft = Lanes::new(|l| facet(l).weft) * per_dt2;
    let shear = Lanes::new(|l| facet(l).shear) * per_dt2;
    let buckling = Lanes::new(|l| facet(l).buckling);
    let w = [a.w, b.w, c.w];

    let (mut e, mut f) = (b.p - a.p, c.p - a.p);
    // Compilers for devices draw common factors out and take brackets round sums away; here they
    // have nothing to do.
    let mu = [0, 1, 2].map(|k| w[k] * du[k]);
    let along_warp = stretch(e, f, du, mu, warp, buckling);
    e = e + along_warp * (mu[1] - mu[0]);
    f = f + along_warp * (mu[2] - mu[0]);
    let mv = [0, 1, 2].map(|k| w[k] * dv[k]);
    let along_weft = stretch(e, f, dv, mv, weft, buckling);
    e = e + along_weft * (mv[1] - mv[0]);
    f = f + along_weft * (mv[2] - mv[0]);

    let u = e * du[1] + f * du[2];
    let v = e * dv[1] + f * dv[2];
    let slope = [0, 1, 2].map(|k| v * du[k] + u * dv[k]);
    let sum = w[0] * slope[0].dot(slope[0])
        + w[1] * slope[1].dot(slope[1])
        + w[2] * slope[2].dot(slope[2]);
    let s = (-u.dot(v)).over(sum + shear);
    let of = group.len();
    let ends = [(&a, &corner_a), (&b, &corner_b), (&c, &corner_c)];
    for (k, (corner, vertices)) in ends.into_iter().enumerate() {
        let to = corner.p + along_warp * mu[k] + along_weft * mv[k] + slope[k] * (s * w[k]);
        corner.scatter(to, &vertices[..of], positions);
    }
}

/// Derivatives of the three corners' shape functions, which sum to nothing.
#[inline(always)]
fn shapes(b: Lanes, c: Lanes) -> [Lanes; 3] {
    [-(b + c), b, c]
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
    let over = length - Lanes([1.0; WIDTH]);
    let soft = buckling.where_negative(over);
    let sum = m[0] * d[0] + m[1] * d[1] + m[2] * d[2];
    let s = (-over).over(sum + compliance * soft);
    u * s.over(length)
}
