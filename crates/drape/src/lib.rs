//! Panels assembled round a body, sewn and settled.
//!
//! [`Cloth`] is what does not change: triangles with their rest shape in the panel, fabric, layer
//! order, stitches, belts. [`State`] is what does: positions and velocities. [`Control`] is what
//! the dresser moves while the cloth reacts: gravity, how far the stitches are pulled, the body's
//! posture, the belt. A [`Solver`] holds a cloth and a [`BodyCollider`] and steps a state.
//! [`Live`] goes on from a settled drape and moves it with a person.

mod assemble;
mod cloth;
mod contact;
mod control;
pub mod cpu;
mod energy;
mod fabric;
mod fit_map;
mod garment;
pub mod kernel;
mod live;
mod mannequin;
mod report;
mod solver;
mod state;
#[cfg(test)]
mod testing;
mod trimming;
mod wear;

pub use assemble::{AssembleError, PanelMesh, Resolution, triangulate};
pub use cloth::{Attachment, Belt, Cloth, ClothError, Facet, PartSet, Stitch, Target, Vertex};
pub use contact::body::BodyCollider;
pub use control::Control;
pub use fabric::Fabric;
pub use fit_map::{FacetFit, FitMap, FitMeans, FitRegion, FitShow};
pub use garment::{Garment, GarmentPanel};
pub use live::{Live, LiveError, LiveModel, LiveReport, LiveSettings, Restart};
pub use mannequin::{BodyPart, Mannequin, MannequinLandmarks};
pub use report::{DrapeFault, DrapeReport};
pub use solver::{Progress, Settings, Settled, Solver, StepReport};
pub use state::State;
pub use wear::{Band, Drape, DrapeError, DrapeProgress, Dressing, drape, drape_outfit, redrape};
