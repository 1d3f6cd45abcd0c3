//! What the tests of this crate share.

#![allow(dead_code, reason = "each test file uses a part")]
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

pub(crate) mod mannequin;

use std::path::{Path, PathBuf};

use pose::{Detector, Models, Runtime};

/// The networks, or none where ONNX Runtime is not installed.
///
/// The library is `$NAMZA_ONNXRUNTIME`, or where `tools/setup` puts it.
pub(crate) fn detector() -> Option<Detector> {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(|d| PathBuf::from(d).join("namza"))
        .or_else(|| std::env::var_os("HOME").map(|d| PathBuf::from(d).join(".cache/namza")))?;
    let library = std::env::var_os("NAMZA_ONNXRUNTIME")
        .map_or_else(|| cache.join("onnxruntime-1.28.0/libonnxruntime.so.1.28.0"), PathBuf::from);
    if !library.exists() {
        eprintln!("skipped: no ONNX Runtime at {}; run tools/setup", library.display());
        return None;
    }
    let models = root().join("models");
    let model = |name: &str| std::fs::read(models.join(name)).unwrap();
    let models = Models {
        detection: &model("pose_detection.onnx"),
        landmarks: &model("pose_landmark_full.onnx"),
        outline: &model("u2netp.onnx"),
    };
    Some(Detector::new(&Runtime::load(&library).unwrap(), &models).unwrap())
}

/// The workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A folder of outside test data, or none where it is not there.
pub(crate) fn data(folder: &str) -> Option<PathBuf> {
    let path = root().join("../shared/data").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("skipped: no test data in {}", path.display());
    None
}

/// The files of a folder in the order of their names.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// A file's name.
pub(crate) fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}
