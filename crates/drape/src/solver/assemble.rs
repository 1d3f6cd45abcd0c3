//! The linear system of a Newton step.

use nalgebra::Vector3;
use rayon::prelude::*;

use super::multilevel::Diagonal;
use super::pcg::CHUNK;
use super::slices::{Blocks, SLICE, pack};
use super::symmetric::Symmetric;
use super::{Solver, vector};
use crate::State;
use crate::energy::membrane::stretch_row;
use crate::energy::sheet::linearize;

/// What one task fills.
struct Rows<'a> {
    first: usize,
    blocks: &'a mut [Blocks],
    inverse: &'a mut [[[f32; 4]; 3]],
    diagonals: &'a mut [Diagonal],
    residual: &'a mut [[f32; 4]],
    steady: &'a mut [[f32; 4]],
}

impl Solver {
    /// Fills the matrix, its inverted diagonal and the right-hand side.
    pub(super) fn assemble(&mut self, state: &State) {
        let places = &mut self.places;
        places.clear();
        places.extend(state.positions.iter().map(|p| [p.x, p.y, p.z, 0.0]));
        let places = &*places;
        let energies: Vec<f64> = self
            .linear
            .par_chunks_mut(CHUNK)
            .zip(self.model.membranes.par_chunks(CHUNK))
            .map(|(linear, membranes)| linearize(membranes, places, linear))
            .collect();
        self.stretched = energies.iter().sum();
        // What contacts add to the diagonal; the matrix itself leaves them out.
        let vertices = if self.pair_contacts.is_empty() { 0 } else { places.len() };
        self.touched.clear();
        self.touched.resize(vertices, Symmetric::default());
        for contact in &self.pair_contacts {
            for (v, w) in contact.nodes() {
                self.touched[v].add(&contact.stiffness, w * w);
            }
        }
        let mut system = std::mem::take(&mut self.system);
        let mut steady = std::mem::take(&mut self.steady);
        // Rows own disjoint runs of blocks: cut them apart, chunk by chunk.
        let mut rest = system.blocks.as_mut_slice();
        let blocks: Vec<_> = (0..steady.len())
            .step_by(CHUNK)
            .map(|first| {
                let run = self.model.slices.range(first, (first + CHUNK).min(steady.len()));
                rest.split_off_mut(..run.len()).expect("as many blocks as rows have")
            })
            .collect();
        blocks
            .into_par_iter()
            .zip(system.inverse.par_chunks_mut(CHUNK))
            .zip(system.diagonals.par_chunks_mut(CHUNK))
            .zip(system.residual.par_chunks_mut(CHUNK))
            .zip(steady.par_chunks_mut(CHUNK))
            .enumerate()
            .for_each(|(chunk, ((((blocks, inverse), diagonals), residual), steady))| {
                let first = chunk * CHUNK;
                self.fill(state, Rows { first, blocks, inverse, diagonals, residual, steady });
            });
        for contact in &self.pair_contacts {
            contact.scatter(&contact.force, &mut system.residual);
        }
        (self.system, self.steady) = (system, steady);
    }

    /// Fills some slices' rows.
    fn fill(&self, state: &State, rows: Rows<'_>) {
        let Rows { first, mut blocks, inverse, diagonals, residual, steady } = rows;
        let model = &self.model;
        let mut of_slice: Vec<[[f32; 4]; 3]> = Vec::new();
        for offset in (0..residual.len()).step_by(SLICE) {
            let last = (offset + SLICE).min(residual.len());
            let each = model.slices.range(first + offset, first + last).len();
            of_slice.resize(SLICE * each, Default::default());
            bytemuck::cast_slice_mut::<_, f32>(&mut of_slice).fill(0.0);
            for (row, k) in of_slice.chunks_exact_mut(each).zip(offset..last) {
                let i = first + k;
                let corners = model.corners_of(i);
                let stretch = stretch_row(corners, &model.membranes, &self.linear, row);
                let pulled = stretch + self.stitches_pull(i);
                let given = self.given(state, i);
                let diagonal = self.close_row(i, row);
                inverse[k] =
                    if model.pinned[i] { [[0.0; 4]; 3] } else { diagonal.inverse().columns() };
                diagonals[k] = diagonal;
                steady[k] = given;
                residual[k] =
                    [given[0] + pulled.x, given[1] + pulled.y, given[2] + pulled.z, given[3]];
            }
            let (head, tail) = blocks.split_at_mut(each);
            pack(&of_slice, head);
            blocks = tail;
        }
    }

    /// The force on vertex `i` of all that is quadratic in the step: inertia, bending, contacts.
    fn given(&self, state: &State, i: usize) -> [f32; 4] {
        let own = &self.places[i];
        let force =
            self.local[i].force + state.velocities[i] * (self.model.mass[i] / self.settings.dt);
        let mut given = [force.x, force.y, force.z, 0.0];
        for &(j, q) in self.model.bends_of(i) {
            let other = &self.places[j as usize];
            for l in 0..4 {
                given[l] -= (other[l] - own[l]) * q;
            }
        }
        given
    }

    /// The force on vertex `i` of its stitches.
    fn stitches_pull(&self, i: usize) -> Vector3<f32> {
        let mut force = Vector3::zeros();
        for &s in self.model.stitches_of(i) {
            let stitch = &self.cloth.stitches[s as usize];
            let other = if stitch.a as usize == i { stitch.b } else { stitch.a };
            let d = vector(&self.places[other as usize]) - vector(&self.places[i]);
            let length = d.norm();
            if length > 1e-7 {
                let rest = self.stitch_lengths[s as usize] * self.control.stitch_scale;
                force += d * (self.settings.stitch_stiffness * (1.0 - rest / length));
            }
        }
        force
    }

    /// Adds to the row of vertex `i`, which has the stretch between it and others, all else but contacts
    /// between pairs; gives its diagonal with those.
    fn close_row(&self, i: usize, row: &mut [[[f32; 4]; 3]]) -> Diagonal {
        let model = &self.model;
        let entries = &model.rows[i];
        let base = &model.base[entries.block_begin as usize..entries.block_end as usize];
        let (own, others) = row.split_first_mut().expect("a row has its diagonal");
        for (block, &b) in others.iter_mut().zip(&base[1..]) {
            for c in 0..3 {
                for l in 0..4 {
                    own[c][l] -= block[c][l];
                }
                block[c][c] += b;
            }
        }
        let stretch = Symmetric([own[0][0], own[1][1], own[2][2], own[1][0], own[2][0], own[2][1]]);
        let mut still = self.local[i].stiffness;
        still.add_identity(model.mass[i] / (self.settings.dt * self.settings.dt));
        for (c, (column, extra)) in own.iter_mut().zip(still.columns()).enumerate() {
            for l in 0..4 {
                column[l] += extra[l];
            }
            column[c] += base[0];
        }
        if let Some(touched) = self.touched.get(i) {
            still.add(touched, 1.0);
        }
        Diagonal { still, stretch, bend: base[0] }
    }
}
