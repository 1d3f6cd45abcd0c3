//! The stages of [`crate::cpu`] on the device.

mod pcg;
mod spmv;
mod xpbd;

pub(crate) use pcg::PcgBuffers;
pub use pcg::{PcgContact, PcgKernels, PcgSums};
pub use spmv::{SpmvBuffers, SpmvKernel};
pub use xpbd::{XpbdBuffers, XpbdKernels, XpbdScene};
