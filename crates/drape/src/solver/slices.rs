//! The matrix of a Newton step in slices of eight rows, which the processor's vectors take together
//! (sliced ELLPACK: A. Monakov et al., Automatically tuning sparse matrix-vector multiplication for GPU
//! architectures, 2010).
//!
//! It rounds as [`crate::cpu::spmv`] does, row by row, which is what a device works with.

#![expect(clippy::inline_always, reason = "a call would hand vectors over in memory")]

use std::ops::Range;

use rayon::prelude::*;

use crate::cpu::lanes::{Lanes, Lanes3, Plain};
#[cfg(target_arch = "x86_64")]
use crate::cpu::lanes_x86::Avx2;
use crate::cpu::{MatrixRow, MatrixScalar, SPMV_GROUP, least_tasks, tree_sum};

/// Rows of a slice.
pub(crate) const SLICE: usize = 8;
/// Fewest slices that one task lays out.
const SLICES: usize = 64;
/// Groups of rows that one task multiplies.
const TASK: usize = 8;

/// A 3×3 block of each row of a slice, column by column.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(align(32))]
pub(crate) struct Blocks([[f32; SLICE]; 9]);

/// Multiples of the identity, one for each row of a slice.
#[derive(Clone, Copy, Debug)]
struct Scalars {
    columns: [u32; SLICE],
    values: [f32; SLICE],
}

/// Where a slice's entries lie: as many for each of its rows as the longest one has.
#[derive(Clone, Copy, Debug)]
struct Slice {
    block_begin: u32,
    block_end: u32,
    scalar_begin: u32,
    scalar_end: u32,
}

impl Slice {
    fn blocks(&self) -> Range<usize> {
        self.block_begin as usize..self.block_end as usize
    }

    fn scalars(&self) -> Range<usize> {
        self.scalar_begin as usize..self.scalar_end as usize
    }
}

/// Where a matrix has entries, and those of them that stay.
#[derive(Clone, Debug)]
pub(crate) struct Slices {
    places: Vec<Slice>,
    columns: Vec<[u32; SLICE]>,
    scalars: Vec<Scalars>,
}

impl Slices {
    pub(crate) fn new(rows: &[MatrixRow], columns: &[u32], scalars: &[MatrixScalar]) -> Self {
        let slice = |(slice, rows): (usize, &[MatrixRow])| {
            let first = (slice * SLICE) as u32;
            let blocks_of = |row: &MatrixRow| row.block_begin as usize..row.block_end as usize;
            let scalars_of = |row: &MatrixRow| row.scalar_begin as usize..row.scalar_end as usize;
            // Shorter rows are filled up with zeros at the first one's diagonal.
            let longest = rows.iter().map(|r| blocks_of(r).len()).max().unwrap_or(0);
            let blocks = (0..longest).map(|k| {
                let mut own = [first; SLICE];
                for (own, row) in own.iter_mut().zip(rows) {
                    *own = columns[blocks_of(row)].get(k).copied().unwrap_or(first);
                }
                own
            });
            let longest = rows.iter().map(|r| scalars_of(r).len()).max().unwrap_or(0);
            let scalars = (0..longest).map(|k| {
                let mut own = Scalars { columns: [first; SLICE], values: [0.0; SLICE] };
                for (l, row) in rows.iter().enumerate() {
                    if let Some(entry) = scalars[scalars_of(row)].get(k) {
                        (own.columns[l], own.values[l]) = (entry.column, entry.value);
                    }
                }
                own
            });
            (blocks.collect::<Vec<_>>(), scalars.collect::<Vec<_>>())
        };
        let slices = rows.par_chunks(SLICE).enumerate().with_min_len(SLICES);
        let mut all = Self { places: Vec::new(), columns: Vec::new(), scalars: Vec::new() };
        for (blocks, scalars) in slices.map(slice).collect::<Vec<_>>() {
            let (block_begin, scalar_begin) = (all.columns.len() as u32, all.scalars.len() as u32);
            all.columns.extend(blocks);
            all.scalars.extend(scalars);
            all.places.push(Slice {
                block_begin,
                block_end: all.columns.len() as u32,
                scalar_begin,
                scalar_end: all.scalars.len() as u32,
            });
        }
        all
    }

    /// Zeros for the blocks of all slices.
    pub(crate) fn blocks(&self) -> Vec<Blocks> {
        vec![Blocks::default(); self.columns.len()]
    }

    /// The blocks of the slices that hold rows `first` to `last`; both begin a slice, or there is none
    /// after.
    pub(crate) fn range(&self, first: usize, last: usize) -> Range<usize> {
        let slices = &self.places[first / SLICE..last.div_ceil(SLICE)];
        slices[0].blocks().start..slices[slices.len() - 1].blocks().end
    }

    /// `product` = A `vector`, and for each [`SPMV_GROUP`] rows their part of `vector` · `product`.
    pub(crate) fn multiply(
        &self,
        blocks: &[Blocks],
        vector: &[[f32; 4]],
        product: &mut [[f32; 4]],
        partial: &mut [f32],
    ) {
        product
            .par_chunks_mut(SPMV_GROUP * TASK)
            .zip(partial.par_chunks_mut(TASK))
            .with_min_len(least_tasks(vector.len(), SPMV_GROUP * TASK))
            .enumerate()
            .for_each(|(task, (product, partial))| {
                let groups = product.chunks_mut(SPMV_GROUP).zip(partial);
                for (g, (product, partial)) in groups.enumerate() {
                    let first = (task * TASK + g) * SPMV_GROUP;
                    *partial = self.multiply_group(blocks, vector, first, product);
                }
            });
    }

    fn multiply_group(
        &self,
        blocks: &[Blocks],
        vector: &[[f32; 4]],
        first: usize,
        product: &mut [[f32; 4]],
    ) -> f32 {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            #[expect(
                unsafe_code,
                reason = "the compiler cannot know the processor it will run on"
            )]
            // SAFETY: the processor says that it knows these instructions.
            return unsafe { self.group_avx2(blocks, vector, first, product) };
        }
        self.group::<Plain>(blocks, vector, first, product)
    }

    /// [`Slices::group`] with the processor's vectors; it rounds alike.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn group_avx2(
        &self,
        blocks: &[Blocks],
        vector: &[[f32; 4]],
        first: usize,
        product: &mut [[f32; 4]],
    ) -> f32 {
        self.group::<Avx2>(blocks, vector, first, product)
    }

    /// The products of the rows from `first` on; gives their part of the dot product.
    #[inline(always)]
    fn group<L: Lanes>(
        &self,
        blocks: &[Blocks],
        vector: &[[f32; 4]],
        first: usize,
        product: &mut [[f32; 4]],
    ) -> f32 {
        let mut dots = [0.0; SPMV_GROUP];
        for (s, product) in product.chunks_mut(SLICE).enumerate() {
            let own = first + s * SLICE;
            let slice = &self.places[own / SLICE];
            let mut lane = 0;
            while lane < SLICE {
                let sum = self.rows_times::<L>(slice, lane, blocks, vector);
                let [x, y, z, _] =
                    L::columns(|l| vector.get(own + lane + l).copied().unwrap_or_default());
                sum.dot(Lanes3 { x, y, z }).write(&mut dots[s * SLICE + lane..]);
                L::rows([sum.x, sum.y, sum.z, L::all(0.0)], |l, row| {
                    if let Some(product) = product.get_mut(lane + l) {
                        *product = row;
                    }
                });
                lane += L::WIDTH;
            }
        }
        tree_sum(&mut dots)
    }

    /// The rows of a slice from its row `lane` on, times `vector`.
    #[inline(always)]
    fn rows_times<L: Lanes>(
        &self,
        slice: &Slice,
        lane: usize,
        blocks: &[Blocks],
        vector: &[[f32; 4]],
    ) -> Lanes3<L> {
        let zero = L::all(0.0);
        let mut sum = Lanes3 { x: zero, y: zero, z: zero };
        for (columns, block) in self.columns[slice.blocks()].iter().zip(&blocks[slice.blocks()]) {
            let [x, y, z, _] = L::columns(|l| vector[columns[lane + l] as usize]);
            let column = |c: usize| &block.0[c];
            sum = sum
                + (column_of::<L>(column(0), column(1), column(2), lane) * x
                    + column_of::<L>(column(3), column(4), column(5), lane) * y
                    + column_of::<L>(column(6), column(7), column(8), lane) * z);
        }
        for scalars in &self.scalars[slice.scalars()] {
            let [x, y, z, _] = L::columns(|l| vector[scalars.columns[lane + l] as usize]);
            sum = sum + Lanes3 { x, y, z } * L::read(&scalars.values[lane..]);
        }
        sum
    }
}

#[inline(always)]
fn column_of<L: Lanes>(
    x: &[f32; SLICE],
    y: &[f32; SLICE],
    z: &[f32; SLICE],
    lane: usize,
) -> Lanes3<L> {
    Lanes3 { x: L::read(&x[lane..]), y: L::read(&y[lane..]), z: L::read(&z[lane..]) }
}

/// Puts the rows of a slice, each as many blocks of three padded columns, into `to`.
pub(crate) fn pack(rows: &[[[f32; 4]; 3]], to: &mut [Blocks]) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        #[expect(unsafe_code, reason = "the compiler cannot know the processor it will run on")]
        // SAFETY: the processor says that it knows these instructions.
        return unsafe { pack_avx2(rows, to) };
    }
    pack_with::<Plain>(rows, to);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn pack_avx2(rows: &[[[f32; 4]; 3]], to: &mut [Blocks]) {
    pack_with::<Avx2>(rows, to);
}

#[inline(always)]
fn pack_with<L: Lanes>(rows: &[[[f32; 4]; 3]], to: &mut [Blocks]) {
    let each = to.len();
    assert_eq!(rows.len(), SLICE * each, "blocks of a slice");
    for (k, blocks) in to.iter_mut().enumerate() {
        for (c, column) in blocks.0.chunks_exact_mut(3).enumerate() {
            let mut lane = 0;
            while lane < SLICE {
                let [x, y, z, _] = L::columns(|l| rows[(lane + l) * each + k][c]);
                x.write(&mut column[0][lane..]);
                y.write(&mut column[1][lane..]);
                z.write(&mut column[2][lane..]);
                lane += L::WIDTH;
            }
        }
    }
}

impl Slices {
    /// The blocks row by row, as a device takes them.
    pub(crate) fn unpack(&self, rows: &[MatrixRow], blocks: &[Blocks], to: &mut [[[f32; 4]; 3]]) {
        for (i, row) in rows.iter().enumerate() {
            let from = &blocks[self.places[i / SLICE].blocks()];
            let own = &mut to[row.block_begin as usize..row.block_end as usize];
            for (own, from) in own.iter_mut().zip(from) {
                for (c, column) in own.iter_mut().enumerate() {
                    for (l, value) in column[..3].iter_mut().enumerate() {
                        *value = from.0[3 * c + l][i % SLICE];
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cpu::spmv;

    #[derive(Default)]
    struct Matrix {
        rows: Vec<MatrixRow>,
        columns: Vec<u32>,
        blocks: Vec<[[f32; 4]; 3]>,
        scalars: Vec<MatrixScalar>,
    }

    /// A matrix with rows of all lengths, not a multiple of a slice.
    fn matrix() -> Matrix {
        let n = 147u32;
        let mut seed = 7u32;
        let mut random = move || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed >> 8
        };
        let mut m = Matrix::default();
        for i in 0..n {
            let (block_begin, scalar_begin) = (m.columns.len() as u32, m.scalars.len() as u32);
            m.columns.push(i);
            m.columns.extend((0..random() % 9).map(|_| random() % n));
            for _ in block_begin..m.columns.len() as u32 {
                let mut value = || (random() as f32 / (1u32 << 23) as f32 - 1.0) * 100.0;
                m.blocks.push([0, 1, 2].map(|_| [value(), value(), value(), 0.0]));
            }
            for _ in 0..random() % 7 {
                let value = random() as f32 / (1u32 << 24) as f32;
                m.scalars.push(MatrixScalar { column: random() % n, value });
            }
            m.rows.push(MatrixRow {
                block_begin,
                block_end: m.columns.len() as u32,
                scalar_begin,
                scalar_end: m.scalars.len() as u32,
            });
        }
        m
    }

    #[test]
    fn slices_multiply_as_rows_do_to_the_last_bit() {
        let Matrix { rows, columns, blocks, scalars } = matrix();
        let slices = Slices::new(&rows, &columns, &scalars);
        let mut packed = slices.blocks();
        for first in (0..rows.len()).step_by(SLICE) {
            let last = (first + SLICE).min(rows.len());
            let to = &mut packed[slices.range(first, last)];
            let mut of_slice = vec![[[0.0; 4]; 3]; SLICE * to.len()];
            for (l, row) in rows[first..last].iter().enumerate() {
                let from = &blocks[row.block_begin as usize..row.block_end as usize];
                of_slice[l * to.len()..][..from.len()].copy_from_slice(from);
            }
            pack(&of_slice, to);
            let mut plain = vec![Blocks::default(); to.len()];
            pack_with::<Plain>(&of_slice, &mut plain);
            assert_eq!(plain, to);
        }
        let vector: Vec<[f32; 4]> =
            (0..rows.len()).map(|i| [0.3, -0.7, 1.1, 0.0].map(|x| x * (i % 13) as f32)).collect();
        let (mut expected, mut product) = (vec![[0.0; 4]; rows.len()], vec![[0.0; 4]; rows.len()]);
        let groups = rows.len().div_ceil(SPMV_GROUP);
        let (mut parts, mut partial) = (vec![0.0; groups], vec![0.0; groups]);
        spmv(&rows, &columns, &blocks, &scalars, &vector, &mut expected, &mut parts);
        slices.multiply(&packed, &vector, &mut product, &mut partial);
        assert_eq!((&expected, &parts), (&product, &partial));
        for (g, product) in product.chunks_mut(SPMV_GROUP).enumerate() {
            partial[g] = slices.group::<Plain>(&packed, &vector, g * SPMV_GROUP, product);
        }
        assert_eq!((expected, parts), (product, partial));

        let mut back = vec![[[0.0; 4]; 3]; blocks.len()];
        slices.unpack(&rows, &packed, &mut back);
        assert_eq!(blocks, back);
    }
}
