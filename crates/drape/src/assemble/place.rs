//! Where each panel lies round the body before the cloth is let go.
//!
//! A chuba is a flat cross of cloth folded over the shoulders, so panels are laid the way a
//! dresser holds it: as an arch over the shoulders, tubes round the outstretched arms, and rings
//! round the trunk that are as wide as the cloth. The belt's line lies at the belt already, its
//! surplus width in pleats at the back and its surplus length in a bulge above, wings are wrapped
//! to the back. Seams meet nearly everywhere, nothing cuts the body, and what strain is left goes
//! when the cloth relaxes without weight.

use nalgebra::{Point2, Point3};
use pattern::{Panel, Region, Sleeves, Wear};
use rayon::prelude::*;

use super::form::{Form, lap};
use super::slip::{Sheet, Slip};
use super::way::BeltLine;
use super::{AssembleError, PanelMesh, apron, sleeve};
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
    /// Is the vertex in cloth that is worn inside out: on or behind the fold of a back's wing or of a
    /// cuff that is turned back?
    pub(crate) turned: Vec<bool>,
    /// Breadth across the panel that is left where the cloth is gathered in folds finer than the mesh,
    /// as a part of the breadth as cut; shape `[n]`, empty where nothing is gathered.
    pub(crate) gathered: Vec<f32>,
    /// Is it a sleeve that no arm is in?
    pub(crate) off: bool,
    /// Vertices of an empty sleeve that stay where they were laid: tucked in or knotted.
    pub(crate) held: Vec<u32>,
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
        .par_iter()
        .map(|(panel, mesh)| match region_of(panel) {
            Some(Region::ArmLeft) => sleeve::lay(&form, panel, mesh, seams, panels, wear, 1.0),
            Some(Region::ArmRight) => sleeve::lay(&form, panel, mesh, seams, panels, wear, -1.0),
            _ => trunk(&form, panel, mesh, seams, wear.sleeves),
        })
        .collect();
    Ok(Layout { panels: laid, belt: form.belt() })
}

fn region_of(panel: &Panel) -> Option<Region> {
    panel.placement.as_ref().map(|p| p.region)
}

fn trunk(
    form: &Form,
    panel: &Panel,
    mesh: &PanelMesh,
    seams: &[&pattern::Seam],
    sleeves: Sleeves,
) -> Laid {
    let placement = panel.placement.as_ref();
    let back = placement.is_some_and(|p| p.region == Region::Back);
    let layer = placement.map_or(1, |p| p.layer);
    let lap = lap(panel, seams);
    let sheet = Sheet::new(panel, mesh, back, lap);
    let slipped = Slip::new(form, sleeves).map(|slip| slip.lay(&sheet));
    let mut laid = Laid::default();
    for (v, &Point2 { coords }) in sheet.at.iter().enumerate() {
        let (across, depth) = (coords.x, coords.y);
        let wing = form.beyond_fold(across, depth);
        let place = match &slipped {
            Some(places) => places[v],
            None => form.trunk_point(across, depth, back, lap),
        };
        let upper = depth < form.skirt_from();
        let touches = if upper {
            PartSet::ALL
        } else {
            PartSet::of(&[BodyPart::Torso, BodyPart::LegLeft, BodyPart::LegRight])
        };
        laid.positions.push(place);
        let layer = form.layer(layer, across, depth, lap, sleeves);
        laid.vertices.push(Vertex {
            layer: layer + if wing { Form::wing_layer(across) } else { 0 },
            touches,
        });
        laid.depth.push(depth);
        laid.turned.push(back && wing);
    }
    laid
}
