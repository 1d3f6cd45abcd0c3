//! One photo's share of a fit: where its camera stands and how the person holds herself in it.

use nalgebra::{Isometry3, Matrix2x3, Point2, Rotation3, Translation3, UnitQuaternion, Vector3};

use super::rig::{Placed, Pose, Rig};
use crate::camera::Camera;

/// How many unknowns of a view come before its joint angles: three turns, two directions, the
/// logarithm of the distance at an even size in the picture, and that of the size.
pub(super) const VIEW_UNKNOWNS: usize = 7;

/// The unknowns of one view.
#[derive(Clone, Debug)]
pub(super) struct ViewState {
    /// Turns the body's own axes to the camera's.
    pub(super) turn: Rotation3<f64>,
    /// The root joint's direction from the camera: x/−z and y/−z.
    pub(super) direction: [f64; 2],
    /// ln of the root joint's depth (m).
    pub(super) ln_depth: f64,
    /// ln of the focal length (px).
    pub(super) ln_focal: f64,
    /// Angle of each of the rig's joints (rad).
    pub(super) angles: Vec<f64>,
}

impl ViewState {
    pub(super) fn depth(&self) -> f64 {
        libm::exp(self.ln_depth)
    }

    pub(super) fn focal(&self) -> f64 {
        libm::exp(self.ln_focal)
    }

    /// The root joint in the camera's axes (m).
    pub(super) fn translation(&self) -> Vector3<f64> {
        let [x, y] = self.direction;
        self.depth() * Vector3::new(x, y, -1.0)
    }

    /// Pixels a metre at the root joint's depth.
    pub(super) fn px_per_m(&self) -> f64 {
        self.focal() / self.depth()
    }

    /// Takes a step of `VIEW_UNKNOWNS + joints` unknowns.
    pub(super) fn advance(&mut self, step: &[f64]) {
        let spin = Vector3::new(step[0], step[1], step[2]);
        self.turn = Rotation3::new(spin) * self.turn;
        self.direction[0] += step[3];
        self.direction[1] += step[4];
        // A step of more than a third in scale is a blunder of the linearisation.
        let [nearer, larger] = [step[5], step[6]].map(|s| s.clamp(-0.3, 0.3));
        self.ln_depth += nearer;
        self.ln_focal += nearer + larger;
        for (angle, d) in self.angles.iter_mut().zip(&step[VIEW_UNKNOWNS..]) {
            *angle += d.clamp(-0.6, 0.6);
        }
    }

    /// How high the camera is above the root joint, along the body's own upright (m), and the
    /// derivative by the view's unknowns but the last.
    pub(super) fn height_over_root(&self) -> (f64, [f64; VIEW_UNKNOWNS - 1]) {
        let (up, at, depth) = (self.turn * Vector3::y(), self.translation(), self.depth());
        let by_turn = at.cross(&up);
        let height = -up.dot(&at);
        let row = [by_turn.x, by_turn.y, by_turn.z, -up.x * depth, -up.y * depth, height];
        (height, row)
    }

    /// The camera whose world has the body's root joint at `root_in_world`, unturned.
    pub(super) fn camera(
        &self,
        center_px: Point2<f64>,
        size_px: [u32; 2],
        root_in_world: Vector3<f64>,
    ) -> Camera {
        let turn = UnitQuaternion::from_rotation_matrix(&self.turn);
        let translation = self.translation() - turn * root_in_world;
        Camera {
            focal_px: self.focal(),
            center_px,
            size_px,
            camera_from_world: Isometry3::from_parts(Translation3::from(translation), turn),
        }
    }
}

/// A view made ready to project: its state, the posed skeleton and the picture's middle.
pub(super) struct Projector<'a> {
    pub(super) rig: &'a Rig<'a>,
    pub(super) pose: Pose,
    pub(super) shape: &'a [f32],
    pub(super) center: Point2<f64>,
    turn: Rotation3<f64>,
    translation: Vector3<f64>,
    focal: f64,
}

/// A projected vertex.
pub(super) struct Projected {
    placed: Placed,
    /// In the camera's axes with the root joint at the origin (m).
    arm: Vector3<f64>,
    /// ∂ pixel / ∂ point in the camera's axes (px/m).
    pub(super) by_point: Matrix2x3<f64>,
    /// In the photo (px).
    pub(super) pixel: Point2<f64>,
}

impl<'a> Projector<'a> {
    pub(super) fn new(
        rig: &'a Rig<'a>,
        shape: &'a [f32],
        pose: Pose,
        state: &ViewState,
        center: Point2<f64>,
    ) -> Self {
        Self {
            rig,
            pose,
            shape,
            center,
            turn: state.turn,
            translation: state.translation(),
            focal: state.focal(),
        }
    }

    /// Projects one vertex.
    pub(super) fn project(&self, vertex: usize) -> Projected {
        let placed = self.rig.place(&self.pose, vertex, self.shape);
        let arm = self.turn * placed.at;
        let p = arm + self.translation;
        let depth = (-p.z).max(0.05);
        let (f, d) = (self.focal, depth);
        let pixel = Point2::new(self.center.x + f * p.x / d, self.center.y - f * p.y / d);
        let by_point =
            Matrix2x3::new(f / d, 0.0, f * p.x / (d * d), 0.0, -f / d, -f * p.y / (d * d));
        Projected { placed, arm, by_point, pixel }
    }

    /// Adds `weight` times the derivative of `normal` · pixel to `row`, shape
    /// `[components + VIEW_UNKNOWNS + joints]`: first the shape, then the view.
    pub(super) fn add_row(
        &self,
        vertex: usize,
        at: &Projected,
        functional: &nalgebra::Vector2<f64>,
        row: &mut [f64],
        scratch: &mut [f64],
    ) {
        let k = self.rig.k;
        let g = at.by_point.tr_mul(functional);
        scratch.fill(0.0);
        self.rig.add_row(
            &self.pose,
            vertex,
            &at.placed,
            &self.turn.inverse_transform_vector(&g),
            scratch,
        );
        for (r, s) in row[..k].iter_mut().zip(&scratch[..k]) {
            *r += s;
        }
        let view = &mut row[k..];
        let moment = at.arm.cross(&g);
        for axis in 0..3 {
            view[axis] += moment[axis];
        }
        let depth = -self.translation.z;
        view[3] += g.x * depth;
        view[4] += g.y * depth;
        let larger = functional.dot(&(at.pixel - self.center));
        view[5] += g.dot(&self.translation) + larger;
        view[6] += larger;
        for (r, s) in view[VIEW_UNKNOWNS..].iter_mut().zip(&scratch[k..]) {
            *r += s;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BodyModel;

    #[test]
    fn the_derivative_of_the_cameras_height_is_its_difference_quotient() {
        let state = ViewState {
            turn: Rotation3::new(Vector3::new(0.2, 0.8, -0.05)),
            direction: [0.05, -0.1],
            ln_depth: 0.9,
            ln_focal: 6.8,
            angles: Vec::new(),
        };
        let (_, row) = state.height_over_root();
        for (unknown, by) in row.into_iter().enumerate() {
            let height = |h: f64| {
                let (mut state, mut step) = (state.clone(), [0.0; VIEW_UNKNOWNS]);
                step[unknown] = h;
                state.advance(&step);
                state.height_over_root().0
            };
            let quotient = (height(1e-5) - height(-1e-5)) / 2e-5;
            assert!((quotient - by).abs() < 1e-7, "unknown {unknown}: {quotient} against {by}");
        }
    }

    #[test]
    fn the_derivative_of_a_pixel_is_its_difference_quotient() {
        let bytes = include_bytes!("../../../../models/body/body.bin");
        let model = BodyModel::from_bytes(bytes).unwrap();
        let rig = Rig::new(&model);
        let k = rig.k;
        let shape: Vec<f64> = (0..k).map(|i| libm::sin(1.7 * i as f64)).collect();
        let state = ViewState {
            turn: Rotation3::new(Vector3::new(0.1, 0.8, -0.05)),
            direction: [0.05, -0.1],
            ln_depth: 1.1,
            ln_focal: 6.8,
            angles: rig
                .joints
                .iter()
                .enumerate()
                .map(|(i, j)| j.mean + 0.1 * libm::cos(i as f64))
                .collect(),
        };
        let center = Point2::new(300.0, 400.0);
        let pixel = |shape: &[f64], state: &ViewState, vertex: usize| {
            let coefficients: Vec<f32> = shape.iter().map(|&c| c as f32).collect();
            let pose = rig.pose(shape, &state.angles);
            Projector::new(&rig, &coefficients, pose, state, center).project(vertex).pixel
        };
        let n = VIEW_UNKNOWNS + rig.joints.len();
        let functional = nalgebra::Vector2::new(0.6, -0.8);
        for vertex in [100, 4000, 8276.min(model.vertex_count() - 1), 12000] {
            let coefficients: Vec<f32> = shape.iter().map(|&c| c as f32).collect();
            let pose = rig.pose(&shape, &state.angles);
            let projector = Projector::new(&rig, &coefficients, pose, &state, center);
            let mut row = vec![0.0; k + n];
            let mut scratch = vec![0.0; k + rig.joints.len()];
            let at = projector.project(vertex);
            projector.add_row(vertex, &at, &functional, &mut row, &mut scratch);
            for unknown in 0..k + n {
                // Single precision limits shapes: 1e-7 m · 330 px/m / 0.05 is 1e-3 px a unit.
                let h = if unknown < k { 0.05 } else { 1e-4 };
                let moved = |sign: f64| {
                    let (mut shape, mut state) = (shape.clone(), state.clone());
                    if unknown < k {
                        shape[unknown] += sign * h;
                    } else {
                        let mut step = vec![0.0; n];
                        step[unknown - k] = sign * h;
                        state.advance(&step);
                    }
                    pixel(&shape, &state, vertex)
                };
                let quotient = (moved(1.0) - moved(-1.0)).dot(&functional) / (2.0 * h);
                assert!(
                    (quotient - row[unknown]).abs() < 5e-3 + 1e-4 * row[unknown].abs(),
                    "vertex {vertex}, unknown {unknown}: {quotient} against {}",
                    row[unknown]
                );
            }
        }
    }
}
