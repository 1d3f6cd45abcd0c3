//! Cloth against cloth: vertices kept off facets, on the side that their layers ask for.

use mesh::{closest_barycentric, from_barycentric};
use nalgebra::{Point3, Vector3};
use rayon::prelude::*;

use super::body::BodyCollider;
use super::grid::Grid;
use super::pair::PairContact;
use crate::cpu::LayerPair;
use crate::solver::symmetric::Symmetric;
use crate::{Cloth, PartSet, State};

/// A vertex near a facet, before its forces are known.
#[derive(Clone, Copy, Debug)]
struct Touch {
    contact: PairContact,
    /// Where the vertex is to be pushed, unit length.
    normal: Vector3<f32>,
    /// How much nearer than the gap it is (m); negative beyond.
    depth: f32,
}

/// Which way is out, not of unit length.
struct Sides {
    /// Of each facet.
    normals: Vec<Vector3<f32>>,
    /// Of each vertex.
    outward: Vec<Vector3<f32>>,
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
const YOUNG: usize = 4;
/// Cells of the grid that pairs are sought in (m).
const PAIR_CELL: f32 = 0.04;
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
    layers: Vec<i32>,
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
    /// order counts against their own normal.
    pub(crate) fn face(&mut self, positions: &[Point3<f32>], body: &BodyCollider) {
        if !self.facing.is_empty() {
            return;
        }
        let toward: Vec<f32> = self
            .facets
            .par_iter()
            .with_min_len(128)
            .map(|f| {
                let [a, b, c] = f.map(|v| positions[v as usize]);
                let middle = Point3::from((a.coords + b.coords + c.coords) / 3.0);
                let away = body.at(&middle, 0.5, PartSet::ALL).map(|s| s.normal);
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
    /// own layer have none there: it would keep them on the wrong side.
    pub(crate) fn contacts(
        &mut self,
        state: &State,
        area_cm2: &[f32],
        friction: &[f32],
        caught: &[bool],
        law: &LayerLaw,
        contacts: &mut Vec<PairContact>,
    ) {
        let (positions, velocities) = (state.positions.as_slice(), &state.velocities);
        let moved = |(p, q): (&Point3<f32>, &Point3<f32>)| (p - q).norm_squared();
        self.age += 1;
        let stale = self.found_at.len() != positions.len()
            || (self.age >= YOUNG
                && positions.iter().zip(&self.found_at).map(moved).fold(0.0, f32::max)
                    > (0.5 * SLACK).powi(2));
        if stale {
            self.search(positions, law.gap);
            self.age = 0;
            self.found_at.clear();
            self.found_at.extend_from_slice(positions);
        }
        let sides = self.sides(positions);
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
    /// at again. O(n) for cloth that is not crumpled.
    pub(crate) fn pairs(&self, positions: &[Point3<f32>], reach: f32) -> Vec<LayerPair> {
        let sides = self.sides(positions);
        let law = LayerLaw {
            gap: reach / (1.0 + NEAR),
            stiffness: 0.0,
            friction: 0.0,
            push: 0.0,
            damping: 0.0,
            dt: 0.0,
        };
        let grid = Grid::new(positions, &self.facets, reach, PAIR_CELL);
        let boxes: Vec<[Point3<f32>; 2]> = self
            .facets
            .iter()
            .map(|f| {
                let [a, b, c] = f.map(|v| positions[v as usize]);
                let grow = Vector3::repeat(reach);
                [a.inf(&b).inf(&c) - grow, a.sup(&b).sup(&c) + grow]
            })
            .collect();
        let close = |v: usize, f: u32| {
            let ([low, high], p) = (&boxes[f as usize], &positions[v]);
            (0..3).all(|k| p[k] > low[k] && p[k] < high[k])
                && self.facets[f as usize].iter().all(|w| self.near[v].binary_search(w).is_err())
        };
        let found: Vec<[Option<Touch>; 2]> = (0..positions.len())
            .into_par_iter()
            .with_min_len(256)
            .map(|v| {
                let near = grid.at(&positions[v]).iter().copied().filter(|&f| close(v, f));
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

    fn sides(&self, positions: &[Point3<f32>]) -> Sides {
        let normals: Vec<Vector3<f32>> = self
            .facets
            .par_iter()
            .zip(&self.facing)
            .with_min_len(512)
            .map(|(f, facing)| {
                let [a, b, c] = f.map(|v| positions[v as usize]);
                (b - a).cross(&(c - a)) * *facing
            })
            .collect();
        let mut outward = vec![Vector3::zeros(); positions.len()];
        for (f, n) in self.facets.iter().zip(&normals) {
            for &v in f {
                outward[v as usize] += n;
            }
        }
        Sides { normals, outward }
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
        for f in candidates {
            let corners = self.facets[f as usize].map(|w| positions[w as usize]);
            let weights = closest_barycentric(&corners, &p);
            let offset = p - from_barycentric(&corners, &weights);
            let distance = offset.norm();
            if distance > REACH.max((1.0 + NEAR) * law.gap) {
                continue;
            }
            let Some(face) = sides.normals[f as usize].try_normalize(1e-20) else { continue };
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
    fn search(&mut self, positions: &[Point3<f32>], gap: f32) {
        let radius = ((1.0 + NEAR) * gap).max(REACH) + SLACK;
        let grid = Grid::new(positions, &self.facets, radius, 2.0 * radius);
        let (facets, near) = (&self.facets, &self.near);
        let (layers, facet_layers) = (&self.layers, &self.facet_layers);
        self.candidates = positions
            .par_iter()
            .with_min_len(128)
            .enumerate()
            .map(|(v, p)| {
                let close = |&&f: &&u32| {
                    let corners = facets[f as usize].map(|w| positions[w as usize]);
                    let [low, high] = facet_layers[f as usize];
                    // Cloth of one layer keeps its distance, and is not brought back.
                    let same = low <= layers[v] && layers[v] <= high;
                    let radius = if same { (1.0 + NEAR) * gap + SLACK } else { radius };
                    let low = corners[0].inf(&corners[1]).inf(&corners[2]);
                    let high = corners[0].sup(&corners[1]).sup(&corners[2]);
                    (0..3).all(|k| p[k] > low[k] - radius && p[k] < high[k] + radius)
                        && facets[f as usize].iter().all(|w| near[v].binary_search(w).is_err())
                        && {
                            let weights = closest_barycentric(&corners, p);
                            (p - from_barycentric(&corners, &weights)).norm() < radius
                        }
                };
                grid.at(p).iter().filter(close).copied().collect()
            })
            .collect();
    }
}
