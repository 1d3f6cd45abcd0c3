//! Which ready-made size of GB/T 1335 fits a body best.

use std::ops::ControlFlow;

use catalog::{Lang, Words};
use measure::{Dimension, Measurements, Size};
use pattern::Pattern;
use serde::Serialize;

use crate::advice::{cm, misfit_said};
use crate::ease::{Ease, Place, eases};
use crate::{Engine, FittingError, Listener, Measured, Order, Progress, Request, Said, Stage};

/// How many of the nearest sizes are draped.
const DRAPED: usize = 3;
/// How much worse too little room is than as much too much.
const TIGHT: f64 = 2.0;
/// What people see and a tailor would mend (mm).
const SEEN_MM: f64 = 10.0;
/// Force per width that counts as one misfit (N/m): half a kilopascal round a trunk, which one feels.
const FELT_N_PER_M: f64 = 75.0;
/// How much the build of a size counts where the garment does not depend on it: a waist that is 4 cm
/// off is a tenth of a misfit.
const BUILD_MM: f64 = 130.0;

/// Which ready-made size fits best, and why.
#[derive(Clone, Debug, Serialize)]
pub struct SizeAdvice {
    /// The garment.
    pub garment: String,
    /// The size that fits best, `170/92A`.
    pub best: String,
    /// Why, and where it will be tight or wide.
    pub said: Said,
    /// The sizes that were draped, the best first.
    pub sizes: Vec<SizeFit>,
}

/// How a ready-made size fits.
#[derive(Clone, Debug, Serialize)]
pub struct SizeFit {
    /// The size, `170/92A`.
    pub size: String,
    /// The sum of the squares of what it is off, each as a part of what is borne.
    pub misfit: f64,
    /// What it is off at each place (cm): below 0 it is tight or short.
    pub off_cm: Vec<(Place, f64)>,
    /// Mean force per width round chest, waist or hips, where it is greatest (N/m).
    pub pull_n_per_m: f64,
    /// Is the drape without faults?
    pub sound: bool,
    /// Where it is tight or wide, by a centimetre and more.
    pub said: Said,
}

/// A size and what its garment is off on a body.
struct Candidate {
    size: Size,
    misfit: f64,
    off: Vec<(Place, f64)>,
}

impl Engine {
    /// Which ready-made size of the garment fits the person best, by measures for every size of her
    /// sex and by drapes for the nearest three.
    ///
    /// # Errors
    ///
    /// As [`Engine::run`].
    pub fn sizes(
        &self,
        request: &Request,
        listener: &mut Listener<'_>,
    ) -> Result<SizeAdvice, FittingError> {
        let measured = self.measure(&request.subject, listener)?;
        let mut told = |done| listener(Progress::of(Stage::Drape, done));
        self.sizes_of(&measured, &request.order, &mut told)
    }

    pub(crate) fn sizes_of(
        &self,
        measured: &Measured,
        order: &Order,
        told: &mut dyn FnMut(f32) -> ControlFlow<()>,
    ) -> Result<SizeAdvice, FittingError> {
        let body = &measured.measurements;
        let made_to_measure = Order { ready_made: None, ..order.clone() };
        let own = self.draft(body, &made_to_measure)?;
        let mut candidates: Vec<Candidate> = Size::all()
            .filter(|size| size.sex == measured.fit.shape.sex)
            .filter_map(|size| {
                let cut = Order { ready_made: Some(size), ..order.clone() };
                Some(Candidate::of(size, &self.draft(body, &cut).ok()?, &own, body))
            })
            .collect();
        candidates.sort_by(|a, b| a.misfit.total_cmp(&b.misfit));
        candidates.truncate(DRAPED);

        let words = self.catalog().words();
        let mut sizes = Vec::new();
        for candidate in candidates {
            let cut = Order { ready_made: Some(candidate.size), ..order.clone() };
            let (pieces, ordered) = self.pieces_for(measured, &cut, None)?;
            let worn = self.dresser(measured)?.drape(pieces, ordered, told)?;
            let map = worn.fit_map();
            let pull = [Place::Chest, Place::Waist, Place::Hip]
                .iter()
                .filter_map(|place| map.over(place.regions()))
                .map(|means| f64::from(means.pull[1]))
                .fold(0.0, f64::max);
            let sound = worn.drape().report.faults().is_empty();
            sizes.push(SizeFit {
                size: candidate.size.to_string(),
                misfit: candidate.misfit + (pull / FELT_N_PER_M).powi(2),
                said: Said::by(|lang| seen(words, lang, &candidate.off)),
                off_cm: candidate.off.iter().map(|(p, mm)| (*p, mm.round() / 10.0)).collect(),
                pull_n_per_m: pull,
                sound,
            });
        }
        sizes.sort_by(|a, b| a.misfit.total_cmp(&b.misfit));
        let Some(best) = sizes.first() else {
            return Err(FittingError::UnknownGarment { id: order.garment.clone() });
        };
        Ok(SizeAdvice {
            garment: order.garment.clone(),
            best: best.size.clone(),
            said: Said::by(|lang| why(words, lang, best, sizes.get(1))),
            sizes,
        })
    }
}

impl Candidate {
    /// `own` is the same design drafted to the measure of `body`.
    fn of(size: Size, pattern: &Pattern, own: &Pattern, body: &Measurements) -> Self {
        let wanted = eases(own, body);
        let bags = own.wear.blouse_mm > 0.0;
        let mut off = Vec::new();
        let mut misfit = 0.0;
        for ease in eases(pattern, body) {
            let Some(want) = wanted.iter().find(|w| w.place == ease.place).map(Ease::mm) else {
                continue;
            };
            // Hips are not fitted: they follow the chest.
            if ease.place == Place::Hip {
                continue;
            }
            let by = ease.mm() - want;
            let [below, above] = ease.place.tolerance_mm(want, bags);
            let part = if by < 0.0 { by / below } else { by / above };
            misfit += part * part * if by < 0.0 { TIGHT } else { 1.0 };
            off.push((ease.place, by));
        }
        let waist = size.measurements().mm(Dimension::WaistGirth).ok();
        if let Some((waist, own)) = waist.zip(body.mm(Dimension::WaistGirth).ok()) {
            misfit += ((waist - own) / BUILD_MM).powi(2);
        }
        Self { size, misfit, off }
    }
}

/// Where a size is tight or wide, as far as people see it.
fn seen(words: &Words, lang: Lang, off: &[(Place, f64)]) -> String {
    let parts: Vec<String> = off
        .iter()
        .filter(|(_, mm)| mm.abs() >= SEEN_MM)
        .map(|(place, mm)| misfit_said(words, lang, *place, *mm))
        .collect();
    if parts.is_empty() {
        return words.say(lang, "fit-size-fits", &[]);
    }
    parts.join(if lang == Lang::Zh { "" } else { " " })
}

/// Why a size is the best, and where it is tight or wide.
fn why(words: &Words, lang: Lang, best: &SizeFit, second: Option<&SizeFit>) -> String {
    let most = |fit: &SizeFit| fit.off_cm.iter().map(|(_, cm)| cm.abs()).fold(0.0, f64::max);
    let because = match second {
        Some(second) => words.say(
            lang,
            "fit-size-best",
            &[
                ("size", best.size.as_str().into()),
                ("cm", cm(most(best) * 10.0).into()),
                ("other", second.size.as_str().into()),
                ("other-cm", cm(most(second) * 10.0).into()),
            ],
        ),
        None => words.say(lang, "fit-size-only", &[("size", best.size.as_str().into())]),
    };
    format!("{because}{}{}", if lang == Lang::Zh { "" } else { " " }, best.said.get(lang))
}
