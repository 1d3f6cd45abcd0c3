//! The stages of [`crate::cpu`] on the device.

mod spmv;
mod xpbd;

pub use spmv::{SpmvBuffers, SpmvKernel};
pub use xpbd::{XpbdBuffers, XpbdKernels, XpbdScene};
