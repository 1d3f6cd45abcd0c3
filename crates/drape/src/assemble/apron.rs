//! Panels that hang from a band round the waist: an apron.

use std::f32::consts::FRAC_PI_2;

use pattern::{Panel, Wear};

use super::form::{CLEAR, MM};
use super::place::{Laid, Layout};
use super::way::BeltLine;
use super::{AssembleError, PanelMesh, Rings};
use crate::{BodyPart, Mannequin, PartSet, Vertex};

/// Distance between the turns of a tie that goes round more than once (m).
const TURN: f32 = 0.012;
/// How far in front of the skirt the apron starts (m), from this far below the band (m).
const FORE: f32 = 0.08;
const FORE_FROM: f32 = 0.25;

/// Lays front panels as a sheet that hangs before the body from the height of the belt, the ends
/// of its band wound round the waist.
pub(crate) fn hang(
    panels: &[(&Panel, &PanelMesh)],
    wear: &Wear,
    body: &Mannequin,
    under: f32,
) -> Result<Layout, AssembleError> {
    let rings = Rings::new(body).ok_or(AssembleError::Body { what: "trunk" })?;
    let origin = |panel: &Panel| panel.placement.as_ref().map_or(kurbo::Point::ZERO, |p| p.origin);
    let top = panels
        .iter()
        .flat_map(|(panel, mesh)| mesh.points.iter().map(|p| p.y - origin(panel).y))
        .fold(f64::INFINITY, f64::min);
    let height = (wear.belt_height_mm * MM) as f32;
    let half_band = 0.015;
    let laid = panels
        .iter()
        .map(|(panel, mesh)| {
            let (at, layer) = (origin(panel), panel.placement.as_ref().map_or(0, |p| p.layer));
            let mut laid = Laid::default();
            for p in &mesh.points {
                let across = ((p.x - at.x) * MM) as f32;
                let depth = ((p.y - at.y - top) * MM) as f32;
                let y = height + half_band - depth;
                let girth = rings.perimeter(y.max(0.05), CLEAR + under);
                // The left tie goes over the right one where they meet behind.
                let turns = (across / girth).abs();
                let wound = TURN * (turns + if across > 0.0 { 0.5 * turns.min(1.0) } else { 0.0 });
                let fore = libm::sinf((depth / FORE_FROM).min(1.0) * FRAC_PI_2);
                let out = CLEAR + under + wound + FORE * fore * fore;
                let round = rings.perimeter(y.max(0.05), out);
                laid.positions.push(rings.point(y, across / round, out));
                laid.vertices.push(Vertex {
                    layer,
                    touches: PartSet::of(&[BodyPart::Torso, BodyPart::LegLeft, BodyPart::LegRight]),
                });
                laid.depth.push(depth);
                laid.turned.push(false);
            }
            laid
        })
        .collect();
    Ok(Layout { panels: laid, belt: Some(BeltLine::tied(half_band, height)) })
}
