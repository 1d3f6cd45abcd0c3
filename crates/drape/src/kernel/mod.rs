//! The stages of [`crate::cpu`] on the device.

mod spmv;

pub use spmv::{SpmvBuffers, SpmvKernel};
