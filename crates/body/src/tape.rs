//! From tape, stature and mass to a body, and to the dimensions nobody measured.

use measure::{Dimension, Measurement, MeasurementError, Measurements, Origin, OutOfRange, Sex};
use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use crate::measuring::{BodyMeasurements, Quantity, measure, measure_only};
use crate::model::{BodyModel, BodyShape};
use crate::survey;

/// How closely the body has to meet what was measured: one standard deviation (mm). Tighter than
/// any tape, because the numbers given win.
const MEET_MM: f64 = 0.7;
/// How closely the body has to meet what people with these numbers measure otherwise: one standard
/// deviation, as a share of that among these people.
pub(crate) const MEET_EXPECTED: f64 = 0.4;
/// A scale and the density of a body together: one standard deviation, of the mass.
const MASS_SHARE: f64 = 0.015;
/// Beyond so many standard deviations from what all else says, a number is called a conflict.
const CONFLICT: f64 = 3.0;
const ROUNDS: usize = 12;

/// One number about a body: what, how much and how sure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Given {
    /// What was measured.
    pub quantity: Quantity,
    /// How much (mm, or kg).
    pub value: f64,
    /// One standard deviation (mm, or kg).
    pub sigma: f64,
}

/// A number that does not go with the others.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Conflict {
    /// Which.
    pub quantity: Quantity,
    /// What was given (mm, or kg).
    pub given: f64,
    /// What all other numbers say it should be (mm, or kg).
    pub expected: f64,
    /// The difference in standard deviations, more than 3 either way.
    pub deviation: f64,
}

/// A body that has the dimensions given.
#[derive(Clone, Debug, PartialEq)]
pub struct TapeFit {
    /// The body.
    pub shape: BodyShape,
    /// Every dimension: those given as they were given, the others predicted with their ±.
    pub measurements: Measurements,
    /// Dimensions that no adult has: they are not among the measurements.
    pub out_of_range: Vec<OutOfRange>,
    /// The mass of the body (kg).
    pub mass_kg: f64,
    /// Its standard deviation (kg).
    pub mass_sigma_kg: f64,
    /// Numbers that do not go with the others, worst first.
    pub conflicts: Vec<Conflict>,
    /// Whether the body has what was given, within 2 mm each.
    pub met: bool,
}

/// Why no body was found.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TapeError {
    /// A number that cannot be a person's.
    #[error(transparent)]
    Measurement(#[from] MeasurementError),
    /// A mass that cannot be an adult's.
    #[error("a mass of {kg} kg is outside 25–300 kg")]
    Mass {
        /// The mass given (kg).
        kg: f64,
    },
    /// The steps did not lead to a body that can be measured.
    #[error("no body was found near the numbers given")]
    Diverged,
}

/// Finds the likeliest adult of that sex with the dimensions and the mass given.
///
/// What was not given is first what people of ANSUR II with these numbers measure
/// ([`survey::expected`]), with their spread as its ±. Gauss–Newton with the exact derivatives of
/// [`measure()`](crate::measure()) then finds the likeliest body that has both, and it tells what
/// the survey did not take, with the ± that the prior leaves. With nothing given the result is the
/// mean body. About 0.2 s.
///
/// # Errors
///
/// [`TapeError`] for a mass that cannot be an adult's, or when no body is found.
pub fn fit_tape(
    model: &BodyModel,
    sex: Sex,
    tape: &Measurements,
    mass_kg: Option<f64>,
) -> Result<TapeFit, TapeError> {
    let mut given: Vec<Given> = tape
        .iter()
        .map(|(dimension, m)| Given {
            quantity: Quantity::Dimension(dimension),
            value: m.mm,
            sigma: m.sigma_mm,
        })
        .collect();
    if let Some(kg) = mass_kg {
        if !(25.0..=300.0).contains(&kg) {
            return Err(TapeError::Mass { kg });
        }
        given.push(Given { quantity: Quantity::Mass, value: kg, sigma: MASS_SHARE * kg });
    }
    let met = weighed(&given, Weighing::Meet);
    let mut shape = solve(model, BodyShape::mean(model, sex), &met)?;
    let mut known = given.clone();
    known.extend(survey::navel_beside(model, &shape, &given));
    let expected = survey::expected(sex, &known, None);
    let wanted = expected.iter().filter_map(|e| {
        Some(Given { value: survey::on_mesh(sex, e)?, sigma: MEET_EXPECTED * e.sigma, ..*e })
    });
    shape = solve(model, shape, &met.iter().copied().chain(wanted).collect::<Vec<_>>())?;
    let mut fit = report(model, shape, &given)?;
    let mut left_out = std::mem::take(&mut fit.out_of_range);
    for e in expected {
        let (Quantity::Dimension(dimension), mm, sigma_mm) = (e.quantity, e.value, e.sigma) else {
            continue;
        };
        let value = Measurement { mm, sigma_mm, origin: Origin::Predicted };
        fit.measurements.set_or_note(dimension, value, &mut left_out);
    }
    for (dimension, m) in tape.iter() {
        fit.measurements.set(dimension, m)?;
    }
    fit.out_of_range = fit.measurements.lacking(left_out);
    Ok(fit)
}

/// As [`fit_tape`], for any [`Quantity`] and by the shape prior alone; what is given stays
/// `Predicted` in the result, and all of it is the body's.
///
/// # Errors
///
/// [`TapeError::Diverged`] when no body is found.
pub fn fit_given(model: &BodyModel, sex: Sex, given: &[Given]) -> Result<TapeFit, TapeError> {
    let shape = solve(model, BodyShape::mean(model, sex), &weighed(given, Weighing::Meet))?;
    report(model, shape, given)
}

/// The likeliest body with those numbers, each met by its own ±, sought from `shape` on.
fn solve(model: &BodyModel, mut shape: BodyShape, given: &[Given]) -> Result<BodyShape, TapeError> {
    let mut damping = 0.0;
    let mut now = Normal::new(model, &shape, given);
    for _ in 0..ROUNDS {
        let mut system = now.matrix.clone();
        for i in 0..system.nrows() {
            system[(i, i)] *= 1.0 + damping;
        }
        let step = Cholesky::new(system).ok_or(TapeError::Diverged)?.solve(&now.slope);
        let coefficients = shape.coefficients.iter().zip(step.iter()).map(|(c, s)| c - s);
        let next = BodyShape { sex: shape.sex, coefficients: coefficients.collect() };
        let there = Normal::new(model, &next, given);
        if there.cost.is_finite() && there.cost <= now.cost + 1e-9 * now.cost.abs() {
            (shape, now, damping) = (next, there, damping * 0.1);
            if step.amax() < 1e-4 {
                break;
            }
        } else {
            damping = (damping * 10.0).max(1e-3);
        }
    }
    if now.cost.is_finite() { Ok(shape) } else { Err(TapeError::Diverged) }
}

/// What a body found from those numbers measures, how sure that is, and what of them goes ill with
/// the others.
fn report(model: &BodyModel, shape: BodyShape, given: &[Given]) -> Result<TapeFit, TapeError> {
    let prior = model.prior(shape.sex);
    let measured = measure(model, &shape);
    let mass = measured.mass().ok_or(TapeError::Diverged)?;
    let honest = Normal::new(model, &shape, &weighed(given, Weighing::Honest));
    let factor = Cholesky::new(honest.matrix.clone()).ok_or(TapeError::Diverged)?;
    let spread = |gradient: &DVector<f64>| gradient.dot(&factor.solve(gradient)).max(0.0).sqrt();

    let mut measurements = Measurements::default();
    let mut out_of_range = Vec::new();
    for (quantity, mm, gradient) in measured.iter() {
        if let Quantity::Dimension(dimension) = quantity {
            let sigma_mm = spread(gradient).hypot(definition_sigma_mm(dimension));
            let value = Measurement { mm, sigma_mm, origin: Origin::Predicted };
            measurements.set_or_note(dimension, value, &mut out_of_range);
        }
    }
    let met = given.iter().all(|g| {
        let off = measured.get(g.quantity).map(|(value, _)| (value - g.value).abs());
        let allowed = if g.quantity == Quantity::Mass { 2.0 * g.sigma } else { 2.0 };
        off.is_some_and(|off| off <= allowed)
    });
    let conflicts = conflicts(&measured, given, &factor, prior_pull(prior, &shape));
    Ok(TapeFit {
        measurements,
        out_of_range,
        mass_kg: mass.0,
        mass_sigma_kg: spread(mass.1),
        conflicts,
        met,
        shape,
    })
}

/// How much a number weighs.
#[derive(Clone, Copy, PartialEq)]
enum Weighing {
    /// So that the body meets it.
    Meet,
    /// By its own ± and that of the definition.
    Honest,
}

fn sigma(given: &Given, weighing: Weighing) -> f64 {
    match (given.quantity, weighing) {
        (Quantity::Mass, _) => given.sigma,
        (_, Weighing::Meet) => given.sigma.min(MEET_MM),
        (Quantity::Dimension(d), Weighing::Honest) => given.sigma.hypot(definition_sigma_mm(d)),
    }
}

/// Numbers with the ± by which they weigh.
fn weighed(given: &[Given], weighing: Weighing) -> Vec<Given> {
    given.iter().map(|g| Given { sigma: sigma(g, weighing), ..*g }).collect()
}

/// The normal equations at a shape.
struct Normal {
    matrix: DMatrix<f64>,
    slope: DVector<f64>,
    cost: f64,
}

impl Normal {
    fn new(model: &BodyModel, shape: &BodyShape, given: &[Given]) -> Self {
        let prior = model.prior(shape.sex);
        let off = DVector::from_column_slice(&shape.coefficients) - &prior.mean;
        let mut matrix = prior.precision.clone();
        let mut slope = &prior.precision * &off;
        let mut cost = off.dot(&slope);
        let quantities: Vec<Quantity> = given.iter().map(|g| g.quantity).collect();
        let measured = measure_only(model, shape, &quantities);
        for g in given {
            let weight = g.sigma.powi(-2);
            match measured.get(g.quantity) {
                Some((value, gradient)) => {
                    let residual = value - g.value;
                    matrix.ger(weight, gradient, gradient, 1.0);
                    slope.axpy(weight * residual, gradient, 1.0);
                    cost += weight * residual * residual;
                }
                None => cost = f64::INFINITY,
            }
        }
        Self { matrix, slope, cost }
    }
}

/// The prior's pull at a shape: precision · (mean − shape).
fn prior_pull(prior: &crate::model::ShapePrior, shape: &BodyShape) -> DVector<f64> {
    &prior.precision * (&prior.mean - DVector::from_column_slice(&shape.coefficients))
}

/// Numbers that lie far from what the prior and all the other numbers say.
///
/// The measures are taken as linear round the fitted body. There the best guess by all evidence
/// with honest weights is one more step away; leaving number `i` out of it divides its residual by
/// one minus its leverage (the hat matrix's diagonal), as in linear regression.
fn conflicts(
    measured: &BodyMeasurements,
    given: &[Given],
    factor: &Cholesky<f64, Dyn>,
    prior_pull: DVector<f64>,
) -> Vec<Conflict> {
    let mut pull = prior_pull;
    for g in given {
        if let Some((value, gradient)) = measured.get(g.quantity) {
            pull.axpy((g.value - value) * sigma(g, Weighing::Honest).powi(-2), gradient, 1.0);
        }
    }
    let step = factor.solve(&pull);
    let mut out: Vec<Conflict> = given
        .iter()
        .filter_map(|g| {
            let (value, gradient) = measured.get(g.quantity)?;
            let sigma = sigma(g, Weighing::Honest);
            let residual = g.value - (value + gradient.dot(&step));
            let leverage = gradient.dot(&factor.solve(gradient)) / (sigma * sigma);
            let free = (1.0 - leverage).max(1e-9);
            let deviation = residual / (sigma * free.sqrt());
            (deviation.abs() > CONFLICT).then(|| Conflict {
                quantity: g.quantity,
                given: g.value,
                expected: g.value - residual / free,
                deviation,
            })
        })
        .collect();
    out.sort_by(|a, b| b.deviation.abs().total_cmp(&a.deviation.abs()));
    out
}

/// How far two measurers, or a measurer and the mesh, differ about one dimension: one standard
/// deviation (mm).
///
/// From the differences between ANSUR II's numbers and bodies fitted to all of a person's numbers
/// (`models/body/golden.json`, `fit_to_survey`); what the survey did not measure has its likest
/// neighbour's.
pub fn definition_sigma_mm(dimension: Dimension) -> f64 {
    match dimension {
        Dimension::Stature => 3.0,
        Dimension::BustGirth
        | Dimension::HipGirth
        | Dimension::NeckGirth
        | Dimension::WristGirth
        | Dimension::NavelGirth
        | Dimension::AnkleGirth
        | Dimension::CalfGirth
        | Dimension::FootLength => 5.0,
        Dimension::WaistGirth
        | Dimension::CervicalHeight
        | Dimension::KneeHeight
        | Dimension::FrontNeckHeight
        | Dimension::ThighGirth
        | Dimension::ShoulderBreadth
        | Dimension::ShoulderLength
        | Dimension::BustDepth
        | Dimension::HipDepth
        | Dimension::HipBreadth => 7.0,
        Dimension::UpperArmGirth | Dimension::ShoulderWidth | Dimension::ArmLength => 8.0,
        Dimension::HeadGirth
        | Dimension::CrotchLength
        | Dimension::ArmSpan
        | Dimension::HipHeight
        | Dimension::BustHeight => 18.0,
        Dimension::TorsoGirth => 28.0,
        _ => 10.0,
    }
}
