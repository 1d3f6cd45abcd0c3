//! Is a drafted pattern one that can be cut and sewn.

use std::collections::BTreeMap;

use kurbo::{BezPath, ParamCurve, Point, Rect};

use crate::allowance::flattened;
use crate::problem::Line;
use crate::{EdgeRef, Panel, Pattern, Problem};

/// How far a line may be off for checking (mm).
const FLATTEN_MM: f64 = 0.1;

/// By how much an edge may miss the end of the one before it (mm).
const OPEN_MM: f64 = 1e-3;

/// An edge shorter than this is a fold in the formulas and not an edge (mm).
const SHORT_MM: f64 = 2.0;

/// A piece smaller than this is none (mm²).
const MIN_AREA_MM2: f64 = 400.0;

/// At how many places of an edge the cut line is looked for outside.
const CUT_SAMPLES: u32 = 8;

/// By how much the clean-up of the cut line may round it (mm).
const CUT_SLACK_MM: f64 = 0.1;

impl Pattern {
    /// Everything that stands in the way of cutting and sewing the pattern; empty for none.
    ///
    /// Outlines are closed, run the right way round, cross neither themselves nor their cut line,
    /// also where a fold lays two panels open as one piece; edges that are sewn together, their pleats
    /// laid, are as long as one another plus the declared ease to within `tolerance_mm`; every name leads to an edge; darts lie inside.
    pub fn problems(&self, tolerance_mm: f64) -> Vec<Problem> {
        let mut problems = Vec::new();
        for panel in &self.panels {
            outline(panel, &mut problems);
        }
        for piece in self.pieces().iter().filter(|p| p.parts.len() > 1) {
            // Each panel alone was looked at; laid open they must not lie over one another.
            for (line, curve) in [(Line::Sew, &piece.sew_line()), (Line::Cut, &piece.cut_line)] {
                if let Some(at) = crossing(&ring([curve])) {
                    let panel = piece.id.clone();
                    problems.push(Problem::Crosses { panel, line, x_mm: at.x, y_mm: at.y });
                }
            }
        }
        self.check_seams(tolerance_mm, &mut problems);
        self.check_references(&mut problems);
        problems
    }

    fn check_seams(&self, tolerance_mm: f64, problems: &mut Vec<Problem>) {
        let mut sewn: BTreeMap<&EdgeRef, usize> = BTreeMap::new();
        for seam in &self.seams {
            *sewn.entry(&seam.a).or_default() += 1;
            *sewn.entry(&seam.b).or_default() += 1;
            let (Some(a), Some(b)) = (self.edge(&seam.a), self.edge(&seam.b)) else {
                for side in [&seam.a, &seam.b].into_iter().filter(|s| self.edge(s).is_none()) {
                    problems
                        .push(Problem::Dangling { what: "a seam", reference: side.to_string() });
                }
                continue;
            };
            let sewn_mm = |edge: &crate::Edge, of: &EdgeRef| {
                edge.length_mm(1e-3) - self.panel(&of.panel).map_or(0.0, |p| p.pleated_mm(&of.edge))
            };
            let (a_mm, b_mm) = (sewn_mm(a, &seam.a), sewn_mm(b, &seam.b));
            let ease_mm = seam.ease_mm;
            if (a_mm - b_mm - ease_mm).abs() > tolerance_mm {
                let (a, b) = (seam.a.to_string(), seam.b.to_string());
                problems.push(Problem::Seam { a, b, a_mm, b_mm, ease_mm });
            }
        }
        for (edge, times) in sewn.into_iter().filter(|&(_, times)| times > 1) {
            problems.push(Problem::SewnTwice { edge: edge.to_string(), times });
        }
    }

    fn check_references(&self, problems: &mut Vec<Problem>) {
        let mut check = |what: &'static str, reference: &EdgeRef| {
            if self.edge(reference).is_none() {
                problems.push(Problem::Dangling { what, reference: reference.to_string() });
            }
        };
        for edge in &self.wear.wrapped_to_back {
            check("wrapped_to_back", edge);
        }
        for place in self.wear.closures.iter().flat_map(|c| [&c.a, &c.b]) {
            check("a closure", &EdgeRef { panel: place.panel.clone(), edge: place.edge.clone() });
        }
        for edge in self.trims.iter().flat_map(|t| &t.edges) {
            check("a trim", edge);
        }
        for panel in &self.panels {
            for notch in &panel.notches {
                check("a notch", &EdgeRef { panel: panel.id.clone(), edge: notch.edge.clone() });
            }
            for pleat in &panel.pleats {
                check("a pleat", &EdgeRef { panel: panel.id.clone(), edge: pleat.edge.clone() });
            }
        }
    }
}

impl std::fmt::Display for EdgeRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.panel, self.edge)
    }
}

fn outline(panel: &Panel, problems: &mut Vec<Problem>) {
    let name = || panel.id.clone();
    let before = panel.edges.iter().cycle().skip(panel.edges.len().saturating_sub(1));
    for (before, edge) in before.zip(&panel.edges) {
        let gap_mm = before.end().distance(edge.start());
        if gap_mm > OPEN_MM {
            problems.push(Problem::Open { panel: name(), edge: edge.id.clone(), gap_mm });
        }
        let length_mm = edge.length_mm(1e-3);
        if length_mm < SHORT_MM {
            problems.push(Problem::Short { panel: name(), edge: edge.id.clone(), length_mm });
        }
    }
    let sew = ring(panel.edges.iter().map(|e| &e.curve));
    let area_mm2 = -polygon_area(&sew);
    if area_mm2 < MIN_AREA_MM2 {
        problems.push(Problem::Area { panel: name(), area_mm2 });
    }
    let cut = ring([&panel.cut_line]);
    for (line, points) in [(Line::Sew, &sew), (Line::Cut, &cut)] {
        if let Some(at) = crossing(points) {
            problems.push(Problem::Crosses { panel: name(), line, x_mm: at.x, y_mm: at.y });
        }
    }
    // A share of the points is enough, as neither line crosses itself.
    let share = |i: u32| f64::from(i) / f64::from(CUT_SAMPLES);
    let segments = panel.edges.iter().flat_map(|e| e.curve.segments());
    let mut samples = segments.flat_map(|s| (0..CUT_SAMPLES).map(move |i| s.eval(share(i))));
    if let Some(at) = samples.find(|&p| !within(&cut, p, CUT_SLACK_MM)) {
        problems.push(Problem::CutInside { panel: name(), x_mm: at.x, y_mm: at.y });
    }
    for corner in panel.darts.iter().flat_map(crate::Dart::corners) {
        if !within(&sew, corner, SHORT_MM) {
            problems.push(Problem::DartOutside { panel: name(), x_mm: corner.x, y_mm: corner.y });
        }
    }
}

/// The points of a closed line, the last not repeating the first.
fn ring<'a>(curves: impl IntoIterator<Item = &'a BezPath>) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for curve in curves {
        for p in flattened(curve, FLATTEN_MM) {
            if points.last().is_none_or(|q| q.distance(p) > 1e-6) {
                points.push(p);
            }
        }
    }
    while points.len() > 1 && points[0].distance(points[points.len() - 1]) < 1e-6 {
        points.pop();
    }
    points
}

fn polygon_area(points: &[Point]) -> f64 {
    let next = points.iter().skip(1).chain(points.first());
    points.iter().zip(next).map(|(a, b)| a.to_vec2().cross(b.to_vec2())).sum::<f64>() / 2.0
}

/// Does `p` lie inside the closed line, or within `slack` of it.
fn within(points: &[Point], p: Point, slack: f64) -> bool {
    let next = || points.iter().skip(1).chain(points.first());
    // A ray towards +x crosses the line an odd number of times from inside.
    let crossed = points.iter().zip(next()).filter(|(a, b)| {
        (a.y > p.y) != (b.y > p.y) && p.x < a.x + (b.x - a.x) * (p.y - a.y) / (b.y - a.y)
    });
    crossed.count() % 2 == 1
        || points.iter().zip(next()).any(|(&a, &b)| distance_to(a, b, p) <= slack)
}

fn distance_to(a: Point, b: Point, p: Point) -> f64 {
    let along = b - a;
    let t = ((p - a).dot(along) / along.hypot2().max(1e-12)).clamp(0.0, 1.0);
    p.distance(a + along * t)
}

/// Stretches of a line that are boxed together when crossings are looked for.
const RUN: usize = 12;

/// A place where a closed line crosses itself.
///
/// Runs of stretches are boxed, and only stretches of runs whose boxes meet are tried.
fn crossing(points: &[Point]) -> Option<Point> {
    let n = points.len();
    let stretch = |i: usize| (points[i], points[(i + 1) % n]);
    let runs: Vec<Rect> = (0..n)
        .step_by(RUN)
        .map(|start| {
            let ends = (start..(start + RUN).min(n)).map(stretch);
            ends.map(|(a, b)| Rect::from_points(a, b)).reduce(|a, b| a.union(b)).unwrap_or_default()
        })
        .collect();
    for (r, a) in runs.iter().enumerate() {
        for (s, b) in runs.iter().enumerate().skip(r) {
            if !a.overlaps(*b) {
                continue;
            }
            for i in r * RUN..((r + 1) * RUN).min(n) {
                for j in (s * RUN).max(i + 2)..((s + 1) * RUN).min(n) {
                    // Neighbours share a point and cannot cross there.
                    if i == 0 && j == n - 1 {
                        continue;
                    }
                    if let Some(at) = crossing_of(stretch(i), stretch(j)) {
                        return Some(at);
                    }
                }
            }
        }
    }
    None
}

fn crossing_of((a, b): (Point, Point), (c, d): (Point, Point)) -> Option<Point> {
    let side = |a: Point, b: Point, p: Point| (b - a).cross(p - a);
    let (p, q) = (side(a, b, c), side(a, b, d));
    let (r, s) = (side(c, d, a), side(c, d, b));
    (p * q < 0.0 && r * s < 0.0).then(|| a + (b - a) * (r / (r - s)))
}
