//! Each kernel on the device against its twin on the processor.

#![expect(clippy::print_stderr, reason = "says why a test is skipped")]

use std::mem::{offset_of, size_of};

use drape::cpu::{self, MatrixRow, MatrixScalar, SPMV_GROUP};
use drape::kernel::SpmvKernel;
use gpu::{Choice, Gpu, GpuError};

/// `(field, offset)` of a WGSL struct, and its size, in bytes.
fn wgsl_layout(source: &str, name: &str) -> (Vec<(String, usize)>, usize) {
    let module = naga::front::wgsl::parse_str(source)
        .unwrap_or_else(|e| panic!("{}", e.emit_to_string(source)));
    let ty = module.types.iter().find(|(_, t)| t.name.as_deref() == Some(name));
    let Some((_, naga::Type { inner: naga::TypeInner::Struct { members, span }, .. })) = ty else {
        panic!("no struct {name}");
    };
    let fields = members.iter().map(|m| (m.name.clone().unwrap_or_default(), m.offset as usize));
    (fields.collect(), *span as usize)
}

macro_rules! same_layout {
    ($source:expr, $ty:ident { $($field:ident),* }) => {
        let (fields, size) = wgsl_layout($source, stringify!($ty));
        let ours = vec![$((stringify!($field).to_owned(), offset_of!($ty, $field))),*];
        assert_eq!(fields, ours, "{}", stringify!($ty));
        assert_eq!(size, size_of::<$ty>(), "size of {}", stringify!($ty));
    };
}

#[test]
fn rust_and_wgsl_lay_out_the_matrix_alike() {
    let source = include_str!("../../../shaders/drape/spmv.wgsl");
    same_layout!(source, MatrixRow { block_begin, block_end, scalar_begin, scalar_end });
    same_layout!(source, MatrixScalar { column, value });
}

/// Numbers in −1..1 that are the same everywhere (xorshift32).
fn random(seed: &mut u32) -> f32 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    (*seed >> 8) as f32 / f32::from(1u16 << 15) / 256.0 - 1.0
}

struct Matrix {
    rows: Vec<MatrixRow>,
    columns: Vec<u32>,
    blocks: Vec<[[f32; 4]; 3]>,
    scalars: Vec<MatrixScalar>,
    vector: Vec<[f32; 4]>,
}

/// A matrix with rows of different lengths, some without blocks or scalars.
fn matrix(n: u32) -> Matrix {
    let mut seed = 0x9e37_79b9;
    let (mut rows, mut columns, mut blocks) = (Vec::new(), Vec::new(), Vec::new());
    let (mut scalars, mut vector) = (Vec::new(), Vec::new());
    let any = |seed: &mut u32| ((random(seed) * 0.5 + 0.5) * n as f32) as u32 % n;
    for i in 0..n {
        let (block_begin, scalar_begin) = (columns.len() as u32, scalars.len() as u32);
        for _ in 0..i % 9 {
            columns.push(any(&mut seed));
            let mut column = || [random(&mut seed), random(&mut seed), random(&mut seed), 0.0];
            blocks.push([column(), column(), column()]);
        }
        for _ in 0..i % 7 {
            let column = any(&mut seed);
            scalars.push(MatrixScalar { column, value: 100.0 * random(&mut seed) });
        }
        let (block_end, scalar_end) = (columns.len() as u32, scalars.len() as u32);
        rows.push(MatrixRow { block_begin, block_end, scalar_begin, scalar_end });
        vector.push([random(&mut seed), random(&mut seed), random(&mut seed), 0.0]);
    }
    Matrix { rows, columns, blocks, scalars, vector }
}

#[test]
fn spmv_on_the_device_is_its_cpu_twin() {
    let gpu = match Gpu::new(&Choice::Auto) {
        Ok(gpu) => gpu,
        Err(GpuError::NoAdapter) => {
            eprintln!("skipped: no Vulkan adapter");
            return;
        }
        Err(error) => panic!("{error}"),
    };
    // Not a multiple of the workgroup.
    let m = matrix(3001);
    let mut product = vec![[0.0; 4]; m.rows.len()];
    let mut partial = vec![0.0; m.rows.len().div_ceil(SPMV_GROUP)];
    cpu::spmv(&m.rows, &m.columns, &m.blocks, &m.scalars, &m.vector, &mut product, &mut partial);
    let kernel = SpmvKernel::new(&gpu).unwrap();
    let buffers =
        kernel.upload(&gpu, &m.rows, &m.columns, &m.blocks, &m.scalars, &m.vector).unwrap();
    let mut recording = gpu.record();
    SpmvKernel::record(&mut recording, &buffers);
    recording.submit().unwrap();
    let (theirs, their_partial) =
        (buffers.product.read_back(&gpu).unwrap(), buffers.partial.read_back(&gpu).unwrap());
    if gpu.is_software() {
        // Neither side fuses multiply and add, and both add in one order: equal to the last bit.
        assert_eq!(theirs, product);
        assert_eq!(their_partial, partial);
    } else {
        // A card may fuse: one rounding less for each of up to 42 terms of up to 100.
        for (a, b) in theirs.iter().flatten().zip(product.iter().flatten()) {
            assert!((a - b).abs() < 1e-3, "{a} {b}");
        }
        for (a, b) in their_partial.iter().zip(&partial) {
            assert!((a - b).abs() < 0.05, "{a} {b}");
        }
    }
}

#[test]
fn spmv_multiplies_as_a_dense_matrix_does() {
    let n = 130;
    let m = matrix(n as u32);
    let mut product = vec![[0.0; 4]; n];
    let mut partial = vec![0.0; n.div_ceil(SPMV_GROUP)];
    cpu::spmv(&m.rows, &m.columns, &m.blocks, &m.scalars, &m.vector, &mut product, &mut partial);
    let mut dot = 0.0;
    for (i, row) in m.rows.iter().enumerate() {
        let mut want = [0.0f64; 3];
        for k in row.block_begin as usize..row.block_end as usize {
            let x = m.vector[m.columns[k] as usize];
            for (c, column) in m.blocks[k].iter().enumerate() {
                for (want, a) in want.iter_mut().zip(column) {
                    *want += f64::from(*a) * f64::from(x[c]);
                }
            }
        }
        for s in &m.scalars[row.scalar_begin as usize..row.scalar_end as usize] {
            for (want, x) in want.iter_mut().zip(m.vector[s.column as usize]) {
                *want += f64::from(s.value) * f64::from(x);
            }
        }
        for (l, want) in want.into_iter().enumerate() {
            // Rounding of at most 30 terms of up to 100.
            assert!((f64::from(product[i][l]) - want).abs() < 1e-3);
            dot += want * f64::from(m.vector[i][l]);
        }
    }
    let sum: f64 = partial.iter().copied().map(f64::from).sum();
    assert!((sum - dot).abs() < 1e-5 * dot.abs() + 1e-2, "{sum} {dot}");
}
