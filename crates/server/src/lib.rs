//! The HTTP API, its jobs, and the page.
//!
//! [`app`] is the whole service as a router over a [`State`]. A fitting is asked for with
//! `POST /v1/fittings` and answered `202 Accepted` at once; one thread of the [`Lane`] makes it,
//! and `GET /v1/fittings/{id}` tells how far it is. The compute never runs on the runtime's
//! threads, the queue has an end, and a fitting that was deleted stops at its next step.
//!
//! Photos live in memory from the request until the answer is made, and results until they expire
//! or are deleted; nothing is written to a disk.

mod api;
mod engine;
mod form;
mod lane;
mod locale;
mod maker;
mod page;
mod problem;

pub use api::{app, openapi};
pub use engine::serve;
pub use lane::{Full, Lane, LaneConfig};
pub use maker::{ChoiceInfo, GarmentInfo, Maker, OptionInfo};
pub use problem::Problem;

use std::sync::Arc;

/// What the service stands on.
#[derive(Clone)]
pub struct State {
    /// Makes fittings, and knows the words.
    pub maker: Arc<dyn Maker>,
    /// Where they wait and lie.
    pub lane: Arc<Lane>,
}

impl State {
    /// A service over `maker`, with its own lane.
    ///
    /// # Errors
    ///
    /// When the system gives no thread.
    pub fn new(maker: Arc<dyn Maker>, config: LaneConfig) -> std::io::Result<Self> {
        let lane = Arc::new(Lane::start(Arc::clone(&maker), config)?);
        Ok(Self { maker, lane })
    }
}
