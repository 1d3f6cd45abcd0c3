//! Where cloth meets the body, itself and a belt.

pub(crate) mod body;
