//! Drafting a design for bodies nobody has seen, and options at both ends, to find where it breaks.

use measure::{Dimension, Measurement, Measurements, Origin, Sex};

use crate::{Design, DraftError, Options, Problem};

/// What a tailor eases in without seeing it (mm).
pub const SEAM_TOLERANCE_MM: f64 = 1.0;

/// What [`lint`] found.
#[derive(Clone, Debug, PartialEq)]
pub struct LintReport {
    /// How many patterns were drafted.
    pub drafts: u32,
    /// What was wrong with them, each kind of problem of a panel once, with the first body and
    /// options that showed it.
    pub problems: Vec<LintProblem>,
}

/// Something wrong with the pattern of one body and one choice of options.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error(
    "{garment}: {fault} (body {body} of seed {seed}, stature {stature_mm:.0} mm, bust {bust_mm:.0} mm{})",
    with(options)
)]
pub struct LintProblem {
    /// The design's id.
    pub garment: String,
    /// What is wrong.
    pub fault: Fault,
    /// Which body of the seed.
    pub body: u32,
    /// The seed.
    pub seed: u64,
    /// Stature of the body (mm).
    pub stature_mm: f64,
    /// Bust girth of the body (mm).
    pub bust_mm: f64,
    /// The options that were not at their defaults.
    pub options: Options,
    /// How many drafts showed it.
    pub times: u32,
}

/// Why a draft failed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    /// It was not drafted.
    #[error(transparent)]
    Draft(DraftError),
    /// It does not sew.
    #[error(transparent)]
    Pattern(Problem),
}

fn with(options: &Options) -> String {
    options.iter().fold(String::new(), |text, (key, value)| format!("{text}, {key}={value}"))
}

/// Drafts `design` for `bodies` people drawn from `seed`, and for each once with the options at
/// their defaults and once with each at its lowest or highest, drawn by lot. The first bodies also
/// get every option alone at both ends.
///
/// The same seed gives the same bodies on every machine.
pub fn lint(design: &Design, bodies: u32, seed: u64) -> LintReport {
    let mut report = LintReport { drafts: 0, problems: Vec::new() };
    for body in 0..bodies {
        let mut lot = Lot::new(seed, u64::from(body));
        let sex = if body % 2 == 0 { Sex::Female } else { Sex::Male };
        let person = random_body(sex, &mut lot);
        let mut try_with = |options: Options| {
            report.drafts += 1;
            let faults = match design.draft(&person, &options) {
                Err(error) => vec![Fault::Draft(error)],
                Ok(pattern) => {
                    pattern.problems(SEAM_TOLERANCE_MM).into_iter().map(Fault::Pattern).collect()
                }
            };
            for fault in faults {
                let found = LintProblem {
                    garment: design.id().to_owned(),
                    fault,
                    body,
                    seed,
                    stature_mm: person.mm(Dimension::Stature).unwrap_or(f64::NAN),
                    bust_mm: person.mm(Dimension::BustGirth).unwrap_or(f64::NAN),
                    options: options.clone(),
                    times: 1,
                };
                note(&mut report.problems, found);
            }
        };
        try_with(Options::new());
        let ends = design
            .options()
            .iter()
            .map(|o| (o.key.clone(), if lot.share() < 0.5 { o.min } else { o.max }));
        try_with(ends.collect());
        if body < 2 {
            for option in design.options() {
                try_with(Options::from([(option.key.clone(), option.min)]));
                try_with(Options::from([(option.key.clone(), option.max)]));
            }
        }
    }
    report
}

/// Adds a problem, or counts it where the same kind at the same place is known.
fn note(problems: &mut Vec<LintProblem>, found: LintProblem) {
    match problems.iter_mut().find(|p| same_kind(&p.fault, &found.fault)) {
        Some(known) => known.times += 1,
        None => problems.push(found),
    }
}

fn same_kind(a: &Fault, b: &Fault) -> bool {
    match (a, b) {
        (Fault::Pattern(a), Fault::Pattern(b)) => {
            std::mem::discriminant(a) == std::mem::discriminant(b) && a.place() == b.place()
        }
        (Fault::Draft(a), Fault::Draft(b)) => {
            std::mem::discriminant(a) == std::mem::discriminant(b)
        }
        _ => false,
    }
}

/// An adult whose dimensions go together as they do in people, tails included.
///
/// Each girth is a regression on stature and one shared factor of build, with a rest of its own;
/// coefficients are rounded from published summary tables (ANSUR II, GB/T 10000) and wide enough to
/// hold people smaller and larger than both. Statures reach from 1.40 to 2.00 m.
pub fn random_body(sex: Sex, lot: &mut Lot) -> Measurements {
    let male = sex == Sex::Male;
    let stature = if male { lot.within(1710.0, 90.0) } else { lot.within(1590.0, 80.0) };
    let stature = stature.clamp(1400.0, 2000.0);
    // Standard deviations above the mean of girths; the tail towards large builds is longer.
    let build = lot.within(0.0, 1.1);
    let build = if build > 0.0 { build * 1.4 } else { build };
    let girth = |mean: f64, by_build: f64, rest: f64, lot: &mut Lot| {
        let scaled = mean * (0.5 + 0.5 * stature / if male { 1710.0 } else { 1590.0 });
        scaled + build * by_build + lot.within(0.0, rest)
    };
    let pick = |m: f64, f: f64| if male { m } else { f };
    let bust = girth(pick(960.0, 900.0), 85.0, 25.0, lot).clamp(680.0, 1500.0);
    let waist = girth(pick(850.0, 740.0), 100.0, 35.0, lot).clamp(540.0, 1500.0);
    let hip = girth(pick(970.0, 950.0), 80.0, 30.0, lot).clamp(720.0, 1550.0);
    let neck = girth(pick(385.0, 325.0), 18.0, 9.0, lot).clamp(270.0, 520.0);
    let arm = girth(pick(320.0, 290.0), 32.0, 14.0, lot).clamp(200.0, 520.0);
    let wrist = girth(pick(172.0, 152.0), 8.0, 5.0, lot).clamp(125.0, 240.0);
    let shoulder = girth(pick(435.0, 385.0), 8.0, 14.0, lot).clamp(320.0, 560.0);
    let cervical = stature * (0.855 + lot.within(0.0, 0.006));
    let back_waist = stature * (0.252 + lot.within(0.0, 0.010));
    let arm_length = stature * (pick(0.332, 0.326) + lot.within(0.0, 0.010));
    let mut person = Measurements::default();
    for (dimension, mm) in [
        (Dimension::Stature, stature),
        (Dimension::CervicalHeight, cervical),
        (Dimension::WaistHeight, cervical - back_waist),
        (Dimension::KneeHeight, stature * (0.272 + lot.within(0.0, 0.008))),
        (Dimension::InsideLeg, stature * (0.46 + lot.within(0.0, 0.012))),
        (Dimension::BustGirth, bust),
        (Dimension::WaistGirth, waist),
        (Dimension::HipGirth, hip.max(waist * 0.85)),
        (Dimension::NeckGirth, neck),
        (Dimension::UpperArmGirth, arm),
        (Dimension::WristGirth, wrist),
        (Dimension::ShoulderWidth, shoulder),
        (Dimension::ArmLength, arm_length),
        (Dimension::NeckToWrist, shoulder / 2.0 + arm_length + 10.0),
        (Dimension::BackWaistLength, back_waist),
    ] {
        // Every value lies inside its range by the clamps above, so none is refused.
        let value = Measurement { mm, sigma_mm: 0.0, origin: Origin::Predicted };
        let _ = person.set(dimension, value);
    }
    person
}

/// Random numbers that are the same everywhere: `SplitMix64` (G. L. Steele and others, 2014).
#[derive(Clone, Debug)]
pub struct Lot(u64);

impl Lot {
    /// The `stream`th independent lot of a seed.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut lot = Self(seed ^ stream.wrapping_mul(0xD1B5_4A32_D192_ED03));
        lot.next();
        lot
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Evenly from 0 to 1, 1 left out.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Nearly normal about `mean` with standard deviation `sigma`: a sum of twelve, so that no
    /// value is farther than six of them.
    pub fn within(&mut self, mean: f64, sigma: f64) -> f64 {
        let sum: f64 = (0..12).map(|_| self.share()).sum();
        mean + sigma * (sum - 6.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_body_and_another_seed_another() {
        let body = |seed| random_body(Sex::Male, &mut Lot::new(seed, 3));
        assert_eq!(body(1), body(1));
        assert_ne!(body(1), body(2));
    }

    #[test]
    fn every_random_body_has_every_dimension() {
        for i in 0..2000 {
            let sex = if i % 2 == 0 { Sex::Female } else { Sex::Male };
            let body = random_body(sex, &mut Lot::new(5, i));
            for dimension in Dimension::ALL {
                assert!(body.mm(dimension).is_ok(), "body {i} lacks {}", dimension.key());
            }
        }
    }

    /// Mean 0, variance 1 of the sum of twelve shares; the standard error of a mean of 20 000 is
    /// 0.007.
    #[test]
    fn draws_have_the_mean_and_deviation_they_are_asked_for() {
        let mut lot = Lot::new(9, 0);
        let draws: Vec<f64> = (0..20_000).map(|_| lot.within(0.0, 1.0)).collect();
        let mean = draws.iter().sum::<f64>() / 20_000.0;
        let variance = draws.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / 20_000.0;
        assert!(mean.abs() < 0.03, "{mean}");
        assert!((variance - 1.0).abs() < 0.05, "{variance}");
    }
}
