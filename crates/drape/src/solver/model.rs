//! A cloth's constants in the order the solver walks them.

use rayon::prelude::*;

use super::multilevel::Multilevel;
use super::slices::Slices;
use crate::cpu::{MatrixRow, MatrixScalar};
use crate::energy::bending::bending_entries;
use crate::energy::membrane::{Corner, Membrane};
use crate::{Cloth, Fabric, Facet, PartSet};

/// Everything about a cloth that the inner loops read.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) mass: Vec<f32>,
    /// Area of cloth that a vertex stands for (cm²).
    pub(crate) area_cm2: Vec<f32>,
    pub(crate) friction: Vec<f32>,
    pub(crate) touches: Vec<PartSet>,
    pub(crate) pinned: Vec<bool>,
    pub(crate) membranes: Vec<Membrane>,
    /// Matrix pattern; the first block of a row is its diagonal.
    pub(crate) rows: Vec<MatrixRow>,
    pub(crate) columns: Vec<u32>,
    /// Constant multiple of the identity in each block: bending and stitches.
    pub(crate) base: Vec<f32>,
    pub(crate) scalars: Vec<MatrixScalar>,
    /// The same pattern as the processor walks it.
    pub(crate) slices: Slices,
    /// Facets around vertex i: `corners[corner_begin[i]..corner_begin[i + 1]]`.
    pub(crate) corner_begin: Vec<u32>,
    pub(crate) corners: Vec<Corner>,
    /// Bending: vertex i feels −Σ q (xⱼ − xᵢ) over `bends[bend_begin[i]..bend_begin[i + 1]]`.
    pub(crate) bend_begin: Vec<u32>,
    pub(crate) bends: Vec<(u32, f32)>,
    /// Stitches at vertex i, as indices into the cloth's list.
    pub(crate) stitch_begin: Vec<u32>,
    pub(crate) stitches: Vec<u32>,
    /// Levels above the mesh.
    pub(crate) levels: Multilevel,
    /// Weight of a vertex in the mean (N).
    pub(crate) mean_weight: f64,
}

pub(crate) const GRAVITY: f32 = 9.81;

/// Fewest vertices or facets that one task prepares.
const MANY: usize = 512;

impl Model {
    /// `cloth` has been checked.
    pub(crate) fn new(cloth: &Cloth, stitch_stiffness: f32) -> Self {
        let n = cloth.vertices.len();
        let mass = cloth.masses();
        let mut area_cm2 = vec![0.0; n];
        let mut friction = vec![0.0f32; n];
        let mut round: Vec<Vec<(u32, u32)>> = vec![Vec::new(); n];
        for (f, facet) in (0..).zip(&cloth.facets) {
            let fabric: &Fabric = &cloth.fabrics[facet.fabric as usize];
            let area = facet.rest_area() * 1e4 / 3.0;
            for (k, v) in (0..).zip(facet.vertices) {
                area_cm2[v as usize] += area;
                friction[v as usize] = friction[v as usize].max(fabric.friction);
                round[v as usize].push((f, k));
            }
        }
        let membrane = |facet: &Facet| {
            let fabric = &cloth.fabrics[facet.fabric as usize];
            Membrane::new(facet.vertices, &facet.rest, facet.warp, fabric)
        };
        let membranes = cloth.facets.par_iter().with_min_len(MANY).map(membrane).collect();
        let mut pinned = vec![false; n];
        for attachment in cloth.attachments.iter().filter(|a| a.stiffness.is_infinite()) {
            pinned[attachment.vertex as usize] = true;
        }
        let ring: Vec<Vec<u32>> = round
            .par_iter()
            .enumerate()
            .with_min_len(MANY)
            .map(|(v, round)| {
                let around = round.iter().flat_map(|&(f, _)| cloth.facets[f as usize].vertices);
                let mut ring: Vec<u32> = around.filter(|&w| w as usize != v).collect();
                ring.sort_unstable();
                ring.dedup();
                ring
            })
            .collect();

        let bending = bending_entries(cloth);
        // In order, since the pairs are.
        let mut bend_rows: Vec<Vec<(u32, f32)>> = vec![Vec::new(); n];
        for &((a, b), q) in &bending {
            bend_rows[a as usize].push((b, q));
            bend_rows[b as usize].push((a, q));
        }
        // Constant off-diagonal scalars of the stiffness, both ways.
        let mut constant = bend_rows.clone();
        let mut take = |a: u32, b: u32| {
            let row = &mut constant[a as usize];
            match row.binary_search_by_key(&b, |entry| entry.0) {
                Ok(k) => row[k].1 -= stitch_stiffness,
                Err(k) => row.insert(k, (b, -stitch_stiffness)),
            }
        };
        let mut stitch_rows: Vec<Vec<u32>> = vec![Vec::new(); n];
        for (s, stitch) in cloth.stitches.iter().enumerate() {
            let (a, b) = (stitch.a, stitch.b);
            if a == b {
                continue;
            }
            stitch_rows[a as usize].push(s as u32);
            stitch_rows[b as usize].push(s as u32);
            take(a, b);
            take(b, a);
        }

        let mut rows = Vec::with_capacity(n);
        let (mut columns, mut base, mut scalars) = (Vec::new(), Vec::new(), Vec::new());
        for (i, constant) in constant.iter().enumerate() {
            let (block_begin, scalar_begin) = (columns.len() as u32, scalars.len() as u32);
            columns.push(i as u32);
            base.push(-constant.iter().map(|entry| entry.1).sum::<f32>());
            for &j in &ring[i] {
                columns.push(j);
                let entry = constant.binary_search_by_key(&j, |entry| entry.0);
                base.push(entry.map_or(0.0, |k| constant[k].1));
            }
            let far = constant.iter().filter(|entry| !ring[i].contains(&entry.0));
            scalars.extend(far.map(|&(column, value)| MatrixScalar { column, value }));
            rows.push(MatrixRow {
                block_begin,
                block_end: columns.len() as u32,
                scalar_begin,
                scalar_end: scalars.len() as u32,
            });
        }

        let corner_rows: Vec<Vec<Corner>> = round
            .par_iter()
            .zip(&rows)
            .with_min_len(MANY)
            .map(|(round, row)| {
                let row: &[u32] = &columns[row.block_begin as usize..row.block_end as usize];
                let slot = |w| row.iter().position(|&c| c == w).map_or(0, |slot| slot as u32);
                let corner = |&(facet, place): &(u32, u32)| {
                    let blocks = cloth.facets[facet as usize].vertices.map(slot);
                    Corner { facet, place, blocks }
                };
                round.iter().map(corner).collect()
            })
            .collect();
        let (corner_begin, corners) = flatten(&corner_rows);
        let (bend_begin, bends) = flatten(&bend_rows);
        let (stitch_begin, stitches) = flatten(&stitch_rows);
        let (levels, slices) = rayon::join(
            || Multilevel::new(ring, &pinned),
            || Slices::new(&rows, &columns, &scalars),
        );
        let total: f64 = mass.iter().copied().map(f64::from).sum();
        Self {
            mean_weight: total * f64::from(GRAVITY) / n as f64,
            mass,
            area_cm2,
            friction,
            touches: cloth.vertices.iter().map(|v| v.touches).collect(),
            pinned,
            membranes,
            slices,
            rows,
            columns,
            base,
            scalars,
            corner_begin,
            corners,
            bend_begin,
            bends,
            stitch_begin,
            stitches,
            levels,
        }
    }

    pub(crate) fn corners_of(&self, i: usize) -> &[Corner] {
        &self.corners[self.corner_begin[i] as usize..self.corner_begin[i + 1] as usize]
    }

    pub(crate) fn bends_of(&self, i: usize) -> &[(u32, f32)] {
        &self.bends[self.bend_begin[i] as usize..self.bend_begin[i + 1] as usize]
    }

    pub(crate) fn stitches_of(&self, i: usize) -> &[u32] {
        &self.stitches[self.stitch_begin[i] as usize..self.stitch_begin[i + 1] as usize]
    }
}

/// Rows one after another, and where each begins (one more entry at the end).
pub(crate) fn flatten<T: Clone>(rows: &[Vec<T>]) -> (Vec<u32>, Vec<T>) {
    let mut begin = vec![0];
    let mut all = Vec::new();
    for row in rows {
        all.extend_from_slice(row);
        begin.push(all.len() as u32);
    }
    (begin, all)
}
