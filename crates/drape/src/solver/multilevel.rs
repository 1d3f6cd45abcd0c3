//! A preconditioner on many levels: the diagonal of the matrix on the mesh and on ever sparser
//! subsets of its vertices, added up (J. H. Bramble, J. E. Pasciak and J. Xu, Parallel multilevel
//! preconditioners, Math. Comp. 55, 1990; X. Zhang, Multilevel Schwarz methods, 1992).
//!
//! One diagonal smooths what neighbours disagree on; a fold that hangs a hand too high is seen by
//! the sparse levels only.

use rayon::prelude::*;

use super::model::flatten;
use super::symmetric::Symmetric;
use crate::cpu::least_tasks;

/// Rows that one task updates; fixed, so that sums have one order for any number of threads.
const CHUNK: usize = 512;
/// A level of so few vertices has none above it.
const COARSEST: usize = 24;

/// How the vertices of one level take values from the sparser level above.
#[derive(Clone, Debug)]
struct Weights {
    begin: Vec<u32>,
    entries: Vec<(u32, f32)>,
}

impl Weights {
    fn new(rows: &[Vec<(u32, f32)>]) -> Self {
        let (begin, entries) = flatten(rows);
        Self { begin, entries }
    }

    fn of(&self, i: usize) -> &[(u32, f32)] {
        &self.entries[self.begin[i] as usize..self.begin[i + 1] as usize]
    }

    fn sum(&self, i: usize, values: &[[f32; 4]]) -> [f32; 4] {
        let mut sum = [0.0; 4];
        for &(j, w) in self.of(i) {
            let value = values[j as usize];
            for l in 0..4 {
                sum[l] += w * value[l];
            }
        }
        sum
    }
}

/// One level above the mesh: a subset of the vertices of the level below, no two of them joined.
#[derive(Clone, Debug)]
struct Level {
    /// What each vertex below takes from here: the mean of the members beside it.
    parents: Weights,
    /// The same, transposed: what each member gives to.
    children: Weights,
    inverse: Vec<[[f32; 4]; 3]>,
    residual: Vec<[f32; 4]>,
    correction: Vec<[f32; 4]>,
}

/// The diagonal of a vertex's stiffness, in parts that grow differently with the breadth of what
/// moves.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Diagonal {
    /// Resists moving at all (inertia, contacts): adds up.
    pub(crate) still: Symmetric,
    /// Resists moving against its neighbours (stretch): stays.
    pub(crate) stretch: Symmetric,
    /// Resists bending: falls with the square of the breadth.
    pub(crate) bend: f32,
}

impl Diagonal {
    pub(crate) fn inverse(&self) -> Symmetric {
        let mut sum = self.still;
        sum.add(&self.stretch, 1.0);
        sum.add_identity(self.bend);
        sum.inverse()
    }
}

/// The levels above a mesh.
#[derive(Clone, Debug, Default)]
pub(crate) struct Multilevel {
    levels: Vec<Level>,
    /// Diagonals of the level that is being prepared, and of the one above.
    diagonals: [Vec<Diagonal>; 2],
}

impl Multilevel {
    /// The levels above vertices with these neighbours, in order; `pinned` ones do not take part.
    pub(crate) fn new(mut neighbours: Vec<Vec<u32>>, pinned: &[bool]) -> Self {
        let mut levels = Vec::new();
        let mut out: Vec<bool> = pinned.to_vec();
        while out.iter().filter(|o| !**o).count() > COARSEST {
            let n = neighbours.len();
            // Greedily, in order: no two neighbours, and every other vertex is beside one.
            let mut member = vec![u32::MAX; n];
            let mut count = 0;
            for i in (0..n).filter(|&i| !out[i]) {
                if neighbours[i].iter().all(|&j| member[j as usize] == u32::MAX) {
                    member[i] = count;
                    count += 1;
                }
            }
            let parents: Vec<Vec<(u32, f32)>> = (0..n)
                .into_par_iter()
                .with_min_len(CHUNK)
                .map(|i| {
                    if out[i] {
                        return Vec::new();
                    }
                    if member[i] != u32::MAX {
                        return vec![(member[i], 1.0)];
                    }
                    let beside = neighbours[i].iter().map(|&j| member[j as usize]);
                    let beside: Vec<u32> = beside.filter(|&m| m != u32::MAX).collect();
                    beside.iter().map(|&m| (m, 1.0 / beside.len() as f32)).collect()
                })
                .collect();
            let mut children: Vec<Vec<(u32, f32)>> = vec![Vec::new(); count as usize];
            for (i, of) in (0..).zip(&parents) {
                for &(m, w) in of {
                    children[m as usize].push((i, w));
                }
            }
            let joined = |(m, of): (usize, &Vec<(u32, f32)>)| {
                let beside = |i: u32| [i].into_iter().chain(neighbours[i as usize].iter().copied());
                let there = of.iter().flat_map(|child| beside(child.0));
                let there = there.flat_map(|j| &parents[j as usize]).map(|parent| parent.0);
                let mut joined: Vec<u32> = there.filter(|&p| p as usize != m).collect();
                joined.sort_unstable();
                joined.dedup();
                joined
            };
            let joined = children.par_iter().enumerate().with_min_len(CHUNK).map(joined).collect();
            let vector = vec![[0.0; 4]; count as usize];
            levels.push(Level {
                parents: Weights::new(&parents),
                children: Weights::new(&children),
                inverse: vec![[[0.0; 4]; 3]; count as usize],
                residual: vector.clone(),
                correction: vector,
            });
            if count as usize * 10 > n * 9 {
                break; // loose vertices only
            }
            out = vec![false; count as usize];
            neighbours = joined;
        }
        Self { levels, diagonals: [Vec::new(), Vec::new()] }
    }

    /// Takes over the mesh's diagonals of this step, shape `[n]`.
    pub(crate) fn prepare(&mut self, mesh: &[Diagonal]) {
        let [mut below, mut here] = std::mem::take(&mut self.diagonals);
        below.clear();
        below.extend_from_slice(mesh);
        for level in &mut self.levels {
            let children = &level.children;
            here.clear();
            here.resize(level.inverse.len(), Diagonal::default());
            here.par_iter_mut().zip(&mut level.inverse).with_min_len(CHUNK).enumerate().for_each(
                |(m, (here, inverse))| {
                    let breadth: f32 = children.of(m).iter().map(|c| c.1).sum();
                    for &(i, w) in children.of(m) {
                        let below = &below[i as usize];
                        here.still.add(&below.still, w * w);
                        here.stretch.add(&below.stretch, w / breadth);
                        here.bend += below.bend * w / (breadth * breadth);
                    }
                    *inverse = here.inverse().columns();
                },
            );
            std::mem::swap(&mut below, &mut here);
        }
        self.diagonals = [below, here];
    }

    /// The levels' answer to the mesh's `residual`; [`Multilevel::add`] brings it to the mesh.
    pub(crate) fn answer(&mut self, residual: &[[f32; 4]]) {
        for l in 0..self.levels.len() {
            let (below, rest) = self.levels.split_at_mut(l);
            let level = &mut rest[0];
            let from = below.last().map_or(residual, |b| &b.residual);
            let least = least_tasks(level.residual.len(), CHUNK);
            let (children, inverse) = (&level.children, &level.inverse);
            level
                .residual
                .par_chunks_mut(CHUNK)
                .zip(level.correction.par_chunks_mut(CHUNK))
                .with_min_len(least)
                .enumerate()
                .for_each(|(chunk, (residual, correction))| {
                    for (k, (r, z)) in residual.iter_mut().zip(correction).enumerate() {
                        let m = chunk * CHUNK + k;
                        *r = children.sum(m, from);
                        *z = times(&inverse[m], r);
                    }
                });
        }
        for l in (1..self.levels.len()).rev() {
            let (below, above) = self.levels.split_at_mut(l);
            let (to, level) = (&mut below[l - 1].correction, &above[0]);
            let least = least_tasks(to.len(), CHUNK);
            to.par_chunks_mut(CHUNK).with_min_len(least).enumerate().for_each(|(chunk, to)| {
                for (k, z) in to.iter_mut().enumerate() {
                    let more = level.parents.sum(chunk * CHUNK + k, &level.correction);
                    for l in 0..4 {
                        z[l] += more[l];
                    }
                }
            });
        }
    }

    /// What the levels add at vertex `i` of the mesh.
    #[inline]
    pub(crate) fn add(&self, i: usize, to: &mut [f32; 4]) {
        let Some(level) = self.levels.first() else { return };
        let more = level.parents.sum(i, &level.correction);
        for l in 0..4 {
            to[l] += more[l];
        }
    }
}

#[inline]
pub(crate) fn times(m: &[[f32; 4]; 3], r: &[f32; 4]) -> [f32; 4] {
    let mut z = [0.0; 4];
    for l in 0..4 {
        z[l] = m[0][l] * r[0] + m[1][l] * r[1] + m[2][l] * r[2];
    }
    z
}
