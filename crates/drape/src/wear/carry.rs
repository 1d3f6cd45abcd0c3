//! Cloth carried along by a body that moves.

use nalgebra::{Point3, Vector3};
use rayon::prelude::*;

use crate::{BodyPart, Cloth, Mannequin, PartSet};

/// Nearest skin vertices that a cloth vertex goes by.
const NEAREST: usize = 6;
/// Fewest vertices that one task looks round.
const MANY: usize = 64;
/// Rounds of smoothing the movement over the cloth.
const SMOOTH: usize = 6;

/// What skin each cloth vertex goes with, so that sleeves follow quick arms without being caught
/// by them: cloth is moved with the skin below it first, and the solver then does the rest.
#[derive(Clone, Debug)]
pub(super) struct Carry {
    near: Vec<Vec<(u32, f32)>>,
    edges: Vec<[u32; 2]>,
    degree: Vec<f32>,
}

impl Carry {
    /// For `cloth` at `positions` (m) round `body` in its dressing posture. Vertices that meet no
    /// arm stay behind.
    pub(super) fn new(cloth: &Cloth, positions: &[Point3<f32>], body: &Mannequin) -> Self {
        let arms = PartSet::of(&[BodyPart::ArmLeft, BodyPart::ArmRight]);
        let near = cloth
            .vertices
            .par_iter()
            .zip(positions)
            .with_min_len(MANY)
            .map(|(vertex, p)| {
                if vertex.touches.bits() & arms.bits() == 0 {
                    return Vec::new();
                }
                let mut best = [(f32::INFINITY, 0u32); NEAREST];
                for (i, (q, part)) in body.mesh.positions.iter().zip(&body.parts).enumerate() {
                    let d = (p - q).norm_squared();
                    if d < best[NEAREST - 1].0 && vertex.touches.contains(*part) {
                        let at = best.partition_point(|b| b.0 < d);
                        best[at..].rotate_right(1);
                        best[at] = (d, i as u32);
                    }
                }
                let weight = |d: f32| 1.0 / (d + 1e-4);
                let total: f32 = best.iter().map(|b| weight(b.0)).sum();
                best.iter().map(|b| (b.1, weight(b.0) / total)).collect()
            })
            .collect();
        let mut edges: Vec<[u32; 2]> = cloth
            .facets
            .iter()
            .flat_map(|f| (0..3).map(|k| (f.vertices[k], f.vertices[(k + 1) % 3])))
            .map(|(a, b)| [a.min(b), a.max(b)])
            .collect();
        edges.sort_unstable();
        edges.dedup();
        let mut degree = vec![0.0; positions.len()];
        for e in &edges {
            for &v in e {
                degree[v as usize] += 1.0;
            }
        }
        Self { near, edges, degree }
    }

    /// How the cloth moves (m) as the skin does between two times of the body's motion, 0–1.
    pub(super) fn along(&self, body: &Mannequin, from: f32, to: f32) -> Vec<Vector3<f32>> {
        let (before, after) = (posture(body, from), posture(body, to));
        let mut moves: Vec<Vector3<f32>> = self
            .near
            .iter()
            .map(|near| {
                near.iter().map(|&(i, w)| (after(i as usize) - before(i as usize)) * w).sum()
            })
            .collect();
        for _ in 0..SMOOTH {
            let mut sums = moves.clone();
            for [a, b] in &self.edges {
                sums[*a as usize] += moves[*b as usize];
                sums[*b as usize] += moves[*a as usize];
            }
            for ((m, sum), degree) in moves.iter_mut().zip(sums).zip(&self.degree) {
                *m = sum / (degree + 1.0);
            }
        }
        moves
    }
}

/// The body's vertices at that time of its motion.
fn posture(body: &Mannequin, time: f32) -> impl Fn(usize) -> Point3<f32> + '_ {
    let frames = body.motion.len();
    let at = time.clamp(0.0, 1.0) * frames as f32;
    let i = (at as usize).min(frames.saturating_sub(1));
    let t = at - i as f32;
    let frame = move |k: usize| {
        if k == 0 { &body.mesh.positions } else { &body.motion[(k - 1).min(frames - 1)] }
    };
    move |v| {
        if frames == 0 {
            return body.mesh.positions[v];
        }
        let (a, b) = (frame(i)[v], frame(i + 1)[v]);
        a + (b - a) * t
    }
}
