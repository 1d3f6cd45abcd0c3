//! Where a sleeve starts: round its arm, its cuff turned back or not.

use std::f32::consts::PI;

use kurbo::BezPath;
use nalgebra::Vector3;
use pattern::{Edge, InternalLine, LineKind, Panel, Region, Wear};

use super::form::{Form, MM};
use super::place::Laid;
use super::{PanelMesh, off_sleeve};
use crate::{BodyPart, PartSet, Vertex};

/// Length in which a sleeve widens again above the end of its turned cuff (m).
const GATHER: f32 = 0.06;

/// How far a cuff that is turned back starts off the sleeve, wider than it is (m): a coarse mesh cuts the
/// corners of both.
const FLARE: f32 = 0.03;

/// A place of a sleeve.
#[derive(Clone, Copy, Debug)]
pub(super) struct SleevePoint {
    /// Distance (m) from the root towards the cuff.
    pub(super) along: f32,
    /// Part of the way from the fold over the arm to the seam under it, 0–1.
    pub(super) part: f32,
    /// Length of that way (m): half the girth there.
    pub(super) half: f32,
    /// 1 in the half that is sewn to the front, −1 in the other.
    pub(super) to_front: f32,
}

/// Lays a sleeve: a tube round the outstretched arm, its fold on top and its seam below; or, where the
/// arm is out of it, flat along the way that it is drawn round the body.
pub(super) fn lay(
    form: &Form,
    panel: &Panel,
    mesh: &PanelMesh,
    seams: &[&pattern::Seam],
    panels: &[(&Panel, &PanelMesh)],
    wear: &Wear,
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
    let cuff = mesh.points.iter().map(|p| p.x).fold(f64::NEG_INFINITY, f64::max);
    let length = ((cuff - root) * MM) as f32;
    let points = mesh.points.iter().map(|p| {
        let half = width(p.x).max(0.05);
        SleevePoint {
            along: ((p.x - root) * MM) as f32,
            part: ((p.y.abs() * MM) as f32 / half).min(1.0),
            half,
            to_front: front * (p.y.signum() as f32),
        }
    });
    if !wear.sleeves.on()[usize::from(side < 0.0)] {
        return off_sleeve::lay(form, points, length, wear.sleeves, side);
    }
    let arm = if side > 0.0 { BodyPart::ArmLeft } else { BodyPart::ArmRight };
    let touches = PartSet::of(&[BodyPart::Torso, arm]);
    let fold = length - (wear.turn_back_mm * MM) as f32;
    let mut laid = Laid::default();
    for SleevePoint { along, part, half, to_front } in points {
        let back = along > fold + 1e-4;
        let over = if back { 2.0 * fold - along } else { along };
        let (centre, direction) = form.arm_at(side, form.sleeve_root(side) + over);
        let turn = PI * part;
        let forward = Vector3::z();
        let up = forward.cross(&direction).normalize() * side;
        let forward = direction.cross(&up).normalize() * side;
        // The sleeve under a cuff that is turned back is wider, and has to go in beneath it.
        let above = 2.0 * fold - along;
        let gathered = if back || above > length + GATHER {
            1.0
        } else {
            let cuff = width(root + f64::from(above.min(length)) / MM) - PI * form.sheet();
            let beyond = ((above - length) / GATHER).max(0.0);
            let beneath = (cuff / half).min(1.0);
            beneath + (1.0 - beneath) * beyond
        };
        let flared = if back { FLARE * ((along - fold) / FLARE).min(1.0) } else { 0.0 };
        let radius = gathered * half / PI + flared;
        laid.positions.push(
            centre
                + up * (radius * libm::cosf(turn))
                + forward * (radius * libm::sinf(turn) * to_front),
        );
        laid.vertices.push(Vertex { layer: layer + i32::from(back), touches });
        laid.gathered.push(gathered);
        laid.turned.push(wear.turn_back_mm > 0.0 && along > fold - 1e-4);
    }
    laid
}

/// The panel with the line at which its cuff is turned back, where it is a sleeve and that is so.
pub(crate) fn creased(panel: &Panel, wear: &Wear) -> Panel {
    let mut panel = panel.clone();
    let arm = panel
        .placement
        .as_ref()
        .is_some_and(|p| matches!(p.region, Region::ArmLeft | Region::ArmRight));
    if arm && wear.turn_back_mm > 0.0 {
        let corners = || panel.edges.iter().map(Edge::start);
        let end = corners().map(|p| p.x).fold(f64::NEG_INFINITY, f64::max);
        let half = corners().map(|p| p.y.abs()).fold(0.0, f64::max);
        let x = end - wear.turn_back_mm;
        let mut curve = BezPath::new();
        curve.move_to((x, -half));
        curve.line_to((x, half));
        panel.internal.push(InternalLine {
            id: "fold_back".to_owned(),
            curve,
            kind: LineKind::FoldOut,
        });
    }
    panel
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
