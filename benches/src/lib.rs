//! What the benches share: the engine over the workspace's own files, and the demo's woman.

#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

use fitting::{Libraries, Order, PhotoInput, Sex, Subject, View};
pub use harness::{engine, quiet, root};
use pose::{Detector, Models, Photo, Runtime};

/// The bytes of one of the workspace's files.
pub fn file(name: &str) -> Vec<u8> {
    std::fs::read(root().join(name)).unwrap()
}

/// The networks, loaded.
pub fn detector() -> Detector {
    let models = Models {
        detection: &file("models/pose_detection.onnx"),
        landmarks: &file("models/pose_landmark_full.onnx"),
        outline: &file("models/u2netp.onnx"),
    };
    Detector::new(&Runtime::load(&Libraries::in_cache().onnxruntime).unwrap(), &models).unwrap()
}

/// The demo's woman from both sides.
pub fn photos() -> Vec<(View, Photo)> {
    [(View::Front, "front"), (View::Side, "side")]
        .map(|(view, name)| {
            let bytes = file(&format!("seeds/demo/woman-{name}.jpg"));
            (view, Photo::decode(&bytes).unwrap())
        })
        .into()
}

/// The demo's woman as she asks for a fitting; without photos where `seen` is false.
pub fn subject(seen: bool) -> Subject {
    let photo = |view, name: &str| PhotoInput {
        view,
        bytes: file(&format!("seeds/demo/woman-{name}.jpg")),
    };
    let photos = if seen {
        vec![photo(View::Front, "front"), photo(View::Side, "side")]
    } else {
        Vec::new()
    };
    Subject::new(photos, Some(1620.0), Some(58.2), Some(Sex::Female), &[]).unwrap()
}

/// One garment with its defaults.
pub fn order(garment: &str) -> Order {
    Order { garment: garment.to_owned(), ..Order::default() }
}
