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
    ([0, 0], [[-0.2, 3.7, 3.3, 5.8], [-5.5, 24.4, 3.1, 7.2], [-5.5, 24.4, 3.1, 7.2]]),
    ([2, 5], [[-1.6, 4.9, 3.1, 4.4], [-8.8, 19.8, 4.4, 5.2], [1.1, 33.6, 4.4, 7.8]]),
    ([7, 8], [[-8.8, 14.7, 5.5, 7.6], [58.1, -2.3, 4.8, 5.6], [73.1, 25.2, 7.0, 10.2]]),
    ([11, 12], [[2.1, 13.0, 5.2, 4.1], [-17.8, 18.9, 7.8, 7.6], [27.3, 44.5, 13.4, 14.8]]),
    ([13, 14], [[-16.7, 25.5, 6.7, 9.1], [-7.9, 19.1, 8.2, 8.8], [47.4, 16.8, 21.9, 18.7]]),
    ([15, 16], [[-7.5, -0.4, 5.4, 6.0], [-2.2, 9.2, 12.5, 8.8], [44.5, -15.0, 29.2, 17.1]]),
    ([23, 24], [[-9.9, -21.9, 6.2, 14.7], [15.2, 0.8, 9.9, 15.4], [38.8, -18.9, 14.6, 19.4]]),
    ([25, 26], [[-6.4, 3.1, 4.9, 13.3], [-0.0, 33.0, 8.4, 13.0], [11.7, -7.8, 13.3, 19.1]]),
    ([27, 28], [[1.2, 10.7, 4.1, 7.5], [0.6, 26.2, 5.9, 8.3], [18.8, 0.5, 12.7, 12.2]]),
    ([29, 30], [[-5.1, 1.3, 6.3, 11.4], [24.7, 10.2, 7.0, 8.4], [48.3, -2.0, 14.9, 14.4]]),
    ([31, 32], [[9.6, 20.2, 6.4, 4.8], [-25.4, -1.2, 10.9, 8.9], [-22.1, 6.6, 14.9, 14.8]]),
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
