//! [`crate::cpu::spmv`] on the device.

use gpu::{Access, Buffer, Gpu, GpuError, Kernel, KernelBinding, Recording, groups_for};

use crate::cpu::{MatrixRow, MatrixScalar, SPMV_GROUP};

/// The compiled `shaders/drape/spmv.wgsl`.
#[derive(Debug)]
pub struct SpmvKernel {
    kernel: Kernel,
}

/// A matrix on the device with room for a vector and its product.
#[derive(Debug)]
pub struct SpmvBuffers {
    /// The vector, shape `[n]`.
    pub vector: Buffer<[f32; 4]>,
    /// The product, shape `[n]`.
    pub product: Buffer<[f32; 4]>,
    /// The dot product's parts, one for each [`SPMV_GROUP`] rows.
    pub partial: Buffer<f32>,
    binding: KernelBinding,
    rows: usize,
}

impl SpmvKernel {
    /// Compiles the kernel.
    ///
    /// # Errors
    ///
    /// [`GpuError`] when the driver refuses it.
    pub fn new(gpu: &Gpu) -> Result<Self, GpuError> {
        let text = include_str!("../../../../shaders/drape/spmv.wgsl");
        let source = gpu::assemble("drape/spmv.wgsl", text, &[])?;
        let access = [
            Access::Read,
            Access::Read,
            Access::Read,
            Access::Read,
            Access::Read,
            Access::ReadWrite,
            Access::ReadWrite,
        ];
        Ok(Self { kernel: Kernel::new(gpu, "drape/spmv", &source, &access)? })
    }

    /// Copies a matrix and a vector to the device; arguments as in [`crate::cpu::spmv`].
    ///
    /// # Errors
    ///
    /// [`GpuError`] where they do not fit.
    pub fn upload(
        &self,
        gpu: &Gpu,
        rows: &[MatrixRow],
        columns: &[u32],
        blocks: &[[[f32; 4]; 3]],
        scalars: &[MatrixScalar],
        vector: &[[f32; 4]],
    ) -> Result<SpmvBuffers, GpuError> {
        let blocks = Buffer::new(gpu, "spmv blocks", blocks)?;
        self.join(gpu, rows, columns, &blocks, scalars, vector)
    }

    /// As [`SpmvKernel::upload`], with blocks that are on the device already.
    pub(crate) fn join(
        &self,
        gpu: &Gpu,
        rows: &[MatrixRow],
        columns: &[u32],
        blocks: &Buffer<[[f32; 4]; 3]>,
        scalars: &[MatrixScalar],
        vector: &[[f32; 4]],
    ) -> Result<SpmvBuffers, GpuError> {
        let n = rows.len();
        let rows = Buffer::new(gpu, "spmv rows", rows)?;
        let columns = Buffer::new(gpu, "spmv columns", columns)?;
        let scalars = Buffer::new(gpu, "spmv scalars", scalars)?;
        let vector = Buffer::new(gpu, "spmv vector", vector)?;
        let product = Buffer::zeroed(gpu, "spmv product", n)?;
        let partial = Buffer::zeroed(gpu, "spmv partial", n.div_ceil(SPMV_GROUP))?;
        let binding = self
            .kernel
            .bind(gpu, &[&rows, &columns, blocks, &scalars, &vector, &product, &partial])?;
        Ok(SpmvBuffers { vector, product, partial, binding, rows: n })
    }

    /// Records one multiplication.
    pub fn record(recording: &mut Recording<'_>, buffers: &SpmvBuffers) {
        recording.dispatch(&buffers.binding, groups_for(buffers.rows, SPMV_GROUP as u32));
    }
}
