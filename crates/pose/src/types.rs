//! What the rest of the workspace knows of a person in a photo.

use nalgebra::{Point2, Point3};
use serde::{Deserialize, Serialize};

/// From which side a photo shows the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// Facing the camera.
    Front,
    /// Turned a quarter, either way.
    Side,
}

/// One of BlazePose's 33 landmarks, in the photo.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Landmark {
    /// Place in the upright photo (px), origin at the top left corner of the top left pixel.
    pub position: Point2<f32>,
    /// Chance that the point is in the picture and not hidden, 0–1.
    pub visibility: f32,
    /// Chance that the point lies inside the picture, 0–1.
    pub presence: f32,
}

/// The 33 landmarks of one person, in BlazePose's order (0 nose … 32 right foot index).
///
/// "Left" and "right" are the person's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Landmarks {
    /// In the photo, shape `[33]`.
    pub image: Vec<Landmark>,
    /// Relative to the hips' middle, roughly metres but **not** metric (3–12 % short); x to the
    /// image's right, y down, z away from the camera; shape `[33]`.
    pub world: Vec<Point3<f32>>,
}

/// The person's outline as coverage of each pixel.
#[derive(Clone, Debug, PartialEq)]
pub struct Silhouette {
    /// Width (px), as the photo's.
    pub width: u32,
    /// Height (px), as the photo's.
    pub height: u32,
    /// Coverage 0–1, row by row from the top left; shape `[height * width]`.
    pub alpha: Vec<f32>,
}

/// Everything that is read off one photo.
#[derive(Clone, Debug)]
pub struct Person {
    /// From which side the person is seen, as asked for.
    pub view: View,
    /// The landmarks.
    pub landmarks: Landmarks,
    /// The outline.
    pub silhouette: Silhouette,
    /// The lens's focal length (px), where the photo's file says: [`Photo::focal_px`].
    ///
    /// [`Photo::focal_px`]: crate::Photo::focal_px
    pub focal_px: Option<f64>,
    /// May the photo be measured from.
    pub verdict: Verdict,
}

/// What to do with a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    /// Measure from it.
    Accept,
    /// Measure from it, and say what would make it better.
    Warn,
    /// Ask for another.
    Refuse,
}

/// The ruling on a photo and every reason for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The gravest of the reasons' rulings; `Accept` without any.
    pub ruling: Ruling,
    /// All reasons found, gravest first.
    pub reasons: Vec<Reason>,
}

/// Why a photo is refused or warned about. The code is its name in snake case; the sentence that
/// says how to retake it stands under `verdict-<code>` in the words of each language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// No person was found.
    NoPerson,
    /// More than one person was found.
    SeveralPeople,
    /// Head, hands or feet lie outside the picture.
    BodyCutOff,
    /// The person sits, lies, kneels, jumps or bends.
    NotStanding,
    /// The person's back is to the camera where front was asked.
    BackView,
    /// Front was asked and side is shown, or the reverse.
    WrongView,
    /// The person is too small in the picture.
    TooSmall,
    /// The picture is out of focus or shaken.
    Blurred,
    /// The picture is too dark.
    TooDark,
    /// Arms lie against or before the body.
    ArmsOnBody,
    /// An arm is raised.
    ArmRaised,
    /// A drawing, or a picture in one colour, and no photo as a camera takes it.
    NotAPhoto,
    /// A photo of a screen or a print, or a telephone's own picture of its screen.
    PictureOfPicture,
    /// A face without eyes or not of skin: a statue, a mannequin, a drawn figure.
    NotAPerson,
    /// The outline does not fit the landmarks.
    OutlineUnclear,
}

impl Reason {
    /// Its name in snake case: the code that machines are told, and `verdict-<code>` in the words.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoPerson => "no_person",
            Self::SeveralPeople => "several_people",
            Self::BodyCutOff => "body_cut_off",
            Self::NotStanding => "not_standing",
            Self::BackView => "back_view",
            Self::WrongView => "wrong_view",
            Self::TooSmall => "too_small",
            Self::Blurred => "blurred",
            Self::TooDark => "too_dark",
            Self::ArmsOnBody => "arms_on_body",
            Self::ArmRaised => "arm_raised",
            Self::NotAPhoto => "not_a_photo",
            Self::PictureOfPicture => "picture_of_picture",
            Self::NotAPerson => "not_a_person",
            Self::OutlineUnclear => "outline_unclear",
        }
    }
}
