//! A panel as a mesh of near-equilateral triangles.

use std::collections::BTreeMap;

use kurbo::Point;
use pattern::{Dart, Edge, EdgeRef, Panel, Seam};
use rayon::prelude::*;
use spade::{ConstrainedDelaunayTriangulation, Point2, Triangulation};

use super::{AssembleError, seam_counts};

/// How fine a garment is meshed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resolution {
    /// Length of a triangle's edge (mm), 8–60. 40 shows the fall, 20 the folds.
    pub edge_mm: f64,
    /// How many times each triangle of a coarser mesh was cut into four to come to it.
    pub cuts: u32,
}

impl Resolution {
    /// Folds of a hand's width; about 5,000 vertices for a robe.
    pub const MEDIUM: Self = Self::new(30.0);

    pub(crate) const LEAST_MM: f64 = 8.0;
    pub(crate) const MOST_MM: f64 = 60.0;

    /// A mesh of its own with edges of `edge_mm` (mm).
    #[must_use]
    pub const fn new(edge_mm: f64) -> Self {
        Self { edge_mm, cuts: 0 }
    }

    /// The mesh that this one is when each triangle is cut into four. Cloth that starts from a
    /// drape on this mesh lies in it facet by facet, and so crosses nothing that the drape did not.
    #[must_use]
    pub fn halved(self) -> Self {
        Self { edge_mm: 0.5 * self.edge_mm, cuts: self.cuts + 1 }
    }
}

/// The panels as meshes, with as many vertices on both sides of every seam.
///
/// # Errors
///
/// As [`triangulate`], and [`AssembleError::UnknownEdge`] for a seam to nowhere.
pub(crate) fn panel_meshes(
    panels: &[&Panel],
    seams: &[&Seam],
    resolution: Resolution,
) -> Result<Vec<PanelMesh>, AssembleError> {
    let Resolution { edge_mm, cuts } = resolution;
    let edge_mm = edge_mm * f64::from(1 << cuts);
    let counts = seam_counts(panels, seams, edge_mm)?;
    let mesh = |panel: &&Panel| {
        let mesh = triangulate(panel, &counts, edge_mm)?;
        Ok((0..cuts).fold(mesh, |mesh, _| cut_in_four(panel, &mesh)))
    };
    panels.par_iter().map(mesh).collect()
}

/// A panel cut into triangles, in its own flat coordinates.
#[derive(Clone, Debug, PartialEq)]
pub struct PanelMesh {
    /// Vertices (mm) in pattern space, shape `[n]`; those of the outline come first.
    pub points: Vec<Point>,
    /// Triangles, counter-clockwise seen from outside (with y pointing down the page).
    pub triangles: Vec<[u32; 3]>,
    /// For every edge of the panel, its vertices from its start to its end.
    pub edges: Vec<Vec<u32>>,
    /// For every dart, its two sides from the top to the bottom; they are sewn together.
    pub darts: Vec<[Vec<u32>; 2]>,
}

/// Cuts `panel` into triangles with edges of about `edge_mm` (mm).
///
/// Each edge is divided into `counts` pieces of equal length. Inside, points start on a triangular
/// lattice along the grain and are relaxed (Laplace, five rounds) between the fixed outline, the
/// panel's fold lines and a constrained Delaunay triangulation. Darts are cut out as diamonds. The outline is a polygon
/// through the edge points, so a curve of length l and radius r loses l·edge²/12r of area.
///
/// # Errors
///
/// [`AssembleError::Outline`] for an outline that is open or crosses itself and
/// [`AssembleError::Dart`] for a dart that touches it.
pub fn triangulate(
    panel: &Panel,
    counts: &BTreeMap<EdgeRef, usize>,
    edge_mm: f64,
) -> Result<PanelMesh, AssembleError> {
    let bad = |reason| AssembleError::Outline { panel: panel.id.clone(), reason };
    let mut points: Vec<Point> = Vec::new();
    let mut edges: Vec<Vec<u32>> = Vec::new();
    for edge in &panel.edges {
        let key = EdgeRef { panel: panel.id.clone(), edge: edge.id.clone() };
        let pieces = counts.get(&key).copied().unwrap_or(1).max(1);
        let first = points.len() as u32;
        points.extend((0..pieces).map(|i| edge.point_at(i as f64 / pieces as f64)));
        edges.push((first..=first + pieces as u32).collect());
    }
    let outline_len = points.len();
    if outline_len < 3 {
        return Err(bad("it has fewer than three corners"));
    }
    if let Some(end) = edges.last_mut().and_then(|e| e.last_mut()) {
        *end = 0;
    }
    for (i, edge) in panel.edges.iter().enumerate() {
        let next = panel.edges[(i + 1) % panel.edges.len()].start();
        if edge.end().distance(next) > 0.5 {
            return Err(bad("its edges do not meet"));
        }
    }
    let mut loops = vec![(0..outline_len as u32).collect::<Vec<u32>>()];
    let mut darts = Vec::new();
    for dart in &panel.darts {
        let (rim, sides) = cut_dart(dart, edge_mm, &mut points);
        darts.push(sides);
        loops.push(rim);
    }
    let rims: Vec<Vec<Point>> =
        loops.iter().map(|l| l.iter().map(|&i| points[i as usize]).collect()).collect();
    for (dart, rim) in panel.darts.iter().zip(&rims[1..]) {
        let apart =
            rim.iter().all(|&p| inside(&rims[..1], p) && clear(&rims[..1], p, 0.2 * edge_mm));
        if dart.up_mm <= 0.0 || dart.down_mm <= 0.0 || !apart {
            return Err(AssembleError::Dart {
                panel: panel.id.clone(),
                x_mm: dart.at.x,
                y_mm: dart.at.y,
            });
        }
    }
    if crosses(&rims[0]) {
        return Err(bad("its outline crosses itself"));
    }
    let creases = creases(panel, &rims, edge_mm);
    points.extend(&creases);
    let fixed = points.len();
    points.extend(
        lattice(panel, &rims, edge_mm)
            .into_iter()
            .filter(|p| creases.iter().all(|c| c.distance(*p) > 0.6 * edge_mm)),
    );
    let constraints: Vec<[usize; 2]> = loops
        .iter()
        .flat_map(|l| (0..l.len()).map(|i| [l[i] as usize, l[(i + 1) % l.len()] as usize]))
        .collect();
    let mut triangles = Vec::new();
    for round in 0..=RELAX_ROUNDS {
        triangles =
            delaunay(&points, fixed, &constraints, &rims).ok_or(bad("its points coincide"))?;
        if round < RELAX_ROUNDS {
            relax(&mut points, fixed, &triangles);
        }
    }
    // Pattern space has y down, so spade's counter-clockwise is clockwise as drawn.
    for t in &mut triangles {
        t.swap(1, 2);
    }
    Ok(PanelMesh { points, triangles, edges, darts })
}

/// Cuts each triangle of `mesh` into four. New points of the outline lie on its curves, unless a
/// triangle would turn over there.
fn cut_in_four(panel: &Panel, mesh: &PanelMesh) -> PanelMesh {
    // Points of the outline and what follows, as they are counted between the new ones.
    let outline: usize = mesh.edges.iter().map(|e| e.len() - 1).sum();
    let place = |i: u32| if (i as usize) < outline { 2 * i } else { i + outline as u32 };
    let mut points = vec![Point::ZERO; mesh.points.len() + outline];
    for (i, &p) in (0..).zip(&mesh.points) {
        points[place(i) as usize] = p;
    }
    let mut between: BTreeMap<[u32; 2], u32> = BTreeMap::new();
    let key = |a: u32, b: u32| [a.min(b), a.max(b)];
    let mut on_curve = Vec::new();
    for (edge, line) in panel.edges.iter().zip(&mesh.edges) {
        let pieces = (line.len() - 1) as f64;
        for (i, ends) in line.windows(2).enumerate() {
            let new = 2 * ends[0] + 1;
            between.insert(key(ends[0], ends[1]), new);
            points[new as usize] =
                mesh.points[ends[0] as usize].midpoint(mesh.points[ends[1] as usize]);
            on_curve.push((new, edge.point_at((i as f64 + 0.5) / pieces)));
        }
    }
    let mut middle = |a: u32, b: u32| {
        *between.entry(key(a, b)).or_insert_with(|| {
            points.push(mesh.points[a as usize].midpoint(mesh.points[b as usize]));
            points.len() as u32 - 1
        })
    };
    let mut triangles = Vec::with_capacity(4 * mesh.triangles.len());
    for &[a, b, c] in &mesh.triangles {
        let (ab, bc, ca) = (middle(a, b), middle(b, c), middle(c, a));
        let [a, b, c] = [a, b, c].map(place);
        triangles.extend([[a, ab, ca], [ab, b, bc], [ca, bc, c], [ab, bc, ca]]);
    }
    let mut line = |line: &[u32]| {
        let cut = line.windows(2).flat_map(|ends| [place(ends[0]), middle(ends[0], ends[1])]);
        cut.chain(line.last().map(|&end| place(end))).collect::<Vec<u32>>()
    };
    let edges = mesh.edges.iter().map(|e| line(e)).collect();
    let darts = mesh.darts.iter().map(|sides| [line(&sides[0]), line(&sides[1])]).collect();
    let mut around: BTreeMap<u32, Vec<[u32; 3]>> = BTreeMap::new();
    for t in &triangles {
        for &v in t.iter().filter(|v| (**v as usize) < 2 * outline) {
            around.entry(v).or_default().push(*t);
        }
    }
    for (new, curved) in on_curve {
        let chord = std::mem::replace(&mut points[new as usize], curved);
        let turned = around[&new].iter().any(|t| {
            let [a, b, c] = t.map(|i| points[i as usize]);
            let sides = (b - a).hypot2() + (c - b).hypot2() + (a - c).hypot2();
            // An eighth of the area of an equilateral triangle.
            -(b - a).cross(c - a) < 0.036 * sides
        });
        if turned {
            points[new as usize] = chord;
        }
    }
    PanelMesh { points, triangles, edges, darts }
}

const RELAX_ROUNDS: usize = 5;

/// Adds the rim of a dart to `points`; gives the rim in order, and its two sides from the top.
fn cut_dart(dart: &Dart, edge_mm: f64, points: &mut Vec<Point>) -> (Vec<u32>, [Vec<u32>; 2]) {
    let top = dart.at - kurbo::Vec2::new(0.0, dart.up_mm);
    let bottom = dart.at + kurbo::Vec2::new(0.0, dart.down_mm);
    let pieces = |length: f64| ((length / edge_mm).round().max(1.0)) as usize;
    let (upper, lower) = (pieces(dart.up_mm), pieces(dart.down_mm));
    let mut push = |p: Point| {
        points.push(p);
        points.len() as u32 - 1
    };
    let top_index = push(top);
    let mut side = |sign: f64| {
        let waist = dart.at + kurbo::Vec2::new(sign * dart.width_mm / 2.0, 0.0);
        let mut chain = vec![top_index];
        for i in 1..=upper {
            chain.push(push(top.lerp(waist, i as f64 / upper as f64)));
        }
        for i in 1..lower {
            chain.push(push(waist.lerp(bottom, i as f64 / lower as f64)));
        }
        chain
    };
    let (mut left, mut right) = (side(-1.0), side(1.0));
    let bottom_index = push(bottom);
    left.push(bottom_index);
    right.push(bottom_index);
    let mut rim = right.clone();
    rim.extend(left[1..left.len() - 1].iter().rev());
    (rim, [left, right])
}

/// Points along the lines that the panel is folded at, clear of the outline: what lies in the same
/// row without anything nearer gets joined, so that the cloth can fold there.
fn creases(panel: &Panel, rims: &[Vec<Point>], edge_mm: f64) -> Vec<Point> {
    let mut found: Vec<Point> = Vec::new();
    for line in panel.internal.iter().filter(|l| l.id.starts_with("fold")) {
        let line = Edge { id: line.id.clone(), curve: line.curve.clone(), allowance_mm: 0.0 };
        let pieces = (line.length_mm(0.1) / edge_mm).round().max(1.0) as usize;
        let clear = |p: &Point| inside(&rims[..1], *p) && clear(rims, *p, 0.6 * edge_mm);
        let before = found.clone();
        let apart = |p: &Point| before.iter().all(|q| q.distance(*p) > 0.6 * edge_mm);
        let points = (0..=pieces).map(|i| line.point_at(i as f64 / pieces as f64));
        found.extend(points.filter(|p| clear(p) && apart(p)));
    }
    found
}

/// Points of a triangular lattice along the grain, clear of the outline and of darts.
fn lattice(panel: &Panel, rims: &[Vec<Point>], edge_mm: f64) -> Vec<Point> {
    let grain = if panel.grain.hypot() > 1e-6 {
        panel.grain.normalize()
    } else {
        kurbo::Vec2::new(0.0, 1.0)
    };
    let weft = kurbo::Vec2::new(-grain.y, grain.x);
    let centre = rims[0][0];
    let reach = rims[0].iter().map(|p| p.distance(centre)).fold(0.0, f64::max);
    let half = (reach / edge_mm).ceil() as i64 + 1;
    let rows = (reach / (edge_mm * ROW)).ceil() as i64 + 1;
    let bounds = kurbo::Rect::from_points(centre, centre);
    let bounds = rims[0].iter().fold(bounds, |all, &p| all.union_pt(p));
    let mut found = Vec::new();
    for row in -rows..=rows {
        let shift = if row.rem_euclid(2) == 1 { 0.5 } else { 0.0 };
        for column in -half..=half {
            let p = centre
                + weft * ((column as f64 + shift) * edge_mm)
                + grain * (row as f64 * edge_mm * ROW);
            if bounds.contains(p)
                && inside(&rims[..1], p)
                && !rims[1..].iter().any(|r| inside(std::slice::from_ref(r), p))
                && clear(rims, p, 0.6 * edge_mm)
            {
                found.push(p);
            }
        }
    }
    found
}

/// Distance of lattice rows in edge lengths: the height of an equilateral triangle.
const ROW: f64 = 0.866_025_403_784_438_6;

fn delaunay(
    points: &[Point],
    fixed: usize,
    constraints: &[[usize; 2]],
    rims: &[Vec<Point>],
) -> Option<Vec<[u32; 3]>> {
    let vertices = points.iter().map(|p| Point2::new(p.x, p.y)).collect();
    let mut conflict = false;
    let cdt = ConstrainedDelaunayTriangulation::<Point2<f64>>::try_bulk_load_cdt(
        vertices,
        constraints.to_vec(),
        |_| conflict = true,
    )
    .ok()?;
    if conflict || cdt.num_vertices() != points.len() {
        return None;
    }
    let triangles = cdt
        .inner_faces()
        .filter_map(|face| {
            let t = face.vertices().map(|v| v.fix().index() as u32);
            let [a, b, c] = t.map(|i| points[i as usize]);
            let middle = Point::new((a.x + b.x + c.x) / 3.0, (a.y + b.y + c.y) / 3.0);
            // Constraints keep triangles on one side of every rim: one that has a free point is in.
            if t.iter().any(|&i| i as usize >= fixed) {
                return Some(t);
            }
            // Points on a straight edge are straight only to rounding: no triangles between them.
            let kept = (b - a).cross(c - a).abs() > 1e-3
                && inside(&rims[..1], middle)
                && !rims[1..].iter().any(|r| inside(std::slice::from_ref(r), middle));
            kept.then_some(t)
        })
        .collect();
    Some(triangles)
}

/// Moves every free point to the mean of its neighbours.
fn relax(points: &mut [Point], fixed: usize, triangles: &[[u32; 3]]) {
    let mut sums = vec![(kurbo::Vec2::ZERO, 0.0); points.len()];
    for t in triangles {
        for k in 0..3 {
            let (i, j) = (t[k] as usize, t[(k + 1) % 3] as usize);
            let (pi, pj) = (points[i].to_vec2(), points[j].to_vec2());
            sums[i].0 += pj;
            sums[i].1 += 1.0;
            sums[j].0 += pi;
            sums[j].1 += 1.0;
        }
    }
    for i in fixed..points.len() {
        if sums[i].1 > 0.0 {
            points[i] = (sums[i].0 / sums[i].1).to_point();
        }
    }
}

/// Is `p` inside the closed polygon (even–odd)?
fn inside(rims: &[Vec<Point>], p: Point) -> bool {
    let mut odd = false;
    for rim in rims {
        for (i, a) in rim.iter().enumerate() {
            let b = rim[(i + 1) % rim.len()];
            if (a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x {
                odd = !odd;
            }
        }
    }
    odd
}

/// Is `p` farther than `by` (mm) from every rim?
fn clear(rims: &[Vec<Point>], p: Point, by: f64) -> bool {
    rims.iter().all(|rim| {
        (0..rim.len()).all(|i| {
            let (a, b) = (rim[i], rim[(i + 1) % rim.len()]);
            // Most are far off.
            if p.x < a.x.min(b.x) - by
                || p.x > a.x.max(b.x) + by
                || p.y < a.y.min(b.y) - by
                || p.y > a.y.max(b.y) + by
            {
                return true;
            }
            let along = b - a;
            let t = ((p - a).dot(along) / along.hypot2().max(1e-12)).clamp(0.0, 1.0);
            p.distance(a + along * t) > by
        })
    })
}

/// Twice the area (mm²) of a triangle whose corners lie on a line.
const STRAIGHT: f64 = 1e-6;

/// Does the closed polygon (mm) cross itself?
fn crosses(rim: &[Point]) -> bool {
    let n = rim.len();
    // Pieces of one straight line are on no side of one another, whatever rounding says.
    let side = |a: Point, b: Point, c: Point| {
        let twice_area = (b - a).cross(c - a);
        if twice_area.abs() < STRAIGHT { 0.0 } else { twice_area }
    };
    for i in 0..n {
        let (a, b) = (rim[i], rim[(i + 1) % n]);
        for j in i + 2..n {
            if (j + 1) % n == i {
                continue;
            }
            let (c, d) = (rim[j], rim[(j + 1) % n]);
            if side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0 {
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assemble::seam_counts;
    use crate::testing;

    #[test]
    fn a_straight_edge_does_not_cross_itself_for_rounding() {
        let off = 1e-12;
        let rim = [(0.0, 0.0), (50.0, 0.0), (25.0, off), (60.0, -off), (30.0, -90.0)];
        assert!(!crosses(&rim.map(Point::from)));
        let bow = [(0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0)];
        assert!(crosses(&bow.map(Point::from)));
    }

    fn meshes(edge_mm: f64) -> Vec<(Panel, PanelMesh)> {
        let mut all = Vec::new();
        for pattern in [testing::robe(), testing::sleeveless()] {
            let panels: Vec<&Panel> = pattern.panels.iter().collect();
            let seams: Vec<_> = pattern.seams.iter().collect();
            let counts = seam_counts(&panels, &seams, edge_mm).unwrap();
            for panel in panels {
                all.push((panel.clone(), triangulate(panel, &counts, edge_mm).unwrap()));
            }
        }
        all
    }

    fn area(points: &[Point]) -> f64 {
        let n = points.len();
        let double: f64 =
            (0..n).map(|i| points[i].to_vec2().cross(points[(i + 1) % n].to_vec2())).sum();
        (double / 2.0).abs()
    }

    #[test]
    fn the_triangles_cover_exactly_the_outline_less_the_darts() {
        for (panel, mesh) in meshes(30.0) {
            let outline: Vec<Point> = mesh
                .edges
                .iter()
                .flat_map(|e| e[..e.len() - 1].iter().map(|&i| mesh.points[i as usize]))
                .collect();
            // A diamond has half the area of its box.
            let darts: f64 =
                panel.darts.iter().map(|d| d.width_mm * (d.up_mm + d.down_mm) / 2.0).sum();
            let covered: f64 =
                mesh.triangles.iter().map(|t| area(&t.map(|i| mesh.points[i as usize]))).sum();
            let expected = area(&outline) - darts;
            assert!(
                (covered - expected).abs() < 1e-9 * expected,
                "{}: {covered} against {expected}",
                panel.id
            );
        }
    }

    #[test]
    fn the_polygon_loses_little_of_the_drawn_area() {
        for (panel, mesh) in meshes(25.0) {
            let drawn: kurbo::BezPath = panel
                .edges
                .iter()
                .flat_map(|e| e.curve.elements().to_vec())
                .fold(kurbo::BezPath::new(), |mut path, element| {
                    match element {
                        kurbo::PathEl::MoveTo(p) if !path.is_empty() => path.line_to(p),
                        other => path.push(other),
                    }
                    path
                });
            let exact = kurbo::Shape::area(&drawn).abs();
            let darts: f64 =
                panel.darts.iter().map(|d| d.width_mm * (d.up_mm + d.down_mm) / 2.0).sum();
            let covered: f64 =
                mesh.triangles.iter().map(|t| area(&t.map(|i| mesh.points[i as usize]))).sum();
            // l·h²/12r with curves of at most 2 m at radii of 50 mm and more: under 2 %.
            let lost = ((exact - darts) - covered).abs() / exact;
            assert!(lost < 0.02, "{}: {lost}", panel.id);
        }
    }

    #[test]
    fn triangles_are_near_equilateral_away_from_sharp_corners() {
        for (panel, mesh) in meshes(25.0) {
            let mut angles: Vec<f64> = mesh
                .triangles
                .iter()
                .map(|t| {
                    let p = t.map(|i| mesh.points[i as usize]);
                    (0..3)
                        .map(|k| {
                            let (u, v) = (p[(k + 1) % 3] - p[k], p[(k + 2) % 3] - p[k]);
                            (u.dot(v) / u.hypot() / v.hypot()).acos().to_degrees()
                        })
                        .fold(180.0, f64::min)
                })
                .collect();
            angles.sort_by(f64::total_cmp);
            let (worst, tenth) = (angles[0], angles[angles.len() / 10]);
            // Tips of darts are as sharp as the tailor drew them: 25 mm over 130 is 5.5° a side.
            let least = if panel.darts.is_empty() { 12.0 } else { 4.0 };
            assert!(worst > least && tenth > 34.0, "{}: {worst:.1}° {tenth:.1}°", panel.id);
        }
    }

    #[test]
    fn each_triangle_is_cut_into_four_that_lie_in_it_save_along_curves() {
        for pattern in [testing::robe(), testing::sleeveless()] {
            let panels: Vec<&Panel> = pattern.panels.iter().collect();
            let seams: Vec<&Seam> = pattern.seams.iter().collect();
            let coarse = Resolution::new(50.0);
            let before = panel_meshes(&panels, &seams, coarse).unwrap();
            let after = panel_meshes(&panels, &seams, coarse.halved()).unwrap();
            for ((panel, before), after) in panels.iter().zip(&before).zip(&after) {
                assert_eq!(after.triangles.len(), 4 * before.triangles.len(), "{}", panel.id);
                for (line, cut) in before.edges.iter().zip(&after.edges) {
                    assert_eq!(cut.len(), 2 * line.len() - 1);
                    let ends = |l: &[u32], m: &PanelMesh| {
                        [l[0], l[l.len() - 1]].map(|v| m.points[v as usize])
                    };
                    assert_eq!(ends(line, before), ends(cut, after), "{}", panel.id);
                }
                let on_outline: usize = after.edges.iter().map(|e| e.len() - 1).sum();
                for (t, four) in before.triangles.iter().zip(after.triangles.chunks(4)) {
                    let corners = t.map(|i| before.points[i as usize]);
                    for &v in four.iter().flatten().filter(|v| **v as usize >= on_outline) {
                        let p = after.points[v as usize];
                        for k in 0..3 {
                            let (a, b) = (corners[k], corners[(k + 1) % 3]);
                            assert!((b - a).cross(p - a) < 1e-6, "{}: {p:?}", panel.id);
                        }
                    }
                    for t in four {
                        let [a, b, c] = t.map(|i| after.points[i as usize]);
                        assert!((b - a).cross(c - a) < 0.0, "{}: turned over", panel.id);
                    }
                }
            }
        }
    }

    #[test]
    fn triangles_face_outwards() {
        for (panel, mesh) in meshes(40.0) {
            for t in &mesh.triangles {
                let [a, b, c] = t.map(|i| mesh.points[i as usize]);
                assert!((b - a).cross(c - a) < 0.0, "{}", panel.id);
            }
        }
    }

    #[test]
    fn both_sides_of_every_seam_have_as_many_vertices() {
        for pattern in [testing::robe(), testing::sleeveless()] {
            let panels: Vec<&Panel> = pattern.panels.iter().collect();
            let seams: Vec<_> = pattern.seams.iter().collect();
            let counts = seam_counts(&panels, &seams, 20.0).unwrap();
            for seam in seams {
                assert_eq!(counts[&seam.a], counts[&seam.b], "{seam:?}");
            }
        }
    }

    #[test]
    fn an_outline_that_crosses_itself_is_refused() {
        let mut panel = testing::robe().panels[0].clone();
        let corners = [(0.0, 0.0), (100.0, 100.0), (100.0, 0.0), (0.0, 100.0)];
        panel.edges = testing::polygon(&corners);
        let counts = seam_counts(&[&panel], &[], 20.0).unwrap();
        assert!(matches!(triangulate(&panel, &counts, 20.0), Err(AssembleError::Outline { .. })));
    }
}
