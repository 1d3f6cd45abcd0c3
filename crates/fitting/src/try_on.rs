//! How a garment fits on somebody, and what would make it fit.

use std::ops::ControlFlow;

use measure::{Measurements, Size};
use pattern::Pattern;

use crate::advice::{Advice, Cut, Effect, Lying, MOST_TRIED, Said, misfits};
use crate::dress::{Dresser, Piece, Worn};
use crate::ease::{Place, eases};
use crate::fit_report::FitReport;
use crate::outfit::Outfit;
use crate::{
    DrapeSummary, Engine, FittingError, Listener, Measured, Order, Progress, Request, Stage, papers,
};

/// A garment tried on: how it lies, how it fits, and what a tailor would change.
#[derive(Clone, Debug)]
pub struct Trial {
    /// How the cloth lies.
    pub drape: DrapeSummary,
    /// Room, stretch and pull, and what to change.
    pub fit: FitReport,
}

/// A pattern as it is worn by somebody it was perhaps not drafted for, of whom `own` is the pattern
/// of the same design.
///
/// The belt goes where she ties it. A robe that bags over its belt is lifted to where her own hem
/// would be, and what it is longer by goes into the pouch; anything else hangs lower by that.
fn worn_by(mut pattern: Pattern, own: &Pattern) -> Pattern {
    let length = |p: &Pattern| p.finished.iter().find(|f| f.id == "length").map_or(0.0, |f| f.mm);
    let longer = length(&pattern) - length(own);
    let adjust = |wear: &mut pattern::Wear, own: &pattern::Wear| {
        wear.belt_height_mm = own.belt_height_mm;
        let pouch = own.blouse_mm + longer;
        if own.blouse_mm > 0.0 && pouch > 0.0 {
            (wear.hem_height_mm, wear.blouse_mm) = (own.hem_height_mm, pouch);
        } else {
            wear.blouse_mm = 0.0;
            wear.hem_height_mm = (own.hem_height_mm - longer + own.blouse_mm).max(0.0);
        }
    };
    adjust(&mut pattern.wear, &own.wear);
    for (style, own) in pattern.styles.iter_mut().zip(&own.styles) {
        adjust(&mut style.wear, &own.wear);
    }
    pattern
}

impl Engine {
    /// Tries a garment on that was cut for somebody else, or on whom it was cut for where `cut_for` is
    /// `None`: drapes it, and says what does not fit, what a tailor would change, and what the three
    /// gravest changes do, each drafted and draped again from the drape before.
    ///
    /// # Errors
    ///
    /// As [`Engine::run`].
    pub fn try_on(
        &self,
        request: &Request,
        cut_for: Option<&Measurements>,
        listener: &mut Listener<'_>,
    ) -> Result<Trial, FittingError> {
        let measured = self.measure(&request.subject, listener)?;
        let pieces = self.pieces_for(&measured, &request.order, cut_for)?;
        let mut told = |done| listener(Progress::of(Stage::Drape, done));
        let (pieces, ordered) = pieces;
        let worn = self.dresser(&measured)?.drape(pieces, ordered, &mut told)?;
        let fit = self.fit_of(&measured, &request.order, cut_for, &worn, &mut told)?;
        Ok(Trial { drape: DrapeSummary::of(worn.drape(), worn.start), fit })
    }

    /// Room, stretch and pull of what is worn, and what a tailor would change of the garment that is
    /// ordered.
    pub(crate) fn fit_of(
        &self,
        measured: &Measured,
        order: &Order,
        cut_for: Option<&Measurements>,
        worn: &Worn,
        told: &mut dyn FnMut(f32) -> ControlFlow<()>,
    ) -> Result<FitReport, FittingError> {
        let map = worn.fit_map();
        let body = &measured.measurements;
        let pattern = &worn.piece().pattern;
        // Where a sash was ordered, the robe that carries it is what is looked at.
        let design = self
            .catalog()
            .design(&pattern.garment)
            .ok_or_else(|| FittingError::UnknownGarment { id: pattern.garment.clone() })?;
        let own = design.draft(body, &pattern.options)?;
        let cut = Cut {
            design,
            measurements: match (cut_for, order.ready_made) {
                _ if pattern.garment != order.garment => body.clone(),
                (Some(other), _) => other.clone(),
                (None, Some(size)) => size.measurements(),
                (None, None) => body.clone(),
            },
            options: pattern.options.clone(),
        };
        let before = Lying {
            pattern,
            drape: worn.drape(),
            body: &worn.mannequin,
            map: &map,
            measurements: body,
        };
        let mut advice = Vec::new();
        for (i, (ease, wanted_mm)) in misfits(pattern, &own, body).into_iter().enumerate() {
            let off_mm = ease.mm() - wanted_mm;
            let change = cut.change(ease.place, off_mm, body);
            let tried = change.as_ref().filter(|_| i < MOST_TRIED).and_then(|c| cut.with(c));
            let effect = match tried {
                Some(cut) => {
                    self.effect_of(&before, worn, &cut, &own, ease.place, measured, told)?
                }
                None => None,
            };
            let mut one = Advice {
                place: ease.place,
                off_mm,
                ease_mm: ease.mm(),
                wanted_mm,
                change,
                effect,
                said: Said::default(),
            };
            one.say(self.catalog().words());
            advice.push(one);
        }
        Ok(FitReport::new(pattern, &map, &eases(pattern, body), advice, self.catalog().words()))
    }

    /// What the garment is like at a place when it is cut so, draped again from the drape before; `None`
    /// where such a garment cannot be sewn or draped.
    #[expect(
        clippy::too_many_arguments,
        reason = "what lies, what is worn, and what becomes of it"
    )]
    fn effect_of(
        &self,
        before: &Lying<'_>,
        worn: &Worn,
        cut: &Cut<'_>,
        own: &Pattern,
        place: Place,
        measured: &Measured,
        told: &mut dyn FnMut(f32) -> ControlFlow<()>,
    ) -> Result<Option<Effect>, FittingError> {
        let Ok(pattern) = cut.design.draft(&cut.measurements, &cut.options) else {
            return Ok(None);
        };
        if !pattern.problems(papers::SEAM_TOLERANCE_MM).is_empty() {
            return Ok(None);
        }
        let mut pieces: Vec<Piece> = worn.layers.iter().map(|(p, _)| p.clone()).collect();
        pieces[worn.ordered].pattern = worn_by(pattern, own);
        let second = match self.dresser(measured)?.drape(pieces, worn.ordered, told) {
            Ok(second) => second,
            Err(FittingError::Cancelled) => return Err(FittingError::Cancelled),
            // The fitting itself is whole without it.
            Err(error) => {
                tracing::warn!(%error, ?place, "a change could not be tried");
                return Ok(None);
            }
        };
        let map = second.fit_map();
        let after = Lying {
            pattern: &second.piece().pattern,
            drape: second.drape(),
            body: &second.mannequin,
            map: &map,
            measurements: &measured.measurements,
        };
        let sound = second.drape().report.faults().is_empty();
        Ok(Some(before.effect(&after, place, sound)))
    }

    /// The garments of an order as they are worn by the person, the ordered one cut for `cut_for` or in
    /// the size that is ordered.
    pub(crate) fn pieces_for(
        &self,
        measured: &Measured,
        order: &Order,
        cut_for: Option<&Measurements>,
    ) -> Result<(Vec<Piece>, usize), FittingError> {
        let outfit = Outfit::of(self.catalog(), order, Some(measured.fit.shape.sex))?;
        let ordered = outfit.ordered;
        let mut pieces = self.pieces(measured, outfit)?;
        let piece = &mut pieces[ordered];
        if piece.pattern.garment == order.garment
            && (cut_for.is_some() || order.ready_made.is_some())
        {
            let own = Order { ready_made: None, ..order.clone() };
            let own = self.draft(&measured.measurements, &own)?;
            let size = order.ready_made.map(Size::measurements);
            let cut_for = cut_for.or(size.as_ref()).unwrap_or(&measured.measurements);
            let cut = Order { ready_made: None, ..order.clone() };
            piece.pattern = worn_by(self.draft(cut_for, &cut)?, &own);
        }
        Ok((pieces, ordered))
    }

    /// Who dresses that person, with the drapes made so far.
    pub(crate) fn dresser<'a>(
        &'a self,
        measured: &'a Measured,
    ) -> Result<Dresser<'a>, FittingError> {
        Ok(Dresser { model: self.model()?, measured, drapes: &self.drapes, coarse: self.coarse })
    }
}

#[cfg(test)]
mod tests {
    use measure::{Sex, Size};
    use pattern::Options;

    use super::*;
    use crate::test_support::catalog;

    /// The garment in one size, as somebody of another size wears it, and her own.
    fn worn(garment: &str, sex: Sex, size: &str, by: &str) -> (Pattern, Pattern) {
        let catalog = catalog();
        let design = catalog.design(garment).unwrap();
        let [cut, own] = [size, by].map(|code| {
            let body = Size::parse(sex, code).unwrap().measurements();
            design.draft(&body, &Options::new()).unwrap()
        });
        (worn_by(cut, &own), own)
    }

    #[test]
    fn a_longer_robe_is_lifted_to_the_knee_and_bags_more() {
        // 10 cm of stature are 8 of cervical height.
        let (worn, own) = worn("chuba-men-utsang", Sex::Male, "180/92A", "170/92A");
        assert!((worn.wear.hem_height_mm - own.wear.hem_height_mm).abs() < 1e-6);
        assert!((worn.wear.belt_height_mm - own.wear.belt_height_mm).abs() < 1e-6);
        assert!((worn.wear.blouse_mm - own.wear.blouse_mm - 80.0).abs() < 1e-6, "{:?}", worn.wear);
        // Its other ways of wearing go with it: let down, it reaches the floor.
        let let_down = worn.styles.iter().find(|s| s.id == "let_down").unwrap();
        assert!(let_down.wear.hem_height_mm.abs() < 1e-6 && !let_down.wear.belted);
    }

    #[test]
    fn a_shorter_dress_hangs_higher() {
        let (worn, own) = worn("chuba-women-sleeveless", Sex::Female, "155/84A", "160/84A");
        let higher = worn.wear.hem_height_mm - own.wear.hem_height_mm;
        assert!((higher - 40.0).abs() < 1e-6, "{higher}");
        assert!((worn.wear.belt_height_mm - own.wear.belt_height_mm).abs() < 1e-6);
        assert!(worn.wear.blouse_mm.abs() < 1e-9);
    }
}
