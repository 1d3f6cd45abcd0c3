//! The stages of [`crate::cpu`] for live cloth, on the device.

use bytemuck::Pod;
use gpu::{Access, Buffer, Gpu, GpuError, Kernel, KernelBinding, Recording, Source, groups_for};

use crate::cpu::{
    LayerPair, MatrixScalar, SkinPlane, StretchFacet, XpbdColour, XpbdHold, XpbdParams,
};

/// Items that one workgroup works on.
const GROUP: u32 = 64;

const SHARED: &[Source] =
    &[("drape/xpbd.wgsl", include_str!("../../../../shaders/drape/xpbd.wgsl"))];

/// The compiled `shaders/drape/xpbd_*.wgsl`.
#[derive(Debug)]
pub struct XpbdKernels {
    predict: Kernel,
    stretch: Kernel,
    layers: Kernel,
    finish: Kernel,
}

/// What one frame of live cloth works on; arguments of the stages in [`crate::cpu`].
#[derive(Clone, Copy, Debug)]
pub struct XpbdScene<'a> {
    /// Constants of the substeps.
    pub params: XpbdParams,
    /// Where the bending entries of each vertex begin, shape `[n + 1]`.
    pub begin: &'a [u32],
    /// Bending entries.
    pub bends: &'a [MatrixScalar],
    /// Facets, colour after colour.
    pub facets: &'a [StretchFacet],
    /// Their colours.
    pub facet_colours: &'a [XpbdColour],
    /// Pairs of layers, colour after colour.
    pub pairs: &'a [LayerPair],
    /// Their colours.
    pub pair_colours: &'a [XpbdColour],
    /// The skin near each vertex, shape `[n]`.
    pub planes: &'a [SkinPlane],
    /// Where each vertex is held, shape `[n]`.
    pub holds: &'a [XpbdHold],
    /// Velocities (m/s), shape `[n]`.
    pub velocities: &'a [[f32; 4]],
    /// Positions (m) with the inverse mass, shape `[n]`.
    pub positions: &'a [[f32; 4]],
}

/// An [`XpbdScene`] on the device.
#[derive(Debug)]
pub struct XpbdBuffers {
    /// Positions (m) with the inverse mass, shape `[n]`.
    pub positions: Buffer<[f32; 4]>,
    /// Velocities (m/s), shape `[n]`.
    pub velocities: Buffer<[f32; 4]>,
    /// One substep: kernels with how many items each has.
    stages: Vec<(KernelBinding, usize)>,
}

impl XpbdKernels {
    /// Compiles the kernels.
    ///
    /// # Errors
    ///
    /// [`GpuError`] when the driver refuses one.
    pub fn new(gpu: &Gpu) -> Result<Self, GpuError> {
        use Access::{Read, ReadWrite, Uniform};
        let compile = |name: &str, text: &str, access: &[Access]| {
            let source = gpu::assemble(name, text, SHARED)?;
            Kernel::new(gpu, name, &source, access)
        };
        Ok(Self {
            predict: compile(
                "drape/xpbd_predict.wgsl",
                include_str!("../../../../shaders/drape/xpbd_predict.wgsl"),
                &[Uniform, Read, Read, Read, Read, ReadWrite],
            )?,
            stretch: compile(
                "drape/xpbd_stretch.wgsl",
                include_str!("../../../../shaders/drape/xpbd_stretch.wgsl"),
                &[Uniform, Uniform, Read, ReadWrite],
            )?,
            layers: compile(
                "drape/xpbd_layers.wgsl",
                include_str!("../../../../shaders/drape/xpbd_layers.wgsl"),
                &[Uniform, Uniform, Read, Read, ReadWrite],
            )?,
            finish: compile(
                "drape/xpbd_finish.wgsl",
                include_str!("../../../../shaders/drape/xpbd_finish.wgsl"),
                &[Uniform, ReadWrite, ReadWrite, ReadWrite, ReadWrite, ReadWrite],
            )?,
        })
    }

    /// Copies a scene to the device.
    ///
    /// # Errors
    ///
    /// [`GpuError`] where it does not fit.
    pub fn upload(&self, gpu: &Gpu, scene: &XpbdScene<'_>) -> Result<XpbdBuffers, GpuError> {
        let n = scene.positions.len();
        let params = one(gpu, "xpbd params", scene.params)?;
        let begin = Buffer::new(gpu, "xpbd begin", scene.begin)?;
        let bends = Buffer::new(gpu, "xpbd bends", scene.bends)?;
        let facets = Buffer::new(gpu, "xpbd facets", scene.facets)?;
        let pairs = Buffer::new(gpu, "xpbd pairs", scene.pairs)?;
        let planes = Buffer::new(gpu, "xpbd planes", scene.planes)?;
        let holds = Buffer::new(gpu, "xpbd holds", scene.holds)?;
        let previous = Buffer::new(gpu, "xpbd previous", scene.positions)?;
        let velocities = Buffer::new(gpu, "xpbd velocities", scene.velocities)?;
        let positions = Buffer::new(gpu, "xpbd positions", scene.positions)?;
        let mut stages = Vec::new();
        let predict = self
            .predict
            .bind(gpu, &[&params, &begin, &bends, &previous, &velocities, &positions])?;
        stages.push((predict, n));
        for colour in scene.facet_colours {
            let colour_on = one(gpu, "xpbd colour", *colour)?;
            let stretch = self.stretch.bind(gpu, &[&params, &colour_on, &facets, &positions])?;
            stages.push((stretch, colour.count as usize));
        }
        for colour in scene.pair_colours {
            let colour_on = one(gpu, "xpbd colour", *colour)?;
            let layers =
                self.layers.bind(gpu, &[&params, &colour_on, &pairs, &previous, &positions])?;
            stages.push((layers, colour.count as usize));
        }
        let finish = self
            .finish
            .bind(gpu, &[&params, &planes, &holds, &previous, &velocities, &positions])?;
        stages.push((finish, n));
        Ok(XpbdBuffers { positions, velocities, stages })
    }

    /// Records one substep: predict, stretch colour by colour, layers colour by colour, finish.
    pub fn record(recording: &mut Recording<'_>, buffers: &XpbdBuffers) {
        for (kernel, items) in &buffers.stages {
            recording.dispatch(kernel, groups_for(*items, GROUP));
        }
    }
}

fn one<T: Pod>(gpu: &Gpu, label: &str, value: T) -> Result<Buffer<T>, GpuError> {
    Buffer::new(gpu, label, &[value])
}
