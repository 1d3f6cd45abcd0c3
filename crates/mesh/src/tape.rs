//! The length of a tape pulled tight.

use nalgebra::Point2;

/// Why a tape cannot be laid round points.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TapeError {
    /// A coordinate is NaN or infinite.
    #[error("point {index} has a coordinate that is not finite")]
    NotFinite {
        /// Which point.
        index: usize,
    },
    /// The points span no area.
    #[error("{points} points of the section span no area")]
    Degenerate {
        /// How many there are.
        points: usize,
    },
}

/// The convex hull of points in a plane: indices, counter-clockwise, without points inside an edge.
///
/// Cost O(n log n): Andrew's monotone chain (A. M. Andrew, 1979).
///
/// # Errors
///
/// [`TapeError::NotFinite`] for a NaN or infinite coordinate, [`TapeError::Degenerate`] when the
/// points span no area.
pub fn convex_hull(points: &[Point2<f64>]) -> Result<Vec<usize>, TapeError> {
    if let Some(index) = points.iter().position(|p| !(p.x.is_finite() && p.y.is_finite())) {
        return Err(TapeError::NotFinite { index });
    }
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_unstable_by(|&a, &b| {
        let (a, b) = (&points[a], &points[b]);
        a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y))
    });
    let mut hull: Vec<usize> = Vec::with_capacity(2 * order.len());
    // The lower side from left to right, then the upper side back.
    for pass in 0..2 {
        let start = hull.len();
        let mut add = |i: usize| {
            while hull.len() >= start + 2 {
                let [a, b] = [points[hull[hull.len() - 2]], points[hull[hull.len() - 1]]];
                if (b - a).perp(&(points[i] - b)) > 0.0 {
                    break;
                }
                hull.pop();
            }
            hull.push(i);
        };
        if pass == 0 {
            order.iter().copied().for_each(&mut add);
        } else {
            order.iter().rev().copied().for_each(&mut add);
        }
        hull.pop();
    }
    if hull.len() < 3 {
        return Err(TapeError::Degenerate { points: points.len() });
    }
    Ok(hull)
}

/// The length of a tape pulled tight round a cross-section, in metres.
///
/// A tape bridges hollows, so this is the perimeter of the convex hull of `section` and not the
/// length of its outline; ISO 8559-1:2017 defines girths this way.
///
/// `section` holds points in the cutting plane (m), shape `[n]`, n ≥ 3, in any order.
///
/// # Errors
///
/// [`TapeError::NotFinite`] for a NaN or infinite coordinate, [`TapeError::Degenerate`] when the
/// points span no area.
pub fn tape_length(section: &[Point2<f64>]) -> Result<f64, TapeError> {
    let hull = convex_hull(section)?;
    let after = hull.iter().cycle().skip(1);
    Ok(hull.iter().zip(after).map(|(&a, &b)| (section[b] - section[a]).norm()).sum())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_circle_of_radius_r_measures_two_pi_r() {
        let n = 1000;
        let circle: Vec<_> = (0..n)
            .map(|i| f64::from(i) * std::f64::consts::TAU / f64::from(n))
            .map(|a| Point2::new(3.0 + 0.2 * libm::cos(a), 0.2 * libm::sin(a)))
            .collect();
        // Short by π² / 6 n² of 2 π r.
        assert!((tape_length(&circle).unwrap() - 0.4 * std::f64::consts::PI).abs() < 3e-6);
    }

    #[test]
    fn a_hollow_is_bridged() {
        let p = [(0.0, 0.0), (1.0, 0.0), (0.5, 0.1), (1.0, 1.0), (0.0, 1.0), (0.2, 0.5)];
        let p = p.map(|(x, y)| Point2::new(x, y));
        assert!((tape_length(&p).unwrap() - 4.0).abs() < 1e-15);
    }

    #[test]
    fn points_on_a_line_and_points_that_are_not_finite_are_refused() {
        let line: Vec<_> = (0..9).map(|i| Point2::new(f64::from(i), 2.0 * f64::from(i))).collect();
        assert_eq!(tape_length(&line), Err(TapeError::Degenerate { points: 9 }));
        let same = [Point2::new(1.0, 1.0); 5];
        assert_eq!(tape_length(&same), Err(TapeError::Degenerate { points: 5 }));
        let nan = [Point2::new(0.0, 0.0), Point2::new(f64::NAN, 0.0), Point2::new(1.0, 1.0)];
        assert_eq!(tape_length(&nan), Err(TapeError::NotFinite { index: 1 }));
        assert_eq!(tape_length(&[]), Err(TapeError::Degenerate { points: 0 }));
    }

    proptest! {
        #[test]
        fn every_point_lies_inside_the_hull(
            raw in prop::collection::vec((-1.0..1.0f64, -1.0..1.0f64), 3..60)
        ) {
            let points: Vec<_> = raw.into_iter().map(|(x, y)| Point2::new(x, y)).collect();
            let hull = convex_hull(&points).unwrap();
            for (i, &a) in hull.iter().enumerate() {
                let b = hull[(i + 1) % hull.len()];
                for p in &points {
                    prop_assert!((points[b] - points[a]).perp(&(p - points[a])) >= -1e-12);
                }
            }
        }
    }
}
