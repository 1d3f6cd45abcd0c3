//! What can go wrong in drawing.

use gpu::GpuError;

/// Why a picture could not be drawn.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// The device.
    #[error(transparent)]
    Gpu(#[from] GpuError),
    /// A picture of that size cannot be drawn.
    #[error("a picture of {width} × {height} px cannot be drawn: each side must be 1–{limit} px")]
    Size {
        /// Width asked for (px).
        width: u32,
        /// Height asked for (px).
        height: u32,
        /// The longest side there is room for (px).
        limit: u32,
    },
    /// Two pictures or masks that must be of one size are not.
    #[error("{what} has {got:?}, not {want:?}, as its size")]
    Mismatch {
        /// Which one.
        what: &'static str,
        /// Its size.
        got: [usize; 2],
        /// The size it must have.
        want: [usize; 2],
    },
    /// An object's lists do not fit together.
    #[error("object {object}: {problem}")]
    Object {
        /// Its place in the scene.
        object: usize,
        /// What is wrong.
        problem: String,
    },
    /// The camera is not one that can see: a focal length that is not positive, or not finite.
    #[error("a camera with a focal length of {focal_px} px at {position:?} m sees nothing")]
    Camera {
        /// Focal length (px).
        focal_px: f32,
        /// Its place (m).
        position: [f32; 3],
    },
    /// A picture could not be encoded or decoded.
    #[error("PNG: {0}")]
    Png(String),
}
