//! Pipelines that draw triangles.

use crate::{Bindable, Buffer, Format, Gpu, GpuError, Sampler, Texture};

/// What a shader finds at a binding of group 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// `var<uniform>`.
    Uniform,
    /// `texture_2d<f32>`.
    Texture,
    /// `texture_depth_2d`.
    Depth,
    /// `sampler`.
    Sampler,
    /// `sampler_comparison`.
    Compare,
}

/// What is put at a binding.
#[derive(Clone, Copy)]
pub enum Resource<'a> {
    /// For [`Slot::Uniform`].
    Buffer(&'a dyn Bindable),
    /// For [`Slot::Texture`] and [`Slot::Depth`].
    Texture(&'a Texture),
    /// For [`Slot::Sampler`] and [`Slot::Compare`].
    Sampler(&'a Sampler),
}

/// How a pipeline uses the depth buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DepthTest {
    /// Draws over everything and leaves the depth as it is.
    Ignore,
    /// Draws where nearer, and nearer means a smaller depth.
    Smaller,
    /// Draws where nearer, and nearer means a greater depth (the exact way to store perspective).
    Greater,
}

/// Which faces of triangles are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Faces {
    /// Both.
    All,
    /// Those seen counter-clockwise.
    Front,
    /// Those seen clockwise.
    Back,
}

/// A pipeline to be made.
#[derive(Clone, Copy, Debug)]
pub struct RasterSpec<'a> {
    /// For error messages.
    pub label: &'a str,
    /// The assembled source.
    pub wgsl: &'a str,
    /// Entry point for vertices.
    pub vertex: &'a str,
    /// Entry point for fragments; `None` draws depth alone.
    pub fragment: Option<&'a str>,
    /// Floats of each vertex attribute (locations 0, 1 …), 1–4 each; empty without vertices.
    pub attributes: &'a [u32],
    /// Bindings of group 0, in order.
    pub slots: &'a [Slot],
    /// Formats of the colour targets.
    pub colours: &'a [Format],
    /// Use of the depth target; `None` without one.
    pub depth: Option<DepthTest>,
    /// Samples a pixel, 1 or 4.
    pub samples: u32,
    /// Which faces are drawn.
    pub faces: Faces,
    /// Values of the shader's `override` constants. A software driver runs both sides of every
    /// branch, so what does not change from pixel to pixel should be one of these.
    pub constants: &'a [(&'a str, f64)],
}

/// A pipeline that draws triangles.
#[derive(Debug)]
pub struct Raster {
    pipeline: wgpu::RenderPipeline,
    layout: wgpu::BindGroupLayout,
    label: String,
}

/// A pipeline with what its shaders read, ready to draw.
#[derive(Clone, Debug)]
pub struct RasterBinding {
    pub(crate) pipeline: wgpu::RenderPipeline,
    pub(crate) group: wgpu::BindGroup,
}

impl Raster {
    /// Compiles the pipeline.
    ///
    /// # Errors
    ///
    /// [`GpuError::Invalid`] with the validator's words.
    pub fn new(gpu: &Gpu, spec: &RasterSpec<'_>) -> Result<Self, GpuError> {
        let (pipeline, layout) = gpu.validated(spec.label, |device| build(device, spec))?;
        Ok(Self { pipeline, layout, label: spec.label.to_owned() })
    }

    /// Joins the pipeline with what its shaders read, in the order of its slots.
    ///
    /// # Errors
    ///
    /// [`GpuError::Invalid`] when the resources are not those that the slots want.
    pub fn bind(&self, gpu: &Gpu, resources: &[Resource<'_>]) -> Result<RasterBinding, GpuError> {
        let group = gpu.validated(&self.label, |device| {
            let entries: Vec<_> = resources
                .iter()
                .zip(0u32..)
                .map(|(resource, binding)| wgpu::BindGroupEntry {
                    binding,
                    resource: match resource {
                        Resource::Buffer(b) => b.resource(),
                        Resource::Texture(t) => wgpu::BindingResource::TextureView(&t.view),
                        Resource::Sampler(s) => wgpu::BindingResource::Sampler(&s.raw),
                    },
                })
                .collect();
            device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some(&self.label),
                layout: &self.layout,
                entries: &entries,
            })
        })?;
        Ok(RasterBinding { pipeline: self.pipeline.clone(), group })
    }
}

fn build(
    device: &wgpu::Device,
    spec: &RasterSpec<'_>,
) -> (wgpu::RenderPipeline, wgpu::BindGroupLayout) {
    let label = Some(spec.label);
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label,
        source: wgpu::ShaderSource::Wgsl(spec.wgsl.into()),
    });
    let entries: Vec<_> = spec
        .slots
        .iter()
        .zip(0u32..)
        .map(|(slot, binding)| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
            ty: slot_type(*slot),
            count: None,
        })
        .collect();
    let layout = device
        .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label, entries: &entries });
    let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label,
        bind_group_layouts: &[Some(&layout)],
        immediate_size: 0,
    });
    let mut offset = 0;
    let attributes: Vec<_> = spec
        .attributes
        .iter()
        .zip(0u32..)
        .map(|(&floats, shader_location)| {
            let attribute = wgpu::VertexAttribute {
                format: match floats {
                    1 => wgpu::VertexFormat::Float32,
                    2 => wgpu::VertexFormat::Float32x2,
                    3 => wgpu::VertexFormat::Float32x3,
                    _ => wgpu::VertexFormat::Float32x4,
                },
                offset,
                shader_location,
            };
            offset += u64::from(floats) * 4;
            attribute
        })
        .collect();
    let buffers = [Some(wgpu::VertexBufferLayout {
        array_stride: offset,
        step_mode: wgpu::VertexStepMode::Vertex,
        attributes: &attributes,
    })];
    let targets: Vec<_> = spec
        .colours
        .iter()
        .map(|format| {
            Some(wgpu::ColorTargetState {
                format: format.raw(),
                blend: None,
                write_mask: wgpu::ColorWrites::ALL,
            })
        })
        .collect();
    let options =
        || wgpu::PipelineCompilationOptions { constants: spec.constants, ..Default::default() };
    let pipeline = device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label,
        layout: Some(&pipeline_layout),
        vertex: wgpu::VertexState {
            module: &module,
            entry_point: Some(spec.vertex),
            compilation_options: options(),
            buffers: if attributes.is_empty() { &[] } else { &buffers },
        },
        primitive: wgpu::PrimitiveState {
            cull_mode: match spec.faces {
                Faces::All => None,
                Faces::Front => Some(wgpu::Face::Back),
                Faces::Back => Some(wgpu::Face::Front),
            },
            ..Default::default()
        },
        depth_stencil: spec.depth.map(|test| wgpu::DepthStencilState {
            format: Format::Depth32.raw(),
            depth_write_enabled: Some(test != DepthTest::Ignore),
            depth_compare: Some(match test {
                DepthTest::Ignore => wgpu::CompareFunction::Always,
                DepthTest::Smaller => wgpu::CompareFunction::Less,
                DepthTest::Greater => wgpu::CompareFunction::Greater,
            }),
            stencil: wgpu::StencilState::default(),
            bias: wgpu::DepthBiasState::default(),
        }),
        multisample: wgpu::MultisampleState { count: spec.samples, ..Default::default() },
        fragment: spec.fragment.map(|entry| wgpu::FragmentState {
            module: &module,
            entry_point: Some(entry),
            compilation_options: options(),
            targets: &targets,
        }),
        multiview_mask: None,
        cache: None,
    });
    (pipeline, layout)
}

fn slot_type(slot: Slot) -> wgpu::BindingType {
    let texture = |sample_type| wgpu::BindingType::Texture {
        sample_type,
        view_dimension: wgpu::TextureViewDimension::D2,
        multisampled: false,
    };
    match slot {
        Slot::Uniform => wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Uniform,
            has_dynamic_offset: false,
            min_binding_size: None,
        },
        Slot::Texture => texture(wgpu::TextureSampleType::Float { filterable: true }),
        Slot::Depth => texture(wgpu::TextureSampleType::Depth),
        Slot::Sampler => wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering),
        Slot::Compare => wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Comparison),
    }
}

/// One thing to draw with a bound pipeline.
#[derive(Clone, Debug)]
pub struct Draw {
    pub(crate) binding: RasterBinding,
    pub(crate) shape: Shape,
}

#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Indexed { vertices: wgpu::Buffer, indices: wgpu::Buffer, range: std::ops::Range<u32> },
    Screen,
}

impl Draw {
    /// Triangles of `vertices`: `indices[range]`, three a triangle.
    pub fn triangles<V: bytemuck::Pod>(
        binding: &RasterBinding,
        vertices: &Buffer<V>,
        indices: &Buffer<u32>,
        range: std::ops::Range<u32>,
    ) -> Self {
        let shape =
            Shape::Indexed { vertices: vertices.raw.clone(), indices: indices.raw.clone(), range };
        Self { binding: binding.clone(), shape }
    }

    /// One triangle without vertices, which the shader makes cover the screen from
    /// `@builtin(vertex_index)`.
    pub fn screen(binding: &RasterBinding) -> Self {
        Self { binding: binding.clone(), shape: Shape::Screen }
    }
}

/// Where a pass draws colour.
#[derive(Clone, Debug)]
pub struct ColourTarget {
    /// The texture drawn into.
    pub texture: Texture,
    /// The texture that gets the mean of the samples, where there are several.
    pub resolve: Option<Texture>,
    /// What the texture is cleared to.
    pub clear: [f64; 4],
}

/// A pass over cleared targets.
#[derive(Clone, Debug, Default)]
pub struct Pass {
    /// Where colour goes.
    pub colours: Vec<ColourTarget>,
    /// Where depth goes, and what it is cleared to.
    pub depth: Option<(Texture, f32)>,
    /// What is drawn, in order.
    pub draws: Vec<Draw>,
}

impl Pass {
    pub(crate) fn encode(&self, encoder: &mut wgpu::CommandEncoder) {
        let colours: Vec<_> = self
            .colours
            .iter()
            .map(|target| {
                let [r, g, b, a] = target.clear;
                let store = if target.resolve.is_some() {
                    wgpu::StoreOp::Discard
                } else {
                    wgpu::StoreOp::Store
                };
                Some(wgpu::RenderPassColorAttachment {
                    view: &target.texture.view,
                    depth_slice: None,
                    resolve_target: target.resolve.as_ref().map(|t| &t.view),
                    ops: wgpu::Operations {
                        load: wgpu::LoadOp::Clear(wgpu::Color { r, g, b, a }),
                        store,
                    },
                })
            })
            .collect();
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: None,
            color_attachments: &colours,
            depth_stencil_attachment: self.depth.as_ref().map(|(texture, clear)| {
                wgpu::RenderPassDepthStencilAttachment {
                    view: &texture.view,
                    depth_ops: Some(wgpu::Operations {
                        load: wgpu::LoadOp::Clear(*clear),
                        store: wgpu::StoreOp::Store,
                    }),
                    stencil_ops: None,
                }
            }),
            timestamp_writes: None,
            occlusion_query_set: None,
            multiview_mask: None,
        });
        for draw in &self.draws {
            pass.set_pipeline(&draw.binding.pipeline);
            pass.set_bind_group(0, &draw.binding.group, &[]);
            match &draw.shape {
                Shape::Indexed { vertices, indices, range } => {
                    pass.set_vertex_buffer(0, vertices.slice(..));
                    pass.set_index_buffer(indices.slice(..), wgpu::IndexFormat::Uint32);
                    pass.draw_indexed(range.clone(), 0, 0..1);
                }
                Shape::Screen => pass.draw(0..3, 0..1),
            }
        }
    }
}
