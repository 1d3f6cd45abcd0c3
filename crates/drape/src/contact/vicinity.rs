//! What cloth has near it, looked up again only where it has moved.

use nalgebra::{Point3, Vector3};
use rayon::prelude::*;

use super::shape::{Shape, shapes};
use super::tree::FacetTree;

/// What was found near each other within a reach and this much more (m) holds until something has
/// moved half of it.
pub(super) const SLACK: f32 = 0.003;
/// … and for so many steps in any case: what moves faster is falling free.
const YOUNG: usize = 4;

/// The facets of a cloth, in groups of neighbours, and where they were when each was last looked up.
///
/// A few vertices between folds tremble while all the rest is still: only the groups round them
/// are looked up again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vicinity {
    facets: Vec<[u32; 3]>,
    tree: FacetTree,
    /// Where each vertex was when it was last looked up (m), and the facets between them.
    at: Vec<Point3<f32>>,
    shapes: Vec<Shape>,
    /// The groups that were looked up in this step.
    moved: Vec<u32>,
    /// Steps since any was.
    age: usize,
}

/// The facets near a group, where they were looked up, each a number in every list.
#[derive(Clone, Debug, Default)]
pub(super) struct Neighbours {
    pub(super) facets: Vec<u32>,
    /// Their middles (m), and no corner is farther off (m).
    x: Vec<f32>,
    y: Vec<f32>,
    z: Vec<f32>,
    radius: Vec<f32>,
    /// How far the last [`Neighbours::off`] found something from each sphere (m), and less than
    /// nothing within.
    off: Vec<f32>,
}

impl Neighbours {
    fn clear(&mut self) {
        self.facets.clear();
        for list in [&mut self.x, &mut self.y, &mut self.z, &mut self.radius] {
            list.clear();
        }
    }

    fn push(&mut self, facet: u32, shape: &Shape) {
        self.facets.push(facet);
        self.x.push(shape.middle.x);
        self.y.push(shape.middle.y);
        self.z.push(shape.middle.z);
        self.radius.push(shape.radius);
    }

    /// The facets whose spheres come within `reach` (m) of the segment from `p` along `way`, and how
    /// near (m, negative within).
    pub(super) fn near(
        &mut self,
        p: &Point3<f32>,
        way: &Vector3<f32>,
        reach: f32,
    ) -> impl Iterator<Item = (u32, f32)> + '_ {
        let n = self.facets.len();
        self.off.resize(n, 0.0);
        let per = 1.0 / way.norm_squared().max(1e-20);
        // Of equal lengths that the compiler sees, so that it takes several at a time.
        let (x, y, z, r) = (&self.x[..n], &self.y[..n], &self.z[..n], &self.radius[..n]);
        let off = &mut self.off[..n];
        for i in 0..n {
            let (dx, dy, dz) = (x[i] - p.x, y[i] - p.y, z[i] - p.z);
            let along = (dx * way.x + dy * way.y + dz * way.z) * per;
            let along = if along > 0.0 { along } else { 0.0 };
            let along = if along < 1.0 { along } else { 1.0 };
            let (dx, dy, dz) = (dx - way.x * along, dy - way.y * along, dz - way.z * along);
            off[i] = (dx * dx + dy * dy + dz * dz).sqrt() - r[i];
        }
        let near = self.facets.iter().zip(&self.off);
        near.filter(move |(_, off)| **off <= reach).map(|(f, off)| (*f, *off))
    }
}

impl Vicinity {
    pub(crate) fn new(facets: Vec<[u32; 3]>) -> Self {
        Self { facets, ..Self::default() }
    }

    /// The same facets, of which none has been looked up yet.
    pub(crate) fn afresh(&self) -> Self {
        Self::new(self.facets.clone())
    }

    /// As [`Vicinity::follow`], however lately it looked.
    pub(crate) fn follow_now(&mut self, positions: &[Point3<f32>]) {
        self.age = YOUNG;
        self.follow(positions);
    }

    /// Looks up what has moved; O(n), and little more where nothing has.
    pub(crate) fn follow(&mut self, positions: &[Point3<f32>]) {
        self.moved.clear();
        self.age += 1;
        if self.at.len() != positions.len() {
            self.at = positions.to_vec();
            self.tree = FacetTree::new(positions, &self.facets);
            self.moved = (0..self.tree.groups() as u32).collect();
        } else if self.age >= YOUNG {
            let far = (0.5 * SLACK).powi(2);
            let mut away = vec![false; positions.len()];
            let moved = self.at.par_iter_mut().zip(&mut away).zip(positions).with_min_len(4096);
            moved.for_each(|((at, away), p)| {
                if (p - *at).norm_squared() > far {
                    (*at, *away) = (*p, true);
                }
            });
            let tree = &self.tree;
            let has_moved = |group: &u32| {
                let corners = tree.group(*group as usize).0.iter();
                corners.flat_map(|&f| self.facets[f as usize]).any(|v| away[v as usize])
            };
            self.moved = (0..tree.groups() as u32).filter(has_moved).collect();
            if !self.moved.is_empty() {
                self.tree.leave();
                self.tree.follow(&self.at, &self.facets);
            }
        }
        if !self.moved.is_empty() {
            self.age = 0;
            shapes(&self.facets, &self.at, &mut self.shapes);
        }
    }

    /// Where each vertex was when it was last looked up (m), shape `[n]`.
    pub(super) fn at(&self) -> &[Point3<f32>] {
        &self.at
    }

    /// Do both these places of a vertex lie so near to where it was looked up that nothing which was
    /// not found near it then can meet it?
    pub(super) fn holds(&self, vertex: usize, places: [&Point3<f32>; 2]) -> bool {
        let near = |at: &Point3<f32>| {
            places.iter().all(|p| (*p - at).norm_squared() < (0.5 * SLACK).powi(2))
        };
        self.at.get(vertex).is_some_and(near)
    }

    /// How many groups there are.
    pub(super) fn groups(&self) -> usize {
        self.tree.groups()
    }

    /// The facets of a group.
    pub(super) fn group(&self, group: u32) -> &[u32] {
        self.tree.group(group as usize).0
    }

    /// Gathers the facets whose boxes meet that of `group`, widened by `reach` (m).
    pub(super) fn around(&self, group: u32, reach: f32, around: &mut Neighbours) {
        around.clear();
        let bounds = self.tree.group(group as usize).1.widened(reach);
        self.tree.within(&bounds, |facet| around.push(facet, &self.shapes[facet as usize]));
    }

    /// A facet where it was looked up.
    pub(super) fn shape(&self, facet: u32) -> &Shape {
        &self.shapes[facet as usize]
    }

    /// The groups that something within `reach` (m) of has moved.
    pub(super) fn stale(&self, reach: f32) -> Vec<u32> {
        let all = self.tree.groups();
        if self.moved.len() * 4 > all {
            return (0..all as u32).collect();
        }
        let mut stale = vec![false; all];
        for &group in &self.moved {
            let bounds = self.tree.group(group as usize).1.widened(reach);
            self.tree.within(&bounds, |f| stale[self.tree.group_of(f) as usize] = true);
        }
        (0..all as u32).filter(|g| stale[*g as usize]).collect()
    }
}
