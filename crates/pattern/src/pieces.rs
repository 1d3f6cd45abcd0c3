//! Pieces as they are cut: panels that a fold joins lie open as one cloth, pairs are counted.

use std::collections::BTreeSet;

use kurbo::{Affine, BezPath, Point, Rect, Shape, Vec2};

use crate::allowance::{cut_line, flattened};
use crate::{Edge, Names, Panel, Pattern, SeamKind};

/// A piece of cloth to cut, laid open.
#[derive(Clone, Debug)]
pub struct CutPiece<'a> {
    /// Identifier: that of the panel, or of the panels joined with `+`.
    pub id: String,
    /// What it is called.
    pub names: Names,
    /// Which cloth it is cut from.
    pub slot: &'a str,
    /// The panels in it, the first with the identity.
    pub parts: Vec<Part<'a>>,
    /// How often it is cut as drawn.
    pub quantity: u32,
    /// How often it is cut turned over.
    pub mirrored_quantity: u32,
    /// The outline it is sewn along, without folds; each edge with the panel it is of.
    pub edges: Vec<(&'a Panel, Edge)>,
    /// The outline it is cut along; closed.
    pub cut_line: BezPath,
    /// Folds that join its parts.
    pub folds: Vec<[Point; 2]>,
}

/// A panel in a piece.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// The panel.
    pub panel: &'a Panel,
    /// From the panel to the piece: a turn and a shift, never a mirror.
    pub piece_from_panel: Affine,
}

impl Pattern {
    /// The pieces to cut, in the order of the panels.
    ///
    /// Panels joined by a [`SeamKind::Fold`] are laid open into one piece. The mirrored half of a
    /// pair is counted with its other half.
    pub fn pieces(&self) -> Vec<CutPiece<'_>> {
        let mut taken = BTreeSet::new();
        let mut pieces: Vec<CutPiece<'_>> = Vec::new();
        for panel in &self.panels {
            if taken.contains(panel.id.as_str()) {
                continue;
            }
            let piece = self.lay_open(panel);
            taken.extend(piece.parts.iter().map(|p| p.panel.id.as_str()));
            let alone = piece.parts.len() == 1;
            let twin = pieces
                .iter_mut()
                .find(|p| alone && p.parts.len() == 1 && p.parts[0].panel.piece == panel.piece);
            match twin {
                Some(twin) if panel.mirrored == twin.parts[0].panel.mirrored => {
                    twin.quantity += piece.quantity;
                }
                Some(twin) => twin.mirrored_quantity += piece.quantity,
                None => pieces.push(piece),
            }
        }
        pieces
    }

    fn lay_open<'a>(&'a self, root: &'a Panel) -> CutPiece<'a> {
        let mut piece = CutPiece {
            id: root.id.clone(),
            names: root.names.clone(),
            slot: &root.slot,
            parts: vec![Part { panel: root, piece_from_panel: Affine::IDENTITY }],
            quantity: root.quantity,
            mirrored_quantity: 0,
            edges: root.edges.iter().map(|e| (root, e.clone())).collect(),
            cut_line: BezPath::new(),
            folds: Vec::new(),
        };
        if root.id != root.piece && !self.is_folded(&root.id) {
            root.piece.clone_into(&mut piece.id);
        }
        while let Some((at, panel, edge)) = self.next_fold(&piece) {
            piece.unfold(at, panel, edge);
        }
        if piece.folds.is_empty() {
            piece.cut_line = root.cut_line.clone();
        } else {
            let edges: Vec<Edge> = piece.edges.iter().map(|(_, edge)| edge.clone()).collect();
            piece.cut_line = cut_line(&edges);
        }
        piece
    }

    fn is_folded(&self, panel: &str) -> bool {
        let fold = |s: &&crate::Seam| s.kind == SeamKind::Fold;
        self.seams.iter().filter(fold).any(|s| s.a.panel == panel || s.b.panel == panel)
    }

    /// The first edge of the piece that is folded to a panel not yet in it: its place, the panel,
    /// and the place of the panel's edge.
    fn next_fold(&self, piece: &CutPiece<'_>) -> Option<(usize, &Panel, usize)> {
        for (at, (owner, edge)) in piece.edges.iter().enumerate() {
            for seam in self.seams.iter().filter(|s| s.kind == SeamKind::Fold) {
                for (mine, other) in [(&seam.a, &seam.b), (&seam.b, &seam.a)] {
                    if mine.panel != owner.id || mine.edge != edge.id {
                        continue;
                    }
                    if piece.parts.iter().any(|p| p.panel.id == other.panel) {
                        continue;
                    }
                    let panel = self.panel(&other.panel)?;
                    let index = panel.edges.iter().position(|e| e.id == other.edge)?;
                    return Some((at, panel, index));
                }
            }
        }
        None
    }
}

impl<'a> CutPiece<'a> {
    /// Lays `panel` open along the edge `at` of the outline, to which its edge `edge` is folded.
    fn unfold(&mut self, at: usize, panel: &'a Panel, edge: usize) {
        let (_, hinge) = self.edges.remove(at);
        let theirs = &panel.edges[edge];
        // Both outlines run the same way round, so the fold is walked in opposite directions.
        let along = hinge.end() - hinge.start();
        let turn = along.atan2() - (theirs.start() - theirs.end()).atan2();
        let rotate = Affine::rotate(turn);
        let shift = hinge.start() - rotate * theirs.end();
        let piece_from_panel = Affine::translate(shift) * rotate;
        let n = panel.edges.len();
        let moved = (1..n).map(|i| {
            let mut edge = panel.edges[(edge + i) % n].clone();
            edge.curve.apply_affine(piece_from_panel);
            (panel, edge)
        });
        let moved: Vec<_> = moved.collect();
        self.edges.splice(at..at, moved);
        self.folds.push([hinge.start(), hinge.end()]);
        self.parts.push(Part { panel, piece_from_panel });
        self.id = format!("{}+{}", self.id, panel.id);
        let join = |a: &mut String, b: &str, with: &str| *a = format!("{a}{with}{b}");
        join(&mut self.names.zh, &panel.names.zh, "＋");
        join(&mut self.names.bo, &panel.names.bo, " + ");
        join(&mut self.names.en, &panel.names.en, " + ");
        self.names.wylie = None;
    }

    /// The sew line as one closed curve.
    pub fn sew_line(&self) -> BezPath {
        let mut path = BezPath::new();
        for (i, (_, edge)) in self.edges.iter().enumerate() {
            // Only the first edge keeps its starting point; the others go on from where it is.
            path.extend(edge.curve.iter().skip(usize::from(i > 0)));
        }
        path.close_path();
        path
    }

    /// The smallest box round the cut line (mm).
    pub fn bounds(&self) -> Rect {
        self.cut_line.bounding_box()
    }

    /// Notches: each the point on the sew line and the direction out of the piece.
    pub fn notches(&self) -> Vec<NotchMark> {
        let mut marks = Vec::new();
        for (panel, edge) in &self.edges {
            for notch in panel.notches.iter().filter(|n| n.edge == edge.id) {
                let on_sew_line = edge.point_at(notch.at);
                let points = flattened(&edge.curve, 0.1);
                let stretch = points.windows(2).min_by(|a, b| {
                    let far = |w: &[Point]| w[0].midpoint(w[1]).distance_squared(on_sew_line);
                    far(a).total_cmp(&far(b))
                });
                let Some([a, b]) = stretch else { continue };
                let along = (*b - *a).normalize();
                let out = Vec2::new(-along.y, along.x);
                let (allowance_mm, count) = (edge.allowance_mm, notch.count);
                marks.push(NotchMark { on_sew_line, out, allowance_mm, count });
            }
        }
        marks
    }

    /// Inner lines of all parts, darts among them as closed wedges, each with its id.
    pub fn internal(&self) -> Vec<(&'a str, BezPath)> {
        let mut lines = Vec::new();
        for part in &self.parts {
            for line in &part.panel.internal {
                lines.push((line.id.as_str(), part.piece_from_panel * &line.curve));
            }
            for [a, b] in part.panel.pleat_lines() {
                let mut path = BezPath::new();
                path.move_to(part.piece_from_panel * a);
                path.line_to(part.piece_from_panel * b);
                lines.push(("pleat", path));
            }
            for dart in &part.panel.darts {
                let mut path = BezPath::new();
                for (i, corner) in dart.corners().into_iter().enumerate() {
                    let corner = part.piece_from_panel * corner;
                    if i == 0 { path.move_to(corner) } else { path.line_to(corner) }
                }
                path.close_path();
                lines.push(("dart", path));
            }
        }
        lines
    }

    /// A grain line of good length beside the middle of the piece: both ends (mm).
    pub fn grain_line(&self) -> [Point; 2] {
        let grain = self.parts[0].panel.grain;
        let bounds = self.first_part();
        let room = |size: f64, share: f64| size / share.abs().max(1e-9);
        let length = 0.5 * room(bounds.width(), grain.x).min(room(bounds.height(), grain.y));
        let aside = Vec2::new(-grain.y, grain.x) * bounds.width().min(bounds.height()) * 0.15;
        let middle = self.middle() + aside;
        [middle - grain * (length / 2.0), middle + grain * (length / 2.0)]
    }

    /// A point well inside the piece: the middle of its first part.
    pub fn middle(&self) -> Point {
        self.first_part().center()
    }

    /// The smallest box round the sew line of the first part (mm).
    pub(crate) fn first_part(&self) -> Rect {
        let edges = &self.parts[0].panel.edges;
        let boxes = edges.iter().map(|e| e.curve.bounding_box());
        boxes.reduce(|a, b| a.union(b)).unwrap_or_default()
    }
}

/// A notch on a piece.
#[derive(Clone, Copy, Debug)]
pub struct NotchMark {
    /// Where on the sew line.
    pub on_sew_line: Point,
    /// Out of the piece, unit length.
    pub out: Vec2,
    /// From there to the cut line (mm).
    pub allowance_mm: f64,
    /// How many slits side by side: two tell a back from a front.
    pub count: u32,
}

/// From one slit of a double notch to the next (mm).
const SLITS_APART_MM: f64 = 6.0;

impl NotchMark {
    /// Where on the cut line.
    pub fn on_cut_line(&self) -> Point {
        self.on_sew_line + self.out * self.allowance_mm
    }

    /// The outer end of each of its slits.
    pub fn slits(&self) -> impl Iterator<Item = Point> + '_ {
        let along = Vec2::new(self.out.y, -self.out.x) * SLITS_APART_MM;
        let count = self.count.max(1);
        (0..count)
            .map(move |i| self.on_cut_line() + along * (f64::from(i) - f64::from(count - 1) / 2.0))
    }
}

/// Places for pieces side by side on one sheet: the shift of each, and the size of the whole (mm).
///
/// Rows, tallest pieces first, with `gap_mm` between pieces; as wide as `width_mm` or the widest
/// piece.
pub fn layout(pieces: &[CutPiece<'_>], width_mm: f64, gap_mm: f64) -> (Vec<Vec2>, kurbo::Size) {
    let boxes: Vec<Rect> = pieces.iter().map(CutPiece::bounds).collect();
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_by(|&a, &b| boxes[b].height().total_cmp(&boxes[a].height()));
    let mut shifts = vec![Vec2::ZERO; pieces.len()];
    let (mut x, mut y, mut row, mut width) = (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64);
    for i in order {
        if x > 0.0 && x + boxes[i].width() > width_mm {
            (x, y, row) = (0.0, y + row + gap_mm, 0.0);
        }
        shifts[i] = Vec2::new(x - boxes[i].x0, y - boxes[i].y0);
        x += boxes[i].width() + gap_mm;
        row = row.max(boxes[i].height());
        width = width.max(x - gap_mm);
    }
    (shifts, kurbo::Size::new(width, y + row))
}
