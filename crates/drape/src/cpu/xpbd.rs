//! What the stages of a substep of extended position-based dynamics share (M. Macklin et al., XPBD,
//! MIG 2016; Small steps in physics simulation, SCA 2019: many substeps of one iteration each).
//!
//! Positions are `[x, y, z, w]` (m) with the inverse mass w (1/kg), 0 for what is pinned.

use bytemuck::{Pod, Zeroable};
use nalgebra::Vector3;

/// Constants of one frame's substeps.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct XpbdParams {
    /// Length of a substep (s).
    pub dt: f32,
    /// 1/dt² (1/s²).
    pub per_dt2: f32,
    /// Weight (m/s²), downwards.
    pub gravity: f32,
    /// Part of the velocity that a substep keeps, 0–1.
    pub keep: f32,
    /// No vertex is faster (m/s).
    pub fastest: f32,
    /// Farthest that a contact draws cloth out in one substep (m), besides stopping what comes
    /// nearer.
    pub push: f32,
    /// Distance that layers keep from each other (m).
    pub layer_gap: f32,
    /// Coulomb friction between layers, and on the floor.
    pub friction: f32,
    /// Height of the floor (m).
    pub floor: f32,
}

/// Which facets or pairs have one colour: no two of them share a vertex.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct XpbdColour {
    /// The first of them.
    pub first: u32,
    /// How many.
    pub count: u32,
}

/// A facet with its flat shape; stretch and shear as in the settled drape.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct StretchFacet {
    /// First corner.
    pub a: u32,
    /// Second corner.
    pub b: u32,
    /// Third corner.
    pub c: u32,
    /// How much softer it is when pushed together, at least 1.
    pub buckling: f32,
    /// Derivative along the warp of the second corner's shape function (1/m).
    pub du_b: f32,
    /// The same of the third corner.
    pub du_c: f32,
    /// Derivative along the weft of the second corner's shape function (1/m).
    pub dv_b: f32,
    /// The same of the third corner.
    pub dv_c: f32,
    /// Compliance along the warp: 1/(stiffness · area) (1/(N·m)).
    pub warp: f32,
    /// Compliance along the weft (1/(N·m)).
    pub weft: f32,
    /// Compliance in shear (1/(N·m)).
    pub shear: f32,
}

/// A vertex that is kept on one side of a facet.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct LayerPair {
    /// The vertex.
    pub vertex: u32,
    /// First corner of the facet.
    pub a: u32,
    /// Second corner.
    pub b: u32,
    /// Third corner.
    pub c: u32,
    /// Weights of the place on the facet that the vertex is near.
    pub weight_a: f32,
    /// Of the second corner.
    pub weight_b: f32,
    /// Of the third corner.
    pub weight_c: f32,
    /// 1 where the vertex belongs before the facet, -1 behind it.
    pub side: f32,
}

/// The skin near a vertex as a moving plane.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct SkinPlane {
    /// A point of it (m), and the distance that is kept (m).
    pub point: [f32; 4],
    /// How far it comes in a substep (m), and the friction.
    pub step: [f32; 4],
    /// Its outward unit normal, and 1, or 0 for no skin near.
    pub normal: [f32; 4],
}

/// Where a vertex is held, as under a belt.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct XpbdHold {
    /// The place (m), and the part of the way there that a substep goes, 0 for none.
    pub place: [f32; 4],
    /// How far the place comes in a substep (m).
    pub step: [f32; 4],
}

pub(super) fn xyz(p: &[f32; 4]) -> Vector3<f32> {
    Vector3::new(p[0], p[1], p[2])
}

/// The sum of products in the order of the WGSL twin; nalgebra's own may change.
pub(super) fn dot(a: Vector3<f32>, b: Vector3<f32>) -> f32 {
    a.x * b.x + a.y * b.y + a.z * b.z
}

pub(super) fn cross(a: Vector3<f32>, b: Vector3<f32>) -> Vector3<f32> {
    Vector3::new(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}

/// What a contact leaves of a way: off the other side, and along it (m).
///
/// They are added one after the other to where the way began, from left to right: compilers for
/// devices take brackets round sums away.
pub(super) struct Contact {
    pub(super) off: Vector3<f32>,
    pub(super) along: Vector3<f32>,
}

/// The way, relative to the other side, of what came `moved` (m) and is `depth` (m) too near along
/// `normal`: off, as far as it came nearer and `push` more, and along only what friction does not
/// hold. What presses is what was stopped: what is only drawn out of the other side slides freely, else
/// cloth that was crumpled once would stay so.
pub(super) fn contact(
    moved: Vector3<f32>,
    normal: Vector3<f32>,
    depth: f32,
    push: f32,
    friction: f32,
) -> Contact {
    let nearer = -dot(normal, moved);
    let stopped = nearer.max(0.0);
    let off = depth.min(stopped + push);
    let slide = moved + normal * nearer;
    let length = dot(slide, slide).sqrt();
    let free = (length - friction * depth.min(stopped)).max(0.0) / length.max(1e-12);
    Contact { off: normal * (off - nearer), along: slide * free }
}
