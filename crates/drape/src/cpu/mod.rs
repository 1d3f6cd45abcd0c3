//! The stages that also exist as WGSL, one file each: same name, same order of arguments.

pub(crate) mod lanes;
#[cfg(target_arch = "x86_64")]
pub(crate) mod lanes_x86;
mod spmv;
mod xpbd;
mod xpbd_finish;
mod xpbd_layers;
mod xpbd_predict;
mod xpbd_stretch;

pub use spmv::{MatrixRow, MatrixScalar, SPMV_GROUP, spmv};
pub(crate) use spmv::{least_tasks, tree_sum};
pub use xpbd::{LayerPair, SkinPlane, StretchFacet, XpbdColour, XpbdHold, XpbdParams};
pub use xpbd_finish::xpbd_finish;
pub use xpbd_layers::xpbd_layers;
pub use xpbd_predict::xpbd_predict;
pub use xpbd_stretch::xpbd_stretch;
