//! Photo to person, stage by stage, on a drawn person of 1080 × 1920 pixels.
//!
//! ONNX Runtime's library is named by `NAMZA_ONNXRUNTIME`; without it only decoding is timed.

#![expect(
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a bench stops at the first surprise"
)]

#[path = "../../crates/pose/tests/common/mannequin.rs"]
#[expect(dead_code, reason = "the tests use the truth too")]
mod mannequin;

use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use pose::{Detector, Models, Photo, Runtime, View};

fn photo() -> Photo {
    mannequin::draw(mannequin::Pose { turn: 0.0, flat: false, width: 1080, height: 1920 }).photo
}

fn stages(c: &mut Criterion) {
    let photo = photo();
    let mut group = c.benchmark_group("pose");
    group.sample_size(10);
    let Some(library) = std::env::var_os("NAMZA_ONNXRUNTIME") else {
        eprintln!("NAMZA_ONNXRUNTIME is not set: no networks");
        return;
    };
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models");
    let model = |name: &str| std::fs::read(models.join(name)).unwrap();
    let models = Models {
        detection: &model("pose_detection.onnx"),
        landmarks: &model("pose_landmark_full.onnx"),
        outline: &model("u2netp.onnx"),
    };
    let runtime = Runtime::load(Path::new(&library)).unwrap();
    let mut detector = Detector::new(&runtime, &models).unwrap();
    let region = detector.detect(&photo).unwrap()[0].region();
    let person = detector.landmarks(&photo, &region).unwrap().unwrap();
    group.bench_function("detect", |b| b.iter(|| detector.detect(&photo).unwrap()));
    group.bench_function("landmarks", |b| {
        b.iter(|| detector.landmarks(&photo, &region).unwrap());
    });
    group.bench_function("outline", |b| b.iter(|| detector.outline(&photo, &person).unwrap()));
    group.bench_function("read", |b| b.iter(|| detector.read(&photo, View::Front).unwrap()));
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
