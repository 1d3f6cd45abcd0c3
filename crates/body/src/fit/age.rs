//! What age adds to stature and mass.

use measure::{Dimension, Measurement, Measurements, Origin, Sex};

use super::Fit;

/// By how much a girth grows with a year of age at the same stature and mass (mm), women and men.
/// Least squares over ANSUR II's adults on stature, mass, its square, their product and age. With
/// mass and stature known, age takes the mean error of a man's waist from 35 to 32 mm, of a woman's
/// from 38 to 37 mm.
const BY_YEAR: [(Dimension, [f64; 2]); 4] = [
    (Dimension::NavelGirth, [1.13, 1.95]),
    (Dimension::BustGirth, [1.24, 1.04]),
    (Dimension::HipGirth, [0.06, -0.56]),
    (Dimension::NeckGirth, [0.20, 0.27]),
];
/// Mean age of the survey's people (years), women and men, and the ages between which it has enough.
const MEAN_AGE: [f64; 2] = [28.9, 30.2];
const AGES: (f64, f64) = (18.0, 55.0);
/// How closely the older body meets them (mm).
const MEET_MM: f64 = 3.0;

/// The numbers known of a person with the girths that people of her age have, given what `fit` has
/// found without age; `None` where a tape has measured one of them, which says more.
///
/// They are for finding a body; how sure they are is what it was before.
pub fn grown_older(fit: &Fit, known: &Measurements, years: f64) -> Option<Measurements> {
    let taped = |d: Dimension| known.get(d).is_some_and(|m| m.origin == Origin::Tape);
    let girths = [Dimension::BustGirth, Dimension::WaistGirth, Dimension::NavelGirth];
    if girths.into_iter().any(taped) {
        return None;
    }
    let sex = usize::from(fit.shape.sex == Sex::Male);
    let older = years.clamp(AGES.0, AGES.1) - MEAN_AGE[sex];
    let mut out = known.clone();
    for (dimension, by_year) in BY_YEAR {
        let now = fit.measurements.get(dimension)?;
        let value = Measurement {
            mm: now.mm + by_year[sex] * older,
            sigma_mm: MEET_MM,
            origin: Origin::Predicted,
        };
        out.set(dimension, value).ok()?;
    }
    Some(out)
}
