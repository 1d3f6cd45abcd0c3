//! Laying a pattern on cloth: the marker, how much cloth it takes and what that costs.

use kurbo::{Affine, BezPath, Point, Rect, Shape};
use serde::{Deserialize, Serialize};

use crate::allowance::flattened;
use crate::nest::{Forbidden, Ground, Outline, area, nest};
use crate::{CutPiece, Names, Pattern};

/// How far a simplified outline may lie inside the true one before it is grown (mm).
const SIMPLE_MM: f64 = 1.0;

/// Least distance between two cut lines (mm): room for a chalk line and the shears.
pub const GAP_MM: f64 = 2.0;

/// Turnings of a band that is sewn on: on each side (mm).
const BAND_TURNING_MM: f64 = 7.0;

/// The cloth that pieces are laid on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cloth {
    /// From selvedge to selvedge (mm).
    pub width_mm: f64,
    /// What is left out along each selvedge (mm).
    pub selvedge_mm: f64,
    /// Does it look or feel different upside down: velvet, figured brocade, fulled wool. Then no
    /// piece is turned.
    pub one_way: bool,
    /// Repeat of stripes that run from selvedge to selvedge (mm). Then pieces are not turned, and
    /// lie so that the stripes meet at their stripe, waist or belt lines.
    pub stripe_repeat_mm: Option<f64>,
}

impl Cloth {
    /// Plain cloth of that width that may be turned, with 10 mm left out along each selvedge.
    pub fn plain(width_mm: f64) -> Self {
        Self { width_mm, selvedge_mm: 10.0, one_way: false, stripe_repeat_mm: None }
    }
}

/// How long to look for a shorter lay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    /// How many orders of laying are tried after the first ones. The cost grows with it.
    pub rounds: u32,
    /// Seed of the orders.
    pub seed: u64,
}

impl Default for Search {
    fn default() -> Self {
        Self { rounds: 400, seed: 1 }
    }
}

/// A marker: every piece of one slot on a length of cloth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lay {
    /// The slot whose cloth this is.
    pub slot: String,
    /// The cloth.
    pub cloth: Cloth,
    /// Its length (mm).
    pub length_mm: f64,
    /// Where each piece lies.
    pub placed: Vec<Placed>,
    /// What part of the cloth is in the pieces, 0–1.
    pub utilisation: f64,
}

/// One piece on the cloth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    /// The piece's id, as in [`Pattern::pieces`]; `trim:` and the trim's id for a band.
    pub piece: String,
    /// What it is called.
    pub names: Names,
    /// Which copy of it, from 1.
    pub copy: u32,
    /// Is it cut turned over: the right one of a pair.
    pub mirrored: bool,
    /// Does it lie upside down.
    pub turned: bool,
    /// From the piece's frame to the cloth's: x from the left selvedge, y along the warp (mm).
    pub lay_from_piece: Affine,
    /// Its cut line on the cloth; closed (mm).
    pub cut_line: BezPath,
}

/// Why pieces were not laid.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LayError {
    /// A piece is wider than the cloth.
    #[error("{piece} is {needed_mm:.0} mm wide along the weft, the cloth {width_mm:.0} mm")]
    TooWide {
        /// The piece.
        piece: String,
        /// How wide it is (mm).
        needed_mm: f64,
        /// Usable width of the cloth (mm).
        width_mm: f64,
    },
    /// The cloth has no width, or its stripes no repeat.
    #[error("cloth of {width_mm} mm with stripes of {repeat_mm:?} mm is none")]
    NoCloth {
        /// Its width (mm).
        width_mm: f64,
        /// The repeat of its stripes (mm).
        repeat_mm: Option<f64>,
    },
}

impl Lay {
    /// Metres of cloth, with nothing added.
    pub fn metres(&self) -> f64 {
        self.length_mm / 1000.0
    }

    /// What the cloth costs at that price per metre, in the currency of the price.
    pub fn cost(&self, per_metre: f64) -> f64 {
        self.metres() * per_metre
    }
}

/// A piece or band, before it is laid.
struct Sheet<'a> {
    id: String,
    names: &'a Names,
    cut_line: BezPath,
    /// From the piece's frame to one in which the warp runs down.
    warp_from_piece: Affine,
    stripe: Option<f64>,
    copies: u32,
    mirrored: u32,
}

impl Pattern {
    /// Lays all pieces and bands of one slot on broad cloth.
    ///
    /// The warp lies along the cloth in every piece. Between cut lines at least [`GAP_MM`] are left.
    /// Cost: about 20 ms for the first order and 1 ms for each of the search's rounds.
    ///
    /// # Errors
    ///
    /// [`LayError::TooWide`] names the first piece that does not fit, for which the strips of
    /// [`Pattern::strips`] are the answer; [`LayError::NoCloth`].
    pub fn lay(&self, slot: &str, cloth: &Cloth, search: Search) -> Result<Lay, LayError> {
        let usable = cloth.width_mm - 2.0 * cloth.selvedge_mm;
        let bad_repeat = cloth.stripe_repeat_mm.is_some_and(|r| r.is_nan() || r < 1.0);
        if usable.is_nan() || usable <= 0.0 || bad_repeat {
            return Err(LayError::NoCloth {
                width_mm: cloth.width_mm,
                repeat_mm: cloth.stripe_repeat_mm,
            });
        }
        let sheets = self.sheets(slot);
        let turns = !cloth.one_way && cloth.stripe_repeat_mm.is_none();
        // Each sheet as it is, and turned over where it is one of a pair.
        let flip = Affine::scale_non_uniform(-1.0, 1.0);
        let mut outlines = Vec::new();
        let mut of = Vec::new();
        for (i, sheet) in sheets.iter().enumerate() {
            for (copies, over) in [(sheet.copies, false), (sheet.mirrored, true)] {
                if copies == 0 {
                    continue;
                }
                let turn = if over { flip } else { Affine::IDENTITY };
                let path = turn * sheet.warp_from_piece * sheet.cut_line.clone();
                outlines.push(Outline {
                    points: grown(&path),
                    copies,
                    turns,
                    stripe: sheet.stripe.map(|y| (turn * Point::new(0.0, y)).y),
                });
                of.push((i, over, turn * sheet.warp_from_piece));
            }
        }
        let ground = Ground { width: usable, repeat: cloth.stripe_repeat_mm };
        let found = nest(&outlines, ground, search.rounds, search.seed).map_err(|outline| {
            let (sheet, ..) = of[outline];
            LayError::TooWide {
                piece: sheets[sheet].id.clone(),
                needed_mm: crate::nest::bounds(&outlines[outline].points).width(),
                width_mm: usable,
            }
        })?;
        let aside = Affine::translate((cloth.selvedge_mm, 0.0));
        let mut copies = vec![0; sheets.len()];
        let mut placed = Vec::with_capacity(found.places.len());
        let mut held = 0.0;
        for place in &found.places {
            let (i, mirrored, warp_from_piece) = of[place.outline];
            let sheet = &sheets[i];
            copies[i] += 1;
            held += sheet.cut_line.area().abs();
            let lay_from_piece = aside * place.cloth_from_outline * warp_from_piece;
            placed.push(Placed {
                piece: sheet.id.clone(),
                names: sheet.names.clone(),
                copy: copies[i],
                mirrored,
                turned: place.turned,
                lay_from_piece,
                cut_line: lay_from_piece * &sheet.cut_line,
            });
        }
        let utilisation =
            if found.length > 0.0 { held / (found.length * cloth.width_mm) } else { 0.0 };
        Ok(Lay {
            slot: slot.to_owned(),
            cloth: *cloth,
            length_mm: found.length,
            placed,
            utilisation,
        })
    }

    /// The pieces and bands of a slot.
    fn sheets(&self, slot: &str) -> Vec<Sheet<'_>> {
        let mut sheets: Vec<_> = self
            .pieces()
            .into_iter()
            .filter(|p| p.slot == slot)
            .map(|piece| {
                let warp_from_piece = warp_from_piece(&piece);
                Sheet {
                    stripe: stripe(&piece, warp_from_piece),
                    names: self.panel(&piece.parts[0].panel.id).map_or(&self.names, |p| &p.names),
                    id: piece.id,
                    cut_line: piece.cut_line,
                    warp_from_piece,
                    copies: piece.quantity,
                    mirrored: piece.mirrored_quantity,
                }
            })
            .collect();
        for trim in self.trims.iter().filter(|t| t.slot == slot) {
            // One straight band for each edge, cut along the warp and shaped when it is sewn on.
            for edge in &trim.edges {
                let Some(length) = self.edge(edge).map(|e| e.length_mm(0.1)) else { continue };
                let size = (trim.width_mm + 2.0 * BAND_TURNING_MM, length + 2.0 * BAND_TURNING_MM);
                sheets.push(Sheet {
                    id: format!("trim:{}:{edge}", trim.id),
                    names: self.panel(&edge.panel).map_or(&self.names, |p| &p.names),
                    cut_line: Rect::from_origin_size((0.0, 0.0), size).to_path(0.1),
                    warp_from_piece: Affine::IDENTITY,
                    stripe: None,
                    copies: 1,
                    mirrored: 0,
                });
            }
        }
        sheets
    }
}

/// Turns a piece so that its warp runs down.
pub(crate) fn warp_from_piece(piece: &CutPiece<'_>) -> Affine {
    let grain = piece.parts[0].panel.grain;
    Affine::rotate(std::f64::consts::FRAC_PI_2 - grain.atan2())
}

/// The height at which a piece's stripes are to meet: its stripe line, else its waist or belt.
pub(crate) fn stripe(piece: &CutPiece<'_>, warp_from_piece: Affine) -> Option<f64> {
    let lines = piece.internal();
    let line = ["stripe", "waist", "belt"]
        .iter()
        .find_map(|id| lines.iter().find(|(line, _)| line == id))?;
    let first = line.1.segments().next()?;
    Some((warp_from_piece * kurbo::ParamCurve::start(&first)).y)
}

/// Few points that hold the whole of a cut line, with half a gap round it.
pub(crate) fn grown(path: &BezPath) -> Vec<Point> {
    let mut points = flattened(path, 0.1);
    if points.len() > 1 && points[0].distance(points[points.len() - 1]) < 1e-6 {
        points.pop();
    }
    let points = simplified(&points, SIMPLE_MM);
    // The sum with a square holds a strip round the outline, also at its sharpest corners.
    let r = SIMPLE_MM + GAP_MM / 2.0;
    let square = [(-r, -r), (r, -r), (r, r), (-r, r)].map(|(x, y)| Point::new(x, y));
    let sum = Forbidden::new(&points, &square).contours;
    sum.into_iter().max_by(|a, b| area(a).total_cmp(&area(b))).unwrap_or(points)
}

/// Fewer points of a closed line, none of the others farther than `tolerance` from it
/// (D. H. Douglas and T. K. Peucker, 1973).
pub(crate) fn simplified(points: &[Point], tolerance: f64) -> Vec<Point> {
    if points.len() < 4 {
        return points.to_vec();
    }
    // Split where the line is farthest from its first point, so that both halves are open lines.
    let far = (0..points.len())
        .max_by(|&a, &b| {
            points[0].distance_squared(points[a]).total_cmp(&points[0].distance_squared(points[b]))
        })
        .unwrap_or(0);
    let mut keep = vec![false; points.len()];
    keep[0] = true;
    keep[far] = true;
    let mut open = vec![(0, far), (far, points.len())];
    while let Some((a, b)) = open.pop() {
        let (p, q) = (points[a], points[b % points.len()]);
        let along = q - p;
        let off = |i: usize| {
            let t = ((points[i] - p).dot(along) / along.hypot2().max(1e-12)).clamp(0.0, 1.0);
            points[i].distance(p + along * t)
        };
        let Some(worst) = (a + 1..b).max_by(|&i, &j| off(i).total_cmp(&off(j))) else { continue };
        if off(worst) > tolerance {
            keep[worst] = true;
            open.extend([(a, worst), (worst, b)]);
        }
    }
    points.iter().zip(keep).filter(|(_, keep)| *keep).map(|(p, _)| *p).collect()
}
