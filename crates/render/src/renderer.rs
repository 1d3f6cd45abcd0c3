//! Draws a scene off the screen.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use gpu::{
    Buffer, ColourTarget, DepthTest, Draw, Faces, Format, Gpu, Pass, Raster, RasterSpec, Resource,
    Sampler, Sampling, Slot, Source, Texture, assemble,
};
use nalgebra::{Matrix4, Point3, Vector3, Vector4};

use crate::uniforms::{self, Variant, with};
use crate::{Backdrop, Camera, Object, Picture, RenderError, Scene, Vertex, contact};

/// The longest side of a picture (px).
const LONGEST: u32 = 4096;
/// Side of the shadow map (px).
const SHADOW_SIDE: u32 = 2048;
/// Samples a pixel.
const SAMPLES: u32 = 4;
/// How far before the camera the picture begins (m).
const NEAR_M: f32 = 0.05;

/// The files of `shaders/render`.
const SOURCES: &[Source] = &[
    ("render/frame.wgsl", include_str!("../../../shaders/render/frame.wgsl")),
    ("render/material.wgsl", include_str!("../../../shaders/render/material.wgsl")),
    ("render/noise.wgsl", include_str!("../../../shaders/render/noise.wgsl")),
    ("render/geometry.wgsl", include_str!("../../../shaders/render/geometry.wgsl")),
    ("render/light.wgsl", include_str!("../../../shaders/render/light.wgsl")),
    ("render/cloth.wgsl", include_str!("../../../shaders/render/cloth.wgsl")),
];
const DEPTH: &str = include_str!("../../../shaders/render/depth.wgsl");
const OCCLUSION: &str = include_str!("../../../shaders/render/occlusion.wgsl");
const SCENE: &str = include_str!("../../../shaders/render/scene.wgsl");
const BACKDROP: &str = include_str!("../../../shaders/render/backdrop.wgsl");

/// Floats of a [`Vertex`]'s attributes.
const ATTRIBUTES: &[u32] = &[3, 3, 2, 3, 2];

/// What draws depth alone, for the camera.
const DEPTH_SPEC: RasterSpec<'static> = RasterSpec {
    label: "",
    wgsl: "",
    vertex: "seen_by_camera",
    fragment: None,
    attributes: ATTRIBUTES,
    slots: &[Slot::Uniform, Slot::Uniform],
    colours: &[],
    depth: Some(DepthTest::Greater),
    samples: 1,
    faces: Faces::All,
    constants: &[],
};
/// What draws surfaces in the light.
const SURFACE_SPEC: RasterSpec<'static> = RasterSpec {
    vertex: "place",
    fragment: Some("shade"),
    slots: &[
        Slot::Uniform,
        Slot::Uniform,
        Slot::Depth,
        Slot::Compare,
        Slot::Texture,
        Slot::Sampler,
        Slot::Texture,
    ],
    colours: &[Format::Rgba8Srgb, Format::Rgba8],
    samples: SAMPLES,
    ..DEPTH_SPEC
};

/// The pipelines, made once and used for every picture.
#[derive(Debug)]
pub struct Renderer {
    gpu: Arc<Gpu>,
    shadow: Raster,
    depth: Raster,
    gather: Raster,
    smooth_out: Raster,
    /// Made when first needed: most pictures want two or three of many.
    surfaces: Mutex<BTreeMap<Variant, Arc<Raster>>>,
    backdrops: Mutex<BTreeMap<u8, Arc<Raster>>>,
    compare: Sampler,
    linear: Sampler,
}

/// A drawn picture with what covers each pixel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The picture. Colour is premultiplied by alpha in linear light and then encoded, unlike in
    /// any other [`Picture`]; the same where alpha is 255.
    pub picture: Picture,
    /// Part of each pixel covered by cloth, by a body, and by what a
    /// [catcher](crate::Surface::Catcher)'s colours say in their third place; 0–255, shape
    /// `[height * width]`.
    pub coverage: Vec<[u8; 4]>,
}

/// A scene on the device, with its shadows.
pub(crate) struct Prepared {
    uploads: Vec<Upload>,
    shadow_map: Texture,
    contact_map: Texture,
    contact_corner: [f32; 2],
    light_from_world: Matrix4<f32>,
    light_scale: f32,
}

struct Upload {
    vertices: Buffer<Vertex>,
    indices: Buffer<u32>,
    groups: Vec<Group>,
    casts_shadow: bool,
}

/// The triangles of one material.
struct Group {
    surface: Buffer<uniforms::Surface>,
    variant: Variant,
    range: std::ops::Range<u32>,
}

impl Renderer {
    /// Compiles the pipelines.
    ///
    /// # Errors
    ///
    /// [`RenderError::Gpu`] when the adapter cannot.
    pub fn new(gpu: impl Into<Arc<Gpu>>) -> Result<Self, RenderError> {
        let gpu: Arc<Gpu> = gpu.into();
        let make = |name: &str, text: &str, spec: RasterSpec<'_>| -> Result<Raster, RenderError> {
            let wgsl = assemble(name, text, SOURCES)?;
            Ok(Raster::new(&gpu, &RasterSpec { label: name, wgsl: &wgsl, ..spec })?)
        };
        let screen_spec = RasterSpec {
            vertex: "cover",
            fragment: Some("gather"),
            attributes: &[],
            slots: &[Slot::Uniform, Slot::Depth],
            colours: &[Format::R8],
            depth: None,
            ..DEPTH_SPEC
        };
        Ok(Self {
            shadow: make(
                "render/depth.wgsl",
                DEPTH,
                RasterSpec {
                    vertex: "seen_by_light",
                    depth: Some(DepthTest::Smaller),
                    ..DEPTH_SPEC
                },
            )?,
            depth: make("render/depth.wgsl", DEPTH, DEPTH_SPEC)?,
            gather: make("render/occlusion.wgsl", OCCLUSION, screen_spec)?,
            smooth_out: make(
                "render/occlusion.wgsl",
                OCCLUSION,
                RasterSpec {
                    fragment: Some("smooth_out"),
                    slots: &[Slot::Uniform, Slot::Depth, Slot::Texture],
                    ..screen_spec
                },
            )?,
            surfaces: Mutex::default(),
            backdrops: Mutex::default(),
            compare: Sampler::new(&gpu, Sampling::Compare),
            linear: Sampler::new(&gpu, Sampling::Linear),
            gpu,
        })
    }

    /// The pipeline for surfaces of that sort.
    fn surface(&self, variant: Variant) -> Result<Arc<Raster>, RenderError> {
        let mut made = self.surfaces.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(raster) = made.get(&variant) {
            return Ok(Arc::clone(raster));
        }
        let name = "render/scene.wgsl";
        let wgsl = assemble(name, SCENE, SOURCES)?;
        let constants = variant.constants();
        let spec = RasterSpec {
            label: name,
            wgsl: &wgsl,
            faces: variant.faces(),
            constants: &constants,
            ..SURFACE_SPEC
        };
        let raster = Arc::new(Raster::new(&self.gpu, &spec)?);
        made.insert(variant, Arc::clone(&raster));
        Ok(raster)
    }

    /// The pipeline for backdrops of that sort.
    fn backdrop(&self, kind: u8) -> Result<Arc<Raster>, RenderError> {
        let mut made = self.backdrops.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(raster) = made.get(&kind) {
            return Ok(Arc::clone(raster));
        }
        let name = "render/backdrop.wgsl";
        let wgsl = assemble(name, BACKDROP, SOURCES)?;
        let spec = RasterSpec {
            label: name,
            wgsl: &wgsl,
            vertex: "cover",
            fragment: Some("behind"),
            attributes: &[],
            slots: &[Slot::Uniform, Slot::Depth, Slot::Compare, Slot::Texture, Slot::Sampler],
            depth: Some(DepthTest::Ignore),
            constants: &[("kind", kind.into())],
            ..SURFACE_SPEC
        };
        let raster = Arc::new(Raster::new(&self.gpu, &spec)?);
        made.insert(kind, Arc::clone(&raster));
        Ok(raster)
    }

    /// The device it draws on.
    pub fn gpu(&self) -> &Gpu {
        &self.gpu
    }

    /// Draws `scene` as `camera` sees it.
    ///
    /// # Errors
    ///
    /// [`RenderError::Size`], [`RenderError::Camera`] and [`RenderError::Object`] for what cannot
    /// be drawn, [`RenderError::Gpu`] when the device fails.
    pub fn render(&self, scene: &Scene, camera: &Camera) -> Result<Frame, RenderError> {
        self.draw(scene, &self.prepare(scene)?, camera)
    }

    /// Draws `scene`, in which catchers hide and catch nothing where `outline` is low: coverage
    /// 0–255 by the person in a photo, shape `[height * width]`.
    pub(crate) fn render_over(
        &self,
        scene: &Scene,
        camera: &Camera,
        outline: &[u8],
    ) -> Result<Frame, RenderError> {
        let outline =
            Texture::from_pixels(&self.gpu, "outline", camera.size_px, Format::R8, outline)?;
        self.draw_over(scene, &self.prepare(scene)?, camera, &outline)
    }

    /// Brings a scene onto the device and draws its shadow map.
    pub(crate) fn prepare(&self, scene: &Scene) -> Result<Prepared, RenderError> {
        for (object, o) in scene.objects.iter().enumerate() {
            if let Some(problem) = o.problem() {
                return Err(RenderError::Object { object, problem });
            }
        }
        let gpu = &*self.gpu;
        let uploads =
            scene.objects.iter().map(|o| upload(gpu, o)).collect::<Result<Vec<_>, _>>()?;
        let (light_from_world, light_scale) =
            light_frame(&scene.objects, scene.lighting.key.direction);
        let frame = uniforms::Frame {
            light_from_world: light_from_world.into(),
            ..bytemuck::Zeroable::zeroed()
        };
        let frame = Buffer::new(gpu, "light", &[frame])?;
        let shadow_map =
            Texture::target(gpu, "shadow map", [SHADOW_SIDE, SHADOW_SIDE], Format::Depth32, 1)?;
        let mut draws = Vec::new();
        for up in uploads.iter().filter(|u| u.casts_shadow) {
            for Group { surface, range, .. } in &up.groups {
                let binding = self
                    .shadow
                    .bind(gpu, &[Resource::Buffer(&frame), Resource::Buffer(surface)])?;
                draws.push(Draw::triangles(&binding, &up.vertices, &up.indices, range.clone()));
            }
        }
        let mut work = gpu.record();
        work.draw(Pass { colours: Vec::new(), depth: Some((shadow_map.clone(), 1.0)), draws });
        work.submit()?;
        let (pixels, contact_corner) = contact::map(&scene.objects);
        let side = contact::SIDE as u32;
        let contact_map = Texture::from_pixels(gpu, "contact", [side, side], Format::R8, &pixels)?;
        Ok(Prepared {
            uploads,
            shadow_map,
            contact_map,
            contact_corner,
            light_from_world,
            light_scale,
        })
    }

    /// Draws a prepared scene.
    pub(crate) fn draw(
        &self,
        scene: &Scene,
        prepared: &Prepared,
        camera: &Camera,
    ) -> Result<Frame, RenderError> {
        let everywhere = Texture::from_pixels(&self.gpu, "outline", [1, 1], Format::R8, &[255])?;
        self.draw_over(scene, prepared, camera, &everywhere)
    }

    fn draw_over(
        &self,
        scene: &Scene,
        prepared: &Prepared,
        camera: &Camera,
        outline: &Texture,
    ) -> Result<Frame, RenderError> {
        let gpu = &*self.gpu;
        let [width, height] = camera.size_px;
        if width == 0 || height == 0 || width > LONGEST || height > LONGEST {
            return Err(RenderError::Size { width, height, limit: LONGEST });
        }
        let position = camera.position();
        let sees = camera.focal_px.is_finite()
            && camera.focal_px > 0.0
            && position.iter().all(|c| c.is_finite());
        if !sees {
            let position = position.into();
            return Err(RenderError::Camera { focal_px: camera.focal_px, position });
        }
        let frame = Buffer::new(gpu, "frame", &[frame_uniforms(scene, prepared, camera)])?;

        let half = [width.div_ceil(2), height.div_ceil(2)];
        let depth = Texture::target(gpu, "depth", half, Format::Depth32, 1)?;
        let coarse = Texture::target(gpu, "coarse occlusion", half, Format::R8, 1)?;
        let open = Texture::target(gpu, "occlusion", half, Format::R8, 1)?;
        let size = [width, height];
        let colour = Texture::target(gpu, "colour samples", size, Format::Rgba8Srgb, SAMPLES)?;
        let cover = Texture::target(gpu, "coverage samples", size, Format::Rgba8, SAMPLES)?;
        let samples = Texture::target(gpu, "depth samples", size, Format::Depth32, SAMPLES)?;
        let picture = Texture::target(gpu, "colour", size, Format::Rgba8Srgb, 1)?;
        let coverage = Texture::target(gpu, "coverage", size, Format::Rgba8, 1)?;

        let behind = self.backdrop(backdrop_kind(scene.backdrop))?.bind(
            gpu,
            &[
                Resource::Buffer(&frame),
                Resource::Texture(&prepared.shadow_map),
                Resource::Sampler(&self.compare),
                Resource::Texture(&prepared.contact_map),
                Resource::Sampler(&self.linear),
            ],
        )?;
        let mut before = Vec::new();
        let mut visible = vec![Draw::screen(&behind)];
        for up in &prepared.uploads {
            for Group { surface, variant, range } in &up.groups {
                let binding =
                    self.depth.bind(gpu, &[Resource::Buffer(&frame), Resource::Buffer(surface)])?;
                before.push(Draw::triangles(&binding, &up.vertices, &up.indices, range.clone()));
                for variant in variant.sides() {
                    let binding = self.surface(variant)?.bind(
                        gpu,
                        &[
                            Resource::Buffer(&frame),
                            Resource::Buffer(surface),
                            Resource::Texture(&prepared.shadow_map),
                            Resource::Sampler(&self.compare),
                            Resource::Texture(&open),
                            Resource::Sampler(&self.linear),
                            Resource::Texture(outline),
                        ],
                    )?;
                    let (vertices, indices) = (&up.vertices, &up.indices);
                    visible.push(Draw::triangles(&binding, vertices, indices, range.clone()));
                }
            }
        }
        let gather =
            self.gather.bind(gpu, &[Resource::Buffer(&frame), Resource::Texture(&depth)])?;
        let smooth = self.smooth_out.bind(
            gpu,
            &[Resource::Buffer(&frame), Resource::Texture(&depth), Resource::Texture(&coarse)],
        )?;
        let whole = |texture: &Texture, draw: Draw| Pass {
            colours: vec![ColourTarget {
                texture: texture.clone(),
                resolve: None,
                clear: [1.0; 4],
            }],
            depth: None,
            draws: vec![draw],
        };
        let resolved = |texture: Texture, into: &Texture| ColourTarget {
            texture,
            resolve: Some(into.clone()),
            clear: [0.0; 4],
        };
        let mut work = gpu.record();
        work.draw(Pass { colours: Vec::new(), depth: Some((depth, 0.0)), draws: before })
            .draw(whole(&coarse, Draw::screen(&gather)))
            .draw(whole(&open, Draw::screen(&smooth)))
            .draw(Pass {
                colours: vec![resolved(colour, &picture), resolved(cover, &coverage)],
                depth: Some((samples, 0.0)),
                draws: visible,
            });
        work.submit()?;
        let rgba = picture.read_back(gpu)?;
        let coverage = coverage.read_back(gpu)?.as_chunks::<4>().0.to_vec();
        Ok(Frame { picture: Picture { width, height, rgba }, coverage })
    }
}

/// Sorts an object's triangles by material and copies them to the device.
fn upload(gpu: &Gpu, object: &Object) -> Result<Upload, RenderError> {
    let mut groups = Vec::new();
    let mut indices: Vec<u32> = Vec::with_capacity(object.triangles.len() * 3);
    for (slot, material) in object.materials.iter().enumerate() {
        let first = indices.len() as u32;
        for (k, t) in object.triangles.iter().enumerate() {
            if usize::from(object.slots.get(k).copied().unwrap_or(0)) == slot {
                indices.extend_from_slice(t);
            }
        }
        let last = indices.len() as u32;
        if last > first {
            let surface = Buffer::new(gpu, "surface", &[uniforms::Surface::of(material)])?;
            let variant = Variant::of(material);
            groups.push(Group { surface, variant, range: first..last });
        }
    }
    Ok(Upload {
        vertices: Buffer::new(gpu, "vertices", &object.vertices)?,
        indices: Buffer::new(gpu, "indices", &indices)?,
        groups,
        casts_shadow: object.casts_shadow,
    })
}

/// The key light's view of all that throws shadows: clip space from the world, and how much of the
/// map's width a metre is (1/m).
fn light_frame(objects: &[Object], direction: Vector3<f32>) -> (Matrix4<f32>, f32) {
    let toward = direction.try_normalize(1e-6).unwrap_or_else(Vector3::y);
    let up = if toward.y.abs() > 0.99 { Vector3::z() } else { Vector3::y() };
    let view = Matrix4::look_at_rh(&Point3::origin(), &Point3::from(-toward), &up);
    let mut low = Vector3::repeat(f32::INFINITY);
    let mut high = Vector3::repeat(f32::NEG_INFINITY);
    for object in objects.iter().filter(|o| o.casts_shadow) {
        for v in &object.vertices {
            let p = view.transform_point(&Point3::from(v.position)).coords;
            low = low.inf(&p);
            high = high.sup(&p);
        }
    }
    if low.x > high.x {
        low = Vector3::repeat(-1.0);
        high = Vector3::repeat(1.0);
    }
    let middle = 0.5 * (low + high);
    // A margin, so that the map's border is light for whatever lies outside.
    let half = 0.5 * (high.x - low.x).max(high.y - low.y).max(0.1) * 1.04 + 0.01;
    let (front, back) = (high.z + 0.05, low.z - 0.05);
    let depth = front - back;
    #[rustfmt::skip]
    let project = Matrix4::new(
        1.0 / half, 0.0, 0.0, -middle.x / half,
        0.0, 1.0 / half, 0.0, -middle.y / half,
        0.0, 0.0, -1.0 / depth, front / depth,
        0.0, 0.0, 0.0, 1.0,
    );
    (project * view, 0.5 / half)
}

fn frame_uniforms(scene: &Scene, prepared: &Prepared, camera: &Camera) -> uniforms::Frame {
    let [w, h] = camera.size_px.map(|s| s as f32);
    let light = &scene.lighting;
    let unit =
        |v: Vector3<f32>| -> [f32; 3] { v.try_normalize(1e-6).unwrap_or_else(Vector3::y).into() };
    let (near, far, wall_z, seed, caught) = match scene.backdrop {
        Backdrop::Transparent => ([0; 3], [0; 3], 0.0, 0.0, 1.0),
        Backdrop::Shadow(strength) => ([0; 3], [0; 3], 0.0, 0.0, strength),
        Backdrop::Studio(below, above) => (below, above, 0.0, 0.0, 1.0),
        Backdrop::Room { wall, floor, seed } => (floor, wall, -1.3, (seed % 997) as f32, 1.0),
    };
    let eye: Vector4<f32> = camera.position().to_homogeneous();
    let [x, z] = prepared.contact_corner;
    uniforms::Frame {
        clip_from_world: camera.clip_from_world(NEAR_M).into(),
        light_from_world: prepared.light_from_world.into(),
        world_from_camera: camera.camera_from_world.inverse().to_homogeneous().into(),
        eye: [eye.x, eye.y, eye.z, NEAR_M],
        lens: [camera.focal_px, camera.center_px.x, camera.center_px.y, 0.0],
        size: [w, h, 1.0 / w, 1.0 / h],
        key_direction: with(unit(light.key.direction), light.softness_m),
        key_colour: with(light.key.colour, light.exposure),
        fill_direction: with(unit(light.fill.direction), light.occlusion),
        fill_colour: with(light.fill.colour, prepared.light_scale),
        rim_direction: with(unit(light.rim.direction), SHADOW_SIDE as f32),
        rim_colour: with(light.rim.colour, 0.13),
        sky: with(light.sky, 0.0),
        ground: with(light.ground, caught),
        backdrop_near: with(crate::material::linear_rgb(near), wall_z),
        backdrop_far: with(crate::material::linear_rgb(far), seed),
        contact: [x, z, 1.0 / contact::EXTENT_M, 1.0],
    }
}

/// The backdrop's number in the shader.
fn backdrop_kind(backdrop: Backdrop) -> u8 {
    match backdrop {
        Backdrop::Transparent => 0,
        Backdrop::Shadow(_) => 1,
        Backdrop::Studio(..) => 2,
        Backdrop::Room { .. } => 3,
    }
}
