//! Photos of the project's own persons: a body in tight clothes in a plain room.

use mesh::TriMesh;

use crate::material::linear_rgb;
use crate::{
    Backdrop, Camera, Lighting, Material, Object, Picture, RenderError, Renderer, Scene, Zone,
};

/// Which room the photo is taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Colour of the wall (sRGB).
    pub wall: [u8; 3],
    /// Colour of the floor's boards (sRGB).
    pub floor: [u8; 3],
    /// Chooses the grain of wall, floor and camera.
    pub seed: u32,
}

impl Default for Room {
    fn default() -> Self {
        Self { wall: [214, 210, 200], floor: [150, 116, 84], seed: 1 }
    }
}

/// What a person of ours wears, and her colours (sRGB).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outfit {
    /// Skin.
    pub skin: [u8; 3],
    /// Hair.
    pub hair: [u8; 3],
    /// Does the hair come down to the nape.
    pub long_hair: bool,
    /// A tight short-sleeved shirt.
    pub shirt: [u8; 3],
    /// Tight shorts down to above the knee; the feet are bare, as for measuring.
    pub shorts: [u8; 3],
}

impl Default for Outfit {
    fn default() -> Self {
        Self {
            skin: [198, 150, 120],
            hair: [34, 26, 22],
            long_hair: false,
            shirt: [88, 106, 128],
            shorts: [58, 60, 68],
        }
    }
}

/// The linear colour of each vertex of a body in an outfit, shape `[n]`.
///
/// `mesh` must stand upright facing +Z with its head upright; the colours then serve for any
/// posture of the same vertices. `zones` gives each vertex' part of the body, shape `[n]`.
pub fn paint(mesh: &TriMesh, zones: &[Zone], outfit: &Outfit) -> Vec<[f32; 3]> {
    let bounds = |keep: &dyn Fn(Zone) -> bool| {
        let mut low = [f32::INFINITY; 3];
        let mut high = [f32::NEG_INFINITY; 3];
        for (p, _) in mesh.positions.iter().zip(zones).filter(|(_, z)| keep(**z)) {
            for k in 0..3 {
                low[k] = low[k].min(p[k]);
                high[k] = high[k].max(p[k]);
            }
        }
        (low, high)
    };
    let head = bounds(&|z| z == Zone::Head);
    let torso = bounds(&|z| z == Zone::Torso);
    let legs = bounds(&Zone::is_leg);
    let stature = head.1[1] - legs.0[1];
    let arms = [Zone::ArmLeft, Zone::ArmRight].map(|zone| arm_axis(mesh, zones, zone));
    let [skin, shirt, shorts] = [outfit.skin, outfit.shirt, outfit.shorts].map(linear_rgb);

    let crotch = torso.0[1];
    let shirt_hem = crotch + 0.075 * stature;
    let shorts_hem = crotch - 0.17 * stature;
    let middle_z = f32::midpoint(torso.0[2], torso.1[2]);
    mesh.positions
        .iter()
        .zip(zones)
        .map(|(p, zone)| match zone {
            Zone::Head => face(p.coords.into(), head, outfit),
            Zone::Torso => {
                // The neckline slopes down to the front.
                let collar = torso.1[1] - 0.034 * stature - 0.5 * (p.z - middle_z).max(-0.02);
                let covered = blend(shorts, shirt, p.y - shirt_hem);
                blend(covered, skin, (p.y - collar).min(0.052 * stature - p.x.abs()))
            }
            Zone::ArmLeft | Zone::ArmRight => {
                let (shoulder, length) = arms[usize::from(*zone == Zone::ArmRight)];
                blend(shirt, skin, (p - shoulder).norm() - 0.36 * length)
            }
            Zone::LegLeft | Zone::LegRight => blend(skin, shorts, p.y - shorts_hem),
        })
        .collect()
}

/// From one colour to another as `past` (m) goes through zero, over about the spacing of a body
/// mesh' vertices, so that an edge between vertices comes out straight.
fn blend(from: [f32; 3], to: [f32; 3], past: f32) -> [f32; 3] {
    let part = (past / 0.018 + 0.5).clamp(0.0, 1.0);
    [0, 1, 2].map(|k| from[k] + (to[k] - from[k]) * part)
}

/// The arm's end at the shoulder, and how far its furthest point is from it (m).
fn arm_axis(mesh: &TriMesh, zones: &[Zone], zone: Zone) -> (nalgebra::Point3<f32>, f32) {
    let arm = || mesh.positions.iter().zip(zones).filter(|(_, z)| **z == zone).map(|(p, _)| p);
    // The shoulder is the innermost of the upper end: towards the middle and up.
    let shoulder = arm()
        .max_by(|a, b| (a.y - 0.8 * a.x.abs()).total_cmp(&(b.y - 0.8 * b.x.abs())))
        .copied()
        .unwrap_or_default();
    let length = arm().map(|p| (p - shoulder).norm()).fold(0.0, f32::max);
    (shoulder, length)
}

/// Hair, brows, eyes and lips by where they lie in the head's box.
fn face(p: [f32; 3], (low, high): ([f32; 3], [f32; 3]), outfit: &Outfit) -> [f32; 3] {
    let t = (p[1] - low[1]) / (high[1] - low[1]).max(1e-3);
    let forward = (p[2] - low[2]) / (high[2] - low[2]).max(1e-3);
    let side = (p[0] / (0.5 * (high[0] - low[0])).max(1e-3)).abs();
    let hairline = 0.46 + 1.2 * (t - 0.55).max(0.0);
    let lowest = if outfit.long_hair { 0.02 } else { 0.34 };
    if t > 0.865 || (forward < hairline && t > lowest && !(side > 0.80 && t < 0.64)) {
        return linear_rgb(outfit.hair);
    }
    let skin = linear_rgb(outfit.skin);
    let tinted = |c: [f32; 3], part: f32| [0, 1, 2].map(|k| skin[k] + (c[k] - skin[k]) * part);
    if forward > 0.62 {
        if (0.625..0.655).contains(&t) && (0.16..0.62).contains(&side) {
            return tinted(linear_rgb(outfit.hair), 0.75);
        }
        if (0.510..0.550).contains(&t) && (0.24..0.50).contains(&side) {
            return tinted([0.02, 0.015, 0.012], 0.7);
        }
        if (0.222..0.275).contains(&t) && side < 0.26 && forward > 0.8 {
            return tinted([0.30, 0.075, 0.06], 0.6);
        }
    }
    skin
}

/// Photographs a person in a room.
///
/// `colours` are linear, one a vertex, as [`paint`] gives them. The same arguments give the same
/// picture on one driver.
///
/// # Errors
///
/// As [`Renderer::render`].
pub fn photograph(
    renderer: &Renderer,
    body: &TriMesh,
    colours: &[[f32; 3]],
    camera: &Camera,
    room: &Room,
) -> Result<Picture, RenderError> {
    let skin = Material { push_m: 0.0, ..Material::skin() };
    let Room { wall, floor, seed } = *room;
    let scene = Scene {
        objects: vec![Object::coloured(body, colours, skin)],
        lighting: Lighting::room(),
        backdrop: Backdrop::Room { wall, floor, seed },
    };
    let mut picture = renderer.render(&scene, camera)?.picture;
    // A sensor's noise: shot noise of about two steps in the middle tones.
    for (i, c) in picture.rgba.iter_mut().enumerate() {
        if i % 4 != 3 {
            let mut s = (i as u32 ^ seed.wrapping_mul(0x9e37_79b9)).wrapping_mul(747_796_405);
            s = ((s >> ((s >> 28) + 4)) ^ s).wrapping_mul(277_803_737);
            s = (s >> 22) ^ s;
            // The sum of four uniform numbers is near enough to a bell.
            let bell = s.to_le_bytes().iter().map(|&b| f32::from(b)).sum::<f32>() / 510.0 - 1.0;
            let amplitude = 2.0 + 3.0 * libm::sqrtf(f32::from(*c) / 255.0);
            *c = (f32::from(*c) + bell * amplitude).clamp(0.0, 255.0) as u8;
        }
    }
    Ok(picture)
}
