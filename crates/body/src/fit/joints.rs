//! The joint angles that a fit may turn, and how far people turn them.

use nalgebra::{Rotation3, Unit, UnitQuaternion, Vector3};

use crate::model::BodyModel;

/// One turn of one bone about one axis of the rest pose.
///
/// A bone's turns are applied in the order listed, the first outermost. Axes of the right side
/// mirror the left's, so that equal angles are a symmetric posture.
#[derive(Clone, Debug)]
pub(super) struct Joint {
    /// The bone turned.
    pub(super) bone: usize,
    /// Unit axis, in the rest pose's world axes.
    pub(super) axis: Vector3<f64>,
    /// The angle of somebody standing at ease (rad).
    pub(super) mean: f64,
    /// One standard deviation of it (rad).
    pub(super) sigma: f64,
}

/// Bone (without side), axis, mean, standard deviation (rad). Paired bones have both sides. Trunk and
/// legs are those of somebody who was asked to stand upright.
const PAIRED: &[(&str, [f64; 3], f64, f64)] = &[
    ("clavicle", [0.0, 0.0, 1.0], 0.0, 0.10),
    ("clavicle", [0.0, 1.0, 0.0], 0.0, 0.10),
    // Raising to the side, swinging forward, twisting. The rest pose holds the arms out by 45°.
    ("upperarm01", [0.0, 0.0, 1.0], -0.40, 0.50),
    ("upperarm01", [1.0, 0.0, 0.0], 0.0, 0.40),
    ("upperarm01", [0.0, 1.0, 0.0], 0.0, 0.30),
    ("lowerarm01", [0.0, 0.0, 1.0], 0.0, 0.35),
    ("lowerarm01", [1.0, 0.0, 0.0], -0.15, 0.35),
    ("lowerarm01", [0.0, 1.0, 0.0], 0.0, 0.30),
    ("upperleg01", [0.0, 0.0, 1.0], -0.04, 0.08),
    ("upperleg01", [1.0, 0.0, 0.0], 0.0, 0.10),
    ("upperleg01", [0.0, 1.0, 0.0], 0.0, 0.08),
    ("lowerleg01", [1.0, 0.0, 0.0], 0.05, 0.08),
    // Knees knock or bow: where they could not, hips had to be wider or narrower for the ankles' sake.
    ("lowerleg01", [0.0, 0.0, 1.0], 0.0, 0.04),
    ("foot", [1.0, 0.0, 0.0], 0.0, 0.15),
    ("foot", [0.0, 1.0, 0.0], 0.0, 0.15),
];

/// The same for bones on the midline.
const SINGLE: &[(&str, [f64; 3], f64, f64)] = &[
    ("spine03", [1.0, 0.0, 0.0], 0.0, 0.07),
    ("spine03", [0.0, 0.0, 1.0], 0.0, 0.04),
    ("spine03", [0.0, 1.0, 0.0], 0.0, 0.06),
    ("neck01", [1.0, 0.0, 0.0], 0.0, 0.20),
    ("neck01", [0.0, 0.0, 1.0], 0.0, 0.10),
    ("neck01", [0.0, 1.0, 0.0], 0.0, 0.20),
    ("head", [1.0, 0.0, 0.0], 0.0, 0.20),
];

/// All turns for the bones that `model` has, grouped by bone.
pub(super) fn joints(model: &BodyModel) -> Vec<Joint> {
    let bone = |name: &str| model.bones().iter().position(|b| b.name == name);
    let mut joints = Vec::new();
    for &(name, axis, mean, sigma) in SINGLE {
        if let Some(bone) = bone(name) {
            joints.push(Joint { bone, axis: Vector3::from(axis), mean, sigma });
        }
    }
    for side in ["L", "R"] {
        for &(name, axis, mean, sigma) in PAIRED {
            if let Some(bone) = bone(&format!("{name}.{side}")) {
                let mut axis = Vector3::from(axis);
                if side == "R" {
                    // A mirror across x = 0 turns a rotation about y or z round.
                    axis.y = -axis.y;
                    axis.z = -axis.z;
                }
                joints.push(Joint { bone, axis, mean, sigma });
            }
        }
    }
    joints
}

/// The rotation of each of `bones` bones under `angles` (rad), one for each of `joints`.
pub(super) fn rotations(joints: &[Joint], angles: &[f64], bones: usize) -> Vec<Rotation3<f64>> {
    let mut rotations = vec![Rotation3::identity(); bones];
    for (joint, &angle) in joints.iter().zip(angles) {
        let axis = Unit::new_unchecked(joint.axis);
        rotations[joint.bone] *= Rotation3::from_axis_angle(&axis, angle);
    }
    rotations
}

/// The same as rotation vectors (rad), as a [`Posture`](crate::Posture) holds them.
pub(super) fn rotation_vectors(
    joints: &[Joint],
    angles: &[f64],
    bones: usize,
) -> Vec<Vector3<f64>> {
    rotations(joints, angles, bones)
        .iter()
        .map(|r| UnitQuaternion::from_rotation_matrix(r).scaled_axis())
        .collect()
}
