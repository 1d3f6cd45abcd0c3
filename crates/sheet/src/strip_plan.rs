//! The strip plan: how a garment is cut from a narrow loom, or laid on broad cloth.
//!
//! Handwoven pulu is a hand's span wide. Which strips, how long, joined where, and how they lie one
//! after another on the cloth: one page, as a tailor ticks it off while cutting.

use kurbo::{Affine, BezPath, Point, Rect, Shape, Vec2};
use pattern::{Language, LayError, Search, StripPlan};

use crate::diagram::stretches;
use crate::ink::{ACCENT, Align, Colour, GROUND, INK, Pen, SOFT};
use crate::pages::{Book, Done};
use crate::table::{Order, Pens, face};
use crate::text::Face;
use crate::{Cloth, Fonts, SheetContent, SheetError, head};

const PAGE: (f64, f64) = (210.0, 297.0);
const LEFT: f64 = 11.0;
const RIGHT: f64 = PAGE.0 - 11.0;
const TOP: f64 = 52.0;
const BOTTOM: f64 = 288.0;
/// Ground of a whole strip and of a gore.
const CLOTH: Colour = Colour(250, 247, 240);
const GORE: Colour = Colour(236, 228, 240);
const JOIN: Colour = Colour(138, 43, 168);

/// Sets the plan of the outer cloth in one to three `languages`, the first of them leading.
///
/// Cloth from a narrow loom gives the strips of the pieces with their joins, a list, and how they lie
/// on the cloth; broad cloth gives the lay of the pieces.
///
/// # Errors
///
/// [`SheetError::NoCloth`] when the outer cloth is not chosen, [`SheetError::MissingLabel`] when the
/// words are not whole, [`SheetError::Lay`] for cloth that is none.
pub fn strip_plan(
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
    let cloth = content
        .cloths
        .iter()
        .find(|c| c.slot == "shell")
        .ok_or_else(|| SheetError::NoCloth { slot: "shell".to_owned() })?;
    let mut book = Book::new(content, fonts, order, "sheet-strips-title", compress)?;
    let ground = pattern::Cloth { one_way: cloth.one_way, ..pattern::Cloth::plain(cloth.width_mm) };
    let lay = || content.pattern.lay(&cloth.slot, &ground, Search::default());
    // A piece wider than the cloth is joined from strips, whatever the cloth is.
    match if cloth.narrow_loom { None } else { Some(lay()) } {
        Some(Ok(lay)) => book.page(PAGE, |pens| Plan { content, cloth, pens }.lay(&lay))?,
        None | Some(Err(LayError::TooWide { .. })) => {
            let plan = content.pattern.strips(&cloth.slot, cloth.width_mm);
            book.page(PAGE, |pens| Plan { content, cloth, pens }.strips(&plan))?;
        }
        Some(Err(other)) => return Err(other.into()),
    }
    book.finish()
}

struct Plan<'p, 'c, 'a, 's, 'd, 'f> {
    content: &'c SheetContent<'c>,
    cloth: &'c Cloth,
    pens: &'p mut Pens<'a, 's, 'd, 'f>,
}

impl Plan<'_, '_, '_, '_, '_, '_> {
    /// Under the label `title`: `count` strips on `metres` of cloth, of which `used` is in them.
    fn head(&mut self, title: &str, count: Option<u32>, metres: f64, used: f64) -> Done {
        head::draw(self.pens, self.content, title, (LEFT, RIGHT))?;
        let lead = self.pens.order.lead;
        // Cloth, width, how many, how long, how well used: the line that the draper is shown.
        let mut facts = vec![
            (self.cloth_names(), String::new()),
            (self.words("sheet-loom")?, format!("{} cm", one(self.cloth.width_mm / 10.0))),
        ];
        if let Some(count) = count {
            facts.push((self.words("sheet-strip-number")?, format!("×{count}")));
        }
        facts.push((self.words("sheet-total")?, format!("{metres:.2} m")));
        facts.push((String::new(), format!("{:.0} %", used * 100.0)));
        let mut x = LEFT;
        for (label, value) in facts {
            let block = self.pens.type_.fit(&label, face(lead, 8.6), 62.0);
            self.pens.ink.text(&block, x, 42.0, Align::Left, SOFT)?;
            x += block.width_mm() + if label.is_empty() { 0.0 } else { 2.0 };
            let face = Face::new(Language::En, 11.0).bold();
            let block = self.pens.type_.set(&value, face, None);
            self.pens.ink.text(&block, x, 42.0, Align::Left, INK)?;
            x += block.width_mm() + 6.0;
        }
        Ok(())
    }

    /// What a piece is called, all the panels in it; `other` for what is no piece.
    fn piece_name(&self, id: &str, language: Language, other: &str) -> String {
        let pieces = self.content.pattern.pieces();
        let piece = pieces.iter().find(|p| p.id == id);
        piece.map_or(other, |p| p.names.get(language)).to_owned()
    }

    fn cloth_names(&self) -> String {
        let names = self.pens.order.all().map(|l| self.content.cloth_name(&self.cloth.slot, l));
        names.collect::<Vec<_>>().join("  ")
    }

    /// A label in every language, one behind another.
    fn words(&self, key: &str) -> Result<String, SheetError> {
        let words: Result<Vec<String>, SheetError> =
            self.pens.order.all().map(|l| self.content.label(l, key)).collect();
        Ok(words?.join("  "))
    }

    fn strips(&mut self, plan: &StripPlan) -> Done {
        self.head("sheet-strips-title", Some(plan.count()), plan.metres(), plan.utilisation)?;
        // Left: the pieces with their strips. Middle: the list. Right: the cloth.
        let cloth = Rect::new(RIGHT - 34.0, TOP, RIGHT, BOTTOM);
        let list = Rect::new(cloth.x0 - 60.0, TOP, cloth.x0 - 6.0, BOTTOM);
        let pieces = Rect::new(LEFT, TOP, list.x0 - 6.0, BOTTOM);
        self.pieces(plan, pieces)?;
        self.list(plan, list)?;
        let outlines: Vec<(BezPath, String, bool)> = plan
            .cuts
            .iter()
            .map(|cut| {
                let gore = plan.strips.iter().any(|s| s.number == cut.number && s.gore);
                (cut.outline.clone(), cut.number.to_string(), gore)
            })
            .collect();
        self.on_cloth(&outlines, plan.cloth_mm, cloth)
    }

    /// The pieces of the slot, each with its joins and the numbers of its strips.
    fn pieces(&mut self, plan: &StripPlan, room: Rect) -> Done {
        let all = self.content.pattern.pieces();
        let pieces: Vec<_> = all.iter().filter(|p| p.slot == plan.slot).collect();
        let sizes: Vec<kurbo::Size> = pieces.iter().map(|p| p.bounds().size()).collect();
        let Some((scale, places)) = placed(&sizes, room) else { return Ok(()) };
        for (piece, at) in pieces.into_iter().zip(places) {
            let to_paper = Affine::translate(at.to_vec2())
                * Affine::scale(scale)
                * Affine::translate(-piece.bounds().origin().to_vec2());
            for strip in plan.strips.iter().filter(|s| s.piece == piece.id) {
                let outline = to_paper * &strip.outline;
                self.pens.ink.fill(&outline, if strip.gore { GORE } else { CLOTH });
                self.pens.ink.stroke(&outline, Pen::new(SOFT, 0.15));
                self.name(&outline, &strip.number.to_string(), 8.4)?;
            }
            for join in plan.joins.iter().filter(|j| j.piece == piece.id) {
                let [a, b] = join.line.map(|p| to_paper * p);
                self.pens.ink.line(a.into(), b.into(), Pen::new(JOIN, 0.35));
            }
            self.pens.ink.stroke(&(to_paper * &piece.cut_line), Pen::new(ACCENT, 0.4));
        }
        Ok(())
    }

    /// Every strip: its number, of which piece, how often, how long, how wide.
    fn list(&mut self, plan: &StripPlan, room: Rect) -> Done {
        let lead = self.pens.order.lead;
        let row = ((room.height() - 8.0) / plan.strips.len().max(1) as f64).min(6.6);
        let size = (row * 1.45).clamp(5.0, 8.4) as f32;
        self.pens.ink.fill_rect(Rect::new(room.x0, room.y0, room.x1, room.y0 + 6.6), GROUND);
        let (copies, length, width) = (room.x1 - 22.0, room.x1 - 10.0, room.x1 - 0.5);
        for (x, key, align) in [
            (room.x0 + 1.0, "sheet-strip-number", Align::Left),
            (length, "sheet-length", Align::Right),
            (width, "sheet-width", Align::Right),
        ] {
            let label = self.content.label(lead, key)?;
            let block = self.pens.type_.fit(&label, face(lead, 7.4), 16.0);
            self.pens.ink.text(&block, x, room.y0 + 4.5, align, SOFT)?;
        }
        for (i, strip) in plan.strips.iter().enumerate() {
            let y = room.y0 + 8.0 + row * i as f64;
            let baseline = y + row * 0.5 + f64::from(size) * 0.12;
            let number = self.pens.type_.set(
                &strip.number.to_string(),
                Face::new(Language::En, size).bold(),
                None,
            );
            self.pens.ink.text(&number, room.x0 + 5.0, baseline, Align::Right, ACCENT)?;
            let name = self.piece_name(&strip.piece, lead, strip.names.get(lead));
            let block = self.pens.type_.fit(&name, face(lead, size), copies - room.x0 - 12.0);
            let up = if block.line_count() > 1 { block.height_mm() * 0.25 } else { 0.0 };
            self.pens.ink.text(&block, room.x0 + 6.5, baseline - up, Align::Left, INK)?;
            for (x, text, strong) in [
                (copies, format!("×{}", strip.copies), false),
                (length, one(strip.length_mm / 10.0), true),
                (width, one(strip.width_mm / 10.0), false),
            ] {
                self.pens.number(&text, x, baseline, size, strong)?;
            }
            self.pens.row_rule(room.x0, y + row, room.width());
        }
        Ok(())
    }

    /// A length of cloth with what is cut from it, as many columns as it takes side by side.
    fn on_cloth(&mut self, cuts: &[(BezPath, String, bool)], length: f64, room: Rect) -> Done {
        // The warp runs down; a long cloth goes on in the next column.
        let width = self.cloth.width_mm;
        let mut columns = 1.0;
        while (room.width() - 3.0 * (columns - 1.0)) / columns / width
            > room.height() * columns / length
            && columns < 12.0
        {
            columns += 1.0;
        }
        let scale = ((room.width() - 3.0 * (columns - 1.0)) / columns / width)
            .min(room.height() * columns / length.max(1.0));
        let per_column = room.height() / scale;
        for column in 0..columns as usize {
            let start = per_column * column as f64;
            if start >= length {
                break;
            }
            let x = room.x0 + column as f64 * (width * scale + 3.0);
            let end = (length - start).min(per_column) * scale;
            let frame = Rect::new(x, room.y0, x + width * scale, room.y0 + end);
            self.pens.ink.fill_rect(frame, GROUND);
            self.pens.ink.clip(frame);
            let to_paper = Affine::translate((x, room.y0 - start * scale)) * Affine::scale(scale);
            for (outline, name, gore) in cuts {
                let outline = to_paper * outline;
                if !outline.bounding_box().overlaps(frame) {
                    continue;
                }
                self.pens.ink.fill(&outline, if *gore { GORE } else { CLOTH });
                self.pens.ink.stroke(&outline, Pen::new(ACCENT, 0.22));
                self.name(&outline, name, 7.0)?;
            }
            self.pens.ink.unclip();
            self.pens.ink.rect(frame, Pen::new(INK, 0.3));
            // A tape beside it, a mark every metre.
            let first = (start / 1000.0).ceil() as i64;
            let last = ((start + end / scale) / 1000.0).floor() as i64;
            for metre in first.max(1)..=last {
                let y = room.y0 + (metre as f64 * 1000.0 - start) * scale;
                self.pens.ink.line((frame.x0 - 1.2, y), (frame.x0, y), Pen::new(INK, 0.25));
                let text = format!("{metre}");
                self.pens.number(&text, frame.x0 - 1.6, y + 0.8, 5.6, false)?;
            }
        }
        Ok(())
    }

    /// A name in the middle of a shape, as large as it has room for.
    fn name(&mut self, outline: &BezPath, text: &str, size_pt: f32) -> Done {
        let bounds = outline.bounding_box();
        let level = bounds.center().y;
        let Some((x0, x1)) = stretches(outline, level)
            .into_iter()
            .max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))
        else {
            return Ok(());
        };
        let block = self.pens.type_.set(text, Face::new(Language::Zh, size_pt), None);
        let fits = ((x1 - x0 - 0.6) / block.width_mm().max(1e-6))
            .min((bounds.height() - 0.4) / (f64::from(size_pt) * 0.3));
        if fits < 0.35 {
            return Ok(());
        }
        let size = size_pt * fits.min(1.0) as f32;
        let block = self.pens.type_.set(text, Face::new(Language::Zh, size), None);
        let baseline = level + f64::from(size) * 0.12;
        self.pens.ink.text(&block, 0.5 * (x0 + x1), baseline, Align::Centre, INK)
    }

    /// Broad cloth: the marker along the page, and what its pieces are called.
    fn lay(&mut self, lay: &pattern::Lay) -> Done {
        self.head("sheet-lay-title", None, lay.metres(), lay.utilisation)?;
        let order = self.pens.order;
        // Each piece has a letter on the cloth and its name below.
        let mut ids: Vec<&str> = Vec::new();
        for placed in &lay.placed {
            if !ids.contains(&placed.piece.as_str()) {
                ids.push(&placed.piece);
            }
        }
        let rows = ids.len().div_ceil(2) as f64;
        let legend_top = BOTTOM - rows * 5.6 - 2.0;
        let cuts: Vec<(BezPath, String, bool)> = lay
            .placed
            .iter()
            .map(|placed| {
                let number = ids.iter().position(|id| *id == placed.piece).unwrap_or(0) + 1;
                let side = if placed.mirrored { "′" } else { "" };
                (placed.cut_line.clone(), format!("{number}{side}"), placed.mirrored)
            })
            .collect();
        self.on_cloth(&cuts, lay.length_mm, Rect::new(LEFT + 6.0, TOP, RIGHT, legend_top - 5.0))?;
        for (i, id) in ids.iter().enumerate() {
            let (column, row) = (i % 2, i / 2);
            let x = LEFT + column as f64 * 96.0;
            let y = legend_top + 4.0 + 5.6 * row as f64;
            let copies = lay.placed.iter().filter(|p| p.piece == *id).count();
            let Some(placed) = lay.placed.iter().find(|p| p.piece == *id) else { continue };
            let block = self.pens.type_.set(
                &(i + 1).to_string(),
                Face::new(Language::En, 9.0).bold(),
                None,
            );
            self.pens.ink.text(&block, x + 5.0, y, Align::Right, ACCENT)?;
            let mut at = x + 7.0;
            for language in order.all() {
                let size = if language == order.lead { 8.4 } else { 7.2 };
                let name = self.piece_name(id, language, placed.names.get(language));
                let block = self.pens.type_.fit(&name, face(language, size), 34.0);
                self.pens.ink.text(&block, at, y, Align::Left, INK)?;
                at += block.width_mm() + 2.5;
            }
            self.pens.number(&format!("×{copies}"), x + 92.0, y, 8.4, true)?;
        }
        Ok(())
    }
}

/// Boxes in rows, tallest first, at the largest scale that fits; with where each lies.
fn placed(sizes: &[kurbo::Size], room: Rect) -> Option<(f64, Vec<Point>)> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by(|&a, &b| sizes[b].height.total_cmp(&sizes[a].height));
    (60..1200).map(|n| 6.0 / f64::from(n)).find_map(|scale| {
        let mut places = vec![Point::ZERO; sizes.len()];
        let (mut at, mut row) = (room.origin(), 0.0_f64);
        for &i in &order {
            let size = sizes[i] * scale;
            if at.x > room.x0 && at.x + size.width > room.x1 {
                at = Point::new(room.x0, at.y + row + 5.0);
                row = 0.0;
            }
            let end = at + Vec2::new(size.width, size.height);
            if end.x > room.x1 + 1e-9 || end.y > room.y1 + 1e-9 {
                return None;
            }
            places[i] = at;
            at.x = end.x + 5.0;
            row = row.max(size.height);
        }
        Some((scale, places))
    })
}

fn one(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
