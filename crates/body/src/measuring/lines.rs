//! The kinds of line a tape follows, each with its derivative.

use mesh::{Plane, Section};
use nalgebra::{DVector, Unit, Vector3};

use super::stand::{Place, Reading, Region, Standing};

/// The density of a body with air in its lungs (kg/m³).
const DENSITY: f64 = 1000.0;

impl Standing<'_> {
    /// Height of a place above the floor.
    pub(crate) fn height(&self, of: &Place) -> Reading {
        let y = |v: &usize| self.vertices[*v].y;
        let lowest = (0..self.vertices.len()).min_by(|a, b| y(a).total_cmp(&y(b))).unwrap_or(0);
        of.along(&Vector3::y()).minus(&self.vertex(lowest).along(&Vector3::y()))
    }

    /// The highest point of the body.
    pub(crate) fn top(&self) -> Place {
        let y = |v: &usize| self.vertices[*v].y;
        self.vertex((0..self.vertices.len()).max_by(|a, b| y(a).total_cmp(&y(b))).unwrap_or(0))
    }

    /// A tape round `region` in the plane through a place; `None` when the plane misses.
    ///
    /// `normal_by` is how the plane's normal turns with each coefficient, shape `[k]`; empty for a
    /// plane that keeps its normal.
    pub(crate) fn girth(
        &self,
        region: Region,
        through: &Place,
        normal: Unit<Vector3<f64>>,
        normal_by: &[Vector3<f64>],
    ) -> Option<Reading> {
        let plane = Plane::through(&through.at, normal);
        let taut = Section::cut(&self.vertices, self.stand.faces(region), plane).taut().ok()?;
        let n = normal.into_inner();
        let offset = through.along(&n).gradient;
        let mut value = 0.0;
        let mut gradient = DVector::zeros(self.k());
        for (i, here) in taut.iter().enumerate() {
            let before = &taut[(i + taut.len() - 1) % taut.len()];
            let after = &taut[(i + 1) % taut.len()];
            let (to, from) = (after.point - here.point, here.point - before.point);
            value += to.norm();
            // The perimeter grows by this when the point moves.
            let pull = from.normalize() - to.normalize();
            let [a, b] = here.edge.map(|v| self.vertex(v as usize));
            let along = b.at - a.at;
            let (da, db) = (plane.distance(&a.at), plane.distance(&b.at));
            for (k, g) in gradient.iter_mut().enumerate() {
                // The plane's own motion counts against that of the edge's ends.
                let mut da_by = a.by[k].dot(&n) - offset[k];
                let mut db_by = b.by[k].dot(&n) - offset[k];
                if let Some(turn) = normal_by.get(k) {
                    da_by += (a.at - through.at).dot(turn);
                    db_by += (b.at - through.at).dot(turn);
                }
                let share_by = (da * db_by - db * da_by) / ((da - db) * (da - db));
                let moved = a.by[k] + (b.by[k] - a.by[k]) * here.share + along * share_by;
                *g += moved.dot(&pull);
            }
        }
        Some(Reading { value, gradient })
    }

    /// A tape across a limb, a share of the way from one joint to the next.
    pub(crate) fn limb(&self, region: Region, from: &str, to: &str, share: f64) -> Option<Reading> {
        let (a, b) = (self.joint(from)?, self.joint(to)?);
        let axis = b.at - a.at;
        let normal = Unit::try_new(axis, 1e-9)?;
        // d(e/|e|) = (de − n (n·de)) / |e|
        let turn = |(a, b): (&Vector3<f64>, &Vector3<f64>)| {
            let by = b - a;
            (by - normal.into_inner() * normal.dot(&by)) / axis.norm()
        };
        let normal_by: Vec<_> = a.by.iter().zip(&b.by).map(turn).collect();
        self.girth(region, &a.towards(&b, share), normal, &normal_by)
    }

    /// A tape down the spine over `places`: it spans hollows of the back.
    pub(crate) fn down_the_back(&self, places: &[Place]) -> Reading {
        let mut chain: Vec<&Place> = Vec::new();
        for next in places {
            while let [.., a, b] = chain.as_slice() {
                let (e, f) = (b.at - a.at, next.at - a.at);
                // Does b stand out backwards (towards -Z) from the line a–next?
                if e.z * f.y - e.y * f.z > 0.0 {
                    break;
                }
                chain.pop();
            }
            chain.push(next);
        }
        chain
            .windows(2)
            .fold(Reading::zero(self.k()), |sum, pair| sum.plus(&pair[0].distance(pair[1])))
    }

    /// Mass (kg): the enclosed volume times the density of a body.
    pub(crate) fn mass(&self) -> Reading {
        let mut volume = 0.0;
        let mut by = vec![Vector3::zeros(); self.vertices.len()];
        for t in self.model.triangles() {
            let [i, j, k] = t.map(|v| v as usize);
            let at = |v: usize| -> Vector3<f64> { self.vertices[v].coords };
            let (a, b, c) = (at(i), at(j), at(k));
            let normal = b.cross(&c);
            volume += a.dot(&normal) / 6.0;
            by[i] += normal / 6.0;
            by[j] += c.cross(&a) / 6.0;
            by[k] += a.cross(&b) / 6.0;
        }
        Reading { value: volume, gradient: self.pull_back(&by) }.times(DENSITY)
    }
}
