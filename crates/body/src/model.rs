//! The body model: a linear shape space over one mesh with a skeleton.

use std::sync::OnceLock;

use measure::Sex;
use nalgebra::{DMatrix, DVector, Point3, Vector3};

use crate::asset::{self, AssetError};
use crate::fit::Layout;
use crate::measuring::Stand;

/// A bone, by name and parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bone {
    /// `upperarm01.L` and so on, as the MakeHuman default rig calls it.
    pub name: String,
    /// The index of its parent, always smaller than its own; `None` for the root alone.
    pub parent: Option<usize>,
}

/// A part of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Part {
    Head,
    Torso,
    ArmLeft,
    ArmRight,
    LegLeft,
    LegRight,
}

impl Part {
    pub(crate) fn from_byte(byte: u8) -> Option<Self> {
        const ALL: [Part; 6] =
            [Part::Head, Part::Torso, Part::ArmLeft, Part::ArmRight, Part::LegLeft, Part::LegRight];
        ALL.get(usize::from(byte)).copied()
    }

    /// Whether it is an arm.
    pub fn is_arm(self) -> bool {
        matches!(self, Self::ArmLeft | Self::ArmRight)
    }

    /// Whether it is a leg.
    pub fn is_leg(self) -> bool {
        matches!(self, Self::LegLeft | Self::LegRight)
    }
}

/// A weighted mean of vertices: a landmark on the skin, or a joint seen from outside.
#[derive(Clone, Debug, PartialEq)]
pub struct Points(pub Vec<(usize, f64)>);

impl Points {
    /// The mean among `vertices`.
    pub fn of(&self, vertices: &[Point3<f64>]) -> Point3<f64> {
        let sum: Vector3<f64> = self.0.iter().map(|&(v, w)| vertices[v].coords * w).sum();
        Point3::from(sum)
    }

    /// The vertices of it and their weights, which sum to 1.
    pub fn iter(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.0.iter().copied()
    }
}

/// How shape coefficients are distributed among adults of one sex: a normal distribution.
#[derive(Clone, Debug, PartialEq)]
pub struct ShapePrior {
    /// Shape `[k]`.
    pub mean: DVector<f64>,
    /// The inverse of the covariance, shape `[k, k]`.
    pub precision: DMatrix<f64>,
}

/// A shape component: how far each vertex moves (m) for one unit of its coefficient.
#[derive(Clone, Copy, Debug)]
pub struct Component<'a> {
    /// Along X, shape `[n]`.
    pub x: &'a [f32],
    /// Along Y, shape `[n]`.
    pub y: &'a [f32],
    /// Along Z, shape `[n]`.
    pub z: &'a [f32],
    /// The joints' moves, shape `[bones]`.
    pub joints: &'a [Vector3<f64>],
}

impl Component<'_> {
    /// The move of one vertex.
    pub fn at(&self, vertex: usize) -> Vector3<f64> {
        Vector3::new(self.x[vertex].into(), self.y[vertex].into(), self.z[vertex].into())
    }

    /// The move of a weighted mean of vertices.
    pub fn of(&self, points: &Points) -> Vector3<f64> {
        points.iter().map(|(v, w)| self.at(v) * w).sum()
    }
}

#[derive(Clone, Debug)]
pub(crate) struct ComponentStore {
    /// All x, then all y, then all z.
    pub(crate) planar: Vec<f32>,
    pub(crate) joints: Vec<Vector3<f64>>,
}

/// The body model, as `models/body/body.bin` holds it.
#[derive(Clone, Debug)]
pub struct BodyModel {
    pub(crate) source_sha256: [u8; 32],
    pub(crate) template: Vec<Point3<f64>>,
    pub(crate) triangles: Vec<[u32; 3]>,
    pub(crate) bones: Vec<Bone>,
    pub(crate) joints: Vec<Point3<f64>>,
    pub(crate) skin: Vec<[(usize, f64); 4]>,
    pub(crate) parts: Vec<Part>,
    pub(crate) components: Vec<ComponentStore>,
    pub(crate) priors: [ShapePrior; 2],
    pub(crate) landmarks: Vec<(String, Points)>,
    pub(crate) keypoints: Vec<(String, Points)>,
    /// Made when the first body is measured.
    pub(crate) stand: OnceLock<Stand>,
    /// Made when the first body is fitted to a photo.
    pub(crate) layout: OnceLock<Layout>,
    /// Made when the first vertex is looked at by itself.
    pub(crate) moves: OnceLock<Vec<f32>>,
}

/// A body's shape: what is the person's own, whatever the posture.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct BodyShape {
    /// Which prior the shape was drawn from.
    pub sex: Sex,
    /// Shape coefficients, each about one standard deviation of adults of both sexes; shape
    /// `[component_count]`. A shorter list stands for one that ends in zeros.
    pub coefficients: Vec<f64>,
}

impl BodyShape {
    /// The mean body of one sex.
    pub fn mean(model: &BodyModel, sex: Sex) -> Self {
        Self { sex, coefficients: model.prior(sex).mean.iter().copied().collect() }
    }
}

/// A body of one shape in the posture of the template: arms 45° from the trunk, legs apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Rest {
    /// Vertices (m), shape `[n]`.
    pub vertices: Vec<Point3<f64>>,
    /// Joint centres (m): the heads of the bones, shape `[bones]`.
    pub joints: Vec<Point3<f64>>,
}

/// How many coordinates are summed up at a time.
const BLOCK: usize = 1024;

impl BodyModel {
    /// Reads the bytes of `models/body/body.bin`.
    ///
    /// # Errors
    ///
    /// [`AssetError`] when the bytes are not a whole and sound asset of version 1.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, AssetError> {
        asset::parse(bytes)
    }

    pub(crate) fn stand(&self) -> &Stand {
        self.stand.get_or_init(|| Stand::new(self))
    }

    pub(crate) fn layout(&self) -> &Layout {
        self.layout.get_or_init(|| Layout::new(self))
    }

    /// How one vertex moves (m) with each coefficient: along X, Y and Z, shape `[3 · components]`.
    pub(crate) fn moves(&self, vertex: usize) -> &[f32] {
        let k = self.components.len();
        let moves = self.moves.get_or_init(|| {
            let n = self.template.len();
            let mut moves = vec![0.0; 3 * n * k];
            for (v, of_vertex) in moves.chunks_exact_mut(3 * k).enumerate() {
                for (axis, along) in of_vertex.chunks_exact_mut(k).enumerate() {
                    for (d, store) in along.iter_mut().zip(&self.components) {
                        *d = store.planar[axis * n + v];
                    }
                }
            }
            moves
        });
        &moves[3 * k * vertex..][..3 * k]
    }

    /// The template, which is the body with all coefficients zero.
    pub(crate) fn template_rest(&self) -> Rest {
        Rest { vertices: self.template.clone(), joints: self.joints.clone() }
    }

    /// The hash over what the asset was built from.
    pub fn source_sha256(&self) -> [u8; 32] {
        self.source_sha256
    }

    /// How many shape coefficients there are.
    pub fn component_count(&self) -> usize {
        self.components.len()
    }

    /// How many vertices there are.
    pub fn vertex_count(&self) -> usize {
        self.template.len()
    }

    /// Vertex indices, counter-clockwise seen from outside, shape `[m]`.
    pub fn triangles(&self) -> &[[u32; 3]] {
        &self.triangles
    }

    /// The bones, parents first.
    pub fn bones(&self) -> &[Bone] {
        &self.bones
    }

    /// The index of the bone of that name.
    pub fn bone(&self, name: &str) -> Option<usize> {
        self.bones.iter().position(|b| b.name == name)
    }

    /// The part of each vertex, shape `[n]`.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The four bones each vertex hangs on and their weights, which sum to 1; shape `[n]`.
    pub fn skin(&self) -> &[[(usize, f64); 4]] {
        &self.skin
    }

    /// The landmark of that name: `crown`, `nape`, `throat`, `shoulder_left` and so on.
    pub fn landmark(&self, name: &str) -> Option<&Points> {
        self.landmarks.iter().find(|(n, _)| n == name).map(|(_, p)| p)
    }

    /// The landmarks' names and places.
    pub fn landmarks(&self) -> &[(String, Points)] {
        &self.landmarks
    }

    /// The 33 landmarks of `BlazePose` in its order, by name (`nose`, `left_eye_inner`, …) and place.
    ///
    /// Joints are given as means of the skin round them, so one skinning serves all.
    pub fn keypoints(&self) -> &[(String, Points)] {
        &self.keypoints
    }

    /// How shapes are distributed among adults of one sex.
    pub fn prior(&self, sex: Sex) -> &ShapePrior {
        match sex {
            Sex::Female => &self.priors[0],
            Sex::Male => &self.priors[1],
        }
    }

    /// The shape component `k`: the exact derivative of the rest body by coefficient `k`.
    pub fn component(&self, k: usize) -> Component<'_> {
        let store = &self.components[k];
        let (x, yz) = store.planar.split_at(self.template.len());
        let (y, z) = yz.split_at(self.template.len());
        Component { x, y, z, joints: &store.joints }
    }

    /// The body of that shape at rest: `mean + Σ coefficient · component`.
    ///
    /// Coefficients beyond [`component_count`](Self::component_count) are not used. The feet stand
    /// on the floor within a few millimetres; [`pose`](Self::pose) with a preset posture puts them
    /// there exactly. Cost: `k · n` multiply-adds, about 1 ms.
    pub fn rest(&self, shape: &BodyShape) -> Rest {
        let n = self.template.len();
        let mut planar: Vec<f64> = Vec::with_capacity(3 * n);
        planar.extend(self.template.iter().map(|p| p.x));
        planar.extend(self.template.iter().map(|p| p.y));
        planar.extend(self.template.iter().map(|p| p.z));
        // A block at a time, so that the sums stay near while the components pass by.
        for (block, sums) in planar.chunks_mut(BLOCK).enumerate() {
            for (store, &c) in self.components.iter().zip(&shape.coefficients) {
                for (sum, &d) in sums.iter_mut().zip(&store.planar[block * BLOCK..]) {
                    *sum += c * f64::from(d);
                }
            }
        }
        let mut joints = self.joints.clone();
        for (store, &c) in self.components.iter().zip(&shape.coefficients) {
            for (joint, d) in joints.iter_mut().zip(&store.joints) {
                *joint += d * c;
            }
        }
        let vertices =
            (0..n).map(|v| Point3::new(planar[v], planar[n + v], planar[2 * n + v])).collect();
        Rest { vertices, joints }
    }
}
