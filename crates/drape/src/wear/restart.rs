//! Where cloth starts that was draped before.

use mesh::{Bvh, from_barycentric};
use nalgebra::{Point2, Point3, Vector2};

use super::dress::Drape;
use crate::Garment;

/// Where each vertex of `garments` lay in `previous`, one garment after another. What has no
/// counterpart stays where it was laid.
pub(super) fn restart(garments: &[&Garment], previous: &[&Drape]) -> Vec<Point3<f32>> {
    garments
        .iter()
        .zip(previous)
        .flat_map(|(garment, drape)| counterparts(garment, drape))
        .collect()
}

fn counterparts(garment: &Garment, drape: &Drape) -> Vec<Point3<f32>> {
    let mut positions = garment.positions.clone();
    for (index, panel) in garment.panels.iter().enumerate() {
        let Some(other) = drape.panels.iter().position(|p| p.id == panel.id) else { continue };
        let before: Vec<[u32; 3]> = drape
            .cloth
            .triangles
            .iter()
            .zip(&drape.panel)
            .filter(|(_, p)| **p as usize == other)
            .map(|(t, _)| *t)
            .collect();
        let facets = garment.cloth.facets.iter().filter(|f| f.panel as usize == index);
        let mut vertices: Vec<u32> = facets.flat_map(|f| f.vertices).collect();
        vertices.sort_unstable();
        vertices.dedup();
        let from = Extent::of(vertices.iter().map(|&v| garment.rest[v as usize]));
        let to = Extent::of(before.iter().flatten().map(|&v| drape.uv[v as usize]));
        let flat = |p: Point2<f32>| Point3::new(p.x, p.y, 0.0);
        let laid: Vec<Point3<f32>> = drape.uv.iter().copied().map(flat).collect();
        let panel = Bvh::new(&laid, &before, &[]);
        for v in vertices {
            let at = flat(to.place(from.part(garment.rest[v as usize])));
            if let Some(near) = panel.nearest(&at, FAR, u8::MAX) {
                let corners =
                    before[near.triangle as usize].map(|w| drape.cloth.positions[w as usize]);
                positions[v as usize] = from_barycentric(&corners, &near.barycentric);
            }
        }
    }
    positions
}

/// No panel is so long (m).
const FAR: f32 = 100.0;

/// The box that holds a panel (m).
struct Extent {
    low: Point2<f32>,
    size: Vector2<f32>,
}

impl Extent {
    fn of(points: impl Iterator<Item = Point2<f32>>) -> Self {
        let far = Point2::from([f32::INFINITY; 2]);
        let (low, high) = points.fold((far, -far), |(low, high), p| (low.inf(&p), high.sup(&p)));
        Self { low, size: (high - low).map(|s| s.max(1e-6)) }
    }

    fn part(&self, p: Point2<f32>) -> Vector2<f32> {
        (p - self.low).component_div(&self.size)
    }

    fn place(&self, part: Vector2<f32>) -> Point2<f32> {
        self.low + part.component_mul(&self.size)
    }
}
