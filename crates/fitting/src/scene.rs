//! The draped garment as objects to draw.

use std::collections::BTreeMap;

use drape::{Band, Drape};
use nalgebra::{Point2, Vector2};
use pattern::Pattern;
use render::{ClothParts, Material, Object, RenderError, TrimSegment};

use crate::dress::{Piece, Worn};
use crate::look::Colours;

/// One object with the name it goes by in the 3-D file.
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) object: Object,
}

/// Cloth, collars and sash of an outfit, each named after its garment.
pub(crate) fn outfit(worn: &Worn) -> Result<Vec<Named>, RenderError> {
    let mut objects = Vec::new();
    for (Piece { pattern, colours }, drape) in &worn.layers {
        let id = &pattern.garment;
        objects.push(Named { name: id.clone(), object: cloth(drape, pattern, colours)? });
        for (found, slot) in [(&drape.collar, "collar"), (&drape.belt, "sash")] {
            if let Some(found) = found {
                let object = band(found, colours.material(slot));
                objects.push(Named { name: format!("{id}-{slot}"), object });
            }
        }
    }
    Ok(objects)
}

fn cloth(drape: &Drape, pattern: &Pattern, colours: &Colours) -> Result<Object, RenderError> {
    // Panels have vertices of their own that lie on one another along seams: shared here, so that
    // the light runs over a seam without a break.
    let mut shared = BTreeMap::new();
    let mut positions = Vec::new();
    let corner: Vec<u32> = drape
        .drawn
        .iter()
        .map(|p| {
            *shared.entry([p.x, p.y, p.z].map(f32::to_bits)).or_insert_with(|| {
                positions.push(*p);
                positions.len() as u32 - 1
            })
        })
        .collect();
    let triangles: Vec<_> =
        drape.cloth.triangles.iter().map(|t| t.map(|i| corner[i as usize])).collect();
    let rest: Vec<[Point2<f32>; 3]> =
        drape.cloth.triangles.iter().map(|t| t.map(|i| drape.uv[i as usize])).collect();

    let warp_of = |panel: u32| {
        let id = drape.panels.get(panel as usize).map(|p| p.id.as_str());
        let grain = id.and_then(|id| pattern.panel(id)).map(|p| p.grain);
        grain.map_or(Vector2::y(), |g| Vector2::new(g.x as f32, g.y as f32))
    };
    let warp: Vec<_> = drape.panel.iter().map(|&p| warp_of(p)).collect();

    // One material a slot, in order of first use.
    let mut names: Vec<&str> = Vec::new();
    let mut index = |slot| {
        let known = names.iter().position(|n| *n == slot);
        known.unwrap_or_else(|| {
            names.push(slot);
            names.len() - 1
        }) as u8
    };
    let slots: Vec<u8> = drape
        .panel
        .iter()
        .map(|&p| index(drape.panels.get(p as usize).map_or("shell", |p| p.slot.as_str())))
        .collect();
    let trim = pattern.trims.first().and_then(|t| colours.trim(&t.slot));
    let materials = names
        .iter()
        .map(|slot| {
            let material = colours.material(slot);
            match &trim {
                Some(trim) => material.trimmed(trim.clone()),
                None => material,
            }
        })
        .collect();
    let parts = ClothParts {
        positions: &positions,
        triangles: &triangles,
        rest: &rest,
        warp: &warp,
        panels: &drape.panel,
        slots: &slots,
        trims: &trims(drape, pattern),
    };
    Object::cloth(&parts, materials)
}

/// The trimmed edges as straight bits between mesh vertices.
fn trims(drape: &Drape, pattern: &Pattern) -> Vec<TrimSegment> {
    let mut segments = Vec::new();
    for trim in &pattern.trims {
        for edge in &trim.edges {
            let found = drape.panels.iter().enumerate().find(|(_, p)| p.id == edge.panel);
            let Some((panel, of)) = found else { continue };
            let Some((_, vertices)) = of.edges.iter().find(|(id, _)| *id == edge.edge) else {
                continue;
            };
            segments.extend(vertices.windows(2).map(|pair| TrimSegment {
                panel: panel as u32,
                from: drape.uv[pair[0] as usize],
                to: drape.uv[pair[1] as usize],
                width_m: trim.width_mm as f32 / 1000.0,
            }));
        }
    }
    segments
}

fn band(band: &Band, material: Material) -> Object {
    let mut object = Object::smooth(&band.mesh, Material { strip_m: None, ..material });
    for (vertex, uv) in object.vertices.iter_mut().zip(&band.uv) {
        vertex.uv = [uv.x, uv.y];
    }
    object
}
