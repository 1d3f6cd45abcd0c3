//! How much of a Newton step is taken.

use rayon::prelude::*;

use super::pcg::CHUNK;
use super::{Solver, vector};
use crate::State;
use crate::energy::sheet::linearize;

/// A step this much shorter than Newton's is taken whether the energy falls or not.
const SHORTEST: f32 = 1.0 / 32.0;

impl Solver {
    /// Shortens the Newton step until the sum of all energies falls; gives the part taken. Contacts are
    /// as they were found at its start.
    ///
    /// What is quadratic in the step is summed once for all lengths; stretch and stitches are looked
    /// at anew for each.
    pub(super) fn line_search(&mut self, state: &State) -> f32 {
        let step = &self.system.step;
        let farthest = step.iter().map(|d| vector(d).norm_squared()).fold(0.0, f32::max).sqrt();
        // Twice what inertia may do: contacts and stitches act besides.
        let mut length = (2.0 * self.settings.step_limit / farthest.max(1e-12)).min(1.0);
        let [pull, curve] = self.quadratic();
        let before = self.stretched + self.stitched(|v| vector(&self.places[v]));
        // Rounding of single precision positions shows as noise in the energy.
        let noise = 1e-6 * before + 1e-9;
        while length > SHORTEST {
            let part = f64::from(length);
            let change = part * (0.5 * part * curve - pull);
            if change + self.stretch_at(state, length) - before <= noise {
                break;
            }
            length *= 0.5;
        }
        if length < 1.0 {
            for d in &mut self.system.step {
                for l in d.iter_mut() {
                    *l *= length;
                }
            }
        }
        length
    }

    /// What inertia, weight, bending and contacts do along the step: how much energy (J) they give
    /// at its start, and twice what they take at its end.
    fn quadratic(&self) -> [f64; 2] {
        let model = &self.model;
        let step = &self.system.step;
        let inertia = 1.0 / (self.settings.dt * self.settings.dt);
        let parts: Vec<[f64; 2]> = step
            .par_chunks(CHUNK)
            .enumerate()
            .map(|(chunk, rows)| {
                let mut sums = [0.0; 2];
                for (k, own) in rows.iter().enumerate() {
                    let i = chunk * CHUNK + k;
                    let mut bend = [0.0; 4];
                    // Each pair once; the later ones stand last.
                    for &(j, q) in model.bends_of(i).iter().rev().take_while(|b| b.0 > i as u32) {
                        let other = &step[j as usize];
                        for l in 0..4 {
                            let apart = other[l] - own[l];
                            bend[l] -= q * apart * apart;
                        }
                    }
                    let u = vector(own);
                    let held = model.mass[i] * inertia * u.norm_squared()
                        + u.dot(&self.local[i].stiffness.times(&u));
                    sums[0] += f64::from(vector(&self.steady[i]).dot(&u));
                    sums[1] += f64::from(held + bend[0] + bend[1] + bend[2]);
                }
                sums
            })
            .collect();
        let mut sums = parts.iter().fold([0.0; 2], |a, b| [a[0] + b[0], a[1] + b[1]]);
        for contact in &self.pair_contacts {
            let r = contact.relative(step);
            sums[0] += f64::from(contact.force.dot(&r));
            sums[1] += f64::from(r.dot(&contact.stiffness.times(&r)));
        }
        sums
    }

    /// Energy (J) of stretch and stitches at `length` times the Newton step.
    fn stretch_at(&mut self, state: &State, length: f32) -> f64 {
        let step = &self.system.step;
        let places = &mut self.places;
        places
            .par_iter_mut()
            .zip(state.positions.par_iter().zip(step))
            .with_min_len(CHUNK)
            .for_each(|(place, (p, u))| {
                *place = [p.x + u[0] * length, p.y + u[1] * length, p.z + u[2] * length, 0.0];
            });
        let places = &self.places;
        let parts: Vec<f64> = self
            .model
            .membranes
            .par_chunks(CHUNK)
            .map(|membranes| linearize(membranes, places, &mut []))
            .collect();
        parts.iter().sum::<f64>() + self.stitched(|v| vector(&places[v]))
    }

    /// Energy (J) of the stitches with the vertices `at` their places.
    fn stitched(&self, at: impl Fn(usize) -> nalgebra::Vector3<f32>) -> f64 {
        let stiff = self.settings.stitch_stiffness;
        let stitches = self.cloth.stitches.iter().zip(&self.stitch_lengths);
        stitches
            .map(|(stitch, rest)| {
                let apart = (at(stitch.a as usize) - at(stitch.b as usize)).norm();
                let over = apart - rest * self.control.stitch_scale;
                f64::from(0.5 * stiff * over * over)
            })
            .sum()
    }
}
