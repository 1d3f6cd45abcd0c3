//! Body dimensions of ISO 8559-1 and GB/T 16160, with where each number came from.
//!
//! A [`Measurements`] is what the rest of the workspace exchanges about a customer: `body` fills
//! one from a fitted mesh, a tailor fills one by hand, and `pattern` drafts from it. It has no
//! opinion about the numbers beyond the [`Origin`] it keeps beside each of them.
//!
//! All lengths are millimetres.

mod dimension;
mod measurements;
mod size;

pub use dimension::Dimension;
pub use measurements::{Measurement, MeasurementError, Measurements, Origin, OutOfRange, Sex};
pub use size::{Build, Size};
