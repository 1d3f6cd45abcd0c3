//! What end-to-end tests share.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::path::{Path, PathBuf};

use fitting::{Engine, Libraries, Listener, PhotoInput, Progress, Subject, View};
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
