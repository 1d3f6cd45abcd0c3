//! The sewing pattern: template language, drafting, lint, SVG and DXF.
//!
//! A template in TOML is parsed into a [`Design`] once; [`Design::draft`] makes a [`Pattern`] of it
//! for one person; [`Pattern::problems`] says whether it can be sewn.

mod allowance;
mod check;
mod design;
mod draft;
mod formula;
mod language;
mod node;
mod pattern;
mod piece_template;
mod problem;
mod reader;
mod template;

pub use design::{Colourway, Confidence, Design, OptionSpec, Options, Unit};
pub use language::Language;
pub use pattern::{
    Closure, Dart, Edge, EdgePoint, EdgeRef, FinishedMeasure, InternalLine, Names, Notch, Panel,
    Pattern, Placement, Region, Seam, SeamKind, Trim, Wear,
};
pub use problem::{DraftError, Line, Problem, TemplateProblem};
