//! The stages that also exist as WGSL, one file each: same name, same order of arguments.

mod spmv;

pub use spmv::{MatrixRow, MatrixScalar, SPMV_GROUP, spmv};
