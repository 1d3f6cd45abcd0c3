//! The outline drawn along the photo's own edges.
//!
//! The outline network sees a person in 320 cells; a cell is 5 mm or more of a standing adult, and a
//! girth moves 6.3 mm with each millimetre of outline. The photo knows better: near the outline,
//! each pixel's colour lies between the colours of the person and of the room just there, and where
//! it lies is how much of the pixel the person covers (the compositing equation of T. Porter and
//! T. Duff, 1984; local colours as in X. Bai et al., "Video `SnapCut`", 2009). Where the two colours
//! are too much alike, the network's word stands.

use crate::photo::Photo;

/// A part of the photo in whole pixels: first column and row, width and height.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    pub(crate) left: usize,
    pub(crate) top: usize,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

/// The colours are gathered twice, the second time round the outline that the first has drawn.
const ROUNDS: usize = 2;
/// The network is sure of a pixel from here on and below its complement.
const SURE: f32 = 0.9;
/// How far (px) a pixel of one side keeps from the other to give a clean colour: the optics and
/// JPEG blur an edge over about this much.
const CLEAR: usize = 2;
/// Camera noise and JPEG together, as a variance of bytes over three channels: (0.03 · 255)².
const NOISE: f32 = 58.5;

/// Redraws `coverage` (0–1, shape `[window.height * window.width]`) within `reach` (px) of where it
/// crosses one half. The cost is O(pixels), whatever the reach.
pub(crate) fn refine(photo: &Photo, window: Window, reach: usize, coverage: &mut [f32]) {
    let (w, h) = (window.width, window.height);
    let network = coverage.to_vec();
    let near = both_within(&network, w, h, reach.div_ceil(2));
    for _ in 0..ROUNDS {
        let sides = sides(coverage, w, h);
        gather(photo, window, reach, &sides, |at, pixel, person, room| {
            if near[at] {
                let (drawn, trust) = mixture(pixel, person, room);
                coverage[at] = trust * drawn + (1.0 - trust) * network[at];
            }
        });
    }
    // An edge is two or three pixels wide; what is half covered further in is the cloth's pattern.
    let edge = both_within(coverage, w, h, CLEAR);
    for (value, edge) in coverage.iter_mut().zip(edge) {
        if !edge {
            *value = if *value > 0.5 { 1.0 } else { 0.0 };
        }
    }
}

/// Whether both covered (> ½) and uncovered pixels lie within `reach` of each pixel.
fn both_within(coverage: &[f32], w: usize, h: usize, reach: usize) -> Vec<bool> {
    let inside: Vec<u32> = coverage.iter().map(|c| u32::from(*c > 0.5)).collect();
    let counts = window_sums(&inside, w, h, reach);
    let span = |i: usize, n: usize| (i + reach + 1).min(n) - i.saturating_sub(reach);
    counts
        .iter()
        .enumerate()
        .map(|(i, count)| {
            let all = (span(i % w, w) * span(i / w, h)) as u32;
            *count > 0 && *count < all
        })
        .collect()
}

/// Sums over squares of side 2 `reach` + 1, cut off at the rim.
fn window_sums(values: &[u32], w: usize, h: usize, reach: usize) -> Vec<u32> {
    let mut across = vec![0; w * h];
    for (row, out) in values.chunks_exact(w).zip(across.chunks_exact_mut(w)) {
        let mut sum: u32 = row[..reach.min(w)].iter().sum();
        for x in 0..w {
            sum += row.get(x + reach).copied().unwrap_or(0);
            sum -= if x > reach { row[x - reach - 1] } else { 0 };
            out[x] = sum;
        }
    }
    let mut sums = vec![0_u32; w];
    for row in across.chunks_exact(w).take(reach) {
        sums.iter_mut().zip(row).for_each(|(s, v)| *s += v);
    }
    let mut out = Vec::with_capacity(w * h);
    for y in 0..h {
        if y + reach < h {
            let row = &across[(y + reach) * w..][..w];
            sums.iter_mut().zip(row).for_each(|(s, v)| *s += v);
        }
        if y > reach {
            let row = &across[(y - reach - 1) * w..][..w];
            sums.iter_mut().zip(row).for_each(|(s, v)| *s -= v);
        }
        out.extend_from_slice(&sums);
    }
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Person,
    Room,
    Unsure,
}

/// The side of each pixel that is surely on one and clear of the other.
fn sides(coverage: &[f32], w: usize, h: usize) -> Vec<Side> {
    let count = |sure: &dyn Fn(f32) -> bool| {
        let not: Vec<u32> = coverage.iter().map(|c| u32::from(!sure(*c))).collect();
        window_sums(&not, w, h, CLEAR)
    };
    let person = count(&|c| c > SURE);
    let room = count(&|c| c < 1.0 - SURE);
    person
        .into_iter()
        .zip(room)
        .map(|(not_person, not_room)| match (not_person, not_room) {
            (0, _) => Side::Person,
            (_, 0) => Side::Room,
            _ => Side::Unsure,
        })
        .collect()
}

/// The colours of one side near a pixel: how many, their sum, the sum of their squares.
#[derive(Clone, Copy, Default)]
struct Colours {
    count: u32,
    sum: [u32; 3],
    squares: u32,
}

impl Colours {
    fn of(pixel: [u8; 3]) -> Self {
        let sum = pixel.map(u32::from);
        Self { count: 1, sum, squares: sum.iter().map(|c| c * c).sum() }
    }

    fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.sum.iter_mut().zip(other.sum).for_each(|(s, o)| *s += o);
        self.squares += other.squares;
    }

    fn take(&mut self, other: &Self) {
        self.count -= other.count;
        self.sum.iter_mut().zip(other.sum).for_each(|(s, o)| *s -= o);
        self.squares -= other.squares;
    }

    fn mean(&self) -> [f32; 3] {
        self.sum.map(|s| s as f32 / self.count as f32)
    }

    /// Variance, summed over the channels.
    fn variance(&self) -> f32 {
        let mean = self.mean();
        let mean_square = self.squares as f32 / self.count as f32;
        (mean_square - mean.iter().map(|m| m * m).sum::<f32>()).max(0.0)
    }
}

/// Hands each pixel and the colours of both sides within `reach` of it to `each`. Sums slide down
/// and along, in whole numbers, so that nothing drifts.
fn gather(
    photo: &Photo,
    window: Window,
    reach: usize,
    sides: &[Side],
    mut each: impl FnMut(usize, [u8; 3], &Colours, &Colours),
) {
    let (w, h) = (window.width, window.height);
    let pixel = |x: usize, y: usize| photo.pixel((window.left + x) as u32, (window.top + y) as u32);
    let mut columns = vec![[Colours::default(); 2]; w];
    let row_of = |y: usize| {
        (0..w).filter_map(move |x| {
            let side = match sides[y * w + x] {
                Side::Person => 0,
                Side::Room => 1,
                Side::Unsure => return None,
            };
            Some((x, side, Colours::of(pixel(x, y))))
        })
    };
    for y in 0..reach.min(h) {
        row_of(y).for_each(|(x, side, c)| columns[x][side].add(&c));
    }
    for y in 0..h {
        if y + reach < h {
            row_of(y + reach).for_each(|(x, side, c)| columns[x][side].add(&c));
        }
        if y > reach {
            row_of(y - reach - 1).for_each(|(x, side, c)| columns[x][side].take(&c));
        }
        let mut here = [Colours::default(); 2];
        for column in &columns[..reach.min(w)] {
            here.iter_mut().zip(column).for_each(|(sum, c)| sum.add(c));
        }
        for x in 0..w {
            if x + reach < w {
                here.iter_mut().zip(&columns[x + reach]).for_each(|(sum, c)| sum.add(c));
            }
            if x > reach {
                here.iter_mut().zip(&columns[x - reach - 1]).for_each(|(sum, c)| sum.take(c));
            }
            each(y * w + x, pixel(x, y), &here[0], &here[1]);
        }
    }
}

/// How much of a pixel the person covers by its colour, and how far that is to be trusted: fully
/// when the two colours stand apart from their own spread and from noise, not at all when not.
fn mixture(pixel: [u8; 3], person: &Colours, room: &Colours) -> (f32, f32) {
    // A mean of a few pixels is none.
    if person.count < 12 || room.count < 12 {
        return (0.0, 0.0);
    }
    let (p, r) = (person.mean(), room.mean());
    let (mut along, mut apart) = (0.0, 0.0);
    for i in 0..3 {
        let d = p[i] - r[i];
        along += (f32::from(pixel[i]) - r[i]) * d;
        apart += d * d;
    }
    let spread = 2.0 * (person.variance() + room.variance()) + NOISE;
    let clarity = apart / (apart + spread);
    ((along / apart.max(1e-6)).clamp(0.0, 1.0), ((clarity - 0.3) / 0.5).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disc of radius 40.3 px at (64.2, 63.7) in red over green, each pixel mixed by how much of
    /// it the disc covers (16 × 16 samples).
    fn disc() -> (Photo, Vec<f32>) {
        let mut truth = Vec::new();
        for y in 0..128 {
            for x in 0..128 {
                let inside = (0..256).filter(|i| {
                    let dx = f64::from(x) + (f64::from(i % 16) + 0.5) / 16.0 - 64.2;
                    let dy = f64::from(y) + (f64::from(i / 16) + 0.5) / 16.0 - 63.7;
                    dx * dx + dy * dy < 40.3 * 40.3
                });
                truth.push(inside.count() as f32 / 256.0);
            }
        }
        let rgb = truth
            .iter()
            .flat_map(|a| [200.0 * a + 20.0, 90.0 * (1.0 - a) + 20.0, 60.0].map(|c| c as u8))
            .collect();
        (Photo::from_rgb(128, 128, rgb).unwrap(), truth)
    }

    const WHOLE: Window = Window { left: 0, top: 0, width: 128, height: 128 };

    #[test]
    fn a_disc_guessed_three_pixels_too_large_gets_its_true_coverage() {
        let (photo, truth) = disc();
        let mut coverage: Vec<f32> = (0..128 * 128)
            .map(|i| {
                let (x, y) = ((i % 128) as f32 + 0.5 - 64.2, (i / 128) as f32 + 0.5 - 63.7);
                (43.3 - x.hypot(y) + 0.5).clamp(0.0, 1.0)
            })
            .collect();
        refine(&photo, WHOLE, 10, &mut coverage);
        let area = |c: &[f32]| c.iter().map(|v| f64::from(*v)).sum::<f64>();
        // Bytes round the mixture to 1/200, at most 0.0025 each on some 360 edge pixels; the area
        // is π · 40.3² = 5102 px².
        assert!((area(&coverage) - area(&truth)).abs() < 1.0, "{}", area(&coverage));
        assert!((area(&truth) - 5102.2).abs() < 1.0);
        for (c, t) in coverage.iter().zip(&truth) {
            assert!((c - t).abs() < 0.03, "{c} {t}");
        }
    }

    #[test]
    fn where_person_and_room_look_alike_the_network_keeps_the_say() {
        let photo = Photo::from_rgb(128, 128, vec![90; 3 * 128 * 128]).unwrap();
        let guess: Vec<f32> = (0..128 * 128).map(|i| f32::from(u8::from(i % 128 > 50))).collect();
        let mut coverage = guess.clone();
        refine(&photo, WHOLE, 10, &mut coverage);
        assert_eq!(coverage, guess);
    }

    #[test]
    fn window_sums_count_the_pixels_of_a_cut_off_square() {
        let sums = window_sums(&[1; 30], 6, 5, 2);
        assert_eq!((sums[0], sums[2 * 6 + 2], sums[4 * 6 + 5]), (9, 25, 9));
        assert_eq!(window_sums(&[1; 4], 2, 2, 7), [4; 4]);
    }
}
