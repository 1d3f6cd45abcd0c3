//! Sheets that cut each other are drawn apart by moving them alone, before anything pulls at them.
//!
//! Where cloth is laid, or lies anew on another mesh, single sheets go through others by some
//! centimetres. What would resist being drawn out is not reckoned yet: every edge goes against the
//! facet that it pierces so that the line along which the two sheets cut each other gets shorter (P.
//! Volino and N. Magnenat-Thalmann, Resolving surface collisions through intersection contour
//! minimization, SIGGRAPH 2006), and what is joined to them goes along; now and then it is ironed, since
//! a crumpled patch crosses itself whichever way its edges go. What starts without crossings is then
//! kept without by the guard.

use nalgebra::{Point3, Vector3};

use super::body::BodyCollider;
use super::crossings::{Crossing, CrossingSearch};
use super::shape::shapes;
use super::vicinity::Vicinity;
use crate::PartSet;

/// Rounds, how many of them in vain are enough, and after how many it is asked what is left.
const ROUNDS: usize = 400;
const VAIN: usize = 120;
const LOOK: usize = 5;
/// Farthest that a vertex goes in a round (m).
const STEP: f32 = 2e-3;
/// Vertices joined to what crosses by so many edges go along: the numbers take turns, as a fold is drawn
/// out by a wide patch and a corner by a small one.
const RINGS: [usize; 4] = [2, 4, 3, 7];
/// Part that those go of what the ones before them go.
const FOLLOWS: f32 = 0.75;
/// In whose turn vertices come by so much nearer to the middle of those they are joined to.
const IRONED: (usize, f32) = (4, 0.2);
/// What comes below the skin is put out of it from no deeper than this (m).
const SUNK: f32 = 0.03;

/// Cloth and what it lies on.
pub(crate) struct Parting<'a> {
    pub(crate) search: &'a CrossingSearch,
    pub(crate) body: &'a BodyCollider,
    /// What each vertex touches, shape `[n]`.
    pub(crate) touches: &'a [PartSet],
}

impl Parting<'_> {
    /// Moves `positions` (m), shape `[n]`, to where the fewest crossings are left that `count` counts,
    /// and gives their number. O(n), and some hundred times that in what crosses.
    pub(crate) fn part(
        &self,
        positions: &mut Vec<Point3<f32>>,
        count: impl Fn(&[Crossing], &[Point3<f32>]) -> usize,
    ) -> usize {
        let mut search = self.search.afresh();
        let mut vicinity = Vicinity::new(search.facets().to_vec());
        let mut shape = Vec::new();
        let mut at = positions.clone();
        let (mut least, mut last) = (usize::MAX, 0);
        for round in 0..=ROUNDS {
            vicinity.follow_now(&at);
            shapes(search.facets(), &at, &mut shape);
            let crossings = search.find(&at, &shape, &vicinity, 0.0);
            if round % LOOK == 0 || crossings.is_empty() {
                let left = count(&crossings, &at);
                if left < least {
                    (least, last) = (left, round);
                    positions.clone_from(&at);
                }
                if least == 0 || round - last >= VAIN {
                    break;
                }
            }
            let rings = RINGS[round / LOOK % RINGS.len()];
            for (v, way) in self.ways(&crossings, &at, rings) {
                let (p, touches) = (&mut at[v as usize], self.touches[v as usize]);
                *p = self.body.put_out(&(*p + way), touches, SUNK);
            }
        }
        least
    }

    /// Where what crosses goes (m), and what is joined to it by up to so many edges.
    fn ways(
        &self,
        crossings: &[Crossing],
        at: &[Point3<f32>],
        rings: usize,
    ) -> Vec<(u32, Vector3<f32>)> {
        let mut ways: Vec<Option<Vector3<f32>>> = vec![None; at.len()];
        let mut sums = vec![(Vector3::zeros(), 0.0f32); at.len()];
        let mut go: Vec<u32> = Vec::new();
        for crossing in crossings {
            let [p, q, corners @ ..] = self.search.vertices_of(crossing);
            // Where that is not told, as where rims lie in each other, away from the facet's middle.
            let shift = self.search.shift_of(crossing, at).unwrap_or_else(|| {
                let middle = |vertices: &[u32]| {
                    let sum: Vector3<f32> = vertices.iter().map(|v| at[*v as usize].coords).sum();
                    sum / vertices.len() as f32
                };
                let away = middle(&[p, q]) - middle(&corners);
                away.try_normalize(1e-9).unwrap_or_else(Vector3::y)
            });
            // Bounded however nearly the edge lies in the facet, and small where it may go either way.
            let way = shift * (STEP / (1.0 + shift.norm_squared()).sqrt());
            for (v, way) in [p, q].map(|v| (v, way)).into_iter().chain(corners.map(|v| (v, -way))) {
                go.push(v);
                sums[v as usize].0 += way;
                sums[v as usize].1 += 1.0;
            }
        }
        go.sort_unstable();
        go.dedup();
        for &v in &go {
            let (sum, of) = std::mem::take(&mut sums[v as usize]);
            ways[v as usize] = Some(sum / of);
        }
        for _ in 0..rings {
            // What every vertex that goes tells those joined to it.
            let mut told: Vec<u32> = Vec::new();
            for &v in &go {
                let Some(way) = ways[v as usize] else { continue };
                for w in self.joined(v) {
                    told.push(w);
                    sums[w as usize].0 += way;
                    sums[w as usize].1 += 1.0;
                }
            }
            told.sort_unstable();
            told.dedup();
            for v in told {
                let (sum, of) = std::mem::take(&mut sums[v as usize]);
                let mean = sum / of;
                let way = &mut ways[v as usize];
                *way = Some(way.map_or(mean * FOLLOWS, |own| 0.5 * (own + mean)));
                go.push(v);
            }
            go.sort_unstable();
            go.dedup();
        }
        let ironed = if rings == IRONED.0 { IRONED.1 } else { 0.0 };
        let goes = |v: u32| {
            let beside = || self.joined(v).map(|w| at[w as usize].coords);
            let middle = beside().sum::<Vector3<f32>>() / beside().count().max(1) as f32;
            Some((v, ways[v as usize]? + (middle - at[v as usize].coords) * ironed))
        };
        go.into_iter().filter_map(goes).collect()
    }

    /// The vertices that `v` is joined to by an edge, those inside a sheet twice.
    fn joined(&self, v: u32) -> impl Iterator<Item = u32> + '_ {
        let facets = self.search.round(v).iter().map(|f| self.search.facets()[*f as usize]);
        facets.flatten().filter(move |&w| w != v)
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::{Point2, Vector2};

    use super::*;
    use crate::{Cloth, Fabric, Facet, Vertex};

    /// A level sheet of 30 cm, and an upright one that goes through its middle by 35 mm, both of 2 × 10 × 10
    /// facets; the upper sheet is crumpled by up to `rough` (m).
    fn sheets(rough: f32) -> (Cloth, Vec<Point3<f32>>) {
        let mut cloth = Cloth { fabrics: vec![Fabric::WOOL], ..Cloth::default() };
        let mut positions = Vec::new();
        for sheet in 0..2u32 {
            let first = 121 * sheet;
            let at = |i: u32, j: u32| first + 11 * j + i;
            for v in 0..121u32 {
                let (s, t) = ((v % 11) as f32 * 0.03, (v / 11) as f32 * 0.03);
                let noise = rough * libm::sinf(12.9 * v as f32);
                positions.push(if sheet == 0 {
                    Point3::new(s, 0.0, t)
                } else {
                    Point3::new(0.1 + 0.4 * s, t - 0.035, 0.151 + noise)
                });
                cloth.vertices.push(Vertex { layer: 0, touches: PartSet::NONE });
            }
            for (i, j) in (0..10).flat_map(|j| (0..10).map(move |i| (i, j))) {
                let (a, b, c, d) = (at(i, j), at(i + 1, j), at(i, j + 1), at(i + 1, j + 1));
                for vertices in [[a, b, d], [a, d, c]] {
                    let rest = vertices.map(|v| {
                        let v = v - first;
                        Point2::new((v % 11) as f32 * 0.03, (v / 11) as f32 * 0.03)
                    });
                    let warp = Vector2::y();
                    cloth.facets.push(Facet { vertices, rest, warp, panel: sheet, fabric: 0 });
                }
            }
        }
        (cloth, positions)
    }

    #[test]
    fn sheets_that_go_through_each_other_are_drawn_apart_and_others_left() {
        for rough in [0.0, 0.02] {
            let (cloth, mut positions) = sheets(rough);
            let (before, search) = (positions.clone(), CrossingSearch::new(&cloth));
            assert!(search.all(&positions).len() > 10);
            let touches = vec![PartSet::NONE; positions.len()];
            let body = BodyCollider::none();
            let parting = Parting { search: &search, body: &body, touches: &touches };
            assert_eq!(parting.part(&mut positions, |crossings, _| crossings.len()), 0);
            assert!(search.all(&positions).is_empty());
            // The upright sheet stands 35 mm deep; what is drawn out goes little farther.
            let moved = |v: usize| (positions[v] - before[v]).norm();
            let farthest = (0..positions.len()).map(moved).fold(0.0, f32::max);
            assert!(farthest < 0.1, "{farthest}");
            let (settled, mut still) = (positions.clone(), positions);
            parting.part(&mut still, |crossings, _| crossings.len());
            assert_eq!(settled, still);
        }
    }

    #[test]
    fn rims_that_lie_in_each_other_are_parted() {
        // An edge inside an even sheet goes through the very corner of a facet: no line tells where to.
        let mut positions = vec![
            Point3::new(0.0, 1e-6, 0.0),
            Point3::new(0.0, -0.03, 0.0),
            Point3::new(0.026, 0.0, 0.0),
            Point3::new(-0.026, 0.0, 0.0),
            Point3::origin(),
            Point3::new(0.02, 0.0, 0.03),
            Point3::new(-0.02, 0.0, 0.03),
        ];
        let mut cloth = Cloth { fabrics: vec![Fabric::WOOL], ..Cloth::default() };
        cloth.vertices = vec![Vertex { layer: 0, touches: PartSet::NONE }; 7];
        let rest = [Point2::new(0.0, 0.0), Point2::new(0.03, 0.0), Point2::new(0.0, 0.03)];
        cloth.facets = [[0, 1, 2], [0, 3, 1], [4, 5, 6]]
            .map(|vertices| Facet { vertices, rest, warp: Vector2::y(), panel: 0, fabric: 0 })
            .to_vec();
        let search = CrossingSearch::new(&cloth);
        let [crossing] = &search.all(&positions)[..] else { panic!("one edge crosses") };
        assert!(search.shift_of(crossing, &positions).is_none());
        let (touches, body) = (vec![PartSet::NONE; 7], BodyCollider::none());
        let parting = Parting { search: &search, body: &body, touches: &touches };
        assert_eq!(parting.part(&mut positions, |crossings, _| crossings.len()), 0);
        assert!(positions[0].coords.norm() < 0.01, "{positions:?}");
    }
}
