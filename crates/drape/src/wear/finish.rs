//! What is shown of settled cloth.

use mesh::TriMesh;
use nalgebra::Point3;

use super::dress::Drape;
use super::outfit::Outfit;
use super::{belt, collar, hands};
use crate::{Cloth, Garment, Mannequin, Settled, Solver, State};

/// Distance from skin that cloth keeps where the sash pushes it (m).
const OFF: f32 = 1e-3;

/// The drape of each garment, with sash and collars, and the report of what is shown.
pub(super) fn finish(
    garments: &[&Garment],
    outfit: &Outfit,
    body: &Mannequin,
    solver: &Solver,
    state: &State,
    map: &[u32],
    settled: &Settled,
) -> Vec<Drape> {
    let mut positions: Vec<Point3<f32>> =
        map.iter().map(|&v| state.positions[v as usize]).collect();
    let depth: Vec<Option<f32>> = garments
        .iter()
        .flat_map(|g| {
            let line = g.belt.map_or(0.0, |b| b.depth);
            let tied = g.belt.is_some();
            g.depth.iter().map(move |d| d.filter(|_| tied).map(|d| d - line))
        })
        .collect();
    let robe = garments.iter().rposition(|g| g.belt.is_some_and(|b| b.sashed));
    let sash = robe.and_then(|robe| {
        let line = garments[robe].belt?;
        // Cloth that lies at the belt's height and below, of this and all inner garments.
        let near = |least: f32, most: f32| -> Vec<Point3<f32>> {
            depth
                .iter()
                .zip(&positions)
                .filter(|(d, _)| d.is_some_and(|d| d > least && d < most))
                .map(|(_, p)| *p)
                .collect()
        };
        belt::sash(&near(-0.03, 0.07), &near(-0.03, f32::INFINITY), line.height)
    });
    if let Some(sash) = &sash {
        // What bags over the sash lies outside it, the outer sheet of the bag outermost, save where an
        // arm presses it in.
        for ((depth, p), vertex) in depth.iter().zip(&mut positions).zip(&outfit.cloth.vertices) {
            let above = depth.map_or(0.0, |d| -d);
            if above > 0.05
                && let Some(out) = sash.push(p, 0.003 + 0.02 * above)
                && solver
                    .body()
                    .signed_distance(&(*p + out), vertex.touches)
                    .is_none_or(|d| d > OFF)
            {
                *p += out;
            }
        }
    }
    let mut shown = Cloth::sewn_state(&State::at_rest(positions), map);
    for (p, vertex) in shown.positions.iter_mut().zip(&solver.cloth().vertices) {
        *p = solver.body().put_out(p, vertex.touches);
    }
    let mut positions: Vec<Point3<f32>> =
        map.iter().map(|&v| shown.positions[v as usize]).collect();
    let mut band = sash.map(|s| s.band);
    let report = solver.report_under(&shown, settled, band.as_ref().map(|band| &band.mesh));
    // … and the collars of inner garments, which the outer ones lie on.
    let mut triangles: Vec<[u32; 3]> = garments
        .iter()
        .zip(&outfit.begin)
        .flat_map(|(g, &first)| g.triangles.iter().map(move |t| t.map(|v| v + first as u32)))
        .collect();
    let mut layers: Vec<i32> = outfit.cloth.vertices.iter().map(|v| v.layer).collect();
    let mut worn = body.motion.last().unwrap_or(&body.mesh.positions).clone();
    for (garment, range) in garments.iter().zip(outfit.begin.windows(2)) {
        hands::tuck_in(garment, &positions[range[0]..range[1]], body, &mut worn);
    }
    let hidden = TriMesh { positions: worn, triangles: body.mesh.triangles.clone() };
    garments
        .iter()
        .enumerate()
        .map(|(i, garment)| {
            let range = outfit.begin[i]..outfit.begin[i + 1];
            let line: Vec<u32> = garment.neckline.iter().map(|v| v + range.start as u32).collect();
            let collar = collar::band(
                &line,
                garment.collar_width,
                &collar::Below {
                    positions: &positions,
                    triangles: &triangles,
                    layers: &layers,
                    body: solver.body(),
                },
            );
            if let Some(band) = &collar {
                let first = positions.len() as u32;
                let over = layers[range.clone()].iter().copied().max().unwrap_or(0);
                positions.extend(&band.mesh.positions);
                layers.resize(positions.len(), over);
                triangles.extend(band.mesh.triangles.iter().map(|t| t.map(|v| v + first)));
            }
            let cloth = TriMesh {
                positions: positions[range].to_vec(),
                triangles: garment.triangles.clone(),
            };
            let hem_height = cloth.positions.iter().map(|p| p.y).fold(f32::INFINITY, f32::min);
            Drape {
                cloth,
                uv: garment.rest.clone(),
                panel: garment.cloth.facets.iter().map(|f| f.panel).collect(),
                panels: garment.panels.clone(),
                body: hidden.clone(),
                belt: if robe == Some(i) { band.take() } else { None },
                collar,
                report: report.clone(),
                hem_height,
            }
        })
        .collect()
}
