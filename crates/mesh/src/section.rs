//! Plane sections.

use nalgebra::{Point2, Point3, Unit, Vector3};

use crate::tape::{TapeError, convex_hull};

/// A plane: the points `p` with `normal · p = offset`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plane {
    /// Its normal.
    pub normal: Unit<Vector3<f64>>,
    /// Its distance from the origin along the normal (m).
    pub offset: f64,
}

impl Plane {
    /// The plane through a point.
    pub fn through(point: &Point3<f64>, normal: Unit<Vector3<f64>>) -> Self {
        Self { normal, offset: normal.dot(&point.coords) }
    }

    /// The level plane at that height (m).
    pub fn level(y: f64) -> Self {
        Self { normal: Vector3::y_axis(), offset: y }
    }

    /// How far a point lies above the plane (m), along the normal.
    #[inline]
    pub fn distance(&self, point: &Point3<f64>) -> f64 {
        self.normal.dot(&point.coords) - self.offset
    }

    /// Two unit vectors that span the plane.
    pub fn axes(&self) -> [Vector3<f64>; 2] {
        let n = self.normal;
        let helper = Vector3::ith(n.iamin(), 1.0);
        let u = n.cross(&helper).normalize();
        [u, n.cross(&u)]
    }
}

/// Where a plane crosses a mesh edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// The ends of the edge, the smaller index first.
    pub edge: [u32; 2],
    /// How far along the edge, 0–1.
    pub share: f64,
    /// The point (m).
    pub point: Point3<f64>,
}

/// The section of a plane with a triangle mesh: closed loops, and open lines where the mesh or the
/// chosen triangles end.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The plane.
    pub plane: Plane,
    /// The crossings of each loop or line, in order along it.
    pub loops: Vec<Vec<Crossing>>,
}

impl Section {
    /// Cuts `triangles` over `vertices` (m).
    ///
    /// A vertex in the plane counts as above it, so every crossed triangle has exactly two crossed
    /// edges. Cost: O(n + m) and a sort of the crossed edges.
    pub fn cut<'a>(
        vertices: &[Point3<f64>],
        triangles: impl IntoIterator<Item = &'a [u32; 3]>,
        plane: Plane,
    ) -> Self {
        let mut segments: Vec<[[u32; 2]; 2]> = Vec::new();
        let is_below: Vec<bool> = vertices.iter().map(|p| plane.distance(p) < 0.0).collect();
        for t in triangles {
            let below = t.map(|v| is_below[v as usize]);
            if below[0] == below[1] && below[1] == below[2] {
                continue;
            }
            let mut crossed = [[0, 0]; 2];
            let mut count = 0;
            for (i, j) in [(0, 1), (1, 2), (2, 0)] {
                if below[i] != below[j] {
                    crossed[count] = [t[i].min(t[j]), t[i].max(t[j])];
                    count += 1;
                }
            }
            segments.push(crossed);
        }
        let mut edges: Vec<[u32; 2]> = segments.iter().flatten().copied().collect();
        edges.sort_unstable();
        edges.dedup();
        let crossings: Vec<Crossing> = edges
            .iter()
            .map(|&edge| {
                let [a, b] = edge.map(|v| vertices[v as usize]);
                let (da, db) = (plane.distance(&a), plane.distance(&b));
                let share = da / (da - db);
                Crossing { edge, share, point: a + (b - a) * share }
            })
            .collect();
        // Each crossed edge is a node with at most two neighbours on a manifold mesh; a third
        // starts a line of its own.
        let mut next: Vec<Vec<usize>> = vec![Vec::new(); edges.len()];
        for segment in &segments {
            let ends = segment.map(|e| edges.binary_search(&e).unwrap_or(0));
            next[ends[0]].push(ends[1]);
            next[ends[1]].push(ends[0]);
        }
        let mut seen = vec![false; edges.len()];
        let mut loops = Vec::new();
        // Ends of open lines first, so that a line is walked from one end to the other.
        let ends = (0..edges.len()).filter(|&e| next[e].len() == 1);
        for start in ends.chain(0..edges.len()) {
            if seen[start] {
                continue;
            }
            let mut walk = Vec::new();
            let mut at = Some(start);
            while let Some(here) = at {
                seen[here] = true;
                walk.push(crossings[here]);
                at = next[here].iter().copied().find(|&n| !seen[n]);
            }
            loops.push(walk);
        }
        Self { plane, loops }
    }

    /// All crossings, loop by loop.
    pub fn crossings(&self) -> impl Iterator<Item = &Crossing> {
        self.loops.iter().flatten()
    }

    /// The loops for which `keep` holds, and no others.
    #[must_use]
    pub fn filtered(mut self, keep: impl Fn(&[Crossing]) -> bool) -> Self {
        self.loops.retain(|l| keep(l));
        self
    }

    /// The crossings a tape pulled tight round all loops touches, in order round it: the convex
    /// hull in the plane.
    ///
    /// # Errors
    ///
    /// As [`tape_length`](crate::tape_length).
    pub fn taut(&self) -> Result<Vec<Crossing>, TapeError> {
        let [u, v] = self.plane.axes();
        let all: Vec<&Crossing> = self.crossings().collect();
        let flat: Vec<Point2<f64>> = all
            .iter()
            .map(|c| Point2::new(u.dot(&c.point.coords), v.dot(&c.point.coords)))
            .collect();
        Ok(convex_hull(&flat)?.into_iter().map(|i| *all[i]).collect())
    }

    /// The length of a tape pulled tight round all loops (m).
    ///
    /// # Errors
    ///
    /// As [`tape_length`](crate::tape_length).
    pub fn girth(&self) -> Result<f64, TapeError> {
        let taut = self.taut()?;
        let after = taut.iter().cycle().skip(1);
        Ok(taut.iter().zip(after).map(|(a, b)| (b.point - a.point).norm()).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A closed tube round the Y axis: radius `r`, centre `x`, from y = 0 to 1, `n` sides.
    fn tube(r: f64, x: f64, n: u32, first: u32) -> (Vec<Point3<f64>>, Vec<[u32; 3]>) {
        let mut vertices = Vec::new();
        let mut triangles = Vec::new();
        for i in 0..n {
            let angle = f64::from(i) * std::f64::consts::TAU / f64::from(n);
            for y in [0.0, 1.0] {
                vertices.push(Point3::new(x + r * libm::cos(angle), y, r * libm::sin(angle)));
            }
            let [a, b] = [first + 2 * i, first + 2 * ((i + 1) % n)];
            triangles.push([a, a + 1, b]);
            triangles.push([b, a + 1, b + 1]);
        }
        (vertices, triangles)
    }

    #[test]
    fn a_tube_measures_two_pi_r_to_second_order_in_its_sides() {
        // The perimeter of a regular polygon: 2 n r sin(π / n); the diagonals add points on it.
        let n = 200;
        let (v, t) = tube(0.15, 0.0, n, 0);
        let section = Section::cut(&v, &t, Plane::level(0.5));
        assert_eq!(section.loops.len(), 1);
        let polygon = 2.0 * f64::from(n) * 0.15 * libm::sin(std::f64::consts::PI / f64::from(n));
        assert!((section.girth().unwrap() - polygon).abs() < 1e-12);
    }

    #[test]
    fn a_tape_round_two_tubes_spans_the_gap_between_them() {
        // Two circles of radius r, centres d apart: 2 π r + 2 d.
        let (r, d, n) = (0.1, 0.3, 720);
        let (mut v, mut t) = tube(r, 0.0, n, 0);
        let (v2, t2) = tube(r, d, n, 2 * n);
        v.extend(v2);
        t.extend(t2);
        let section = Section::cut(&v, &t, Plane::level(0.25));
        assert_eq!(section.loops.len(), 2);
        let exact = std::f64::consts::TAU * r + 2.0 * d;
        // Chords of n sides are short by π² / 6 n² of the circle.
        assert!((section.girth().unwrap() - exact).abs() < 1e-5);
        let one = section.filtered(|l| l.iter().all(|c| c.point.x < 0.15));
        assert!((one.girth().unwrap() - std::f64::consts::TAU * r).abs() < 1e-5);
    }

    #[test]
    fn a_slanting_plane_cuts_a_tube_in_an_ellipse() {
        // Semi-axes r and r √2 at 45°; perimeter by Ramanujan's second formula, good to 1e-9 here.
        let (v, t) = tube(0.1, 0.0, 2000, 0);
        let normal = Unit::new_normalize(Vector3::new(0.0, 1.0, 1.0));
        let plane = Plane::through(&Point3::new(0.0, 0.5, 0.0), normal);
        let girth = Section::cut(&v, &t, plane).girth().unwrap();
        let (a, b) = (0.1 * std::f64::consts::SQRT_2, 0.1);
        let h = ((a - b) / (a + b)).powi(2);
        let exact =
            std::f64::consts::PI * (a + b) * (1.0 + 3.0 * h / (10.0 + libm::sqrt(4.0 - 3.0 * h)));
        assert!((girth - exact).abs() < 1e-6, "{girth} {exact}");
    }

    #[test]
    fn an_open_sheet_gives_one_line_from_end_to_end() {
        let v: Vec<_> =
            (0..5).flat_map(|i| [0.0, 1.0].map(|y| Point3::new(f64::from(i), y, 0.0))).collect();
        let t: Vec<_> = (0..4u32)
            .flat_map(|i| [[2 * i, 2 * i + 1, 2 * i + 2], [2 * i + 2, 2 * i + 1, 2 * i + 3]])
            .collect();
        let section = Section::cut(&v, &t, Plane::level(0.5));
        assert_eq!(section.loops.len(), 1);
        let line = &section.loops[0];
        let ends = [line[0].point.x, line[line.len() - 1].point.x];
        assert!(ends[0].min(ends[1]).abs() < 1e-15 && (ends[0].max(ends[1]) - 4.0).abs() < 1e-15);
    }

    #[test]
    fn a_plane_that_misses_has_no_girth() {
        let (v, t) = tube(0.1, 0.0, 12, 0);
        let section = Section::cut(&v, &t, Plane::level(2.0));
        assert!(section.loops.is_empty());
        assert_eq!(section.girth(), Err(TapeError::Degenerate { points: 0 }));
    }
}
