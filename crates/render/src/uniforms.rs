//! What the shaders read. Twins of the structs in `shaders/render`.

use bytemuck::{Pod, Zeroable};
use gpu::Faces;

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
    pub detail: [f32; 4],
    pub coverage: [f32; 4],
    pub stripes: [[f32; 4]; 16],
}

/// What of a material is built into its pipeline, as the shader's `override` constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Variant {
    kind: u8,
    trimmed: bool,
    motif: u8,
    trim_motif: u8,
    side: Side,
}

/// Which faces of a surface a pipeline draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Both,
    Outside,
    Inside,
}

/// How much deeper the inside of cloth is drawn (m). Layers that lie on one another come through
/// by some millimetres, and then the outside is to be seen.
const INSIDE_PUSH_M: f64 = 0.020;

impl Variant {
    pub(crate) fn of(material: &Material) -> Self {
        let motif = |look: &crate::Look| match look.motif {
            Motif::Plain => 0,
            Motif::Stripes(_) => 1,
            Motif::Brocade { .. } => 2,
            Motif::Crosses { .. } => 3,
        };
        let kind = match material.surface {
            Kind::Cloth => 0,
            Kind::Skin => 1,
            Kind::Clay => 2,
            Kind::Catcher => 3,
        };
        if kind != 0 {
            return Self { kind, trimmed: false, motif: 0, trim_motif: 0, side: Side::Both };
        }
        Self {
            kind,
            trimmed: material.trim.is_some(),
            motif: motif(&material.look),
            trim_motif: material.trim.as_ref().map_or(0, motif),
            side: Side::Both,
        }
    }

    /// What to draw one after the other: cloth has an outside and an inside.
    pub(crate) fn sides(self) -> Vec<Self> {
        if self.kind == 0 {
            [Side::Outside, Side::Inside].map(|side| Self { side, ..self }).to_vec()
        } else {
            vec![self]
        }
    }

    /// The faces that are drawn.
    pub(crate) fn faces(self) -> Faces {
        match self.side {
            Side::Both => Faces::All,
            Side::Outside => Faces::Front,
            Side::Inside => Faces::Back,
        }
    }

    pub(crate) fn constants(self) -> [(&'static str, f64); 5] {
        [
            ("kind", self.kind.into()),
            ("trimmed_cloth", f64::from(u8::from(self.trimmed))),
            ("cloth_motif", self.motif.into()),
            ("trim_motif", self.trim_motif.into()),
            ("inside_push", if self.side == Side::Inside { INSIDE_PUSH_M } else { 0.0 }),
        ]
    }
}

pub(crate) fn with(v: [f32; 3], w: f32) -> [f32; 4] {
    [v[0], v[1], v[2], w]
}

/// Linear colour of dyed fibre: even black wool sends back a hundredth and more.
fn dyed(colour: [u8; 3]) -> [f32; 3] {
    linear_rgb(colour).map(|c| 0.014 + c * 0.986)
}

impl Look {
    fn of(look: &crate::Look) -> Self {
        let repeat = match &look.motif {
            Motif::Plain => 1.0,
            Motif::Stripes(s) => s.iter().map(|s| s.1).sum(),
            Motif::Brocade { repeat_m } | Motif::Crosses { repeat_m } => *repeat_m,
        };
        let weave = match look.weave {
            Weave::Plain => 0.0,
            Weave::Twill => 1.0,
            Weave::Satin => 2.0,
        };
        let turned = if look.turned { 1.0 } else { 0.0 };
        Self {
            base: with(dyed(look.base), look.roughness.clamp(0.08, 1.0)),
            accent: with(linear_rgb(look.accent), look.accent_roughness.clamp(0.08, 1.0)),
            sheen: with(linear_rgb(look.sheen), look.sheen_roughness.clamp(0.1, 1.0)),
            weave: [weave, look.pitch_m.max(1e-4), look.relief, look.mottling],
            motif: [0.0, repeat.max(1e-3), look.accent_metal, turned],
        }
    }
}

impl Surface {
    pub(crate) fn of(material: &Material) -> Self {
        let cloth = Look::of(&material.look);
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
            detail: [0.0, material.push_m, material.strip_m.unwrap_or(0.0), material.crumple],
            coverage,
            stripes,
        }
    }
}

#[cfg(test)]
mod tests {
    use naga::TypeInner;

    use super::*;

    /// Size and member offsets that WGSL gives a struct.
    fn layout(source: &str, name: &str) -> (u32, Vec<u32>) {
        let module = naga::front::wgsl::parse_str(source).unwrap();
        let found = module.types.iter().find(|(_, t)| t.name.as_deref() == Some(name));
        let TypeInner::Struct { members, span } = &found.unwrap().1.inner else {
            panic!("{name} is no struct")
        };
        (*span, members.iter().map(|m| m.offset).collect())
    }

    #[test]
    fn the_uniforms_lie_as_the_shaders_read_them() {
        let frame = include_str!("../../../shaders/render/frame.wgsl");
        let (size, offsets) = layout(frame, "Frame");
        assert_eq!(size as usize, size_of::<Frame>());
        let want = [
            std::mem::offset_of!(Frame, clip_from_world),
            std::mem::offset_of!(Frame, light_from_world),
            std::mem::offset_of!(Frame, world_from_camera),
            std::mem::offset_of!(Frame, eye),
            std::mem::offset_of!(Frame, lens),
            std::mem::offset_of!(Frame, size),
            std::mem::offset_of!(Frame, key_direction),
            std::mem::offset_of!(Frame, key_colour),
            std::mem::offset_of!(Frame, fill_direction),
            std::mem::offset_of!(Frame, fill_colour),
            std::mem::offset_of!(Frame, rim_direction),
            std::mem::offset_of!(Frame, rim_colour),
            std::mem::offset_of!(Frame, sky),
            std::mem::offset_of!(Frame, ground),
            std::mem::offset_of!(Frame, backdrop_near),
            std::mem::offset_of!(Frame, backdrop_far),
            std::mem::offset_of!(Frame, contact),
        ];
        assert_eq!(offsets.iter().map(|&o| o as usize).collect::<Vec<_>>(), want);

        let material = include_str!("../../../shaders/render/material.wgsl");
        let (size, offsets) = layout(material, "Look");
        assert_eq!(size as usize, size_of::<Look>());
        let want = [
            std::mem::offset_of!(Look, base),
            std::mem::offset_of!(Look, accent),
            std::mem::offset_of!(Look, sheen),
            std::mem::offset_of!(Look, weave),
            std::mem::offset_of!(Look, motif),
        ];
        assert_eq!(offsets.iter().map(|&o| o as usize).collect::<Vec<_>>(), want);
        let (size, offsets) = layout(material, "Surface");
        assert_eq!(size as usize, size_of::<Surface>());
        let want = [
            std::mem::offset_of!(Surface, cloth),
            std::mem::offset_of!(Surface, trim),
            std::mem::offset_of!(Surface, lining),
            std::mem::offset_of!(Surface, detail),
            std::mem::offset_of!(Surface, coverage),
            std::mem::offset_of!(Surface, stripes),
        ];
        assert_eq!(offsets.iter().map(|&o| o as usize).collect::<Vec<_>>(), want);
    }

    #[test]
    fn stripes_end_at_the_end_of_their_repeat() {
        let list = vec![([255, 0, 0], 0.03), ([0, 255, 0], 0.01)];
        let surface = Surface::of(&Material::cloth(crate::Look::striped(list)));
        assert!((surface.stripes[0][3] - 0.75).abs() < 1e-6);
        let green = surface.stripes[1].iter().zip([0.0, 1.0, 0.0, 1.0]);
        assert!(green.clone().all(|(a, b)| (a - b).abs() < 1e-6), "{green:?}");
        assert!((surface.cloth.motif[1] - 0.04).abs() < 1e-6, "the repeat in metres");
    }
}
