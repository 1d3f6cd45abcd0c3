//! One evaluation: sittings in the studio, read and fitted, by two threads or more.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use body::fit::{FitError, Grade};
use body::{AssetError, BodyModel, BodyShape};
use gpu::GpuError;
use pose::{PhotoError, PoseError, Reason, Runtime, View};
use render::RenderError;

use crate::landmarks::LandmarkBias;
use crate::people::Survey;
use crate::sitting::Lane;

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
    /// Who reads the photos.
    pub reader: Reader,
    /// How many of the people are photographed [`CAPTURES`] times over, to see how far a person's
    /// measurements stray from one pair of photos to the next.
    pub repeated: usize,
}

/// How many pairs of photos are taken of a person who is photographed repeatedly.
pub const CAPTURES: usize = 20;

/// Who reads the photos. All but the networks are for finding where errors come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reader {
    /// The networks, as a customer's photos are read.
    #[default]
    Networks,
    /// The networks, but the outline is exact.
    ExactOutline,
    /// The networks, but the landmarks are where the networks see them on the average.
    ExactLandmarks,
    /// Both are exact.
    Exact,
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
    /// The same, and the lens, as a telephone writes it into its file.
    LensMass,
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
    pub const ALL: [Self; 6] = [
        Self::TwoViewsMass,
        Self::LensMass,
        Self::FrontMass,
        Self::TwoViews,
        Self::LooseMass,
        Self::Numbers,
    ];
}

/// The person as she is.
#[derive(Clone, Debug)]
pub struct Truth {
    /// Her number in the plan.
    pub number: usize,
    /// Her body.
    pub shape: BodyShape,
    /// What it measures (mm), shape `[dimensions]`, in the order of [`measure::Dimension::ALL`].
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
    /// Who was photographed repeatedly, and the standard deviation of each dimension between the pairs of
    /// photos (mm), shape `[dimensions]`.
    pub repeats: Vec<(usize, Vec<f64>)>,
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
                    let mut lane = Lane::new(plan, tools, model, runtime);
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
            outcome.repeats.extend(sitting.repeats);
            outcome.landmarks.join(sitting.landmarks);
        }
        if done < plan.bodies {
            return Err(EvaluateError::Thread);
        }
        outcome.repeats.sort_by_key(|r| r.0);
        outcome.people.sort_by_key(|p| p.number);
        outcome.cases.sort_by_key(|c| (c.number, c.scenario));
        outcome.refused.sort_by_key(|r| (r.0, r.1));
        Ok(outcome)
    })
}
