//! What is shown of settled cloth.

use mesh::TriMesh;
use nalgebra::{Point3, Vector3};

use super::dress::Drape;
use super::outfit::Outfit;
use super::{belt, collar, hands};
use crate::{DrapeReport, Garment, Mannequin, Solver, State};

/// The drape of each garment, with sash and collars.
pub(super) fn finish(
    garments: &[&Garment],
    outfit: &Outfit,
    body: &Mannequin,
    solver: &Solver,
    state: &State,
    map: &[u32],
    report: &DrapeReport,
) -> Vec<Drape> {
    let laid = |at: &[Point3<f32>]| map.iter().map(|&v| at[v as usize]).collect::<Vec<_>>();
    let mut positions = laid(&state.positions);
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
        // What bags over the sash lies outside it, the outer sheet of the bag outermost.
        let mut moves = vec![Vector3::zeros(); state.positions.len()];
        for ((depth, p), &v) in depth.iter().zip(&positions).zip(map) {
            let above = depth.map_or(0.0, |d| -d);
            if above > 0.05
                && let Some(out) = sash.push(p, 0.003 + 0.02 * above)
            {
                moves[v as usize] = out;
            }
        }
        positions = laid(&solver.carried(state, &moves));
    }
    let mut band = sash.map(|s| s.band);
    let triangles: Vec<[u32; 3]> = garments
        .iter()
        .zip(&outfit.begin)
        .flat_map(|(g, &first)| g.triangles.iter().map(move |t| t.map(|v| v + first as u32)))
        .collect();
    let layers: Vec<i32> = outfit.cloth.vertices.iter().map(|v| v.layer).collect();
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
