//! What cloth resists: stretching, shearing, bending.

pub(crate) mod bending;
pub(crate) mod membrane;
pub(crate) mod sheet;
