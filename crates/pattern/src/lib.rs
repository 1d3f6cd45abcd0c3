//! The sewing pattern: template language, drafting, lint, SVG and DXF.

mod pattern;

pub use pattern::{
    Dart, Edge, EdgeRef, FinishedMeasure, InternalLine, Names, Notch, Panel, Pattern, Placement,
    Region, Seam, SeamKind, Wear,
};
