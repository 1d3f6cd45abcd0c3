//! What changes while cloth moves.

use nalgebra::{Point3, Vector3};

/// Positions and velocities of a cloth's vertices in world space.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Positions (m), shape `[n]`.
    pub positions: Vec<Point3<f32>>,
    /// Velocities (m/s), shape `[n]`.
    pub velocities: Vec<Vector3<f32>>,
}

impl State {
    /// Cloth at rest in `positions` (m).
    pub fn at_rest(positions: Vec<Point3<f32>>) -> Self {
        let velocities = vec![Vector3::zeros(); positions.len()];
        Self { positions, velocities }
    }

    /// True when no coordinate is NaN or infinite.
    pub fn is_finite(&self) -> bool {
        self.positions.iter().all(|p| p.iter().all(|c| c.is_finite()))
            && self.velocities.iter().all(|v| v.iter().all(|c| c.is_finite()))
    }
}
