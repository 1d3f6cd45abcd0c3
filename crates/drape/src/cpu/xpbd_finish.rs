//! The end of a substep: what is held, what the skin and the floor keep off, and the velocity.

use nalgebra::Vector3;
use rayon::prelude::*;

use super::spmv::least_tasks;
use super::xpbd::{SkinPlane, XpbdHold, XpbdParams, contact, dot, xyz};

/// Vertices that one task moves.
const TASK: usize = 1024;

/// Draws held vertices to their places, puts all outside skin and floor with Coulomb friction, and
/// takes the velocity from the way since `previous`, which then becomes `positions`. Planes and
/// holds go on by their steps. All have shape `[n]`; `planes` and `holds` may both be empty, for cloth
/// that nothing holds and no skin is near.
pub fn xpbd_finish(
    params: &XpbdParams,
    planes: &mut [SkinPlane],
    holds: &mut [XpbdHold],
    previous: &mut [[f32; 4]],
    velocities: &mut [[f32; 4]],
    positions: &mut [[f32; 4]],
) {
    let least = least_tasks(positions.len(), TASK);
    let motions = previous
        .par_chunks_mut(TASK)
        .zip((velocities.par_chunks_mut(TASK), positions.par_chunks_mut(TASK)));
    if planes.is_empty() && holds.is_empty() {
        return motions.with_min_len(least).for_each(|(previous, (velocities, positions))| {
            for ((previous, velocity), position) in
                previous.iter_mut().zip(velocities).zip(positions)
            {
                finish(params, None, previous, velocity, position);
            }
        });
    }
    (planes.par_chunks_mut(TASK), holds.par_chunks_mut(TASK))
        .into_par_iter()
        .zip(motions)
        .with_min_len(least)
        .for_each(|((planes, holds), (previous, (velocities, positions)))| {
            for (i, position) in positions.iter_mut().enumerate() {
                let near = Some((&mut planes[i], &mut holds[i]));
                finish(params, near, &mut previous[i], &mut velocities[i], position);
            }
        });
}

#[inline]
fn finish(
    params: &XpbdParams,
    near: Option<(&mut SkinPlane, &mut XpbdHold)>,
    previous: &mut [f32; 4],
    velocity: &mut [f32; 4],
    position: &mut [f32; 4],
) {
    let w = position[3];
    if let Some((plane, hold)) = near {
        for k in 0..3 {
            hold.place[k] += hold.step[k];
            plane.point[k] += plane.step[k];
        }
        if w > 0.0 {
            let before = xyz(previous);
            let mut p = xyz(position);
            p += (xyz(&hold.place) - p) * hold.place[3];
            if plane.normal[3] > 0.0 {
                let normal = xyz(&plane.normal);
                let depth = plane.point[3] - dot(normal, p - xyz(&plane.point));
                if depth > 0.0 {
                    let start = before + xyz(&plane.step);
                    let way = contact(p - start, normal, depth, params.push, plane.step[3]);
                    p = start + way.off + way.along;
                }
            }
            *position = [p.x, p.y, p.z, w];
        }
    }
    let depth = params.floor - position[1];
    if w > 0.0 && depth > 0.0 {
        let before = xyz(previous);
        let moved = xyz(position) - before;
        let p = before + floor_contact(moved, depth, params.push, params.friction);
        *position = [p.x, p.y, p.z, w];
    }
    for l in 0..4 {
        // The fourth is the inverse mass, which does not change.
        velocity[l] = (position[l] - previous[l]) / params.dt;
    }
    *previous = *position;
}

/// [`contact`] with the level floor, which stands still.
fn floor_contact(moved: Vector3<f32>, depth: f32, push: f32, friction: f32) -> Vector3<f32> {
    let stopped = (-moved.y).max(0.0);
    let off = depth.min(stopped + push);
    let length = (moved.x * moved.x + moved.z * moved.z).sqrt();
    let free = (length - friction * depth.min(stopped)).max(0.0) / length.max(1e-12);
    Vector3::new(moved.x * free, moved.y + off, moved.z * free)
}
