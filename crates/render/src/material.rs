//! How surfaces look.

/// How a surface answers to light.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// Woven cloth, seen from both sides.
    Cloth,
    /// Skin and hair, with the colour of each vertex.
    Skin,
    /// The clay of a mannequin.
    Clay,
    /// Invisible itself: hides what is behind it and shows the shadows that fall on it. Its vertex
    /// colours go to the picture's coverage.
    Catcher,
}

/// How the yarns cross.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weave {
    /// Over one, under one.
    Plain,
    /// Diagonal ribs, as in pulu.
    Twill,
    /// Long floats, smooth and shining.
    Satin,
}

/// What is woven or dyed into the cloth.
#[derive(Clone, Debug, PartialEq)]
pub enum Motif {
    /// Nothing.
    Plain,
    /// Stripes across the warp, as in a pangden: sRGB colour and width (m) of each, at most 16.
    Stripes(Vec<([u8; 3], f32)>),
    /// Lotus roundels of the accent's threads, `repeat_m` from one to the next.
    Brocade {
        /// From one roundel to the next (m).
        repeat_m: f32,
    },
    /// Tie-dyed crosses (thigma), `repeat_m` from one to the next.
    Crosses {
        /// From one cross to the next (m).
        repeat_m: f32,
    },
}

/// How a cloth looks.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// Colour of the ground (sRGB).
    pub base: [u8; 3],
    /// Roughness of the ground, 0–1.
    pub roughness: f32,
    /// Colour of the motif's threads (sRGB).
    pub accent: [u8; 3],
    /// Roughness of the motif's threads, 0–1.
    pub accent_roughness: f32,
    /// How much of the motif's threads is metal, 0–1.
    pub accent_metal: f32,
    /// Colour of the fibre fuzz (sRGB).
    pub sheen: [u8; 3],
    /// Roughness of the fuzz, 0–1: low for velvet, high for felt.
    pub sheen_roughness: f32,
    /// How the yarns cross.
    pub weave: Weave,
    /// From one rib of the weave to the next (m).
    pub pitch_m: f32,
    /// How deep the weave is cut, 0–1.
    pub relief: f32,
    /// Unevenness of the dye, 0–1.
    pub mottling: f32,
    /// What is woven in.
    pub motif: Motif,
    /// True when the motif is turned a quarter: stripes along the warp.
    pub turned: bool,
}

/// How one part of an object looks.
#[derive(Clone, Debug, PartialEq)]
pub struct Material {
    /// How it answers to light.
    pub surface: Surface,
    /// The cloth itself (for skin and clay only base, roughness count).
    pub look: Look,
    /// The band along trimmed edges.
    pub trim: Option<Look>,
    /// Colour of the inside (sRGB) where the cloth is lined; with a trim, it is shown within five of
    /// the trim's widths from trimmed edges alone.
    pub lining: Option<[u8; 3]>,
    /// Width of the loom (m) where the cloth is joined from strips along the warp, whose joins
    /// show.
    pub strip_m: Option<f32>,
    /// Small unevenness that the mesh is too coarse for, 0–1.
    pub crumple: f32,
    /// Drawn as if it lay this much deeper (m), so that cloth close over it stays whole.
    pub push_m: f32,
}

impl Look {
    /// Cloth of one colour: matt, plainly woven.
    pub fn plain(base: [u8; 3]) -> Self {
        Self {
            base,
            roughness: 0.85,
            accent: [212, 168, 74],
            accent_roughness: 0.4,
            accent_metal: 0.0,
            sheen: lighter(base, 0.25),
            sheen_roughness: 0.5,
            weave: Weave::Plain,
            pitch_m: 0.0016,
            relief: 0.25,
            mottling: 0.03,
            motif: Motif::Plain,
            turned: false,
        }
    }

    /// Pulu: handwoven, fulled woollen twill with a nap.
    pub fn pulu(base: [u8; 3]) -> Self {
        Self {
            roughness: 0.92,
            sheen: lighter(base, 0.35),
            sheen_roughness: 0.6,
            weave: Weave::Twill,
            pitch_m: 0.0042,
            relief: 0.35,
            mottling: 0.07,
            ..Self::plain(base)
        }
    }

    /// Silk satin: smooth and shining.
    pub fn silk(base: [u8; 3]) -> Self {
        Self {
            roughness: 0.42,
            sheen: lighter(base, 0.15),
            sheen_roughness: 0.3,
            weave: Weave::Satin,
            pitch_m: 0.0012,
            relief: 0.3,
            mottling: 0.015,
            ..Self::plain(base)
        }
    }

    /// Brocade: silk with roundels of gilt thread, `repeat_m` from one to the next.
    pub fn brocade(base: [u8; 3], thread: [u8; 3], repeat_m: f32) -> Self {
        Self {
            accent: thread,
            accent_roughness: 0.38,
            accent_metal: 0.75,
            motif: Motif::Brocade { repeat_m },
            ..Self::silk(base)
        }
    }

    /// The striped woollen cloth of a pangden: colour (sRGB) and width (m) of each stripe.
    pub fn striped(stripes: Vec<([u8; 3], f32)>) -> Self {
        let base = stripes.first().map_or([128; 3], |s| s.0);
        Self {
            motif: Motif::Stripes(stripes),
            pitch_m: 0.002,
            weave: Weave::Plain,
            mottling: 0.04,
            sheen: [70, 66, 60],
            ..Self::pulu(base)
        }
    }
}

impl Material {
    /// Unlined cloth of that look.
    pub fn cloth(look: Look) -> Self {
        Self {
            surface: Surface::Cloth,
            look,
            trim: None,
            lining: None,
            strip_m: None,
            crumple: 0.25,
            push_m: 0.0,
        }
    }

    /// Skin and hair, coloured by the object's vertices; drawn 8 mm deeper than it is.
    pub fn skin() -> Self {
        let look = Look { roughness: 0.5, ..Look::plain([255; 3]) };
        Self { surface: Surface::Skin, push_m: 0.008, ..Self::cloth(look) }
    }

    /// The light clay of a mannequin; drawn 8 mm deeper than it is.
    pub fn clay() -> Self {
        let look = Look { roughness: 0.6, ..Look::plain([205, 199, 192]) };
        Self { surface: Surface::Clay, push_m: 0.008, ..Self::cloth(look) }
    }

    /// The body in a photo: hides cloth behind it and catches its shadows. Vertex colours give the
    /// coverage that comes with the picture.
    pub fn catcher() -> Self {
        Self { surface: Surface::Catcher, push_m: 0.012, ..Self::clay() }
    }

    /// This material with a band along trimmed edges.
    #[must_use]
    pub fn trimmed(self, trim: Look) -> Self {
        Self { trim: Some(trim), ..self }
    }

    /// This material with a lining of that colour (sRGB).
    #[must_use]
    pub fn lined(self, lining: [u8; 3]) -> Self {
        Self { lining: Some(lining), ..self }
    }

    /// This material joined from strips of that width (m).
    #[must_use]
    pub fn strips(self, width_m: f32) -> Self {
        Self { strip_m: Some(width_m), ..self }
    }
}

/// A part of the way from `colour` to white.
fn lighter(colour: [u8; 3], part: f32) -> [u8; 3] {
    colour.map(|c| (f32::from(c) * 0.6 + 255.0 * part * 0.6).min(255.0) as u8)
}

/// Linear light (0–1) of one sRGB channel, IEC 61966-2-1.
pub(crate) fn linear(channel: u8) -> f32 {
    let c = f32::from(channel) / 255.0;
    if c <= 0.040_45 { c / 12.92 } else { libm::powf((c + 0.055) / 1.055, 2.4) }
}

/// Linear light (0–1) of an sRGB colour.
pub fn linear_rgb(colour: [u8; 3]) -> [f32; 3] {
    colour.map(linear)
}
