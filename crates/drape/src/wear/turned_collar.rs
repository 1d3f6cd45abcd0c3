//! The collar that is folded outwards over the neck of what is worn over it.

use std::ops::Range;

use nalgebra::{Point3, Vector3};

use super::Band;
use super::collar::{self, Below, REACH, Root};
use crate::contact::crossings::pierce;
use crate::contact::tree::{Box3, FacetTree};

/// Part of the collar's width that stands up round the neck; the rest falls over it.
const STAND: f32 = 0.42;
/// Distance of the fall from the cloth that it lies on (m).
const OFF: f32 = 0.005;
/// How deep beneath the neckline of what is worn over it the collar still comes out (m).
const DRAWN_OUT: f32 = 0.045;
const FALL_ROWS: usize = 8;

/// What lies about a collar that is folded outwards.
pub(super) struct About<'a> {
    /// All draped cloth (m) and its layers, as for a standing band.
    pub(super) below: Below<'a>,
    /// First layer of what is worn over it; higher than any where nothing is.
    pub(super) over: i32,
    /// The necklines (m) of what is worn over it.
    pub(super) necklines: &'a [Point3<f32>],
    /// Collar bands that it falls over.
    pub(super) bands: &'a [&'a Band],
}

/// A collar of `width` (m) that stands up from the neckline `line` and is folded over, outside all
/// cloth and bands. Where the neckline dives deep under what is worn over it, so does the collar,
/// and is left out.
///
/// A strip sewn to a neckline cannot lie flat on the shoulders: it stands for some of its width and
/// falls over for the rest.
pub(super) fn turned(line: &[u32], width: f32, about: &About<'_>) -> Option<Band> {
    let below = &about.below;
    let outside = Outside::new(about);
    let tree = FacetTree::new(below.positions, below.triangles);
    let (mut rows, roots) = collar::rows(line, STAND * width, below, &tree)?;
    let n = roots.len();
    let mut deep: Vec<bool> = roots.iter().map(|root| about.is_deep(root)).collect();
    for p in rows[1..].iter_mut().flatten() {
        *p = below.off_skin(p, OFF);
    }
    let fold = rows.last()?.clone();
    let step = (1.0 - STAND) * width / FALL_ROWS as f32;
    let stand_step = STAND * width / (rows.len() - 1) as f32;
    let mut last: Vec<Point3<f32>> = fold.iter().map(|p| outside.of(p)).collect();
    let stand: Vec<Vec<Point3<f32>>> = rows.clone();
    let top = stand.len() - 1;
    let mut way: Vec<Vector3<f32>> = vec![Vector3::zeros(); n];
    rows.push(last.clone());
    for r in 1..=FALL_ROWS {
        // Down the outside of what stands, and on beyond the neckline in the same direction.
        let down = r as f32 * step / stand_step;
        let mut row: Vec<Point3<f32>> = (0..n)
            .map(|i| {
                let at = top as f32 - down;
                if at > 0.0 {
                    let k = (at as usize).min(top - 1);
                    let part = at - k as f32;
                    let p = stand[k][i] + (stand[k + 1][i] - stand[k][i]) * part;
                    way[i] = stand[k][i] - stand[k + 1][i];
                    outside.of(&p)
                } else {
                    let way = way[i].try_normalize(1e-9).unwrap_or_else(|| -Vector3::y());
                    outside.of(&(last[i] + way * step))
                }
            })
            .collect();
        collar::smooth(&mut row, 2);
        for (i, p) in row.iter_mut().enumerate() {
            *p = outside.of(p);
            if down > top as f32 {
                way[i] = *p - last[i];
            }
        }
        last.clone_from(&row);
        rows.push(row);
    }
    for (deep, (root, tip)) in deep.iter_mut().zip(roots.iter().zip(&last)) {
        *deep |= about.lies_on_own_lap(root, tip);
    }
    let mut made = Band::default();
    made.add_grid_where(&rows[..=top], false, |_, c| !deep[c]);
    // What falls over shows the other side.
    let fall: Vec<Vec<Point3<f32>>> =
        rows[top..].iter().map(|row| row.iter().rev().copied().collect()).collect();
    made.add_grid_where(&fall, false, |_, c| !deep[n - 1 - c]);
    Some(made)
}

impl About<'_> {
    /// Does that place of the neckline lie under the other lap, or deep under what is worn over it?
    fn is_deep(&self, root: &Root) -> bool {
        let Some(skin) = self.below.skin(&root.at) else { return false };
        let out = skin.normal * REACH;
        let far = || self.necklines.iter().all(|q| (q - root.at).norm() > DRAWN_OUT);
        self.crosses(&root.at, &out, root.layer + 1..self.over)
            || far() && self.crosses(&root.at, &out, self.over..i32::MAX)
    }

    /// Would the collar that springs from `root` lie on the other lap, where it belongs beneath it?
    fn lies_on_own_lap(&self, root: &Root, tip: &Point3<f32>) -> bool {
        self.below.skin(tip).is_some_and(|skin| {
            let way = tip - skin.nearest.point;
            self.crosses(&skin.nearest.point, &way, root.layer + 1..self.over)
        })
    }

    /// Does the way from `from` go through cloth of those layers?
    fn crosses(&self, from: &Point3<f32>, way: &Vector3<f32>, layers: Range<i32>) -> bool {
        let below = &self.below;
        below.triangles.iter().any(|t| {
            t.iter().all(|&v| layers.contains(&below.layers[v as usize]))
                && pierce([*from, from + way], t.map(|v| below.positions[v as usize])).is_some()
        })
    }
}

/// The outermost surface of all cloth and bands.
struct Outside<'a> {
    about: &'a About<'a>,
    positions: Vec<Point3<f32>>,
    triangles: Vec<[u32; 3]>,
    tree: FacetTree,
}

impl<'a> Outside<'a> {
    fn new(about: &'a About<'a>) -> Self {
        let mut positions = about.below.positions.to_vec();
        let mut triangles = about.below.triangles.to_vec();
        for band in about.bands {
            let first = positions.len() as u32;
            positions.extend(&band.mesh.positions);
            triangles.extend(band.mesh.triangles.iter().map(|t| t.map(|v| first + v)));
        }
        let tree = FacetTree::new(&positions, &triangles);
        Self { about, positions, triangles, tree }
    }

    /// The place outside everything, straight out from the skin at `p`.
    fn of(&self, p: &Point3<f32>) -> Point3<f32> {
        let Some(skin) = self.about.below.skin(p) else { return *p };
        let (foot, way) = (skin.nearest.point, skin.normal * REACH);
        let mut farthest = skin.distance.max(0.0) / REACH;
        self.tree.within(&Box3::round(&[foot, foot + way]), |t| {
            let corners = self.triangles[t as usize].map(|v| self.positions[v as usize]);
            if let Some((at, _)) = pierce([foot, foot + way], corners) {
                farthest = farthest.max(at + OFF / REACH);
            }
        });
        foot + way * farthest
    }
}
