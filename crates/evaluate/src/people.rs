//! Whose bodies are photographed: people of a survey, or draws from the model's prior.

use std::collections::BTreeMap;

use body::{BodyModel, BodyShape, Given, Quantity, fit_given};
use measure::{Dimension, Sex};
use nalgebra::{Cholesky, DVector};

use crate::random::Random;

/// What of the survey makes a body: dimension, the survey's column for it, and by what the column is
/// divided (it measured the upper arm flexed). Columns that the survey defines otherwise are left
/// out.
const COLUMNS: &[(Dimension, &str, f64)] = &[
    (Dimension::Stature, "stature", 1.0),
    (Dimension::CervicalHeight, "cervicaleheight", 1.0),
    (Dimension::InsideLeg, "crotchheight", 1.0),
    (Dimension::KneeHeight, "kneeheightmidpatella", 1.0),
    (Dimension::BustGirth, "chestcircumference", 1.0),
    (Dimension::NavelGirth, "waistcircumference", 1.0),
    (Dimension::HipGirth, "buttockcircumference", 1.0),
    (Dimension::NeckGirth, "neckcircumference", 1.0),
    (Dimension::ThighGirth, "thighcircumference", 1.0),
    (Dimension::CalfGirth, "calfcircumference", 1.0),
    (Dimension::AnkleGirth, "anklecircumference", 1.0),
    (Dimension::UpperArmGirth, "bicepscircumferenceflexed", 1.06),
    (Dimension::WristGirth, "wristcircumference", 1.0),
    (Dimension::ShoulderBreadth, "biacromialbreadth", 1.0),
    (Dimension::ArmLength, "sleeveoutseam", 1.0),
];

/// Why a survey's table was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SurveyError {
    /// A column that makes the bodies is missing.
    #[error("the survey's table has no column {column}")]
    Column {
        /// Its name.
        column: &'static str,
    },
}

/// The people of ANSUR II on whom the model was not built: those whose number divides by five.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    people: Vec<(Sex, BTreeMap<String, f64>)>,
}

impl Survey {
    /// Reads the two tables as they were published (`ANSUR_II_FEMALE_Public.csv` and
    /// `ANSUR_II_MALE_Public.csv`, Latin-1).
    ///
    /// # Errors
    ///
    /// [`SurveyError::Column`] when a column is missing.
    pub fn read(female: &[u8], male: &[u8]) -> Result<Self, SurveyError> {
        let (mut women, mut men) = (table(female)?, table(male)?);
        // By turns, so that any first few are half women.
        let mut people = Vec::new();
        let count = women.len().min(men.len());
        let pairs = women.drain(..count).zip(men.drain(..count));
        for (woman, man) in pairs {
            people.push((Sex::Female, woman));
            people.push((Sex::Male, man));
        }
        Ok(Self { people })
    }

    /// How many people there are.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }
}

fn table(bytes: &[u8]) -> Result<Vec<BTreeMap<String, f64>>, SurveyError> {
    let text: String = bytes.iter().map(|&b| char::from(b)).collect();
    let mut lines = text.lines();
    let header: Vec<String> =
        lines.next().unwrap_or_default().split(',').map(str::to_ascii_lowercase).collect();
    let needed = COLUMNS.iter().map(|c| c.1).chain(["subjectid", "weightkg"]);
    for column in needed {
        if !header.iter().any(|h| h == column) {
            return Err(SurveyError::Column { column });
        }
    }
    let rows = lines.map(|line| -> BTreeMap<String, f64> {
        let cells = header.iter().zip(line.split(','));
        cells.filter_map(|(k, v)| Some((k.clone(), v.parse().ok()?))).collect()
    });
    Ok(rows.filter(|row| row.get("subjectid").is_some_and(|id| id % 5.0 == 0.0)).collect())
}

/// The body of person `number`: of the survey, or drawn from the prior where there is none.
///
/// `None` where no body was found that has the person's numbers.
pub(crate) fn body(
    model: &BodyModel,
    survey: Option<&Survey>,
    number: usize,
    seed: u64,
) -> Option<BodyShape> {
    let Some(survey) = survey else {
        let sex = if number.is_multiple_of(2) { Sex::Female } else { Sex::Male };
        return Some(draw(model, sex, &mut Random::new(seed, number as u64)));
    };
    // A stride that shares no factor with the count goes once through everybody, in an order that
    // mixes camps and dates.
    let stride = 254;
    let pair = (number / 2 * stride) % (survey.len() / 2).max(1);
    let (sex, row) = survey.people.get(2 * pair + number % 2)?;
    let mut given = Vec::new();
    for &(dimension, column, by) in COLUMNS {
        let value = row.get(column)? / by;
        given.push(Given { quantity: Quantity::Dimension(dimension), value, sigma: 3.0 });
    }
    let kg = row.get("weightkg")? / 10.0;
    given.push(Given { quantity: Quantity::Mass, value: kg, sigma: 0.01 * kg });
    fit_given(model, *sex, &given).ok().map(|fit| fit.shape)
}

/// A person as the prior has them.
fn draw(model: &BodyModel, sex: Sex, random: &mut Random) -> BodyShape {
    let prior = model.prior(sex);
    let z = DVector::from_fn(prior.mean.len(), |_, _| random.normal());
    // The precision is L Lᵀ, so L⁻ᵀ z has its inverse for a covariance.
    let off = Cholesky::new(prior.precision.clone())
        .and_then(|f| f.l().transpose().solve_upper_triangular(&z))
        .unwrap_or_else(|| DVector::zeros(prior.mean.len()));
    BodyShape { sex, coefficients: (&prior.mean + off).iter().copied().collect() }
}
