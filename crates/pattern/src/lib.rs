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
pub mod hpgl;
mod language;
mod lay;
mod lint;
mod marks;
mod nest;
mod node;
pub mod paper;
mod pattern;
mod piece_template;
mod pieces;
mod problem;
mod reader;
mod record;
mod schema;
mod sensitivity;
mod shape;
mod strips;
pub mod svg;
mod template;

pub use design::{Colourway, Confidence, Design, OptionSpec, Options, Unit};
pub use language::Language;
pub use lay::{Cloth, GAP_MM, Lay, LayError, Placed, Search};
pub use lint::{
    Fault, LintPlan, LintProblem, LintReport, Lot, SEAM_TOLERANCE_MM, lint, lint_with, random_body,
};
pub use marks::{LineLayer, Mark, SeamNumber};
pub use pattern::{
    Closure, Dart, Edge, EdgePoint, EdgeRef, FinishedMeasure, InternalLine, Layer, LineKind, Names,
    Notch, Panel, Pattern, Placement, Pleat, Region, Seam, SeamKind, Sleeves, Trim, Wear,
    WearingStyle,
};
pub use pieces::{CutPiece, NotchMark, Part, layout};
pub use problem::{DraftError, Line, Problem, TemplateProblem};
pub use record::{ClothRule, Documented, Record, Stripes};
pub use schema::{schema, schema_text};
pub use sensitivity::Sensitivity;
pub use strips::{Join, SELVEDGE_MM, Strip, StripCut, StripPlan};
