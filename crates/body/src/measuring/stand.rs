//! The body as it stands to be measured, with the derivatives of its points.

use nalgebra::{DVector, Matrix3, Point3, Vector3};

use super::lines::chain;
use super::paths::{Path, Skin};
use crate::model::{BodyModel, BodyShape, Points};
use crate::posture::Posture;
use crate::skin::Posed;

/// Where a tape is laid: which faces a cut looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Region {
    /// All but the arms.
    Trunk,
    /// The trunk near the neck.
    Neck,
    /// All of it.
    Whole,
    /// The head.
    Head,
    /// The left arm.
    Arm,
    /// The left arm's root: arm and trunk round the shoulder.
    Armhole,
    /// The left leg.
    Leg,
}

/// Every region, in the order of [`Region`].
const REGIONS: [Region; 7] = [
    Region::Trunk,
    Region::Neck,
    Region::Whole,
    Region::Head,
    Region::Arm,
    Region::Armhole,
    Region::Leg,
];

/// What measuring needs of a model and is the same for every shape.
///
/// The posture does not depend on the shape, so each point is linear in the coefficients.
#[derive(Clone, Debug)]
pub(crate) struct Stand {
    /// The template as it stands.
    template: Posed,
    /// How each vertex moves with each coefficient (m), shape `[n][axis][k]`.
    moves: Vec<f32>,
    /// How each joint moves with each coefficient (m), shape `[k][bones]`.
    joints: Vec<Vec<Vector3<f64>>>,
    /// Shape `[region]`, in the order of [`REGIONS`].
    faces: [Vec<[u32; 3]>; 7],
    /// Shape `[path]`, in the order of [`Path`].
    paths: Vec<Vec<Points>>,
    /// The armpit: the vertex where a level cut begins to part the left arm from the trunk.
    armpit: usize,
    /// The fingertip: the vertex of the left arm farthest from its wrist.
    fingertip: usize,
    /// The vertex of the trunk's front at the waist level, right below the left bust point.
    below_bust: usize,
}

impl Stand {
    pub(crate) fn new(model: &BodyModel) -> Self {
        let posture = Posture::measuring(model);
        let transforms = model.bone_transforms(&model.template_rest(), &posture);
        let turns: Vec<Matrix3<f64>> = transforms.iter().map(|t| *t.rotation.matrix()).collect();
        // How each bone's own offset moves, shape [k][bones].
        let (mut shifts, mut joints) = (Vec::new(), Vec::new());
        for store in &model.components {
            let mut moved: Vec<Vector3<f64>> = Vec::with_capacity(model.bones.len());
            for (index, bone) in model.bones.iter().enumerate() {
                let own = store.joints[index];
                moved.push(match bone.parent {
                    None => own,
                    Some(p) => moved[p] + turns[p] * (own - store.joints[p]),
                });
            }
            let shift = moved.iter().zip(&turns).zip(&store.joints).map(|((m, g), j)| m - g * j);
            shifts.push(shift.collect::<Vec<Vector3<f64>>>());
            joints.push(moved);
        }
        let k = model.components.len();
        let mut moves = vec![0.0; 3 * k * model.template.len()];
        for ((v, of_vertex), skin) in moves.chunks_exact_mut(3 * k).enumerate().zip(&model.skin) {
            let turn: Matrix3<f64> = skin.iter().map(|&(b, w)| turns[b] * w).sum();
            for (c, shifts) in shifts.iter().enumerate() {
                let shift: Vector3<f64> = skin.iter().map(|&(b, w)| shifts[b] * w).sum();
                let d = turn * model.component(c).at(v) + shift;
                for axis in 0..3 {
                    of_vertex[axis * k + c] = d[axis] as f32;
                }
            }
        }
        let skin = Skin::new(model);
        Self {
            faces: REGIONS.map(|region| skin.faces(region)),
            paths: skin.paths(),
            armpit: skin.armpit,
            fingertip: skin.fingertip(),
            below_bust: skin.below_bust(),
            template: model.pose(&model.template_rest(), &posture),
            moves,
            joints,
        }
    }

    /// How one vertex moves with each coefficient (m): along X, Y and Z, shape `[3][k]`.
    fn moves(&self, vertex: usize) -> [&[f32]; 3] {
        let k = self.joints.len();
        let (x, yz) = self.moves[3 * k * vertex..][..3 * k].split_at(k);
        let (y, z) = yz.split_at(k);
        [x, y, z]
    }

    pub(crate) fn faces(&self, region: Region) -> &[[u32; 3]] {
        &self.faces[region as usize]
    }
}

/// A number and its derivative by each shape coefficient.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading {
    pub(crate) value: f64,
    pub(crate) gradient: DVector<f64>,
}

impl Reading {
    pub(crate) fn zero(k: usize) -> Self {
        Self { value: 0.0, gradient: DVector::zeros(k) }
    }

    pub(crate) fn plus(mut self, other: &Self) -> Self {
        self.value += other.value;
        self.gradient += &other.gradient;
        self
    }

    pub(crate) fn minus(mut self, other: &Self) -> Self {
        self.value -= other.value;
        self.gradient -= &other.gradient;
        self
    }

    pub(crate) fn times(mut self, factor: f64) -> Self {
        self.value *= factor;
        self.gradient *= factor;
        self
    }
}

/// A point of the body (m) and its derivative by each shape coefficient.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) at: Point3<f64>,
    pub(crate) by: Vec<Vector3<f64>>,
}

impl Place {
    /// The point a share of the way to another.
    pub(crate) fn towards(&self, to: &Self, share: f64) -> Self {
        let mix = |(a, b): (&Vector3<f64>, &Vector3<f64>)| a + (b - a) * share;
        let by = self.by.iter().zip(&to.by).map(mix).collect();
        Self { at: self.at + (to.at - self.at) * share, by }
    }

    /// The point as it is, which no shape moves.
    pub(crate) fn fixed(&self) -> Self {
        Self { at: self.at, by: vec![Vector3::zeros(); self.by.len()] }
    }

    /// The point moved sideways to where another is.
    pub(crate) fn beside(&self, other: &Self) -> Self {
        let mut out = self.clone();
        out.at.x = other.at.x;
        out.by.iter_mut().zip(&other.by).for_each(|(d, o)| d.x = o.x);
        out
    }

    /// The point moved by a fixed step.
    pub(crate) fn moved(mut self, step: Vector3<f64>) -> Self {
        self.at += step;
        self
    }

    /// The coordinate along a fixed direction.
    pub(crate) fn along(&self, direction: &Vector3<f64>) -> Reading {
        let gradient = self.by.iter().map(|d| d.dot(direction));
        Reading {
            value: self.at.coords.dot(direction),
            gradient: DVector::from_iterator(self.by.len(), gradient),
        }
    }

    /// The straight distance to another.
    pub(crate) fn distance(&self, to: &Self) -> Reading {
        let e = to.at - self.at;
        let unit = e.try_normalize(1e-12).unwrap_or_else(Vector3::zeros);
        let gradient = self.by.iter().zip(&to.by).map(|(a, b)| (b - a).dot(&unit));
        Reading { value: e.norm(), gradient: DVector::from_iterator(self.by.len(), gradient) }
    }
}

/// A body of one shape, standing to be measured.
pub(crate) struct Standing<'a> {
    pub(crate) model: &'a BodyModel,
    pub(crate) stand: &'a Stand,
    /// Vertices (m), shape `[n]`; the floor is where the lowest is.
    pub(crate) vertices: Vec<Point3<f64>>,
    joints: Vec<Point3<f64>>,
}

impl<'a> Standing<'a> {
    pub(crate) fn new(model: &'a BodyModel, shape: &BodyShape) -> Self {
        let stand = model.stand();
        let k = model.components.len();
        let mut by = vec![0.0; k];
        by.iter_mut().zip(&shape.coefficients).for_each(|(to, from)| *to = *from);
        let Posed { mut vertices, mut joints } = stand.template.clone();
        for (v, p) in vertices.iter_mut().enumerate() {
            for (at, moves) in p.iter_mut().zip(stand.moves(v)) {
                *at += dot(&by, moves);
            }
        }
        for (moves, c) in stand.joints.iter().zip(&by) {
            joints.iter_mut().zip(moves).for_each(|(p, d)| *p += d * *c);
        }
        Self { model, stand, vertices, joints }
    }

    pub(crate) fn k(&self) -> usize {
        self.model.components.len()
    }

    pub(crate) fn vertex(&self, vertex: usize) -> Place {
        let [x, y, z] = self.stand.moves(vertex);
        let by = x.iter().zip(y).zip(z).map(|((&x, &y), &z)| Vector3::new(x, y, z).cast());
        Place { at: self.vertices[vertex], by: by.collect() }
    }

    pub(crate) fn points(&self, points: &Points) -> Place {
        let mut sum = Place { at: Point3::origin(), by: vec![Vector3::zeros(); self.k()] };
        for (vertex, weight) in points.iter() {
            let place = self.vertex(vertex);
            sum.at += place.at.coords * weight;
            for (s, d) in sum.by.iter_mut().zip(&place.by) {
                *s += d * weight;
            }
        }
        sum
    }

    /// A landmark, or `None` when the asset has none of that name.
    pub(crate) fn landmark(&self, name: &str) -> Option<Place> {
        self.model.landmark(name).map(|p| self.points(p))
    }

    /// The armpit.
    pub(crate) fn armpit(&self) -> Place {
        self.vertex(self.stand.armpit)
    }

    /// The tip of the longest finger.
    pub(crate) fn fingertip(&self) -> Place {
        self.vertex(self.stand.fingertip)
    }

    /// The point of the waist's front right below the bust point.
    pub(crate) fn below_bust(&self) -> Place {
        self.vertex(self.stand.below_bust)
    }

    /// The places along a path that is pinned to the skin.
    fn path(&self, path: Path) -> Vec<Place> {
        self.stand.paths[path as usize].iter().map(|p| self.points(p)).collect()
    }

    /// The length of a path that is pinned to the skin.
    pub(crate) fn over(&self, path: Path) -> Reading {
        chain(&self.path(path), self.k())
    }

    /// A keypoint, or `None` when the asset has none of that name.
    pub(crate) fn keypoint(&self, name: &str) -> Option<Place> {
        let (_, points) = self.model.keypoints().iter().find(|(n, _)| n == name)?;
        Some(self.points(points))
    }

    /// The joint a bone turns about, or `None` when the asset has no such bone.
    pub(crate) fn joint(&self, bone: &str) -> Option<Place> {
        let index = self.model.bone(bone)?;
        let by = self.stand.joints.iter().map(|j| j[index]).collect();
        Some(Place { at: self.joints[index], by })
    }

    /// For a field over the vertices, `Σ field · ∂vertex/∂coefficient`; shape `[k]`.
    ///
    /// Cost: `k · n` multiply-adds.
    pub(crate) fn pull_back(&self, field: &[Vector3<f64>]) -> DVector<f64> {
        let mut back = DVector::zeros(self.k());
        for (vertex, f) in field.iter().enumerate() {
            let [x, y, z] = self.stand.moves(vertex);
            let moves = x.iter().zip(y).zip(z);
            for (sum, ((x, y), z)) in back.as_mut_slice().iter_mut().zip(moves) {
                *sum += f.x * f64::from(*x) + f.y * f64::from(*y) + f.z * f64::from(*z);
            }
        }
        back
    }
}

/// The scalar product, summed in eight strands so that it runs in vector registers.
fn dot(a: &[f64], b: &[f32]) -> f64 {
    let mut strands = [0.0; 8];
    let (a8, a1) = a.as_chunks::<8>();
    let (b8, b1) = b.as_chunks::<8>();
    for (x, y) in a8.iter().zip(b8) {
        for i in 0..8 {
            strands[i] += x[i] * f64::from(y[i]);
        }
    }
    let rest: f64 = a1.iter().zip(b1).map(|(x, &y)| x * f64::from(y)).sum();
    strands.iter().sum::<f64>() + rest
}
