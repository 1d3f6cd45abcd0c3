//! From photos, stature, mass and tape to a body with its measurements.
//!
//! [`fit_photos`] finds the shape, and for each photo the camera and posture, that together explain
//! the landmarks, the outlines, the stature, the mass and whatever a tape measured, weighed against
//! how bodies are distributed. It is one nonlinear least-squares problem: damped Gauss–Newton with
//! robust weights, point-to-line distances between outlines (partners are the nearest in place and
//! direction), and exact derivatives throughout. The inverse of its normal matrix, pushed through
//! the gradients of the measurements, gives each its ±.

mod bias;
mod contour;
mod joints;
mod normal_equations;
mod observation;
mod photos;
mod report;
mod rig;
mod rim;
mod solve;
mod view;

use std::collections::BTreeMap;

use measure::{Dimension, Measurements, OutOfRange, Sex};
use pose::{Landmarks, Person, Silhouette, View};

use crate::camera::Camera;
use crate::model::BodyShape;
use crate::posture::Posture;
use crate::tape::Conflict;

pub use bias::landmark_offset;
pub use contour::{ContourPoint, contour};
pub use photos::fit_photos;
pub(crate) use rig::Layout;

/// All that is known of one person before a fit.
#[derive(Clone, Debug)]
pub struct Evidence<'a> {
    /// Which prior to use; both are tried when it is not known.
    pub sex: Option<Sex>,
    /// Stated or measured stature (mm).
    pub stature_mm: f64,
    /// Its standard deviation (mm): about 4 measured, 7–10 from memory.
    pub stature_sigma_mm: f64,
    /// Stated or measured mass (kg).
    pub mass_kg: Option<f64>,
    /// Photos: none, one or two, or more.
    pub views: Vec<ViewEvidence<'a>>,
    /// What a tape measured. These numbers are met and then handed on as they are.
    pub tape: Measurements,
}

/// What was read off one photo.
#[derive(Clone, Copy, Debug)]
pub struct ViewEvidence<'a> {
    /// From which side the person is seen.
    pub view: View,
    /// The landmarks.
    pub landmarks: &'a Landmarks,
    /// The outline.
    pub silhouette: &'a Silhouette,
    /// The lens's focal length (px of this photo), where it is known: to about 4 %.
    pub focal_px: Option<f64>,
}

impl<'a> From<&'a Person> for ViewEvidence<'a> {
    fn from(person: &'a Person) -> Self {
        Self {
            view: person.view,
            landmarks: &person.landmarks,
            silhouette: &person.silhouette,
            focal_px: person.focal_px,
        }
    }
}

/// How far the measurements of a fit may be trusted.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub enum Grade {
    /// Close-fitting clothes, front and side, mass: may be cut from after a few tape checks.
    A,
    /// Seen, but in ordinary clothes, from one side only, or without the mass: for the picture and
    /// for choosing a size.
    B,
    /// Not seen: from stature, mass and tape alone.
    C,
}

/// How far the clothes stand off the body.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Looseness {
    /// Whether the outline was taken for the clothes' and not for the body's.
    pub loose: bool,
    /// Mean distance of the outline from the body above the hips (mm).
    pub upper_mm: f64,
    /// The same of the legs (mm).
    pub lower_mm: f64,
}

/// Camera and posture of one photo.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedView {
    /// From which side the person is seen.
    pub view: View,
    /// The camera, in a world where the body stands upright on the floor and faces +Z.
    pub camera: Camera,
    /// The posture; its root puts the feet on the floor and the hips over the origin.
    pub posture: Posture,
    /// How far landmarks lie from where the fit has them, root mean square (px).
    pub landmark_rms_px: f64,
    /// How far the outline lies from the fitted body's, root mean square over the points that
    /// count (px).
    pub contour_rms_px: f64,
    /// The same at the person's distance (mm).
    pub contour_rms_mm: f64,
    /// Share of the photo's outline that found a partner on the body's, 0–1.
    pub contour_matched: f64,
}

/// A fitted body.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The shape.
    pub shape: BodyShape,
    /// Whether the sex was not given and the more likely of the two was taken.
    pub sex_guessed: bool,
    /// One for each photo, in the order given.
    pub views: Vec<FittedView>,
    /// Every dimension with ±; what a tape gave stands as given.
    pub measurements: Measurements,
    /// Of each ±, the part that the fit answers for (mm): what pictures, numbers and prior leave open.
    /// The rest allows for how real people differ from the model and tapes from the mesh.
    pub fit_sigma_mm: BTreeMap<Dimension, f64>,
    /// Dimensions that the fitted body has and no adult does: they are not among the measurements.
    pub out_of_range: Vec<OutOfRange>,
    /// The fitted body's mass (kg).
    pub mass_kg: f64,
    /// How far the measurements may be trusted.
    pub grade: Grade,
    /// How far the clothes stand off; `None` without photos.
    pub looseness: Option<Looseness>,
    /// Squared Mahalanobis distance of the shape from its prior's mean, per coefficient; about 1.
    pub mahalanobis: f64,
    /// Whether the body is so unlike those the model knows that only a tape will do.
    pub needs_tape: bool,
    /// Numbers given that the fit could not meet; `expected` is what the fitted body has.
    pub conflicts: Vec<Conflict>,
    /// Iterations taken.
    pub iterations: usize,
    /// Whether the last of them hardly changed the shape.
    pub converged: bool,
}

impl Fit {
    /// The part of a ± that the fit answers for (mm); see [`Fit::fit_sigma_mm`].
    pub fn fit_sigma_mm(&self, dimension: Dimension) -> Option<f64> {
        self.fit_sigma_mm.get(&dimension).copied()
    }
}

/// Why there is no fit.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FitError {
    /// The stature is not that of an adult.
    #[error("stature of {mm} mm is outside {low}–{high} mm")]
    Stature {
        /// The stature given (mm).
        mm: f64,
        /// The lowest taken.
        low: f64,
        /// The highest taken.
        high: f64,
    },
    /// The standard deviation of the stature is not a positive number.
    #[error("standard deviation of the stature of {mm} mm is not positive")]
    StatureSigma {
        /// The one given (mm).
        mm: f64,
    },
    /// The mass is not that of an adult.
    #[error("mass of {kg} kg is outside {low}–{high} kg")]
    Mass {
        /// The mass given (kg).
        kg: f64,
        /// The lowest taken.
        low: f64,
        /// The highest taken.
        high: f64,
    },
    /// A photo has too few landmarks.
    #[error("photo {view} has {found} landmarks that can be used; 33 are wanted, 8 at least")]
    Landmarks {
        /// Which photo, from 0.
        view: usize,
        /// How many it has.
        found: usize,
    },
    /// An outline's pixels are not as many as its width and height say.
    #[error("outline of photo {view} has {found} pixels, not {wanted}")]
    Silhouette {
        /// Which photo, from 0.
        view: usize,
        /// How many pixels it has.
        found: usize,
        /// How many it should have.
        wanted: usize,
    },
    /// The focal length given cannot be.
    #[error("focal length of {focal_px} px of photo {view} cannot be")]
    Focal {
        /// Which photo, from 0.
        view: usize,
        /// The one given (px).
        focal_px: f64,
    },
    /// The fit ran into numbers that are not finite.
    #[error("the fit did not stay finite")]
    Diverged,
}
