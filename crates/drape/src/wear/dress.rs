//! Dressing: seams closed, arms lowered, cloth let go and settled.

use std::ops::ControlFlow;

use mesh::TriMesh;
use nalgebra::{Point2, Point3};
use pattern::Sleeves;

use super::Band;
use super::beneath::{draw_apart, lie_beneath};
use super::carry::Carry;
use super::finish::finish;
use super::outfit::Outfit;
use super::restart::restart;
use crate::{
    BodyCollider, Cloth, ClothError, Control, DrapeReport, Garment, GarmentPanel, Mannequin,
    Settings, Settled, Solver, State, StepReport,
};

/// How a garment is put on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dressing {
    /// Steps in which the stitches are pulled together, without weight; what came off a shoulder is sewn
    /// at once.
    pub sewing: usize,
    /// Steps in which the sewn cloth relaxes, without weight.
    pub relaxing: usize,
    /// Steps in which weight comes on and the arms go down to the worn posture.
    pub lowering: usize,
    /// Steps in which it slides to its place without friction.
    pub hanging: usize,
    /// Most steps of settling: a third free, then gently.
    pub settling: usize,
    /// Is it left after the free steps, as where it is settled on from there on a finer mesh?
    pub passing: bool,
    /// Steps without friction with which [`redrape`] lets cloth find its place.
    pub easing: usize,
    /// Is cloth that went through cloth drawn out while it comes down and settles?
    pub untangling: bool,
    /// How firmly the belt holds the cloth under it (N/m a vertex).
    pub belt_hold: f32,
}

impl Default for Dressing {
    fn default() -> Self {
        Self {
            sewing: 6,
            relaxing: 6,
            lowering: 36,
            hanging: 8,
            settling: 180,
            passing: false,
            easing: 6,
            untangling: true,
            belt_hold: 150.0,
        }
    }
}

impl Dressing {
    /// For a mesh that a finer one settles on from: it need not rest.
    #[must_use]
    pub fn in_passing(self) -> Self {
        Self { settling: self.settling.min(3 * PASSING), passing: true, ..self }
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
    /// No garment was given, or another number of them than of drapes to start from.
    #[error("{garments} garments were to be draped, starting from {drapes} drapes")]
    Count {
        /// Garments given.
        garments: usize,
        /// Drapes given.
        drapes: usize,
    },
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
    /// Where its vertices are drawn (m), shape `[n]`: cloth that comes through the cloth over it by
    /// some millimetres, beneath.
    pub drawn: Vec<Point3<f32>>,
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
/// The stitches close without weight and are then sewn for good. The cloth relaxes; weight comes
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
    only(drape_outfit(&[garment], body, dressing, progress)?)
}

/// As [`drape`], with several garments over one another: the first is nearest the skin.
///
/// They are one cloth while they settle, so an upper garment presses on those beneath, and all
/// drapes carry the same report. Upper garments must have been laid over the lower ones (see
/// [`Garment::assemble_over`]). Only the outermost robe has a sash, and it goes over everything.
///
/// # Errors
///
/// As [`drape`], and [`DrapeError::Count`] for no garment at all.
pub fn drape_outfit(
    garments: &[&Garment],
    body: &Mannequin,
    dressing: &Dressing,
    progress: &mut dyn FnMut(DrapeProgress, f32) -> ControlFlow<()>,
) -> Result<Vec<Drape>, DrapeError> {
    if garments.is_empty() {
        return Err(DrapeError::Count { garments: 0, drapes: 0 });
    }
    let drapes = put_on(garments, body, dressing, true, progress)?;
    let caught = |d: &Drape| d.report.strain_95 > CAUGHT || d.report.penetrating > SUNK;
    if drapes.iter().any(caught) {
        return put_on(garments, body, dressing, false, progress);
    }
    Ok(drapes)
}

/// As [`drape_outfit`], with cloth held back where it would go through cloth, or not.
fn put_on(
    garments: &[&Garment],
    body: &Mannequin,
    dressing: &Dressing,
    guarded: bool,
    progress: &mut dyn FnMut(DrapeProgress, f32) -> ControlFlow<()>,
) -> Result<Vec<Drape>, DrapeError> {
    let mut outfit = Outfit::new(garments, dressing.belt_hold);
    let collider = BodyCollider::new(body);
    lie_beneath(&outfit.cloth, &collider, &mut outfit.positions);
    let settings = settings(garments, dressing);
    let on = garments.iter().all(|g| g.off.is_empty());
    let Dressing { relaxing, lowering, hanging, settling, .. } = *dressing;
    // What came off a shoulder is laid with its seams farther apart than the guard lets them close round
    // what lies between.
    let sewing = if on { dressing.sewing } else { 0 };
    let total = (sewing + relaxing + lowering + hanging + settling).max(1);
    let mut teller = Teller { progress, total, done: 0 };

    let mut state = State::at_rest(outfit.positions.clone());
    let mut solver = Solver::new(&outfit.cloth, collider, settings)?;
    let dressed = Control {
        gravity: 0.0,
        stitch_scale: 1.0,
        body_time: 0.0,
        attachments: 1.0,
        belt_girths: Vec::new(),
        floor: true,
        layers_collide: true,
        untangles: false,
        guarded,
        skin_pierces: !dressing.passing,
        damping: 0.4,
        friction: 0.0,
    };
    solver.control = dressed.clone();
    solver.part(&mut state);
    for i in 1..=sewing {
        solver.control.stitch_scale = 1.0 - i as f32 / sewing as f32;
        teller.step(&mut solver, &mut state, DrapeProgress::Sewing)?;
    }

    let (sewn, map) = outfit.sewn();
    let mut state = Cloth::sewn_state(&state, &map);
    // What came off a shoulder hangs over the garment, and not outside it.
    if on {
        draw_apart(&sewn, solver.body(), &mut state.positions);
    }
    let mut solver = Solver::new(&sewn, solver.into_body(), settings)?;
    solver.control = Control { stitch_scale: 0.0, untangles: dressing.untangling, ..dressed };
    solver.part(&mut state);
    for _ in 0..relaxing {
        teller.step(&mut solver, &mut state, DrapeProgress::Relaxing)?;
    }

    let carry = Carry::new(&sewn, &state.positions, body);
    let bags = garments.iter().any(|g| g.wear.blouse_mm > 0.0);
    let (pull, damping) = if guarded && bags { (1.0, 0.3) } else { (PULL, 0.15) };
    solver.control.damping = damping;
    // A robe off one shoulder stays on the other by friction alone.
    let hangs = garments.iter().any(|g| g.wear.sleeves == Sleeves::RightOff);
    solver.control.friction = if hangs { 1.0 } else { 0.0 };
    solver.control.untangles = dressing.untangling && (on || !guarded);
    for i in 1..=lowering {
        let part = i as f32 / lowering as f32;
        solver.control.gravity = (4.0 * part).min(pull);
        // Gently where the sleeves come to lie on the robe.
        let t = part * (2.0 - part);
        let before = solver.control.body_time;
        solver.control.body_time = t;
        state.positions = solver.carried(&state, &carry.along(body, before, t));
        teller.step(&mut solver, &mut state, DrapeProgress::Lowering)?;
    }

    solver.control.body_time = 1.0;
    solver.control.untangles = dressing.untangling;
    for i in 0..hanging {
        let left = 1.0 - i as f32 / hanging as f32;
        solver.control.gravity = 1.0 + (pull - 1.0) * (2.0 * left).min(1.0);
        teller.step(&mut solver, &mut state, DrapeProgress::Lowering)?;
    }
    let (solver, settled) = settle(solver, &sewn, dressing, &mut state, &mut teller)?;
    Ok(finish(garments, &outfit, body, &solver, &state, &map, &settled))
}

/// Lets garments settle on from earlier drapes of the same designs: on a finer mesh, in another
/// cloth, or after a measurement changed.
///
/// Each vertex starts where its place of the panel lay in the earlier drape; panels of another
/// size are laid over the earlier ones stretched. The cost is that of settling alone, a fraction
/// of putting on anew. `previous` has one drape for each of `garments`, in the same order.
///
/// # Errors
///
/// As [`drape_outfit`], and [`DrapeError::Count`] where the numbers differ.
pub fn redrape(
    garments: &[&Garment],
    previous: &[&Drape],
    body: &Mannequin,
    dressing: &Dressing,
    progress: &mut dyn FnMut(DrapeProgress, f32) -> ControlFlow<()>,
) -> Result<Vec<Drape>, DrapeError> {
    if garments.is_empty() || garments.len() != previous.len() {
        return Err(DrapeError::Count { garments: garments.len(), drapes: previous.len() });
    }
    let outfit = Outfit::new(garments, dressing.belt_hold);
    let settings = settings(garments, dressing);
    let total = (dressing.easing + dressing.settling).max(1);
    let mut teller = Teller { progress, total, done: 0 };
    let (collider, ((sewn, map), restarted)) = rayon::join(
        || BodyCollider::as_worn(body),
        || (outfit.sewn(), restart(garments, previous)),
    );
    // Which side of a facet is out is seen where it was laid, not in the folds that it makes; cloth
    // that slipped off a shoulder was not laid as it lies.
    let mut laid = outfit.positions.clone();
    for (garment, range) in garments.iter().zip(outfit.begin.windows(2)) {
        if !garment.off.is_empty() {
            laid[range[0]..range[1]].copy_from_slice(&restarted[range[0]..range[1]]);
        }
    }
    let laid = Cloth::sewn_state(&State::at_rest(laid), &map);
    let mut state = Cloth::sewn_state(&State::at_rest(restarted), &map);
    let mut solver = Solver::new(&sewn, collider, settings)?;
    solver.face(&laid);
    solver.control = Control {
        attachments: 1.0,
        floor: true,
        untangles: dressing.untangling,
        guarded: true,
        skin_pierces: false,
        damping: 0.4,
        friction: 0.0,
        ..Control::default()
    };
    if previous.iter().any(|p| p.report.penetrating > 0.0) {
        solver.surface(&mut state);
    }
    solver.part(&mut state);
    for _ in 0..dressing.easing {
        teller.step(&mut solver, &mut state, DrapeProgress::Settling)?;
    }
    let (mut solver, settled) = settle(solver, &sewn, dressing, &mut state, &mut teller)?;
    let mut drapes = finish(garments, &outfit, body, &solver, &state, &map, &settled);
    for time in 0..TIMES {
        let faults = drapes[0].report.faults().len();
        if dressing.passing || faults == 0 {
            break;
        }
        // What is caught between skins is put out of them, and what then crosses drawn apart; sheets that
        // are strained round others are let through before.
        let control =
            Control { skin_pierces: true, friction: 0.0, damping: 0.4, ..solver.control.clone() };
        if time > 0 {
            solver.control = Control { guarded: false, ..control.clone() };
            for _ in 0..LETTING_GO {
                teller.step(&mut solver, &mut state, DrapeProgress::Settling)?;
            }
        }
        solver.control = control;
        solver.surface(&mut state);
        solver.part(&mut state);
        for _ in 0..LETTING_GO {
            teller.step(&mut solver, &mut state, DrapeProgress::Settling)?;
        }
        let (settling, settled) = settle(solver, &sewn, dressing, &mut state, &mut teller)?;
        solver = settling;
        let let_go = finish(garments, &outfit, body, &solver, &state, &map, &settled);
        if let_go[0].report.faults().len() < faults {
            drapes = let_go;
        }
    }
    Ok(drapes)
}

fn only(drapes: Vec<Drape>) -> Result<Drape, DrapeError> {
    drapes.into_iter().next().ok_or(DrapeError::Count { garments: 0, drapes: 0 })
}

/// Lets `state` come to rest under its true weight.
fn settle(
    mut solver: Solver,
    sewn: &Cloth,
    dressing: &Dressing,
    state: &mut State,
    teller: &mut Teller<'_>,
) -> Result<(Solver, Settled), DrapeError> {
    solver.control.gravity = 1.0;
    solver.control.friction = 1.0;
    solver.control.damping = 0.5;
    let mut settled = teller.settle(&mut solver, state, true)?;
    // What could not be put out of the skin for the cloth in its way comes through that now, or in the
    // gentle steps.
    solver.control.skin_pierces = !dressing.passing;
    if settled.converged {
        solver.put_out(state);
    }
    if !settled.converged && !dressing.passing {
        let settings = *solver.settings();
        // Sheets that are caught in each other's folds are thrown about by contacts as long as
        // those may push by millimetres a step: let them part gently.
        let gentle =
            Settings { step_limit: QUIET_STEP, frame_limit: 2 * settings.frame_limit, ..settings };
        let quiet = Solver::new(sewn, BodyCollider::none(), gentle)?;
        solver = quiet.taking_over(solver);
        let before = settled.frames;
        settled = teller.settle(&mut solver, state, false)?;
        settled.frames += before;
    }
    if state.is_finite() {
        Ok((solver, settled))
    } else {
        Err(DrapeError::NotFinite { stage: DrapeProgress::Settling })
    }
}

/// Tells how far draping has come.
struct Teller<'a> {
    progress: &'a mut dyn FnMut(DrapeProgress, f32) -> ControlFlow<()>,
    total: usize,
    done: usize,
}

impl Teller<'_> {
    fn tell(&mut self, stage: DrapeProgress) -> Result<(), DrapeError> {
        self.done += 1;
        let part = (self.done as f32 / self.total as f32).min(1.0);
        match (self.progress)(stage, part) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(DrapeError::Cancelled),
        }
    }

    fn step(
        &mut self,
        solver: &mut Solver,
        state: &mut State,
        stage: DrapeProgress,
    ) -> Result<StepReport, DrapeError> {
        let step = solver.step(state);
        if !step.farthest.is_finite() || !state.is_finite() {
            return Err(DrapeError::NotFinite { stage });
        }
        self.tell(stage)?;
        Ok(step)
    }

    /// Settles; where `hurried`, only as long as it gets anywhere.
    fn settle(
        &mut self,
        solver: &mut Solver,
        state: &mut State,
        hurried: bool,
    ) -> Result<Settled, DrapeError> {
        let (mut moving, mut cancelled) = (Vec::new(), false);
        let mut settled = solver.settle(state, &mut |progress| {
            moving.push(progress.step.moving);
            cancelled = self.tell(DrapeProgress::Settling).is_err();
            if cancelled || (hurried && trembles(&moving)) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        settled.cancelled = cancelled;
        if cancelled { Err(DrapeError::Cancelled) } else { Ok(settled) }
    }
}

/// Does a small part of the cloth move on and on, as much in the last steps as in those before?
fn trembles(moving: &[f32]) -> bool {
    let mean = |part: &[f32]| part.iter().sum::<f32>() / TREMBLING as f32;
    let Some(begin) = moving.len().checked_sub(2 * TREMBLING) else { return false };
    let (before, last) = moving[begin..].split_at(TREMBLING);
    let last = mean(last);
    last < FEW && last > STEADY * mean(before)
}

fn settings(garments: &[&Garment], dressing: &Dressing) -> Settings {
    let edge = garments.iter().map(|g| g.edge_length()).fold(f32::INFINITY, f32::min);
    Settings {
        skin_gap: Settings::skin_gap_for(edge),
        frame_limit: dressing.settling.div_ceil(3).max(1),
        layer_gap: (0.003 * edge / 0.02).clamp(0.003, 0.0045),
        // A step that is followed by another one need not be solved to its last digit.
        cg_tolerance: 1e-1,
        rest_residual: 0.05,
        rest_frames: RESTING,
        ..Settings::default()
    }
}

/// Stretch of 95 % of the cloth from which it was caught where it was held, and the part of it below the
/// skin: it is put on again without being held.
const CAUGHT: f64 = 0.3;
const SUNK: f64 = 0.05;

/// Steps in which cloth that ends in faults is let go, and how many times at the most.
const LETTING_GO: usize = 10;
const TIMES: usize = 3;

/// Weight while the arms go down, save where cloth bags over a belt, as a part of the true one: the
/// dresser's tug that lays slack cloth in upright folds.
const PULL: f32 = 3.0;

/// Steps of settling in passing.
const PASSING: usize = 10;

/// Steps over which cloth has to be in balance: ten instead of these bring it 0.2 mm nearer to where it
/// comes to hang at last, of 2.5 mm.
const RESTING: usize = 6;

/// Steps in which it is seen that cloth trembles.
const TREMBLING: usize = 10;

/// Part of the vertices that may tremble while the others rest, and how little that changes.
const FEW: f32 = 0.25;
const STEADY: f32 = 0.8;

/// Farthest that anything is pushed in one step of the last, quiet settling (m).
const QUIET_STEP: f32 = 1.0e-3;
