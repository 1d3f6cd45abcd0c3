//! The drafted pattern: panels, their edges and how they are sewn.

use std::collections::BTreeMap;

use kurbo::{BezPath, ParamCurve, ParamCurveArclen, PathSeg, Point, Vec2};
use serde::{Deserialize, Serialize};

/// To how much lengths are known when a point on an edge is looked up (mm).
const POINT_TOLERANCE_MM: f64 = 1e-3;

/// A name in the three languages of the project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// Chinese.
    pub zh: String,
    /// Tibetan.
    pub bo: String,
    /// English.
    pub en: String,
    /// The Tibetan name in Wylie transliteration, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wylie: Option<String>,
}

/// A garment drafted for one person: what will be cut, and what is draped.
///
/// Pattern space is millimetres, x to the right and y down, and every panel is drawn as seen from
/// outside. So a front panel has +x to the wearer's left, and a back panel +x to her right; on a
/// sleeve x runs from shoulder to wrist, so its front half has +y on the left and −y on the right.
///
/// Every outline runs counter-clockwise as seen (x right, y down): the shoelace area with y down
/// is negative. Two panels of one surface therefore walk a common seam in opposite directions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pattern {
    /// Identifier of the template, `chuba-men-utsang`.
    pub garment: String,
    /// Names of the garment.
    pub names: Names,
    /// Every option with the value used, in the template's unit (cm or degrees).
    pub options: BTreeMap<String, f64>,
    /// The pieces to cut.
    pub panels: Vec<Panel>,
    /// How the pieces are sewn.
    pub seams: Vec<Seam>,
    /// What the finished garment measures.
    pub finished: Vec<FinishedMeasure>,
    /// How it is worn.
    pub wear: Wear,
    /// Bands sewn onto the cloth along edges, for show.
    #[serde(default)]
    pub trims: Vec<Trim>,
    /// Ways of wearing it, the first the default; empty where there is only that of `wear`.
    #[serde(default)]
    pub styles: Vec<WearingStyle>,
}

/// One piece of cloth.
///
/// A piece cut twice as a mirrored pair is two panels here (`sleeve_l`, `sleeve_r`), with the same
/// `piece`, so that each can be sewn and draped on its own; papers print it once, times two.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Panel {
    /// Identifier, unique in the pattern.
    pub id: String,
    /// The cut piece that this panel is an instance of; its own `id` where it is cut once.
    pub piece: String,
    /// True for the mirrored half of a pair.
    pub mirrored: bool,
    /// Name of the piece.
    pub names: Names,
    /// How often to cut it, beyond the instances in the pattern (ties, linings): 1 for most.
    pub quantity: u32,
    /// Which cloth it is cut from: `shell`, `collar`, `lining`; a colourway gives each its fabric.
    #[serde(default = "shell")]
    pub slot: String,
    /// The sew line: edges in order, each starting where the one before ends, closed.
    pub edges: Vec<Edge>,
    /// The cut line: the sew line plus allowances, cleaned; closed.
    pub cut_line: BezPath,
    /// Direction of the warp in the panel, unit length.
    pub grain: Vec2,
    /// Marks on edges where pieces meet.
    pub notches: Vec<Notch>,
    /// Lines drawn inside: folds, belt line, worn hem, strip joins.
    pub internal: Vec<InternalLine>,
    /// Wedges sewn closed.
    pub darts: Vec<Dart>,
    /// Folds laid flat and held in the seam of an edge.
    #[serde(default)]
    pub pleats: Vec<Pleat>,
    /// Where the panel goes on the body; `None` for pieces that are not draped (ties, facings).
    pub placement: Option<Placement>,
}

/// A named stretch of a panel's sew line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edge {
    /// Identifier, unique in the panel.
    pub id: String,
    /// The curve, from its start to its end in the panel's order.
    pub curve: BezPath,
    /// Seam allowance outside it (mm); 0 for a bound edge.
    pub allowance_mm: f64,
}

/// One edge of one panel.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EdgeRef {
    /// The panel's `id`.
    pub panel: String,
    /// The edge's `id`.
    pub edge: String,
}

/// Two edges that are joined.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seam {
    /// One edge.
    pub a: EdgeRef,
    /// The other edge.
    pub b: EdgeRef,
    /// True when the start of `a` meets the **end** of `b`, as on two pieces drawn side by side.
    pub reversed: bool,
    /// Sewn, or cut in one piece and merely folded there.
    pub kind: SeamKind,
    /// By how much `a` may be longer than `b` (mm): ease that is gathered or stretched in.
    pub ease_mm: f64,
}

/// How two edges are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeamKind {
    /// With needle and thread.
    Sewn,
    /// Not at all: the two panels are one cloth folded there, as a chuba is over the shoulder.
    Fold,
}

/// A mark on an edge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notch {
    /// The edge's `id`.
    pub edge: String,
    /// Where along the edge by length, 0–1.
    pub at: f64,
    /// How many cuts stand side by side: one, or more so that edges are not taken for one another.
    #[serde(default = "one")]
    pub count: u32,
}

fn one() -> u32 {
    1
}

/// A line drawn inside a panel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InternalLine {
    /// Identifier: `belt`, `worn_hem`, `centre`, `fold`.
    pub id: String,
    /// The line.
    pub curve: BezPath,
    /// A mark, or a line that the cloth is folded along.
    #[serde(default)]
    pub kind: LineKind,
}

/// What a line inside a panel is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// To be seen: a centre, a waist, where another piece comes to lie.
    #[default]
    Mark,
    /// The cloth is folded there, wrong side to wrong side: a hem, a cuff turned in.
    FoldIn,
    /// The cloth is folded there, outside to outside: a cuff turned back, a wing laid over.
    FoldOut,
}

/// A fold of cloth laid flat and held in the seam of an edge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pleat {
    /// The edge's `id`.
    pub edge: String,
    /// Where its fold lies along the edge by length, 0–1.
    pub at: f64,
    /// How deep it is (mm): the edge gets twice that shorter.
    pub depth_mm: f64,
    /// How far into the panel it is marked (mm).
    pub length_mm: f64,
    /// Is it laid towards the end of the edge, or towards its start.
    pub toward_end: bool,
}

/// A wedge sewn closed inside a panel: a diamond where both ends are, else a triangle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dart {
    /// Middle of the widest place.
    pub at: Point,
    /// Full width there (mm).
    pub width_mm: f64,
    /// Length towards −y (mm).
    pub up_mm: f64,
    /// Length towards +y (mm).
    pub down_mm: f64,
}

/// Where a panel goes on the body before it is sewn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placement {
    /// Which part of the body.
    pub region: Region,
    /// Order from the skin outwards: 0 inner lap, 1 back and sleeves, 2 outer lap …
    pub layer: i32,
    /// The panel's point that lies at the region's origin (torso: the nape, on the centre line;
    /// sleeve: the shoulder point, x running to the wrist) (mm).
    pub origin: Point,
}

/// A part of the body that a panel is laid on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Region {
    /// Before the trunk.
    Front,
    /// Behind the trunk.
    Back,
    /// Folded over the left arm, fold on top.
    ArmLeft,
    /// Folded over the right arm, fold on top.
    ArmRight,
    /// Round the neck and down the front edge, sewn to the neckline.
    Neck,
}

/// How the finished garment is worn, in the pattern's own arithmetic.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Wear {
    /// Is a belt or sash tied over it.
    pub belted: bool,
    /// Height of the belt above the floor (mm).
    pub belt_height_mm: f64,
    /// Height of the hem above the floor when worn (mm).
    pub hem_height_mm: f64,
    /// Length taken up above the belt as the pouch (mm); 0 for none.
    pub blouse_mm: f64,
    /// Edges laid to the middle of the back and tied there (the wings of a women's chuba).
    pub wrapped_to_back: Vec<EdgeRef>,
    /// Places held together by a button, hook or tie while it is worn, but not sewn.
    #[serde(default)]
    pub closures: Vec<Closure>,
    /// What it is among the layers of a dress.
    #[serde(default)]
    pub layer: Layer,
    /// Which arms are in their sleeves.
    #[serde(default)]
    pub sleeves: Sleeves,
    /// Length of the sleeves that is turned back over the wrists (mm); 0 for none.
    #[serde(default)]
    pub turn_back_mm: f64,
    /// Is the collar folded outwards, over the neck of what is worn over it.
    #[serde(default)]
    pub collar_turned: bool,
}

/// What a garment is among the layers of a dress, from the skin outwards.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Under the robe.
    Shirt,
    /// The robe.
    #[default]
    Robe,
    /// Over the robe or the shirt.
    Vest,
    /// Before the robe.
    Apron,
    /// Round all of it.
    Sash,
}

/// A way of wearing a garment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WearingStyle {
    /// Identifier, unique in the garment: `both`, `right_off`.
    pub id: String,
    /// What it is called.
    pub names: Names,
    /// Belt, hem, pouch and sleeves as worn this way.
    pub wear: Wear,
}

/// Which arms are in their sleeves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sleeves {
    /// Both.
    #[default]
    Both,
    /// Only the left: the right sleeve is drawn under the arm to the front and hangs there.
    RightOff,
    /// Neither: both sleeves are tied round the waist.
    BothTied,
}

impl Sleeves {
    /// Is the left, the right arm in its sleeve?
    pub fn on(self) -> [bool; 2] {
        match self {
            Self::Both => [true, true],
            Self::RightOff => [true, false],
            Self::BothTied => [false, false],
        }
    }
}

/// A point on an edge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EdgePoint {
    /// The panel's `id`.
    pub panel: String,
    /// The edge's `id`.
    pub edge: String,
    /// Where along the edge by length, 0–1.
    pub at: f64,
}

/// Two points held together while the garment is worn.
///
/// On the outside of the right underarm this is the chuba's button: a point of the left front's
/// edge lies on a point of the right side seam.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Closure {
    /// The point that is brought over.
    pub a: EdgePoint,
    /// The point it is held to.
    pub b: EdgePoint,
    /// The panel of `a` lies outside that of `b`.
    pub a_outside: bool,
}

/// A band of another cloth sewn flat onto the edge of a panel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trim {
    /// Identifier: `cuff`, `front_edge`.
    pub id: String,
    /// What it is called, where the template says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<Names>,
    /// The edges it follows.
    pub edges: Vec<EdgeRef>,
    /// Its finished width, measured inwards from the sew line (mm).
    pub width_mm: f64,
    /// Which cloth it is cut from, as [`Panel::slot`].
    pub slot: String,
}

fn shell() -> String {
    "shell".to_owned()
}

/// One row of the finished-garment table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FinishedMeasure {
    /// Identifier: `length`, `span`, `chest`, `hem`.
    pub id: String,
    /// Names.
    pub names: Names,
    /// The value (mm).
    pub mm: f64,
    /// How much more than the body (mm), where it has a body dimension to compare with.
    pub ease_mm: Option<f64>,
}

impl Panel {
    /// By how much the pleats of an edge shorten it (mm).
    pub fn pleated_mm(&self, edge: &str) -> f64 {
        self.pleats.iter().filter(|p| p.edge == edge).map(|p| 2.0 * p.depth_mm).sum()
    }

    /// The lines of its pleats: for each its fold and the line that the fold is laid on.
    pub fn pleat_lines(&self) -> Vec<[Point; 2]> {
        let mut lines = Vec::new();
        for pleat in &self.pleats {
            let Some(edge) = self.edges.iter().find(|e| e.id == pleat.edge) else { continue };
            let length = edge.length_mm(POINT_TOLERANCE_MM);
            let way = if pleat.toward_end { 1.0 } else { -1.0 };
            for off in [0.0, 2.0 * pleat.depth_mm] {
                let at = pleat.at + way * off / length.max(1e-9);
                let p = edge.point_at(at);
                let along = edge.point_at(at + 1e-3) - edge.point_at(at - 1e-3);
                if along.hypot() > 0.0 {
                    // The inside is on the left hand of an outline that runs counter-clockwise.
                    let inwards = Vec2::new(along.y, -along.x).normalize();
                    lines.push([p, p + inwards * pleat.length_mm]);
                }
            }
        }
        lines
    }
}

impl Edge {
    /// Length of the edge (mm), to `tolerance_mm`.
    pub fn length_mm(&self, tolerance_mm: f64) -> f64 {
        self.curve.segments().map(|s| s.arclen(tolerance_mm)).sum()
    }

    /// The point at the fraction `at` of the edge's length, 0–1.
    pub fn point_at(&self, at: f64) -> Point {
        let mut rest = at.clamp(0.0, 1.0) * self.length_mm(POINT_TOLERANCE_MM);
        for segment in self.curve.segments() {
            let length = segment.arclen(POINT_TOLERANCE_MM);
            if rest <= length {
                return segment.eval(segment.inv_arclen(rest, POINT_TOLERANCE_MM));
            }
            rest -= length;
        }
        self.end()
    }

    /// First point.
    pub fn start(&self) -> Point {
        self.curve.segments().next().map_or(Point::ZERO, |s: PathSeg| s.start())
    }

    /// Last point.
    pub fn end(&self) -> Point {
        self.curve.segments().last().map_or(Point::ZERO, |s: PathSeg| s.end())
    }
}

impl Dart {
    /// The corners of the wedge: left, upper, right and lower, as far as it has them.
    pub fn corners(&self) -> Vec<Point> {
        let half = Vec2::new(self.width_mm / 2.0, 0.0);
        let mut corners = vec![self.at - half];
        if self.up_mm > 0.0 {
            corners.push(self.at - Vec2::new(0.0, self.up_mm));
        }
        corners.push(self.at + half);
        if self.down_mm > 0.0 {
            corners.push(self.at + Vec2::new(0.0, self.down_mm));
        }
        corners
    }
}

impl Pattern {
    /// The panel of that `id`.
    pub fn panel(&self, id: &str) -> Option<&Panel> {
        self.panels.iter().find(|p| p.id == id)
    }

    /// The point that `place` names.
    pub fn point(&self, place: &EdgePoint) -> Option<Point> {
        let edge = self.panel(&place.panel)?.edges.iter().find(|e| e.id == place.edge)?;
        Some(edge.point_at(place.at))
    }

    /// The same pattern, worn in the way of that id: [`Pattern::wear`] becomes that style's. For
    /// `None` it is worn in the first way that the template lists. `None` for a way that the
    /// garment is not worn in.
    pub fn worn(mut self, style: Option<&str>) -> Option<Self> {
        let found = match style {
            Some(id) => Some(self.styles.iter().find(|s| s.id == id)?),
            None => self.styles.first(),
        };
        if let Some(wear) = found.map(|s| s.wear.clone()) {
            self.wear = wear;
        }
        Some(self)
    }

    /// The edge that `reference` names.
    pub fn edge(&self, reference: &EdgeRef) -> Option<&Edge> {
        self.panel(&reference.panel)?.edges.iter().find(|e| e.id == reference.edge)
    }
}
