//! The person's outline by U2Net-p, looked at closely and held against BlazePose's own mask.

use nalgebra::Point2;

use crate::landmark::{self, Sighting};
use crate::photo::Photo;
use crate::region::{Beyond, Pyramid, Rect};
use crate::types::Silhouette;

/// The network's input is `SIZE` × `SIZE`.
pub(crate) const SIZE: usize = 320;
/// Mean and spread of `ImageNet`'s channels, which the network was trained with.
const MEAN: [f32; 3] = [0.485, 0.456, 0.406];
const SPREAD: [f32; 3] = [0.229, 0.224, 0.225];
/// How much of the person's height is seen beyond the person, on each side.
const MARGIN: f32 = 0.06;

/// The rectangles to look at, head to feet.
///
/// A girth moves 6.3 mm with each millimetre of outline, and the network gives 320 cells whatever
/// it looks at; so a standing person is looked at in an upper and a lower half.
pub(crate) fn tiles(sighting: &Sighting) -> Vec<Rect> {
    let body = bounds(sighting);
    let size = body.max - body.min;
    let margin = MARGIN * size.y.max(size.x);
    let min = Point2::new(body.min.x - margin, body.min.y - margin);
    let max = Point2::new(body.max.x + margin, body.max.y + margin);
    let size = max - min;
    if size.y < 1.4 * size.x {
        return vec![Rect { min, max }];
    }
    let (upper_end, lower_start) = (min.y + 0.58 * size.y, min.y + 0.42 * size.y);
    vec![
        Rect { min, max: Point2::new(max.x, upper_end) },
        Rect { min: Point2::new(min.x, lower_start), max },
    ]
}

/// The smallest rectangle round the landmarks and `BlazePose`'s mask (px).
fn bounds(sighting: &Sighting) -> Rect {
    let mut min = Point2::new(f32::MAX, f32::MAX);
    let mut max = Point2::new(f32::MIN, f32::MIN);
    let mut take = |p: Point2<f32>| {
        min = Point2::new(min.x.min(p.x), min.y.min(p.y));
        max = Point2::new(max.x.max(p.x), max.y.max(p.y));
    };
    for landmark in &sighting.landmarks.image {
        take(landmark.position);
    }
    let cells = landmark::SIZE;
    for (i, value) in sighting.mask.iter().enumerate() {
        if *value > 0.5 {
            let unit = Point2::new(
                ((i % cells) as f32 + 0.5) / cells as f32,
                ((i / cells) as f32 + 0.5) / cells as f32,
            );
            take(sighting.region.photo_from_unit(unit));
        }
    }
    Rect { min, max }
}

/// The network's input for one rectangle, shape `[3, 320, 320]`.
pub(crate) fn input(pyramid: &Pyramid<'_>, rect: &Rect) -> Vec<f32> {
    let mut tensor = vec![0.0; 3 * SIZE * SIZE];
    let size = rect.max - rect.min;
    pyramid.sample(
        (SIZE, SIZE),
        size.x.min(size.y) / SIZE as f32,
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

/// What the network saw in one rectangle.
pub(crate) struct Tile {
    pub(crate) rect: Rect,
    /// Coverage 0–1, shape `[320, 320]`.
    pub(crate) cells: Vec<f32>,
}

impl Tile {
    fn at(&self, p: Point2<f32>) -> f32 {
        let size = self.rect.max - self.rect.min;
        let cell = |v: f32| (v * SIZE as f32 - 0.5).clamp(0.0, SIZE as f32 - 1.0);
        let (x, y) =
            (cell((p.x - self.rect.min.x) / size.x), cell((p.y - self.rect.min.y) / size.y));
        let (x0, y0) = (x as usize, y as usize);
        let (x1, y1) = ((x0 + 1).min(SIZE - 1), (y0 + 1).min(SIZE - 1));
        let (fx, fy) = (x - x0 as f32, y - y0 as f32);
        let at = |x: usize, y: usize| self.cells[y * SIZE + x];
        (at(x0, y0) * (1.0 - fx) + at(x1, y0) * fx) * (1.0 - fy)
            + (at(x0, y1) * (1.0 - fx) + at(x1, y1) * fx) * fy
    }

    /// How far `p` lies inside, as the nearness to the upper and lower rim; tiles are mixed by it.
    fn depth(&self, p: Point2<f32>) -> f32 {
        (p.y - self.rect.min.y).min(self.rect.max.y - p.y).max(0.0)
    }
}

/// The outline over the whole photo.
///
/// The network marks whatever stands out, be it a person, a chair or a dog; what lies outside a
/// generous surround of `BlazePose`'s mask is dropped, and then all but the largest piece.
pub(crate) fn silhouette(photo: &Photo, tiles: &[Tile], sighting: &Sighting) -> Silhouette {
    let (width, height) = (photo.width(), photo.height());
    let mut alpha = vec![0.0_f32; width as usize * height as usize];
    let surround = Surround::of(sighting);
    let left = tiles.iter().map(|t| t.rect.min.x).fold(f32::MAX, f32::min);
    let right = tiles.iter().map(|t| t.rect.max.x).fold(f32::MIN, f32::max);
    let top = tiles.iter().map(|t| t.rect.min.y).fold(f32::MAX, f32::min);
    let bottom = tiles.iter().map(|t| t.rect.max.y).fold(f32::MIN, f32::max);
    let columns = left.max(0.0) as usize..(right.max(0.0) as usize).min(width as usize);
    for y in top.max(0.0) as usize..(bottom.max(0.0) as usize).min(height as usize) {
        for x in columns.clone() {
            let p = Point2::new(x as f32 + 0.5, y as f32 + 0.5);
            if !surround.holds(p) {
                continue;
            }
            let (mut sum, mut weights) = (0.0, 0.0);
            for tile in tiles {
                let weight = tile.depth(p);
                if weight > 0.0 {
                    sum += weight * tile.at(p);
                    weights += weight;
                }
            }
            if weights > 0.0 {
                alpha[y * width as usize + x] = sum / weights;
            }
        }
    }
    keep_largest_piece(&mut alpha, width as usize);
    Silhouette { width, height, alpha }
}

/// `BlazePose`'s mask and a surround of it.
struct Surround<'a> {
    sighting: &'a Sighting,
    cells: Vec<bool>,
}

impl<'a> Surround<'a> {
    /// How far the surround reaches, in cells of the mask: 10 of 256 are 5 % of a person's height
    /// (the region is 1.25 times as high), more than that mask is ever off on a standing person.
    const REACH: usize = 10;

    fn of(sighting: &'a Sighting) -> Self {
        let n = landmark::SIZE;
        let seen: Vec<bool> = sighting.mask.iter().map(|m| *m > 0.2).collect();
        let reach = |i: usize| i.saturating_sub(Self::REACH)..(i + Self::REACH + 1).min(n);
        let across: Vec<bool> =
            (0..n * n).map(|i| reach(i % n).any(|x| seen[i / n * n + x])).collect();
        let cells = (0..n * n).map(|i| reach(i / n).any(|y| across[y * n + i % n])).collect();
        Self { sighting, cells }
    }

    fn holds(&self, p: Point2<f32>) -> bool {
        let unit = self.sighting.region.unit_from_photo(p) * landmark::SIZE as f32;
        let inside = 0.0..landmark::SIZE as f32;
        inside.contains(&unit.x)
            && inside.contains(&unit.y)
            && self.cells[unit.y as usize * landmark::SIZE + unit.x as usize]
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
