//! Facets sorted into the cells of a uniform grid.

use nalgebra::{Point3, Vector3};

/// Facets by the cells of a uniform grid that their boxes, grown by a radius, overlap.
pub(crate) struct Grid {
    low: Point3<f32>,
    cell: f32,
    size: [usize; 3],
    begin: Vec<u32>,
    facets: Vec<u32>,
}

impl Grid {
    /// Facets grown by `radius` (m) in cells of `cell` (m) or more. O(facets).
    pub(crate) fn new(
        positions: &[Point3<f32>],
        facets: &[[u32; 3]],
        radius: f32,
        cell: f32,
    ) -> Self {
        let (mut low, mut high) = (positions[0], positions[0]);
        for p in positions {
            low = low.inf(p);
            high = high.sup(p);
        }
        let extent = high - low;
        // Bounded, however far a vertex has flown.
        let cell = cell.max(extent.max() / 200.0).max(1e-3);
        let size = [0, 1, 2].map(|k| (extent[k] / cell) as usize + 1);
        let mut grid = Self { low, cell, size, begin: Vec::new(), facets: Vec::new() };
        let mut count = vec![0u32; size[0] * size[1] * size[2] + 1];
        grid.visit(positions, facets, radius, &mut |cell, _| count[cell + 1] += 1);
        for i in 1..count.len() {
            count[i] += count[i - 1];
        }
        let mut place = count.clone();
        let mut lists = vec![0; count.last().copied().unwrap_or(0) as usize];
        grid.visit(positions, facets, radius, &mut |cell, f| {
            lists[place[cell] as usize] = f;
            place[cell] += 1;
        });
        grid.begin = count;
        grid.facets = lists;
        grid
    }

    fn visit(
        &self,
        positions: &[Point3<f32>],
        facets: &[[u32; 3]],
        radius: f32,
        each: &mut dyn FnMut(usize, u32),
    ) {
        for (f, facet) in facets.iter().enumerate() {
            let [a, b, c] = facet.map(|v| positions[v as usize]);
            let grow = Vector3::repeat(radius);
            let low = a.inf(&b).inf(&c) - grow;
            let high = a.sup(&b).sup(&c) + grow;
            self.cells(&low, &high, &mut |cell| each(cell, f as u32));
        }
    }

    fn cells(&self, low: &Point3<f32>, high: &Point3<f32>, each: &mut dyn FnMut(usize)) {
        let (low, high) = (self.cell_of(low), self.cell_of(high));
        for x in low[0]..=high[0] {
            for y in low[1]..=high[1] {
                for z in low[2]..=high[2] {
                    each((x * self.size[1] + y) * self.size[2] + z);
                }
            }
        }
    }

    fn cell_of(&self, p: &Point3<f32>) -> [usize; 3] {
        [0, 1, 2].map(|k| {
            let c = (p[k] - self.low[k]) / self.cell;
            (c.max(0.0) as usize).min(self.size[k] - 1)
        })
    }

    /// The facets whose grown box may hold `p`.
    pub(crate) fn at(&self, p: &Point3<f32>) -> &[u32] {
        let [x, y, z] = self.cell_of(p);
        self.in_cell((x * self.size[1] + y) * self.size[2] + z)
    }

    /// Gathers into `found`, sorted and each once, the facets whose grown box may meet the box from
    /// `low` to `high`.
    pub(crate) fn within(&self, low: &Point3<f32>, high: &Point3<f32>, found: &mut Vec<u32>) {
        found.clear();
        self.cells(low, high, &mut |cell| found.extend_from_slice(self.in_cell(cell)));
        found.sort_unstable();
        found.dedup();
    }

    fn in_cell(&self, cell: usize) -> &[u32] {
        &self.facets[self.begin[cell] as usize..self.begin[cell + 1] as usize]
    }
}
