//! Bending, quadratic in the positions and constant for a sheet that does not stretch.
//!
//! A facet and the three across its edges have six corners, as many as a quadratic polynomial has
//! coefficients: laid flat into the facet's panel they give its second derivatives, exact for every
//! cloth that is evenly curved, whichever way the mesh lies (E. Grinspun et al., Computing discrete
//! shape operators on general meshes, Eurographics 2006, for the stencil). Facets on the border take
//! the curvature of a whole facet beside them. Where there is none, or where the six corners lie
//! near a conic, hinges bend (M. Bergou et al., A quadratic bending model for inextensible surfaces,
//! SGP 2006), with the 1/(A₀+A₁) that Peirce's cantilever asks for.

use nalgebra::{Matrix6, Point2, Vector2, Vector6};
use rayon::prelude::*;

use crate::{Cloth, Fabric, Facet};

/// Off-diagonal entries q of the bending matrix (N/m), each pair once with i < j and in order; the
/// diagonal is minus the sum of its row, so that forces are −Σ q (xⱼ − xᵢ).
pub(crate) fn bending_entries(cloth: &Cloth) -> Vec<((u32, u32), f32)> {
    let flaps = Flaps::new(cloth);
    let curvatures: Vec<Option<Curvature>> =
        (0..cloth.facets.len()).into_par_iter().map(|f| Curvature::of(cloth, &flaps, f)).collect();
    // Each facet's area is bent as its own stencil says, or as those beside it do: which, and how much
    // for each of them.
    let bent = |(f, facet): (usize, &Facet)| {
        let own = [f].into_iter().filter(|&f| curvatures[f].is_some());
        let around = flaps.beside[f].iter().flatten().map(|b| b.facet);
        let around = around.filter(|&b| curvatures[f].is_none() && curvatures[b].is_some());
        let by: Vec<usize> = own.chain(around).collect();
        let area = f64::from(facet.rest_area()) / by.len().max(1) as f64;
        (by, area)
    };
    let bent: Vec<(Vec<usize>, f64)> = cloth.facets.par_iter().enumerate().map(bent).collect();
    let hinged: Vec<bool> = bent.iter().map(|(by, _)| by.is_empty()).collect();
    let add = |entries: &mut Pairs<'_>| {
        for (facet, (by, area)) in cloth.facets.iter().zip(&bent) {
            let fabric = &cloth.fabrics[facet.fabric as usize];
            for curvature in by.iter().filter_map(|&b| curvatures[b].as_ref()) {
                curvature.add(fabric, *area, entries);
            }
        }
        for (f, beside) in flaps.beside.iter().enumerate() {
            for (k, flap) in beside.iter().enumerate() {
                let Some(flap) = flap else { continue };
                // A hinge between a facet with a stencil and one without stands for the latter alone.
                if f < flap.facet && (hinged[f] || hinged[flap.facet]) {
                    add_hinge(cloth, [(f, k), (flap.facet, flap.edge)], &hinged, entries);
                }
            }
        }
    };
    // Each task passes over all facets for its own vertices, whose sums so have one order.
    let mut rows = vec![Vec::new(); cloth.vertices.len()];
    let each = rows.len().div_ceil(rayon::current_num_threads()).max(LEAST_ROWS);
    rows.par_chunks_mut(each).enumerate().for_each(|(i, rows)| {
        add(&mut Pairs { first: i * each, rows });
        for row in rows {
            row.sort_unstable_by_key(|entry| entry.0);
        }
    });
    let entries = (0..).zip(rows);
    entries.flat_map(|(v, row)| row.into_iter().map(move |(w, sum)| ((v, w), sum as f32))).collect()
}

/// Fewest vertices that one task sums up for.
const LEAST_ROWS: usize = 1024;

/// Sums by pairs of vertices, of which the first is one of a run: of each a short list of second ones.
struct Pairs<'a> {
    first: usize,
    rows: &'a mut [Vec<(u32, f64)>],
}

impl Pairs<'_> {
    fn has_any(&self, vertices: &[u32]) -> bool {
        vertices.iter().any(|&v| (v as usize).wrapping_sub(self.first) < self.rows.len())
    }

    fn add(&mut self, v: u32, w: u32, more: f64) {
        let Some(row) = self.rows.get_mut((v as usize).wrapping_sub(self.first)) else { return };
        match row.iter_mut().find(|entry| entry.0 == w) {
            Some(entry) => entry.1 += more,
            None => row.push((w, more)),
        }
    }
}

/// What lies across an edge of a facet.
#[derive(Clone, Copy, Debug)]
struct Flap {
    facet: usize,
    /// The edge of that facet.
    edge: usize,
}

/// What lies across each edge of each facet; edge k runs from corner k to the next.
struct Flaps {
    beside: Vec<[Option<Flap>; 3]>,
}

impl Flaps {
    fn new(cloth: &Cloth) -> Self {
        let mut edges = Vec::with_capacity(3 * cloth.facets.len());
        for (facet, f) in cloth.facets.iter().enumerate() {
            for edge in 0..3 {
                let (a, b) = (f.vertices[edge], f.vertices[(edge + 1) % 3]);
                edges.push(((a.min(b), a.max(b)), Flap { facet, edge }));
            }
        }
        edges.par_sort_by_key(|e| e.0);
        let mut beside = vec![[None; 3]; cloth.facets.len()];
        for sides in edges.chunk_by(|a, b| a.0 == b.0) {
            // Where three panels meet in a seam, each is hinged to the next.
            for pair in sides.windows(2) {
                let pair = [pair[0].1, pair[1].1];
                let tips = [0, 1].map(|i| tip(cloth, pair[i]));
                if tips[0] == tips[1] {
                    continue; // two triangles laid on each other
                }
                beside[pair[0].facet][pair[0].edge] = Some(pair[1]);
                beside[pair[1].facet][pair[1].edge] = Some(pair[0]);
            }
        }
        Self { beside }
    }
}

fn tip(cloth: &Cloth, flap: Flap) -> u32 {
    cloth.facets[flap.facet].vertices[(flap.edge + 2) % 3]
}

/// The second derivatives of a facet along warp and weft as sums over six vertices.
struct Curvature {
    vertices: [u32; 6],
    /// Weights (1/m²) of ∂uu, ∂vv and ∂uv; u along the warp.
    weights: [Vector6<f64>; 3],
}

/// Stencils with larger weights (in 1/area of the facet) tell noise.
const STEADY: f64 = 6.0;

impl Curvature {
    /// `None` without three neighbours, or where the six corners do not tell a quadratic.
    fn of(cloth: &Cloth, flaps: &Flaps, f: usize) -> Option<Self> {
        let facet = &cloth.facets[f];
        let wide = |p: Point2<f32>| p.coords.cast::<f64>();
        let warp = facet.warp.cast::<f64>().normalize();
        let origin = wide(facet.rest[0]);
        let own = facet.rest.map(|p| wide(p) - origin);
        let mut vertices = [0; 6];
        let mut places = [Vector2::zeros(); 6];
        for k in 0..3 {
            vertices[k] = facet.vertices[k];
            places[k] = own[k];
            let flap = flaps.beside[f][k]?;
            vertices[3 + k] = tip(cloth, flap);
            places[3 + k] = unfold(
                cloth,
                flap,
                facet.vertices[k],
                [own[k], own[(k + 1) % 3]],
                own[(k + 2) % 3],
            );
        }
        for i in 0..6 {
            if vertices[..i].contains(&vertices[i]) {
                return None;
            }
        }
        // In units of the facet, so that rows are alike.
        let area = f64::from(facet.rest_area());
        let unit = area.sqrt();
        let mut system = Matrix6::zeros();
        for (c, p) in places.iter().enumerate() {
            let (u, v) = (warp.dot(p) / unit, warp.perp(p) / unit);
            system.set_column(c, &Vector6::new(1.0, u, v, 0.5 * u * u, 0.5 * v * v, u * v));
        }
        let inverse = system.try_inverse()?;
        let weights = [3, 4, 5].map(|d| inverse.column(d) / area);
        let size = weights.iter().flat_map(|w| w.iter()).fold(0.0f64, |m, w| m.max(w.abs()));
        (size * area < STEADY).then_some(Self { vertices, weights })
    }

    /// Adds ½ `area` (B₁ |∂uu|² + B₂ |∂vv|² + (B₁ + B₂) |∂uv|²): an even cloth is as stiff along
    /// every direction, and curling across costs nothing by itself.
    fn add(&self, fabric: &Fabric, area: f64, entries: &mut Pairs<'_>) {
        if !entries.has_any(&self.vertices) {
            return;
        }
        let (warp, weft) = (f64::from(fabric.bend_warp), f64::from(fabric.bend_weft));
        let stiffness = [warp, weft, warp + weft];
        for i in 0..6 {
            for j in 0..6 {
                let (v, w) = (self.vertices[i], self.vertices[j]);
                if v < w {
                    let terms = self.weights.iter().zip(stiffness).map(|(k, b)| b * k[i] * k[j]);
                    entries.add(v, w, area * terms.sum::<f64>());
                }
            }
        }
    }
}

/// Where the tip of `flap` lies when it is turned about the edge from vertex `a` into the plane of
/// a facet whose edge lies at `edge` and whose third corner at `third`. Sides of a seam that are not
/// equally long are laid on each other by their middles.
fn unfold(
    cloth: &Cloth,
    flap: Flap,
    a: u32,
    edge: [Vector2<f64>; 2],
    third: Vector2<f64>,
) -> Vector2<f64> {
    let facet = &cloth.facets[flap.facet];
    let at = |k: usize| facet.rest[k % 3].coords.cast::<f64>();
    let forward = facet.vertices[flap.edge] == a;
    let (p, q, tip) = (at(flap.edge), at(flap.edge + 1), at(flap.edge + 2));
    let (p, q) = if forward { (p, q) } else { (q, p) };
    let along = (q - p).normalize();
    let middle = (p + q) * 0.5;
    let (s, t) = (along.dot(&(tip - middle)), along.perp(&(tip - middle)).abs());
    let here = (edge[1] - edge[0]).normalize();
    let mut across = Vector2::new(-here.y, here.x);
    if across.dot(&(third - edge[0])) > 0.0 {
        across = -across;
    }
    (edge[0] + edge[1]) * 0.5 + here * s + across * t
}

/// Adds the hinge between two facets, by the part of it that lies in facets that are `hinged`.
fn add_hinge(cloth: &Cloth, sides: [(usize, usize); 2], hinged: &[bool], entries: &mut Pairs<'_>) {
    let (f, k) = sides[0];
    let a = cloth.facets[f].vertices[k];
    let tips = sides.map(|(facet, edge)| tip(cloth, Flap { facet, edge }));
    let vertices = [a, cloth.facets[f].vertices[(k + 1) % 3], tips[0], tips[1]];
    if !entries.has_any(&vertices) {
        return;
    }
    let [s, t] = sides.map(|side| Side::new(cloth, side, a));
    let area = s.area + t.area;
    let part: f64 =
        sides.iter().zip([&s, &t]).map(|(side, s)| if hinged[side.0] { s.area } else { 0.0 }).sum();
    let stiffness = 0.5 * (s.stiffness + t.stiffness) / area * (part / area);
    let weights = [s.cot_b + t.cot_b, s.cot_a + t.cot_a, -s.cot_a - s.cot_b, -t.cot_a - t.cot_b];
    for i in 0..4 {
        for j in 0..4 {
            if vertices[i] < vertices[j] {
                entries.add(vertices[i], vertices[j], stiffness * weights[i] * weights[j]);
            }
        }
    }
}

/// One facet beside a hinge.
struct Side {
    /// Cotangents of the facet's angles at the hinge's two ends.
    cot_a: f64,
    cot_b: f64,
    area: f64,
    /// Bending stiffness across the hinge (N·m).
    stiffness: f64,
}

impl Side {
    fn new(cloth: &Cloth, (facet, edge): (usize, usize), a: u32) -> Self {
        let facet = &cloth.facets[facet];
        let forward = facet.vertices[edge] == a;
        let (at_a, at_b) = if forward { (edge, (edge + 1) % 3) } else { ((edge + 1) % 3, edge) };
        let tip = (edge + 2) % 3;
        let [p, q, r] = [at_a, at_b, tip].map(|k| facet.rest[k].cast::<f64>());
        let along = (q - p).normalize().dot(&facet.warp.cast::<f64>().normalize());
        let fabric = &cloth.fabrics[facet.fabric as usize];
        // The cloth is curved at a right angle to the hinge.
        let (warp, weft) = (f64::from(fabric.bend_warp), f64::from(fabric.bend_weft));
        Self {
            cot_a: cot(p, q, r),
            cot_b: cot(q, p, r),
            area: f64::from(facet.rest_area()),
            stiffness: weft * along * along + warp * (1.0 - along * along),
        }
    }
}

/// Cotangent of the angle at `at` between `p` and `q`.
fn cot(at: Point2<f64>, p: Point2<f64>, q: Point2<f64>) -> f64 {
    let (e, f) = (p - at, q - at);
    e.dot(&f) / e.perp(&f).abs().max(1e-12)
}
