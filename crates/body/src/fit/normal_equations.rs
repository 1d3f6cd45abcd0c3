//! The normal equations of a weighted least-squares problem, and their solution.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

/// How many rows are added to the matrix at a time, so that it passes by once for all of them.
const ROWS: usize = 4;

/// `JᵀWJ`, `JᵀWr` and `rᵀWr`, gathered residual by residual.
///
/// Only the lower triangle is kept up to date while gathering.
#[derive(Clone, Debug)]
pub(super) struct NormalEquations {
    matrix: DMatrix<f64>,
    gradient: DVector<f64>,
    cost: f64,
    waiting: Waiting,
}

/// Rows over the same unknowns that are not in the matrix yet.
#[derive(Clone, Debug, Default)]
struct Waiting {
    /// First unknown and length of each run.
    runs: Vec<(usize, usize)>,
    /// The rows, run after run, each times the root of its weight.
    rows: [Vec<f64>; ROWS],
    count: usize,
}

impl NormalEquations {
    /// An empty system of `n` unknowns.
    pub(super) fn new(n: usize) -> Self {
        let waiting = Waiting::default();
        Self { matrix: DMatrix::zeros(n, n), gradient: DVector::zeros(n), cost: 0.0, waiting }
    }

    /// Σ w r² so far.
    pub(super) fn cost(&self) -> f64 {
        self.cost
    }

    /// `JᵀWr` so far.
    #[cfg(test)]
    pub(super) fn gradient(&self) -> &DVector<f64> {
        &self.gradient
    }

    /// Adds a residual `r` of weight `w` whose derivative is `row`, given as runs of neighbouring
    /// unknowns: the first unknown of each run and its values. Runs come in rising order.
    pub(super) fn add(&mut self, r: f64, w: f64, row: &[(usize, &[f64])]) {
        self.cost += w * r * r;
        for &(first, values) in row {
            for (g, x) in self.gradient.as_mut_slice()[first..].iter_mut().zip(values) {
                *g += w * r * x;
            }
        }
        let runs = row.iter().map(|&(first, values)| (first, values.len()));
        let waiting = &mut self.waiting;
        if waiting.count == ROWS || !waiting.runs.iter().copied().eq(runs.clone()) {
            waiting.empty_into(&mut self.matrix);
            waiting.runs.clear();
            waiting.runs.extend(runs);
        }
        let root = w.sqrt();
        let to = &mut waiting.rows[waiting.count];
        to.clear();
        to.extend(row.iter().flat_map(|r| r.1).map(|x| root * x));
        waiting.count += 1;
    }

    /// Adds ½-free quadratic form (x − m)ᵀ P (x − m) of the unknowns from `first` on, at x − m =
    /// `offset`, with `precision` P symmetric.
    pub(super) fn add_quadratic(
        &mut self,
        first: usize,
        offset: &DVector<f64>,
        precision: &DMatrix<f64>,
    ) {
        let k = offset.len();
        let pull = precision * offset;
        self.cost += offset.dot(&pull);
        for i in 0..k {
            self.gradient[first + i] += pull[i];
            for j in 0..=i {
                self.matrix[(first + i, first + j)] += precision[(i, j)];
            }
        }
    }

    /// The matrix with the rows that wait.
    fn whole(&self) -> DMatrix<f64> {
        let mut matrix = self.matrix.clone();
        self.waiting.clone().empty_into(&mut matrix);
        matrix
    }

    /// The step that minimises the linearised problem, damped by `lambda` times the diagonal
    /// (K. Levenberg, 1944; D. Marquardt, 1963). `None` when the system is not positive definite.
    pub(super) fn step(&self, lambda: f64) -> Option<DVector<f64>> {
        let mut damped = self.whole();
        for i in 0..damped.nrows() {
            damped[(i, i)] += lambda * damped[(i, i)] + 1e-9;
        }
        Some(-Cholesky::new(damped)?.solve(&self.gradient))
    }

    /// The undamped factor, whose inverse is the covariance of the unknowns when the weights are
    /// inverse variances.
    pub(super) fn factor(&self) -> Option<Cholesky<f64, Dyn>> {
        let mut matrix = self.whole();
        for i in 0..matrix.nrows() {
            matrix[(i, i)] += 1e-9;
        }
        Cholesky::new(matrix)
    }
}

impl Waiting {
    /// Adds the outer products of all rows to the lower triangle of `matrix`.
    fn empty_into(&mut self, matrix: &mut DMatrix<f64>) {
        let n = matrix.nrows();
        let matrix = matrix.as_mut_slice();
        let length = self.runs.iter().map(|r| r.1).sum();
        // Rows that are not there count as zero.
        for row in &mut self.rows[self.count..] {
            row.clear();
            row.resize(length, 0.0);
        }
        self.count = 0;
        let rows = self.rows.each_ref().map(|row| &row[..length]);
        let mut i = 0;
        for (a, &(first, count)) in self.runs.iter().enumerate() {
            for column in first..first + count {
                let x = rows.map(|row| row[i]);
                if x.iter().any(|&x| x != 0.0) {
                    let below = &mut matrix[column * n..(column + 1) * n];
                    add_products(&mut below[column..first + count], x, rows.map(|row| &row[i..]));
                    let mut at = i + first + count - column;
                    for &(start, more) in &self.runs[a + 1..] {
                        add_products(
                            &mut below[start..start + more],
                            x,
                            rows.map(|row| &row[at..]),
                        );
                        at += more;
                    }
                }
                i += 1;
            }
        }
    }
}

/// Adds Σ x[r] · rows[r] to `sums`.
fn add_products(sums: &mut [f64], x: [f64; ROWS], rows: [&[f64]; ROWS]) {
    let [a, b, c, d] = rows.map(|row| &row[..sums.len()]);
    for (i, sum) in sums.iter_mut().enumerate() {
        *sum += x[0] * a[i] + x[1] * b[i] + x[2] * c[i] + x[3] * d[i];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_through_noisy_points_is_the_textbooks() {
        // y = a + b x on (0,1) (1,3) (2,4): b = 3/2, a = 7/6 (normal equations by hand).
        let mut system = NormalEquations::new(2);
        for (x, y) in [(0.0, 1.0), (1.0, 3.0), (2.0, 4.0)] {
            system.add(-y, 1.0, &[(0, &[1.0, x])]);
        }
        let solution = system.step(0.0).unwrap();
        assert!((solution[0] - 7.0 / 6.0).abs() < 1e-6 && (solution[1] - 1.5).abs() < 1e-6);
    }

    #[test]
    fn runs_and_quadratic_forms_add_up_to_the_dense_product() {
        let rows = [[0.5, -1.0, 0.0, 2.0, 0.3], [1.5, 0.2, 0.0, -0.7, 1.1]];
        let mut sparse = NormalEquations::new(5);
        let mut dense = DMatrix::<f64>::zeros(5, 5);
        for (i, row) in rows.iter().enumerate() {
            let w = 1.0 + i as f64;
            sparse.add(0.4, w, &[(0, &row[..2]), (3, &row[3..])]);
            let v = DVector::from_row_slice(row);
            dense += w * &v * v.transpose();
        }
        let precision = DMatrix::from_row_slice(2, 2, &[3.0, 0.5, 0.5, 2.0]);
        sparse.add_quadratic(2, &DVector::from_row_slice(&[0.1, -0.2]), &precision);
        let mut block = dense.view_mut((2, 2), (2, 2));
        block += &precision;
        for i in 0..5 {
            for j in 0..=i {
                assert!((sparse.whole()[(i, j)] - dense[(i, j)]).abs() < 1e-12);
            }
        }
        assert!((sparse.gradient()[2] - (3.0 * 0.1 - 0.5 * 0.2)).abs() < 1e-12);
    }
}
