//! How the trunk of a garment lies that is off one shoulder or both.
//!
//! What was over a shoulder slides down as it is, right side out, and hangs from the neckline as a
//! poncho hangs: below the neckline lies the seam of the shoulder, below that the armhole with its
//! empty sleeve. Off both shoulders the neckline lies round the waist. Off the right one it goes from
//! the left side of the neck over the back and under the right arm. The outlines of the panels are
//! laid along lines on the body that do not cross, and the cloth evenly between them: nothing goes
//! through anything, and what is pushed together there opens into folds by itself.

use std::f32::consts::PI;

use nalgebra::{Point2, Point3, Vector3};
use pattern::{Panel, Sleeves};

use super::PanelMesh;
use super::fill::fill;
use super::form::{Form, Lap, MM, smooth};
use super::way::table;

/// The neckline of a garment that came down: height over the underarms (m), and distance off what is worn
/// beneath (m).
const NECK: (f32, f32) = (0.17, 0.015);
/// How much higher it lies over the wider pouch of a mesh that is twice as coarse (m).
const NECK_MORE: f32 = 0.03;
/// Its shoulders: part of the way down from there to the underarms, and distance from that way (m).
const SHOULDER: (f32, f32) = (0.2, 0.07);
/// How far the armholes stand off at the underarms (m).
const UNDERARM: f32 = 0.015;
/// Part of the ring by which the end of an inner lap's neckline lies before its side at least.
const SHORT: f32 = 0.09;
/// The part of a neckline within which it passes the armhole at the latest.
const LATEST: f32 = 0.75;
/// How far down it lies there at the most.
const OVER: f32 = 0.12;
/// How much farther out than an inner lap an outer one starts in front (m).
const APART: f32 = 0.02;
/// Half the breadth of an armhole that came down, as a part of the ring.
const OPEN: f32 = 0.035;

/// How far below the underarm the neckline passes under the right arm (m).
const UNDER: f32 = 0.05;
/// The least cloth (m) between it and where all lies as ever.
const BELOW: f32 = 0.08;
/// The way from the neckline to the tip of a shoulder that slid down, as (to the left, down).
const SLID: (f32, f32) = (-0.5, 0.85);
/// The length of the armhole there, as a part of its depth, and the least.
const HOLE: f32 = 0.7;
const LEAST: f32 = 0.4;
/// The part of the way from there to the belt that its underarm slides down at most.
const ROOM: f32 = 0.6;
/// How far before the side its underarm lies (m): an outer lap that is buttoned there reaches no farther.
const BEFORE: f32 = 0.10;
/// Half its breadth (m), and how far it stands off (m): at the shoulder and the underarm.
const GAPE: f32 = 0.03;
const OFF: [f32; 2] = [0.035, 0.02];
/// Height over the belt, along the cloth, from which all lies as ever (m).
const AS_EVER: f32 = 0.05;

/// Steps in which the neckline is followed there, and the least cloth below it (m).
const STEPS: usize = 24;
const LEAST_DEEP: f32 = 0.03;

type Vector2 = nalgebra::Vector2<f32>;

/// Lays what slips.
pub(super) struct Slip<'a> {
    form: &'a Form,
    sleeves: Sleeves,
}

/// A trunk panel to be laid.
pub(super) struct Sheet<'a> {
    pub(super) mesh: &'a PanelMesh,
    /// To the wearer's left of the middle and below the shoulder (m), shape `[n]`.
    pub(super) at: Vec<Point2<f32>>,
    pub(super) back: bool,
    pub(super) lap: Lap,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(panel: &Panel, mesh: &'a PanelMesh, back: bool, lap: Lap) -> Self {
        let origin = panel.placement.as_ref().map_or(0.0, |p| p.origin.x);
        let top = mesh.points.iter().map(|p| p.y).fold(f64::INFINITY, f64::min);
        let facing = if back { -1.0 } else { 1.0 };
        let at = mesh
            .points
            .iter()
            .map(|p| Point2::new(((p.x - origin) * MM) as f32 * facing, ((p.y - top) * MM) as f32))
            .collect();
        Self { mesh, at, back, lap }
    }

    /// The side on which it is sewn to a sleeve; a back is on both.
    fn side(&self, across: f32) -> f32 {
        match self.lap {
            Lap::Outer(free) | Lap::Inner(free) => -free,
            Lap::Single if across < 0.0 => -1.0,
            Lap::Single => 1.0,
        }
    }

    /// Where on the outline each vertex lies, in any order.
    fn outline(&self, form: &Form) -> Vec<(usize, Line)> {
        let (half, root) = form.underarm();
        let (neck, nape) = (form.neck(), self.nape());
        let necks = self.neckline();
        let of = |v: usize| {
            let p = self.at[v];
            let wide = p.x * self.side(p.x);
            if p.y < EPS && wide > neck - EPS {
                Some(Line::Shoulder(((wide - neck) / (half - neck)).clamp(0.0, 1.0)))
            } else if wide > half - EPS && p.y <= root + EPS {
                Some(Line::Armhole(p.y / root))
            } else if self.back && p.x.abs() < 1e-3 {
                Some(Line::Centre)
            } else if self.back && p.x.abs() < neck && p.y <= nape + EPS {
                Some(Line::Neck(p.x.abs() / neck))
            } else if let Some(&(_, t)) = necks.iter().find(|n| n.0 == v) {
                Some(Line::Neck(t))
            } else if wide > form.half_at(p.y) - EPS {
                Some(Line::Side)
            } else {
                necks.last().map(|_| Line::Free)
            }
        };
        let outline = self.mesh.edges.iter().flat_map(|edge| &edge[..edge.len() - 1]);
        outline.filter_map(|&v| Some((v as usize, of(v as usize)?))).collect()
    }

    fn nape(&self) -> f32 {
        let middle = self.at.iter().filter(|p| p.x.abs() < 1e-3).map(|p| p.y);
        if self.back { middle.fold(f32::INFINITY, f32::min) } else { 0.0 }
    }

    /// The vertices of the neckline of a front, with the part of it from the shoulder on, 0–1.
    fn neckline(&self) -> Vec<(usize, f32)> {
        let over = (0..self.at.len()).filter(|&v| self.at[v].y < EPS);
        let inner = over.min_by(|&v, &w| self.at[v].x.abs().total_cmp(&self.at[w].x.abs()));
        let ends = |edge: &&Vec<u32>| {
            let ends = [edge.first(), edge.last()].map(|v| v.map(|&v| v as usize));
            ends.contains(&inner) && edge.iter().any(|&v| self.at[v as usize].y > EPS)
        };
        let Some(edge) = self.mesh.edges.iter().find(ends).filter(|_| !self.back) else {
            return Vec::new();
        };
        let mut edge: Vec<usize> = edge.iter().map(|&v| v as usize).collect();
        if edge.first().copied() != inner {
            edge.reverse();
        }
        let mut gone = 0.0;
        let mut line = vec![(edge[0], 0.0)];
        for pair in edge.windows(2) {
            gone += (self.at[pair[1]] - self.at[pair[0]]).norm();
            line.push((pair[1], gone));
        }
        line.into_iter().map(|(v, along)| (v, along / gone)).collect()
    }
}

/// A line of a panel's outline, and the part of it: from the neck to the tip of the shoulder, from there
/// down, and from the nape or the shoulder along the neck. What of a front is sewn to nothing is free.
#[derive(Clone, Copy, Debug)]
enum Line {
    Shoulder(f32),
    Armhole(f32),
    Neck(f32),
    Centre,
    Side,
    Free,
}

/// What lies that near to a line is on it (m).
const EPS: f32 = 0.005;

impl<'a> Slip<'a> {
    /// `None` where both arms are in their sleeves.
    pub(super) fn new(form: &'a Form, sleeves: Sleeves) -> Option<Self> {
        (sleeves != Sleeves::Both).then_some(Self { form, sleeves })
    }

    /// Where the vertices of a panel of the trunk lie (m), shape `[n]`.
    pub(super) fn lay(&self, sheet: &Sheet<'_>) -> Vec<Point3<f32>> {
        match self.sleeves {
            Sleeves::BothTied => self.came_down(sheet),
            _ => self.off_right(sheet),
        }
    }

    /// A place of the armhole that slipped on that side, from the tip of the shoulder (0) to the underarm
    /// (1), on its front or back edge, `out` (m) off.
    pub(super) fn armhole(&self, side: f32, t: f32, front: bool, out: f32) -> Point3<f32> {
        if self.sleeves == Sleeves::BothTied {
            let [part, down, off] = self.armhole_down(t, front);
            let [y, out] = self.wall(down, off + out);
            self.form.placed([side * part, y, out])
        } else {
            let (place, off) = self.armhole_slid(t, front);
            self.over_back(place, off + out)
        }
    }

    /// Part of the ring at which the neckline meets the shoulder.
    fn neck_part(&self) -> f32 {
        0.5 - 1.05 * self.form.neck() / self.form.girth(self.form.tie_height(), NECK.1)
    }

    /// A place of the armhole that came down: part of the ring, way down, and distance off (m).
    fn armhole_down(&self, t: f32, front: bool) -> [f32; 3] {
        let wide = OPEN * libm::sinf(PI * t.clamp(0.0, 1.0));
        let part = self.form.side() + if front { -wide } else { wide };
        [part, mix(SHOULDER.0, 1.0, t), mix(SHOULDER.1, UNDERARM, t)]
    }

    /// All that came down: how far it is moved round the ring, so that pleats stay, how far down it lies
    /// from the neckline (0) to the underarm (1), and how far it stands off from there.
    fn came_down(&self, sheet: &Sheet<'_>) -> Vec<Point3<f32>> {
        let (_, root) = self.form.underarm();
        let low = self.form.skirt_from() - AS_EVER;
        let nape = sheet.nape();
        let as_ever = |p: &Point2<f32>| {
            let [part, y, out] = self.form.ring_place(p.x, p.y, sheet.back, sheet.lap);
            [if sheet.back { part.rem_euclid(1.0) } else { part }, y, out]
        };
        let ever: Vec<[f32; 3]> = sheet.at.iter().map(as_ever).collect();
        let mut fixed: Vec<[bool; 3]> =
            sheet.at.iter().map(|p| [p.y >= low, p.y >= root, p.y >= root]).collect();
        let (lift, apart) = match sheet.lap {
            Lap::Outer(_) => (self.form.sheet(), APART),
            _ => (0.0, 0.0),
        };
        let neckline = self.neckline_down(sheet);
        let mut places = vec![[0.0, 1.0, lift]; ever.len()];
        let at_neck = self.neck_part();
        for (v, line) in sheet.outline(self.form) {
            let p = sheet.at[v];
            let [part, down, off] = match line {
                Line::Shoulder(t) => {
                    [mix(at_neck, self.form.side(), t), SHOULDER.0 * t, SHOULDER.1 * t]
                }
                Line::Armhole(t) => self.armhole_down(t, !sheet.back),
                Line::Centre if p.y < root => [0.5, (p.y - nape) / (root - nape), 0.0],
                Line::Neck(t) if sheet.back => [mix(0.5, at_neck, t), 0.0, 0.0],
                Line::Neck(t) => {
                    let (part, down) =
                        neckline.iter().find(|n| n.0 == v).map_or((at_neck, 0.0), |n| (n.1, n.2));
                    [part, down, apart * t * (1.0 - down) + lift * t]
                }
                Line::Centre | Line::Side => {
                    fixed[v] = [true; 3];
                    continue;
                }
                Line::Free => continue,
            };
            let part = match (sheet.back, sheet.side(p.x) < 0.0) {
                (true, true) => 1.0 - part,
                (false, true) => -part,
                (_, false) => part,
            };
            places[v] = [part - ever[v][0], down, off];
            fixed[v] = [true; 3];
        }
        fill(sheet.mesh, &mut places, &fixed);
        let place = |v: usize| {
            let ([moved, down, off], [part, y, out]) = (places[v], ever[v]);
            let [y, out] = if sheet.at[v].y < root { self.wall(down, off) } else { [y, out] };
            self.form.placed([part + moved, y, out])
        };
        (0..ever.len()).map(place).collect()
    }

    /// How far down the neckline of a front lies where it is cut `depth` (m) deep.
    fn neck_down(&self, depth: f32) -> f32 {
        let (_, root) = self.form.underarm();
        libm::powf((depth / root).clamp(0.0, 1.0), 1.5)
    }

    /// The vertices of the neckline of a front, the parts of the ring to its own side at which they lie, as
    /// far from one another as in the cloth, and how far down.
    fn neckline_down(&self, sheet: &Sheet<'_>) -> Vec<(usize, f32, f32)> {
        let necks = sheet.neckline();
        let from = self.neck_part();
        // Short of the front it is drawn there.
        let reach = match sheet.lap {
            Lap::Outer(_) => 0.0,
            _ => self.form.side() - SHORT,
        };
        let along: f32 =
            necks.windows(2).map(|w| (sheet.at[w[1].0] - sheet.at[w[0].0]).norm()).sum();
        let [y, out] = self.wall(0.0, 0.0);
        let flat = (along / self.form.girth(y, out - self.form.clear())).max(from - reach);
        let passes = ((from - self.form.side()) / flat).min(LATEST);
        // Over the shoulder's tip until it is past the armhole.
        let most = |t: f32| {
            if t < passes {
                return OVER * t / passes;
            }
            mix(OVER, 1.0, libm::sqrtf((t - passes) / (1.0 - passes)))
        };
        let down = |v: usize, t: f32| self.neck_down(sheet.at[v].y).min(most(t));
        let wall = |(v, t): (usize, f32)| self.wall(down(v, t), 0.0);
        let mut part = from;
        let mut line: Vec<(usize, f32, f32)> = Vec::new();
        let mut last: Option<(usize, f32)> = None;
        for (v, t) in necks {
            if let Some((last, before)) = last {
                let long = (sheet.at[v] - sheet.at[last]).norm();
                let ([y, out], [upper, off]) = (wall((v, t)), wall((last, before)));
                let down = libm::hypotf(y - upper, out - off);
                let aside = (long * long - down * down).max(0.1 * long * long).sqrt();
                part -= aside / self.form.girth(y, out - self.form.clear());
            }
            line.push((v, part, down(v, t)));
            last = Some((v, t));
        }
        let far = ((from - reach) / (from - part)).max(1.0);
        for place in &mut line {
            place.1 = from + (place.1 - from) * far;
        }
        line
    }

    /// Height and distance off the skin of what hangs from the neckline, over the pouch and down: from the
    /// neckline (0) to the underarm (1), `off` (m) farther out.
    fn wall(&self, down: f32, off: f32) -> [f32; 2] {
        let under @ [y, _] = self.form.fallen();
        let neck = [y + NECK.0 + NECK_MORE * self.form.coarse(), self.form.clear() + NECK.1];
        let (over, fall) = (1.0 - libm::powf(1.0 - down, 2.5), libm::powf(down, 1.4));
        [mix(neck[0], under[0], fall), mix(neck[1], under[1], over) + off]
    }

    /// The part of the slanting neckline at which the right shoulder is sewn to it.
    fn meets(&self) -> f32 {
        2.1 * self.form.neck() / (self.on_slant(1.0) - self.on_slant(0.0)).norm()
    }

    /// A place of the neckline that slid off the right shoulder: from the left side of the neck (0) over
    /// the back to under the right arm (1).
    fn on_slant(&self, t: f32) -> Point2<f32> {
        let (half, root) = self.form.underarm();
        let from = Point2::new(self.form.neck(), 0.0);
        let low = self.form.skirt_from() - AS_EVER;
        from + (Point2::new(-half, (root + UNDER).min(low - BELOW)) - from) * t
    }

    /// The tip of the shoulder and the underarm that slid down, as places of the back.
    fn slid(&self) -> [Point2<f32>; 2] {
        let (half, root) = self.form.underarm();
        let neck = self.on_slant(self.meets());
        let long = half - self.form.neck();
        // Where little cloth bags, there is not much room for it over the belt.
        let least = mix(root, self.form.skirt_from() - AS_EVER, ROOM);
        let low = (neck.y + SLID.1 * long + HOLE * root).min(least);
        let long = long.min((low - LEAST * root - neck.y) / SLID.1);
        let tip = neck + Vector2::new(SLID.0, SLID.1) * long;
        [tip, Point2::new(-self.form.half_at(low) - BEFORE, low)]
    }

    fn armhole_slid(&self, t: f32, front: bool) -> (Point2<f32>, f32) {
        let [tip, under] = self.slid();
        let along = (under - tip).normalize();
        let open = GAPE * libm::sinf(PI * t.clamp(0.0, 1.0));
        let aside = Vector2::new(along.y, -along.x) * if front { -open } else { open };
        (tip + (under - tip) * t + aside, mix(OFF[0], OFF[1], t))
    }

    /// A garment off the right shoulder, by places of the back and of the fronts where it lies as ever:
    /// the right front's count from its side seam, forward, so that they go on over the back.
    fn off_right(&self, sheet: &Sheet<'_>) -> Vec<Point3<f32>> {
        let (_, root) = self.form.underarm();
        let low = self.form.skirt_from() - AS_EVER;
        let nape = sheet.nape();
        let round = !sheet.back && sheet.side(0.0) < 0.0;
        let ahead = |p: Point2<f32>| if round { p.x + self.form.half_at(p.y) } else { p.x };
        let behind = |p: Point2<f32>| if round { -p.x - self.form.half_at(p.y) } else { p.x };
        let mut places: Vec<[f32; 3]> = sheet.at.iter().map(|&p| [ahead(p), p.y, 0.0]).collect();
        let mut fixed: Vec<[bool; 3]> = sheet.at.iter().map(|p| [p.y >= low; 3]).collect();
        let [tip, under] = self.slid();
        let meets = self.meets();
        let neck = |t: f32| {
            let p = self.on_slant(mix(meets, 1.0, t));
            [behind(p) + UNDER * smooth((t - 0.7) / 0.3), p.y, 0.0]
        };
        let end = sheet.neckline().last().map_or(Point2::origin(), |&(v, _)| sheet.at[v]);
        // The side, and an outer lap's edge that is buttoned to it, by the depth on the cloth: how far before
        // where it lies as ever, how far down, and how far off.
        let outer = matches!(sheet.lap, Lap::Outer(_));
        let slid_side = |depth: f32| {
            let t = (depth - root) / (low - root);
            [BEFORE * (1.0 - t), mix(under.y, low, t), OFF[1] * (1.0 - t)]
        };
        let lapped = |depth: f32| {
            let [before, y, off] = slid_side(depth);
            [before - self.form.half_at(y), y, off]
        };
        for (v, line) in sheet.outline(self.form) {
            let p = sheet.at[v];
            let right = sheet.side(p.x) < 0.0;
            let back = |p: Point2<f32>, off: f32| [behind(p), p.y, off];
            places[v] = match line {
                _ if p.y >= low => continue,
                Line::Neck(t) if sheet.back => {
                    back(self.on_slant(meets * 0.5 * (1.0 - t * p.x.signum())), 0.0)
                }
                Line::Centre => {
                    let from = self.on_slant(0.5 * meets);
                    let t = (p.y - nape) / (low - nape);
                    [from.x * (1.0 - t), mix(from.y, low, t), 0.0]
                }
                Line::Shoulder(t) if right => {
                    let from = self.on_slant(meets);
                    back(from + (tip - from) * t, OFF[0] * t)
                }
                Line::Armhole(t) if right => {
                    let (place, off) = self.armhole_slid(t, !sheet.back);
                    back(place, off)
                }
                Line::Side if right => {
                    let [before, y, off] = slid_side(p.y);
                    back(Point2::new(-self.form.half_at(y) - before, y), off)
                }
                Line::Neck(t) if right => neck(t),
                Line::Free if right => {
                    let [x, y, _] = neck(1.0);
                    let t = (p.y - end.y) / (low - end.y);
                    [mix(x, ahead(p), t), mix(y, low, t), 0.0]
                }
                Line::Neck(t) if outer => {
                    let ([x, y, off], t) = (lapped(end.y), smooth(t));
                    [p.x + (x - end.x) * t, p.y + (y - end.y) * t, off * t]
                }
                Line::Free if outer => lapped(p.y),
                _ => continue,
            };
            fixed[v] = [true; 3];
        }
        for (v, line) in sheet.outline(self.form) {
            let as_ever = matches!(line, Line::Shoulder(_) | Line::Armhole(_) | Line::Side);
            if as_ever {
                fixed[v] = [true; 3];
            }
        }
        // Where the neckline turns flat, under the arm, cloth that lies evenly would lie beyond it: what lies
        // evenly is the part of the way from there down.
        let line: Vec<[f32; 3]> = (0..=STEPS).map(|i| neck(i as f32 / STEPS as f32)).collect();
        let top = |x: f32| table(&line, x, |p| p[0], |p| p[1]).min(low - LEAST_DEEP);
        for place in places.iter_mut().filter(|_| round) {
            place[1] = (place[1] - top(place[0])) / (low - top(place[0]));
        }
        fill(sheet.mesh, &mut places, &fixed);
        for place in places.iter_mut().filter(|_| round) {
            place[1] = mix(top(place[0]), low, place[1]);
        }
        let place = |[x, y, off]: [f32; 3]| {
            let half = self.form.half_at(y);
            match (sheet.back, round) {
                (true, _) => self.over_back(Point2::new(x, y), off),
                (_, true) if x < 0.0 => self.over_back(Point2::new(-half - x, y), off),
                (_, true) => self.off(self.form.trunk_point(x - half, y, false, sheet.lap), off),
                _ => self.off(self.form.trunk_point(x, y, false, sheet.lap), off),
            }
        };
        places.into_iter().map(place).collect()
    }

    /// A place of the back, or beyond its right side, `off` (m) farther out.
    fn over_back(&self, p: Point2<f32>, off: f32) -> Point3<f32> {
        let half = self.form.half_at(p.y);
        let round = p.x < -half;
        let across = if round { -2.0 * half - p.x } else { p.x };
        self.off(self.form.trunk_point(across, p.y, !round, Lap::Single), off)
    }

    /// That place, `off` (m) farther from the body's axis.
    fn off(&self, p: Point3<f32>, off: f32) -> Point3<f32> {
        let out = Vector3::new(p.x, 0.0, p.z - self.form.axis_z()).try_normalize(1e-6);
        p + out.unwrap_or_else(Vector3::zeros) * off
    }
}

fn mix(a: f32, b: f32, t: f32) -> f32 {
    a + (b - a) * t
}
