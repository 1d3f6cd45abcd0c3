//! The camera that took a photo.

use nalgebra::{Isometry3, Matrix4, Point2, Point3, Vector2};
use serde::{Deserialize, Serialize};

/// A pinhole camera without lens distortion, standing somewhere in the world.
///
/// Its own axes are +X to the picture's right, +Y up, +Z towards the viewer: it looks along −Z, as
/// OpenGL's and glTF's cameras do. A camera in front of a person who faces world +Z has therefore
/// no rotation, and the wearer's left (+X) appears on the right of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Camera {
    /// Focal length (px of the photo).
    pub focal_px: f64,
    /// Where the optical axis meets the picture (px, from the top left corner, y down).
    pub center_px: Point2<f64>,
    /// Width and height of the photo (px).
    pub size_px: [u32; 2],
    /// Takes world points (m) to the camera's axes (m).
    pub camera_from_world: Isometry3<f64>,
}

impl Camera {
    /// Guess of the focal length where nothing is known of the lens: 1.2 times the longer side,
    /// a field of view of 45° along it, between a phone's main lens and a web camera.
    pub const GUESSED_FOCAL: f64 = 1.2;

    /// A camera at the world's origin with the optical axis through the middle of the picture and
    /// the [guessed](Self::GUESSED_FOCAL) focal length.
    pub fn guess(size_px: [u32; 2]) -> Self {
        let [w, h] = size_px.map(f64::from);
        Self {
            focal_px: Self::GUESSED_FOCAL * w.max(h),
            center_px: Point2::new(w / 2.0, h / 2.0),
            size_px,
            camera_from_world: Isometry3::identity(),
        }
    }

    /// Where a world point (m) appears in the picture (px, from the top left, y down); `None` when
    /// it is not in front of the camera.
    pub fn image_from_world(&self, point: &Point3<f64>) -> Option<Point2<f64>> {
        let p = self.camera_from_world * point;
        (p.z < -1e-6).then(|| self.center_px + self.focal_px * Vector2::new(p.x, -p.y) / -p.z)
    }

    /// How far a world point lies before the camera, along the optical axis (m); negative behind.
    pub fn depth(&self, point: &Point3<f64>) -> f64 {
        -(self.camera_from_world * point).z
    }

    /// The camera's place in the world (m).
    pub fn position(&self) -> Point3<f64> {
        self.camera_from_world.inverse_transform_point(&Point3::origin())
    }

    /// Clip space from the camera's axes, as wgpu wants it: x and y in −1…1 with y up, z in 0…1
    /// from `near` to `far` (m). The picture's edges land exactly on the clip cube's.
    pub fn clip_from_camera(&self, near: f32, far: f32) -> Matrix4<f32> {
        let [w, h] = self.size_px.map(f64::from);
        let f = self.focal_px;
        let depth = far / (near - far);
        #[rustfmt::skip]
        let m = Matrix4::new(
            (2.0 * f / w) as f32, 0.0, (1.0 - 2.0 * self.center_px.x / w) as f32, 0.0,
            0.0, (2.0 * f / h) as f32, (2.0 * self.center_px.y / h - 1.0) as f32, 0.0,
            0.0, 0.0, depth, near * depth,
            0.0, 0.0, -1.0, 0.0,
        );
        m
    }

    /// Clip space from the world: [`clip_from_camera`](Self::clip_from_camera) after
    /// `camera_from_world`.
    pub fn clip_from_world(&self, near: f32, far: f32) -> Matrix4<f32> {
        self.clip_from_camera(near, far) * self.camera_from_world.to_homogeneous().cast::<f32>()
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::{Translation3, UnitQuaternion, Vector3, Vector4};

    use super::*;

    fn tilted() -> Camera {
        Camera {
            focal_px: 900.0,
            center_px: Point2::new(310.0, 420.0),
            size_px: [640, 800],
            camera_from_world: Isometry3::from_parts(
                Translation3::new(0.1, -1.2, -3.0),
                UnitQuaternion::from_scaled_axis(Vector3::new(0.1, -0.2, 0.05)),
            ),
        }
    }

    #[test]
    fn the_wearers_left_is_on_the_pictures_right_and_up_is_up() {
        let mut camera = Camera::guess([600, 800]);
        camera.camera_from_world.translation = Translation3::new(0.0, 0.0, -3.0);
        let p = camera.image_from_world(&Point3::new(0.3, 0.3, 0.0)).unwrap();
        // f X / Z = 960 · 0.3 / 3 = 96 px.
        assert!((p - Point2::new(300.0 + 96.0, 400.0 - 96.0)).norm() < 1e-9);
        assert_eq!(camera.image_from_world(&Point3::new(0.0, 0.0, 4.0)), None);
    }

    #[test]
    fn clip_space_and_picture_agree() {
        let camera = tilted();
        for point in [Point3::new(0.2, 1.5, 0.3), Point3::new(-0.4, 0.1, -0.2)] {
            let pixel = camera.image_from_world(&point).unwrap();
            let clip = camera.clip_from_world(0.1, 10.0)
                * Vector4::new(point.x as f32, point.y as f32, point.z as f32, 1.0);
            let x = f64::midpoint(f64::from(clip.x / clip.w), 1.0) * 640.0;
            let y = (1.0 - f64::from(clip.y / clip.w)) / 2.0 * 800.0;
            // f32 has 24 bits: 1e-3 px of 800.
            assert!((Point2::new(x, y) - pixel).norm() < 2e-3, "{x} {y} against {pixel}");
            let z = clip.z / clip.w;
            assert!((0.0..=1.0).contains(&z));
        }
    }

    #[test]
    fn near_and_far_land_on_zero_and_one() {
        let clip = Camera::guess([100, 100]).clip_from_camera(0.5, 8.0);
        for (z, wanted) in [(-0.5, 0.0), (-8.0, 1.0)] {
            let p = clip * Vector4::new(0.0, 0.0, z, 1.0);
            assert!((p.z / p.w - wanted).abs() < 1e-6);
        }
    }

    #[test]
    fn position_is_where_the_world_has_the_camera() {
        let camera = tilted();
        assert!((camera.camera_from_world * camera.position()).coords.norm() < 1e-12);
        assert!(camera.depth(&camera.position()).abs() < 1e-12);
    }
}
