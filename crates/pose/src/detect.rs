//! BlazePose's detector: where in a photo people are.
//!
//! Constants from MediaPipe's `pose_detection_cpu.pbtxt` (google-ai-edge/mediapipe, Apache-2.0).

use nalgebra::Point2;

use crate::photo::Photo;
use crate::region::{Beyond, Pyramid, Rect, Region};

/// The detector's input is `SIZE` × `SIZE`.
pub(crate) const SIZE: usize = 224;
/// Candidates that the detector scores.
pub(crate) const CANDIDATES: usize = 2254;
/// Numbers for each candidate: a box and four points.
pub(crate) const NUMBERS: usize = 12;
/// Candidates scored below this are no people.
const MIN_SCORE: f32 = 0.5;
/// Boxes that overlap more than this are the same person.
const SAME_PERSON_OVERLAP: f32 = 0.3;

/// A person that the detector found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Detection {
    /// The detector's certainty, 0–1.
    pub score: f32,
    /// The face and a little more: corner at the top left, corner at the bottom right (px).
    pub face: (Point2<f32>, Point2<f32>),
    /// The middle of the hips (px).
    pub hips: Point2<f32>,
    /// A point on the circle about the hips that holds the whole body (px).
    pub rim: Point2<f32>,
}

impl Detection {
    /// The square to look for landmarks in.
    #[must_use]
    pub fn region(&self) -> Region {
        Region::around(self.hips, self.rim)
    }
}

/// Where the photo lies in the detector's square input: the photo's long side fills it, the rest
/// is black on both sides.
#[derive(Clone, Copy)]
pub(crate) struct Letterbox {
    side: f32,
    left: f32,
    top: f32,
}

impl Letterbox {
    pub(crate) fn of(photo: &Photo) -> Self {
        let (w, h) = (photo.width() as f32, photo.height() as f32);
        let side = w.max(h);
        Self { side, left: (side - w) / 2.0, top: (side - h) / 2.0 }
    }

    fn photo_from_unit(self, unit: Point2<f32>) -> Point2<f32> {
        Point2::new(unit.x * self.side - self.left, unit.y * self.side - self.top)
    }
}

/// The detector's input, shape `[3, 224, 224]`, −1 to 1.
pub(crate) fn input(pyramid: &Pyramid<'_>, letterbox: Letterbox) -> Vec<f32> {
    let mut tensor = vec![0.0; 3 * SIZE * SIZE];
    pyramid.sample(
        (SIZE, SIZE),
        letterbox.side / SIZE as f32,
        Beyond::Black,
        |unit| letterbox.photo_from_unit(unit),
        |_, byte| byte / 127.5 - 1.0,
        &mut tensor,
    );
    tensor
}

/// The middle of each candidate's cell, 0–1: two candidates a cell at strides of 8 and 16 pixels
/// and six at 32.
fn anchors() -> impl Iterator<Item = Point2<f32>> {
    [(28, 2), (14, 2), (7, 6)].into_iter().flat_map(|(cells, each): (usize, usize)| {
        (0..cells * cells * each).map(move |i| {
            let cell = i / each;
            let middle = |n: usize| (n as f32 + 0.5) / cells as f32;
            Point2::new(middle(cell % cells), middle(cell / cells))
        })
    })
}

/// People from the detector's outputs, best first.
///
/// `boxes` has shape `[2254, 12]`: middle, size and four points in input pixels, offsets from the
/// anchor; `scores` has shape `[2254]`, before the logistic function.
pub(crate) fn people(boxes: &[f32], scores: &[f32], letterbox: Letterbox) -> Vec<Detection> {
    let mut found: Vec<Candidate> = anchors()
        .zip(boxes.chunks_exact(NUMBERS))
        .zip(scores)
        .filter_map(|((anchor, numbers), score)| {
            let score = 1.0 / (1.0 + libm::expf(-score.clamp(-100.0, 100.0)));
            (score >= MIN_SCORE).then(|| Candidate::new(score, anchor, numbers))
        })
        .collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    let place = |x: f32, y: f32| letterbox.photo_from_unit(Point2::new(x, y));
    merged(found)
        .into_iter()
        .map(|c| Detection {
            score: c.score,
            face: (place(c.points[0], c.points[1]), place(c.points[2], c.points[3])),
            hips: place(c.points[4], c.points[5]),
            rim: place(c.points[6], c.points[7]),
        })
        .collect()
}

/// A candidate in units of the detector's input.
#[derive(Clone, Copy)]
struct Candidate {
    score: f32,
    /// Left, top, right, bottom of the box; hips; rim.
    points: [f32; 8],
}

impl Candidate {
    fn new(score: f32, anchor: Point2<f32>, n: &[f32]) -> Self {
        let n = |i: usize| n[i] / SIZE as f32;
        let (x, y) = (n(0) + anchor.x, n(1) + anchor.y);
        let (half_w, half_h) = (n(2) / 2.0, n(3) / 2.0);
        let [left, top, right, bottom] = [x - half_w, y - half_h, x + half_w, y + half_h];
        let hips = [n(4) + anchor.x, n(5) + anchor.y];
        let rim = [n(6) + anchor.x, n(7) + anchor.y];
        Self { score, points: [left, top, right, bottom, hips[0], hips[1], rim[0], rim[1]] }
    }

    fn rect(&self) -> Rect {
        let p = &self.points;
        Rect { min: Point2::new(p[0], p[1]), max: Point2::new(p[2], p[3]) }
    }
}

/// Weighted non-maximum suppression: candidates that overlap the best one are averaged into it by
/// their scores (V. Bazarevsky et al., BlazeFace, 2019).
fn merged(mut left: Vec<Candidate>) -> Vec<Candidate> {
    let mut people = Vec::new();
    while let Some(best) = left.first().copied() {
        let (same, others): (Vec<_>, Vec<_>) =
            left.into_iter().partition(|c| c.rect().overlap(&best.rect()) > SAME_PERSON_OVERLAP);
        left = others;
        let total: f32 = same.iter().map(|c| c.score).sum();
        let mut person = Candidate { score: best.score, points: [0.0; 8] };
        for c in &same {
            for (sum, p) in person.points.iter_mut().zip(c.points) {
                *sum += p * c.score / total;
            }
        }
        // A degenerate box overlaps nothing, not even itself.
        if same.is_empty() {
            left.remove(0);
        } else {
            people.push(person);
        }
    }
    people
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_anchors_as_candidates_and_each_lies_inside() {
        let all: Vec<_> = anchors().collect();
        assert_eq!(all.len(), CANDIDATES);
        assert!(all.iter().all(|a| a.x > 0.0 && a.x < 1.0 && a.y > 0.0 && a.y < 1.0));
        // The first row of the finest layer: two anchors a cell of 8 pixels.
        assert_eq!(all[0], all[1]);
        assert!((all[2].x * SIZE as f32 - 12.0).abs() < 1e-4);
    }

    #[test]
    fn two_overlapping_candidates_become_one_at_their_weighted_mean() {
        let letterbox = Letterbox::of(&Photo::from_rgb(224, 112, vec![0; 3 * 224 * 112]).unwrap());
        let mut boxes = vec![0.0; CANDIDATES * NUMBERS];
        let mut scores = vec![-100.0; CANDIDATES];
        // Anchors 0 and 2 stand at x = 4 and 12, y = 4 in the 224-pixel input.
        for (i, logit) in [(0, 100.0), (2, 0.0)] {
            boxes[i * NUMBERS + 2] = 80.0;
            boxes[i * NUMBERS + 3] = 80.0;
            scores[i] = logit;
        }
        let people = people(&boxes, &scores, letterbox);
        assert_eq!(people.len(), 1);
        // Weights 1 and ½: (4 + 12 / 2) / 1.5 = 6.667; the letterbox has 56 black rows on top.
        let hips = people[0].hips;
        assert!((hips.x - 20.0 / 3.0).abs() < 1e-4 && (hips.y - (4.0 - 56.0)).abs() < 1e-4);
    }
}
