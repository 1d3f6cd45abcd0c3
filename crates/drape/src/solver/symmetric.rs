//! Symmetric 3×3 matrices.

use nalgebra::Vector3;

/// A symmetric matrix as xx, yy, zz, xy, xz, yz.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Symmetric(pub(crate) [f32; 6]);

impl Symmetric {
    /// `along` n nᵀ + `across` (I − n nᵀ).
    pub(crate) fn of_normal(n: &Vector3<f32>, along: f32, across: f32) -> Self {
        let d = along - across;
        Self([
            across + d * n.x * n.x,
            across + d * n.y * n.y,
            across + d * n.z * n.z,
            d * n.x * n.y,
            d * n.x * n.z,
            d * n.y * n.z,
        ])
    }

    pub(crate) fn add(&mut self, other: &Self, factor: f32) {
        for (a, b) in self.0.iter_mut().zip(other.0) {
            *a += factor * b;
        }
    }

    pub(crate) fn add_identity(&mut self, factor: f32) {
        for a in &mut self.0[..3] {
            *a += factor;
        }
    }

    pub(crate) fn times(&self, v: &Vector3<f32>) -> Vector3<f32> {
        let [xx, yy, zz, xy, xz, yz] = self.0;
        Vector3::new(
            xx * v.x + xy * v.y + xz * v.z,
            xy * v.x + yy * v.y + yz * v.z,
            xz * v.x + yz * v.y + zz * v.z,
        )
    }

    /// Its columns, padded.
    pub(crate) fn columns(&self) -> [[f32; 4]; 3] {
        let [xx, yy, zz, xy, xz, yz] = self.0;
        [[xx, xy, xz, 0.0], [xy, yy, yz, 0.0], [xz, yz, zz, 0.0]]
    }

    /// The inverse of a positive definite matrix; zero for one that is not.
    pub(crate) fn inverse(&self) -> Self {
        // In double precision: a pressed vertex is a thousand times stiffer in one direction.
        let [a, b, c, d, e, f] = self.0.map(f64::from);
        let (m0, m1, m2) = (b * c - f * f, e * f - d * c, d * f - b * e);
        let determinant = a * m0 + d * m1 + e * m2;
        if determinant <= 0.0 || !determinant.is_finite() {
            return Self::default();
        }
        let s = 1.0 / determinant;
        let inverse = [m0, a * c - e * e, a * b - d * d, m1, m2, d * e - a * f];
        Self(inverse.map(|m| (m * s) as f32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_times_its_inverse_is_the_identity() {
        let n = Vector3::new(0.6, -0.64, 0.48);
        let mut m = Symmetric::of_normal(&n, 900.0, 1.0);
        m.add_identity(0.5);
        let inverse = m.inverse();
        for axis in [Vector3::x(), Vector3::y(), Vector3::z()] {
            let back = m.times(&inverse.times(&axis));
            // Rounding at a condition number of 600.
            assert!((back - axis).norm() < 6e-4, "{back}");
        }
    }
}
