//! Postures.

use nalgebra::{Isometry3, Point3, Rotation3, Vector3};

use crate::BodyModel;

/// How a body holds itself, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Posture {
    /// Takes the body from its own space (floor at 0, facing +Z) to the world.
    pub root: Isometry3<f64>,
    /// A rotation vector (rad) per bone, about axes that are the world's at rest; shape `[bones]`.
    /// Bones beyond the end of the list do not turn.
    pub rotations: Vec<Vector3<f64>>,
}

/// The two sides: suffix of the bones, and the sign of X.
const SIDES: [(&str, f64); 2] = [(".L", 1.0), (".R", -1.0)];

/// How far the template's arms stand off the trunk (rad).
const ARM_AT_REST: f64 = std::f64::consts::FRAC_PI_4;
/// The bones of the shoulder girdle and their part of an arm's rise.
const GIRDLE: [(&str, f64); 2] = [("clavicle", 0.15), ("shoulder01", 0.3)];

impl Posture {
    /// The posture of the template: no bone turns.
    pub fn rest(model: &BodyModel) -> Self {
        Self { root: Isometry3::identity(), rotations: vec![Vector3::zeros(); model.bones().len()] }
    }

    /// The rotation vector of a bone (rad).
    pub fn rotation(&self, bone: usize) -> Vector3<f64> {
        self.rotations.get(bone).copied().unwrap_or_else(Vector3::zeros)
    }

    /// The same posture with the bone of that name turned; unchanged when there is no such bone.
    #[must_use]
    pub fn with(mut self, model: &BodyModel, bone: &str, rotation: Vector3<f64>) -> Self {
        if let Some(index) = model.bone(bone) {
            if self.rotations.len() <= index {
                self.rotations.resize(index + 1, Vector3::zeros());
            }
            self.rotations[index] = rotation;
        }
        self
    }

    /// Measuring: legs closed, arms 45° from the trunk as at rest.
    ///
    /// It is one posture for all bodies, made on the template, so that measurements stay smooth in
    /// the shape.
    pub fn measuring(model: &BodyModel) -> Self {
        // Ankles come 80 % as far apart as the hip joints.
        closed_legs(model, Self::rest(model), 0.8)
    }

    /// Putting a garment on: arms straight out to the sides with the palms down, ankles as far
    /// apart as the hip joints.
    pub fn dressing(model: &BodyModel) -> Self {
        let posture = closed_legs(model, Self::rest(model), 1.0);
        arms_at(model, posture, 90.0_f64.to_radians(), 0.0)
    }

    /// Standing at ease: arms 22° from the trunk with a slight bend in the elbows.
    pub fn standing(model: &BodyModel) -> Self {
        Self::standing_with_arms(model, 22.0_f64.to_radians())
    }

    /// As [`Posture::standing`], with the arms `abduction` (rad) from the trunk: over a thick garment
    /// they hang farther out.
    pub fn standing_with_arms(model: &BodyModel, abduction: f64) -> Self {
        let posture = closed_legs(model, Self::rest(model), 1.0);
        arms_at(model, posture, abduction, 12.0_f64.to_radians())
    }

    /// The posture a share `t` of the way (0–1) to another: each bone and the root turn evenly.
    #[must_use]
    pub fn towards(&self, to: &Self, t: f64) -> Self {
        let count = self.rotations.len().max(to.rotations.len());
        let rotations = (0..count)
            .map(|bone| {
                let a = Rotation3::new(self.rotation(bone));
                let b = Rotation3::new(to.rotation(bone));
                (a * Rotation3::new((a.inverse() * b).scaled_axis() * t)).scaled_axis()
            })
            .collect();
        Self { root: self.root.lerp_slerp(&to.root, t), rotations }
    }
}

/// Turns the thighs about the front-back axis until the ankles stand `share` as far apart as the
/// hip joints.
fn closed_legs(model: &BodyModel, mut posture: Posture, share: f64) -> Posture {
    for (side, sign) in SIDES {
        let hip = joint(model, "upperleg01", side);
        let ankle = joint(model, "foot", side);
        if let (Some(hip), Some(ankle)) = (hip, ankle) {
            let drop = hip.y - ankle.y;
            let now = libm::atan2(ankle.x.abs() - hip.x.abs(), drop);
            let then = libm::atan2((share - 1.0) * hip.x.abs(), drop);
            let turn = Vector3::z() * (sign * (then - now));
            posture = posture.with(model, &format!("upperleg01{side}"), turn);
        }
    }
    posture
}

/// Lays upper and lower arms into the frontal plane, `abduction` (rad) from straight down, with
/// the elbow bent forward by `bend` (rad), palms down or to the thigh.
fn arms_at(model: &BodyModel, mut posture: Posture, abduction: f64, bend: f64) -> Posture {
    for (side, sign) in SIDES {
        let bones = [("upperarm01", "lowerarm01", 0.0), ("lowerarm01", "wrist", bend)];
        // What the bones above have turned by, since turns are relative to them.
        let mut above = Rotation3::identity();
        // Collar bone and shoulder blade take their part of what the arm rises from its 45° at
        // rest (scapulohumeral rhythm); without it the skin folds over the shoulder.
        for (bone, part) in GIRDLE {
            let own = Rotation3::new(Vector3::z() * (sign * part * (abduction - ARM_AT_REST)));
            posture = posture.with(model, &format!("{bone}{side}"), own.scaled_axis());
            above *= own;
        }
        for (bone, next, forward) in bones {
            if let (Some(from), Some(to)) = (joint(model, bone, side), joint(model, next, side)) {
                let down = Vector3::new(
                    sign * libm::sin(abduction),
                    -libm::cos(abduction),
                    libm::tan(forward),
                );
                let at_rest = to - from;
                let total = Rotation3::rotation_between(&at_rest, &down)
                    .unwrap_or_else(Rotation3::identity);
                let own = above.inverse() * total;
                posture = posture.with(model, &format!("{bone}{side}"), own.scaled_axis());
                above = total;
            }
        }
    }
    posture
}

fn joint(model: &BodyModel, bone: &str, side: &str) -> Option<Point3<f64>> {
    let rest = &model.joints;
    model.bone(&format!("{bone}{side}")).map(|b| rest[b])
}
