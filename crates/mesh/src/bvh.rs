//! A tree of boxes over triangles that follows them when they move.

use nalgebra::Point3;

use crate::closest::{closest_barycentric, from_barycentric};

/// A bounding volume hierarchy over triangles, each tagged with a set of groups.
///
/// It keeps its own copy of the triangles' corners, packed in leaf order, so a query touches
/// memory in one place; [`Bvh::refit`] moves them without building anew.
#[derive(Clone, Debug, Default)]
pub struct Bvh {
    nodes: Vec<Node>,
    /// Triangle at each place of leaf order.
    order: Vec<u32>,
    corners: Vec<[Point3<f32>; 3]>,
    groups: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    low: Point3<f32>,
    high: Point3<f32>,
    /// Leaf: first place of its triangles. Inner: index of its right child; the left is next.
    first: u32,
    /// Leaf: how many triangles. Inner: 0.
    count: u32,
    groups: u8,
}

/// The point of a mesh that is nearest to a query.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nearest {
    /// The triangle it lies on.
    pub triangle: u32,
    /// Its barycentric coordinates there.
    pub barycentric: [f32; 3],
    /// The point (m).
    pub point: Point3<f32>,
    /// Its distance from the query (m), not signed.
    pub distance: f32,
}

const LEAF: usize = 4;

impl Bvh {
    /// The tree of `triangles` over `positions`; `groups[t]` is the bit set of the groups that
    /// triangle `t` is in (all ones where the slice is empty).
    pub fn new(positions: &[Point3<f32>], triangles: &[[u32; 3]], groups: &[u8]) -> Self {
        let mut order: Vec<u32> = (0..triangles.len() as u32).collect();
        let centres: Vec<Point3<f32>> = triangles
            .iter()
            .map(|t| {
                let [a, b, c] = t.map(|v| positions[v as usize].coords);
                Point3::from((a + b + c) / 3.0)
            })
            .collect();
        let mut nodes = Vec::new();
        if !order.is_empty() {
            split(&mut nodes, &centres, &mut order, 0);
        }
        let of = |&t: &u32| groups.get(t as usize).copied().unwrap_or(0xff);
        let groups = order.iter().map(of).collect();
        let mut bvh = Self { nodes, order, corners: Vec::new(), groups };
        bvh.refit(positions, triangles);
        bvh
    }

    /// Follows the same triangles to new `positions`. Costs one pass over triangles and nodes.
    pub fn refit(&mut self, positions: &[Point3<f32>], triangles: &[[u32; 3]]) {
        self.corners.clear();
        self.corners.extend(
            self.order.iter().map(|&t| triangles[t as usize].map(|v| positions[v as usize])),
        );
        for i in (0..self.nodes.len()).rev() {
            let node = self.nodes[i];
            let (mut low, mut high, mut groups);
            if node.count > 0 {
                let range = node.first as usize..(node.first + node.count) as usize;
                low = Point3::from([f32::INFINITY; 3]);
                high = Point3::from([f32::NEG_INFINITY; 3]);
                for p in self.corners[range.clone()].iter().flatten() {
                    low = low.inf(p);
                    high = high.sup(p);
                }
                groups = self.groups[range].iter().fold(0, |all, g| all | g);
            } else {
                let (left, right) = (&self.nodes[i + 1], &self.nodes[node.first as usize]);
                low = left.low.inf(&right.low);
                high = left.high.sup(&right.high);
                groups = left.groups | right.groups;
            }
            let node = &mut self.nodes[i];
            std::mem::swap(&mut node.low, &mut low);
            std::mem::swap(&mut node.high, &mut high);
            std::mem::swap(&mut node.groups, &mut groups);
        }
    }

    /// The nearest point of the triangles in any of `groups` that is nearer than `within` (m) to
    /// `point`; `None` where there is none. O(log n) where `within` is small.
    pub fn nearest(&self, point: &Point3<f32>, within: f32, groups: u8) -> Option<Nearest> {
        let mut best = within * within;
        let mut found: Option<(u32, [f32; 3], Point3<f32>)> = None;
        let mut stack = [(0u32, 0.0f32); 64];
        let mut top = 0;
        if let Some(root) = self.nodes.first() {
            stack[0] = (0, root.distance_squared(point));
            top = 1;
        }
        while top > 0 {
            top -= 1;
            let (index, distance) = stack[top];
            let node = &self.nodes[index as usize];
            if distance >= best || node.groups & groups == 0 {
                continue;
            }
            if node.count > 0 {
                for place in node.first as usize..(node.first + node.count) as usize {
                    if self.groups[place] & groups == 0 {
                        continue;
                    }
                    let corners = &self.corners[place];
                    let barycentric = closest_barycentric(corners, point);
                    let nearest = from_barycentric(corners, &barycentric);
                    let d = (point - nearest).norm_squared();
                    if d < best {
                        best = d;
                        found = Some((self.order[place], barycentric, nearest));
                    }
                }
            } else {
                let (left, right) = (index + 1, node.first);
                let l = (left, self.nodes[left as usize].distance_squared(point));
                let r = (right, self.nodes[right as usize].distance_squared(point));
                let (near, far) = if l.1 <= r.1 { (l, r) } else { (r, l) };
                stack[top] = far;
                stack[top + 1] = near;
                top += 2;
            }
        }
        let (triangle, barycentric, nearest) = found?;
        Some(Nearest { triangle, barycentric, point: nearest, distance: best.sqrt() })
    }
}

impl Node {
    fn distance_squared(&self, p: &Point3<f32>) -> f32 {
        let mut sum = 0.0;
        for k in 0..3 {
            let d = (self.low[k] - p[k]).max(p[k] - self.high[k]).max(0.0);
            sum += d * d;
        }
        sum
    }
}

/// Appends the nodes over `order[..]`, whose places begin at `first`, depth first.
fn split(nodes: &mut Vec<Node>, centres: &[Point3<f32>], order: &mut [u32], first: usize) {
    let here = nodes.len();
    nodes.push(Node {
        low: Point3::origin(),
        high: Point3::origin(),
        first: first as u32,
        count: order.len() as u32,
        groups: 0,
    });
    if order.len() <= LEAF {
        return;
    }
    let middle = order.len() / 2;
    let (left, right) = halves(centres, order);
    split(nodes, centres, left, first);
    nodes[here].first = nodes.len() as u32;
    nodes[here].count = 0;
    split(nodes, centres, right, first + middle);
}

/// Puts `order`, indices into `centres`, in two halves on the two sides of a plane across the longest axis of
/// the box that holds them; the second has one more of an odd number. The same for the same input; O(n).
///
/// # Panics
///
/// For an empty `order`.
pub fn halves<'a>(centres: &[Point3<f32>], order: &'a mut [u32]) -> (&'a mut [u32], &'a mut [u32]) {
    let mut low = centres[order[0] as usize];
    let mut high = low;
    for &i in order.iter() {
        low = low.inf(&centres[i as usize]);
        high = high.sup(&centres[i as usize]);
    }
    let axis = (high - low).imax();
    let middle = order.len() / 2;
    order.select_nth_unstable_by(middle, |&i, &j| {
        let (i_at, j_at) = (centres[i as usize][axis], centres[j as usize][axis]);
        i_at.total_cmp(&j_at).then(i.cmp(&j))
    });
    order.split_at_mut(middle)
}
