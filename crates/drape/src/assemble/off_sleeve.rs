//! Where a sleeve lies that its arm was drawn out of.
//!
//! The dresser draws it from behind under the arm to the front. One sleeve hangs there, tucked in
//! at the belt; two are knotted over it. Either way it starts flat along its way round the body.

use std::f32::consts::PI;

use nalgebra::{Point3, Vector3};
use pattern::Sleeves;

use super::form::{Form, smooth};
use super::place::Laid;
use super::sleeve::SleevePoint;
use super::slip::Slip;
use crate::{PartSet, Vertex};

/// How far off the skin a sleeve is drawn (m), outside the pouch, and at least where it is knotted.
const OUT: f32 = 0.16;
const KNOTTED: f32 = 0.12;
/// … and off cloth that came down, and how much nearer the knot lies, over the edge of the pouch (m).
const OVER: f32 = 0.03;
const NEARER: f32 = 0.06;
/// How much farther that is over the wider pouch of a mesh that is twice as coarse (m).
const COARSER: f32 = 0.07;
/// Half the distance between its two halves where it lies flat (m).
const THICK: f32 = 0.016;
/// How far it stands off its armhole before it is drawn aside, and the length in which it closes from
/// there until it lies flat (m).
const STANDS: f32 = 0.05;
const CLOSES: f32 = 0.18;
/// Length in which it comes to lie straight along its way (m).
const STRAIGHT: f32 = 0.35;
/// Half the length of sleeve that is held (m).
const GRIP: f32 = 0.03;
/// Steps between two points that a way is given by.
const STEPS: usize = 12;

/// Lays the points of a sleeve that is `length` (m) long along its way: knotted with the other one
/// where both are off, tucked in at the belt otherwise.
pub(super) fn lay(
    form: &Form,
    points: impl Iterator<Item = SleevePoint>,
    length: f32,
    sleeves: Sleeves,
    side: f32,
) -> Laid {
    let mut laid = Laid { off: true, ..Laid::default() };
    let Some(slip) = Slip::new(form, sleeves) else { return laid };
    let knotted = sleeves == Sleeves::BothTied;
    let middle = [true, false].map(|front| slip.armhole(side, 0.5, front, STANDS));
    let root = nalgebra::center(&middle[0], &middle[1]);
    let way = Way::new(form, root, &stations(form, knotted, side), side);
    let grip = way.reach(4);
    let vertex = Vertex { layer: form.off_layer(), touches: PartSet::ALL };
    // Where the armhole leans, what is ahead in it stays ahead.
    let lean = {
        let middle = |t: f32| {
            nalgebra::center(&slip.armhole(side, t, true, 0.0), &slip.armhole(side, t, false, 0.0))
        };
        0.5 * (middle(1.0) - middle(0.0)).dot(&way.start())
    };
    for (i, point) in points.enumerate() {
        let ahead = lean * (2.0 * point.part - 1.0) * (1.0 - smooth(point.along / STRAIGHT));
        let (centre, up, out) = way.at(point.along + ahead);
        let wide = point.half * gathered(point.along, grip, length, knotted);
        // Its fold is up, and the half that is sewn to the back outside.
        let sheet = THICK * point.to_front * (1.0 - (2.0 * point.part - 1.0).powi(4));
        let flat = centre - up * (wide * (point.part - 0.5)) - out * sheet;
        // What is outside turns forward over what is inside.
        let over = 1.0 - 0.7 * point.to_front * libm::sinf(PI * point.part);
        let stands = point.along.min(STANDS * over);
        let open = slip.armhole(side, point.part, point.to_front > 0.0, stands);
        laid.positions.push(open + (flat - open) * smooth(point.along / CLOSES));
        laid.vertices.push(vertex);
        if (point.along - grip).abs() < GRIP {
            laid.held.push(i as u32);
        }
    }
    laid
}

/// A place on the way: part of the ring from the front to this side, height over the belt (m), and
/// distance off what is worn beneath (m).
type Station = (f32, f32, f32);

/// The way of a sleeve from behind its root to beyond its cuff.
fn stations(form: &Form, knotted: bool, side: f32) -> Vec<Station> {
    let out = if knotted {
        (form.fallen()[1] - form.clear() + OVER).max(KNOTTED)
    } else {
        OUT + COARSER * form.coarse()
    };
    if !knotted {
        return vec![
            (0.27, -0.06, out),
            (0.22, -0.11, out),
            (0.18, -0.14, out),
            (0.15, -0.17, out),
            (0.13, -0.24, out),
            (0.13, -0.90, out),
        ];
    }
    // The left sleeve goes over the right one.
    let over = out + if side > 0.0 { 0.035 } else { 0.0 };
    let root = form.side();
    vec![
        (0.6 * root, 0.03, out),
        (0.25 * root, 0.03, over - 0.5 * NEARER),
        (0.05 * root, 0.03, over - NEARER),
        (-0.015, 0.0, over - NEARER),
        (-0.025, -0.08, over),
        (-0.03, -0.90, over),
    ]
}

/// Part of its width to which the sleeve is gathered at that distance from its root.
fn gathered(along: f32, grip: f32, length: f32, knotted: bool) -> f32 {
    let tight = if knotted { 0.3 } else { 0.6 };
    let loose = if along < grip {
        ((grip - along) / grip).powi(3)
    } else {
        0.6 * ((along - grip) / (length - grip).max(0.05)).min(1.0)
    };
    tight + (1.0 - tight) * loose
}

/// A line in space with a frame at every point.
struct Way {
    /// Distance along it (m), place, and the direction away from the body.
    rows: Vec<(f32, Point3<f32>, Vector3<f32>)>,
    side: f32,
}

impl Way {
    fn new(form: &Form, root: Point3<f32>, stations: &[Station], side: f32) -> Self {
        let height = form.tie_height();
        let mut marks: Vec<(Point3<f32>, Vector3<f32>)> = stations
            .iter()
            .map(|&(part, up, out)| {
                let p = form.on_ring(height + up, side * part, out);
                (p, (form.on_ring(height + up, side * part, out + 0.02) - p).normalize())
            })
            .collect();
        marks.insert(0, (root, marks[0].1));
        let mut rows: Vec<(f32, Point3<f32>, Vector3<f32>)> = Vec::new();
        let mut gone = 0.0;
        for pair in marks.windows(2) {
            let [(a, from), (b, to)] = [pair[0], pair[1]];
            let step = (b - a) / STEPS as f32;
            for i in 0..STEPS {
                let t = i as f32 / STEPS as f32;
                rows.push((gone, a + step * i as f32, from + (to - from) * t));
                gone += step.norm();
            }
        }
        Self { rows, side }
    }

    /// Its direction at the root.
    fn start(&self) -> Vector3<f32> {
        (self.rows[STEPS].1 - self.rows[0].1).normalize()
    }

    /// Distance (m) along it of the station of that index.
    fn reach(&self, station: usize) -> f32 {
        self.rows[(station * STEPS).min(self.rows.len() - 1)].0
    }

    /// The place `along` (m) from its root, the direction across it in the cloth (upwards where it
    /// runs forward), and the direction away from the body.
    fn at(&self, along: f32) -> (Point3<f32>, Vector3<f32>, Vector3<f32>) {
        let i = self.rows.partition_point(|r| r.0 < along).clamp(1, self.rows.len() - 1);
        let (a, b) = (&self.rows[i - 1], &self.rows[i]);
        let t = (along - a.0) / (b.0 - a.0).max(1e-6);
        // Over three rows, so that the frame turns evenly.
        let (from, to) = (i.saturating_sub(3), (i + 3).min(self.rows.len() - 1));
        let along = (self.rows[to].1 - self.rows[from].1).normalize();
        let out = a.2 + (b.2 - a.2) * t;
        let across = along.cross(&out).normalize() * self.side;
        let out = across.cross(&along).normalize() * self.side;
        (a.1 + (b.1 - a.1) * t, across, out)
    }
}
