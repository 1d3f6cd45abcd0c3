//! Triangle meshes: adjacency, BVH, closest point, plane section, tape length, GLB.

mod bvh;
mod closest;
mod signed_distance;
mod tri_mesh;

pub use bvh::{Bvh, Nearest};
pub use closest::{closest_barycentric, from_barycentric};
pub use signed_distance::{Signed, SignedDistance};
pub use tri_mesh::TriMesh;
