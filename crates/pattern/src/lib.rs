//! The sewing pattern: template language, drafting, lint, SVG and DXF.
//!
//! A template in TOML is parsed into a [`Design`] once; [`Design::draft`] makes a [`Pattern`] of it
//! for one person; [`Pattern::problems`] says whether it can be sewn.

mod allowance;
mod check;
mod design;
mod draft;
pub mod dxf;
mod formula;
mod language;
mod lint;
mod node;
mod pattern;
mod piece_template;
mod pieces;
mod problem;
mod reader;
mod strips;
pub mod svg;
mod template;

pub use design::{Colourway, Confidence, Design, OptionSpec, Options, Unit};
pub use language::Language;
pub use lint::{Fault, LintProblem, LintReport, Lot, SEAM_TOLERANCE_MM, lint, random_body};
pub use pattern::{
    Closure, Dart, Edge, EdgePoint, EdgeRef, FinishedMeasure, InternalLine, Names, Notch, Panel,
    Pattern, Placement, Region, Seam, SeamKind, Trim, Wear,
};
pub use pieces::{CutPiece, NotchMark, Part, layout};
pub use problem::{DraftError, Line, Problem, TemplateProblem};
pub use strips::{SELVEDGE_MM, Strip, StripPlan};
