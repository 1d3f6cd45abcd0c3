//! Strips of cloth that follow the draped garment.

use mesh::TriMesh;
use nalgebra::{Point2, Point3};

/// A strip of cloth laid on the draped garment: a collar band, a sash.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Band {
    /// Its surface in world space, in the worn posture.
    pub mesh: TriMesh,
    /// Where each vertex lies on the strip (m): along it, across it; shape `[n]`.
    pub uv: Vec<Point2<f32>>,
}

impl Band {
    /// Adds a grid of `rows` (each as long as the others) as a surface; `closed` joins the last
    /// column to the first. Counter-clockwise seen from where columns run to the right and rows
    /// upwards.
    pub(crate) fn add_grid(&mut self, rows: &[Vec<Point3<f32>>], closed: bool) {
        self.add_grid_where(rows, closed, |_, _| true);
    }

    /// As [`Self::add_grid`], without the squares all of whose corners (row, column) fail `shown`.
    pub(crate) fn add_grid_where(
        &mut self,
        rows: &[Vec<Point3<f32>>],
        closed: bool,
        shown: impl Fn(usize, usize) -> bool,
    ) {
        let Some(width) = rows.first().map(Vec::len).filter(|w| *w > 1) else { return };
        let first = self.mesh.positions.len() as u32;
        let columns = if closed { width + 1 } else { width };
        let mut across = 0.0;
        for (r, row) in rows.iter().enumerate() {
            if r > 0 {
                across += (row[0] - rows[r - 1][0]).norm();
            }
            let mut along = 0.0;
            for c in 0..columns {
                if c > 0 {
                    along += (row[c % width] - row[c - 1]).norm();
                }
                self.mesh.positions.push(row[c % width]);
                self.uv.push(Point2::new(along, across));
            }
        }
        let at = |r: usize, c: usize| first + (r * columns + c) as u32;
        for r in 1..rows.len() {
            for c in 1..columns {
                let corners = [(r - 1, c - 1), (r - 1, c), (r, c), (r, c - 1)];
                if !corners.iter().any(|&(r, c)| shown(r, c % width)) {
                    continue;
                }
                let [a, b, d, e] = [at(r - 1, c - 1), at(r - 1, c), at(r, c), at(r, c - 1)];
                self.mesh.triangles.extend([[a, b, d], [a, d, e]]);
            }
        }
    }
}
