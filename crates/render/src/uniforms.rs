//! What the shaders read. Twins of the structs in `shaders/render`.

use bytemuck::{Pod, Zeroable};

use crate::material::{Material, Motif, Surface as Kind, Weave, linear_rgb};

/// Twin of `Frame` in `frame.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(crate) struct Frame {
    pub clip_from_world: [[f32; 4]; 4],
    pub light_from_world: [[f32; 4]; 4],
    pub world_from_camera: [[f32; 4]; 4],
    pub eye: [f32; 4],
    pub lens: [f32; 4],
    pub size: [f32; 4],
    pub key_direction: [f32; 4],
    pub key_colour: [f32; 4],
    pub fill_direction: [f32; 4],
    pub fill_colour: [f32; 4],
    pub rim_direction: [f32; 4],
    pub rim_colour: [f32; 4],
    pub sky: [f32; 4],
    pub ground: [f32; 4],
    pub backdrop_near: [f32; 4],
    pub backdrop_far: [f32; 4],
    pub contact: [f32; 4],
}

/// Twin of `Look` in `material.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(crate) struct Look {
    pub base: [f32; 4],
    pub accent: [f32; 4],
    pub sheen: [f32; 4],
    pub weave: [f32; 4],
    pub motif: [f32; 4],
}

/// Twin of `Surface` in `material.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(crate) struct Surface {
    pub cloth: Look,
    pub trim: Look,
    pub lining: [f32; 4],
    pub kind: [f32; 4],
    pub coverage: [f32; 4],
    pub stripes: [[f32; 4]; 16],
}

pub(crate) fn with(v: [f32; 3], w: f32) -> [f32; 4] {
    [v[0], v[1], v[2], w]
}

impl Look {
    fn of(look: &crate::Look) -> Self {
        let (motif, repeat) = match &look.motif {
            Motif::Plain => (0.0, 1.0),
            Motif::Stripes(s) => (1.0, s.iter().map(|s| s.1).sum::<f32>().max(1e-3)),
            Motif::Brocade { repeat_m } => (2.0, repeat_m.max(1e-3)),
            Motif::Crosses { repeat_m } => (3.0, repeat_m.max(1e-3)),
        };
        let weave = match look.weave {
            Weave::Plain => 0.0,
            Weave::Twill => 1.0,
            Weave::Satin => 2.0,
        };
        let turned = if look.turned { 1.0 } else { 0.0 };
        Self {
            base: with(linear_rgb(look.base), look.roughness.clamp(0.08, 1.0)),
            accent: with(linear_rgb(look.accent), look.accent_roughness.clamp(0.08, 1.0)),
            sheen: with(linear_rgb(look.sheen), look.sheen_roughness.clamp(0.1, 1.0)),
            weave: [weave, look.pitch_m.max(1e-4), look.relief, look.mottling],
            motif: [motif, repeat, look.accent_metal, turned],
        }
    }
}

impl Surface {
    pub(crate) fn of(material: &Material) -> Self {
        let cloth = Look::of(&material.look);
        let kind = match material.surface {
            Kind::Cloth => 0.0,
            Kind::Skin => 1.0,
            Kind::Clay => 2.0,
            Kind::Catcher => 3.0,
        };
        let coverage = if material.surface == Kind::Cloth {
            [1.0, 0.0, 0.0, 0.0]
        } else {
            [0.0, 1.0, 0.0, 0.0]
        };
        // Stripes of the cloth, or of its trim when the cloth has none.
        let mut stripes = [[0.5, 0.5, 0.5, 1.0]; 16];
        let striped = [Some(&material.look), material.trim.as_ref()]
            .into_iter()
            .flatten()
            .find_map(|l| if let Motif::Stripes(s) = &l.motif { Some(s) } else { None });
        if let Some(list) = striped {
            let total: f32 = list.iter().map(|s| s.1).sum::<f32>().max(1e-3);
            let mut end = 0.0;
            for (i, (slot, (colour, width))) in stripes.iter_mut().zip(list).enumerate() {
                end += width / total;
                // The last one goes to the very end, whatever rounding says.
                let last = i + 1 == list.len().min(16);
                *slot = with(linear_rgb(*colour), if last { 1.0 } else { end });
            }
        }
        let lining = material.lining.map_or([0.0; 4], |l| with(linear_rgb(l), 1.0));
        Self {
            cloth,
            trim: material.trim.as_ref().map_or(cloth, Look::of),
            lining,
            kind: [kind, material.push_m, material.strip_m.unwrap_or(0.0), material.crumple],
            coverage,
            stripes,
        }
    }
}
