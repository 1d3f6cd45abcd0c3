//! Conjugate gradients with the inverted diagonal blocks as preconditioner.

use nalgebra::Vector3;
use rayon::prelude::*;

use super::model::Model;
use super::symmetric::Symmetric;
use crate::contact::pair::PairContact;
use crate::cpu::{SPMV_GROUP, least_tasks, spmv};

/// Rows that one task updates; fixed, so that sums have one order for any number of threads.
pub(crate) const CHUNK: usize = 512;

/// The linear system of one Newton step and the vectors that solve it.
#[derive(Clone, Debug, Default)]
pub(crate) struct System {
    pub(crate) blocks: Vec<[[f32; 4]; 3]>,
    pub(crate) inverse: Vec<[[f32; 4]; 3]>,
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
            blocks: vec![[[0.0; 4]; 3]; model.columns.len()],
            inverse: vec![[[0.0; 4]; 3]; n],
            residual: vector(),
            step: vector(),
            preconditioned: vector(),
            direction: vector(),
            product: vector(),
            partial: vec![0.0; n.div_ceil(SPMV_GROUP)],
        }
    }

    /// Solves to `tolerance` times the preconditioned right-hand side, in at most `most`
    /// iterations; gives their number. A pinned vertex has a zero inverse and stays.
    pub(crate) fn solve(
        &mut self,
        model: &Model,
        contacts: &[PairContact],
        most: usize,
        tolerance: f32,
    ) -> usize {
        self.step.fill([0.0; 4]);
        let mut rz = self.advance(0.0);
        self.direction.copy_from_slice(&self.preconditioned);
        let goal = rz * f64::from(tolerance) * f64::from(tolerance);
        for iteration in 0..most {
            // A negative or NaN rz ends here as well.
            if rz.partial_cmp(&goal) != Some(std::cmp::Ordering::Greater) {
                return iteration;
            }
            let curvature = self.multiply(model, contacts);
            if curvature <= 0.0 || !curvature.is_finite() {
                return iteration;
            }
            let next = self.advance((rz / curvature) as f32);
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
        most
    }

    /// product = A direction; gives direction · product.
    fn multiply(&mut self, model: &Model, contacts: &[PairContact]) -> f64 {
        spmv(
            &model.rows,
            &model.columns,
            &self.blocks,
            &model.scalars,
            &self.direction,
            &mut self.product,
            &mut self.partial,
        );
        let mut curvature: f64 = self.partial.iter().copied().map(f64::from).sum();
        for contact in contacts {
            let relative = contact.relative(&self.direction);
            let force = contact.stiffness.times(&relative);
            contact.scatter(&force, &mut self.product);
            curvature += f64::from(force.dot(&relative));
        }
        curvature
    }

    /// step += alpha direction, residual −= alpha product, preconditioned = inverse residual;
    /// gives residual · preconditioned.
    fn advance(&mut self, alpha: f32) -> f64 {
        let least = least_tasks(self.step.len(), CHUNK);
        let parts: Vec<f64> = self
            .step
            .par_chunks_mut(CHUNK)
            .with_min_len(least)
            .zip(self.residual.par_chunks_mut(CHUNK))
            .zip(self.preconditioned.par_chunks_mut(CHUNK))
            .zip(self.direction.par_chunks(CHUNK))
            .zip(self.product.par_chunks(CHUNK))
            .zip(self.inverse.par_chunks(CHUNK))
            .map(|(((((x, r), z), p), q), inverse)| {
                let mut sum = 0.0;
                for i in 0..x.len() {
                    for l in 0..4 {
                        x[i][l] += alpha * p[i][l];
                        r[i][l] -= alpha * q[i][l];
                    }
                    let (r, m) = (&r[i], &inverse[i]);
                    for l in 0..4 {
                        z[i][l] = m[0][l] * r[0] + m[1][l] * r[1] + m[2][l] * r[2];
                    }
                    sum += f64::from(z[i][0] * r[0] + z[i][1] * r[1] + z[i][2] * r[2]);
                }
                sum
            })
            .collect();
        parts.iter().sum()
    }
}

/// What acts on one vertex alone: body, belt, attachments. Energy −F·u + ½ uᵀ D u over its
/// displacement u in this step.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Local {
    pub(crate) force: Vector3<f32>,
    pub(crate) stiffness: Symmetric,
}
