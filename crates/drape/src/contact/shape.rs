//! Where the facets of a cloth are, told so that most of what is out of their reach is seen at once.

use nalgebra::{Point3, Vector3};
use rayon::prelude::*;

/// A facet where it is now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub(crate) middle: Point3<f32>,
    /// No corner is farther from the middle (m).
    pub(crate) radius: f32,
    /// Across it, as long as twice its area (m²).
    pub(crate) across: Vector3<f32>,
    /// The same, of unit length; zero for a facet without area.
    pub(crate) normal: Vector3<f32>,
}

impl Shape {
    fn of(corners: [Point3<f32>; 3]) -> Self {
        let [a, b, c] = corners;
        let middle = Point3::from((a.coords + b.coords + c.coords) / 3.0);
        let radius = corners.iter().map(|p| (p - middle).norm_squared()).fold(0.0, f32::max).sqrt();
        let across = (b - a).cross(&(c - a));
        let normal = across.try_normalize(1e-20).unwrap_or_else(Vector3::zeros);
        Self { middle, radius, across, normal }
    }

    /// Can the segment not pierce the facet? False for every one that does, up to rounding: a few
    /// millionths of a metre are left.
    #[inline]
    pub(crate) fn is_missed_by(&self, p: &Point3<f32>, q: &Point3<f32>) -> bool {
        let (from, to) = (p - self.middle, q - self.middle);
        let (d, e) = (self.normal.dot(&from), self.normal.dot(&to));
        if d.min(e) > ROUNDING || d.max(e) < -ROUNDING {
            return true;
        }
        // Where it goes through the plane, unless it lies in it.
        let through = d - e;
        if through.abs() < 100.0 * ROUNDING {
            return false;
        }
        let at = from + (to - from) * (d / through);
        at.norm_squared() > (1.01 * self.radius + 100.0 * ROUNDING).powi(2)
    }
}

/// What single precision gets wrong of a distance within a person's reach (m).
const ROUNDING: f32 = 2e-6;

/// The shapes of `facets` over `positions` (m), shape `[m]`.
pub(crate) fn shapes(facets: &[[u32; 3]], positions: &[Point3<f32>], shapes: &mut Vec<Shape>) {
    let shape = |f: &[u32; 3]| Shape::of(f.map(|v| positions[v as usize]));
    facets.par_iter().with_min_len(2048).map(shape).collect_into_vec(shapes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_through_the_facet_is_never_missed_and_one_beside_it_is() {
        let corners = [
            Point3::new(0.2, 1.3, 0.1),
            Point3::new(0.21, 1.302, 0.1),
            Point3::new(0.204, 1.31, 0.103),
        ];
        let shape = Shape::of(corners);
        for (u, v) in [(0.3, 0.3), (0.01, 0.01), (0.98, 0.01), (0.0, 0.99)] {
            let at = corners[0] + (corners[1] - corners[0]) * u + (corners[2] - corners[0]) * v;
            for way in [Vector3::new(0.001, 0.002, 0.006), Vector3::new(0.004, 0.005, 0.0)] {
                for part in [0.01, 0.5, 0.99] {
                    let (p, q) = (at - way * part, at + way * (1.0 - part));
                    assert!(!shape.is_missed_by(&p, &q), "{u} {v} {way} {part}");
                }
            }
        }
        let (p, q) = (Point3::new(0.25, 1.3, 0.09), Point3::new(0.25, 1.3, 0.12));
        assert!(shape.is_missed_by(&p, &q));
    }
}
