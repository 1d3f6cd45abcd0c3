//! Compute pipelines.

use bytemuck::Pod;

use crate::{Buffer, Gpu, GpuError};

/// How a kernel uses a buffer; the same as in its `var<…>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// `var<uniform>`.
    Uniform,
    /// `var<storage, read>`.
    Read,
    /// `var<storage, read_write>`.
    ReadWrite,
}

/// A compute pipeline whose buffers are group 0, bindings 0, 1, 2 …
#[derive(Debug)]
pub struct Kernel {
    pub(crate) pipeline: wgpu::ComputePipeline,
    layout: wgpu::BindGroupLayout,
    label: String,
}

/// A kernel with its buffers, ready to be dispatched any number of times.
#[derive(Clone, Debug)]
pub struct KernelBinding {
    pub(crate) pipeline: wgpu::ComputePipeline,
    pub(crate) group: wgpu::BindGroup,
}

/// A buffer of any element type, for binding.
pub trait Bindable {
    #[doc(hidden)]
    fn resource(&self) -> wgpu::BindingResource<'_>;
}

impl<T: Pod> Bindable for Buffer<T> {
    fn resource(&self) -> wgpu::BindingResource<'_> {
        self.raw.as_entire_binding()
    }
}

impl Kernel {
    /// Compiles the entry point `main` of an assembled WGSL source (see [`crate::assemble`]).
    ///
    /// `access` says how each binding of group 0 is used, in order.
    ///
    /// # Errors
    ///
    /// [`GpuError::Invalid`] with the validator's words.
    pub fn new(gpu: &Gpu, label: &str, wgsl: &str, access: &[Access]) -> Result<Self, GpuError> {
        let (pipeline, layout) = gpu.validated(label, |device| {
            let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
                label: Some(label),
                source: wgpu::ShaderSource::Wgsl(wgsl.into()),
            });
            let entries: Vec<_> = access
                .iter()
                .zip(0u32..)
                .map(|(access, binding)| wgpu::BindGroupLayoutEntry {
                    binding,
                    visibility: wgpu::ShaderStages::COMPUTE,
                    ty: wgpu::BindingType::Buffer {
                        ty: match access {
                            Access::Uniform => wgpu::BufferBindingType::Uniform,
                            Access::Read => wgpu::BufferBindingType::Storage { read_only: true },
                            Access::ReadWrite => {
                                wgpu::BufferBindingType::Storage { read_only: false }
                            }
                        },
                        has_dynamic_offset: false,
                        min_binding_size: None,
                    },
                    count: None,
                })
                .collect();
            let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
                label: Some(label),
                entries: &entries,
            });
            let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                label: Some(label),
                bind_group_layouts: &[Some(&layout)],
                immediate_size: 0,
            });
            let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                label: Some(label),
                layout: Some(&pipeline_layout),
                module: &module,
                entry_point: Some("main"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                cache: None,
            });
            (pipeline, layout)
        })?;
        Ok(Self { pipeline, layout, label: label.to_owned() })
    }

    /// Joins the kernel with its buffers, in the order of its bindings.
    ///
    /// # Errors
    ///
    /// [`GpuError::Invalid`] when the buffers are not as many or as large as the kernel wants.
    pub fn bind(&self, gpu: &Gpu, buffers: &[&dyn Bindable]) -> Result<KernelBinding, GpuError> {
        let group = gpu.validated(&self.label, |device| {
            let entries: Vec<_> = buffers
                .iter()
                .zip(0u32..)
                .map(|(b, binding)| wgpu::BindGroupEntry { binding, resource: b.resource() })
                .collect();
            device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some(&self.label),
                layout: &self.layout,
                entries: &entries,
            })
        })?;
        Ok(KernelBinding { pipeline: self.pipeline.clone(), group })
    }
}

/// How many workgroups of `workgroup_size` cover `n` items; `x` stays under the base line's 65,535
/// by going on in `y`, so a kernel for many items must use both.
pub fn groups_for(n: usize, workgroup_size: u32) -> [u32; 3] {
    let groups = n.div_ceil(workgroup_size.max(1) as usize).max(1);
    let y = groups.div_ceil(65_535);
    [groups.div_ceil(y) as u32, y as u32, 1]
}
