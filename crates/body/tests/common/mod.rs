//! The asset the tests run on.

use std::path::{Path, PathBuf};

use body::BodyModel;

/// The bytes of the project's own body asset.
pub(crate) fn asset_bytes() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/body/body.bin");
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The project's own body model.
pub(crate) fn model() -> BodyModel {
    BodyModel::from_bytes(&asset_bytes()).unwrap_or_else(|e| panic!("{e}"))
}

/// A file of the outside data that some tests compare with; says so when it is not there.
#[expect(clippy::allow_attributes, reason = "not every test file uses every helper")]
#[allow(dead_code, clippy::print_stderr, reason = "a skipped comparison must be seen")]
pub(crate) fn outside(path: &str) -> Option<PathBuf> {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(path);
    if full.exists() {
        return Some(full);
    }
    eprintln!("skipped: {} is not here", full.display());
    None
}
