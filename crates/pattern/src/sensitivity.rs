//! How much a garment hangs on each dimension of the body: found by drafting it again.

use measure::{Dimension, Measurement, Measurements};
use serde::{Deserialize, Serialize};

use crate::{Design, DraftError, Options, Pattern};

/// By how much a dimension is changed to see what it does (mm): a tailor's centimetre, either way.
const STEP_MM: f64 = 10.0;

/// What a change of one body dimension does to the garment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sensitivity {
    /// The dimension.
    pub dimension: Dimension,
    /// Change of each finished measure per change of the dimension (mm per mm), in the order of
    /// [`Pattern::finished`].
    pub finished: Vec<f64>,
    /// How far the corner or line end that moves most moves (mm per mm).
    pub outline: f64,
}

impl Sensitivity {
    /// The finished measure that changes most: its index and its change (mm per mm).
    pub fn most(&self) -> Option<(usize, f64)> {
        self.finished.iter().copied().enumerate().fold(None, |best, here| match best {
            Some((_, b)) if f64::abs(b) >= here.1.abs() => best,
            _ if here.1 == 0.0 => best,
            _ => Some(here),
        })
    }
}

impl Design {
    /// What each dimension that the design reads does to the garment, in the order of
    /// [`Design::measures`].
    ///
    /// Central differences over ±10 mm; one-sided at the end of a dimension's range. Costs two
    /// drafts a dimension.
    ///
    /// # Errors
    ///
    /// As [`Design::draft`].
    pub fn sensitivity(
        &self,
        body: &Measurements,
        options: &Options,
    ) -> Result<Vec<Sensitivity>, DraftError> {
        let here = self.draft(body, options)?;
        let mut all = Vec::new();
        for dimension in self.measures() {
            let Some(known) = body.get(dimension) else { continue };
            let moved = |by: f64| -> Option<(f64, Pattern)> {
                let mut other = body.clone();
                other.set(dimension, Measurement { mm: known.mm + by, ..known }).ok()?;
                Some((by, self.draft(&other, options).ok()?))
            };
            let (low, low_pattern) = moved(-STEP_MM).unwrap_or_else(|| (0.0, here.clone()));
            let (high, high_pattern) = moved(STEP_MM).unwrap_or_else(|| (0.0, here.clone()));
            let span = (high - low).max(1.0);
            let finished = low_pattern
                .finished
                .iter()
                .zip(&high_pattern.finished)
                .map(|(a, b)| tidy((b.mm - a.mm) / span))
                .collect();
            let outline = tidy(movement_mm(&low_pattern, &high_pattern) / span);
            all.push(Sensitivity { dimension, finished, outline });
        }
        Ok(all)
    }
}

/// Rounding noise is no sensitivity.
fn tidy(value: f64) -> f64 {
    if value.abs() < 1e-9 { 0.0 } else { value }
}

/// How far the corner or line end that differs most between two drafts lies apart (mm).
fn movement_mm(a: &Pattern, b: &Pattern) -> f64 {
    let mut most = 0.0_f64;
    for (a, b) in a.panels.iter().zip(&b.panels) {
        for (e, f) in a.edges.iter().zip(&b.edges) {
            most = most.max(e.start().distance(f.start()));
        }
        for (e, f) in a.internal.iter().zip(&b.internal) {
            for at in [0, e.curve.elements().len().saturating_sub(1)] {
                let end =
                    |p: &kurbo::BezPath| p.elements().get(at).and_then(kurbo::PathEl::end_point);
                if let (Some(p), Some(q)) = (end(&e.curve), end(&f.curve)) {
                    most = most.max(p.distance(q));
                }
            }
        }
    }
    most
}
