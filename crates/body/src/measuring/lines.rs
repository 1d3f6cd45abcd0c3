//! The kinds of line a tape follows, each with its derivative.

use mesh::{Crossing, Plane, Section, convex_hull};
use nalgebra::{DVector, Point2, Unit, Vector3};

use super::stand::{Place, Reading, Region, Standing};

/// The density of a body with air in its lungs (kg/m³).
const DENSITY: f64 = 1000.0;

/// A direction and how it turns with each coefficient, shape `[k]`; empty for one that stays.
#[derive(Clone, Debug)]
pub(crate) struct Direction {
    pub(crate) unit: Unit<Vector3<f64>>,
    pub(crate) by: Vec<Vector3<f64>>,
}

impl Direction {
    /// One that no shape turns.
    pub(crate) fn fixed(unit: Unit<Vector3<f64>>) -> Self {
        Self { unit, by: Vec::new() }
    }

    /// Along `vector`, which changes by `by`; `None` when it has no length.
    fn along(vector: Vector3<f64>, by: impl Iterator<Item = Vector3<f64>>) -> Option<Self> {
        let unit = Unit::try_new(vector, 1e-9)?;
        let n = unit.into_inner();
        // d(e/|e|) = (de − n (n·de)) / |e|
        let by = by.map(|d| (d - n * n.dot(&d)) / vector.norm()).collect();
        Some(Self { unit, by })
    }

    /// From one place to another.
    pub(crate) fn between(from: &Place, to: &Place) -> Option<Self> {
        Self::along(to.at - from.at, from.by.iter().zip(&to.by).map(|(a, b)| b - a))
    }

    /// Halfway between two directions.
    pub(crate) fn halfway(&self, other: &Self) -> Option<Self> {
        let sum = self.unit.into_inner() + other.unit.into_inner();
        Self::along(sum, self.by.iter().zip(&other.by).map(|(a, b)| a + b))
    }

    /// Square to this one and to `axis`.
    pub(crate) fn square_to(&self, axis: &Vector3<f64>) -> Option<Self> {
        Self::along(self.unit.cross(axis), self.by.iter().map(|d| d.cross(axis)))
    }
}

/// The plane of a tape: a place in it and its normal.
#[derive(Clone, Debug)]
pub(crate) struct Level {
    pub(crate) through: Place,
    pub(crate) normal: Direction,
}

impl Level {
    /// The level plane through a place.
    pub(crate) fn flat(through: Place) -> Self {
        Self { through, normal: Direction::fixed(Vector3::y_axis()) }
    }

    fn plane(&self) -> Plane {
        Plane::through(&self.through.at, self.normal.unit)
    }
}

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

    fn cut(&self, region: Region, level: &Level) -> Section {
        Section::cut(&self.vertices, self.stand.faces(region), level.plane())
    }

    /// Where a crossing of a level goes: along its edge as edge and plane move.
    fn crossing(&self, level: &Level, here: &Crossing) -> Place {
        let plane = level.plane();
        let n = plane.normal.into_inner();
        let [a, b] = here.edge.map(|v| self.vertex(v as usize));
        let along = b.at - a.at;
        let (da, db) = (plane.distance(&a.at), plane.distance(&b.at));
        let through = &level.through;
        let by = (0..self.k())
            .map(|k| {
                // The plane's own motion counts against that of the edge's ends.
                let offset = through.by[k].dot(&n);
                let (mut da_by, mut db_by) = (a.by[k].dot(&n) - offset, b.by[k].dot(&n) - offset);
                if let Some(turn) = level.normal.by.get(k) {
                    da_by += (a.at - through.at).dot(turn);
                    db_by += (b.at - through.at).dot(turn);
                }
                let share_by = (da * db_by - db * da_by) / ((da - db) * (da - db));
                a.by[k] + (b.by[k] - a.by[k]) * here.share + along * share_by
            })
            .collect();
        Place { at: here.point, by }
    }

    /// A tape round `region` in a plane; `None` when the plane misses.
    pub(crate) fn girth(&self, region: Region, level: &Level) -> Option<Reading> {
        let taut = self.cut(region, level).taut().ok()?;
        let places: Vec<Place> = taut.iter().map(|c| self.crossing(level, c)).collect();
        Some(round(&places, self.k()))
    }

    /// A tape round those crossings of a plane above `lowest` (m), and over `over` besides, which
    /// lies in the plane.
    pub(crate) fn girth_above(
        &self,
        region: Region,
        level: &Level,
        lowest: f64,
        over: &Place,
    ) -> Option<Reading> {
        let (places, _) =
            self.taut_over(region, level, |y| y > lowest, std::slice::from_ref(over))?;
        Some(round(&places, self.k()))
    }

    /// A tape from one place down and up to another, round what of the plane's cut lies between
    /// the lower of them and `lowest` (m): from the waist through the crotch.
    pub(crate) fn sling(
        &self,
        region: Region,
        level: &Level,
        ends: [&Place; 2],
        lowest: f64,
    ) -> Option<Reading> {
        let highest = ends[0].at.y.min(ends[1].at.y);
        let keep = |y: f64| y > lowest && y < highest;
        let (hull, at) = self.taut_over(region, level, keep, &ends.map(Clone::clone))?;
        let (from, to) = ((*at.first()?)?, (*at.get(1)?)?);
        let n = hull.len();
        // The hull runs either way round; the sling is the way with more of the cut on it.
        let ahead = (to + n - from) % n;
        let (start, steps) = if ahead > n - ahead { (from, ahead) } else { (to, n - ahead) };
        let places: Vec<Place> = (0..=steps).map(|i| hull[(start + i) % n].clone()).collect();
        Some(chain(&places, self.k()))
    }

    /// The taut hull of those crossings of a plane whose height (m) `keep` takes and of `over`, in
    /// order, and where in it each of `over` stands.
    fn taut_over(
        &self,
        region: Region,
        level: &Level,
        keep: impl Fn(f64) -> bool,
        over: &[Place],
    ) -> Option<(Vec<Place>, Vec<Option<usize>>)> {
        let section = self.cut(region, level);
        let crossings: Vec<&Crossing> = section.crossings().filter(|c| keep(c.point.y)).collect();
        let [u, v] = section.plane.axes();
        let points = over.iter().map(|p| p.at).chain(crossings.iter().map(|c| c.point));
        let flat: Vec<Point2<f64>> =
            points.map(|p| Point2::new(u.dot(&p.coords), v.dot(&p.coords))).collect();
        let hull = convex_hull(&flat).ok()?;
        let places = hull
            .iter()
            .map(|&i| match over.get(i) {
                Some(place) => place.clone(),
                None => self.crossing(level, crossings[i - over.len()]),
            })
            .collect();
        let found = (0..over.len()).map(|i| hull.iter().position(|&h| h == i)).collect();
        Some((places, found))
    }

    /// How far a level cut of `region` reaches along an axis: its breadth or depth.
    pub(crate) fn extent(
        &self,
        region: Region,
        level: &Level,
        axis: &Vector3<f64>,
    ) -> Option<Reading> {
        let section = self.cut(region, level);
        let along = |c: &&Crossing| c.point.coords.dot(axis);
        let far = section.crossings().max_by(|a, b| along(a).total_cmp(&along(b)))?;
        let near = section.crossings().min_by(|a, b| along(a).total_cmp(&along(b)))?;
        let coordinate = |c| self.crossing(level, c).along(axis);
        Some(coordinate(far).minus(&coordinate(near)))
    }

    /// The plane across a limb, a share of the way from one joint to the next.
    pub(crate) fn across_limb(&self, from: &str, to: &str, share: f64) -> Option<Level> {
        let (a, b) = (self.joint(from)?, self.joint(to)?);
        Some(Level { through: a.towards(&b, share), normal: Direction::between(&a, &b)? })
    }

    /// The plane across the joint in the middle, halfway between those of the two bones.
    pub(crate) fn across_joint(&self, [from, at, to]: [&str; 3]) -> Option<Level> {
        let (a, b, c) = (self.joint(from)?, self.joint(at)?, self.joint(to)?);
        let normal = Direction::between(&a, &b)?.halfway(&Direction::between(&b, &c)?)?;
        Some(Level { through: b, normal })
    }

    /// A tape across a limb, a share of the way from one joint to the next.
    pub(crate) fn limb(&self, region: Region, from: &str, to: &str, share: f64) -> Option<Reading> {
        self.girth(region, &self.across_limb(from, to, share)?)
    }

    /// The largest (`sign` 1) or smallest (−1) of several girths across a limb.
    pub(crate) fn limb_extreme(
        &self,
        region: Region,
        [from, to]: [&str; 2],
        shares: &[f64],
        sign: f64,
    ) -> Option<Reading> {
        shares
            .iter()
            .filter_map(|&share| self.limb(region, from, to, share))
            .max_by(|a, b| (sign * a.value).total_cmp(&(sign * b.value)))
    }

    /// A tape down the spine over `places`: it spans hollows of the back.
    pub(crate) fn down_the_back(&self, places: &[Place]) -> Reading {
        let mut tape: Vec<&Place> = Vec::new();
        for next in places {
            while let [.., a, b] = tape.as_slice() {
                let (e, f) = (b.at - a.at, next.at - a.at);
                // Does b stand out backwards (towards -Z) from the line a–next?
                if e.z * f.y - e.y * f.z > 0.0 {
                    break;
                }
                tape.pop();
            }
            tape.push(next);
        }
        tape.windows(2)
            .fold(Reading::zero(self.k()), |sum, pair| sum.plus(&pair[0].distance(pair[1])))
    }

    /// Mass (kg): the enclosed volume times the density of a body.
    pub(crate) fn mass(&self) -> Reading {
        let mut volume = 0.0;
        let mut by = vec![Vector3::zeros(); self.vertices.len()];
        for t in self.model.triangles() {
            let [i, j, k] = t.map(|v| v as usize);
            let at = |v: usize| -> Vector3<f64> { self.vertices[v].coords };
            // On a closed skin b × c and so on sum up round a vertex to twice the triangles' areas.
            let normal = (at(j) - at(i)).cross(&(at(k) - at(i))) / 6.0;
            volume += at(i).dot(&normal);
            for v in [i, j, k] {
                by[v] += normal;
            }
        }
        Reading { value: volume, gradient: self.pull_back(&by) }.times(DENSITY)
    }
}

/// The length of a line over `places`.
pub(crate) fn chain(places: &[Place], k: usize) -> Reading {
    let mut sum = Reading { value: 0.0, gradient: DVector::zeros(k) };
    for pair in places.windows(2) {
        sum = sum.plus(&pair[0].distance(&pair[1]));
    }
    sum
}

/// The length of a closed line over `places`.
fn round(places: &[Place], k: usize) -> Reading {
    let open = chain(places, k);
    match places {
        [first, .., last] => open.plus(&last.distance(first)),
        _ => open,
    }
}
