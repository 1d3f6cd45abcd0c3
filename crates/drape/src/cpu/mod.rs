//! The stages that also exist as WGSL, one file each: same name, same order of arguments.

mod spmv;

pub(crate) use spmv::least_tasks;
pub use spmv::{MatrixRow, MatrixScalar, SPMV_GROUP, spmv};
