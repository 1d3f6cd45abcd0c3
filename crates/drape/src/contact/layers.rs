//! Cloth against cloth: vertices kept off facets, on the side that their layers ask for.

use mesh::{closest_barycentric, from_barycentric};
use nalgebra::{Point3, Vector3};
use rayon::prelude::*;

use super::body::BodyCollider;
use super::pair::PairContact;
use super::shape::{Shape, shapes};
use super::tree::{Box3, FacetTree};
use super::vicinity::{Neighbours, SLACK, Vicinity};
use crate::cpu::LayerPair;
use crate::solver::symmetric::Symmetric;
use crate::{BodyPart, Cloth, PartSet};

/// A vertex near a facet, before its forces are known.
#[derive(Clone, Copy, Debug)]
struct Touch {
    contact: PairContact,
    /// Where the vertex is to be pushed, unit length.
    normal: Vector3<f32>,
    /// How much nearer than the gap it is (m); negative beyond.
    depth: f32,
}

/// What contacts between cloth and cloth ask of the vertices, each of shape `[n]`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Nodes<'a> {
    pub(crate) positions: &'a [Point3<f32>],
    pub(crate) area_cm2: &'a [f32],
    pub(crate) friction: &'a [f32],
    /// Vertices of edges that cross cloth: a contact would keep them there.
    pub(crate) caught: &'a [bool],
}

/// How strongly cloth is kept off cloth.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LayerLaw {
    /// Distance (m) that is kept.
    pub(crate) gap: f32,
    /// N/m per cm² of the vertex.
    pub(crate) stiffness: f32,
    /// Factor on the friction of the fabrics.
    pub(crate) friction: f32,
    /// Most that a contact pushes in one step (m).
    pub(crate) push: f32,
    /// Part of the stiffness that resists coming nearer and going apart within a step: without
    /// it, folds that press on each other go on trembling.
    pub(crate) damping: f32,
    pub(crate) dt: f32,
}

/// A vertex on the wrong side of a lower layer is brought back from this far (m).
const REACH: f32 = 0.016;
/// Cloth is damped up to this part of the gap beyond it.
const NEAR: f32 = 0.5;
/// Friction grows linearly up to this displacement a step (m).
const STICK: f32 = 5e-5;
/// Cosine of the angle up to which cloth faces the same way.
const ALIKE: f32 = 0.3;
/// Fewest groups of facets that one task looks round from.
const GROUPS: usize = 32;
/// Fewest vertices whose neighbours one task gathers.
const MANY: usize = 512;
/// Facets, one after another in their panel, that one task looks for the skin from, and how far (m).
const RUN: usize = 128;
const FAR: f32 = 0.5;

/// Vertices, each with where its list ends, and the facets that they may meet, list after list.
#[derive(Clone, Debug, Default)]
struct Candidates {
    vertices: Vec<(u32, u32)>,
    facets: Vec<u32>,
}

impl Candidates {
    /// Each vertex with its facets.
    fn lists(&self) -> impl Iterator<Item = (usize, &[u32])> {
        let begins = std::iter::once(0).chain(self.vertices.iter().map(|v| v.1 as usize));
        begins
            .zip(&self.vertices)
            .map(|(begin, &(v, end))| (v as usize, &self.facets[begin..end as usize]))
    }
}

/// The vertices that one is joined to.
#[derive(Default)]
struct Joined {
    /// For each vertex, the last one that it was joined to, and 1.
    to: Vec<u32>,
    of: u32,
}

impl Joined {
    fn turn_to(&mut self, v: usize, near: &[u32], vertices: usize) {
        self.to.resize(vertices, 0);
        self.of = v as u32 + 1;
        for &w in near {
            self.to[w as usize] = self.of;
        }
    }

    fn has_any(&self, corners: &[u32; 3]) -> bool {
        corners.iter().any(|&w| self.to[w as usize] == self.of)
    }
}

/// How a vertex is to lie to a facet.
#[derive(Clone, Copy, Debug)]
struct Lies {
    /// 1 before its outer side, −1 behind, 0 where it may be on both.
    side: f32,
    /// 1 where both face the same way, else −1; else the order does not count.
    facing: f32,
}

/// Facets near each vertex: where its list begins, and the lists.
#[derive(Clone, Debug)]
pub(crate) struct Within {
    begin: Vec<usize>,
    near: Vec<(u32, Lies)>,
}

/// Which vertices may meet which facets.
#[derive(Clone, Debug, Default)]
pub(crate) struct LayerSearch {
    facets: Vec<[u32; 3]>,
    /// Lowest and highest layer of each facet's vertices.
    facet_layers: Vec<[i32; 2]>,
    layers: Vec<i32>,
    /// Vertices joined to each vertex by up to two edges or stitches, sorted.
    near: Vec<Vec<u32>>,
    /// +1 where a facet's outside faces away from the body, −1 where a pleat folds it back.
    facing: Vec<f32>,
    /// The facet that looks round for each vertex: one of those round it.
    home: Vec<u32>,
    /// Of each group of facets.
    candidates: Vec<Candidates>,
}

impl LayerSearch {
    pub(crate) fn new(cloth: &Cloth) -> Self {
        let n = cloth.vertices.len();
        let mut ring: Vec<Vec<u32>> = vec![Vec::new(); n];
        for facet in &cloth.facets {
            for v in facet.vertices {
                ring[v as usize].extend(facet.vertices);
            }
        }
        for stitch in &cloth.stitches {
            ring[stitch.a as usize].push(stitch.b);
            ring[stitch.b as usize].push(stitch.a);
        }
        ring.par_iter_mut().with_min_len(MANY).for_each(|list| {
            list.sort_unstable();
            list.dedup();
        });
        let near = ring
            .par_iter()
            .with_min_len(MANY)
            .map(|list| {
                let mut near: Vec<u32> =
                    list.iter().flat_map(|&v| &ring[v as usize]).copied().collect();
                near.sort_unstable();
                near.dedup();
                near
            })
            .collect();
        let layers: Vec<i32> = cloth.vertices.iter().map(|v| v.layer).collect();
        let facets: Vec<[u32; 3]> = cloth.facets.iter().map(|f| f.vertices).collect();
        let facet_layers = facets
            .iter()
            .map(|f| {
                let l = f.map(|v| layers[v as usize]);
                [l[0].min(l[1]).min(l[2]), l[0].max(l[1]).max(l[2])]
            })
            .collect();
        let mut home = vec![0; n];
        for (f, facet) in (0..).zip(&facets) {
            for &v in facet {
                home[v as usize] = f;
            }
        }
        Self { facets, facet_layers, layers, near, home, ..Self::default() }
    }

    /// The facets as they are at `positions` (m), shape `[m]`.
    pub(crate) fn shapes(&self, positions: &[Point3<f32>], shape: &mut Vec<Shape>) {
        shapes(&self.facets, positions, shape);
    }

    /// Learns from the first state which facets are folded to face the body: there the layer
    /// order counts against their own normal. The head does not count, as a front that is laid out
    /// below the chin faces up to it.
    pub(crate) fn face(&mut self, positions: &[Point3<f32>], body: &BodyCollider) {
        if !self.facing.is_empty() {
            return;
        }
        let worn_on = PartSet::of(&[
            BodyPart::Torso,
            BodyPart::ArmLeft,
            BodyPart::ArmRight,
            BodyPart::LegLeft,
            BodyPart::LegRight,
        ]);
        let mut toward = vec![0.0f32; self.facets.len()];
        let runs = toward.par_chunks_mut(RUN).zip(self.facets.par_chunks(RUN));
        runs.for_each(|(toward, facets)| {
            // The skin is no farther from a facet than from the one before it and from there to here.
            let mut last: Option<(Point3<f32>, f32)> = None;
            for (toward, f) in toward.iter_mut().zip(facets) {
                let [a, b, c] = f.map(|v| positions[v as usize]);
                let middle = Point3::from((a.coords + b.coords + c.coords) / 3.0);
                let farthest = last.map_or(FAR, |(from, off)| off + (middle - from).norm() * 1.001);
                let skin = body.at(&middle, (farthest + 1e-5).min(FAR), worn_on);
                last = skin.map(|s| (middle, s.distance.abs()));
                *toward = skin.map_or(0.0, |s| (b - a).cross(&(c - a)).dot(&s.normal));
            }
        });
        // A facet that lies askew follows those around it.
        let mut around = vec![0.0; positions.len()];
        for (f, t) in self.facets.iter().zip(&toward) {
            for &v in f {
                around[v as usize] += t;
            }
        }
        self.facing = self
            .facets
            .iter()
            .zip(&toward)
            .map(|(f, t)| {
                let vote: f32 = 3.0 * t + f.iter().map(|&v| around[v as usize]).sum::<f32>();
                if vote < 0.0 { -1.0 } else { 1.0 }
            })
            .collect();
    }

    /// The contacts in this state, in the order of the tree. Those `caught` in cloth of their own layer
    /// have none there: it would keep them on the wrong side. `shapes` are the facets, and
    /// `vicinity` has followed them.
    pub(crate) fn contacts(
        &mut self,
        nodes: &Nodes<'_>,
        velocities: &[Vector3<f32>],
        shapes: &[Shape],
        vicinity: &Vicinity,
        law: &LayerLaw,
        contacts: &mut Vec<PairContact>,
    ) {
        let Nodes { positions, area_cm2, friction, caught } = *nodes;
        self.look_round(vicinity, law.gap);
        let outward = self.outward(positions.len(), shapes);
        let contact = |v: usize, touch: Touch| {
            let Touch { mut contact, normal, depth } = touch;
            let k = law.stiffness * area_cm2[v];
            let pressed = depth.max(0.0);
            let slid = contact.slid(velocities, &normal) * law.dt;
            let hold =
                friction[v] * law.friction * k * pressed.min(0.5 * law.gap) / slid.max(STICK);
            contact.force = normal * (k * pressed.min(law.push));
            let spring = if depth > 0.0 { k } else { 0.0 };
            contact.stiffness = Symmetric::of_normal(&normal, spring + k * law.damping, hold);
            contact
        };
        let found: Vec<Vec<PairContact>> = self
            .candidates
            .par_iter()
            .with_min_len(GROUPS)
            .with_max_len(8 * GROUPS)
            .map(|candidates| {
                let mut found = Vec::new();
                for (v, near) in candidates.lists() {
                    let near = near.iter().map(|&f| (f, self.by_layer(v, f)));
                    let touching =
                        self.touching(v, near, positions, shapes, &outward[v], caught[v], law);
                    found.extend(touching.into_iter().flatten().map(|touch| contact(v, touch)));
                }
                found
            })
            .collect();
        contacts.clear();
        for found in &found {
            contacts.extend_from_slice(found);
        }
    }

    /// The facets nearer than `reach` (m) to each vertex that it is not joined to, and how it lies to them
    /// at those positions.
    pub(crate) fn within(&self, positions: &[Point3<f32>], reach: f32) -> Within {
        let tree = FacetTree::new(positions, &self.facets);
        let mut shape = Vec::new();
        self.shapes(positions, &mut shape);
        let outward = self.outward(positions.len(), &shape);
        let mut joined = Joined::default();
        let mut within = Within { begin: vec![0], near: Vec::new() };
        for (v, &p) in positions.iter().enumerate() {
            joined.turn_to(v, &self.near[v], positions.len());
            tree.within(&Box3 { low: p, high: p }.widened(reach), |f| {
                if joined.has_any(&self.facets[f as usize]) {
                    return;
                }
                let ordered = self.by_layer(v, f);
                let shape = &shape[f as usize];
                let face = shape.normal * self.facing[f as usize];
                let alike = outward[v].try_normalize(1e-20).map_or(0.0, |own| own.dot(&face));
                let lies = if ordered.side == 0.0 && alike.abs() > ALIKE {
                    Lies { side: face.dot(&(p - shape.middle)).signum(), facing: alike.signum() }
                } else {
                    ordered
                };
                within.near.push((f, lies));
            });
            within.begin.push(within.near.len());
        }
        within
    }

    /// Every vertex with those facets of its list that are nearer than `reach` (m) to it, up to one on each
    /// of its sides, and the side on which it is to stay: for cloth that is stepped many times before it
    /// is looked at again. O(facets in the lists).
    pub(crate) fn pairs(
        &self,
        within: &Within,
        positions: &[Point3<f32>],
        reach: f32,
    ) -> Vec<LayerPair> {
        let mut shape = Vec::new();
        self.shapes(positions, &mut shape);
        let outward = self.outward(positions.len(), &shape);
        let law = LayerLaw {
            gap: reach / (1.0 + NEAR),
            stiffness: 0.0,
            friction: 0.0,
            push: 0.0,
            damping: 0.0,
            dt: 0.0,
        };
        let found: Vec<[Option<Touch>; 2]> = (0..positions.len())
            .into_par_iter()
            .with_min_len(256)
            .map(|v| {
                let near = &within.near[within.begin[v]..within.begin[v + 1]];
                self.touching(v, near.iter().copied(), positions, &shape, &outward[v], false, &law)
            })
            .collect();
        found
            .iter()
            .flatten()
            .flatten()
            .filter_map(|touch| {
                let ([vertex, a, b, c], weights) = touch.contact.vertex_and_facet();
                let [p, q, r] = [a, b, c].map(|v| positions[v as usize]);
                let face = (q - p).cross(&(r - p)).try_normalize(1e-20)?;
                let along = face.dot(&touch.normal);
                // What lies beside a facet is on neither of its sides.
                (along.abs() > 0.5).then_some(LayerPair {
                    vertex,
                    a,
                    b,
                    c,
                    weight_a: weights[0],
                    weight_b: weights[1],
                    weight_c: weights[2],
                    side: along.signum(),
                })
            })
            .collect()
    }

    /// Which way is out at each vertex, not of unit length.
    fn outward(&self, vertices: usize, shapes: &[Shape]) -> Vec<Vector3<f32>> {
        let mut outward = vec![Vector3::zeros(); vertices];
        for ((f, shape), &facing) in self.facets.iter().zip(shapes).zip(&self.facing) {
            for &v in f {
                outward[v as usize] += shape.across * facing;
            }
        }
        outward
    }

    /// How a vertex lies to a facet by the order of their layers.
    fn by_layer(&self, v: usize, f: u32) -> Lies {
        let [low, high] = self.facet_layers[f as usize];
        let over = i8::from(self.layers[v] > high) - i8::from(self.layers[v] < low);
        Lies { side: f32::from(over), facing: 1.0 }
    }

    /// Up to two contacts of vertex `v`, one on each of its sides, still without force.
    #[expect(clippy::too_many_arguments, reason = "all that is known of one vertex")]
    fn touching(
        &self,
        v: usize,
        candidates: impl Iterator<Item = (u32, Lies)>,
        positions: &[Point3<f32>],
        shapes: &[Shape],
        outward: &Vector3<f32>,
        caught: bool,
        law: &LayerLaw,
    ) -> [Option<Touch>; 2] {
        let mut best: [Option<Touch>; 2] = [None, None];
        let p = positions[v];
        let own = outward.try_normalize(1e-20).unwrap_or_else(Vector3::zeros);
        let near = (1.0 + NEAR) * law.gap;
        let reach = REACH.max(near);
        for (f, Lies { side, facing }) in candidates {
            let shape = &shapes[f as usize];
            let from = p - shape.middle;
            let square = from.norm_squared();
            // Nearly all are seen from their spheres and planes not to touch.
            if square > (shape.radius + reach).powi(2) {
                continue;
            }
            let face = shape.normal * self.facing[f as usize];
            let up = face.dot(&from);
            if caught && side == 0.0 {
                continue;
            }
            // Layers lie on each other only where they face the same way; a pinched seam has its
            // two sides face each other.
            let layered = side != 0.0 && facing * own.dot(&face) > ALIKE;
            let beside = if layered { 0.5 * law.gap } else { near };
            let far = if layered { side * up >= near } else { up.abs() >= near };
            if far || square - up * up > (shape.radius + beside).powi(2) || face == Vector3::zeros()
            {
                continue;
            }
            let corners = self.facets[f as usize].map(|w| positions[w as usize]);
            let weights = closest_barycentric(&corners, &p);
            let offset = p - from_barycentric(&corners, &weights);
            let distance = offset.norm();
            if distance > reach {
                continue;
            }
            let (normal, depth) = if layered {
                let height = face.dot(&offset);
                // Beside the facet, not above or below it.
                if (offset - face * height).norm() > beside {
                    continue;
                }
                (face * side, law.gap - side * height)
            } else if distance > 1e-5 {
                (offset / distance, law.gap - distance)
            } else {
                continue;
            };
            if depth <= -NEAR * law.gap {
                continue;
            }
            let slot = usize::from(normal.dot(&own) < 0.0);
            if best[slot].is_none_or(|b| depth > b.depth) {
                let contact = PairContact::of_vertex(v as u32, self.facets[f as usize], weights);
                best[slot] = Some(Touch { contact, normal, depth });
            }
        }
        best
    }

    /// Finds the facets near each vertex that it is not joined to, where they may have changed.
    fn look_round(&mut self, vicinity: &Vicinity, gap: f32) {
        // Cloth of one layer keeps its distance, and is not brought back.
        let same_reach = (1.0 + NEAR) * gap + SLACK;
        let reach = ((1.0 + NEAR) * gap).max(REACH) + SLACK;
        let at = vicinity.at();
        let (facets, home, joined) = (&self.facets, &self.home, &self.near);
        let (layers, facet_layers) = (&self.layers, &self.facet_layers);
        let look_round = |(around, ring): &mut (Neighbours, Joined), &group: &u32| {
            let mut found = Candidates::default();
            vicinity.around(group, reach, around);
            let of = |&h: &u32| facets[h as usize].into_iter().map(move |v| (h, v as usize));
            for (_, v) in vicinity.group(group).iter().flat_map(of).filter(|&(h, v)| home[v] == h) {
                ring.turn_to(v, &joined[v], at.len());
                for (f, off) in around.near(&at[v], &Vector3::zeros(), reach) {
                    if off > same_reach {
                        let [low, high] = facet_layers[f as usize];
                        if low <= layers[v] && layers[v] <= high {
                            continue;
                        }
                        // A layer is met above or below a facet, which may tilt till then.
                        let shape = vicinity.shape(f);
                        let from = at[v] - shape.middle;
                        let up = shape.normal.dot(&from);
                        let beside =
                            shape.radius + 0.5 * gap + SLACK * (1.0 + up.abs() / shape.radius);
                        if from.norm_squared() - up * up > beside * beside {
                            continue;
                        }
                    }
                    if !ring.has_any(&facets[f as usize]) {
                        found.facets.push(f);
                    }
                }
                found.vertices.push((v as u32, found.facets.len() as u32));
            }
            (group, found)
        };
        let stale = vicinity.stale(reach);
        let found: Vec<(u32, Candidates)> = stale
            .par_iter()
            .with_min_len(GROUPS)
            .with_max_len(8 * GROUPS)
            .map_init(Default::default, look_round)
            .collect();
        self.candidates.resize_with(vicinity.groups(), Candidates::default);
        for (group, found) in found {
            self.candidates[group as usize] = found;
        }
    }
}
