//! Cloth that has gone through cloth: edges that pierce facets, and what draws them out again.

use nalgebra::{Point3, Vector3};
use rayon::prelude::*;

use super::edges::gap_between;
use super::pair::PairContact;
use super::shape::{Shape, shapes};
use super::vicinity::{Neighbours, SLACK, Vicinity};
use crate::Cloth;
use crate::solver::symmetric::Symmetric;

/// An edge of the cloth with the facets on its sides.
#[derive(Clone, Copy, Debug)]
pub(super) struct ClothEdge {
    pub(super) ends: [u32; 2],
    /// Numbers of the ends that are equal where vertices are sewn to each other.
    joined: [u32; 2],
    /// The second is `NONE` on a border.
    pub(super) facets: [u32; 2],
}

const NONE: u32 = u32::MAX;

/// An edge through a facet that it is not joined to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Crossing {
    edge: u32,
    facet: u32,
    /// Where along the edge, 0–1.
    along: f32,
    /// Where on the facet, barycentric.
    weights: [f32; 3],
}

/// How strongly crossings are undone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CrossingLaw {
    /// N/m per cm² of the edge's ends.
    pub(crate) stiffness: f32,
    /// Farthest that the two are moved apart in one step (m).
    pub(crate) push: f32,
}

/// The edges and facets of a cloth.
#[derive(Clone, Debug, Default)]
pub(crate) struct CrossingSearch {
    pub(super) facets: Vec<[u32; 3]>,
    pub(super) edges: Vec<ClothEdge>,
    /// The edges of each facet.
    pub(super) facet_edges: Vec<[u32; 3]>,
    /// Numbers of its vertices that are equal where they are sewn to each other.
    joined: Vec<[u32; 3]>,
    /// The facets round each vertex.
    round: Vec<Vec<u32>>,
    /// Of each vertex.
    pub(super) layers: Vec<i32>,
    /// What is near each other, by groups of facets.
    pub(super) near: Vec<Near>,
}

/// Pairs that were near each other.
#[derive(Clone, Debug, Default)]
pub(super) struct Near {
    /// Edges and facets.
    pub(super) piercing: Vec<(u32, u32)>,
    /// Edges and edges, where layers do not keep them apart.
    pub(super) beside: Vec<(u32, u32)>,
}

/// Fewest groups of facets that one task looks round from.
pub(super) const GROUPS: usize = 32;

impl CrossingSearch {
    pub(crate) fn new(cloth: &Cloth) -> Self {
        let facets: Vec<[u32; 3]> = cloth.facets.iter().map(|f| f.vertices).collect();
        let side = |f: u32, k: usize| {
            let (a, b) = (facets[f as usize][k], facets[f as usize][(k + 1) % 3]);
            ([a.min(b), a.max(b)], f, k)
        };
        let mut sides: Vec<([u32; 2], u32, usize)> =
            (0..facets.len() as u32).flat_map(|f| [0, 1, 2].map(|k| side(f, k))).collect();
        sides.par_sort_unstable();
        let mut facet_edges = vec![[0; 3]; facets.len()];
        let mut edges: Vec<ClothEdge> = Vec::new();
        let joined = cloth.sewn().1;
        let number = |v: u32| joined[v as usize];
        for (ends, f, k) in sides {
            match edges.last_mut().filter(|edge| edge.ends == ends) {
                Some(edge) => edge.facets[1] = f,
                None => edges.push(ClothEdge { ends, joined: ends.map(number), facets: [f, NONE] }),
            }
            facet_edges[f as usize][k] = edges.len() as u32 - 1;
        }
        let joined = facets.iter().map(|f| f.map(number)).collect();
        let layers: Vec<i32> = cloth.vertices.iter().map(|v| v.layer).collect();
        let mut round = vec![Vec::new(); layers.len()];
        for (f, facet) in (0..).zip(&facets) {
            for &v in facet {
                round[v as usize].push(f);
            }
        }
        Self { facets, edges, facet_edges, joined, round, layers, ..Self::default() }
    }

    /// Every pair of an edge and a facet without a common or sewn vertex that cross, in the order of
    /// the tree; while the cloth moves fast, only pairs that were near a few calls ago. Exact up to
    /// rounding in double precision; O(n), and O(n log n) in what has moved. `shapes` are the facets,
    /// and `vicinity` has followed them. Edges that may come nearer to each other than `gap` (m) are
    /// found besides.
    pub(crate) fn find(
        &mut self,
        positions: &[Point3<f32>],
        shapes: &[Shape],
        vicinity: &Vicinity,
        gap: f32,
    ) -> Vec<Crossing> {
        let found = self.look_round(vicinity, gap);
        self.near.resize_with(vicinity.groups(), Near::default);
        for (group, found) in found {
            self.near[group as usize] = found;
        }
        self.pierced(self.near.par_iter(), positions, shapes)
    }

    /// Which of those near each other cross, in their order.
    fn pierced<'a>(
        &self,
        near: impl IndexedParallelIterator<Item = &'a Near>,
        positions: &[Point3<f32>],
        shapes: &[Shape],
    ) -> Vec<Crossing> {
        let cross = |&(edge, facet): &(u32, u32)| {
            let ends = self.edges[edge as usize].ends.map(|v| positions[v as usize]);
            if shapes[facet as usize].is_missed_by(&ends[0], &ends[1]) {
                return None;
            }
            let corners = self.facets[facet as usize].map(|v| positions[v as usize]);
            let (along, weights) = pierce(ends, corners)?;
            Some(Crossing { edge, facet, along, weights })
        };
        let found = near.with_min_len(GROUPS).with_max_len(8 * GROUPS);
        let found = found.map(|near| near.piercing.iter().filter_map(cross).collect::<Vec<_>>());
        found.collect::<Vec<_>>().concat()
    }

    /// Finds what may cross, or come nearer than `gap`, where it may have changed.
    fn look_round(&self, vicinity: &Vicinity, gap: f32) -> Vec<(u32, Near)> {
        let reach = gap + SLACK;
        let look_round = |around: &mut Neighbours, &group: &u32| {
            let mut found = Near::default();
            vicinity.around(group, reach, around);
            for &home in vicinity.group(group) {
                for e in self.facet_edges[home as usize] {
                    if self.edges[e as usize].facets[0] == home {
                        self.look_round_edge(e, around, vicinity.at(), reach, &mut found);
                    }
                }
            }
            (group, found)
        };
        let stale = vicinity.stale(reach);
        stale
            .par_iter()
            .with_min_len(GROUPS)
            .with_max_len(8 * GROUPS)
            .map_init(Neighbours::default, look_round)
            .collect()
    }

    /// Adds what edge `e` may cross or come near to among the facets `around` it.
    fn look_round_edge(
        &self,
        e: u32,
        around: &mut Neighbours,
        positions: &[Point3<f32>],
        reach: f32,
        found: &mut Near,
    ) {
        let at = |edge: u32| self.edges[edge as usize].ends.map(|v| positions[v as usize]);
        let ends = self.edges[e as usize].ends;
        let [p, q] = at(e);
        for (f, off) in around.near(&p, &(q - p), reach) {
            if !self.are_apart(e, f) {
                continue;
            }
            if off <= SLACK {
                found.piercing.push((e, f));
            }
            for other in self.facet_edges[f as usize] {
                // Each pair once: by the first facet of the other edge.
                let edge = &self.edges[other as usize];
                if other <= e || edge.facets[0] != f {
                    continue;
                }
                let layer = |v: u32| self.layers[v as usize];
                let apart = ends.iter().all(|&v| edge.ends.iter().all(|&w| layer(v) != layer(w)));
                if !apart && gap_between([p, q], at(other)) < reach {
                    found.beside.push((e, other));
                }
            }
        }
    }

    /// Have the edge and the facet no common or sewn vertex?
    pub(super) fn are_apart(&self, edge: u32, facet: u32) -> bool {
        let own = self.edges[edge as usize].joined;
        !self.joined[facet as usize].iter().any(|w| own.contains(w))
    }

    /// The two vertices of an edge and the three of a facet.
    pub(super) fn vertices(&self, edge: u32, facet: u32) -> [u32; 5] {
        let [p, q] = self.edges[edge as usize].ends;
        let [a, b, c] = self.facets[facet as usize];
        [p, q, a, b, c]
    }

    /// Marks the vertices of crossing edges in `caught`, shape `[n]`.
    pub(crate) fn mark(&self, crossings: &[Crossing], caught: &mut [bool]) {
        caught.fill(false);
        for crossing in crossings {
            for v in self.edges[crossing.edge as usize].ends {
                caught[v as usize] = true;
            }
        }
    }

    /// The facets of both sheets that each crossing lies in: those beside its edge, and the one it
    /// pierces.
    pub(crate) fn facets_of<'a>(
        &'a self,
        crossing: &'a Crossing,
    ) -> impl Iterator<Item = u32> + 'a {
        let beside = self.edges[crossing.edge as usize].facets;
        beside.into_iter().filter(|f| *f != NONE).chain([crossing.facet])
    }

    /// The two vertices of its edge and the three of its facet.
    pub(crate) fn vertices_of(&self, crossing: &Crossing) -> [u32; 5] {
        self.vertices(crossing.edge, crossing.facet)
    }

    /// Where it is (m), on the edge.
    pub(super) fn place_of(&self, crossing: &Crossing, positions: &[Point3<f32>]) -> Point3<f32> {
        let [p, q] = self.edges[crossing.edge as usize].ends.map(|v| positions[v as usize]);
        p + (q - p) * crossing.along
    }

    /// The facets round a vertex.
    pub(super) fn round(&self, vertex: u32) -> &[u32] {
        &self.round[vertex as usize]
    }

    pub(super) fn facets(&self) -> &[[u32; 3]] {
        &self.facets
    }

    /// As [`CrossingSearch::find`], of all pairs however fast the cloth moved, remembering nothing.
    pub(crate) fn now(&self, positions: &[Point3<f32>], vicinity: &Vicinity) -> Vec<Crossing> {
        if self.near.is_empty() || self.near.len() != vicinity.groups() {
            return self.all(positions);
        }
        let mut vicinity = vicinity.clone();
        vicinity.follow_now(positions);
        let mut shape = Vec::new();
        shapes(&self.facets, positions, &mut shape);
        let mut anew: Vec<Option<Near>> = vec![None; self.near.len()];
        for (group, found) in self.look_round(&vicinity, 0.0) {
            anew[group as usize] = Some(found);
        }
        let near = self.near.par_iter().zip(&anew);
        let near = near.map(|(near, anew)| anew.as_ref().unwrap_or(near));
        self.pierced(near, positions, &shape)
    }

    /// As [`CrossingSearch::find`], of all pairs.
    pub(crate) fn all(&self, positions: &[Point3<f32>]) -> Vec<Crossing> {
        let mut shape = Vec::new();
        let mut vicinity = Vicinity::new(self.facets.clone());
        vicinity.follow(positions);
        shapes(&self.facets, positions, &mut shape);
        let near = self.look_round(&vicinity, 0.0);
        self.pierced(near.par_iter().map(|(_, near)| near), positions, &shape)
    }

    /// What draws crossings out: each edge is moved against its facet so that the line along which
    /// the two sheets cut each other gets shorter, which needs no memory of the side they came
    /// from (P. Volino and N. Magnenat-Thalmann, Resolving surface collisions through intersection
    /// contour minimization, SIGGRAPH 2006).
    pub(crate) fn untangle(
        &self,
        crossings: &[Crossing],
        positions: &[Point3<f32>],
        area_cm2: &[f32],
        law: CrossingLaw,
        contacts: &mut Vec<PairContact>,
    ) {
        for crossing in crossings {
            let edge = &self.edges[crossing.edge as usize];
            let corners = self.facets[crossing.facet as usize];
            let Some(shift) = self.shift(edge, corners, positions) else { continue };
            let size = shift.norm();
            // Bounded however nearly the edge lies in the facet, and small where it may go either way.
            let way = law.push * size / (1.0 + size * size).sqrt();
            let direction = shift / size;
            let [a, b] = edge.ends.map(|v| area_cm2[v as usize]);
            let k = law.stiffness * 0.5 * (a + b);
            let mut contact =
                PairContact::of_edge(edge.ends, crossing.along, corners, crossing.weights);
            contact.force = direction * (k * way);
            contact.stiffness = Symmetric::of_normal(&direction, k, 0.0);
            contacts.push(contact);
        }
    }

    /// Where the edge goes against the facet, longer the surer it is; `None` where that is not told.
    pub(super) fn shift_of(
        &self,
        crossing: &Crossing,
        positions: &[Point3<f32>],
    ) -> Option<Vector3<f32>> {
        let edge = &self.edges[crossing.edge as usize];
        self.shift(edge, self.facets[crossing.facet as usize], positions)
    }

    /// The same cloth, of which nothing has been found yet.
    pub(super) fn afresh(&self) -> Self {
        Self { near: Vec::new(), ..self.clone() }
    }

    /// Direction in which the edge goes against the facet, longer the surer it is.
    fn shift(
        &self,
        edge: &ClothEdge,
        corners: [u32; 3],
        positions: &[Point3<f32>],
    ) -> Option<Vector3<f32>> {
        let [a, b, c] = corners.map(|v| positions[v as usize]);
        let normal = (b - a).cross(&(c - a)).try_normalize(1e-12)?;
        let [p, q] = edge.ends.map(|v| positions[v as usize]);
        let along = (q - p).try_normalize(1e-9)?;
        let across = along.dot(&normal);
        if across.abs() < 1e-3 {
            return None;
        }
        let mut sum = Vector3::zeros();
        for &f in edge.facets.iter().filter(|f| **f != NONE) {
            let facet = self.facets[f as usize];
            let [u, v, w] = facet.map(|v| positions[v as usize]);
            let own = (v - u).cross(&(w - u));
            let Some(line) = normal.cross(&own).try_normalize(1e-12) else { continue };
            let tip = facet.iter().find(|v| !edge.ends.contains(v))?;
            let inward = positions[*tip as usize] - p;
            let inward = inward - along * inward.dot(&along);
            let line = if line.dot(&inward) < 0.0 { -line } else { line };
            sum += line - normal * (2.0 * along.dot(&line) / across);
        }
        (sum.norm() > 1e-3).then_some(sum)
    }
}

/// Where a segment pierces a triangle: along the segment, and barycentric on the triangle.
pub(crate) fn pierce(
    segment: [Point3<f32>; 2],
    corners: [Point3<f32>; 3],
) -> Option<(f32, [f32; 3])> {
    // Relative to one corner, so that double precision has nothing to cancel.
    let from = |p: Point3<f32>| (p - corners[0]).cast::<f64>();
    let [p, q] = segment.map(from);
    let [_, b, c] = corners.map(from);
    let normal = b.cross(&c);
    let (d, e) = (normal.dot(&p), normal.dot(&q));
    if d * e >= 0.0 {
        return None;
    }
    let along = d / (d - e);
    let x = p + (q - p) * along;
    let square = normal.norm_squared();
    let v = normal.dot(&x.cross(&c)) / square;
    let w = normal.dot(&b.cross(&x)) / square;
    let u = 1.0 - v - w;
    (u >= 0.0 && v >= 0.0 && w >= 0.0).then_some((along as f32, [u as f32, v as f32, w as f32]))
}

#[cfg(test)]
mod tests {
    use nalgebra::{Point2, Vector2};

    use super::super::seen::Hider;
    use super::*;
    use crate::{Fabric, Facet, PartSet, Vertex};

    /// A level square of 2 × `n` × `n` facets, and an upright one through it whose lower edge lies
    /// `depth` (m) below; it is `taper` of its upper width there.
    fn pierced(n: u32, depth: f32, taper: f32) -> (Cloth, Vec<Point3<f32>>) {
        let mut cloth = Cloth { fabrics: vec![Fabric::WOOL], ..Cloth::default() };
        let mut positions = Vec::new();
        for sheet in 0..2u32 {
            let first = positions.len() as u32;
            let size = if sheet == 0 { 0.2 } else { 0.07 };
            for j in 0..=n {
                for i in 0..=n {
                    let (s, t) = (i as f32 / n as f32 * size, j as f32 / n as f32 * size);
                    let p = if sheet == 0 {
                        Point3::new(s, 0.0, t)
                    } else {
                        let wide = taper + (1.0 - taper) * t / size;
                        Point3::new(0.103 + (s - 0.5 * size) * wide, t - depth, 0.091 + 0.1 * s)
                    };
                    positions.push(p);
                    cloth.vertices.push(Vertex { layer: 0, touches: PartSet::NONE });
                }
            }
            let at = |i: u32, j: u32| first + j * (n + 1) + i;
            for j in 0..n {
                for i in 0..n {
                    let (a, b, c, d) = (at(i, j), at(i + 1, j), at(i, j + 1), at(i + 1, j + 1));
                    for vertices in [[a, b, d], [a, d, c]] {
                        let rest = vertices.map(|v| {
                            let v = v - first;
                            let (i, j) = (v % (n + 1), v / (n + 1));
                            Point2::new(i as f32 * size / n as f32, j as f32 * size / n as f32)
                        });
                        cloth.facets.push(Facet {
                            vertices,
                            rest,
                            warp: Vector2::y(),
                            panel: sheet,
                            fabric: 0,
                        });
                    }
                }
            }
        }
        (cloth, positions)
    }

    #[test]
    fn sheets_that_pass_each_other_do_not_cross_and_those_that_cut_do() {
        let (cloth, positions) = pierced(7, -0.001, 0.8);
        assert!(CrossingSearch::new(&cloth).all(&positions).is_empty());
        let (cloth, positions) = pierced(7, 0.013, 0.8);
        let crossings = CrossingSearch::new(&cloth).all(&positions);
        // The upright sheet's upright and diagonal edges, seven of each and one more.
        assert!(crossings.len() >= 15, "{}", crossings.len());
    }

    #[test]
    fn crossings_are_seen_until_they_are_covered() {
        let (cloth, positions) = pierced(7, 0.013, 0.8);
        let search = CrossingSearch::new(&cloth);
        let crossings = search.all(&positions);
        // The flat sheet faces up, so each is seen from some side.
        assert_eq!(search.seen(&crossings, &positions, &[]), crossings.len());
        // A tent over all of it, with a way in from below alone.
        let tent = [[-1.0, -0.5, -1.0], [1.0, -0.5, -1.0], [1.0, -0.5, 1.0], [-1.0, -0.5, 1.0]];
        let mut corners = tent.map(Point3::from).to_vec();
        corners.push(Point3::new(0.0, 1.0, 0.0));
        let sides = [[0, 1, 4], [1, 2, 4], [2, 3, 4], [3, 0, 4]];
        assert_eq!(search.seen(&crossings, &positions, &[Hider::new(&corners, &sides)]), 0);
    }

    #[test]
    fn every_crossing_is_found_that_testing_all_pairs_finds() {
        let (cloth, positions) = pierced(5, 0.02, 0.6);
        let search = CrossingSearch::new(&cloth);
        let mut all = 0;
        for edge in &search.edges {
            for facet in &search.facets {
                let joined = edge.ends.iter().any(|v| facet.contains(v));
                let ends = edge.ends.map(|v| positions[v as usize]);
                let corners = facet.map(|v| positions[v as usize]);
                all += usize::from(!joined && pierce(ends, corners).is_some());
            }
        }
        assert!(all > 0);
        assert_eq!(CrossingSearch::new(&cloth).all(&positions).len(), all);
    }

    #[test]
    fn untangling_draws_a_tip_out_of_a_sheet() {
        // A sheet that gets narrower downwards is cut along a shorter line when it is lifted: what
        // its edges are told must lift it as a whole.
        for taper in [0.1, 0.4, 0.7] {
            let (cloth, positions) = pierced(7, 0.006, taper);
            let search = CrossingSearch::new(&cloth);
            let crossings = CrossingSearch::new(&cloth).all(&positions);
            let law = CrossingLaw { stiffness: 100.0, push: 0.002 };
            let mut contacts = Vec::new();
            let area = vec![1.0; positions.len()];
            search.untangle(&crossings, &positions, &area, law, &mut contacts);
            assert!(!contacts.is_empty());
            let half = positions.len() / 2;
            let (mut lift, mut sum) = (0.0, Vector3::zeros());
            for contact in &contacts {
                for (v, w) in contact.nodes() {
                    sum += contact.force * w;
                    lift += if v >= half { contact.force.y * w } else { 0.0 };
                }
            }
            assert!(sum.norm() < 1e-5, "forces balance: {sum}");
            assert!(lift > 0.0, "{taper}: pushed by {lift} N");
        }
    }
}
