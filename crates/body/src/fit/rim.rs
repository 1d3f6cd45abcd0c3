//! The outline of the posed model: the vertices that a camera sees on the body's edge.

use nalgebra::{Point2, Vector2, Vector3};

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
    /// Its edges, sorted by the pixel's y of the upper end.
    edges: Vec<Edge>,
    /// The most that an edge's ends differ in y (px).
    tallest: f64,
    /// The vertices that are highest and lowest in the photo.
    pub(super) ends: [usize; 2],
}

/// An edge of the outline, with its ends' places at hand: most edges are passed over by them.
#[derive(Clone, Copy, Debug)]
struct Edge {
    /// Places in [`Rim::points`].
    ends: [u32; 2],
    /// In the photo (px).
    pixels: [Point2<f64>; 2],
}

impl Edge {
    fn new(ends: [u32; 2], points: &[RimPoint]) -> Self {
        Self { ends, pixels: ends.map(|i| points[i as usize].pixel) }
    }

    /// The upper end's y (px).
    fn top(&self) -> f64 {
        self.pixels[0].y.min(self.pixels[1].y)
    }
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
/// Sorted by the pixel's y. `rest` are the [rest positions](super::rig::Layout::trunk_at_rest)
/// of the body.
pub(super) fn rim(projector: &Projector<'_>, state: &ViewState, rest: &[f32]) -> Rim {
    let rig: &Rig<'_> = projector.rig;
    let camera = rig.place_trunk(&projector.pose, rest, &state.turn, &state.translation());
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
    let facing = |t: &[u32; 3]| {
        let [p, q, r] = corners(t).map(|v| cells[v]);
        // Counter-clockwise seen from outside is clockwise once y runs down.
        (q[0] - p[0]) * (r[1] - p[1]) - (r[0] - p[0]) * (q[1] - p[1])
    };
    let away: Vec<bool> = rig.triangles.iter().map(|t| facing(t) >= 0.0).collect();
    // A silhouette edge lies between a triangle that faces the camera and one that does not.
    let mut silhouette = Vec::new();
    let mut on_edge = vec![false; cells.len()];
    let towards = || rig.triangles.iter().zip(&rig.beside).zip(&away).filter(|f| !*f.1);
    for ((t, beside), _) in towards() {
        let [a, b, c] = corners(t);
        for ((p, q), &other) in [(a, b), (b, c), (c, a)].into_iter().zip(beside) {
            match away.get(other as usize) {
                Some(false) => continue,
                Some(true) => [p, q].into_iter().for_each(|v| on_edge[v] = true),
                None => {}
            }
            silhouette.push([p, q]);
        }
    }
    let on_edge = |v: usize| on_edge[v];
    let mut normals = vec![Vector2::<f32>::zeros(); pixels.len()];
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
    for ((t, _), _) in towards() {
        coverage.fill(corners(t).map(|v| cells[v]));
    }
    // The vertices that an edge may end at, and their places among the points once one does.
    let mut normal = vec![None; cells.len()];
    for (v, n, outside) in edge {
        if !outside.is_some_and(|cell| coverage.covered(cell)) {
            normal[v] = Some(n);
        }
    }
    let mut index = vec![u32::MAX; cells.len()];
    let mut points = Vec::new();
    let mut edges = Vec::new();
    let mut place = |v: usize, normal: Vector2<f32>| {
        if index[v] == u32::MAX {
            index[v] = points.len() as u32;
            let pixel = Point2::new(pixels[v][0].into(), pixels[v][1].into());
            points.push(RimPoint { vertex: rig.trunk[v], pixel, normal: normal.cast() });
        }
        index[v]
    };
    for [p, q] in silhouette {
        if let (Some(m), Some(n)) = (normal[p], normal[q]) {
            edges.push([place(p, m), place(q, n)]);
        }
    }
    let edges = edges.into_iter().map(|ends| Edge::new(ends, &points)).collect();
    let mut rim = Rim { points, edges, tallest: 0.0, ends: ends(projector) };
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
        for edge in &mut self.edges {
            *edge = Edge::new(edge.ends, &self.points);
        }
        self.sort();
    }

    fn sort(&mut self) {
        self.edges.sort_by(|a, b| a.top().total_cmp(&b.top()));
        let height = |e: &Edge| (e.pixels[0].y - e.pixels[1].y).abs();
        self.tallest = self.edges.iter().map(height).fold(0.0, f64::max);
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
        // An edge that crosses the normal within the gate spans a y that the normal passes there.
        let reach = gate * point.normal.y.abs() + 1e-6;
        let (above, below) = (point.position.y - reach, point.position.y + reach);
        let first = self.edges.partition_point(|e| e.top() < above - self.tallest);
        let mut crossings = [(0.0, 0.0, 0); 16];
        let mut count = 0;
        for edge in self.edges.get(first..).unwrap_or_default() {
            if edge.top() > below {
                break;
            }
            let [from, to] = edge.pixels.map(|p| (p - point.position).dot(&across));
            if from * to > 0.0 || from - to == 0.0 {
                continue;
            }
            let [start, finish] = edge.pixels;
            let share = from / (from - to);
            let outside = (start + share * (finish - start) - point.position).dot(&point.normal);
            if outside.abs() > gate {
                continue;
            }
            let [p, q] = edge.ends.map(|i| &self.points[i as usize]);
            let normal = p.normal.lerp(&q.normal, share);
            if normal.dot(&point.normal) < 0.5 {
                continue;
            }
            let turn = (normal - point.normal).norm_squared();
            let distance = outside * outside + turn * px_per_normal * px_per_normal;
            if count < crossings.len() {
                crossings[count] = (distance, outside, edge.ends[usize::from(share > 0.5)]);
                count += 1;
            }
        }
        let crossings = &crossings[..count];
        let nearest = crossings.iter().min_by(|a, b| a.0.total_cmp(&b.0))?;
        let &(_, outside, nearer) = crossings
            .iter()
            .filter(|c| c.1 >= nearest.1 && c.1 <= nearest.1 + depth)
            .max_by(|a, b| a.1.total_cmp(&b.1))?;
        Some(Partner { vertex: self.points[nearer as usize].vertex, outside })
    }
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

    /// Covers the cells asked for whose middle lies in a triangle of places counted in cells that
    /// runs clockwise (y down: negative area).
    fn fill(&mut self, [a, b, c]: [[f32; 2]; 3]) {
        let bounds = |i: usize| {
            let (low, high) = (a[i].min(b[i]).min(c[i]), a[i].max(b[i]).max(c[i]));
            // Places are not far below 0, which casts cut them to.
            let whole = low as i32;
            let first = whole + i32::from((whole as f32) < low);
            (first.max(0) as usize, (high as i32 + 1).max(0) as usize)
        };
        let side = |p: [f32; 2], q: [f32; 2], x: f32, y: f32| {
            (q[0] - p[0]) * (y - p[1]) - (x - p[0]) * (q[1] - p[1]) <= 0.0
        };
        let ((left, right), (top, bottom)) = (bounds(0), bounds(1));
        for y in top..bottom.min(self.height) {
            for x in left..right.min(self.width) {
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
