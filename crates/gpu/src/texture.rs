//! Pictures on the device.

use crate::{Gpu, GpuError};

/// How a texture stores a pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Four bytes; colour is encoded as sRGB and read and blended as linear light.
    Rgba8Srgb,
    /// Four bytes, 0–1 each.
    Rgba8,
    /// One byte, 0–1.
    R8,
    /// Depth in 32-bit floats.
    Depth32,
}

impl Format {
    pub(crate) fn raw(self) -> wgpu::TextureFormat {
        match self {
            Self::Rgba8Srgb => wgpu::TextureFormat::Rgba8UnormSrgb,
            Self::Rgba8 => wgpu::TextureFormat::Rgba8Unorm,
            Self::R8 => wgpu::TextureFormat::R8Unorm,
            Self::Depth32 => wgpu::TextureFormat::Depth32Float,
        }
    }

    /// Bytes a pixel.
    pub fn bytes(self) -> u32 {
        match self {
            Self::Rgba8Srgb | Self::Rgba8 | Self::Depth32 => 4,
            Self::R8 => 1,
        }
    }
}

/// A picture on the device, to draw into, to read in a shader, or both.
#[derive(Clone, Debug)]
pub struct Texture {
    pub(crate) raw: wgpu::Texture,
    pub(crate) view: wgpu::TextureView,
    size: [u32; 2],
    format: Format,
}

impl Texture {
    /// An empty picture of `size` (width, height; px) to draw into, with 1 or 4 samples a pixel.
    ///
    /// # Errors
    ///
    /// [`GpuError::TooLarge`] for a side beyond the base line's 8192 px, [`GpuError::Invalid`] for
    /// a side of zero, [`GpuError::Device`] without memory.
    pub fn target(
        gpu: &Gpu,
        label: &str,
        size: [u32; 2],
        format: Format,
        samples: u32,
    ) -> Result<Self, GpuError> {
        let limit = wgpu::Limits::default().max_texture_dimension_2d;
        if size.iter().any(|&s| s > limit) {
            let bytes = u64::from(size[0]) * u64::from(size[1]) * u64::from(format.bytes());
            let limit = u64::from(limit) * u64::from(limit) * u64::from(format.bytes());
            return Err(GpuError::TooLarge { label: label.to_owned(), bytes, limit });
        }
        let mut usage = wgpu::TextureUsages::RENDER_ATTACHMENT;
        if samples == 1 {
            usage |= wgpu::TextureUsages::TEXTURE_BINDING
                | wgpu::TextureUsages::COPY_SRC
                | wgpu::TextureUsages::COPY_DST;
        }
        let raw = gpu.validated(label, |device| {
            device.create_texture(&wgpu::TextureDescriptor {
                label: Some(label),
                size: extent(size),
                mip_level_count: 1,
                sample_count: samples,
                dimension: wgpu::TextureDimension::D2,
                format: format.raw(),
                usage,
                view_formats: &[],
            })
        })?;
        gpu.check()?;
        let view = raw.create_view(&wgpu::TextureViewDescriptor::default());
        Ok(Self { raw, view, size, format })
    }

    /// A picture of `size` (px) with `pixels`, row by row from the top left.
    ///
    /// # Errors
    ///
    /// As [`Texture::target`], and [`GpuError::DoesNotFit`] when `pixels` has another length.
    pub fn from_pixels(
        gpu: &Gpu,
        label: &str,
        size: [u32; 2],
        format: Format,
        pixels: &[u8],
    ) -> Result<Self, GpuError> {
        let room = (size[0] * size[1] * format.bytes()) as usize;
        if pixels.len() != room {
            return Err(GpuError::DoesNotFit {
                label: label.to_owned(),
                given: pixels.len(),
                room,
            });
        }
        let texture = Self::target(gpu, label, size, format, 1)?;
        gpu.queue.write_texture(
            texture.raw.as_image_copy(),
            pixels,
            wgpu::TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some(size[0] * format.bytes()),
                rows_per_image: None,
            },
            extent(size),
        );
        gpu.check()?;
        Ok(texture)
    }

    /// Width and height (px).
    pub fn size(&self) -> [u32; 2] {
        self.size
    }

    /// How a pixel is stored.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Copies the picture back, row by row from the top left, after all work submitted so far.
    ///
    /// # Errors
    ///
    /// [`GpuError::Timeout`] when the device hangs, [`GpuError::Device`] when something failed.
    pub fn read_back(&self, gpu: &Gpu) -> Result<Vec<u8>, GpuError> {
        let row = (self.size[0] * self.format.bytes()) as usize;
        // The copy wants rows that start at multiples of 256 bytes.
        let stride = row.next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT as usize);
        let staging = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("read back"),
            size: (stride * self.size[1] as usize) as u64,
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let commands = gpu.validated("read back", |device| {
            let mut encoder =
                device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
            encoder.copy_texture_to_buffer(
                self.raw.as_image_copy(),
                wgpu::TexelCopyBufferInfo {
                    buffer: &staging,
                    layout: wgpu::TexelCopyBufferLayout {
                        offset: 0,
                        bytes_per_row: Some(stride as u32),
                        rows_per_image: None,
                    },
                },
                extent(self.size),
            );
            encoder.finish()
        })?;
        let padded = gpu.read(commands, &staging)?;
        Ok(padded.chunks_exact(stride).flat_map(|r| &r[..row]).copied().collect())
    }
}

fn extent(size: [u32; 2]) -> wgpu::Extent3d {
    wgpu::Extent3d { width: size[0], height: size[1], depth_or_array_layers: 1 }
}

/// How a shader reads between pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sampling {
    /// Bilinear, holding the border.
    Linear,
    /// Bilinear, repeating.
    LinearRepeat,
    /// Depth compared with a reference: 1 where the reference is not greater, filtered.
    Compare,
}

/// Reads textures in a shader.
#[derive(Clone, Debug)]
pub struct Sampler {
    pub(crate) raw: wgpu::Sampler,
}

impl Sampler {
    /// A sampler of that kind.
    pub fn new(gpu: &Gpu, sampling: Sampling) -> Self {
        let address = if sampling == Sampling::LinearRepeat {
            wgpu::AddressMode::Repeat
        } else {
            wgpu::AddressMode::ClampToEdge
        };
        let raw = gpu.device.create_sampler(&wgpu::SamplerDescriptor {
            address_mode_u: address,
            address_mode_v: address,
            mag_filter: wgpu::FilterMode::Linear,
            min_filter: wgpu::FilterMode::Linear,
            compare: (sampling == Sampling::Compare).then_some(wgpu::CompareFunction::LessEqual),
            ..Default::default()
        });
        Self { raw }
    }
}
