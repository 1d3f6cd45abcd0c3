//! The body model laid out for fitting.

use nalgebra::{Matrix3, Point3, Vector3};

use super::joints::{self, Joint};
use crate::model::{BodyModel, Part};

/// Everything of a [`BodyModel`] that a fit needs, in the order in which it is read.
pub(super) struct Rig<'a> {
    pub(super) model: &'a BodyModel,
    /// Number of components.
    pub(super) k: usize,
    /// Rest position of each vertex on the mean body (m).
    template: Vec<Vector3<f32>>,
    /// Components (m), shape `[vertex][axis][component]`.
    basis: Vec<f32>,
    pub(super) joints: Vec<Joint>,
    /// `below[a][b]`: bone b hangs on bone a, or is a.
    below: Vec<Vec<bool>>,
    /// Vertices whose outline a photo shows as the body's own: no head, no hands, no feet.
    pub(super) outlined: Vec<bool>,
    /// Triangles below the head, and the vertices they use: all that an outline is made of.
    pub(super) triangles: Vec<[usize; 3]>,
    trunk: Vec<usize>,
}

/// One body in one posture, in the body's own axes with the root joint at the origin.
pub(super) struct Pose {
    /// Turn of each bone.
    g: Vec<Matrix3<f64>>,
    /// Joint centre of each bone (m).
    t: Vec<Vector3<f64>>,
    /// Rest joint centre of each bone (m).
    j: Vec<Vector3<f64>>,
    /// Axis of each of the rig's joints as turned by what is above it.
    axes: Vec<Vector3<f64>>,
    /// ∂(t − g j)/∂component of each bone (m), shape `[bone][axis][component]`.
    shift: Vec<f64>,
    /// Root joint (m) and its derivative, shape `[axis][component]`.
    root: Vector3<f64>,
    root_shift: Vec<f64>,
}

impl<'a> Rig<'a> {
    pub(super) fn new(model: &'a BodyModel) -> Self {
        let k = model.component_count();
        let template: Vec<Vector3<f32>> =
            model.template.iter().map(|p| p.coords.cast::<f32>()).collect();
        let n = template.len();
        let mut basis = vec![0.0f32; n * 3 * k];
        for c in 0..k {
            let component = model.component(c);
            for (axis, moves) in [component.x, component.y, component.z].into_iter().enumerate() {
                for (v, &d) in moves.iter().enumerate() {
                    basis[(v * 3 + axis) * k + c] = d;
                }
            }
        }
        let bones = model.bones();
        let below = (0..bones.len())
            .map(|a| {
                let mut under = vec![false; bones.len()];
                for b in 0..bones.len() {
                    under[b] = b == a || bones[b].parent.is_some_and(|p| under[p]);
                }
                under
            })
            .collect();
        let extremity: Vec<bool> = bones
            .iter()
            .map(|b| b.name.starts_with("wrist") || b.name.starts_with("foot"))
            .collect();
        let outlined = (0..n)
            .map(|v| {
                let held: f64 = model.skin[v].iter().filter(|s| extremity[s.0]).map(|s| s.1).sum();
                model.parts[v] != Part::Head && held < 0.3
            })
            .collect();
        let triangles: Vec<[usize; 3]> = model
            .triangles()
            .iter()
            .map(|t| t.map(|v| v as usize))
            .filter(|t| t.iter().any(|&v| model.parts[v] != Part::Head))
            .collect();
        let mut used = vec![false; n];
        for &v in triangles.iter().flatten() {
            used[v] = true;
        }
        let trunk = (0..n).filter(|&v| used[v]).collect();
        let joints = joints::joints(model);
        Self { model, k, template, basis, joints, below, outlined, triangles, trunk }
    }

    /// Rest position of one vertex (m).
    fn rest(&self, v: usize, shape: &[f32]) -> Vector3<f64> {
        let mut p = self.template[v];
        for axis in 0..3 {
            let row = &self.basis[(v * 3 + axis) * self.k..][..self.k];
            p[axis] += dot(row, shape);
        }
        p.cast()
    }

    /// The skeleton of a shape (coefficients) with joint angles (rad), and its derivatives.
    pub(super) fn pose(&self, shape: &[f64], angles: &[f64]) -> Pose {
        let bones = self.model.bones();
        let k = self.k;
        let local = joints::rotations(&self.joints, angles, bones.len());
        let (mut g, mut t, mut j) = (Vec::new(), Vec::new(), Vec::new());
        // ∂t/∂component, shape [bone][axis][component].
        let mut dt = vec![0.0; bones.len() * 3 * k];
        let mut shift = vec![0.0; bones.len() * 3 * k];
        for (b, bone) in bones.iter().enumerate() {
            let mut rest: Vector3<f64> = self.model.joints[b].coords;
            for (c, &s) in shape.iter().enumerate() {
                rest += self.model.components[c].joints[b] * s;
            }
            let above = bone.parent.map_or_else(Matrix3::identity, |p| g[p]);
            let turn: Matrix3<f64> = above * local[b].matrix();
            t.push(match bone.parent {
                None => rest,
                Some(p) => t[p] + above * (rest - j[p]),
            });
            for c in 0..k {
                let d = self.model.components[c].joints[b];
                let moved = match bone.parent {
                    None => d,
                    Some(p) => {
                        let at = |axis: usize| dt[(p * 3 + axis) * k + c];
                        Vector3::new(at(0), at(1), at(2))
                            + above * (d - self.model.components[c].joints[p])
                    }
                };
                let held = moved - turn * d;
                for axis in 0..3 {
                    dt[(b * 3 + axis) * k + c] = moved[axis];
                    shift[(b * 3 + axis) * k + c] = held[axis];
                }
            }
            g.push(turn);
            j.push(rest);
        }
        // Each axis as turned by the bone's parents and by the bone's own turns before it.
        let mut axes = Vec::with_capacity(self.joints.len());
        let mut before = (usize::MAX, Matrix3::identity());
        for (joint, &angle) in self.joints.iter().zip(angles) {
            if before.0 != joint.bone {
                let above = bones[joint.bone].parent.map_or_else(Matrix3::identity, |p| g[p]);
                before = (joint.bone, above);
            }
            axes.push(before.1 * joint.axis);
            let axis = nalgebra::Unit::new_unchecked(joint.axis);
            before.1 *= nalgebra::Rotation3::from_axis_angle(&axis, angle).matrix();
        }
        let root = t[0];
        let root_shift = dt[..3 * k].to_vec();
        Pose { g, t, j, axes, shift, root, root_shift }
    }

    /// Where vertex `v` goes (m), with the root joint at the origin.
    pub(super) fn place(&self, pose: &Pose, v: usize, shape: &[f32]) -> Vector3<f64> {
        let rest = self.rest(v, shape);
        let mut p = -pose.root;
        for &(b, w) in &self.model.skin[v] {
            p += w * (pose.g[b] * (rest - pose.j[b]) + pose.t[b]);
        }
        p
    }

    /// Adds to `row` the derivative of `functional` · place(v) by shape and joint angles; shape
    /// `[components + joints]`.
    pub(super) fn add_row(
        &self,
        pose: &Pose,
        v: usize,
        shape: &[f32],
        functional: &Vector3<f64>,
        row: &mut [f64],
    ) {
        let k = self.k;
        let rest = self.rest(v, shape);
        let (by_shape, by_joint) = row.split_at_mut(k);
        let mut turned = Vector3::zeros();
        for &(b, w) in &self.model.skin[v] {
            turned += w * pose.g[b].tr_mul(functional);
            for axis in 0..3 {
                let f = w * functional[axis];
                let shift = &pose.shift[(b * 3 + axis) * k..][..k];
                for (r, s) in by_shape.iter_mut().zip(shift) {
                    *r += f * s;
                }
            }
        }
        for axis in 0..3 {
            let basis = &self.basis[(v * 3 + axis) * k..][..k];
            let root = &pose.root_shift[axis * k..][..k];
            for ((r, b), s) in by_shape.iter_mut().zip(basis).zip(root) {
                *r += turned[axis] * f64::from(*b) - functional[axis] * s;
            }
        }
        let mut bone = usize::MAX;
        let mut moment = Vector3::zeros();
        for ((joint, axis), r) in self.joints.iter().zip(&pose.axes).zip(by_joint) {
            if joint.bone != bone {
                bone = joint.bone;
                let mut arm = Vector3::zeros();
                for &(b, w) in &self.model.skin[v] {
                    if self.below[bone][b] {
                        arm += w * (pose.g[b] * (rest - pose.j[b]) + pose.t[b] - pose.t[bone]);
                    }
                }
                moment = arm.cross(functional);
            }
            *r += axis.dot(&moment);
        }
    }

    /// The vertices of [`triangles`](Self::triangles) (m) as [`place`](Self::place) would have
    /// them, the others at the origin; shape `[vertex]`.
    pub(super) fn place_trunk(&self, pose: &Pose, shape: &[f32]) -> Vec<Point3<f32>> {
        let g: Vec<Matrix3<f32>> = pose.g.iter().map(|g| g.cast()).collect();
        let held: Vec<Vector3<f32>> =
            (0..g.len()).map(|b| (pose.t[b] - pose.g[b] * pose.j[b] - pose.root).cast()).collect();
        let mut placed = vec![Point3::origin(); self.template.len()];
        for &v in &self.trunk {
            let rest: Vector3<f32> = self.rest(v, shape).cast();
            let (mut turn, mut shift) = (Matrix3::zeros(), Vector3::zeros());
            for &(b, w) in &self.model.skin[v] {
                turn += g[b] * w as f32;
                shift += held[b] * w as f32;
            }
            placed[v] = Point3::from(turn * rest + shift);
        }
        placed
    }
}

/// The scalar product, summed in eight strands so that it runs in vector registers.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut strands = [0.0f32; 8];
    let (a8, a1) = a.as_chunks::<8>();
    let (b8, b1) = b.as_chunks::<8>();
    for (x, y) in a8.iter().zip(b8) {
        for i in 0..8 {
            strands[i] += x[i] * y[i];
        }
    }
    strands.iter().sum::<f32>() + a1.iter().zip(b1).map(|(x, y)| x * y).sum::<f32>()
}
