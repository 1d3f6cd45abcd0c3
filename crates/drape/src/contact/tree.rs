//! A tree of boxes over the facets of a cloth that follows them when they move.

use std::ops::Range;

use mesh::halves;
use nalgebra::{Point3, Vector3};
use rayon::prelude::*;

/// Facets by the boxes that hold them. It is built once: what is near in a panel stays near.
#[derive(Clone, Debug, Default)]
pub(crate) struct FacetTree {
    /// Depth first; a node's left child is the next, its right child where the left one ends.
    nodes: Vec<Node>,
    /// Facets in the order of the leaves, and the box of each.
    order: Vec<u32>,
    boxes: Vec<Box3>,
    /// The place of each facet among them.
    place: Vec<u32>,
    /// Nodes that no more than [`GROUP`] facets are below, and their places.
    groups: Vec<(u32, Range<u32>)>,
    /// The group of each facet.
    group_of: Vec<u32>,
    /// Is it where the facets are?
    fresh: bool,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    bounds: Box3,
    /// The node that follows when this one and all below are passed over.
    next: u32,
    /// Leaf: its places in the order of the leaves. Inner: none.
    first: u32,
    count: u32,
}

/// A box along the axes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Box3 {
    pub(crate) low: Point3<f32>,
    pub(crate) high: Point3<f32>,
}

impl Box3 {
    /// The smallest box round `points`.
    #[inline]
    pub(crate) fn round(points: &[Point3<f32>]) -> Self {
        let mut round = Self { low: points[0], high: points[0] };
        for p in &points[1..] {
            round.low = round.low.inf(p);
            round.high = round.high.sup(p);
        }
        round
    }

    /// This box with `by` (m) more on each side.
    pub(crate) fn widened(&self, by: f32) -> Self {
        let by = Vector3::repeat(by);
        Self { low: self.low - by, high: self.high + by }
    }

    pub(crate) fn joined(&self, other: &Self) -> Self {
        Self { low: self.low.inf(&other.low), high: self.high.sup(&other.high) }
    }

    #[inline]
    #[expect(clippy::needless_bitwise_bool, reason = "which of the six decides cannot be foretold")]
    pub(crate) fn meets(&self, other: &Self) -> bool {
        (self.low.x <= other.high.x)
            & (self.high.x >= other.low.x)
            & (self.low.y <= other.high.y)
            & (self.high.y >= other.low.y)
            & (self.low.z <= other.high.z)
            & (self.high.z >= other.low.z)
    }
}

impl Box3 {
    /// Does the segment go through it?
    fn is_on(&self, [from, to]: &[Point3<f32>; 2]) -> bool {
        let (mut enters, mut leaves) = (0.0f32, 1.0f32);
        for k in 0..3 {
            let way = to[k] - from[k];
            if way.abs() < 1e-12 {
                if from[k] < self.low[k] || from[k] > self.high[k] {
                    return false;
                }
                continue;
            }
            let (a, b) = ((self.low[k] - from[k]) / way, (self.high[k] - from[k]) / way);
            enters = enters.max(a.min(b) - 1e-6);
            leaves = leaves.min(a.max(b) + 1e-6);
        }
        enters <= leaves
    }
}

const LEAF: usize = 4;
/// Fewest facets that a task of its own pays for.
const MANY: usize = 2048;
/// Facets that are near enough to each other to look round together.
const GROUP: usize = 8;

impl FacetTree {
    /// The tree of `facets` over `positions` (m). O(n log n).
    pub(crate) fn new(positions: &[Point3<f32>], facets: &[[u32; 3]]) -> Self {
        let middle = |f: &[u32; 3]| {
            let [a, b, c] = f.map(|v| positions[v as usize].coords);
            Point3::from((a + b + c) / 3.0)
        };
        let middles: Vec<Point3<f32>> = facets.iter().map(middle).collect();
        let mut order: Vec<u32> = (0..facets.len() as u32).collect();
        let mut tree = Self { nodes: Vec::with_capacity(facets.len()), ..Self::default() };
        if !order.is_empty() {
            arrange(&middles, &mut order);
            tree.lay(0, order.len());
        }
        tree.place = vec![0; order.len()];
        for (place, &f) in (0..).zip(&order) {
            tree.place[f as usize] = place;
        }
        tree.group_of = vec![0; order.len()];
        for (group, (_, places)) in (0..).zip(&tree.groups) {
            for &f in &order[places.start as usize..places.end as usize] {
                tree.group_of[f as usize] = group;
            }
        }
        tree.order = order;
        tree.fresh = true;
        tree.refit(facets, |f| Box3::round(&f.map(|v| positions[v as usize])));
        tree
    }

    /// The facets have moved, or will have when [`FacetTree::follow`] is called next.
    pub(crate) fn leave(&mut self) {
        self.fresh = false;
    }

    /// Brings it to where `facets` are, unless it has been since they moved.
    pub(crate) fn follow(&mut self, positions: &[Point3<f32>], facets: &[[u32; 3]]) {
        if self.nodes.is_empty() {
            *self = Self::new(positions, facets);
        } else if !self.fresh {
            self.refit(facets, |f| Box3::round(&f.map(|v| positions[v as usize])));
        }
        self.fresh = true;
    }

    /// Brings it round boxes of `facets`; a tree that is not yet is first made over `positions` (m).
    pub(crate) fn follow_boxes(
        &mut self,
        positions: &[Point3<f32>],
        facets: &[[u32; 3]],
        round: impl Fn([u32; 3]) -> Box3 + Sync,
    ) {
        if self.nodes.is_empty() {
            *self = Self::new(positions, facets);
        }
        self.fresh = false;
        self.refit(facets, round);
    }

    /// Makes room for a facet in a box besides its own.
    pub(crate) fn widen(&mut self, facet: u32, to: &Box3) {
        let mut place = self.place[facet as usize] as usize;
        self.boxes[place] = self.boxes[place].joined(to);
        let (mut i, mut count) = (0, self.order.len());
        loop {
            let node = &mut self.nodes[i];
            node.bounds = node.bounds.joined(to);
            if node.count > 0 {
                return;
            }
            let half = count / 2;
            if place < half {
                (i, count) = (i + 1, half);
            } else {
                (i, place, count) = (self.nodes[i + 1].next as usize, place - half, count - half);
            }
        }
    }

    fn refit(&mut self, facets: &[[u32; 3]], around: impl Fn([u32; 3]) -> Box3 + Sync) {
        self.order
            .par_iter()
            .with_min_len(MANY)
            .map(|&f| around(facets[f as usize]))
            .collect_into_vec(&mut self.boxes);
        if !self.nodes.is_empty() {
            bound(&mut self.nodes, 0, &self.boxes);
        }
    }

    /// Calls `each` with every facet whose box meets `bounds`, in the order of the tree.
    #[inline]
    pub(crate) fn within(&self, bounds: &Box3, mut each: impl FnMut(u32)) {
        self.boxes_within(bounds, |facet, _| each(facet));
    }

    /// As [`FacetTree::within`], with the boxes.
    #[inline]
    pub(crate) fn boxes_within(&self, bounds: &Box3, mut each: impl FnMut(u32, Box3)) {
        let mut i = 0;
        while let Some(node) = self.nodes.get(i) {
            if !node.bounds.meets(bounds) {
                i = node.next as usize;
                continue;
            }
            for place in node.first as usize..(node.first + node.count) as usize {
                if self.boxes[place].meets(bounds) {
                    each(self.order[place], self.boxes[place]);
                }
            }
            i += 1;
        }
    }

    /// Does `each` say so of any facet whose box the segment goes through?
    pub(crate) fn along(
        &self,
        segment: &[Point3<f32>; 2],
        mut each: impl FnMut(u32) -> bool,
    ) -> bool {
        let mut i = 0;
        while let Some(node) = self.nodes.get(i) {
            if !node.bounds.is_on(segment) {
                i = node.next as usize;
                continue;
            }
            for place in node.first as usize..(node.first + node.count) as usize {
                if self.boxes[place].is_on(segment) && each(self.order[place]) {
                    return true;
                }
            }
            i += 1;
        }
        false
    }

    /// How many groups of neighbouring facets there are; each facet is in one.
    pub(crate) fn groups(&self) -> usize {
        self.groups.len()
    }

    /// The group that a facet is in.
    pub(crate) fn group_of(&self, facet: u32) -> u32 {
        self.group_of[facet as usize]
    }

    /// The facets of a group, and the box that holds them.
    pub(crate) fn group(&self, group: usize) -> (&[u32], Box3) {
        let (node, places) = &self.groups[group];
        (&self.order[places.start as usize..places.end as usize], self.nodes[*node as usize].bounds)
    }

    /// Appends the nodes over `count` facets whose places begin at `first`, depth first.
    fn lay(&mut self, first: usize, count: usize) {
        let here = self.nodes.len();
        let bounds = Box3 { low: Point3::origin(), high: Point3::origin() };
        self.nodes.push(Node { bounds, next: 0, first: first as u32, count: 0 });
        let places = first as u32..(first + count) as u32;
        if count <= GROUP && self.groups.last().is_none_or(|g| g.1.end <= places.start) {
            self.groups.push((here as u32, places));
        }
        if count <= LEAF {
            self.nodes[here].count = count as u32;
        } else {
            self.lay(first, count / 2);
            self.lay(first + count / 2, count - count / 2);
        }
        self.nodes[here].next = self.nodes.len() as u32;
    }
}

/// Puts facets with these `middles` (m) in the order of the leaves: each half, and each half of it, on one
/// side of a plane.
fn arrange(middles: &[Point3<f32>], order: &mut [u32]) {
    if order.len() <= LEAF {
        return;
    }
    let (left, right) = halves(middles, order);
    both(left.len(), || arrange(middles, left), || arrange(middles, right));
}

/// Fits the first of `nodes`, which is number `first` of the tree, and all below it round the boxes of their
/// facets.
fn bound(nodes: &mut [Node], first: usize, boxes: &[Box3]) -> Box3 {
    let (node, below) = nodes.split_first_mut().expect("a node is fitted");
    node.bounds = if node.count > 0 {
        let places = node.first as usize..(node.first + node.count) as usize;
        boxes[places.clone()].iter().fold(boxes[places.start], |all, b| all.joined(b))
    } else {
        let second = below[0].next as usize;
        let (left, right) = below.split_at_mut(second - first - 1);
        let (left, right) =
            both(left.len(), || bound(left, first + 1, boxes), || bound(right, second, boxes));
        left.joined(&right)
    };
    node.bounds
}

/// Does both, at the same time where there is much to do.
fn both<A: Send, B: Send>(
    size: usize,
    left: impl FnOnce() -> A + Send,
    right: impl FnOnce() -> B + Send,
) -> (A, B) {
    if size < MANY { (left(), right()) } else { rayon::join(left, right) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_gives_every_facet_whose_box_it_meets_and_no_other_even_after_moving() {
        // Small facets scattered over a waving sheet.
        let at = |i: u32, t: f32| {
            let (f, corner) = (i / 3, 0.02 * (i % 3) as f32);
            let x = (f.wrapping_mul(2_654_435_761) >> 8) as f32 / 16_777_216.0 + corner;
            let y = (f.wrapping_mul(40_503) & 0xffff) as f32 / 65_536.0 - corner;
            Point3::new(x, y, libm::sinf(3.0 * x + 2.0 * y + t))
        };
        let facets: Vec<[u32; 3]> = (0..200).map(|f| [3 * f, 3 * f + 1, 3 * f + 2]).collect();
        let place = |t: f32| (0..600).map(|i| at(i, t)).collect::<Vec<_>>();
        let mut tree = FacetTree::new(&place(0.0), &facets);
        for t in [0.0, 1.0] {
            let positions = place(t);
            tree.leave();
            tree.follow(&positions, &facets);
            let low = Point3::new(0.2, 0.3, -1.0);
            let bounds = Box3 { low, high: low + Vector3::new(0.3, 0.3, 1.6) };
            let mut found = Vec::new();
            tree.within(&bounds, |f| found.push(f));
            found.sort_unstable();
            let corners = |f: u32| facets[f as usize].map(|v| positions[v as usize]);
            let want: Vec<u32> =
                (0..200).filter(|&f| Box3::round(&corners(f)).meets(&bounds)).collect();
            assert!(!want.is_empty() && want.len() < 200);
            assert_eq!(found, want);
        }
    }

    #[test]
    fn a_facet_is_found_where_it_was_given_room_and_where_it_is() {
        // Facets in a row, a metre apart.
        let positions: Vec<Point3<f32>> =
            (0..300).map(|i| Point3::new((i / 3) as f32, 0.1 * (i % 3) as f32, 0.0)).collect();
        let facets: Vec<[u32; 3]> = (0..100).map(|f| [3 * f, 3 * f + 1, 3 * f + 2]).collect();
        for moved in [0, 37, 99] {
            let mut tree = FacetTree::new(&positions, &facets);
            let there = Box3::round(&[Point3::new(12.25, 7.0, 0.0)]);
            tree.widen(moved, &there);
            let found = |bounds: &Box3| {
                let mut found = Vec::new();
                tree.within(bounds, |f| found.push(f));
                found
            };
            assert_eq!(found(&there), [moved]);
            let here = Box3::round(&[positions[3 * moved as usize]]);
            assert!(found(&here).contains(&moved));
        }
    }
}
