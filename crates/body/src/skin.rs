//! Linear blend skinning.

use mesh::TriMesh;
use nalgebra::{Isometry3, Point3, Rotation3, Vector3};

use crate::{BodyModel, Posture, Rest};

/// Where a bone takes what hangs on it: `rotation * rest + translation`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoneTransform {
    /// The rotation, that of all bones above it included.
    pub rotation: Rotation3<f64>,
    /// The translation (m).
    pub translation: Vector3<f64>,
}

impl BoneTransform {
    /// Where a point at rest is taken.
    pub fn apply(&self, rest: &Point3<f64>) -> Point3<f64> {
        self.rotation * rest + self.translation
    }
}

/// A body in a posture, in world space.
#[derive(Clone, Debug, PartialEq)]
pub struct Posed {
    /// Vertices (m), shape `[n]`.
    pub vertices: Vec<Point3<f64>>,
    /// Joint centres (m), shape `[bones]`.
    pub joints: Vec<Point3<f64>>,
}

impl BodyModel {
    /// Where each bone takes what hangs on it, without the posture's root; shape `[bones]`.
    ///
    /// A bone turns about its own joint, about axes that are the world's at rest, after the bones
    /// above it: `G(bone) = G(parent) · R(bone)`.
    pub fn bone_transforms(&self, rest: &Rest, posture: &Posture) -> Vec<BoneTransform> {
        let mut out: Vec<BoneTransform> = Vec::with_capacity(self.bones.len());
        for (index, bone) in self.bones.iter().enumerate() {
            let joint = rest.joints[index].coords;
            let own = Rotation3::new(posture.rotation(index));
            let (rotation, place) = match bone.parent {
                None => (own, joint),
                Some(parent) => {
                    let above = &out[parent];
                    (above.rotation * own, above.rotation * joint + above.translation)
                }
            };
            out.push(BoneTransform { rotation, translation: place - rotation * joint });
        }
        out
    }

    /// The body in a posture: each vertex goes where the weighted mean of its four bones takes it
    /// (linear blend skinning), then `root` is applied to all.
    pub fn pose(&self, rest: &Rest, posture: &Posture) -> Posed {
        let transforms = self.bone_transforms(rest, posture);
        let place = |root: &Isometry3<f64>, p: Point3<f64>| root * p;
        let vertices = rest
            .vertices
            .iter()
            .zip(&self.skin)
            .map(|(p, skin)| {
                let mut sum = Vector3::zeros();
                for &(bone, weight) in skin {
                    if weight > 0.0 {
                        sum += transforms[bone].apply(p).coords * weight;
                    }
                }
                place(&posture.root, Point3::from(sum))
            })
            .collect();
        let joints = rest
            .joints
            .iter()
            .zip(&transforms)
            .map(|(joint, t)| place(&posture.root, t.apply(joint)))
            .collect();
        Posed { vertices, joints }
    }
}

impl Posed {
    /// Puts the lowest vertex on the floor, by moving straight up or down. Returns the move (m).
    pub fn stand_on_floor(&mut self) -> f64 {
        let lowest = self.vertices.iter().map(|p| p.y).fold(f64::INFINITY, f64::min);
        for p in self.vertices.iter_mut().chain(&mut self.joints) {
            p.y -= lowest;
        }
        -lowest
    }

    /// The mesh of it, at single precision.
    pub fn to_mesh(&self, model: &BodyModel) -> TriMesh {
        TriMesh {
            positions: self.vertices.iter().map(|p| p.cast()).collect(),
            triangles: model.triangles.clone(),
        }
    }
}
