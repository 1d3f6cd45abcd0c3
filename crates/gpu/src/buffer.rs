//! Arrays on the device.

use std::marker::PhantomData;

use bytemuck::Pod;
use wgpu::BufferUsages as U;

use crate::{Gpu, GpuError};

/// An array of `T` on the device, usable as storage, uniform, vertices or indices.
#[derive(Debug)]
pub struct Buffer<T> {
    pub(crate) raw: wgpu::Buffer,
    label: String,
    len: usize,
    element: PhantomData<fn() -> T>,
}

impl<T: Pod> Buffer<T> {
    /// Copies `data` to the device.
    ///
    /// An empty array still holds room for one zeroed element, since a binding may not be empty.
    ///
    /// # Errors
    ///
    /// [`GpuError::TooLarge`] beyond the base line's 128 MiB, [`GpuError::Device`] without memory.
    pub fn new(gpu: &Gpu, label: &str, data: &[T]) -> Result<Self, GpuError> {
        let buffer = Self::zeroed(gpu, label, data.len())?;
        buffer.write(gpu, 0, data)?;
        Ok(buffer)
    }

    /// An array of `len` zeroed elements.
    ///
    /// # Errors
    ///
    /// As [`Buffer::new`].
    pub fn zeroed(gpu: &Gpu, label: &str, len: usize) -> Result<Self, GpuError> {
        let bytes = (len.max(1) * size_of::<T>()).next_multiple_of(4) as u64;
        let limit = wgpu::Limits::default().max_storage_buffer_binding_size;
        if bytes > limit {
            return Err(GpuError::TooLarge { label: label.to_owned(), bytes, limit });
        }
        let raw = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some(label),
            size: bytes,
            usage: U::STORAGE | U::UNIFORM | U::VERTEX | U::INDEX | U::COPY_SRC | U::COPY_DST,
            mapped_at_creation: false,
        });
        gpu.check()?;
        Ok(Self { raw, label: label.to_owned(), len, element: PhantomData })
    }

    /// Overwrites the elements from `first` on; takes effect before the next submission.
    ///
    /// # Errors
    ///
    /// [`GpuError::DoesNotFit`] past the end.
    pub fn write(&self, gpu: &Gpu, first: usize, data: &[T]) -> Result<(), GpuError> {
        if first + data.len() > self.len {
            return Err(GpuError::DoesNotFit {
                label: self.label.clone(),
                given: first + data.len(),
                room: self.len,
            });
        }
        let bytes: &[u8] = bytemuck::cast_slice(data);
        let offset = (first * size_of::<T>()) as u64;
        if bytes.len().is_multiple_of(4) {
            gpu.queue.write_buffer(&self.raw, offset, bytes);
        } else {
            // Only an array of elements smaller than four bytes comes here; the room is padded.
            let mut padded = bytes.to_vec();
            padded.resize(bytes.len().next_multiple_of(4), 0);
            gpu.queue.write_buffer(&self.raw, offset, &padded);
        }
        gpu.check()
    }

    /// Copies the array back, after all work submitted so far is done.
    ///
    /// # Errors
    ///
    /// [`GpuError::Timeout`] when the device hangs, [`GpuError::Device`] when something failed.
    pub fn read_back(&self, gpu: &Gpu) -> Result<Vec<T>, GpuError> {
        let size = self.raw.size();
        let staging = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("read back"),
            size,
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let mut encoder =
            gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        encoder.copy_buffer_to_buffer(&self.raw, 0, &staging, 0, size);
        let bytes = gpu.read(encoder.finish(), &staging)?;
        let whole = &bytes[..self.len * size_of::<T>()];
        Ok(whole.chunks_exact(size_of::<T>().max(1)).map(bytemuck::pod_read_unaligned).collect())
    }

    /// Number of elements.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Has it no element?
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}
