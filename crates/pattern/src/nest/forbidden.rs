//! Where one outline may not be put beside another.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::float::simplify::SimplifyShape;
use kurbo::{Point, Rect, Vec2};

/// How near to a forbidden region's boundary a place still counts as allowed (mm).
const TOUCH_MM: f64 = 0.01;

/// The places of an outline B at which it would overlap an outline A that lies at the origin.
///
/// The boundary is where the two touch. Contours that run the other way round are pockets of A in
/// which B fits.
#[derive(Clone, Debug)]
pub(crate) struct Forbidden {
    pub(crate) contours: Vec<Vec<Point>>,
    pub(crate) bounds: Rect,
}

impl Forbidden {
    /// The Minkowski sum of `a` and the reflected `b`: the union of the parallelograms that each
    /// edge of one spans with each edge of the other, and of both outlines where the other's first
    /// point lies. Cost: O(n·m) parallelograms.
    pub(crate) fn new(a: &[Point], b: &[Point]) -> Self {
        let reflected: Vec<Point> = b.iter().map(|p| Point::new(-p.x, -p.y)).collect();
        let mut parts: Vec<Vec<[f64; 2]>> = Vec::with_capacity(a.len() * b.len() + 2);
        let moved = |points: &[Point], by: Point| {
            points.iter().map(|p| [p.x + by.x, p.y + by.y]).collect::<Vec<_>>()
        };
        parts.push(positive(moved(a, reflected[0])));
        parts.push(positive(moved(&reflected, a[0])));
        for (i, &p) in a.iter().enumerate() {
            let u = a[(i + 1) % a.len()] - p;
            for (j, &q) in reflected.iter().enumerate() {
                let v = reflected[(j + 1) % reflected.len()] - q;
                if u.cross(v).abs() < 1e-6 {
                    continue;
                }
                let corner = p + q.to_vec2();
                let corners = [corner, corner + u, corner + u + v, corner + v];
                parts.push(positive(corners.iter().map(|c| [c.x, c.y]).collect()));
            }
        }
        let shapes = parts.simplify_shape(FillRule::NonZero);
        let contours: Vec<Vec<Point>> = shapes
            .into_iter()
            .flatten()
            .map(|contour| contour.into_iter().map(|[x, y]| Point::new(x, y)).collect())
            .collect();
        let points = contours.iter().flatten();
        let bounds = points.fold(None, |bounds: Option<Rect>, &p| {
            Some(bounds.map_or(Rect::from_points(p, p), |b| b.union_pt(p)))
        });
        Self { contours, bounds: bounds.unwrap_or_default() }
    }

    /// Would B overlap A if it lay at `p`, by more than touching it.
    pub(crate) fn holds(&self, p: Point) -> bool {
        let b = self.bounds;
        if p.x <= b.x0 || p.x >= b.x1 || p.y <= b.y0 || p.y >= b.y1 {
            return false;
        }
        let mut inside = false;
        for (a, b) in self.edges() {
            if (a.y > p.y) != (b.y > p.y) && p.x < a.x + (b.x - a.x) * (p.y - a.y) / (b.y - a.y) {
                inside = !inside;
            }
        }
        inside && self.edges().all(|(a, b)| distance_squared(a, b, p) > TOUCH_MM * TOUCH_MM)
    }

    pub(crate) fn edges(&self) -> impl Iterator<Item = (Point, Point)> + '_ {
        self.contours.iter().flat_map(|contour| {
            (0..contour.len()).map(move |i| (contour[i], contour[(i + 1) % contour.len()]))
        })
    }

    /// The same, for an A that lies at `by`.
    pub(crate) fn moved(&self, by: Vec2) -> Self {
        let contours = self.contours.iter().map(|c| c.iter().map(|&p| p + by).collect()).collect();
        Self { contours, bounds: self.bounds + by }
    }
}

/// The contour wound so that its area is positive: the union counts windings.
fn positive(mut contour: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    let next = contour.iter().skip(1).chain(contour.first());
    let twice: f64 = contour.iter().zip(next).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum();
    if twice < 0.0 {
        contour.reverse();
    }
    contour
}

fn distance_squared(a: Point, b: Point, p: Point) -> f64 {
    let along = b - a;
    let t = ((p - a).dot(along) / along.hypot2().max(1e-12)).clamp(0.0, 1.0);
    p.distance_squared(a + along * t)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn polygon(points: &[(f64, f64)]) -> Vec<Point> {
        points.iter().map(|&(x, y)| Point::new(x, y)).collect()
    }

    fn area(f: &Forbidden) -> f64 {
        f.edges().map(|(a, b)| a.to_vec2().cross(b.to_vec2())).sum::<f64>().abs() / 2.0
    }

    /// The sum of two rectangles is a rectangle whose sides are the sums.
    #[test]
    fn two_rectangles_forbid_a_rectangle_of_their_summed_sides() {
        let a = polygon(&[(0.0, 0.0), (30.0, 0.0), (30.0, 20.0), (0.0, 20.0)]);
        let b = polygon(&[(0.0, 0.0), (7.0, 0.0), (7.0, 5.0), (0.0, 5.0)]);
        let f = Forbidden::new(&a, &b);
        assert!((area(&f) - 37.0 * 25.0).abs() < 0.01, "{}", area(&f));
        assert!(f.holds(Point::new(-6.9, -4.9)) && f.holds(Point::new(29.9, 19.9)));
        assert!(!f.holds(Point::new(30.0, 3.0)) && !f.holds(Point::new(-7.0, 0.0)));
    }

    /// A 10 × 10 piece fits into the mouth of a U that is 12 wide, and not into one of 9.
    #[test]
    fn a_piece_may_lie_in_a_hollow_it_fits_into() {
        let u = |w: f64| {
            polygon(&[
                (0.0, 0.0),
                (20.0 + w, 0.0),
                (20.0 + w, 30.0),
                (10.0 + w, 30.0),
                (10.0 + w, 10.0),
                (10.0, 10.0),
                (10.0, 30.0),
                (0.0, 30.0),
            ])
        };
        let square = polygon(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]);
        assert!(!Forbidden::new(&u(12.0), &square).holds(Point::new(11.0, 15.0)));
        assert!(Forbidden::new(&u(9.0), &square).holds(Point::new(9.5, 15.0)));
    }
}
