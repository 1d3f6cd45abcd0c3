//! May a photo be measured from, and if not, why.
//!
//! Every limit here has its reason beside it. None was set by trying which value lets a given
//! picture through; between what should pass and what should not there is room on both sides.

use nalgebra::{Point2, Point3, Vector2, Vector3};

use crate::landmark::Sighting;
use crate::photo::Photo;
use crate::picture::Picture;
use crate::pretence;
use crate::types::{Landmarks, Reason, Ruling, Silhouette, Verdict, View};

/// Indices of BlazePose's landmarks.
mod at {
    pub(super) const NOSE: usize = 0;
    pub(super) const EARS: [usize; 2] = [7, 8];
    pub(super) const SHOULDERS: [usize; 2] = [11, 12];
    pub(super) const ELBOWS: [usize; 2] = [13, 14];
    pub(super) const WRISTS: [usize; 2] = [15, 16];
    pub(super) const FINGERS: std::ops::RangeInclusive<usize> = 17..=22;
    pub(super) const HIPS: [usize; 2] = [23, 24];
    pub(super) const KNEES: [usize; 2] = [25, 26];
    pub(super) const ANKLES: [usize; 2] = [27, 28];
    pub(super) const HEELS: [usize; 2] = [29, 30];
    pub(super) const TOES: [usize; 2] = [31, 32];
    pub(super) const FACE: std::ops::RangeInclusive<usize> = 0..=10;
}

/// A person must be this tall in the picture (px), nose to heels. An adult then has 3 mm a pixel;
/// the edge is found to a quarter of a pixel, and a girth moves 6.3 mm with each millimetre of it.
const MIN_TALL: f32 = 500.0;
/// Below this (px) the photo serves, and a closer one would serve better: 2 mm a pixel.
const GOOD_TALL: f32 = 720.0;
/// The network's own chance that a point lies inside the picture. It separates well: near 1.0 for
/// all of a whole body, below 0.4 for what is cut off.
const MIN_IN_PICTURE: f32 = 0.6;
/// How far the trunk may lean on the screen and in space (degrees). A person who stands as asked
/// leans by less than 10; the estimate in space is off by up to 18 for a body seen from below.
const MAX_LEAN: f32 = 20.0;
const MAX_LEAN_IN_SPACE: f32 = 40.0;
/// How far a thigh and a shin may be off the vertical on the screen (degrees): feet two shoulder
/// widths apart give 20.
const MAX_THIGH: f32 = 30.0;
const MAX_SHIN: f32 = 35.0;
/// The same for a thigh in space, where the estimate is coarser: sitting is 60 and more.
const MAX_THIGH_IN_SPACE: f32 = 50.0;
/// Thigh over shin on the screen, hip to knee over knee to ankle, both downwards. Standing people
/// have 0.9 to 1.2; sitting towards the camera foreshortens the thigh.
const MIN_THIGH_TO_SHIN: f32 = 0.55;
/// How far a person may be turned in a front view, and how far at least in a side view (degrees;
/// 0 faces the camera). The estimate shrinks with the turn: 45 is seen as 20 to 55, 90 as 50 to
/// 75, 135 as 105 to 120.
const MAX_TURN_FRONT: f32 = 40.0;
const MIN_TURN_SIDE: f32 = 40.0;
/// From here on the back is to the camera (degrees, as estimated).
const MIN_TURN_BACK: f32 = 95.0;
/// The same where the side was asked for: 90 is now and then seen as 100, and somebody turned away
/// by 45 more as 105 and over.
const MIN_TURN_BACK_SIDE: f32 = 104.0;

/// Judges where and how people stand; `people` has the person to be measured first.
///
/// What this refuses is refused whatever the outline says, so none need be drawn.
/// `figures` takes statues and drawn figures for people; copies of pictures stay what they are.
pub(crate) fn judge_people(
    photo: &Photo,
    view: View,
    people: &[Sighting],
    figures: bool,
) -> Verdict {
    let Some(person) = people.first() else {
        return ruling(vec![(Ruling::Refuse, Reason::NoPerson)]);
    };
    let mut found = Vec::new();
    if people.len() > 1 {
        found.push((Ruling::Refuse, Reason::SeveralPeople));
    }
    found.extend(pretence::copied(photo, person));
    let body = Body { landmarks: &person.landmarks, photo };
    found.extend(body.not_standing_on_screen());
    if body.tall() < MIN_TALL {
        found.push((Ruling::Refuse, Reason::TooSmall));
        // Of a person this small nothing finer can be said that would hold in the next photo.
        return ruling(found);
    }
    if body.tall() < GOOD_TALL {
        found.push((Ruling::Warn, Reason::TooSmall));
    }
    found.extend(body.not_standing_in_space());
    found.extend(body.cut_off());
    found.extend(body.turned(view));
    found.extend(body.arms(view));
    found.extend(pretence::figure(photo, person, view).filter(|_| !figures));
    ruling(found)
}

/// Adds what the picture and the outline say of a person who stands as asked.
pub(crate) fn judge_picture(
    photo: &Photo,
    person: &Sighting,
    silhouette: &Silhouette,
    people: &Verdict,
) -> Verdict {
    // Whatever has not refused so far has warned.
    let mut found: Vec<_> = people.reasons.iter().map(|r| (people.ruling, *r)).collect();
    found.extend(Picture::of(photo, person, silhouette).judge());
    // The crown and the soles have no landmark; there the outline runs into the rim.
    let row = silhouette.width as usize;
    let (first, last) = silhouette.alpha.split_at(silhouette.alpha.len() - row);
    if [&first[..row.min(first.len())], last]
        .iter()
        .any(|pixels| pixels.iter().filter(|a| **a > 0.5).count() > 3)
    {
        found.push((Ruling::Refuse, Reason::BodyCutOff));
    }
    ruling(found)
}

fn ruling(mut reasons: Vec<(Ruling, Reason)>) -> Verdict {
    reasons.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    reasons.dedup_by_key(|r| r.1);
    Verdict {
        ruling: reasons.first().map_or(Ruling::Accept, |r| r.0),
        reasons: reasons.into_iter().map(|r| r.1).collect(),
    }
}

type Found = Option<(Ruling, Reason)>;

/// A person's landmarks with the questions that are asked of them.
struct Body<'a> {
    landmarks: &'a Landmarks,
    photo: &'a Photo,
}

impl Body<'_> {
    fn on_screen(&self, i: usize) -> Point2<f32> {
        self.landmarks.image[i].position
    }

    fn middle(&self, [a, b]: [usize; 2]) -> Point2<f32> {
        nalgebra::center(&self.on_screen(a), &self.on_screen(b))
    }

    fn middle_in_space(&self, [a, b]: [usize; 2]) -> Point3<f32> {
        nalgebra::center(&self.landmarks.world[a], &self.landmarks.world[b])
    }

    /// Nose to the lower heel, or how far the landmarks reach if the person lies (px).
    fn tall(&self) -> f32 {
        let reach = |along: fn(Point2<f32>) -> f32| {
            let all = self.landmarks.image.iter().map(|l| along(l.position));
            all.clone().fold(f32::MIN, f32::max) - all.fold(f32::MAX, f32::min)
        };
        reach(|p| p.x).max(reach(|p| p.y))
    }

    /// Head, hands or feet outside the picture.
    fn cut_off(&self) -> Found {
        let (w, h) = (self.photo.width() as f32, self.photo.height() as f32);
        let outside = |i: usize| {
            let p = self.on_screen(i);
            p.x < 0.0 || p.y < 0.0 || p.x > w || p.y > h
        };
        let unlikely = |i: usize| self.landmarks.image[i].presence < MIN_IN_PICTURE;
        let ends = [at::WRISTS, at::ANKLES, at::HEELS, at::TOES];
        let cut = at::FACE.into_iter().any(outside)
            || at::FINGERS.into_iter().any(outside)
            || ends.into_iter().flatten().any(|i| outside(i) || unlikely(i))
            || unlikely(at::NOSE);
        cut.then_some((Ruling::Refuse, Reason::BodyCutOff))
    }

    fn not_standing_on_screen(&self) -> Found {
        let trunk = self.middle(at::HIPS) - self.middle(at::SHOULDERS);
        let leg = |from: usize, to: usize| self.on_screen(to) - self.on_screen(from);
        let legs_bent = (0..2).any(|side| {
            let thigh = leg(at::HIPS[side], at::KNEES[side]);
            let shin = leg(at::KNEES[side], at::ANKLES[side]);
            off_vertical(thigh) > MAX_THIGH
                || off_vertical(shin) > MAX_SHIN
                || thigh.y < MIN_THIGH_TO_SHIN * shin.y
        });
        (legs_bent || off_vertical(trunk) > MAX_LEAN)
            .then_some((Ruling::Refuse, Reason::NotStanding))
    }

    fn not_standing_in_space(&self) -> Found {
        let trunk = self.middle_in_space(at::HIPS) - self.middle_in_space(at::SHOULDERS);
        let world = &self.landmarks.world;
        let legs_bent = (0..2).any(|side| {
            let thigh = world[at::KNEES[side]] - world[at::HIPS[side]];
            off_vertical_in_space(thigh) > MAX_THIGH_IN_SPACE
        });
        (legs_bent || off_vertical_in_space(trunk) > MAX_LEAN_IN_SPACE)
            .then_some((Ruling::Refuse, Reason::NotStanding))
    }

    /// How far the person is turned from facing the camera (degrees, 0–180): shoulders, hips and
    /// face agree on it or the mean is taken.
    fn turn(&self) -> f32 {
        let world = &self.landmarks.world;
        let across = |[left, right]: [usize; 2]| world[left] - world[right];
        let forward = world[at::NOSE] - self.middle_in_space(at::EARS);
        // Facing the camera, left is at the screen's right (+x) and the nose points at it (−z).
        let headings = [
            across(at::SHOULDERS).xz(),
            across(at::HIPS).xz(),
            Vector2::new(-forward.z, forward.x),
        ];
        // Sums of unit vectors: angles near ±180 average rightly.
        let sum: Vector2<f32> = headings.iter().map(|v| v / v.norm().max(1e-6)).sum();
        libm::atan2f(sum.y, sum.x).abs().to_degrees()
    }

    fn turned(&self, view: View) -> Found {
        let turn = self.turn();
        let reason = match view {
            View::Front if turn > MIN_TURN_BACK => Reason::BackView,
            View::Side if turn > MIN_TURN_BACK_SIDE => Reason::BackView,
            View::Front if turn > MAX_TURN_FRONT => Reason::WrongView,
            View::Side if turn < MIN_TURN_SIDE => Reason::WrongView,
            _ => return None,
        };
        Some((Ruling::Refuse, reason))
    }

    /// Arms that hide the waist or change the shoulders. From the side they always cross the body.
    fn arms(&self, view: View) -> Vec<(Ruling, Reason)> {
        let mut found = Vec::new();
        let hands = || at::WRISTS.into_iter().chain(at::FINGERS);
        let raised = (0..2).any(|side| {
            let shoulder = self.on_screen(at::SHOULDERS[side]).y;
            self.on_screen(at::WRISTS[side]).y < shoulder
                || self.on_screen(at::ELBOWS[side]).y < shoulder
        });
        if raised {
            found.push((Ruling::Warn, Reason::ArmRaised));
        }
        if view == View::Front && hands().any(|i| self.before_trunk(i)) {
            found.push((Ruling::Warn, Reason::ArmsOnBody));
        }
        found
    }

    /// Whether a point lies between the lines from shoulder to hip. The hips' landmarks are the
    /// joints, 100 mm inside the outline, so a hand beside the body is well outside.
    fn before_trunk(&self, i: usize) -> bool {
        let p = self.on_screen(i);
        let (shoulders, hips) = (at::SHOULDERS, at::HIPS);
        let height = (p.y - self.middle(shoulders).y)
            / (self.middle(hips).y - self.middle(shoulders).y).max(1.0);
        if !(0.0..=1.1).contains(&height) {
            return false;
        }
        let edge = |side: usize| {
            let (s, h) = (self.on_screen(shoulders[side]), self.on_screen(hips[side]));
            s.x + height * (h.x - s.x)
        };
        let (a, b) = (edge(0), edge(1));
        p.x > a.min(b) && p.x < a.max(b)
    }
}

/// The angle between a vector and straight down (degrees, 0–180); y points down.
fn off_vertical(v: Vector2<f32>) -> f32 {
    libm::atan2f(v.x.abs(), v.y).to_degrees()
}

fn off_vertical_in_space(v: Vector3<f32>) -> f32 {
    libm::atan2f(libm::hypotf(v.x, v.z), v.y).to_degrees()
}
