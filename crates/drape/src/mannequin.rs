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

impl Mannequin {
    /// Vertex positions (m) in the worn posture, shape `[n]`.
    pub fn worn(&self) -> &[Point3<f32>] {
        self.motion.last().unwrap_or(&self.mesh.positions)
    }

    /// How high (m) the skin of the trunk that is at height `y` (m) in the dressing posture stands in
    /// the worn one: feet apart make a body lower.
    pub fn worn_height(&self, y: f32) -> f32 {
        self.moved(|p, part| part == BodyPart::Torso && (p.y - y).abs() < NEAR)
            .map_or(y, |[from, to]| y + to.y - from.y)
    }

    /// Where a point inside the arms (m), given in the dressing posture, is in the worn one.
    pub fn worn_on_arm(&self, point: &Point3<f32>) -> Point3<f32> {
        let arm = |part| matches!(part, BodyPart::ArmLeft | BodyPart::ArmRight);
        self.moved(|p, part| arm(part) && (p - point).norm() < 3.0 * NEAR)
            .map_or(*point, |[_, to]| to)
    }

    /// The middle of some vertices in the dressing and in the worn posture; `None` for no vertices.
    fn moved(&self, of: impl Fn(&Point3<f32>, BodyPart) -> bool) -> Option<[Point3<f32>; 2]> {
        let (mut sums, mut count) = ([nalgebra::Vector3::zeros(); 2], 0.0f32);
        for ((p, &part), q) in self.mesh.positions.iter().zip(&self.parts).zip(self.worn()) {
            if of(p, part) {
                sums[0] += p.coords;
                sums[1] += q.coords;
                count += 1.0;
            }
        }
        (count > 0.0).then(|| sums.map(|sum| Point3::from(sum / count)))
    }
}

/// Half the height (m) of the band of skin that stands for a level.
const NEAR: f32 = 0.02;

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

/// Points that panels are placed by (m), in the dressing posture; by default all in the origin.
#[derive(Clone, Copy, Debug, Default)]
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
