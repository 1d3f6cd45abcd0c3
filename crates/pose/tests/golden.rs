//! What the networks read off the demo's photos is what they read when these files were stored.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use pose::{Photo, View};
use serde_json::{Value, json};

/// How far a landmark may move (px of 1440): another processor's rounding moves it by hundredths,
/// another JPEG decoder by half a pixel; a wrong step in the pipeline by several.
const TOLERANCE_PX: f64 = 1.0;

/// How much of the person's area may change.
const TOLERANCE_AREA: f64 = 0.005;

/// Compares with `tests/golden/<name>.json`; writes it instead where `NAMZA_ACCEPT` is set.
fn compare(name: &str, view: View) {
    let Some(mut detector) = common::detector() else { return };
    let photo = common::root().join(format!("seeds/demo/{name}.jpg"));
    let photo = Photo::decode(&std::fs::read(photo).unwrap()).unwrap();
    let person = detector.read(&photo, view).unwrap();
    let points: Vec<[f32; 2]> =
        person.landmarks.image.iter().map(|l| [l.position.x, l.position.y]).collect();
    let area = f64::from(person.silhouette.alpha.iter().sum::<f32>());
    let file = common::root().join(format!("crates/pose/tests/golden/{name}.json"));
    if std::env::var_os("NAMZA_ACCEPT").is_some() {
        std::fs::write(&file, json!({"area_px": area, "landmarks_px": points}).to_string())
            .unwrap();
    }
    let golden: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let stored = golden["landmarks_px"].as_array().unwrap();
    assert_eq!(stored.len(), points.len());
    for (i, (point, stored)) in points.iter().zip(stored).enumerate() {
        for axis in 0..2 {
            let off = (f64::from(point[axis]) - stored[axis].as_f64().unwrap()).abs();
            assert!(off <= TOLERANCE_PX, "{name}: landmark {i} is {off:.2} px off");
        }
    }
    let stored = golden["area_px"].as_f64().unwrap();
    assert!((area / stored - 1.0).abs() <= TOLERANCE_AREA, "{name}: {area} px, not {stored}");
}

#[test]
fn the_front_is_read_as_it_was() {
    compare("woman-front", View::Front);
}

#[test]
fn the_side_is_read_as_it_was() {
    compare("man-side", View::Side);
}
