//! The light in a photo, guessed from the face.

use mesh::TriMesh;
use nalgebra::{Matrix4, Vector3, Vector4};

use crate::material::linear;
use crate::{Camera, Light, Lighting, Picture, Zone};

/// Where light comes from when a photo does not say: above and before, a little from the left.
const USUAL: [f32; 3] = [-0.25, 0.62, 0.74];

/// The light in `photo`, in which `body` is seen by `camera`.
///
/// The lower half of the face is about of one colour, and its normals are known: brightness is
/// fitted as `a + b · n` (Lambert), pulled towards the usual direction, since a face is small and
/// its colour is not quite even. The mean of the photo gives the exposure and a hint of its tint.
pub(crate) fn lighting(
    photo: &Picture,
    camera: &Camera,
    body: &TriMesh,
    zones: &[Zone],
    person: &[f32],
) -> Lighting {
    let mut table = [0.0f32; 256];
    for (value, out) in (0..=255u8).zip(&mut table) {
        *out = linear(value);
    }
    let rgb = |i: usize| [0, 1, 2].map(|k| table[usize::from(photo.rgba[i * 4 + k])]);
    let bright = |c: [f32; 3]| 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];

    let mut mean = [0.0f64; 3];
    let count = (photo.rgba.len() / 4).div_ceil(7).max(1);
    for i in (0..photo.rgba.len() / 4).step_by(7) {
        let c = rgb(i);
        for k in 0..3 {
            mean[k] += f64::from(c[k]) / count as f64;
        }
    }
    let mean = mean.map(|m| m as f32);
    let level = bright(mean).max(1e-3);
    // A photo whose mean is 0.22 is as bright as the studio; the cloth follows half the way.
    let exposure = libm::sqrtf(level / 0.22).clamp(0.55, 1.2);
    let tint = mean.map(|m| libm::powf((m / level).clamp(0.4, 2.5), 0.3));

    let usual = Vector3::from(USUAL).normalize();
    let (direction, contrast) = face_light(photo, camera, body, zones, person, &|i| bright(rgb(i)))
        .unwrap_or((usual, 0.55));

    let base = Lighting::room();
    let scale = |c: [f32; 3], by: f32| [0, 1, 2].map(|k| c[k] * tint[k] * by);
    let key = (contrast / 0.55).clamp(0.6, 1.35);
    let soft = (2.0 - key).clamp(0.75, 1.3);
    Lighting {
        key: Light { direction, colour: scale([2.1, 2.05, 1.98], key) },
        fill: Light {
            direction: Vector3::new(-direction.x, 0.3, 0.8),
            colour: scale([0.55, 0.56, 0.58], soft),
        },
        rim: Light { colour: scale([0.35, 0.35, 0.37], 1.0), ..base.rim },
        sky: scale(base.sky, soft),
        ground: scale(base.ground, soft),
        exposure,
        ..base
    }
}

/// Direction of the light on the face and how much brighter the lit side is than the mean (0–1).
fn face_light(
    photo: &Picture,
    camera: &Camera,
    body: &TriMesh,
    zones: &[Zone],
    person: &[f32],
    brightness: &dyn Fn(usize) -> f32,
) -> Option<(Vector3<f32>, f32)> {
    let head =
        || body.positions.iter().enumerate().filter(|(i, _)| zones.get(*i) == Some(&Zone::Head));
    let low = head().map(|(_, p)| p.y).fold(f32::INFINITY, f32::min);
    let high = head().map(|(_, p)| p.y).fold(f32::NEG_INFINITY, f32::max);
    let normals = body.vertex_normals();
    let eye = camera.position();
    let mut ata = Matrix4::<f32>::zeros();
    let mut atb = Vector4::<f32>::zeros();
    let mut sum = 0.0;
    let mut count = 0.0;
    for (i, p) in head() {
        let t = (p.y - low) / (high - low).max(1e-3);
        let n = normals[i];
        // Cheeks, nose and forehead below the hair, turned to the camera.
        if !(0.18..0.72).contains(&t) || n.dot(&(eye - p).normalize()) < 0.3 {
            continue;
        }
        let Some(pixel) = camera.image_from_world(p) else { continue };
        let (x, y) = (pixel.x as i64, pixel.y as i64);
        if x < 0 || y < 0 || x >= i64::from(photo.width) || y >= i64::from(photo.height) {
            continue;
        }
        let index = y as usize * photo.width as usize + x as usize;
        if person[index] < 0.9 {
            continue;
        }
        let row = Vector4::new(1.0, n.x, n.y, n.z);
        let value = brightness(index);
        ata += row * row.transpose();
        atb += row * value;
        sum += value;
        count += 1.0;
    }
    if count < 60.0 || sum / count < 0.01 {
        return None;
    }
    // Brightness relative to its mean, with a prior worth half the samples.
    let mean = sum / count;
    let usual = Vector3::from(USUAL).normalize();
    let prior = Vector4::new(0.55, 0.5 * usual.x, 0.5 * usual.y, 0.5 * usual.z);
    let weight = 0.5 * count;
    let solved = (ata / mean.max(1e-4) * mean + Matrix4::identity() * weight)
        .lu()
        .solve(&(atb / mean + prior * weight))?;
    let b = Vector3::new(solved.y, solved.z.max(0.15), solved.w.max(0.2));
    let strength = b.norm();
    let mut direction = b / strength;
    direction.x = direction.x.clamp(-0.8, 0.8);
    Some((direction.normalize(), strength.clamp(0.25, 0.8)))
}
