//! What cloth does, against closed forms and laws of mechanics.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod body;
mod determinism;
mod device;
mod scenes;
mod sheet;
mod trials;
mod validation;
