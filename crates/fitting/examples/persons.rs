//! Renders the persons of the demo: a body of known measures, photographed from the front and from
//! the side in a plain room, with the truth written beside.
//!
//! `cargo run -p namza-fitting --example persons -- seeds/demo`, from the workspace's root. The
//! same driver gives the same pictures.

#![expect(clippy::print_stdout, reason = "an example tells what it wrote")]

use std::error::Error;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use body::{BodyModel, BodyShape, Part, Posture, fit_tape, measure};
use gpu::{Choice, Gpu};
use image::codecs::jpeg::JpegEncoder;
use measure::{Dimension, Measurement, Measurements, Origin, Sex};
use nalgebra::{Isometry3, Point3, Translation3, UnitQuaternion, Vector3};
use render::room::{Outfit, Room, paint, photograph};
use render::{Camera, Renderer, Zone};
use serde_json::{Map, Value, json};

/// Size of a photo (px): what a phone's front camera gives, halved.
const PHOTO_PX: [u32; 2] = [1080, 1440];

/// Who is photographed.
struct Person {
    id: &'static str,
    sex: Sex,
    /// What her body was made from (mm).
    made_from: &'static [(Dimension, f64)],
    mass_kg: f64,
    garment: &'static str,
    outfit: Outfit,
    room: Room,
}

fn persons() -> [Person; 2] {
    let woman = Outfit {
        skin: [196, 146, 116],
        long_hair: true,
        shirt: [122, 132, 150],
        shorts: [58, 60, 70],
        ..Outfit::default()
    };
    let man = Outfit { skin: [186, 134, 102], shirt: [112, 118, 106], ..Outfit::default() };
    [
        Person {
            id: "woman",
            sex: Sex::Female,
            made_from: &[
                (Dimension::Stature, 1620.0),
                (Dimension::BustGirth, 900.0),
                (Dimension::WaistGirth, 752.0),
                (Dimension::HipGirth, 958.0),
            ],
            mass_kg: 58.0,
            garment: "chuba-women-sleeveless",
            outfit: woman,
            room: Room { seed: 7, ..Room::default() },
        },
        Person {
            id: "man",
            sex: Sex::Male,
            made_from: &[
                (Dimension::Stature, 1735.0),
                (Dimension::BustGirth, 985.0),
                (Dimension::WaistGirth, 868.0),
                (Dimension::HipGirth, 985.0),
            ],
            mass_kg: 73.0,
            garment: "chuba-men-utsang",
            outfit: man,
            room: Room { wall: [196, 200, 196], seed: 11, ..Room::default() },
        },
    ]
}

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::args().nth(1).ok_or("name the folder to write to")?;
    let model = BodyModel::from_bytes(&std::fs::read("models/body/body.bin")?)?;
    let renderer = Renderer::new(Arc::new(Gpu::new(&Choice::default())?))?;
    let mut list = Vec::new();
    for person in persons() {
        let shape = shape_of(&model, &person)?;
        for (view, yaw) in [("front", 0.03), ("side", std::f64::consts::FRAC_PI_2 - 0.04)] {
            let file = Path::new(&out).join(format!("{}-{view}.jpg", person.id));
            std::fs::write(&file, photo(&renderer, &model, &shape, &person, yaw)?)?;
            println!("{}", file.display());
        }
        list.push(truth(&model, &shape, &person));
    }
    std::fs::write(Path::new(&out).join("persons.json"), serde_json::to_vec_pretty(&list)?)?;
    Ok(())
}

/// The body that the numbers make.
fn shape_of(model: &BodyModel, person: &Person) -> Result<BodyShape, Box<dyn Error>> {
    let mut made_from = Measurements::default();
    for &(dimension, mm) in person.made_from {
        made_from.set(dimension, Measurement { mm, sigma_mm: 2.0, origin: Origin::Tape })?;
    }
    Ok(fit_tape(model, person.sex, &made_from, Some(person.mass_kg))?.shape)
}

/// One photo, as a JPEG file. `yaw` turns the person to her left (rad).
fn photo(
    renderer: &Renderer,
    model: &BodyModel,
    shape: &BodyShape,
    person: &Person,
    yaw: f64,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let rest = model.rest(shape);
    let zones: Vec<Zone> = model.parts().iter().map(|part| zone_of(*part)).collect();
    let mut upright = model.pose(&rest, &Posture::standing(model));
    upright.stand_on_floor();
    let colours = paint(&upright.to_mesh(model), &zones, &person.outfit);

    let mut posture = Posture::standing(model);
    let turn = UnitQuaternion::from_axis_angle(&Vector3::y_axis(), yaw);
    posture.root = Isometry3::from_parts(Translation3::identity(), turn) * posture.root;
    let mut posed = model.pose(&rest, &posture);
    posed.stand_on_floor();
    let camera =
        Camera::look_at(Point3::new(0.05, 1.05, 3.4), Point3::new(0.0, 0.85, 0.0), 0.66, PHOTO_PX);
    let picture = photograph(renderer, &posed.to_mesh(model), &colours, &camera, &person.room)?;
    let mut file = Cursor::new(Vec::new());
    let [width, height] = PHOTO_PX;
    JpegEncoder::new_with_quality(&mut file, 88).encode(
        &picture.to_rgb(),
        width,
        height,
        image::ExtendedColorType::Rgb8,
    )?;
    Ok(file.into_inner())
}

/// What the person truly measures, read off her body.
fn truth(model: &BodyModel, shape: &BodyShape, person: &Person) -> Value {
    let measured = measure(model, shape);
    let true_mm: Map<String, Value> = Dimension::ALL
        .iter()
        .filter_map(|d| Some((d.key().to_owned(), json!(measured.mm(*d)?))))
        .collect();
    let mass_kg = measured.mass().map(|(kg, _)| kg);
    json!({
        "id": person.id, "sex": person.sex, "mass_kg": mass_kg, "garment": person.garment,
        "true_mm": true_mm,
    })
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
