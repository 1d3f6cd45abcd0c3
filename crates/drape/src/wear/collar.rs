//! The collar band along the neckline.

use mesh::{Signed, closest_barycentric, from_barycentric};
use nalgebra::{Point3, Vector3};

use super::Band;
use crate::contact::tree::{Box3, FacetTree};
use crate::{BodyCollider, BodyPart, PartSet};

const ROWS: usize = 6;
/// Distance from skin and from the cloth beneath (m).
const OFF: f32 = 0.004;
/// Cloth farther away than this (m) is not heeded.
const NEAR: f32 = 0.04;
/// Farthest from the skin that cloth is looked for (m).
pub(super) const REACH: f32 = 0.14;
/// Beyond its edge by more than this (m), cloth does not cover.
const BEYOND: f32 = 0.006;
/// How many times a band is raised where cloth beneath comes through, and from no higher than this (m).
const LIFTS: usize = 2;
const HIGHEST: f32 = 0.012;
/// Where a facet of that cloth is looked at: its corners, middle and the middles of its edges.
const SAMPLES: [[f32; 3]; 7] = [
    [1.0, 0.0, 0.0],
    [0.0, 1.0, 0.0],
    [0.0, 0.0, 1.0],
    [1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0],
    [0.5, 0.5, 0.0],
    [0.0, 0.5, 0.5],
    [0.5, 0.0, 0.5],
];
/// Rounds of smoothing along the band.
const SMOOTH: usize = 6;

/// What a band is laid on.
pub(super) struct Below<'a> {
    /// The draped cloth and the bands on it (m), shape `[n]`.
    pub(super) positions: &'a [Point3<f32>],
    /// Its triangles.
    pub(super) triangles: &'a [[u32; 3]],
    /// Its layers, shape `[n]`.
    pub(super) layers: &'a [i32],
    /// The body in the worn posture.
    pub(super) body: &'a BodyCollider,
}

/// The lines of a band along the neckline (m), from there on.
type Rows = Vec<Vec<Point3<f32>>>;

/// A place of the neckline.
pub(super) struct Root {
    /// Where it is (m).
    pub(super) at: Point3<f32>,
    /// Towards its own cloth, not of unit length.
    inward: Vector3<f32>,
    pub(super) layer: i32,
}

/// A band of `width` (m) that goes on from the cloth beyond its neckline, lies on what is below
/// and stands up round the neck.
///
/// `line` gives the neckline's vertices in order. The band is a stiffened strip of two layers and
/// an interfacing, so it is laid, not draped.
pub(super) fn band(line: &[u32], width: f32, below: &Below<'_>) -> Option<Band> {
    let tree = FacetTree::new(below.positions, below.triangles);
    let (mut rows, roots) = rows(line, width, below, &tree)?;
    for _ in 0..LIFTS {
        lift(&mut rows, &roots, below, &tree);
    }
    let mut made = Band::default();
    // What lies under the outer lap or an outer garment does not show, and would only pierce it.
    let hidden: Vec<Vec<bool>> = rows
        .iter()
        .map(|row| {
            row.iter().zip(&roots).map(|(p, of)| is_covered(p, of.layer, below, &tree)).collect()
        })
        .collect();
    made.add_grid_where(&rows, false, |r, c| !hidden[r][c]);
    Some(made)
}

/// The rows of a band, from the neckline on, and its places on the neckline.
///
/// Each cross-line starts out of the cloth's edge in the cloth's own direction and is bent out of
/// the body and of the cloth below. `tree` is of the triangles below.
pub(super) fn rows(
    line: &[u32],
    width: f32,
    below: &Below<'_>,
    tree: &FacetTree,
) -> Option<(Rows, Vec<Root>)> {
    let positions = below.positions;
    let inward = inward(below);
    // Places of the neckline that differ, with the directions of all vertices that meet there.
    let mut roots: Vec<Root> = Vec::new();
    for &v in line {
        let (at, inward) = (positions[v as usize], inward[v as usize]);
        match roots.last_mut() {
            Some(last) if (last.at - at).norm() < 1e-3 => last.inward += inward,
            _ => roots.push(Root { at, inward, layer: below.layers[v as usize] }),
        }
    }
    let n = roots.len();
    if n < 3 || width <= 0.0 {
        return None;
    }
    let tangent = |i: usize| {
        (roots[(i + 1).min(n - 1)].at - roots[i.saturating_sub(1)].at)
            .try_normalize(1e-9)
            .unwrap_or_else(Vector3::x)
    };
    let mut out: Vec<Vector3<f32>> = (0..n)
        .map(|i| {
            let t = tangent(i);
            let away = -roots[i].inward;
            (away - t * away.dot(&t)).try_normalize(1e-9).unwrap_or_else(Vector3::y)
        })
        .collect();
    for _ in 0..SMOOTH {
        let before = out.clone();
        for i in 0..n {
            let sum = before[i.saturating_sub(1)] + before[i] + before[(i + 1).min(n - 1)];
            let t = tangent(i);
            out[i] = (sum - t * sum.dot(&t)).try_normalize(1e-9).unwrap_or(before[i]);
        }
    }
    let mut rows: Rows = vec![roots.iter().map(|r| r.at).collect()];
    let step = width / (ROWS - 1) as f32;
    for _ in 1..ROWS {
        let mut row = Vec::with_capacity(n);
        let last = rows.last()?.clone();
        for i in 0..n {
            let mut p = last[i] + out[i] * step;
            p = off_cloth(p, roots[i].layer, below, tree);
            p = below.off_skin(&p, OFF);
            // What pushed it away bends the band: go on in the new direction at the same width.
            let bent = (p - last[i]).try_normalize(1e-9).unwrap_or(out[i]);
            out[i] = bent;
            row.push(last[i] + bent * step);
        }
        smooth(&mut row, 2);
        rows.push(row);
    }
    Some((rows, roots))
}

/// Raises what folds of the cloth beneath come through between the places of `rows`; the neckline stays.
fn lift(rows: &mut [Vec<Point3<f32>>], roots: &[Root], below: &Below<'_>, tree: &FacetTree) {
    let mut lifts = vec![vec![Vector3::zeros(); roots.len()]; rows.len()];
    let mut raise = |[r, i]: [usize; 2], by: Vector3<f32>| {
        let lift: &mut Vector3<f32> = &mut lifts[r][i];
        if r > 0 && lift.norm() < by.norm() {
            *lift = by;
        }
    };
    for (r, i) in (1..rows.len()).flat_map(|r| (1..roots.len()).map(move |i| (r, i))) {
        let layer = roots[i].layer.min(roots[i - 1].layer);
        for cell in [[[r - 1, i - 1], [r - 1, i], [r, i]], [[r - 1, i - 1], [r, i], [r, i - 1]]] {
            let corners = cell.map(|[r, i]| rows[r][i]);
            let [a, b, c] = corners;
            let Some(up) = (b - a).cross(&(c - a)).try_normalize(1e-12) else { continue };
            let out = below.skin(&a).map_or(up, |skin| up * skin.normal.dot(&up).signum());
            tree.within(&Box3::round(&corners).widened(HIGHEST), |t| {
                let t = below.triangles[t as usize];
                if t.iter().any(|&v| below.layers[v as usize] >= layer) {
                    return;
                }
                let under = t.map(|v| below.positions[v as usize]);
                for weights in SAMPLES {
                    let p = from_barycentric(&under, &weights);
                    let at = from_barycentric(&corners, &closest_barycentric(&corners, &p));
                    let height = (p - at).dot(&out);
                    let beside = (p - at - out * height).norm();
                    if beside < 1e-4 && height > -0.5 * OFF && height < HIGHEST {
                        for place in cell {
                            raise(place, out * (height + OFF));
                        }
                    }
                }
            });
        }
    }
    // The band is stiff: it is raised beside a fold as well, and evenly.
    let beside = |i: usize| [i.saturating_sub(1), i, (i + 1).min(roots.len() - 1)];
    for (row, lifts) in rows.iter_mut().zip(&lifts) {
        let highest = |i: usize| {
            let each = beside(i).map(|i| lifts[i]);
            each.into_iter().fold(Vector3::zeros(), |a, b| if b.norm() > a.norm() { b } else { a })
        };
        for (i, p) in row.iter_mut().enumerate() {
            *p += beside(i).map(highest).iter().sum::<Vector3<f32>>() / 3.0;
        }
    }
}

/// From each vertex of the cloth into the cloth that it is at the edge of, not of unit length.
fn inward(below: &Below<'_>) -> Vec<Vector3<f32>> {
    let (positions, triangles) = (below.positions, below.triangles);
    let mut inward = vec![Vector3::zeros(); positions.len()];
    for t in triangles {
        let p = t.map(|i| positions[i as usize]);
        let middle = Point3::from((p[0].coords + p[1].coords + p[2].coords) / 3.0);
        for (k, &i) in t.iter().enumerate() {
            inward[i as usize] += middle - p[k];
        }
    }
    inward
}

/// Smooths a line of places, whose ends stay.
pub(super) fn smooth(row: &mut [Point3<f32>], rounds: usize) {
    for _ in 0..rounds {
        let before = row.to_vec();
        for i in 1..row.len().saturating_sub(1) {
            row[i] = Point3::from(
                (before[i - 1].coords + before[i].coords * 2.0 + before[i + 1].coords) / 4.0,
            );
        }
    }
}

impl Below<'_> {
    /// The skin that is nearest to `p` of what bands lie round, within [`REACH`].
    pub(super) fn skin(&self, p: &Point3<f32>) -> Option<Signed> {
        self.body.at(p, REACH, PartSet::of(&[BodyPart::Torso, BodyPart::Head]))
    }

    /// That place, or the one straight off the skin that is `off` (m) from it.
    pub(super) fn off_skin(&self, p: &Point3<f32>, off: f32) -> Point3<f32> {
        match self.skin(p) {
            Some(skin) if skin.distance < off => p + skin.normal * (off - skin.distance),
            _ => *p,
        }
    }
}

/// Does cloth of a higher layer lie over it, or right beneath where it was pushed through?
fn is_covered(p: &Point3<f32>, layer: i32, below: &Below<'_>, tree: &FacetTree) -> bool {
    nearest_cloth(p, layer, -1, below, tree).is_some_and(|([a, b, c], at)| {
        let normal = (b - a).cross(&(c - a)).try_normalize(1e-12);
        normal.is_some_and(|n| (p - at - n * (p - at).dot(&n)).norm() < BEYOND)
    })
}

/// The facet that is nearest to `p` of those on lower layers (`side` 1) or higher ones (−1), and its
/// point there (m).
fn nearest_cloth(
    p: &Point3<f32>,
    layer: i32,
    side: i32,
    below: &Below<'_>,
    tree: &FacetTree,
) -> Option<([Point3<f32>; 3], Point3<f32>)> {
    let around = Vector3::repeat(NEAR);
    let mut nearest = (NEAR, None);
    tree.within(&Box3 { low: p - around, high: p + around }, |t| {
        let t = below.triangles[t as usize];
        if t.iter().any(|&v| (layer - below.layers[v as usize]).signum() != side) {
            return;
        }
        let corners = t.map(|v| below.positions[v as usize]);
        let at = from_barycentric(&corners, &closest_barycentric(&corners, p));
        if (p - at).norm() < nearest.0 {
            nearest = ((p - at).norm(), Some((corners, at)));
        }
    });
    nearest.1
}

/// Outside the nearest cloth of lower layers and, before all, inside that of higher ones.
fn off_cloth(p: Point3<f32>, layer: i32, below: &Below<'_>, tree: &FacetTree) -> Point3<f32> {
    let mut p = p;
    for side in [1, -1] {
        let Some(([a, b, c], at)) = nearest_cloth(&p, layer, side, below, tree) else { continue };
        let Some(normal) = (b - a).cross(&(c - a)).try_normalize(1e-12) else { continue };
        let outward = normal * side as f32;
        let height = (p - at).dot(&outward);
        // Beside its edge it is neither above nor below.
        let beside = (p - at - outward * height).norm();
        if beside < BEYOND && height < OFF {
            p += outward * (OFF - height);
        }
    }
    p
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fold_that_comes_through_a_band_raises_it() {
        let places =
            |r: usize| (0..9).map(move |i| Point3::new(0.02 * i as f32, 0.0, -0.01 * r as f32));
        let mut rows: Rows = (0..ROWS).map(|r| places(r).collect()).collect();
        let root = |&at: &Point3<f32>| Root { at, inward: Vector3::z(), layer: 1 };
        let roots: Vec<Root> = rows[0].iter().map(root).collect();
        // The tip of a fold stands 8 mm above the band, between its places.
        let tip = Point3::new(0.071, 0.008, -0.027);
        let positions =
            [tip, tip + Vector3::new(0.01, -0.03, 0.0), tip + Vector3::new(0.0, -0.03, 0.01)];
        let below = Below {
            positions: &positions,
            triangles: &[[0, 1, 2]],
            layers: &[0; 3],
            body: &BodyCollider::none(),
        };
        let tree = FacetTree::new(&positions, below.triangles);
        for _ in 0..LIFTS {
            lift(&mut rows, &roots, &below, &tree);
        }
        let corners = [[2, 3], [2, 4], [3, 3], [3, 4]].map(|[r, i]| rows[r][i].y);
        assert!(corners.iter().all(|y| *y > tip.y - 1e-6), "{corners:?}");
        assert!(corners.iter().sum::<f32>() > 4.0 * (tip.y + 0.002), "{corners:?}");
        assert!(places(0).eq(rows[0].iter().copied()), "the neckline stays");
        assert!(rows[ROWS - 1][0].y == 0.0, "what is far from it stays");
    }
}
