//! From a solution to measurements with ± and to cameras and postures.

use measure::{Dimension, Measurement, Measurements, Origin};
use nalgebra::{DVector, Isometry3, Point3};

use super::joints::rotation_vectors;
use super::observation::Observation;
use super::rig::Rig;
use super::solve::Solution;
use super::{Evidence, FitError, FittedView};
use crate::measuring::BodyMeasurements;
use crate::model::BodyShape;
use crate::posture::Posture;
use crate::tape::definition_sigma_mm;

/// By how much the normal matrix overstates or understates what errors turn out to be, against
/// bodies that are known: cloth is more uneven than one number for it, and posture bends what
/// should be straight.
fn inflation(seen: bool, loose: bool) -> f64 {
    match (seen, loose) {
        (true, true) => 1.4,
        _ => 1.0,
    }
}

/// How far outlines of real people stray from what the model can be (mm): one standard deviation
/// of a girth. Breadths and depths taken without error leave 12–16 mm mean error in girths of ANSUR
/// II's adults, of which pictures of model bodies show nothing.
const GIRTH_GAP_MM: f64 = 9.0;

fn gap_mm(dimension: Dimension, seen: bool) -> f64 {
    match dimension {
        Dimension::BustGirth | Dimension::WaistGirth | Dimension::HipGirth if seen => GIRTH_GAP_MM,
        _ => 0.0,
    }
}

/// Every dimension of the fitted body with its ±; tape and stated stature as given.
pub(super) fn measurements(
    measured: &BodyMeasurements,
    solution: &Solution,
    evidence: &Evidence<'_>,
    loose: bool,
) -> Result<Measurements, FitError> {
    let factor = solution.system.factor().ok_or(FitError::Diverged)?;
    let unknowns = factor.l_dirty().nrows();
    let seen = !evidence.views.is_empty();
    let origin = if seen { Origin::Photo } else { Origin::Predicted };
    let mut measurements = Measurements::default();
    for dimension in Dimension::ALL {
        let Some((mm, gradient)) = measured.dimension(dimension) else { continue };
        // σ² = gᵀ (JᵀWJ)⁻¹ g = |L⁻¹ g|².
        let mut padded = DVector::zeros(unknowns);
        padded.rows_mut(0, gradient.len()).copy_from(gradient);
        let explained = factor.solve(&padded).dot(&padded).max(0.0).sqrt();
        let sigma_mm = (inflation(seen, loose) * explained)
            .hypot(definition_sigma_mm(dimension))
            .hypot(gap_mm(dimension, seen));
        // Out of the range of adults: only a tape can say such a thing.
        let _ = measurements.set(dimension, Measurement { mm, sigma_mm, origin });
    }
    let stature = Measurement {
        mm: evidence.stature_mm,
        sigma_mm: evidence.stature_sigma_mm,
        origin: Origin::Tape,
    };
    let _ = measurements.set(Dimension::Stature, stature);
    for (dimension, given) in evidence.tape.iter() {
        let _ = measurements.set(dimension, given);
    }
    Ok(measurements)
}

/// Camera and posture of each photo, in a world where the body stands on the floor.
pub(super) fn views(
    rig: &Rig<'_>,
    shape: &BodyShape,
    solution: &Solution,
    observations: &[Observation],
) -> Vec<FittedView> {
    let model = rig.model;
    let rest = model.rest(shape);
    let states = solution.state.views.iter().zip(observations).zip(&solution.misfits);
    states
        .map(|((state, observation), misfit)| {
            let mut posture = Posture {
                root: Isometry3::identity(),
                rotations: rotation_vectors(&rig.joints, &state.angles, model.bones().len()),
            };
            let posed = model.pose(&rest, &posture);
            let hips: Point3<f64> = posed.joints[0];
            let floor = posed.vertices.iter().map(|p| p.y).fold(f64::INFINITY, f64::min);
            posture.root = Isometry3::translation(-hips.x, -floor, -hips.z);
            let camera =
                state.camera(observation.center, observation.size, (posture.root * hips).coords);
            FittedView {
                view: observation.view,
                camera,
                posture,
                landmark_rms_px: misfit.landmarks_px,
                contour_rms_px: misfit.contour_px,
                contour_rms_mm: 1e3 * misfit.contour_m,
                contour_matched: misfit.matched,
            }
        })
        .collect()
}
