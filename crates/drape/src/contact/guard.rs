//! Cloth that would go through cloth within a step is held back.
//!
//! Contacts push where cloth is near cloth; what moves farther than their gap in one step passes
//! them. Here the step itself is looked at: where an edge comes to lie through a facet that it was
//! free of, both go less far, and in the end not at all. Nothing else is slowed, and what starts
//! without crossings stays without (the idea of R. Bridson, R. Fedkiw and J. Anderson, Robust
//! treatment of collisions, contact and friction for cloth animation, SIGGRAPH 2002, with crossings
//! at the end of a step in place of times of impact).

use nalgebra::{Point3, Vector3};
use rayon::prelude::*;

use super::crossings::{CrossingSearch, pierce};
use super::tree::FacetTree;
use super::vicinity::Vicinity;

/// Rounds of shortening by half, and rounds in all: the later ones hold fast.
const HALVING: usize = 2;
const ROUNDS: usize = 8;
/// What goes less far than this in a step is kept apart by contacts alone (m).
const SLOW: f32 = 2e-4;

/// Holds back what would cross.
#[derive(Clone, Debug, Default)]
pub(crate) struct Guard {
    /// Over the way of each facet in this step.
    tree: FacetTree,
}

impl Guard {
    /// Shortens `moves` (m), shape `[n]`, of what lies `from` there, until no edge is brought
    /// through a facet that it does not cross already; what is `firm` goes where it must.
    /// `search` has last found what is near with `vicinity`. O(n), and O(n log n) in what moves
    /// beyond that.
    pub(crate) fn hold(
        &mut self,
        search: &CrossingSearch,
        vicinity: &Vicinity,
        from: &[Point3<f32>],
        moves: &mut [[f32; 4]],
        firm: impl Fn(usize) -> bool,
        together: f32,
    ) {
        let fast: Vec<bool> =
            moves.iter().map(|m| vector(m).norm_squared() > SLOW * SLOW).collect();
        if !fast.contains(&true) {
            return;
        }
        let to: Vec<Point3<f32>> = from.iter().zip(&*moves).map(|(p, m)| p + vector(m)).collect();
        let near = search.meeting([from, &to], &fast, vicinity, &mut self.tree);
        // Only what was shortened has to be looked at again.
        let mut changed = fast;
        for round in 0..ROUNDS {
            let again =
                |pairs: &Vec<(u32, u32)>| coming(search, pairs, &changed, from, moves, together);
            let crossing: Vec<Vec<[u32; 5]>> = near.par_iter().map(again).collect();
            let mut short: Vec<u32> = crossing.into_iter().flatten().flatten().collect();
            if short.is_empty() {
                return;
            }
            short.sort_unstable();
            short.dedup();
            changed.fill(false);
            let part = if round < HALVING { 0.5 } else { 0.0 };
            for v in short.into_iter().filter(|&v| !firm(v as usize)) {
                changed[v as usize] = true;
                moves[v as usize] = moves[v as usize].map(|l| part * l);
            }
        }
    }
}

/// The vertices of those pairs with some `changed` one that come to cross: two of the edge, three of the
/// facet.
fn coming(
    search: &CrossingSearch,
    pairs: &[(u32, u32)],
    changed: &[bool],
    from: &[Point3<f32>],
    moves: &[[f32; 4]],
    together: f32,
) -> Vec<[u32; 5]> {
    let at = |v: u32| from[v as usize];
    let go = |v: u32| vector(&moves[v as usize]);
    let to = |v: u32| at(v) + go(v);
    let comes = |&(edge, facet): &(u32, u32)| {
        let ends @ [p, q] = search.edges[edge as usize].ends;
        let corners @ [a, b, c] = search.facet(facet);
        if !ends.iter().chain(&corners).any(|&v| changed[v as usize]) {
            return None;
        }
        if search.parts(p, a) {
            return None;
        }
        let comes = pierce(ends.map(to), corners.map(to)).is_some()
            && pierce(ends.map(at), corners.map(at)).is_none()
            && {
                let (edge, facet) = (0.5 * (go(p) + go(q)), (go(a) + go(b) + go(c)) / 3.0);
                (edge - facet).norm() >= together * edge.norm().max(facet.norm())
            };
        comes.then_some([p, q, a, b, c])
    };
    pairs.iter().filter_map(comes).collect()
}

fn vector(m: &[f32; 4]) -> Vector3<f32> {
    Vector3::new(m[0], m[1], m[2])
}

#[cfg(test)]
mod tests {
    use nalgebra::{Point2, Vector2};

    use super::*;
    use crate::cloth::{LAYERS, OVER};
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

    /// Height that the corner comes to above the level facet when it goes down by 12 mm (m).
    fn falls(firm: bool) -> f32 {
        let (cloth, from) = facets();
        let mut moves = vec![[0.0; 4]; 6];
        moves[3..].fill([0.0, -0.012, 0.0, 0.0]);
        let search = CrossingSearch::new(&cloth);
        Guard::default().hold(
            &search,
            &Vicinity::default(),
            &from,
            &mut moves,
            |v| firm && v >= 3,
            0.0,
        );
        from[3].y + moves[3][1] - moves[0][1]
    }

    #[test]
    fn what_would_pierce_a_facet_stops_above_it() {
        assert!(falls(false) > 0.0);
    }

    #[test]
    fn a_shirt_beneath_what_came_down_is_not_held_and_what_came_down_is() {
        let fall = |rank: i32| {
            let (mut cloth, mut from) = facets();
            for vertex in &mut cloth.vertices {
                vertex.layer = rank * LAYERS;
            }
            // Elsewhere, cloth of the robe that hangs over it.
            cloth.vertices.push(Vertex { layer: LAYERS + OVER, touches: PartSet::NONE });
            from.push(Point3::new(9.0, 9.0, 9.0));
            let mut moves = vec![[0.0; 4]; 7];
            moves[3..6].fill([0.0, -0.012, 0.0, 0.0]);
            let search = CrossingSearch::new(&cloth);
            let nowhere = Vicinity::default();
            Guard::default().hold(&search, &nowhere, &from, &mut moves, |_| false, 0.0);
            from[3].y + moves[3][1] - moves[0][1]
        };
        assert!((fall(0) + 0.007).abs() < 1e-6, "the shirt passes");
        assert!(fall(1) > 0.0, "the robe stops");
    }

    #[test]
    fn what_is_firm_goes_on() {
        assert!((falls(true) + 0.007).abs() < 1e-6);
    }

    #[test]
    fn what_goes_the_same_way_is_let_go() {
        let (cloth, from) = facets();
        let mut moves = vec![[0.0, -0.020, 0.0, 0.0]; 6];
        moves[3..].fill([0.0, -0.026, 0.0, 0.0]);
        let search = CrossingSearch::new(&cloth);
        let before = moves.clone();
        Guard::default().hold(&search, &Vicinity::default(), &from, &mut moves, |_| false, 0.3);
        assert_eq!(moves, before);
        Guard::default().hold(&search, &Vicinity::default(), &from, &mut moves, |_| false, 0.0);
        assert_ne!(moves, before);
    }
}
