//! What a step and a settling say of themselves.

/// One step in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StepReport {
    /// Conjugate-gradient iterations used.
    pub cg_iterations: usize,
    /// Part of the Newton step that was taken, 0–1; below 1 the line search cut it.
    pub step_length: f32,
    /// Part of the vertices that moved farther than [`crate::Settings::rest_distance`].
    pub moving: f32,
    /// Farthest that a vertex moved (m).
    pub farthest: f32,
    /// Kinetic energy after the step (J).
    pub kinetic: f64,
    /// Mean unbalanced force per vertex, in mean vertex weights (at full gravity).
    pub residual: f64,
    /// Longest stitch (m), 0 where there is none.
    pub widest_stitch: f32,
}

/// What [`crate::Solver::settle`] tells while it works.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Steps done.
    pub frame: usize,
    /// Most steps that will be done.
    pub frame_limit: usize,
    /// The last step.
    pub step: StepReport,
}

/// How a settling ended.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Settled {
    /// Did the cloth come to rest?
    pub converged: bool,
    /// Was it broken off by `progress`?
    pub cancelled: bool,
    /// Steps done.
    pub frames: usize,
    /// The last step.
    pub last: StepReport,
}
