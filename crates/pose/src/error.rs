//! What can go wrong between a photo and a person.

use std::path::PathBuf;

use crate::types::Verdict;

/// Why no person was read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PoseError {
    /// The photo cannot be measured from; the verdict says why.
    #[error("the photo is refused: {:?}", verdict.reasons)]
    Refused {
        /// Its ruling is [`Ruling::Refuse`](crate::Ruling::Refuse).
        verdict: Verdict,
    },
    /// ONNX Runtime is not there, or the file is something else.
    #[error("ONNX Runtime cannot be loaded from {}: {why}", path.display())]
    RuntimeMissing {
        /// Where it was looked for.
        path: PathBuf,
        /// The loader's words.
        why: String,
    },
    /// ONNX Runtime 1.29 or newer.
    #[error(
        "ONNX Runtime {version} at {} is refused: from 1.29 on the official builds have telemetry \
         switched on, and photos of people pass through it; use 1.28.0",
        path.display()
    )]
    RuntimeTooNew {
        /// The library.
        path: PathBuf,
        /// What it calls itself.
        version: String,
    },
    /// Another ONNX Runtime has been loaded already; a process can have one.
    #[error("ONNX Runtime was loaded from {} already, not {}", loaded.display(), asked.display())]
    RuntimeTaken {
        /// The one in use.
        loaded: PathBuf,
        /// The one asked for.
        asked: PathBuf,
    },
    /// A model is not the network that it stands for.
    #[error("the {network} model does not fit: {what}")]
    ModelMismatch {
        /// Which network.
        network: &'static str,
        /// What was found.
        what: String,
    },
    /// ONNX Runtime failed.
    #[error("ONNX Runtime failed: {what}")]
    Network {
        /// Its words.
        what: String,
    },
}
