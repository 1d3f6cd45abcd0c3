//! The stages of the trip, and how one hears of them.

use std::ops::ControlFlow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// One stage of a fitting, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Photos decoded, landmarks and outline read.
    Pose,
    /// Body fitted and measured.
    Body,
    /// Pattern drafted.
    Pattern,
    /// Panels sewn and settled on the body.
    Drape,
    /// Pictures and the 3-D file made.
    Render,
    /// Papers set.
    Papers,
}

impl Stage {
    /// All stages in order.
    pub const ALL: [Self; 6] =
        [Self::Pose, Self::Body, Self::Pattern, Self::Drape, Self::Render, Self::Papers];

    /// The name in snake case.
    pub fn key(self) -> &'static str {
        match self {
            Self::Pose => "pose",
            Self::Body => "body",
            Self::Pattern => "pattern",
            Self::Drape => "drape",
            Self::Render => "render",
            Self::Papers => "papers",
        }
    }
}

/// Where the trip stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Progress {
    /// The stage under way.
    pub stage: Stage,
    /// How much of it is done, 0–1.
    pub done: f32,
    /// A picture that is ready before all others are, when it is.
    #[serde(skip)]
    pub early: Option<Early>,
}

/// A picture to look at while the rest is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Early {
    /// `preview.png`: the garment as it was first put on, before it settles on the finer mesh; or the
    /// name of an [`Artefact`](crate::Artefact).
    pub name: &'static str,
    /// The PNG file.
    pub png: Arc<[u8]>,
}

impl Early {
    /// Name of the picture of what was first put on.
    pub const PREVIEW: &'static str = "preview.png";
}

impl Progress {
    /// So far, without a picture.
    pub fn of(stage: Stage, done: f32) -> Self {
        Self { stage, done, early: None }
    }
}

/// Hears of progress, and may call the trip off by `Break`.
pub type Listener<'a> = dyn FnMut(Progress) -> ControlFlow<()> + 'a;
