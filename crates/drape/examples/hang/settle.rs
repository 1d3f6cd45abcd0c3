//! From coarse to fine until the cloth rests.

use std::sync::Arc;
use std::time::Instant;

use drape::kernel::PcgKernels;
use drape::{BodyCollider, Cloth, Settings, Solver, State};

use crate::square::{cpu_seconds, lift, square, wide};

/// One level of a settling, from coarse to fine.
pub(crate) struct Level {
    pub(crate) vertices: usize,
    pub(crate) steps: usize,
    pub(crate) iterations: usize,
    /// Of the last step, and what [`Solver::imbalance`] says, both in vertex weights.
    pub(crate) residual: f64,
    pub(crate) imbalance: f64,
    /// CPU and wall seconds since the start.
    pub(crate) cpu_s: f64,
    pub(crate) wall_s: f64,
    /// CPU seconds of this level's steps alone.
    pub(crate) stepping_s: f64,
    pub(crate) energy: f64,
}

/// When a settling ends.
#[derive(Clone, Copy)]
pub(crate) enum Goal {
    /// The residual of a step is below so many vertex weights.
    Slow(f64),
    /// And so is the imbalance, in double precision.
    Rest(f64),
}

// Long steps: where the cloth comes to rest is asked, not how.
const LONG: f32 = 0.05;
// Residual of a step that coarser levels end with: steps there cost little, and what hangs wrong is slow
// to move on finer ones.
const COARSE: f64 = 0.005;

// What the last steps of a fold's way leave of the force is mostly what they stretched on it: where a
// long step has little left to do, short ones without momentum bring the force to rest.
const SHORT: f32 = 0.01;
const NEAR: f64 = 0.02;

fn solver(cloth: &Cloth, cg_iterations: usize, cg_tolerance: f32) -> Solver {
    let settings =
        Settings { dt: LONG, cg_iterations, cg_tolerance, step_limit: 0.1, ..Settings::default() };
    let mut solver = Solver::new(cloth, BodyCollider::none(), settings).unwrap();
    solver.control.layers_collide = false;
    solver.control.damping = 0.3;
    solver
}

/// Settles from coarse to fine until the finest level is at its `goal`; meshing is not counted.
pub(crate) fn settle(n: usize, corners: bool, goal: Goal) -> Vec<Level> {
    let mut cells = vec![n];
    while cells[0].is_multiple_of(2) && cells[0] > 25 {
        cells.insert(0, cells[0] / 2);
    }
    let scenes: Vec<(Cloth, State)> = cells.iter().map(|&n| square(n, corners)).collect();
    let mut levels = Vec::new();
    let (start, cpu) = (Instant::now(), cpu_seconds());
    let (mut wall_told, mut cpu_told) = (0.0, 0.0);
    let mut before: Option<(usize, State)> = None;
    for (&n, (cloth, flat)) in cells.iter().zip(&scenes) {
        let mut state = flat.clone();
        if let Some((coarse, at)) = &before {
            lift(*coarse, at, n, &mut state);
        }
        let mut solver = solver(cloth, 150, 1e-2);
        let goal = if n == *cells.last().unwrap() { goal } else { Goal::Slow(COARSE) };
        let (mut steps, mut iterations) = (0, 0);
        let begin = cpu_seconds();
        let residual = loop {
            let step = solver.step(&mut state);
            steps += 1;
            iterations += step.cg_iterations;
            let there = match goal {
                Goal::Slow(goal) => step.residual <= goal,
                Goal::Rest(goal) => {
                    step.residual <= goal && solver.imbalance(&wide(&state.positions)) <= goal
                }
            };
            if there || steps == 400 {
                break step.residual;
            }
            if matches!(goal, Goal::Rest(_)) && step.residual < NEAR {
                solver.set_dt(SHORT);
                solver.control.damping = 1.0;
            }
        };
        let (wall_s, cpu_s) = (start.elapsed().as_secs_f64(), cpu_seconds());
        let positions = wide(&state.positions);
        levels.push(Level {
            vertices: cloth.vertices.len(),
            steps,
            iterations,
            residual,
            imbalance: solver.imbalance(&positions),
            cpu_s: cpu_s - cpu - cpu_told,
            wall_s: wall_s - wall_told,
            stepping_s: cpu_s - begin,
            energy: solver.potential(&positions),
        });
        // What telling the energy takes is not settling.
        wall_told += start.elapsed().as_secs_f64() - wall_s;
        cpu_told += cpu_seconds() - cpu_s;
        before = Some((n, state));
    }
    levels
}

/// Wall and CPU ms of a Newton step with `iterations` of conjugate gradients on the diagonal, while the
/// cloth falls, with its systems on the `device` where there is one: the least of five times four steps.
pub(crate) fn newton_step(
    n: usize,
    iterations: usize,
    device: Option<&Arc<PcgKernels>>,
) -> [f64; 2] {
    let (cloth, flat) = square(n, false);
    let mut solver = solver(&cloth, iterations, 0.0);
    if let Some(kernels) = device {
        solver.use_device(Arc::clone(kernels));
    }
    let mut state = flat;
    // The first two find out which preconditioner pays: as many iterations are cheaper without levels.
    for _ in 0..2 {
        solver.step(&mut state);
    }
    let mut least = [f64::INFINITY; 2];
    for _ in 0..5 {
        let (wall, cpu) = (Instant::now(), cpu_seconds());
        for _ in 0..STEPS {
            assert_eq!(solver.step(&mut state).cg_iterations, iterations);
        }
        let each = 1e3 / f64::from(STEPS);
        least[0] = least[0].min(each * wall.elapsed().as_secs_f64());
        least[1] = least[1].min(each * (cpu_seconds() - cpu));
    }
    least
}

/// Newton steps that are timed together: few, so that the other preconditioner is not tried again.
const STEPS: u32 = 4;

pub(crate) fn tell(levels: &[Level]) {
    for l in levels {
        println!(
            "{:7} vertices: {:.3} s wall {:.2} s CPU, {} steps, {} iterations, residual {:.3}, \
             imbalance {:.3}, energy {:.6} J",
            l.vertices, l.wall_s, l.cpu_s, l.steps, l.iterations, l.residual, l.imbalance, l.energy
        );
    }
}
