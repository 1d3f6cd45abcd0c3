//! Hands inside long sleeves.

use nalgebra::{Point3, Vector3};

use crate::{BodyPart, Garment, Mannequin};

/// How much thinner a covered hand becomes.
const THINNER: f32 = 0.5;

/// Draws hands that a sleeve covers thinner, in `worn` (m).
///
/// A thumb is finer than the facets of a draped sleeve and would stick out between its vertices.
/// What no one sees may be drawn narrower; fingers beyond the cuff keep their shape.
pub(super) fn tuck_in(
    garment: &Garment,
    cloth: &[Point3<f32>],
    body: &Mannequin,
    worn: &mut [Point3<f32>],
) {
    for (side, part) in [(0, BodyPart::ArmLeft), (1, BodyPart::ArmRight)] {
        if !garment.wear.sleeves.on()[side] {
            continue;
        }
        let sign = if side == 0 { 1.0 } else { -1.0 };
        let sleeve =
            || garment.depth.iter().enumerate().filter(|(_, d)| d.is_none()).map(|(i, _)| i);
        let out = |i: usize| sign * garment.positions[i].x;
        let end = sleeve().map(out).fold(0.0, f32::max);
        let cuff: Vec<usize> = sleeve().filter(|&i| out(i) > end - 0.005).collect();
        if end < 0.1 || cuff.is_empty() {
            continue;
        }
        let sum: Vector3<f32> = cuff.iter().map(|&i| cloth[i].coords).sum();
        let cuff = Point3::from(sum / cuff.len() as f32);
        let elbow = moved(&body.landmarks.elbows[side], part, body, worn);
        let wrist = moved(&body.landmarks.wrists[side], part, body, worn);
        let Some(along) = (wrist - elbow).try_normalize(1e-6) else { continue };
        let reach = (cuff - elbow).dot(&along);
        let hand = (wrist - elbow).dot(&along) - 0.04;
        for (p, of) in worn.iter_mut().zip(&body.parts) {
            if *of != part {
                continue;
            }
            let t = (*p - elbow).dot(&along);
            let covered = ((reach - 0.01 - t) / 0.03).clamp(0.0, 1.0);
            let is_hand = ((t - hand) / 0.06).clamp(0.0, 1.0);
            let axis = elbow + along * t;
            *p = axis + (*p - axis) * (1.0 - THINNER * covered * is_hand);
        }
    }
}

/// Where a landmark of the dressing posture is in the worn one: it goes with the skin round it.
fn moved(at: &Point3<f32>, part: BodyPart, body: &Mannequin, worn: &[Point3<f32>]) -> Point3<f32> {
    let mut shift = Vector3::zeros();
    let mut count = 0.0;
    for ((p, q), of) in body.mesh.positions.iter().zip(worn).zip(&body.parts) {
        if *of == part && (p - at).norm() < 0.07 {
            shift += q - p;
            count += 1.0;
        }
    }
    if count > 0.0 { at + shift / count } else { *at }
}
