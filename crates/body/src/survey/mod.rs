//! What people with some measures in common measure otherwise: the statistics of ANSUR II.
//!
//! The shape prior is a distribution of meshes, each a compromise between a person's thirty numbers;
//! what it says of a number that nobody took carries that compromise. The survey's own means and
//! covariance do not. Where a body is found from numbers alone they say what its other numbers most
//! likely are, as a tape would read them, and the body is then made to have them.
//!
//! US Army, Anthropometric Survey of 2012 (NATICK/TR-15/007), adults; its people with a number that
//! divides by five are left out for the tests.

mod table;

use measure::{Dimension, Sex};
use nalgebra::{Cholesky, DMatrix, DVector};

use self::table::{CORRELATION, ROWS};
use crate::measuring::{Quantity, measure_only};
use crate::model::{BodyModel, BodyShape};
use crate::tape::Given;

/// Something the survey knows of its people.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Trait {
    Body(Quantity),
    /// Years.
    Age,
}

/// One trait, women's numbers and men's (mm, kg, years).
struct Row {
    what: Trait,
    mean: [f64; 2],
    spread: [f64; 2],
    /// Measures of bodies fitted to all numbers of a person, less the tape's, where the builder has
    /// fitted them (`models/body/golden.json`).
    mesh: Option<[f64; 2]>,
}

/// Ages (years) between which the survey has enough people.
const AGES: (f64, f64) = (18.0, 55.0);

/// What adults of that sex and age with the numbers `known` measure otherwise: the mean, and the
/// standard deviation among them, of every quantity that the survey took and `known` has not.
///
/// A normal distribution, conditioned on what is known with its own ±. Nothing when nothing of
/// `known` is the survey's. The mean error of a neck given stature, mass, chest, waist and hips is
/// 9–11 mm, of a sleeve 14–15 mm, and 12–13 mm when the inside leg is known too.
pub fn expected(sex: Sex, known: &[Given], age: Option<f64>) -> Vec<Given> {
    let side = usize::from(sex == Sex::Male);
    let find = |what: Trait| ROWS.iter().position(|row| row.what == what);
    let mut given: Vec<(usize, f64, f64)> = known
        .iter()
        .filter_map(|g| Some((find(Trait::Body(g.quantity))?, g.value, g.sigma)))
        .collect();
    if given.is_empty() {
        return Vec::new();
    }
    if let (Some(years), Some(row)) = (age, find(Trait::Age)) {
        given.push((row, years.clamp(AGES.0, AGES.1), 0.5));
    }
    let covariance =
        |i: usize, j: usize| correlation(side, i, j) * ROWS[i].spread[side] * ROWS[j].spread[side];
    let n = given.len();
    let among = DMatrix::from_fn(n, n, |a, b| {
        let noise = if a == b { given[a].2.powi(2) } else { 0.0 };
        covariance(given[a].0, given[b].0) + noise
    });
    let Some(factor) = Cholesky::new(among) else { return Vec::new() };
    let off = DVector::from_fn(n, |a, _| given[a].1 - ROWS[given[a].0].mean[side]);
    let pull = factor.solve(&off);
    ROWS.iter()
        .enumerate()
        .filter(|(i, _)| given.iter().all(|g| g.0 != *i))
        .filter_map(|(i, row)| {
            let Trait::Body(quantity) = row.what else { return None };
            let with = DVector::from_fn(n, |a, _| covariance(given[a].0, i));
            let left = covariance(i, i) - with.dot(&factor.solve(&with));
            Some(Given {
                quantity,
                value: row.mean[side] + with.dot(&pull),
                sigma: left.max(0.0).sqrt(),
            })
        })
        .collect()
}

/// What a body has to measure for a tape to read `value`; `None` where mesh and tape mean things too
/// different for a body to be fitted to.
pub(crate) fn on_mesh(sex: Sex, given: &Given) -> Option<f64> {
    let row = ROWS.iter().find(|row| row.what == Trait::Body(given.quantity))?;
    Some(given.value + row.mesh?[usize::from(sex == Sex::Male)])
}

fn correlation(side: usize, i: usize, j: usize) -> f64 {
    let (low, high) = (i.min(j), i.max(j));
    if low == high {
        return 1.0;
    }
    f64::from(CORRELATION[side][high * (high - 1) / 2 + low]) / 1e4
}

/// The navel's girth beside the waist's, which the survey did not take as ISO 8559-1 does: as the
/// body has it that was found from `known`. `None` when the waist is not known, or the navel is.
pub(crate) fn navel_beside(model: &BodyModel, shape: &BodyShape, known: &[Given]) -> Option<Given> {
    /// How far people's stray from the bodies' (mm): the prior leaves 12 of women's when it knows the
    /// waist, and mesh and tape differ by 5 to 7 about either.
    const STRAY_MM: f64 = 14.0;
    let quantity = Quantity::Dimension(Dimension::NavelGirth);
    let find = |what| known.iter().find(|g| g.quantity == what);
    let waist = find(Quantity::Dimension(Dimension::WaistGirth))?;
    if find(quantity).is_some() {
        return None;
    }
    let value = measure_only(model, shape, &[quantity]).mm(Dimension::NavelGirth)?;
    Some(Given { quantity, value, sigma: waist.sigma.hypot(STRAY_MM) })
}

#[cfg(test)]
mod tests {
    use super::table::COUNT;
    use super::*;

    fn mm(dimension: Dimension, value: f64) -> Given {
        Given { quantity: Quantity::Dimension(dimension), value, sigma: 1.0 }
    }

    #[test]
    fn people_of_mean_stature_have_mean_measures() {
        let found = expected(Sex::Female, &[mm(Dimension::Stature, ROWS[0].mean[0])], None);
        assert_eq!(found.len(), COUNT - 2);
        for g in found {
            let row = ROWS.iter().find(|r| r.what == Trait::Body(g.quantity));
            let (mean, spread) = row.map_or((f64::NAN, f64::NAN), |r| (r.mean[0], r.spread[0]));
            assert!((g.value - mean).abs() < 1e-9 && g.sigma <= spread, "{g:?}");
        }
    }

    #[test]
    fn more_numbers_leave_less_open_and_both_matrices_are_covariances() {
        for sex in [Sex::Female, Sex::Male] {
            let side = usize::from(sex == Sex::Male);
            let whole = DMatrix::from_fn(COUNT, COUNT, |i, j| correlation(side, i, j));
            assert!(Cholesky::new(whole).is_some(), "{sex:?}");
            let of = |known: &[Given]| {
                let neck = Quantity::Dimension(Dimension::NeckGirth);
                expected(sex, known, None).into_iter().find(|g| g.quantity == neck).map(|g| g.sigma)
            };
            let (stature, bust) = (mm(Dimension::Stature, 1700.0), mm(Dimension::BustGirth, 950.0));
            assert!(of(&[stature, bust]) < of(&[stature]));
        }
        assert!(expected(Sex::Male, &[], Some(30.0)).is_empty());
    }
}
