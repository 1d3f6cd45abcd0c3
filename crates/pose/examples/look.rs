//! Prints what is seen in photos, one line of JSON a photo.
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
        let start = Instant::now();
        let photo = match Photo::decode(&std::fs::read(path)?) {
            Ok(photo) => photo,
            Err(error) => {
                println!("{}", serde_json::json!({"photo": path, "error": error.to_string()}));
                continue;
            }
        };
        let look = detector.look(&photo, view)?;
        let people = look
            .people
            .iter()
            .map(|p| serde_json::json!({"presence": p.presence, "landmarks": p.landmarks}));
        println!(
            "{}",
            serde_json::json!({
                "photo": path,
                "size": [photo.width(), photo.height()],
                "ms": start.elapsed().as_millis(),
                "people": people.collect::<Vec<_>>(),
                "verdict": look.verdict,
            })
        );
    }
    Ok(())
}
