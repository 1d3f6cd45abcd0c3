//! Panels become meshes that fit each other and lie round a body, ready to be draped.

mod apron;
mod counts;
mod fill;
mod fold;
mod form;
mod off_sleeve;
mod place;
mod ring;
mod sleeve;
mod slip;
mod triangulate;
mod way;

pub(crate) use counts::seam_counts;
pub(crate) use form::MM;
pub(crate) use place::{Laid, layout};
pub(crate) use ring::Rings;
pub(crate) use sleeve::creased;
pub(crate) use triangulate::panel_meshes;
pub use triangulate::{PanelMesh, Resolution, triangulate};
pub(crate) use way::BeltLine;

use pattern::EdgeRef;

/// Why a pattern cannot be put round a body.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AssembleError {
    /// The edge length of the mesh is unusable.
    #[error("an edge length of {edge_mm} mm is outside {low}–{high} mm")]
    Resolution {
        /// What was asked for (mm).
        edge_mm: f64,
        /// Least (mm).
        low: f64,
        /// Most (mm).
        high: f64,
    },
    /// A panel's outline is open, crosses itself or is empty.
    #[error("panel {panel} cannot be meshed: {reason}")]
    Outline {
        /// The panel's `id`.
        panel: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A dart that does not lie inside its panel.
    #[error("the dart at ({x_mm:.0}, {y_mm:.0}) mm of panel {panel} reaches its outline")]
    Dart {
        /// The panel's `id`.
        panel: String,
        /// Place of the dart (mm).
        x_mm: f64,
        /// Place of the dart (mm).
        y_mm: f64,
    },
    /// A seam names an edge that the pattern has not.
    #[error("a seam joins the unknown edge {}.{}", edge.panel, edge.edge)]
    UnknownEdge {
        /// The edge.
        edge: EdgeRef,
    },
    /// No panel is placed on this part of the body.
    #[error("no panel is placed {region}")]
    NoPanel {
        /// Where: `behind the trunk`.
        region: &'static str,
    },
    /// The body lacks what panels are placed by.
    #[error("the body has no {what}")]
    Body {
        /// What it lacks: `trunk`, `left arm`.
        what: &'static str,
    },
}
