//! Papers for the tailor.
//!
//! [`measurement_sheet`] sets the one-page 量体单 in up to three languages side by side;
//! [`measurement_csv`] and [`measurement_json`] say the same for machines. The words come from the
//! caller through [`Labels`], the typefaces through [`Fonts`], the date as text: this crate reads
//! no file and no clock, and the same content gives the same bytes.
//!
//! Sizes on paper are millimetres, from the page's top left corner, y down.

mod content;
mod diagram;
mod export;
mod fonts;
mod ink;
mod measurement_sheet;
mod table;
mod text;

pub use content::{ChosenOption, Grade, LABEL_KEYS, Labels, SheetContent, label_keys};
pub use export::{measurement_csv, measurement_json};
pub use fonts::Fonts;
pub use measurement_sheet::measurement_sheet;
pub use pattern::Language;

/// Why a paper could not be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SheetError {
    /// The words lack a label.
    #[error("no label `{key}` in {}", language.code())]
    MissingLabel {
        /// In which language.
        language: Language,
        /// Which.
        key: String,
    },
    /// A font file cannot be read.
    #[error("font {index} of those given holds no typeface")]
    BadFont {
        /// Which of the files given, from 0.
        index: usize,
    },
    /// None of the typefaces has the letters of a language.
    #[error("no typeface given covers {}", language.code())]
    NoFont {
        /// Which language.
        language: Language,
    },
    /// No language was asked for, or one of them twice.
    #[error("{count} languages asked for: one to three different ones can stand side by side")]
    Languages {
        /// How many were asked for.
        count: usize,
    },
    /// There are more rows than one page holds.
    #[error("the rows need {needed_mm:.0} mm of the {room_mm:.0} mm there are")]
    TooLong {
        /// Height the rows need at their smallest (mm).
        needed_mm: f64,
        /// Height there is (mm).
        room_mm: f64,
    },
    /// The PDF writer refused what it was given: a fault of this crate.
    #[error("the PDF could not be written: {reason}")]
    Pdf {
        /// In the writer's words.
        reason: String,
    },
}
