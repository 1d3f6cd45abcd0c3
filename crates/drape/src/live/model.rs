//! A cloth's constants in the order that live cloth walks them.

use super::colour::coloured;
use crate::Cloth;
use crate::cpu::{MatrixScalar, StretchFacet, XpbdColour};
use crate::energy::bending::bending_entries;
use crate::energy::membrane::Membrane;

/// Bending may take this part of what would make it unstable, as it acts explicitly.
const STABLE: f32 = 0.5;

/// What the stages of [`crate::cpu`] for live cloth read of a cloth, the same in every frame.
#[derive(Clone, Debug)]
pub struct LiveModel {
    /// Where the bending entries of each vertex begin, shape `[n + 1]`.
    pub begin: Vec<u32>,
    /// Bending entries.
    pub bends: Vec<MatrixScalar>,
    /// Facets, colour after colour.
    pub facets: Vec<StretchFacet>,
    /// Their colours.
    pub colours: Vec<XpbdColour>,
    /// Inverse masses (1/kg), shape `[n]`; nothing is pinned.
    pub inverse_mass: Vec<f32>,
    /// Friction of each vertex, shape `[n]`.
    pub friction: Vec<f32>,
}

impl LiveModel {
    /// `cloth` has been checked; no substep is longer than `longest` (s).
    pub fn new(cloth: &Cloth, longest: f32) -> Self {
        let n = cloth.vertices.len();
        let inverse_mass: Vec<f32> = cloth.masses().iter().map(|m| 1.0 / m).collect();
        let mut friction = vec![0.0f32; n];
        let facets: Vec<StretchFacet> = cloth
            .facets
            .iter()
            .map(|facet| {
                let fabric = &cloth.fabrics[facet.fabric as usize];
                for v in facet.vertices {
                    friction[v as usize] = friction[v as usize].max(fabric.friction);
                }
                let membrane = Membrane::new(facet.vertices, &facet.rest, facet.warp, fabric);
                let [a, b, c] = facet.vertices;
                let (du, dv) = membrane.shapes();
                let area = facet.rest_area();
                StretchFacet {
                    a,
                    b,
                    c,
                    buckling: 1.0 / fabric.compression,
                    du_b: du[1],
                    du_c: du[2],
                    dv_b: dv[1],
                    dv_c: dv[2],
                    warp: 1.0 / (area * fabric.stretch_warp),
                    weft: 1.0 / (area * fabric.stretch_weft),
                    shear: 1.0 / (area * fabric.shear),
                }
            })
            .collect();
        let (facets, colours) = coloured(&facets, n, |f| [f.a, f.b, f.c]);
        let (begin, bends) = bending(cloth, &inverse_mass, longest);
        Self { begin, bends, facets, colours, inverse_mass, friction }
    }
}

/// Bending entries by rows; where a substep would be too long for them they are weakened.
fn bending(cloth: &Cloth, inverse_mass: &[f32], longest: f32) -> (Vec<u32>, Vec<MatrixScalar>) {
    let entries = bending_entries(cloth);
    // Gershgorin: no eigenvalue is larger than twice a row's largest sum.
    let mut sums = vec![0.0f32; inverse_mass.len()];
    for &((a, b), q) in &entries {
        sums[a as usize] += q.abs();
        sums[b as usize] += q.abs();
    }
    let part: Vec<f32> = sums
        .iter()
        .zip(inverse_mass)
        .map(|(sum, w)| (STABLE * 2.0 / (sum * w * longest * longest)).min(1.0))
        .collect();
    let mut rows: Vec<Vec<MatrixScalar>> = vec![Vec::new(); inverse_mass.len()];
    for &((a, b), q) in &entries {
        let value = q * part[a as usize].min(part[b as usize]);
        rows[a as usize].push(MatrixScalar { column: b, value });
        rows[b as usize].push(MatrixScalar { column: a, value });
    }
    crate::solver::flatten(&rows)
}
