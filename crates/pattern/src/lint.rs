//! Drafting a design for bodies nobody has seen, and options at both ends, to find where it breaks.

use measure::{Dimension, Measurement, Measurements, Origin, Sex, Size};

use crate::{Design, Documented, DraftError, Options, Pattern, Problem};

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

/// Whom to draft a design for when it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LintPlan {
    /// How many random bodies.
    pub bodies: u32,
    /// Seed of the random bodies and of the lots of options.
    pub seed: u64,
    /// How many of the random bodies get every option alone at both of its ends; the others get
    /// one lot of ends.
    pub each_option: u32,
    /// For how many of the random bodies strips of the narrowest and the widest loom are planned.
    pub strips: u32,
    /// Every size of GB/T 1335 too.
    pub sizes: bool,
    /// Dolls and giants too: the middle sizes scaled to the ends of what measurements take.
    pub scaled: bool,
}

impl Default for LintPlan {
    fn default() -> Self {
        Self { bodies: 200, seed: 1, each_option: 2, strips: 10, sizes: false, scaled: false }
    }
}

impl LintPlan {
    /// All that there is, for that many random bodies.
    pub fn whole(bodies: u32, seed: u64) -> Self {
        Self { bodies, seed, each_option: bodies, strips: 40, sizes: true, scaled: true }
    }
}

/// Something wrong with the pattern of one body and one choice of options.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error(
    "{garment}: {fault} ({who}, stature {stature_mm:.0} mm, bust {bust_mm:.0} mm{}; {times} times)",
    with(options)
)]
pub struct LintProblem {
    /// The design's id.
    pub garment: String,
    /// What is wrong.
    pub fault: Fault,
    /// The first body that showed it: a random one, a size, a scaled one.
    pub who: String,
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
    /// It does not measure as a real piece does.
    #[error("{measure} of {mm:.0} mm is {:.1} % off the {documented_mm:.0} mm of {source_name}", off * 100.0)]
    Documented {
        /// The finished measure.
        measure: String,
        /// What it measures (mm).
        mm: f64,
        /// What the real piece measures (mm).
        documented_mm: f64,
        /// By how much it is off, as a share.
        off: f64,
        /// Which piece.
        source_name: String,
    },
    /// A real piece is compared in a size or a measure that there is not.
    #[error("{what:?} of a documented piece is not known")]
    Unknown {
        /// The size or measure.
        what: String,
    },
}

fn with(options: &Options) -> String {
    options.iter().fold(String::new(), |text, (key, value)| format!("{text}, {key}={value}"))
}

/// Drafts `design` for `bodies` people drawn from `seed`, and for each once with the options at
/// their defaults and once with each at its lowest or highest, drawn by lot. The first bodies also
/// get every option alone at both ends. What real pieces measure is compared.
///
/// The same seed gives the same bodies on every machine.
pub fn lint(design: &Design, bodies: u32, seed: u64) -> LintReport {
    lint_with(design, &LintPlan { bodies, seed, ..LintPlan::default() })
}

/// The same for a plan of whom to draft it for.
///
/// Cost: about 0.4 ms a draft; a whole plan of 500 bodies is some ten thousand drafts a garment.
pub fn lint_with(design: &Design, plan: &LintPlan) -> LintReport {
    let mut report = LintReport { drafts: 0, problems: Vec::new() };
    for body in 0..plan.bodies {
        let mut lot = Lot::new(plan.seed, u64::from(body));
        let sex = if body % 2 == 0 { Sex::Female } else { Sex::Male };
        let person = random_body(sex, &mut lot);
        let who = format!("body {body} of seed {}", plan.seed);
        let how = How { each: body < plan.each_option, strips: body < plan.strips };
        try_all(design, &person, &who, how, &mut lot, &mut report);
    }
    if plan.sizes {
        for (i, size) in Size::all().enumerate() {
            let mut lot = Lot::new(plan.seed, 1_000_000 + i as u64);
            let who = format!("size {size} {:?}", size.sex);
            let how = How { each: false, strips: false };
            try_all(design, &size.measurements(), &who, how, &mut lot, &mut report);
        }
    }
    if plan.scaled {
        for (sex, code) in [(Sex::Male, "170/88A"), (Sex::Female, "160/84A")] {
            let Some(size) = Size::parse(sex, code) else { continue };
            for scale in SCALES {
                let person = scaled(&size.measurements(), scale);
                let mut lot = Lot::new(plan.seed, 2_000_000);
                let who = format!("{code} {sex:?} scaled by {scale}");
                let how = How { each: true, strips: true };
                try_all(design, &person, &who, how, &mut lot, &mut report);
            }
        }
    }
    for documented in design.documented() {
        compare(design, documented, &mut report);
    }
    report
}

/// From a doll of 1.2 m to a giant of 2.26 m: no smaller or larger body has measurements.
const SCALES: [f64; 4] = [0.76, 0.85, 1.15, 1.33];

/// The body made smaller or larger as a whole.
fn scaled(body: &Measurements, scale: f64) -> Measurements {
    let mut other = Measurements::default();
    for (dimension, value) in body.iter() {
        let (low, high) = dimension.range_mm();
        let mm = (value.mm * scale).clamp(low, high);
        // Clamped, so it is taken.
        let _ = other.set(dimension, Measurement { mm, ..value });
    }
    other
}

/// What is tried with one body beyond the defaults and a lot of ends.
#[derive(Clone, Copy)]
struct How {
    /// Each option alone at both ends.
    each: bool,
    /// Strips of narrow cloth.
    strips: bool,
}

/// Drafts a design for one body with the options at their defaults, at a lot of ends, and as `how`
/// says.
fn try_all(
    design: &Design,
    person: &Measurements,
    who: &str,
    how: How,
    lot: &mut Lot,
    report: &mut LintReport,
) {
    let mut try_with = |options: Options| {
        report.drafts += 1;
        let faults = match design.draft(person, &options) {
            Err(error) => vec![Fault::Draft(error)],
            Ok(pattern) => {
                let mut problems = pattern.problems(SEAM_TOLERANCE_MM);
                if how.strips && options.is_empty() {
                    problems.extend(strips(design, &pattern));
                }
                problems.into_iter().map(Fault::Pattern).collect()
            }
        };
        for fault in faults {
            let found = problem(design, fault, who, person, options.clone());
            note(&mut report.problems, found);
        }
    };
    try_with(Options::new());
    let ends = design
        .options()
        .iter()
        .map(|o| (o.key.clone(), if lot.share() < 0.5 { o.min } else { o.max }));
    try_with(ends.collect());
    if how.each {
        for option in design.options() {
            try_with(Options::from([(option.key.clone(), option.min)]));
            try_with(Options::from([(option.key.clone(), option.max)]));
        }
    }
}

/// What the strips of the narrowest and the widest loom leave out.
fn strips(design: &Design, pattern: &Pattern) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (slot, rule) in design.cloths() {
        for loom_mm in rule.looms_mm.into_iter().flatten() {
            problems.extend(pattern.strip_problems(slot, loom_mm));
        }
    }
    problems
}

fn compare(design: &Design, documented: &Documented, report: &mut LintReport) {
    report.drafts += 1;
    let size = Size::parse(documented.sex, &documented.size);
    let person = size.map(Size::measurements).unwrap_or_default();
    let who = format!("size {} {:?}", documented.size, documented.sex);
    let fault = match (size, design.draft(&person, &Options::new())) {
        (None, _) => Fault::Unknown { what: documented.size.clone() },
        (_, Err(error)) => Fault::Draft(error),
        (_, Ok(pattern)) => {
            let found = pattern.finished.iter().find(|f| f.id == documented.measure);
            let Some(mm) = found.map(|f| f.mm) else {
                let what = documented.measure.clone();
                let fault = Fault::Unknown { what };
                note(&mut report.problems, problem(design, fault, &who, &person, Options::new()));
                return;
            };
            let off = mm / documented.mm - 1.0;
            if off.abs() <= documented.tolerance {
                return;
            }
            Fault::Documented {
                measure: documented.measure.clone(),
                mm,
                documented_mm: documented.mm,
                off,
                source_name: documented.source.clone(),
            }
        }
    };
    note(&mut report.problems, problem(design, fault, &who, &person, Options::new()));
}

fn problem(
    design: &Design,
    fault: Fault,
    who: &str,
    person: &Measurements,
    options: Options,
) -> LintProblem {
    LintProblem {
        garment: design.id().to_owned(),
        fault,
        who: who.to_owned(),
        stature_mm: person.mm(Dimension::Stature).unwrap_or(f64::NAN),
        bust_mm: person.mm(Dimension::BustGirth).unwrap_or(f64::NAN),
        options,
        times: 1,
    }
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
        (Fault::Documented { measure: a, .. }, Fault::Documented { measure: b, .. })
        | (Fault::Unknown { what: a }, Fault::Unknown { what: b }) => a == b,
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
    for (dimension, of, share) in SHARES {
        let (low, high) = dimension.range_mm();
        let mm = person.mm(of).map_or(low, |mm| (mm * share).clamp(low, high));
        let value = Measurement { mm, sigma_mm: 0.0, origin: Origin::Predicted };
        let _ = person.set(dimension, value);
    }
    person
}

/// Dimensions that few garments ask for, as shares of others: those of the body model's mean man and
/// woman, taken together.
const SHARES: [(Dimension, Dimension, f64); 37] = [
    (Dimension::FrontNeckHeight, Dimension::CervicalHeight, 0.948),
    (Dimension::ShoulderHeight, Dimension::CervicalHeight, 0.956),
    (Dimension::BustHeight, Dimension::CervicalHeight, 0.843),
    (Dimension::HipHeight, Dimension::WaistHeight, 0.815),
    (Dimension::BodyRise, Dimension::WaistHeight, 0.233),
    (Dimension::UpperChestGirth, Dimension::BustGirth, 1.005),
    (Dimension::UnderBustGirth, Dimension::BustGirth, 0.900),
    (Dimension::NavelGirth, Dimension::WaistGirth, 1.025),
    (Dimension::TopHipGirth, Dimension::HipGirth, 0.932),
    (Dimension::HeadGirth, Dimension::Stature, 0.329),
    (Dimension::NeckBaseGirth, Dimension::NeckGirth, 1.115),
    (Dimension::TorsoGirth, Dimension::Stature, 0.955),
    (Dimension::ArmholeGirth, Dimension::BustGirth, 0.452),
    (Dimension::ElbowGirth, Dimension::UpperArmGirth, 0.830),
    (Dimension::ForearmGirth, Dimension::UpperArmGirth, 0.828),
    (Dimension::ThighGirth, Dimension::HipGirth, 0.608),
    (Dimension::KneeGirth, Dimension::HipGirth, 0.387),
    (Dimension::CalfGirth, Dimension::HipGirth, 0.379),
    (Dimension::AnkleGirth, Dimension::HipGirth, 0.221),
    (Dimension::ShoulderBreadth, Dimension::ShoulderWidth, 0.926),
    (Dimension::ShoulderLength, Dimension::ShoulderWidth, 0.344),
    (Dimension::AcrossBack, Dimension::ShoulderWidth, 0.920),
    (Dimension::AcrossFront, Dimension::ShoulderWidth, 0.871),
    (Dimension::BustPointWidth, Dimension::BustGirth, 0.158),
    (Dimension::NeckToBust, Dimension::BustGirth, 0.284),
    (Dimension::UpperArmLength, Dimension::ArmLength, 0.547),
    (Dimension::ArmSpan, Dimension::Stature, 1.035),
    (Dimension::FrontWaistLength, Dimension::BackWaistLength, 1.077),
    (Dimension::FrontNeckToWaist, Dimension::BackWaistLength, 0.819),
    (Dimension::CrotchLength, Dimension::HipGirth, 0.669),
    (Dimension::BustBreadth, Dimension::BustGirth, 0.330),
    (Dimension::BustDepth, Dimension::BustGirth, 0.257),
    (Dimension::WaistBreadth, Dimension::WaistGirth, 0.358),
    (Dimension::WaistDepth, Dimension::WaistGirth, 0.267),
    (Dimension::HipBreadth, Dimension::HipGirth, 0.361),
    (Dimension::HipDepth, Dimension::HipGirth, 0.240),
    (Dimension::FootLength, Dimension::Stature, 0.155),
];

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
