//! Strips that lie on the cloth and go with it.

use mesh::{Bvh, TriMesh};
use nalgebra::{Point3, Vector3};

use crate::Band;

/// Where each vertex of a [`Band`] lies on the cloth beneath.
#[derive(Clone, Debug)]
pub(super) struct Follow {
    band: Band,
    places: Vec<Place>,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    corners: [u32; 3],
    weights: [f32; 3],
    /// From there, in the axes of the cloth (m).
    offset: Vector3<f32>,
}

impl Follow {
    /// `band` as it lies on `cloth`.
    pub(super) fn new(band: &Band, cloth: &TriMesh) -> Self {
        let tree = Bvh::new(&cloth.positions, &cloth.triangles, &[]);
        let normals = cloth.vertex_normals();
        let place = |p: &Point3<f32>| {
            let near = tree.nearest(p, f32::INFINITY, 0xff)?;
            let corners = cloth.triangles[near.triangle as usize];
            let axes = axes(corners, &near.barycentric, &cloth.positions, &normals);
            let off = p - near.point;
            let offset = Vector3::new(off.dot(&axes[0]), off.dot(&axes[1]), off.dot(&axes[2]));
            Some(Place { corners, weights: near.barycentric, offset })
        };
        Self { places: band.mesh.positions.iter().filter_map(place).collect(), band: band.clone() }
    }

    /// The band on the cloth as it is now.
    pub(super) fn on(&self, cloth: &TriMesh) -> Band {
        let normals = cloth.vertex_normals();
        let mut band = self.band.clone();
        for (p, place) in band.mesh.positions.iter_mut().zip(&self.places) {
            let corners = place.corners.map(|v| cloth.positions[v as usize]);
            let axes = axes(place.corners, &place.weights, &cloth.positions, &normals);
            *p = mesh::from_barycentric(&corners, &place.weights)
                + axes[0] * place.offset.x
                + axes[1] * place.offset.y
                + axes[2] * place.offset.z;
        }
        band
    }
}

/// Along the triangle's first edge, off the cloth, and across.
fn axes(
    corners: [u32; 3],
    weights: &[f32; 3],
    positions: &[Point3<f32>],
    normals: &[Vector3<f32>],
) -> [Vector3<f32>; 3] {
    let up: Vector3<f32> = (0..3).map(|k| normals[corners[k] as usize] * weights[k]).sum();
    let up = up.try_normalize(1e-9).unwrap_or_else(Vector3::y);
    let along = positions[corners[1] as usize] - positions[corners[0] as usize];
    let along = (along - up * along.dot(&up)).try_normalize(1e-9).unwrap_or_else(Vector3::x);
    [along, up, along.cross(&up)]
}
