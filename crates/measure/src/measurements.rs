//! What is known of one person.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Dimension;

/// Which of the two anthropometric populations a body is drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Women.
    Female,
    /// Men.
    Male,
}

/// Where a number came from, least to most trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Predicted from other dimensions.
    Predicted,
    /// Read off a body fitted to photos.
    Photo,
    /// Taken with a tape, or typed in by the customer.
    Tape,
}

/// One dimension of one person.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// The value (mm).
    pub mm: f64,
    /// One standard deviation (mm).
    pub sigma_mm: f64,
    /// Where the value came from.
    pub origin: Origin,
}

/// What is known of one person, dimension by dimension.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measurements(BTreeMap<Dimension, Measurement>);

/// A dimension that a body has and no adult does: it is left out of the body's [`Measurements`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutOfRange {
    /// Which.
    pub dimension: Dimension,
    /// How much it is (mm).
    pub mm: f64,
    /// The least that an adult has (mm).
    pub low_mm: f64,
    /// The most that an adult has (mm).
    pub high_mm: f64,
}

/// Why a number was not taken up, or is not there.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MeasurementError {
    /// The value lies outside what human bodies show.
    #[error("{} of {mm} mm is outside {low}–{high} mm", dimension.key())]
    OutOfRange {
        /// Which dimension was given.
        dimension: Dimension,
        /// The value given.
        mm: f64,
        /// The lowest value taken.
        low: f64,
        /// The highest value taken.
        high: f64,
    },
    /// A dimension that is needed is not known.
    #[error("{} is not known", dimension.key())]
    Missing {
        /// Which.
        dimension: Dimension,
    },
}

impl Measurements {
    /// Takes up one measurement, unless a more trusted one of the same dimension is there.
    ///
    /// # Errors
    ///
    /// [`MeasurementError::OutOfRange`] when the value is not that of an adult, which is how a
    /// stature typed in centimetres is caught.
    ///
    /// # Examples
    ///
    /// ```
    /// use measure::{Dimension, Measurement, Measurements, Origin};
    ///
    /// let mut m = Measurements::default();
    /// m.set(Dimension::Stature, Measurement { mm: 1680.0, sigma_mm: 5.0, origin: Origin::Tape })?;
    /// m.set(Dimension::Stature, Measurement { mm: 1712.0, sigma_mm: 15.0, origin: Origin::Photo })?;
    /// assert_eq!(m.mm(Dimension::Stature)?, 1680.0);
    /// # Ok::<(), measure::MeasurementError>(())
    /// ```
    pub fn set(
        &mut self,
        dimension: Dimension,
        value: Measurement,
    ) -> Result<(), MeasurementError> {
        let (low, high) = dimension.range_mm();
        if !(low..=high).contains(&value.mm) {
            return Err(MeasurementError::OutOfRange { dimension, mm: value.mm, low, high });
        }
        let known = self.0.entry(dimension).or_insert(value);
        if known.origin <= value.origin {
            *known = value;
        }
        Ok(())
    }

    /// As [`set`](Self::set); what is no adult's is noted in `left_out` instead.
    pub fn set_or_note(
        &mut self,
        dimension: Dimension,
        value: Measurement,
        left_out: &mut Vec<OutOfRange>,
    ) {
        if self.set(dimension, value).is_err() {
            let (low_mm, high_mm) = dimension.range_mm();
            left_out.push(OutOfRange { dimension, mm: value.mm, low_mm, high_mm });
        }
    }

    /// Of what was left out, the dimensions that are still not known, each once.
    pub fn lacking(&self, left_out: Vec<OutOfRange>) -> Vec<OutOfRange> {
        let mut lacking = left_out;
        lacking.retain(|o| self.get(o.dimension).is_none());
        lacking.sort_by_key(|o| o.dimension);
        lacking.dedup_by_key(|o| o.dimension);
        lacking
    }

    /// One dimension with its uncertainty and origin, if known.
    pub fn get(&self, dimension: Dimension) -> Option<Measurement> {
        self.0.get(&dimension).copied()
    }

    /// The value of one dimension (mm).
    ///
    /// # Errors
    ///
    /// [`MeasurementError::Missing`] when it is not known.
    pub fn mm(&self, dimension: Dimension) -> Result<f64, MeasurementError> {
        self.get(dimension).map(|m| m.mm).ok_or(MeasurementError::Missing { dimension })
    }

    /// All that is known, in the order of [`Dimension`].
    pub fn iter(&self) -> impl Iterator<Item = (Dimension, Measurement)> + '_ {
        self.0.iter().map(|(&d, &m)| (d, m))
    }
}
