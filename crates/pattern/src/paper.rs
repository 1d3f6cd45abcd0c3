//! Laying the pieces out on paper in true size: along a roll, or over sheets that are glued.
//!
//! Paper has no grain, so pieces are turned as they fit best, and each is drawn once, however often
//! it is cut. They are placed one after another, the largest first, each at the first free place of
//! a raster of 10 mm: near enough for paper, always the same, and a few milliseconds.

use kurbo::{Affine, Point, Rect, Vec2};

use crate::CutPiece;
use crate::allowance::flattened;

/// Side of a raster cell (mm).
const CELL_MM: f64 = 10.0;
/// What a piece wider than the paper is drawn beyond the join, to be glued under (mm).
pub const FLAP_MM: f64 = 10.0;

/// Paper to lay pieces on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paper {
    /// Width that can be drawn on (mm).
    pub width_mm: f64,
    /// Longest page (mm); infinite for a roll without end.
    pub length_mm: f64,
    /// Kept free at the top left of each page: a title (mm).
    pub reserved: Rect,
}

/// Where everything lies.
#[derive(Clone, Debug, PartialEq)]
pub struct PaperLay {
    /// The pieces, or parts of pieces, in the order they were placed.
    pub items: Vec<PaperItem>,
    /// How long each page is (mm).
    pub lengths_mm: Vec<f64>,
}

/// A piece on paper, or a part of one that is wider than the paper.
#[derive(Clone, Debug, PartialEq)]
pub struct PaperItem {
    /// Which piece, as an index into those given.
    pub piece: usize,
    /// On which page, from 0.
    pub page: usize,
    /// Where: a turn and a shift, never a mirror.
    pub paper_from_piece: Affine,
    /// What of the piece is drawn here, on paper; `None` for all of it.
    pub clip: Option<Rect>,
    /// Which part of how many, from 1: (1, 1) for a whole piece.
    pub part: (u32, u32),
    /// Upright lines on paper along which parts are joined (mm from the left).
    pub joins: Vec<f64>,
}

/// Why pieces cannot be laid on paper.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PaperError {
    /// The paper is too narrow to be of use.
    #[error("paper of {width_mm} mm is too narrow: {least_mm} mm at least")]
    TooNarrow {
        /// Width given (mm).
        width_mm: f64,
        /// Least width (mm).
        least_mm: f64,
    },
    /// A piece is longer than a page.
    #[error("a piece of {piece_mm:.0} mm is longer than the page of {page_mm:.0} mm")]
    TooLong {
        /// Length of the piece (mm).
        piece_mm: f64,
        /// Length of the page (mm).
        page_mm: f64,
    },
}

/// The narrowest paper that pieces are laid on (mm).
pub const LEAST_WIDTH_MM: f64 = 150.0;

/// Lays the pieces on paper.
///
/// A piece that is too wide is drawn in parts side by side, each with a flap of [`FLAP_MM`].
///
/// # Errors
///
/// [`PaperError`] when the paper is too narrow or a page too short.
pub fn lay_on_paper(pieces: &[CutPiece<'_>], paper: Paper) -> Result<PaperLay, PaperError> {
    if paper.width_mm.is_nan() || paper.width_mm < LEAST_WIDTH_MM {
        return Err(PaperError::TooNarrow { width_mm: paper.width_mm, least_mm: LEAST_WIDTH_MM });
    }
    // Whole cells, so that what fits by the millimetre fits the raster.
    let paper = Paper { width_mm: (paper.width_mm / CELL_MM).floor() * CELL_MM, ..paper };
    let mut bodies: Vec<Body> = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        bodies.extend(bodies_of(index, piece, paper.width_mm));
    }
    bodies.sort_by(|a, b| b.area.total_cmp(&a.area).then(a.piece.cmp(&b.piece)));
    let mut pages = vec![Page::new(paper)];
    let mut items = Vec::new();
    for body in bodies {
        let mut placed = None;
        for number in 0..=pages.len() {
            if number == pages.len() {
                pages.push(Page::new(paper));
            }
            placed = pages[number].place(&body, number);
            if placed.is_some() {
                break;
            }
            if number + 1 == pages.len() && pages[number].is_bare() {
                let piece_mm = body.turned.iter().map(|t| t.size.height).fold(0.0, f64::max);
                return Err(PaperError::TooLong { piece_mm, page_mm: paper.length_mm });
            }
        }
        items.extend(placed);
    }
    let lengths_mm = pages.iter().map(Page::length_mm).collect();
    Ok(PaperLay { items, lengths_mm })
}

/// A piece or a part of one, in each of the turns it may be laid in.
struct Body {
    piece: usize,
    part: (u32, u32),
    area: f64,
    turned: Vec<Turned>,
}

/// A body turned, its box at the origin, and the cells it covers.
struct Turned {
    /// From the piece to the box.
    placed: Affine,
    size: kurbo::Size,
    /// Part of the turned piece that is drawn; `None` for all.
    clip: Option<Rect>,
    joins: Vec<f64>,
    rows: Vec<Vec<u64>>,
}

fn bodies_of(index: usize, piece: &CutPiece<'_>, width_mm: f64) -> Vec<Body> {
    let outline = flattened(&piece.cut_line, 0.5);
    let quarter = std::f64::consts::FRAC_PI_2;
    let turns: Vec<(Affine, Rect)> = (0..4)
        .map(|i| {
            let turn = Affine::rotate(quarter * f64::from(i));
            let bounds = boxed(outline.iter().map(|&p| turn * p));
            (Affine::translate(-bounds.origin().to_vec2()) * turn, bounds)
        })
        .collect();
    let whole: Vec<Turned> = turns
        .iter()
        .filter(|(_, bounds)| bounds.width() <= width_mm)
        .map(|&(turned_from_piece, bounds)| Turned {
            placed: turned_from_piece,
            size: bounds.size(),
            clip: None,
            joins: Vec::new(),
            rows: raster(&outline, turned_from_piece, bounds.size(), None),
        })
        .collect();
    if !whole.is_empty() {
        return vec![Body { piece: index, part: (1, 1), area: bounds_area(&turns), turned: whole }];
    }
    // Both ways too wide: parts along the way that needs fewer of them.
    let (turned_from_piece, bounds) =
        if turns[0].1.width() <= turns[1].1.width() { turns[0] } else { turns[1] };
    let count = (bounds.width() / (width_mm - FLAP_MM)).ceil().max(2.0) as u32;
    let share = bounds.width() / f64::from(count);
    (0..count)
        .map(|i| {
            let left = share * f64::from(i);
            let flap = if i + 1 < count { FLAP_MM } else { 0.0 };
            let clip = Rect::new(left, 0.0, left + share + flap, bounds.height());
            let mut joins = Vec::new();
            if i > 0 {
                joins.push(0.0);
            }
            if i + 1 < count {
                joins.push(share);
            }
            let shifted = Affine::translate((-left, 0.0)) * turned_from_piece;
            let clip = clip - Vec2::new(left, 0.0);
            let turned = Turned {
                placed: shifted,
                size: clip.size(),
                clip: Some(clip),
                joins,
                rows: raster(&outline, shifted, clip.size(), Some(clip)),
            };
            Body { piece: index, part: (i + 1, count), area: clip.area(), turned: vec![turned] }
        })
        .collect()
}

fn bounds_area(turns: &[(Affine, Rect)]) -> f64 {
    turns.first().map_or(0.0, |(_, bounds)| bounds.area())
}

fn boxed(points: impl Iterator<Item = Point>) -> Rect {
    let start = Rect::new(f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY);
    points.fold(start, |b, p| Rect {
        x0: b.x0.min(p.x),
        y0: b.y0.min(p.y),
        x1: b.x1.max(p.x),
        y1: b.y1.max(p.y),
    })
}

/// The cells that an outline covers or touches, with one cell of air at the right and below.
fn raster(
    outline: &[Point],
    turned_from_piece: Affine,
    size: kurbo::Size,
    clip: Option<Rect>,
) -> Vec<Vec<u64>> {
    let points: Vec<Point> = outline.iter().map(|&p| turned_from_piece * p).collect();
    let cells = |mm: f64| (mm / CELL_MM).ceil() as usize + 1;
    let (columns, lines) = (cells(size.width), cells(size.height));
    let mut filled = vec![vec![false; columns]; lines];
    let mut fill = |x: f64, y: f64| {
        if clip.is_some_and(|c| x < c.x0 || x > c.x1) {
            return;
        }
        let (column, line) = ((x / CELL_MM).floor(), (y / CELL_MM).floor());
        if column >= 0.0 && line >= 0.0 {
            let (column, line) = (column as usize, line as usize);
            // The cell itself, and the one after it as air.
            for row in filled.iter_mut().skip(line).take(2) {
                for cell in row.iter_mut().skip(column).take(2) {
                    *cell = true;
                }
            }
        }
    };
    let pairs = || points.iter().zip(points.iter().cycle().skip(1));
    for (a, b) in pairs() {
        let steps = (a.distance(*b) / (CELL_MM / 3.0)).ceil().max(1.0);
        for i in 0..=steps as usize {
            let p = a.lerp(*b, i as f64 / steps);
            fill(p.x, p.y);
        }
    }
    for line in 0..lines {
        let y = (line as f64 + 0.5) * CELL_MM;
        let mut crossings: Vec<f64> = pairs()
            .filter(|(a, b)| (a.y > y) != (b.y > y))
            .map(|(a, b)| a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y))
            .collect();
        crossings.sort_by(f64::total_cmp);
        for pair in crossings.chunks_exact(2) {
            let (mut x, end) = (pair[0].max(0.0), pair[1].min(size.width));
            while x < end {
                fill(x, y);
                x += CELL_MM;
            }
        }
    }
    filled.iter().map(|row| bits(row)).collect()
}

fn bits(row: &[bool]) -> Vec<u64> {
    let mut words = vec![0_u64; row.len().div_ceil(64)];
    for (i, _) in row.iter().enumerate().filter(|(_, on)| **on) {
        words[i / 64] |= 1 << (i % 64);
    }
    words
}

/// A page being filled.
struct Page {
    columns: usize,
    lines: usize,
    words: usize,
    taken: Vec<Vec<u64>>,
    reserved_lines: usize,
    bare: bool,
}

impl Page {
    fn new(paper: Paper) -> Self {
        // One cell more than the width holds, as bodies carry a cell of air at their right.
        let columns = (paper.width_mm / CELL_MM).floor() as usize + 1;
        let words = columns.div_ceil(64) + 1;
        let lines = if paper.length_mm.is_finite() {
            (paper.length_mm / CELL_MM).floor() as usize + 1
        } else {
            usize::MAX
        };
        let mut page =
            Self { columns, lines, words, taken: Vec::new(), reserved_lines: 0, bare: true };
        let (w, h) = (paper.reserved.x1, paper.reserved.y1);
        if w > 0.0 && h > 0.0 {
            page.reserved_lines = (h / CELL_MM).ceil() as usize;
            let row = vec![true; ((w / CELL_MM).ceil() as usize).min(columns)];
            let rows = vec![bits(&row); page.reserved_lines];
            page.take(&rows, 0, 0);
        }
        page
    }

    fn is_bare(&self) -> bool {
        self.bare
    }

    fn length_mm(&self) -> f64 {
        self.taken.len() as f64 * CELL_MM
    }

    /// Puts the body at the first free place of the turn that ends highest up.
    fn place(&mut self, body: &Body, number: usize) -> Option<PaperItem> {
        let mut best: Option<(usize, usize, usize, usize)> = None;
        for (i, turned) in body.turned.iter().enumerate() {
            let worst = best.map_or(usize::MAX, |(end, ..)| end);
            if let Some((column, line)) = self.find(turned, worst) {
                let end = line + turned.rows.len();
                if end < worst {
                    best = Some((end, i, column, line));
                }
            }
        }
        let (_, i, column, line) = best?;
        let turned = &body.turned[i];
        self.take(&turned.rows, column, line);
        self.bare = false;
        let shift = Vec2::new(column as f64, line as f64) * CELL_MM;
        Some(PaperItem {
            piece: body.piece,
            page: number,
            paper_from_piece: Affine::translate(shift) * turned.placed,
            clip: turned.clip.map(|c| c + shift),
            part: body.part,
            joins: turned.joins.iter().map(|x| x + shift.x).collect(),
        })
    }

    fn find(&self, turned: &Turned, worst: usize) -> Option<(usize, usize)> {
        let (width, height) = ((turned.size.width / CELL_MM).ceil() as usize, turned.rows.len());
        // The cell of air may hang over the paper's edge, the body may not.
        let last_column = (self.columns - 1).checked_sub(width)?;
        let mut line = 0;
        while line + height <= self.lines && line + height < worst {
            for column in 0..=last_column {
                if self.is_free(&turned.rows, column, line) {
                    return Some((column, line));
                }
            }
            line += 1;
        }
        None
    }

    fn is_free(&self, rows: &[Vec<u64>], column: usize, line: usize) -> bool {
        rows.iter().enumerate().all(|(i, row)| {
            let Some(taken) = self.taken.get(line + i) else { return true };
            (0..=row.len()).all(|w| {
                taken.get(w + column / 64).is_none_or(|t| t & shifted(row, w, column % 64) == 0)
            })
        })
    }

    fn take(&mut self, rows: &[Vec<u64>], column: usize, line: usize) {
        let end = line + rows.len();
        if self.taken.len() < end {
            self.taken.resize(end, vec![0; self.words]);
        }
        for (i, row) in rows.iter().enumerate() {
            for w in 0..=row.len() {
                if let Some(taken) = self.taken[line + i].get_mut(w + column / 64) {
                    *taken |= shifted(row, w, column % 64);
                }
            }
        }
    }
}

/// Word `index` of a row of bits moved up by `by`, which is less than 64.
fn shifted(row: &[u64], index: usize, by: usize) -> u64 {
    let here = row.get(index).map_or(0, |w| w << by);
    let carried = match index.checked_sub(1) {
        Some(before) if by > 0 => row.get(before).map_or(0, |w| w >> (64 - by)),
        _ => 0,
    };
    here | carried
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_move_across_words() {
        let row = [1 << 63 | 1, 1];
        assert_eq!(shifted(&row, 0, 1), 2);
        assert_eq!(shifted(&row, 1, 1), 3);
        assert_eq!(shifted(&row, 2, 1), 0);
        assert_eq!([0, 1, 2].map(|i| shifted(&row, i, 0)), [row[0], row[1], 0]);
    }
}
