//! Is the picture itself good enough: light, sharpness, a photo at all, an outline that fits.

use nalgebra::Point2;

use crate::landmark::{self, Sighting};
use crate::photo::Photo;
use crate::types::{Reason, Ruling, Silhouette};

/// The picture is looked at with the person this tall (px), so that limits mean the same in every
/// photo: about 3.5 mm a pixel.
const TALL: f32 = 512.0;
/// Blur (px at that size) above which edges are not to be trusted, and above which they are worse
/// than they could be: 2.5 px are 9 mm, as much as the outline may be off anywhere.
const MAX_BLUR: f32 = 2.5;
const GOOD_BLUR: f32 = 1.6;
/// The brightest twentieth of the person and the room round it must reach this (of 255); a room lit
/// by one lamp does, a silhouette against night does not.
const MIN_BRIGHT: u8 = 50;
const GOOD_BRIGHT: u8 = 80;
/// The fewest colours (of 32 levels a channel) that may make up 98 % of a person. Skin and cloth
/// under any light have dozens, a drawing with flat areas a few.
const MIN_COLOURS: usize = 10;
/// Overlap of the outline and the landmark network's own mask. On whole people they agree to 0.9
/// and more; below one half one of them shows something else.
const MIN_OVERLAP: f32 = 0.5;
const GOOD_OVERLAP: f32 = 0.75;

/// What is measured of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Picture {
    /// Standard deviation of the blur (px at a person's height of [`TALL`]).
    pub(crate) blur: f32,
    /// The level (0–255) that a twentieth of the pixels reach.
    pub(crate) bright: u8,
    /// Colours that make up 98 % of the person.
    pub(crate) colours: usize,
    /// Overlap of outline and mask, 0–1.
    pub(crate) overlap: f32,
}

impl Picture {
    pub(crate) fn of(photo: &Photo, person: &Sighting, silhouette: &Silhouette) -> Self {
        let frame = Frame::round(photo, silhouette);
        Self {
            blur: frame.blur(photo),
            bright: frame.bright(photo),
            colours: colours(photo, silhouette),
            overlap: overlap(person, silhouette),
        }
    }

    pub(crate) fn judge(&self) -> Vec<(Ruling, Reason)> {
        let grade = |refuse: bool, warn: bool, reason: Reason| match (refuse, warn) {
            (true, _) => Some((Ruling::Refuse, reason)),
            (_, true) => Some((Ruling::Warn, reason)),
            _ => None,
        };
        // Little light leaves few colours too.
        let flat = self.colours < MIN_COLOURS && self.bright >= MIN_BRIGHT;
        let overlap = self.overlap;
        [
            grade(self.blur > MAX_BLUR, self.blur > GOOD_BLUR, Reason::Blurred),
            grade(self.bright < MIN_BRIGHT, self.bright < GOOD_BRIGHT, Reason::TooDark),
            grade(flat, false, Reason::NotAPhoto),
            grade(overlap < MIN_OVERLAP, overlap < GOOD_OVERLAP, Reason::OutlineUnclear),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// The outline's bounds and a little of the room (px).
struct Frame {
    left: u32,
    top: u32,
    right: u32,
    bottom: u32,
    /// Height of the outline.
    tall: f32,
}

impl Frame {
    fn round(photo: &Photo, silhouette: &Silhouette) -> Self {
        let (w, h) = (photo.width(), photo.height());
        let (mut left, mut right, mut top, mut bottom) = (w, 0, h, 0);
        for (y, row) in (0..h).zip(silhouette.alpha.chunks_exact(w as usize)) {
            for (x, _) in (0..w).zip(row).filter(|(_, a)| **a > 0.5) {
                left = left.min(x);
                right = right.max(x + 1);
                top = top.min(y);
                bottom = bottom.max(y + 1);
            }
        }
        if left >= right {
            (left, right, top, bottom) = (0, w, 0, h);
        }
        let margin = (bottom - top) / 16;
        Self {
            left: left.saturating_sub(margin),
            top: top.saturating_sub(margin),
            right: (right + margin).min(w),
            bottom: (bottom + margin).min(h),
            tall: (bottom - top) as f32,
        }
    }

    /// Luma (Rec. 709 weights in 1/256) of the frame, shrunk to `1 / factor`.
    fn luma(&self, photo: &Photo, factor: u32) -> (usize, Vec<f32>) {
        let (w, h) = ((self.right - self.left) / factor, (self.bottom - self.top) / factor);
        let mut out = Vec::with_capacity((w * h) as usize);
        for y in 0..h {
            for x in 0..w {
                let mut sum = 0;
                for i in 0..factor * factor {
                    let (dx, dy) = (i % factor, i / factor);
                    let [r, g, b] =
                        photo.pixel(self.left + x * factor + dx, self.top + y * factor + dy);
                    sum += 54 * u32::from(r) + 183 * u32::from(g) + 19 * u32::from(b);
                }
                out.push(sum as f32 / (256 * factor * factor) as f32);
            }
        }
        (w as usize, out)
    }

    /// The blur of the picture's sharpest edges.
    ///
    /// A step of height C blurred by a Gaussian of σ has the slope C / (σ √2π) in its middle. With
    /// C from the spread of levels and the slope from the steepest pixels, this is σ: a camera in
    /// focus has edges near the sharpest that pixels can carry, a blurred one has none.
    fn blur(&self, photo: &Photo) -> f32 {
        let factor = (self.tall / TALL).round().max(1.0) as u32;
        let (w, luma) = self.luma(photo, factor);
        if w < 3 || luma.len() < 3 * w {
            return 0.0;
        }
        let mut slopes: Vec<f32> = (w..luma.len() - w)
            .filter(|i| (1..w - 1).contains(&(i % w)))
            .map(|i| {
                let along = (luma[i + 1] - luma[i - 1]) / 2.0;
                let down = (luma[i + w] - luma[i - w]) / 2.0;
                libm::hypotf(along, down)
            })
            .collect();
        let mut levels = luma;
        let spread = part(&mut levels, 0.98) - part(&mut levels, 0.02);
        // The outline alone has some 2 × 512 × 2 pixels of edge in a frame of 512 × 250: 1 %.
        let slope = part(&mut slopes, 0.995);
        let tall = self.tall / factor as f32;
        spread / (slope.max(1e-3) * libm::sqrtf(2.0 * std::f32::consts::PI)) * TALL / tall
    }

    fn bright(&self, photo: &Photo) -> u8 {
        let (_, mut luma) = self.luma(photo, (self.tall / TALL).max(1.0) as u32);
        if luma.is_empty() { 0 } else { part(&mut luma, 0.95) as u8 }
    }
}

/// The value below which `share` of `values` lie.
fn part(values: &mut [f32], share: f32) -> f32 {
    let at = ((values.len() - 1) as f32 * share) as usize;
    *values.select_nth_unstable_by(at, f32::total_cmp).1
}

fn colours(photo: &Photo, silhouette: &Silhouette) -> usize {
    let mut counts = vec![0_u32; 1 << 15];
    for (pixel, _) in photo.rgb().chunks_exact(3).zip(&silhouette.alpha).filter(|(_, a)| **a > 0.99)
    {
        let level = |i: usize| usize::from(pixel[i] >> 3);
        counts[level(0) << 10 | level(1) << 5 | level(2)] += 1;
    }
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let total: u32 = counts.iter().sum();
    let mut sum = 0;
    counts
        .iter()
        .take_while(|n| (**n > 0 && sum < total / 50 * 49).then(|| sum += **n).is_some())
        .count()
}

/// Overlap of the outline with the landmark network's mask, counted in the mask's cells.
fn overlap(person: &Sighting, silhouette: &Silhouette) -> f32 {
    let (w, h) = (silhouette.width, silhouette.height);
    let n = landmark::SIZE;
    let (mut both, mut either) = (0_u32, 0_u32);
    for (i, value) in person.mask.iter().enumerate() {
        let unit = |k: usize| (k as f32 + 0.5) / n as f32;
        let p = person.region.photo_from_unit(Point2::new(unit(i % n), unit(i / n)));
        if p.x < 0.0 || p.y < 0.0 || p.x >= w as f32 || p.y >= h as f32 {
            continue;
        }
        let covered = silhouette.alpha[p.y as usize * w as usize + p.x as usize] > 0.5;
        let masked = *value > 0.5;
        both += u32::from(covered && masked);
        either += u32::from(covered || masked);
    }
    both as f32 / either.max(1) as f32
}
