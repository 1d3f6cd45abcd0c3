//! Seam allowance: from the line that is sewn to the line that is cut.
//!
//! Each edge has its own allowance, so each stretch is moved out by its own and neighbours are
//! joined where they meet. At a shallow curve or a hollow corner such a line runs over itself; the
//! loops wind the other way round and are taken out by a union with the positive fill rule.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::float::simplify::SimplifyShape;
use kurbo::{BezPath, Point, Vec2};

use crate::Edge;

/// How far a flattened curve may lie from the curve (mm).
pub(crate) const FLATTEN_MM: f64 = 0.02;

/// A corner is cut off where its point would lie farther out than this many allowances.
const MITRE_LIMIT: f64 = 4.0;

/// The cut line of an outline that runs counter-clockwise as seen; runs the same way.
pub(crate) fn cut_line(edges: &[Edge]) -> BezPath {
    let mut contour = moved_out(edges);
    // The clean-up wants the outer contour counter-clockwise with y up, which is what it is when
    // y is turned over.
    for point in &mut contour {
        point[1] = -point[1];
    }
    let shapes = contour.simplify_shape(FillRule::Positive);
    let outer = shapes
        .into_iter()
        .filter_map(|shape| shape.into_iter().next())
        .max_by(|a, b| area(a).abs().total_cmp(&area(b).abs()));
    let Some(mut outer) = outer else { return BezPath::new() };
    if area(&outer) < 0.0 {
        outer.reverse();
    }
    path(outer.into_iter().map(|[x, y]| Point::new(x, -y)))
}

fn area(contour: &[[f64; 2]]) -> f64 {
    let next = contour.iter().skip(1).chain(contour.first());
    contour.iter().zip(next).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum::<f64>() / 2.0
}

fn path(mut points: impl Iterator<Item = Point>) -> BezPath {
    let mut path = BezPath::new();
    if let Some(first) = points.next() {
        path.move_to(first);
        points.for_each(|p| path.line_to(p));
        path.close_path();
    }
    path
}

/// The points of a curve flattened, ends included.
pub(crate) fn flattened(curve: &BezPath, tolerance_mm: f64) -> Vec<Point> {
    let mut points = Vec::new();
    kurbo::flatten(curve, tolerance_mm, |el| {
        if let Some(p) = el.end_point() {
            points.push(p);
        }
    });
    points
}

struct Stretch {
    a: Point,
    b: Point,
    allowance: f64,
    /// Unit length, out of the piece.
    out: Vec2,
}

fn moved_out(edges: &[Edge]) -> Vec<[f64; 2]> {
    let mut stretches = Vec::new();
    for edge in edges {
        let points = flattened(&edge.curve, FLATTEN_MM);
        for (&a, &b) in points.iter().zip(points.iter().skip(1)) {
            let along = b - a;
            if along.hypot() > 1e-6 {
                let along = along.normalize();
                // Counter-clockwise as seen, with y down: the inside is on the left hand, which is
                // (along.y, −along.x).
                let out = Vec2::new(-along.y, along.x);
                stretches.push(Stretch { a, b, allowance: edge.allowance_mm, out });
            }
        }
    }
    let mut contour = Vec::with_capacity(stretches.len() * 2);
    let before = stretches.iter().cycle().skip(stretches.len().saturating_sub(1));
    for (before, here) in before.zip(&stretches) {
        let (from, to) =
            (before.b + before.out * before.allowance, here.a + here.out * here.allowance);
        let (u, v) = (before.b - before.a, here.b - here.a);
        let turn = u.cross(v);
        let limit = MITRE_LIMIT * before.allowance.max(here.allowance);
        let straight = turn.abs() < 1e-6 * u.hypot() * v.hypot();
        let corner = (!straight).then(|| from + u * ((to - from).cross(v) / turn));
        match corner {
            Some(corner) if corner.distance(here.a) <= limit.max(1e-6) => {
                contour.push([corner.x, corner.y]);
            }
            _ => {
                contour.push([from.x, from.y]);
                if from.distance(to) > 1e-6 {
                    contour.push([to.x, to.y]);
                }
            }
        }
    }
    contour
}
