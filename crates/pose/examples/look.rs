//! Prints what is seen in photos, one line of JSON a photo, and how long each stage took.
//!
//! `cargo run --example look -- LIBONNXRUNTIME MODELS front|side PHOTO…`

#![expect(clippy::print_stdout, reason = "a command line example")]

use std::path::Path;
use std::time::Instant;

use pose::{Detector, Models, Photo, Runtime, View};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [library, models, view, photos @ ..] = args.as_slice() else {
        return Err("give LIBONNXRUNTIME MODELS front|side PHOTO…".into());
    };
    let model = |name: &str| std::fs::read(Path::new(models).join(name));
    let mut detector = Detector::new(
        &Runtime::load(Path::new(library))?,
        &Models {
            detection: &model("pose_detection.onnx")?,
            landmarks: &model("pose_landmark_full.onnx")?,
            outline: &model("u2netp.onnx")?,
        },
    )?;
    let view = if view == "side" { View::Side } else { View::Front };
    for path in photos {
        let bytes = std::fs::read(path)?;
        let start = Instant::now();
        let photo = match Photo::decode(&bytes) {
            Ok(photo) => photo,
            Err(error) => {
                println!("{}", serde_json::json!({"photo": path, "error": error.to_string()}));
                continue;
            }
        };
        let decoded = start.elapsed();
        let detections = detector.detect(&photo)?;
        let detected = start.elapsed();
        let sighting = match detections.first() {
            Some(d) => detector.landmarks(&photo, &d.region())?,
            None => None,
        };
        let landmarked = start.elapsed();
        if let Some(sighting) = &sighting {
            let outline = detector.outline(&photo, sighting)?;
            if let Ok(dir) = std::env::var("OUTLINES") {
                let name = Path::new(path).with_extension("pgm");
                let mut pgm = format!("P5 {} {} 255\n", outline.width, outline.height).into_bytes();
                pgm.extend(outline.alpha.iter().map(|a| (a * 255.0 + 0.5) as u8));
                std::fs::write(Path::new(&dir).join(name.file_name().ok_or("no name")?), pgm)?;
            }
        }
        let outlined = start.elapsed();
        let look = detector.look(&photo, view)?;
        let whole = start.elapsed();
        println!(
            "{}",
            serde_json::json!({
                "photo": path,
                "size": [photo.width(), photo.height()],
                "ms_since_start": {
                    "decode": decoded.as_millis(),
                    "detect": detected.as_millis(),
                    "landmarks": landmarked.as_millis(),
                    "outline": outlined.as_millis(),
                    "whole": whole.as_millis(),
                },
                "detections": detections.iter().map(|d| (d.score, d.region().side, d.hips)).collect::<Vec<_>>(),
                "people": look.people.iter().map(|p| serde_json::json!({
                    "presence": p.presence, "side": p.region.side, "landmarks": p.landmarks,
                })).collect::<Vec<_>>(),
                "verdict": look.verdict,
            })
        );
    }
    Ok(())
}
