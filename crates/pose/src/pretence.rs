//! Pictures that only seem to show a person before the camera: photos of screens and prints,
//! screenshots, drawings, statues.
//!
//! The networks find people in all of these. What is looked for here is what a copy adds or loses: the
//! frame round it, the bars of a telephone, all colours but one, the face. Limits were set between
//! what photos of people show and what copies made of them show (`docs/accuracy/capture.md`); only
//! what no photo came near is refused, the rest is warned about.

use nalgebra::{Point2, Vector2};

use crate::landmark::Sighting;
use crate::photo::Photo;
use crate::types::{Reason, Ruling, View};

/// BlazePose's eyes and corners of the mouth.
const EYES: [usize; 2] = [2, 5];
const MOUTH: [usize; 2] = [9, 10];

/// Share of each of four sides that must be an edge for a frame. Of whole photos a bus with its
/// doors comes to 0.70; framed ones to 0.77 and more.
const FRAME: (f32, f32) = (0.88, 0.75);
/// The spread of both colour differences (of the sum of the channels) below which a picture has one
/// colour. Photos of people have 0.04 and more in one of them.
const ONE_COLOUR: (f32, f32) = (0.022, 0.034);
/// Share of a row that must have exactly one colour for a bar, and how much of the picture the bars
/// at the top and at the bottom must take.
const BAR_ROW: f32 = 0.6;
const BARS: f32 = 0.015;
/// How far apart (levels of 255) the colours of such bars must be: a plain backdrop has one.
const BAR_COLOURS: i32 = 60;
/// By how much the darkest of an eye must be darker than the cheek, as a share of it. People in whole
/// photos have 0.43 and more, whatever their skin.
const EYE: f32 = 0.25;
/// Logarithms of red over green and of green over blue between which a cheek lies. Skin of every
/// tone has 0.17 to 0.7 and 0.08 to 0.4 in daylight; lamps shift it.
const SKIN: [(f32, f32); 2] = [(0.05, 1.0), (-0.1, 1.0)];

/// Is the picture a copy of another?
///
/// About 10 ms.
pub(crate) fn copied(photo: &Photo, person: &Sighting) -> Vec<(Ruling, Reason)> {
    let grade = |value: f32, (refuse, warn): (f32, f32), reason| match value {
        v if v >= refuse => Some((Ruling::Refuse, reason)),
        v if v >= warn => Some((Ruling::Warn, reason)),
        _ => None,
    };
    let (refuse, warn) = ONE_COLOUR;
    let bars = has_bars(photo).then_some((Ruling::Refuse, Reason::PictureOfPicture));
    bars.or_else(|| grade(frame(photo, person), FRAME, Reason::PictureOfPicture))
        .into_iter()
        .chain(grade(-colour_spread(photo), (-refuse, -warn), Reason::NotAPhoto))
        .collect()
}

/// Has the person a face of skin with eyes? Only a warning: masks, paint and lamps are people's own.
pub(crate) fn figure(photo: &Photo, person: &Sighting, view: View) -> Option<(Ruling, Reason)> {
    if view != View::Front {
        return None;
    }
    let at = |i: usize| person.landmarks.image[i].position;
    let middle = |[a, b]: [usize; 2]| nalgebra::center(&at(a), &at(b));
    let (eyes, mouth) = (middle(EYES), middle(MOUTH));
    let face = (mouth - eyes).norm();
    // Too coarse to see an eye in.
    if face < 10.0 {
        return None;
    }
    let cheek = |side: usize| at(EYES[side]) + (at(MOUTH[side]) - at(EYES[side])) * 0.65;
    let nose = nalgebra::center(&at(0), &eyes);
    let skin: Vec<[u8; 3]> = [cheek(0), cheek(1), nose]
        .into_iter()
        .flat_map(|p| window(photo, p, 0.25 * face))
        .collect();
    let light = part(skin.iter().copied().map(luma).collect(), 0.5)?;
    let dark = EYES
        .iter()
        .filter_map(|&i| {
            part(window(photo, at(i), 0.35 * face).into_iter().map(luma).collect(), 0.1)
        })
        .fold(f32::INFINITY, f32::min);
    let ratio = |a: usize, b: usize| {
        let of = |p: &[u8; 3]| libm::logf((f32::from(p[a]) + 1.0) / (f32::from(p[b]) + 1.0));
        part(skin.iter().map(of).collect(), 0.5)
    };
    let outside = [ratio(0, 1)?, ratio(1, 2)?]
        .iter()
        .zip(SKIN)
        .any(|(value, (low, high))| !(low..=high).contains(value));
    (outside || light - dark < EYE * light).then_some((Ruling::Warn, Reason::NotAPerson))
}

/// The pixels within `reach` (px) of a place.
fn window(photo: &Photo, at: Point2<f32>, reach: f32) -> Vec<[u8; 3]> {
    let range = |c: f32, end: u32| {
        let low = (c - reach).max(0.0) as u32;
        low..((c + reach + 1.0).max(0.0) as u32).min(end)
    };
    range(at.y, photo.height())
        .flat_map(|y| range(at.x, photo.width()).map(move |x| photo.pixel(x, y)))
        .collect()
}

fn luma(p: [u8; 3]) -> f32 {
    0.2126 * f32::from(p[0]) + 0.7152 * f32::from(p[1]) + 0.0722 * f32::from(p[2])
}

/// The value below which `share` of `values` lie.
fn part(mut values: Vec<f32>, share: f32) -> Option<f32> {
    let at = (values.len().checked_sub(1)? as f32 * share) as usize;
    Some(*values.select_nth_unstable_by(at, f32::total_cmp).1)
}

/// The larger of the spreads (3rd to 97th in a hundred) of red less green and of green less blue.
fn colour_spread(photo: &Photo) -> f32 {
    let mut differences = [Vec::new(), Vec::new()];
    for y in (0..photo.height()).step_by(4) {
        for x in (0..photo.width()).step_by(4) {
            let pixel = photo.pixel(x, y);
            // What is black or burnt out has no colour to tell of.
            if !(24.0..248.0).contains(&luma(pixel)) {
                continue;
            }
            let [r, g, b] = pixel.map(f32::from);
            let sum = r + g + b + 12.0;
            differences[0].push((r - g) / sum);
            differences[1].push((g - b) / sum);
        }
    }
    let spread = |values: Vec<f32>| Some(part(values.clone(), 0.97)? - part(values, 0.03)?);
    differences.into_iter().filter_map(spread).fold(f32::NAN, f32::max)
}

/// Bars of plain colours across the top and the bottom, as telephones draw them.
fn has_bars(photo: &Photo) -> bool {
    let (w, h) = (photo.width(), photo.height());
    let bar = |y: u32| {
        let mut row: Vec<[u8; 3]> = (0..w).map(|x| photo.pixel(x, y)).collect();
        row.sort_unstable();
        let runs = row.chunk_by(|a, b| a == b).max_by_key(|run| run.len())?;
        (runs.len() as f32 >= BAR_ROW * w as f32).then(|| runs[0].map(i32::from))
    };
    let top: Vec<_> = (0..h).map_while(bar).collect();
    let bottom: Vec<_> = (0..h).rev().map_while(bar).collect();
    let tall = |bar: &[[i32; 3]]| bar.len() as f32 >= BARS * h as f32 && bar.len() < h as usize;
    let all = || top.iter().chain(&bottom);
    let apart = (0..3).any(|c| {
        let levels = || all().map(|colour| colour[c]);
        levels().max().unwrap_or(0) - levels().min().unwrap_or(0) >= BAR_COLOURS
    });
    tall(&top) && tall(&bottom) && apart
}

/// How tall or wide a picture is when a frame is looked for (px).
const COARSE: u32 = 320;
/// A step of light across a frame's edge (levels of 255).
const STEP: f32 = 8.0;
/// How far an edge of a frame leans: so many slopes to either side of upright, and the slope of each.
const LEANS: (i32, f32) = (6, 0.02);
/// How many lines of each side are tried with those of the others.
const TRIED: usize = 12;

/// A line of edges: where its middle is, and how many edges it has up to each place.
struct Line {
    middle: usize,
    edges: Vec<u16>,
    /// Share of edges beside the person.
    beside: f32,
}

impl Line {
    fn share(&self, from: usize, to: usize) -> f32 {
        let to = to.min(self.edges.len() - 1);
        if from >= to {
            return 0.0;
        }
        f32::from(self.edges[to] - self.edges[from]) / (to - from) as f32
    }
}

/// How much of the worst of four sides is an edge, for the best rectangle of edges round the person;
/// 0–1.
fn frame(photo: &Photo, person: &Sighting) -> f32 {
    let factor = (photo.width().max(photo.height()) as f32 / COARSE as f32).round().max(1.0);
    let small = photo.shrunk(factor as u32);
    let (w, h) = (small.width() as usize, small.height() as usize);
    let points = || person.landmarks.image.iter().map(|l| l.position.coords / factor);
    let low = points().fold(Vector2::repeat(f32::INFINITY), |a, p| a.inf(&p));
    let high = points().fold(Vector2::repeat(f32::NEG_INFINITY), |a, p| a.sup(&p));
    let tall = high.y - low.y;
    // The crown and the soles lie beyond the landmarks.
    let (top, bottom) = ((low.y - 0.1 * tall).max(0.0), high.y + 0.02 * tall);
    if w < 16 || h < 16 || !tall.is_finite() || tall < 1.0 {
        return 0.0;
    }
    let light: Vec<f32> =
        (0..h * w).map(|i| luma(small.pixel((i % w) as u32, (i / w) as u32))).collect();
    let steps = |i: usize| {
        let (x, y) = (i % w, i / w);
        let step = |inside: bool, by: usize| {
            if inside { (light[i + by] - light[i - by]).abs() } else { 0.0 }
        };
        (step(x > 0 && x + 1 < w, 1), step(y > 0 && y + 1 < h, w))
    };
    let is_edge = |across: f32, along: f32| across > STEP && across > 2.0 * along;
    let upright: Vec<bool> = (0..h * w).map(|i| is_edge(steps(i).0, steps(i).1)).collect();
    let level: Vec<bool> = (0..h * w).map(|i| is_edge(steps(i).1, steps(i).0)).collect();
    let column = |along: usize, across: usize| upright[along * w + across];
    let row = |along: usize, across: usize| level[across * w + along];
    let span = |a: f32, b: f32, end: usize| (a.max(0.0) as usize, (b.max(0.0) as usize).min(end));
    let [right_end, lower_end] = [small.width(), small.height()].map(|n| n.cast_signed() - 2);
    let (ys, xs) = (span(top, bottom, h), span(low.x, high.x, w));
    let left = lines(&column, (h, w), 2..(low.x - 2.0).min(0.45 * w as f32) as i32, ys);
    let right = lines(&column, (h, w), (high.x + 2.0).max(0.55 * w as f32) as i32..right_end, ys);
    let above = lines(&row, (w, h), 2..(top - 1.0).min(0.45 * h as f32) as i32, xs);
    let below = lines(&row, (w, h), (bottom + 1.0).max(0.55 * h as f32) as i32..lower_end, xs);
    let mut best = 0.0_f32;
    for (l, r) in left.iter().flat_map(|l| right.iter().map(move |r| (l, r))) {
        for (a, b) in above.iter().flat_map(|a| below.iter().map(move |b| (a, b))) {
            let sides = |line: &Line, from: &Line, to: &Line| {
                line.share(from.middle + 2, to.middle.saturating_sub(1))
            };
            let shares = [sides(l, a, b), sides(r, a, b), sides(a, l, r), sides(b, l, r)];
            best = best.max(shares.into_iter().fold(1.0, f32::min));
        }
    }
    best
}

/// The lines of one side with the most edges beside the person. `edge` is asked along and across the
/// line, `size` is how far both go, `middles` where the lines' middles lie across.
fn lines(
    edge: &dyn Fn(usize, usize) -> bool,
    (along, across): (usize, usize),
    middles: std::ops::Range<i32>,
    person: (usize, usize),
) -> Vec<Line> {
    let (count, lean) = LEANS;
    let mut found = Vec::new();
    for middle in middles {
        for slope in -count..=count {
            let mut edges = Vec::with_capacity(along + 1);
            edges.push(0_u16);
            for i in 0..along {
                let off = lean * slope as f32 * (i as f32 - 0.5 * along as f32);
                let at = middle + off.round() as i32;
                // An edge may be a pixel beside the line.
                let hit = (at - 1..=at + 1)
                    .any(|c| c >= 0 && (c as usize) < across && edge(i, c as usize));
                edges.push(edges[i] + u16::from(hit));
            }
            let mut line = Line { middle: middle as usize, edges, beside: 0.0 };
            line.beside = line.share(person.0, person.1);
            if line.beside >= FRAME.1 {
                found.push(line);
            }
        }
    }
    found.sort_by(|a, b| b.beside.total_cmp(&a.beside));
    found.truncate(TRIED);
    found
}
