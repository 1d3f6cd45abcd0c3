//! The 量体单: one A4 page.

use kurbo::{BezPath, Point, Rect};
use measure::Measurement;
use pattern::{Language, Pattern, Region};

use crate::content::{BodyRow, cun, dimension_key, origin_key, plus_minus_mm};
use crate::diagram;
use crate::fonts::Fonts;
use crate::ink::{ACCENT, ASK, ASK_GROUND, Align, GROUND, INK, Pen, RULE, SOFT};
use crate::pages::{Book, Done};
use crate::table::{Order, Pens, face};
use crate::text::Face;
use crate::{SheetContent, SheetError, qr};

/// A4 (mm).
const PAGE: (f64, f64) = (210.0, 297.0);
const LEFT: f64 = 12.0;
const RIGHT: f64 = PAGE.0 - 12.0;
/// Left edge of the narrow column with the finished garment.
const COLUMN: f64 = 132.0;
/// Right edge of the wide column with the body.
const BODY_RIGHT: f64 = 127.5;
const TABLES_TOP: f64 = 46.0;
/// Lowest place of the diagram and the test square.
const DIAGRAM_BOTTOM: f64 = 251.8;
/// Least height of the diagram's zone: the test square with its heading.
const DIAGRAM_LEAST: f64 = 60.0;
/// Side of the test square (mm).
const TEST_SQUARE: f64 = 50.0;

/// Sets the measurement sheet in one to three `languages`, the first of them leading.
///
/// Gives the bytes of a one-page A4 PDF with its typefaces embedded. The same content gives the
/// same bytes. Lengths are printed in centimetres and 市寸; ± is half the width of the 95 %
/// interval. A test square of 50 mm shows whether the printer kept the scale.
///
/// # Errors
///
/// [`SheetError::MissingLabel`] when the words are not whole, [`SheetError::TooLong`] when the
/// rows do not fit the page, [`SheetError::Languages`] for none or a doubled language.
pub fn measurement_sheet(
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
    let mut book = Book::new(content, fonts, order, "sheet-title", compress)?;
    book.page(PAGE, |pens| Sheet { content, pens }.draw())?;
    book.finish()
}

struct Sheet<'p, 'c, 'a, 's, 'd, 'f> {
    content: &'c SheetContent<'c>,
    pens: &'p mut Pens<'a, 's, 'd, 'f>,
}

/// Heights of rows (mm), squeezed together when there are many.
#[derive(Clone, Copy)]
struct Rows {
    tall: f64,
    low: f64,
}

/// Height of a column head (mm).
const HEAD: f64 = 11.0;
/// Height of a heading with its rule (mm).
const HEADING: f64 = 6.2;
/// Space between two tables (mm).
const GAP: f64 = 3.2;

impl Sheet<'_, '_, '_, '_, '_, '_> {
    fn draw(&mut self) -> Done {
        self.head()?;
        self.garment()?;
        let body = self.content.body_rows();
        let rows = self.row_heights(body.len())?;
        let left_end = self.body_table(&body, rows)?;
        let right_end = self.garment_tables(rows)?;
        let top = left_end.max(right_end) + GAP + 0.6;
        self.diagram(top)?;
        self.test_square(top)?;
        self.warning(body.iter().any(|row| row.remeasure))?;
        self.figure()?;
        self.signatures()
    }

    /// As tall as there is room for, between a tall and a tight setting.
    fn row_heights(&self, body: usize) -> Result<Rows, SheetError> {
        let room = DIAGRAM_BOTTOM - DIAGRAM_LEAST - GAP - TABLES_TOP;
        let finished = self.content.pattern.finished.len() + self.content.wear_rows().len();
        let options = self.content.options.len();
        let needed = |rows: Rows| {
            let left = HEADING + HEAD + body as f64 * rows.tall;
            let mut right = HEADING + HEAD + finished as f64 * rows.tall;
            if options > 0 {
                right += GAP + HEADING + options as f64 * rows.low;
            }
            left.max(right)
        };
        let (tall, tight) = (Rows { tall: 7.6, low: 5.2 }, Rows { tall: 6.0, low: 4.2 });
        if needed(tight) > room {
            return Err(SheetError::TooLong { needed_mm: needed(tight), room_mm: room });
        }
        // Both heights shrink together, so the need is linear between the two settings.
        let span = needed(tall) - needed(tight);
        let t = if span > 0.0 { ((room - needed(tight)) / span).clamp(0.0, 1.0) } else { 1.0 };
        let mix = |a: f64, b: f64| b + (a - b) * t;
        Ok(Rows { tall: mix(tall.tall, tight.tall), low: mix(tall.low, tight.low) })
    }

    fn head(&mut self) -> Done {
        let names = self.content.names("sheet-title")?;
        let order = self.pens.order;
        let mut x = LEFT;
        for language in order.all() {
            let (size, colour) = if language == order.lead { (21.0, INK) } else { (12.0, SOFT) };
            let face = face(language, size);
            let face = if language == Language::Bo { face.bold() } else { face };
            let block =
                self.pens.type_.fit(names.get(language), face, (100.0 + LEFT - x).max(14.0));
            self.pens.ink.text(&block, x, 21.0, Align::Left, colour)?;
            x += block.width_mm() + 4.0;
        }
        let template = format!("{} · {}", self.content.pattern.garment, self.content.short_hash());
        let facts = [
            ("sheet-order", self.content.order.to_owned()),
            ("sheet-date", self.content.date.to_owned()),
            ("sheet-template", template),
        ];
        for (i, (key, value)) in facts.into_iter().enumerate() {
            let y = 13.2 + 4.6 * i as f64;
            let names = self.content.names(key)?;
            let label: Vec<&str> = order.all().map(|l| names.get(l)).collect();
            let block = self.pens.type_.fit(&label.join("  "), face(order.lead, 6.6), 28.0);
            self.pens.ink.text(&block, 140.0, y, Align::Right, SOFT)?;
            let block = self.pens.type_.fit(&value, Face::new(Language::En, 8.0), 37.0);
            self.pens.ink.text(&block, 142.0, y, Align::Left, INK)?;
        }
        qr::draw(self.pens.ink, self.content, Point::new(RIGHT - 16.0, 8.6), 16.0)?;
        self.pens.ink.line((LEFT, 27.0), (RIGHT, 27.0), Pen::new(ACCENT, 0.6));
        Ok(())
    }

    fn garment(&mut self) -> Done {
        let order = self.pens.order;
        let mut x = LEFT;
        let end = if self.content.grade.is_some() { COLUMN - 2.0 } else { RIGHT };
        for language in order.all() {
            let (size, colour) = if language == order.lead { (14.0, ACCENT) } else { (11.0, INK) };
            let name = self.content.pattern.names.get(language);
            let block = self.pens.type_.fit(name, face(language, size), (end - x).max(10.0));
            self.pens.ink.text(&block, x, 37.5, Align::Left, colour)?;
            x += block.width_mm() + 5.0;
        }
        let Some(grade) = self.content.grade else { return Ok(()) };
        let letter = match grade {
            crate::Grade::A => "A",
            crate::Grade::B => "B",
            crate::Grade::C => "C",
        };
        self.pens.ink.disc(Point::new(COLUMN + 4.0, 36.2), 4.0, ACCENT);
        let block = self.pens.type_.set(letter, Face::new(Language::En, 13.0).bold(), None);
        let white = crate::ink::Colour(255, 255, 255);
        self.pens.ink.text(&block, COLUMN + 4.0, 37.9, Align::Centre, white)?;
        let names = self.content.names(grade.label_key())?;
        for (i, language) in order.all().enumerate() {
            let block = self.pens.type_.fit(names.get(language), face(language, 6.8), 52.0);
            let y = 33.6 + 3.6 * i as f64;
            self.pens.ink.text(&block, COLUMN + 10.0, y, Align::Left, SOFT)?;
        }
        Ok(())
    }

    fn body_table(&mut self, body: &[BodyRow], rows: Rows) -> Result<f64, SheetError> {
        // Right edges of the numbers, and the middle of the origin.
        let (cm, cun_x, sigma, effect, origin) =
            (LEFT + 62.5, LEFT + 71.0, LEFT + 80.0, LEFT + 87.5, LEFT + 94.5);
        let width = BODY_RIGHT - LEFT;
        let heading = self.content.names("sheet-body")?;
        let top = self.pens.heading(&heading, LEFT, TABLES_TOP, width)? + HEAD;
        let ground = Rect::new(LEFT, top - HEAD + 0.15, BODY_RIGHT, top);
        self.pens.ink.fill_rect(ground, GROUND);
        for (key, x, align, room) in [
            ("sheet-cm", cm, Align::Right, 12.0),
            ("sheet-cun", cun_x, Align::Right, 9.5),
            ("sheet-plus-minus", sigma, Align::Right, 8.0),
            ("sheet-effect", effect, Align::Right, 8.0),
            ("sheet-origin", origin, Align::Centre, 12.0),
            ("sheet-remeasure", BODY_RIGHT - 7.25, Align::Centre, 14.5),
        ] {
            let names = self.content.names(key)?;
            self.pens.column_head(&names, x, top, room, align)?;
        }
        for (i, row) in body.iter().enumerate() {
            let y = top + i as f64 * rows.tall;
            let baseline = y + rows.tall * 0.5 + 1.2;
            let names = self.content.names(&dimension_key(row.dimension))?;
            self.pens.name_cell(&names, (LEFT, y), rows.tall, (25.0, 26.5))?;
            if let Some(Measurement { mm, sigma_mm, origin: from }) = row.known {
                self.pens.number(&cm_text(mm), cm, baseline, 9.6, true)?;
                self.pens.number(&format!("{:.1}", cun(mm)), cun_x, baseline, 7.6, false)?;
                let plus_minus = format!("±{}", cm_text(plus_minus_mm(sigma_mm)));
                self.pens.number(&plus_minus, sigma, baseline, 7.6, false)?;
                self.origin(from, origin, y, rows.tall)?;
            }
            if let Some(change) = row.effect {
                self.pens.number(&format!("{change:.1}"), effect, baseline, 7.6, false)?;
            }
            if row.remeasure {
                let inner = Rect::new(BODY_RIGHT - 14.5, y + 0.7, BODY_RIGHT, y + rows.tall - 0.7);
                self.pens.ink.fill_rect(inner, ASK_GROUND);
                self.pens.ink.rect(inner, Pen::new(ASK, 0.28));
            }
            self.pens.row_rule(LEFT, y + rows.tall, width);
        }
        Ok(top + body.len() as f64 * rows.tall)
    }

    fn origin(&mut self, from: measure::Origin, x: f64, y: f64, height: f64) -> Done {
        let names = self.content.names(origin_key(from))?;
        let order = self.pens.order;
        let colour = if from == measure::Origin::Tape { INK } else { SOFT };
        let block = self.pens.type_.fit(names.get(order.lead), face(order.lead, 7.4), 13.0);
        let middle = y + height * 0.5;
        let Some(beside) = order.beside else {
            return self.pens.ink.text(&block, x, middle + 1.0, Align::Centre, colour);
        };
        self.pens.ink.text(&block, x, middle - 0.3, Align::Centre, colour)?;
        let block = self.pens.type_.fit(names.get(beside), face(beside, 6.2), 13.0);
        self.pens.ink.text(&block, x, middle + 2.4, Align::Centre, SOFT)
    }

    /// Finished measures, wear and options; gives where they end.
    fn garment_tables(&mut self, rows: Rows) -> Result<f64, SheetError> {
        let (cm, ease, width) = (RIGHT - 11.0, RIGHT, RIGHT - COLUMN);
        let heading = self.content.names("sheet-finished")?;
        let mut y = self.pens.heading(&heading, COLUMN, TABLES_TOP, width)? + HEAD;
        self.pens.ink.fill_rect(Rect::new(COLUMN, y - HEAD + 0.15, RIGHT, y), GROUND);
        for (key, x) in [("sheet-cm", cm), ("sheet-ease", ease)] {
            let names = self.content.names(key)?;
            self.pens.column_head(&names, x, y, 10.5, Align::Right)?;
        }
        let names = (22.0, 23.5);
        for row in &self.content.pattern.finished {
            self.pens.name_cell(&row.names, (COLUMN, y), rows.tall, names)?;
            let baseline = y + rows.tall * 0.5 + 1.2;
            self.pens.number(&cm_text(row.mm), cm, baseline, 9.6, true)?;
            if let Some(mm) = row.ease_mm {
                let sign = if mm >= 0.0 { "+" } else { "−" };
                let text = format!("{sign}{}", cm_text(mm.abs()));
                self.pens.number(&text, ease, baseline, 7.6, false)?;
            }
            y += rows.tall;
            self.pens.row_rule(COLUMN, y, width);
        }
        for (key, mm) in self.content.wear_rows() {
            let label = self.content.names(key)?;
            self.pens.name_cell(&label, (COLUMN, y), rows.tall, names)?;
            self.pens.number(&cm_text(mm), cm, y + rows.tall * 0.5 + 1.2, 9.6, true)?;
            y += rows.tall;
            self.pens.row_rule(COLUMN, y, width);
        }
        if self.content.options.is_empty() {
            return Ok(y);
        }
        let heading = self.content.names("sheet-options")?;
        y = self.pens.heading(&heading, COLUMN, y + GAP, width)?;
        for option in self.content.options {
            let baseline = y + rows.low * 0.5 + 1.0;
            let mut x = COLUMN;
            let columns: Vec<Language> = self.pens.order.all().collect();
            let column = 55.0 / columns.len() as f64;
            for language in columns {
                let size = if language == self.pens.order.lead { 8.0 } else { 7.0 };
                let name = option.names.get(language);
                let block = self.pens.type_.fit(name, face(language, size), column - 1.2);
                let up = if block.line_count() > 1 { block.height_mm() * 0.25 } else { 0.0 };
                let colour = if language == self.pens.order.lead { INK } else { SOFT };
                self.pens.ink.text(&block, x, baseline - up, Align::Left, colour)?;
                x += column;
            }
            self.pens.number(&option.value, RIGHT, baseline, 8.0, true)?;
            y += rows.low;
            self.pens.row_rule(COLUMN, y, width);
        }
        Ok(y)
    }

    fn diagram(&mut self, top: f64) -> Done {
        const LEGEND: f64 = 48.0;
        let heading = self.content.names("sheet-pattern")?;
        let rule = self.pens.heading(&heading, LEFT, top, BODY_RIGHT - LEFT)?;
        let pieces = diagram::pieces(self.content.pattern);
        let room = Rect::new(LEFT, rule + 2.5, BODY_RIGHT - LEGEND - 3.0, DIAGRAM_BOTTOM);
        let arrangement = diagram::arrange(&pieces, room);
        diagram::draw(self.pens.ink, self.pens.type_, &pieces, &arrangement)?;

        let x = BODY_RIGHT - LEGEND;
        let step = ((DIAGRAM_BOTTOM - rule - 5.0) / pieces.len().max(1) as f64).min(9.4);
        let order = self.pens.order;
        for (i, piece) in pieces.iter().enumerate() {
            let y = rule + 2.2 + i as f64 * step;
            let middle = y + step * 0.5;
            let disc = Point::new(x + 2.0, middle);
            self.pens.ink.disc(disc, 1.9, ACCENT);
            let face_en = Face::new(Language::En, 7.0).bold();
            let number = self.pens.type_.set(&piece.number.to_string(), face_en, None);
            let white = crate::ink::Colour(255, 255, 255);
            self.pens.ink.text(&number, x + 2.0, middle + 0.9, Align::Centre, white)?;
            let line: Vec<Language> = order.all().filter(|l| Some(*l) != order.under).collect();
            let mut at = x + 5.2;
            for language in line {
                let alone = order.beside.is_none() || Some(language) == order.beside;
                let room = if alone { x + LEGEND - at } else { 19.0 };
                let block =
                    self.pens.type_.fit(piece.names.get(language), face(language, 8.0), room);
                let up = if step > 6.0 { 0.3 } else { -0.9 };
                self.pens.ink.text(&block, at, middle - up, Align::Left, INK)?;
                at += 20.0;
            }
            if step > 6.0 {
                let sides = if piece.paired { " ↔" } else { "" };
                let (w, h) = (piece.bounds.width() / 10.0, piece.bounds.height() / 10.0);
                let size = format!("×{}{sides}   {w:.0} × {h:.0} cm", piece.count);
                let small = match order.under {
                    Some(language) if step > 7.4 => {
                        format!("{}   {size}", piece.names.get(language))
                    }
                    _ => size,
                };
                let face = Face::new(Language::En, 6.4);
                let block = self.pens.type_.fit(&small, face, LEGEND - 5.2);
                self.pens.ink.text(&block, x + 5.2, middle + 2.9, Align::Left, SOFT)?;
            }
        }
        let scale = format!("1 : {:.0}", 1.0 / arrangement.scale.max(1e-9));
        self.pens.number(&scale, BODY_RIGHT, rule - 2.0, 7.4, false)
    }

    /// The square, with the closing side drawn in it: what it shows needs no language.
    fn test_square(&mut self, top: f64) -> Done {
        let order = self.pens.order;
        let square = test_square_rect(top);
        self.pens.ink.rect(square, Pen::new(INK, 0.3));
        let middle = square.center().x;
        let names = self.content.names("sheet-test-square")?;
        let mut y = square.y0 + 4.6;
        for language in order.all() {
            let size = if language == order.lead { 7.6 } else { 6.6 };
            let block = self.pens.type_.fit(names.get(language), face(language, size), 47.0);
            self.pens.ink.text(&block, middle, y, Align::Centre, SOFT)?;
            y += 3.9;
        }
        if closes(self.content.pattern) {
            self.closing(square)?;
        }
        // Notes stand under the square as far as there is room.
        let mut y = square.y1 + 2.0;
        if y + HEADING + 5.0 > DIAGRAM_BOTTOM {
            return Ok(());
        }
        let names = self.content.names("sheet-notes")?;
        y = self.pens.heading(&names, COLUMN, y, RIGHT - COLUMN)? + 1.0;
        for note in self.content.notes {
            let block = self.pens.type_.set(note, face(order.lead, 7.6), Some(RIGHT - COLUMN));
            if y + block.height_mm() > DIAGRAM_BOTTOM {
                break;
            }
            self.pens.ink.text(&block, COLUMN, y + 3.2, Align::Left, INK)?;
            y += block.height_mm() + 1.0;
        }
        while y + 6.0 <= DIAGRAM_BOTTOM {
            y += 6.0;
            self.pens.ink.line((COLUMN, y), (RIGHT, y), Pen::new(RULE, 0.2));
        }
        Ok(())
    }

    /// On which side it closes: a drawing in the square, and the words under it.
    fn closing(&mut self, square: Rect) -> Done {
        let (order, middle) = (self.pens.order, square.center().x);
        self.closing_figure(Point::new(middle, square.y0 + 17.0))?;
        let names = self.content.names("sheet-closing")?;
        let count = order.all().count();
        for (i, language) in order.all().enumerate() {
            let size = if language == order.lead { 9.0 } else { 7.4 };
            let block = self.pens.type_.fit(names.get(language), face(language, size), 47.0);
            let second = 3.4 * (block.line_count() as f64 - 1.0);
            let y = square.y1 - 2.4 - 4.3 * (count - 1 - i) as f64 - second;
            self.pens.ink.text(&block, middle, y, Align::Centre, ACCENT)?;
        }
        Ok(())
    }

    /// A robe from the front: the wearer's left (at the viewer's right) lies over the right and
    /// closes under the right arm.
    fn closing_figure(&mut self, neck: Point) -> Done {
        let at = |x: f64, y: f64| (neck.x + x, neck.y + y);
        let mut outline = BezPath::new();
        outline.move_to(at(-2.6, 0.0));
        outline.line_to(at(-13.0, 3.2));
        outline.line_to(at(-12.0, 7.6));
        outline.line_to(at(-6.2, 6.4));
        outline.line_to(at(-7.4, 17.0));
        outline.line_to(at(7.4, 17.0));
        outline.line_to(at(6.2, 6.4));
        outline.line_to(at(12.0, 7.6));
        outline.line_to(at(13.0, 3.2));
        outline.line_to(at(2.6, 0.0));
        outline.quad_to(at(0.0, 1.4), at(-2.6, 0.0));
        outline.close_path();
        self.pens.ink.fill(&outline, GROUND);
        let mut lap = BezPath::new();
        lap.move_to(at(2.6, 0.0));
        lap.curve_to(at(1.4, 4.6), at(-2.6, 5.6), at(-6.2, 6.6));
        lap.line_to(at(-7.4, 17.0));
        lap.line_to(at(7.4, 17.0));
        lap.line_to(at(6.2, 6.4));
        lap.line_to(at(12.0, 7.6));
        lap.line_to(at(13.0, 3.2));
        lap.close_path();
        self.pens.ink.fill(&lap, crate::ink::Colour(222, 230, 237));
        self.pens.ink.stroke(&outline, Pen::new(INK, 0.25));
        let mut edge = BezPath::new();
        edge.move_to(at(2.6, 0.0));
        edge.curve_to(at(1.4, 4.6), at(-2.6, 5.6), at(-6.2, 6.6));
        self.pens.ink.stroke(&edge, Pen::new(ACCENT, 0.7));
        let mut under = BezPath::new();
        under.move_to(at(-2.6, 0.0));
        under.quad_to(at(-1.8, 2.6), at(-0.2, 4.5));
        self.pens.ink.stroke(&under, Pen::new(INK, 0.25));
        self.pens.ink.disc(at(-6.1, 6.7).into(), 0.75, ASK);
        for (key, x) in [("sheet-left", 17.0), ("sheet-right", -17.0)] {
            let names = self.content.names(key)?;
            for (i, language) in self.pens.order.all().enumerate() {
                let block = self.pens.type_.fit(names.get(language), face(language, 7.0), 9.0);
                let y = neck.y + 4.2 + 3.8 * i as f64;
                self.pens.ink.text(&block, neck.x + x, y, Align::Centre, SOFT)?;
            }
        }
        Ok(())
    }

    /// Says that estimates have to be taken again, or that every critical one came off a tape.
    fn warning(&mut self, estimates: bool) -> Done {
        let order = self.pens.order;
        let key = if estimates { "sheet-warning" } else { "sheet-all-taped" };
        let names = self.content.names(key)?;
        let count = order.all().count() as f64;
        let bar = Rect::new(LEFT, 254.6, RIGHT, 256.4 + 3.7 * count);
        let (ground, colour) = if estimates { (ASK_GROUND, ASK) } else { (GROUND, SOFT) };
        self.pens.ink.fill_rect(bar, ground);
        self.pens.ink.fill_rect(Rect::new(LEFT, bar.y0, LEFT + 1.2, bar.y1), colour);
        for (i, language) in order.all().enumerate() {
            let size = if language == order.lead { 8.2 } else { 7.2 };
            let room = RIGHT - LEFT - 7.0;
            let block = self.pens.type_.fit(names.get(language), face(language, size), room);
            let y = bar.y0 + 3.8 + 3.7 * i as f64;
            self.pens.ink.text(&block, LEFT + 4.0, y, Align::Left, INK)?;
        }
        Ok(())
    }

    /// What the eye sees and no number says: boxes to tick.
    fn figure(&mut self) -> Done {
        const MARKS: [&str; 8] = [
            "sheet-figure-sloping",
            "sheet-figure-square",
            "sheet-figure-left-low",
            "sheet-figure-right-low",
            "sheet-figure-round-back",
            "sheet-figure-full-chest",
            "sheet-figure-belly",
            "sheet-figure-hollow-back",
        ];
        let languages: Vec<Language> = self.pens.order.all().collect();
        let top = 262.0 + 3.6 * languages.len() as f64;
        let step = (RIGHT - LEFT - 15.0) / MARKS.len() as f64;
        let mut words = vec![("sheet-figure", LEFT, 14.0)];
        for (i, key) in MARKS.into_iter().enumerate() {
            let x = LEFT + 15.0 + step * i as f64;
            self.pens.ink.rect(Rect::new(x, top - 2.6, x + 2.8, top + 0.2), Pen::new(INK, 0.25));
            words.push((key, x + 3.8, step - 4.8));
        }
        for (key, x, room) in words {
            let names = self.content.names(key)?;
            for (i, &language) in languages.iter().enumerate() {
                let size = if i == 0 { 7.6 } else { 6.0 };
                let colour = if i == 0 { INK } else { SOFT };
                let block = self.pens.type_.fit(names.get(language), face(language, size), room);
                self.pens.ink.text(&block, x, top + 2.9 * i as f64, Align::Left, colour)?;
            }
        }
        let lead = self.pens.order.lead;
        let how = self.content.label(lead, "sheet-effect-how")?;
        let block = self.pens.type_.fit(&how, face(lead, 6.6), RIGHT - LEFT);
        self.pens.ink.text(&block, LEFT, 282.4, Align::Left, SOFT)
    }

    fn signatures(&mut self) -> Done {
        let keys =
            ["sheet-signature-measured", "sheet-signature-cutter", "sheet-signature-customer"];
        let width = (RIGHT - LEFT - 12.0) / 3.0;
        for (i, key) in keys.into_iter().enumerate() {
            let x = LEFT + i as f64 * (width + 6.0);
            self.pens.ink.line((x, 286.0), (x + width, 286.0), Pen::new(SOFT, 0.25));
            let names = self.content.names(key)?;
            let mut at = x;
            for language in self.pens.order.all() {
                let size = if language == self.pens.order.lead { 7.8 } else { 6.8 };
                let room = (x + width - at).max(6.0);
                let block = self.pens.type_.fit(names.get(language), face(language, size), room);
                self.pens.ink.text(&block, at, 290.0, Align::Left, SOFT)?;
                at += block.width_mm() + 2.2;
            }
        }
        Ok(())
    }
}

/// Has it fronts that lap, one over the other? An apron or a sash has none.
fn closes(pattern: &Pattern) -> bool {
    let placed = pattern.panels.iter().filter_map(|p| p.placement.as_ref());
    let mut layers = placed.filter(|p| p.region == Region::Front).map(|p| p.layer);
    layers.next().is_some_and(|first| layers.any(|other| other != first))
}

fn test_square_rect(top: f64) -> Rect {
    let x = COLUMN + (RIGHT - COLUMN - TEST_SQUARE) / 2.0;
    Rect::new(x, top + 1.5, x + TEST_SQUARE, top + 1.5 + TEST_SQUARE)
}

fn cm_text(mm: f64) -> String {
    format!("{:.1}", mm / 10.0)
}

#[cfg(test)]
#[path = "measurement_sheet_tests.rs"]
pub(crate) mod tests;
