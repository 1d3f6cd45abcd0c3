//! One person's sitting: she stands before the camera, is read, and is fitted in every way.

use std::sync::Arc;

use body::fit::{Evidence, Fit, ViewEvidence, fit_photos};
use body::{BodyModel, measure};
use gpu::{Choice, Gpu};
use measure::{Dimension, Measurements};
use pose::{Detector, Models, Person, PoseError, Reason, Runtime, Verdict, View};
use render::Renderer;

use crate::landmarks::LandmarkBias;
use crate::random::Random;
use crate::session::{
    CAPTURES, Case, Clothes, EvaluateError, Files, Plan, Reader, Scenario, Tools, Truth,
};
use crate::studio::Shot;
use crate::{exact, keep, people, studio};

/// What the customer states about her stature and mass errs by so much: one standard deviation (mm;
/// a share of the mass).
const STATED: (f64, f64) = (5.0, 0.02);
/// What a file states about the lens errs by so much: one standard deviation of its logarithm.
const STATED_LENS: f64 = 0.03;

/// What came of one person.
#[derive(Default)]
pub(crate) struct Sitting {
    pub(crate) truth: Option<Truth>,
    pub(crate) cases: Vec<Case>,
    pub(crate) refused: Vec<(usize, View, Vec<Reason>)>,
    pub(crate) repeats: Option<(usize, Vec<f64>)>,
    pub(crate) landmarks: LandmarkBias,
}

/// A person as read off a photo, and the lens that took it.
struct Read {
    person: Person,
    focal_px: f64,
}

impl Read {
    /// What the fit is told of the photo; of its lens, where the file says by how much it is off.
    fn evidence(&self, lens: Option<f64>) -> ViewEvidence<'_> {
        let focal_px = lens.map(|off| off * self.focal_px);
        ViewEvidence { focal_px, ..ViewEvidence::from(&self.person) }
    }
}

/// One thread's tools.
pub(crate) struct Lane<'a> {
    plan: &'a Plan,
    tools: &'a Tools<'a>,
    model: &'a BodyModel,
    runtime: &'a Runtime,
    /// Made when a photo is taken that has not been read before.
    camera: Option<(Renderer, Detector)>,
}

impl<'a> Lane<'a> {
    pub(crate) fn new(
        plan: &'a Plan,
        tools: &'a Tools<'a>,
        model: &'a BodyModel,
        runtime: &'a Runtime,
    ) -> Self {
        Self { plan, tools, model, runtime, camera: None }
    }

    pub(crate) fn sit(&mut self, number: usize) -> Result<Sitting, EvaluateError> {
        let mut sitting = Sitting::default();
        let model = self.model;
        let Some(shape) = people::body(model, self.tools.survey, number, self.plan.seed) else {
            return Ok(sitting);
        };
        let measured = measure(model, &shape);
        let truth = Truth {
            number,
            mm: Dimension::ALL.map(|d| measured.mm(d).unwrap_or(f64::NAN)).to_vec(),
            mass_kg: measured.mass().map_or(f64::NAN, |m| m.0),
            shape,
        };
        let mut random = Random::new(self.plan.seed, 8 * number as u64);
        let stature = truth.mm[0] + STATED.0 * random.normal();
        let mass = truth.mass_kg * (1.0 + STATED.1 * random.normal());
        let seed = self.plan.seed;
        let tight = self.people(&truth, Clothes::Tight, seed, &mut sitting)?;
        let mut fits: Vec<(Scenario, Vec<&Read>, bool)> =
            vec![(Scenario::Numbers, Vec::new(), true)];
        if let [front, side] = tight.as_slice() {
            fits.push((Scenario::TwoViewsMass, vec![front, side], true));
            fits.push((Scenario::LensMass, vec![front, side], true));
            fits.push((Scenario::TwoViews, vec![front, side], false));
        }
        if let Some(front) = tight.iter().find(|r| r.person.view == View::Front) {
            fits.push((Scenario::FrontMass, vec![front], true));
        }
        let every = self.plan.loose_every;
        let mut loose = Vec::new();
        if every > 0 && number.is_multiple_of(every) {
            let clothes = Clothes::Loose { ease_m: random.between(0.008, 0.030) };
            loose = self.people(&truth, clothes, seed, &mut sitting)?;
        }
        if let [front, side] = loose.as_slice() {
            fits.push((Scenario::LooseMass, vec![front, side], true));
        }
        let lens_off = libm::exp(STATED_LENS * random.normal());
        let fitted = |views: Vec<&Read>, with_mass: bool, with_lens: bool| {
            let lens = with_lens.then_some(lens_off);
            let evidence = Evidence {
                sex: Some(truth.shape.sex),
                stature_mm: stature,
                stature_sigma_mm: STATED.0,
                mass_kg: with_mass.then_some(mass),
                views: views.iter().map(|read| read.evidence(lens)).collect(),
                tape: Measurements::default(),
            };
            fit_photos(model, &evidence).map_err(|source| EvaluateError::Fit { number, source })
        };
        for (scenario, views, with_mass) in fits {
            let before = cpu_ms();
            let fit = fitted(views, with_mass, scenario == Scenario::LensMass)?;
            sitting.cases.push(case(&truth, scenario, &fit, cpu_ms() - before));
        }
        if number < self.plan.first + self.plan.repeated {
            let mut fits = Vec::new();
            for capture in 0..CAPTURES as u64 {
                let mut apart = Sitting::default();
                let seed = self.plan.seed + 1000 + capture;
                let people = self.people(&truth, Clothes::Tight, seed, &mut apart)?;
                if people.len() == 2 {
                    fits.push(fitted(people.iter().collect(), true, false)?);
                }
            }
            sitting.repeats = Some((number, spread(&fits)));
        }
        sitting.truth = Some(truth);
        Ok(sitting)
    }

    /// The person as read off the photo from the front and that from the side; a refused one is
    /// left out and noted.
    fn people(
        &mut self,
        truth: &Truth,
        clothes: Clothes,
        seed: u64,
        sitting: &mut Sitting,
    ) -> Result<Vec<Read>, EvaluateError> {
        let mut people = Vec::new();
        for (i, view) in (1..).zip([View::Front, View::Side]) {
            let loose = clothes != Clothes::Tight;
            let stream = i + if loose { 2 } else { 0 };
            let kept = self
                .tools
                .keep
                .as_deref()
                .map(|folder| folder.join(format!("{seed}-{}-{stream}.reading", truth.number)));
            let mut random = Random::new(seed, 8 * truth.number as u64 + stream);
            let shot = studio::shot(self.model, &truth.shape, view, clothes, &mut random);
            let known = kept.as_deref().and_then(|file| keep::read(file, view));
            let read = if let Some(read) = known {
                read
            } else {
                let read = self.photograph(&shot, view)?;
                if let Some(file) = kept {
                    keep::write(&file, read.as_ref())?;
                }
                read
            };
            match read {
                Ok(mut person) => {
                    if matches!(self.plan.reader, Reader::ExactLandmarks | Reader::Exact) {
                        exact::landmarks(self.model, &shot, &mut person.landmarks);
                    }
                    if matches!(self.plan.reader, Reader::ExactOutline | Reader::Exact) {
                        person.silhouette = exact::outline(&shot);
                    }
                    if clothes == Clothes::Tight {
                        sitting.landmarks.add(self.model, &shot, &person);
                    }
                    people.push(Read { person, focal_px: f64::from(shot.camera.focal_px) });
                }
                Err(verdict) => sitting.refused.push((truth.number, view, verdict.reasons)),
            }
        }
        Ok(people)
    }

    /// Takes a photo and has it read.
    fn photograph(
        &mut self,
        shot: &Shot,
        view: View,
    ) -> Result<Result<Person, Verdict>, EvaluateError> {
        let (renderer, detector) = match &mut self.camera {
            Some(camera) => camera,
            none => {
                let Files { detection, landmarks, outline, .. } = self.tools.files;
                let models = Models { detection, landmarks, outline };
                none.insert((
                    Renderer::new(Arc::new(Gpu::new(&Choice::default())?))?,
                    // The people here are drawn.
                    Detector::new(self.runtime, &models)?.with_figures(),
                ))
            }
        };
        match detector.read(&shot.photo(renderer)?, view) {
            Ok(person) => Ok(Ok(person)),
            Err(PoseError::Refused { verdict }) => Ok(Err(verdict)),
            Err(error) => Err(error.into()),
        }
    }
}

/// The standard deviation of each dimension between fits (mm).
fn spread(fits: &[Fit]) -> Vec<f64> {
    let n = fits.len() as f64;
    let of = |d: &Dimension| {
        let mm = || fits.iter().map(|f| f.measurements.get(*d).map_or(f64::NAN, |m| m.mm));
        let mean = mm().sum::<f64>() / n;
        libm::sqrt(mm().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0))
    };
    Dimension::ALL.iter().map(of).collect()
}

fn case(truth: &Truth, scenario: Scenario, fit: &Fit, fit_ms: f64) -> Case {
    let (error, sigma) = Dimension::ALL
        .iter()
        .zip(&truth.mm)
        .map(|(d, mm)| {
            let m = fit.measurements.get(*d);
            m.map_or((f64::NAN, f64::NAN), |m| (m.mm - mm, m.sigma_mm))
        })
        .unzip();
    Case {
        scenario,
        number: truth.number,
        error,
        sigma,
        fit_sigma: Dimension::ALL.map(|d| fit.fit_sigma_mm(d).unwrap_or(f64::NAN)).to_vec(),
        grade: fit.grade,
        loose: fit.looseness.is_some_and(|l| l.loose),
        needs_tape: fit.needs_tape,
        fit_ms,
    }
}

/// What this thread has had of a core (ms), where Linux tells; 0 elsewhere.
fn cpu_ms() -> f64 {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|s| s.split(' ').next()?.parse::<f64>().ok())
        .map_or(0.0, |nanos| nanos / 1e6)
}
