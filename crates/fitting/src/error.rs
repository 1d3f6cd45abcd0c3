//! What can go wrong on the trip, and whose business it is.

use catalog::{FluentValue, Lang, Words};
use measure::{Dimension, MeasurementError};
use pattern::DraftError;
use pose::{PhotoError, PoseError, Verdict, View};

/// Whose business a failure is; decides exit codes and HTTP status classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// The request names something that is not there or cannot be: the caller's to mend.
    Caller,
    /// The photo cannot be measured from: the person's to retake.
    Photo,
    /// The machine lacks something: the operator's to install.
    Machine,
    /// Nobody: the caller called it off.
    Cancelled,
    /// A defect of ours.
    Ours,
}

/// Numbers that cannot be taken up.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// No stature was given, and without it a photo has no scale.
    #[error("the stature is missing")]
    StatureMissing,
    /// A measurement no adult has.
    #[error(transparent)]
    Measurement(MeasurementError),
    /// A mass no adult has.
    #[error("a mass of {kg} kg is outside {low}–{high} kg")]
    MassOutOfRange {
        /// The mass given (kg).
        kg: f64,
        /// The lowest taken (kg).
        low: f64,
        /// The highest taken (kg).
        high: f64,
    },
}

/// Why a fitting did not come about.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FittingError {
    /// The numbers in the request.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The catalogue has no such garment.
    #[error("there is no garment {id:?}")]
    UnknownGarment {
        /// What was asked for.
        id: String,
    },
    /// The garment has no such colourway.
    #[error("{garment:?} has no colourway {id:?}")]
    UnknownColourway {
        /// The garment.
        garment: String,
        /// What was asked for.
        id: String,
    },
    /// There is no such fabric, or the garment's shell is not cut from it.
    #[error("{garment:?} is not cut from {id:?}")]
    UnknownCloth {
        /// The garment.
        garment: String,
        /// What was asked for.
        id: String,
    },
    /// The garment is not worn in such a way.
    #[error("{garment:?} is not worn {id:?}, but {}", allowed_ways(allowed))]
    UnknownStyle {
        /// The garment.
        garment: String,
        /// What was asked for.
        id: String,
        /// The ways in which it is worn; empty where it has only one, without a name.
        allowed: Vec<String>,
    },
    /// Garments that are not worn together, or more of them than one wears.
    #[error("{with:?} is not worn with {garment:?}")]
    NotWornTogether {
        /// The garment that is ordered.
        garment: String,
        /// What was to be worn with it.
        with: String,
    },
    /// The garment cannot be drafted from these measurements and options.
    #[error("the pattern cannot be drafted: {0}")]
    Draft(#[from] DraftError),
    /// The drafted pattern does not sew.
    #[error("the pattern of {garment:?} does not sew: {first}")]
    Pattern {
        /// The garment.
        garment: String,
        /// The first of the problems.
        first: String,
    },
    /// A file is not a photo that can be read.
    #[error("the {view:?} photo cannot be read: {source}")]
    Photo {
        /// Which photo.
        view: View,
        /// What is wrong with it.
        source: PhotoError,
    },
    /// A photo shows nothing that can be measured from.
    #[error("the {view:?} photo is refused: {:?}", verdict.reasons)]
    Refused {
        /// Which photo.
        view: View,
        /// The reasons.
        verdict: Verdict,
    },
    /// Reading the photo failed for a reason other than the photo.
    #[error(transparent)]
    Pose(PoseError),
    /// The body could not be fitted.
    #[error("the body cannot be fitted: {0}")]
    Body(#[from] body::fit::FitError),
    /// The panels could not be put on.
    #[error("the garment cannot be put on: {0}")]
    Assemble(#[from] drape::AssembleError),
    /// The cloth could not be simulated.
    #[error("the garment cannot be draped: {0}")]
    Drape(drape::DrapeError),
    /// Nothing can be drawn on this machine.
    #[error("no picture can be made: {0}")]
    Gpu(#[from] gpu::GpuError),
    /// A picture could not be drawn.
    #[error("the picture cannot be drawn: {0}")]
    Render(#[from] render::RenderError),
    /// The 3-D file could not be written.
    #[error("the 3-D file cannot be written: {0}")]
    Glb(#[from] mesh::GlbError),
    /// A paper could not be set.
    #[error("the sheet cannot be made: {0}")]
    Sheet(#[from] sheet::SheetError),
    /// A file that the engine needs is missing or damaged.
    #[error("{file}: {why}")]
    Asset {
        /// The file, relative to the engine's folder.
        file: String,
        /// What is wrong with it.
        why: String,
    },
    /// The caller called it off.
    #[error("called off")]
    Cancelled,
}

impl From<drape::DrapeError> for FittingError {
    fn from(error: drape::DrapeError) -> Self {
        match error {
            drape::DrapeError::Cancelled => Self::Cancelled,
            error => Self::Drape(error),
        }
    }
}

/// The ways of wearing that an error lists.
fn allowed_ways(allowed: &[String]) -> String {
    if allowed.is_empty() { "–".to_owned() } else { allowed.join(", ") }
}

/// A sentence of the words by its id, and what to fill in.
type Sentence = (&'static str, Vec<(&'static str, String)>);

impl FittingError {
    /// A stable name in snake case, for machines; the words have a sentence `error-<code>`.
    pub fn code(&self) -> &'static str {
        self.sentence().0
    }

    /// Whose business it is.
    pub fn blame(&self) -> Blame {
        match self {
            Self::Request(_)
            | Self::UnknownGarment { .. }
            | Self::UnknownColourway { .. }
            | Self::UnknownCloth { .. }
            | Self::UnknownStyle { .. }
            | Self::NotWornTogether { .. }
            | Self::Draft(_)
            | Self::Assemble(drape::AssembleError::NoPanel { .. })
            | Self::Sheet(
                sheet::SheetError::TooManySheets { .. }
                | sheet::SheetError::RollWidth { .. }
                | sheet::SheetError::OrderTooLong { .. }
                | sheet::SheetError::Paper(_)
                | sheet::SheetError::Languages { .. },
            ) => Blame::Caller,
            Self::Photo { .. } | Self::Refused { .. } => Blame::Photo,
            Self::Pose(PoseError::RuntimeMissing { .. } | PoseError::RuntimeTooNew { .. })
            | Self::Gpu(_)
            | Self::Asset { .. } => Blame::Machine,
            Self::Cancelled => Blame::Cancelled,
            Self::Pattern { .. }
            | Self::Pose(_)
            | Self::Body(_)
            | Self::Assemble(_)
            | Self::Drape(_)
            | Self::Render(_)
            | Self::Glb(_)
            | Self::Sheet(_) => Blame::Ours,
        }
    }

    /// What to tell the person: for a refused photo how to retake it, reason by reason; for the
    /// rest a sentence with the values that matter.
    pub fn explain(&self, words: &Words, lang: Lang) -> String {
        if let Self::Refused { verdict, .. } = self {
            let sentences: Vec<_> = verdict
                .reasons
                .iter()
                .map(|reason| words.say(lang, &format!("verdict-{}", reason.code()), &[]))
                .collect();
            return sentences.join("\n");
        }
        let (code, values) = self.sentence();
        let values: Vec<(&str, FluentValue<'_>)> =
            values.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
        words.say(lang, &format!("error-{code}"), &values)
    }

    fn sentence(&self) -> Sentence {
        match self {
            Self::Request(error) => request_sentence(error),
            Self::UnknownGarment { id } => ("unknown_garment", vec![("value", id.clone())]),
            Self::UnknownColourway { id, .. } => ("unknown_colourway", vec![("value", id.clone())]),
            Self::UnknownCloth { id, .. } => ("unknown_cloth", vec![("value", id.clone())]),
            Self::UnknownStyle { garment, id, allowed } => {
                let values = vec![
                    ("value", id.clone()),
                    ("garment", garment.clone()),
                    ("list", allowed_ways(allowed)),
                ];
                ("unknown_style", values)
            }
            Self::NotWornTogether { with, .. } => {
                ("not_worn_together", vec![("value", with.clone())])
            }
            Self::Assemble(drape::AssembleError::NoPanel { .. }) => ("not_put_on", Vec::new()),
            Self::Draft(error) => draft_sentence(error),
            Self::Photo { source, .. } => (photo_code(source), photo_limit(source)),
            Self::Refused { .. } => ("refused_photo", Vec::new()),
            Self::Pose(
                error @ (PoseError::RuntimeMissing { .. } | PoseError::RuntimeTooNew { .. }),
            ) => ("missing_library", vec![("detail", error.to_string())]),
            Self::Gpu(error) => ("no_adapter", vec![("detail", error.to_string())]),
            Self::Asset { file, why } => {
                ("unreadable_file", vec![("path", file.clone()), ("detail", why.clone())])
            }
            Self::Cancelled => ("cancelled", Vec::new()),
            Self::Sheet(sheet::SheetError::TooManySheets { needed, most }) => {
                let values = vec![("value", needed.to_string()), ("high", most.to_string())];
                ("too_many_sheets", values)
            }
            Self::Sheet(sheet::SheetError::RollWidth { mm, low, high }) => {
                ("roll_width", range(*mm, *low, *high))
            }
            Self::Sheet(sheet::SheetError::OrderTooLong { .. }) => ("order_too_long", Vec::new()),
            Self::Pattern { .. }
            | Self::Pose(_)
            | Self::Body(_)
            | Self::Assemble(_)
            | Self::Drape(_)
            | Self::Render(_)
            | Self::Glb(_)
            | Self::Sheet(_) => ("internal", Vec::new()),
        }
    }
}

fn request_sentence(error: &RequestError) -> Sentence {
    match error {
        RequestError::StatureMissing => ("missing_stature", Vec::new()),
        RequestError::MassOutOfRange { kg, low, high } => {
            ("impossible_mass", range(*kg, *low, *high))
        }
        RequestError::Measurement(MeasurementError::OutOfRange { dimension, mm, low, high }) => {
            let mut values = range(*mm, *low, *high);
            if *dimension == Dimension::Stature {
                return ("impossible_stature", values);
            }
            values.push(("field", dimension.key().to_owned()));
            ("dimension_out_of_range", values)
        }
        RequestError::Measurement(_) => ("cannot_draft", Vec::new()),
    }
}

fn draft_sentence(error: &DraftError) -> Sentence {
    match error {
        DraftError::UnknownOption { option, .. } => {
            ("unknown_option", vec![("value", option.clone())])
        }
        DraftError::OptionOutOfRange { option, value, min, max } => {
            let mut values = range(*value, *min, *max);
            values.push(("field", option.clone()));
            ("option_out_of_range", values)
        }
        _ => ("cannot_draft", Vec::new()),
    }
}

fn range(value: f64, low: f64, high: f64) -> Vec<(&'static str, String)> {
    vec![("value", value.to_string()), ("low", low.to_string()), ("high", high.to_string())]
}

fn photo_code(error: &PhotoError) -> &'static str {
    match error {
        PhotoError::FileTooLarge { .. } => "too_large",
        PhotoError::UnknownFormat | PhotoError::Animated { .. } => "unsupported_image",
        PhotoError::PixelCount { .. } | PhotoError::TooCostly { .. } => "too_many_pixels",
        _ => "broken_image",
    }
}

fn photo_limit(error: &PhotoError) -> Vec<(&'static str, String)> {
    match error {
        PhotoError::FileTooLarge { limit, .. } => vec![("limit", (limit >> 20).to_string())],
        _ => Vec::new(),
    }
}
