//! The measures of a garment and a body that placing goes by, and the surface they make.

use nalgebra::{Point3, Vector3};
use pattern::{EdgeRef, Panel, Region, Seam, Sleeves, Wear};

use super::fold::{flat, pleated, pleats};
use super::way::{BeltLine, Pouch, Way, hanging, table};
use super::{AssembleError, PanelMesh, Rings};
use crate::Mannequin;
use crate::cloth::OVER;

/// Metres in a millimetre.
pub(crate) const MM: f64 = 1e-3;

/// Height of the shoulder fold above the nape before the cloth sinks onto the body (m).
const LIFT: f32 = 0.025;
/// Least distance from the skin (m).
pub(super) const CLEAR: f32 = 0.012;
/// Distance between layers that lie on each other (m).
pub(super) const SHEET: f32 = 0.0045;
/// Edge length (m) of a mesh that is fine enough for folds of sheets at that distance.
const FINE: f32 = 0.022;
/// How far a gathered skirt starts off the legs (m).
const HANG: f32 = 0.042;
/// Height (m) in which it comes to do so, below the belt.
pub(super) const HANGING: f32 = 0.3;
/// Part by which a pouch is fuller in front and behind, and flatter at the sides.
const BULGE: f32 = 0.3;
/// How much higher the inner lap is held than the outer one (m).
const TUCK: f32 = 0.025;
/// Cloth (m) that a gathered robe takes behind to swell out from under the tight belt: by this much its hem
/// hung too high there on the mean man, on meshes of 23 to 27 mm.
const SWELL: f32 = 0.05;
/// Where the underarms of a garment lie that came down round the waist: height over the belt (m) where
/// there is cloth enough between for a pouch, how much that is, in a fine mesh and more in a coarse
/// one (m), and otherwise the height as a part of it.
const FALLEN: f32 = -0.06;
const BAGS: [f32; 2] = [0.34, 0.10];
const STANDS: f32 = 0.5;
/// Their distance off what is worn beneath, which grows with a coarser mesh (m).
const FALLEN_OUT: [f32; 2] = [0.11, 0.05];
/// The least (m).
const CLOSE: f32 = 0.03;
/// Length of the sleeves' ends that hang from their knot (m).
const ENDS: f32 = 0.18;

/// What laying out needs to know of a garment on a body (m).
#[derive(Clone, Debug)]
pub(crate) struct Form {
    rings: Rings,
    /// Distance between layers: more for a coarse mesh, whose edges cut the corners of folds (m).
    sheet: f32,
    /// Least distance from the skin (m).
    clear: f32,
    /// Shoulder fold on the centre line.
    top: Point3<f32>,
    /// Radius of the arch over the shoulders, to the front and to the back.
    arch: [f32; 2],
    /// Half width of the trunk at the underarm, and its depth below the shoulder.
    underarm: (f32, f32),
    /// Half width of front and back by depth, without wings.
    half: Vec<(f32, f32)>,
    hem: f32,
    back_layer: i32,
    way: Way,
    belt: Option<BeltLine>,
    fold: Option<WingFold>,
    arms: [Vec<Point3<f32>>; 2],
    /// Height of the waist in the world.
    waist: f32,
    /// Part of the ring, from the front, at which the sleeve roots of a garment lie that came down
    /// round the waist; `None` where it hangs from a shoulder.
    down: Option<f32>,
    /// Half the width of the neck at the shoulder (m).
    neck: f32,
    /// How much lower a gathered robe is held in front and behind than straight down to its hem, so that
    /// this is level (m): the cloth has to go over belly and seat.
    over: [f32; 2],
}

#[derive(Clone, Copy, Debug)]
struct WingFold {
    depth: f32,
}

/// Which lap of the front a panel is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Lap {
    /// The only sheet, or the back.
    Single,
    /// Outside; its free edge is on the side of this sign of x.
    Outer(f32),
    /// Inside; its free edge is on the side of this sign of x.
    Inner(f32),
}

impl Form {
    pub(crate) fn new(
        panels: &[(&Panel, &PanelMesh)],
        seams: &[&Seam],
        wear: &Wear,
        body: &Mannequin,
        under: f32,
    ) -> Result<Self, AssembleError> {
        let clear = CLEAR + under;
        let rings = Rings::new(body).ok_or(AssembleError::Body { what: "trunk" })?;
        let region = |p: &Panel| p.placement.as_ref().map(|p| p.region);
        let (back, mesh) = panels
            .iter()
            .find(|(p, _)| region(p) == Some(Region::Back))
            .ok_or(AssembleError::NoPanel { region: "behind the trunk" })?;
        let pieces = mesh.edges.iter().map(|e| e.len() - 1).sum::<usize>().max(1);
        let around = back.edges.iter().map(|e| e.length_mm(1.0)).sum::<f64>();
        let edge = (around / pieces as f64 * MM) as f32;
        let origin = back.placement.as_ref().map_or(0.0, |p| p.origin.x);
        let nape_y = back.placement.as_ref().map_or(0.0, |p| p.origin.y);
        let top_y = mesh.points.iter().map(|p| p.y).fold(f64::INFINITY, f64::min);
        let low_y = mesh.points.iter().map(|p| p.y).fold(f64::NEG_INFINITY, f64::max);
        let is_front =
            |id: &str| panels.iter().any(|(p, _)| p.id == id && region(p) == Some(Region::Front));
        let sides: Vec<&str> = sewn_to(back, seams, is_front);
        let wrapped: Vec<&EdgeRef> =
            wear.wrapped_to_back.iter().filter(|e| e.panel == back.id).collect();
        let mut half: Vec<(f32, f32)> = Vec::new();
        let mut fold = None;
        for (i, edge) in back.edges.iter().enumerate() {
            let n = back.edges.len();
            let is_wrapped = |e: &str| wrapped.iter().any(|w| w.edge == e);
            let (start, end) = (edge.start(), edge.end());
            let upright = (end.y - start.y).abs() > (end.x - start.x).abs();
            if !sides.contains(&edge.id.as_str()) || !upright {
                continue;
            }
            let breadth = if is_wrapped(&edge.id) {
                let (upper, before) = if start.y < end.y { (start, true) } else { (end, false) };
                let top_edge = &back.edges[if before { (i + n - 1) % n } else { (i + 1) % n }];
                let inner = if before { top_edge.start() } else { top_edge.end() };
                fold = Some(WingFold { depth: ((inner.y - top_y) * MM) as f32 });
                (upper.x - origin).abs() - (inner.x - origin).abs()
            } else {
                0.0
            };
            for &v in &mesh.edges[i] {
                let p = mesh.points[v as usize];
                half.push((
                    ((p.y - top_y) * MM) as f32,
                    (((p.x - origin).abs() - breadth) * MM) as f32,
                ));
            }
        }
        half.sort_by(|a, b| a.0.total_cmp(&b.0));
        let Some(&underarm_at) = half.first() else {
            return Err(AssembleError::NoPanel { region: "before the trunk" });
        };
        let underarm = (underarm_at.1, underarm_at.0);
        let hem = ((low_y - top_y) * MM) as f32;
        let over = mesh.edges.iter().flatten().map(|&v| mesh.points[v as usize]);
        let neck = over
            .filter(|p| p.y - top_y < 1.0)
            .map(|p| (p.x - origin).abs() * MM)
            .fold(f64::INFINITY, f64::min);

        let marks = &body.landmarks;
        let neck_depth = ((nape_y - top_y) * MM) as f32;
        let top = Point3::new(0.0, marks.nape.y + LIFT + under, marks.nape.z + neck_depth);
        let chest_y = top.y - underarm.1;
        let ease = rings.offset(chest_y, 4.0 * underarm.0, clear);
        let arch = [
            (rings.point(chest_y, 0.0, ease).z - top.z).max(0.05),
            (top.z - rings.point(chest_y, 0.5, ease).z).max(0.05),
        ];
        let axis = |side: usize| {
            let shoulder = marks.shoulders[side] - Vector3::new(0.0, 0.045, 0.0);
            vec![shoulder, marks.elbows[side], marks.wrists[side]]
        };
        let mut form = Self {
            rings,
            sheet: SHEET * (edge / FINE).clamp(1.0, 2.0),
            clear,
            top,
            arch,
            underarm,
            half,
            hem,
            back_layer: back.placement.as_ref().map_or(0, |p| p.layer),
            way: Way::default(),
            belt: None,
            fold,
            arms: [axis(0), axis(1)],
            waist: marks.waist_y,
            down: None,
            neck: neck as f32,
            over: [0.0; 2],
        };
        if wear.sleeves == Sleeves::BothTied {
            let height = if wear.belted { (wear.belt_height_mm * MM) as f32 } else { form.waist };
            let room = sleeve_length(panels) - ENDS;
            form.down = Some((room / form.girth(height, FALLEN_OUT[0])).clamp(0.13, 0.26));
        }
        form.trace(wear);
        Ok(form)
    }

    /// Finds the way of the cloth from the shoulder to the hem.
    fn trace(&mut self, wear: &Wear) {
        let radius = f32::midpoint(self.arch[0], self.arch[1]);
        let fall = hanging(self.top.y, radius);
        if !wear.belted {
            self.way.hang(self.hem * 1.05, 160, &fall);
            return;
        }
        let height = (wear.belt_height_mm * MM) as f32;
        let depth = self.hem - ((wear.belt_height_mm - wear.hem_height_mm) * MM) as f32;
        let girth = self.rings.perimeter(height, self.clear);
        let at = |depth: f32| 4.0 * self.half_at(depth);
        let pleats = pleats(at(depth) - girth, girth);
        let (from, start, foot) = if self.down.is_some() {
            let [up, out] = self.fallen_over(height, depth);
            let start = height + up;
            let foot = self.rings.perimeter(start, self.clear + out);
            (self.underarm.1, start, foot)
        } else {
            let from =
                (1.05 * self.underarm.1).max(radius * std::f32::consts::FRAC_PI_2).min(0.8 * depth);
            let start = fall(from);
            (from, start, at(from).max(self.rings.perimeter(start, self.clear)))
        };
        let pouch = Pouch {
            depths: [from, depth],
            heights: [start, height],
            girths: [foot, at(f32::midpoint(from, depth))],
            clear: self.clear,
            hang: if self.down.is_some() { 1.4 * HANG } else { 0.0 },
            pleated: pleats > 0.0,
            wider: self.sheet / SHEET,
        };
        let mut way = Way::default();
        way.hang(from, 40, &fall);
        let rolls = way.bag(&pouch, &self.rings);
        way.fall((self.hem * 1.05 - depth).max(0.01));
        self.way = way;
        let ends = [height, (wear.hem_height_mm * MM) as f32];
        self.over = [0.0, 0.5].map(|part| self.rings.over(part, ends));
        self.over[1] += SWELL;
        self.belt = Some(BeltLine { depth, height, pleats, pouch_from: from, rolls, sashed: true });
    }

    /// The belt's line, where a belt is worn.
    pub(crate) fn belt(&self) -> Option<BeltLine> {
        self.belt
    }

    /// Half width of the trunk at the underarm, and its depth below the shoulder (m).
    pub(super) fn underarm(&self) -> (f32, f32) {
        self.underarm
    }

    /// Half the width of the neck at the shoulder (m).
    pub(super) fn neck(&self) -> f32 {
        self.neck
    }

    /// Distance between layers (m).
    pub(super) fn sheet(&self) -> f32 {
        self.sheet
    }

    /// Where the axis of the rings stands (m forward).
    pub(super) fn axis_z(&self) -> f32 {
        self.rings.axis_z()
    }

    /// How much farther layers lie from each other than in a fine mesh, as a part of that.
    pub(super) fn coarse(&self) -> f32 {
        self.sheet / SHEET - 1.0
    }

    /// Height (m) of the underarms of a garment that came down, and their distance off the skin (m).
    pub(super) fn fallen(&self) -> [f32; 2] {
        let [up, out] = self.fallen_over(self.tie_height(), self.skirt_from());
        [self.tie_height() + up, self.clear + out]
    }

    /// The height over a belt at height `belt` that lies at `depth` on the cloth, and the distance off
    /// what is worn beneath (m): where there is no cloth for a pouch, it stands over the belt and no
    /// farther off than its breadth reaches.
    fn fallen_over(&self, belt: f32, depth: f32) -> [f32; 2] {
        let length = depth - self.underarm.1;
        let out = FALLEN_OUT[0] + FALLEN_OUT[1] * self.coarse();
        if length > BAGS[0] + BAGS[1] * self.coarse() {
            return [FALLEN, out];
        }
        let up = STANDS * length;
        let reach = self.rings.offset(belt + up, 4.0 * self.underarm.0, 0.0) - self.clear;
        [up, out.min(reach.max(CLOSE))]
    }

    /// Least distance from the skin (m).
    pub(super) fn clear(&self) -> f32 {
        self.clear
    }

    /// Part of the ring, from the front, at which the sides lie at the underarm.
    pub(super) fn side(&self) -> f32 {
        self.down.unwrap_or(0.25)
    }

    /// Depth down to which a front is drawn after its sleeve.
    pub(super) fn drawn_to(&self) -> f32 {
        let root = self.underarm.1;
        root + 0.6 * (self.skirt_from() - root).max(0.1)
    }

    /// Height at which something is tied round the garment: that of the belt or the waist.
    pub(super) fn tie_height(&self) -> f32 {
        self.belt.map_or(self.waist, |b| b.height)
    }

    /// Girth (m) at height `y`, `out` (m) off what is worn beneath.
    pub(super) fn girth(&self, y: f32, out: f32) -> f32 {
        self.rings.perimeter(y, self.clear + out)
    }

    /// The point at height `y` (m), `part` of the way round, `out` (m) off what is worn beneath.
    pub(super) fn on_ring(&self, y: f32, part: f32, out: f32) -> Point3<f32> {
        self.rings.point(y, part, self.clear + out)
    }

    /// Depth from which the cloth is a skirt and does not meet the arms.
    pub(crate) fn skirt_from(&self) -> f32 {
        self.belt.map_or(self.hem * 0.5, |b| b.depth)
    }

    /// Half width of front and back at `depth` below the shoulder (m), without wings.
    pub(super) fn half_at(&self, depth: f32) -> f32 {
        table(&self.half, depth, |p| p.0, |p| p.1)
    }

    /// Does the point lie in a wing, beyond the fold at the side?
    pub(crate) fn beyond_fold(&self, across: f32, depth: f32) -> bool {
        self.fold.is_some_and(|f| depth >= f.depth - 1e-4)
            && across.abs() > self.half_at(depth) + 1e-4
    }

    /// The layer of what came off a shoulder: it hangs over all.
    pub(super) fn off_layer(&self) -> i32 {
        self.back_layer + OVER
    }

    /// The layer of a point of a trunk panel that is to lie in `layer`. Where cloth turns over, in a
    /// pouch and in pleats and off a shoulder, layers keep no order: it starts laid out, and only keeps
    /// its distance.
    pub(super) fn layer(
        &self,
        layer: i32,
        across: f32,
        depth: f32,
        lap: Lap,
        sleeves: Sleeves,
    ) -> i32 {
        let on = sleeves.on()[usize::from(across < 0.0)];
        if !on && depth < self.skirt_from() {
            return self.off_layer();
        }
        let Some(belt) = self.belt else { return layer };
        let free = match lap {
            Lap::Outer(sign) | Lap::Inner(sign) => sign * across > 0.0,
            Lap::Single => false,
        };
        let girth = self.rings.perimeter(belt.height, self.clear);
        let folds = belt.pleats > 0.0 && !free && across.abs() > flat(girth, self.half_at(depth));
        let turns = belt.rolls && belt.bags(depth) || folds && depth > belt.pouch_from;
        if turns { self.back_layer } else { layer }
    }

    /// How many layers above its panel a wing lies: the right wing under the left.
    pub(crate) fn wing_layer(across: f32) -> i32 {
        if across > 0.0 { 3 } else { 1 }
    }

    /// Where a point of a trunk panel lies: `across` (m) to the wearer's left of the middle,
    /// `depth` (m) below the shoulder.
    pub(crate) fn trunk_point(&self, across: f32, depth: f32, back: bool, lap: Lap) -> Point3<f32> {
        let reach = self.underarm.1;
        if self.down.is_some() {
            return self.ring_point(across, depth, back, lap);
        }
        let ring_part = smooth((depth - 0.55 * reach) / (0.75 * reach));
        let ring = self.ring_point(across, depth, back, lap);
        if ring_part >= 1.0 {
            return ring;
        }
        let arch = self.arch_point(across, depth, back, lap);
        arch + (ring - arch) * ring_part
    }

    /// Over the shoulder: an arch in the middle that becomes the sleeve's tube at the armhole.
    fn arch_point(&self, across: f32, depth: f32, back: bool, lap: Lap) -> Point3<f32> {
        let side = if across < 0.0 { -1.0 } else { 1.0 };
        let facing = if back { -1.0 } else { 1.0 };
        let radius = self.arch[usize::from(back)];
        let turn = (depth / radius).min(std::f32::consts::FRAC_PI_2);
        let below = (depth - radius * std::f32::consts::FRAC_PI_2).max(0.0);
        let middle = (
            self.top.y - radius * (1.0 - libm::cosf(turn)) - below,
            self.top.z + facing * radius * libm::sinf(turn),
        );
        let (half, reach) = self.underarm;
        let (axis, _) = self.arm_at(side, self.sleeve_root(side));
        let lift = match lap {
            Lap::Outer(_) => 1.5 * SHEET * smooth(depth / 0.08),
            _ => 0.0,
        };
        let off = Vector3::new(0.0, libm::cosf(turn), facing * libm::sinf(turn)) * lift;
        let tube = reach / std::f32::consts::PI;
        let turn = std::f32::consts::PI * (depth / reach).min(1.0);
        let edge = (
            axis.y + tube * libm::cosf(turn) - (depth - reach).max(0.0),
            axis.z + facing * tube * libm::sinf(turn),
        );
        let out = (across.abs() / half).min(1.0);
        let w = 1.0 - out * out;
        Point3::new(across, middle.0 * w + edge.0 * (1.0 - w), middle.1 * w + edge.1 * (1.0 - w))
            + off
    }

    /// Round the trunk, on a ring as wide as the cloth, in pleats near the belt.
    fn ring_point(&self, across: f32, depth: f32, back: bool, lap: Lap) -> Point3<f32> {
        self.placed(self.ring_place(across, depth, back, lap))
    }

    /// The point at a part of the ring, height and distance off the skin (m).
    pub(super) fn placed(&self, [part, y, out]: [f32; 3]) -> Point3<f32> {
        self.rings.bulging(y, part, out, self.bulge(y))
    }

    /// Where a place of the trunk lies on its ring: the part of it, its height and its distance off the
    /// skin (m).
    pub(super) fn ring_place(&self, across: f32, depth: f32, back: bool, lap: Lap) -> [f32; 3] {
        let side = if across < 0.0 { -1.0 } else { 1.0 };
        let wide = across.abs();
        let half = self.half_at(depth);
        let on = depth - self.tuck(side, wide / half, depth, lap);
        let (y, away) = self.way.at(on);
        let plain =
            if back && wide <= half { 0.5 - 0.25 * wide / half } else { 0.25 * wide / half };
        let mut part = side * plain;
        let mut lift = match lap {
            Lap::Outer(_) => self.sheet,
            _ => 0.0,
        };
        if self.beyond_fold(across, depth) {
            let over = ((wide - half) / 0.06).min(1.0);
            let sheets = match (across > 0.0, back) {
                (false, true) => 1.0,
                (false, false) => 2.0,
                (true, true) => 3.0,
                (true, false) => 4.0,
            };
            lift += (sheets * self.sheet - lift) * over;
        }
        let mut out = self.rings.offset(y, 4.0 * half, self.clear);
        if let Some(belt) = self.belt {
            if belt.bags(on) {
                out = away - self.rings.perimeter(y, 0.0) / std::f32::consts::TAU;
            } else if on >= belt.depth && belt.pleats == 0.0 {
                let free = smooth((depth - belt.depth) / (0.8 * (self.hem - belt.depth)));
                out = out * free + self.clear * (1.0 - free);
            }
            if belt.pleats > 0.0 {
                if on >= belt.depth {
                    // A skirt this wide hangs in folds; let it start in them.
                    out = out.min(self.clear + HANG * smooth((belt.height - y) / HANGING));
                }
                let girth = self.rings.perimeter(y, out);
                let (pleat, high) = pleated(belt.pleats, girth, wide, half, back, lap, side);
                part = side * pleat;
                lift = high * self.sheet;
            }
        }
        if let Some(down) = self.down {
            // The sides are drawn forward with the sleeve roots.
            let (root, low) = (self.underarm.1, self.drawn_to());
            let beside = (1.0 - (part.abs() - 0.25).abs() / 0.25).max(0.0);
            let drawn = 1.0 - smooth((depth - root) / (low - root));
            part += side * (down - 0.25) * beside * drawn;
        }
        // Layers lie along the cloth's own outward side.
        let rolls = self.belt.is_some_and(|b| on > b.pouch_from + 0.01 && on < b.depth - 0.005);
        let (up, off) = if rolls { self.way.outward(on) } else { (0.0, 1.0) };
        [part, y + up * lift, out + off * lift]
    }

    /// The part by which a pouch stands off farther in front and behind, and less at the sides where
    /// the arms hang.
    fn bulge(&self, y: f32) -> f32 {
        let Some(belt) = self.belt.filter(|b| b.rolls) else { return 0.0 };
        let start = self.way.at(belt.pouch_from).0;
        BULGE * smooth((start - y) / (start - belt.height).max(0.05))
    }

    /// How far (m) a gathered robe is pulled up along the way, at a `part` of its width from the
    /// middle: the inner lap, so that its hem does not show, and down over belly and seat.
    fn tuck(&self, side: f32, part: f32, depth: f32, lap: Lap) -> f32 {
        let Some(belt) = self.belt.filter(|b| b.pleats > 0.0) else { return 0.0 };
        let tucked = match lap {
            Lap::Inner(sign) if sign * side > 0.0 => TUCK,
            Lap::Inner(_) => TUCK * (1.0 - part).max(0.0),
            Lap::Single | Lap::Outer(_) => 0.0,
        };
        let over = self.over[usize::from(lap == Lap::Single)];
        let up = tucked - over * (1.0 - part * part).max(0.0);
        let t = (depth - belt.pouch_from) / (belt.depth - belt.pouch_from);
        up * smooth(t)
    }

    /// Distance along the arm's axis from the shoulder at which the sleeve is sewn on.
    pub(crate) fn sleeve_root(&self, side: f32) -> f32 {
        let axis = &self.arms[usize::from(side < 0.0)];
        let mut gone = 0.0;
        for pair in axis.windows(2) {
            let (a, b) = (pair[0].x * side, pair[1].x * side);
            let length = (pair[1] - pair[0]).norm();
            if b >= self.underarm.0 && b > a {
                return gone + length * ((self.underarm.0 - a) / (b - a)).max(0.0);
            }
            gone += length;
        }
        gone
    }

    /// The arm's axis `along` (m) from the shoulder, straight on beyond the wrist, and its
    /// direction.
    pub(crate) fn arm_at(&self, side: f32, along: f32) -> (Point3<f32>, Vector3<f32>) {
        let axis = &self.arms[usize::from(side < 0.0)];
        let mut left = along;
        let last = axis.len() - 2;
        for (i, pair) in axis.windows(2).enumerate() {
            let step = pair[1] - pair[0];
            let length = step.norm();
            if left <= length || i == last {
                let direction = step / length.max(1e-6);
                return (pair[0] + direction * left, direction);
            }
            left -= length;
        }
        (axis[0], Vector3::x() * side)
    }
}

/// Which lap a front panel is: the outermost of two is sewn on one side only.
pub(crate) fn lap(panel: &Panel, seams: &[&Seam]) -> Lap {
    let Some(placement) = &panel.placement else { return Lap::Single };
    if placement.region != Region::Front {
        return Lap::Single;
    }
    let sewn: f64 = sewn_to(panel, seams, |_| true)
        .iter()
        .filter_map(|id| panel.edges.iter().find(|e| e.id == *id))
        .map(|e| e.point_at(0.5).x - placement.origin.x)
        .sum();
    let free = if sewn > 0.0 { -1.0 } else { 1.0 };
    if placement.layer > 1 { Lap::Outer(free) } else { Lap::Inner(free) }
}

/// Ids of the edges of `panel` that are sewn to a panel for which `other` holds.
fn sewn_to<'a>(panel: &'a Panel, seams: &[&Seam], other: impl Fn(&str) -> bool) -> Vec<&'a str> {
    panel
        .edges
        .iter()
        .filter(|edge| {
            seams.iter().any(|seam| {
                let is = |e: &EdgeRef| e.panel == panel.id && e.edge == edge.id;
                (is(&seam.a) && other(&seam.b.panel)) || (is(&seam.b) && other(&seam.a.panel))
            })
        })
        .map(|edge| edge.id.as_str())
        .collect()
}

/// Length of the longest sleeve (m); 0 without.
fn sleeve_length(panels: &[(&Panel, &PanelMesh)]) -> f32 {
    let arm = |p: &Panel| {
        let region = p.placement.as_ref().map(|p| p.region);
        matches!(region, Some(Region::ArmLeft | Region::ArmRight))
    };
    let long = |mesh: &PanelMesh| {
        let x = || mesh.points.iter().map(|p| p.x);
        x().fold(f64::NEG_INFINITY, f64::max) - x().fold(f64::INFINITY, f64::min)
    };
    let longest = panels.iter().filter(|(p, _)| arm(p)).map(|(_, m)| long(m)).fold(0.0, f64::max);
    (longest * MM) as f32
}

pub(super) fn smooth(t: f32) -> f32 {
    let t = t.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}
