//! The nonlinear least-squares problem and its solution.

use std::cell::OnceCell;

use measure::Sex;
use nalgebra::{DVector, Vector2, Vector3};
use pose::View;

use super::bias::landmark_offset;
use super::normal_equations::NormalEquations;
use super::observation::Observation;
use super::rig::Rig;
use super::rim::{self, Partner, Rim};
use super::view::{Projector, VIEW_UNKNOWNS, ViewState};
use crate::measuring::{Quantity, measure_only};
use crate::model::{BodyShape, Part, ShapePrior};

/// Landmarks err together and of real people by more than of rendered ones: so much more than each
/// alone.
const LANDMARK_SPREAD: f64 = 1.6;
/// Standard deviation of the outline of a body (m at the person).
const CONTOUR_SIGMA: f64 = 0.0038;
/// How far within the outline the body's edge may zigzag (m).
const ZIGZAG: f64 = 0.01;
/// How far the outline lies above the crown, where hair is, and above the soles, and its standard
/// deviation (m).
const ENDS: [(f64, f64); 2] = [(0.008, 0.006), (0.0, 0.004)];
/// How many metres of distance a whole turn-round of the normal counts when partners are sought.
const NORMAL_REACH: f64 = 0.095;
/// Farthest partner at first and at last (m).
const GATES: (f64, f64) = (0.22, 0.053);
/// Standard deviation of the body's turn against the heading guessed (rad): pitch, heading, roll.
const TURN_SIGMA: [f64; 3] = [0.25, 0.35, 0.12];
/// Most iterations on landmarks alone, on outlines while cloth is being told from skin, and after. Twice
/// as many change no mean error by a tenth of a millimetre: partners on the outline come and go.
const ITERATIONS: [usize; 3] = [4, 5, 6];
/// A step of the shape smaller than this (standard deviations, all coefficients together) is none.
const STILL: f64 = 0.03;
/// Outlines are not inside of the skin: standard deviation of ease below zero (m).
const NEGATIVE_EASE: f64 = 0.001;
/// How high above the floor a camera is held or stood, and its standard deviation (m). How far it looks
/// down is known from this better than from the picture, and each degree at 10 takes 0.3 % off a
/// person's height.
const CAMERA_HEIGHT: (f64, f64) = (1.2, 0.2);
/// How much less the outline of a foot counts: it rests on its shadow.
const FOOT_WEIGHT: f64 = 0.1;
/// Damping of a step.
const DAMPING: f64 = 1e-3;
/// How much less an arm's outline counts in a side view, where it hangs before the trunk.
const SIDE_ARM_WEIGHT: f64 = 0.1;

/// A number that a shape should have: a tape's, stature or mass.
pub(super) struct Target {
    pub(super) what: Quantity,
    pub(super) value: f64,
    pub(super) sigma: f64,
}

/// Cloth between body and outline, upper and lower body (m): belief before the fit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ease {
    pub(super) mean: f64,
    pub(super) sigma: f64,
    /// Whether the outline may lie anywhere outside the body, not at an even distance.
    pub(super) loose: bool,
    /// How much a point of the outline counts: folds reach over several.
    pub(super) weight: f64,
    /// From how many standard deviations on it counts less.
    pub(super) knee: f64,
}

/// How many unknowns describe [`Ease`].
pub(super) const EASE_UNKNOWNS: usize = 2;

/// Everything that does not change during a fit.
pub(super) struct Problem<'a> {
    pub(super) rig: &'a Rig<'a>,
    pub(super) sex: Sex,
    pub(super) prior: &'a ShapePrior,
    pub(super) observations: &'a [Observation],
    pub(super) targets: &'a [Target],
}

/// The unknowns.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) shape: DVector<f64>,
    pub(super) ease: [f64; EASE_UNKNOWNS],
    pub(super) views: Vec<ViewState>,
    /// The targets, as last measured.
    linear: Vec<Linear>,
}

/// How well one view is met.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Misfit {
    /// Root mean square over landmarks (px).
    pub(super) landmarks_px: f64,
    /// Root mean square over the outline's points used (px).
    pub(super) contour_px: f64,
    /// The same at the person's distance (m).
    pub(super) contour_m: f64,
    /// Mean distance by which the outline lies outside the body (m).
    pub(super) outside_m: f64,
    /// Outline points that found a partner, of all.
    pub(super) matched: f64,
}

/// A fit.
pub(super) struct Solution {
    pub(super) state: State,
    /// The system at the last linearisation.
    pub(super) system: NormalEquations,
    pub(super) misfits: Vec<Misfit>,
    pub(super) iterations: usize,
    /// Whether the last step was small.
    pub(super) converged: bool,
}

/// A target linearised about a shape.
#[derive(Clone, Debug)]
struct Linear {
    value: f64,
    gradient: DVector<f64>,
    at: DVector<f64>,
}

/// The model's outline in one view.
struct Outline<'a> {
    /// From an earlier linearisation, or empty.
    rim: &'a mut Rim,
    /// The [rest positions](super::rig::Layout::trunk_at_rest), once a view has needed them.
    rest: &'a OnceCell<Vec<f32>>,
}

impl Problem<'_> {
    fn view_unknowns(&self) -> usize {
        VIEW_UNKNOWNS + self.rig.joints.len()
    }

    /// The state to begin with: the prior's mean body upright in each photo.
    pub(super) fn start(&self) -> State {
        let shape = self.prior.mean.clone();
        let coefficients: Vec<f32> = shape.iter().map(|&c| c as f32).collect();
        let angles: Vec<f64> = self.rig.joints.iter().map(|j| j.mean).collect();
        let pose = self.rig.pose(shape.as_slice(), &angles);
        let keypoints: Vec<Vector3<f64>> = self
            .rig
            .model
            .keypoints()
            .iter()
            .map(|(_, points)| {
                points.iter().map(|(v, w)| w * self.rig.place(&pose, v, &coefficients).at).sum()
            })
            .collect();
        let views =
            self.observations.iter().map(|o| o.start(&self.rig.joints, &keypoints)).collect();
        State { shape, ease: [0.0; EASE_UNKNOWNS], views, linear: Vec::new() }
    }

    /// Landmarks, targets and priors only: brings the model into the photos.
    pub(super) fn settle(&self, state: State, ease: Ease) -> Solution {
        self.run(state, ease, ITERATIONS[0], None)
    }

    /// All evidence, to learn how far cloth stands off; partners on the outline are sought from far
    /// away at first.
    pub(super) fn probe(&self, state: State, ease: Ease) -> Solution {
        self.run(state, ease, ITERATIONS[1], Some(GATES.0))
    }

    /// All evidence, from a state that is nearly right.
    pub(super) fn refine(&self, state: State, ease: Ease) -> Solution {
        self.run(state, ease, ITERATIONS[2], Some(GATES.1))
    }

    fn run(&self, mut state: State, ease: Ease, limit: usize, gate: Option<f64>) -> Solution {
        let mut gate = gate;
        let mut rims = vec![Rim::default(); state.views.len()];
        let mut iterations = 0;
        let mut converged = false;
        loop {
            // Measuring costs as much as the rest; targets bend little, so now and then will do.
            let moved = |l: &Linear| (&state.shape - &l.at).norm() > 0.4;
            if state.linear.first().is_none_or(moved) {
                state.linear = self.linearise(&state.shape);
            }
            let (system, misfits) = self.linear_system(&state, ease, gate, &mut rims);
            if iterations == limit || converged {
                return Solution { state, system, misfits, iterations, converged };
            }
            let Some(step) = system.step(DAMPING) else {
                return Solution { state, system, misfits, iterations, converged: false };
            };
            let k = self.rig.k;
            state.shape += step.rows(0, k);
            for (e, d) in state.ease.iter_mut().zip(step.rows(k, EASE_UNKNOWNS).iter()) {
                *e += d;
            }
            let first = k + EASE_UNKNOWNS;
            let n = self.view_unknowns();
            for (i, view) in state.views.iter_mut().enumerate() {
                view.advance(&step.as_slice()[first + i * n..first + (i + 1) * n]);
            }
            iterations += 1;
            // Which vertices are on the rim hardly changes once the body is in place.
            if gate.is_some_and(|g| g > GATES.1) || iterations % 3 == 0 {
                rims.fill(Rim::default());
            }
            let narrow = gate.is_none_or(|g| g <= GATES.1);
            converged = narrow && step.rows(0, k).norm() < STILL;
            gate = gate.map(|g| (0.75 * g).max(GATES.1));
        }
    }

    /// By how many standard deviations a state has more than the target for `what`; 0 without one.
    pub(super) fn miss(&self, what: Quantity, state: &State) -> f64 {
        let found = self.targets.iter().zip(&state.linear).find(|(target, _)| target.what == what);
        found.map_or(0.0, |(target, at)| {
            let value = at.value + at.gradient.dot(&(&state.shape - &at.at));
            (value - target.value) / target.sigma
        })
    }

    fn linearise(&self, shape: &DVector<f64>) -> Vec<Linear> {
        let shape_now = BodyShape { sex: self.sex, coefficients: shape.iter().copied().collect() };
        let quantities: Vec<Quantity> = self.targets.iter().map(|t| t.what).collect();
        let measured = measure_only(self.rig.model, &shape_now, &quantities);
        self.targets
            .iter()
            .map(|target| match measured.get(target.what) {
                Some((value, gradient)) => {
                    Linear { value, gradient: gradient.clone(), at: shape.clone() }
                }
                // No cut meets a body this wild; the other evidence brings it back.
                None => Linear {
                    value: target.value,
                    gradient: DVector::zeros(shape.len()),
                    at: shape.clone(),
                },
            })
            .collect()
    }

    fn linear_system(
        &self,
        state: &State,
        ease: Ease,
        gate: Option<f64>,
        rims: &mut [Rim],
    ) -> (NormalEquations, Vec<Misfit>) {
        let k = self.rig.k;
        let n = self.view_unknowns();
        let mut system = NormalEquations::new(k + EASE_UNKNOWNS + n * state.views.len());
        system.add_quadratic(0, &(&state.shape - &self.prior.mean), &self.prior.precision);
        for (i, &e) in state.ease.iter().enumerate() {
            system.add((e - ease.mean) / ease.sigma, 1.0, &[(k + i, &[1.0 / ease.sigma])]);
            if e < 0.0 {
                system.add(e / NEGATIVE_EASE, 1.0, &[(k + i, &[1.0 / NEGATIVE_EASE])]);
            }
        }
        for (target, at) in self.targets.iter().zip(&state.linear) {
            let value = at.value + at.gradient.dot(&(&state.shape - &at.at));
            let row = &at.gradient / target.sigma;
            system.add((value - target.value) / target.sigma, 1.0, &[(0, row.as_slice())]);
        }
        let rest = OnceCell::new();
        let misfits = rims
            .iter_mut()
            .enumerate()
            .map(|(i, rim)| {
                let outline = Outline { rim, rest: &rest };
                self.add_view(&mut system, i, state, ease, gate, outline)
            })
            .collect();
        (system, misfits)
    }

    /// Adds all that one photo says.
    fn add_view(
        &self,
        system: &mut NormalEquations,
        index: usize,
        state: &State,
        ease: Ease,
        gate: Option<f64>,
        Outline { rim, rest }: Outline<'_>,
    ) -> Misfit {
        let (rig, k, n) = (self.rig, self.rig.k, self.view_unknowns());
        let observation = &self.observations[index];
        let view = &state.views[index];
        let first = k + EASE_UNKNOWNS + index * n;
        let shape: Vec<f32> = state.shape.iter().map(|&c| c as f32).collect();
        let pose = rig.pose(state.shape.as_slice(), &view.angles);
        let projector = Projector::new(rig, &shape, pose, view, observation.center);
        let px_per_m = view.px_per_m();
        self.add_view_prior(system, first, view, observation);

        let mut misfit = Misfit::default();
        let mut scratch = vec![0.0; k + rig.joints.len()];
        let mut rows = [vec![0.0; k + n], vec![0.0; k + n]];
        for seen in &observation.landmarks {
            let sigma = seen.sigma.map(|s| LANDMARK_SPREAD * s * px_per_m);
            let points = &rig.model.keypoints()[seen.index].1;
            let offset = view.turn * landmark_offset(seen.index, observation.heading);
            let mut pixel = Vector2::zeros();
            for row in &mut rows {
                row.fill(0.0);
            }
            for (vertex, weight) in points.iter() {
                let at = projector.project(vertex);
                pixel += weight * (at.pixel.coords + at.by_point * offset);
                for (axis, row) in rows.iter_mut().enumerate() {
                    let mut functional = Vector2::zeros();
                    functional[axis] = weight / sigma[axis];
                    projector.add_row(vertex, &at, &functional, row, &mut scratch);
                }
            }
            let off = pixel - seen.pixel.coords;
            misfit.landmarks_px += off.norm_squared();
            let r = Vector2::new(off.x / sigma[0], off.y / sigma[1]);
            let weight = huber(r.norm(), 2.0);
            for (axis, row) in rows.iter().enumerate() {
                system.add(r[axis], weight, &[(0, &row[..k]), (first, &row[k..])]);
            }
        }
        misfit.landmarks_px =
            (misfit.landmarks_px / observation.landmarks.len().max(1) as f64).sqrt();

        let Some(gate) = gate else { return misfit };
        if rim.is_empty() {
            *rim = rim::rim(&projector, view, rest.get_or_init(|| rig.trunk_at_rest(&shape)));
        } else {
            rim.follow(&projector);
        }
        for ((seen, &vertex), (above, sigma)) in observation.ends.iter().zip(&rim.ends).zip(ENDS) {
            let Some(seen) = seen else { continue };
            let at = projector.project(vertex);
            let row = &mut rows[0];
            row.fill(0.0);
            let sigma = sigma * px_per_m;
            let functional = Vector2::new(0.0, 1.0 / sigma);
            projector.add_row(vertex, &at, &functional, row, &mut scratch);
            let r = (at.pixel.y - above * px_per_m - seen) / sigma;
            system.add(r, huber(r.abs(), 2.0), &[(0, &row[..k]), (first, &row[k..])]);
        }
        let (mut used, mut square, mut outside, mut met) = (0.0f64, 0.0, 0.0, 0.0f64);
        for point in &observation.contour {
            let reach = NORMAL_REACH * px_per_m;
            let Some(partner) = rim.partner(point, gate * px_per_m, reach, ZIGZAG * px_per_m)
            else {
                continue;
            };
            met += 1.0;
            let counts = self.weight(&partner, observation.view);
            if counts == 0.0 {
                continue;
            }
            let at = projector.project(partner.vertex);
            let row = &mut rows[0];
            row.fill(0.0);
            let inside = -partner.outside / px_per_m;
            used += 1.0;
            square += inside * inside;
            outside += inside;
            let limb = usize::from(rig.model.parts()[partner.vertex].is_leg());
            // Metres by which the body lies outside of where the outline wants it.
            let (residual, sigma, by_ease) = if ease.loose && inside < 0.0 {
                (-inside, CONTOUR_SIGMA, 0.0)
            } else if ease.loose {
                let wide = CONTOUR_SIGMA.hypot(0.6 * state.ease[limb].max(0.01));
                (state.ease[limb] - inside, wide, 1.0)
            } else {
                (state.ease[limb] - inside, CONTOUR_SIGMA, 1.0)
            };
            let functional = point.normal / (sigma * px_per_m);
            projector.add_row(partner.vertex, &at, &functional, row, &mut scratch);
            let r = residual / sigma;
            let weight = counts * ease.weight * huber(r.abs(), ease.knee);
            system.add(
                r,
                weight,
                &[(0, &row[..k]), (k + limb, &[by_ease / sigma]), (first, &row[k..])],
            );
        }
        let count = used.max(1.0);
        misfit.contour_m = (square / count).sqrt();
        misfit.contour_px = misfit.contour_m * px_per_m;
        misfit.outside_m = outside / count;
        misfit.matched = met / (observation.contour.len().max(1) as f64);
        misfit
    }

    /// How much the outline at a rim vertex is the body's own: not hair, hand or shoe, and little
    /// where an arm hangs before or behind the trunk in a side view.
    fn weight(&self, partner: &Partner, view: View) -> f64 {
        let part: Part = self.rig.model.parts()[partner.vertex];
        match view {
            _ if !self.rig.outlined[partner.vertex] => 0.0,
            _ if self.rig.feet[partner.vertex] => FOOT_WEIGHT,
            View::Side if part.is_arm() => SIDE_ARM_WEIGHT,
            _ => 1.0,
        }
    }

    fn add_view_prior(
        &self,
        system: &mut NormalEquations,
        first: usize,
        view: &ViewState,
        observation: &Observation,
    ) {
        let guessed = nalgebra::Rotation3::from_axis_angle(&Vector3::y_axis(), observation.heading);
        let off = (view.turn * guessed.inverse()).scaled_axis();
        for axis in 0..3 {
            let sigma = TURN_SIGMA[axis];
            system.add(off[axis] / sigma, 1.0, &[(first + axis, &[1.0 / sigma])]);
        }
        let (height, row) = view.height_over_root();
        let (mean, sigma) = (CAMERA_HEIGHT.0 - self.rig.root_height, CAMERA_HEIGHT.1);
        system.add((height - mean) / sigma, 1.0, &[(first, &row.map(|d| d / sigma))]);
        let (ln_focal, sigma) = observation.ln_focal;
        system.add((view.ln_focal - ln_focal) / sigma, 1.0, &[(first + 5, &[1.0 / sigma; 2])]);
        for (i, (joint, &angle)) in self.rig.joints.iter().zip(&view.angles).enumerate() {
            let at = first + VIEW_UNKNOWNS + i;
            system.add((angle - joint.mean) / joint.sigma, 1.0, &[(at, &[1.0 / joint.sigma])]);
        }
    }
}

/// Weight of a residual of size `r` standard deviations (P. Huber, 1964).
fn huber(r: f64, knee: f64) -> f64 {
    if r <= knee { 1.0 } else { knee / r }
}
