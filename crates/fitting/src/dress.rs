//! The garment on the body.

use std::ops::ControlFlow;

use body::{BodyModel, Part, Posture};
use drape::{
    BodyPart, Drape, DrapeError, Dressing, Garment, Mannequin, MannequinLandmarks, Resolution,
    redrape,
};
use pattern::Pattern;
use render::Zone;

use crate::look::Colours;
use crate::{FittingError, Measured, pictures};

/// Length of the cloth mesh's edges (mm): fine enough for folds that a picture of a whole person
/// shows, coarse enough to settle in seconds.
const EDGE_MM: f64 = 25.0;

/// … of the mesh that it is put on with, and which the finer one starts from.
const COARSE_MM: f64 = 48.0;

/// Part of the work that putting on is; the rest is settling on the finer mesh.
const PUTTING_ON: f32 = 0.45;

/// A garment that is worn.
pub(crate) struct Worn {
    pub(crate) pattern: Pattern,
    pub(crate) colours: Colours,
    pub(crate) drape: Drape,
    /// The part of the body of each of its vertices.
    pub(crate) zones: Vec<Zone>,
}

/// Puts the pattern on the fitted body and lets it settle in the posture of the photo, or in a
/// quiet standing posture where there is no photo.
pub(crate) fn drape(
    model: &BodyModel,
    measured: &Measured,
    pattern: Pattern,
    colours: Colours,
    told: &mut dyn FnMut(f32) -> ControlFlow<()>,
) -> Result<Worn, FittingError> {
    let body = mannequin(model, measured)?;
    let cloth = colours.shell_cloth();
    let at = |edge_mm| Garment::assemble(&pattern, &body, &cloth, Resolution { edge_mm });
    let (coarse, fine) = (at(COARSE_MM)?, at(EDGE_MM)?);
    let dressing = Dressing::default();
    let drape = drape::drape(&coarse, &body, &dressing, &mut |_, done| told(PUTTING_ON * done))
        .and_then(|first| {
            let mut finer = |_, done| told(PUTTING_ON + (1.0 - PUTTING_ON) * done);
            redrape(&[&fine], &[&first], &body, &dressing, &mut finer)
        });
    match drape.map(|mut drapes| drapes.pop()) {
        Ok(Some(drape)) => {
            let zones = model.parts().iter().map(|&part| pictures::zone_of(part)).collect();
            Ok(Worn { pattern, colours, drape, zones })
        }
        Ok(None) | Err(DrapeError::Cancelled) => Err(FittingError::Cancelled),
        Err(error) => Err(error.into()),
    }
}

/// The fitted body as the cloth meets it.
fn mannequin(model: &BodyModel, measured: &Measured) -> Result<Mannequin, FittingError> {
    let shape = &measured.fit.shape;
    let worn = match measured.worn_view() {
        Some((_, view)) => view.posture.clone(),
        None => Posture::standing(model),
    };
    let dressing = body::Dressing::new(model, shape, &worn).map_err(|e| FittingError::Asset {
        file: "models/body/body.bin".to_owned(),
        why: e.to_string(),
    })?;
    let l = dressing.landmarks;
    Ok(Mannequin {
        mesh: dressing.mesh,
        parts: dressing.parts.iter().map(|&part| part_of(part)).collect(),
        motion: dressing.motion,
        landmarks: MannequinLandmarks {
            nape: l.nape,
            throat: l.throat,
            shoulders: l.shoulders,
            elbows: l.elbows,
            wrists: l.wrists,
            waist_y: l.waist_y,
            hip_y: l.hip_y,
            crotch_y: l.crotch_y,
            knee_y: l.knee_y,
        },
    })
}

fn part_of(part: Part) -> BodyPart {
    match part {
        Part::Head => BodyPart::Head,
        Part::Torso => BodyPart::Torso,
        Part::ArmLeft => BodyPart::ArmLeft,
        Part::ArmRight => BodyPart::ArmRight,
        Part::LegLeft => BodyPart::LegLeft,
        Part::LegRight => BodyPart::LegRight,
    }
}
