//! A tracked person's mask over the whole frame.

use nalgebra::Point2;

use crate::landmark::{self, Sighting};
use crate::types::Silhouette;

/// Coverage closer to none or to all than this, half of what a byte can show, is that.
const SURE: f32 = 1.0 / 512.0;
/// How much of the last frame's coverage stays where this one's says nothing: at one half.
const KEPT: f32 = 0.7;
/// Cells along a side of the mask, and the last that has another after it.
const CELLS: usize = landmark::SIZE;
const LAST: usize = CELLS - 2;
/// Places in the mask are counted in 2⁻¹⁶ of a cell.
const ONE: f32 = 65536.0;

/// The landmark network's own mask, laid over a run of frames and held calm from one to the next.
///
/// Coarse: a cell is five pixels of a person who fills a frame of 1280, and rounds the crotch. For a
/// picture to measure from there is [`Detector::outline`](crate::Detector::outline).
#[derive(Clone, Debug)]
pub struct FrameMask {
    silhouette: Silhouette,
    /// Whether there is a frame before.
    follows: bool,
}

impl FrameMask {
    /// An empty mask over frames of that size (px).
    #[must_use]
    pub fn new(width: u32, height: u32) -> Self {
        let alpha = vec![0.0; width as usize * height as usize];
        Self { silhouette: Silhouette { width, height, alpha }, follows: false }
    }

    /// Coverage of each pixel of the last frame.
    #[must_use]
    pub fn silhouette(&self) -> &Silhouette {
        &self.silhouette
    }

    /// Forgets the person.
    pub fn clear(&mut self) {
        self.silhouette.alpha.fill(0.0);
        self.follows = false;
    }

    /// Takes the person of the next frame: bilinear between the mask's cells, nothing outside of it,
    /// and of the frame before what a pixel is unsure of.
    ///
    /// Cost: about 1 ms for 720 × 1280; only the outline's surround is looked at pixel by pixel.
    pub fn follow(&mut self, sighting: &Sighting) {
        let kept = if self.follows { KEPT } else { 0.0 };
        let mask = Mask::of(&sighting.mask, kept);
        self.follows = true;
        let cell = |x: f32, y: f32| {
            let unit = sighting.region.unit_from_photo(Point2::new(x, y));
            // Cell (i, j) is centred at (i + ½, j + ½).
            [unit.x * CELLS as f32 - 0.5, unit.y * CELLS as f32 - 0.5]
        };
        let [origin, right, down] = [cell(0.5, 0.5), cell(1.5, 0.5), cell(0.5, 1.5)];
        let width = (self.silhouette.width as usize).max(1);
        for (y, row) in self.silhouette.alpha.chunks_exact_mut(width).enumerate() {
            let line = [0, 1].map(|axis| Line {
                first: origin[axis] + y as f32 * (down[axis] - origin[axis]),
                step: right[axis] - origin[axis],
            });
            mask.lay(row, line);
        }
    }
}

/// Where the columns of a frame's row lie along one side of the mask (cells).
#[derive(Clone, Copy)]
struct Line {
    first: f32,
    step: f32,
}

impl Line {
    fn at(self, column: usize) -> f32 {
        self.first + column as f32 * self.step
    }

    /// The columns that lie between `low` and `high`, of `count`: from, to.
    fn within(self, low: f32, high: f32, count: usize) -> (usize, usize) {
        let (low, high) = (low - self.first, high - self.first);
        if self.step.abs() < 1e-6 {
            return if low > 0.0 || high < 0.0 { (0, 0) } else { (0, count) };
        }
        let (a, b) = (low / self.step, high / self.step);
        let column = |c: f32| libm::ceilf(c.clamp(0.0, count as f32)) as usize;
        (column(a.min(b)), column(a.max(b)))
    }

    /// The first column after `column`, `to` at the most, that has left the cells from `low` to
    /// before `high`.
    fn leaves(self, low: usize, high: usize, column: usize, to: usize) -> usize {
        if self.step == 0.0 {
            return to;
        }
        let end = if self.step > 0.0 { high as f32 } else { low as f32 };
        let columns = (end - self.first) / self.step;
        if columns < to as f32 { (columns as usize + 1).clamp(column + 1, to) } else { to }
    }

    /// The place of a column and the step, in 2⁻¹⁶ of a cell.
    fn fixed(self, column: usize) -> (i32, i32) {
        ((self.at(column) * ONE) as i32, (self.step * ONE) as i32)
    }
}

/// What the pixels between four cells are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Room,
    Person,
    Both,
}

/// A mask with what is alike gathered into runs.
struct Mask<'a> {
    cells: &'a [f32],
    /// How much of the last frame's coverage stays at one half.
    kept: f32,
    /// Of each cell and its neighbours to the right and below.
    kinds: Vec<Kind>,
    /// First and last but one column of the run along the row that has a cell's kind.
    runs: Vec<(u8, u8)>,
}

impl<'a> Mask<'a> {
    fn of(cells: &'a [f32], kept: f32) -> Self {
        let mut kinds = vec![Kind::Room; cells.len()];
        let mut runs = vec![(0, 0); cells.len()];
        // Bit 1: not surely room; bit 2: not surely person.
        let doubt: Vec<u8> =
            cells.iter().map(|c| u8::from(*c > SURE) | u8::from(*c < 1.0 - SURE) << 1).collect();
        for row in 0..=LAST {
            let (above, below) = doubt[row * CELLS..][..2 * CELLS].split_at(CELLS);
            let here = row * CELLS..row * CELLS + LAST + 1;
            let (kinds, runs) = (&mut kinds[here.clone()], &mut runs[here]);
            let pairs = above.windows(2).zip(below.windows(2));
            for (kind, (a, b)) in kinds.iter_mut().zip(pairs) {
                *kind = match a[0] | a[1] | b[0] | b[1] {
                    2 => Kind::Room,
                    1 => Kind::Person,
                    _ => Kind::Both,
                };
            }
            let mut first = 0;
            for alike in kinds.chunk_by(|a, b| a == b) {
                let end = first + alike.len();
                runs[first..end].fill((first as u8, end as u8));
                first = end;
            }
        }
        Self { cells, kept, kinds, runs }
    }

    /// Covers a frame's row, which holds the frame before.
    fn lay(&self, row: &mut [f32], [across, along]: [Line; 2]) {
        let (a, b) = across.within(0.0, (LAST + 1) as f32, row.len());
        let (c, d) = along.within(0.0, (LAST + 1) as f32, row.len());
        let (from, to) = (a.max(c), b.min(d));
        if from >= to {
            return row.fill(0.0);
        }
        row[..from].fill(0.0);
        row[to..].fill(0.0);
        let mut column = from;
        while column < to {
            let y = (along.at(column) as usize).min(LAST);
            let below = along.leaves(y, y + 1, column, to);
            while column < below {
                let x = (across.at(column) as usize).min(LAST);
                let (first, end) = self.runs[y * CELLS + x];
                let end = across.leaves(first.into(), end.into(), column, below);
                let part = &mut row[column..end];
                match self.kinds[y * CELLS + x] {
                    Kind::Room => part.fill(0.0),
                    Kind::Person => part.fill(1.0),
                    Kind::Both => self.mix(part, y, across.fixed(column), along.fixed(column)),
                }
                column = end;
            }
        }
    }

    /// Covers pixels between the rows `y` and `y + 1` of the mask; each of the others is given by the
    /// first pixel's place and the step to the next (2⁻¹⁶ cells).
    fn mix(&self, pixels: &mut [f32], y: usize, across: (i32, i32), along: (i32, i32)) {
        const END: i32 = (((LAST as u32 + 1) << 16) - 1).cast_signed();
        let rows = &self.cells[y * CELLS..][..2 * CELLS];
        let (above, below) = rows.split_at(CELLS);
        let ((mut u, du), (mut v, dv)) = (across, along);
        let top = (y as u32).cast_signed() << 16;
        for alpha in pixels {
            let x = u.clamp(0, END);
            let (fx, fy) = ((x & 0xffff) as f32 / ONE, (v - top) as f32 / ONE);
            let x = (x >> 16) as usize;
            let over = above[x] + fx * (above[x + 1] - above[x]);
            let under = below[x] + fx * (below[x + 1] - below[x]);
            let fresh = over + fy * (under - over);
            // 4 n (1 − n) is near the entropy of a coin that falls on its head n times of one.
            let unsure = 4.0 * fresh * (1.0 - fresh);
            *alpha = fresh + (*alpha - fresh) * (self.kept * unsure);
            u = u.wrapping_add(du);
            v = v.wrapping_add(dv);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::region::Region;
    use crate::types::Landmarks;

    fn sighting(region: Region, mask: impl Fn(f32, f32) -> f32) -> Sighting {
        let n = landmark::SIZE;
        let at = |i: usize| (i as f32 + 0.5) / n as f32;
        Sighting {
            presence: 1.0,
            landmarks: Landmarks { image: Vec::new(), world: Vec::new() },
            region,
            mask: (0..n * n).map(|i| mask(at(i % n), at(i / n))).collect(),
            next: (Point2::origin(), Point2::origin()),
        }
    }

    /// Coverage that falls off linearly from the region's middle.
    fn cone(x: f32, y: f32) -> f32 {
        (1.0 - 3.0 * (x - 0.5).hypot(y - 0.5)).max(0.0)
    }

    #[test]
    fn the_mask_lies_where_the_region_says() {
        for turn_rad in [0.0, 0.4, 1.6, -2.5] {
            let region = Region { centre: Point2::new(130.0, 170.0), side: 300.0, turn_rad };
            let mut mask = FrameMask::new(240, 320);
            mask.follow(&sighting(region, cone));
            for (i, alpha) in mask.silhouette().alpha.iter().enumerate() {
                let p = Point2::new((i % 240) as f32 + 0.5, (i / 240) as f32 + 0.5);
                let unit = region.unit_from_photo(p);
                // Linear between cells 1/256 apart, but for the cone's tip and rim.
                assert!((alpha - cone(unit.x, unit.y)).abs() < 0.012, "{turn_rad} {p}");
            }
        }
    }

    #[test]
    fn what_is_sure_follows_at_once_and_what_is_not_is_calmed() {
        let region = Region { centre: Point2::new(64.0, 64.0), side: 128.0, turn_rad: 0.0 };
        let flat = |value: f32| sighting(region, move |_, _| value);
        let mut mask = FrameMask::new(128, 128);
        let middle = |mask: &FrameMask| mask.silhouette().alpha[64 * 128 + 64];
        mask.follow(&flat(1.0));
        assert!((middle(&mask) - 1.0).abs() < 1e-6);
        mask.follow(&flat(0.5));
        // ½ + 0.7 · (1 − ½).
        assert!((middle(&mask) - 0.85).abs() < 1e-6);
        mask.follow(&flat(0.0));
        assert!(mask.silhouette().alpha.iter().all(|a| *a == 0.0));
    }

    #[test]
    fn who_has_gone_leaves_nothing_behind() {
        let mut mask = FrameMask::new(200, 100);
        for x in [40.0, 160.0, -500.0] {
            let region = Region { centre: Point2::new(x, 50.0), side: 80.0, turn_rad: 0.1 };
            let seen = sighting(region, cone);
            mask.follow(&seen);
            let mut fresh = FrameMask::new(200, 100);
            fresh.follow(&seen);
            let far = |i: usize| ((i % 200) as f32 - x).abs() > 60.0;
            let alpha = &mask.silhouette().alpha;
            assert!((0..alpha.len()).filter(|i| far(*i)).all(|i| alpha[i] == 0.0));
        }
        mask.clear();
        assert!(mask.silhouette().alpha.iter().all(|a| *a == 0.0));
    }
}
