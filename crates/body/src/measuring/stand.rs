//! The body as it stands to be measured, with the derivatives of its points.

use nalgebra::{DVector, Matrix3, Point3, Vector3};

use super::lines::chain;
use super::paths::{Path, Skin};
use crate::model::{BodyModel, BodyShape, Points};
use crate::posture::Posture;

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
    posture: Posture,
    /// Turn of each bone.
    turns: Vec<Matrix3<f64>>,
    /// How each bone's own offset moves with each coefficient (m), shape `[k][bones]`.
    shifts: Vec<Vec<Vector3<f64>>>,
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
            shifts.push(shift.collect());
            joints.push(moved);
        }
        let skin = Skin::new(model);
        Self {
            faces: REGIONS.map(|region| skin.faces(region)),
            paths: skin.paths(),
            armpit: skin.armpit,
            fingertip: skin.fingertip(),
            below_bust: skin.below_bust(),
            posture,
            turns,
            shifts,
            joints,
        }
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
        let posed = model.pose(&model.rest(shape), &stand.posture);
        Self { model, stand, vertices: posed.vertices, joints: posed.joints }
    }

    pub(crate) fn k(&self) -> usize {
        self.model.components.len()
    }

    /// The mean turn of the bones a vertex hangs on.
    pub(crate) fn turn(&self, vertex: usize) -> Matrix3<f64> {
        self.model.skin[vertex].iter().map(|&(b, w)| self.stand.turns[b] * w).sum()
    }

    /// How a vertex moves with coefficient `k`, given its [`turn`](Self::turn).
    fn vertex_by(&self, vertex: usize, turn: &Matrix3<f64>, k: usize) -> Vector3<f64> {
        let shift: Vector3<f64> =
            self.model.skin[vertex].iter().map(|&(b, w)| self.stand.shifts[k][b] * w).sum();
        turn * self.model.component(k).at(vertex) + shift
    }

    pub(crate) fn vertex(&self, vertex: usize) -> Place {
        let turn = self.turn(vertex);
        let by = (0..self.k()).map(|k| self.vertex_by(vertex, &turn, k)).collect();
        Place { at: self.vertices[vertex], by }
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
        let mut back: [Vec<f64>; 3] = std::array::from_fn(|_| Vec::with_capacity(field.len()));
        let mut by_bone = vec![Vector3::zeros(); self.model.bones.len()];
        for (vertex, f) in field.iter().enumerate() {
            let at_rest = self.turn(vertex).tr_mul(f);
            for (axis, list) in back.iter_mut().enumerate() {
                list.push(at_rest[axis]);
            }
            for &(bone, weight) in &self.model.skin[vertex] {
                by_bone[bone] += f * weight;
            }
        }
        let dot =
            |a: &[f64], b: &[f32]| -> f64 { a.iter().zip(b).map(|(a, &b)| a * f64::from(b)).sum() };
        DVector::from_iterator(
            self.k(),
            (0..self.k()).map(|k| {
                let c = self.model.component(k);
                let shift: f64 =
                    by_bone.iter().zip(&self.stand.shifts[k]).map(|(f, s)| f.dot(s)).sum();
                dot(&back[0], c.x) + dot(&back[1], c.y) + dot(&back[2], c.z) + shift
            }),
        )
    }
}
