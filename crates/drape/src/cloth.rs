//! What of a garment does not change while it is draped.

use nalgebra::{Point2, Point3, Vector2};

use crate::{BodyPart, Fabric, State};

/// A garment (or any cloth) as triangles with their rest shape, and what holds it together.
///
/// Vertices of different panels are different vertices joined by [`Cloth::stitches`];
/// [`Cloth::sewn`] merges them once they have met.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cloth {
    /// Fabrics that facets refer to.
    pub fabrics: Vec<Fabric>,
    /// Vertices, shape `[n]`.
    pub vertices: Vec<Vertex>,
    /// Triangles, shape `[m]`.
    pub facets: Vec<Facet>,
    /// Pairs of vertices that are pulled together.
    pub stitches: Vec<Stitch>,
    /// Vertices held in place while dressing.
    pub attachments: Vec<Attachment>,
    /// Belts, sashes and waist ties.
    pub belts: Vec<Belt>,
}

/// Layers that one garment of an outfit takes up at most.
pub(crate) const LAYERS: i32 = 16;

/// The layer of its garment from which on cloth hangs over all of it.
pub(crate) const OVER: i32 = LAYERS / 2;

/// A cloth vertex.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Vertex {
    /// Order from the skin outwards: a vertex of a higher layer stays outside a lower one.
    pub layer: i32,
    /// Parts of the body that the vertex collides with.
    pub touches: PartSet,
}

/// A cloth triangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Facet {
    /// Its vertices, counter-clockwise seen from outside the garment.
    pub vertices: [u32; 3],
    /// Where they lie in the flat panel (m). Either orientation.
    pub rest: [Point2<f32>; 3],
    /// Direction of the warp in the panel, unit length.
    pub warp: Vector2<f32>,
    /// Which panel it was cut in; facets of equal `panel` share one `rest` space.
    pub panel: u32,
    /// Index into [`Cloth::fabrics`].
    pub fabric: u32,
}

/// Two vertices that are sewn together.
///
/// A stitch's rest length is its length in the first state that the solver sees, times
/// [`crate::Control::stitch_scale`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stitch {
    /// One vertex.
    pub a: u32,
    /// The other.
    pub b: u32,
}

/// A vertex held by a spring while dressing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attachment {
    /// The vertex.
    pub vertex: u32,
    /// Where it is held.
    pub target: Target,
    /// Stiffness (N/m); 100 holds a garment, 5 guides it. Infinite pins the vertex for good.
    pub stiffness: f32,
}

/// Where an attachment holds its vertex.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// At a point in space (m).
    Point(Point3<f32>),
    /// At a height above the floor (m), free to slide horizontally.
    Height(f32),
}

/// A belt: vertices pressed to a ring round the body.
///
/// The ring is the convex hull of the body's section at `height` (touched parts only), moved
/// outwards until its perimeter is the girth asked for in [`crate::Control::belt_girths`]. Vertices
/// outside it are pressed in, each higher layer one thickness further out; inside they are free.
#[derive(Clone, Debug, PartialEq)]
pub struct Belt {
    /// The vertices under the belt.
    pub vertices: Vec<u32>,
    /// Height of the belt's middle above the floor (m).
    pub height: f32,
    /// Parts of the body whose section it goes round.
    pub around: PartSet,
    /// Stiffness of the press (N/m per vertex); 200 is firm.
    pub stiffness: f32,
    /// Stiffness with which the vertices are held at the height they have when the belt is first
    /// tied (N/m per vertex), 0 to let cloth slide through.
    pub grip: f32,
}

/// A set of body parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartSet(u8);

impl PartSet {
    /// No part.
    pub const NONE: Self = Self(0);
    /// Every part.
    pub const ALL: Self = Self(0xff);

    /// The set of `parts`.
    pub fn of(parts: &[BodyPart]) -> Self {
        Self(parts.iter().fold(0, |bits, &p| bits | Self::bit(p)))
    }

    /// This set without `parts`.
    #[must_use]
    pub fn without(self, parts: &[BodyPart]) -> Self {
        Self(self.0 & !Self::of(parts).0)
    }

    /// Is `part` in the set?
    pub fn contains(self, part: BodyPart) -> bool {
        self.0 & Self::bit(part) != 0
    }

    /// The parts that are in either set.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn bits(self) -> u8 {
        self.0
    }

    fn bit(part: BodyPart) -> u8 {
        1 << match part {
            BodyPart::Head => 0,
            BodyPart::Torso => 1,
            BodyPart::ArmLeft => 2,
            BodyPart::ArmRight => 3,
            BodyPart::LegLeft => 4,
            BodyPart::LegRight => 5,
        }
    }
}

/// Why a cloth cannot be draped.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ClothError {
    /// No vertices or no facets.
    #[error("the cloth is empty: {vertices} vertices, {facets} facets")]
    Empty {
        /// How many vertices.
        vertices: usize,
        /// How many facets.
        facets: usize,
    },
    /// An index points past its list.
    #[error("{what} {index} refers to {refers_to}, but there are only {count}")]
    OutOfRange {
        /// Whose index: `facet`, `stitch`, `attachment`, `belt`.
        what: &'static str,
        /// Which of them.
        index: usize,
        /// The bad index.
        refers_to: u32,
        /// How many there are to refer to.
        count: usize,
    },
    /// A facet that has no area in its panel, or repeats a vertex.
    #[error("facet {facet} has a rest area of {area} m²")]
    Degenerate {
        /// The facet.
        facet: usize,
        /// Its area (m²).
        area: f32,
    },
    /// A fabric with a property that is not positive and finite.
    #[error("fabric {fabric} has {property} = {value}")]
    Fabric {
        /// The fabric.
        fabric: usize,
        /// The property's field name.
        property: &'static str,
        /// Its value.
        value: f32,
    },
    /// A vertex that no facet uses.
    #[error("vertex {vertex} belongs to no facet")]
    Loose {
        /// The vertex.
        vertex: usize,
    },
}

impl Cloth {
    /// Checks every index, rest area and fabric.
    ///
    /// # Errors
    ///
    /// The first [`ClothError`] found.
    pub fn check(&self) -> Result<(), ClothError> {
        let n = self.vertices.len();
        if n == 0 || self.facets.is_empty() {
            return Err(ClothError::Empty { vertices: n, facets: self.facets.len() });
        }
        let within = |what, index, refers_to: u32, count: usize| {
            if (refers_to as usize) < count {
                Ok(())
            } else {
                Err(ClothError::OutOfRange { what, index, refers_to, count })
            }
        };
        for (i, fabric) in self.fabrics.iter().enumerate() {
            for (property, value) in [
                ("stretch_warp", fabric.stretch_warp),
                ("stretch_weft", fabric.stretch_weft),
                ("shear", fabric.shear),
                ("compression", fabric.compression),
                ("density", fabric.density),
                ("thickness", fabric.thickness),
            ] {
                if !(value > 0.0 && value.is_finite()) {
                    return Err(ClothError::Fabric { fabric: i, property, value });
                }
            }
            for (property, value) in [
                ("bend_warp", fabric.bend_warp),
                ("bend_weft", fabric.bend_weft),
                ("friction", fabric.friction),
            ] {
                if !(value >= 0.0 && value.is_finite()) {
                    return Err(ClothError::Fabric { fabric: i, property, value });
                }
            }
        }
        let mut used = vec![false; n];
        for (i, facet) in self.facets.iter().enumerate() {
            for v in facet.vertices {
                within("facet", i, v, n)?;
                used[v as usize] = true;
            }
            within("facet", i, facet.fabric, self.fabrics.len())?;
            let area = facet.rest_area();
            let [a, b, c] = facet.vertices;
            if !(area > 1e-9 && area.is_finite()) || a == b || b == c || c == a {
                return Err(ClothError::Degenerate { facet: i, area });
            }
        }
        if let Some(vertex) = used.iter().position(|u| !u) {
            return Err(ClothError::Loose { vertex });
        }
        for (i, stitch) in self.stitches.iter().enumerate() {
            within("stitch", i, stitch.a, n)?;
            within("stitch", i, stitch.b, n)?;
        }
        for (i, attachment) in self.attachments.iter().enumerate() {
            within("attachment", i, attachment.vertex, n)?;
        }
        for (i, belt) in self.belts.iter().enumerate() {
            for &v in &belt.vertices {
                within("belt", i, v, n)?;
            }
        }
        Ok(())
    }

    /// Mass of every vertex (kg), shape `[n]`: a third of each facet around it.
    pub fn masses(&self) -> Vec<f32> {
        let mut mass = vec![0.0; self.vertices.len()];
        for facet in &self.facets {
            let third = facet.rest_area() * self.fabrics[facet.fabric as usize].density / 3.0;
            for v in facet.vertices {
                mass[v as usize] += third;
            }
        }
        mass
    }
}

impl Facet {
    /// Area in the flat panel (m²).
    pub fn rest_area(&self) -> f32 {
        let [p, q, r] = self.rest;
        0.5 * (q - p).perp(&(r - p)).abs()
    }
}

impl Cloth {
    /// The cloth with every chain of stitched vertices merged into one vertex, and for each old
    /// vertex its new one, shape `[n]`. Call when the seams have closed; apply the same map to the
    /// state with [`Cloth::sewn_state`].
    ///
    /// Stitches that are gone are dropped; a facet that would lose its area keeps its own vertices
    /// and its stitch. A merged vertex is on the highest layer and touches every part that any of
    /// its vertices did.
    pub fn sewn(&self) -> (Self, Vec<u32>) {
        let n = self.vertices.len();
        let mut root: Vec<u32> = (0..n as u32).collect();
        let mut stitched = vec![false; n];
        for stitch in &self.stitches {
            stitched[stitch.a as usize] = true;
            stitched[stitch.b as usize] = true;
        }
        let mut neighbours = vec![Vec::new(); n];
        for facet in &self.facets {
            for (i, &v) in facet.vertices.iter().enumerate().filter(|v| stitched[*v.1 as usize]) {
                neighbours[v as usize].push(facet.vertices[(i + 1) % 3]);
                neighbours[v as usize].push(facet.vertices[(i + 2) % 3]);
            }
        }
        let mut members: Vec<Vec<u32>> = (0..n as u32).map(|v| vec![v]).collect();
        let mut kept = Vec::new();
        for &stitch in &self.stitches {
            let (a, b) = (find(&mut root, stitch.a), find(&mut root, stitch.b));
            if a == b {
                continue;
            }
            let collapses = members[a as usize]
                .iter()
                .any(|&v| neighbours[v as usize].iter().any(|&w| find(&mut root, w) == b));
            if collapses {
                kept.push(stitch);
                continue;
            }
            let (low, high) = (a.min(b), a.max(b));
            root[high as usize] = low;
            let moved = std::mem::take(&mut members[high as usize]);
            members[low as usize].extend(moved);
        }
        let mut map = vec![0; n];
        let mut vertices: Vec<Vertex> = Vec::new();
        for v in 0..n as u32 {
            let r = find(&mut root, v);
            let vertex = self.vertices[v as usize];
            if r == v {
                map[v as usize] = vertices.len() as u32;
                vertices.push(vertex);
            } else {
                map[v as usize] = map[r as usize]; // roots come first: r < v
                let merged = &mut vertices[map[v as usize] as usize];
                merged.layer = merged.layer.max(vertex.layer);
                merged.touches = merged.touches.union(vertex.touches);
            }
        }
        let to = |v: u32| map[v as usize];
        let cloth = Self {
            fabrics: self.fabrics.clone(),
            vertices,
            facets: self
                .facets
                .iter()
                .map(|f| Facet { vertices: f.vertices.map(to), ..*f })
                .collect(),
            stitches: kept.iter().map(|s| Stitch { a: to(s.a), b: to(s.b) }).collect(),
            attachments: self
                .attachments
                .iter()
                .map(|a| Attachment { vertex: to(a.vertex), ..*a })
                .collect(),
            belts: self
                .belts
                .iter()
                .map(|belt| {
                    let mut vertices: Vec<u32> = belt.vertices.iter().map(|&v| to(v)).collect();
                    vertices.sort_unstable();
                    vertices.dedup();
                    Belt { vertices, ..belt.clone() }
                })
                .collect(),
        };
        (cloth, map)
    }

    /// The state of the sewn cloth: each merged vertex in the middle of those it came from.
    pub fn sewn_state(state: &State, map: &[u32]) -> State {
        let n = map.iter().max().map_or(0, |&m| m as usize + 1);
        let mut sum = vec![(nalgebra::Vector3::zeros(), nalgebra::Vector3::zeros(), 0.0f32); n];
        for (v, &to) in map.iter().enumerate() {
            let entry = &mut sum[to as usize];
            entry.0 += state.positions[v].coords;
            entry.1 += state.velocities[v];
            entry.2 += 1.0;
        }
        State {
            positions: sum.iter().map(|s| Point3::from(s.0 / s.2)).collect(),
            velocities: sum.iter().map(|s| s.1 / s.2).collect(),
        }
    }
}

/// The representative of `v`, with the path to it halved.
fn find(root: &mut [u32], mut v: u32) -> u32 {
    while root[v as usize] != v {
        root[v as usize] = root[root[v as usize] as usize];
        v = root[v as usize];
    }
    v
}
