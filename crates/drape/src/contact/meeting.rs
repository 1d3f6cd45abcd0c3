//! Edges and facets that may meet on their ways: whose boxes do.

use rayon::prelude::*;

use super::crossings::{ClothEdge, CrossingSearch, GROUPS, Near};
use super::tree::{Box3, FacetTree};

/// Boxes of edges or facets, each a number in every list.
#[derive(Default)]
struct Boxes {
    of: Vec<u32>,
    low: [Vec<f32>; 3],
    high: [Vec<f32>; 3],
    /// Does it meet what was asked for last?
    meets: Vec<u32>,
    found: Vec<u32>,
}

impl Boxes {
    fn clear(&mut self) {
        self.of.clear();
        self.low.iter_mut().chain(&mut self.high).for_each(Vec::clear);
    }

    fn push(&mut self, of: u32, around: &Box3) {
        self.of.push(of);
        for k in 0..3 {
            self.low[k].push(around.low[k]);
            self.high[k].push(around.high[k]);
        }
    }

    /// Calls `each` with those whose boxes meet `around`.
    fn meeting(&mut self, around: &Box3, mut each: impl FnMut(u32)) {
        let n = self.of.len();
        self.meets.resize(n, 0);
        // Of equal lengths that the compiler sees, so that it takes several at a time.
        let [x, y, z] = self.low.each_ref().map(|low| &low[..n]);
        let [r, s, t] = self.high.each_ref().map(|high| &high[..n]);
        let meets = &mut self.meets[..n];
        let Box3 { low, high } = *around;
        for i in 0..n {
            meets[i] = u32::from(x[i] <= high.x)
                & u32::from(r[i] >= low.x)
                & u32::from(y[i] <= high.y)
                & u32::from(s[i] >= low.y)
                & u32::from(z[i] <= high.z)
                & u32::from(t[i] >= low.z);
        }
        // Gathered without a branch: which of them do cannot be foretold.
        self.found.resize(n, 0);
        let mut found = 0;
        for (of, meets) in self.of.iter().zip(meets) {
            self.found[found] = *of;
            found += *meets as usize;
        }
        self.found[..found].iter().for_each(|of| each(*of));
    }
}

impl CrossingSearch {
    /// The vertices of those edges and facets found near each other of which `keep` says so.
    pub(super) fn listed(&self, keep: impl Fn(&[u32; 5]) -> bool + Sync) -> Vec<[u32; 5]> {
        let kept = |near: &[Near]| -> Vec<[u32; 5]> {
            let pairs = near.iter().flat_map(|n| &n.piercing);
            pairs.map(|&(e, f)| self.vertices(e, f)).filter(&keep).collect()
        };
        let kept: Vec<Vec<[u32; 5]>> = self.near.par_chunks(GROUPS).map(kept).collect();
        kept.concat()
    }

    /// The vertices of the edges and facets, of which some vertex is `marked` and none is common or sewn,
    /// whose boxes meet, and of which `keep` says so. Each vertex is somewhere in its one of `boxes`,
    /// `tree` is round those of the facets, and `groups` are those of its groups that have one that is
    /// marked: what is round a group is asked for once.
    pub(super) fn meeting(
        &self,
        tree: &FacetTree,
        boxes: &[Box3],
        marked: &[bool],
        groups: &[u32],
        keep: impl Fn(&[u32; 5]) -> bool + Sync,
    ) -> Vec<[u32; 5]> {
        let is_marked = |v: &u32| marked[*v as usize];
        let around = |vertices: &[u32]| {
            let each = vertices.iter().map(|v| boxes[*v as usize]);
            each.reduce(|a, b| a.joined(&b)).expect("an edge or facet has vertices")
        };
        let look_round = |(facets, edges): &mut (Boxes, Boxes), &group: &u32| {
            let mut pairs = Vec::new();
            let mut add = |edge, facet| {
                let pair = self.vertices(edge, facet);
                if self.are_apart(edge, facet) && keep(&pair) {
                    pairs.push(pair);
                }
            };
            let home = tree.group(group as usize).0;
            let corners = |f: u32| &self.facets[f as usize];
            let going = || home.iter().filter(|f| corners(**f).iter().any(is_marked));
            let each = going().map(|f| around(corners(*f)));
            let Some(all) = each.reduce(|a, b| a.joined(&b)) else { return pairs };
            facets.clear();
            edges.clear();
            tree.boxes_within(&all, |f, box_of| {
                facets.push(f, &box_of);
                for (e, edge) in self.own_edges(f) {
                    if !edge.ends.iter().any(is_marked) {
                        edges.push(e, &around(&edge.ends));
                    }
                }
            });
            for &f in going() {
                for (e, edge) in self.own_edges(f) {
                    if edge.ends.iter().any(is_marked) {
                        facets.meeting(&around(&edge.ends), |other| add(e, other));
                    }
                }
                edges.meeting(&around(corners(f)), |other| add(other, f));
            }
            pairs
        };
        let found: Vec<Vec<[u32; 5]>> = groups
            .par_iter()
            .with_min_len(GROUPS)
            .with_max_len(8 * GROUPS)
            .map_init(Default::default, look_round)
            .collect();
        found.concat()
    }

    /// The edges of a facet that are counted to it, and not to the facet on their other side.
    fn own_edges(&self, facet: u32) -> impl Iterator<Item = (u32, &ClothEdge)> {
        let edges = self.facet_edges[facet as usize].into_iter();
        let edges = edges.map(|e| (e, &self.edges[e as usize]));
        edges.filter(move |(_, edge)| edge.facets[0] == facet)
    }
}
