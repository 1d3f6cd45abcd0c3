//! Measuring a body as a tailor does, with the derivative of each number by the shape.
//!
//! The body stands with closed legs and the arms 45° from the trunk, whatever posture a photo
//! shows. Girths are plane cuts pulled tight ([`mesh::Section`]), lengths run between landmarks.
//! Definitions follow ISO 8559-1:2017 where the mesh has the landmark; the twin in Python is
//! `models/body/builder/measures.py`.

mod lines;
mod stand;

use measure::{Dimension, Measurement, Measurements, Origin};
use nalgebra::{DVector, Vector3};

use crate::model::{BodyModel, BodyShape};
pub(crate) use stand::Stand;
use stand::{Place, Reading, Region, Standing};

/// How far above and below the seat's landmark the fullest hips are looked for (m).
const HIP_STEPS: [f64; 5] = [-0.06, -0.04, -0.02, 0.0, 0.02];
/// Where along the upper arm its girth is taken, and where along the forearm the wrist's.
const UPPER_ARM: f64 = 0.55;
const WRIST: f64 = 0.97;

/// Something measured: a dimension, or one of two things that help to find a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// A dimension (mm).
    Dimension(Dimension),
    /// The waist at the level of the navel (mm), which many surveys measure.
    NavelGirth,
    /// The mass of the body (kg).
    Mass,
}

/// What a body measures, with the derivative of each number by each shape coefficient.
#[derive(Clone, Debug, PartialEq)]
pub struct BodyMeasurements {
    readings: Vec<(Quantity, Reading)>,
}

impl BodyMeasurements {
    /// A quantity (mm, or kg) and its derivative by each coefficient, shape `[k]`.
    ///
    /// `None` only on a body so far from any person's that the cut misses it.
    pub fn get(&self, quantity: Quantity) -> Option<(f64, &DVector<f64>)> {
        let found = self.readings.iter().find(|(q, _)| *q == quantity)?;
        Some((found.1.value, &found.1.gradient))
    }

    /// A dimension (mm) and its derivative.
    pub fn dimension(&self, dimension: Dimension) -> Option<(f64, &DVector<f64>)> {
        self.get(Quantity::Dimension(dimension))
    }

    /// A dimension (mm).
    pub fn mm(&self, dimension: Dimension) -> Option<f64> {
        self.dimension(dimension).map(|(mm, _)| mm)
    }

    /// The mass (kg) and its derivative.
    pub fn mass(&self) -> Option<(f64, &DVector<f64>)> {
        self.get(Quantity::Mass)
    }

    /// All that was measured, in the order of [`Quantity`].
    pub fn iter(&self) -> impl Iterator<Item = (Quantity, f64, &DVector<f64>)> + '_ {
        self.readings.iter().map(|(q, r)| (*q, r.value, &r.gradient))
    }

    /// The dimensions as [`Measurements`] of one origin and one ± (mm); those outside an adult's
    /// range are left out.
    pub fn to_measurements(&self, origin: Origin, sigma_mm: f64) -> Measurements {
        let mut out = Measurements::default();
        for (quantity, mm, _) in self.iter() {
            if let Quantity::Dimension(dimension) = quantity {
                // A body that lies outside the range has no such dimension to hand on.
                drop(out.set(dimension, Measurement { mm, sigma_mm, origin }));
            }
        }
        out
    }
}

/// Measures a body: every [`Dimension`], the navel girth and the mass, each with its derivative.
///
/// Cost: about 10 ms, most of it for the rest body and the mass.
pub fn measure(model: &BodyModel, shape: &BodyShape) -> BodyMeasurements {
    let body = Standing::new(model, shape);
    let mut readings = Vec::new();
    for dimension in Dimension::ALL {
        if let Some(reading) = take(&body, dimension) {
            readings.push((Quantity::Dimension(dimension), reading.times(1000.0)));
        }
    }
    let navel = body.landmark("navel").and_then(|p| body.girth(Region::Trunk, &p, up(), &[]));
    readings.extend(navel.map(|r| (Quantity::NavelGirth, r.times(1000.0))));
    readings.push((Quantity::Mass, body.mass()));
    readings.retain(|(_, r)| r.value.is_finite());
    BodyMeasurements { readings }
}

fn up() -> nalgebra::Unit<Vector3<f64>> {
    Vector3::y_axis()
}

/// One dimension (m).
fn take(body: &Standing<'_>, dimension: Dimension) -> Option<Reading> {
    let mark = |name| body.landmark(name);
    match dimension {
        Dimension::Stature => Some(body.height(&body.top())),
        Dimension::CervicalHeight => Some(body.height(&mark("nape")?)),
        Dimension::WaistHeight => Some(body.height(&mark("waist_front")?)),
        Dimension::KneeHeight => Some(body.height(&body.joint("lowerleg01.L")?)),
        Dimension::InsideLeg => Some(body.height(&mark("crotch")?)),
        Dimension::BustGirth => {
            let level = mark("bust_left")?.towards(&mark("bust_right")?, 0.5);
            body.girth(Region::Trunk, &level, up(), &[])
        }
        Dimension::WaistGirth => body.girth(Region::Trunk, &mark("waist_front")?, up(), &[]),
        Dimension::HipGirth => {
            let seat = mark("seat")?;
            HIP_STEPS
                .iter()
                .filter_map(|&step| {
                    body.girth(Region::Trunk, &seat.clone().moved(Vector3::y() * step), up(), &[])
                })
                .max_by(|a, b| a.value.total_cmp(&b.value))
        }
        Dimension::NeckGirth => body.limb(Region::Neck, "neck02", "neck03", 0.0),
        Dimension::UpperArmGirth => {
            body.limb(Region::Arm, "upperarm01.L", "lowerarm01.L", UPPER_ARM)
        }
        Dimension::WristGirth => body.limb(Region::Arm, "lowerarm01.L", "wrist.L", WRIST),
        Dimension::ShoulderWidth => {
            let nape = mark("nape")?;
            let left = nape.distance(&mark("shoulder_left")?);
            Some(left.plus(&nape.distance(&mark("shoulder_right")?)))
        }
        Dimension::ArmLength => arm_length(body),
        Dimension::NeckToWrist => {
            let to_shoulder = mark("nape")?.distance(&mark("shoulder_left")?);
            Some(to_shoulder.plus(&arm_length(body)?))
        }
        Dimension::BackWaistLength => Some(body.down_the_back(&spine(body)?)),
        _ => None,
    }
}

fn arm_length(body: &Standing<'_>) -> Option<Reading> {
    let elbow = body.joint("lowerarm01.L")?;
    let upper = body.landmark("shoulder_left")?.distance(&elbow);
    Some(upper.plus(&elbow.distance(&body.joint("wrist.L")?)))
}

/// Nape, the spine down to just above the waist level, and the waist's back.
fn spine(body: &Standing<'_>) -> Option<Vec<Place>> {
    let end = body.landmark("waist_back")?;
    let mut out = vec![body.landmark("nape")?];
    let vertebrae = body.model.landmarks().iter().filter(|(n, _)| n.starts_with("spine_"));
    let lowest = body.model.landmark("waist_back")?.of(&body.model.template).y;
    out.extend(
        vertebrae
            .filter(|(_, p)| p.of(&body.model.template).y > lowest)
            .map(|(_, p)| body.points(p)),
    );
    out.push(end);
    Some(out)
}
