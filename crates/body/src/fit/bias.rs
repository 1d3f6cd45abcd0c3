//! Where `BlazePose` sees a landmark and where the model has it.

use nalgebra::Vector3;

/// Numbers of a pair of landmarks, the left one first, and how what `BlazePose` finds of it lies to the
/// model's keypoint (mm): mean offset along and up, and the standard deviation of each between people.
/// Along is outward seen from the front and forward seen from the side; of the latter the near
/// landmark of the pair is listed first, then the far one, which the network can only guess at.
///
/// From pictures of 100 people's bodies through the full landmark network, as `namza evaluate` takes
/// them; they are none of those that its report is about.
#[rustfmt::skip]
const OFFSETS: &[([usize; 2], [[f64; 4]; 3])] = &[
    ([0, 0], [[-0.2, 2.3, 3.2, 5.6], [-5.6, 25.2, 2.8, 5.5], [-5.6, 25.2, 2.8, 5.5]]),
    ([2, 5], [[-1.6, 3.9, 3.0, 4.2], [-9.3, 21.0, 4.3, 5.0], [0.9, 34.7, 4.4, 7.5]]),
    ([7, 8], [[-8.9, 14.6, 5.5, 7.4], [57.3, -1.3, 4.5, 5.3], [73.3, 26.2, 6.7, 10.2]]),
    ([11, 12], [[3.5, 12.7, 5.3, 4.2], [-18.1, 20.5, 7.7, 7.4], [29.9, 44.6, 14.7, 14.8]]),
    ([13, 14], [[-16.7, 25.3, 6.8, 9.2], [-9.2, 21.8, 7.8, 8.9], [49.2, 18.6, 22.4, 19.3]]),
    ([15, 16], [[-8.1, -0.5, 5.4, 6.2], [-3.2, 9.7, 12.8, 8.8], [45.2, -15.7, 28.7, 17.9]]),
    ([23, 24], [[-9.1, -22.2, 6.0, 14.6], [14.1, -0.4, 9.6, 15.4], [38.7, -20.0, 16.1, 18.7]]),
    ([25, 26], [[-6.6, 4.7, 4.8, 12.6], [0.4, 32.2, 8.7, 12.6], [12.3, -8.2, 13.2, 18.9]]),
    ([27, 28], [[1.8, 11.4, 4.1, 8.0], [0.6, 25.7, 5.7, 8.3], [19.1, 0.7, 12.9, 12.6]]),
    ([29, 30], [[-5.1, 1.3, 6.4, 12.0], [23.4, 8.6, 6.7, 7.6], [46.8, -2.6, 15.2, 14.0]]),
    ([31, 32], [[10.0, 19.9, 6.2, 5.1], [-23.6, -2.1, 11.2, 9.0], [-20.6, 5.8, 15.8, 14.5]]),
];
/// How much surer than this (m) no landmark is of real people, who differ more than rendered ones.
const SUREST: f64 = 0.006;
/// What a landmark without a known offset is taken to be sure to (m).
const UNSURE: f64 = 0.015;

/// The row of a landmark seen at a heading, and which way is outward.
fn row(landmark: usize, heading_rad: f64) -> Option<([f64; 4], f64)> {
    let (pair, aspects) = OFFSETS.iter().find(|(pair, ..)| pair.contains(&landmark))?;
    let side = if landmark == pair[0] { 1.0 } else { -1.0 };
    let sideways = libm::sin(heading_rad);
    // Turned to her left, the person shows her right side.
    let aspect = match sideways {
        s if s.abs() < 0.6 => 0,
        s if s * side < 0.0 => 1,
        _ => 2,
    };
    Some((aspects[aspect], side))
}

/// How far from the model's keypoint `BlazePose` finds a landmark (m), along the body's own axes: +X
/// to its left, +Y up, +Z forward.
///
/// `heading_rad` is how far the body is turned from facing the camera, to its left. Landmarks without
/// a known offset have none.
pub fn landmark_offset(landmark: usize, heading_rad: f64) -> Vector3<f64> {
    row(landmark, heading_rad).map_or_else(Vector3::zeros, |([along, up, ..], side)| {
        if libm::sin(heading_rad).abs() < 0.6 {
            Vector3::new(side * along, up, 0.0) / 1000.0
        } else {
            Vector3::new(0.0, up, along) / 1000.0
        }
    })
}

/// One standard deviation of a landmark about that (m), across the picture and up.
pub(super) fn landmark_sigma(landmark: usize, heading_rad: f64) -> [f64; 2] {
    row(landmark, heading_rad).map_or([UNSURE; 2], |([_, _, along, up], _)| {
        [along, up].map(|mm| (mm / 1000.0).hypot(SUREST))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_mirror() {
        for landmark in [7, 11, 13, 23, 31] {
            for heading in [0.4, 1.5] {
                let left = landmark_offset(landmark, heading);
                let right = landmark_offset(landmark + 1, -heading);
                assert_eq!(left, Vector3::new(-right.x, right.y, right.z));
                let sigmas =
                    [landmark_sigma(landmark, heading), landmark_sigma(landmark + 1, -heading)];
                assert!((0..sigmas[0].len()).all(|i| (sigmas[0][i] - sigmas[1][i]).abs() < 1e-12));
            }
        }
        // Eyes are numbered inner, eye, outer on either side.
        let (left, right) = (landmark_offset(2, 0.0), landmark_offset(5, 0.0));
        assert!((left.x + right.x).abs() < 1e-12 && left.x != 0.0);
        assert_eq!(landmark_offset(17, 0.0), Vector3::zeros());
    }

    #[test]
    fn what_is_turned_to_the_camera_is_surer() {
        // Turned to her left, her right shoulder is the near one.
        let [near, far] = [12, 11].map(|i| landmark_sigma(i, std::f64::consts::FRAC_PI_2));
        assert!(near[0] < far[0] && near[1] < far[1]);
    }
}
