//! The conjugate gradients of the settled drape, on the device.
//!
//! Preconditioned by the diagonal alone: what levels save in iterations they cost again in ever smaller
//! kernels. Sums are in single precision and the number of iterations is fixed, since asking how far
//! it is takes longer than going on.

use std::sync::Arc;

use bytemuck::{Pod, Zeroable};
use gpu::{Access, Buffer, Gpu, GpuError, Kernel, KernelBinding, Source, groups_for};

use crate::contact::pair::PairContact;
use crate::cpu::{MatrixRow, MatrixScalar, SPMV_GROUP};
use crate::kernel::{SpmvBuffers, SpmvKernel};
use crate::solver::Matrix;

/// Vertices or contacts that one workgroup works on.
const GROUP: u32 = SPMV_GROUP as u32;
/// Room for contacts at first.
const CONTACTS: usize = 4096;

const SHARED: &[Source] = &[("drape/pcg.wgsl", include_str!("../../../../shaders/drape/pcg.wgsl"))];

/// Two places of the cloth that act on each other, as the device has them.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
pub struct PcgContact {
    /// The vertices.
    pub vertices: [u32; 5],
    /// Positive at the first place, negative at the second.
    pub weights: [f32; 5],
    /// xx, yy, zz, xy, xz, yz (N/m).
    pub stiffness: [f32; 6],
}

/// Sums of one iteration, as the device has them.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
pub struct PcgSums {
    /// Residual · preconditioned residual.
    pub rz: f32,
    /// How far along the direction.
    pub alpha: f32,
    /// How much of the last direction the next keeps.
    pub beta: f32,
    /// Not 0 once the direction leads nowhere.
    pub done: u32,
}

/// The compiled `shaders/drape/pcg_*.wgsl` on their device: for any number of cloths.
#[derive(Debug)]
pub struct PcgKernels {
    gpu: Arc<Gpu>,
    multiply: SpmvKernel,
    contacts: Kernel,
    gather: Kernel,
    sum: Kernel,
    advance: Kernel,
    turn: Kernel,
}

impl PcgKernels {
    /// Compiles the kernels.
    ///
    /// # Errors
    ///
    /// [`GpuError`] when the driver refuses one.
    pub fn new(gpu: Arc<Gpu>) -> Result<Self, GpuError> {
        use Access::{Read, ReadWrite, Uniform};
        let compile = |name: &str, text: &str, access: &[Access]| {
            let source = gpu::assemble(name, text, SHARED)?;
            Kernel::new(&gpu, name, &source, access)
        };
        Ok(Self {
            multiply: SpmvKernel::new(&gpu)?,
            contacts: compile(
                "drape/pcg_contacts.wgsl",
                include_str!("../../../../shaders/drape/pcg_contacts.wgsl"),
                &[Read, Read, Read, ReadWrite],
            )?,
            gather: compile(
                "drape/pcg_gather.wgsl",
                include_str!("../../../../shaders/drape/pcg_gather.wgsl"),
                &[Read, Read, Read, Read, ReadWrite, ReadWrite],
            )?,
            sum: compile(
                "drape/pcg_sum.wgsl",
                include_str!("../../../../shaders/drape/pcg_sum.wgsl"),
                &[Uniform, Read, ReadWrite],
            )?,
            advance: compile(
                "drape/pcg_advance.wgsl",
                include_str!("../../../../shaders/drape/pcg_advance.wgsl"),
                &[Read, Read, Read, Read, ReadWrite, ReadWrite, ReadWrite, ReadWrite],
            )?,
            turn: compile(
                "drape/pcg_turn.wgsl",
                include_str!("../../../../shaders/drape/pcg_turn.wgsl"),
                &[Read, Read, ReadWrite],
            )?,
            gpu,
        })
    }

    /// Room on the device for the systems of one cloth.
    ///
    /// # Errors
    ///
    /// [`GpuError`] where they do not fit.
    pub(crate) fn room(&self, matrix: &Matrix<'_>) -> Result<PcgBuffers, GpuError> {
        PcgBuffers::new(self, matrix, CONTACTS)
    }

    /// Solves with `iterations` iterations; gives how far each vertex goes (m), shape `[n]`.
    ///
    /// # Errors
    ///
    /// [`GpuError`] when the device fails or hangs.
    pub(crate) fn solve(
        &self,
        buffers: &mut PcgBuffers,
        matrix: &Matrix<'_>,
        contacts: &[PairContact],
        residual: &[[f32; 4]],
        iterations: usize,
    ) -> Result<Vec<[f32; 4]>, GpuError> {
        let gpu = &self.gpu;
        if contacts.len() > buffers.contacts.len() {
            *buffers = PcgBuffers::new(self, matrix, contacts.len() * 3 / 2)?;
        }
        buffers.write(gpu, matrix, contacts, residual)?;
        let n = groups_for(matrix.rows.len(), GROUP);
        let touching = groups_for(contacts.len(), GROUP);
        let mut recording = gpu.record();
        // Before the first direction nothing is gone along.
        recording.dispatch(&buffers.advance, n);
        recording.dispatch(&buffers.first, [1, 1, 1]);
        recording.dispatch(&buffers.turn, n);
        for _ in 0..iterations {
            SpmvKernel::record(&mut recording, &buffers.multiply);
            if !contacts.is_empty() {
                recording.dispatch(&buffers.touch, touching);
            }
            recording.dispatch(&buffers.gather, n);
            recording.dispatch(&buffers.length, [1, 1, 1]);
            recording.dispatch(&buffers.advance, n);
            recording.dispatch(&buffers.keep, [1, 1, 1]);
            recording.dispatch(&buffers.turn, n);
        }
        recording.submit()?;
        buffers.step.read_back(gpu)
    }
}

/// The system of one cloth on the device, and the kernels joined with it.
#[derive(Debug)]
pub(crate) struct PcgBuffers {
    blocks: Buffer<[[f32; 4]; 3]>,
    inverse: Buffer<[[f32; 4]; 3]>,
    residual: Buffer<[f32; 4]>,
    step: Buffer<[f32; 4]>,
    sums: Buffer<PcgSums>,
    count: Buffer<u32>,
    contacts: Buffer<PcgContact>,
    begin: Buffer<u32>,
    entries: Buffer<MatrixScalar>,
    zero: Vec<[f32; 4]>,
    multiply: SpmvBuffers,
    touch: KernelBinding,
    gather: KernelBinding,
    length: KernelBinding,
    advance: KernelBinding,
    first: KernelBinding,
    keep: KernelBinding,
    turn: KernelBinding,
}

impl PcgBuffers {
    fn new(kernels: &PcgKernels, matrix: &Matrix<'_>, most: usize) -> Result<Self, GpuError> {
        let gpu = &*kernels.gpu;
        let n = matrix.rows.len();
        let zero = vec![[0.0; 4]; n];
        let (rows, columns): (&[MatrixRow], &[u32]) = (matrix.rows, matrix.columns);
        let blocks = Buffer::new(gpu, "pcg blocks", matrix.blocks)?;
        let multiply = kernels.multiply.join(gpu, rows, columns, &blocks, matrix.scalars, &zero)?;
        let inverse = Buffer::new(gpu, "pcg inverse", matrix.inverse)?;
        let residual = Buffer::new(gpu, "pcg residual", &zero)?;
        let step = Buffer::new(gpu, "pcg step", &zero)?;
        let preconditioned = Buffer::new(gpu, "pcg preconditioned", &zero)?;
        let sums = Buffer::zeroed(gpu, "pcg sums", 1)?;
        let partial = Buffer::<f32>::zeroed(gpu, "pcg partial", n.div_ceil(SPMV_GROUP))?;
        let count = Buffer::zeroed(gpu, "pcg count", 1)?;
        let contacts = Buffer::zeroed(gpu, "pcg contacts", most)?;
        let forces = Buffer::<[f32; 4]>::zeroed(gpu, "pcg forces", most)?;
        let begin = Buffer::zeroed(gpu, "pcg begin", n + 1)?;
        let entries = Buffer::zeroed(gpu, "pcg entries", 5 * most)?;
        let sum_after = |what: u32| -> Result<KernelBinding, GpuError> {
            let after = Buffer::new(gpu, "pcg after", &[[what, 0, 0, 0]])?;
            kernels.sum.bind(gpu, &[&after, &partial, &sums])
        };
        let (direction, product) = (&multiply.vector, &multiply.product);
        Ok(Self {
            touch: kernels.contacts.bind(gpu, &[&count, &contacts, direction, &forces])?,
            gather: kernels
                .gather
                .bind(gpu, &[&begin, &entries, &forces, direction, product, &partial])?,
            length: sum_after(0)?,
            keep: sum_after(1)?,
            first: sum_after(2)?,
            advance: kernels.advance.bind(
                gpu,
                &[&sums, &inverse, direction, product, &step, &residual, &preconditioned, &partial],
            )?,
            turn: kernels.turn.bind(gpu, &[&sums, &preconditioned, direction])?,
            blocks,
            inverse,
            residual,
            step,
            sums,
            count,
            contacts,
            begin,
            entries,
            zero,
            multiply,
        })
    }

    fn write(
        &self,
        gpu: &Gpu,
        matrix: &Matrix<'_>,
        contacts: &[PairContact],
        residual: &[[f32; 4]],
    ) -> Result<(), GpuError> {
        self.blocks.write(gpu, 0, matrix.blocks)?;
        self.inverse.write(gpu, 0, matrix.inverse)?;
        self.residual.write(gpu, 0, residual)?;
        self.step.write(gpu, 0, &self.zero)?;
        self.multiply.vector.write(gpu, 0, &self.zero)?;
        self.multiply.product.write(gpu, 0, &self.zero)?;
        self.sums.write(gpu, 0, &[PcgSums::default()])?;
        self.count.write(gpu, 0, &[contacts.len() as u32])?;
        let listed: Vec<PcgContact> = contacts.iter().map(PairContact::for_device).collect();
        self.contacts.write(gpu, 0, &listed)?;
        let (begin, entries) = by_vertex(contacts, self.zero.len());
        self.begin.write(gpu, 0, &begin)?;
        self.entries.write(gpu, 0, &entries)
    }
}

/// The contacts of each vertex, each with its weight there, in their order.
fn by_vertex(contacts: &[PairContact], vertices: usize) -> (Vec<u32>, Vec<MatrixScalar>) {
    let mut begin = vec![0; vertices + 1];
    let nodes = || {
        (0..).zip(contacts).flat_map(|(c, contact)| {
            contact.nodes().filter(|n| n.1 != 0.0).map(move |(v, w)| (v, c, w))
        })
    };
    for (v, ..) in nodes() {
        begin[v + 1] += 1;
    }
    for v in 0..vertices {
        begin[v + 1] += begin[v];
    }
    let mut next = begin.clone();
    let mut entries = vec![MatrixScalar::default(); begin[vertices] as usize];
    for (v, column, value) in nodes() {
        entries[next[v] as usize] = MatrixScalar { column, value };
        next[v] += 1;
    }
    (begin, entries)
}
