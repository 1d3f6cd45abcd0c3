//! The outline of the posed model: the vertices that a camera sees on the body's edge.

use nalgebra::{Point2, Vector2};

use super::contour::ContourPoint;
use super::rig::Rig;
use super::view::{Projector, ViewState};

/// A vertex on the model's outline.
#[derive(Clone, Copy, Debug)]
struct RimPoint {
    vertex: usize,
    /// In the photo (px).
    pixel: Point2<f64>,
    /// Unit vector out of the body, in the photo.
    normal: Vector2<f64>,
}

/// The outline of the posed model.
#[derive(Clone, Debug, Default)]
pub(super) struct Rim {
    points: Vec<RimPoint>,
    /// Its edges as pairs of points, sorted by the pixel's y of the upper one.
    edges: Vec<[u32; 2]>,
    /// How much taller than wide an edge may be: the most that its ends differ in y (px).
    tallest: f64,
    /// The vertices that are highest and lowest in the photo.
    pub(super) ends: [usize; 2],
}

/// Where the model's outline is for a point of the photo's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Partner {
    /// The nearest vertex.
    pub(super) vertex: usize,
    /// How far the model's outline lies outside of the photo's (px).
    pub(super) outside: f64,
}

/// How finely coverage is looked at to tell the outline from edges before the body (m).
const CELL: f64 = 0.008;

/// The vertices of the model's outline below the head in one view.
///
/// A vertex lies on an edge of the body as the camera sees it when triangles round it face both
/// towards and away from the camera. Of these, those count whose outside, 1½ cells on, no part of
/// the body covers: an arm before the trunk has edges, but the photo's outline does not show them.
/// Sorted by the pixel's y.
pub(super) fn rim(projector: &Projector<'_>, state: &ViewState) -> Rim {
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
    let corners = |t: &[u32; 3]| t.map(|v| v as usize);
    // Bit 1: a triangle round the vertex faces the camera; bit 2: one faces away.
    let mut facing = vec![0u8; pixels.len()];
    let mut faces = Vec::with_capacity(rig.triangles.len());
    let mut coverage = Coverage::new(&pixels, (CELL * state.px_per_m()) as f32);
    for [a, b, c] in rig.triangles.iter().map(corners) {
        let [pa, pb, pc] = [pixels[a], pixels[b], pixels[c]];
        // Counter-clockwise seen from outside is clockwise once y runs down.
        let area = (pb[0] - pa[0]) * (pc[1] - pa[1]) - (pc[0] - pa[0]) * (pb[1] - pa[1]);
        let towards = area < 0.0;
        faces.push(towards);
        let bit = if towards { 1 } else { 2 };
        for v in [a, b, c] {
            facing[v] |= bit;
        }
        if towards {
            coverage.fill(pa, pb, pc);
        }
    }
    let on_edge = |v: usize| facing[v] == 3;
    let mut normals = vec![Vector2::<f32>::zeros(); pixels.len()];
    for [a, b, c] in rig.triangles.iter().map(corners) {
        if !(on_edge(a) || on_edge(b) || on_edge(c)) {
            continue;
        }
        let [o, p, q] = [camera[a], camera[b], camera[c]].map(nalgebra::Vector3::from);
        let n = (p - o).cross(&(q - o));
        for v in [a, b, c] {
            normals[v] += Vector2::new(n.x, -n.y);
        }
    }
    let mut points = Vec::new();
    for v in (0..pixels.len()).filter(|&v| on_edge(v)) {
        let Some(n) = normals[v].try_normalize(1e-12) else { continue };
        let p = pixels[v];
        let ahead = 1.5 * coverage.cell;
        if !coverage.covered(p[0] + ahead * n.x, p[1] + ahead * n.y) {
            let pixel = Point2::new(p[0].into(), p[1].into());
            points.push((v, RimPoint { vertex: rig.trunk[v], pixel, normal: n.cast() }));
        }
    }
    // A silhouette edge lies between a triangle that faces the camera and one that does not: the
    // latter would run along it the other way.
    let mut index = vec![u32::MAX; pixels.len()];
    let mut rim =
        Rim { points: Vec::new(), edges: Vec::new(), tallest: 0.0, ends: ends(projector) };
    for (v, point) in points {
        index[v] = rim.points.len() as u32;
        rim.points.push(point);
    }
    let mut towards: Vec<[u32; 2]> = Vec::new();
    for ([a, b, c], _) in rig.triangles.iter().map(corners).zip(&faces).filter(|f| *f.1) {
        for (p, q) in [(a, b), (b, c), (c, a)] {
            if index[p] != u32::MAX && index[q] != u32::MAX {
                towards.push([index[p], index[q]]);
            }
        }
    }
    towards.sort_unstable();
    let alone = |e: &&[u32; 2]| towards.binary_search(&[e[1], e[0]]).is_err();
    rim.edges = towards.iter().filter(alone).copied().collect();
    rim.sort();
    rim
}

/// The vertices of crown and soles that are highest and lowest in the photo.
fn ends(projector: &Projector<'_>) -> [usize; 2] {
    let rig = projector.rig;
    let height = |v: &usize| projector.project(*v).pixel.y;
    let by = |a: &(usize, f64), b: &(usize, f64)| a.1.total_cmp(&b.1);
    let at = |vertices: &[usize]| vertices.iter().map(|v| (*v, height(v))).collect::<Vec<_>>();
    let crown = at(&rig.crown).into_iter().min_by(by);
    let sole = at(&rig.soles).into_iter().max_by(by);
    [crown, sole].map(|end| end.map_or(0, |e| e.0))
}

impl Rim {
    pub(super) fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// Moves the points of an earlier rim to where their vertices are now.
    pub(super) fn follow(&mut self, projector: &Projector<'_>) {
        for point in &mut self.points {
            point.pixel = projector.project(point.vertex).pixel;
        }
        self.sort();
    }

    fn sort(&mut self) {
        let Self { points, edges, tallest, .. } = self;
        let height = |e: &[u32; 2]| e.map(|i| points[i as usize].pixel.y);
        let top = |e: &[u32; 2]| height(e)[0].min(height(e)[1]);
        edges.sort_by(|a, b| top(a).total_cmp(&top(b)));
        *tallest = edges.iter().map(|e| (height(e)[0] - height(e)[1]).abs()).fold(0.0, f64::max);
    }

    /// Where the outline crosses the normal of a point of the photo's outline within `gate` (px) of
    /// it: of all crossings the nearest in place and direction, where `px_per_normal` is how many
    /// pixels a unit of normal counts, and of those at most `depth` (px) farther out the outermost,
    /// for edges zigzag on the body and the photo shows the outermost.
    pub(super) fn partner(
        &self,
        point: &ContourPoint,
        gate: f64,
        px_per_normal: f64,
        depth: f64,
    ) -> Option<Partner> {
        let across = Vector2::new(-point.normal.y, point.normal.x);
        let end = |i: u32| &self.points[i as usize];
        let top = |e: &[u32; 2]| end(e[0]).pixel.y.min(end(e[1]).pixel.y);
        let first = self.edges.partition_point(|e| top(e) < point.position.y - gate - self.tallest);
        let mut crossings: [(f64, f64, u32, f64); 16] = [(0.0, 0.0, 0, 0.0); 16];
        let mut count = 0;
        for (i, edge) in self.edges.iter().enumerate().skip(first) {
            if top(edge) > point.position.y + gate {
                break;
            }
            let [p, q] = edge.map(end);
            let [from, to] = [p, q].map(|r| (r.pixel - point.position).dot(&across));
            if from * to > 0.0 || from == to {
                continue;
            }
            let share = from / (from - to);
            let outside =
                (p.pixel + share * (q.pixel - p.pixel) - point.position).dot(&point.normal);
            let normal = p.normal.lerp(&q.normal, share);
            if outside.abs() > gate || normal.dot(&point.normal) < 0.5 {
                continue;
            }
            let turn = (normal - point.normal).norm_squared();
            let distance = outside * outside + turn * px_per_normal * px_per_normal;
            if count < crossings.len() {
                crossings[count] = (distance, outside, i as u32, share);
                count += 1;
            }
        }
        let crossings = &crossings[..count];
        let nearest = crossings.iter().min_by(|a, b| a.0.total_cmp(&b.0))?;
        let &(_, outside, edge, share) = crossings
            .iter()
            .filter(|c| c.1 >= nearest.1 && c.1 <= nearest.1 + depth)
            .max_by(|a, b| a.1.total_cmp(&b.1))?;
        let nearer = self.edges[edge as usize][usize::from(share > 0.5)];
        Some(Partner { vertex: end(nearer).vertex, outside })
    }
}

/// Which cells of a coarse grid the body covers.
struct Coverage {
    origin: [f32; 2],
    cell: f32,
    width: usize,
    height: usize,
    cells: Vec<bool>,
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
        Self { origin: low, cell, width, height, cells: vec![false; width * height] }
    }

    /// Covers the cells whose middle lies in a triangle that runs clockwise (y down: negative
    /// area).
    fn fill(&mut self, a: [f32; 2], b: [f32; 2], c: [f32; 2]) {
        let local = |p: [f32; 2]| {
            [(p[0] - self.origin[0]) / self.cell - 0.5, (p[1] - self.origin[1]) / self.cell - 0.5]
        };
        let (a, b, c) = (local(a), local(b), local(c));
        let highest = |i: usize| a[i].max(b[i]).max(c[i]);
        if highest(0) < 0.0 || highest(1) < 0.0 {
            return;
        }
        // Whole numbers at or above the lowest corner and at or below the highest; casts cut
        // towards zero, and no corner lies below −½.
        let low = |i: usize| {
            let lowest = a[i].min(b[i]).min(c[i]);
            let cut = lowest as usize;
            if (cut as f32) < lowest { cut + 1 } else { cut }
        };
        let high = |i: usize| highest(i) as usize;
        let side = |p: [f32; 2], q: [f32; 2], x: f32, y: f32| {
            (q[0] - p[0]) * (y - p[1]) - (x - p[0]) * (q[1] - p[1]) <= 0.0
        };
        for y in low(1)..=high(1).min(self.height - 1) {
            for x in low(0)..=high(0).min(self.width - 1) {
                let (fx, fy) = (x as f32, y as f32);
                if side(a, b, fx, fy) && side(b, c, fx, fy) && side(c, a, fx, fy) {
                    self.cells[y * self.width + x] = true;
                }
            }
        }
    }

    fn covered(&self, x: f32, y: f32) -> bool {
        let i = (x - self.origin[0]) / self.cell;
        let j = (y - self.origin[1]) / self.cell;
        if i < 0.0 || j < 0.0 {
            return false;
        }
        let (i, j) = (i as usize, j as usize);
        i < self.width && j < self.height && self.cells[j * self.width + i]
    }
}
