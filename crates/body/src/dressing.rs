//! The body as a garment is put on it.

use mesh::TriMesh;
use nalgebra::Point3;

use crate::model::{BodyModel, BodyShape, Part};
use crate::posture::Posture;
use crate::skin::Posed;

/// How many pictures the way from the dressing posture to the worn one has.
pub const MOTION_FRAMES: usize = 12;

/// A body in the dressing posture, and its way from there to the posture it is shown in.
#[derive(Clone, Debug)]
pub struct Dressing {
    /// The body in [`Posture::dressing`], standing on the floor.
    pub mesh: TriMesh,
    /// The part of each vertex, shape `[n]`.
    pub parts: Vec<Part>,
    /// Vertices (m) at even times on the way, the last in the target posture; the feet stay on the
    /// floor. Shape `[MOTION_FRAMES][n]`.
    pub motion: Vec<Vec<Point3<f32>>>,
    /// The joints (m) in the dressing posture, shape `[bones]`.
    pub joints: Vec<Point3<f32>>,
    /// Landmarks in the dressing posture.
    pub landmarks: DressingLandmarks,
}

/// Points that panels are placed by (m), in the dressing posture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DressingLandmarks {
    /// Back neck point (C7), on the skin.
    pub nape: Point3<f32>,
    /// Front neck point, on the skin.
    pub throat: Point3<f32>,
    /// Shoulder points (acromion), left then right, on the skin.
    pub shoulders: [Point3<f32>; 2],
    /// Elbow joint centres, left then right.
    pub elbows: [Point3<f32>; 2],
    /// Wrist joint centres, left then right.
    pub wrists: [Point3<f32>; 2],
    /// Height of the waist level.
    pub waist_y: f32,
    /// Height of the fullest hips.
    pub hip_y: f32,
    /// Height of the crotch.
    pub crotch_y: f32,
    /// Height of the knee.
    pub knee_y: f32,
}

/// A landmark or bone that the asset does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body asset has no {name}")]
pub struct MissingPart {
    /// Its name.
    pub name: &'static str,
}

impl Dressing {
    /// Stands a body up to be dressed, and moves it to `target`, whose root is taken for where the
    /// body stands at the end.
    ///
    /// Between the two each joint turns evenly, slowing down at both ends. The dressing posture
    /// faces +Z over the origin; a `target` made from a photo may first have its root replaced by
    /// the identity.
    ///
    /// # Errors
    ///
    /// [`MissingPart`] for an asset without the landmarks above.
    pub fn new(
        model: &BodyModel,
        shape: &BodyShape,
        target: &Posture,
    ) -> Result<Self, MissingPart> {
        let rest = model.rest(shape);
        let start = Posture::dressing(model);
        let standing = |posture: &Posture| {
            let mut posed = model.pose(&rest, posture);
            posed.stand_on_floor();
            posed
        };
        let posed = standing(&start);
        let motion = (1..=MOTION_FRAMES)
            .map(|frame| {
                let t = frame as f64 / MOTION_FRAMES as f64;
                // Smoothstep: at rest at both ends, so that cloth is not flung.
                let posture = start.towards(target, t * t * (3.0 - 2.0 * t));
                standing(&posture).vertices.iter().map(|p| p.cast()).collect()
            })
            .collect();
        Ok(Self {
            mesh: posed.to_mesh(model),
            parts: model.parts().to_vec(),
            motion,
            joints: posed.joints.iter().map(|p| p.cast()).collect(),
            landmarks: landmarks(model, &posed)?,
        })
    }
}

fn landmarks(model: &BodyModel, posed: &Posed) -> Result<DressingLandmarks, MissingPart> {
    let mark = |name: &'static str| -> Result<Point3<f32>, MissingPart> {
        let points = model.landmark(name).ok_or(MissingPart { name })?;
        Ok(points.of(&posed.vertices).cast())
    };
    let joint = |name: &'static str| -> Result<Point3<f32>, MissingPart> {
        let bone = model.bone(name).ok_or(MissingPart { name })?;
        Ok(posed.joints[bone].cast())
    };
    Ok(DressingLandmarks {
        nape: mark("nape")?,
        throat: mark("throat")?,
        shoulders: [mark("shoulder_left")?, mark("shoulder_right")?],
        elbows: [joint("lowerarm01.L")?, joint("lowerarm01.R")?],
        wrists: [joint("wrist.L")?, joint("wrist.R")?],
        waist_y: mark("waist_front")?.y,
        hip_y: mark("seat")?.y,
        crotch_y: mark("crotch")?.y,
        knee_y: joint("lowerleg01.L")?.y,
    })
}
