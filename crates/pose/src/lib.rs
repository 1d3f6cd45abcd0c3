//! Photo to person: decoding, landmarks, silhouette, verdict.
//!
//! [`Photo::decode`] makes an upright picture of a file's bytes. [`Detector::read`] finds the person
//! in it with three ONNX networks (BlazePose's detector and landmarks, U2Net-p's outline) and
//! judges whether the photo can be measured from. The caller hands in the models' bytes and the
//! path of ONNX Runtime's library ([`Runtime::load`]); nothing here reads the environment.
//!
//! Without the feature `onnx` (and `decode`) only the types are built.

#[cfg(feature = "decode")]
mod decode;
#[cfg(feature = "onnx")]
mod detect;
#[cfg(feature = "onnx")]
mod detector;
#[cfg(feature = "onnx")]
mod error;
#[cfg(feature = "decode")]
mod exif;
#[cfg(feature = "decode")]
mod header;
#[cfg(feature = "onnx")]
mod landmark;
#[cfg(feature = "onnx")]
mod mask;
#[cfg(feature = "onnx")]
mod network;
#[cfg(feature = "onnx")]
mod outline;
mod photo;
#[cfg(feature = "onnx")]
mod picture;
#[cfg(feature = "onnx")]
mod pretence;
#[cfg(feature = "onnx")]
mod refine;
#[cfg(feature = "onnx")]
mod region;
#[cfg(feature = "onnx")]
mod runtime;
#[cfg(feature = "onnx")]
mod smooth;
#[cfg(feature = "onnx")]
mod track;
mod types;
#[cfg(feature = "onnx")]
mod verdict;

#[cfg(feature = "onnx")]
pub use detect::Detection;
#[cfg(feature = "onnx")]
pub use detector::{Detector, Look, Models};
#[cfg(feature = "onnx")]
pub use error::PoseError;
#[cfg(feature = "onnx")]
pub use landmark::Sighting;
#[cfg(feature = "onnx")]
pub use mask::FrameMask;
pub use photo::{Format, Photo, PhotoError};
#[cfg(feature = "onnx")]
pub use region::Region;
#[cfg(feature = "onnx")]
pub use runtime::Runtime;
#[cfg(feature = "onnx")]
pub use smooth::{OneEuro, Smoother};
#[cfg(feature = "onnx")]
pub use track::Tracker;
pub use types::{Landmark, Landmarks, Person, Reason, Ruling, Silhouette, Verdict, View};
