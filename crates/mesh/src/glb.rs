//! GLB files: glTF 2.0 in one binary file (Khronos Group, 2021), written and read back.
//!
//! The writer keeps to what every viewer reads: one buffer, 32-bit floats and indices, no
//! compression. Cloth carries `KHR_materials_sheen`.

mod read;
mod write;

use std::collections::BTreeMap;

/// A 3-D file: meshes with materials and textures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Glb {
    /// The meshes, each one node of the scene.
    pub meshes: Vec<GlbMesh>,
    /// The materials that meshes refer to.
    pub materials: Vec<GlbMaterial>,
    /// Textures, each a whole PNG file; they repeat in both directions.
    pub textures: Vec<Vec<u8>>,
    /// What is known of the file: content hash, the label of generated content. Goes to
    /// `asset.extras`.
    pub extras: BTreeMap<String, serde_json::Value>,
}

/// One mesh with one material.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GlbMesh {
    /// Name of mesh and node.
    pub name: String,
    /// Positions (m, +Y up, +Z forward), shape `[n]`.
    pub positions: Vec<[f32; 3]>,
    /// Unit normals, shape `[n]`, or empty for none.
    pub normals: Vec<[f32; 3]>,
    /// Texture coordinates, 1 a repeat, v down; shape `[n]`, or empty for none.
    pub uvs: Vec<[f32; 2]>,
    /// Linear colours that the material's is multiplied by, shape `[n]`, or empty for none.
    pub colours: Vec<[f32; 3]>,
    /// Triangles, counter-clockwise seen from outside.
    pub triangles: Vec<[u32; 3]>,
    /// Index into [`Glb::materials`].
    pub material: usize,
}

/// A metal-and-roughness material, with fuzz for cloth.
#[derive(Clone, Debug, PartialEq)]
pub struct GlbMaterial {
    /// Its name.
    pub name: String,
    /// Linear colour, 0–1.
    pub base_colour: [f32; 3],
    /// Index into [`Glb::textures`] of an sRGB picture that the colour is multiplied by.
    pub base_texture: Option<usize>,
    /// 0–1.
    pub metallic: f32,
    /// 0–1.
    pub roughness: f32,
    /// Fibre fuzz: linear colour and roughness, 0–1.
    pub sheen: Option<([f32; 3], f32)>,
    /// Is it seen from both sides.
    pub double_sided: bool,
}

/// What is wrong with a GLB file, or with what should become one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GlbError {
    /// A mesh's lists differ in length.
    #[error("mesh {mesh}: {list} has {got} entries for {want} vertices")]
    Length {
        /// Name of the mesh.
        mesh: String,
        /// Name of the list.
        list: &'static str,
        /// Entries it has.
        got: usize,
        /// Entries it must have.
        want: usize,
    },
    /// A mesh without a triangle, which glTF does not allow.
    #[error("mesh {mesh} has no triangle")]
    Empty {
        /// Name of the mesh.
        mesh: String,
    },
    /// An index points past the end of what it points to.
    #[error("mesh {mesh}: {what} {index} of {count}")]
    Index {
        /// Name of the mesh or material.
        mesh: String,
        /// What the index points to.
        what: &'static str,
        /// The index.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// A coordinate is infinite or not a number.
    #[error("mesh {mesh}: {list} {index} is not finite")]
    NotFinite {
        /// Name of the mesh.
        mesh: String,
        /// Name of the list.
        list: &'static str,
        /// Place in the list.
        index: usize,
    },
    /// The file would be larger than its 32-bit length can say.
    #[error("{bytes} bytes do not fit in a GLB file")]
    TooLarge {
        /// Bytes it would have.
        bytes: usize,
    },
    /// The bytes are not a GLB file of the kind we write.
    #[error("not a GLB file that can be read: {problem}")]
    Unreadable {
        /// What is wrong.
        problem: String,
    },
}

/// "glTF" in little-endian ASCII.
const MAGIC: u32 = 0x4654_6C67;
/// "JSON".
const CHUNK_JSON: u32 = 0x4E4F_534A;
/// "BIN" and a zero.
const CHUNK_BIN: u32 = 0x004E_4942;
/// glTF's number for 32-bit floats.
const FLOAT: u64 = 5126;
/// glTF's number for 32-bit indices.
const UNSIGNED: u64 = 5125;
