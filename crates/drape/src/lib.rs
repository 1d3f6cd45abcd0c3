//! Panels assembled round a body, sewn and settled.

mod mannequin;

pub use mannequin::{BodyPart, Mannequin, MannequinLandmarks};
