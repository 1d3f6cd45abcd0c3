//! Cutting from a narrow loom: how many strips a garment is joined from, and how long they are.
//!
//! Handwoven woollen cloth is 18 to 27 cm wide. A robe of it is joined from strips along the warp,
//! selvedge to selvedge, counted from the centre of front and back outwards.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::float::single::SingleFloatOverlay;
use kurbo::{Affine, Point};

use crate::allowance::{FLATTEN_MM, flattened};
use crate::{CutPiece, Pattern};

/// What the join of two strips takes from each (mm).
pub const SELVEDGE_MM: f64 = 5.0;

/// A part narrower than this is seam allowance, which selvedges joined edge to edge do not need (mm).
const SLIVER_MM: f64 = 15.0;

/// The strips that a garment is joined from.
#[derive(Clone, Debug, PartialEq)]
pub struct StripPlan {
    /// Width of the cloth (mm).
    pub loom_mm: f64,
    /// The strips, piece by piece, from left to right.
    pub strips: Vec<Strip>,
}

/// One strip, or several alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Strip {
    /// The piece it is part of.
    pub piece: String,
    /// Its place in the piece, from 1, left to right.
    pub number: u32,
    /// How often it is cut.
    pub copies: u32,
    /// Its length (mm).
    pub length_mm: f64,
    /// How much of the loom's width the piece takes of it (mm).
    pub width_mm: f64,
}

impl StripPlan {
    /// How many strips there are.
    pub fn count(&self) -> u32 {
        self.strips.iter().map(|s| s.copies).sum()
    }

    /// How much cloth they take, laid end to end (mm).
    pub fn length_mm(&self) -> f64 {
        self.strips.iter().map(|s| s.length_mm * f64::from(s.copies)).sum()
    }
}

impl Pattern {
    /// The strips for all pieces of one slot on a loom of `loom_mm`.
    ///
    /// Each strip is as long as the piece is where it lies. Complementary gores are not laid head
    /// to tail, so a thrifty tailor needs a little less. For broad cloth the pieces are too few for
    /// this to say anything: there it is an upper bound.
    pub fn strips(&self, slot: &str, loom_mm: f64) -> StripPlan {
        let usable = (loom_mm - 2.0 * SELVEDGE_MM).max(SLIVER_MM);
        let mut strips = Vec::new();
        for piece in self.pieces().iter().filter(|p| p.slot == slot) {
            let outline = along_the_warp(piece);
            let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
            for p in &outline {
                (low, high) = (low.min(p.x), high.max(p.x));
            }
            // Joins lie on the centre line where the piece has one.
            let start = if low < 0.0 && high > 0.0 { (low / usable).floor() * usable } else { low };
            let mut number = 0;
            let mut left = start;
            while left < high - SLIVER_MM {
                let right = left + usable;
                for [width_mm, length_mm] in parts(&outline, left, right) {
                    if width_mm > SLIVER_MM {
                        number += 1;
                        strips.push(Strip {
                            piece: piece.id.clone(),
                            number,
                            copies: piece.quantity + piece.mirrored_quantity,
                            length_mm,
                            width_mm,
                        });
                    }
                }
                left = right;
            }
        }
        StripPlan { loom_mm, strips }
    }
}

/// The cut line turned so that the warp runs down.
fn along_the_warp(piece: &CutPiece<'_>) -> Vec<Point> {
    let grain = piece.parts[0].panel.grain;
    let turn = Affine::rotate(std::f64::consts::FRAC_PI_2 - grain.atan2());
    flattened(&piece.cut_line, FLATTEN_MM).into_iter().map(|p| turn * p).collect()
}

/// Width and length of each part of a closed outline between two upright lines.
fn parts(outline: &[Point], left: f64, right: f64) -> Vec<[f64; 2]> {
    // Taller than any piece.
    let far = 1e5;
    let band = [[left, -far], [right, -far], [right, far], [left, far]];
    let outline: Vec<[f64; 2]> = outline.iter().map(|p| [p.x, p.y]).collect();
    let shapes = outline.overlay(&band.to_vec(), OverlayRule::Intersect, FillRule::NonZero);
    let size = |shape: &Vec<Vec<[f64; 2]>>| {
        [0, 1].map(|axis| {
            let values = || shape.iter().flatten().map(|p| p[axis]);
            values().fold(f64::NEG_INFINITY, f64::max) - values().fold(f64::INFINITY, f64::min)
        })
    };
    shapes.iter().map(size).collect()
}
