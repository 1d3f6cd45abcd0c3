//! The studio: how a person stands, what she wears, where the camera is, and the photo.

use std::io::Cursor;

use body::{BodyModel, BodyShape, Part, Posed, Posture};
use image::codecs::jpeg::JpegEncoder;
use mesh::TriMesh;
use nalgebra::{Isometry3, Point3, Translation3, UnitQuaternion, Vector3};
use pose::{Photo, View};
use render::room::{Outfit, Room, paint, photograph};
use render::{Camera, Renderer, Zone};

use crate::random::Random;
use crate::session::{Clothes, EvaluateError};

/// Size of a photo (px).
const PHOTO_PX: [u32; 2] = [810, 1080];

/// One photo about to be taken.
pub(crate) struct Shot {
    /// The person as she stands, without her clothes.
    pub(crate) posed: Posed,
    /// What the camera sees of her.
    pub(crate) mesh: TriMesh,
    colours: Vec<[f32; 3]>,
    /// How far she is turned from facing the camera, to her left (rad).
    pub(crate) heading: f64,
    pub(crate) camera: Camera,
    room: Room,
    quality: u8,
}

/// Stands a person up, dresses her and sets up the camera.
pub(crate) fn shot(
    model: &BodyModel,
    shape: &BodyShape,
    view: View,
    clothes: Clothes,
    random: &mut Random,
) -> Shot {
    let rest = model.rest(shape);
    let zones: Vec<Zone> = model.parts().iter().map(|part| zone_of(*part)).collect();
    let mut upright = model.pose(&rest, &Posture::standing(model));
    upright.stand_on_floor();
    let colours = paint(&upright.to_mesh(model), &zones, &outfit(shape, random));

    let heading = match view {
        View::Front => 0.05 * random.normal(),
        View::Side if random.even() < 0.5 => std::f64::consts::FRAC_PI_2 + 0.07 * random.normal(),
        View::Side => -std::f64::consts::FRAC_PI_2 + 0.07 * random.normal(),
    };
    let mut posture = stance(model, view, random);
    let turn = UnitQuaternion::from_axis_angle(&Vector3::y_axis(), heading);
    posture.root = Isometry3::from_parts(Translation3::identity(), turn);
    let mut worn = rest.clone();
    if let Clothes::Loose { ease_m } = clothes {
        wear(model, &mut worn.vertices, ease_m, random);
    }
    grow_hair(model, &mut worn.vertices, random.between(0.002, 0.014));
    let mut dressed = model.pose(&worn, &posture);
    let up = dressed.stand_on_floor();
    let mut posed = model.pose(&rest, &posture);
    for p in posed.vertices.iter_mut().chain(&mut posed.joints) {
        p.y += up;
    }
    let tall = dressed.vertices.iter().map(|p| p.y).fold(0.0, f64::max);

    // A phone in somebody's hands or on a shelf: 45–60° across the longer side, as far off as it
    // takes to have the whole person with some room about.
    let fov = random.between(0.78, 1.05);
    let fill = random.between(0.74, 0.86);
    let distance = 0.5 * tall / fill / libm::tan(0.5 * fov) + 0.05 * random.normal();
    let (aside, height) = (0.08 * random.normal(), random.between(0.95, 1.45));
    let target = Point3::new(0.04 * random.normal(), 0.5 * tall + 0.02 * random.normal(), 0.0);
    // Whoever takes the photo steps back until nothing is cut off.
    let camera = (0..20)
        .map(|step| {
            let eye = Point3::new(aside, height, distance * (1.0 + 0.04 * f64::from(step)));
            Camera::look_at(eye.cast(), target.cast(), fov as f32, PHOTO_PX)
        })
        .find(|camera| dressed.vertices.iter().all(|p| well_inside(camera, p)))
        .unwrap_or_else(|| {
            let eye = Point3::new(aside, height, 2.0 * distance);
            Camera::look_at(eye.cast(), target.cast(), fov as f32, PHOTO_PX)
        });
    let room = Room {
        wall: random.colour([176, 170, 158], [226, 224, 220]),
        floor: random.colour([96, 78, 62], [176, 150, 120]),
        seed: (random.even() * 1e6) as u32,
    };
    let quality = random.between(78.0, 93.0) as u8;
    Shot { posed, mesh: dressed.to_mesh(model), colours, heading, camera, room, quality }
}

/// Whether a point is seen with 2 % of the picture's width to spare.
fn well_inside(camera: &Camera, point: &Point3<f64>) -> bool {
    let margin = 0.02 * PHOTO_PX[0] as f32;
    let [width, height] = PHOTO_PX.map(|px| px as f32 - margin);
    camera
        .image_from_world(&point.cast())
        .is_some_and(|p| (margin..width).contains(&p.x) && (margin..height).contains(&p.y))
}

impl Shot {
    /// Takes the photo and hands it on as a customer's file would come: through a JPEG.
    pub(crate) fn photo(&self, renderer: &Renderer) -> Result<Photo, EvaluateError> {
        let picture = photograph(renderer, &self.mesh, &self.colours, &self.camera, &self.room)?;
        let mut file = Cursor::new(Vec::new());
        let [width, height] = PHOTO_PX;
        JpegEncoder::new_with_quality(&mut file, self.quality)
            .encode(&picture.to_rgb(), width, height, image::ExtendedColorType::Rgb8)
            .map_err(|e| EvaluateError::Jpeg { why: e.to_string() })?;
        Ok(Photo::decode(&file.into_inner())?)
    }
}

fn outfit(shape: &BodyShape, random: &mut Random) -> Outfit {
    Outfit {
        skin: random.colour([122, 84, 62], [224, 178, 150]),
        hair: random.colour([20, 16, 14], [70, 48, 34]),
        long_hair: shape.sex == measure::Sex::Female && random.even() < 0.6,
        shirt: random.colour([52, 60, 70], [140, 120, 130]),
        shorts: random.colour([40, 42, 50], [90, 84, 96]),
    }
}

/// Standing with the arms away from the trunk (front) or hanging (side), not quite as asked.
fn stance(model: &BodyModel, view: View, random: &mut Random) -> Posture {
    let mut posture = Posture::rest(model);
    for (bone, rotation) in model.bones().iter().zip(&mut posture.rotations) {
        let sign = if bone.name.split_once('.').is_some_and(|n| n.1 == "R") { -1.0 } else { 1.0 };
        let (mean, sigma) = match bone.name.split('.').next().unwrap_or_default() {
            "upperarm01" if view == View::Front => (Vector3::z() * -0.25 * sign, 0.08),
            "upperarm01" => (Vector3::z() * -0.60 * sign, 0.07),
            "lowerarm01" if view == View::Front => (Vector3::zeros(), 0.08),
            "lowerarm01" => (Vector3::x() * -0.25, 0.08),
            "upperleg01" => (Vector3::z() * -0.05 * sign, 0.028),
            "lowerleg01" | "neck01" => (Vector3::zeros(), 0.03),
            "spine03" | "clavicle" => (Vector3::zeros(), 0.025),
            _ => (Vector3::zeros(), 0.0),
        };
        *rotation = mean + random.vector(sigma);
    }
    posture
}

/// Lays hair of some thickness (m) on the crown: it is no part of the stature.
fn grow_hair(model: &BodyModel, vertices: &mut [Point3<f64>], thickness: f64) {
    let head = |v: &usize| model.parts()[*v] == Part::Head;
    let heights = (0..vertices.len()).filter(head).map(|v| vertices[v].y);
    let (low, high) = heights.fold((f64::MAX, f64::MIN), |(l, h), y| (l.min(y), h.max(y)));
    let mesh = TriMesh {
        positions: vertices.iter().map(|p| p.cast()).collect(),
        triangles: model.triangles().to_vec(),
    };
    let normals = mesh.vertex_normals();
    for v in (0..vertices.len()).filter(head) {
        let share = (vertices[v].y - low) / (high - low);
        vertices[v] += normals[v].cast() * (thickness * ((share - 0.72) / 0.12).clamp(0.0, 1.0));
    }
}

/// Moves the skin of trunk and limbs outwards, unevenly, as hanging cloth would lie: a mean ease (m)
/// with folds and bulges of a hand's breadth and more.
fn wear(model: &BodyModel, vertices: &mut [Point3<f64>], ease: f64, random: &mut Random) {
    let mesh = TriMesh {
        positions: vertices.iter().map(|p| p.cast()).collect(),
        triangles: model.triangles().to_vec(),
    };
    let normals = mesh.vertex_normals();
    let bumps: Vec<(Point3<f64>, f64)> = (0..14)
        .map(|_| {
            let at = Point3::new(
                random.between(-0.3, 0.3),
                random.between(0.1, 1.5),
                random.between(-0.2, 0.2),
            );
            (at, random.normal())
        })
        .collect();
    let height = vertices.iter().map(|p| p.y).fold(0.0, f64::max);
    for (p, n) in vertices.iter_mut().zip(normals) {
        let share = p.y / height;
        if (0.07..0.84).contains(&share) && p.x.abs() < 0.27 * height {
            let bump: f64 = bumps
                .iter()
                .map(|(c, a)| a * libm::exp(-(*p - c).norm_squared() / (2.0 * 0.22 * 0.22)))
                .sum();
            *p += n.cast::<f64>() * (ease * (1.0 + 0.6 * bump).clamp(0.15, 2.2));
        }
    }
}

fn zone_of(part: Part) -> Zone {
    match part {
        Part::Head => Zone::Head,
        Part::Torso => Zone::Torso,
        Part::ArmLeft => Zone::ArmLeft,
        Part::ArmRight => Zone::ArmRight,
        Part::LegLeft => Zone::LegLeft,
        Part::LegRight => Zone::LegRight,
    }
}
