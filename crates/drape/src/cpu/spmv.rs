//! Sparse matrix times vector, with the dot product that conjugate gradients need next.
//!
//! On the processor the settled drape multiplies by slices of rows, which rounds as this does.

use bytemuck::{Pod, Zeroable};
use rayon::prelude::*;

/// Rows that one workgroup of `shaders/drape/spmv.wgsl` multiplies.
pub const SPMV_GROUP: usize = 64;

/// Groups that one task multiplies.
const TASK: usize = 8;

/// A matrix of up to so many rows is multiplied by one thread: handing a part of it to another
/// costs more than it saves, and much more where other programs want the processor.
pub(crate) const SERIAL_ROWS: usize = 3072;

/// Fewest tasks to hand to a thread, for `rows` rows in tasks of `each`.
pub(crate) fn least_tasks(rows: usize, each: usize) -> usize {
    if rows <= SERIAL_ROWS { SERIAL_ROWS.div_ceil(each) } else { 1 }
}

/// Where the entries of one row lie: its 3×3 blocks and its multiples of the identity.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct MatrixRow {
    /// First block.
    pub block_begin: u32,
    /// One past the last block.
    pub block_end: u32,
    /// First scalar entry.
    pub scalar_begin: u32,
    /// One past the last scalar entry.
    pub scalar_end: u32,
}

/// `value` times the 3×3 identity in column `column`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct MatrixScalar {
    /// Block column.
    pub column: u32,
    /// Factor of the identity.
    pub value: f32,
}

/// `product` = A `vector`, and for each group of [`SPMV_GROUP`] rows its part of
/// `vector` · `product`.
///
/// A is `rows` over `columns` and `blocks` (each three padded columns) and `scalars`. `vector` and
/// `product` have shape `[n]` with a zero fourth component, `partial` has one entry a group. Within
/// a group the dot is summed as a binary tree, so that its order is that of the WGSL twin and of
/// any number of threads.
///
/// # Panics
///
/// When the shapes do not fit.
pub fn spmv(
    rows: &[MatrixRow],
    columns: &[u32],
    blocks: &[[[f32; 4]; 3]],
    scalars: &[MatrixScalar],
    vector: &[[f32; 4]],
    product: &mut [[f32; 4]],
    partial: &mut [f32],
) {
    assert_eq!(rows.len(), vector.len(), "rows and vector");
    assert_eq!(rows.len(), product.len(), "rows and product");
    assert_eq!(rows.len().div_ceil(SPMV_GROUP), partial.len(), "groups and partial sums");
    product
        .par_chunks_mut(SPMV_GROUP * TASK)
        .zip(partial.par_chunks_mut(TASK))
        .with_min_len(least_tasks(rows.len(), SPMV_GROUP * TASK))
        .enumerate()
        .for_each(|(task, (product, partial))| {
            let groups = product.chunks_mut(SPMV_GROUP).zip(partial);
            for (g, (product, partial)) in groups.enumerate() {
                let first = (task * TASK + g) * SPMV_GROUP;
                let mut dots = [0.0; SPMV_GROUP];
                for (k, out) in product.iter_mut().enumerate() {
                    *out = row_times(&rows[first + k], columns, blocks, scalars, vector);
                    let p = vector[first + k];
                    dots[k] = out[0] * p[0] + out[1] * p[1] + out[2] * p[2];
                }
                *partial = tree_sum(&mut dots);
            }
        });
}

#[inline]
fn row_times(
    row: &MatrixRow,
    columns: &[u32],
    blocks: &[[[f32; 4]; 3]],
    scalars: &[MatrixScalar],
    vector: &[[f32; 4]],
) -> [f32; 4] {
    let mut sum = [0.0; 4];
    let range = row.block_begin as usize..row.block_end as usize;
    for (&column, block) in columns[range.clone()].iter().zip(&blocks[range]) {
        let x = vector[column as usize];
        for l in 0..4 {
            sum[l] += block[0][l] * x[0] + block[1][l] * x[1] + block[2][l] * x[2];
        }
    }
    for entry in &scalars[row.scalar_begin as usize..row.scalar_end as usize] {
        let x = vector[entry.column as usize];
        for l in 0..4 {
            sum[l] += entry.value * x[l];
        }
    }
    sum
}

pub(crate) fn tree_sum(values: &mut [f32; SPMV_GROUP]) -> f32 {
    let mut half = SPMV_GROUP / 2;
    while half > 0 {
        for k in 0..half {
            values[k] += values[k + half];
        }
        half /= 2;
    }
    values[0]
}
