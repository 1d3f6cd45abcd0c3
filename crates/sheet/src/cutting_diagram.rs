//! The cutting diagram: one A4 page with every number that is needed to chalk the pieces on cloth.
//!
//! A tailor draws a piece from two lines: the centre line down, and a line across at its head, the 0
//! line. Every corner then has two numbers: how far down from the 0 line, written at the left of the
//! piece, and how far out from the centre line, written at the corner. Curves have their length and,
//! in brackets, how far they bow out from a straight line.

use kurbo::{
    Affine, BezPath, ParamCurve, ParamCurveArclen, ParamCurveNearest, Point, Rect, Shape, Size,
    Vec2,
};
use pattern::{CutPiece, Edge, Join, Language, LineLayer};

use crate::diagram::stretches;
use crate::ink::{ACCENT, ASK, Align, Colour, GROUND, INK, Pen, RULE, SOFT};
use crate::pages::Book;
use crate::table::{Order, Pens, face};
use crate::text::Face;
use crate::{Fonts, SheetContent, SheetError, qr};

const PAGE: (f64, f64) = (210.0, 297.0);
const LEFT: f64 = 11.0;
const RIGHT: f64 = PAGE.0 - 11.0;
const ZONE_TOP: f64 = 38.0;
const BOTTOM: f64 = 287.0;
/// Height of a row of the list of pieces (mm).
const ROW: f64 = 6.4;
/// Room round a piece for its numbers: left, top, right, bottom (mm).
const ROOM: [f64; 4] = [11.5, 6.0, 7.0, 5.5];
/// Size of the numbers (pt).
const NUMBER_PT: f32 = 7.6;
/// Two levels closer than this are one (mm of cloth).
const SAME_MM: f64 = 2.5;
const WHITE: Colour = Colour(255, 255, 255);
const CLOTH: Colour = Colour(251, 249, 245);
/// Ground of numbers: between paper and cloth.
const HALO: Colour = Colour(253, 252, 250);

type Done = Result<(), SheetError>;

/// Sets the cutting diagram in one to three `languages`, the first of them leading.
///
/// Gives a one-page A4 PDF. Numbers are centimetres on the sewing line; seam allowances stand beside
/// each edge. Pieces cut in one over a fold lie open, and their 0 line is the fold.
///
/// # Errors
///
/// [`SheetError::MissingLabel`] when the words are not whole, [`SheetError::TooLong`] when the list
/// of pieces leaves no room for the drawing, [`SheetError::Languages`].
pub fn cutting_diagram(
    content: &SheetContent<'_>,
    fonts: &Fonts,
    languages: &[Language],
) -> Result<Vec<u8>, SheetError> {
    write(content, fonts, languages, true)
}

pub(crate) fn write(
    content: &SheetContent<'_>,
    fonts: &Fonts,
    languages: &[Language],
    compress: bool,
) -> Result<Vec<u8>, SheetError> {
    let order = Order::new(languages)?;
    let pieces = content.pattern.pieces();
    let mut book = Book::new(content, fonts, order, "sheet-diagram-title", compress)?;
    book.page(PAGE, |pens| {
        Diagram { content, pieces: &pieces, pens, joins: content.joins(), taken: Vec::new() }.draw()
    })?;
    book.finish()
}

struct Diagram<'p, 'c, 'a, 's, 'd, 'f> {
    content: &'c SheetContent<'c>,
    pieces: &'p [CutPiece<'c>],
    pens: &'p mut Pens<'a, 's, 'd, 'f>,
    /// Where pieces are joined from strips.
    joins: Vec<Join>,
    /// Where numbers stand already.
    taken: Vec<Rect>,
}

/// The lines that a piece is measured from, in its own millimetres.
struct Base {
    /// The centre line, or the left edge.
    x: f64,
    /// The fold, or the head.
    y: f64,
}

impl Diagram<'_, '_, '_, '_, '_, '_> {
    fn draw(&mut self) -> Done {
        self.head()?;
        let rows = self.pieces.len() as f64;
        let table = 8.0 + rows * ROW;
        let foot = 15.0 + 4.2 * self.pens.order.all().count() as f64;
        let table_top = BOTTOM - foot.max(0.0) - table;
        let room = Rect::new(LEFT, ZONE_TOP, RIGHT, table_top - 4.0);
        if room.height() < 90.0 {
            return Err(SheetError::TooLong {
                needed_mm: table + 90.0,
                room_mm: BOTTOM - ZONE_TOP,
            });
        }
        let (denominator, places) = arrange(self.pieces, room)?;
        let scale = 1.0 / denominator;
        for (i, (piece, at)) in self.pieces.iter().zip(&places).enumerate() {
            self.piece(i + 1, piece, *at, scale)?;
        }
        self.table(table_top, denominator)?;
        self.foot(BOTTOM - foot + 5.0)
    }

    fn head(&mut self) -> Done {
        let order = self.pens.order;
        let mut x = LEFT;
        for language in order.all() {
            let (size, colour) = if language == order.lead { (19.0, INK) } else { (11.5, SOFT) };
            let title = self.content.label(language, "sheet-diagram-title")?;
            let block = self.pens.type_.fit(&title, face(language, size), 60.0);
            self.pens.ink.text(&block, x, 19.0, Align::Left, colour)?;
            x += block.width_mm() + 4.0;
        }
        let mut x = LEFT;
        for language in order.all() {
            let (size, colour) = if language == order.lead { (12.0, ACCENT) } else { (9.5, INK) };
            let name = self.content.pattern.names.get(language);
            let block = self.pens.type_.fit(name, face(language, size), (136.0 - x).max(12.0));
            self.pens.ink.text(&block, x, 28.5, Align::Left, colour)?;
            x += block.width_mm() + 4.0;
        }
        let hash = self.content.short_hash();
        let lead = order.lead;
        for (i, (key, value)) in [
            ("sheet-order", self.content.order.to_owned()),
            ("sheet-date", self.content.date.to_owned()),
            ("sheet-template", format!("{} · {hash}", self.content.pattern.garment)),
        ]
        .into_iter()
        .enumerate()
        {
            let y = 14.5 + 5.4 * i as f64;
            let label = self.content.label(lead, key)?;
            let block = self.pens.type_.fit(&label, face(lead, 7.4), 16.0);
            self.pens.ink.text(&block, 140.0, y, Align::Right, SOFT)?;
            let block = self.pens.type_.fit(&value, Face::new(Language::En, 8.4), 36.0);
            self.pens.ink.text(&block, 142.0, y, Align::Left, INK)?;
        }
        qr::draw(self.pens.ink, self.content, Point::new(RIGHT - 18.0, 11.0), 18.0)?;
        self.pens.ink.line((LEFT, 33.0), (RIGHT, 33.0), Pen::new(ACCENT, 0.6));
        Ok(())
    }

    /// One piece with its numbers, the top left corner of its room at `at`.
    fn piece(&mut self, number: usize, piece: &CutPiece<'_>, at: Point, scale: f64) -> Done {
        let sew = piece.sew_line();
        let bounds = sew.bounding_box();
        let base = base(piece, bounds);
        let to_paper = Affine::translate(at.to_vec2() + Vec2::new(ROOM[0], ROOM[1]))
            * Affine::scale(scale)
            * Affine::translate(-bounds.origin().to_vec2());
        let paper = Rect::from_points(
            to_paper * bounds.origin(),
            to_paper * Point::new(bounds.x1, bounds.y1),
        );
        let one_way = self.content.is_one_way(piece.slot);
        self.pens.ink.fill(&(to_paper * &piece.cut_line), CLOTH);
        for mark in piece.marks(self.content.pattern, one_way) {
            let curve = to_paper * &mark.curve;
            let pen = match mark.layer {
                LineLayer::Cut => Pen::new(ASK, 0.14),
                LineLayer::Sew => Pen::new(ACCENT, 0.36),
                LineLayer::Internal if mark.id == "fold" => Pen::new(INK, 0.22).dashed(2.0),
                LineLayer::Internal => Pen::new(SOFT, 0.16).dashed(0.9),
                LineLayer::Trim => Pen::new(Colour(176, 122, 0), 0.16).dashed(0.5),
                LineLayer::Notch => Pen::new(INK, 0.3),
                LineLayer::Grain | LineLayer::Strip => continue,
            };
            self.pens.ink.stroke(&curve, pen);
        }
        for join in self.joins.iter().filter(|j| j.piece == piece.id) {
            let [a, b] = join.line.map(|p| to_paper * p);
            let [r, g, blue] = LineLayer::Strip.rgb();
            self.pens.ink.line(a.into(), b.into(), Pen::new(Colour(r, g, blue), 0.14).dashed(1.6));
        }
        self.grain(piece, &(to_paper * &sew), scale, one_way);
        // The number of the piece stands on its widest stretch, away from a fold.
        let outline = to_paper * &sew;
        let share = if piece.folds.is_empty() { 0.5 } else { 0.64 };
        let level = paper.y0 + paper.height() * share + 0.02;
        let (x0, x1) = stretches(&outline, level)
            .into_iter()
            .max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))
            .unwrap_or((paper.x0, paper.x1));
        let centre = Point::new(x0 + (x1 - x0) * 0.4, level);
        let radius = 2.9_f64.min(paper.height() * 0.46).max(1.3);
        self.taken.push(Rect::from_center_size(centre, (2.0 * radius, 2.0 * radius)));
        let plain = is_box(piece, &sew, bounds);
        if plain {
            self.box_numbers(piece, bounds, paper, to_paper)?;
        } else {
            self.levels(piece, bounds, &base, paper, to_paper)?;
            self.corners(piece, &base, bounds, to_paper)?;
            self.edges(piece, to_paper)?;
            self.darts(piece, &base, to_paper)?;
        }
        self.line_names(piece, to_paper)?;
        self.pens.ink.disc(centre, radius, ACCENT);
        let size = (radius * 3.7) as f32;
        let block =
            self.pens.type_.set(&number.to_string(), Face::new(Language::En, size).bold(), None);
        self.pens.ink.text(&block, centre.x, centre.y + radius * 0.46, Align::Centre, WHITE)
    }

    /// The levels of all corners and level lines, down from the 0 line.
    fn levels(
        &mut self,
        piece: &CutPiece<'_>,
        bounds: Rect,
        base: &Base,
        paper: Rect,
        to_paper: Affine,
    ) -> Done {
        let mut levels: Vec<f64> = piece.edges.iter().map(|(_, e)| e.start().y).collect();
        for (_, line) in piece.internal() {
            let ends: Vec<Point> =
                line.elements().iter().filter_map(kurbo::PathEl::end_point).collect();
            match ends[..] {
                [a, b] if (a.y - b.y).abs() < SAME_MM => levels.push(a.y),
                _ => {}
            }
        }
        levels.push(base.y);
        levels.sort_by(f64::total_cmp);
        levels.dedup_by(|b, a| (*b - *a).abs() < SAME_MM);
        let heights: Vec<f64> =
            levels.iter().map(|&y| (to_paper * Point::new(bounds.x0, y)).y).collect();
        let spread = spread(&heights, 2.9, paper.y0 - 4.5, paper.y1 + 4.5);
        let x = paper.x0 - 2.6;
        for ((&level, &from), &to) in levels.iter().zip(&heights).zip(&spread) {
            // A hair across the piece, from the leftmost edge to the centre line or the last corner.
            let reach = piece
                .edges
                .iter()
                .filter(|(_, e)| (e.start().y - level).abs() < SAME_MM)
                .map(|(_, e)| e.start().x)
                .fold(base.x, f64::max);
            let end = (to_paper * Point::new(reach, level)).x;
            self.pens.ink.line((paper.x0, from), (end, from), Pen::new(RULE, 0.1));
            self.pens.ink.line((x + 0.4, to), (paper.x0 - 0.3, from), Pen::new(SOFT, 0.1));
            let off = level - base.y;
            let zero = off.abs() < SAME_MM;
            let text = if zero { "0".to_owned() } else { cm(off.abs()) };
            let face = Face::new(Language::En, NUMBER_PT);
            let block = self.pens.type_.set(&text, if zero { face.bold() } else { face }, None);
            self.pens.ink.text(&block, x, to + 0.95, Align::Right, INK)?;
            let width = block.width_mm();
            self.taken.push(Rect::new(x - width, to - 1.6, x, to + 1.2));
        }
        // The lines that are measured from.
        let zero = (to_paper * Point::new(base.x, base.y)).y;
        self.pens.ink.line((paper.x0, zero), (paper.x1, zero), Pen::new(INK, 0.16));
        let centre = (to_paper * Point::new(base.x, base.y)).x;
        self.pens.ink.line((centre, paper.y0), (centre, paper.y1), Pen::new(INK, 0.16));
        Ok(())
    }

    /// How far each corner lies from the centre line.
    fn corners(
        &mut self,
        piece: &CutPiece<'_>,
        base: &Base,
        bounds: Rect,
        to_paper: Affine,
    ) -> Done {
        let mut said: Vec<Point> = Vec::new();
        for (_, edge) in &piece.edges {
            let corner = edge.start();
            if said.iter().any(|p| p.distance(corner) < SAME_MM) {
                continue;
            }
            said.push(corner);
            let off = (corner.x - base.x).abs();
            if off < SAME_MM {
                continue;
            }
            let at = to_paper * corner;
            let outward = if corner.x > bounds.center().x { 1.0 } else { -1.0 };
            self.pens.ink.disc(at, 0.42, ACCENT);
            let candidates = [
                (Vec2::new(1.2 * outward, -0.9), outward),
                (Vec2::new(1.2 * outward, 2.6), outward),
                (Vec2::new(1.2 * outward, 0.9), outward),
                (Vec2::new(-1.2 * outward, -0.9), -outward),
                (Vec2::new(-1.2 * outward, 2.6), -outward),
                (Vec2::new(1.2 * outward, -3.6), outward),
                (Vec2::new(1.2 * outward, 5.2), outward),
            ];
            self.number(&cm(off), at, &candidates, INK, true)?;
        }
        Ok(())
    }

    /// Lengths of slanting and curved edges, and every seam allowance.
    fn edges(&mut self, piece: &CutPiece<'_>, to_paper: Affine) -> Done {
        for (_, edge) in &piece.edges {
            let length = edge.length_mm(0.1);
            let (a, b) = (edge.start(), edge.end());
            let on_paper = length * to_paper.as_coeffs()[0];
            let (before, after) = (edge.point_at(0.45), edge.point_at(0.55));
            let along = after - before;
            if along.hypot() < 1e-6 || on_paper < 3.5 {
                continue;
            }
            let along = along.normalize();
            let out = Vec2::new(-along.y, along.x);
            let middle = to_paper * edge.point_at(0.5);
            let bow = bow_mm(edge);
            let slanting = (a.x - b.x).abs() > SAME_MM && (a.y - b.y).abs() > SAME_MM;
            if (bow > SAME_MM || slanting) && on_paper > 8.0 {
                let text = if bow > SAME_MM {
                    format!("{} ({})", cm(length), cm(bow))
                } else {
                    cm(length)
                };
                let inside = -out;
                let side = if inside.x >= 0.0 { 1.0 } else { -1.0 };
                let candidates = [
                    (inside * 1.6 + Vec2::new(0.0, 0.9), side),
                    (inside * 3.4 + Vec2::new(0.0, 0.9), side),
                    (inside * 1.6 + along * 4.0 + Vec2::new(0.0, 0.9), side),
                    (inside * 1.6 - along * 4.0 + Vec2::new(0.0, 0.9), side),
                    (inside * 1.6 + along * 7.0 + Vec2::new(0.0, 0.9), side),
                    (inside * 1.6 - along * 7.0 + Vec2::new(0.0, 0.9), side),
                    (inside * 5.0 + Vec2::new(0.0, 3.4), side),
                    (out * 4.6 + Vec2::new(0.0, 0.9), -side),
                    (out * 4.6 + along * 5.0 + Vec2::new(0.0, 0.9), -side),
                ];
                self.number(&text, middle, &candidates, ACCENT, false)?;
            }
            let side = if out.x >= 0.3 {
                1.0
            } else if out.x <= -0.3 {
                -1.0
            } else {
                0.0
            };
            let spot = to_paper * edge.point_at(0.3);
            let allowance = to_paper.as_coeffs()[0] * edge.allowance_mm;
            let text = format!("+{}", cm(edge.allowance_mm));
            let candidates = [
                (out * (allowance + 1.4) + Vec2::new(0.0, 0.8), side),
                (out * (allowance + 1.4) + along * 5.0 + Vec2::new(0.0, 0.8), side),
                (out * (allowance + 1.4) - along * 5.0 + Vec2::new(0.0, 0.8), side),
                (out * (allowance + 3.8) + Vec2::new(0.0, 0.8), side),
                (out * (allowance + 5.4) + along * 3.0 + Vec2::new(0.0, 0.8), side),
            ];
            self.number_of(&text, spot, &candidates, ASK, 6.0)?;
        }
        Ok(())
    }

    /// Where each dart is, how wide, and how far it runs up and down.
    fn darts(&mut self, piece: &CutPiece<'_>, base: &Base, to_paper: Affine) -> Done {
        for part in &piece.parts {
            for dart in &part.panel.darts {
                let at = part.piece_from_panel * dart.at;
                let mut text = cm(dart.width_mm);
                for (sign, mm) in [("↑", dart.up_mm), ("↓", dart.down_mm)] {
                    if mm > 0.0 {
                        text = format!("{text} {sign}{}", cm(mm));
                    }
                }
                let end =
                    to_paper * (part.piece_from_panel * (dart.at + Vec2::new(0.0, dart.down_mm)));
                let below = [3.0, 5.6, 8.2].map(|down| (Vec2::new(0.0, down), 0.0));
                self.number_of(&text, end, &below, SOFT, 6.4)?;
                let off = (at.x - base.x).abs();
                let side = if at.x < base.x { -1.0 } else { 1.0 };
                let beside =
                    [(Vec2::new(side * 1.6, 3.0), side), (Vec2::new(side * 1.6, -1.2), side)];
                self.number_of(&cm(off), to_paper * at, &beside, INK, 6.4)?;
            }
        }
        Ok(())
    }

    /// A box needs two numbers, and where its notches are.
    fn box_numbers(
        &mut self,
        piece: &CutPiece<'_>,
        bounds: Rect,
        paper: Rect,
        to_paper: Affine,
    ) -> Done {
        let centre = paper.center();
        let up = [(Vec2::new(0.0, -1.2), 0.0), (Vec2::new(9.0, -1.2), 0.0)];
        self.number(&cm(bounds.width()), Point::new(centre.x, paper.y0), &up, INK, true)?;
        let left = [(Vec2::new(-1.4, 0.95), -1.0)];
        self.number(&cm(bounds.height()), Point::new(paper.x0, centre.y), &left, INK, true)?;
        if let Some((_, edge)) = piece.edges.first() {
            let right = [(Vec2::new(1.6, 0.8), 1.0)];
            let text = format!("+{}", cm(edge.allowance_mm));
            self.number_of(&text, Point::new(paper.x1, centre.y), &right, ASK, 6.0)?;
        }
        for notch in piece.notches() {
            let off = notch.on_sew_line.x - bounds.x0;
            if off < SAME_MM || off > bounds.width() - SAME_MM {
                continue;
            }
            let at = Point::new((to_paper * notch.on_sew_line).x, paper.y1);
            let candidates = [3.4, 5.8, 8.2].map(|down| (Vec2::new(0.0, down), 0.0));
            self.number_of(&cm(off), at, &candidates, SOFT, 6.2)?;
        }
        Ok(())
    }

    fn line_names(&mut self, piece: &CutPiece<'_>, to_paper: Affine) -> Done {
        let lead = self.pens.order.lead;
        for (id, line) in piece.internal() {
            if id == "dart" || id == "centre" {
                continue;
            }
            let Some(words) = self.content.line_name(lead, id) else { continue };
            let ends: Vec<Point> =
                line.elements().iter().filter_map(kurbo::PathEl::end_point).collect();
            let [a, b] = ends[..] else { continue };
            let at = to_paper * a.lerp(b, 0.72);
            let candidates = [
                (Vec2::new(0.0, -0.7), 0.0),
                (Vec2::new(-5.0, -0.7), 0.0),
                (Vec2::new(0.0, 2.8), 0.0),
            ];
            let block = self.pens.type_.set(&words, face(lead, 6.2), None);
            self.put(&block, at, &candidates, SOFT)?;
        }
        Ok(())
    }

    fn number(
        &mut self,
        text: &str,
        at: Point,
        candidates: &[(Vec2, f64)],
        colour: Colour,
        strong: bool,
    ) -> Done {
        let face = Face::new(Language::En, NUMBER_PT);
        let block = self.pens.type_.set(text, if strong { face.bold() } else { face }, None);
        self.put(&block, at, candidates, colour)
    }

    fn number_of(
        &mut self,
        text: &str,
        at: Point,
        candidates: &[(Vec2, f64)],
        colour: Colour,
        size_pt: f32,
    ) -> Done {
        let block = self.pens.type_.set(text, Face::new(Language::En, size_pt), None);
        self.put(&block, at, candidates, colour)
    }

    /// Sets a block at the first candidate that no other number stands on.
    ///
    /// A candidate is a shift of the baseline, and to which side the text runs: 1 right, −1 left, 0
    /// both.
    fn put(
        &mut self,
        block: &crate::text::Block,
        at: Point,
        candidates: &[(Vec2, f64)],
        colour: Colour,
    ) -> Done {
        let (width, height) = (block.width_mm(), 2.1);
        let place = |(shift, side): (Vec2, f64)| {
            let p = at + shift;
            let x0 = p.x - width * (0.5 - 0.5 * side);
            Rect::new(x0, p.y - height, x0 + width, p.y + 0.5)
        };
        // A little air, or two numbers read as one.
        let free = |r: &Rect| {
            let r = r.inflate(0.5, 0.15);
            self.taken.iter().all(|t| t.intersect(r).is_zero_area())
        };
        let all: Vec<Rect> = candidates.iter().map(|&c| place(c)).collect();
        let Some(rect) = all.iter().copied().find(free).or(all.first().copied()) else {
            return Ok(());
        };
        self.taken.push(rect);
        // The line under a number would strike it out.
        self.pens.ink.fill_rect(rect.inflate(0.2, -0.1), HALO);
        self.pens.ink.text(block, rect.x0, rect.y1 - 0.5, Align::Left, colour)
    }

    /// An arrow along the warp, at a third of the width.
    fn grain(&mut self, piece: &CutPiece<'_>, outline: &BezPath, scale: f64, one_way: bool) {
        let [a, b] = piece.grain_line();
        let along = (b - a).normalize();
        let bounds = outline.bounding_box();
        let length = (a.distance(b) * scale * 0.5).min(26.0);
        if length < 5.0 {
            return;
        }
        let level = bounds.center().y + bounds.height() * 0.12;
        let Some((x0, x1)) = stretches(outline, level)
            .into_iter()
            .max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))
        else {
            return;
        };
        let middle = Point::new(x0 + (x1 - x0) * 0.68, level);
        let mut arrow = BezPath::new();
        let (from, to) = (middle - along * (length / 2.0), middle + along * (length / 2.0));
        arrow.move_to(from);
        arrow.line_to(to);
        let side = Vec2::new(-along.y, along.x) * 0.7;
        let ends = [(to, -along * 1.7), (from, along * 1.7)];
        for (tip, back) in ends.into_iter().take(if one_way { 1 } else { 2 }) {
            arrow.move_to(tip + back + side);
            arrow.line_to(tip);
            arrow.line_to(tip + back - side);
        }
        self.pens.ink.stroke(&arrow, Pen::new(Colour(0, 128, 0), 0.24));
    }

    /// Which pieces, how often, of what.
    fn table(&mut self, top: f64, denominator: f64) -> Done {
        let order = self.pens.order;
        let languages: Vec<Language> = order.all().collect();
        let name_end = 112.0;
        let columns =
            [(name_end + 2.0, "sheet-quantity"), (146.0, "sheet-cloth"), (172.0, "sheet-size")];
        let bar = Rect::new(LEFT, top, RIGHT, top + 6.6);
        self.pens.ink.fill_rect(bar, GROUND);
        let mut x = LEFT + 2.0;
        for &language in &languages {
            let text = self.content.label(language, "sheet-pattern")?;
            let block = self.pens.type_.fit(&text, face(language, 8.0), 40.0);
            self.pens.ink.text(&block, x, top + 4.5, Align::Left, ACCENT)?;
            x += block.width_mm() + 3.0;
        }
        let text =
            format!("{} 1 : {denominator:.0}", self.content.label(order.lead, "sheet-scale")?);
        let block = self.pens.type_.set(&text, face(order.lead, 7.6), None);
        self.pens.ink.text(&block, name_end - 4.0, top + 4.5, Align::Right, SOFT)?;
        for (x, key) in columns {
            let text = self.content.label(order.lead, key)?;
            let block = self.pens.type_.fit(&text, face(order.lead, 7.4), 30.0);
            self.pens.ink.text(&block, x, top + 4.5, Align::Left, SOFT)?;
        }
        for (i, piece) in self.pieces.iter().enumerate() {
            let y = top + 8.0 + ROW * i as f64;
            let baseline = y + ROW * 0.5 + 1.1;
            self.pens.ink.disc(Point::new(LEFT + 2.4, y + ROW * 0.5), 2.1, ACCENT);
            let number = (i + 1).to_string();
            let block = self.pens.type_.set(&number, Face::new(Language::En, 7.6).bold(), None);
            self.pens.ink.text(&block, LEFT + 2.4, baseline, Align::Centre, WHITE)?;
            let room = (name_end - LEFT - 8.0) / languages.len() as f64;
            for (j, &language) in languages.iter().enumerate() {
                let size = if j == 0 { 9.0 } else { 8.0 };
                let text = piece.names.get(language);
                let block = self.pens.type_.fit(text, face(language, size), room - 2.0);
                let up = if block.line_count() > 1 { 1.5 } else { 0.0 };
                let x = LEFT + 6.5 + room * j as f64;
                let colour = if j == 0 { INK } else { SOFT };
                self.pens.ink.text(&block, x, baseline - up, Align::Left, colour)?;
            }
            let cut = self.content.cut_count(piece, order.lead)?;
            let cloth = self.content.cloth_name(piece.slot, order.lead);
            let size = piece.sew_line().bounding_box().size();
            let size = format!("{} × {}", cm(size.width), cm(size.height));
            for (x, text, room) in [
                (columns[0].0, cut, 30.0),
                (columns[1].0, cloth, 24.0),
                (columns[2].0, size, RIGHT - columns[2].0),
            ] {
                let block = self.pens.type_.fit(&text, face(order.lead, 8.4), room);
                let up = if block.line_count() > 1 { 1.5 } else { 0.0 };
                self.pens.ink.text(&block, x, baseline - up, Align::Left, INK)?;
            }
            self.pens.row_rule(LEFT, y + ROW, RIGHT - LEFT);
        }
        Ok(())
    }

    fn foot(&mut self, top: f64) -> Done {
        let mut y = top;
        for key in ["sheet-diagram-how", "sheet-as-worn"] {
            for language in self.pens.order.all() {
                let text = self.content.label(language, key)?;
                let block = self.pens.type_.fit(&text, face(language, 7.4), RIGHT - LEFT - 40.0);
                self.pens.ink.text(&block, LEFT, y, Align::Left, SOFT)?;
                y += 4.2 * block.line_count() as f64;
            }
        }
        // Two of the squares have room here; they show whether the page was scaled.
        let side = 1000.0 / 30.0;
        let at = Point::new(RIGHT - side, BOTTOM - 15.0);
        for (i, (length, name)) in [(side, "1 市寸"), (30.0, "3 cm")].into_iter().enumerate() {
            let y = at.y + 5.0 + 8.0 * i as f64;
            self.pens.ink.line((at.x, y), (at.x + length, y), Pen::new(INK, 0.25));
            for x in [at.x, at.x + length] {
                self.pens.ink.line((x, y - 1.4), (x, y + 1.4), Pen::new(INK, 0.25));
            }
            let block = self.pens.type_.set(name, Face::new(Language::Zh, 6.6), None);
            self.pens.ink.text(&block, at.x + length / 2.0, y - 1.0, Align::Centre, SOFT)?;
        }
        Ok(())
    }
}

/// Where a piece is measured from.
fn base(piece: &CutPiece<'_>, bounds: Rect) -> Base {
    let x = if bounds.x0 < SAME_MM && bounds.x1 > -SAME_MM { 0.0 } else { bounds.x0 };
    let y = piece.folds.first().map_or(bounds.y0, |[a, b]| 0.5 * (a.y + b.y));
    Base { x, y }
}

/// Is the piece a box, all of whose corners lie on its sides.
fn is_box(piece: &CutPiece<'_>, sew: &BezPath, bounds: Rect) -> bool {
    piece.folds.is_empty() && (sew.area().abs() / bounds.area().max(1e-9) - 1.0).abs() < 1e-3
}

/// How far an edge bows out from the straight line between its ends (mm).
fn bow_mm(edge: &Edge) -> f64 {
    let chord = kurbo::Line::new(edge.start(), edge.end());
    if chord.arclen(1e-3) < 1e-6 {
        return 0.0;
    }
    edge.curve
        .segments()
        .flat_map(|s| (1..8).map(move |i| s.eval(f64::from(i) / 8.0)))
        .map(|p| chord.nearest(p, 1e-3).distance_sq.sqrt())
        .fold(0.0, f64::max)
}

/// Centimetres with one decimal, none where it is zero.
fn cm(mm: f64) -> String {
    let text = format!("{:.1}", mm / 10.0);
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// Moves sorted values apart to at least `gap`, as little as may be, between `low` and `high`.
fn spread(values: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let mut out = values.to_vec();
    // Push down, then back up from the end, then share the difference.
    for i in 1..out.len() {
        out[i] = out[i].max(out[i - 1] + gap);
    }
    if let Some(last) = out.last_mut() {
        *last = last.min(high.max(low));
    }
    for i in (1..out.len()).rev() {
        out[i - 1] = out[i - 1].min(out[i] - gap);
    }
    out
}

/// The scale 1 : n, n whole, and where the room of each piece lies.
fn arrange(pieces: &[CutPiece<'_>], room: Rect) -> Result<(f64, Vec<Point>), SheetError> {
    for denominator in 4..80 {
        let scale = 1.0 / f64::from(denominator);
        let sizes: Vec<Size> = pieces
            .iter()
            .map(|p| {
                let size = p.sew_line().bounding_box().size() * scale;
                Size::new(size.width + ROOM[0] + ROOM[2], size.height + ROOM[1] + ROOM[3])
            })
            .collect();
        if let Some(places) = packed(&sizes, room) {
            return Ok((f64::from(denominator), places));
        }
    }
    Err(SheetError::TooLong { needed_mm: f64::INFINITY, room_mm: room.height() })
}

/// Boxes in a room without overlap, tallest first, each as high up and then as far left as it goes;
/// `None` when they do not fit.
fn packed(sizes: &[Size], room: Rect) -> Option<Vec<Point>> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by(|&a, &b| sizes[b].height.total_cmp(&sizes[a].height).then(a.cmp(&b)));
    let mut placed: Vec<Rect> = Vec::new();
    let mut places = vec![Point::ZERO; sizes.len()];
    for index in order {
        let xs = std::iter::once(room.x0).chain(placed.iter().map(|r| r.x1));
        let mut best: Option<Point> = None;
        for x in xs {
            for y in std::iter::once(room.y0).chain(placed.iter().map(|r| r.y1)) {
                let rect = Rect::from_origin_size((x, y), sizes[index]);
                let fits = room.inflate(1e-6, 1e-6).contains_rect(rect)
                    && placed
                        .iter()
                        .all(|r| r.intersect(rect.inflate(-1e-6, -1e-6)).is_zero_area());
                let better = best.is_none_or(|b| (y, x) < (b.y, b.x));
                if fits && better {
                    best = Some(Point::new(x, y));
                }
            }
        }
        places[index] = best?;
        placed.push(Rect::from_origin_size(best?, sizes[index]));
    }
    Some(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_that_lie_close_are_moved_apart_and_stay_in_order() {
        let out = spread(&[0.0, 0.5, 0.9, 30.0, 30.2], 3.0, -4.0, 33.0);
        assert!(out.windows(2).all(|w| w[1] - w[0] >= 3.0 - 1e-9), "{out:?}");
        assert!(out.iter().all(|y| (-9.0..=33.0).contains(y)), "{out:?}");
    }

    #[test]
    fn boxes_are_packed_in_the_room_and_apart() {
        let sizes = [
            Size::new(60.0, 150.0),
            Size::new(60.0, 150.0),
            Size::new(50.0, 40.0),
            Size::new(70.0, 12.0),
            Size::new(70.0, 12.0),
        ];
        let room = Rect::new(10.0, 40.0, 198.0, 210.0);
        let places = packed(&sizes, room).unwrap();
        let rects: Vec<Rect> =
            places.iter().zip(&sizes).map(|(p, s)| Rect::from_origin_size(*p, *s)).collect();
        for (i, a) in rects.iter().enumerate() {
            assert!(room.inflate(1e-6, 1e-6).contains_rect(*a));
            assert!(rects[i + 1..].iter().all(|b| a.intersect(*b).area() < 1e-9), "{rects:?}");
        }
    }
}
