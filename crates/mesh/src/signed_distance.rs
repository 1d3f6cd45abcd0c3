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
    /// Where the list of each vertex begins among the triangles round vertices, and one more.
    begin: Vec<u32>,
    around: Vec<u32>,
    positions: Vec<Point3<f32>>,
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
        let mut begin = vec![0; positions.len() + 2];
        for &v in triangles.iter().flatten() {
            begin[v as usize + 2] += 1;
        }
        for v in 2..begin.len() {
            begin[v] += begin[v - 1];
        }
        // The beginning of each list moves to its end while it is filled, which is where the next begins.
        let mut around = vec![0; 3 * triangles.len()];
        for (t, corners) in (0..).zip(triangles) {
            for &v in corners {
                let place = &mut begin[v as usize + 1];
                around[*place as usize] = t;
                *place += 1;
            }
        }
        begin.truncate(positions.len() + 1);
        Self {
            bvh: Bvh::new(positions, triangles, groups),
            triangles: triangles.to_vec(),
            across,
            begin,
            around,
            positions: positions.to_vec(),
        }
    }

    /// Moves the mesh to `positions`.
    pub fn refit(&mut self, positions: &[Point3<f32>]) {
        self.bvh.refit(positions, &self.triangles);
        self.positions.clear();
        self.positions.extend_from_slice(positions);
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
        let t = nearest.triangle;
        let corners = self.triangle(t);
        let both = |k: usize| self.face(t) + self.face(self.across[t as usize][k]);
        match nearest.barycentric.map(|b| b == 0.0) {
            [false, true, true] => self.vertex(corners[0]),
            [true, false, true] => self.vertex(corners[1]),
            [true, true, false] => self.vertex(corners[2]),
            [true, false, false] => both(1),
            [false, true, false] => both(2),
            [false, false, true] => both(0),
            _ => self.face(t),
        }
    }

    fn face(&self, triangle: u32) -> Vector3<f32> {
        let [a, b, c] = self.triangle(triangle).map(|v| self.positions[v as usize]);
        (b - a).cross(&(c - a)).try_normalize(1e-30).unwrap_or_else(Vector3::zeros)
    }

    /// Reckoned where it is asked for: few nearest points are vertices, and all normals change when the
    /// mesh moves.
    fn vertex(&self, vertex: u32) -> Vector3<f32> {
        let v = vertex as usize;
        let at = self.positions[v];
        let around = &self.around[self.begin[v] as usize..self.begin[v + 1] as usize];
        let weighted = |&t: &u32| {
            let [a, b, c] = self.triangle(t);
            let next = if a == vertex {
                [b, c]
            } else if b == vertex {
                [c, a]
            } else {
                [a, b]
            };
            let [e, f] = next.map(|w| self.positions[w as usize] - at);
            self.face(t) * libm::atan2f(e.cross(&f).norm(), e.dot(&f))
        };
        around.iter().map(weighted).sum()
    }
}
