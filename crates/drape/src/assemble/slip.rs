//! How the trunk of a garment lies that is off one shoulder or both.
//!
//! Off the right shoulder, the back folds over along the line from the neck's left end to the right
//! underarm, and what was over the shoulder hangs there wrong side out; the inner lap is drawn after
//! it under the arm. Off both, the whole top has come down round the waist: the neck lies round the
//! trunk above the belt, and the shoulders hang outside of it.

use nalgebra::{Point2, Point3, Vector3};
use pattern::{Panel, Sleeves};

use super::PanelMesh;
use super::form::{FALLEN, Form, Lap, MM, SHEET, smooth};

/// The neck of a garment that came down, and its shoulders: height over the belt (m), and distance
/// off what is worn beneath (m).
const NECK: (f32, f32) = (0.08, 0.015);
const SHOULDER: (f32, f32) = (0.05, 0.12);
/// The end of a lap's neck.
const TIP: (f32, f32) = (-0.10, 0.10);
/// Part of its breadth to which a lap is drawn together at the underarm: off one shoulder, and off
/// both for the outer and the inner one.
const DRAWN_UNDER: f32 = 0.08;
const DRAWN_OUTER: f32 = 0.52;
const DRAWN_INNER: f32 = 0.75;

/// Lays what slips.
pub(super) struct Slip<'a> {
    form: &'a Form,
    sleeves: Sleeves,
}

/// What a front has above the line from its underarm to the end of its neck, as (to the wearer's left
/// of the middle, below the shoulder) (m).
pub(super) struct Top {
    underarm: Point2<f32>,
    shoulder: Point2<f32>,
    neck: Point2<f32>,
    tip: Point2<f32>,
    outline: Vec<Point2<f32>>,
}

impl Top {
    /// That of a front `panel`; `None` for one that is sewn on both sides.
    pub(super) fn of(form: &Form, panel: &Panel, mesh: &PanelMesh, lap: Lap) -> Option<Self> {
        let (Lap::Outer(free) | Lap::Inner(free)) = lap else { return None };
        let origin = panel.placement.as_ref().map_or(0.0, |p| p.origin.x);
        let top = mesh.points.iter().map(|p| p.y).fold(f64::INFINITY, f64::min);
        let outline: Vec<Point2<f32>> = mesh
            .edges
            .iter()
            .flat_map(|edge| &edge[..edge.len() - 1])
            .map(|&v| mesh.points[v as usize])
            .map(|p| Point2::new(((p.x - origin) * MM) as f32, ((p.y - top) * MM) as f32))
            .collect();
        let (half, root) = form.underarm();
        let over = || outline.iter().filter(|p| p.y < 0.005);
        let neck = over().min_by(|p, q| p.x.abs().total_cmp(&q.x.abs()))?;
        let tip = outline
            .iter()
            .filter(|p| p.y < 1.15 * root)
            .max_by(|p, q| (free * p.x).total_cmp(&(free * q.x)))?;
        Some(Self {
            underarm: Point2::new(-free * half, root),
            shoulder: Point2::new(-free * half, 0.0),
            neck: *neck,
            tip: *tip,
            outline,
        })
    }

    /// Does `p` lie above the line from the underarm to the end of the neck?
    fn holds(&self, p: Point2<f32>) -> bool {
        let t = (p.x - self.underarm.x) / (self.tip.x - self.underarm.x);
        p.y < self.underarm.y + (self.tip.y - self.underarm.y) * t
    }

    /// The part of the way from the underarm to the upper edge at which `p` lies, 0–1, and where that
    /// way ends: 0–1 from the shoulder's tip to the neck, 1–2 from there to the end of the neck.
    fn fan(&self, p: Point2<f32>) -> (f32, f32) {
        let way = p - self.underarm;
        let far = way.norm();
        if far < 1e-4 {
            return (0.0, 0.0);
        }
        let reach = self.reach(way / far).max(far);
        let end = self.underarm + way * (reach / far);
        let angle = |q: Point2<f32>| {
            let d = q - self.underarm;
            libm::atan2f(d.x.abs(), -d.y)
        };
        let place = if end.y < 0.01 {
            (end.x - self.shoulder.x) / (self.neck.x - self.shoulder.x)
        } else {
            let (from, to) = (angle(self.neck), angle(self.tip));
            1.0 + (angle(end) - from) / (to - from)
        };
        (far / reach, place.clamp(0.0, 2.0))
    }

    /// How far it is from the underarm to the outline in that direction (m).
    fn reach(&self, direction: Vector2) -> f32 {
        let n = self.outline.len();
        (0..n)
            .filter_map(|i| {
                let (a, b) =
                    (self.outline[i] - self.underarm, self.outline[(i + 1) % n] - self.underarm);
                let (left, right) = (direction.perp(&a), direction.perp(&b));
                let t = left / (left - right);
                let hit = a + (b - a) * t;
                (left * right <= 0.0 && (left - right).abs() > 1e-12).then(|| hit.dot(&direction))
            })
            .fold(0.0, f32::max)
    }
}

type Vector2 = nalgebra::Vector2<f32>;

impl<'a> Slip<'a> {
    /// `None` where both arms are in their sleeves.
    pub(super) fn new(form: &'a Form, sleeves: Sleeves) -> Option<Self> {
        (sleeves != Sleeves::Both).then_some(Self { form, sleeves })
    }

    /// Where a place of the back lies; `None` where it lies as it always does.
    pub(super) fn back(&self, across: f32, depth: f32) -> Option<Point3<f32>> {
        let p = Point2::new(across, depth);
        match self.sleeves {
            Sleeves::Both => None,
            Sleeves::RightOff => self.above(p).then(|| self.over_back(self.folded(p), 2.0)),
            Sleeves::BothTied => {
                let (half, root) = self.form.underarm();
                if depth >= root {
                    return None;
                }
                let wide = across.abs() / half;
                let part = 0.5 - (0.5 - self.form.side()) * wide;
                let out =
                    ((across.abs() - self.form.neck()) / (half - self.form.neck())).clamp(0.0, 1.0);
                let top = (part, mix(NECK.0, SHOULDER.0, out), mix(NECK.1, SHOULDER.1, out));
                let (y, off) = FALLEN;
                Some(self.ring(across.signum(), between(top, (part, y, off), depth / root)))
            }
        }
    }

    /// Where a place of a front lies; `None` where it lies as it always does.
    pub(super) fn front(
        &self,
        top: &Top,
        lap: Lap,
        across: f32,
        depth: f32,
    ) -> Option<Point3<f32>> {
        let side = top.underarm.x.signum();
        let gone = !self.sleeves.on()[usize::from(side < 0.0)];
        if !gone {
            return None;
        }
        let p = Point2::new(across, depth);
        if top.holds(p) {
            let (t, place) = top.fan(p);
            return Some(match self.sleeves {
                Sleeves::BothTied => self.came_down(side, lap, t, place),
                _ => self.drawn_under(top, t, place),
            });
        }
        let low = self.form.drawn_to();
        if depth >= low {
            return None;
        }
        let tight = match (self.sleeves, lap) {
            (Sleeves::BothTied, Lap::Outer(_)) => DRAWN_OUTER,
            (Sleeves::BothTied, _) => DRAWN_INNER,
            _ => DRAWN_UNDER,
        };
        let loose = smooth((depth - top.underarm.y) / (low - top.underarm.y));
        let near = top.underarm.x + (across - top.underarm.x) * mix(tight, 1.0, loose);
        Some(self.form.trunk_point(near, depth, false, lap))
    }

    /// Where the armhole ends when it slipped off on that side: the underarm and the tip of the
    /// shoulder.
    pub(super) fn armhole(&self, side: f32) -> [Point3<f32>; 2] {
        let (half, root) = self.form.underarm();
        match self.sleeves {
            Sleeves::BothTied => {
                let (y, off) = FALLEN;
                let part = self.form.side();
                [self.ring(side, (part, y, off)), self.ring(side, (part, SHOULDER.0, SHOULDER.1))]
            }
            _ => [
                self.over_back(Point2::new(side * half, root), 2.0),
                self.over_back(self.folded(Point2::new(side * half, 0.0)), 3.0),
            ],
        }
    }

    /// A place of the top of a front that came down on that side.
    fn came_down(&self, side: f32, lap: Lap, t: f32, place: f32) -> Point3<f32> {
        let (y, off) = FALLEN;
        let sheet = if matches!(lap, Lap::Outer(_)) { SHEET } else { 0.0 };
        let underarm = (self.form.side(), y, off + sheet);
        let tip = (self.form.side(), SHOULDER.0, SHOULDER.1 + sheet);
        let half = self.form.underarm().0;
        let behind = 0.5 - (0.5 - self.form.side()) * self.form.neck() / half;
        let neck = (behind, NECK.0, NECK.1 + sheet);
        let end = (0.0, TIP.0, TIP.1 + sheet);
        let edge =
            if place < 1.0 { between(tip, neck, place) } else { between(neck, end, place - 1.0) };
        self.ring(side, between(underarm, edge, t))
    }

    /// A place of the top of the inner lap that is drawn under the arm behind the back.
    fn drawn_under(&self, top: &Top, t: f32, place: f32) -> Point3<f32> {
        let tip = self.folded(top.shoulder);
        let neck = self.folded(top.neck);
        let end = top.underarm + Vector2::new(0.02, -0.02);
        let edge = if place < 1.0 {
            tip + (neck - tip) * place
        } else {
            neck + (end - neck) * (place - 1.0)
        };
        self.over_back(top.underarm + (edge - top.underarm) * t, 4.0)
    }

    /// The line at which the back folds over, as a point and a direction.
    fn fold(&self) -> (Point2<f32>, Vector2) {
        let (half, root) = self.form.underarm();
        let neck = Point2::new(self.form.neck(), 0.0);
        (neck, (Point2::new(-half, root) - neck).normalize())
    }

    fn above(&self, p: Point2<f32>) -> bool {
        let (start, along) = self.fold();
        along.perp(&(p - start)) > 1e-4
    }

    /// The place of the back beneath `p` when it is folded over.
    fn folded(&self, p: Point2<f32>) -> Point2<f32> {
        let (start, along) = self.fold();
        let off = p - start;
        start + along * (2.0 * off.dot(&along)) - off
    }

    /// `sheets` above that place of the back.
    fn over_back(&self, p: Point2<f32>, sheets: f32) -> Point3<f32> {
        self.form.trunk_point(p.x, p.y, true, Lap::Single) - Vector3::z() * (sheets * SHEET)
    }

    /// The place at a part of the ring to `side`, height over the belt and distance (m).
    fn ring(&self, side: f32, (part, up, out): (f32, f32, f32)) -> Point3<f32> {
        self.form.on_ring(self.form.tie_height() + up, side * part, out)
    }
}

fn mix(a: f32, b: f32, t: f32) -> f32 {
    a + (b - a) * t
}

fn between(a: (f32, f32, f32), b: (f32, f32, f32), t: f32) -> (f32, f32, f32) {
    (mix(a.0, b.0, t), mix(a.1, b.1, t), mix(a.2, b.2, t))
}
