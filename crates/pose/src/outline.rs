//! The person's outline by U2Net-p, looked at closely and held against BlazePose's own mask.

use nalgebra::{Point2, Vector2};

use crate::landmark::{self, Sighting};
use crate::photo::Photo;
use crate::refine::{self, Window};
use crate::region::{Beyond, Pyramid, Rect, Region};
use crate::types::Silhouette;

/// The network's input is `SIZE` × `SIZE`.
pub(crate) const SIZE: usize = 320;
/// The network is large enough to be run by two: 0.19 s instead of 0.36.
pub(crate) const THREADS: usize = 2;
/// Mean and spread of ImageNet's channels, which the network was trained with.
const MEAN: [f32; 3] = [0.485, 0.456, 0.406];
const SPREAD: [f32; 3] = [0.229, 0.224, 0.225];
/// How much of the person's height is seen beyond the person, on each side.
const MARGIN: f32 = 0.08;
/// Within how much of the person's height of the network's outline the photo's own edge is looked
/// for: 17 mm on an adult, three of the network's cells.
const REACH: f32 = 0.01;

/// The rectangle to look at: the person in a square, as far as the photo goes.
///
/// Looking closer, at an upper and a lower half, costs twice as much and loses the sense of what
/// is person and what is room between the legs.
pub(crate) fn crop(photo: &Photo, sighting: &Sighting) -> Rect {
    let body = bounds(sighting);
    let size = body.max - body.min;
    let half = (0.5 + MARGIN) * size.x.max(size.y);
    let middle = body.min + size / 2.0;
    let (width, height) = (photo.width() as f32, photo.height() as f32);
    let clip = |p: Point2<f32>| Point2::new(p.x.clamp(0.0, width), p.y.clamp(0.0, height));
    let reach = Vector2::new(half, half);
    let (min, max) = (clip(middle - reach), clip(middle + reach));
    // Landmarks far outside leave nothing to look at; then the whole photo is.
    if max.x - min.x < 2.0 || max.y - min.y < 2.0 {
        return Rect { min: Point2::origin(), max: Point2::new(width, height) };
    }
    Rect { min, max }
}

/// The smallest rectangle round the landmarks and BlazePose's mask (px).
fn bounds(sighting: &Sighting) -> Rect {
    let mut bounds = Rect::nothing();
    for landmark in &sighting.landmarks.image {
        bounds.take(landmark.position);
    }
    let cells = landmark::SIZE;
    for (i, value) in sighting.mask.iter().enumerate() {
        if *value > 0.5 {
            let unit = |k: usize| (k as f32 + 0.5) / cells as f32;
            let middle = Point2::new(unit(i % cells), unit(i / cells));
            bounds.take(sighting.region.photo_from_unit(middle));
        }
    }
    bounds
}

/// The network's input for one rectangle, shape `[3, 320, 320]`.
pub(crate) fn input(pyramid: &Pyramid<'_>, rect: &Rect) -> Vec<f32> {
    let mut tensor = vec![0.0; 3 * SIZE * SIZE];
    let size = rect.max - rect.min;
    pyramid.sample(
        (SIZE, SIZE),
        size.x.max(size.y) / SIZE as f32,
        Beyond::Nearest,
        |u| Point2::new(rect.min.x + u.x * size.x, rect.min.y + u.y * size.y),
        |_, byte| byte,
        &mut tensor,
    );
    let brightest = tensor.iter().copied().fold(1.0_f32, f32::max);
    for (channel, plane) in tensor.chunks_exact_mut(SIZE * SIZE).enumerate() {
        for value in plane {
            *value = (*value / brightest - MEAN[channel]) / SPREAD[channel];
        }
    }
    tensor
}

/// The outline over the whole photo, from the network's `cells` (0–1, shape `[320, 320]`) of
/// `rect`.
///
/// The network marks whatever stands out, be it a person, a chair or a dog; what lies outside a
/// generous surround of BlazePose's mask is dropped, and then all but the largest piece. Then the
/// edge is drawn along the photo's own.
pub(crate) fn silhouette(
    photo: &Photo,
    rect: &Rect,
    cells: &[f32],
    sighting: &Sighting,
) -> Silhouette {
    let surround = Surround::of(sighting);
    let window = window(rect, &surround.bounds());
    let mut coverage = vec![0.0_f32; window.width * window.height];
    for (y, row) in coverage.chunks_exact_mut(window.width).enumerate() {
        for (x, value) in row.iter_mut().enumerate() {
            let p = Point2::new((window.left + x) as f32 + 0.5, (window.top + y) as f32 + 0.5);
            if surround.holds(p) {
                *value = between_cells(cells, rect, p);
            }
        }
    }
    keep_largest_piece(&mut coverage, window.width);
    let body = bounds(sighting);
    let reach = (REACH * (body.max - body.min).norm()).clamp(4.0, 40.0);
    refine::refine(photo, window, reach as usize, &mut coverage);
    // Wisps of hair and specks of cloth that the redrawing has cut off.
    keep_largest_piece(&mut coverage, window.width);
    let (width, height) = (photo.width(), photo.height());
    let mut alpha = vec![0.0; width as usize * height as usize];
    for (y, row) in coverage.chunks_exact(window.width).enumerate() {
        let at = (window.top + y) * width as usize + window.left;
        alpha[at..at + window.width].copy_from_slice(row);
    }
    Silhouette { width, height, alpha }
}

/// The pixels of `rect` that `surround` touches, at least one.
fn window(rect: &Rect, surround: &Rect) -> Window {
    let (left, top) = (
        surround.min.x.clamp(rect.min.x, rect.max.x - 1.0),
        surround.min.y.clamp(rect.min.y, rect.max.y - 1.0),
    );
    let (right, bottom) =
        (surround.max.x.clamp(left + 1.0, rect.max.x), surround.max.y.clamp(top + 1.0, rect.max.y));
    Window {
        left: left as usize,
        top: top as usize,
        width: right.ceil() as usize - left as usize,
        height: bottom.ceil() as usize - top as usize,
    }
}

/// Bilinear between the cells' middles.
fn between_cells(cells: &[f32], rect: &Rect, p: Point2<f32>) -> f32 {
    let size = rect.max - rect.min;
    let cell = |v: f32| (v * SIZE as f32 - 0.5).clamp(0.0, SIZE as f32 - 1.0);
    let (x, y) = (cell((p.x - rect.min.x) / size.x), cell((p.y - rect.min.y) / size.y));
    let (x0, y0) = (x as usize, y as usize);
    let (x1, y1) = ((x0 + 1).min(SIZE - 1), (y0 + 1).min(SIZE - 1));
    let (fx, fy) = (x - x0 as f32, y - y0 as f32);
    let at = |x: usize, y: usize| cells[y * SIZE + x];
    (at(x0, y0) * (1.0 - fx) + at(x1, y0) * fx) * (1.0 - fy)
        + (at(x0, y1) * (1.0 - fx) + at(x1, y1) * fx) * fy
}

/// A surround of BlazePose's mask.
struct Surround {
    region: Region,
    cells: Vec<bool>,
    /// The mask's cell at the photo's origin, and how it moves with each pixel along and down.
    origin: Point2<f32>,
    along: Vector2<f32>,
    down: Vector2<f32>,
}

impl Surround {
    /// How far the surround reaches, in cells of the mask: 10 of 256 are 5 % of a person's height
    /// (the region is 1.25 times as high), more than that mask is ever off on a standing person.
    const REACH: usize = 10;

    fn of(sighting: &Sighting) -> Self {
        let n = landmark::SIZE;
        let seen: Vec<bool> = sighting.mask.iter().map(|m| *m > 0.2).collect();
        let reach = |i: usize| i.saturating_sub(Self::REACH)..(i + Self::REACH + 1).min(n);
        let across: Vec<bool> =
            (0..n * n).map(|i| reach(i % n).any(|x| seen[i / n * n + x])).collect();
        let cells = (0..n * n).map(|i| reach(i / n).any(|y| across[y * n + i % n])).collect();
        let region = sighting.region;
        let cell = |x: f32, y: f32| region.unit_from_photo(Point2::new(x, y)) * n as f32;
        let origin = cell(0.0, 0.0);
        let (along, down) = (cell(1.0, 0.0) - origin, cell(0.0, 1.0) - origin);
        Self { region, cells, origin, along, down }
    }

    fn holds(&self, p: Point2<f32>) -> bool {
        let cell = self.origin + self.along * p.x + self.down * p.y;
        let inside = 0.0..landmark::SIZE as f32;
        inside.contains(&cell.x)
            && inside.contains(&cell.y)
            && self.cells[cell.y as usize * landmark::SIZE + cell.x as usize]
    }

    /// The smallest rectangle round it (px).
    fn bounds(&self) -> Rect {
        let n = landmark::SIZE;
        let mut bounds = Rect::nothing();
        for i in (0..n * n).filter(|i| self.cells[*i]) {
            for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                let unit = |k: usize| k as f32 / n as f32;
                let corner = Point2::new(unit(i % n + dx), unit(i / n + dy));
                bounds.take(self.region.photo_from_unit(corner));
            }
        }
        bounds
    }
}

/// Empties every piece but the one of the greatest area. A piece is what hangs together at a
/// coverage of a tenth or more, edge to edge.
fn keep_largest_piece(alpha: &mut [f32], width: usize) {
    let mut piece_of = vec![0_u32; alpha.len()];
    let mut areas = vec![0.0_f64];
    let mut front = Vec::new();
    for start in 0..alpha.len() {
        if piece_of[start] != 0 || alpha[start] < 0.1 {
            continue;
        }
        let piece = areas.len() as u32;
        areas.push(0.0);
        piece_of[start] = piece;
        front.push(start);
        while let Some(i) = front.pop() {
            areas[piece as usize] += f64::from(alpha[i]);
            let (x, last) = (i % width, width - 1);
            let near = [
                (x > 0).then(|| i - 1),
                (x < last).then_some(i + 1),
                i.checked_sub(width),
                (i + width < alpha.len()).then_some(i + width),
            ];
            for j in near.into_iter().flatten() {
                if piece_of[j] == 0 && alpha[j] >= 0.1 {
                    piece_of[j] = piece;
                    front.push(j);
                }
            }
        }
    }
    let largest = (1..areas.len()).max_by(|a, b| areas[*a].total_cmp(&areas[*b])).unwrap_or(0);
    for (value, piece) in alpha.iter_mut().zip(piece_of) {
        if piece as usize != largest || piece == 0 {
            *value = 0.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_largest_piece_stays() {
        #[rustfmt::skip]
        let mut alpha = vec![
            0.9, 0.0, 0.0, 0.8,
            0.9, 0.0, 0.0, 0.8,
            0.0, 0.05, 0.0, 0.8,
        ];
        keep_largest_piece(&mut alpha, 4);
        assert_eq!(alpha.iter().filter(|a| **a > 0.0).count(), 3);
        assert!((alpha[3] - 0.8).abs() < 1e-6);
    }

    #[test]
    fn an_empty_outline_stays_empty() {
        let mut alpha = vec![0.0; 12];
        keep_largest_piece(&mut alpha, 4);
        assert!(alpha.iter().all(|a| *a == 0.0));
    }
}
