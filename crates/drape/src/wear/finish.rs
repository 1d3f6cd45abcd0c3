//! What is shown of settled cloth.

use mesh::TriMesh;
use nalgebra::{Point3, Vector3};

use super::dress::Drape;
use super::outfit::Outfit;
use super::turned_collar::{About, turned};
use super::{Band, belt, collar, hands, hidden};
use crate::{BodyCollider, Cloth, Garment, Mannequin, Settled, Solver, State};

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
    let laid = |at: &[Point3<f32>]| map.iter().map(|&v| at[v as usize]).collect::<Vec<_>>();
    let positions = laid(&state.positions);
    let mut shown = State::at_rest(state.positions.clone());
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
        let bags = garments[robe].wear.blouse_mm > 0.0;
        let above = if bags { -0.03 } else { -0.06 };
        belt::sash(&near(above, 0.07), &near(-0.03, f32::INFINITY), line.height, bags)
    });
    if let Some(sash) = &sash {
        // What bags over the sash lies outside it, the outer sheet of the bag outermost, save where an
        // arm presses it in.
        let mut moves = vec![Vector3::zeros(); state.positions.len()];
        for (((depth, p), vertex), &v) in
            depth.iter().zip(&positions).zip(&outfit.cloth.vertices).zip(map)
        {
            let above = depth.map_or(0.0, |d| -d);
            if above > 0.05
                && let Some(out) = sash.push(p, 0.003 + 0.02 * above)
                && solver
                    .body()
                    .signed_distance(&(*p + out), vertex.touches)
                    .is_none_or(|d| d > OFF)
            {
                moves[v as usize] = out;
            }
        }
        shown.positions = solver.carried(state, &moves);
        // What was taken along may have come below the skin.
        solver.put_out(&mut shown);
    }
    let positions = laid(&shown.positions);
    let mut band = sash.map(|s| s.band);
    let bags: Vec<bool> = garments.iter().flat_map(|g| g.bags()).collect();
    let over = band.as_ref().map(|band| &band.mesh);
    let mut drawn = positions.clone();
    let (mut report, caught) = solver.report_under(&shown, settled, over);
    if report.crossings_seen > 0 {
        hidden::go_beneath(&outfit.cloth, map, &caught, &bags, solver.body(), &mut drawn);
        let hides = Cloth::sewn_state(&State::at_rest(drawn.clone()), map).positions;
        let seen = solver.crossings_seen(&hides, over);
        if seen < report.crossings_seen {
            report.crossings_seen = seen;
        } else {
            drawn.clone_from(&positions);
        }
    }
    if report.crossings_seen > 0 {
        let from = Cloth::sewn_state(&State::at_rest(drawn.clone()), map).positions;
        let (apart, seen) = solver.drawn_apart(&from, over);
        if seen < report.crossings_seen {
            report.crossings_seen = seen;
            drawn = laid(&apart);
        }
    }
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
    let mut bands = collars(garments, outfit, solver.body(), &drawn, &triangles, &layers);
    let hidden = TriMesh { positions: worn, triangles: body.mesh.triangles.clone() };
    garments
        .iter()
        .enumerate()
        .map(|(i, garment)| {
            let range = outfit.begin[i]..outfit.begin[i + 1];
            let collar = std::mem::take(&mut bands[i]);
            let cloth = TriMesh {
                positions: positions[range.clone()].to_vec(),
                // Wings and cuffs that are worn inside out show their other side.
                triangles: garment.cloth.facets.iter().map(|f| f.vertices).collect(),
            };
            let hem_height = cloth.positions.iter().map(|p| p.y).fold(f32::INFINITY, f32::min);
            Drape {
                cloth,
                drawn: drawn[range].to_vec(),
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

/// The collar of each garment, laid on cloth at `positions` (m) with its `triangles` and `layers`.
///
/// Bands that stand come from the inside out, each on those of inner garments; what is folded outwards
/// lies on them all.
fn collars(
    garments: &[&Garment],
    outfit: &Outfit,
    body: &BodyCollider,
    positions: &[Point3<f32>],
    triangles: &[[u32; 3]],
    layers: &[i32],
) -> Vec<Option<Band>> {
    let lines: Vec<Vec<u32>> = garments
        .iter()
        .zip(&outfit.begin)
        .map(|(g, &first)| g.neckline.iter().map(|v| v + first as u32).collect())
        .collect();
    let own = |i: usize| &layers[outfit.begin[i]..outfit.begin[i + 1]];
    let mut bands: Vec<Option<Band>> = vec![None; garments.len()];
    let (mut about, mut sheets, mut ranks) =
        (positions.to_vec(), triangles.to_vec(), layers.to_vec());
    for (i, garment) in garments.iter().enumerate().filter(|(_, g)| !g.wear.collar_turned) {
        let below = collar::Below { positions: &about, triangles: &sheets, layers: &ranks, body };
        bands[i] = collar::band(&lines[i], garment.collar_width, &below);
        if let Some(band) = &bands[i] {
            let first = about.len() as u32;
            about.extend(&band.mesh.positions);
            ranks.resize(about.len(), own(i).iter().copied().max().unwrap_or(0));
            sheets.extend(band.mesh.triangles.iter().map(|t| t.map(|v| v + first)));
        }
    }
    for (i, garment) in garments.iter().enumerate().rev().filter(|(_, g)| g.wear.collar_turned) {
        let over = layers[outfit.begin[i + 1]..].iter().min().copied().unwrap_or(i32::MAX);
        let necklines: Vec<Point3<f32>> =
            lines[i + 1..].iter().flatten().map(|&v| positions[v as usize]).collect();
        let outer: Vec<&Band> = bands[i + 1..].iter().flatten().collect();
        let below = collar::Below { positions, triangles, layers, body };
        let about = About { below, over, necklines: &necklines, bands: &outer };
        bands[i] = turned(&lines[i], garment.collar_width, &about);
    }
    bands
}
