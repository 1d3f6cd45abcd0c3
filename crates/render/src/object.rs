//! Things that stand in a scene.

use std::collections::BTreeMap;

use bytemuck::{Pod, Zeroable};
use mesh::TriMesh;
use nalgebra::{Point2, Point3, Vector2, Vector3};

use crate::{Material, RenderError};

/// Distance that stands for "no edge near" in [`Vertex::marks`].
const FAR: f32 = 1.0e3;

/// A vertex as it is drawn. Twin of `VertexIn` in `shaders/render/geometry.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct Vertex {
    /// Place in the world (m).
    pub position: [f32; 3],
    /// Unit normal.
    pub normal: [f32; 3],
    /// Place in the flat cloth (m): x along the weft, y along the warp.
    pub uv: [f32; 2],
    /// Linear colour that the material's is multiplied by.
    pub colour: [f32; 3],
    /// Distance from the nearest trimmed edge over the trim's width; distance from the nearest
    /// seam (m).
    pub marks: [f32; 2],
}

/// A thing that stands in a scene.
#[derive(Clone, Debug)]
pub struct Object {
    /// Its vertices.
    pub vertices: Vec<Vertex>,
    /// Its triangles, counter-clockwise seen from outside.
    pub triangles: Vec<[u32; 3]>,
    /// The material of each triangle, an index into `materials`; empty when all have the first.
    pub slots: Vec<u8>,
    /// Its materials, at least one.
    pub materials: Vec<Material>,
    /// Does it throw a shadow.
    pub casts_shadow: bool,
}

/// A draped cloth with where each triangle lies in its flat panel.
#[derive(Clone, Copy, Debug)]
pub struct ClothParts<'a> {
    /// Vertex positions (m), shape `[n]`; panels that are sewn share vertices.
    pub positions: &'a [Point3<f32>],
    /// Triangles, shape `[m]`.
    pub triangles: &'a [[u32; 3]],
    /// Where each triangle's corners lie in the flat panel (m), shape `[m]`.
    pub rest: &'a [[Point2<f32>; 3]],
    /// Direction of the warp in each triangle's panel, unit length, shape `[m]`.
    pub warp: &'a [Vector2<f32>],
    /// Which panel each triangle was cut in, shape `[m]`.
    pub panels: &'a [u32],
    /// The material of each triangle, shape `[m]`; empty when all have the first.
    pub slots: &'a [u8],
    /// Edges of panels with a band along them.
    pub trims: &'a [TrimSegment],
}

/// A straight bit of a panel's edge that has a band along it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrimSegment {
    /// The panel, as in [`ClothParts::panels`].
    pub panel: u32,
    /// One end (m).
    pub from: Point2<f32>,
    /// The other (m).
    pub to: Point2<f32>,
    /// Width of the band (m).
    pub width_m: f32,
}

impl Object {
    /// A smooth object of one material, white, without cloth coordinates.
    pub fn smooth(mesh: &TriMesh, material: Material) -> Self {
        let normals = mesh.vertex_normals();
        let vertices = mesh
            .positions
            .iter()
            .zip(&normals)
            .map(|(p, n)| Vertex {
                position: (*p).into(),
                normal: (*n).into(),
                uv: [p.x + p.z, p.y],
                colour: [1.0; 3],
                marks: [FAR; 2],
            })
            .collect();
        Self {
            vertices,
            triangles: mesh.triangles.clone(),
            slots: Vec::new(),
            materials: vec![material],
            casts_shadow: true,
        }
    }

    /// A smooth object with a linear colour at each vertex, shape `[n]` of the mesh's positions;
    /// vertices beyond the list stay white.
    pub fn coloured(mesh: &TriMesh, colours: &[[f32; 3]], material: Material) -> Self {
        let mut object = Self::smooth(mesh, material);
        for (vertex, colour) in object.vertices.iter_mut().zip(colours) {
            vertex.colour = *colour;
        }
        object
    }

    /// A draped cloth: smooth across its seams, coloured by where it lies in its flat panels, with
    /// seam lines where panels meet and bands along trimmed edges.
    ///
    /// # Errors
    ///
    /// [`RenderError::Object`] when lists differ in length or a triangle names a vertex that is
    /// not there.
    pub fn cloth(parts: &ClothParts<'_>, materials: Vec<Material>) -> Result<Self, RenderError> {
        let m = parts.triangles.len();
        let refuse = |problem: String| Err(RenderError::Object { object: 0, problem });
        for (what, len) in
            [("rest", parts.rest.len()), ("warp", parts.warp.len()), ("panels", parts.panels.len())]
        {
            if len != m {
                return refuse(format!("{len} entries in {what} for {m} triangles"));
            }
        }
        let n = parts.positions.len() as u32;
        if let Some(t) = parts.triangles.iter().find(|t| t.iter().any(|&i| i >= n)) {
            return refuse(format!("triangle {t:?} of {n} vertices"));
        }
        let normals =
            TriMesh { positions: parts.positions.to_vec(), triangles: parts.triangles.to_vec() }
                .vertex_normals();

        // A vertex is drawn once for each place it has in a flat panel (to 0.1 mm).
        let mut drawn: BTreeMap<(u32, u32, [i32; 2]), u32> = BTreeMap::new();
        let mut vertices = Vec::new();
        let mut rests: Vec<(u32, Point2<f32>, u32)> = Vec::new();
        let mut triangles = Vec::with_capacity(m);
        for k in 0..m {
            let warp = parts.warp[k];
            let mut corners = [0; 3];
            for (corner, (&source, rest)) in
                corners.iter_mut().zip(parts.triangles[k].iter().zip(&parts.rest[k]))
            {
                let place = [rest.x, rest.y].map(|c| libm::roundf(c * 1.0e4) as i32);
                *corner = *drawn.entry((source, parts.panels[k], place)).or_insert_with(|| {
                    vertices.push(Vertex {
                        position: parts.positions[source as usize].into(),
                        normal: normals[source as usize].into(),
                        uv: [rest.x * warp.y - rest.y * warp.x, rest.x * warp.x + rest.y * warp.y],
                        colour: [1.0; 3],
                        marks: [FAR; 2],
                    });
                    rests.push((parts.panels[k], *rest, source));
                    vertices.len() as u32 - 1
                });
            }
            triangles.push(corners);
        }
        let seams = seam_segments(&triangles, &rests);
        for (vertex, (panel, rest, _)) in vertices.iter_mut().zip(&rests) {
            for trim in parts.trims.iter().filter(|t| t.panel == *panel) {
                let d = distance(*rest, trim.from, trim.to) / trim.width_m.max(1e-4);
                vertex.marks[0] = vertex.marks[0].min(d);
            }
            if let Some(list) = seams.get(panel) {
                for (a, b) in list {
                    vertex.marks[1] = vertex.marks[1].min(distance(*rest, *a, *b));
                }
            }
        }
        let slots = parts.slots.to_vec();
        Ok(Self { vertices, triangles, slots, materials, casts_shadow: true })
    }

    /// The highest point above the floor (m); 0 for an empty object.
    pub fn height(&self) -> f32 {
        self.vertices.iter().map(|v| v.position[1]).fold(0.0, f32::max)
    }

    /// How far it reaches from the upright axis through the origin (m); 0 for an empty object.
    pub fn reach(&self) -> f32 {
        let away = |v: &Vertex| libm::hypotf(v.position[0], v.position[2]);
        self.vertices.iter().map(away).fold(0.0, f32::max)
    }

    pub(crate) fn centroid(&self, triangle: &[u32; 3]) -> Point3<f32> {
        let sum: Vector3<f32> =
            triangle.iter().map(|&i| Vector3::from(self.vertices[i as usize].position)).sum();
        Point3::from(sum / 3.0)
    }

    /// What is wrong with the lists, if anything.
    pub(crate) fn problem(&self) -> Option<String> {
        let n = self.vertices.len() as u32;
        if self.materials.is_empty() {
            return Some("no material".to_owned());
        }
        if let Some(t) = self.triangles.iter().find(|t| t.iter().any(|&i| i >= n)) {
            return Some(format!("triangle {t:?} of {n} vertices"));
        }
        if !self.slots.is_empty() && self.slots.len() != self.triangles.len() {
            let (s, t) = (self.slots.len(), self.triangles.len());
            return Some(format!("{s} slots for {t} triangles"));
        }
        if let Some(s) = self.slots.iter().find(|&&s| usize::from(s) >= self.materials.len()) {
            return Some(format!("slot {s} of {} materials", self.materials.len()));
        }
        let v = self.vertices.iter().find(|v| v.position.iter().any(|c| !c.is_finite()));
        v.map(|v| format!("a vertex at {:?}", v.position))
    }
}

/// Two ends (m) in a flat panel.
type Segment = (Point2<f32>, Point2<f32>);

/// In each panel, the edges that another panel is sewn to: both ends have more than one place in
/// the flat cloth, and only one triangle of the panel has the edge.
fn seam_segments(
    triangles: &[[u32; 3]],
    rests: &[(u32, Point2<f32>, u32)],
) -> BTreeMap<u32, Vec<Segment>> {
    let mut places: BTreeMap<u32, u32> = BTreeMap::new();
    for (_, _, source) in rests {
        *places.entry(*source).or_default() += 1;
    }
    let mut used: BTreeMap<[u32; 2], u32> = BTreeMap::new();
    for t in triangles {
        for k in 0..3 {
            let (a, b) = (t[k], t[(k + 1) % 3]);
            *used.entry([a.min(b), a.max(b)]).or_default() += 1;
        }
    }
    let mut out: BTreeMap<u32, Vec<_>> = BTreeMap::new();
    for ([a, b], count) in used {
        let (panel, from, one) = rests[a as usize];
        let (_, to, other) = rests[b as usize];
        if count == 1 && places[&one] > 1 && places[&other] > 1 {
            out.entry(panel).or_default().push((from, to));
        }
    }
    out
}

fn distance(p: Point2<f32>, a: Point2<f32>, b: Point2<f32>) -> f32 {
    let ab = b - a;
    let t = ((p - a).dot(&ab) / ab.norm_squared().max(1e-12)).clamp(0.0, 1.0);
    (p - (a + ab * t)).norm()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Look;

    /// Two squares of 10 cm, sewn along x = 0.1 in the world; the second is a panel of its own.
    fn sewn() -> (TriMesh, Vec<[Point2<f32>; 3]>) {
        let positions =
            (0..3).flat_map(|i| [0.0, 0.1].map(|y| Point3::new(i as f32 * 0.1, y, 0.0))).collect();
        let triangles = vec![[0, 2, 3], [0, 3, 1], [2, 4, 5], [2, 5, 3]];
        let p = |x: f32, y: f32| Point2::new(x, y);
        let rest = vec![
            [p(0.0, 0.0), p(0.1, 0.0), p(0.1, 0.1)],
            [p(0.0, 0.0), p(0.1, 0.1), p(0.0, 0.1)],
            [p(0.0, 0.0), p(0.1, 0.0), p(0.1, 0.1)],
            [p(0.0, 0.0), p(0.1, 0.1), p(0.0, 0.1)],
        ];
        (TriMesh { positions, triangles }, rest)
    }

    #[test]
    fn a_seam_is_where_two_panels_share_vertices_and_a_trim_is_measured_in_its_width() {
        let (TriMesh { positions, triangles }, rest) = sewn();
        let parts = ClothParts {
            positions: &positions,
            triangles: &triangles,
            rest: &rest,
            warp: &[Vector2::y(); 4],
            panels: &[0, 0, 1, 1],
            slots: &[],
            trims: &[TrimSegment {
                panel: 0,
                from: Point2::new(0.0, 0.0),
                to: Point2::new(0.0, 0.1),
                width_m: 0.05,
            }],
        };
        let object = Object::cloth(&parts, vec![Material::cloth(Look::plain([9; 3]))]).unwrap();
        assert_eq!(object.vertices.len(), 8, "the two shared vertices are drawn twice");
        for v in &object.vertices {
            let to_seam = (v.position[0] - 0.1).abs();
            assert!((v.marks[1] - to_seam).abs() < 1e-6, "{v:?}");
            assert!((v.normal[2] - 1.0).abs() < 1e-6);
        }
        let trimmed: Vec<_> = object.vertices.iter().map(|v| v.marks[0]).collect();
        assert!(trimmed.iter().filter(|d| d.abs() < 1e-6).count() == 2);
        assert!(trimmed.iter().filter(|d| (**d - 2.0).abs() < 1e-5).count() == 2);
        assert!(trimmed.iter().filter(|d| **d > 100.0).count() == 4);
    }

    #[test]
    fn lists_that_do_not_fit_are_refused() {
        let (TriMesh { positions, triangles }, rest) = sewn();
        let parts = ClothParts {
            positions: &positions[..3],
            triangles: &triangles,
            rest: &rest,
            warp: &[Vector2::y(); 4],
            panels: &[0; 4],
            slots: &[],
            trims: &[],
        };
        assert!(matches!(Object::cloth(&parts, Vec::new()), Err(RenderError::Object { .. })));
        let parts = ClothParts { positions: &positions, rest: &rest[..2], ..parts };
        assert!(matches!(Object::cloth(&parts, Vec::new()), Err(RenderError::Object { .. })));
    }
}
