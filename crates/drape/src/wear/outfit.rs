//! Garments worn over one another, as one cloth.

use nalgebra::Point3;

use crate::cloth::LAYERS;
use crate::{Attachment, Cloth, Facet, Garment, Stitch, Target, Vertex};

/// Half the breadth of the cloth that the belt holds (m).
const HOLD: f32 = 0.03;

/// Garments as one cloth with one list of vertices, those of the first garment first.
pub(crate) struct Outfit {
    pub(crate) cloth: Cloth,
    /// Where its vertices start (m).
    pub(crate) positions: Vec<Point3<f32>>,
    /// First vertex of each garment, and their number.
    pub(crate) begin: Vec<usize>,
}

impl Outfit {
    /// `garments` from the skin outwards, belted with `hold` (N/m a vertex).
    pub(crate) fn new(garments: &[&Garment], hold: f32) -> Self {
        let mut outfit = Self { cloth: Cloth::default(), positions: Vec::new(), begin: Vec::new() };
        let mut panels = 0;
        for (rank, garment) in (0..).zip(garments) {
            let first = outfit.positions.len() as u32;
            let fabrics = outfit.cloth.fabrics.len() as u32;
            let cloth = &mut outfit.cloth;
            // Cloth that is pushed together buckles; folds finer than the mesh can only be left
            // soft.
            cloth.fabrics.extend(garment.cloth.fabrics.iter().map(|&fabric| {
                let soft = (0.02 / garment.edge_length()).min(1.0);
                crate::Fabric { compression: fabric.compression * soft, ..fabric }
            }));
            cloth.vertices.extend(
                garment
                    .cloth
                    .vertices
                    .iter()
                    .map(|v| Vertex { layer: v.layer + LAYERS * rank, ..*v }),
            );
            cloth.facets.extend(garment.cloth.facets.iter().map(|f| Facet {
                vertices: f.vertices.map(|v| v + first),
                fabric: f.fabric + fabrics,
                panel: f.panel + panels,
                ..*f
            }));
            let closed = garment.closures.iter().map(|&[a, b]| Stitch { a, b });
            cloth.stitches.extend(
                garment
                    .cloth
                    .stitches
                    .iter()
                    .copied()
                    .chain(closed)
                    .map(|s| Stitch { a: s.a + first, b: s.b + first }),
            );
            cloth.attachments.extend(
                held_by_belt(garment, hold)
                    .chain(held_sleeves(&garment.held, garment, hold))
                    .map(|a| Attachment { vertex: a.vertex + first, ..a }),
            );
            panels += garment.panels.len() as u32;
            outfit.begin.push(first as usize);
            outfit.positions.extend(&garment.positions);
        }
        outfit.begin.push(outfit.positions.len());
        outfit
    }

    /// As [`Cloth::sewn`], with one attachment a vertex: sewn vertices were held at as many places
    /// as they came from.
    pub(crate) fn sewn(&self) -> (Cloth, Vec<u32>) {
        let (mut sewn, map) = self.cloth.sewn();
        sewn.attachments = merged(&sewn.attachments);
        (sewn, map)
    }
}

/// The vertices under the belt, held where they were laid.
fn held_by_belt(garment: &Garment, stiffness: f32) -> impl Iterator<Item = Attachment> {
    let breadth = HOLD.max(0.6 * garment.edge_length());
    let belt = garment.belt;
    garment.depth.iter().zip(&garment.positions).enumerate().filter_map(move |(i, (depth, p))| {
        let held = belt.is_some_and(|b| depth.is_some_and(|d| (d - b.depth).abs() < breadth));
        held.then_some(Attachment { vertex: i as u32, target: Target::Point(*p), stiffness })
    })
}

/// Those vertices, held where they were laid.
fn held_sleeves(
    vertices: &[u32],
    garment: &Garment,
    stiffness: f32,
) -> impl Iterator<Item = Attachment> {
    vertices.iter().map(move |&vertex| Attachment {
        vertex,
        target: Target::Point(garment.positions[vertex as usize]),
        stiffness,
    })
}

fn merged(attachments: &[Attachment]) -> Vec<Attachment> {
    let mut sorted: Vec<Attachment> = attachments.to_vec();
    sorted.sort_by_key(|a| a.vertex);
    let mut out: Vec<(Attachment, f32)> = Vec::new();
    for a in sorted {
        match (out.last_mut(), a.target) {
            (Some((last, count)), Target::Point(p)) if last.vertex == a.vertex => {
                if let Target::Point(q) = last.target {
                    *count += 1.0;
                    last.target = Target::Point(q + (p - q) / *count);
                }
            }
            _ => out.push((a, 1.0)),
        }
    }
    out.into_iter().map(|(a, _)| a).collect()
}
