//! Where each panel lies round the body before the cloth is let go.
//!
//! A chuba is a flat cross of cloth folded over the shoulders, so panels are laid the way a
//! dresser holds it: as an arch over the shoulders, tubes round the outstretched arms, and rings
//! round the trunk that are as wide as the cloth. The belt's line lies at the belt already, its
//! surplus width in pleats at the back and its surplus length in a bulge above, wings are wrapped
//! to the back. Seams meet nearly everywhere, nothing cuts the body, and what strain is left goes
//! when the cloth relaxes without weight.

use nalgebra::{Point3, Vector3};
use pattern::{Panel, Region, Wear};

use super::form::{BeltLine, Form, MM, lap};
use super::{AssembleError, PanelMesh, apron};
use crate::{BodyPart, Mannequin, PartSet, Vertex};

/// Where the vertices of one panel start, and what they collide with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Laid {
    /// Positions (m), shape `[n]`.
    pub(crate) positions: Vec<Point3<f32>>,
    /// Layer and contact filter, shape `[n]`.
    pub(crate) vertices: Vec<Vertex>,
    /// Depth below the shoulder line (m), shape `[n]`; empty for sleeves.
    pub(crate) depth: Vec<f32>,
    /// Is the vertex in cloth that is worn inside out: on or behind the fold of a back's wing?
    pub(crate) turned: Vec<bool>,
}

/// All panels laid round a body.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// In the order of the panels given.
    pub(crate) panels: Vec<Laid>,
    /// The line of the cloth that lies at the belt, where one is worn.
    pub(crate) belt: Option<BeltLine>,
}

/// Lays `panels` round `body`, as [`Wear`] says it is worn, `under` (m) farther out than on the
/// skin: what lies beneath takes room.
///
/// # Errors
///
/// [`AssembleError::NoPanel`] without a back, [`AssembleError::Body`] for a body without trunk.
pub(crate) fn layout(
    panels: &[(&Panel, &PanelMesh)],
    seams: &[&pattern::Seam],
    wear: &Wear,
    body: &Mannequin,
    under: f32,
) -> Result<Layout, AssembleError> {
    let at = |region| panels.iter().any(|(p, _)| region_of(p) == Some(region));
    if at(Region::Front) && !at(Region::Back) && wear.belted {
        return apron::hang(panels, wear, body, under);
    }
    let form = Form::new(panels, seams, wear, body, under)?;
    let laid = panels
        .iter()
        .map(|(panel, mesh)| match region_of(panel) {
            Some(Region::ArmLeft) => sleeve(&form, panel, mesh, seams, panels, 1.0),
            Some(Region::ArmRight) => sleeve(&form, panel, mesh, seams, panels, -1.0),
            _ => trunk(&form, panel, mesh, seams),
        })
        .collect();
    Ok(Layout { panels: laid, belt: form.belt() })
}

fn region_of(panel: &Panel) -> Option<Region> {
    panel.placement.as_ref().map(|p| p.region)
}

fn trunk(form: &Form, panel: &Panel, mesh: &PanelMesh, seams: &[&pattern::Seam]) -> Laid {
    let placement = panel.placement.as_ref();
    let back = placement.is_some_and(|p| p.region == Region::Back);
    let layer = placement.map_or(1, |p| p.layer);
    let origin = placement.map_or(0.0, |p| p.origin.x);
    let top = mesh.points.iter().map(|p| p.y).fold(f64::INFINITY, f64::min);
    let lap = lap(panel, seams);
    let mut laid = Laid::default();
    for p in &mesh.points {
        let across = ((p.x - origin) * MM) as f32 * if back { -1.0 } else { 1.0 };
        let depth = ((p.y - top) * MM) as f32;
        let wing = form.beyond_fold(across, depth);
        let place = form.trunk_point(across, depth, back, lap);
        let upper = depth < form.skirt_from();
        let touches = if upper {
            PartSet::of(&[BodyPart::Torso, BodyPart::Head, BodyPart::ArmLeft, BodyPart::ArmRight])
        } else {
            PartSet::of(&[BodyPart::Torso, BodyPart::LegLeft, BodyPart::LegRight])
        };
        let touches = if (depth - form.skirt_from()).abs() < 0.15 {
            touches.union(PartSet::of(&[BodyPart::Torso, BodyPart::LegLeft, BodyPart::LegRight]))
        } else {
            touches
        };
        laid.positions.push(place);
        laid.vertices.push(Vertex {
            layer: layer + if wing { Form::wing_layer(across) } else { 0 },
            touches,
        });
        laid.depth.push(depth);
        laid.turned.push(back && wing);
    }
    laid
}

/// A tube round the outstretched arm, its fold on top and its seam below.
fn sleeve(
    form: &Form,
    panel: &Panel,
    mesh: &PanelMesh,
    seams: &[&pattern::Seam],
    panels: &[(&Panel, &PanelMesh)],
    side: f32,
) -> Laid {
    let layer = panel.placement.as_ref().map_or(1, |p| p.layer);
    let front = front_half(panel, seams, panels).unwrap_or(side);
    let root = mesh.points.iter().map(|p| p.x).fold(f64::INFINITY, f64::min);
    let width = |x: f64| -> f32 {
        // Half width of the flat sleeve at x: its outline is straight from root to cuff.
        let mut best: [(f64, f64); 2] = [(f64::INFINITY, 0.0); 2];
        for &i in mesh.edges.iter().flatten() {
            let p = mesh.points[i as usize];
            let apart = (p.x - x).abs();
            if apart < best[0].0 - 1e-6 {
                best = [(apart, p.y.abs()), best[0]];
            } else if (apart - best[0].0).abs() < 1e-6 {
                best[0].1 = best[0].1.max(p.y.abs());
            }
        }
        (best[0].1 * MM) as f32
    };
    let arm = if side > 0.0 { BodyPart::ArmLeft } else { BodyPart::ArmRight };
    let touches = PartSet::of(&[BodyPart::Torso, arm]);
    let mut laid = Laid::default();
    for p in &mesh.points {
        let along = ((p.x - root) * MM) as f32;
        let (centre, direction) = form.arm_at(side, form.sleeve_root(side) + along);
        let half = width(p.x).max(0.05);
        let turn = std::f32::consts::PI * ((p.y.abs() * MM) as f32 / half).min(1.0);
        let to_front = front * (p.y.signum() as f32);
        let forward = Vector3::z();
        let up = forward.cross(&direction).normalize() * side;
        let forward = direction.cross(&up).normalize() * side;
        let radius = half / std::f32::consts::PI;
        laid.positions.push(
            centre
                + up * (radius * libm::cosf(turn))
                + forward * (radius * libm::sinf(turn) * to_front),
        );
        laid.vertices.push(Vertex { layer, touches });
    }
    laid
}

/// The sign of y of the sleeve's half that is sewn to a front panel.
fn front_half(
    sleeve: &Panel,
    seams: &[&pattern::Seam],
    panels: &[(&Panel, &PanelMesh)],
) -> Option<f32> {
    let is_front = |id: &str| {
        panels.iter().any(|(p, _)| {
            p.id == id && p.placement.as_ref().is_some_and(|p| p.region == Region::Front)
        })
    };
    seams.iter().find_map(|seam| {
        let own = if seam.a.panel == sleeve.id && is_front(&seam.b.panel) {
            &seam.a
        } else if seam.b.panel == sleeve.id && is_front(&seam.a.panel) {
            &seam.b
        } else {
            return None;
        };
        let edge = sleeve.edges.iter().find(|e| e.id == own.edge)?;
        Some(edge.point_at(0.5).y.signum() as f32)
    })
}
