//! The pattern in true size: along a roll of paper, or over sheets that are glued.

use kurbo::{Affine, BezPath, Point, Rect, Shape, Size, Vec2};
use pattern::paper::{Paper, PaperItem, PaperLay, lay_on_paper};
use pattern::{CutPiece, Join, Language, LineLayer};

use crate::diagram::stretches;
use crate::ink::{ACCENT, Align, Colour, INK, Pen, SOFT};
use crate::pages::{Book, Done};
use crate::squares;
use crate::table::{Order, Pens, face};
use crate::text::Face;
use crate::{Fonts, SheetContent, SheetError, qr};

/// The longest page of a roll (mm): PDF ends at 200 inches.
const ROLL_PAGE_MM: f64 = 5000.0;
/// Widths of rolls that are taken (mm): from a narrow plotter to a wide cutting table.
pub const ROLL_WIDTH_MM: (f64, f64) = (420.0, 2600.0);
/// The most sheets of A4 that anyone should glue.
pub const MOST_A4: usize = 30;
/// From the edge of the paper to what is drawn (mm): what printers cannot reach.
const MARGIN: f64 = 10.0;
/// The title with the test squares, at the top left of each roll page and of the first sheet (mm).
const TITLE: Size = Size::new(186.0, 118.0);

/// The kinds of line that the title explains.
const LEGEND: [LineLayer; 6] = [
    LineLayer::Cut,
    LineLayer::Sew,
    LineLayer::Grain,
    LineLayer::Internal,
    LineLayer::Trim,
    LineLayer::Strip,
];

/// A size of paper that pages are glued from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetSize {
    /// 841 × 1189 mm.
    A0,
    /// 210 × 297 mm, of which [`MOST_A4`] are the most.
    A4,
}

impl SheetSize {
    /// Its shorter and longer side (mm).
    pub fn sides_mm(self) -> (f64, f64) {
        match self {
            Self::A0 => (841.0, 1189.0),
            Self::A4 => (210.0, 297.0),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::A0 => "A0",
            Self::A4 => "A4",
        }
    }
}

/// Every piece once in true size along a roll of `roll_width_mm`.
///
/// Gives a PDF whose pages are as wide as the roll and at most 5 m long. A piece wider than the roll
/// is drawn in parts with a flap to glue. Each page has squares of 10 cm, 5 cm and one 市寸.
///
/// # Errors
///
/// [`SheetError::RollWidth`], and [`SheetError::MissingLabel`] when the words are not whole.
pub fn roll(
    content: &SheetContent<'_>,
    fonts: &Fonts,
    languages: &[Language],
    roll_width_mm: f64,
) -> Result<Vec<u8>, SheetError> {
    write_roll(content, fonts, languages, roll_width_mm, true)
}

pub(crate) fn write_roll(
    content: &SheetContent<'_>,
    fonts: &Fonts,
    languages: &[Language],
    roll_width_mm: f64,
    compress: bool,
) -> Result<Vec<u8>, SheetError> {
    let (low, high) = ROLL_WIDTH_MM;
    if !(low..=high).contains(&roll_width_mm) {
        return Err(SheetError::RollWidth { mm: roll_width_mm, low, high });
    }
    let order = Order::new(languages)?;
    let pieces = content.pattern.pieces();
    let width_mm = roll_width_mm - 2.0 * MARGIN;
    let reserved = Rect::from_origin_size(Point::ZERO, TITLE);
    let length_mm = ROLL_PAGE_MM - 2.0 * MARGIN;
    let lay = lay_on_paper(&pieces, Paper { width_mm, length_mm, reserved })?;
    let joins = content.joins();
    let mut book = Book::new(content, fonts, order, "sheet-plot-title", compress)?;
    let count = lay.lengths_mm.len();
    for (number, length) in lay.lengths_mm.iter().enumerate() {
        let length = length.max(TITLE.height);
        book.page((roll_width_mm, length + 2.0 * MARGIN), |pens| {
            let sheet = Rect::new(0.0, 0.0, width_mm, length);
            let (shift, avoid) = (Vec2::splat(MARGIN), Rect::ZERO);
            let mut plot = Plot { content, pieces: &pieces, pens, shift, joins: &joins, avoid };
            plot.title(&format!("{} / {count}", number + 1))?;
            plot.items(&lay, number, sheet)
        })?;
    }
    book.finish()
}

/// Every piece once in true size over sheets to be glued edge to edge.
///
/// Sheets on which nothing would be drawn are left out. Rows are letters, columns numbers; neighbours
/// meet at the frame, and the margin is glued under.
///
/// # Errors
///
/// [`SheetError::TooManySheets`] for more than [`MOST_A4`] sheets of A4, with their count;
/// [`SheetError::MissingLabel`] when the words are not whole.
pub fn tiles(
    content: &SheetContent<'_>,
    fonts: &Fonts,
    languages: &[Language],
    size: SheetSize,
) -> Result<Vec<u8>, SheetError> {
    write_tiles(content, fonts, languages, size, true)
}

pub(crate) fn write_tiles(
    content: &SheetContent<'_>,
    fonts: &Fonts,
    languages: &[Language],
    size: SheetSize,
    compress: bool,
) -> Result<Vec<u8>, SheetError> {
    let order = Order::new(languages)?;
    let pieces = content.pattern.pieces();
    let tiling = tile(&pieces, size)?;
    if size == SheetSize::A4 && tiling.used.len() > MOST_A4 {
        return Err(SheetError::TooManySheets { needed: tiling.used.len(), most: MOST_A4 });
    }
    let joins = content.joins();
    let mut book = Book::new(content, fonts, order, "sheet-plot-title", compress)?;
    let count = tiling.used.len();
    for (number, &(column, row)) in tiling.used.iter().enumerate() {
        let page = (tiling.sheet.width + 2.0 * MARGIN, tiling.sheet.height + 2.0 * MARGIN);
        book.page(page, |pens| {
            let corner =
                Vec2::new(column as f64 * tiling.sheet.width, row as f64 * tiling.sheet.height);
            let sheet = Rect::from_origin_size(corner.to_point(), tiling.sheet);
            let shift = Vec2::splat(MARGIN) - corner;
            let mut plot =
                Plot { content, pieces: &pieces, pens, shift, joins: &joins, avoid: Rect::ZERO };
            plot.pens.ink.clip(sheet + shift);
            let squares = if (column, row) == (0, 0) {
                plot.title(&format!("{} / {count}", number + 1))
            } else {
                let at = freest(&pieces, &tiling.lay, sheet) + shift;
                let side = squares::SIDES_MM[0].0;
                plot.avoid = Rect::from_origin_size(at, Size::new(side, side));
                squares::nested(plot.pens, at)
            };
            let drawn = squares.and_then(|()| plot.items(&tiling.lay, 0, sheet));
            plot.pens.ink.unclip();
            drawn?;
            plot.frame(sheet, &tiling, (column, row), size, (number + 1, count))
        })?;
    }
    book.finish()
}

/// How many sheets the pattern takes.
///
/// # Errors
///
/// [`SheetError::Paper`] when it cannot be laid out at all.
pub fn sheet_count(pattern: &pattern::Pattern, size: SheetSize) -> Result<usize, SheetError> {
    Ok(tile(&pattern.pieces(), size)?.used.len())
}

/// Pieces laid on one large paper that is cut into sheets.
struct Tiling {
    /// What can be drawn on of one sheet (mm).
    sheet: Size,
    lay: PaperLay,
    /// Column and row of each sheet that has something on it, row by row.
    used: Vec<(usize, usize)>,
}

/// The tiling with the fewest sheets among upright and lying ones, one to several side by side.
fn tile(pieces: &[CutPiece<'_>], size: SheetSize) -> Result<Tiling, SheetError> {
    let (short, long) = size.sides_mm();
    let (short, long) = (short - 2.0 * MARGIN, long - 2.0 * MARGIN);
    let across: &[usize] = match size {
        SheetSize::A0 => &[1, 2, 3],
        SheetSize::A4 => &[1, 2, 3, 4, 5, 6, 8],
    };
    let reserved = Rect::from_origin_size(Point::ZERO, TITLE);
    let mut best: Option<Tiling> = None;
    for sheet in [Size::new(short, long), Size::new(long, short)] {
        for &columns in across {
            let width_mm = sheet.width * columns as f64;
            let lay = lay_on_paper(pieces, Paper { width_mm, length_mm: f64::INFINITY, reserved })?;
            let rows = (lay.lengths_mm[0] / sheet.height).ceil().max(1.0) as usize;
            let used: Vec<(usize, usize)> = (0..rows)
                .flat_map(|row| (0..columns).map(move |column| (column, row)))
                .filter(|&(column, row)| {
                    let corner = Point::new(column as f64 * sheet.width, row as f64 * sheet.height);
                    (column, row) == (0, 0)
                        || is_used(pieces, &lay, Rect::from_origin_size(corner, sheet))
                })
                .collect();
            if best.as_ref().is_none_or(|b| used.len() < b.used.len()) {
                best = Some(Tiling { sheet, lay, used });
            }
        }
    }
    best.ok_or(SheetError::TooManySheets { needed: 0, most: MOST_A4 })
}

/// Is anything of a piece in the box.
fn is_used(pieces: &[CutPiece<'_>], lay: &PaperLay, sheet: Rect) -> bool {
    lay.items.iter().any(|item| {
        let outline = item.paper_from_piece * &pieces[item.piece].cut_line;
        let shown = item.clip.map_or(sheet, |c| c.intersect(sheet));
        shown.area() > 0.0
            && outline.bounding_box().overlaps(shown)
            && (outline.winding(shown.center()) != 0 || crosses(&outline, shown))
    })
}

/// Does the outline, of straight lines, run through the box.
fn crosses(outline: &BezPath, sheet: Rect) -> bool {
    outline.segments().any(|s| {
        let (a, b) = (kurbo::ParamCurve::start(&s), kurbo::ParamCurve::end(&s));
        let steps = (a.distance(b) / 5.0).ceil().max(1.0) as usize;
        (0..=steps).any(|i| sheet.contains(a.lerp(b, i as f64 / steps as f64)))
    })
}

/// The place for the test squares where the fewest cut lines run through them.
fn freest(pieces: &[CutPiece<'_>], lay: &PaperLay, sheet: Rect) -> Point {
    let side = squares::SIDES_MM[0].0;
    let outlines: Vec<Vec<Point>> = lay
        .items
        .iter()
        .map(|item| {
            let outline = item.paper_from_piece * &pieces[item.piece].cut_line;
            outline
                .segments()
                .flat_map(|s| {
                    let (a, b) = (kurbo::ParamCurve::start(&s), kurbo::ParamCurve::end(&s));
                    let steps = (a.distance(b) / 5.0).ceil().max(1.0) as usize;
                    (0..steps).map(move |i| a.lerp(b, i as f64 / steps as f64))
                })
                .filter(|p| sheet.contains(*p))
                .collect()
        })
        .collect();
    let steps = |room: f64| (0..=4).map(move |i| 5.0 + (room - side - 10.0) * f64::from(i) / 4.0);
    let mut best = (usize::MAX, sheet.origin());
    for y in steps(sheet.height()) {
        for x in steps(sheet.width()) {
            let at = sheet.origin() + Vec2::new(x, y);
            let square = Rect::from_origin_size(at, Size::new(side, side)).inflate(2.0, 2.0);
            let hits = outlines.iter().flatten().filter(|p| square.contains(**p)).count();
            if hits < best.0 {
                best = (hits, at);
            }
        }
    }
    best.1
}

/// A page in true size being drawn.
struct Plot<'p, 'c, 'a, 's, 'd, 'f> {
    content: &'c SheetContent<'c>,
    pieces: &'p [CutPiece<'c>],
    pens: &'p mut Pens<'a, 's, 'd, 'f>,
    /// From the lay to the page.
    shift: Vec2,
    /// Where pieces are joined from strips.
    joins: &'p [Join],
    /// Where names had better not stand: the test squares, on the page.
    avoid: Rect,
}

impl Plot<'_, '_, '_, '_, '_, '_> {
    fn items(&mut self, lay: &PaperLay, page: usize, sheet: Rect) -> Done {
        for item in lay.items.iter().filter(|i| i.page == page) {
            let outline = item.paper_from_piece * &self.pieces[item.piece].cut_line;
            if outline.bounding_box().overlaps(sheet) {
                self.item(item, sheet)?;
            }
        }
        Ok(())
    }

    fn item(&mut self, item: &PaperItem, sheet: Rect) -> Done {
        let piece = &self.pieces[item.piece];
        let to_page = Affine::translate(self.shift) * item.paper_from_piece;
        let shown = item.clip.map_or(sheet, |c| c.intersect(sheet)) + self.shift;
        if let Some(clip) = item.clip {
            self.pens.ink.clip(clip + self.shift);
        }
        for mark in piece.marks(self.content.pattern, self.content.is_one_way(piece.slot)) {
            let mut pen = pen(mark.layer);
            if mark.layer == LineLayer::Internal && mark.id == "fold" {
                pen = Pen::new(pen.colour, 0.6).dashed(14.0);
            }
            let mark = mark.moved(to_page);
            self.pens.ink.stroke(&mark.curve, pen);
            if mark.layer == LineLayer::Internal {
                self.line_name(&mark.curve, &mark.id)?;
            }
        }
        for join in self.joins.iter().filter(|j| j.piece == piece.id) {
            let [a, b] = join.line.map(|p| to_page * p);
            self.pens.ink.line(a.into(), b.into(), pen(LineLayer::Strip));
            let at = a.lerp(b, 0.3);
            let text = format!("{} | {}", join.strips[0], join.strips[1]);
            let block = self.pens.type_.set(&text, Face::new(Language::En, 9.0), None);
            self.pens.ink.text(&block, at.x, at.y, Align::Centre, pen(LineLayer::Strip).colour)?;
        }
        for number in piece.seam_numbers(self.content.pattern) {
            let at = to_page * number.at;
            if shown.contains(at) {
                self.pens.ink.disc_outline(at, 3.6, Pen::new(SOFT, 0.25));
                let block = self.pens.type_.fit(&number.text, Face::new(Language::En, 8.0), 6.4);
                self.pens.ink.text(&block, at.x, at.y + 1.0, Align::Centre, INK)?;
            }
        }
        let outline = to_page * &piece.cut_line;
        if let Some((middle, room)) = roomiest(&outline, shown, self.avoid) {
            self.name(piece, item, middle, room)?;
        }
        if item.clip.is_some() {
            self.pens.ink.unclip();
        }
        for &x in &item.joins {
            self.join(item, x)?;
        }
        Ok(())
    }

    /// The name of an inner line beside its first point.
    fn line_name(&mut self, curve: &BezPath, id: &str) -> Done {
        let mut points = curve.elements().iter().filter_map(kurbo::PathEl::end_point);
        let (Some(a), Some(b)) = (points.next(), points.next_back()) else { return Ok(()) };
        let at = a.lerp(b, 0.12);
        let mut x = at.x + 2.0;
        for language in self.pens.order.all() {
            let Some(words) = self.content.line_name(language, id) else { continue };
            let block = self.pens.type_.set(&words, face(language, 9.0), None);
            self.pens.ink.text(&block, x, at.y - 1.6, Align::Left, SOFT)?;
            x += block.width_mm() + 3.0;
        }
        Ok(())
    }

    /// What the piece is called, how often it is cut, and what it belongs to.
    fn name(&mut self, piece: &CutPiece<'_>, item: &PaperItem, middle: Point, room: f64) -> Done {
        let width = (room - 10.0).min(320.0);
        if width < 12.0 {
            return Ok(());
        }
        let size = (width * 0.16).clamp(8.0, 26.0) as f32;
        let line = f64::from(size) * 0.62;
        let languages: Vec<Language> = self.pens.order.all().collect();
        let mut y = middle.y - line * (languages.len() as f64 + 1.0) * 0.5;
        for &language in &languages {
            let size = if language == self.pens.order.lead { size } else { size * 0.8 };
            let block = self.pens.type_.fit(piece.names.get(language), face(language, size), width);
            self.pens.ink.text(&block, middle.x, y, Align::Centre, INK)?;
            y += line * block.line_count() as f64;
        }
        let cut = self.content.cut_count(piece, self.pens.order.lead)?;
        let cloth = self.content.cloth_name(piece.slot, self.pens.order.lead);
        let text = format!("{cut}   {cloth}");
        let block = self.pens.type_.fit(&text, face(self.pens.order.lead, size * 0.8), width);
        self.pens.ink.text(&block, middle.x, y, Align::Centre, ACCENT)?;
        y += line * block.line_count() as f64;
        let mut small = format!("{} · {}", self.content.order, self.content.short_hash());
        if item.part.1 > 1 {
            let label = self.content.label(self.pens.order.lead, "sheet-part")?;
            small = format!("{label} {} / {}   {small}", item.part.0, item.part.1);
        }
        let lead = self.pens.order.lead;
        let block = self.pens.type_.fit(&small, face(lead, size * 0.5), width);
        self.pens.ink.text(&block, middle.x, y, Align::Centre, SOFT)
    }

    /// Where two parts of a piece are glued: a line with pairs of diamonds across it.
    fn join(&mut self, item: &PaperItem, x: f64) -> Done {
        let Some(clip) = item.clip else { return Ok(()) };
        let (x, clip) = (x + self.shift.x, clip + self.shift);
        self.pens.ink.line((x, clip.y0), (x, clip.y1), Pen::new(INK, 0.4).dashed(4.0));
        let mut y = clip.y0 + 100.0;
        while y < clip.y1 - 20.0 {
            let mut diamond = BezPath::new();
            diamond.move_to((x - 4.0, y));
            diamond.line_to((x, y - 4.0));
            diamond.line_to((x + 4.0, y));
            diamond.line_to((x, y + 4.0));
            diamond.close_path();
            self.pens.ink.stroke(&diamond, Pen::new(INK, 0.3));
            y += 300.0;
        }
        let names = self.content.names("sheet-join")?;
        let right = x > clip.center().x;
        let (align, dx) = if right { (Align::Right, -3.0) } else { (Align::Left, 3.0) };
        let lead = self.pens.order.lead;
        let number = if right { item.part.0 } else { item.part.0 - 1 };
        let text = format!("{} {}–{}", names.get(lead), number, number + 1);
        let block = self.pens.type_.set(&text, face(lead, 10.0), None);
        self.pens.ink.text(&block, x + dx, clip.y0 + 60.0, align, INK)
    }

    /// Squares, names, order and the square code.
    fn title(&mut self, page: &str) -> Done {
        let at = Point::new(4.0, 4.0) + self.shift;
        squares::nested(self.pens, at)?;
        let (x, width) = (at.x + 106.0, TITLE.width - 112.0);
        let order = self.pens.order;
        let mut y = at.y + 5.0;
        for (i, language) in order.all().enumerate() {
            let size = if i == 0 { 15.0 } else { 11.0 };
            let title = self.content.label(language, "sheet-plot-title")?;
            let block = self.pens.type_.fit(&title, face(language, size), width);
            self.pens.ink.text(&block, x, y, Align::Left, INK)?;
            y += f64::from(size) * 0.5;
            let name = self.content.pattern.names.get(language);
            let block = self.pens.type_.fit(name, face(language, size * 0.8), width);
            self.pens.ink.text(&block, x, y, Align::Left, ACCENT)?;
            y += f64::from(size) * 0.42 * block.line_count() as f64 + 1.6;
        }
        let lead = order.lead;
        let hash = self.content.short_hash();
        let mut facts = vec![
            format!("{} {}", self.content.label(lead, "sheet-order")?, self.content.order),
            format!("{} {}", self.content.label(lead, "sheet-date")?, self.content.date),
            format!("{} · {hash}", self.content.pattern.garment),
            format!("{} {page}", self.content.label(lead, "sheet-page")?),
        ];
        for language in order.all() {
            facts.push(self.content.label(language, "sheet-true-size")?);
        }
        for fact in facts {
            let block = self.pens.type_.fit(&fact, face(lead, 8.5), width);
            self.pens.ink.text(&block, x, y + 2.0, Align::Left, INK)?;
            y += 4.6;
        }
        qr::draw(self.pens.ink, self.content, Point::new(x, at.y + 78.0), 24.0)?;
        let mut y = at.y + 81.0;
        for layer in LEGEND {
            let Some(words) = self.content.label(lead, &format!("line-{}", legend(layer))).ok()
            else {
                continue;
            };
            self.pens.ink.line((x + 29.0, y - 1.0), (x + 39.0, y - 1.0), pen(layer));
            let block = self.pens.type_.fit(&words, face(lead, 7.5), width - 42.0);
            self.pens.ink.text(&block, x + 41.0, y, Align::Left, INK)?;
            y += 4.2;
        }
        let mut y = at.y + 106.5;
        for language in order.all() {
            let words = self.content.label(language, "sheet-as-worn")?;
            let block = self.pens.type_.fit(&words, face(language, 7.5), TITLE.width - 8.0);
            self.pens.ink.text(&block, at.x, y, Align::Left, INK)?;
            y += 4.0;
        }
        Ok(())
    }

    /// The edge along which sheets meet, and which sheet this is.
    fn frame(
        &mut self,
        sheet: Rect,
        tiling: &Tiling,
        (column, row): (usize, usize),
        size: SheetSize,
        (number, count): (usize, usize),
    ) -> Done {
        let frame = sheet + self.shift;
        self.pens.ink.rect(frame, Pen::new(SOFT, 0.2));
        let is_there = |c: Option<usize>, r: Option<usize>| {
            c.zip(r).is_some_and(|place| tiling.used.contains(&place))
        };
        let (c, r) = (Some(column), Some(row));
        let neighbours = [
            (
                is_there(c.map(|c| c + 1), r),
                Point::new(frame.x1, frame.center().y),
                Vec2::new(-1.0, 0.0),
            ),
            (
                is_there(c.and_then(|c| c.checked_sub(1)), r),
                Point::new(frame.x0, frame.center().y),
                Vec2::new(1.0, 0.0),
            ),
            (
                is_there(c, r.map(|r| r + 1)),
                Point::new(frame.center().x, frame.y1),
                Vec2::new(0.0, -1.0),
            ),
            (
                is_there(c, r.and_then(|r| r.checked_sub(1))),
                Point::new(frame.center().x, frame.y0),
                Vec2::new(0.0, 1.0),
            ),
        ];
        for (_, at, inward) in neighbours.into_iter().filter(|n| n.0) {
            let aside = Vec2::new(-inward.y, inward.x);
            let mut triangle = BezPath::new();
            triangle.move_to(at + aside * 4.0);
            triangle.line_to(at + inward * 5.0);
            triangle.line_to(at - aside * 4.0);
            self.pens.ink.stroke(&triangle, Pen::new(INK, 0.3));
        }
        let name = place_name(column, row);
        let block = self.pens.type_.set(&name, Face::new(Language::En, 20.0).bold(), None);
        self.pens.ink.text(&block, frame.x1 - 3.0, frame.y1 - 4.0, Align::Right, SOFT)?;
        let text = format!(
            "{} · {} · {} · {} · {name} · {number} / {count} · 1 : 1",
            self.content.pattern.garment,
            self.content.order,
            self.content.short_hash(),
            size.name()
        );
        let block = self.pens.type_.fit(&text, Face::new(Language::En, 7.0), frame.width());
        self.pens.ink.text(&block, frame.x0, frame.y1 + 5.0, Align::Left, SOFT)
    }
}

/// `A1` for the first sheet: rows are letters, columns numbers.
fn place_name(column: usize, row: usize) -> String {
    let letter = char::from(b'A' + (row % 26) as u8);
    let round = row / 26;
    if round == 0 {
        format!("{letter}{}", column + 1)
    } else {
        format!("{letter}{round}{}", column + 1)
    }
}

fn legend(layer: LineLayer) -> &'static str {
    match layer {
        LineLayer::Internal => "fold",
        other => other.id(),
    }
}

pub(crate) fn pen(layer: LineLayer) -> Pen {
    let [r, g, b] = layer.rgb();
    let pen = Pen::new(Colour(r, g, b), layer.width_mm());
    layer.dash_mm().map_or(pen, |dash| pen.dashed(dash))
}

/// The middle of the widest level stretch of an outline that is seen, and its width (mm); off
/// `avoid` where the piece is seen beside it.
fn roomiest(outline: &BezPath, shown: Rect, avoid: Rect) -> Option<(Point, f64)> {
    let clear = |at: Point| {
        Rect::from_center_size(at, Size::new(90.0, 46.0)).intersect(avoid).area() <= 0.0
    };
    let bounds = outline.bounding_box().intersect(shown);
    if bounds.area() <= 0.0 {
        return None;
    }
    let levels =
        (0..9).map(|i| 0.5 + 0.08 * f64::from((i + 1) / 2) * if i % 2 == 0 { 1.0 } else { -1.0 });
    let mut best: Option<(Point, f64)> = None;
    for level in levels {
        let y = bounds.y0 + bounds.height() * level;
        for (x0, x1) in stretches(outline, y) {
            let (x0, x1) = (x0.max(bounds.x0), x1.min(bounds.x1));
            // A level farther from the middle must be worth it.
            let at = Point::new(0.5 * (x0 + x1), y);
            let better = best.is_none_or(|(there, width)| {
                let (here, there) = (clear(at), clear(there));
                (here && !there) || (here == there && x1 - x0 > width * 1.15)
            });
            if better && x1 > x0 {
                best = Some((at, x1 - x0));
            }
        }
    }
    best
}

#[cfg(test)]
#[path = "true_size_tests.rs"]
mod tests;
