//! What a measurement sheet says.

use measure::{Dimension, Measurements, Origin};
use pattern::{Language, Names, Pattern};
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
    /// The dimensions that the garment's fit hangs on: where such a one is an estimate, the
    /// sheet asks for the tape.
    pub sensitive: &'a [Dimension],
    /// What the customer chose, in the order of the template.
    pub options: &'a [ChosenOption],
    /// How far the photos may be trusted.
    pub grade: Option<Grade>,
    /// Remarks, printed as they are.
    pub notes: &'a [String],
    /// The words.
    pub labels: &'a dyn Labels,
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
}

impl SheetContent<'_> {
    /// The body table: what is known and what is needed, in the order of [`Dimension::ALL`].
    pub(crate) fn body_rows(&self) -> Vec<BodyRow> {
        Dimension::ALL
            .into_iter()
            .filter_map(|dimension| {
                let known = self.measurements.get(dimension);
                let sensitive = self.sensitive.contains(&dimension);
                if known.is_none() && !sensitive {
                    return None;
                }
                let taped = known.is_some_and(|m| m.origin == Origin::Tape);
                Some(BodyRow { dimension, known, remeasure: sensitive && !taped })
            })
            .collect()
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
