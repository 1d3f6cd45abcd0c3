//! Where cloth starts that was draped before.

use mesh::{Bvh, from_barycentric};
use nalgebra::{Point2, Point3, Vector2};
use rayon::prelude::*;

use super::dress::Drape;
use crate::{Garment, GarmentPanel};

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
        let from = Extent::of(panel);
        let to = Extent::of(&drape.panels[other]);
        let flat = |p: Point2<f32>| Point3::new(p.x, p.y, 0.0);
        let laid: Vec<Point3<f32>> = drape.uv.iter().copied().map(flat).collect();
        let flat_panel = Bvh::new(&laid, &before, &[]);
        let place = |&v: &u32| {
            let at = flat(to.place(from.part(garment.rest[v as usize])));
            let near = flat_panel.nearest(&at, FAR, u8::MAX)?;
            let corners = before[near.triangle as usize].map(|w| drape.cloth.positions[w as usize]);
            Some((v, from_barycentric(&corners, &near.barycentric)))
        };
        let places: Vec<_> = vertices.par_iter().with_min_len(MANY).filter_map(place).collect();
        for (v, place) in places {
            positions[v as usize] = place;
        }
        // Both sides of a seam go by the same places along it, wherever their curves lie.
        for (id, line) in &panel.edges {
            let Some((_, before)) = drape.panels[other].edges.iter().find(|e| e.0 == *id) else {
                continue;
            };
            for (i, &v) in line.iter().enumerate() {
                positions[v as usize] = along(before, i, line.len() - 1, &drape.cloth.positions);
            }
        }
    }
    positions
}

/// The place `i` of `pieces` of the way along a line of vertices, of which each piece counts alike.
fn along(line: &[u32], i: usize, pieces: usize, positions: &[Point3<f32>]) -> Point3<f32> {
    let place = (i * (line.len() - 1)) as f32 / pieces as f32;
    let first = (place as usize).min(line.len() - 2);
    let [a, b] = [first, first + 1].map(|k| positions[line[k] as usize]);
    a + (b - a) * (place - first as f32)
}

/// Fewest vertices that one task finds the places of.
const MANY: usize = 256;
/// No panel is so long (m).
const FAR: f32 = 100.0;

/// The box that holds a panel (m).
struct Extent {
    low: Point2<f32>,
    size: Vector2<f32>,
}

impl Extent {
    fn of(panel: &GarmentPanel) -> Self {
        let [low, high] = panel.extent;
        Self { low, size: (high - low).map(|s| s.max(1e-6)) }
    }

    fn part(&self, p: Point2<f32>) -> Vector2<f32> {
        (p - self.low).component_div(&self.size)
    }

    fn place(&self, part: Vector2<f32>) -> Point2<f32> {
        self.low + part.component_mul(&self.size)
    }
}
