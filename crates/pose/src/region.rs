//! Squares of a photo that a network looks at, and the reading of photos into them.

use std::cell::OnceCell;
use std::ops::Range;

use nalgebra::{Point2, Vector2};

use crate::photo::Photo;

/// A turned square of a photo.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Region {
    /// Its middle (px).
    pub centre: Point2<f32>,
    /// Its side (px).
    pub side: f32,
    /// How far it is turned clockwise on the screen (rad); 0 for an upright person.
    pub turn_rad: f32,
}

impl Region {
    /// The square round a person whose hips' middle is `hips` and who fills a circle about it
    /// through `rim`: twice the radius and a quarter more, turned so that the rim point is up.
    ///
    /// From MediaPipe's `pose_detection_to_roi` and `pose_landmarks_to_roi` graphs.
    #[must_use]
    pub fn around(hips: Point2<f32>, rim: Point2<f32>) -> Self {
        let spoke = rim - hips;
        Self {
            centre: hips,
            side: 2.0 * spoke.norm() * 1.25,
            // Up on the screen is −y.
            turn_rad: libm::atan2f(spoke.x, -spoke.y),
        }
    }

    /// The point of the photo (px) at `unit`, where (0, 0) is the region's top left corner and
    /// (1, 1) the bottom right one.
    #[must_use]
    pub fn photo_from_unit(&self, unit: Point2<f32>) -> Point2<f32> {
        let (sin, cos) = (libm::sinf(self.turn_rad), libm::cosf(self.turn_rad));
        let (u, v) = ((unit.x - 0.5) * self.side, (unit.y - 0.5) * self.side);
        self.centre + Vector2::new(cos * u - sin * v, sin * u + cos * v)
    }

    /// The inverse of [`Region::photo_from_unit`].
    #[must_use]
    pub fn unit_from_photo(&self, photo: Point2<f32>) -> Point2<f32> {
        let (sin, cos) = (libm::sinf(self.turn_rad), libm::cosf(self.turn_rad));
        let d = (photo - self.centre) / self.side.max(f32::MIN_POSITIVE);
        Point2::new(cos * d.x + sin * d.y + 0.5, -sin * d.x + cos * d.y + 0.5)
    }
}

/// An axis-aligned rectangle of a photo (px).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rect {
    pub(crate) min: Point2<f32>,
    pub(crate) max: Point2<f32>,
}

impl Rect {
    /// A rectangle that holds no point yet.
    pub(crate) fn nothing() -> Self {
        let far = Point2::new(f32::MAX, f32::MAX);
        Self { min: far, max: -far }
    }

    /// Grows until it holds `p`.
    pub(crate) fn take(&mut self, p: Point2<f32>) {
        self.min = Point2::new(self.min.x.min(p.x), self.min.y.min(p.y));
        self.max = Point2::new(self.max.x.max(p.x), self.max.y.max(p.y));
    }

    pub(crate) fn area(&self) -> f32 {
        let d = self.max - self.min;
        d.x.max(0.0) * d.y.max(0.0)
    }

    /// Area of the overlap over area of the union, 0–1.
    pub(crate) fn overlap(&self, other: &Self) -> f32 {
        let both = Self {
            min: Point2::new(self.min.x.max(other.min.x), self.min.y.max(other.min.y)),
            max: Point2::new(self.max.x.min(other.max.x), self.max.y.min(other.max.y)),
        }
        .area();
        both / (self.area() + other.area() - both).max(f32::MIN_POSITIVE)
    }
}

/// What a network sees beyond the photo's rim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beyond {
    /// Black.
    Black,
    /// The nearest pixel of the photo.
    Nearest,
}

/// A photo at full size, half, a quarter and so on, so that shrinking does not alias. Levels are made
/// when they are looked at.
pub(crate) struct Pyramid<'a> {
    photo: &'a Photo,
    halves: Vec<OnceCell<Photo>>,
}

impl<'a> Pyramid<'a> {
    /// Levels go down to a longest side of 256 px.
    pub(crate) fn new(photo: &'a Photo) -> Self {
        let mut longest = photo.width().max(photo.height());
        let mut halves = Vec::new();
        while longest > 256 {
            longest /= 2;
            halves.push(OnceCell::new());
        }
        Self { photo, halves }
    }

    fn level(&self, level: usize) -> &Photo {
        match level.checked_sub(1) {
            None => self.photo,
            Some(above) => self.halves[above].get_or_init(|| self.level(above).halved()),
        }
    }

    /// Reads `width` × `height` samples into planes R, G, B of `tensor`, shape
    /// `[3, height, width]`.
    ///
    /// `photo_from_unit` maps (0, 0)–(1, 1) to the photo; `shrink` is how many photo pixels lie
    /// between neighbouring samples. `value` maps a byte, 0–255, in channel 0, 1, 2.
    pub(crate) fn sample(
        &self,
        (width, height): (usize, usize),
        shrink: f32,
        beyond: Beyond,
        photo_from_unit: impl Fn(Point2<f32>) -> Point2<f32>,
        value: impl Fn(usize, f32) -> f32,
        tensor: &mut [f32],
    ) {
        let wanted = libm::floorf(libm::log2f(shrink.max(1.0)) + 0.25) as usize;
        let level = wanted.min(self.halves.len());
        let photo = self.level(level);
        let scale = 1.0 / (1_u32 << level) as f32;
        // The map is affine: three corners give it.
        let origin = photo_from_unit(Point2::new(0.0, 0.0));
        let along = (photo_from_unit(Point2::new(1.0, 0.0)) - origin) / width as f32;
        let down = (photo_from_unit(Point2::new(0.0, 1.0)) - origin) / height as f32;
        let (red, rest) = tensor.split_at_mut(width * height);
        let (green, blue) = rest.split_at_mut(width * height);
        let rows = red.chunks_exact_mut(width).zip(green.chunks_exact_mut(width));
        for (row, ((red, green), blue)) in rows.zip(blue.chunks_exact_mut(width)).enumerate() {
            let place = |column: usize| {
                let p = origin + along * (column as f32 + 0.5) + down * (row as f32 + 0.5);
                // Pixel (i, j) is centred at (i + ½, j + ½).
                Point2::new(p.x * scale - 0.5, p.y * scale - 0.5)
            };
            let inside = inside(place(0), along * scale, width, photo);
            for column in 0..width {
                let p = place(column);
                let rgb = if inside.contains(&column) {
                    between(photo, p)
                } else {
                    at_rim(photo, p, beyond)
                };
                red[column] = value(0, rgb[0]);
                green[column] = value(1, rgb[1]);
                blue[column] = value(2, rgb[2]);
            }
        }
    }
}

/// The samples of a row, from `first` on and `step` apart, that surely lie between four pixels.
fn inside(first: Point2<f32>, step: Vector2<f32>, count: usize, photo: &Photo) -> Range<usize> {
    let (mut from, mut to) = (0.0_f32, count as f32);
    for (at, step, size) in [(first.x, step.x, photo.width()), (first.y, step.y, photo.height())] {
        // 0 ≤ at + i · step < size − 1, less a hundredth of a pixel for rounding.
        let (low, high) = (0.01 - at, size as f32 - 1.01 - at);
        if step.abs() < 1e-6 {
            if low > 0.0 || high < 0.0 {
                return 0..0;
            }
        } else {
            let (a, b) = (low / step, high / step);
            from = from.max(a.min(b));
            to = to.min(a.max(b));
        }
    }
    if from >= to {
        return 0..0;
    }
    libm::ceilf(from) as usize..libm::floorf(to) as usize
}

/// Bilinear between four pixels; `p` counts from the middle of the first.
#[inline]
fn between(photo: &Photo, p: Point2<f32>) -> [f32; 3] {
    let (x, y) = (p.x as u32, p.y as u32);
    mixed(photo, x, y, p.x - x as f32, p.y - y as f32)
}

/// A share `fx` to the right and `fy` down from pixel (x, y), which has neighbours on both sides.
#[inline]
fn mixed(photo: &Photo, x: u32, y: u32, fx: f32, fy: f32) -> [f32; 3] {
    let weights = [(1.0 - fx) * (1.0 - fy), fx * (1.0 - fy), (1.0 - fx) * fy, fx * fy];
    let row = 3 * photo.width() as usize;
    let at = row * y as usize + 3 * x as usize;
    let (above, below) = (&photo.rgb()[at..at + 6], &photo.rgb()[at + row..at + row + 6]);
    let channel = |i: usize| {
        weights[0] * f32::from(above[i])
            + weights[1] * f32::from(above[3 + i])
            + weights[2] * f32::from(below[i])
            + weights[3] * f32::from(below[3 + i])
    };
    [channel(0), channel(1), channel(2)]
}

/// The same anywhere.
fn at_rim(photo: &Photo, p: Point2<f32>, beyond: Beyond) -> [f32; 3] {
    let (w, h) = (photo.width().cast_signed(), photo.height().cast_signed());
    if beyond == Beyond::Nearest && w > 1 && h > 1 {
        // The nearest point of the photo has the nearest pixel's colour.
        let (x, y) = (p.x.clamp(0.0, (w - 1) as f32), p.y.clamp(0.0, (h - 1) as f32));
        let (x0, y0) = ((x as u32).min(w as u32 - 2), (y as u32).min(h as u32 - 2));
        return mixed(photo, x0, y0, x - x0 as f32, y - y0 as f32);
    }
    let (x0, y0) = (libm::floorf(p.x), libm::floorf(p.y));
    let (fx, fy) = (p.x - x0, p.y - y0);
    let (x0, y0) = (x0 as i32, y0 as i32);
    let mut rgb = [0.0_f32; 3];
    for (dx, dy, weight) in [
        (0, 0, (1.0 - fx) * (1.0 - fy)),
        (1, 0, fx * (1.0 - fy)),
        (0, 1, (1.0 - fx) * fy),
        (1, 1, fx * fy),
    ] {
        let (sx, sy) = (x0.saturating_add(dx), y0.saturating_add(dy));
        let inside = sx >= 0 && sy >= 0 && sx < w && sy < h;
        if !inside && beyond == Beyond::Black {
            continue;
        }
        let pixel = photo.pixel(sx.clamp(0, w - 1) as u32, sy.clamp(0, h - 1) as u32);
        for (sum, byte) in rgb.iter_mut().zip(pixel) {
            *sum += weight * f32::from(byte);
        }
    }
    rgb
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_maps_its_corners_there_and_back() {
        let region = Region { centre: Point2::new(320.0, 200.0), side: 100.0, turn_rad: 0.7 };
        for unit in [(0.0, 0.0), (1.0, 0.0), (0.3, 0.9)] {
            let unit = Point2::new(unit.0, unit.1);
            let back = region.unit_from_photo(region.photo_from_unit(unit));
            // f32 at 320 px: a few ulps of 3e-5 px over a side of 100.
            assert!((back - unit).norm() < 1e-5);
        }
    }

    #[test]
    fn a_head_above_the_hips_means_no_turn_and_one_to_the_right_a_quarter_clockwise() {
        let hips = Point2::new(50.0, 50.0);
        let upright = Region::around(hips, Point2::new(50.0, 10.0));
        assert!(upright.turn_rad.abs() < 1e-6 && (upright.side - 100.0).abs() < 1e-4);
        let lying = Region::around(hips, Point2::new(90.0, 50.0));
        assert!((lying.turn_rad - std::f32::consts::FRAC_PI_2).abs() < 1e-6);
    }

    #[test]
    fn sampling_a_linear_ramp_gives_the_ramp_at_any_shrinking() {
        // Bilinear sampling and block means both keep a linear function, whatever the step.
        let (w, h) = (256_u32, 64_u32);
        let rgb = (0..h).flat_map(|_| (0..w).flat_map(|x| [x as u8; 3])).collect();
        let photo = Photo::from_rgb(w, h, rgb).unwrap();
        let pyramid = Pyramid::new(&photo);
        for n in [64_usize, 100, 256] {
            let mut tensor = vec![0.0; 3 * n * n];
            let shrink = 128.0 / n as f32;
            let map = |u: Point2<f32>| Point2::new(64.0 + 128.0 * u.x, 16.0 + 32.0 * u.y);
            pyramid.sample((n, n), shrink, Beyond::Nearest, map, |_, b| b, &mut tensor);
            for (i, value) in tensor[..n].iter().enumerate() {
                let expected = 64.0 + 128.0 * (i as f32 + 0.5) / n as f32 - 0.5;
                // Block means round to whole bytes: up to half a grey level.
                assert!((value - expected).abs() <= 0.51, "{n} {i} {value} {expected}");
            }
        }
    }

    #[test]
    fn halving_gives_the_means_of_blocks_as_shrinking_does() {
        for (w, h) in [(64_u32, 37_u32), (7, 2), (1, 9)] {
            let rgb = (0..3 * w * h).map(|i| (i * 89 % 251) as u8).collect();
            let photo = Photo::from_rgb(w, h, rgb).unwrap();
            assert_eq!(photo.halved(), photo.shrunk(2));
        }
    }

    #[test]
    fn samples_are_bilinear_and_beyond_the_rim_the_nearest() {
        let rgb = (0..3 * 50 * 40).map(|i: u32| (i * 89 % 251) as u8).collect();
        let photo = Photo::from_rgb(50, 40, rgb).unwrap();
        for turn_rad in [0.0, 0.3, 2.0] {
            let region = Region { centre: Point2::new(24.0, 22.0), side: 45.0, turn_rad };
            let mut tensor = vec![0.0; 3 * 32 * 32];
            let map = |unit| region.photo_from_unit(unit);
            Pyramid::new(&photo).sample((32, 32), 1.0, Beyond::Nearest, map, |_, b| b, &mut tensor);
            for i in 0..32 * 32 {
                let unit = Point2::new((i % 32) as f32 + 0.5, (i / 32) as f32 + 0.5) / 32.0;
                let p = region.photo_from_unit(unit) - Vector2::new(0.5, 0.5);
                let (x, y) = (p.x.floor(), p.y.floor());
                let at = |x: f32, y: f32, c: usize| {
                    f32::from(photo.pixel(x.clamp(0.0, 49.0) as u32, y.clamp(0.0, 39.0) as u32)[c])
                };
                for c in 0..3 {
                    let row = |y| at(x, y, c) * (x + 1.0 - p.x) + at(x + 1.0, y, c) * (p.x - x);
                    let expected = row(y) * (y + 1.0 - p.y) + row(y + 1.0) * (p.y - y);
                    // Places differ by some ulps of 50 px, neighbours by up to 255.
                    assert!((tensor[c * 1024 + i] - expected).abs() < 0.02);
                }
            }
        }
    }
}
