//! Dressing: seams closed, arms lowered, cloth let go and settled.

use std::ops::ControlFlow;

use mesh::TriMesh;
use nalgebra::{Point2, Point3};

use super::carry::Carry;
use super::{Band, belt, collar, hands};
use crate::{
    Attachment, BodyCollider, Cloth, ClothError, Control, DrapeReport, Garment, GarmentPanel,
    Mannequin, Settings, Solver, State, StepReport, Stitch, Target,
};

/// How a garment is put on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dressing {
    /// Steps in which the stitches are pulled together, without weight.
    pub sewing: usize,
    /// Steps in which the sewn cloth relaxes, without weight.
    pub relaxing: usize,
    /// Steps in which weight comes on and the arms go down to the worn posture.
    pub lowering: usize,
    /// Steps in which it slides to its place without friction.
    pub hanging: usize,
    /// Most steps of settling: a third free, then gently.
    pub settling: usize,
    /// How firmly the belt holds the cloth under it (N/m a vertex).
    pub belt_hold: f32,
}

impl Default for Dressing {
    fn default() -> Self {
        Self {
            sewing: 10,
            relaxing: 12,
            lowering: 80,
            hanging: 40,
            settling: 180,
            belt_hold: 150.0,
        }
    }
}

/// What [`drape`] is doing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DrapeProgress {
    /// Pulling the stitches together.
    Sewing,
    /// Letting the sewn cloth relax.
    Relaxing,
    /// Lowering the arms.
    Lowering,
    /// Waiting until the cloth rests.
    Settling,
}

/// Why a garment could not be draped.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DrapeError {
    /// The cloth cannot be simulated.
    #[error("the garment's cloth is unusable: {0}")]
    Cloth(#[from] ClothError),
    /// `progress` broke off.
    #[error("draping was cancelled")]
    Cancelled,
    /// Coordinates became infinite or NaN.
    #[error("the cloth lost its numbers while {stage:?}")]
    NotFinite {
        /// When.
        stage: DrapeProgress,
    },
}

/// A garment as it lies on the body, in the worn posture.
#[derive(Clone, Debug)]
pub struct Drape {
    /// The cloth, every panel with vertices of its own; seams lie on one another.
    pub cloth: TriMesh,
    /// Where each vertex of `cloth` lies in its panel (m of cloth, y down), shape `[n]`.
    pub uv: Vec<Point2<f32>>,
    /// Which of `panels` each triangle of `cloth` belongs to, shape `[m]`.
    pub panel: Vec<u32>,
    /// The panels, with the vertices along their edges.
    pub panels: Vec<GarmentPanel>,
    /// The body in the worn posture; hands that sleeves cover are drawn thinner, so that thumbs do
    /// not stick out between the facets of the cloth.
    pub body: TriMesh,
    /// The sash or tie over the cloth.
    pub belt: Option<Band>,
    /// The collar band.
    pub collar: Option<Band>,
    /// How good it is; [`DrapeReport::faults`] lists what is wrong.
    pub report: DrapeReport,
    /// Height of the lowest cloth above the floor (m).
    pub hem_height: f32,
}

/// Puts `garment` on `body` and lets it come to rest.
///
/// The stitches close without weight and are then sewn for good; the cloth relaxes; weight comes
/// on while the body goes from its dressing to its worn posture; then everything settles. What lies
/// under the belt is held where the belt holds it, to the end. `progress` is called after every
/// step with what is going on and the part done, 0–1; breaking cancels.
///
/// # Errors
///
/// [`DrapeError`] for cloth that cannot be stepped, a cancellation, or a simulation that exploded.
/// A drape that is bad in any other way is returned, and its report says so.
pub fn drape(
    garment: &Garment,
    body: &Mannequin,
    dressing: &Dressing,
    progress: &mut dyn FnMut(DrapeProgress, f32) -> ControlFlow<()>,
) -> Result<Drape, DrapeError> {
    let mut cloth = garment.cloth.clone();
    cloth.stitches.extend(garment.closures.iter().map(|&[a, b]| Stitch { a, b }));
    // Cloth that is pushed together buckles; folds finer than the mesh can only be left soft.
    for fabric in &mut cloth.fabrics {
        fabric.compression *= (0.02 / garment.edge_length()).min(1.0);
    }
    let settings = settings(garment, dressing);
    let collider = BodyCollider::new(body);
    let total = (dressing.sewing
        + dressing.relaxing
        + dressing.lowering
        + dressing.hanging
        + dressing.settling)
        .max(1) as f32;
    let mut done = 0.0;
    let mut tell = |stage, steps: f32| match progress(stage, (steps / total).min(1.0)) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(DrapeError::Cancelled),
    };

    cloth.attachments = held_by_belt(garment, &garment.positions, dressing.belt_hold);
    let mut state = State::at_rest(garment.positions.clone());
    let mut solver = Solver::new(&cloth, collider.clone(), settings)?;
    let dressed = Control {
        gravity: 0.0,
        stitch_scale: 1.0,
        body_time: 0.0,
        attachments: 1.0,
        belt_girths: Vec::new(),
        layers_collide: true,
        damping: 0.4,
        friction: 0.0,
    };
    solver.control = dressed.clone();
    for i in 1..=dressing.sewing {
        solver.control.stitch_scale = 1.0 - i as f32 / dressing.sewing as f32;
        check(&solver.step(&mut state), &state, DrapeProgress::Sewing)?;
        done += 1.0;
        tell(DrapeProgress::Sewing, done)?;
    }

    let (mut sewn, map) = cloth.sewn();
    let mut state = Cloth::sewn_state(&state, &map);
    sewn.attachments = merged(&sewn.attachments);
    let mut solver = Solver::new(&sewn, collider, settings)?;
    solver.control = Control { stitch_scale: 0.0, ..dressed };
    for _ in 0..dressing.relaxing {
        check(&solver.step(&mut state), &state, DrapeProgress::Relaxing)?;
        done += 1.0;
        tell(DrapeProgress::Relaxing, done)?;
    }

    let carry = Carry::new(&sewn, &state.positions, body);
    for i in 1..=dressing.lowering {
        let t = i as f32 / dressing.lowering as f32;
        solver.control.gravity = (4.0 * t).min(PULL);
        solver.control.damping = 0.15;
        solver.control.friction = 0.0;
        let before = solver.control.body_time;
        solver.control.body_time = t;
        carry.along(body, before, t, &mut state.positions);
        check(&solver.step(&mut state), &state, DrapeProgress::Lowering)?;
        done += 1.0;
        tell(DrapeProgress::Lowering, done)?;
    }

    solver.control.body_time = 1.0;
    for i in 0..dressing.hanging {
        let left = 1.0 - i as f32 / dressing.hanging as f32;
        solver.control.gravity = 1.0 + (PULL - 1.0) * (2.0 * left).min(1.0);
        check(&solver.step(&mut state), &state, DrapeProgress::Lowering)?;
        done += 1.0;
        tell(DrapeProgress::Lowering, done)?;
    }

    solver.control.gravity = 1.0;
    solver.control.friction = 1.0;
    solver.control.damping = 0.5;
    let mut cancelled = false;
    let mut settle = |solver: &mut Solver, state: &mut State, done: f32| {
        solver.settle(state, &mut |step| {
            cancelled = tell(DrapeProgress::Settling, done + step.frame as f32).is_err();
            if cancelled { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
    };
    let mut settled = settle(&mut solver, &mut state, done);
    if !settled.converged && !settled.cancelled {
        // Sheets that are caught in each other's folds are thrown about by contacts as long as
        // those may push by millimetres a step: let them part gently.
        let gentle =
            Settings { step_limit: QUIET_STEP, frame_limit: 2 * settings.frame_limit, ..settings };
        let control = solver.control.clone();
        solver = Solver::new(&sewn, solver.into_body(), gentle)?;
        solver.control = control;
        let before = settled.frames;
        settled = settle(&mut solver, &mut state, done + before as f32);
        settled.frames += before;
    }
    if cancelled {
        return Err(DrapeError::Cancelled);
    }
    if !state.is_finite() {
        return Err(DrapeError::NotFinite { stage: DrapeProgress::Settling });
    }
    let report = solver.report(&state, &settled);
    Ok(finish(garment, body, &solver, &state, &map, report))
}

fn settings(garment: &Garment, dressing: &Dressing) -> Settings {
    let edge = garment.edge_length();
    // A facet cuts edge²/8r off a round of radius r: 3–4 mm at 20 mm, with some air.
    Settings {
        skin_gap: (0.0035 * edge / 0.02).clamp(0.003, 0.007),
        frame_limit: dressing.settling.div_ceil(3).max(1),
        layer_gap: (0.003 * edge / 0.02).clamp(0.003, 0.0045),
        ..Settings::default()
    }
}

fn check(step: &StepReport, state: &State, stage: DrapeProgress) -> Result<(), DrapeError> {
    if step.farthest.is_finite() && state.is_finite() {
        Ok(())
    } else {
        Err(DrapeError::NotFinite { stage })
    }
}

/// Weight while the arms go down, as a part of the true one: the dresser's tug that lays slack cloth
/// in upright folds.
const PULL: f32 = 3.0;

/// Farthest that anything is pushed in one step of the last, quiet settling (m).
const QUIET_STEP: f32 = 1.0e-3;

/// Half the breadth of the cloth that the belt holds (m).
const HOLD: f32 = 0.03;

/// The vertices under the belt, held where they were laid.
fn held_by_belt(garment: &Garment, at: &[Point3<f32>], stiffness: f32) -> Vec<Attachment> {
    let Some(belt) = garment.belt() else { return Vec::new() };
    let breadth = HOLD.max(0.6 * garment.edge_length());
    garment
        .depth
        .iter()
        .zip(at)
        .enumerate()
        .filter(|(_, (depth, _))| depth.is_some_and(|d| (d - belt.depth).abs() < breadth))
        .map(|(i, (_, p))| Attachment { vertex: i as u32, target: Target::Point(*p), stiffness })
        .collect()
}

/// One attachment a vertex: sewn vertices were held at as many places as they came from.
fn merged(attachments: &[Attachment]) -> Vec<Attachment> {
    let mut sorted: Vec<Attachment> = attachments.to_vec();
    sorted.sort_by_key(|a| a.vertex);
    let mut out: Vec<(Attachment, f32)> = Vec::new();
    for a in sorted {
        match (out.last_mut(), a.target) {
            (Some((last, count)), Target::Point(p)) if last.vertex == a.vertex => {
                if let Target::Point(q) = last.target {
                    *count += 1.0;
                    last.target = Target::Point(q + (p - q) / *count);
                }
            }
            _ => out.push((a, 1.0)),
        }
    }
    out.into_iter().map(|(a, _)| a).collect()
}

fn finish(
    garment: &Garment,
    body: &Mannequin,
    solver: &Solver,
    state: &State,
    map: &[u32],
    report: DrapeReport,
) -> Drape {
    let mut positions: Vec<Point3<f32>> =
        map.iter().map(|&v| state.positions[v as usize]).collect();
    let triangles = garment.triangles.clone();
    let belt = garment.belt().and_then(|line| {
        let near = |least: f32, most: f32| -> Vec<Point3<f32>> {
            garment
                .depth
                .iter()
                .zip(&positions)
                .filter(|(d, _)| d.is_some_and(|d| d - line.depth > least && d - line.depth < most))
                .map(|(_, p)| *p)
                .collect()
        };
        let sash = belt::sash(&near(-0.03, 0.07), &near(-0.03, f32::INFINITY), line.height)?;
        // What bags over the sash lies outside it, the outer sheet of the bag outermost.
        for (depth, p) in garment.depth.iter().zip(&mut positions) {
            let above = depth.map_or(0.0, |d| line.depth - d);
            if above > 0.05
                && let Some(out) = sash.push(p, 0.003 + 0.02 * above)
            {
                *p += out;
            }
        }
        Some(sash.band)
    });
    let collar = collar::band(
        &garment.neckline,
        garment.collar_width,
        &collar::Below {
            positions: &positions,
            triangles: &triangles,
            layers: &garment.cloth.vertices.iter().map(|v| v.layer).collect::<Vec<_>>(),
            body: solver.body(),
        },
    );
    let hem_height = positions.iter().map(|p| p.y).fold(f32::INFINITY, f32::min);
    let mut worn = body.motion.last().unwrap_or(&body.mesh.positions).clone();
    hands::tuck_in(garment, &positions, body, &mut worn);
    Drape {
        cloth: TriMesh { positions, triangles },
        uv: garment.rest.clone(),
        panel: garment.cloth.facets.iter().map(|f| f.panel).collect(),
        panels: garment.panels.clone(),
        body: TriMesh { positions: worn, triangles: body.mesh.triangles.clone() },
        belt,
        collar,
        report,
        hem_height,
    }
}
