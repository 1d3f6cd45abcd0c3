//! Cloth: how it hangs, how it looks, and what it costs.

mod laboratory;
mod mechanics;

use laboratory::{Cantilever, Clo, Fast, Kes};
pub use mechanics::Mechanics;
use pattern::Names;
use serde::{Deserialize, Serialize};

/// One cloth in one colour.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fabric {
    /// Identifier: that of the cloth, a hyphen, that of the colour: `pulu-black`.
    pub id: String,
    /// What it is called, colour first.
    pub names: Names,
    /// Identifier of the cloth, whatever its colour.
    pub cloth: String,
    /// How it hangs.
    pub mechanics: Mechanics,
    /// How it looks.
    pub look: Look,
    /// How wide it comes off the loom (mm).
    pub width_mm: f64,
    /// Is it so narrow that a garment is joined from strips of it along the warp.
    pub narrow_loom: bool,
    /// What a metre of it costs, roughly (CNY).
    pub cny_per_metre: f64,
    /// Where the numbers are from.
    pub sources: Vec<String>,
    /// Has a native reader confirmed the Tibetan names.
    pub tibetan_confirmed: bool,
}

/// How a cloth looks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Look {
    /// Colour of the ground (sRGB).
    pub srgb: [u8; 3],
    /// Colour of the motif's threads (sRGB), where it has a motif.
    pub accent: Option<[u8; 3]>,
    /// How the yarns cross.
    pub weave: Weave,
    /// From one rib of the weave to the next (mm).
    pub pitch_mm: f32,
    /// Roughness of the ground, 0–1.
    pub roughness: f32,
    /// How much fibre stands up and catches the light, 0–1.
    pub sheen: f32,
    /// Unevenness of the dye, 0–1.
    pub mottling: f32,
    /// What is woven in.
    pub motif: Motif,
}

/// How the yarns cross.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weave {
    /// Over one, under one.
    Plain,
    /// Diagonal ribs.
    Twill,
    /// Long floats, smooth and shining.
    Satin,
    /// A pile of cut loops.
    Velvet,
}

/// What is woven in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Motif {
    /// Nothing.
    None,
    /// Roundels of the accent's threads.
    Brocade {
        /// From one roundel to the next (mm).
        repeat_mm: f32,
    },
    /// Stripes across the warp, one after another and then over again.
    Stripes(Vec<Stripe>),
    /// Tie-dyed crosses.
    Crosses {
        /// From one cross to the next (mm).
        repeat_mm: f32,
    },
}

/// One stripe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stripe {
    /// Its colour, `#rrggbb`.
    pub colour: Colour,
    /// Its width (mm).
    pub width_mm: u16,
}

/// An sRGB colour, written `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour(pub [u8; 3]);

/// Why a text is no colour.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no colour: six hexadecimal digits after a #")]
pub struct ColourError {
    text: String,
}

impl TryFrom<String> for Colour {
    type Error = ColourError;

    fn try_from(text: String) -> Result<Self, ColourError> {
        let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.is_ascii());
        let number = digits.and_then(|d| u32::from_str_radix(d, 16).ok());
        let Some(number) = number else { return Err(ColourError { text }) };
        let [_, r, g, b] = number.to_be_bytes();
        Ok(Self([r, g, b]))
    }
}

impl From<Colour> for String {
    fn from(Colour([r, g, b]): Colour) -> Self {
        format!("#{r:02x}{g:02x}{b:02x}")
    }
}

/// A file of one cloth in several colours.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClothFile {
    format: String,
    id: String,
    names: Names,
    #[serde(default)]
    tibetan: Confirmation,
    sources: Vec<String>,
    width_cm: f64,
    #[serde(default)]
    narrow_loom: bool,
    cny_per_metre: f64,
    #[serde(default)]
    mechanics: Option<Mechanics>,
    #[serde(default)]
    kes: Option<Kes>,
    #[serde(default)]
    fast: Option<Fast>,
    #[serde(default)]
    clo: Option<Clo>,
    #[serde(default)]
    cantilever: Option<Cantilever>,
    #[serde(default)]
    layer: Vec<LayerFile>,
    look: LookFile,
    colour: Vec<ColourFile>,
}

/// One sheet of a cloth of several, outermost first.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LayerFile {
    #[serde(default)]
    mechanics: Option<Mechanics>,
    #[serde(default)]
    kes: Option<Kes>,
    #[serde(default)]
    fast: Option<Fast>,
    #[serde(default)]
    clo: Option<Clo>,
    #[serde(default)]
    cantilever: Option<Cantilever>,
}

/// The ways to say how one sheet resists.
const SHEETS: &str = "[mechanics], [kes], [fast], [clo] or [cantilever]";

impl LayerFile {
    /// How the sheet resists, where exactly one table says so.
    fn mechanics(&self) -> Result<Mechanics, String> {
        let said: Vec<Mechanics> = [
            self.mechanics,
            self.kes.map(Into::into),
            self.fast.map(Into::into),
            self.clo.map(Into::into),
            self.cantilever.map(Into::into),
        ]
        .into_iter()
        .flatten()
        .collect();
        match said[..] {
            [one] => Ok(one),
            [] => Err(format!("how the cloth resists is not said: {SHEETS}")),
            _ => {
                Err(format!("how the cloth resists is said {} times: one of {SHEETS}", said.len()))
            }
        }
    }
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Confirmation {
    #[default]
    Unconfirmed,
    Confirmed,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LookFile {
    weave: Weave,
    pitch_mm: f32,
    roughness: f32,
    sheen: f32,
    mottling: f32,
    #[serde(default = "no_motif")]
    motif: Motif,
}

fn no_motif() -> Motif {
    Motif::None
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ColourFile {
    id: String,
    names: Names,
    srgb: Colour,
    #[serde(default)]
    accent: Option<Colour>,
    #[serde(default)]
    motif: Option<Motif>,
}

/// The version of the files that this reads.
const FORMAT: &str = "namza-fabric/1";

/// Something wrong in a fabric file: the line, and what.
pub(crate) type Fault = (usize, String);

/// Reads a file of one cloth; every fault of its values is listed.
pub(crate) fn read(text: &str) -> Result<Vec<Fabric>, Vec<Fault>> {
    let file: ClothFile = toml::from_str(text).map_err(|e| {
        let start = e.span().map_or(0, |s| s.start);
        let line = text.get(..start).unwrap_or(text).matches('\n').count() + 1;
        vec![(line, e.message().to_owned())]
    })?;
    let mut faults = file.faults();
    let mechanics = file.mechanics();
    match &mechanics {
        Ok(m) => faults.extend(outside(&m.ranges())),
        Err(why) => faults.push(("colour", why.clone())),
    }
    let (Ok(mechanics), true) = (mechanics, faults.is_empty()) else {
        let line = |key: &str| text.lines().position(|l| l.starts_with(key)).map_or(1, |i| i + 1);
        return Err(faults.into_iter().map(|(key, why)| (line(key), why)).collect());
    };
    Ok(file.colour.iter().map(|colour| file.fabric(mechanics, colour)).collect())
}

/// The values that lie outside their range: (key, value, least, most).
fn outside(ranges: &[(&'static str, f32, f32, f32)]) -> Vec<(&'static str, String)> {
    ranges
        .iter()
        .filter(|(_, value, low, high)| !(low..=high).contains(&value))
        .map(|(key, value, low, high)| {
            (*key, format!("{key} of {value} is outside {low} to {high}"))
        })
        .collect()
}

impl ClothFile {
    /// Values that no cloth has: the key and what is wrong with it.
    fn faults(&self) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        if self.format != FORMAT {
            faults.push(("format", format!("format {:?} is not {FORMAT:?}", self.format)));
        }
        faults.extend(outside(&[
            ("roughness", self.look.roughness, 0.0, 1.0),
            ("sheen", self.look.sheen, 0.0, 1.0),
            ("mottling", self.look.mottling, 0.0, 1.0),
            ("pitch_mm", self.look.pitch_mm, 0.05, 30.0),
            ("width_cm", self.width_cm as f32, 10.0, 400.0),
            ("cny_per_metre", self.cny_per_metre as f32, 0.0, 100_000.0),
        ]));
        if self.colour.is_empty() {
            faults.push(("colour", "the cloth comes in no colour".to_owned()));
        }
        if self.sources.is_empty() {
            faults.push(("sources", "no source is named".to_owned()));
        }
        faults
    }

    /// How the cloth resists: its one sheet, or its layers together.
    fn mechanics(&self) -> Result<Mechanics, String> {
        let one = LayerFile {
            mechanics: self.mechanics,
            kes: self.kes,
            fast: self.fast,
            clo: self.clo,
            cantilever: self.cantilever,
        };
        let Some((outer, inner)) = self.layer.split_first() else { return one.mechanics() };
        if one.mechanics().is_ok() {
            return Err("the cloth has layers and is one sheet too".to_owned());
        }
        inner
            .iter()
            .try_fold(outer.mechanics()?, |above, layer| Ok(above.over(&layer.mechanics()?)))
    }

    fn fabric(&self, mechanics: Mechanics, colour: &ColourFile) -> Fabric {
        let join = |colour: &str, cloth: &str, space: &str| format!("{colour}{space}{cloth}");
        Fabric {
            id: format!("{}-{}", self.id, colour.id),
            names: Names {
                zh: join(&colour.names.zh, &self.names.zh, ""),
                // In Tibetan the colour stands behind what it colours.
                bo: join(&self.names.bo, &colour.names.bo, ""),
                en: join(&colour.names.en, &self.names.en, " "),
                wylie: None,
            },
            cloth: self.id.clone(),
            mechanics,
            look: Look {
                srgb: colour.srgb.0,
                accent: colour.accent.map(|c| c.0),
                weave: self.look.weave,
                pitch_mm: self.look.pitch_mm,
                roughness: self.look.roughness,
                sheen: self.look.sheen,
                mottling: self.look.mottling,
                motif: colour.motif.clone().unwrap_or_else(|| self.look.motif.clone()),
            },
            width_mm: self.width_cm * 10.0,
            narrow_loom: self.narrow_loom,
            cny_per_metre: self.cny_per_metre,
            sources: self.sources.clone(),
            tibetan_confirmed: self.tibetan == Confirmation::Confirmed,
        }
    }
}
