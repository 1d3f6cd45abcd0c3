//! The body as the cloth meets it.

use mesh::TriMesh;
use nalgebra::Point3;

/// A body that moves from the posture a garment is put on in to the posture it is worn in.
#[derive(Clone, Debug)]
pub struct Mannequin {
    /// The body in the dressing posture: upright, feet apart, arms stretched out sideways.
    pub mesh: TriMesh,
    /// Which part of the body each vertex belongs to, shape `[n]` of `mesh.positions`.
    pub parts: Vec<BodyPart>,
    /// Vertex positions (m) on the way to the worn posture, each shape `[n]`, evenly timed. The
    /// last is the worn posture; empty when the garment is worn in the dressing posture.
    pub motion: Vec<Vec<Point3<f32>>>,
    /// Landmarks in the dressing posture.
    pub landmarks: MannequinLandmarks,
}

/// A part of the body, for contact filters: a skirt ignores arms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum BodyPart {
    Head,
    Torso,
    ArmLeft,
    ArmRight,
    LegLeft,
    LegRight,
}

/// Points that panels are placed by (m), in the dressing posture.
#[derive(Clone, Copy, Debug)]
pub struct MannequinLandmarks {
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
    /// Height of the hip level.
    pub hip_y: f32,
    /// Height of the crotch.
    pub crotch_y: f32,
    /// Height of the knee.
    pub knee_y: f32,
}
