//! The camera a picture is drawn through.

use nalgebra::{Isometry3, Matrix4, Point2, Point3, UnitQuaternion, Vector3};

/// A pinhole camera without lens distortion, standing somewhere in the world.
///
/// Its own axes are +X to the picture's right, +Y up, +Z towards the viewer: it looks along −Z.
/// Pixels are counted from the top left corner of the top left pixel, y down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// Focal length (px).
    pub focal_px: f32,
    /// Where the optical axis meets the picture (px).
    pub center_px: Point2<f32>,
    /// Width and height of the picture (px).
    pub size_px: [u32; 2],
    /// Takes world points (m) to the camera's axes (m).
    pub camera_from_world: Isometry3<f32>,
}

impl Camera {
    /// A camera at `eye` that looks at `target` (m), upright, with a vertical field of view
    /// `fov_rad` (rad).
    pub fn look_at(eye: Point3<f32>, target: Point3<f32>, fov_rad: f32, size_px: [u32; 2]) -> Self {
        let [w, h] = size_px.map(|s| s as f32);
        Self {
            focal_px: 0.5 * h / libm::tanf(0.5 * fov_rad),
            center_px: Point2::new(0.5 * w, 0.5 * h),
            size_px,
            camera_from_world: Isometry3::look_at_rh(&eye, &target, &Vector3::y()),
        }
    }

    /// A camera that goes round a person of `height` (m) standing at the origin, whose hands and
    /// clothes are up to `reach` (m) from her axis, and keeps her whole in the picture with a margin.
    ///
    /// `turn_rad` is 0 before her and grows towards her left; `rise_rad` is the height of the
    /// camera above the middle of the body, seen from there.
    pub fn orbit(height: f32, reach: f32, turn_rad: f32, rise_rad: f32, size_px: [u32; 2]) -> Self {
        let fov = 0.42;
        let aspect = size_px[0] as f32 / size_px[1].max(1) as f32;
        let half = (0.57 * height).max(1.06 * reach.max(0.31 * height) / aspect);
        let distance = half / libm::tanf(0.5 * fov) + 0.25;
        let turn = UnitQuaternion::from_axis_angle(&Vector3::y_axis(), turn_rad);
        let rise = UnitQuaternion::from_axis_angle(&Vector3::x_axis(), -rise_rad);
        let target = Point3::new(0.0, 0.5 * height, 0.0);
        let eye = target + turn * rise * Vector3::new(0.0, 0.0, distance);
        Self::look_at(eye, target, fov, size_px)
    }

    /// The same camera with `factor` times as many pixels each way, rounded up to whole ones.
    #[must_use]
    pub fn scaled(&self, factor: f32) -> Self {
        let size = self.size_px.map(|s| libm::ceilf(s as f32 * factor).max(1.0));
        // The focal length follows the width; a rounded height moves the picture's lower border.
        let by = size[0] / self.size_px[0].max(1) as f32;
        Self {
            focal_px: self.focal_px * by,
            center_px: self.center_px * by,
            size_px: size.map(|s| s as u32),
            camera_from_world: self.camera_from_world,
        }
    }

    /// The camera's place in the world (m).
    pub fn position(&self) -> Point3<f32> {
        self.camera_from_world.inverse_transform_point(&Point3::origin())
    }

    /// Where a world point (m) appears in the picture (px); `None` when it is not in front.
    pub fn image_from_world(&self, point: &Point3<f32>) -> Option<Point2<f32>> {
        let p = self.camera_from_world * point;
        let depth = -p.z;
        (depth > 1e-6).then(|| {
            Point2::new(
                self.center_px.x + self.focal_px * p.x / depth,
                self.center_px.y - self.focal_px * p.y / depth,
            )
        })
    }

    /// How far a world point lies before the camera, along the optical axis (m).
    pub fn depth(&self, point: &Point3<f32>) -> f32 {
        -(self.camera_from_world * point).z
    }

    /// Clip space from the world with reversed depth: z is `near_m / depth`, so 1 at the near
    /// plane and 0 infinitely far, which spends the bits of a float evenly.
    pub fn clip_from_world(&self, near_m: f32) -> Matrix4<f32> {
        let [w, h] = self.size_px.map(|s| s as f32);
        let f = self.focal_px;
        #[rustfmt::skip]
        let clip_from_camera = Matrix4::new(
            2.0 * f / w, 0.0, 1.0 - 2.0 * self.center_px.x / w, 0.0,
            0.0, 2.0 * f / h, 2.0 * self.center_px.y / h - 1.0, 0.0,
            0.0, 0.0, 0.0, near_m,
            0.0, 0.0, -1.0, 0.0,
        );
        clip_from_camera * self.camera_from_world.to_homogeneous()
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::{Translation3, Vector4};

    use super::*;

    #[test]
    fn clip_space_and_picture_agree() {
        let camera = Camera {
            focal_px: 900.0,
            center_px: Point2::new(310.0, 420.0),
            size_px: [640, 800],
            camera_from_world: Isometry3::from_parts(
                Translation3::new(0.1, -1.2, -3.0),
                UnitQuaternion::from_scaled_axis(Vector3::new(0.1, -0.2, 0.05)),
            ),
        };
        for p in [Point3::new(0.2, 1.5, 0.3), Point3::new(-0.4, 0.1, -0.2)] {
            let pixel = camera.image_from_world(&p).unwrap();
            let clip = camera.clip_from_world(0.1) * Vector4::new(p.x, p.y, p.z, 1.0);
            let x = (clip.x / clip.w + 1.0) * 320.0;
            let y = (1.0 - clip.y / clip.w) * 400.0;
            // f32 has 24 bits: 800 px / 2²⁴ a step, a dozen steps.
            assert!((Point2::new(x, y) - pixel).norm() < 2e-3, "{x} {y} against {pixel}");
            assert!((clip.z / clip.w - 0.1 / camera.depth(&p)).abs() < 1e-6);
        }
    }

    #[test]
    fn an_orbit_shows_her_left_side_after_a_quarter_turn() {
        let quarter = Camera::orbit(1.7, 0.5, std::f32::consts::FRAC_PI_2, 0.0, [600, 800]);
        assert!(quarter.position().x > 2.0 && quarter.position().z.abs() < 1e-4);
        // What is before her is on the picture's left then.
        let front = quarter.image_from_world(&Point3::new(0.0, 0.85, 0.3)).unwrap();
        assert!(front.x < 300.0 && (front.y - 400.0).abs() < 1e-2, "{front}");
        for y in [0.0, 1.7] {
            let p = quarter.image_from_world(&Point3::new(0.0, y, 0.0)).unwrap();
            assert!((20.0..780.0).contains(&p.y), "{p}");
        }
    }
}
