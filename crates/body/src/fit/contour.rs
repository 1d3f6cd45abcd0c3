//! The outline of a silhouette, to a fraction of a pixel.

use nalgebra::{Point2, Vector2};
use pose::Silhouette;

/// One point of an outline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ContourPoint {
    /// Place in the photo (px, from the top left corner of the top left pixel).
    pub position: Point2<f64>,
    /// Unit vector out of the person.
    pub normal: Vector2<f64>,
}

/// No crossing follows.
const NONE: u32 = u32::MAX;

/// First and last column and row with coverage of half or more: left, top, right, bottom (px).
fn bounds(silhouette: &Silhouette) -> Option<[i64; 4]> {
    let width = silhouette.width.max(1) as usize;
    let mut found: Option<[i64; 4]> = None;
    for (y, row) in (0i64..).zip(silhouette.alpha.chunks_exact(width)) {
        let Some(first) = row.iter().position(|&a| a >= 0.5) else { continue };
        let last = row.iter().rposition(|&a| a >= 0.5).unwrap_or(first);
        let [l, t, r, _] = found.unwrap_or([i64::MAX, y, -1, 0]);
        let [first, last] = [first, last].map(|x| i64::from(x as u32));
        found = Some([l.min(first), t, r.max(last), y]);
    }
    found
}

/// The cells between two rows of pixels, each 1 for person and 0 for room, that have both at their
/// corners: their places and corners, as bits from the top left clockwise.
fn crossed(above: &[u8], below: &[u8]) -> impl Iterator<Item = (usize, u8)> {
    const STRIDE: usize = 32;
    let cells = above.len().saturating_sub(1);
    let mixed = move |first: usize| {
        let corners = first..(first + STRIDE).min(cells) + 1;
        let differs = |row: &[u8]| row.iter().fold(0, |d, v| d | (v ^ above[first])) != 0;
        differs(&above[corners.clone()]) || differs(&below[corners])
    };
    (0..cells)
        .step_by(STRIDE)
        .filter(move |&first| mixed(first))
        .flat_map(move |first| first..(first + STRIDE).min(cells))
        .map(|x| (x, above[x] | above[x + 1] << 1 | below[x + 1] << 2 | below[x] << 3))
        .filter(|&(_, code)| code != 0 && code != 15)
}

/// The closed lines along which `silhouette` has coverage ½, longest first; each keeps the person
/// on its left hand as the picture is seen, so holes run the other way round.
///
/// A pixel's coverage counts at its middle and changes linearly between neighbours (marching
/// squares, W. Lorensen and H. Cline, 1987); outside the picture it is 0. Ambiguous cells are cut
/// so that the person falls apart rather than grows together.
fn loops(silhouette: &Silhouette) -> Vec<Vec<Point2<f64>>> {
    let (w, h) = (i64::from(silhouette.width), i64::from(silhouette.height));
    let alpha = |x: i64, y: i64| -> f64 {
        if x < 0 || y < 0 || x >= w || y >= h {
            0.0
        } else {
            f64::from(silhouette.alpha[(y * w + x) as usize])
        }
    };
    let Some([left, top, right, bottom]) = bounds(silhouette) else { return Vec::new() };
    // A crossing lies on the edge that goes right (horizontal) or down (vertical) from a pixel;
    // `next` leads from each to the one that follows it along the outline.
    let columns = right - left + 3;
    let id = |x: i64, y: i64, vertical: bool| {
        (((y - top + 1) * columns + x - left + 1) * 2 + i64::from(vertical)) as usize
    };
    let mut next = vec![NONE; (columns * (bottom - top + 3) * 2) as usize];
    let mut starts = Vec::new();
    // Which pixels of a row are person, from `left - 1` to `right + 1`.
    let inside = |y: i64| -> Vec<u8> {
        let mut inside = vec![0; columns as usize];
        if (0..h).contains(&y) {
            let (from, to) = ((left - 1).max(0), (right + 2).min(w));
            let row = &silhouette.alpha[(y * w + from) as usize..(y * w + to) as usize];
            let place = (from - (left - 1)) as usize;
            inside[place..].iter_mut().zip(row).for_each(|(i, a)| *i = u8::from(*a >= 0.5));
        }
        inside
    };
    let mut above = inside(top - 1);
    for y in top - 1..=bottom {
        let below = inside(y + 1);
        for (cell, code) in crossed(&above, &below) {
            let x = left - 1 + i64::from(cell as u32);
            let (n, s) = (id(x, y, false), id(x, y + 1, false));
            let (w, e) = (id(x, y, true), id(x + 1, y, true));
            let mut join = |from: usize, to: usize| {
                next[from] = to as u32;
                starts.push(from as u32);
            };
            // Bits: 1 top left, 2 top right, 4 bottom right, 8 bottom left.
            match code {
                1 => join(w, n),
                2 => join(n, e),
                3 => join(w, e),
                4 => join(e, s),
                5 => {
                    join(w, n);
                    join(e, s);
                }
                6 => join(n, s),
                7 => join(w, s),
                8 => join(s, w),
                9 => join(s, n),
                10 => {
                    join(n, e);
                    join(s, w);
                }
                11 => join(s, e),
                12 => join(e, w),
                13 => join(e, n),
                _ => join(n, w),
            }
        }
        above = below;
    }
    let place = |crossing: usize| -> Point2<f64> {
        let (cell, vertical) = (i64::from((crossing / 2) as u32), crossing % 2 == 1);
        let (x, y) = (cell % columns - 1 + left, cell / columns - 1 + top);
        let (x1, y1) = if vertical { (x, y + 1) } else { (x + 1, y) };
        let (a, b) = (alpha(x, y), alpha(x1, y1));
        let t = ((0.5 - a) / (b - a)).clamp(0.0, 1.0);
        Point2::new(x as f64 + 0.5 + t * (x1 - x) as f64, y as f64 + 0.5 + t * (y1 - y) as f64)
    };
    let mut found = Vec::new();
    for start in starts {
        if next[start as usize] == NONE {
            continue;
        }
        let mut line = Vec::new();
        let mut at = start as usize;
        while next[at] != NONE {
            line.push(place(at));
            at = std::mem::replace(&mut next[at], NONE) as usize;
        }
        found.push(line);
    }
    found.sort_by_key(|line| std::cmp::Reverse(line.len()));
    found
}

/// The outline as about `count` points evenly spread along it, with outward normals.
///
/// Specks and holes shorter than a twentieth of the longest line are left out, and so are points
/// within 1.5 px of the picture's border, where the outline is the crop and not the person. The
/// line is smoothed over about one spacing; a circle of radius r shrinks by less than s²/2r.
pub fn contour(silhouette: &Silhouette, count: usize) -> Vec<ContourPoint> {
    let mut lines = loops(silhouette);
    let Some(longest) = lines.first().map(Vec::len) else { return Vec::new() };
    lines.retain(|line| line.len() * 20 >= longest && line.len() >= 8);
    let total: f64 = lines.iter().map(|line| perimeter(line)).sum();
    let spacing = total / count.max(1) as f64;
    let (w, h) = (f64::from(silhouette.width), f64::from(silhouette.height));
    let mut points = Vec::with_capacity(count + 8);
    for line in &lines {
        points.extend(resample(line, spacing).into_iter().filter(|p| {
            let q = p.position;
            q.x > 1.5 && q.y > 1.5 && q.x < w - 1.5 && q.y < h - 1.5
        }));
    }
    points
}

fn perimeter(line: &[Point2<f64>]) -> f64 {
    (0..line.len()).map(|i| (line[(i + 1) % line.len()] - line[i]).norm()).sum()
}

/// Points every `spacing` along a closed line. Place and direction of each are those of the
/// straight line fitted to the stretch of ±¾ spacing (3 to 6 px) round it.
fn resample(line: &[Point2<f64>], spacing: f64) -> Vec<ContourPoint> {
    let n = line.len();
    let length = perimeter(line);
    let count = (length / spacing).round().max(4.0) as usize;
    let step = length / count as f64;
    let reach = (0.75 * spacing).clamp(3.0, 6.0);
    let mut points = Vec::with_capacity(count);
    let (mut i, mut walked) = (0, 0.0);
    for k in 0..count {
        let target = k as f64 * step;
        while i < n {
            let d = (line[(i + 1) % n] - line[i]).norm();
            if walked + d > target {
                break;
            }
            walked += d;
            i += 1;
        }
        // Crossings are about 0.7 px apart; take those within reach on both sides.
        let middle = line[i % n];
        let (mut sum, mut weight) = (middle.coords, 1.0);
        let (mut ahead, mut behind) = (middle, middle);
        for (direction, end) in [(1, &mut ahead), (n - 1, &mut behind)] {
            let mut j = i % n;
            for _ in 0..n / 2 {
                j = (j + direction) % n;
                if (line[j] - middle).norm() > reach {
                    break;
                }
                sum += line[j].coords;
                weight += 1.0;
                *end = line[j];
            }
        }
        let tangent = ahead - behind;
        let norm = tangent.norm();
        if norm > 1e-9 {
            // The person is on the left hand (y down), so outside is on the right.
            let normal = Vector2::new(-tangent.y, tangent.x) / norm;
            points.push(ContourPoint { position: Point2::from(sum / weight), normal });
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Coverage of a disc, or of a ring, from 16 × 16 samples a pixel.
    fn disc(size: u32, center: Point2<f64>, outer: f64, inner: f64) -> Silhouette {
        let alpha = (0..size * size)
            .map(|i| {
                let covered = (0..256)
                    .filter(|s| {
                        let x = f64::from(i % size) + (f64::from(s % 16) + 0.5) / 16.0;
                        let y = f64::from(i / size) + (f64::from(s / 16) + 0.5) / 16.0;
                        let r = (Point2::new(x, y) - center).norm();
                        r < outer && r > inner
                    })
                    .count();
                covered as f32 / 256.0
            })
            .collect();
        Silhouette { width: size, height: size, alpha }
    }

    #[test]
    fn a_discs_outline_has_its_radius() {
        let center = Point2::new(101.3, 98.6);
        let points = contour(&disc(200, center, 60.0, -10.0), 150);
        assert!((145..=155).contains(&points.len()), "{}", points.len());
        let mean =
            points.iter().map(|p| (p.position - center).norm()).sum::<f64>() / points.len() as f64;
        // Smoothing over ±3 px takes 3²/(6·60) = 0.025 px off.
        assert!((mean - 60.0).abs() < 0.05, "mean radius {mean}");
        for p in points {
            let out = p.position - center;
            // Coverage is not linear along a slanting edge.
            assert!((out.norm() - 60.0).abs() < 0.15, "radius {}", out.norm());
            assert!(p.normal.dot(&out.normalize()) > 0.998);
        }
    }

    #[test]
    fn a_holes_normals_point_into_the_hole() {
        let center = Point2::new(100.0, 100.0);
        let points = contour(&disc(200, center, 80.0, 30.0), 300);
        let hole: Vec<_> = points.iter().filter(|p| (p.position - center).norm() < 50.0).collect();
        assert!(hole.len() > 60);
        assert!(hole.iter().all(|p| p.normal.dot(&(center - p.position).normalize()) > 0.99));
    }

    #[test]
    fn specks_and_the_pictures_border_are_left_out() {
        let mut silhouette = disc(200, Point2::new(100.0, 200.0), 60.0, -10.0);
        for i in 0..3 {
            silhouette.alpha[20 * 200 + 20 + i] = 1.0;
        }
        let points = contour(&silhouette, 200);
        assert!(points.iter().all(|p| p.position.y > 100.0 && p.position.y < 198.5));
        assert!(contour(&Silhouette { width: 5, height: 5, alpha: vec![0.0; 25] }, 10).is_empty());
    }
}
