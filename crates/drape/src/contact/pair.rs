//! Two places of the cloth that act on each other.

use nalgebra::Vector3;

use crate::kernel::PcgContact;
use crate::solver::symmetric::Symmetric;

/// Most vertices that one contact joins: an edge's two and a facet's three.
const NODES: usize = 5;

/// A vertex near a facet, or an edge through a facet. Energy −F·r + ½ rᵀ M r over the displacement
/// r in this step of the first place relative to the second.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PairContact {
    vertices: [u32; NODES],
    /// Positive on the first place, negative on the second; their sum is zero.
    weights: [f32; NODES],
    pub(crate) force: Vector3<f32>,
    pub(crate) stiffness: Symmetric,
}

impl PairContact {
    /// A vertex and the place on a facet with those barycentric `weights`, still without force.
    pub(crate) fn of_vertex(vertex: u32, corners: [u32; 3], weights: [f32; 3]) -> Self {
        let [a, b, c] = corners;
        let [u, v, w] = weights;
        Self {
            vertices: [vertex, a, b, c, vertex],
            weights: [1.0, -u, -v, -w, 0.0],
            force: Vector3::zeros(),
            stiffness: Symmetric::default(),
        }
    }

    /// The place `along` (0–1) an edge and the one on a facet with those barycentric `weights`,
    /// still without force.
    pub(crate) fn of_edge(
        ends: [u32; 2],
        along: f32,
        corners: [u32; 3],
        weights: [f32; 3],
    ) -> Self {
        let [a, b, c] = corners;
        let [u, v, w] = weights;
        Self {
            vertices: [ends[0], ends[1], a, b, c],
            weights: [1.0 - along, along, -u, -v, -w],
            force: Vector3::zeros(),
            stiffness: Symmetric::default(),
        }
    }

    /// The vertex and the facet's corners, and the facet's barycentric weights, of a contact made by
    /// [`Self::of_vertex`].
    pub(crate) fn vertex_and_facet(&self) -> ([u32; 4], [f32; 3]) {
        let [vertex, a, b, c, _] = self.vertices;
        let [_, u, v, w, _] = self.weights;
        ([vertex, a, b, c], [-u, -v, -w])
    }

    /// The places `along` and `other_along` (0–1) two edges, still without force.
    pub(crate) fn of_edges(ends: [u32; 2], along: f32, others: [u32; 2], other_along: f32) -> Self {
        Self {
            vertices: [ends[0], ends[1], others[0], others[1], ends[0]],
            weights: [1.0 - along, along, other_along - 1.0, -other_along, 0.0],
            force: Vector3::zeros(),
            stiffness: Symmetric::default(),
        }
    }

    /// The vertices that it acts on, each with its weight.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = (usize, f32)> + '_ {
        self.vertices.iter().zip(self.weights).map(|(&v, w)| (v as usize, w))
    }

    /// As the device has it.
    pub(crate) fn for_device(&self) -> PcgContact {
        let Self { vertices, weights, .. } = *self;
        PcgContact { vertices, weights, stiffness: self.stiffness.0 }
    }

    /// The first place's value minus the second's.
    #[inline]
    pub(crate) fn relative(&self, values: &[[f32; 4]]) -> Vector3<f32> {
        let mut sum = Vector3::zeros();
        for (v, w) in self.nodes() {
            let value = values[v];
            sum += Vector3::new(value[0], value[1], value[2]) * w;
        }
        sum
    }

    /// Speed (m/s) of the first place along the second, whose normal is `n`.
    pub(crate) fn slid(&self, velocities: &[Vector3<f32>], n: &Vector3<f32>) -> f32 {
        let relative: Vector3<f32> = self.nodes().map(|(v, w)| velocities[v] * w).sum();
        (relative - n * relative.dot(n)).norm()
    }

    /// Adds `force` to the first place and takes it from the second.
    #[inline]
    pub(crate) fn scatter(&self, force: &Vector3<f32>, values: &mut [[f32; 4]]) {
        for (v, w) in self.nodes() {
            for l in 0..3 {
                values[v][l] += w * force[l];
            }
        }
    }
}
