//! One evaluation: sittings in the studio, read and fitted, by two threads or more.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use body::fit::{Evidence, Fit, FitError, Grade, ViewEvidence, fit_photos};
use body::{AssetError, BodyModel, BodyShape, measure};
use gpu::{Choice, Gpu, GpuError};
use measure::{Dimension, Measurements};
use pose::{Detector, Models, Person, PhotoError, PoseError, Reason, Runtime, View};
use render::{RenderError, Renderer};

use crate::landmarks::LandmarkBias;
use crate::people::{self, Survey};
use crate::random::Random;
use crate::{keep, studio};

/// What the customer states about her stature and mass errs by so much: one standard deviation (mm;
/// a share of the mass).
const STATED: (f64, f64) = (5.0, 0.02);

/// What is evaluated.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How many people.
    pub bodies: usize,
    /// The first of them: people before it are left to another evaluation.
    pub first: usize,
    /// Every how manieth of them is photographed a second time in loose clothes; 0 for none.
    pub loose_every: usize,
    /// Seed of postures, cameras, rooms, clothes and errors.
    pub seed: u64,
    /// Threads.
    pub lanes: usize,
}

/// What the people wear.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Clothes {
    /// A tight shirt and shorts.
    Tight,
    /// Cloth that stands off by a mean distance (m).
    Loose {
        /// That distance.
        ease_m: f64,
    },
}

/// What was known of a person when she was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scenario {
    /// Front and side in tight clothes, and the mass.
    TwoViewsMass,
    /// The front in tight clothes, and the mass.
    FrontMass,
    /// Front and side in tight clothes.
    TwoViews,
    /// Front and side in loose clothes, and the mass.
    LooseMass,
    /// No photo: stature, mass and sex.
    Numbers,
}

impl Scenario {
    /// All, in the order of the report.
    pub const ALL: [Self; 5] =
        [Self::TwoViewsMass, Self::FrontMass, Self::TwoViews, Self::LooseMass, Self::Numbers];
}

/// The person as she is.
#[derive(Clone, Debug)]
pub struct Truth {
    /// Her number in the plan.
    pub number: usize,
    /// Her body.
    pub shape: BodyShape,
    /// What it measures (mm), shape `[dimensions]`, in the order of [`Dimension::ALL`].
    pub mm: Vec<f64>,
    /// What it weighs (kg).
    pub mass_kg: f64,
}

impl Truth {
    /// Mass over stature squared (kg/m²).
    pub fn bmi(&self) -> f64 {
        let stature = self.mm.first().copied().unwrap_or(f64::NAN) / 1000.0;
        self.mass_kg / (stature * stature)
    }
}

/// One person measured in one way.
#[derive(Clone, Debug)]
pub struct Case {
    /// The way.
    pub scenario: Scenario,
    /// Her number in the plan.
    pub number: usize,
    /// Measured minus true (mm), shape `[dimensions]`.
    pub error: Vec<f64>,
    /// The standard deviation stated (mm), shape `[dimensions]`.
    pub sigma: Vec<f64>,
    /// The grade given.
    pub grade: Grade,
    /// Whether the clothes were taken for loose.
    pub loose: bool,
    /// Whether a tape was asked for.
    pub needs_tape: bool,
    /// The part of it that the fit answers for (mm): what landmarks, outline, numbers and prior leave
    /// open. The rest allows for what no rendered picture shows: how real people differ from the
    /// model's, and tapes from the mesh. Shape `[dimensions]`.
    pub fit_sigma: Vec<f64>,
    /// How long the fit took of one core (ms).
    pub fit_ms: f64,
}

/// All that came of a plan.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Everybody.
    pub people: Vec<Truth>,
    /// Every way each was measured.
    pub cases: Vec<Case>,
    /// Photos that were refused: person, view and reasons.
    pub refused: Vec<(usize, View, Vec<Reason>)>,
    /// How far the landmarks are from where the bodies have them, in tight clothes.
    pub landmarks: LandmarkBias,
}

/// The bytes of the files that people are measured with.
#[derive(Clone, Copy, Debug)]
pub struct Files<'a> {
    /// `models/body/body.bin`.
    pub body: &'a [u8],
    /// `models/pose_detection.onnx`.
    pub detection: &'a [u8],
    /// `models/pose_landmark_full.onnx`.
    pub landmarks: &'a [u8],
    /// `models/u2netp.onnx`.
    pub outline: &'a [u8],
}

/// What an evaluation works with.
pub struct Tools<'a> {
    /// The models' files.
    pub files: Files<'a>,
    /// The ONNX Runtime library.
    pub onnxruntime: PathBuf,
    /// Whose bodies; draws from the prior where `None`.
    pub survey: Option<&'a Survey>,
    /// A folder in which what the networks read is kept, so that a changed fit can be evaluated
    /// again without them; it belongs to one seed.
    pub keep: Option<PathBuf>,
}

/// Why there is no evaluation.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluateError {
    /// The body model cannot be read.
    #[error("the body model cannot be read: {0}")]
    Asset(#[from] AssetError),
    /// The networks failed.
    #[error(transparent)]
    Pose(#[from] PoseError),
    /// No adapter to draw with.
    #[error("no photo can be taken: {0}")]
    Gpu(#[from] GpuError),
    /// A photo could not be drawn.
    #[error("a photo cannot be taken: {0}")]
    Render(#[from] RenderError),
    /// A photo could not be written as JPEG.
    #[error("a photo cannot be written: {why}")]
    Jpeg {
        /// The writer's words.
        why: String,
    },
    /// A photo of ours could not be read again.
    #[error("a photo cannot be read: {0}")]
    Photo(#[from] PhotoError),
    /// A body could not be fitted.
    #[error("person {number}: {source}")]
    Fit {
        /// Whose.
        number: usize,
        /// Why.
        source: FitError,
    },
    /// What was read could not be kept.
    #[error("a reading cannot be kept: {0}")]
    Keep(#[from] std::io::Error),
    /// A thread ended early.
    #[error("a thread ended before its work was done")]
    Thread,
}

/// Carries out a plan. `told` hears how many people are done.
///
/// The same plan and tools give the same outcome whatever the number of threads. About 4 s of one
/// core a person, two thirds of it the outline network's.
///
/// # Errors
///
/// [`EvaluateError`] for whatever fails but a photo's refusal, which is counted.
pub fn evaluate(
    plan: &Plan,
    tools: &Tools<'_>,
    told: &mut dyn FnMut(usize),
) -> Result<Outcome, EvaluateError> {
    let runtime = Runtime::load(&tools.onnxruntime)?;
    let model = BodyModel::from_bytes(tools.files.body)?;
    let next = AtomicUsize::new(plan.first);
    let (send, receive) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..plan.lanes.max(1) {
            let (send, runtime, next, model) = (send.clone(), &runtime, &next, &model);
            scope.spawn(move || {
                let lane = || -> Result<(), EvaluateError> {
                    let mut lane = Lane::new(plan, tools, model, runtime)?;
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= plan.first + plan.bodies {
                            return Ok(());
                        }
                        let sitting = lane.sit(number)?;
                        if send.send(Ok(sitting)).is_err() {
                            return Ok(());
                        }
                    }
                };
                if let Err(error) = lane() {
                    // Nobody listens any more: an earlier error has ended it.
                    let _ = send.send(Err(error));
                }
            });
        }
        drop(send);
        let mut outcome = Outcome::default();
        let mut done = 0;
        for sitting in receive {
            let sitting = sitting?;
            done += 1;
            told(done);
            outcome.people.extend(sitting.truth);
            outcome.cases.extend(sitting.cases);
            outcome.refused.extend(sitting.refused);
            outcome.landmarks.join(sitting.landmarks);
        }
        if done < plan.bodies {
            return Err(EvaluateError::Thread);
        }
        outcome.people.sort_by_key(|p| p.number);
        outcome.cases.sort_by_key(|c| (c.number, c.scenario));
        outcome.refused.sort_by_key(|r| (r.0, r.1));
        Ok(outcome)
    })
}

/// What came of one person.
#[derive(Default)]
struct Sitting {
    truth: Option<Truth>,
    cases: Vec<Case>,
    refused: Vec<(usize, View, Vec<Reason>)>,
    landmarks: LandmarkBias,
}

/// One thread's tools.
struct Lane<'a> {
    plan: &'a Plan,
    tools: &'a Tools<'a>,
    model: &'a BodyModel,
    detector: Detector,
    renderer: Renderer,
}

impl<'a> Lane<'a> {
    fn new(
        plan: &'a Plan,
        tools: &'a Tools<'a>,
        model: &'a BodyModel,
        runtime: &Runtime,
    ) -> Result<Self, EvaluateError> {
        let Files { detection, landmarks, outline, .. } = tools.files;
        Ok(Self {
            plan,
            tools,
            model,
            // The people here are drawn.
            detector: Detector::new(runtime, &Models { detection, landmarks, outline })?
                .with_figures(),
            renderer: Renderer::new(Arc::new(Gpu::new(&Choice::default())?))?,
        })
    }

    fn sit(&mut self, number: usize) -> Result<Sitting, EvaluateError> {
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
        let tight = self.people(&truth, Clothes::Tight, &mut sitting)?;
        let mut fits: Vec<(Scenario, Vec<&Person>, bool)> =
            vec![(Scenario::Numbers, Vec::new(), true)];
        if let [front, side] = tight.as_slice() {
            fits.push((Scenario::TwoViewsMass, vec![front, side], true));
            fits.push((Scenario::TwoViews, vec![front, side], false));
        }
        if let Some(front) = tight.iter().find(|p| p.view == View::Front) {
            fits.push((Scenario::FrontMass, vec![front], true));
        }
        let every = self.plan.loose_every;
        let mut loose = Vec::new();
        if every > 0 && number.is_multiple_of(every) {
            let clothes = Clothes::Loose { ease_m: random.between(0.008, 0.030) };
            loose = self.people(&truth, clothes, &mut sitting)?;
        }
        if let [front, side] = loose.as_slice() {
            fits.push((Scenario::LooseMass, vec![front, side], true));
        }
        for (scenario, views, with_mass) in fits {
            let evidence = Evidence {
                sex: Some(truth.shape.sex),
                stature_mm: stature,
                stature_sigma_mm: STATED.0,
                mass_kg: with_mass.then_some(mass),
                views: views.into_iter().map(ViewEvidence::from).collect(),
                tape: Measurements::default(),
            };
            let before = cpu_ms();
            let fit = fit_photos(model, &evidence)
                .map_err(|source| EvaluateError::Fit { number, source })?;
            sitting.cases.push(case(&truth, scenario, &fit, cpu_ms() - before));
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
        sitting: &mut Sitting,
    ) -> Result<Vec<Person>, EvaluateError> {
        let mut people = Vec::new();
        for (i, view) in (1..).zip([View::Front, View::Side]) {
            let loose = clothes != Clothes::Tight;
            let stream = i + if loose { 2 } else { 0 };
            let kept = self.tools.keep.as_deref().map(|folder| {
                folder.join(format!("{}-{}-{stream}.reading", self.plan.seed, truth.number))
            });
            let mut random = Random::new(self.plan.seed, 8 * truth.number as u64 + stream);
            let shot = studio::shot(self.model, &truth.shape, view, clothes, &mut random);
            let read = match kept.as_deref().and_then(|file| keep::read(file, view)) {
                Some(person) => Ok(person),
                None => self.detector.read(&shot.photo(&self.renderer)?, view),
            };
            match read {
                Ok(person) => {
                    if let Some(file) = kept.filter(|file| !file.exists()) {
                        keep::write(&file, &person)?;
                    }
                    if clothes == Clothes::Tight {
                        sitting.landmarks.add(self.model, &shot, &person);
                    }
                    people.push(person);
                }
                Err(PoseError::Refused { verdict }) => {
                    sitting.refused.push((truth.number, view, verdict.reasons));
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(people)
    }
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
