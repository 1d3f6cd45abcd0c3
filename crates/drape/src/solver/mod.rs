//! Implicit Euler on cloth: one Newton step a frame, solved by conjugate gradients.

mod assemble;
mod line_search;
mod model;
mod multilevel;
mod pcg;
mod quality;
mod report;
mod settings;
mod slices;
mod step;
pub(crate) mod symmetric;

pub(crate) use model::flatten;
pub(crate) use pcg::Matrix;
pub use report::{Progress, Settled, StepReport};
pub use settings::Settings;

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::Arc;

use mesh::TriMesh;
use nalgebra::{Point3, Vector3};
use rayon::prelude::*;

use crate::contact::belt::BeltRing;
use crate::contact::body::{HARDLY, SkinCache, SkinContact};
use crate::contact::crossings::{Crossing, CrossingSearch};
use crate::contact::guard::{Guard, Push};
use crate::contact::layers::LayerSearch;
use crate::contact::pair::PairContact;
use crate::contact::parting::Parting;
use crate::contact::shape::Shape;
use crate::contact::vicinity::Vicinity;
use crate::energy::membrane::Linear;
use crate::kernel::PcgKernels;
use crate::{BodyCollider, Cloth, ClothError, Control, State};
use model::Model;
use pcg::{Local, System};
use symmetric::Symmetric;

/// Steps a [`State`] of one [`Cloth`] round one body.
///
/// Each step is one of implicit Euler: the sum of inertia, stretch, shear, bending, stitches and
/// contacts is made positive semi-definite at the positions before the step, and one Newton step
/// from there is solved by preconditioned conjugate gradients and shortened until the sum falls.
/// Starting from the positions before, and not from where inertia would carry the cloth, is what
/// makes a stiff and thin cloth converge.
#[derive(Clone, Debug)]
pub struct Solver {
    /// What acts on the cloth in the next step.
    pub control: Control,
    settings: Settings,
    cloth: Cloth,
    body: BodyCollider,
    model: Model,
    system: System,
    linear: Vec<Linear>,
    /// Energy (J) of stretch before the step.
    stretched: f64,
    local: Vec<Local>,
    /// Force (N) on each vertex before the step of all but stretch, stitches and pairs, shape `[n]`.
    steady: Vec<[f32; 4]>,
    /// Where the vertices are or might go (m), shape `[n]`.
    places: Vec<[f32; 4]>,
    /// What pairs add to the diagonal, shape `[n]`; empty where there are none.
    touched: Vec<Symmetric>,
    skin: Vec<Option<SkinContact>>,
    skin_cache: Vec<SkinCache>,
    travelled: Vec<f32>,
    search: LayerSearch,
    pair_contacts: Vec<PairContact>,
    crossings: CrossingSearch,
    vicinity: Vicinity,
    /// The facets as they are in this step.
    shapes: Vec<Shape>,
    guard: Guard,
    /// Vertices of edges that cross cloth, shape `[n]`.
    caught: Vec<bool>,
    /// Stitch lengths (m) in the first state seen.
    stitch_lengths: Vec<f32>,
    belts: Vec<TiedBelt>,
    body_moved: bool,
    cg_total: usize,
}

/// A belt's ring in the posture it was last looked at, and where its vertices were first held.
#[derive(Clone, Debug, Default)]
struct TiedBelt {
    ring: Option<BeltRing>,
    heights: Vec<f32>,
    /// Lowest layer under the belt.
    layer: i32,
}

impl Solver {
    /// Prepares `cloth` for stepping round `body`, with the default [`Control`].
    ///
    /// # Errors
    ///
    /// [`ClothError`] where [`Cloth::check`] finds fault.
    pub fn new(cloth: &Cloth, body: BodyCollider, settings: Settings) -> Result<Self, ClothError> {
        cloth.check()?;
        let n = cloth.vertices.len();
        let (model, (search, crossings)) = rayon::join(
            || Model::new(cloth, settings.stitch_stiffness),
            || rayon::join(|| LayerSearch::new(cloth), || CrossingSearch::new(cloth)),
        );
        let layer_of = |b: &crate::Belt| {
            b.vertices.iter().map(|&v| cloth.vertices[v as usize].layer).min().unwrap_or(0)
        };
        Ok(Self {
            control: Control::default(),
            settings,
            body,
            system: System::new(&model),
            linear: vec![Linear::default(); cloth.facets.len()],
            stretched: 0.0,
            local: vec![Local::default(); n],
            steady: vec![[0.0; 4]; n],
            places: Vec::with_capacity(n),
            touched: Vec::new(),
            skin: Vec::new(),
            skin_cache: vec![SkinCache::default(); n],
            travelled: vec![settings.step_limit; n],
            search,
            pair_contacts: Vec::new(),
            crossings,
            vicinity: Vicinity::new(cloth.facets.iter().map(|f| f.vertices).collect()),
            shapes: Vec::new(),
            guard: Guard::default(),
            caught: vec![false; n],
            stitch_lengths: Vec::new(),
            belts: cloth
                .belts
                .iter()
                .map(|b| TiedBelt { layer: layer_of(b), ..TiedBelt::default() })
                .collect(),
            body_moved: false,
            cg_total: 0,
            model,
            cloth: cloth.clone(),
        })
    }

    /// The body, in the posture of the last step.
    pub fn body(&self) -> &BodyCollider {
        &self.body
    }

    /// The body, for the next solver of the same fitting.
    pub fn into_body(self) -> BodyCollider {
        self.body
    }

    /// Solves its linear systems on a device from now on, in [`Settings::cg_iterations`] iterations
    /// whatever the tolerance. It comes to the same within rounding, about 10 µm a step; a device that
    /// fails is given up, and the processor goes on.
    pub fn use_device(&mut self, kernels: Arc<PcgKernels>) {
        self.system.use_device(kernels);
    }

    /// Does a device solve its linear systems?
    pub fn is_on_device(&self) -> bool {
        self.system.device().is_some()
    }

    /// Goes on with the body, the control and what is known of the cloth of another solver for the
    /// same cloth.
    pub(crate) fn taking_over(mut self, other: Self) -> Self {
        if let Some(kernels) = other.system.device() {
            self.system.use_device(Arc::clone(kernels));
        }
        Self {
            control: other.control,
            body: other.body,
            body_moved: other.body_moved,
            search: other.search,
            crossings: other.crossings,
            vicinity: other.vicinity,
            guard: other.guard,
            cg_total: other.cg_total,
            ..self
        }
    }

    /// Where the cloth comes to lie that is moved by `moves` (m), shape `[n]`: where it is guarded, no
    /// farther than it goes without meeting cloth.
    pub(crate) fn carried(&self, state: &State, moves: &[Vector3<f32>]) -> Vec<Point3<f32>> {
        self.held(&state.positions, moves, |_| None)
    }

    /// As [`Solver::carried`], taking along what those that are `pushed` meet.
    fn held(
        &self,
        positions: &[Point3<f32>],
        moves: &[Vector3<f32>],
        pushed: impl Fn(usize) -> Option<Push> + Send,
    ) -> Vec<Point3<f32>> {
        let mut moves: Vec<[f32; 4]> = moves.iter().map(|m| [m.x, m.y, m.z, 0.0]).collect();
        if self.control.guarded {
            let mut guard = self.guard.clone();
            // Inside the pool as a whole, as a step.
            rayon::scope(|_| {
                guard.hold(&self.crossings, &self.vicinity, positions, &mut moves, pushed);
            });
        }
        positions.iter().zip(&moves).map(|(p, m)| p + vector(m)).collect()
    }

    /// Draws apart what crosses in `state`, which nothing has pulled at yet, by moving it alone: what then
    /// crosses nowhere stays so where it is [`Control::guarded`]. O(n), and some hundred times that
    /// in what crosses.
    pub fn part(&mut self, state: &mut State) {
        self.vicinity.follow_now(&state.positions);
        self.search.shapes(&state.positions, &mut self.shapes);
        let (shapes, gap) = (&self.shapes, self.settings.layer_gap);
        if self.crossings.find(&state.positions, shapes, &self.vicinity, gap).is_empty() {
            return;
        }
        self.parting().part(&mut state.positions, |crossings, _| crossings.len());
        // It may have gone farther than what was found near it holds for.
        self.vicinity = self.vicinity.afresh();
    }

    /// Puts all that is up to ten centimetres below the skin out of it, whatever cloth is in its way. O(n).
    pub fn surface(&self, state: &mut State) {
        let (vertices, body) = (&self.cloth.vertices, &self.body);
        let out = |(v, p): (usize, &mut Point3<f32>)| {
            *p = body.put_out(p, vertices[v].touches, SURFACED);
        };
        state.positions.par_iter_mut().enumerate().with_max_len(4 * MANY).for_each(out);
    }

    /// The cloth drawn apart where it is seen to cross, and how often it still is; see
    /// [`Solver::crossings_seen`].
    pub(crate) fn drawn_apart(
        &self,
        drawn: &[Point3<f32>],
        over: Option<&TriMesh>,
    ) -> (Vec<Point3<f32>>, usize) {
        let mut apart = drawn.to_vec();
        let seen = |crossings: &[Crossing], at: &[Point3<f32>]| self.seen_of(crossings, at, over);
        let left = self.parting().part(&mut apart, seen);
        (apart, left)
    }

    fn parting(&self) -> Parting<'_> {
        Parting { search: &self.crossings, body: &self.body, touches: &self.model.touches }
    }

    /// Learns from `state`, and not from the first that it steps, which side of each facet is out.
    pub(crate) fn face(&mut self, state: &State) {
        self.search.face(&state.positions, &self.body);
    }

    /// The settings it was made with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Goes on in steps of `dt` (s). Shorter ones move folds less, and what is left of the force is
    /// mostly what stretch makes of the last move.
    pub fn set_dt(&mut self, dt: f32) {
        self.settings.dt = dt;
    }

    /// The cloth it was made for.
    pub fn cloth(&self) -> &Cloth {
        &self.cloth
    }

    /// Steps until the cloth rests, `progress` breaks, or the frame limit is reached.
    ///
    /// Damping grows from [`Control::damping`] to a half after the first steps, so that folds that
    /// press on each other come to rest as well; where the cloth ends it does not change.
    pub fn settle(
        &mut self,
        state: &mut State,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Settled {
        let frame_limit = self.settings.frame_limit;
        let mut settled = Settled::default();
        let mut recent = VecDeque::new();
        let damping = self.control.damping;
        while settled.frames < frame_limit {
            let calm = ((settled.frames as f32 - CALM_FROM) / CALM_OVER).clamp(0.0, 1.0);
            self.control.damping = damping + (CALM - damping).max(0.0) * calm;
            let step = self.step(state);
            self.control.damping = damping;
            settled.frames += 1;
            settled.last = step;
            recent.push_back([f64::from(step.moving), step.residual]);
            if recent.len() > self.settings.rest_frames.max(1) {
                recent.pop_front();
            }
            let mean = |k: usize| recent.iter().map(|r| r[k]).sum::<f64>() / recent.len() as f64;
            let rests = mean(0) < f64::from(self.settings.rest_fraction)
                || mean(1) < f64::from(self.settings.rest_residual);
            if recent.len() == self.settings.rest_frames.max(1) && rests {
                settled.converged = true;
                self.put_out(state);
                return settled;
            }
            if !step.kinetic.is_finite() {
                return settled;
            }
            if progress(Progress { frame: settled.frames, frame_limit, step }).is_break() {
                settled.cancelled = true;
                return settled;
            }
        }
        settled
    }

    /// What came to rest hardly below the skin is put out of it, and so are single vertices that were
    /// caught deeper, as between an arm and the trunk.
    pub(crate) fn put_out(&self, state: &mut State) {
        let vertices = &self.cloth.vertices;
        let body = &self.body;
        let depth = |v: usize, p: &Point3<f32>| body.depth(p, vertices[v].touches);
        let below = |v: &usize, at: &[Point3<f32>]| {
            let p = &at[*v];
            !self.skin_cache[*v].is_outside(p) && body.is_below(p, vertices[*v].touches)
        };
        let all = (0..vertices.len()).into_par_iter().with_min_len(MANY).with_max_len(4 * MANY);
        let mut sunk: Vec<usize> = all.filter(|v| below(v, &state.positions)).collect();
        let caught = sunk.iter().filter(|&&v| depth(v, &state.positions[v]) > HARDLY).count();
        let few = caught as f32 <= SINGLE * vertices.len() as f32;
        let most = if few { CAUGHT } else { HARDLY };
        // Where other cloth is in the way, by and by.
        for _ in 0..ROUNDS {
            let mut moves = vec![Vector3::zeros(); vertices.len()];
            for &v in &sunk {
                let p = state.positions[v];
                moves[v] = body.put_out(&p, vertices[v].touches, most) - p;
            }
            let pushed = |v: usize| {
                Some(Push { by: moves[v], through: false }).filter(|p| p.by != Vector3::zeros())
            };
            if !(0..moves.len()).any(|v| pushed(v).is_some()) {
                return;
            }
            let to = self.held(&state.positions, &moves, pushed);
            // What was taken along may have come below.
            let stays = |v: &usize| to[*v] == state.positions[*v];
            let all = (0..vertices.len()).into_par_iter().with_min_len(MANY).with_max_len(4 * MANY);
            let sinks =
                |v: &usize| if stays(v) { sunk.binary_search(v).is_ok() } else { below(v, &to) };
            sunk = all.filter(sinks).collect();
            state.positions = to;
        }
        // And at last, where sheets are pressed between two skins, whatever is in the way.
        if self.control.guarded && !self.control.skin_pierces {
            return;
        }
        for v in sunk {
            let p = &mut state.positions[v];
            *p = body.put_out(p, vertices[v].touches, most);
        }
    }
}

/// Fewest vertices that one task looks for below the skin.
const MANY: usize = 256;
/// Rounds in which cloth is put out of the skin.
const ROUNDS: usize = 6;
/// … and the deepest that cloth is brought up from before anything pulls at it (m).
const SURFACED: f32 = 0.1;
/// Part of the vertices that are single ones, and the deepest that those are put out from (m).
const SINGLE: f32 = 1e-3;
const CAUGHT: f32 = 0.025;
/// Damping that [`Solver::settle`] ends with.
const CALM: f32 = 0.5;
/// Steps before it grows, and in which it does.
const CALM_FROM: f32 = 30.0;
const CALM_OVER: f32 = 60.0;

fn vector(v: &[f32; 4]) -> Vector3<f32> {
    Vector3::new(v[0], v[1], v[2])
}
