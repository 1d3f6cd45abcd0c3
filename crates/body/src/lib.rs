//! The parametric body: shape, posture, skin, measuring, prior.
//!
//! A [`BodyModel`] is read from the bytes of `models/body/body.bin`. A [`BodyShape`] (sex and shape
//! coefficients) gives a [`Rest`], and a [`Posture`] turns that into [`Posed`] vertices in world
//! space (m): +X the wearer's left, +Y up, +Z forward, floor at 0.
//!
//! ```no_run
//! use body::{BodyModel, BodyShape, Posture};
//! use measure::Sex;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let model = BodyModel::from_bytes(&std::fs::read("models/body/body.bin")?)?;
//! let shape = BodyShape::mean(&model, Sex::Female);
//! let posed = model.pose(&model.rest(&shape), &Posture::standing(&model));
//! let mesh = posed.to_mesh(&model);
//! # Ok(())
//! # }
//! ```

mod asset;
mod camera;
mod dressing;
pub mod fit;
mod measuring;
mod model;
mod numbers;
mod posture;
mod skin;
pub mod survey;
mod tape;

pub use asset::AssetError;
pub use camera::Camera;
pub use dressing::{Dressing, DressingLandmarks, MOTION_FRAMES, MissingPart};
pub use measuring::{BodyMeasurements, Quantity, measure, measure_only};
pub use model::{BodyModel, BodyShape, Bone, Component, Part, Points, Rest, ShapePrior};
pub use numbers::fit_numbers;
pub use posture::Posture;
pub use skin::{BoneTransform, Posed};
pub use tape::{Conflict, Given, TapeError, TapeFit, definition_sigma_mm, fit_given, fit_tape};
