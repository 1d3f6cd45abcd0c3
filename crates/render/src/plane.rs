//! Arithmetic on whole pictures of numbers.

/// One number a pixel, row by row from the top left.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plane {
    pub width: usize,
    pub height: usize,
    pub values: Vec<f32>,
}

impl Plane {
    pub(crate) fn new(width: usize, height: usize, values: Vec<f32>) -> Self {
        debug_assert_eq!(values.len(), width * height);
        Self { width, height, values }
    }

    pub(crate) fn at(&self, x: usize, y: usize) -> f32 {
        self.values[y * self.width + x]
    }

    /// Bilinear, at a place given in pixels of this plane (pixel centres at halves).
    pub(crate) fn sample(&self, x: f32, y: f32) -> f32 {
        let clamp = |v: f32, n: usize| (v - 0.5).clamp(0.0, (n - 1) as f32);
        let (x, y) = (clamp(x, self.width), clamp(y, self.height));
        let (x0, y0) = (x as usize, y as usize);
        let (x1, y1) = ((x0 + 1).min(self.width - 1), (y0 + 1).min(self.height - 1));
        let (fx, fy) = (x - x0 as f32, y - y0 as f32);
        let top = self.at(x0, y0) * (1.0 - fx) + self.at(x1, y0) * fx;
        let bottom = self.at(x0, y1) * (1.0 - fx) + self.at(x1, y1) * fx;
        top * (1.0 - fy) + bottom * fy
    }

    /// The greatest value within `radius` pixels along x and y.
    pub(crate) fn greatest(&self, radius: usize) -> Self {
        self.separable(radius, |window| window.iter().copied().fold(f32::NEG_INFINITY, f32::max))
    }

    /// The mean within `radius` pixels along x and y.
    pub(crate) fn mean(&self, radius: usize) -> Self {
        self.separable(radius, |window| window.iter().sum::<f32>() / window.len() as f32)
    }

    fn separable(&self, radius: usize, fold: impl Fn(&[f32]) -> f32) -> Self {
        let (w, h) = (self.width, self.height);
        let mut rows = Vec::with_capacity(w * h);
        for row in self.values.chunks_exact(w) {
            for x in 0..w {
                rows.push(fold(&row[x.saturating_sub(radius)..(x + radius + 1).min(w)]));
            }
        }
        let mut values = vec![0.0; w * h];
        let mut column = vec![0.0; h];
        for x in 0..w {
            for (y, c) in column.iter_mut().enumerate() {
                *c = rows[y * w + x];
            }
            for y in 0..h {
                values[y * w + x] =
                    fold(&column[y.saturating_sub(radius)..(y + radius + 1).min(h)]);
            }
        }
        Self { width: w, height: h, values }
    }

    /// Distance (px) of every pixel from the nearest one whose value is over a half; infinite
    /// where there is none. Exact, in linear time (Felzenszwalb and Huttenlocher, 2012).
    pub(crate) fn distance(&self) -> Self {
        let (w, h) = (self.width, self.height);
        let mut squares: Vec<f32> =
            self.values.iter().map(|&v| if v > 0.5 { 0.0 } else { f32::INFINITY }).collect();
        let mut line = Vec::new();
        for x in 0..w {
            line.clear();
            line.extend((0..h).map(|y| squares[y * w + x]));
            for (y, d) in squared_distances(&line).into_iter().enumerate() {
                squares[y * w + x] = d;
            }
        }
        for row in squares.chunks_exact_mut(w) {
            let out = squared_distances(row);
            row.copy_from_slice(&out);
        }
        let values = squares.into_iter().map(libm::sqrtf).collect();
        Self { width: w, height: h, values }
    }
}

/// `min over q of (p − q)² + f(q)` for every p: the lower envelope of parabolas.
fn squared_distances(f: &[f32]) -> Vec<f32> {
    // Apex and the place from which on each parabola is the lowest.
    let mut hull: Vec<(usize, f32)> = Vec::new();
    for (q, &height) in f.iter().enumerate() {
        if height.is_infinite() {
            continue;
        }
        let from = loop {
            let Some(&(v, start)) = hull.last() else { break f32::NEG_INFINITY };
            let (a, b) = (q as f32, v as f32);
            let meet = ((height + a * a) - (f[v] + b * b)) / (2.0 * (a - b));
            if meet > start {
                break meet;
            }
            hull.pop();
        };
        hull.push((q, from));
    }
    let mut out = vec![f32::INFINITY; f.len()];
    let mut k = 0;
    for (p, d) in out.iter_mut().enumerate() {
        while k + 1 < hull.len() && hull[k + 1].1 <= p as f32 {
            k += 1;
        }
        if let Some(&(v, _)) = hull.get(k) {
            let away = p as f32 - v as f32;
            *d = away * away + f[v];
        }
    }
    out
}

/// Fills the pixels of small weight from those of large weight around them, the further away the
/// smoother: push and pull over a pyramid (Gortler et al., "The Lumigraph", 1996).
///
/// `pixels` holds linear colour and weight 0–1, shape `[height * width]`; the result keeps pixels
/// of weight 1 as they are. Where nothing has weight, the result is black.
pub(crate) fn push_pull(width: usize, height: usize, pixels: &[[f32; 4]]) -> Vec<[f32; 3]> {
    let mut levels = vec![(width, height, pixels.to_vec())];
    while let Some((w, h, fine)) = levels.last()
        && (*w > 1 || *h > 1)
    {
        let (cw, ch) = (w.div_ceil(2), h.div_ceil(2));
        let mut coarse = vec![[0.0f32; 4]; cw * ch];
        for y in 0..ch {
            for x in 0..cw {
                let mut sum = [0.0; 4];
                for (fx, fy) in
                    [(2 * x, 2 * y), (2 * x + 1, 2 * y), (2 * x, 2 * y + 1), (2 * x + 1, 2 * y + 1)]
                {
                    if fx < *w && fy < *h {
                        let p = fine[fy * w + fx];
                        for k in 0..3 {
                            sum[k] += p[k] * p[3];
                        }
                        sum[3] += p[3];
                    }
                }
                let total = sum[3].max(1e-12);
                coarse[y * cw + x] =
                    [sum[0] / total, sum[1] / total, sum[2] / total, sum[3].min(1.0)];
            }
        }
        levels.push((cw, ch, coarse));
    }
    let (mut w, mut h, top) = levels.pop().unwrap_or_default();
    let mut filled: Vec<[f32; 3]> = top.iter().map(|p| [p[0], p[1], p[2]]).collect();
    while let Some((fw, fh, fine)) = levels.pop() {
        let coarse = filled;
        let at = |x: usize, y: usize| coarse[y.min(h - 1) * w + x.min(w - 1)];
        filled = Vec::with_capacity(fw * fh);
        for y in 0..fh {
            for x in 0..fw {
                let p = fine[y * fw + x];
                if p[3] >= 1.0 {
                    filled.push([p[0], p[1], p[2]]);
                    continue;
                }
                // Bilinear between coarse pixel centres: weights 3/4 and 1/4.
                let (cx, cy) = (x / 2, y / 2);
                let nx = if x % 2 == 0 { cx.saturating_sub(1) } else { cx + 1 };
                let ny = if y % 2 == 0 { cy.saturating_sub(1) } else { cy + 1 };
                let (a, b, c, d) = (at(cx, cy), at(nx, cy), at(cx, ny), at(nx, ny));
                let mut out = [0.0; 3];
                for k in 0..3 {
                    let below = 0.5625 * a[k] + 0.1875 * (b[k] + c[k]) + 0.0625 * d[k];
                    out[k] = p[k] * p[3] + below * (1.0 - p[3]);
                }
                filled.push(out);
            }
        }
        (w, h) = (fw, fh);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_to_the_nearest_pixel_by_trying_them_all() {
        let (w, h) = (17, 11);
        let set = |i: usize| (i * 7919).is_multiple_of(23);
        let plane = Plane::new(w, h, (0..w * h).map(|i| if set(i) { 1.0 } else { 0.0 }).collect());
        let got = plane.distance();
        for i in 0..w * h {
            let (x, y) = ((i % w) as f32, (i / w) as f32);
            let want = (0..w * h)
                .filter(|&j| set(j))
                .map(|j| ((j % w) as f32 - x).hypot((j / w) as f32 - y))
                .fold(f32::INFINITY, f32::min);
            assert!((got.values[i] - want).abs() < 1e-4, "{i}: {} {want}", got.values[i]);
        }
        let nothing = Plane::new(2, 2, vec![0.0; 4]).distance();
        assert!(nothing.values.iter().all(|d| d.is_infinite()));
    }

    #[test]
    fn filling_keeps_what_is_known_and_continues_a_flat_colour() {
        let (w, h) = (37, 23);
        let hole = |x: usize, y: usize| (10..25).contains(&x) && (5..18).contains(&y);
        let pixels: Vec<_> = (0..w * h)
            .map(|i| if hole(i % w, i / w) { [9.0, 9.0, 9.0, 0.0] } else { [0.2, 0.4, 0.6, 1.0] })
            .collect();
        for p in push_pull(w, h, &pixels) {
            for (got, want) in p.iter().zip([0.2, 0.4, 0.6]) {
                assert!((got - want).abs() < 1e-5, "{p:?}");
            }
        }
    }

    #[test]
    fn a_filled_hole_stays_between_the_colours_around_it() {
        let (w, h) = (32, 32);
        let pixels: Vec<_> = (0..w * h)
            .map(|i| match i % w {
                0..10 => [0.0, 0.0, 0.0, 1.0],
                22.. => [1.0, 1.0, 1.0, 1.0],
                _ => [0.5, 5.0, -5.0, 0.0],
            })
            .collect();
        let out = push_pull(w, h, &pixels);
        let row: Vec<f32> = (0..w).map(|x| out[16 * w + x][1]).collect();
        assert!(row.iter().all(|v| (0.0..=1.0).contains(v)), "{row:?}");
        assert!(row[11] < row[16] + 1e-6 && row[16] < row[20] + 1e-6, "{row:?}");
    }
}
