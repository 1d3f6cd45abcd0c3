//! BlazePose's landmark network: 33 points, 33 points in space and a mask, in one region.
//!
//! Constants from MediaPipe's `tensors_to_pose_landmarks_and_segmentation.pbtxt`
//! (google-ai-edge/mediapipe, Apache-2.0).

use nalgebra::{Point2, Point3};

use crate::region::{Beyond, Pyramid, Region};
use crate::types::{Landmark, Landmarks};

/// The network's input is `SIZE` × `SIZE`.
pub(crate) const SIZE: usize = 256;
/// Side of the heat maps.
const HEAT: usize = 64;
/// Points of the network: 33 of the body, 2 to track it by and 4 of the hands that nobody uses.
pub(crate) const POINTS: usize = 39;
/// Points of the body.
pub(crate) const BODY_POINTS: usize = 33;
/// Below this the region shows no person.
pub(crate) const MIN_PRESENCE: f32 = 0.5;

/// The network's input, shape `[3, 256, 256]`, 0 to 1.
pub(crate) fn input(pyramid: &Pyramid<'_>, region: &Region) -> Vec<f32> {
    let mut tensor = vec![0.0; 3 * SIZE * SIZE];
    pyramid.sample(
        (SIZE, SIZE),
        region.side / SIZE as f32,
        Beyond::Nearest,
        |unit| region.photo_from_unit(unit),
        |_, byte| byte * (1.0 / 255.0),
        &mut tensor,
    );
    tensor
}

/// The network's outputs.
pub(crate) struct Outputs<'a> {
    /// x, y, z (px of the input), visibility and presence before the logistic function;
    /// shape `[39, 5]`.
    pub(crate) landmarks: &'a [f32],
    /// The chance that the region shows a person.
    pub(crate) presence: f32,
    /// Before the logistic function, shape `[256, 256]`.
    pub(crate) mask: &'a [f32],
    /// Before the logistic function, shape `[39, 64, 64]`.
    pub(crate) heat: &'a [f32],
    /// Shape `[39, 3]`.
    pub(crate) world: &'a [f32],
}

/// A person found in a region.
#[derive(Clone, Debug)]
pub struct Sighting {
    /// The chance that the region shows a person, 0–1.
    pub presence: f32,
    /// The body's landmarks.
    pub landmarks: Landmarks,
    /// Where the network looked.
    pub region: Region,
    /// The network's own mask over `region`, 256 × 256 values 0–1, row by row.
    pub mask: Vec<f32>,
    /// The hips' middle and a point on the circle that holds the body, to look from in the next
    /// frame (px).
    pub next: (Point2<f32>, Point2<f32>),
}

/// Reads the outputs for `region`.
pub(crate) fn sighting(outputs: &Outputs<'_>, region: &Region) -> Sighting {
    let unit: Vec<Point2<f32>> = (0..POINTS)
        .map(|i| {
            let rough = Point2::new(
                outputs.landmarks[5 * i] / SIZE as f32,
                outputs.landmarks[5 * i + 1] / SIZE as f32,
            );
            refined(rough, &outputs.heat[i * HEAT * HEAT..][..HEAT * HEAT])
        })
        .collect();
    let (sin, cos) = (libm::sinf(region.turn_rad), libm::cosf(region.turn_rad));
    let image = (0..BODY_POINTS)
        .map(|i| Landmark {
            position: region.photo_from_unit(unit[i]),
            visibility: logistic(outputs.landmarks[5 * i + 3]),
            presence: logistic(outputs.landmarks[5 * i + 4]),
        })
        .collect();
    let world = outputs.world[..3 * BODY_POINTS]
        .chunks_exact(3)
        .map(|p| Point3::new(cos * p[0] - sin * p[1], sin * p[0] + cos * p[1], p[2]))
        .collect();
    Sighting {
        presence: outputs.presence,
        landmarks: Landmarks { image, world },
        region: *region,
        mask: logistics(outputs.mask),
        next: (region.photo_from_unit(unit[33]), region.photo_from_unit(unit[34])),
    }
}

/// Moves a point to the middle of the warmth round it, where that is certain enough.
///
/// MediaPipe's `RefineLandmarksFromHeatmapCalculator`: a window of 7 × 7 cells, the logistic
/// function of each as its weight, used when the warmest is at least one half.
fn refined(rough: Point2<f32>, heat: &[f32]) -> Point2<f32> {
    let cells = HEAT as f32;
    let inside = 0.0..1.0;
    if !inside.contains(&rough.x) || !inside.contains(&rough.y) {
        return rough;
    }
    let (column, row) = ((rough.x * cells) as usize, (rough.y * cells) as usize);
    let (mut sum, mut x, mut y, mut warmest) = (0.0, 0.0, 0.0, 0.0_f32);
    let window = |middle: usize| middle.saturating_sub(3)..(middle + 4).min(HEAT);
    for r in window(row) {
        for c in window(column) {
            let weight = logistic(heat[r * HEAT + c]);
            sum += weight;
            warmest = warmest.max(weight);
            x += weight * c as f32;
            y += weight * r as f32;
        }
    }
    if warmest >= 0.5 { Point2::new(x / sum / cells, y / sum / cells) } else { rough }
}

fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + libm::expf(-x))
}

/// [`logistic`] of many numbers, to 2e-7, in vector registers.
///
/// e⁻ˣ is 2ⁿ · 2ᶠ with n whole and |f| ≤ ½, and 2ᶠ its Taylor series to the sixth power, off by less
/// than (½ ln 2)⁷ / 7! = 1.2e-7.
fn logistics(numbers: &[f32]) -> Vec<f32> {
    const LN_2: f32 = std::f32::consts::LN_2;
    // A number of this size has its last bit at one, so that adding it rounds.
    const ROUNDER: f32 = 12_582_912.0;
    let series = |f: f32| {
        let f = f * LN_2;
        let tail = 1.0 / 24.0 + f * (1.0 / 120.0 + f * (1.0 / 720.0));
        1.0 + f * (1.0 + f * (0.5 + f * (1.0 / 6.0 + f * tail)))
    };
    numbers
        .iter()
        .map(|x| {
            let power = x.clamp(-87.0, 87.0) * -std::f32::consts::LOG2_E;
            let rounded = power + ROUNDER;
            let f = power - (rounded - ROUNDER);
            // The exponent's bits, of which 127 stands for 2⁰.
            let n = rounded.to_bits().wrapping_sub(ROUNDER.to_bits()).wrapping_add(127);
            1.0 / (1.0 + series(f) * f32::from_bits(n << 23))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_warm_cell_draws_the_point_to_itself_and_cold_cells_leave_it() {
        let mut heat = vec![-100.0; HEAT * HEAT];
        let rough = Point2::new(0.5, 0.5);
        assert_eq!(refined(rough, &heat), rough);
        heat[30 * HEAT + 34] = 20.0;
        let at = refined(rough, &heat);
        assert!((at - Point2::new(34.0 / 64.0, 30.0 / 64.0)).norm() < 1e-6);
        // Outside the window of 7 × 7 cells round (32, 32) nothing draws.
        heat[30 * HEAT + 34] = -100.0;
        heat[30 * HEAT + 36] = 20.0;
        assert_eq!(refined(rough, &heat), rough);
    }

    #[test]
    fn points_outside_the_region_stay_where_they_are() {
        let heat = vec![20.0; HEAT * HEAT];
        let rough = Point2::new(-0.01, 1.2);
        assert_eq!(refined(rough, &heat), rough);
    }

    #[test]
    fn many_logistic_functions_are_as_good_as_one() {
        let numbers: Vec<f32> = (-2000..=2000).map(|i| i as f32 * 0.07).collect();
        for (x, y) in numbers.iter().zip(logistics(&numbers)) {
            assert!((logistic(*x) - y).abs() < 2e-7, "{x}: {y}");
        }
        let ends = logistics(&[f32::MIN, f32::MAX]);
        assert!(ends[0] < 1e-37 && ends[1] > 0.999_999);
    }
}
