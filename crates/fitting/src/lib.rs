//! The trip, stage by stage, with progress and cancellation.
//!
//! [`Engine::run`] takes a [`Request`] (a person's photos and numbers, and the garment she wants)
//! and gives a [`Fitting`] with all its artefacts, or a [`FittingError`] that says whose business
//! the failure is. The command line and the server both call this and nothing below it.

mod advice;
mod artefact;
mod assets;
mod drapes;
mod dress;
mod ease;
mod engine;
mod error;
mod fit_picture;
mod fit_report;
mod hash;
mod look;
mod outfit;
mod paper;
mod papers;
mod person;
mod pictures;
mod report;
mod request;
mod scene;
mod sizes;
mod stage;
mod stamp;
#[cfg(test)]
mod test_support;
mod try_on;

pub use advice::{Advice, Change, Effect, Said};
pub use artefact::{Artefact, Fitting};
/// What a request is made of, so that those who make one need no other crate.
pub use body::fit::Grade;
pub use drapes::Start;
pub use ease::{Ease, Place};
pub use engine::{Engine, Libraries};
pub use error::{Blame, FittingError, RequestError};
pub use fit_report::{EaseRow, FitReport, FitRow, Legends};
pub use measure::{Dimension, MeasurementError, Sex, Size};
pub use paper::{Paper, PaperOptions, PaperRequest};
pub use pattern::dxf::Dialect;
pub use person::Measured;
pub use pose::View;
pub use report::{DrapeSummary, FitSummary, LeftOut, PhotoVerdict, Report, StageTime};
pub use request::{MASS_RANGE_KG, Order, PhotoInput, Request, Subject, TAPE_SIGMA_MM};
pub use sizes::{SizeAdvice, SizeFit};
pub use stage::{Early, Listener, Progress, Stage};
pub use try_on::Trial;
