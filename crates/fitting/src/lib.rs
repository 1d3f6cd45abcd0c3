//! TBD

// Names that callers need to fill in a request.
pub use measure::{Dimension, MeasurementError, Sex};
pub use pose::View;
