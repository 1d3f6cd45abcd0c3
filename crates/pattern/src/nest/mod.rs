//! Nesting: outlines put side by side on a length of cloth, so that it is short.
//!
//! Bottom-left placing on no-fit polygons (R. C. Art, 1966; A. M. Gomes and J. F. Oliveira, 2002):
//! each outline in turn goes to the first place down the cloth where it overlaps none that lies
//! there. The order decides how short the cloth gets, so orders are tried, the better kept.
//! Everything is exact up to the grid of the polygon library and the same on every machine.

mod forbidden;

use std::collections::BTreeMap;

pub(crate) use forbidden::Forbidden;
use kurbo::{Affine, Point, Rect, Vec2};

use crate::Lot;

/// An outline to be put on cloth.
#[derive(Clone, Debug)]
pub(crate) struct Outline {
    /// In the frame of the cloth (mm): x across, y along. Simple, either way round.
    pub(crate) points: Vec<Point>,
    /// How many of it.
    pub(crate) copies: u32,
    /// May it lie upside down.
    pub(crate) turns: bool,
    /// The height at which its stripes must meet a multiple of the repeat (mm).
    pub(crate) stripe: Option<f64>,
}

/// The ground that outlines lie on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ground {
    /// Usable width (mm).
    pub(crate) width: f64,
    /// Repeat of stripes along the cloth (mm).
    pub(crate) repeat: Option<f64>,
}

/// Where one outline lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    /// Which outline.
    pub(crate) outline: usize,
    /// From the outline's frame to the cloth's.
    pub(crate) cloth_from_outline: Affine,
    /// Does it lie upside down.
    pub(crate) turned: bool,
}

/// A nesting.
#[derive(Clone, Debug)]
pub(crate) struct Nest {
    pub(crate) places: Vec<Place>,
    /// How far down the cloth the lowest outline reaches (mm).
    pub(crate) length: f64,
}

/// One outline in one of the ways it may lie, its box starting at the origin.
struct Pose {
    outline: usize,
    points: Vec<Point>,
    size: Vec2,
    /// From the outline's frame to the pose's.
    from_outline: Affine,
    turned: bool,
    stripe: Option<f64>,
}

/// Nests every copy of every outline; `rounds` orders are tried after the first.
///
/// `Err` holds the outline that is wider than the ground however it lies.
pub(crate) fn nest(
    outlines: &[Outline],
    ground: Ground,
    rounds: u32,
    seed: u64,
) -> Result<Nest, usize> {
    let mut nester = Nester::new(outlines, ground)?;
    let mut order: Vec<usize> = Vec::new();
    for (i, outline) in outlines.iter().enumerate() {
        order.extend(std::iter::repeat_n(i, outline.copies as usize));
    }
    // Three first orders that each suit some garments: by area, by length, by width.
    let keys: [fn(&Pose) -> f64; 3] =
        [|p| area(&p.points), |p| p.size.y * 1e4 + p.size.x, |p| p.size.x * 1e4 + p.size.y];
    let mut best: Option<(Nest, Vec<usize>)> = None;
    for key in keys {
        let mut order = order.clone();
        order.sort_by(|&a, &b| {
            let of = |i: usize| key(&nester.poses[nester.of[i][0]]);
            of(b).total_cmp(&of(a)).then(a.cmp(&b))
        });
        let found = nester.place(&order);
        if best.as_ref().is_none_or(|(b, _)| found.length < b.length - 1e-6) {
            best = Some((found, order));
        }
    }
    let Some((mut nest, mut order)) = best else {
        return Ok(Nest { places: Vec::new(), length: 0.0 });
    };
    let mut lot = Lot::new(seed, 0);
    for _ in 0..rounds {
        if order.len() < 2 {
            break;
        }
        let mut other = order.clone();
        let mut pick = || (lot.share() * other.len() as f64) as usize % order.len();
        let (a, b) = (pick(), pick());
        if lot.share() < 0.5 {
            other.swap(a, b);
        } else {
            let moved = other.remove(a);
            other.insert(b, moved);
        }
        if other == order {
            continue;
        }
        let found = nester.place(&other);
        // Equal lengths are taken too, so that the search does not stand still on a plateau.
        if found.length <= nest.length + 1e-6 {
            (nest, order) = (found, other);
        }
    }
    Ok(nest)
}

struct Nester {
    poses: Vec<Pose>,
    /// The poses of each outline.
    of: Vec<Vec<usize>>,
    ground: Ground,
    /// Forbidden places of the second pose about the first.
    forbidden: BTreeMap<(usize, usize), Forbidden>,
}

impl Nester {
    fn new(outlines: &[Outline], ground: Ground) -> Result<Self, usize> {
        let mut poses = Vec::new();
        let mut of = Vec::new();
        for (i, outline) in outlines.iter().enumerate() {
            let ways: &[bool] = if outline.turns { &[false, true] } else { &[false] };
            let first = poses.len();
            for &turned in ways {
                let pose = Pose::new(i, outline, turned);
                if pose.size.x <= ground.width + 1e-6 {
                    poses.push(pose);
                }
            }
            if poses.len() == first {
                return Err(i);
            }
            of.push((first..poses.len()).collect());
        }
        Ok(Self { poses, of, ground, forbidden: BTreeMap::new() })
    }

    /// Places the outlines one after another, each as far up the cloth as it goes.
    fn place(&mut self, order: &[usize]) -> Nest {
        let mut placed: Vec<(usize, Vec2)> = Vec::new();
        let mut length = 0.0_f64;
        for &outline in order {
            let mut best: Option<(f64, f64, usize, Vec2)> = None;
            for pose in self.of[outline].clone() {
                for &(other, _) in &placed {
                    let (a, b) = (&self.poses[other].points, &self.poses[pose].points);
                    self.forbidden.entry((other, pose)).or_insert_with(|| Forbidden::new(a, b));
                }
                let at = self.lowest(pose, &placed);
                let down = at.y + self.poses[pose].size.y;
                if best.is_none_or(|(d, x, ..)| (down, at.x) < (d, x)) {
                    best = Some((down, at.x, pose, at));
                }
            }
            if let Some((down, _, pose, at)) = best {
                length = length.max(down);
                placed.push((pose, at));
            }
        }
        let places = placed
            .into_iter()
            .map(|(pose, at)| {
                let pose = &self.poses[pose];
                Place {
                    outline: pose.outline,
                    cloth_from_outline: Affine::translate(at) * pose.from_outline,
                    turned: pose.turned,
                }
            })
            .collect();
        Nest { places, length }
    }

    /// The place highest up the cloth, then farthest left, where the pose overlaps nothing.
    fn lowest(&self, pose: usize, placed: &[(usize, Vec2)]) -> Vec2 {
        let room = self.ground.width - self.poses[pose].size.x;
        let regions: Vec<Forbidden> = placed
            .iter()
            .filter_map(|&(other, at)| Some(self.forbidden.get(&(other, pose))?.moved(at)))
            .collect();
        let level = |y: f64| self.level(pose, y);
        let mut candidates = vec![Point::new(0.0, level(0.0)), Point::new(room, level(0.0))];
        let mut add = |p: Point| {
            if p.x >= -1e-6 && p.x <= room + 1e-6 && p.y >= -1e-6 {
                candidates.push(Point::new(p.x.clamp(0.0, room), p.y.max(0.0)));
            }
        };
        let striped = self.ground.repeat.filter(|_| self.poses[pose].stripe.is_some());
        for (i, region) in regions.iter().enumerate() {
            for (a, b) in region.edges() {
                if let Some(repeat) = striped {
                    // Only some heights are allowed: the region's outline is cut at each.
                    let (low, high) = (a.y.min(b.y), a.y.max(b.y));
                    let mut y = level(low.max(0.0));
                    while y <= high + 1e-9 {
                        let t = if high > low { (y - a.y) / (b.y - a.y) } else { 0.0 };
                        add(Point::new(a.x + (b.x - a.x) * t, y));
                        y += repeat;
                    }
                    add(Point::new(0.0, level(high.max(0.0))));
                    continue;
                }
                add(a);
                for x in [0.0, room] {
                    if (a.x - x) * (b.x - x) < 0.0 {
                        add(Point::new(x, a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x)));
                    }
                }
                // The upper end of the cloth.
                if a.y * b.y < 0.0 {
                    add(Point::new(a.x - a.y * (b.x - a.x) / (b.y - a.y), 0.0));
                }
            }
            if striped.is_some() {
                continue;
            }
            for other in &regions[i + 1..] {
                if region.bounds.intersect(other.bounds).is_zero_area() {
                    continue;
                }
                crossings(region, other, &mut add);
            }
        }
        candidates.sort_by(|p, q| p.y.total_cmp(&q.y).then(p.x.total_cmp(&q.x)));
        let free = candidates.into_iter().find(|&p| regions.iter().all(|r| !r.holds(p)));
        // Below everything that lies there is always room.
        free.map_or_else(
            || {
                let low = regions.iter().map(|r| r.bounds.y1).fold(0.0, f64::max);
                Vec2::new(0.0, level(low))
            },
            Point::to_vec2,
        )
    }

    /// The next height from `y` on at which the pose's stripes meet those of the cloth.
    fn level(&self, pose: usize, y: f64) -> f64 {
        match (self.ground.repeat, self.poses[pose].stripe) {
            (Some(repeat), Some(stripe)) => ((y + stripe - 1e-9) / repeat).ceil() * repeat - stripe,
            _ => y,
        }
    }
}

impl Pose {
    fn new(index: usize, outline: &Outline, turned: bool) -> Self {
        let turn = if turned { Affine::scale(-1.0) } else { Affine::IDENTITY };
        let points: Vec<Point> = outline.points.iter().map(|&p| turn * p).collect();
        let bounds = bounds(&points);
        let shift = -bounds.origin().to_vec2();
        let stripe = outline.stripe.map(|y| if turned { -y } else { y } + shift.y);
        Self {
            outline: index,
            points: points.into_iter().map(|p| p + shift).collect(),
            size: bounds.size().to_vec2(),
            from_outline: Affine::translate(shift) * turn,
            turned,
            stripe,
        }
    }
}

/// Where the outlines of two regions cross.
fn crossings(a: &Forbidden, b: &Forbidden, add: &mut impl FnMut(Point)) {
    let both = a.bounds.intersect(b.bounds);
    let near = |f: &Forbidden| -> Vec<(Point, Point)> {
        f.edges().filter(|&(p, q)| Rect::from_points(p, q).overlaps(both)).collect()
    };
    let others = near(b);
    for (p, q) in near(a) {
        let bounds = Rect::from_points(p, q);
        for &(r, s) in &others {
            if !bounds.overlaps(Rect::from_points(r, s)) {
                continue;
            }
            let (u, v) = (q - p, s - r);
            let cross = u.cross(v);
            if cross.abs() < 1e-9 {
                continue;
            }
            let (t, w) = ((r - p).cross(v) / cross, (r - p).cross(u) / cross);
            if (0.0..=1.0).contains(&t) && (0.0..=1.0).contains(&w) {
                add(p + u * t);
            }
        }
    }
}

pub(crate) fn bounds(points: &[Point]) -> Rect {
    let mut all = points.iter();
    let Some(&first) = all.next() else { return Rect::ZERO };
    all.fold(Rect::from_points(first, first), |b, &p| b.union_pt(p))
}

pub(crate) fn area(points: &[Point]) -> f64 {
    let next = points.iter().skip(1).chain(points.first());
    points.iter().zip(next).map(|(a, b)| a.to_vec2().cross(b.to_vec2())).sum::<f64>().abs() / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(points: &[(f64, f64)], copies: u32, turns: bool) -> Outline {
        let points = points.iter().map(|&(x, y)| Point::new(x, y)).collect();
        Outline { points, copies, turns, stripe: None }
    }

    fn rectangle(w: f64, h: f64, copies: u32) -> Outline {
        outline(&[(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)], copies, false)
    }

    const PLAIN: Ground = Ground { width: 100.0, repeat: None };

    /// Ten rectangles of 50 × 20 fill five rows of two exactly.
    #[test]
    fn rectangles_that_fill_the_cloth_fill_it() {
        let found = nest(&[rectangle(50.0, 20.0, 10)], PLAIN, 0, 1).unwrap();
        assert!((found.length - 100.0).abs() < 1e-6, "{}", found.length);
    }

    /// Two right triangles of 100 × 80 make a rectangle when one is turned, and need twice the
    /// length less what their slopes let them slide when none may be.
    #[test]
    fn gores_lie_head_to_tail_where_they_may_be_turned() {
        let gore = |turns| outline(&[(0.0, 0.0), (100.0, 80.0), (0.0, 80.0)], 2, turns);
        let turned = nest(&[gore(true)], PLAIN, 0, 1).unwrap();
        assert!((turned.length - 80.0).abs() < 1e-3, "{}", turned.length);
        assert_eq!(turned.places.iter().filter(|p| p.turned).count(), 1);
        let upright = nest(&[gore(false)], PLAIN, 0, 1).unwrap();
        assert!((upright.length - 160.0).abs() < 1e-3, "{}", upright.length);
    }

    /// Stripes of every piece fall on the same stripes of the cloth.
    #[test]
    fn striped_pieces_start_on_the_repeat() {
        let mut pieces = [rectangle(60.0, 50.0, 3), rectangle(30.0, 20.0, 4)];
        pieces[0].stripe = Some(10.0);
        pieces[1].stripe = Some(5.0);
        let ground = Ground { width: 100.0, repeat: Some(24.0) };
        let found = nest(&pieces, ground, 10, 1).unwrap();
        assert_eq!(found.places.len(), 7);
        for place in &found.places {
            let stripe = pieces[place.outline].stripe.unwrap();
            let y = (place.cloth_from_outline * Point::new(0.0, stripe)).y;
            let off = (y / 24.0 - (y / 24.0).round()).abs();
            assert!(off < 1e-6, "{y}");
        }
        no_overlap(&pieces, &found);
    }

    fn no_overlap(pieces: &[Outline], found: &Nest) {
        use i_overlay::core::{fill_rule::FillRule, overlay_rule::OverlayRule};
        use i_overlay::float::single::SingleFloatOverlay;
        let lie: Vec<Vec<[f64; 2]>> = found
            .places
            .iter()
            .map(|p| {
                let points = &pieces[p.outline].points;
                points.iter().map(|&q| p.cloth_from_outline * q).map(|q| [q.x, q.y]).collect()
            })
            .collect();
        for (i, a) in lie.iter().enumerate() {
            for b in &lie[i + 1..] {
                let common = a.overlay(b, OverlayRule::Intersect, FillRule::NonZero);
                let held: f64 = common
                    .iter()
                    .flatten()
                    .map(|c| area(&c.iter().map(|q| Point::new(q[0], q[1])).collect::<Vec<_>>()))
                    .sum();
                assert!(held < 1.0, "{held} mm² of overlap");
            }
        }
    }

    #[test]
    fn nothing_overlaps_and_the_seed_decides() {
        let pieces = [
            outline(&[(0.0, 0.0), (70.0, 10.0), (30.0, 90.0), (0.0, 60.0)], 3, true),
            outline(
                &[(0.0, 0.0), (40.0, 0.0), (40.0, 10.0), (12.0, 10.0), (12.0, 50.0), (0.0, 50.0)],
                4,
                true,
            ),
            rectangle(20.0, 20.0, 5),
        ];
        let found = nest(&pieces, PLAIN, 40, 7).unwrap();
        assert_eq!(found.places.len(), 12);
        no_overlap(&pieces, &found);
        let again = nest(&pieces, PLAIN, 40, 7).unwrap();
        assert_eq!(found.places, again.places);
        let first = nest(&pieces, PLAIN, 0, 7).unwrap();
        assert!(found.length <= first.length);
    }

    #[test]
    fn what_is_wider_than_the_cloth_is_named() {
        let pieces = [rectangle(20.0, 20.0, 1), rectangle(101.0, 20.0, 1)];
        assert_eq!(nest(&pieces, PLAIN, 0, 1).unwrap_err(), 1);
    }
}
