//! Pictures: the look of cloth, the try-on composite, turntables, and photos of our own persons.
//!
//! A [`Scene`] of [`Object`]s is drawn by a [`Renderer`] through a [`Camera`] into a [`Picture`],
//! off the screen and on any adapter, a software driver included. Two runs on one driver give the
//! same bytes.

mod camera;
mod contact;
mod daylight;
mod error;
mod material;
mod object;
mod picture;
mod plane;
mod renderer;
pub mod room;
mod scene;
mod tryon;
mod turntable;
mod uniforms;
mod zone;

pub use camera::Camera;
pub use error::RenderError;
pub use gpu::{Choice, Gpu, GpuError};
pub use material::{Look, Material, Motif, Surface, Weave, linear_rgb};
pub use object::{ClothParts, Object, TrimSegment, Vertex};
pub use picture::Picture;
pub use renderer::{Frame, Renderer};
pub use scene::{Backdrop, Light, Lighting, Scene};
pub use tryon::{TryOn, composite};
pub use turntable::{Turntable, turntable};
pub use zone::Zone;
