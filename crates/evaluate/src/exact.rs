//! What networks without fault would read of a photo: the error that is left is the fit's own.

use body::BodyModel;
use body::fit::landmark_offset;
use nalgebra::{Point2, UnitQuaternion, Vector3};
use pose::{Landmarks, Silhouette};

use crate::studio::Shot;

/// Samples of a pixel each way.
const FINE: i64 = 4;

/// Moves the landmarks to where the network sees them on the average person.
pub(crate) fn landmarks(model: &BodyModel, shot: &Shot, landmarks: &mut Landmarks) {
    let turn = UnitQuaternion::from_axis_angle(&Vector3::y_axis(), shot.heading);
    for (i, (_, points)) in model.keypoints().iter().enumerate() {
        let at = points.of(&shot.posed.vertices) + turn * landmark_offset(i, shot.heading);
        if let Some(pixel) = shot.camera.image_from_world(&at.cast()) {
            landmarks.image[i].position = pixel;
        }
    }
}

/// The coverage of each pixel by the person as dressed, from 4 × 4 samples.
pub(crate) fn outline(shot: &Shot) -> Silhouette {
    let [width, height] = shot.camera.size_px.map(i64::from);
    let (fine_width, fine_height) = (width * FINE, height * FINE);
    let pixels: Vec<Point2<f64>> = shot
        .mesh
        .positions
        .iter()
        .map(|p| shot.camera.image_from_world(p).unwrap_or_default().cast::<f64>() * FINE as f64)
        .collect();
    let mut fine = vec![false; (fine_width * fine_height) as usize];
    for triangle in &shot.mesh.triangles {
        let [a, b, c] = triangle.map(|i| pixels[i as usize]);
        let rows = |low: f64, high: f64, n: i64| {
            ((low - 0.5).ceil() as i64).max(0)..=((high - 0.5).floor() as i64).min(n - 1)
        };
        for y in rows(a.y.min(b.y).min(c.y), a.y.max(b.y).max(c.y), fine_height) {
            let at = y as f64 + 0.5;
            let (mut left, mut right) = (f64::INFINITY, f64::NEG_INFINITY);
            for (p, q) in [(a, b), (b, c), (c, a)] {
                if (p.y <= at) != (q.y <= at) {
                    let x = p.x + (at - p.y) / (q.y - p.y) * (q.x - p.x);
                    (left, right) = (left.min(x), right.max(x));
                }
            }
            for x in rows(left, right, fine_width) {
                fine[(y * fine_width + x) as usize] = true;
            }
        }
    }
    let coverage = |x: i64, y: i64| {
        let row = |dy: i64| {
            let first = ((y * FINE + dy) * fine_width + x * FINE) as usize;
            fine[first..first + FINE as usize].iter().filter(|f| **f).count()
        };
        (0..FINE).map(row).sum::<usize>() as f32 / (FINE * FINE) as f32
    };
    let alpha = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    Silhouette {
        width: shot.camera.size_px[0],
        height: shot.camera.size_px[1],
        alpha: alpha.map(|(x, y)| coverage(x, y)).collect(),
    }
}
