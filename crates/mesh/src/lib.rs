//! Triangle meshes: adjacency, BVH, closest point, plane section, tape length, GLB.

mod tri_mesh;

pub use tri_mesh::TriMesh;
