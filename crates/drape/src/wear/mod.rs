//! Putting a garment on, and how it then lies.

mod band;
mod belt;
mod collar;
mod dress;

pub use band::Band;
pub use dress::{Drape, DrapeError, DrapeProgress, Dressing, drape};
