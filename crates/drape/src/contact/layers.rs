//! Cloth against cloth: vertices kept off facets, on the side that their layers ask for.

use mesh::{closest_barycentric, from_barycentric};
use nalgebra::{Point3, Vector3};
use rayon::prelude::*;

use super::body::BodyCollider;
use super::pair::PairContact;
use super::tree::{Box3, FacetTree};
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

/// A facet where it is now.
#[derive(Clone, Copy, Debug)]
struct Shape {
    middle: Point3<f32>,
    /// Nothing beyond the root of this (m²) from the middle is in reach of the facet.
    reach_squared: f32,
    /// Away from the body, as long as twice the area.
    normal: Vector3<f32>,
}

impl Shape {
    fn of(corners: &[Point3<f32>; 3], facing: f32, reach: f32) -> Self {
        let [a, b, c] = corners;
        let middle = Point3::from((a.coords + b.coords + c.coords) / 3.0);
        let radius = corners.iter().map(|p| (p - middle).norm_squared()).fold(0.0, f32::max).sqrt();
        let normal = (b - a).cross(&(c - a)) * facing;
        Self { middle, reach_squared: (radius + reach).powi(2), normal }
    }
}

/// Where the facets are and which way is out.
struct Sides {
    shapes: Vec<Shape>,
    /// Of each vertex, not of unit length.
    outward: Vec<Vector3<f32>>,
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
/// The candidate list stays good until something has moved half of this (m).
const SLACK: f32 = 0.010;
/// … and is good for so many steps in any case: what moves faster is falling free.
pub(super) const YOUNG: usize = 4;
/// Cloth is damped up to this part of the gap beyond it.
const NEAR: f32 = 0.5;
/// Friction grows linearly up to this displacement a step (m).
const STICK: f32 = 5e-5;

/// Which vertices may meet which facets.
#[derive(Clone, Debug, Default)]
pub(crate) struct LayerSearch {
    facets: Vec<[u32; 3]>,
    /// Lowest and highest layer of each facet's vertices.
    facet_layers: Vec<[i32; 2]>,
    pub(crate) layers: Vec<i32>,
    /// Vertices joined to each vertex by up to two edges or stitches, sorted.
    near: Vec<Vec<u32>>,
    /// +1 where a facet's outside faces away from the body, −1 where a pleat folds it back.
    facing: Vec<f32>,
    candidates: Vec<Vec<u32>>,
    /// Steps since the candidates were found.
    age: usize,
    /// Positions when the candidates were found.
    found_at: Vec<Point3<f32>>,
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
        for list in &mut ring {
            list.sort_unstable();
            list.dedup();
        }
        let near = ring
            .iter()
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
        Self { facets, facet_layers, layers, near, ..Self::default() }
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
        let toward: Vec<f32> = self
            .facets
            .par_iter()
            .with_min_len(128)
            .map(|f| {
                let [a, b, c] = f.map(|v| positions[v as usize]);
                let middle = Point3::from((a.coords + b.coords + c.coords) / 3.0);
                let away = body.at(&middle, 0.5, worn_on).map(|s| s.normal);
                away.map_or(0.0, |away| (b - a).cross(&(c - a)).dot(&away))
            })
            .collect();
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

    /// The contacts in this state, in the order of the vertices. Those `caught` in cloth of their
    /// own layer have none there: it would keep them on the wrong side. `tree` is of the facets,
    /// and looked at where the candidates have to be found anew.
    pub(crate) fn contacts(
        &mut self,
        nodes: &Nodes<'_>,
        velocities: &[Vector3<f32>],
        tree: &mut FacetTree,
        law: &LayerLaw,
        contacts: &mut Vec<PairContact>,
    ) {
        let Nodes { positions, area_cm2, friction, caught } = *nodes;
        self.refresh(positions, tree, law.gap);
        let sides = self.sides(positions, law.gap);
        let found: Vec<[Option<Touch>; 2]> = (0..positions.len())
            .into_par_iter()
            .with_min_len(256)
            .map(|v| {
                let near = self.candidates[v].iter().copied();
                self.touching(v, near, positions, &sides, caught[v], law)
            })
            .collect();
        contacts.clear();
        for (v, found) in found.into_iter().enumerate() {
            for Touch { mut contact, normal, depth } in found.into_iter().flatten() {
                let k = law.stiffness * area_cm2[v];
                let pressed = depth.max(0.0);
                let slid = contact.slid(velocities, &normal) * law.dt;
                let hold =
                    friction[v] * law.friction * k * pressed.min(0.5 * law.gap) / slid.max(STICK);
                contact.force = normal * (k * pressed.min(law.push));
                let spring = if depth > 0.0 { k } else { 0.0 };
                contact.stiffness = Symmetric::of_normal(&normal, spring + k * law.damping, hold);
                contacts.push(contact);
            }
        }
    }

    /// Every vertex with the facets nearer than `reach` (m) to it, up to one on each of its sides,
    /// and the side on which it is to stay: for cloth that is stepped many times before it is looked
    /// at again. `tree` is of the facets. O(n log n) for cloth that is not crumpled.
    pub(crate) fn pairs(
        &self,
        positions: &[Point3<f32>],
        tree: &mut FacetTree,
        reach: f32,
    ) -> Vec<LayerPair> {
        tree.leave();
        tree.follow(positions, &self.facets);
        let sides = self.sides(positions, reach);
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
            .map_init(Vec::new, |near, v| {
                let (p, around) = (positions[v], Vector3::repeat(reach));
                near.clear();
                tree.within(&Box3 { low: p - around, high: p + around }, |f| {
                    let corners = self.facets[f as usize];
                    if corners.iter().all(|w| self.near[v].binary_search(w).is_err()) {
                        near.push(f);
                    }
                });
                let near = near.iter().copied();
                self.touching(v, near, positions, &sides, false, &law)
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

    /// Finds the candidates again where they may have changed.
    fn refresh(&mut self, positions: &[Point3<f32>], tree: &mut FacetTree, gap: f32) {
        let moved = |(p, q): (&Point3<f32>, &Point3<f32>)| (p - q).norm_squared();
        self.age += 1;
        let stale = self.found_at.len() != positions.len()
            || (self.age >= YOUNG
                && positions.iter().zip(&self.found_at).map(moved).fold(0.0, f32::max)
                    > (0.5 * SLACK).powi(2));
        if stale {
            tree.follow(positions, &self.facets);
            self.search(positions, tree, gap);
            self.age = 0;
            self.found_at.clear();
            self.found_at.extend_from_slice(positions);
        }
    }

    fn sides(&self, positions: &[Point3<f32>], gap: f32) -> Sides {
        let reach = REACH.max((1.0 + NEAR) * gap);
        let shapes: Vec<Shape> = self
            .facets
            .par_iter()
            .zip(&self.facing)
            .with_min_len(512)
            .map(|(f, facing)| Shape::of(&f.map(|v| positions[v as usize]), *facing, reach))
            .collect();
        let mut outward = vec![Vector3::zeros(); positions.len()];
        for (f, shape) in self.facets.iter().zip(&shapes) {
            for &v in f {
                outward[v as usize] += shape.normal;
            }
        }
        Sides { shapes, outward }
    }

    /// Up to two contacts of vertex `v`, one on each of its sides, still without force.
    fn touching(
        &self,
        v: usize,
        candidates: impl Iterator<Item = u32>,
        positions: &[Point3<f32>],
        sides: &Sides,
        caught: bool,
        law: &LayerLaw,
    ) -> [Option<Touch>; 2] {
        let mut best: [Option<Touch>; 2] = [None, None];
        let p = positions[v];
        let own = sides.outward[v].try_normalize(1e-20).unwrap_or_else(Vector3::zeros);
        let reach = REACH.max((1.0 + NEAR) * law.gap);
        for f in candidates {
            let shape = &sides.shapes[f as usize];
            if (p - shape.middle).norm_squared() > shape.reach_squared {
                continue;
            }
            let corners = self.facets[f as usize].map(|w| positions[w as usize]);
            let weights = closest_barycentric(&corners, &p);
            let offset = p - from_barycentric(&corners, &weights);
            let distance = offset.norm();
            if distance > reach {
                continue;
            }
            let Some(face) = shape.normal.try_normalize(1e-20) else { continue };
            let [low, high] = self.facet_layers[f as usize];
            let side = if self.layers[v] > high {
                1.0
            } else if self.layers[v] < low {
                -1.0
            } else {
                0.0
            };
            if caught && side == 0.0 {
                continue;
            }
            // Layers lie on each other only where they face the same way; a pinched seam has its
            // two sides face each other.
            let (normal, depth) = if side != 0.0 && own.dot(&face) > 0.3 {
                let height = face.dot(&offset);
                // Beside the facet, not above or below it.
                if (offset - face * height).norm() > 0.5 * law.gap {
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

    /// Finds for each vertex the facets near it that it is not joined to.
    fn search(&mut self, positions: &[Point3<f32>], tree: &FacetTree, gap: f32) {
        let radius = ((1.0 + NEAR) * gap).max(REACH) + SLACK;
        let (facets, near) = (&self.facets, &self.near);
        let (layers, facet_layers) = (&self.layers, &self.facet_layers);
        self.candidates.resize_with(positions.len(), Vec::new);
        self.candidates.par_iter_mut().with_min_len(128).enumerate().for_each(|(v, found)| {
            let p = positions[v];
            found.clear();
            let around = Vector3::repeat(radius);
            tree.within(&Box3 { low: p - around, high: p + around }, |f| {
                let facet = facets[f as usize];
                let [low, high] = facet_layers[f as usize];
                // Cloth of one layer keeps its distance, and is not brought back.
                let same = low <= layers[v] && layers[v] <= high;
                let radius = if same { (1.0 + NEAR) * gap + SLACK } else { radius };
                let corners = facet.map(|w| positions[w as usize]);
                if facet.iter().any(|w| near[v].binary_search(w).is_ok()) {
                    return;
                }
                let weights = closest_barycentric(&corners, &p);
                if (p - from_barycentric(&corners, &weights)).norm() < radius {
                    found.push(f);
                }
            });
        });
    }
}
