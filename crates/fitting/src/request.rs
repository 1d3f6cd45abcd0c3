//! What is asked for: one person, one garment.

use std::collections::BTreeMap;

use measure::{Dimension, Measurement, MeasurementError, Measurements, Origin, Sex, Size};
use pose::View;
use serde::{Deserialize, Serialize};

use crate::RequestError;

/// One standard deviation of a value taken with a tape (mm): what two careful tailors differ by.
pub const TAPE_SIGMA_MM: f64 = 5.0;

/// The mass of an adult whom the body model can show (kg); ends included.
pub const MASS_RANGE_KG: (f64, f64) = (30.0, 250.0);

/// One photo as it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhotoInput {
    /// From which side it shows the person.
    pub view: View,
    /// The file: JPEG, PNG or WebP.
    pub bytes: Vec<u8>,
}

/// The person: photos and what she knows of herself.
///
/// Made by [`Subject::new`], so a value of this type has passed every check that needs no picture.
#[derive(Clone, Debug)]
pub struct Subject {
    pub(crate) photos: Vec<PhotoInput>,
    pub(crate) mass_kg: Option<f64>,
    pub(crate) sex: Option<Sex>,
    pub(crate) age: Option<f64>,
    pub(crate) tape: Measurements,
}

/// The garment to make, as it is asked for; checked against the catalogue by the engine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// Identifier of the garment.
    pub garment: String,
    /// Options by name, in the template's unit; those not named take their defaults.
    #[serde(default)]
    pub options: BTreeMap<String, f64>,
    /// Identifier of the colourway; the garment's first where `None`.
    #[serde(default)]
    pub colourway: Option<String>,
    /// Identifier of the fabric that the shell is cut from, one that the template allows for it; the
    /// colourway's where `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloth: Option<String>,
    /// Identifier of the way in which it is worn: `right_off`; the garment's first where `None`.
    #[serde(default)]
    pub style: Option<String>,
    /// Identifiers of other garments, at most three, that are worn with it in the pictures and in
    /// the 3-D file, each in its first colourway. They are drafted for the same person; the papers
    /// are of `garment` alone.
    #[serde(default)]
    pub with: Vec<String>,
    /// The size in which it is made ready, instead of to her measure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready_made: Option<Size>,
    /// Is it to be told which ready-made size fits best?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub find_size: bool,
    /// The shop's order number, printed on the papers.
    #[serde(default)]
    pub reference: String,
    /// The date printed on the papers, as the shop writes it.
    #[serde(default)]
    pub date: String,
}

/// A whole fitting: a person and a garment.
#[derive(Clone, Debug)]
pub struct Request {
    /// The person.
    pub subject: Subject,
    /// The garment.
    pub order: Order,
}

impl Subject {
    /// Takes the photos and numbers of one person, or says what is wrong with them.
    ///
    /// `tape` holds what was measured with a tape (mm), stature among them or in `stature_mm`.
    ///
    /// # Errors
    ///
    /// [`RequestError::StatureMissing`] without a stature, [`RequestError::Measurement`] for a value
    /// no adult has, [`RequestError::MassOutOfRange`].
    pub fn new(
        photos: Vec<PhotoInput>,
        stature_mm: Option<f64>,
        mass_kg: Option<f64>,
        sex: Option<Sex>,
        tape: &[(Dimension, f64)],
    ) -> Result<Self, RequestError> {
        let mut taken = Measurements::default();
        let given = stature_mm.map(|mm| (Dimension::Stature, mm));
        for (dimension, mm) in given.into_iter().chain(tape.iter().copied()) {
            let value = Measurement { mm, sigma_mm: TAPE_SIGMA_MM, origin: Origin::Tape };
            taken.set(dimension, value).map_err(RequestError::Measurement)?;
        }
        Self::known(photos, mass_kg, sex, taken)
    }

    /// As [`Subject::new`], with each number's own ± and origin: taken with a tape, or foretold from a
    /// size.
    ///
    /// # Errors
    ///
    /// [`RequestError::StatureMissing`] without a stature, [`RequestError::MassOutOfRange`].
    pub fn known(
        photos: Vec<PhotoInput>,
        mass_kg: Option<f64>,
        sex: Option<Sex>,
        known: Measurements,
    ) -> Result<Self, RequestError> {
        if let Err(MeasurementError::Missing { .. }) = known.mm(Dimension::Stature) {
            return Err(RequestError::StatureMissing);
        }
        if let Some(kg) = mass_kg {
            let (low, high) = MASS_RANGE_KG;
            if !(low..=high).contains(&kg) {
                return Err(RequestError::MassOutOfRange { kg, low, high });
            }
        }
        Ok(Self { photos, mass_kg, sex, age: None, tape: known })
    }

    /// The same person with her age (years), which is used where there is no photo.
    #[must_use]
    pub fn aged(mut self, years: f64) -> Self {
        self.age = Some(years);
        self
    }
}
