//! One frame.

use nalgebra::{Point3, Vector3};
use rayon::prelude::*;

use super::model::GRAVITY;
use super::pcg::{CHUNK, Local};
use super::symmetric::Symmetric;
use super::{Solver, StepReport, vector};
use crate::contact::belt::BeltRing;
use crate::contact::body::skin_contacts;
use crate::contact::crossings::CrossingLaw;
use crate::contact::guard::Push;
use crate::contact::layers::{LayerLaw, Nodes};
use crate::{State, Target};

/// Friction grows linearly up to this displacement a step (m): below it, cloth sticks.
const STICK: f32 = 5e-5;
/// What is below the skin comes out by this much a step (m).
const RISE: f32 = 1e-3;
/// What is deeper below the skin than this (m) comes out whatever cloth is in its way.
const DEEP: f32 = 2e-3;
/// Cloth nearer to the skin than this part of the gap goes where the skin pushes it.
const FIRM: f32 = 0.5;

impl Solver {
    /// Moves `state` by one time step under [`Solver::control`].
    ///
    /// The result is the same for any number of threads.
    ///
    /// # Panics
    ///
    /// When `state` has another number of vertices than the cloth.
    pub fn step(&mut self, state: &mut State) -> StepReport {
        assert_eq!(state.positions.len(), self.cloth.vertices.len(), "state of another cloth");
        // Inside the pool as a whole: else each of hundreds of loops would wake it anew.
        let mut report = StepReport::default();
        rayon::scope(|_| report = self.step_in_pool(state));
        report
    }

    fn step_in_pool(&mut self, state: &mut State) -> StepReport {
        if self.stitch_lengths.len() != self.cloth.stitches.len() {
            let length = |s: &crate::Stitch| {
                (state.positions[s.a as usize] - state.positions[s.b as usize]).norm()
            };
            self.stitch_lengths = self.cloth.stitches.iter().map(length).collect();
        }
        self.body_moved = self.body.pose(self.control.body_time);
        self.limit_velocities(state);
        self.touch(state);
        self.assemble(state);
        let cg_iterations = self.system.solve(
            &self.model,
            &self.pair_contacts,
            self.settings.cg_iterations,
            self.settings.cg_tolerance,
        );
        self.cg_total += cg_iterations;
        let step_length = self.line_search(state);
        self.stay_outside();
        if self.control.guarded {
            let (skin, gap) = (&self.skin, self.settings.skin_gap);
            let firm = self.control.skin_pierces && !self.body_moved;
            let pressed = |v: usize| {
                let skin = skin[v].filter(|s| s.distance < FIRM * gap)?;
                let most = RISE + skin.motion.dot(&skin.normal).max(0.0);
                let out = (0.3 * gap - skin.distance).clamp(0.0, most);
                Some(Push { by: skin.normal * out, through: firm && skin.distance < -DEEP })
            };
            let steps = &mut self.system.step;
            let near = &self.vicinity;
            self.guard.hold(&self.crossings, near, &state.positions, steps, pressed);
        }
        self.advance(state, cg_iterations, step_length)
    }

    fn limit_velocities(&self, state: &mut State) {
        let fastest = self.settings.step_limit / self.settings.dt;
        for v in &mut state.velocities {
            let speed = v.norm();
            if speed > fastest {
                *v *= fastest / speed;
            }
        }
    }

    /// Finds all contacts and what acts on single vertices.
    fn touch(&mut self, state: &State) {
        let s = self.settings;
        // No vertex goes much farther than the last time, and weight moves it by g dt² at most.
        let last = self.travelled.iter().copied().fold(0.0, f32::max);
        let reach = (2.0 * last + 2.0 * GRAVITY * s.dt * s.dt).min(2.0 * s.step_limit);
        skin_contacts(
            &self.body,
            &state.positions,
            &self.travelled,
            &self.model.touches,
            [s.skin_gap, s.skin_gap + reach],
            &mut self.skin_cache,
            &mut self.skin,
        );
        let (model, skin) = (&self.model, &self.skin);
        let friction = self.control.friction;
        self.local.par_iter_mut().with_min_len(CHUNK).enumerate().for_each(|(i, local)| {
            *local = Local::default();
            local.force.y = -model.mass[i] * GRAVITY * self.control.gravity;
            let sunk = s.skin_gap - state.positions[i].y;
            if self.control.floor && sunk > 0.0 {
                let k = s.contact_stiffness * model.area_cm2[i];
                local.force.y += k * sunk.min(s.step_limit);
                local.stiffness.0[1] += k;
            }
            let Some(contact) = &skin[i] else { return };
            let depth = contact.room - contact.distance;
            if depth <= 0.0 {
                return;
            }
            let k = s.contact_stiffness * model.area_cm2[i];
            let n = contact.normal;
            // Lagged Coulomb friction: the normal force of now, the sliding of the last step.
            let slide = state.velocities[i] * s.dt - contact.motion;
            let slide = (slide - n * slide.dot(&n)).norm();
            let press = k * depth.min(0.5 * s.skin_gap);
            let hold = friction * model.friction[i] * press / slide.max(STICK);
            let carried = contact.motion - n * contact.motion.dot(&n);
            local.force += n * (k * depth.min(s.step_limit)) + carried * hold;
            local.stiffness.add(&Symmetric::of_normal(&n, k, hold), 1.0);
        });
        self.hold_attachments(state);
        self.tie_belts(state);
        if self.control.layers_collide {
            let law = LayerLaw {
                gap: s.layer_gap,
                stiffness: 0.5 * s.contact_stiffness,
                friction,
                push: 0.15 * s.step_limit,
                damping: self.control.damping,
                dt: s.dt,
            };
            self.search.face(&state.positions, &self.body);
            self.vicinity.follow(&state.positions);
            self.search.shapes(&state.positions, &mut self.shapes);
            let (shapes, vicinity) = (&self.shapes, &self.vicinity);
            let crossings = self.crossings.find(&state.positions, shapes, vicinity, law.gap);
            let untangled = if self.control.untangles { &crossings[..] } else { &[] };
            self.crossings.mark(untangled, &mut self.caught);
            let nodes = Nodes {
                positions: &state.positions,
                area_cm2: &self.model.area_cm2,
                friction: &self.model.friction,
                caught: &self.caught,
            };
            self.search.contacts(
                &nodes,
                &state.velocities,
                shapes,
                vicinity,
                &law,
                &mut self.pair_contacts,
            );
            let contacts = &mut self.pair_contacts;
            self.crossings.part_edges(&nodes, &law, contacts);
            if self.control.untangles {
                let law = CrossingLaw { stiffness: law.stiffness, push: law.push };
                self.crossings.untangle(
                    &crossings,
                    &state.positions,
                    &self.model.area_cm2,
                    law,
                    &mut self.pair_contacts,
                );
            }
        } else {
            self.pair_contacts.clear();
        }
    }

    fn hold_attachments(&mut self, state: &State) {
        for attachment in &self.cloth.attachments {
            let k = attachment.stiffness * self.control.attachments;
            if !(k > 0.0 && k.is_finite()) {
                continue;
            }
            let v = attachment.vertex as usize;
            let local = &mut self.local[v];
            // A far target pulls no harder than one that can be reached in a few steps.
            let pull = |d: Vector3<f32>| {
                let longest = 4.0 * self.settings.step_limit;
                if d.norm() > longest { d * (longest / d.norm()) } else { d }
            };
            match attachment.target {
                Target::Point(p) => {
                    local.force += pull(p - state.positions[v]) * k;
                    local.stiffness.add_identity(k);
                }
                Target::Height(y) => {
                    local.force += pull(Vector3::y() * (y - state.positions[v].y)) * k;
                    local.stiffness.0[1] += k;
                }
            }
        }
    }

    fn tie_belts(&mut self, state: &State) {
        let limit = self.settings.step_limit;
        for (b, belt) in self.cloth.belts.iter().enumerate() {
            let tied = &mut self.belts[b];
            let girth = self.control.belt_girths.get(b).copied().unwrap_or(f32::INFINITY);
            if !girth.is_finite() {
                tied.heights.clear();
                continue;
            }
            if self.body_moved || tied.ring.is_none() {
                let section = self.body.section(belt.height, belt.around);
                tied.ring = Some(BeltRing::round(section));
            }
            if tied.heights.len() != belt.vertices.len() {
                tied.heights =
                    belt.vertices.iter().map(|&v| state.positions[v as usize].y).collect();
            }
            let Some(ring) = &tied.ring else { continue };
            let offset = ring.offset_for(girth);
            for (&v, &height) in belt.vertices.iter().zip(&tied.heights) {
                let v = v as usize;
                let p = state.positions[v];
                let Some((distance, normal)) = ring.at(p.x, p.z) else { continue };
                let rank = (self.cloth.vertices[v].layer - tied.layer) as f32;
                let over = distance - offset - rank * self.settings.layer_gap;
                let local = &mut self.local[v];
                if over > 0.0 {
                    local.force -= normal * (belt.stiffness * over.min(limit));
                    local.stiffness.add(&Symmetric::of_normal(&normal, 1.0, 0.0), belt.stiffness);
                }
                local.force.y += belt.grip * (height - p.y).clamp(-limit, limit);
                local.stiffness.0[1] += belt.grip;
            }
        }
    }

    /// Takes back what would carry a vertex through the skin within this step, contacts that it had
    /// not when the step began. A vertex that is below the skin goes with skin that comes towards it,
    /// and out by [`RISE`] besides, whatever pulls at it.
    fn stay_outside(&mut self) {
        let gap = self.settings.skin_gap;
        let least = 0.3 * gap;
        let pinned = &self.model.pinned;
        let skin = &self.skin;
        self.system.step.par_iter_mut().with_min_len(CHUNK).enumerate().for_each(|(i, d)| {
            let Some(contact) = &skin[i] else { return };
            if pinned[i] {
                return;
            }
            let n = contact.normal;
            let out = RISE + contact.motion.dot(&n).max(0.0);
            let floor = least.min(contact.room);
            let way = vector(d).dot(&n);
            let mut further = ((floor - contact.distance).min(out) - way).max(0.0);
            if contact.room < gap {
                // As far from the skin on the other side, too.
                let ceiling = (2.0 * contact.room - floor).max(contact.distance);
                further = further.min(ceiling - contact.distance - way);
            }
            if further != 0.0 {
                for l in 0..3 {
                    d[l] += n[l] * further;
                }
            }
        });
    }

    fn advance(&mut self, state: &mut State, cg_iterations: usize, step_length: f32) -> StepReport {
        let dt = self.settings.dt;
        let keep = (1.0 - self.control.damping) / dt;
        let mut report = StepReport { cg_iterations, step_length, ..StepReport::default() };
        let mut moving = 0;
        let (mut kinetic, mut unbalanced) = (0.0, 0.0);
        for i in 0..state.positions.len() {
            let u = vector(&self.system.step[i]);
            let p: &mut Point3<f32> = &mut state.positions[i];
            *p += u;
            let before = state.velocities[i];
            state.velocities[i] = u * keep;
            let distance = u.norm();
            self.travelled[i] = distance;
            report.farthest = report.farthest.max(distance);
            moving += usize::from(distance > self.settings.rest_distance);
            let mass = f64::from(self.model.mass[i]);
            kinetic += 0.5 * mass * f64::from(state.velocities[i].norm_squared());
            if !self.model.pinned[i] {
                let acceleration = (u - before * dt).norm() / (dt * dt);
                unbalanced += mass * f64::from(acceleration);
            }
        }
        let n = state.positions.len() as f64;
        report.moving = (moving as f64 / n) as f32;
        report.kinetic = kinetic;
        report.residual = unbalanced / n / self.model.mean_weight;
        report.widest_stitch = self
            .cloth
            .stitches
            .iter()
            .map(|s| (state.positions[s.a as usize] - state.positions[s.b as usize]).norm())
            .fold(0.0, f32::max);
        report
    }
}
