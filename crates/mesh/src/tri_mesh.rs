//! A triangle mesh and its normals.

use nalgebra::{Point3, Vector3};

/// A triangle mesh in world space (m): +X to the wearer's left, +Y up, +Z forward, floor at 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TriMesh {
    /// Vertex positions (m), shape `[n]`.
    pub positions: Vec<Point3<f32>>,
    /// Vertex indices, counter-clockwise seen from outside, shape `[m]`.
    pub triangles: Vec<[u32; 3]>,
}

impl TriMesh {
    /// Area-weighted vertex normals, unit length, shape `[n]`; zero for a vertex without triangles.
    pub fn vertex_normals(&self) -> Vec<Vector3<f32>> {
        let mut normals = vec![Vector3::zeros(); self.positions.len()];
        for t in &self.triangles {
            let [a, b, c] = t.map(|i| self.positions[i as usize]);
            let n = (b - a).cross(&(c - a));
            for &i in t {
                normals[i as usize] += n;
            }
        }
        for n in &mut normals {
            *n = n.try_normalize(1e-20).unwrap_or_else(Vector3::zeros);
        }
        normals
    }
}
