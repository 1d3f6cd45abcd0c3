//! The cutting diagram: one A4 page with every number that is needed to chalk the pieces on cloth.
//!
//! A tailor draws a piece from two lines: the centre line down, and a line across at its head, the 0
//! line. Every corner then has two numbers: how far down from the 0 line, written at the left of the
//! piece, and how far out from the centre line, written at the corner. Curves have their length and,
//! in brackets, how far they bow out from a straight line.

mod arrange;
mod numbers;

use kurbo::{Affine, BezPath, Point, Rect, Shape, Vec2};
use pattern::{CutPiece, Join, Language, LineLayer};

use self::arrange::arrange;
use crate::diagram::stretches;
use crate::ink::{ACCENT, ASK, Align, Colour, GROUND, INK, Pen, SOFT};
use crate::pages::{Book, Done};
use crate::table::{Order, Pens, face};
use crate::text::Face;
use crate::{Fonts, SheetContent, SheetError, head};

const PAGE: (f64, f64) = (210.0, 297.0);
const LEFT: f64 = 11.0;
const RIGHT: f64 = PAGE.0 - 11.0;
const ZONE_TOP: f64 = 38.0;
const BOTTOM: f64 = 287.0;
/// Height of a row of the list of pieces (mm).
const ROW: f64 = 6.4;
/// Room round a piece for its numbers: left, top, right, bottom (mm).
const ROOM: [f64; 4] = [11.5, 6.0, 7.0, 5.5];
/// Two levels closer than this are one (mm of cloth).
const SAME_MM: f64 = 2.5;
const WHITE: Colour = Colour(255, 255, 255);
const CLOTH: Colour = Colour(251, 249, 245);

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
        head::draw(self.pens, self.content, "sheet-diagram-title", (LEFT, RIGHT))?;
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

/// Centimetres with one decimal, none where it is zero.
fn cm(mm: f64) -> String {
    let text = format!("{:.1}", mm / 10.0);
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}
