//! A photo of a person, wearing what was draped on her body.

use mesh::TriMesh;

use crate::material::linear;
use crate::plane::{Plane, push_pull};
use crate::{
    Backdrop, Camera, Frame, Lighting, Material, Object, Picture, RenderError, Renderer, Scene,
    Zone, daylight,
};

/// What a try-on picture is made of. All in the photo's pixels and the world's metres.
#[derive(Clone, Copy, Debug)]
pub struct TryOn<'a> {
    /// The photo, upright.
    pub photo: &'a Picture,
    /// The camera that took it; its size is the photo's.
    pub camera: &'a Camera,
    /// Part of each pixel that is the person, 0–1, shape `[height * width]`.
    pub person: &'a [f32],
    /// Her body as it stands in the photo.
    pub body: &'a TriMesh,
    /// The part of the body of each of its vertices, shape `[n]`.
    pub zones: &'a [Zone],
    /// What she is to wear, as it hangs on that body.
    pub cloth: &'a [Object],
    /// The light; `None` to guess it from the photo.
    pub lighting: Option<Lighting>,
}

/// How far from the body the person's outline may lie and still be shown (m): beyond it, it is
/// clothing of her own that sticks out from under what she is to wear.
const NEAR_BODY_M: f32 = 0.014;
/// The same round the head, for hair.
const NEAR_HEAD_M: f32 = 0.12;
/// The same round the arms, for hands and sleeves of her own.
const NEAR_ARM_M: f32 = 0.045;

/// Dresses the person in the photo.
///
/// The body hides cloth that is behind it and catches the cloth's shadows, so arms and hands come
/// out in front where they are in front. Clothing of her own that sticks out beyond garment and
/// body is painted over from the surroundings; head, hands and feet stay as photographed.
///
/// # Errors
///
/// [`RenderError::Mismatch`] when photo, camera, outline or zones differ in size, else as
/// [`Renderer::render`].
pub fn composite(renderer: &Renderer, job: &TryOn<'_>) -> Result<Picture, RenderError> {
    let (w, h) = (job.photo.width as usize, job.photo.height as usize);
    let mismatch = |what, got| Err(RenderError::Mismatch { what, got, want: [w, h] });
    if job.camera.size_px != [job.photo.width, job.photo.height] {
        return mismatch("camera", job.camera.size_px.map(|s| s as usize));
    }
    if job.person.len() != w * h {
        return mismatch("outline", [job.person.len() / h.max(1), h]);
    }
    if job.zones.len() != job.body.positions.len() {
        let (got, want) = ([job.zones.len(), 1], [job.body.positions.len(), 1]);
        return Err(RenderError::Mismatch { what: "zones", got, want });
    }
    let lighting = job.lighting.unwrap_or_else(|| {
        daylight::lighting(job.photo, job.camera, job.body, job.zones, job.person)
    });
    let mut body = catcher(job);
    body.casts_shadow = false;
    let mut scene = Scene { objects: vec![body], lighting, backdrop: Backdrop::Transparent };
    let bare = renderer.render(&scene, &job.camera.scaled(0.25))?;
    scene.objects.extend_from_slice(job.cloth);
    scene.backdrop = Backdrop::Shadow(0.75);
    let outline: Vec<u8> = job.person.iter().map(|a| (a * 255.0 + 0.5) as u8).collect();
    let frame = renderer.render_over(&scene, job.camera, &outline)?;
    let plate = clean_plate(job, &frame, &bare);
    Ok(over(job, &frame, &plate))
}

/// The body as an occluder whose coverage says body, head and arm.
fn catcher(job: &TryOn<'_>) -> Object {
    let colours: Vec<_> = job
        .zones
        .iter()
        .map(|z| {
            let head = if *z == Zone::Head { 1.0 } else { 0.0 };
            let arm = if z.is_arm() { 1.0 } else { 0.0 };
            [1.0, head, arm]
        })
        .collect();
    Object::coloured(job.body, &colours, Material::catcher())
}

/// The photo in linear light without the clothing that sticks out; shape `[height * width]`.
fn clean_plate(job: &TryOn<'_>, frame: &Frame, bare: &Frame) -> Vec<[f32; 3]> {
    let (w, h) = (job.photo.width as usize, job.photo.height as usize);
    let table: Vec<f32> = (0..=255u8).map(linear).collect();
    let mut plate: Vec<[f32; 3]> = job
        .photo
        .rgba
        .chunks_exact(4)
        .map(|c| [0, 1, 2].map(|k| table[usize::from(c[k])]))
        .collect();

    let keep = kept(job, frame, bare);
    let outline =
        Plane::new(w, h, job.person.iter().map(|&a| if a > 0.06 { 1.0 } else { 0.0 }).collect());
    // The outline's own softness reaches a few pixels further than it says.
    let reach = (w.max(h) / 180).max(1);
    let person = outline.greatest(reach);
    let (sx, sy) = (keep.width as f32 / w as f32, keep.height as f32 / h as f32);
    let mut excess = Plane::new(w, h, vec![0.0; w * h]);
    for y in 0..h {
        for x in 0..w {
            if person.at(x, y) > 0.5 {
                let k = keep.sample((x as f32 + 0.5) * sx, (y as f32 + 0.5) * sy);
                excess.values[y * w + x] = 1.0 - k;
            }
        }
    }
    if excess.values.iter().all(|&e| e <= 0.0) {
        return plate;
    }
    let excess = excess.mean(reach.div_ceil(4));

    // The surroundings at half the size, known where no person is.
    let (fw, fh) = (w.div_ceil(2), h.div_ceil(2));
    let clear = outline.greatest(reach + 2);
    let mut known = Vec::with_capacity(fw * fh);
    for y in 0..fh {
        for x in 0..fw {
            let (px, py) = ((2 * x).min(w - 1), (2 * y).min(h - 1));
            let c = plate[py * w + px];
            known.push([c[0], c[1], c[2], if clear.at(px, py) > 0.5 { 0.0 } else { 1.0 }]);
        }
    }
    let filled = push_pull(fw, fh, &known);
    let channel = |k: usize| Plane::new(fw, fh, filled.iter().map(|c| c[k]).collect());
    let filled = [channel(0), channel(1), channel(2)];
    for (i, (pixel, &e)) in plate.iter_mut().zip(&excess.values).enumerate() {
        if e > 0.0 {
            let (x, y) = ((i % w) as f32 + 0.5, (i / w) as f32 + 0.5);
            let grain = 1.0 + 0.02 * (hash(i as u32) - 0.5);
            for k in 0..3 {
                let fill = filled[k].sample(x * 0.5, y * 0.5) * grain;
                pixel[k] += (fill - pixel[k]) * e.min(1.0);
            }
        }
    }
    plate
}

/// How much of the person may be seen at each pixel of the small picture `bare`, 0–1: what is
/// near a part of her body that the cloth of `frame` leaves in sight.
fn kept(job: &TryOn<'_>, frame: &Frame, bare: &Frame) -> Plane {
    let (w, h) = (bare.picture.width as usize, bare.picture.height as usize);
    let (fw, fh) = (frame.picture.width as usize, frame.picture.height as usize);
    let away = |part: &dyn Fn([f32; 4]) -> f32, of: &dyn Fn(usize, usize) -> [u8; 4]| {
        let pixels = (0..w * h).map(|i| part(of(i % w, i / w).map(|v| f32::from(v) / 255.0)));
        Plane::new(w, h, pixels.collect()).distance()
    };
    let undressed = |x: usize, y: usize| bare.coverage[y * w + x];
    let dressed = |x: usize, y: usize| frame.coverage[(y * fh / h) * fw + x * fw / w];
    let body = away(&|c| c[1], &dressed);
    let head = away(&|c| c[2], &dressed);
    let arm = away(&|c| c[3], &dressed);
    let trunk = away(&|[_, body, head, arm]| (body - head - arm).max(0.0), &undressed);
    // Metres a pixel where the body stands.
    let n = job.body.positions.len().max(1) as f32;
    let depth = job.body.positions.iter().map(|p| job.camera.depth(p)).sum::<f32>() / n;
    let pixel_m = depth / job.camera.focal_px * job.photo.width as f32 / w as f32;
    let hem = frame
        .coverage
        .chunks_exact(fw.max(1))
        .rposition(|row| row.iter().any(|c| c[0] > 127))
        .map_or(0.0, |row| row as f32 * h as f32 / fh as f32);
    let mut values = Vec::with_capacity(w * h);
    for i in 0..w * h {
        if i / w > hem as usize {
            // Shoes, trousers, her shadow: nothing below the hem is in the garment's way.
            values.push(1.0);
            continue;
        }
        let reach = |d: f32, limit: f32| (limit - d * pixel_m) / pixel_m + 0.5;
        // What is nearer to the trunk than to head or arm is clothing, not hair or hand.
        let near = |part: &Plane, limit: f32| {
            let d = part.values[i];
            reach(d, if d < trunk.values[i] { limit } else { NEAR_BODY_M })
        };
        let most = reach(body.values[i], NEAR_BODY_M)
            .max(near(&head, NEAR_HEAD_M))
            .max(near(&arm, NEAR_ARM_M));
        values.push(most.clamp(0.0, 1.0));
    }
    Plane::new(w, h, values)
}

/// Lays the drawn cloth and its shadows over the plate.
fn over(job: &TryOn<'_>, frame: &Frame, plate: &[[f32; 3]]) -> Picture {
    let table: Vec<f32> = (0..=255u8).map(linear).collect();
    let encode = Encode::new();
    let mut out = job.photo.clone();
    for (i, pixel) in out.rgba.chunks_exact_mut(4).enumerate() {
        let drawn = &frame.picture.rgba[i * 4..i * 4 + 4];
        let cover = frame.coverage[i];
        let cloth = f32::from(cover[0]) / 255.0;
        let mut shadow = f32::from(drawn[3]) / 255.0 - cloth;
        if cover[1] > 0 {
            // A shadow on the body falls only where the person is indeed.
            let on_body = f32::from(cover[1]) / 255.0;
            shadow *= 1.0 - on_body * (1.0 - job.person[i]);
        }
        let through = (1.0 - cloth - shadow.max(0.0)).max(0.0);
        let grain = 1.0 + 0.025 * (hash(i as u32 ^ 0x9e37) - 0.5);
        for k in 0..3 {
            let light = table[usize::from(drawn[k])] * grain + plate[i][k] * through;
            pixel[k] = encode.byte(light);
        }
        pixel[3] = 255;
    }
    out
}

/// A number 0–1 from a whole one, always the same.
fn hash(i: u32) -> f32 {
    let mut s = i.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
    s = ((s >> ((s >> 28) + 4)) ^ s).wrapping_mul(277_803_737);
    ((s >> 22) ^ s) as f32 / u32::MAX as f32
}

/// sRGB bytes from linear light by table.
pub(crate) struct Encode(Vec<u8>);

impl Encode {
    const STEPS: usize = 8192;

    pub(crate) fn new() -> Self {
        let encode = |i: usize| {
            let c = i as f32 / Self::STEPS as f32;
            let v =
                if c <= 0.003_130_8 { 12.92 * c } else { 1.055 * libm::powf(c, 1.0 / 2.4) - 0.055 };
            (v * 255.0 + 0.5) as u8
        };
        Self((0..=Self::STEPS).map(encode).collect())
    }

    pub(crate) fn byte(&self, light: f32) -> u8 {
        self.0[(light.clamp(0.0, 1.0) * Self::STEPS as f32 + 0.5) as usize]
    }
}
