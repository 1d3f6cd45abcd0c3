//! Putting a garment on, and how it then lies.

mod band;
mod belt;
mod beneath;
mod carry;
mod collar;
mod dress;
mod finish;
mod hands;
mod hidden;
mod outfit;
mod restart;
mod turned_collar;

pub use band::Band;
pub use dress::{Drape, DrapeError, DrapeProgress, Dressing, drape, drape_outfit, redrape};
pub(crate) use outfit::Outfit;
