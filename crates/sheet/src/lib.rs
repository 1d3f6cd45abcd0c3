//! Papers for the tailor.
//!
//! [`measurement_sheet`] sets the one-page 量体单, [`cutting_diagram`] the page that a tailor chalks
//! from, [`strip_plan`] how it is cut from the loom, [`roll`] and [`tiles`] the pattern in true size;
//! each in one to three languages side by side.
//! [`measurement_csv`], [`measurement_json`] and [`measurement_seamly`] say the same for machines. The
//! words come from the caller through [`Labels`], the typefaces through [`Fonts`], the date as text:
//! this crate reads no file and no clock, and the same content gives the same bytes.
//!
//! Sizes on paper are millimetres, from the page's top left corner, y down.

mod content;
mod cutting_diagram;
mod diagram;
mod export;
mod fonts;
mod head;
mod ink;
mod lettering;
mod measurement_sheet;
mod pages;
mod qr;
mod seamly;
mod squares;
mod strip_plan;
mod table;
mod text;
mod true_size;

pub use content::{ChosenOption, Cloth, Grade, LABEL_KEYS, Labels, SheetContent, label_keys};
pub use cutting_diagram::cutting_diagram;
pub use export::{measurement_csv, measurement_json};
pub use fonts::Fonts;
pub use lettering::{Lettering, lettering};
pub use measurement_sheet::measurement_sheet;
pub use pattern::Language;
pub use seamly::{SeamlyFormat, measurement_seamly};
pub use strip_plan::strip_plan;
pub use true_size::{MOST_A4, ROLL_WIDTH_MM, SheetSize, roll, sheet_count, tiles};

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
    /// The roll is narrower or wider than any plotter's.
    #[error("a roll of {mm} mm is outside {low}–{high} mm")]
    RollWidth {
        /// The width asked for (mm).
        mm: f64,
        /// The narrowest taken (mm).
        low: f64,
        /// The widest taken (mm).
        high: f64,
    },
    /// The pattern takes more sheets of A4 than anyone should glue.
    #[error("{needed} sheets of A4 are needed, {most} are the most: use a roll or A0")]
    TooManySheets {
        /// How many it would take.
        needed: usize,
        /// How many are the most.
        most: usize,
    },
    /// The order number is too long for the square code.
    #[error("an order number of {length} bytes is too long for the square code")]
    OrderTooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// No cloth is chosen for a slot.
    #[error("no cloth is chosen for {slot:?}")]
    NoCloth {
        /// The slot.
        slot: String,
    },
    /// The pieces cannot be laid on the cloth.
    #[error(transparent)]
    Lay(#[from] pattern::LayError),
    /// The pieces cannot be laid on the paper.
    #[error(transparent)]
    Paper(#[from] pattern::paper::PaperError),
    /// The PDF writer refused what it was given: a fault of this crate.
    #[error("the PDF could not be written: {reason}")]
    Pdf {
        /// In the writer's words.
        reason: String,
    },
}
