//! The garment on the body.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use body::{BodyModel, Part, Posture};
use drape::{
    BodyPart, Drape, Dressing, Garment, Mannequin, MannequinLandmarks, Resolution, drape_outfit,
    redrape,
};
use mesh::TriMesh;
use pattern::{Layer, Pattern};
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

/// Room that a garment takes from those over it (m), and one that bags over its belt.
const ROOM: f32 = 0.02;
const ROOM_OF_POUCH: f32 = 0.05;
/// Room beneath an apron: its band is tied where the robe's belt is, and draws both together.
const ROOM_AT_BELT: f32 = 0.006;

/// A garment that is drafted and coloured.
pub(crate) struct Piece {
    pub(crate) pattern: Pattern,
    pub(crate) colours: Colours,
}

/// An outfit on the body.
pub(crate) struct Worn {
    /// Each garment and how it lies, from the skin outwards; never empty.
    pub(crate) layers: Vec<(Piece, Drape)>,
    /// Which of them is the one that is ordered, or carries it where that is a sash.
    pub(crate) ordered: usize,
    /// The body in the worn posture, hands drawn in where sleeves cover them.
    pub(crate) body: TriMesh,
    /// The part of the body of each of its vertices.
    pub(crate) zones: Vec<Zone>,
}

impl Worn {
    /// How the garment that is ordered lies.
    pub(crate) fn drape(&self) -> &Drape {
        &self.layers[self.ordered].1
    }
}

/// Puts the pieces, from the skin outwards, on the fitted body and lets them settle in the posture
/// of the photo, or in a quiet standing posture where there is no photo.
pub(crate) fn drape(
    model: &BodyModel,
    measured: &Measured,
    pieces: Vec<Piece>,
    ordered: usize,
    told: &mut dyn FnMut(f32) -> ControlFlow<()>,
) -> Result<Worn, FittingError> {
    let body = mannequin(model, measured)?;
    let coarse = assemble(&pieces, &body, COARSE_MM)?;
    let fine = assemble(&pieces, &body, EDGE_MM)?;
    let dressing = Dressing::default();
    let coarse: Vec<&Garment> = coarse.iter().collect();
    let mut putting_on = |_, done| told(PUTTING_ON * done);
    let first = drape_outfit(&coarse, &body, &dressing, &mut putting_on)?;
    let first: Vec<&Drape> = first.iter().collect();
    let fine: Vec<&Garment> = fine.iter().collect();
    let mut settling = |_, done| told(PUTTING_ON + (1.0 - PUTTING_ON) * done);
    let drapes = redrape(&fine, &first, &body, &dressing, &mut settling)?;
    let zones = model.parts().iter().map(|&part| pictures::zone_of(part)).collect();
    let body = drapes.last().map_or(body.mesh, |drape| drape.body.clone());
    Ok(Worn { layers: pieces.into_iter().zip(drapes).collect(), ordered, body, zones })
}

/// The pieces as cloth round the body, each with room for those beneath it.
fn assemble(
    pieces: &[Piece],
    body: &Mannequin,
    edge_mm: f64,
) -> Result<Vec<Garment>, FittingError> {
    let mut room = 0.0;
    let mut garments = Vec::new();
    for Piece { pattern, colours } in pieces {
        let (cloth, resolution) = (colours.shell_cloth(), Resolution { edge_mm });
        let beneath = if pattern.wear.layer == Layer::Apron { ROOM_AT_BELT } else { room };
        let mut garment = Garment::assemble_over(pattern, body, &cloth, resolution, beneath)?;
        cut_and_trim(&mut garment, pattern, colours);
        garments.push(garment);
        room += if pattern.wear.blouse_mm > 0.0 { ROOM_OF_POUCH } else { ROOM };
    }
    Ok(garments)
}

/// Gives each panel the cloth that its slot is cut from, and the edges their bands.
fn cut_and_trim(garment: &mut Garment, pattern: &Pattern, colours: &Colours) {
    let slots: BTreeSet<String> = garment.panels.iter().map(|p| p.slot.clone()).collect();
    for slot in slots.iter().filter(|slot| *slot != "shell") {
        if let Some(cloth) = colours.cloth(slot) {
            garment.cut_from(slot, &cloth);
        }
    }
    for trim in &pattern.trims {
        if let Some(cloth) = colours.cloth(&trim.slot) {
            garment.trim(&trim.edges, trim.width_mm as f32 / 1000.0, &cloth);
        }
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
