//! Sizes of GB/T 1335: stature, girth of the chest and build, as `170/92A`.

use serde::{Deserialize, Serialize};

use crate::{Dimension, Measurement, Measurements, Origin, Sex};

/// The build of a body: chest less waist, from slim-waisted to stout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the standard's own letters")]
pub enum Build {
    Y,
    A,
    B,
    C,
}

/// A size of GB/T 1335.1 (men) or GB/T 1335.2 (women), both of 2008.
///
/// Displayed and [parsed](Size::parse) as the standard writes it, `170/92A`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Size {
    /// Whose.
    pub sex: Sex,
    /// Stature (cm): a multiple of 5.
    pub stature_cm: u16,
    /// Girth of the chest or bust (cm): a multiple of 4.
    pub chest_cm: u16,
    /// Build.
    pub build: Build,
}

/// What the standard gives for the middle body of a build: stature, cervical height, arm length,
/// height of the waist, chest, neck, shoulder width, waist, hip (cm); hip per waist; then the least
/// and greatest chest of the table.
///
/// The middle bodies of 170/88A and 160/84A and the steps are as in the standard's tables of
/// control values; no copy of the standard was at hand, so a person has to check the rows of
/// Y, B and C against it.
struct Middle {
    sex: Sex,
    build: Build,
    cm: [f64; 9],
    hip_per_waist: f64,
    chests_cm: [u16; 2],
}

#[rustfmt::skip]
const MIDDLES: [Middle; 8] = [
    Middle { sex: Sex::Male, build: Build::Y, cm: [170.0, 145.0, 55.5, 103.0, 88.0, 36.4, 44.0, 70.0, 90.0], hip_per_waist: 0.8, chests_cm: [76, 104] },
    Middle { sex: Sex::Male, build: Build::A, cm: [170.0, 145.0, 55.5, 102.5, 88.0, 36.8, 43.6, 74.0, 90.0], hip_per_waist: 0.8, chests_cm: [72, 104] },
    Middle { sex: Sex::Male, build: Build::B, cm: [170.0, 145.5, 55.5, 102.0, 92.0, 38.2, 44.4, 84.0, 95.0], hip_per_waist: 0.7, chests_cm: [72, 112] },
    Middle { sex: Sex::Male, build: Build::C, cm: [170.0, 146.0, 55.5, 102.0, 96.0, 39.6, 45.2, 92.0, 97.0], hip_per_waist: 0.7, chests_cm: [76, 116] },
    Middle { sex: Sex::Female, build: Build::Y, cm: [160.0, 136.0, 50.5, 98.0, 84.0, 33.4, 40.0, 64.0, 90.0], hip_per_waist: 0.9, chests_cm: [72, 100] },
    Middle { sex: Sex::Female, build: Build::A, cm: [160.0, 136.0, 50.5, 98.0, 84.0, 33.6, 39.4, 68.0, 90.0], hip_per_waist: 0.9, chests_cm: [72, 100] },
    Middle { sex: Sex::Female, build: Build::B, cm: [160.0, 136.5, 50.5, 98.0, 88.0, 34.6, 39.8, 78.0, 96.0], hip_per_waist: 0.8, chests_cm: [68, 108] },
    Middle { sex: Sex::Female, build: Build::C, cm: [160.0, 136.5, 50.5, 98.0, 88.0, 34.8, 39.2, 82.0, 96.0], hip_per_waist: 0.8, chests_cm: [68, 112] },
];

/// Steps of the standard: cervical height, arm and waist height for each 5 cm of stature.
const STATURE_STEPS_CM: [f64; 3] = [4.0, 1.5, 3.0];

/// Height of the knee over stature, and of the crotch: proportions, as the standard gives neither.
const KNEE: f64 = 0.27;
const CROTCH: f64 = 0.46;

/// How far people of one size are apart in a dimension that the size does not fix (mm).
const SIGMA_MM: f64 = 15.0;

impl Size {
    /// Every size of the tables: statures of 155 to 190 cm for men and 145 to 180 cm for women,
    /// with every chest of each build.
    pub fn all() -> impl Iterator<Item = Self> {
        MIDDLES.iter().flat_map(|m| {
            let low = if m.sex == Sex::Male { 155 } else { 145 };
            (0..8).flat_map(move |i| {
                (m.chests_cm[0]..=m.chests_cm[1]).step_by(4).map(move |chest_cm| Self {
                    sex: m.sex,
                    stature_cm: low + 5 * i,
                    chest_cm,
                    build: m.build,
                })
            })
        })
    }

    /// The size that the standard writes so; `None` where its tables have none.
    pub fn parse(sex: Sex, code: &str) -> Option<Self> {
        Self::all().find(|size| size.sex == sex && size.to_string() == code)
    }

    /// The body of that size, as the standard's tables and a few proportions give it.
    pub fn measurements(self) -> Measurements {
        // Every size names one of the eight.
        let same = |m: &&Middle| m.sex == self.sex && m.build == self.build;
        let middle = MIDDLES.iter().find(same).unwrap_or(&MIDDLES[1]);
        let [stature, cervical, arm, waist_height, chest, neck, shoulder, waist, hip] = middle.cm;
        let male = self.sex == Sex::Male;
        let tall = (f64::from(self.stature_cm) - stature) / 5.0;
        let girth = f64::from(self.chest_cm) - chest;
        let per_chest = |men: f64, women: f64| girth / 4.0 * if male { men } else { women };
        let cervical = cervical + tall * STATURE_STEPS_CM[0];
        let arm = arm + tall * STATURE_STEPS_CM[1];
        let waist_height = waist_height + tall * STATURE_STEPS_CM[2];
        let shoulder = shoulder + per_chest(1.2, 1.0);
        let stature = f64::from(self.stature_cm);
        let mut body = Measurements::default();
        for (dimension, cm) in [
            (Dimension::Stature, stature),
            (Dimension::CervicalHeight, cervical),
            (Dimension::WaistHeight, waist_height),
            (Dimension::BackWaistLength, cervical - waist_height),
            (Dimension::KneeHeight, stature * KNEE),
            (Dimension::InsideLeg, stature * CROTCH),
            (Dimension::BustGirth, f64::from(self.chest_cm)),
            (Dimension::WaistGirth, waist + girth),
            (Dimension::HipGirth, hip + girth * middle.hip_per_waist),
            (Dimension::NeckGirth, neck + per_chest(1.0, 0.8)),
            (Dimension::ShoulderWidth, shoulder),
            (Dimension::ArmLength, arm),
            (Dimension::NeckToWrist, shoulder / 2.0 + arm + 1.0),
            (Dimension::UpperArmGirth, 0.3 * f64::from(self.chest_cm) + 3.0),
            (Dimension::WristGirth, 0.12 * f64::from(self.chest_cm) + 5.5),
        ] {
            let value =
                Measurement { mm: cm * 10.0, sigma_mm: SIGMA_MM, origin: Origin::Predicted };
            // Every size lies inside the range of adults, which a test holds.
            let _ = body.set(dimension, value);
        }
        body
    }
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}{:?}", self.stature_cm, self.chest_cm, self.build)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of 170/88A and 160/84A that textbooks print.
    #[test]
    fn the_middle_sizes_are_those_of_the_standard() {
        let cm =
            |sex, code, d| Size::parse(sex, code).unwrap().measurements().mm(d).unwrap() / 10.0;
        for (d, man, woman) in [
            (Dimension::CervicalHeight, 145.0, 136.0),
            (Dimension::ArmLength, 55.5, 50.5),
            (Dimension::NeckGirth, 36.8, 33.6),
            (Dimension::ShoulderWidth, 43.6, 39.4),
            (Dimension::WaistGirth, 74.0, 68.0),
            (Dimension::HipGirth, 90.0, 90.0),
        ] {
            assert!((cm(Sex::Male, "170/88A", d) - man).abs() < 1e-9, "{d:?}");
            assert!((cm(Sex::Female, "160/84A", d) - woman).abs() < 1e-9, "{d:?}");
        }
        assert_eq!(Size::parse(Sex::Male, "171/88A"), None);
    }

    #[test]
    fn every_size_is_an_adult_and_keeps_the_chest_less_waist_of_its_build() {
        let mut count = 0;
        for size in Size::all() {
            let body = size.measurements();
            assert_eq!(body.iter().count(), 15, "{size} {:?}", size.sex);
            let drop =
                body.mm(Dimension::BustGirth).unwrap() - body.mm(Dimension::WaistGirth).unwrap();
            let [low, high] = match (size.sex, size.build) {
                (Sex::Male, Build::Y) => [170.0, 220.0],
                (Sex::Male, Build::A) => [120.0, 160.0],
                (Sex::Male, Build::B) => [70.0, 110.0],
                (Sex::Male, Build::C) => [20.0, 60.0],
                (Sex::Female, Build::Y) => [190.0, 240.0],
                (Sex::Female, Build::A) => [140.0, 180.0],
                (Sex::Female, Build::B) => [90.0, 130.0],
                (Sex::Female, Build::C) => [40.0, 80.0],
            };
            assert!((low..=high).contains(&drop), "{size}: {drop}");
            count += 1;
        }
        assert_eq!(count, 8 * (8 + 9 + 11 + 11 + 8 + 8 + 11 + 12));
    }
}
