//! The square as live cloth: many short substeps, in each of which every facet gives in once.

use std::time::Instant;

use drape::cpu::{XpbdColour, XpbdParams, xpbd_finish, xpbd_predict, xpbd_stretch};
use drape::{LiveModel, Solver};
use nalgebra::Point3;

use crate::square::{cpu_seconds, square, wide};

/// A frame (s), its substeps, and the part of its velocity that cloth keeps after it: as many sweeps
/// as the others have in a frame.
const FRAME: f32 = 1.0 / 60.0;
const SUBSTEPS: usize = 100;
const KEEP: f32 = 0.9;

/// Sweeps that are timed together.
const SWEEPS: u32 = 50;

/// What a fall of the square took and came to.
pub(crate) struct Fall {
    /// Constraints: warp, weft and shear of each facet.
    pub(crate) constraints: usize,
    /// Wall and CPU ms of a substep, the least of all frames, and of its sweep over the constraints
    /// alone.
    pub(crate) substep_ms: [f64; 2],
    pub(crate) sweep_ms: [f64; 2],
    /// CPU seconds and energy (J) on the way.
    pub(crate) points: Vec<[f64; 2]>,
}

/// Lets the square of `n` by `n` cells fall for `seconds` of CPU.
pub(crate) fn fall(n: usize, seconds: f64, judge: &Solver) -> Fall {
    let (cloth, flat) = square(n, false);
    let h = FRAME / SUBSTEPS as f32;
    let model = LiveModel::new(&cloth, h);
    let mut inverse_mass = model.inverse_mass.clone();
    for attachment in &cloth.attachments {
        inverse_mass[attachment.vertex as usize] = 0.0;
    }
    let params = XpbdParams {
        dt: h,
        per_dt2: 1.0 / (h * h),
        gravity: 9.81,
        keep: 1.0,
        fastest: f32::INFINITY,
        floor: f32::NEG_INFINITY,
        ..XpbdParams::default()
    };
    let count = cloth.vertices.len();
    let mut positions: Vec<[f32; 4]> =
        flat.positions.iter().zip(&inverse_mass).map(|(p, &w)| [p.x, p.y, p.z, w]).collect();
    let mut previous = positions.clone();
    let mut velocities = vec![[0.0; 4]; count];
    let sweep = |positions: &mut [[f32; 4]]| {
        for &XpbdColour { first, count } in &model.colours {
            let facets = &model.facets[first as usize..(first + count) as usize];
            xpbd_stretch(&params, facets, positions);
        }
    };
    let energy = |positions: &[[f32; 4]]| {
        let points: Vec<Point3<f32>> =
            positions.iter().map(|p| Point3::new(p[0], p[1], p[2])).collect();
        judge.potential(&wide(&points))
    };
    let mut points = vec![[0.0, energy(&positions)]];
    let (mut spent, mut least) = (0.0, [f64::INFINITY; 2]);
    while spent < seconds {
        let (wall, cpu) = (Instant::now(), cpu_seconds());
        for _ in 0..SUBSTEPS {
            xpbd_predict(
                &params,
                &model.begin,
                &model.bends,
                &previous,
                &velocities,
                &mut positions,
            );
            sweep(&mut positions);
            xpbd_finish(&params, &mut [], &mut [], &mut previous, &mut velocities, &mut positions);
        }
        let took = [wall.elapsed().as_secs_f64(), cpu_seconds() - cpu];
        spent += took[1];
        least = [least[0].min(took[0]), least[1].min(took[1])];
        for l in velocities.iter_mut().flatten() {
            *l *= KEEP;
        }
        if spent * 40.0 >= points.len() as f64 * seconds {
            points.push([spent, energy(&positions)]);
        }
    }
    let mut alone = [f64::INFINITY; 2];
    for _ in 0..5 {
        let (wall, cpu) = (Instant::now(), cpu_seconds());
        for _ in 0..SWEEPS {
            sweep(&mut positions);
        }
        alone[0] = alone[0].min(wall.elapsed().as_secs_f64());
        alone[1] = alone[1].min(cpu_seconds() - cpu);
    }
    Fall {
        constraints: 3 * model.facets.len(),
        substep_ms: least.map(|s| 1e3 * s / SUBSTEPS as f64),
        sweep_ms: alone.map(|s| 1e3 * s / f64::from(SWEEPS)),
        points,
    }
}
