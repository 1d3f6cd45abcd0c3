//! What is drawn of a piece on every paper in true size: lines by layer, and the numbers of seams.

use kurbo::{Affine, BezPath, Point, Vec2};

use crate::allowance::flattened;
use crate::{CutPiece, Pattern, SeamKind};

/// How far a flattened curve of a mark may lie from the curve (mm).
const FLATTEN_MM: f64 = 0.1;

/// A kind of line. Each has a fixed name and colour, so that a cutter can be told once what to do
/// with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineLayer {
    /// Where the shears go.
    Cut,
    /// Where the needle goes.
    Sew,
    /// Folds, darts, belt line, worn hem, centre.
    Internal,
    /// Inner edge of a band sewn onto the cloth.
    Trim,
    /// Where strips of a narrow loom are joined.
    Strip,
    /// Slits into the allowance.
    Notch,
    /// Direction of the warp.
    Grain,
}

impl LineLayer {
    /// All layers, the lowest first.
    pub const ALL: [Self; 7] =
        [Self::Cut, Self::Sew, Self::Trim, Self::Strip, Self::Internal, Self::Notch, Self::Grain];

    /// The layer's name in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Cut => "cut",
            Self::Sew => "sew",
            Self::Internal => "internal",
            Self::Trim => "trim",
            Self::Strip => "strip",
            Self::Notch => "notch",
            Self::Grain => "grain",
        }
    }

    /// Its colour (sRGB).
    pub fn rgb(self) -> [u8; 3] {
        match self {
            Self::Cut => [0xd4, 0x00, 0x00],
            Self::Sew => [0x00, 0x55, 0xd4],
            Self::Internal => [0x80, 0x80, 0x80],
            Self::Trim => [0xb0, 0x7a, 0x00],
            Self::Strip => [0x8a, 0x2b, 0xa8],
            Self::Notch => [0x00, 0x00, 0x00],
            Self::Grain => [0x00, 0x80, 0x00],
        }
    }

    /// Width of its line on paper in true size (mm).
    pub fn width_mm(self) -> f64 {
        match self {
            Self::Cut => 0.7,
            Self::Notch => 0.6,
            Self::Sew | Self::Grain => 0.45,
            Self::Internal | Self::Trim | Self::Strip => 0.4,
        }
    }

    /// Length of its dashes (mm); `None` for a line drawn through.
    pub fn dash_mm(self) -> Option<f64> {
        match self {
            Self::Cut | Self::Notch | Self::Grain => None,
            Self::Sew => Some(8.0),
            Self::Internal | Self::Strip => Some(5.0),
            Self::Trim => Some(3.0),
        }
    }
}

/// A line on a piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Its kind.
    pub layer: LineLayer,
    /// Which: `belt`, `fold`, a trim's id; empty where the kind says it all.
    pub id: String,
    /// The line.
    pub curve: BezPath,
}

/// The number of a seam beside an edge: edges of one number are sewn together.
#[derive(Clone, Debug, PartialEq)]
pub struct SeamNumber {
    /// The number; two where the piece is cut as a pair and its halves lie at different seams.
    pub text: String,
    /// A point inside the piece beside the middle of the edge.
    pub at: Point,
    /// The middle of the edge itself.
    pub on_edge: Point,
    /// Out of the piece there, unit length.
    pub out: Vec2,
}

impl CutPiece<'_> {
    /// Every line that is drawn of the piece, in the piece's own millimetres.
    ///
    /// `one_way` is true for cloth with a nap or a pattern that has a head: its grain line has an
    /// arrow at the lower end only. Strip joins are not among them: they are of a plan, and come
    /// from [`StripPlan`](crate::StripPlan).
    pub fn marks(&self, pattern: &Pattern, one_way: bool) -> Vec<Mark> {
        let mut marks = Vec::new();
        let mut mark =
            |layer, id: &str, curve| marks.push(Mark { layer, id: id.to_owned(), curve });
        mark(LineLayer::Cut, "", self.cut_line.clone());
        mark(LineLayer::Sew, "", self.sew_line());
        for trim in &pattern.trims {
            for (panel, edge) in &self.edges {
                let on = |r: &crate::EdgeRef| r.panel == panel.id && r.edge == edge.id;
                if trim.edges.iter().any(on) && trim.width_mm > 0.0 {
                    mark(LineLayer::Trim, &trim.id, inward(&edge.curve, trim.width_mm));
                }
            }
        }
        for (id, curve) in self.internal() {
            mark(LineLayer::Internal, id, curve);
        }
        for &[a, b] in &self.folds {
            mark(LineLayer::Internal, "fold", line(a, b));
        }
        for notch in self.notches() {
            // Never longer than the allowance, or the slit would be sewn open.
            let depth = notch.allowance_mm.clamp(3.0, 6.0);
            for outer in notch.slits() {
                mark(LineLayer::Notch, "", line(outer, outer - notch.out * depth));
            }
        }
        mark(LineLayer::Grain, "", arrow(self.grain_line(), one_way));
        marks
    }

    /// The numbers of the seams along its outline.
    ///
    /// Seams are numbered from 1 in the order of [`Pattern::seams`], folds left out.
    pub fn seam_numbers(&self, pattern: &Pattern) -> Vec<SeamNumber> {
        let mut numbers = Vec::new();
        for (panel, edge) in &self.edges {
            let mut here: Vec<String> = Vec::new();
            let sewn = pattern.seams.iter().filter(|s| s.kind == SeamKind::Sewn);
            for (i, seam) in sewn.enumerate() {
                let on = |r: &crate::EdgeRef| {
                    r.edge == edge.id
                        && pattern.panel(&r.panel).is_some_and(|p| {
                            p.id == panel.id || (self.is_pair() && p.piece == panel.piece)
                        })
                };
                if on(&seam.a) || on(&seam.b) {
                    here.push((i + 1).to_string());
                }
            }
            if here.is_empty() {
                continue;
            }
            let on_edge = edge.point_at(0.5);
            let (a, b) = (edge.point_at(0.45), edge.point_at(0.55));
            let along = b - a;
            if along.hypot() < 1e-6 {
                continue;
            }
            let along = along.normalize();
            let out = Vec2::new(-along.y, along.x);
            numbers.push(SeamNumber {
                text: here.join("·"),
                at: on_edge - out * 12.0,
                on_edge,
                out,
            });
        }
        numbers
    }

    /// Is it cut once as drawn and once turned over.
    pub fn is_pair(&self) -> bool {
        self.mirrored_quantity > 0
    }
}

impl Mark {
    /// The line moved by `to`.
    #[must_use]
    pub fn moved(&self, to: Affine) -> Self {
        Self { curve: to * &self.curve, ..self.clone() }
    }
}

fn line(a: Point, b: Point) -> BezPath {
    let mut path = BezPath::new();
    path.move_to(a);
    path.line_to(b);
    path
}

/// A line with a head at `b`, and at `a` too unless the cloth goes one way.
fn arrow([a, b]: [Point; 2], one_way: bool) -> BezPath {
    let mut path = line(a, b);
    let along = (b - a).normalize() * 12.0;
    let side = Vec2::new(-along.y, along.x) * 0.4;
    let ends = [(b, -along), (a, along)];
    for (tip, back) in ends.into_iter().take(if one_way { 1 } else { 2 }) {
        path.move_to(tip + back + side);
        path.line_to(tip);
        path.line_to(tip + back - side);
    }
    path
}

/// The curve moved into the piece by `width_mm`, as a chain of chords.
fn inward(curve: &BezPath, width_mm: f64) -> BezPath {
    let points = flattened(curve, FLATTEN_MM);
    let mut path = BezPath::new();
    for (i, &p) in points.iter().enumerate() {
        let before = points[i.saturating_sub(1)];
        let after = points[(i + 1).min(points.len() - 1)];
        let along = after - before;
        if along.hypot() < 1e-9 {
            continue;
        }
        let along = along.normalize();
        // Outlines run counter-clockwise as seen, so the inside is at the left hand.
        let moved = p + Vec2::new(along.y, -along.x) * width_mm;
        if path.elements().is_empty() { path.move_to(moved) } else { path.line_to(moved) }
    }
    path
}
