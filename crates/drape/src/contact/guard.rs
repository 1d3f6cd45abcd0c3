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

/// Rounds in which what comes to cross is taken along, and after those in which it stops.
const ROUNDS: usize = 12;
const LAST_ROUNDS: usize = 48;
/// Rounds in which what comes to cross is changed by half, and in which it goes on together.
const HALVING: usize = 1;
const TOGETHER: usize = 3;
/// What goes less far than this in a step is kept apart by contacts alone (m).
const SLOW: f32 = 1e-5;
/// Fewest pairs that one task looks at.
const MANY: usize = 2048;
/// Part of an edge or facet that is counted besides to it.
const WIDER: f32 = 0.01;
/// Each vertex is looked for in a box with this much (m) to spare on each side.
const SPARE: f32 = 2.5e-4;

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
    /// Where each vertex comes to lie, and over that where each facet does.
    boxes: Vec<Box3>,
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
        let skin: Vec<Option<Push>> = (0..from.len()).map(pushed).collect();
        let mut taken: Vec<Option<Vector3<f32>>> = skin.iter().map(|p| p.map(|p| p.by)).collect();
        let mut ways = Ways { from, to: to(from, moves) };
        let mut crossing = self.crossing(search, vicinity, &ways);
        // Once something goes another way than it was looked for, all that it may meet there is listed.
        let mut pairs: Vec<[u32; 5]> = Vec::new();
        let mut listed = vec![false; from.len()];
        let mut open = listed.clone();
        // In how many rounds each vertex was sent another way.
        let mut sent = vec![0usize; from.len()];
        for round in 0..ROUNDS + LAST_ROUNDS {
            if crossing.is_empty() {
                break;
            }
            let aims = if round < ROUNDS {
                along(&crossing, &ways, &skin, &mut taken, &sent)
            } else {
                stopped(&crossing, &skin)
            };
            open.fill(false);
            let mut strays: Vec<u32> = Vec::new();
            for (v, aim) in aims {
                let v = v as usize;
                let (from, before) = (from[v], ways.to[v]);
                let half = sent[v] < HALVING || round == ROUNDS;
                let after = if half { before + 0.5 * (from + aim - before) } else { from + aim };
                ways.to[v] = after;
                open[v] = true;
                sent[v] += 1;
                if !listed[v] || !self.boxes[v].meets(&Box3::round(&[after])) {
                    let way = Box3::round(&[from, before, after]).widened(SPARE);
                    self.boxes[v] = self.boxes[v].joined(&way);
                    listed[v] = true;
                    strays.push(v as u32);
                }
            }
            if !strays.is_empty() {
                pairs.extend(self.meeting(search, &strays));
            }
            let comes =
                |pair: &&[u32; 5]| pair.iter().any(|&v| open[v as usize]) && ways.cross(pair);
            crossing = pairs
                .par_iter()
                .with_min_len(MANY)
                .with_max_len(4 * MANY)
                .filter(comes)
                .copied()
                .collect();
            // Pairs are listed anew with each of their vertices.
            crossing.sort_unstable();
            crossing.dedup();
        }
        for (((m, to), from), listed) in moves.iter_mut().zip(&ways.to).zip(from).zip(&listed) {
            if *listed {
                let way = to - from;
                *m = [way.x, way.y, way.z, 0.0];
            }
        }
    }

    /// The vertices of all that comes to cross.
    fn crossing(
        &mut self,
        search: &CrossingSearch,
        vicinity: &Vicinity,
        ways: &Ways<'_>,
    ) -> Vec<[u32; 5]> {
        let Ways { from, to } = ways;
        let n = from.len();
        let is_fast = |v: usize| (to[v] - from[v]).norm_squared() > SLOW * SLOW;
        // What stays where `vicinity` looked round was found near there; only what strays is sought.
        let strays = |v: usize| !vicinity.holds(v, [&from[v], &to[v]]);
        let marks: Vec<[bool; 2]> = (0..n).map(|v| [is_fast(v), strays(v)]).collect();
        let [fast, strays] = [0, 1].map(|k| marks.iter().map(|m| m[k]).collect::<Vec<bool>>());
        self.boxes.clear();
        self.boxes.extend(to.iter().map(|p| Box3::round(&[*p]).widened(SPARE)));
        let boxes = &self.boxes;
        let around = |f: [u32; 3]| {
            let [a, b, c] = f.map(|v| boxes[v as usize]);
            a.joined(&b).joined(&c)
        };
        self.tree.follow_boxes(from, search.facets(), around);
        let comes = |pair: &[u32; 5]| pair.iter().any(|&v| fast[v as usize]) && ways.cross(pair);
        let all: Vec<u32> = (0..self.tree.groups() as u32).collect();
        let meeting = |marked| search.meeting(&self.tree, boxes, marked, &all, comes);
        if count(&fast) < count(&strays) {
            return meeting(&fast);
        }
        let stays = |pair: &[u32; 5]| !pair.iter().any(|&v| strays[v as usize]);
        let mut found = search.listed(|pair| stays(pair) && comes(pair));
        found.extend(meeting(&strays));
        found
    }

    /// What may meet the `strays` in their boxes.
    fn meeting(&mut self, search: &CrossingSearch, strays: &[u32]) -> Vec<[u32; 5]> {
        let mut marked = vec![false; self.boxes.len()];
        let mut groups = Vec::new();
        for &v in strays {
            marked[v as usize] = true;
            for &f in search.round(v) {
                self.tree.widen(f, &self.boxes[v as usize]);
                groups.push(self.tree.group_of(f));
            }
        }
        groups.sort_unstable();
        groups.dedup();
        search.meeting(&self.tree, &self.boxes, &marked, &groups, |_| true)
    }
}

fn count(marks: &[bool]) -> usize {
    marks.iter().filter(|m| **m).count()
}

fn to(from: &[Point3<f32>], moves: &[[f32; 4]]) -> Vec<Point3<f32>> {
    from.iter().zip(moves).map(|(p, m)| p + Vector3::new(m[0], m[1], m[2])).collect()
}

/// How cloth goes in a step.
struct Ways<'a> {
    from: &'a [Point3<f32>],
    to: Vec<Point3<f32>>,
}

impl Ways<'_> {
    fn of(&self, v: u32) -> Vector3<f32> {
        self.to[v as usize] - self.from[v as usize]
    }

    /// Does the edge come to go through the facet?
    fn cross(&self, &[p, q, a, b, c]: &[u32; 5]) -> bool {
        let at = |v: u32| self.from[v as usize];
        let to = |v: u32| self.to[v as usize];
        let through = |ends, corners| pierce(ends, corners).is_some();
        let (ends, corners) = ([p, q], [a, b, c]);
        let (ends_to, corners_to) = (ends.map(to), corners.map(to));
        nearly(ends_to, corners_to) && {
            let (ends, corners) = (ends.map(at), corners.map(at));
            !nearly(ends, corners) || through(ends_to, corners_to) && !through(ends, corners)
        }
    }
}

/// Where what comes to cross goes together, or with what pushes it, which is then `taken` and pushes as
/// well.
fn along(
    crossing: &[[u32; 5]],
    ways: &Ways<'_>,
    skin: &[Option<Push>],
    taken: &mut [Option<Vector3<f32>>],
    sent: &[usize],
) -> BTreeMap<u32, Vector3<f32>> {
    let mut aims: BTreeMap<u32, Aim> = BTreeMap::new();
    for pair in crossing {
        let pushes = || pair.iter().filter_map(|&v| taken[v as usize]);
        let pushed = pushes().next().is_some();
        let by = if pushed {
            pushes().sum::<Vector3<f32>>() / pushes().count() as f32
        } else if pair.iter().map(|&v| sent[v as usize]).min() < Some(TOGETHER) {
            pair.iter().map(|&v| ways.of(v)).sum::<Vector3<f32>>() / 5.0
        } else {
            Vector3::zeros()
        };
        for &v in pair {
            let aim = aims.entry(v).or_default();
            aim.sum += by;
            aim.pairs += 1.0;
            aim.pushed |= pushed;
        }
    }
    let aim = |(v, Aim { sum, pairs, pushed }): (u32, Aim)| {
        let aim = skin[v as usize].map_or(sum / pairs, |push| push.by);
        if pushed && sent[v as usize] >= HALVING {
            taken[v as usize] = Some(aim);
        }
        (v, aim)
    };
    aims.into_iter().map(aim).collect()
}

/// All that comes to cross stops, save what has to go through.
fn stopped(crossing: &[[u32; 5]], skin: &[Option<Push>]) -> BTreeMap<u32, Vector3<f32>> {
    let stop = |&v: &u32| {
        let firm = skin[v as usize].filter(|push| push.through);
        (v, firm.map_or_else(Vector3::zeros, |push| push.by))
    };
    crossing.iter().flatten().map(stop).collect()
}

/// Where the pairs of one vertex that come to cross go.
#[derive(Clone, Copy, Debug, Default)]
struct Aim {
    sum: Vector3<f32>,
    pairs: f32,
    pushed: bool,
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
