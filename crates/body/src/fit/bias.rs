//! Where `BlazePose` sees a landmark and where the model has it.

use nalgebra::Vector3;

/// Numbers of a pair of landmarks, the left one first, and the mean offset of what `BlazePose` finds
/// from the model's keypoint (mm): outward and up seen from the front, forward and up seen from the
/// side.
///
/// From pictures of 60 people's bodies, seen from the front and from both sides through the full
/// landmark network, as `namza evaluate` takes them; they are none of those that its report is about.
/// The standard deviation between people is 3–14 mm from the front and 3–25 mm from the side, where
/// hanging arms are found up to 38 mm before or behind.
const OFFSETS: &[([usize; 2], [f64; 2], [f64; 2])] = &[
    ([0, 0], [0.0, 1.5], [-6.5, 26.0]),
    ([2, 5], [-2.0, 2.5], [-6.0, 27.5]),
    ([7, 8], [-9.5, 12.5], [64.5, 11.0]),
    ([11, 12], [3.5, 12.0], [8.0, 33.0]),
    ([13, 14], [-16.0, 25.0], [21.5, 22.0]),
    ([15, 16], [-7.5, -1.0], [20.0, -2.0]),
    ([23, 24], [-9.0, -23.0], [27.5, -10.0]),
    ([25, 26], [-6.0, 6.0], [6.5, 12.5]),
    ([27, 28], [2.0, 11.0], [10.5, 12.0]),
    ([29, 30], [-4.5, 1.0], [36.0, 1.5]),
    ([31, 32], [9.5, 20.0], [-22.0, 1.5]),
];

/// How far from the model's keypoint `BlazePose` finds a landmark (m), along the body's own axes: +X
/// to its left, +Y up, +Z forward.
///
/// `heading_rad` is how far the body is turned from facing the camera. Landmarks without a known
/// offset have none.
pub fn landmark_offset(landmark: usize, heading_rad: f64) -> Vector3<f64> {
    let sideways = libm::sin(heading_rad).powi(2);
    OFFSETS.iter().find(|(pair, ..)| pair.contains(&landmark)).map_or_else(
        Vector3::zeros,
        |&(pair, [outward, up], [forward, up_side])| {
            let side = if landmark == pair[0] { 1.0 } else { -1.0 };
            let up = up + sideways * (up_side - up);
            Vector3::new(side * outward, up, forward) / 1000.0
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_mirror() {
        for landmark in [7, 11, 13, 23, 31] {
            let (left, right) =
                (landmark_offset(landmark, 0.4), landmark_offset(landmark + 1, 0.4));
            assert_eq!(left, Vector3::new(-right.x, right.y, right.z));
        }
        // Eyes are numbered inner, eye, outer on either side.
        let (left, right) = (landmark_offset(2, 0.0), landmark_offset(5, 0.0));
        assert!((left.x + right.x).abs() < 1e-12 && left.x != 0.0);
        assert_eq!(landmark_offset(17, 0.0), Vector3::zeros());
    }
}
