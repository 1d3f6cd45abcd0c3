//! The normal equations of a weighted least-squares problem, and their solution.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

/// `JᵀWJ`, `JᵀWr` and `rᵀWr`, gathered residual by residual.
///
/// Only the lower triangle is kept up to date while gathering.
#[derive(Clone, Debug)]
pub(super) struct NormalEquations {
    matrix: DMatrix<f64>,
    gradient: DVector<f64>,
    cost: f64,
}

impl NormalEquations {
    /// An empty system of `n` unknowns.
    pub(super) fn new(n: usize) -> Self {
        Self { matrix: DMatrix::zeros(n, n), gradient: DVector::zeros(n), cost: 0.0 }
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
        let n = self.matrix.nrows();
        let matrix = self.matrix.as_mut_slice();
        for (a, &(first, values)) in row.iter().enumerate() {
            for (i, &x) in values.iter().enumerate() {
                if x == 0.0 {
                    continue;
                }
                let column = first + i;
                let wx = w * x;
                self.gradient[column] += wx * r;
                let below = &mut matrix[column * n..(column + 1) * n];
                for (m, &y) in below[column..first + values.len()].iter_mut().zip(&values[i..]) {
                    *m += wx * y;
                }
                for &(start, more) in &row[a + 1..] {
                    for (m, &y) in below[start..start + more.len()].iter_mut().zip(more) {
                        *m += wx * y;
                    }
                }
            }
        }
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

    /// The step that minimises the linearised problem, damped by `lambda` times the diagonal
    /// (K. Levenberg, 1944; D. Marquardt, 1963). `None` when the system is not positive definite.
    pub(super) fn step(&self, lambda: f64) -> Option<DVector<f64>> {
        let mut damped = self.matrix.clone();
        for i in 0..damped.nrows() {
            damped[(i, i)] += lambda * damped[(i, i)] + 1e-9;
        }
        Some(-Cholesky::new(damped)?.solve(&self.gradient))
    }

    /// The undamped factor, whose inverse is the covariance of the unknowns when the weights are
    /// inverse variances.
    pub(super) fn factor(&self) -> Option<Cholesky<f64, Dyn>> {
        let mut matrix = self.matrix.clone();
        for i in 0..matrix.nrows() {
            matrix[(i, i)] += 1e-9;
        }
        Cholesky::new(matrix)
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
                assert!((sparse.matrix[(i, j)] - dense[(i, j)]).abs() < 1e-12);
            }
        }
        assert!((sparse.gradient()[2] - (3.0 * 0.1 - 0.5 * 0.2)).abs() < 1e-12);
    }
}
