//! Conjugate gradients, preconditioned on many levels.

use std::sync::Arc;

use nalgebra::Vector3;
use rayon::prelude::*;

use super::model::Model;
use super::multilevel::{Diagonal, Multilevel, times};
use super::slices::Blocks;
use super::symmetric::Symmetric;
use crate::contact::pair::PairContact;
use crate::cpu::{MatrixRow, MatrixScalar, SPMV_GROUP, least_tasks};
use crate::kernel::{PcgBuffers, PcgKernels};

/// Rows that one task updates; fixed, so that sums have one order for any number of threads.
pub(crate) const CHUNK: usize = 512;

/// A symmetric matrix, pinned vertices left in, and what preconditions it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Matrix<'a> {
    pub(crate) rows: &'a [MatrixRow],
    pub(crate) columns: &'a [u32],
    pub(crate) blocks: &'a [[[f32; 4]; 3]],
    pub(crate) scalars: &'a [MatrixScalar],
    /// Inverse of the diagonal with contacts; zero where a vertex is pinned.
    pub(crate) inverse: &'a [[[f32; 4]; 3]],
}

/// Where systems of one cloth are solved beside the processor.
#[derive(Debug)]
struct OnDevice {
    kernels: Arc<PcgKernels>,
    room: Option<PcgBuffers>,
    /// The matrix row by row.
    blocks: Vec<[[f32; 4]; 3]>,
}

impl Clone for OnDevice {
    /// Another cloth's solver has room of its own, made when it first needs it.
    fn clone(&self) -> Self {
        Self { kernels: Arc::clone(&self.kernels), room: None, blocks: Vec::new() }
    }
}

/// The linear system of one Newton step and the vectors that solve it.
#[derive(Clone, Debug, Default)]
pub(crate) struct System {
    pub(crate) blocks: Vec<Blocks>,
    /// The diagonal, shape `[n]`, and its inverse.
    pub(crate) diagonals: Vec<Diagonal>,
    pub(crate) inverse: Vec<[[f32; 4]; 3]>,
    levels: Multilevel,
    /// Does this solve use the levels?
    leveled: bool,
    choice: Choice,
    device: Option<OnDevice>,
    /// Right-hand side on entry of [`System::solve`], residual after.
    pub(crate) residual: Vec<[f32; 4]>,
    /// The solution: how far each vertex goes (m).
    pub(crate) step: Vec<[f32; 4]>,
    preconditioned: Vec<[f32; 4]>,
    direction: Vec<[f32; 4]>,
    product: Vec<[f32; 4]>,
    partial: Vec<f32>,
}

impl System {
    pub(crate) fn new(model: &Model) -> Self {
        let n = model.rows.len();
        let vector = || vec![[0.0; 4]; n];
        Self {
            blocks: model.slices.blocks(),
            diagonals: vec![Diagonal::default(); n],
            inverse: vec![[[0.0; 4]; 3]; n],
            levels: model.levels.clone(),
            leveled: false,
            choice: Choice::default(),
            device: None,
            residual: vector(),
            step: vector(),
            preconditioned: vector(),
            direction: vector(),
            product: vector(),
            partial: vec![0.0; n.div_ceil(SPMV_GROUP)],
        }
    }

    /// Solves until the error is about `tolerance` of the solution in the norm of the energy, in at
    /// most `most` iterations; gives their number. A pinned vertex has a zero inverse and stays.
    ///
    /// The stopping rule does not depend on the preconditioner: each iteration lowers the energy by a
    /// known amount, and what the next ones will is at most about what the last ones did (Z. Strakoš
    /// and P. Tichý, On error estimation in the conjugate gradient method, ETNA 13, 2002).
    pub(crate) fn solve(
        &mut self,
        model: &Model,
        contacts: &[PairContact],
        most: usize,
        tolerance: f32,
    ) -> usize {
        if self.solve_on_device(model, contacts, most) {
            return most;
        }
        self.leveled = self.choice.next();
        let part = f64::from(tolerance).powi(2);
        let (iterations, left) = self.descend(model, contacts, most, part);
        self.choice.learn(self.leveled, iterations, left, part);
        iterations
    }

    /// Solves on the device from now on.
    pub(crate) fn use_device(&mut self, kernels: Arc<PcgKernels>) {
        self.device = Some(OnDevice { kernels, room: None, blocks: Vec::new() });
    }

    /// The device that solves, if one does.
    pub(crate) fn device(&self) -> Option<&Arc<PcgKernels>> {
        self.device.as_ref().map(|d| &d.kernels)
    }

    /// Did the device solve? One that fails is not asked again: the processor finds the same.
    fn solve_on_device(&mut self, model: &Model, contacts: &[PairContact], most: usize) -> bool {
        let Some(OnDevice { kernels, room, blocks }) = self.device.as_mut() else { return false };
        blocks.resize(model.columns.len(), [[0.0; 4]; 3]);
        model.slices.unpack(&model.rows, &self.blocks, blocks);
        let matrix = Matrix {
            rows: &model.rows,
            columns: &model.columns,
            blocks,
            scalars: &model.scalars,
            inverse: &self.inverse,
        };
        let solved = match room {
            Some(room) => Ok(room),
            None => kernels.room(&matrix).map(|made| room.insert(made)),
        }
        .and_then(|room| kernels.solve(room, &matrix, contacts, &self.residual, most));
        match solved {
            Ok(step) => self.step = step,
            Err(_) => self.device = None,
        }
        self.device.is_some()
    }

    /// Gives the iterations, and what part of the energy the last [`DELAY`] gained: no more than `part`
    /// where it came to the end.
    fn descend(
        &mut self,
        model: &Model,
        contacts: &[PairContact],
        most: usize,
        part: f64,
    ) -> (usize, f64) {
        self.step.fill([0.0; 4]);
        if self.leveled {
            self.levels.prepare(&self.diagonals);
        }
        let mut rz = self.advance(0.0);
        self.direction.copy_from_slice(&self.preconditioned);
        let mut falls = [0.0; DELAY];
        let (mut total, mut left) = (0.0, 1.0);
        for iteration in 0..most {
            // A NaN ends here as well.
            if rz.partial_cmp(&0.0) != Some(std::cmp::Ordering::Greater) {
                return (iteration, 0.0);
            }
            let curvature = self.multiply(model, contacts);
            if curvature <= 0.0 || !curvature.is_finite() {
                return (iteration, 0.0);
            }
            let fall = 0.5 * rz * rz / curvature;
            total += fall;
            falls[iteration % DELAY] = fall;
            let next = self.advance((rz / curvature) as f32);
            left = falls.iter().sum::<f64>() / total;
            if iteration + 1 >= DELAY && left <= part {
                return (iteration + 1, left);
            }
            let beta = (next / rz) as f32;
            rz = next;
            let least = least_tasks(self.direction.len(), CHUNK);
            let chunks = self.direction.par_chunks_mut(CHUNK).with_min_len(least);
            chunks.zip(self.preconditioned.par_chunks(CHUNK)).for_each(|(p, z)| {
                for (p, z) in p.iter_mut().zip(z) {
                    for l in 0..4 {
                        p[l] = z[l] + beta * p[l];
                    }
                }
            });
        }
        (most, left)
    }

    /// product = A direction; gives direction · product.
    fn multiply(&mut self, model: &Model, contacts: &[PairContact]) -> f64 {
        model.slices.multiply(&self.blocks, &self.direction, &mut self.product, &mut self.partial);
        let mut curvature: f64 = self.partial.iter().copied().map(f64::from).sum();
        for contact in contacts {
            let relative = contact.relative(&self.direction);
            let force = contact.stiffness.times(&relative);
            contact.scatter(&force, &mut self.product);
            curvature += f64::from(force.dot(&relative));
        }
        curvature
    }

    /// step += alpha direction, residual −= alpha product, preconditioned = what the diagonal and the
    /// levels make of the residual; gives residual · preconditioned.
    fn advance(&mut self, alpha: f32) -> f64 {
        let least = least_tasks(self.step.len(), CHUNK);
        let Self { step, residual, direction, product, preconditioned, inverse, .. } = self;
        let moving = step
            .par_chunks_mut(CHUNK)
            .with_min_len(least)
            .zip(residual.par_chunks_mut(CHUNK))
            .zip(direction.par_chunks(CHUNK))
            .zip(product.par_chunks(CHUNK));
        let answering =
            preconditioned.par_chunks_mut(CHUNK).with_min_len(least).zip(inverse.par_chunks(CHUNK));
        let parts: Vec<f64> = if self.leveled {
            moving.for_each(|(((x, r), p), q)| go_along(alpha, x, r, p, q));
            self.levels.answer(&self.residual);
            let levels = &self.levels;
            answering
                .zip(self.residual.par_chunks(CHUNK))
                .enumerate()
                .map(|(chunk, ((z, inverse), r))| {
                    answer(z, inverse, r, |k, z| levels.add(chunk * CHUNK + k, z))
                })
                .collect()
        } else {
            // Together: most of the time goes into fetching the vectors.
            moving
                .zip(answering)
                .map(|((((x, r), p), q), (z, inverse))| {
                    go_along(alpha, x, r, p, q);
                    answer(z, inverse, r, |_, _| ())
                })
                .collect()
        };
        parts.iter().sum()
    }
}

/// `x` += `alpha` `p`, `r` −= `alpha` `q`.
fn go_along(alpha: f32, x: &mut [[f32; 4]], r: &mut [[f32; 4]], p: &[[f32; 4]], q: &[[f32; 4]]) {
    for (((x, r), p), q) in x.iter_mut().zip(r).zip(p).zip(q) {
        for l in 0..4 {
            x[l] += alpha * p[l];
            r[l] -= alpha * q[l];
        }
    }
}

/// `z` = `inverse` `r` and what `add` adds; gives `r` · `z`.
fn answer(
    z: &mut [[f32; 4]],
    inverse: &[[[f32; 4]; 3]],
    r: &[[f32; 4]],
    add: impl Fn(usize, &mut [f32; 4]),
) -> f64 {
    let mut sum = 0.0;
    for (k, ((z, inverse), r)) in z.iter_mut().zip(inverse).zip(r).enumerate() {
        *z = times(inverse, r);
        add(k, z);
        sum += f64::from(z[0] * r[0] + z[1] * r[1] + z[2] * r[2]);
    }
    sum
}

/// Which preconditioner pays: the levels do where cloth hangs free, the mesh's diagonal alone where
/// contacts hold every vertex. Both are tried from time to time, the dearer one the less often the
/// dearer it was, and counted, not clocked: the same drape comes out whatever else the machine does.
#[derive(Clone, Copy, Debug)]
struct Choice {
    /// Cost of the last solve without and with the levels, in iterations without; none yet is nothing.
    costs: [f32; 2],
    /// Solves since then.
    since: [usize; 2],
}

impl Default for Choice {
    fn default() -> Self {
        Self { costs: [0.5, 0.0], since: [0; 2] }
    }
}

impl Choice {
    fn next(self) -> bool {
        let cheaper = usize::from(self.costs[1] < self.costs[0]);
        let other = 1 - cheaper;
        let dearer = self.costs[other] / self.costs[cheaper].max(1.0) - 1.0;
        let wait = (SELDOM * dearer).clamp(OFTEN, SELDOM) as usize;
        if self.since[other] >= wait { other == 1 } else { cheaper == 1 }
    }

    /// A solve that was broken off with more than `part` `left` would have gone on for as long in
    /// proportion: the error falls by about the same factor in each iteration.
    fn learn(&mut self, leveled: bool, iterations: usize, left: f64, part: f64) {
        let each = if leveled { LEVELED_COST } else { 1.0 };
        let whole =
            if left > part && part > 0.0 { part.ln() / left.ln().min(SLOWEST) } else { 1.0 };
        self.costs[usize::from(leveled)] = each * iterations as f32 * whole as f32;
        self.since = self.since.map(|s| s + 1);
        self.since[usize::from(leveled)] = 0;
    }
}

/// Iterations by whose gain the remaining error is judged.
const DELAY: usize = 6;
/// Fewest and most solves between two with the dearer preconditioner.
const OFTEN: f32 = 4.0;
const SELDOM: f32 = 24.0;
/// The logarithm of what is left where hardly anything was gained.
const SLOWEST: f64 = -0.01;
/// What an iteration with the levels costs, as a part of one without.
const LEVELED_COST: f32 = 1.4;

/// What acts on one vertex alone: body, belt, attachments. Energy −F·u + ½ uᵀ D u over its
/// displacement u in this step.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Local {
    pub(crate) force: Vector3<f32>,
    pub(crate) stiffness: Symmetric,
}
