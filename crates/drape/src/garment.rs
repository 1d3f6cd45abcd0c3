//! A garment: the panels of a pattern, meshed and laid round one body.

use std::collections::BTreeMap;

use mesh::TriMesh;
use nalgebra::{Point2, Point3, Vector2};
use pattern::{EdgePoint, EdgeRef, Panel, Pattern, Region, Seam, Sleeves, Wear};

use crate::assemble::{
    AssembleError, BeltLine, Laid, MM, PanelMesh, Resolution, creased, layout, panel_meshes,
};
use crate::{Cloth, Fabric, Facet, Mannequin, Stitch};

/// A pattern's panels as cloth round a body, ready to be put on.
#[derive(Clone, Debug)]
pub struct Garment {
    /// The cloth: a vertex of its own for every panel, seams as stitches.
    pub cloth: Cloth,
    /// Its triangles, counter-clockwise as the panels are seen from outside, shape `[m]`. Those of
    /// `cloth` are the same save in wings and turned cuffs, which are worn inside out.
    pub triangles: Vec<[u32; 3]>,
    /// Where its vertices start (m), shape `[n]`.
    pub positions: Vec<Point3<f32>>,
    /// Where they lie in their panel (m of cloth, y down), shape `[n]`.
    pub rest: Vec<Point2<f32>>,
    /// The panels that are draped, in the order that [`Facet::panel`] counts.
    pub panels: Vec<GarmentPanel>,
    /// How it is worn.
    pub wear: Wear,
    /// Pairs of vertices that a button or tie holds together, the outer one first.
    pub closures: Vec<[u32; 2]>,
    /// The vertices that the collar band is sewn to, from the outer lap's end round the neck to
    /// the inner lap's; empty without a collar.
    pub neckline: Vec<u32>,
    /// Width of the finished collar band (m).
    pub collar_width: f32,
    /// Depth below the shoulder (m) of every vertex of the trunk, `None` for sleeves; shape `[n]`.
    pub(crate) depth: Vec<Option<f32>>,
    /// The line of the cloth that lies at the belt.
    pub(crate) belt: Option<BeltLine>,
    /// Vertices of sleeves that no arm is in. They are laid where they are worn, and the garment is
    /// drawn after them when it is put on.
    pub(crate) off: Vec<u32>,
    /// Those of them that are held there for good.
    pub(crate) held: Vec<u32>,
}

/// A panel of a [`Garment`].
#[derive(Clone, Debug, PartialEq)]
pub struct GarmentPanel {
    /// The panel's `id` in the pattern.
    pub id: String,
    /// Which cloth it is cut from, as [`Panel::slot`].
    pub slot: String,
    /// Its edges: `id`, and vertices from start to end.
    pub edges: Vec<(String, Vec<u32>)>,
    /// Two corners of the box that it fills when it lies flat (m of cloth, y down), the upper left and
    /// the lower right.
    pub extent: [Point2<f32>; 2],
}

impl Garment {
    /// Meshes the panels of `pattern` that have a placement and lays them round `body`, in its
    /// dressing posture.
    ///
    /// Both sides of every seam get as many vertices; darts become seams. Bands for the neck are
    /// not draped but follow the neckline afterwards (see [`crate::Drape::collar`]). About 30 ms
    /// for a robe at 25 mm.
    ///
    /// # Errors
    ///
    /// [`AssembleError`] for an unusable resolution, an outline that cannot be meshed, a seam to
    /// nowhere, or a pattern or body without a trunk.
    pub fn assemble(
        pattern: &Pattern,
        body: &Mannequin,
        fabric: &Fabric,
        resolution: Resolution,
    ) -> Result<Self, AssembleError> {
        Self::assemble_over(pattern, body, fabric, resolution, 0.0)
    }

    /// As [`Garment::assemble`], laid `under` (m) farther out: what is worn beneath takes room.
    /// 0.02 goes over a blouse, 0.05 over a pleated robe.
    ///
    /// # Errors
    ///
    /// As [`Garment::assemble`].
    pub fn assemble_over(
        pattern: &Pattern,
        body: &Mannequin,
        fabric: &Fabric,
        resolution: Resolution,
        under: f32,
    ) -> Result<Self, AssembleError> {
        let edge_mm = resolution.edge_mm;
        if !(Resolution::LEAST_MM..=Resolution::MOST_MM).contains(&edge_mm) {
            return Err(AssembleError::Resolution {
                edge_mm,
                low: Resolution::LEAST_MM,
                high: Resolution::MOST_MM,
            });
        }
        let draped = |p: &Panel| p.placement.as_ref().is_some_and(|p| p.region != Region::Neck);
        let panels: Vec<Panel> = pattern
            .panels
            .iter()
            .filter(|p| draped(p))
            .map(|panel| creased(panel, &pattern.wear))
            .collect();
        let panels: Vec<&Panel> = panels.iter().collect();
        let has = |e: &EdgeRef| panels.iter().any(|p| p.id == e.panel);
        let seams: Vec<&Seam> = pattern.seams.iter().filter(|s| has(&s.a) && has(&s.b)).collect();
        let meshes = panel_meshes(&panels, &seams, resolution)?;
        let pairs: Vec<(&Panel, &PanelMesh)> = panels.iter().copied().zip(&meshes).collect();
        let laid = layout(&pairs, &seams, &pattern.wear, body, under)?;

        let mut garment = Self {
            cloth: Cloth { fabrics: vec![*fabric], ..Cloth::default() },
            triangles: Vec::new(),
            positions: Vec::new(),
            rest: Vec::new(),
            panels: Vec::new(),
            wear: pattern.wear.clone(),
            closures: Vec::new(),
            neckline: Vec::new(),
            collar_width: 0.0,
            depth: Vec::new(),
            belt: laid.belt,
            off: Vec::new(),
            held: Vec::new(),
        };
        for (i, ((panel, mesh), laid)) in pairs.iter().zip(&laid.panels).enumerate() {
            garment.add(i as u32, panel, mesh, laid);
        }
        let edge_vertices = garment.edge_vertices();
        for seam in &seams {
            let (a, b) = (&edge_vertices[&seam.a], &edge_vertices[&seam.b]);
            let n = a.len();
            garment.cloth.stitches.extend(
                (0..n).map(|i| Stitch { a: a[i], b: b[if seam.reversed { n - 1 - i } else { i }] }),
            );
        }
        // Off both shoulders, nothing is buttoned.
        let closed = pattern.wear.sleeves != Sleeves::BothTied;
        garment.closures = pattern
            .wear
            .closures
            .iter()
            .filter(|_| closed)
            .filter_map(|c| {
                let at = |point| nearest(&edge_vertices, point, resolution.cuts);
                Some([at(&c.a)?, at(&c.b)?])
            })
            .collect();
        if let Some((neckline, width)) = collar(pattern, &edge_vertices) {
            garment.neckline = neckline;
            garment.collar_width = width;
        }
        Ok(garment)
    }

    /// The cloth and its starting positions as a mesh, for looking at.
    pub fn to_mesh(&self) -> TriMesh {
        TriMesh { positions: self.positions.clone(), triangles: self.triangles.clone() }
    }

    /// Vertices of the edge of that panel, from its start to its end.
    pub fn edge(&self, panel: &str, edge: &str) -> Option<&[u32]> {
        let panel = self.panels.iter().find(|p| p.id == panel)?;
        panel.edges.iter().find(|e| e.0 == edge).map(|e| e.1.as_slice())
    }

    /// Does each vertex lie in cloth that hangs over the belt: in the pouch, or off a shoulder?
    pub(crate) fn bags(&self) -> impl Iterator<Item = bool> + '_ {
        let down = !self.off.is_empty();
        let mut off = vec![false; self.positions.len()];
        for &v in &self.off {
            off[v as usize] = true;
        }
        self.depth.iter().zip(off).map(move |(depth, off)| {
            let bags = |belt: BeltLine| depth.is_some_and(|d| belt.hangs_over(d, down));
            off || self.belt.is_some_and(bags)
        })
    }

    /// Mean length of a triangle's edge in the flat panels (m).
    pub(crate) fn edge_length(&self) -> f32 {
        let sum: f32 = self.cloth.facets.iter().map(|f| (f.rest[1] - f.rest[0]).norm()).sum();
        sum / self.cloth.facets.len().max(1) as f32
    }

    fn add(&mut self, index: u32, panel: &Panel, mesh: &PanelMesh, laid: &Laid) {
        let first = self.positions.len() as u32;
        self.positions.extend(&laid.positions);
        self.cloth.vertices.extend(&laid.vertices);
        if laid.off {
            self.off.extend(first..self.positions.len() as u32);
        }
        self.held.extend(laid.held.iter().map(|i| first + i));
        let rest = |i: u32| {
            let p = mesh.points[i as usize];
            Point2::new((p.x * MM) as f32, (p.y * MM) as f32)
        };
        self.rest.extend((0..mesh.points.len() as u32).map(rest));
        self.depth.extend((0..mesh.points.len()).map(|i| laid.depth.get(i).copied()));
        let gathered = |i: u32| {
            let part = laid.gathered.get(i as usize).copied().unwrap_or(1.0);
            let p = rest(i);
            Point2::new(p.x, p.y * part)
        };
        let grain = Vector2::new(panel.grain.x as f32, panel.grain.y as f32);
        let warp = grain.try_normalize(1e-6).unwrap_or_else(Vector2::y);
        for &t in &mesh.triangles {
            self.triangles.push(t.map(|i| first + i));
            let [a, b, c] = t;
            let turned = t.iter().all(|&i| laid.turned.get(i as usize) == Some(&true));
            let t = if turned { [a, c, b] } else { t };
            self.cloth.facets.push(Facet {
                vertices: t.map(|i| first + i),
                rest: t.map(gathered),
                warp,
                panel: index,
                fabric: 0,
            });
        }
        for [left, right] in &mesh.darts {
            let inner = 1..left.len() - 1; // the tips are shared
            self.cloth
                .stitches
                .extend(inner.map(|i| Stitch { a: first + left[i], b: first + right[i] }));
        }
        let curves = panel.edges.iter().map(|e| kurbo::Shape::bounding_box(&e.curve));
        let extent = curves.reduce(|all, edge| all.union(edge)).unwrap_or_default();
        let corner = |x: f64, y: f64| Point2::new((x * MM) as f32, (y * MM) as f32);
        self.panels.push(GarmentPanel {
            id: panel.id.clone(),
            extent: [corner(extent.x0, extent.y0), corner(extent.x1, extent.y1)],
            slot: panel.slot.clone(),
            edges: panel
                .edges
                .iter()
                .zip(&mesh.edges)
                .map(|(e, v)| (e.id.clone(), v.iter().map(|i| first + i).collect()))
                .collect(),
        });
    }

    fn edge_vertices(&self) -> BTreeMap<EdgeRef, Vec<u32>> {
        self.panels
            .iter()
            .flat_map(|p| {
                p.edges.iter().map(|(edge, vertices)| {
                    (EdgeRef { panel: p.id.clone(), edge: edge.clone() }, vertices.clone())
                })
            })
            .collect()
    }
}

/// The vertex nearest to that place of an edge which the mesh has before its `cuts`: what is buttoned on
/// the coarse mesh is buttoned there on the fine one.
fn nearest(edges: &BTreeMap<EdgeRef, Vec<u32>>, at: &EdgePoint, cuts: u32) -> Option<u32> {
    let key = EdgeRef { panel: at.panel.clone(), edge: at.edge.clone() };
    let vertices = edges.get(&key)?;
    let pieces = ((vertices.len() - 1) >> cuts) as f64;
    let i = (at.at.clamp(0.0, 1.0) * pieces).round() as usize;
    vertices.get(i << cuts).copied()
}

/// The line that a band for the neck is sewn to, and the band's width (m).
fn collar(pattern: &Pattern, edges: &BTreeMap<EdgeRef, Vec<u32>>) -> Option<(Vec<u32>, f32)> {
    let band = pattern
        .panels
        .iter()
        .find(|p| p.placement.as_ref().is_some_and(|p| p.region == Region::Neck))?;
    let mut line = Vec::new();
    for edge in &band.edges {
        let own = |e: &EdgeRef| e.panel == band.id && e.edge == edge.id;
        let sewn = pattern.seams.iter().find_map(|seam| {
            let other = if own(&seam.a) {
                &seam.b
            } else if own(&seam.b) {
                &seam.a
            } else {
                return None;
            };
            Some((edges.get(other)?, seam.reversed))
        });
        if let Some((vertices, reversed)) = sewn {
            let start = line.len();
            line.extend(vertices);
            if reversed {
                line[start..].reverse();
            }
        }
    }
    let heights = || band.edges.iter().map(|e| e.start().y);
    let low = heights().fold(f64::INFINITY, f64::min);
    let high = heights().fold(f64::NEG_INFINITY, f64::max);
    (line.len() > 2).then_some((line, ((high - low) * MM) as f32))
}
