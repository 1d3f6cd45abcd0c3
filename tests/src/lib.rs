//! What end-to-end tests share.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::path::{Path, PathBuf};

use fitting::{Engine, Libraries, Listener, PhotoInput, Progress, Subject, View};
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use serde_json::Value;

/// The workspace's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The engine over the workspace's own models and seeds.
pub fn engine() -> Engine {
    Engine::open(&root(), Libraries::in_cache()).unwrap()
}

/// Hears and says nothing.
pub fn quiet() -> Box<Listener<'static>> {
    Box::new(|_: Progress| std::ops::ControlFlow::Continue(()))
}

/// One of the demo's persons with her photos stored as a camera does that is held another way up: EXIF
/// orientation 1, 3, 6 or 8, without loss.
pub fn held(id: &str, orientation: u8) -> Subject {
    let stored = |name: &str| {
        let file = root().join("seeds/demo").join(format!("{id}-{name}.jpg"));
        let upright = image::open(file).unwrap().to_rgb8();
        let turned = match orientation {
            3 => image::imageops::rotate180(&upright),
            6 => image::imageops::rotate270(&upright),
            8 => image::imageops::rotate90(&upright),
            _ => upright,
        };
        // A TIFF block, little endian, with the orientation alone.
        let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
        let mut bytes = Vec::new();
        let mut png = PngEncoder::new(&mut bytes);
        png.set_exif_metadata(exif).unwrap();
        let (width, height) = turned.dimensions();
        png.write_image(&turned, width, height, ExtendedColorType::Rgb8).unwrap();
        bytes
    };
    let entry = person(id).0;
    let photos = [(View::Front, "front"), (View::Side, "side")]
        .map(|(view, name)| PhotoInput { view, bytes: stored(name) });
    let stature = entry["true_mm"]["stature"].as_f64();
    Subject::new(photos.to_vec(), stature, entry["mass_kg"].as_f64(), None, &[]).unwrap()
}

/// One of the demo's persons: her entry in the list, and what she hands in.
pub fn person(id: &str) -> (Value, Subject) {
    let seeds = root().join("seeds/demo");
    let list: Value =
        serde_json::from_slice(&std::fs::read(seeds.join("persons.json")).unwrap()).unwrap();
    let entry = list.as_array().unwrap().iter().find(|p| p["id"] == id).unwrap().clone();
    let photo = |view, name: &str| PhotoInput {
        view,
        bytes: std::fs::read(seeds.join(format!("{id}-{name}.jpg"))).unwrap(),
    };
    let photos = vec![photo(View::Front, "front"), photo(View::Side, "side")];
    let stature = entry["true_mm"]["stature"].as_f64();
    let subject = Subject::new(photos, stature, entry["mass_kg"].as_f64(), None, &[]).unwrap();
    (entry, subject)
}
