//! Cloth that would go through cloth within a step is held back.
//!
//! Contacts push where cloth is near cloth; what moves farther than their gap in one step passes
//! them. Here the step itself is looked at: where an edge comes to lie through a facet that it was
//! free of, the two go on together, or both with the skin that pushes one of them, and in the end not
//! at all. What starts without crossings stays without, save where it would have to stay deep below
//! skin (the idea of R. Bridson, R. Fedkiw and J. Anderson, Robust treatment of collisions, contact and
//! friction for cloth animation, SIGGRAPH 2002, with crossings at the end of a step in place of times
//! of impact).

use std::collections::BTreeMap;

use nalgebra::{Point3, Vector3};
use rayon::prelude::*;

use super::crossings::{CrossingSearch, pierce};
use super::tree::{Box3, FacetTree};
use super::vicinity::Vicinity;

/// Whoever is taken along comes where nobody looked yet, and it is looked again; the last time all stop.
const PASSES: usize = 3;
/// Rounds of a pass, and of the last.
const ROUNDS: usize = 6;
const LAST_ROUNDS: usize = 48;
/// Rounds in which what comes to cross is changed by half, and in which it goes on together.
const HALVING: usize = 1;
const TOGETHER: usize = 3;
/// What goes less far than this in a step is kept apart by contacts alone (m).
const SLOW: f32 = 1e-5;
/// Fewest pairs that one task looks at.
const MANY: usize = 1024;
/// Part of an edge or facet that is counted besides to it.
const WIDER: f32 = 0.01;

/// What has to move.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Push {
    /// At least so far (m).
    pub(crate) by: Vector3<f32>,
    /// Whatever is in its way.
    pub(crate) through: bool,
}

/// Holds back what would cross.
#[derive(Clone, Debug, Default)]
pub(crate) struct Guard {
    /// Over the way of each facet in this step.
    tree: FacetTree,
}

impl Guard {
    /// Changes `moves` (m), shape `[n]`, of what lies `from` there, until no edge is brought
    /// through a facet that it does not cross already. What is `pushed`, by skin, takes along what
    /// it meets. `search` has last found what is near with `vicinity`. O(n), and O(n log n) in what
    /// moves beyond that.
    pub(crate) fn hold(
        &mut self,
        search: &CrossingSearch,
        vicinity: &Vicinity,
        from: &[Point3<f32>],
        moves: &mut [[f32; 4]],
        pushed: impl Fn(usize) -> Option<Push>,
    ) {
        let mut fast: Vec<bool> =
            moves.iter().map(|m| vector(m).norm_squared() > SLOW * SLOW).collect();
        let skin: Vec<Option<Push>> = (0..from.len()).map(pushed).collect();
        let push = |p: &Option<Push>| p.map(|p| p.by);
        let mut taken: Vec<Option<Vector3<f32>>> = skin.iter().map(push).collect();
        let mut pairs = Pairs { from, vertices: Vec::new(), of_vertex: Vec::new() };
        // What is still to be looked at, and of that what went ways that nobody looked along.
        let mut open = fast.clone();
        for pass in 1..=PASSES {
            if !open.contains(&true) {
                return;
            }
            let to: Vec<Point3<f32>> =
                from.iter().zip(&*moves).map(|(p, m)| p + vector(m)).collect();
            let near = search.meeting([from, &to], &fast, vicinity, &mut self.tree);
            pairs.add(search, &near);
            if pass < PASSES {
                pairs.take_along(&skin, &mut taken, moves, &mut open);
            } else {
                pairs.stop(&skin, moves, &mut open);
            }
            for (v, (open, fast)) in open.iter_mut().zip(&mut fast).enumerate() {
                let at = from[v] + vector(&moves[v]);
                *fast = !Box3::round(&[from[v], to[v]]).widened(1e-6).meets(&Box3::round(&[at]));
                *open |= *fast;
            }
        }
    }
}

/// Edges and facets that may come to cross.
struct Pairs<'a> {
    from: &'a [Point3<f32>],
    /// Of each pair, the two of the edge and the three of the facet.
    vertices: Vec<[u32; 5]>,
    /// Where the list of each vertex begins, and then the lists: the pairs that it is in. Empty until
    /// it is asked for.
    of_vertex: Vec<u32>,
}

impl Pairs<'_> {
    fn add(&mut self, search: &CrossingSearch, near: &[Vec<(u32, u32)>]) {
        let vertices = |&(edge, facet): &(u32, u32)| {
            let [p, q] = search.edges[edge as usize].ends;
            let [a, b, c] = search.facet(facet);
            [p, q, a, b, c]
        };
        let pairs = near.iter().flatten().map(vertices);
        self.vertices.extend(pairs.filter(|pair| !search.is_tangled(pair)));
        self.of_vertex.clear();
    }

    /// Lets what comes to cross go on together, or with what pushes it, which is then `taken` and
    /// pushes as well. What still crosses in the end is left `open`.
    fn take_along(
        &mut self,
        skin: &[Option<Push>],
        taken: &mut [Option<Vector3<f32>>],
        moves: &mut [[f32; 4]],
        open: &mut [bool],
    ) {
        for round in 0..ROUNDS {
            let crossing = self.crossing(moves, open, round == 0);
            open.fill(false);
            if crossing.is_empty() {
                return;
            }
            let mut aims: BTreeMap<u32, Aim> = BTreeMap::new();
            for pair in crossing {
                let pushes = || pair.iter().filter_map(|&v| taken[v as usize]);
                let pushed = pushes().next().is_some();
                let by = if pushed {
                    pushes().sum::<Vector3<f32>>() / pushes().count() as f32
                } else if round < TOGETHER {
                    pair.iter().map(|&v| vector(&moves[v as usize])).sum::<Vector3<f32>>() / 5.0
                } else {
                    Vector3::zeros()
                };
                for v in pair {
                    let aim = aims.entry(v).or_default();
                    aim.sum += by;
                    aim.pairs += 1.0;
                    aim.pushed |= pushed;
                }
            }
            for (v, Aim { sum, pairs, pushed }) in aims {
                let aim = skin[v as usize].map_or(sum / pairs, |push| push.by);
                if pushed && round >= HALVING {
                    taken[v as usize] = Some(aim);
                }
                go(moves, v, aim, round);
                open[v as usize] = true;
            }
        }
    }

    /// Stops what comes to cross, save what has to go through.
    fn stop(&mut self, skin: &[Option<Push>], moves: &mut [[f32; 4]], open: &mut [bool]) {
        for round in 0..LAST_ROUNDS {
            let mut stopped: Vec<u32> =
                self.crossing(moves, open, round == 0).into_iter().flatten().collect();
            open.fill(false);
            if stopped.is_empty() {
                return;
            }
            stopped.sort_unstable();
            stopped.dedup();
            for v in stopped {
                let firm = skin[v as usize].filter(|push| push.through);
                go(moves, v, firm.map_or_else(Vector3::zeros, |push| push.by), round);
                open[v as usize] = true;
            }
        }
    }

    /// The vertices of those pairs with some `open` one that come to cross. O(pairs) where `many` are
    /// open, else O(pairs of those that are).
    fn crossing(&mut self, moves: &[[f32; 4]], open: &[bool], many: bool) -> Vec<[u32; 5]> {
        if many {
            let is_open = |pair: &&[u32; 5]| pair.iter().any(|&v| open[v as usize]);
            let pairs = self.vertices.par_iter().with_min_len(MANY);
            return pairs.filter(is_open).filter(|pair| self.comes(pair, moves)).copied().collect();
        }
        self.index();
        let n = self.from.len();
        let list = |v: usize| self.of_vertex[v] as usize..self.of_vertex[v + 1] as usize;
        let opened = (0..n).filter(|&v| open[v]).flat_map(|v| &self.of_vertex[list(v)]);
        let mut pairs: Vec<u32> = opened.copied().collect();
        pairs.sort_unstable();
        pairs.dedup();
        let pairs = pairs.par_iter().with_min_len(MANY).map(|&i| self.vertices[i as usize]);
        pairs.filter(|pair| self.comes(pair, moves)).collect()
    }

    fn index(&mut self) {
        if !self.of_vertex.is_empty() {
            return;
        }
        let n = self.from.len();
        let mut begin = vec![0u32; n + 2];
        for &v in self.vertices.iter().flatten() {
            begin[v as usize + 2] += 1;
        }
        begin[1] = n as u32 + 1;
        for v in 1..=n {
            begin[v + 1] += begin[v];
        }
        // The beginning of each list moves to its end while it is filled, which is where the next begins.
        let mut lists = vec![0; 5 * self.vertices.len()];
        for (i, pair) in self.vertices.iter().enumerate() {
            for &v in pair {
                let place = &mut begin[v as usize + 1];
                lists[*place as usize - n - 1] = i as u32;
                *place += 1;
            }
        }
        begin[0] = n as u32 + 1;
        begin.truncate(n + 1);
        begin.extend(lists);
        self.of_vertex = begin;
    }

    /// Does the edge come to go through the facet?
    fn comes(&self, &[p, q, a, b, c]: &[u32; 5], moves: &[[f32; 4]]) -> bool {
        let at = |v: u32| self.from[v as usize];
        let to = |v: u32| at(v) + vector(&moves[v as usize]);
        let through = |ends, corners| pierce(ends, corners).is_some();
        let (ends, corners) = ([p, q], [a, b, c]);
        let (ends_to, corners_to) = (ends.map(to), corners.map(to));
        nearly(ends_to, corners_to) && {
            let (ends, corners) = (ends.map(at), corners.map(at));
            !nearly(ends, corners) || through(ends_to, corners_to) && !through(ends, corners)
        }
    }
}

/// Where the pairs of one vertex that come to cross go.
#[derive(Clone, Copy, Debug, Default)]
struct Aim {
    sum: Vector3<f32>,
    pairs: f32,
    pushed: bool,
}

/// Brings the move of `v` to its `aim`, in the first rounds half-way.
fn go(moves: &mut [[f32; 4]], v: u32, aim: Vector3<f32>, round: usize) {
    let way = vector(&moves[v as usize]);
    let go = if round < HALVING { 0.5 * (aim + way) } else { aim };
    moves[v as usize] = [go.x, go.y, go.z, 0.0];
}

/// Does an edge a little longer than it is go through a facet a little wider than it is? What comes to
/// touch is stopped before it does, lest rounding brings it through when it is moved on.
fn nearly([p, q]: [Point3<f32>; 2], [a, b, c]: [Point3<f32>; 3]) -> bool {
    let (ab, ac) = (b - a, c - a);
    let normal = ab.cross(&ac);
    let (d, e) = (normal.dot(&(p - a)), normal.dot(&(q - a)));
    let longer = WIDER * (e - d);
    if (d - longer) * (e + longer) >= 0.0 {
        return false;
    }
    let x = (p - a) + (q - p) * (d / (d - e));
    let square = normal.norm_squared();
    let v = normal.dot(&x.cross(&ac)) / square;
    let w = normal.dot(&ab.cross(&x)) / square;
    v >= -WIDER && w >= -WIDER && v + w <= 1.0 + WIDER
}

fn vector(m: &[f32; 4]) -> Vector3<f32> {
    Vector3::new(m[0], m[1], m[2])
}

#[cfg(test)]
mod tests {
    use nalgebra::{Point2, Vector2};

    use super::*;
    use crate::{Cloth, Fabric, Facet, PartSet, Vertex};

    /// Two facets: a level one, and an upright one 5 mm above it with a corner down.
    fn facets() -> (Cloth, Vec<Point3<f32>>) {
        let positions = vec![
            Point3::new(-0.03, 0.0, -0.02),
            Point3::new(0.03, 0.0, -0.02),
            Point3::new(0.0, 0.0, 0.04),
            Point3::new(0.0, 0.005, 0.0),
            Point3::new(0.02, 0.04, 0.0),
            Point3::new(-0.02, 0.04, 0.0),
        ];
        let mut cloth = Cloth { fabrics: vec![Fabric::WOOL], ..Cloth::default() };
        cloth.vertices = vec![Vertex { layer: 0, touches: PartSet::NONE }; 6];
        let rest = [Point2::new(0.0, 0.0), Point2::new(0.05, 0.0), Point2::new(0.0, 0.05)];
        cloth.facets = [[0, 1, 2], [3, 4, 5]]
            .map(|vertices| Facet { vertices, rest, warp: Vector2::y(), panel: 0, fabric: 0 })
            .to_vec();
        (cloth, positions)
    }

    /// What becomes of moves (m up) of the level facet and of the upright one, each `pushed` or not: those
    /// of the level facet's first corner and of the lower corner of the other, and how far that then lies
    /// above the level facet (m).
    fn held(moves: [f32; 2], pushed: [Option<bool>; 2]) -> ([f32; 2], f32) {
        let (cloth, from) = facets();
        let mut held = vec![[0.0, moves[0], 0.0, 0.0]; 6];
        held[3..].fill([0.0, moves[1], 0.0, 0.0]);
        let search = CrossingSearch::new(&cloth);
        let push = |v: usize| {
            let through = pushed[v / 3]?;
            Some(Push { by: Vector3::y() * moves[v / 3], through })
        };
        Guard::default().hold(&search, &Vicinity::default(), &from, &mut held, push);
        let above = from[3].y + held[3][1] - held[0][1];
        ([held[0][1], held[3][1]], above)
    }

    #[test]
    fn what_would_pierce_a_facet_stays_above_it() {
        let (_, above) = held([0.0, -0.012], [None; 2]);
        assert!(above > 0.0, "{above}");
    }

    #[test]
    fn what_is_pushed_takes_along_what_it_meets() {
        let ([level, fallen], above) = held([0.0, -0.012], [None, Some(false)]);
        assert!(above > 0.0 && level < -0.006, "{level} {above}");
        assert!((fallen + 0.012).abs() < 1e-6, "{fallen}");
    }

    #[test]
    fn what_is_pushed_from_both_sides_stops() {
        let (_, above) = held([0.004, -0.012], [Some(false); 2]);
        assert!(above > 0.0, "{above}");
    }

    #[test]
    fn what_has_to_goes_through() {
        let (_, above) = held([0.004, -0.012], [Some(true); 2]);
        assert!((above + 0.011).abs() < 1e-6, "{above}");
    }

    #[test]
    fn what_goes_the_same_way_goes_on_together() {
        let ([level, fallen], above) = held([-0.020, -0.026], [None; 2]);
        assert!(above > 0.0 && level < -0.018 && fallen < -0.018, "{level} {fallen}");
    }
}
