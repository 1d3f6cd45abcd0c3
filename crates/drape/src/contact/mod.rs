//! Where cloth meets the body, itself and a belt.

pub(crate) mod belt;
pub(crate) mod body;
pub(crate) mod layers;
