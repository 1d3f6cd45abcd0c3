//! The garment on the body.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use body::{BodyModel, Part, Posture};
use drape::{
    BodyPart, Drape, Dressing, FitMap, Garment, Mannequin, MannequinLandmarks, Resolution,
    drape_outfit, redrape,
};
use mesh::TriMesh;
use pattern::{Layer, Pattern, Sleeves};
use render::Zone;

use crate::drapes::{Drapes, Found, Label};
use crate::look::Colours;
use crate::{FittingError, Measured, Start, pictures};

/// The mesh that a garment is put on with, and the one that is settled on from there, each triangle of
/// the first cut into four: fine enough for folds that a picture of a whole person shows, coarse
/// enough to settle in seconds.
const ON: [Resolution; 2] = [Resolution::new(50.0), Resolution { edge_mm: 25.0, cuts: 1 }];

/// … where a sleeve is off: what comes down lies in narrower folds.
const OFF: [Resolution; 2] = [Resolution::new(32.0), Resolution::new(25.0)];

/// Part of the work that putting on is; the rest is settling on the finer mesh.
const PUTTING_ON: f32 = 0.45;

/// Room that a garment takes from those over it (m), and one that bags over its belt.
const ROOM: f32 = 0.02;
const ROOM_OF_POUCH: f32 = 0.05;
/// Room beneath an apron: its band is tied where the robe's belt is, and draws both together.
const ROOM_AT_BELT: f32 = 0.006;

/// How far from the trunk arms hang over a robe that bags over its belt (rad): the pouch takes the
/// room that they have over other garments, 5–7 cm at the elbows.
const ARMS_OVER_POUCH: f64 = 0.6;

/// A garment that is drafted and coloured.
#[derive(Clone)]
pub(crate) struct Piece {
    pub(crate) pattern: Pattern,
    pub(crate) colours: Colours,
}

/// An outfit on the body.
pub(crate) struct Worn {
    /// Each garment and how it lies, from the skin outwards; never empty.
    pub(crate) layers: Vec<(Piece, Drape)>,
    /// The garments as they were assembled, in the same order.
    pub(crate) garments: Vec<Garment>,
    /// Which of them is the one that is ordered, or carries it where that is a sash.
    pub(crate) ordered: usize,
    /// The body in the worn posture, hands drawn in where sleeves cover them.
    pub(crate) body: TriMesh,
    /// The body that it was put on.
    pub(crate) mannequin: Mannequin,
    /// The part of the body of each of its vertices.
    pub(crate) zones: Vec<Zone>,
    /// From what the drape was started.
    pub(crate) start: Start,
}

impl Worn {
    /// How the garment that is ordered lies.
    pub(crate) fn drape(&self) -> &Drape {
        &self.layers[self.ordered].1
    }

    /// The garment that is ordered.
    pub(crate) fn piece(&self) -> &Piece {
        &self.layers[self.ordered].0
    }

    /// Room, stretch and pressure of the garment that is ordered.
    pub(crate) fn fit_map(&self) -> FitMap {
        FitMap::of(&self.garments[self.ordered], self.drape(), &self.mannequin)
    }
}

/// Who is dressed, and with what help.
pub(crate) struct Dresser<'a> {
    pub(crate) model: &'a BodyModel,
    pub(crate) measured: &'a Measured,
    /// What was draped before.
    pub(crate) drapes: &'a Drapes,
    /// Is the coarse mesh, which garments are put on with, good enough?
    pub(crate) coarse: bool,
}

impl Dresser<'_> {
    /// Puts the pieces, from the skin outwards, on the fitted body and lets them settle in the posture
    /// of the photo, or in a quiet standing posture where there is no photo.
    ///
    /// An earlier drape of the same garments is settled on from there, where there is one near
    /// enough; where that ends in faults, they are put on anew.
    pub(crate) fn drape(
        &self,
        pieces: Vec<Piece>,
        ordered: usize,
        told: &mut dyn FnMut(f32) -> ControlFlow<()>,
    ) -> Result<Worn, FittingError> {
        self.drape_shown(pieces, ordered, told, &mut |_| {})
    }

    /// As [`Dresser::drape`]; what is put on anew is `shown` before it is settled on the finer mesh.
    pub(crate) fn drape_shown(
        &self,
        pieces: Vec<Piece>,
        ordered: usize,
        told: &mut dyn FnMut(f32) -> ControlFlow<()>,
        shown: &mut dyn FnMut(&Worn),
    ) -> Result<Worn, FittingError> {
        let body = mannequin(self.model, self.measured, &pieces)?;
        let dressing = Dressing::default();
        let off = pieces.iter().any(|p| p.pattern.wear.sleeves != Sleeves::Both);
        let [coarse, fine] = if off { OFF } else { ON };
        let garments = assemble(&pieces, &body, if self.coarse { coarse } else { fine })?;
        let label = Label::of(&pieces, &garments, &body, &dressing);
        let settled = |from: &[Drape], told: &mut dyn FnMut(f32) -> ControlFlow<()>| {
            let (garments, from) =
                (garments.iter().collect::<Vec<_>>(), from.iter().collect::<Vec<_>>());
            redrape(&garments, &from, &body, &dressing, &mut |_, done| told(done))
        };
        let earlier = match self.drapes.find(&label) {
            Found::Same(drapes) => Some((drapes, Start::Same)),
            Found::Near(near) => {
                let drapes = settled(&near, told)?;
                let sound = drapes.iter().all(|d| d.report.faults().is_empty());
                sound.then(|| (Arc::new(drapes), Start::Earlier))
            }
            Found::Nothing => None,
        };
        let (drapes, start) = if let Some(earlier) = earlier {
            earlier
        } else {
            let put_on = assemble(&pieces, &body, coarse)?;
            let refs: Vec<&Garment> = put_on.iter().collect();
            let part = if self.coarse { 1.0 } else { PUTTING_ON };
            let putting_on = if self.coarse { dressing } else { dressing.in_passing() };
            let first = drape_outfit(&refs, &body, &putting_on, &mut |_, done| told(part * done))?;
            let drapes = if self.coarse {
                first
            } else {
                let layers = pieces.iter().cloned().zip(first.clone()).collect();
                shown(&self.worn(layers, put_on, ordered, body.clone(), Start::Anew));
                settled(&first, &mut |done| told(PUTTING_ON + (1.0 - PUTTING_ON) * done))?
            };
            (Arc::new(drapes), Start::Anew)
        };
        self.drapes.put(label, &drapes);
        let drapes = Arc::unwrap_or_clone(drapes);
        Ok(self.worn(pieces.into_iter().zip(drapes).collect(), garments, ordered, body, start))
    }

    fn worn(
        &self,
        layers: Vec<(Piece, Drape)>,
        garments: Vec<Garment>,
        ordered: usize,
        mannequin: Mannequin,
        start: Start,
    ) -> Worn {
        let zones = self.model.parts().iter().map(|&part| pictures::zone_of(part)).collect();
        let body = layers.last().map_or_else(|| mannequin.mesh.clone(), |(_, d)| d.body.clone());
        Worn { layers, garments, ordered, body, mannequin, zones, start }
    }
}

/// The pieces as cloth round the body, each with room for those beneath it.
fn assemble(
    pieces: &[Piece],
    body: &Mannequin,
    resolution: Resolution,
) -> Result<Vec<Garment>, FittingError> {
    let mut room = 0.0;
    let mut garments = Vec::new();
    for Piece { pattern, colours } in pieces {
        let cloth = colours.shell_cloth();
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

/// The fitted body as the cloth of `pieces` meets it.
fn mannequin(
    model: &BodyModel,
    measured: &Measured,
    pieces: &[Piece],
) -> Result<Mannequin, FittingError> {
    let shape = &measured.fit.shape;
    let worn = match measured.worn_view() {
        Some((_, view)) => view.posture.clone(),
        None if pieces.iter().any(|p| p.pattern.wear.blouse_mm > 0.0) => {
            Posture::standing_with_arms(model, ARMS_OVER_POUCH)
        }
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
