//! How well people are measured.
//!
//! Bodies that are known are photographed by the renderer, the photos are read by the same networks
//! and fitted by the same code as a customer's, and what comes out is held against what the bodies
//! measure. [`evaluate`] does that for a [`Plan`], [`Summary`] counts it up, and [`report`] writes
//! the table and the plots.
//!
//! Everything here is synthetic. Shapes are those of real people, as far as the model's 32
//! components hold them; skin, cloth, hair, rooms and light are simpler than real ones, so errors on
//! photos of real people are larger.

mod exact;
mod keep;
mod landmarks;
mod people;
mod random;
pub mod report;
mod score;
mod session;
mod sitting;
mod studio;

pub use landmarks::{Aspect, LandmarkBias};
pub use people::{Survey, SurveyError};
pub use score::{Group, Line, Summary};
pub use session::{
    CAPTURES, Case, Clothes, EvaluateError, Files, Outcome, Plan, Reader, Scenario, Tools, Truth,
    evaluate,
};
