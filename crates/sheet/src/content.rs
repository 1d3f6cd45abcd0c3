//! What a measurement sheet says.

use measure::{Dimension, Measurements, Origin};
use pattern::{CutPiece, FinishedMeasure, Join, Language, Names, Pattern, Sensitivity};
use serde::{Deserialize, Serialize};

use crate::SheetError;

/// Everything that a measurement sheet says, apart from its words.
#[derive(Clone)]
pub struct SheetContent<'a> {
    /// The order's number, as the shop writes it.
    pub order: &'a str,
    /// The date as it is to be printed; the sheet has no clock.
    pub date: &'a str,
    /// Hash of what was cut: template, measurements and options. The first 12 characters are
    /// printed, so that a paper can be told from the one before.
    pub content_hash: &'a str,
    /// The garment drafted for this customer.
    pub pattern: &'a Pattern,
    /// What is known of the customer's body.
    pub measurements: &'a Measurements,
    /// What each dimension does to the garment, for this customer: where one that matters is an
    /// estimate, the sheet asks for the tape. [`pattern::Design::sensitivity`] gives it.
    pub sensitivity: &'a [Sensitivity],
    /// The cloth of each slot, as far as it is chosen.
    pub cloths: &'a [Cloth],
    /// What the customer chose, in the order of the template.
    pub options: &'a [ChosenOption],
    /// How far the photos may be trusted.
    pub grade: Option<Grade>,
    /// Remarks, printed as they are.
    pub notes: &'a [String],
    /// The words.
    pub labels: &'a dyn Labels,
}

/// The cloth that a slot is cut from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cloth {
    /// The slot: `shell`, `collar`.
    pub slot: String,
    /// What the cloth is called.
    pub names: Names,
    /// How wide it comes (mm).
    pub width_mm: f64,
    /// Has it a nap or a pattern with a head, so that all pieces lie one way.
    pub one_way: bool,
    /// Is it so narrow that pieces are joined from strips.
    pub narrow_loom: bool,
}

/// One choice of the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenOption {
    /// What was chosen about.
    pub names: Names,
    /// The choice with its unit: `16 cm`.
    pub value: String,
}

/// How far measurements from photos may be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Close-fitting clothes, two views and weight: may be cut from after the tape checks named.
    A,
    /// Ordinary clothes: good for the picture and a size.
    B,
    /// No picture to go by.
    C,
}

impl Grade {
    /// The label that explains it.
    pub fn label_key(self) -> &'static str {
        match self {
            Self::A => "sheet-grade-a",
            Self::B => "sheet-grade-b",
            Self::C => "sheet-grade-c",
        }
    }
}

/// Where the words on papers come from.
pub trait Labels {
    /// The label of that key in one language, `None` when the words lack it.
    fn label(&self, language: Language, key: &str) -> Option<String>;
}

/// Any function of language and key will do.
impl<F: Fn(Language, &str) -> Option<String>> Labels for F {
    fn label(&self, language: Language, key: &str) -> Option<String> {
        self(language, key)
    }
}

/// The labels that papers use, besides `dimension-<key>` for every dimension.
pub const LABEL_KEYS: &[&str] = &[
    "sheet-title",
    "sheet-order",
    "sheet-date",
    "sheet-template",
    "sheet-body",
    "sheet-finished",
    "sheet-options",
    "sheet-pattern",
    "sheet-notes",
    "sheet-cm",
    "sheet-cun",
    "sheet-plus-minus",
    "sheet-origin",
    "sheet-origin-tape",
    "sheet-origin-photo",
    "sheet-origin-predicted",
    "sheet-remeasure",
    "sheet-ease",
    "sheet-belt-height",
    "sheet-hem-height",
    "sheet-pouch",
    "sheet-grade-a",
    "sheet-grade-b",
    "sheet-grade-c",
    "sheet-closing",
    "sheet-left",
    "sheet-right",
    "sheet-test-square",
    "sheet-warning",
    "sheet-all-taped",
    "sheet-signature-measured",
    "sheet-signature-cutter",
    "sheet-signature-customer",
    "sheet-diagram-title",
    "sheet-plot-title",
    "sheet-strips-title",
    "sheet-lay-title",
    "sheet-scale",
    "sheet-true-size",
    "sheet-page",
    "sheet-quantity",
    "sheet-cloth",
    "sheet-size",
    "sheet-mirrored",
    "sheet-as-worn",
    "sheet-diagram-how",
    "sheet-join",
    "sheet-part",
    "sheet-total",
    "sheet-strip-number",
    "sheet-length",
    "sheet-width",
    "sheet-loom",
    "sheet-effect",
    "sheet-effect-how",
    "sheet-figure",
    "sheet-figure-sloping",
    "sheet-figure-square",
    "sheet-figure-left-low",
    "sheet-figure-right-low",
    "sheet-figure-round-back",
    "sheet-figure-full-chest",
    "sheet-figure-belly",
    "sheet-figure-hollow-back",
    "line-cut",
    "line-sew",
    "line-fold",
    "line-belt",
    "line-waist",
    "line-centre",
    "line-worn-hem",
    "line-dart",
    "line-trim",
    "line-strip",
    "line-notch",
    "line-grain",
    "line-nap",
    "line-seam",
    "slot-shell",
    "slot-collar",
    "slot-lining",
    "slot-trim",
    "slot-sash",
];

/// Every key that a paper may ask [`Labels`] for.
pub fn label_keys() -> impl Iterator<Item = String> {
    let dimensions = Dimension::ALL.into_iter().map(dimension_key);
    LABEL_KEYS.iter().map(ToString::to_string).chain(dimensions)
}

/// The key of a dimension's name: `dimension-bust-girth`.
pub(crate) fn dimension_key(dimension: Dimension) -> String {
    format!("dimension-{}", dimension.key().replace('_', "-"))
}

pub(crate) fn origin_key(origin: Origin) -> &'static str {
    match origin {
        Origin::Tape => "sheet-origin-tape",
        Origin::Photo => "sheet-origin-photo",
        Origin::Predicted => "sheet-origin-predicted",
    }
}

/// One row of the body table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BodyRow {
    pub(crate) dimension: Dimension,
    /// Unknown for a dimension that the garment needs and nobody measured.
    pub(crate) known: Option<measure::Measurement>,
    /// An estimate that the fit hangs on, or not known at all.
    pub(crate) remeasure: bool,
    /// The largest change of a finished measure for a change of this dimension (cm per cm);
    /// `None` where the garment does not read it.
    pub(crate) effect: Option<f64>,
}

/// A finished measure may be off by this much whatever it is (mm)…
const TOLERANCE_MM: f64 = 10.0;
/// … or by this share of itself, as the shops' standards have it: a longer seam hides more …
const TOLERANCE_SHARE: f64 = 0.015;
/// … or by this share of its ease, which is there to be used.
const TOLERANCE_EASE: f64 = 0.1;
/// A corner of a piece may lie off by this much (mm).
const OUTLINE_TOLERANCE_MM: f64 = 15.0;

fn tolerance_mm(measure: &FinishedMeasure) -> f64 {
    let ease = measure.ease_mm.unwrap_or_default().abs() * TOLERANCE_EASE;
    TOLERANCE_MM.max(measure.mm.abs() * TOLERANCE_SHARE).max(ease)
}

impl SheetContent<'_> {
    /// The body table: what is known of [`Dimension::COMMON`], what was taken with a tape and what is
    /// needed, in the order of [`Dimension::ALL`].
    pub(crate) fn body_rows(&self) -> Vec<BodyRow> {
        Dimension::ALL
            .into_iter()
            .filter_map(|dimension| {
                let known = self.measurements.get(dimension);
                let read = self.sensitivity.iter().find(|s| s.dimension == dimension);
                if known.is_none() && read.is_none() {
                    return None;
                }
                let taped = known.is_some_and(|m| m.origin == Origin::Tape);
                if !(read.is_some() || taped || dimension.is_common()) {
                    return None;
                }
                let remeasure = match known {
                    Some(m) if m.origin == Origin::Tape => false,
                    Some(m) => read.is_some_and(|s| self.matters(s, plus_minus_mm(m.sigma_mm))),
                    None => true,
                };
                let effect = read.and_then(Sensitivity::most).map(|(_, change)| change.abs());
                Some(BodyRow { dimension, known, remeasure, effect })
            })
            .collect()
    }

    /// Would an error of `off_mm` in the dimension be seen in the garment.
    fn matters(&self, sensitivity: &Sensitivity, off_mm: f64) -> bool {
        let seen = self
            .pattern
            .finished
            .iter()
            .zip(&sensitivity.finished)
            .any(|(measure, change)| change.abs() * off_mm > tolerance_mm(measure));
        seen || sensitivity.outline * off_mm > OUTLINE_TOLERANCE_MM
    }

    /// Must all pieces of the slot lie the same way up.
    pub(crate) fn is_one_way(&self, slot: &str) -> bool {
        self.cloths.iter().any(|c| c.slot == slot && c.one_way)
    }

    /// Where pieces are joined from strips: those of every slot whose cloth is from a narrow loom.
    pub(crate) fn joins(&self) -> Vec<Join> {
        let narrow = self.cloths.iter().filter(|c| c.narrow_loom);
        narrow.flat_map(|c| self.pattern.strips(&c.slot, c.width_mm).joins).collect()
    }

    /// What a slot is cut from: the cloth where it is chosen, else the slot's name.
    pub(crate) fn cloth_name(&self, slot: &str, language: Language) -> String {
        let chosen = self.cloths.iter().find(|c| c.slot == slot);
        if let Some(cloth) = chosen {
            return cloth.names.get(language).trim_end_matches('་').to_owned();
        }
        let label = self.labels.label(language, &format!("slot-{slot}"));
        label.unwrap_or_else(|| slot.to_owned())
    }

    /// The name of an inner line, `None` for one that the words do not know.
    pub(crate) fn line_name(&self, language: Language, id: &str) -> Option<String> {
        self.labels.label(language, &format!("line-{}", id.replace('_', "-")))
    }

    /// How often a piece is cut, and whether left and right.
    pub(crate) fn cut_count(
        &self,
        piece: &CutPiece<'_>,
        language: Language,
    ) -> Result<String, SheetError> {
        let (n, m) = (piece.quantity, piece.mirrored_quantity);
        if m == 0 {
            return Ok(format!("×{n}"));
        }
        let left = self.label(language, "sheet-left")?;
        let right = self.label(language, "sheet-right")?;
        let tidy = |s: &str| s.trim_end_matches(['།', '་']).to_owned();
        Ok(format!("×{}  {} {n} · {} {m}", n + m, tidy(&left), tidy(&right)))
    }

    /// How it is worn: label key and height (mm), rows without meaning left out.
    pub(crate) fn wear_rows(&self) -> Vec<(&'static str, f64)> {
        let wear = &self.pattern.wear;
        let belted = wear.belted && wear.belt_height_mm > 0.0;
        [
            (belted, "sheet-belt-height", wear.belt_height_mm),
            (wear.hem_height_mm > 0.0, "sheet-hem-height", wear.hem_height_mm),
            (belted && wear.blouse_mm > 0.0, "sheet-pouch", wear.blouse_mm),
        ]
        .into_iter()
        .filter_map(|(shown, key, mm)| shown.then_some((key, mm)))
        .collect()
    }

    pub(crate) fn label(&self, language: Language, key: &str) -> Result<String, SheetError> {
        self.labels
            .label(language, key)
            .ok_or_else(|| SheetError::MissingLabel { language, key: key.to_owned() })
    }

    /// A label in all three languages.
    pub(crate) fn names(&self, key: &str) -> Result<Names, SheetError> {
        Ok(Names {
            zh: self.label(Language::Zh, key)?,
            bo: self.label(Language::Bo, key)?,
            en: self.label(Language::En, key)?,
            wylie: None,
        })
    }

    pub(crate) fn short_hash(&self) -> &str {
        let end = self.content_hash.char_indices().nth(12).map_or(self.content_hash.len(), |c| c.0);
        &self.content_hash[..end]
    }
}

/// Half the width of the 95 % interval of a normal error (mm).
pub(crate) fn plus_minus_mm(sigma_mm: f64) -> f64 {
    1.96 * sigma_mm
}

/// 市寸 in a length: one is a thirtieth of a metre.
pub(crate) fn cun(mm: f64) -> f64 {
    mm * 30.0 / 1000.0
}
