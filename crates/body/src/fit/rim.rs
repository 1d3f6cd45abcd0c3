//! The outline of the posed model: the vertices that a camera sees on the body's edge.

use nalgebra::{Point2, Vector2, Vector3};

use super::contour::ContourPoint;
use super::rig::Rig;
use super::view::{Projector, ViewState};

/// A vertex on the model's outline.
#[derive(Clone, Copy, Debug)]
pub(super) struct RimPoint {
    pub(super) vertex: usize,
    /// In the photo (px).
    pub(super) pixel: Point2<f64>,
    /// Unit vector out of the body, in the photo.
    pub(super) normal: Vector2<f64>,
}

/// How finely coverage is looked at to tell the outline from edges before the body (m).
const CELL: f64 = 0.008;

/// The vertices of the model's outline below the head in one view.
///
/// A vertex lies on an edge of the body as the camera sees it when triangles round it face both
/// towards and away from the camera. Of these, those count whose outside, 1½ cells on, no part of
/// the body covers: an arm before the trunk has edges, but the photo's outline does not show them.
/// Sorted by the pixel's y.
pub(super) fn rim(projector: &Projector<'_>, state: &ViewState) -> Vec<RimPoint> {
    let rig: &Rig<'_> = projector.rig;
    let camera =
        rig.place_trunk(&projector.pose, projector.shape, &state.turn, &state.translation());
    let focal = state.focal() as f32;
    let (cx, cy) = (projector.center.x as f32, projector.center.y as f32);
    let pixels: Vec<[f32; 2]> = camera
        .iter()
        .map(|[x, y, z]| {
            let scale = focal / (-z).max(0.05);
            [cx + scale * x, cy - scale * y]
        })
        .collect();
    let mut coverage = Coverage::new(&pixels, (CELL * state.px_per_m()) as f32);
    let cells: Vec<[f32; 2]> = pixels.iter().map(|&p| coverage.cell_of(p)).collect();
    let corners = |t: &[u32; 3]| t.map(|v| v as usize);
    // Bit 1: a triangle round the vertex faces the camera; bit 2: one faces away.
    let mut facing = vec![0u8; cells.len()];
    let mut away = Vec::with_capacity(rig.triangles.len());
    for [a, b, c] in rig.triangles.iter().map(corners) {
        let [p, q, r] = [cells[a], cells[b], cells[c]];
        // Counter-clockwise seen from outside is clockwise once y runs down.
        let area = (q[0] - p[0]) * (r[1] - p[1]) - (r[0] - p[0]) * (q[1] - p[1]);
        let turned = area >= 0.0;
        for v in [a, b, c] {
            facing[v] |= 1 << u8::from(turned);
        }
        away.push(turned);
    }
    let on_edge = |v: usize| facing[v] == 3;
    let mut normals = vec![Vector2::<f32>::zeros(); cells.len()];
    for [a, b, c] in rig.triangles.iter().map(corners) {
        if !(on_edge(a) || on_edge(b) || on_edge(c)) {
            continue;
        }
        let [o, p, q] = [camera[a], camera[b], camera[c]].map(Vector3::from);
        let n = (p - o).cross(&(q - o));
        for v in [a, b, c] {
            normals[v] += Vector2::new(n.x, -n.y);
        }
    }
    // Whether the body covers the cell outside of each; triangles elsewhere need no look.
    let mut edge: Vec<(usize, Vector2<f32>, Option<usize>)> = Vec::new();
    for v in (0..cells.len()).filter(|&v| on_edge(v)) {
        let Some(n) = normals[v].try_normalize(1e-12) else { continue };
        let [x, y] = cells[v];
        edge.push((v, n, coverage.ask([x + 1.5 * n.x, y + 1.5 * n.y])));
    }
    let whole: Vec<[i32; 2]> = cells.iter().map(|p| p.map(|c| c as i32)).collect();
    for (t, _) in rig.triangles.iter().map(corners).zip(&away).filter(|(_, away)| !**away) {
        coverage.fill(t.map(|v| cells[v]), t.map(|v| whole[v]));
    }
    let mut points: Vec<RimPoint> = edge
        .into_iter()
        .filter(|&(_, _, outside)| !outside.is_some_and(|cell| coverage.covered(cell)))
        .map(|(v, n, _)| RimPoint {
            vertex: rig.trunk[v],
            pixel: Point2::new(pixels[v][0].into(), pixels[v][1].into()),
            normal: n.cast(),
        })
        .collect();
    points.sort_by(|a, b| a.pixel.y.total_cmp(&b.pixel.y));
    points
}

/// Moves the points of an earlier rim to where their vertices are now.
pub(super) fn follow(rim: &mut [RimPoint], projector: &Projector<'_>) {
    for point in rim.iter_mut() {
        point.pixel = projector.project(point.vertex).pixel;
    }
    rim.sort_by(|a, b| a.pixel.y.total_cmp(&b.pixel.y));
}

/// The rim vertex for a point of the photo's outline, among those within `gate` (px): nearest in
/// place and direction, where `px_per_normal` is how many pixels a unit of normal counts. `rim` is
/// sorted by the pixel's y, as [`rim`] has it.
pub(super) fn nearest<'r>(
    rim: &'r [RimPoint],
    point: &ContourPoint,
    gate: f64,
    px_per_normal: f64,
) -> Option<&'r RimPoint> {
    // Up and down from the point's own height, until height alone is farther than the best.
    let middle = rim.partition_point(|r| r.pixel.y < point.position.y);
    let (above, below) = rim.split_at(middle);
    let mut best = (f64::INFINITY, None);
    let mut look = |r: &'r RimPoint| {
        let off = r.pixel - point.position;
        if off.y.abs() > gate || off.y * off.y > best.0 {
            return false;
        }
        let place = off.norm_squared();
        let turn = (r.normal - point.normal).norm_squared();
        let distance = place + turn * px_per_normal * px_per_normal;
        if distance < best.0 {
            best = (distance, Some((r, place)));
        }
        true
    };
    let (mut up, mut down) = (above.iter().rev(), below.iter());
    let (mut higher, mut lower) = (true, true);
    while higher || lower {
        higher = higher && up.next().is_some_and(&mut look);
        lower = lower && down.next().is_some_and(&mut look);
    }
    best.1
        .filter(|&(r, place)| place <= gate * gate && r.normal.dot(&point.normal) >= 0.5)
        .map(|(r, _)| r)
}

/// Which cells of a coarse grid the body covers, of those that are asked for.
struct Coverage {
    origin: [f32; 2],
    /// The inverse of a cell's side (1/px).
    per_px: f32,
    width: usize,
    height: usize,
    cells: Vec<Cell>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    Unasked,
    Asked,
    Covered,
}

impl Coverage {
    fn new(pixels: &[[f32; 2]], cell: f32) -> Self {
        let (mut low, mut high) = ([f32::MAX; 2], [f32::MIN; 2]);
        for p in pixels {
            for i in 0..2 {
                low[i] = low[i].min(p[i]);
                high[i] = high[i].max(p[i]);
            }
        }
        // A wild step may throw the body far out; the grid stays bounded.
        let cell = cell.max((high[0] - low[0]).max(high[1] - low[1]) / 600.0).max(1e-3);
        let size = |i: usize| ((high[i] - low[i]) / cell).ceil() as usize + 1;
        let (width, height) = (size(0), size(1));
        let cells = vec![Cell::Unasked; width * height];
        Self { origin: low, per_px: 1.0 / cell, width, height, cells }
    }

    /// A place in the photo (px) counted in cells: the middle of the first is at 0.
    fn cell_of(&self, p: [f32; 2]) -> [f32; 2] {
        std::array::from_fn(|i| (p[i] - self.origin[i]) * self.per_px - 0.5)
    }

    /// Asks for the cell at a place counted in cells; `None` outside the grid.
    fn ask(&mut self, [x, y]: [f32; 2]) -> Option<usize> {
        let (x, y) = (x + 0.5, y + 0.5);
        if x < 0.0 || y < 0.0 || x as usize >= self.width || y as usize >= self.height {
            return None;
        }
        let cell = y as usize * self.width + x as usize;
        self.cells[cell] = Cell::Asked;
        Some(cell)
    }

    fn covered(&self, cell: usize) -> bool {
        self.cells[cell] == Cell::Covered
    }

    /// Covers the cells asked for whose middle lies in a triangle of places counted in cells, here
    /// with fraction and cut to `whole` ones, that runs clockwise (y down: negative area).
    fn fill(&mut self, [a, b, c]: [[f32; 2]; 3], whole: [[i32; 2]; 3]) {
        let [p, q, r] = whole;
        let low = |i: usize| p[i].min(q[i]).min(r[i]).max(0) as usize;
        let high = |i: usize| p[i].max(q[i]).max(r[i]).max(0) as usize;
        let side = |p: [f32; 2], q: [f32; 2], x: f32, y: f32| {
            (q[0] - p[0]) * (y - p[1]) - (x - p[0]) * (q[1] - p[1]) <= 0.0
        };
        let (left, right) = (low(0), (high(0) + 1).min(self.width));
        for y in low(1)..(high(1) + 1).min(self.height) {
            for x in left..right {
                let cell = y * self.width + x;
                let (fx, fy) = (x as f32, y as f32);
                if self.cells[cell] == Cell::Asked
                    && side(a, b, fx, fy)
                    && side(b, c, fx, fy)
                    && side(c, a, fx, fy)
                {
                    self.cells[cell] = Cell::Covered;
                }
            }
        }
    }
}
