//! The device, its buffers, kernels and raster pipelines; the only crate that knows wgpu.
//!
//! Everything keeps to WebGPU's base-line limits (at most 8 storage buffers a stage, workgroups
//! of at most 256, no float atomics, no 16-bit floats), so that one shader runs on a graphics
//! card, on a software driver and in a browser.
//!
//! A [`Recording`] collects work without a device call; [`Recording::submit`] encodes it in order.

mod adapter;
mod buffer;
mod device;
mod error;
mod kernel;
mod raster;
mod recording;
mod shader;
mod texture;

pub use adapter::{Adapter, AdapterKind, Choice};
pub use buffer::Buffer;
pub use device::Gpu;
pub use error::GpuError;
pub use kernel::{Access, Bindable, Kernel, KernelBinding, groups_for};
pub use raster::{
    ColourTarget, DepthTest, Draw, Faces, Pass, Raster, RasterBinding, RasterSpec, Resource, Slot,
};
pub use recording::Recording;
pub use shader::{SHARED_SOURCES, Source, assemble};
pub use texture::{Format, Sampler, Sampling, Texture};
