//! The trip, stage by stage, with progress and cancellation.
//!
//! [`Engine::run`] takes a [`Request`] (a person's photos and numbers, and the garment she wants)
//! and gives a [`Fitting`] with all its artefacts, or a [`FittingError`] that says whose business
//! the failure is. The command line and the server both call this and nothing below it.

mod artefact;
mod assets;
mod dress;
mod engine;
mod error;
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
mod stage;
mod stamp;

pub use artefact::{Artefact, Fitting};
/// What a request is made of, so that those who make one need no other crate.
pub use body::fit::Grade;
pub use engine::{Engine, Libraries};
pub use error::{Blame, FittingError, RequestError};
pub use measure::{Dimension, MeasurementError, Sex};
pub use paper::{Paper, PaperOptions, PaperRequest};
pub use pattern::dxf::Dialect;
pub use person::Measured;
pub use pose::View;
pub use report::{DrapeSummary, PhotoVerdict, Report, StageTime};
pub use request::{MASS_RANGE_KG, Order, PhotoInput, Request, Subject, TAPE_SIGMA_MM};
pub use stage::{Listener, Progress, Stage};
