//! What one photo says, made ready for the fit.

use nalgebra::{Point2, Rotation3, Vector2, Vector3};
use pose::{Landmarks, Silhouette, View};

use super::bias::landmark_sigma;
use super::contour::{ContourPoint, contour};
use super::joints::Joint;
use super::view::ViewState;
use super::{FitError, ViewEvidence};
use crate::camera::Camera;

/// The landmarks, by number, that the fit looks at. Fingers and lips move on their own.
const LANDMARKS: [usize; 21] =
    [0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32];

const NOSE: usize = 0;
const EARS: [usize; 2] = [7, 8];
const MOUTH: [usize; 2] = [9, 10];
const SHOULDERS: [usize; 2] = [11, 12];
const HIPS: [usize; 2] = [23, 24];
const HEELS: [usize; 2] = [29, 30];
const TOES: [usize; 2] = [31, 32];

/// About how many points stand for an outline.
const CONTOUR_POINTS: usize = 320;

/// Focal length where it is not known, over the picture's longer side, and the standard deviation of
/// its logarithm: telephones have 0.72–0.8, what is cut from their pictures and web cameras up to 1.3.
const FOCAL: (f64, f64) = (0.95, 0.22);
/// The same deviation where a file says: rounding, straightening and cutting of the edges.
const KNOWN_FOCAL: f64 = 0.04;
/// How wide a gap between parts of the person must be to be seen, as a share of her height.
const GAP: f64 = 0.015;

/// A landmark seen in a photo.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// Its number among the 33.
    pub(super) index: usize,
    /// Where (px).
    pub(super) pixel: Point2<f64>,
    /// Its standard deviation at the person (m), across the picture and up.
    pub(super) sigma: [f64; 2],
}

/// What one photo says.
pub(super) struct Observation {
    pub(super) view: View,
    pub(super) landmarks: Vec<Seen>,
    pub(super) contour: Vec<ContourPoint>,
    /// The highest and the lowest point of the outline (px, y), where the picture does not cut it.
    pub(super) ends: [Option<f64>; 2],
    pub(super) center: Point2<f64>,
    pub(super) size: [u32; 2],
    /// ln of the focal length (px) believed in before the fit, and its standard deviation.
    pub(super) ln_focal: (f64, f64),
    /// The body's heading believed in before the fit: 0 towards the camera, +π/2 to the picture's
    /// right (rad).
    pub(super) heading: f64,
}

impl Observation {
    pub(super) fn new(index: usize, evidence: &ViewEvidence<'_>) -> Result<Self, FitError> {
        let found = evidence.landmarks.image.len();
        if found != 33 || evidence.landmarks.world.len() != 33 {
            return Err(FitError::Landmarks { view: index, found });
        }
        let silhouette = evidence.silhouette;
        let pixels = silhouette.width as usize * silhouette.height as usize;
        if silhouette.alpha.len() != pixels || pixels == 0 {
            let found = silhouette.alpha.len();
            return Err(FitError::Silhouette { view: index, found, wanted: pixels });
        }
        let size = [silhouette.width, silhouette.height];
        let camera = Camera::guess(size);
        let longer = f64::from(size[0].max(size[1]));
        let ln_focal = match evidence.focal_px {
            Some(focal) if focal.is_finite() && focal > 0.2 * longer => {
                (libm::log(focal), KNOWN_FOCAL)
            }
            Some(focal) => return Err(FitError::Focal { view: index, focal_px: focal }),
            None => (libm::log(FOCAL.0 * longer), FOCAL.1),
        };
        let heading = heading(evidence.view, evidence.landmarks);
        let landmarks = LANDMARKS
            .iter()
            .filter_map(|&index| {
                let seen = evidence.landmarks.image[index];
                let pixel = seen.position.cast::<f64>();
                let sure = f64::from(seen.visibility.clamp(0.0, 1.0));
                (pixel.x.is_finite() && pixel.y.is_finite() && seen.presence > 0.3)
                    // A hidden point is guessed by the network: up to three times less sure.
                    .then(|| Seen {
                        index,
                        pixel,
                        sigma: landmark_sigma(index, heading).map(|s| s * (3.0 - 2.0 * sure)),
                    })
            })
            .collect::<Vec<_>>();
        if landmarks.len() < 8 {
            return Err(FitError::Landmarks { view: index, found: landmarks.len() });
        }
        let points = contour(silhouette, CONTOUR_POINTS);
        let ends = ends(&points, size[1]);
        let points = clear_of_gaps(points, silhouette);
        Ok(Self {
            ends,
            view: evidence.view,
            landmarks,
            contour: below_the_chin(points, evidence.landmarks),
            center: camera.center_px,
            size,
            ln_focal,
            heading,
        })
    }

    /// A first guess of the view: heading from the landmarks, distance from how tall the
    /// `keypoints` of an upright body (m, root joint at the origin) are, joints at their means.
    pub(super) fn start(&self, joints: &[Joint], keypoints: &[Vector3<f64>]) -> ViewState {
        let turn = Rotation3::from_axis_angle(&Vector3::y_axis(), self.heading);
        // Least squares of pixel = focal/depth · (x, −y) + shift over the landmarks.
        let n = self.landmarks.len() as f64;
        let flat = |s: &Seen| {
            let p = turn * keypoints[s.index];
            Vector2::new(p.x, -p.y)
        };
        let (mut mean_p, mut mean_q) = (Vector2::zeros(), Vector2::zeros());
        for s in &self.landmarks {
            mean_p += flat(s) / n;
            mean_q += s.pixel.coords / n;
        }
        let (mut pq, mut pp) = (0.0, 0.0);
        for s in &self.landmarks {
            // Only the height: arms may be anywhere.
            let p = flat(s) - mean_p;
            pq += p.y * (s.pixel.y - mean_q.y);
            pp += p.y * p.y;
        }
        let scale = (pq / pp.max(1e-9)).max(1e-3);
        let shift = mean_q - scale * mean_p - self.center.coords;
        let focal = libm::exp(self.ln_focal.0);
        let depth = focal / scale;
        ViewState {
            turn,
            direction: [shift.x / focal, -shift.y / focal],
            ln_depth: libm::log(depth),
            ln_focal: self.ln_focal.0,
            angles: joints.iter().map(|j| j.mean).collect(),
        }
    }
}

/// The points before which no other part of the person lies within [`GAP`] of her height: where arm
/// and trunk or the thighs part, a network of 320 cells fills the gap.
fn clear_of_gaps(points: Vec<ContourPoint>, silhouette: &Silhouette) -> Vec<ContourPoint> {
    let ys = || points.iter().map(|p| p.position.y);
    let tall = ys().fold(0.0, f64::max) - ys().fold(f64::INFINITY, f64::min);
    let (width, height) = (silhouette.width as usize, silhouette.height as usize);
    let covered = |p: Point2<f64>| {
        let inside = p.x >= 0.0 && p.y >= 0.0 && p.x < width as f64 && p.y < height as f64;
        inside && silhouette.alpha[p.y as usize * width + p.x as usize] > 0.5
    };
    let steps = (GAP * tall) as usize;
    let clear = |p: &ContourPoint| {
        (3..steps.max(3)).all(|step| !covered(p.position + step as f64 * p.normal))
    };
    points.into_iter().filter(clear).collect()
}

/// The highest and the lowest point of an outline (px, y), unless they lie at the border of a
/// picture of that height, which cuts them off.
fn ends(points: &[ContourPoint], height: u32) -> [Option<f64>; 2] {
    let ys = || points.iter().map(|p| p.position.y);
    let (top, bottom) = (ys().fold(f64::INFINITY, f64::min), ys().fold(0.0, f64::max));
    let inside = |y: &f64| *y > 2.5 && *y < f64::from(height) - 2.5;
    [top, bottom].map(|y| Some(y).filter(inside))
}

fn middle(landmarks: &Landmarks, pair: [usize; 2]) -> Point2<f64> {
    let [a, b] = pair.map(|i| landmarks.image[i].position.cast::<f64>());
    nalgebra::center(&a, &b)
}

/// Which way the person faces (rad), from the landmarks in depth; for a side view the direction of
/// nose and toes in the picture says whether left or right.
fn heading(view: View, landmarks: &Landmarks) -> f64 {
    let mut left = Vector3::<f64>::zeros();
    for [l, r] in [SHOULDERS, HIPS] {
        left += landmarks.world[l].coords.cast::<f64>() - landmarks.world[r].coords.cast::<f64>();
    }
    // World landmarks have z away from the camera; a body turned by h has its left at
    // (cos h, sin h) in x and z.
    let seen = libm::atan2(left.z, left.x);
    match view {
        View::Front => seen.clamp(-0.9, 0.9),
        View::Side => {
            let at = |i: usize| f64::from(landmarks.image[i].position.x);
            let mut forward = at(NOSE) - middle(landmarks, EARS).x;
            for (toe, heel) in TOES.into_iter().zip(HEELS) {
                forward += at(toe) - at(heel);
            }
            seen.abs().clamp(1.0, 2.1) * if forward < 0.0 { -1.0 } else { 1.0 }
        }
    }
}

/// The points of an outline below the chin: above it there is hair. Hands and feet are told apart
/// later, by the part of the model that comes nearest.
fn below_the_chin(points: Vec<ContourPoint>, landmarks: &Landmarks) -> Vec<ContourPoint> {
    let shoulders = middle(landmarks, SHOULDERS);
    let up = middle(landmarks, MOUTH) - shoulders;
    points
        .into_iter()
        .filter(|point| (point.position - shoulders).dot(&up) < 0.55 * up.norm_squared())
        .collect()
}
