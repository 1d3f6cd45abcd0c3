//! A design: a garment as a template gives it, ready to be drafted for a person.

use std::collections::BTreeMap;

use measure::Dimension;
use serde::{Deserialize, Serialize};

use crate::formula::Expr;
use crate::record::{ClothRule, Documented, Record};
use crate::{Layer, LineKind, Names, Region, SeamKind, Sleeves};

/// Options by key, in the template's unit (cm, degrees, pieces).
pub type Options = BTreeMap<String, f64>;

/// A garment that can be drafted for any person.
///
/// Made by [`Design::parse`](crate::Design::parse), so every formula in it can be evaluated and
/// every name in it leads somewhere.
#[derive(Clone, Debug)]
pub struct Design {
    pub(crate) id: String,
    pub(crate) names: Names,
    pub(crate) blurb: Names,
    pub(crate) confidence: Confidence,
    pub(crate) tibetan_confirmed: bool,
    pub(crate) sources: Vec<String>,
    pub(crate) record: Option<Record>,
    pub(crate) cloths: BTreeMap<String, ClothRule>,
    pub(crate) documented: Vec<Documented>,
    pub(crate) styles: Vec<StyleSpec>,
    pub(crate) options: Vec<OptionSpec>,
    pub(crate) colourways: Vec<Colourway>,
    /// Dimensions that the formulas read, each with its slot.
    pub(crate) measures: Vec<(Dimension, usize)>,
    /// Slots of the options, shape of `options`.
    pub(crate) option_slots: Vec<usize>,
    pub(crate) slot_count: usize,
    /// What to evaluate, in an order in which every step finds its values.
    pub(crate) steps: Vec<Step>,
    pub(crate) pieces: Vec<PieceSpec>,
    pub(crate) seams: Vec<SeamSpec>,
    pub(crate) wear: WearSpec,
    pub(crate) trims: Vec<TrimSpec>,
    pub(crate) finished: Vec<FinishedSpec>,
}

/// How well a design is founded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Guessed from few sources.
    Low,
    /// Sizes documented, curves and ease derived.
    Derived,
    /// Taken from documented pieces throughout.
    Documented,
    /// Signed by a tailor.
    Signed,
}

/// Something about a garment that a customer or tailor may choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OptionSpec {
    /// The key in [`Options`] and in formulas.
    pub key: String,
    /// What it is called.
    pub label: Names,
    /// The value where none is given, in `unit`.
    pub default: f64,
    /// The lowest value taken.
    pub min: f64,
    /// The highest value taken.
    pub max: f64,
    /// By how much a control moves it.
    pub step: f64,
    /// Its unit.
    pub unit: Unit,
    /// What each value from `min` on stands for, where it is a choice; empty where it is a number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Names>,
}

/// The unit of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Centimetres.
    Cm,
    /// Degrees.
    Degree,
    /// A number of pieces, or a choice: whole numbers only.
    Count,
    /// A share, 1 being the whole.
    Ratio,
}

/// Which fabric each slot of a garment is cut from, as a set that goes together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colourway {
    /// Identifier, unique in the design.
    pub id: String,
    /// What it is called.
    pub names: Names,
    /// Identifier of the fabric for each slot: `shell`, `collar`, `trim` …
    pub fabrics: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Puts the formula's value into the slot.
    Let { name: String, slot: usize, formula: Expr },
    /// Draws the piece, and puts the lengths of its edges into their slots.
    Piece(usize),
}

/// A piece as the template draws it: one panel, or a pair of them.
#[derive(Clone, Debug)]
pub(crate) struct PieceSpec {
    pub(crate) id: String,
    pub(crate) names: Names,
    pub(crate) slot: String,
    pub(crate) quantity: Expr,
    pub(crate) pair: Option<Mirror>,
    pub(crate) grain: [f64; 2],
    pub(crate) edges: Vec<EdgeSpec>,
    pub(crate) notches: Vec<NotchSpec>,
    pub(crate) internal: Vec<InternalSpec>,
    pub(crate) darts: Vec<DartSpec>,
    pub(crate) pleats: Vec<PleatSpec>,
    pub(crate) placement: Option<PlacementSpec>,
}

/// In which direction the right piece of a pair is the left one turned over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mirror {
    /// x becomes −x: fronts and backs.
    Across,
    /// y becomes −y: sleeves, whose x runs to the wrist on both sides.
    Along,
}

/// Two formulas for a point (cm).
pub(crate) type PointSpec = [Expr; 2];

#[derive(Clone, Debug)]
pub(crate) struct EdgeSpec {
    pub(crate) curve: CurveSpec,
    pub(crate) allowance: Expr,
    pub(crate) length_slot: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct CurveSpec {
    pub(crate) id: String,
    pub(crate) from: PointSpec,
    pub(crate) controls: Option<[PointSpec; 2]>,
    pub(crate) to: PointSpec,
}

#[derive(Clone, Debug)]
pub(crate) struct NotchSpec {
    pub(crate) edge: String,
    pub(crate) at: Expr,
    pub(crate) count: u32,
}

#[derive(Clone, Debug)]
pub(crate) struct InternalSpec {
    pub(crate) curve: CurveSpec,
    pub(crate) kind: LineKind,
}

#[derive(Clone, Debug)]
pub(crate) struct PleatSpec {
    pub(crate) edge: String,
    pub(crate) at: Expr,
    pub(crate) depth: Expr,
    pub(crate) length: Expr,
    pub(crate) toward_end: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct DartSpec {
    pub(crate) at: PointSpec,
    pub(crate) up: Expr,
    pub(crate) down: Expr,
    pub(crate) width: Expr,
}

#[derive(Clone, Debug)]
pub(crate) struct PlacementSpec {
    pub(crate) region: RegionSpec,
    /// Of the left panel of a pair and the right one; both the same where there is no pair.
    pub(crate) layers: [i32; 2],
    pub(crate) origin: PointSpec,
}

/// A region of the body, with the side of an arm left to the instance.
#[derive(Clone, Copy, Debug)]
pub(crate) enum RegionSpec {
    One(Region),
    Arm,
}

/// `panel.edge`, checked to be there.
pub(crate) type Reference = (String, String);

#[derive(Clone, Debug)]
pub(crate) struct SeamSpec {
    pub(crate) a: Reference,
    pub(crate) b: Reference,
    pub(crate) kind: SeamKind,
    pub(crate) ease: Expr,
}

#[derive(Clone, Debug)]
pub(crate) struct WearSpec {
    pub(crate) layer: Layer,
    pub(crate) under: Vec<String>,
    pub(crate) over: Vec<String>,
    pub(crate) belted: bool,
    pub(crate) belt_height: Expr,
    pub(crate) hem_height: Expr,
    pub(crate) blouse: Expr,
    pub(crate) wrapped: Vec<Reference>,
    pub(crate) collar_turned: bool,
    pub(crate) closures: Vec<ClosureSpec>,
}

/// A way of wearing; `None` is as in `wear`.
#[derive(Clone, Debug)]
pub(crate) struct StyleSpec {
    pub(crate) id: String,
    pub(crate) names: Names,
    pub(crate) sleeves: Sleeves,
    pub(crate) belted: Option<bool>,
    pub(crate) belt_height: Option<Expr>,
    pub(crate) hem_height: Option<Expr>,
    pub(crate) blouse: Option<Expr>,
    pub(crate) turn_back: Option<Expr>,
}

#[derive(Clone, Debug)]
pub(crate) struct ClosureSpec {
    pub(crate) a: (Reference, Expr),
    pub(crate) b: (Reference, Expr),
    pub(crate) a_outside: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct TrimSpec {
    pub(crate) id: String,
    pub(crate) names: Option<Names>,
    pub(crate) edges: Vec<Reference>,
    pub(crate) width: Expr,
    pub(crate) slot: String,
}

#[derive(Clone, Debug)]
pub(crate) struct FinishedSpec {
    pub(crate) id: String,
    pub(crate) names: Names,
    pub(crate) value: Expr,
    pub(crate) over: Option<usize>,
}

impl Design {
    /// Identifier, `chuba-men-utsang`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the garment is called.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// A sentence or two about it, for customers.
    pub fn blurb(&self) -> &Names {
        &self.blurb
    }

    /// How well it is founded.
    pub fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// Where its numbers are from.
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// What is known of it beyond its cut, where that is written down.
    pub fn record(&self) -> Option<&Record> {
        self.record.as_ref()
    }

    /// What cloth each slot may be cut from; a slot without a rule takes any.
    pub fn cloths(&self) -> &BTreeMap<String, ClothRule> {
        &self.cloths
    }

    /// What real pieces measure that it is to be like.
    pub fn documented(&self) -> &[Documented] {
        &self.documented
    }

    /// What it is among the layers of a dress.
    pub fn layer(&self) -> Layer {
        self.wear.layer
    }

    /// Ids of garments that are worn under it.
    pub fn under(&self) -> &[String] {
        &self.wear.under
    }

    /// Ids of garments that are worn over it.
    pub fn over(&self) -> &[String] {
        &self.wear.over
    }

    /// Has any of its pieces a place on the body? What has none can be cut, but not shown on a person.
    pub fn is_put_on(&self) -> bool {
        self.pieces.iter().any(|piece| piece.placement.is_some())
    }

    /// The ways in which it is worn, the usual one first: id and name. Empty where there is only one.
    pub fn styles(&self) -> impl Iterator<Item = (&str, &Names)> {
        self.styles.iter().map(|s| (s.id.as_str(), &s.names))
    }

    /// Which arms are in their sleeves in the style of that id, in the first one for `None`; `None`
    /// for a style that it is not worn in.
    pub fn sleeves(&self, style: Option<&str>) -> Option<Sleeves> {
        match style {
            Some(id) => self.styles.iter().find(|s| s.id == id).map(|s| s.sleeves),
            None => Some(self.styles.first().map(|s| s.sleeves).unwrap_or_default()),
        }
    }

    /// Every name in the template, with where it stands: `option cuff`, `panel back`.
    pub fn all_names(&self) -> Vec<(String, &Names)> {
        let mut all = vec![("names".to_owned(), &self.names), ("blurb".to_owned(), &self.blurb)];
        for option in &self.options {
            all.push((format!("option {}", option.key), &option.label));
            all.extend(option.choices.iter().map(|c| (format!("option {}", option.key), c)));
        }
        all.extend(self.pieces.iter().map(|p| (format!("panel {}", p.id), &p.names)));
        all.extend(self.styles.iter().map(|s| (format!("style {}", s.id), &s.names)));
        let trims = self.trims.iter().filter_map(|t| Some((t, t.names.as_ref()?)));
        all.extend(trims.map(|(t, names)| (format!("trim {}", t.id), names)));
        all.extend(self.finished.iter().map(|f| (format!("finished {}", f.id), &f.names)));
        all.extend(self.colourways.iter().map(|c| (format!("colourway {}", c.id), &c.names)));
        if let Some(record) = &self.record {
            all.push(("record region".to_owned(), &record.region));
            for (key, list) in [
                ("record occasions", &record.occasions),
                ("record materials", &record.materials),
                ("record motifs", &record.motifs),
                ("record etiquette", &record.etiquette),
            ] {
                all.extend(list.iter().map(|names| (key.to_owned(), names)));
            }
        }
        all
    }

    /// Has a native reader confirmed the Tibetan names in it.
    pub fn tibetan_confirmed(&self) -> bool {
        self.tibetan_confirmed
    }

    /// What may be chosen.
    pub fn options(&self) -> &[OptionSpec] {
        &self.options
    }

    /// Fabrics that go together; the first is the default.
    pub fn colourways(&self) -> &[Colourway] {
        &self.colourways
    }

    /// The slots that need a fabric, each once, in order.
    pub fn slots(&self) -> Vec<&str> {
        let pieces = self.pieces.iter().map(|p| p.slot.as_str());
        let mut slots: Vec<_> = pieces.chain(self.trims.iter().map(|t| t.slot.as_str())).collect();
        slots.sort_unstable();
        slots.dedup();
        slots
    }

    /// The colourway of that id; the first, which is the default, for `None`.
    pub fn colourway(&self, id: Option<&str>) -> Option<&Colourway> {
        match id {
            None => self.colourways.first(),
            Some(id) => self.colourways.iter().find(|c| c.id == id),
        }
    }

    /// The body dimensions that it is drafted from, in the order of [`Dimension`].
    pub fn measures(&self) -> impl Iterator<Item = Dimension> + '_ {
        self.measures.iter().map(|&(dimension, _)| dimension)
    }
}
