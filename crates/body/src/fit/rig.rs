//! The body model laid out for fitting.

use std::collections::HashMap;
use std::ops::Deref;

use nalgebra::{Matrix3, Rotation3, Vector3};

use super::joints::{self, Joint};
use crate::model::{BodyModel, Part};

/// A [`BodyModel`] with its [`Layout`].
pub(super) struct Rig<'a> {
    pub(super) model: &'a BodyModel,
    layout: &'a Layout,
}

/// What a fit needs of a model and is the same for every fit, in the order in which it is read.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// Number of components.
    pub(super) k: usize,
    pub(super) joints: Vec<Joint>,
    /// `below[a][b]`: bone b hangs on bone a, or is a.
    below: Vec<Vec<bool>>,
    /// Vertices whose outline a photo shows as the body's own: no head, no hands, no feet.
    pub(super) outlined: Vec<bool>,
    pub(super) feet: Vec<bool>,
    /// How high the root joint is on the mean body (m).
    pub(super) root_height: f64,
    /// Vertices of the head's top, of which one is the highest however the head is held.
    pub(super) crown: Vec<usize>,
    /// Vertices of the feet next to the floor.
    pub(super) soles: Vec<usize>,
    /// The vertices of the triangles below the head: all that an outline is made of.
    pub(super) trunk: Vec<usize>,
    /// Those triangles, as places in `trunk`.
    pub(super) triangles: Vec<[u32; 3]>,
    /// The triangle on the other side of each edge of those; `u32::MAX` where there is none.
    pub(super) beside: Vec<[u32; 3]>,
    /// The bones of each vertex of `trunk` and their weights.
    skin: Vec<([usize; 4], [f32; 4])>,
    /// Where the template has `trunk` (m): all x, all y, all z.
    template: Vec<f32>,
    /// How it moves with each component (m), shape `[component][axis][trunk]`.
    components: Vec<f32>,
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

/// Where a vertex goes (m).
pub(super) struct Placed {
    /// With the root joint at the origin.
    pub(super) at: Vector3<f64>,
    /// Where each of its bones alone would take it.
    by_bone: [Vector3<f64>; 4],
}

impl Deref for Rig<'_> {
    type Target = Layout;

    fn deref(&self) -> &Layout {
        self.layout
    }
}

impl Layout {
    pub(crate) fn new(model: &BodyModel) -> Self {
        let k = model.component_count();
        let n = model.vertex_count();
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
        let held = |v: usize, name: &str| -> f64 {
            let named = |s: &&(usize, f64)| bones[s.0].name.starts_with(name);
            model.skin[v].iter().filter(named).map(|s| s.1).sum()
        };
        let feet: Vec<bool> = (0..n).map(|v| held(v, "foot") >= 0.3).collect();
        let outlined =
            (0..n).map(|v| model.parts[v] != Part::Head && held(v, "wrist") < 0.3).collect();
        let floor = (0..n).map(|v| model.template[v].y).fold(f64::MAX, f64::min);
        let root_height = model.joints[0].y - floor;
        let below_head = |t: &&[u32; 3]| t.iter().any(|&v| model.parts[v as usize] != Part::Head);
        let triangles: Vec<[u32; 3]> =
            model.triangles().iter().filter(below_head).copied().collect();
        let mut place = vec![u32::MAX; n];
        for &v in triangles.iter().flatten() {
            place[v as usize] = 0;
        }
        let trunk: Vec<usize> = (0..n).filter(|&v| place[v] == 0).collect();
        for (i, &v) in trunk.iter().enumerate() {
            place[v] = i as u32;
        }
        let skin = trunk.iter().map(|&v| {
            let skin = &model.skin[v];
            (skin.map(|s| s.0), skin.map(|s| s.1 as f32))
        });
        let along = |axis: usize| trunk.iter().map(move |&v| model.template[v][axis] as f32);
        let height = |v: usize| model.template[v].y;
        let all = || (0..n).map(height);
        let (floor, top) = (all().fold(f64::MAX, f64::min), all().fold(f64::MIN, f64::max));
        let triangles: Vec<[u32; 3]> =
            triangles.iter().map(|t| t.map(|v| place[v as usize])).collect();
        Self {
            feet,
            root_height,
            crown: (0..n).filter(|&v| height(v) > top - END).collect(),
            soles: (0..n).filter(|&v| height(v) < floor + END).collect(),
            k,
            joints: joints::joints(model),
            below,
            outlined,
            beside: beside(&triangles),
            triangles,
            skin: skin.collect(),
            template: (0..3).flat_map(along).collect(),
            components: (0..k)
                .flat_map(|c| {
                    let component = model.component(c);
                    [component.x, component.y, component.z]
                })
                .flat_map(|moves| trunk.iter().map(|&v| moves[v]))
                .collect(),
            trunk,
        }
    }

    /// The rest positions of [`trunk`](Self::trunk) (m): all x, all y, all z.
    pub(super) fn trunk_at_rest(&self, shape: &[f32]) -> Vec<f32> {
        let mut at = self.template.clone();
        let n = at.len();
        // A block at a time, so that the sums stay in registers while the components pass by.
        let (blocks, rest) = at.as_chunks_mut::<LANES>();
        let first = blocks.len() * LANES;
        for (i, block) in blocks.iter_mut().enumerate() {
            let mut sums = [0.0f32; LANES];
            for (c, &s) in shape.iter().enumerate() {
                let moves = &self.components[c * n + i * LANES..][..LANES];
                for (sum, d) in sums.iter_mut().zip(moves) {
                    *sum += s * d;
                }
            }
            block.iter_mut().zip(sums).for_each(|(p, d)| *p += d);
        }
        for (i, p) in rest.iter_mut().enumerate() {
            let moves = |c: usize| self.components[c * n + first + i];
            *p += shape.iter().enumerate().map(|(c, s)| s * moves(c)).sum::<f32>();
        }
        at
    }
}

/// The triangle on the other side of each triangle's edges ab, bc and ca, which runs along it the
/// other way; `u32::MAX` at a border.
fn beside(triangles: &[[u32; 3]]) -> Vec<[u32; 3]> {
    let along = |[a, b, c]: [u32; 3]| [[a, b], [b, c], [c, a]];
    let all = triangles.iter().enumerate();
    let owner: HashMap<[u32; 2], u32> =
        all.flat_map(|(i, &t)| along(t).map(|edge| (edge, i as u32))).collect();
    let other = |[p, q]: [u32; 2]| owner.get(&[q, p]).copied().unwrap_or(u32::MAX);
    triangles.iter().map(|&t| along(t).map(other)).collect()
}

/// How far below the top of the mean body's head and above the floor vertices may be the outermost (m).
const END: f64 = 0.012;

/// How many coordinates are summed up at a time.
const LANES: usize = 32;

impl<'a> Rig<'a> {
    pub(super) fn new(model: &'a BodyModel) -> Self {
        Self { model, layout: model.layout() }
    }

    /// Rest position of one vertex (m).
    fn rest(&self, v: usize, shape: &[f32]) -> Vector3<f64> {
        let mut p: Vector3<f32> = self.model.template[v].coords.cast();
        for (at, moves) in p.iter_mut().zip(self.model.moves(v).chunks_exact(self.k)) {
            *at += dot(moves, shape);
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
            before.1 *= Rotation3::from_axis_angle(&axis, angle).matrix();
        }
        let root = t[0];
        let root_shift = dt[..3 * k].to_vec();
        Pose { g, t, j, axes, shift, root, root_shift }
    }

    /// Where vertex `v` goes (m), with the root joint at the origin.
    pub(super) fn place(&self, pose: &Pose, v: usize, shape: &[f32]) -> Placed {
        let rest = self.rest(v, shape);
        let by_bone = self.model.skin[v].map(|(b, w)| {
            // Most vertices hang on fewer than four bones.
            if w == 0.0 { Vector3::zeros() } else { pose.g[b] * (rest - pose.j[b]) + pose.t[b] }
        });
        let weights = self.model.skin[v].iter().map(|s| s.1);
        let at = by_bone.iter().zip(weights).map(|(p, w)| p * w).sum::<Vector3<f64>>() - pose.root;
        Placed { at, by_bone }
    }

    /// Adds to `row` the derivative of `functional` · place(v), which is `placed`, by shape and
    /// joint angles; shape `[components + joints]`.
    pub(super) fn add_row(
        &self,
        pose: &Pose,
        v: usize,
        placed: &Placed,
        functional: &Vector3<f64>,
        row: &mut [f64],
    ) {
        let k = self.k;
        let (by_shape, by_joint) = row.split_at_mut(k);
        let mut turned = Vector3::zeros();
        for &(b, w) in self.model.skin[v].iter().filter(|s| s.1 != 0.0) {
            turned += w * pose.g[b].tr_mul(functional);
            for axis in 0..3 {
                let f = w * functional[axis];
                let shift = &pose.shift[(b * 3 + axis) * k..][..k];
                for (r, s) in by_shape.iter_mut().zip(shift) {
                    *r += f * s;
                }
            }
        }
        let moves = self.model.moves(v);
        for axis in 0..3 {
            let basis = &moves[axis * k..][..k];
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
                for (&(b, w), p) in self.model.skin[v].iter().zip(&placed.by_bone) {
                    if self.below[bone][b] {
                        arm += w * (p - pose.t[bone]);
                    }
                }
                moment = arm.cross(functional);
            }
            *r += axis.dot(&moment);
        }
    }

    /// Where `turn` and `translation` take the vertices of [`trunk`](Layout::trunk) from where
    /// [`place`](Self::place) would have them (m); shape `[trunk]`. `rest` is
    /// [`trunk_at_rest`](Layout::trunk_at_rest).
    pub(super) fn place_trunk(
        &self,
        pose: &Pose,
        rest: &[f32],
        turn: &Rotation3<f64>,
        translation: &Vector3<f64>,
    ) -> Vec<[f32; 3]> {
        // Each bone's turn and shift, column by column.
        let bones: Vec<[f32; 12]> = (0..pose.g.len())
            .map(|b| {
                let held = pose.t[b] - pose.g[b] * pose.j[b] - pose.root;
                let (g, t) = (turn * pose.g[b], turn * held + translation);
                let columns = [g.column(0), g.column(1), g.column(2), t.column(0)];
                std::array::from_fn(|i| columns[i / 3][i % 3] as f32)
            })
            .collect();
        let (x, yz) = rest.split_at(self.trunk.len());
        let (y, z) = yz.split_at(self.trunk.len());
        let places = x.iter().zip(y).zip(z).zip(&self.skin);
        places
            .map(|(((x, y), z), (held, weights))| {
                let mut m = [0.0f32; 12];
                for (&b, &w) in held.iter().zip(weights) {
                    for (sum, part) in m.iter_mut().zip(&bones[b]) {
                        *sum += w * part;
                    }
                }
                std::array::from_fn(|i| m[i] * x + m[3 + i] * y + m[6 + i] * z + m[9 + i])
            })
            .collect()
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
