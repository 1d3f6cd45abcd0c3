//! The sewing pattern: template language, drafting, lint, SVG and DXF.

mod language;
mod pattern;

pub use language::Language;
pub use pattern::{
    Dart, Edge, EdgeRef, FinishedMeasure, InternalLine, Names, Notch, Panel, Pattern, Placement,
    Region, Seam, SeamKind, Wear,
};
