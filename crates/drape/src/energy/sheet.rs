//! Stretch and shear of many triangles worked on together; all processors round alike.

#![expect(clippy::inline_always, reason = "a call would hand vectors over in memory")]

use super::membrane::{Linear, Membrane};
use crate::cpu::lanes::{Lanes, Lanes3, Plain};
#[cfg(target_arch = "x86_64")]
use crate::cpu::lanes_x86::{Avx2, Avx512};

/// The least length that the image of a unit vector is taken for.
const SHORTEST: f32 = 1e-3;
/// As many lanes as any processor has.
const MOST: usize = 16;

/// The energy (J) of `membranes` with the cloth at `positions` (m, padded); `linear`, of their number
/// or empty, gets their forces and stiffness.
pub(crate) fn linearize(
    membranes: &[Membrane],
    positions: &[[f32; 4]],
    linear: &mut [Linear],
) -> f64 {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::is_x86_feature_detected as has;
        #[expect(unsafe_code, reason = "the compiler cannot know the processor it will run on")]
        // SAFETY: the processor says that it knows these instructions.
        unsafe {
            if has!("avx512f") {
                return sweep_avx512(membranes, positions, linear);
            }
            if has!("avx2") {
                return sweep_avx2(membranes, positions, linear);
            }
        }
    }
    sweep::<Plain>(membranes, positions, linear)
}

/// [`sweep`] with the processor's vectors.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn sweep_avx2(membranes: &[Membrane], positions: &[[f32; 4]], linear: &mut [Linear]) -> f64 {
    sweep::<Avx2>(membranes, positions, linear)
}

/// The same with longer ones.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
fn sweep_avx512(membranes: &[Membrane], positions: &[[f32; 4]], linear: &mut [Linear]) -> f64 {
    sweep::<Avx512>(membranes, positions, linear)
}

#[inline(always)]
fn sweep<L: Lanes>(membranes: &[Membrane], positions: &[[f32; 4]], linear: &mut [Linear]) -> f64 {
    // Four sums, so that one addition need not wait for the other.
    let mut sums = [0.0; 4];
    for (k, group) in membranes.chunks(L::WIDTH).enumerate() {
        // A group that is not full works on its last facet more than once.
        let at = |l: usize| &group[l.min(group.len() - 1)];
        let state = Images::<L>::of(at, positions);
        let mut energies = [0.0; MOST];
        state.energy().write(&mut energies);
        for (l, energy) in energies[..group.len()].iter().enumerate() {
            sums[l % 4] += f64::from(*energy);
        }
        if !linear.is_empty() {
            state.linearize(&mut linear[k * L::WIDTH..][..group.len()]);
        }
    }
    sums.iter().sum()
}

/// The images of the unit warp and weft in a group of facets, and the facets' constants.
struct Images<L> {
    u: Lanes3<L>,
    v: Lanes3<L>,
    /// Lengths of u and v.
    lengths: [L; 2],
    /// Area times stiffness (N·m) along u and v in this state, and of shear.
    stiffness: [L; 2],
    shear: L,
    /// u · v.
    slant: L,
}

impl<L: Lanes> Images<L> {
    #[inline(always)]
    fn of<'a>(membrane: impl Fn(usize) -> &'a Membrane, positions: &[[f32; 4]]) -> Self {
        // Differences first: absolute positions would lose digits.
        let a = gather::<L>(|l| membrane(l).vertices[0], positions);
        let e = gather::<L>(|l| membrane(l).vertices[1], positions) - a;
        let f = gather::<L>(|l| membrane(l).vertices[2], positions) - a;
        let [du_b, du_c, dv_b, dv_c] = L::columns(|l| membrane(l).slopes());
        let [warp, weft, shear, soft] = L::columns(|l| membrane(l).stiffnesses());
        let u = e * du_b + f * du_c;
        let v = e * dv_b + f * dv_c;
        let lengths = [u.dot(u).sqrt().at_least(SHORTEST), v.dot(v).sqrt().at_least(SHORTEST)];
        let one = L::all(1.0);
        let stiffness = [
            warp * soft.where_negative(lengths[0] - one),
            weft * soft.where_negative(lengths[1] - one),
        ];
        Self { u, v, lengths, stiffness, shear, slant: u.dot(v) }
    }

    #[inline(always)]
    fn energy(&self) -> L {
        let one = L::all(1.0);
        let over = [self.lengths[0] - one, self.lengths[1] - one];
        let [warp, weft] = self.stiffness;
        let sum = warp * over[0] * over[0] + weft * over[1] * over[1];
        (sum + self.shear * self.slant * self.slant) * L::all(0.5)
    }

    /// Stress along u (0) or v (1), stiffness across it, and along.
    #[inline(always)]
    fn along(&self, d: usize) -> [L; 3] {
        let one = L::all(1.0);
        let (k, l) = (self.stiffness[d], self.lengths[d]);
        // Under compression the geometric stiffness is negative and left out.
        let across = k * (one - one.over(l)).at_least(0.0);
        [(k * (l - one)).over(l), across, (k - across).over(l * l)]
    }

    #[inline(always)]
    fn linearize(&self, linear: &mut [Linear]) {
        let [stress_u, across_u, along_u] = self.along(0);
        let [stress_v, across_v, along_v] = self.along(1);
        let (u, v, zero) = (self.u, self.v, L::all(0.0));
        put(linear, 0, [u.x, u.y, u.z, zero]);
        put(linear, 1, [v.x, v.y, v.z, zero]);
        put(linear, 2, [stress_u, stress_v, self.shear * self.slant, self.shear]);
        put(linear, 3, [across_u, across_v, along_u, along_v]);
    }
}

/// Where the `vertex` of each facet of a group is.
#[inline(always)]
fn gather<L: Lanes>(vertex: impl Fn(usize) -> u32, positions: &[[f32; 4]]) -> Lanes3<L> {
    let [x, y, z, _] = L::columns(|l| positions[vertex(l) as usize]);
    Lanes3 { x, y, z }
}

/// Fills one row of each facet of a group.
#[inline(always)]
fn put<L: Lanes>(linear: &mut [Linear], row: usize, columns: [L; 4]) {
    L::rows(columns, |l, numbers| {
        if let Some(linear) = linear.get_mut(l) {
            linear.rows[row] = numbers;
        }
    });
}

#[cfg(test)]
mod tests {
    use nalgebra::{Point2, Point3, Vector2};

    use super::*;
    use crate::Fabric;

    #[cfg(target_arch = "x86_64")]
    type Sweep = unsafe fn(&[Membrane], &[[f32; 4]], &mut [Linear]) -> f64;

    /// Facets of all shapes, some stretched, some pressed; not a multiple of any width.
    fn facets() -> (Vec<Membrane>, Vec<[f32; 4]>) {
        let mut seed = 7u32;
        let mut random = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as f32 / (1u32 << 24) as f32
        };
        let mut positions = Vec::new();
        let membranes = (0..43)
            .map(|f| {
                let rest = [[0.0, 0.0], [0.02, 0.0], [0.01, 0.02]]
                    .map(|[x, y]| Point2::new(x + 0.004 * random(), y + 0.004 * random()));
                positions.extend(
                    rest.map(|p| [p.x, 0.3 * p.y, p.y, 0.0].map(|x| x * (0.8 + 0.4 * random()))),
                );
                let warp = Vector2::new(random() - 0.5, random() + 0.1);
                Membrane::new([3 * f, 3 * f + 1, 3 * f + 2], &rest, warp, &Fabric::WOOL)
            })
            .collect();
        (membranes, positions)
    }

    #[test]
    fn the_energy_is_that_of_each_facet_in_double_precision() {
        let (membranes, positions) = facets();
        let wide = |p: &[f32; 4]| Point3::new(p[0], p[1], p[2]).cast();
        let wide: Vec<Point3<f64>> = positions.iter().map(wide).collect();
        let single = |m: &Membrane| -> f64 { m.energy(&m.vertices.map(|v| wide[v as usize])) };
        let expected: f64 = membranes.iter().map(single).sum();
        let energy = linearize(&membranes, &positions, &mut []);
        // Strains of a fifth are differences of numbers near 1 with seven digits.
        assert!((energy - expected).abs() < 1e-5 * expected, "{energy} {expected}");
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn every_processor_rounds_alike() {
        let (membranes, positions) = facets();
        let start = vec![Linear::default(); membranes.len()];
        let mut plain = start.clone();
        let energy = sweep::<Plain>(&membranes, &positions, &mut plain);
        let with = |sweep: Sweep| {
            let mut vectors = start.clone();
            #[expect(unsafe_code, reason = "the compiler cannot know the processor it will run on")]
            // SAFETY: only asked for where the processor says that it knows these instructions.
            let same = unsafe { sweep(&membranes, &positions, &mut vectors) };
            assert_eq!((&plain, energy), (&vectors, same));
        };
        if std::arch::is_x86_feature_detected!("avx2") {
            with(sweep_avx2);
        }
        if std::arch::is_x86_feature_detected!("avx512f") {
            with(sweep_avx512);
        }
        assert!(plain.iter().zip(&start).all(|(a, b)| a != b));
    }
}
