//! Triangle meshes: adjacency, BVH, closest point, plane section, tape length, GLB.

mod bvh;
mod closest;
mod glb;
mod section;
mod signed_distance;
mod tape;
mod tri_mesh;

pub use bvh::{Bvh, Nearest, halves};
pub use closest::{closest_barycentric, from_barycentric};
pub use glb::{Glb, GlbError, GlbMaterial, GlbMesh};
pub use section::{Crossing, Plane, Section};
pub use signed_distance::{Signed, SignedDistance};
pub use tape::{TapeError, convex_hull, tape_length};
pub use tri_mesh::TriMesh;
