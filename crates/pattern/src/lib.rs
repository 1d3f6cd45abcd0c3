//! The sewing pattern: template language, drafting, lint, SVG and DXF.

mod language;
mod pattern;

pub use language::Language;
pub use pattern::{
    Closure, Dart, Edge, EdgePoint, EdgeRef, FinishedMeasure, InternalLine, Names, Notch, Panel,
    Pattern, Placement, Region, Seam, SeamKind, Trim, Wear,
};
