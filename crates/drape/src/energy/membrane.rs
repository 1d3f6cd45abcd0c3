//! Stretch and shear of a triangle, orthotropic (D. Baraff and A. Witkin, Large steps in cloth
//! simulation, SIGGRAPH 1998), with a weaker spring under compression.

use nalgebra::{Point2, Point3, RealField, Vector2, Vector3};

use crate::Fabric;

/// A triangle's constants.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Membrane {
    pub(crate) vertices: [u32; 3],
    /// ∂u and ∂v of the three linear shape functions (1/m): u runs along the warp, v across.
    du: [f32; 3],
    dv: [f32; 3],
    /// Area times stiffness (N·m): warp, weft, shear.
    warp: f32,
    weft: f32,
    shear: f32,
    compression: f32,
}

/// A triangle's force and positive semi-definite stiffness in one state.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(align(64))]
pub(crate) struct Linear {
    /// The image of the unit warp, and 0; of the unit weft, and 0; stress times area along the warp and
    /// the weft and of shear, and stiffness against shear; stiffness across (geometric) warp and weft, and
    /// along them.
    pub(super) rows: [[f32; 4]; 4],
}

/// One corner of a facet, seen from its vertex.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Corner {
    pub(crate) facet: u32,
    /// Which of the facet's corners it is.
    pub(crate) place: u32,
    /// Which of the row's blocks belong to the facet's three corners.
    pub(crate) blocks: [u32; 3],
}

impl Membrane {
    pub(crate) fn new(
        vertices: [u32; 3],
        rest: &[Point2<f32>; 3],
        warp: Vector2<f32>,
        fabric: &Fabric,
    ) -> Self {
        // In double precision: a sliver's shape functions are differences of large numbers.
        let w = warp.cast::<f64>().normalize();
        let flat = rest.map(|p| {
            let p = p.coords.cast::<f64>();
            Vector2::new(w.dot(&p), w.perp(&p))
        });
        let (e, f) = (flat[1] - flat[0], flat[2] - flat[0]);
        let determinant = e.perp(&f);
        let du = [f.y / determinant, -e.y / determinant].map(|d| d as f32);
        let dv = [-f.x / determinant, e.x / determinant].map(|d| d as f32);
        let area = 0.5 * determinant.abs() as f32;
        Self {
            vertices,
            du: [-du[0] - du[1], du[0], du[1]],
            dv: [-dv[0] - dv[1], dv[0], dv[1]],
            warp: area * fabric.stretch_warp,
            weft: area * fabric.stretch_weft,
            shear: area * fabric.shear,
            compression: fabric.compression,
        }
    }

    /// Derivatives of the three corners' shape functions along warp and weft (1/m).
    pub(crate) fn shapes(&self) -> ([f32; 3], [f32; 3]) {
        (self.du, self.dv)
    }

    /// [`Membrane::shapes`] of the second and the third corner along the warp, then along the weft: those
    /// of all corners sum to nothing.
    #[inline]
    pub(super) fn slopes(&self) -> [f32; 4] {
        [self.du[1], self.du[2], self.dv[1], self.dv[2]]
    }

    /// Area times stiffness (N·m) along the warp, the weft and of shear, and the part left of the first
    /// two under compression.
    #[inline]
    pub(super) fn stiffnesses(&self) -> [f32; 4] {
        [self.warp, self.weft, self.shear, self.compression]
    }

    /// The images of the unit warp and weft.
    #[inline]
    pub(crate) fn gradient<T: RealField + Copy + From<f32>>(
        &self,
        corners: &[Point3<T>; 3],
    ) -> [Vector3<T>; 2] {
        // Differences first: absolute positions would lose digits.
        let (e, f) = (corners[1] - corners[0], corners[2] - corners[0]);
        [self.du, self.dv].map(|d| e * T::from(d[1]) + f * T::from(d[2]))
    }

    fn stiffness(&self, soft: [bool; 2]) -> [f32; 2] {
        let of = |k: f32, soft: bool| if soft { k * self.compression } else { k };
        [of(self.warp, soft[0]), of(self.weft, soft[1])]
    }

    /// Energy (J) in one state.
    #[inline]
    pub(crate) fn energy<T: RealField + Copy + From<f32>>(&self, corners: &[Point3<T>; 3]) -> T {
        let [u, v] = self.gradient(corners);
        let over = [u.norm() - T::one(), v.norm() - T::one()];
        let k = self.stiffness(over.map(|o| o < T::zero())).map(T::from);
        let shear = u.dot(&v);
        let sum = k[0] * over[0] * over[0] + k[1] * over[1] * over[1];
        (sum + T::from(self.shear) * shear * shear) * T::from(0.5)
    }

    /// Forces (N) on the corners in one state: minus the slope of [`Membrane::energy`].
    pub(crate) fn forces<T: RealField + Copy + From<f32>>(
        &self,
        corners: &[Point3<T>; 3],
    ) -> [Vector3<T>; 3] {
        let [u, v] = self.gradient(corners);
        let lengths = [u.norm(), v.norm()];
        let k = self.stiffness(lengths.map(|l| l < T::one())).map(T::from);
        let stress = [0, 1].map(|d| k[d] * (T::one() - T::one() / lengths[d]));
        let shear = T::from(self.shear) * u.dot(&v);
        [0, 1, 2].map(|i| {
            let (a, b) = (T::from(self.du[i]), T::from(self.dv[i]));
            -(u * (a * stress[0] + b * shear) + v * (b * stress[1] + a * shear))
        })
    }
}

/// The force (N) that the facets round a vertex pull it by; the blocks of its `row`, by columns, get
/// their stiffness between it and others (N/m). What is between it and itself is minus their sum.
pub(crate) fn stretch_row(
    corners: &[Corner],
    membranes: &[Membrane],
    linear: &[Linear],
    row: &mut [[[f32; 4]; 3]],
) -> Vector3<f32> {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx") {
        #[expect(unsafe_code, reason = "the compiler cannot know the processor it will run on")]
        // SAFETY: the processor says that it knows these instructions.
        return unsafe { stretch_row_avx(corners, membranes, linear, row) };
    }
    sum_row(corners, membranes, linear, row, Linear::add_stiffness)
}

/// The same in the processor's vectors of four, which the compiler takes apart; it rounds alike.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx")]
fn stretch_row_avx(
    corners: &[Corner],
    membranes: &[Membrane],
    linear: &[Linear],
    row: &mut [[[f32; 4]; 3]],
) -> Vector3<f32> {
    sum_row(corners, membranes, linear, row, |linear, membrane, i, slots, row| {
        linear.add_stiffness_avx(membrane, i, slots, row);
    })
}

/// [`stretch_row`], whose stiffness one corner at a time `add`s.
#[inline]
fn sum_row(
    corners: &[Corner],
    membranes: &[Membrane],
    linear: &[Linear],
    row: &mut [[[f32; 4]; 3]],
    add: impl Fn(&Linear, &Membrane, usize, [u32; 3], &mut [[[f32; 4]; 3]]),
) -> Vector3<f32> {
    let mut force = Vector3::zeros();
    for corner in corners {
        let (f, i) = (corner.facet as usize, corner.place as usize);
        force += linear[f].force(&membranes[f], i);
        add(&linear[f], &membranes[f], i, corner.blocks, row);
    }
    force
}

impl Linear {
    /// Force (N) on corner `i`.
    #[inline]
    fn force(&self, membrane: &Membrane, i: usize) -> Vector3<f32> {
        let [u, v, [stress_u, stress_v, shear, _], _] = self.rows;
        let (a, b) = (membrane.du[i], membrane.dv[i]);
        let (by_u, by_v) = (a * stress_u + b * shear, b * stress_v + a * shear);
        -(Vector3::new(u[0], u[1], u[2]) * by_u + Vector3::new(v[0], v[1], v[2]) * by_v)
    }

    /// Adds the stiffness between corner `i` and each of the two others (N/m) to the blocks of `row` that
    /// `slots` names, by columns. What is between the corner and itself is minus their sum.
    fn add_stiffness(
        &self,
        membrane: &Membrane,
        i: usize,
        slots: [u32; 3],
        row: &mut [[[f32; 4]; 3]],
    ) {
        let [u, v, [.., shear], [across_u, across_v, along_u, along_v]] = self.rows;
        let (ai, bi) = (membrane.du[i], membrane.dv[i]);
        // What the stresses along warp and weft pull the corner by: times the others' shape functions.
        let (mut of_u, mut of_v) = ([[0.0; 4]; 3], [[0.0; 4]; 3]);
        for c in 0..3 {
            for r in 0..4 {
                let slant = (v[r] * ai + u[r] * bi) * shear;
                of_u[c][r] = u[r] * (ai * along_u) * u[c] + slant * v[c];
                of_v[c][r] = v[r] * (bi * along_v) * v[c] + slant * u[c];
            }
            of_u[c][c] += ai * across_u;
            of_v[c][c] += bi * across_v;
        }
        for j in [(i + 1) % 3, (i + 2) % 3] {
            let (aj, bj) = (membrane.du[j], membrane.dv[j]);
            for (c, column) in row[slots[j] as usize].iter_mut().enumerate() {
                for r in 0..4 {
                    column[r] += of_u[c][r] * aj + of_v[c][r] * bj;
                }
            }
        }
    }

    /// [`Linear::add_stiffness`] in vectors of four.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx")]
    #[inline]
    fn add_stiffness_avx(
        &self,
        membrane: &Membrane,
        i: usize,
        slots: [u32; 3],
        row: &mut [[[f32; 4]; 3]],
    ) {
        use std::arch::x86_64::{
            __m128, _mm_add_ps, _mm_and_ps, _mm_mul_ps, _mm_permute_ps, _mm_set_ps, _mm_set1_ps,
        };
        #[target_feature(enable = "avx")]
        #[inline]
        fn spread(v: __m128) -> [__m128; 3] {
            [_mm_permute_ps::<0x00>(v), _mm_permute_ps::<0x55>(v), _mm_permute_ps::<0xaa>(v)]
        }
        let [u, v, [.., shear], [across_u, across_v, along_u, along_v]] = self.rows;
        let (ai, bi) = (membrane.du[i], membrane.dv[i]);
        let (u, v): (__m128, __m128) = (bytemuck::cast(u), bytemuck::cast(v));
        let (u_of, v_of) = (spread(u), spread(v));
        let slant = _mm_add_ps(_mm_mul_ps(v, _mm_set1_ps(ai)), _mm_mul_ps(u, _mm_set1_ps(bi)));
        let slant = _mm_mul_ps(slant, _mm_set1_ps(shear));
        let uu = _mm_mul_ps(u, _mm_set1_ps(ai * along_u));
        let vv = _mm_mul_ps(v, _mm_set1_ps(bi * along_v));
        let all = f32::from_bits(u32::MAX);
        let on_diagonal = [
            _mm_set_ps(0.0, 0.0, 0.0, all),
            _mm_set_ps(0.0, 0.0, all, 0.0),
            _mm_set_ps(0.0, all, 0.0, 0.0),
        ];
        let (across_u, across_v) = (_mm_set1_ps(ai * across_u), _mm_set1_ps(bi * across_v));
        let (mut of_u, mut of_v) = ([u; 3], [v; 3]);
        for c in 0..3 {
            let pull = _mm_add_ps(_mm_mul_ps(uu, u_of[c]), _mm_mul_ps(slant, v_of[c]));
            of_u[c] = _mm_add_ps(pull, _mm_and_ps(across_u, on_diagonal[c]));
            let pull = _mm_add_ps(_mm_mul_ps(vv, v_of[c]), _mm_mul_ps(slant, u_of[c]));
            of_v[c] = _mm_add_ps(pull, _mm_and_ps(across_v, on_diagonal[c]));
        }
        for j in [(i + 1) % 3, (i + 2) % 3] {
            let (aj, bj) = (_mm_set1_ps(membrane.du[j]), _mm_set1_ps(membrane.dv[j]));
            for (c, column) in row[slots[j] as usize].iter_mut().enumerate() {
                let more = _mm_add_ps(_mm_mul_ps(of_u[c], aj), _mm_mul_ps(of_v[c], bj));
                *column = bytemuck::cast(_mm_add_ps(bytemuck::cast(*column), more));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::energy::sheet::linearize;

    fn membrane() -> (Membrane, [Point3<f32>; 3]) {
        let rest = [Point2::new(0.0, 0.0), Point2::new(0.02, 0.001), Point2::new(0.008, 0.018)];
        let membrane = Membrane::new([0, 1, 2], &rest, Vector2::new(0.6, 0.8), &Fabric::WOOL);
        let corners = [
            Point3::new(0.1, 0.2, 0.3),
            Point3::new(0.12, 0.205, 0.302),
            Point3::new(0.105, 0.215, 0.315),
        ];
        (membrane, corners)
    }

    fn linear(membrane: &Membrane, corners: &[Point3<f32>; 3]) -> Linear {
        let mut linear = [Linear::default()];
        linearize(&[*membrane], &corners.map(|p| [p.x, p.y, p.z, 0.0]), &mut linear);
        linear[0]
    }

    #[test]
    fn the_force_is_the_slope_of_the_energy() {
        let (membrane, corners) = membrane();
        let linear = linear(&membrane, &corners);
        for i in 0..3 {
            for axis in 0..3 {
                let h = 2e-5;
                let at = |s: f32| {
                    let mut moved = corners;
                    moved[i][axis] += s;
                    f64::from(membrane.energy(&moved))
                };
                let slope = (at(h) - at(-h)) / f64::from(2.0 * h);
                let force = f64::from(linear.force(&membrane, i)[axis]);
                // Central difference of an f32 energy of about 1e-2 J over 4e-5 m.
                assert!((slope + force).abs() < 2e-3 * slope.abs() + 2e-2, "{slope} {force}");
            }
        }
    }

    #[test]
    fn every_processor_adds_the_same_stiffness() {
        let (membrane, corners) = membrane();
        let linear = [linear(&membrane, &corners)];
        for i in 0..3 {
            let start =
                vec![[[0.1, 0.2, 0.3, 0.0], [-1.0, 2.0, 0.5, 0.0], [7.0, 3.0, -2.0, 0.0]]; 4];
            let (mut plain, mut vectors) = (start.clone(), start.clone());
            linear[0].add_stiffness(&membrane, i as usize, [3, 0, 2], &mut plain);
            let corner = Corner { facet: 0, place: i, blocks: [3, 0, 2] };
            stretch_row(&[corner], &[membrane], &linear, &mut vectors);
            assert_eq!(plain, vectors);
            let of_own = [3, 0, 2][i as usize];
            assert!(plain[of_own] == start[of_own] && plain[1] == start[1]);
            assert!(plain.iter().zip(&start).filter(|(a, b)| a != b).count() == 2);
        }
    }

    #[test]
    fn the_stiffness_is_the_slope_of_the_force() {
        // Stretched both ways: nothing is left out of the stiffness there but what shear turns.
        let (membrane, mut corners) = membrane();
        for (k, p) in corners.iter_mut().enumerate() {
            p.x += 0.002 * k as f32;
        }
        let wide = corners.map(|p| Point3::new(p.x, p.y, p.z).cast::<f64>());
        let at = linear(&membrane, &corners);
        for i in 0..3 {
            let mut row = vec![[[0.0; 4]; 3]; 3];
            at.add_stiffness(&membrane, i, [0, 1, 2], &mut row);
            for j in (0..3).filter(|&j| j != i) {
                for axis in 0..3 {
                    let h = 1e-6;
                    let force = |s: f64| {
                        let mut moved = wide;
                        moved[j][axis] += s;
                        membrane.forces(&moved)[i]
                    };
                    let slope = (force(-h) - force(h)) / (2.0 * h);
                    // Shear's stress times what turns the images is left out: it may be negative.
                    let turned = at.rows[2][2]
                        * (membrane.du[i] * membrane.dv[j] + membrane.dv[i] * membrane.du[j]);
                    for l in 0..3 {
                        let left_out = if l == axis { f64::from(turned) } else { 0.0 };
                        let stiffness = f64::from(row[j][axis][l]);
                        let error = (stiffness - (slope[l] - left_out)).abs();
                        assert!(error < 1e-4 * 1500.0, "{i} {j} {axis} {l}: {stiffness} {slope}");
                    }
                }
            }
        }
    }

    #[test]
    fn forces_balance_in_sum_and_moment() {
        let (membrane, corners) = membrane();
        let linear = linear(&membrane, &corners);
        let forces = [0, 1, 2].map(|i| linear.force(&membrane, i));
        let size: f32 = forces.iter().map(Vector3::norm).sum();
        let sum: Vector3<f32> = forces.iter().sum();
        let moment: Vector3<f32> =
            (0..3).map(|i| (corners[i] - corners[0]).cross(&forces[i])).sum();
        assert!(sum.norm() < 1e-5 * size, "{sum}");
        assert!(moment.norm() < 1e-5 * size * 0.02, "{moment}");
    }

    #[test]
    fn the_flat_panel_and_any_turn_of_it_are_free_of_force() {
        let (membrane, _) = membrane();
        let turn = nalgebra::Rotation3::from_euler_angles(0.3, -1.2, 2.0);
        let rest = [[0.0, 0.0], [0.02, 0.001], [0.008, 0.018]];
        let corners = rest.map(|[x, y]| turn * Point3::new(x, y, 0.0));
        // 1e-7 of the edge length off, at 1500 N/m over 0.02 m.
        for i in 0..3 {
            assert!(linear(&membrane, &corners).force(&membrane, i).norm() < 1e-4);
        }
    }
}
