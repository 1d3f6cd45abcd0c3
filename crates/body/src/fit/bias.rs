//! Where `BlazePose` sees a landmark and where the model has it.

use nalgebra::Vector3;

/// Numbers of a pair of landmarks, the left one first, and the mean offset of what `BlazePose` finds
/// from the model's keypoint (mm): outward and up seen from the front, forward and up seen from the
/// side.
///
/// From pictures of 6 bodies drawn from the priors, seen from the front, from both sides and at
/// 40°, through the full landmark network; the standard deviation between bodies is 2–12 mm. A
/// shoulder seen from the side is found up to 60 mm above a hanging arm's joint and less above a
/// raised one's: the number is that at 40°.
const OFFSETS: &[([usize; 2], [f64; 2], [f64; 2])] = &[
    ([0, 0], [0.0, 5.0], [-5.0, 20.0]),
    ([2, 5], [-2.0, 7.0], [-5.0, 25.0]),
    ([7, 8], [-13.0, 28.0], [65.0, 16.0]),
    ([11, 12], [4.0, 17.0], [8.0, 28.0]),
    ([13, 14], [-13.0, 36.0], [10.0, 28.0]),
    ([15, 16], [-9.0, 5.0], [8.0, -5.0]),
    ([23, 24], [-8.0, -4.0], [35.0, 17.0]),
    ([25, 26], [-6.0, -17.0], [5.0, 25.0]),
    ([27, 28], [3.0, 18.0], [0.0, 20.0]),
    ([29, 30], [-6.0, 18.0], [20.0, 4.0]),
    ([31, 32], [12.0, 4.0], [-20.0, 2.0]),
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
