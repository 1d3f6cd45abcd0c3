//! The fit, from evidence to body.

use measure::{Dimension, Origin, Sex};
use pose::View;

use super::observation::Observation;
use super::report;
use super::rig::Rig;
use super::solve::{Ease, Problem, Solution, State, Target};
use super::{Evidence, Fit, FitError, Grade, Looseness};
use crate::measuring::{BodyMeasurements, Quantity, measure, measure_only};
use crate::model::{BodyModel, BodyShape, ShapePrior};
use crate::tape::Conflict;

/// Belief about cloth while it is not known whether there is any (m).
const UNKNOWN: Ease = Ease { mean: 0.003, sigma: 0.012, loose: false, weight: 0.25, knee: 3.0 };
/// Belief about cloth that fits closely (m). A mask that is wrong somewhere is wrong there for many
/// points together: such a stretch counts less.
const TIGHT: Ease = Ease { mean: 0.0, sigma: 0.0005, loose: false, weight: 1.0, knee: 1.5 };
/// Belief about cloth that hangs (m).
const LOOSE: Ease = Ease { mean: 0.015, sigma: 0.012, loose: true, weight: 0.25, knee: 3.0 };
/// Cloth that stands off farther than this (m) is loose.
const LOOSE_FROM: f64 = 0.005;
/// An outline that wanders more than this about its mean distance (m) is cloth's.
const ROUGH_FROM: f64 = 0.011;
/// An outline that lies farther than this from the body that fills it best (root mean square, m) is
/// not that body's; of rendered people in tight clothes none is beyond 6 mm.
const STRAYS_FROM: f64 = 0.0075;
/// A body that fills its outline and is heavier than stated by more than this (standard deviations of
/// the mass) does not fill it.
const TOO_HEAVY: f64 = 2.0;
/// Standard deviation of a stated mass, as a share of it.
const MASS_SIGMA: f64 = 0.025;
/// A number given that the fit misses by more standard deviations than this is a conflict.
const CONFLICT_FROM: f64 = 3.0;
/// An outline of which a smaller share is met is not the body's.
const OUTLINED_FROM: f64 = 0.7;
/// Masses taken (kg).
const MASS_RANGE: (f64, f64) = (25.0, 300.0);

/// Finds the body that explains the evidence best; see the [module](super).
///
/// Photos are fitted with the posture free and arms that hang before the trunk left out of the
/// side view's outline. Where the outline stands farther from the body than mass, landmarks and
/// prior allow, it is taken for clothing: the body must then lie inside it, but not on it.
///
/// Without photos the body is the likeliest with that stature, mass and tape.
///
/// Cost: about 0.08 s on one core for two photos; twice that when the sex is not known.
///
/// # Errors
///
/// [`FitError`] for numbers that no adult has and evidence that is not whole;
/// [`FitError::Diverged`] when the evidence contradicts itself beyond repair.
pub fn fit_photos(model: &BodyModel, evidence: &Evidence<'_>) -> Result<Fit, FitError> {
    let targets = targets(evidence)?;
    let observations = evidence
        .views
        .iter()
        .enumerate()
        .map(|(i, view)| Observation::new(i, view))
        .collect::<Result<Vec<_>, _>>()?;
    let rig = Rig::new(model);
    let candidates = evidence.sex.map_or(vec![Sex::Female, Sex::Male], |sex| vec![sex]);
    let mut best: Option<(f64, Sex, Fitted)> = None;
    for sex in candidates {
        let prior = model.prior(sex);
        let problem =
            Problem { rig: &rig, sex, prior, observations: &observations, targets: &targets };
        let fitted = fit_one(&problem);
        // −2 ln of the likelihood, but for a constant.
        let log_det = prior.precision.clone().cholesky().map_or(0.0, |c| c.ln_determinant());
        let unlikely = fitted.solution.system.cost() - log_det;
        if best.as_ref().is_none_or(|b| unlikely < b.0) {
            best = Some((unlikely, sex, fitted));
        }
    }
    let (_, sex, fitted) = best.ok_or(FitError::Diverged)?;
    let solution = &fitted.solution;
    if !solution.system.cost().is_finite() || solution.state.shape.iter().any(|c| !c.is_finite()) {
        return Err(FitError::Diverged);
    }
    let shape = BodyShape { sex, coefficients: solution.state.shape.iter().copied().collect() };
    let mahalanobis = unlikeness(model.prior(sex), &solution.state);
    let looseness = (!evidence.views.is_empty()).then(|| Looseness {
        loose: fitted.loose,
        upper_mm: 1e3 * fitted.ease[0],
        lower_mm: 1e3 * fitted.ease[1],
    });
    let measured = measure(model, &shape);
    let told = report::measurements(&measured, solution, evidence, fitted.loose)?;
    Ok(Fit {
        views: report::views(&rig, &shape, solution, &observations),
        conflicts: conflicts(&targets, &measured),
        measurements: told.measurements,
        fit_sigma_mm: told.fit_sigma_mm,
        out_of_range: told.out_of_range,
        mass_kg: measured.mass().map_or(f64::NAN, |m| m.0),
        grade: grade(evidence, &fitted),
        sex_guessed: evidence.sex.is_none(),
        looseness,
        mahalanobis,
        needs_tape: mahalanobis > unlike_from(solution.state.shape.len()),
        iterations: fitted.iterations,
        converged: solution.converged,
        shape,
    })
}

/// One sex's fit.
struct Fitted {
    solution: Solution,
    loose: bool,
    /// How far the outline stood off before it was decided (m).
    ease: [f64; 2],
    iterations: usize,
}

fn fit_one(problem: &Problem<'_>) -> Fitted {
    let settled = problem.settle(problem.start(), TIGHT);
    if problem.observations.is_empty() {
        let iterations = settled.iterations;
        return Fitted { solution: settled, loose: false, ease: [0.0; 2], iterations };
    }
    let probe = problem.probe(settled.state, UNKNOWN);
    let ease = probe.state.ease;
    let rough = probe.misfits.iter().any(|m| {
        (m.contour_m * m.contour_m - m.outside_m * m.outside_m).max(0.0).sqrt() > ROUGH_FROM
    });
    let mut loose = rough || ease.iter().any(|&e| e > LOOSE_FROM);
    let mut iterations = settled.iterations + probe.iterations;
    let mut refine = |state, ease| {
        let solution = problem.refine(state, ease);
        iterations += solution.iterations;
        solution
    };
    let mut solution = if loose {
        refine(probe.state, LOOSE)
    } else {
        let tight = refine(probe.state.clone(), TIGHT);
        let strays = tight.misfits.iter().any(|m| m.contour_m > STRAYS_FROM);
        // An outline that asks for nobody's body is no cloth's either: see below.
        loose = problem.miss(Quantity::Mass, &tight.state) > TOO_HEAVY
            || strays && !nobodys(problem, &tight.state);
        if loose { refine(probe.state, LOOSE) } else { tight }
    };
    if nobodys(problem, &solution.state) {
        // An outline that asks for a body nobody has is not the body's, as of white clothes before a
        // white wall: landmarks and numbers are left.
        solution = problem.settle(problem.start(), TIGHT);
        iterations += solution.iterations;
        loose = true;
    }
    Fitted { solution, loose, ease, iterations }
}

/// Is it a body unlike all others, or with a girth that no adult has?
fn nobodys(problem: &Problem<'_>, state: &State) -> bool {
    const GIRTHS: [Dimension; 3] =
        [Dimension::BustGirth, Dimension::WaistGirth, Dimension::HipGirth];
    if unlikeness(problem.prior, state) > unlike_from(state.shape.len()) {
        return true;
    }
    let shape = BodyShape { sex: problem.sex, coefficients: state.shape.iter().copied().collect() };
    let measured = measure_only(problem.rig.model, &shape, &GIRTHS.map(Quantity::Dimension));
    GIRTHS.iter().any(|&girth| {
        let (low, high) = girth.range_mm();
        measured.mm(girth).is_none_or(|mm| !(low..=high).contains(&mm))
    })
}

/// Squared Mahalanobis distance of a shape from the prior's mean, per coefficient.
fn unlikeness(prior: &ShapePrior, state: &State) -> f64 {
    let off = &state.shape - &prior.mean;
    off.dot(&(&prior.precision * &off)) / off.len() as f64
}

/// The 99.9 % point of χ² over its `k` degrees of freedom (E. Wilson and M. Hilferty, 1931).
fn unlike_from(k: usize) -> f64 {
    let spread = 2.0 / (9.0 * k as f64);
    (1.0 - spread + 3.09 * spread.sqrt()).powi(3)
}

/// Stature, mass and tape as targets, checked.
fn targets(evidence: &Evidence<'_>) -> Result<Vec<Target>, FitError> {
    let (low, high) = Dimension::Stature.range_mm();
    let mm = evidence.stature_mm;
    if !(low..=high).contains(&mm) {
        return Err(FitError::Stature { mm, low, high });
    }
    let sigma = evidence.stature_sigma_mm;
    if !(sigma.is_finite() && sigma > 0.0) {
        return Err(FitError::StatureSigma { mm: sigma });
    }
    let mut targets = vec![Target {
        what: Quantity::Dimension(Dimension::Stature),
        value: mm,
        sigma: sigma.max(1.0),
    }];
    if let Some(kg) = evidence.mass_kg {
        let (low, high) = MASS_RANGE;
        if !(low..=high).contains(&kg) {
            return Err(FitError::Mass { kg, low, high });
        }
        targets.push(Target { what: Quantity::Mass, value: kg, sigma: MASS_SIGMA * kg });
    }
    for (dimension, given) in evidence.tape.iter() {
        if given.origin != Origin::Photo && dimension != Dimension::Stature {
            targets.push(Target {
                what: Quantity::Dimension(dimension),
                value: given.mm,
                // A tape is read to about 5 mm.
                sigma: given.sigma_mm.max(3.0),
            });
        }
    }
    Ok(targets)
}

/// The numbers given that the fitted body does not have, worst first.
fn conflicts(targets: &[Target], measured: &BodyMeasurements) -> Vec<Conflict> {
    let mut found: Vec<Conflict> = targets
        .iter()
        .filter_map(|target| {
            let (expected, _) = measured.get(target.what)?;
            let deviation = (target.value - expected) / target.sigma;
            let (quantity, given) = (target.what, target.value);
            (deviation.abs() > CONFLICT_FROM).then_some(Conflict {
                quantity,
                given,
                expected,
                deviation,
            })
        })
        .collect();
    found.sort_by(|a, b| b.deviation.abs().total_cmp(&a.deviation.abs()));
    found
}

fn grade(evidence: &Evidence<'_>, fitted: &Fitted) -> Grade {
    let seen = |view| evidence.views.iter().any(|v| v.view == view);
    let outlined = fitted.solution.misfits.iter().all(|m| m.matched > OUTLINED_FROM);
    match (seen(View::Front), seen(View::Side)) {
        (false, false) => Grade::C,
        (true, true) if !fitted.loose && outlined && evidence.mass_kg.is_some() => Grade::A,
        _ => Grade::B,
    }
}
