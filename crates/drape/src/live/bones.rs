//! The rigid parts of a body, found from its skin alone.

use nalgebra::{Matrix3, Point3, Vector3};

use crate::{BodyPart, Cloth, Mannequin};

/// Head, chest, pelvis, and left and right of upper arm, forearm, thigh and shank.
const BONES: usize = 11;
/// Bones that a cloth vertex goes with at most.
const SHARED: usize = 3;
/// Distance (m) over which cloth goes over from one bone to the next.
const BLEND: f32 = 0.03;
/// Rounds of smoothing the weights over the cloth.
const SMOOTH: usize = 8;
const CHEST: usize = 1;
const PELVIS: usize = 2;

/// Where a bone takes what hangs on it: `rotation` · p + `translation`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rigid {
    rotation: Matrix3<f32>,
    translation: Vector3<f32>,
}

impl Rigid {
    pub(super) fn apply(&self, p: &Point3<f32>) -> Point3<f32> {
        Point3::from(self.rotation * p.coords + self.translation)
    }

    /// This after `first` was undone.
    fn since(&self, first: &Self) -> Self {
        let rotation = self.rotation * first.rotation.transpose();
        Self { rotation, translation: self.translation - rotation * first.translation }
    }
}

/// Where all bones take what hangs on them, from the reference posture.
#[derive(Clone, Debug)]
pub(super) struct Pose(pub(super) [Rigid; BONES]);

impl Pose {
    /// What leads from the pose `first` to this one.
    pub(super) fn since(&self, first: &Self) -> Self {
        Self(std::array::from_fn(|b| self.0[b].since(&first.0[b])))
    }

    /// Where `p` is taken with the bones that it hangs on.
    pub(super) fn carry(&self, p: &Point3<f32>, hangs: &Hang) -> Point3<f32> {
        let sum: Vector3<f32> =
            hangs.0.iter().map(|&(bone, w)| self.0[bone as usize].apply(p).coords * w).sum();
        Point3::from(sum)
    }
}

/// The bones that a cloth vertex hangs on and their weights, which sum to 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hang([(u8, f32); SHARED]);

/// The bones of one body.
#[derive(Clone, Debug)]
pub(super) struct Bones {
    /// The bone of each skin vertex.
    of: Vec<u8>,
    /// The skin in the reference posture (m), from the middle of its bone.
    arms: Vec<Vector3<f32>>,
    middles: [Vector3<f32>; BONES],
    counts: [f32; BONES],
}

impl Bones {
    /// The bones of `body`; the reference posture is `reference`, the skin's vertices (m).
    pub(super) fn new(body: &Mannequin, reference: &[Point3<f32>]) -> Self {
        let marks = &body.landmarks;
        let of: Vec<u8> = body
            .parts
            .iter()
            .zip(&body.mesh.positions)
            .map(|(part, p)| {
                // In the dressing posture arms are stretched out sideways and legs hang.
                let side = usize::from(p.x < 0.0);
                let fore = usize::from(p.x.abs() > marks.elbows[side].x.abs());
                let shank = usize::from(p.y < marks.knee_y);
                (match part {
                    BodyPart::Head => 0,
                    BodyPart::Torso if p.y > marks.waist_y => CHEST,
                    BodyPart::Torso => PELVIS,
                    BodyPart::ArmLeft => 3 + 2 * fore,
                    BodyPart::ArmRight => 4 + 2 * fore,
                    BodyPart::LegLeft => 7 + 2 * shank,
                    BodyPart::LegRight => 8 + 2 * shank,
                }) as u8
            })
            .collect();
        let mut bones =
            Self { of, arms: Vec::new(), middles: [Vector3::zeros(); BONES], counts: [0.0; BONES] };
        for &bone in &bones.of {
            bones.counts[bone as usize] += 1.0;
        }
        bones.middles = bones.means(reference);
        bones.arms = reference
            .iter()
            .zip(&bones.of)
            .map(|(p, &bone)| p.coords - bones.middles[bone as usize])
            .collect();
        bones
    }

    fn means(&self, skin: &[Point3<f32>]) -> [Vector3<f32>; BONES] {
        let mut sums = [Vector3::zeros(); BONES];
        for (p, &bone) in skin.iter().zip(&self.of) {
            sums[bone as usize] += p.coords;
        }
        std::array::from_fn(|b| sums[b] / self.counts[b].max(1.0))
    }

    /// The rigid motion of each bone that fits best to its skin (least squares): O(skin vertices).
    pub(super) fn pose(&self, skin: &[Point3<f32>]) -> Pose {
        let middles = self.means(skin);
        let mut spread = [Matrix3::zeros(); BONES];
        for ((p, arm), &bone) in skin.iter().zip(&self.arms).zip(&self.of) {
            spread[bone as usize] += (p.coords - middles[bone as usize]) * arm.transpose();
        }
        Pose(std::array::from_fn(|b| {
            let rotation = nearest_rotation(&spread[b]);
            Rigid { rotation, translation: middles[b] - rotation * self.middles[b] }
        }))
    }

    /// How far the trunk came between two poses (m).
    pub(super) fn trunk_way(&self, from: &Pose, to: &Pose) -> f32 {
        let way = |b: usize| {
            let middle = Point3::from(self.middles[b]);
            (to.0[b].apply(&middle) - from.0[b].apply(&middle)).norm()
        };
        way(CHEST).min(way(PELVIS))
    }

    /// What each vertex of `cloth`, draped at `positions` (m) round the reference posture, hangs on:
    /// the nearest bones of those it touches, changing over smoothly along the cloth.
    pub(super) fn hang(
        &self,
        cloth: &Cloth,
        positions: &[Point3<f32>],
        body: &Mannequin,
    ) -> Vec<Hang> {
        let skin: Vec<Point3<f32>> = self
            .arms
            .iter()
            .zip(&self.of)
            .map(|(arm, &bone)| Point3::from(arm + self.middles[bone as usize]))
            .collect();
        let mut weights: Vec<[f32; BONES]> = cloth
            .vertices
            .iter()
            .zip(positions)
            .map(|(vertex, p)| {
                let mut nearest = [f32::INFINITY; BONES];
                for ((q, part), &bone) in skin.iter().zip(&body.parts).zip(&self.of) {
                    if vertex.touches.contains(*part) {
                        let d = (p - q).norm_squared();
                        nearest[bone as usize] = nearest[bone as usize].min(d);
                    }
                }
                let least = nearest.iter().copied().fold(f32::INFINITY, f32::min);
                let mut weights = if least.is_finite() {
                    nearest.map(|d| {
                        let farther = (d.sqrt() - least.sqrt()) / BLEND;
                        1.0 / (1.0 + farther * farther * farther * farther)
                    })
                } else {
                    [0.0; BONES]
                };
                if least.is_infinite() {
                    weights[PELVIS] = 1.0;
                }
                let sum: f32 = weights.iter().sum();
                weights.map(|w| w / sum)
            })
            .collect();
        for _ in 0..SMOOTH {
            let mut sums = weights.clone();
            let mut counts = vec![1.0; weights.len()];
            for facet in &cloth.facets {
                for k in 0..3 {
                    let [a, b] = [k, (k + 1) % 3].map(|k| facet.vertices[k] as usize);
                    counts[a] += 1.0;
                    for (sum, w) in sums[a].iter_mut().zip(weights[b]) {
                        *sum += w;
                    }
                }
            }
            weights = sums.iter().zip(&counts).map(|(s, &count)| s.map(|w| w / count)).collect();
        }
        weights.iter().map(strongest).collect()
    }
}

fn strongest(weights: &[f32; BONES]) -> Hang {
    let mut order: [u8; BONES] = std::array::from_fn(|b| b as u8);
    order.sort_by(|&a, &b| weights[b as usize].total_cmp(&weights[a as usize]));
    let mut hang: [(u8, f32); SHARED] =
        std::array::from_fn(|k| (order[k], weights[order[k] as usize]));
    let sum: f32 = hang.iter().map(|h| h.1).sum();
    for h in &mut hang {
        h.1 /= sum;
    }
    Hang(hang)
}

/// The rotation nearest to `m`: Newton's iteration for the polar decomposition with scaling
/// (N. J. Higham, 1986). Sums and quotients only, so it is the same on every machine.
fn nearest_rotation(m: &Matrix3<f32>) -> Matrix3<f32> {
    let size = m.norm();
    let mut x = m / size.max(1e-30);
    for _ in 0..16 {
        let Some(inverse) = x.try_inverse() else { return Matrix3::identity() };
        let scale = (inverse.norm() / x.norm()).sqrt();
        let next = (x * scale + inverse.transpose() / scale) * 0.5;
        let change = (next - x).norm();
        x = next;
        if change < 1e-6 {
            break;
        }
    }
    if x.determinant() > 0.0 && x.iter().all(|c| c.is_finite()) { x } else { Matrix3::identity() }
}

#[cfg(test)]
mod tests {
    use nalgebra::Rotation3;

    use super::*;

    #[test]
    fn the_rotation_in_a_stretched_turn_is_found() {
        let turn = Rotation3::from_euler_angles(2.0, -0.7, 1.1);
        // A limb spreads far along itself and little across.
        let stretch = Matrix3::from_diagonal(&Vector3::new(0.02, 3.0, 0.03));
        let found = nearest_rotation(&(turn.matrix() * stretch));
        assert!((found - turn.matrix()).norm() < 1e-5, "{found}");
    }
}
