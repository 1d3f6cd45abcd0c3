//! How far inside or outside a closed mesh a point lies.

use std::collections::BTreeMap;

use nalgebra::{Point3, Vector3};

use crate::bvh::{Bvh, Nearest};

/// Signed distance from a triangle mesh that may move: negative inside.
///
/// The sign comes from angle-weighted pseudo-normals of the nearest vertex, edge or face, which
/// gives it exactly for a closed mesh (J. A. Bærentzen and H. Aanæs, Signed distance computation
/// using the angle weighted pseudonormal, IEEE TVCG 11, 2005). Asking for some groups only takes
/// the nearest point among their triangles with the pseudo-normals of the whole mesh, so a cut-off
/// part has no lid and yet an inside near its skin.
#[derive(Clone, Debug, Default)]
pub struct SignedDistance {
    bvh: Bvh,
    triangles: Vec<[u32; 3]>,
    /// The triangle across each edge; edge k runs from corner k to corner k+1. Itself where none.
    across: Vec<[u32; 3]>,
    faces: Vec<Vector3<f32>>,
    vertices: Vec<Vector3<f32>>,
}

/// Where a point lies with respect to a mesh.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Signed {
    /// The nearest point of the mesh.
    pub nearest: Nearest,
    /// Its distance (m), negative inside.
    pub distance: f32,
    /// Direction in which the distance grows, unit length.
    pub normal: Vector3<f32>,
}

impl SignedDistance {
    /// Prepares `triangles` over `positions`; `groups` as in [`Bvh::new`].
    pub fn new(positions: &[Point3<f32>], triangles: &[[u32; 3]], groups: &[u8]) -> Self {
        let mut edges: BTreeMap<[u32; 2], Vec<(u32, usize)>> = BTreeMap::new();
        for (t, corners) in triangles.iter().enumerate() {
            for k in 0..3 {
                let (a, b) = (corners[k], corners[(k + 1) % 3]);
                edges.entry([a.min(b), a.max(b)]).or_default().push((t as u32, k));
            }
        }
        let mut across: Vec<[u32; 3]> = (0..triangles.len() as u32).map(|t| [t; 3]).collect();
        for sides in edges.values() {
            if let [(s, i), (t, j)] = sides[..] {
                across[s as usize][i] = t;
                across[t as usize][j] = s;
            }
        }
        let mut distance = Self {
            bvh: Bvh::new(positions, triangles, groups),
            triangles: triangles.to_vec(),
            across,
            faces: Vec::new(),
            vertices: Vec::new(),
        };
        distance.normals(positions);
        distance
    }

    /// Moves the mesh to `positions`.
    pub fn refit(&mut self, positions: &[Point3<f32>]) {
        self.bvh.refit(positions, &self.triangles);
        self.normals(positions);
    }

    /// Where `point` lies with respect to the triangles of `groups`; `None` farther than `within`
    /// (m) from all of them.
    pub fn at(&self, point: &Point3<f32>, within: f32, groups: u8) -> Option<Signed> {
        let nearest = self.bvh.nearest(point, within, groups)?;
        let pseudo = self.pseudo_normal(&nearest);
        let offset = point - nearest.point;
        let inside = offset.dot(&pseudo) < 0.0;
        let side = if inside { -1.0 } else { 1.0 };
        // On the skin itself the offset has no direction.
        let normal = if nearest.distance > 1e-6 {
            offset * (side / nearest.distance)
        } else {
            pseudo.try_normalize(1e-12).unwrap_or_else(Vector3::y)
        };
        Some(Signed { nearest, distance: side * nearest.distance, normal })
    }

    /// Corners' vertex indices of a triangle.
    pub fn triangle(&self, triangle: u32) -> [u32; 3] {
        self.triangles[triangle as usize]
    }

    fn pseudo_normal(&self, nearest: &Nearest) -> Vector3<f32> {
        let t = nearest.triangle as usize;
        let zeros = nearest.barycentric.map(|b| b == 0.0);
        match zeros {
            [false, true, true] => self.vertices[self.triangles[t][0] as usize],
            [true, false, true] => self.vertices[self.triangles[t][1] as usize],
            [true, true, false] => self.vertices[self.triangles[t][2] as usize],
            [true, false, false] => self.faces[t] + self.faces[self.across[t][1] as usize],
            [false, true, false] => self.faces[t] + self.faces[self.across[t][2] as usize],
            [false, false, true] => self.faces[t] + self.faces[self.across[t][0] as usize],
            _ => self.faces[t],
        }
    }

    fn normals(&mut self, positions: &[Point3<f32>]) {
        self.faces.clear();
        self.vertices.clear();
        self.vertices.resize(positions.len(), Vector3::zeros());
        for triangle in &self.triangles {
            let p = triangle.map(|v| positions[v as usize]);
            let cross = (p[1] - p[0]).cross(&(p[2] - p[0]));
            let face = cross.try_normalize(1e-30).unwrap_or_else(Vector3::zeros);
            self.faces.push(face);
            for k in 0..3 {
                let (e, f) = (p[(k + 1) % 3] - p[k], p[(k + 2) % 3] - p[k]);
                let angle = libm::atan2f(e.cross(&f).norm(), e.dot(&f));
                self.vertices[triangle[k] as usize] += face * angle;
            }
        }
    }
}
