//! How a solver works.

/// How a solver works, fixed for its life.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Time step (s).
    pub dt: f32,
    /// Most conjugate-gradient iterations a step.
    pub cg_iterations: usize,
    /// Conjugate gradients stop when about this part of the step is still wrong, in the norm of the
    /// energy.
    pub cg_tolerance: f32,
    /// Farthest that inertia carries a vertex in one step, and that a contact pushes it (m).
    pub step_limit: f32,
    /// Distance (m) that cloth keeps from the skin, measured to its vertices. It must cover what
    /// a flat facet cuts off a round body: 3–4 mm for 20 mm edges.
    pub skin_gap: f32,
    /// Distance (m) that layers keep from each other.
    pub layer_gap: f32,
    /// Stiffness of contacts (N/m per cm² of cloth).
    pub contact_stiffness: f32,
    /// Stiffness of a closed stitch (N/m).
    pub stitch_stiffness: f32,
    /// [`crate::Solver::settle`] is done when less than this part of the vertices …
    pub rest_fraction: f32,
    /// … moved farther than this in a step (m) …
    pub rest_distance: f32,
    /// … or this part of the weight is not in balance, which [`crate::StepReport::residual`] tells: a
    /// skirt that is a few millimetres from where it would hang sways there for long …
    pub rest_residual: f32,
    /// … on the mean over this many steps. A few vertices between folds never come to rest.
    pub rest_frames: usize,
    /// Most steps that one [`crate::Solver::settle`] takes.
    pub frame_limit: usize,
}

impl Settings {
    /// Distance (m) that cloth with edges of `edge` (m) keeps from the skin: a facet cuts edge²/8r
    /// off a round of radius r, 3–4 mm at 20 mm, and there is some air.
    pub(crate) fn skin_gap_for(edge: f32) -> f32 {
        (0.0035 * edge / 0.02).clamp(0.003, 0.007)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            dt: 1.0 / 60.0,
            cg_iterations: 60,
            cg_tolerance: 1e-3,
            step_limit: 0.015,
            skin_gap: 0.0035,
            layer_gap: 0.003,
            contact_stiffness: 250.0,
            stitch_stiffness: 1500.0,
            rest_fraction: 0.03,
            rest_distance: 3e-4,
            rest_residual: 0.0,
            rest_frames: 10,
            frame_limit: 300,
        }
    }
}
