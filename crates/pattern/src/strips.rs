//! Cutting from a narrow loom: the strips that a garment is joined from.
//!
//! Handwoven woollen cloth is 18 to 40 cm wide. A robe of it is joined from strips along the warp,
//! selvedge to selvedge, counted from the centre of front and back outwards. What the flare of a
//! side leaves of a strip is a gore, and gores are cut head to tail out of one width.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::float::single::SingleFloatOverlay;
use kurbo::{Affine, BezPath, Point};
use serde::{Deserialize, Serialize};

use crate::allowance::flattened;
use crate::lay::{grown, simplified, stripe, warp_from_piece};
use crate::nest::{Ground, Outline, area, bounds, nest};
use crate::{CutPiece, Names, Panel, Pattern, Problem};

/// What the join of two strips takes from each (mm).
pub const SELVEDGE_MM: f64 = 5.0;

/// A strip narrower than this is not worth joining: the joins are shifted where that avoids it (mm).
const SLIVER_MM: f64 = 15.0;

/// How far the outline of a strip may lie from the piece's (mm).
const CHALK_MM: f64 = 0.1;

/// What a sliver counts when ways of splitting are compared (mm of cloth).
const SLIVER_COST_MM: f64 = 500.0;

/// A part that holds less than this inside the sew line is seam allowance, which selvedges joined
/// edge to edge do not need, and is left out (mm²).
const CRUMB_MM2: f64 = 500.0;

/// What part of a piece may be in crumbs that are left out.
const CRUMB_SHARE: f64 = 0.005;

/// Orders of laying gores that are tried.
const ROUNDS: u32 = 24;

/// The strips that a garment is joined from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StripPlan {
    /// The slot whose cloth this is.
    pub slot: String,
    /// Width of the cloth (mm).
    pub loom_mm: f64,
    /// The strips, piece by piece, from left to right.
    pub strips: Vec<Strip>,
    /// Where strips are joined.
    pub joins: Vec<Join>,
    /// The strips on the cloth, from its beginning.
    pub cuts: Vec<StripCut>,
    /// Length of cloth from the loom (mm).
    pub cloth_mm: f64,
    /// What part of the cloth is in the pieces, 0–1.
    pub utilisation: f64,
}

/// One strip, or several alike.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Strip {
    /// The piece it is part of.
    pub piece: String,
    /// What the piece is called.
    pub names: Names,
    /// Its number in the whole plan, from 1; left to right in each piece.
    pub number: u32,
    /// How often it is cut; the half of them for the right side, turned over, where `mirrored`.
    pub copies: u32,
    /// How many of the copies are cut turned over.
    pub mirrored: u32,
    /// Its length (mm).
    pub length_mm: f64,
    /// How much of the loom's width the piece takes of it (mm).
    pub width_mm: f64,
    /// Is it narrower than the loom, so that it shares a width with others.
    pub gore: bool,
    /// The part of the piece's cut line that it holds, in the piece's frame; closed (mm).
    pub outline: BezPath,
}

/// A join of two strips, selvedge to selvedge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Join {
    /// The piece.
    pub piece: String,
    /// Numbers of the strips to the left and to the right of it.
    pub strips: [u32; 2],
    /// From its upper to its lower end, in the piece's frame (mm).
    pub line: [Point; 2],
}

/// One copy of a strip on the cloth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StripCut {
    /// The strip's number.
    pub number: u32,
    /// Which copy, from 1.
    pub copy: u32,
    /// Is it cut turned over.
    pub mirrored: bool,
    /// Does it lie head to tail.
    pub turned: bool,
    /// Its outline on the cloth: x from the left selvedge, y along the warp; closed (mm).
    pub outline: BezPath,
}

impl StripPlan {
    /// How many strips there are.
    pub fn count(&self) -> u32 {
        self.strips.iter().map(|s| s.copies).sum()
    }

    /// How much cloth the strips take if each is cut from a width of its own (mm).
    pub fn length_mm(&self) -> f64 {
        self.strips.iter().map(|s| s.length_mm * f64::from(s.copies)).sum()
    }

    /// Metres of cloth from the loom, with gores cut head to tail and nothing added.
    pub fn metres(&self) -> f64 {
        self.cloth_mm / 1000.0
    }

    /// What the cloth costs at that price per metre, in the currency of the price.
    pub fn cost(&self, per_metre: f64) -> f64 {
        self.metres() * per_metre
    }

    /// Pieces of `pattern` that the strips leave a hole in; empty for none.
    pub fn problems(&self, pattern: &Pattern) -> Vec<Problem> {
        let mut problems = Vec::new();
        for piece in pattern.pieces().iter().filter(|p| p.slot == self.slot) {
            let sewn = polygon(&few(&piece.sew_line()));
            let whole = area(&sewn.iter().map(|p| Point::new(p[0], p[1])).collect::<Vec<_>>());
            let own = self.strips.iter().filter(|s| s.piece == piece.id);
            let held: f64 = own.map(|s| common_mm2(&polygon(&few(&s.outline)), &sewn)).sum();
            let missing_mm2 = whole - held;
            if missing_mm2.abs() > whole * CRUMB_SHARE {
                problems.push(Problem::StripsMiss { piece: piece.id.clone(), missing_mm2 });
            }
        }
        problems
    }
}

impl Pattern {
    /// The strips for all pieces of one slot on a loom of `loom_mm`.
    ///
    /// A join lies on the centre line where the piece has one. Strips of the whole width are laid
    /// end to end; gores are laid head to tail where that saves cloth. For broad cloth the pieces
    /// are too few for this to say anything: there [`Pattern::lay`] is meant.
    pub fn strips(&self, slot: &str, loom_mm: f64) -> StripPlan {
        self.strips_matched(slot, loom_mm, None)
    }

    /// The same for cloth with stripes from selvedge to selvedge that repeat every `repeat_mm`:
    /// strips are then cut so that the stripe lines of the pieces lie on the same stripe, and none
    /// is turned.
    pub fn strips_matched(&self, slot: &str, loom_mm: f64, repeat_mm: Option<f64>) -> StripPlan {
        let usable = (loom_mm - 2.0 * SELVEDGE_MM).max(SLIVER_MM);
        let (mut plan, warps) = self.split(slot, loom_mm, usable);
        plan.cut_out(&warps, usable, repeat_mm.filter(|r| *r >= 1.0));
        let held: f64 = plan
            .strips
            .iter()
            .map(|s| kurbo::Shape::area(&s.outline).abs() * f64::from(s.copies))
            .sum();
        if plan.cloth_mm > 0.0 {
            plan.utilisation = held / (plan.cloth_mm * loom_mm);
        }
        plan
    }

    /// Pieces of a slot that the strips of a loom leave a hole in, without laying the strips out.
    pub fn strip_problems(&self, slot: &str, loom_mm: f64) -> Vec<Problem> {
        let usable = (loom_mm - 2.0 * SELVEDGE_MM).max(SLIVER_MM);
        self.split(slot, loom_mm, usable).0.problems(self)
    }

    /// All pieces of a slot split into strips, which are not yet laid on the cloth.
    fn split(&self, slot: &str, loom_mm: f64, usable: f64) -> (StripPlan, Vec<Warp>) {
        let mut plan = StripPlan {
            slot: slot.to_owned(),
            loom_mm,
            strips: Vec::new(),
            joins: Vec::new(),
            cuts: Vec::new(),
            cloth_mm: 0.0,
            utilisation: 0.0,
        };
        // What each strip is on the cloth: its outline with the warp down, and its stripe.
        let mut warps = Vec::new();
        for piece in self.pieces().iter().filter(|p| p.slot == slot) {
            plan.split(piece, usable, &mut warps);
        }
        (plan, warps)
    }
}

/// A strip with the warp down.
struct Warp {
    outline: Vec<Point>,
    stripe: Option<f64>,
}

impl StripPlan {
    /// Splits a piece into strips and notes its joins.
    fn split(&mut self, piece: &CutPiece<'_>, usable: f64, warps: &mut Vec<Warp>) {
        let turn = warp_from_piece(piece);
        let back = turn.inverse();
        let outline: Vec<Point> = few(&piece.cut_line).into_iter().map(|p| turn * p).collect();
        let names = piece.parts.first().map(|p: &crate::Part<'_>| p.panel);
        let first = self.strips.len();
        let sewn: Vec<Point> = few(&piece.sew_line()).into_iter().map(|p| turn * p).collect();
        for points in best_split(&outline, &polygon(&sewn), usable) {
            let size = bounds(&points);
            self.strips.push(Strip {
                piece: piece.id.clone(),
                names: names.map(|p: &Panel| p.names.clone()).unwrap_or_default(),
                number: self.strips.len() as u32 + 1,
                copies: piece.quantity + piece.mirrored_quantity,
                mirrored: piece.mirrored_quantity,
                length_mm: size.height(),
                width_mm: size.width(),
                gore: size.width() < usable - SLIVER_MM,
                outline: closed(points.iter().map(|&p| back * p)),
            });
            warps.push(Warp { outline: points, stripe: stripe(piece, turn) });
        }
        // Two strips of neighbouring bands are joined where both reach the line between the bands.
        for i in first..self.strips.len() {
            for j in i + 1..self.strips.len() {
                let (a, b) = (&warps[i].outline, &warps[j].outline);
                let line = bounds(a).x1;
                if (bounds(b).x0 - line).abs() > 0.1 {
                    continue;
                }
                let (Some(p), Some(q)) = (reach(a, line), reach(b, line)) else { continue };
                let (top, foot) = (p.0.max(q.0), p.1.min(q.1));
                if foot - top > SLIVER_MM {
                    self.joins.push(Join {
                        piece: piece.id.clone(),
                        strips: [self.strips[i].number, self.strips[j].number],
                        line: [back * Point::new(line, top), back * Point::new(line, foot)],
                    });
                }
            }
        }
    }

    /// Lays the strips on the cloth: those of the whole width end to end, then the gores.
    fn cut_out(&mut self, warps: &[Warp], usable: f64, repeat: Option<f64>) {
        let flip = Affine::scale_non_uniform(-1.0, 1.0);
        let mut outlines = Vec::new();
        let mut of = Vec::new();
        let mut copy = vec![0_u32; self.strips.len()];
        let mut y = 0.0_f64;
        let mut cut = |number: u32, mirrored: bool, turned: bool, outline: BezPath| {
            copy[number as usize - 1] += 1;
            StripCut { number, copy: copy[number as usize - 1], mirrored, turned, outline }
        };
        for (strip, warp) in self.strips.iter().zip(warps) {
            for (copies, over) in [(strip.copies - strip.mirrored, false), (strip.mirrored, true)] {
                let turn = if over { flip } else { Affine::IDENTITY };
                let points: Vec<Point> = warp.outline.iter().map(|&p| turn * p).collect();
                if strip.gore && copies > 0 {
                    let outline = closed(points.iter().copied());
                    outlines.push(Outline {
                        points: grown(&outline),
                        copies,
                        turns: repeat.is_none(),
                        stripe: warp.stripe,
                    });
                    of.push((strip.number, over, outline));
                    continue;
                }
                for _ in 0..copies {
                    let size = bounds(&points);
                    if let (Some(repeat), Some(stripe)) = (repeat, warp.stripe) {
                        let line = stripe - size.y0;
                        y = ((y + line - 1e-9) / repeat).ceil() * repeat - line;
                    }
                    let to = Affine::translate((SELVEDGE_MM - size.x0, y - size.y0));
                    let outline = closed(points.iter().map(|&p| to * p));
                    self.cuts.push(cut(strip.number, over, false, outline));
                    y += size.height();
                }
            }
        }
        // A gore lies between the selvedges and keeps its distance from its neighbour.
        let ground = Ground { width: usable + 2.0 * SELVEDGE_MM, repeat };
        // No gore is wider than the loom, so all find room.
        if let Ok(found) = nest(&outlines, ground, ROUNDS, 1) {
            let from = match repeat {
                Some(repeat) => (y / repeat).ceil() * repeat,
                None => y,
            };
            let down = Affine::translate((0.0, from));
            for place in &found.places {
                let (number, mirrored, outline) = &of[place.outline];
                let outline = down * place.cloth_from_outline * outline.clone();
                self.cuts.push(cut(*number, *mirrored, place.turned, outline));
            }
            if !found.places.is_empty() {
                y = from + found.length;
            }
        }
        self.cloth_mm = y;
    }
}

/// The points of a closed line, none of it farther from it than chalk is wide.
fn few(path: &BezPath) -> Vec<Point> {
    let mut points = flattened(path, CHALK_MM / 2.0);
    if points.len() > 1 && points[0].distance(points[points.len() - 1]) < 1e-6 {
        points.pop();
    }
    simplified(&points, CHALK_MM / 2.0)
}

fn closed(points: impl IntoIterator<Item = Point>) -> BezPath {
    let mut path = BezPath::new();
    for (i, p) in points.into_iter().enumerate() {
        if i == 0 { path.move_to(p) } else { path.line_to(p) }
    }
    path.close_path();
    path
}

/// Splits an outline into strips no wider than `usable`.
///
/// A join lies on the centre line, or a strip lies astride it, or the first strip starts at the
/// left edge: whichever takes least cloth; the earlier in this order where two are nearly alike.
fn best_split(outline: &[Point], sewn: &[[f64; 2]], usable: f64) -> Vec<Vec<Point>> {
    let whole = bounds(outline);
    let split = |start: f64| -> Vec<Vec<Point>> {
        let count = ((whole.x1 - start) / usable - 1e-9).ceil().max(1.0) as u32;
        (0..count)
            .map(|i| start + f64::from(i) * usable)
            .flat_map(|left| parts(outline, left, left + usable))
            .filter(|part| common_mm2(&polygon(part), sewn) > CRUMB_MM2)
            .collect()
    };
    let down_to_edge = |x: f64| x + ((whole.x0 - x) / usable + 1e-9).floor() * usable;
    let mut starts = vec![whole.x0];
    if whole.x0 < -SLIVER_MM && whole.x1 > SLIVER_MM && whole.width() > usable {
        starts.insert(0, down_to_edge(0.0));
        starts.insert(1, down_to_edge(usable / 2.0));
    }
    // A gore shares its width with others; a sliver is a nuisance to sew.
    let cloth = |strips: &[Vec<Point>]| -> f64 {
        let of = |strip: &Vec<Point>| {
            let size = bounds(strip);
            let gore = size.width() < usable - SLIVER_MM;
            let length = if gore { area(strip) / usable } else { size.height() };
            length + if size.width() < SLIVER_MM { SLIVER_COST_MM } else { 0.0 }
        };
        strips.iter().map(of).sum()
    };
    let mut best: Option<(f64, Vec<Vec<Point>>)> = None;
    for strips in starts.into_iter().map(split) {
        let cost = cloth(&strips);
        if best.as_ref().is_none_or(|(least, _)| cost < 0.97 * least) {
            best = Some((cost, strips));
        }
    }
    best.map(|(_, strips)| strips).unwrap_or_default()
}

/// The upper and lower end of an outline where it touches an upright line.
fn reach(outline: &[Point], x: f64) -> Option<(f64, f64)> {
    let on = outline.iter().filter(|p| (p.x - x).abs() < 0.1).map(|p| p.y);
    let (top, foot) = on.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), y| (a.min(y), b.max(y)));
    (top < foot).then_some((top, foot))
}

/// Each part of a closed outline between two upright lines.
fn parts(outline: &[Point], left: f64, right: f64) -> Vec<Vec<Point>> {
    // Taller than any piece.
    let far = 1e5;
    let band = [[left, -far], [right, -far], [right, far], [left, far]];
    let outline: Vec<[f64; 2]> = outline.iter().map(|p| [p.x, p.y]).collect();
    let shapes = outline.overlay(&band.to_vec(), OverlayRule::Intersect, FillRule::NonZero);
    shapes
        .into_iter()
        .filter_map(|shape| shape.into_iter().next())
        .map(|contour| contour.into_iter().map(|[x, y]| Point::new(x, y)).collect::<Vec<_>>())
        .collect()
}

fn polygon(points: &[Point]) -> Vec<[f64; 2]> {
    points.iter().map(|p| [p.x, p.y]).collect()
}

/// The area that two outlines have in common (mm²).
fn common_mm2(a: &[[f64; 2]], b: &[[f64; 2]]) -> f64 {
    let shapes = a.to_vec().overlay(&b.to_vec(), OverlayRule::Intersect, FillRule::NonZero);
    let contour =
        |c: &Vec<[f64; 2]>| area(&c.iter().map(|p| Point::new(p[0], p[1])).collect::<Vec<_>>());
    shapes.iter().flatten().map(contour).sum()
}
