//! Measuring a body as a tailor does, with the derivative of each number by the shape.
//!
//! The body stands with closed legs and the arms 45° from the trunk, whatever posture a photo
//! shows. Girths are plane cuts pulled tight ([`mesh::Section`]), lengths run between landmarks.
//! Definitions follow ISO 8559-1:2017 where the mesh has the landmark; the twin in Python is
//! `models/body/builder/measures.py`.

mod lines;
mod paths;
mod stand;

use measure::{Dimension, Measurement, Measurements, Origin};
use nalgebra::{DVector, Vector3};

use lines::{Direction, Level, chain};
use paths::Path;

use crate::model::{BodyModel, BodyShape};
pub(crate) use stand::Stand;
use stand::{Place, Reading, Region, Standing};

/// How far above and below the seat's landmark the fullest hips are looked for (m).
const HIP_STEPS: [f64; 5] = [-0.06, -0.04, -0.02, 0.0, 0.02];
/// Where the neck is taken, of the way from its base to the head: below the Adam's apple, where it is
/// slenderest. That axis leans by 2° more or less from body to body, the short bones in its middle by 4°.
const NECK: f64 = 0.3;
/// Where along the upper arm its girth is taken, and where along the forearm the wrist's.
const UPPER_ARM: f64 = 0.55;
const WRIST: f64 = 0.97;
/// Where along forearm and shin the fullest and the slenderest girth are looked for.
const FOREARM: [f64; 4] = [0.10, 0.17, 0.24, 0.31];
const CALF: [f64; 4] = [0.22, 0.27, 0.32, 0.37];
const ANKLE: [f64; 3] = [0.82, 0.86, 0.90];
/// How far from the eyes to the crown the head is fullest.
const BROW: f64 = 0.38;
/// The base of the neck as the survey's measurers find it, against the shortest way over the skin
/// between the same four points, which lies lower on the shoulders.
const NECK_BASE: f64 = 0.92;
/// A tape through the crotch follows the body below and behind, where the plane's cut spans it: the
/// survey's trunk loop against the cut.
const TORSO: f64 = 1.08;
/// Raised arms draw the shoulders in and up, and hands at rest are bent: the survey's span against
/// the bones laid end to end.
const ARM_SPAN: f64 = 0.964;
/// The tape through the crotch is laid so far (m) off the midline, on which the mesh has its
/// vertices: a plane through these would cut them by chance.
const OFF_MIDLINE: f64 = 0.004;

/// Something measured: a dimension, or the mass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// A dimension (mm).
    Dimension(Dimension),
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

/// Measures a body: every [`Dimension`] and the mass, each with its derivative.
///
/// Cost: about 8 ms; [`measure_only`] takes less where less is asked.
pub fn measure(model: &BodyModel, shape: &BodyShape) -> BodyMeasurements {
    let all = Dimension::ALL.into_iter().map(Quantity::Dimension);
    let all: Vec<Quantity> = all.chain([Quantity::Mass]).collect();
    measure_only(model, shape, &all)
}

/// Measures what is asked for, each with its derivative; what the body does not have is left out.
///
/// Cost: about 1 ms for the body as it stands and 0.1–1 ms for each quantity.
pub fn measure_only(
    model: &BodyModel,
    shape: &BodyShape,
    quantities: &[Quantity],
) -> BodyMeasurements {
    let body = Standing::new(model, shape);
    let mut readings: Vec<(Quantity, Reading)> = quantities
        .iter()
        .filter_map(|&quantity| match quantity {
            Quantity::Dimension(dimension) => {
                Some((quantity, take(&body, dimension)?.times(1000.0)))
            }
            Quantity::Mass => Some((quantity, body.mass())),
        })
        .collect();
    readings.retain(|(_, r)| r.value.is_finite());
    BodyMeasurements { readings }
}

/// One dimension (m).
fn take(body: &Standing<'_>, dimension: Dimension) -> Option<Reading> {
    take_length(body, dimension).or_else(|| take_girth(body, dimension))
}

/// One height, length or breadth (m); `None` for a girth.
fn take_length(body: &Standing<'_>, dimension: Dimension) -> Option<Reading> {
    let mark = |name| body.landmark(name);
    let between = |a, b| Some(body.landmark(a)?.distance(&body.landmark(b)?));
    let extent = |level: Level, axis: Vector3<f64>| body.extent(Region::Trunk, &level, &axis);
    match dimension {
        Dimension::Stature => Some(body.height(&body.top())),
        Dimension::CervicalHeight => Some(body.height(&mark("nape")?)),
        Dimension::FrontNeckHeight => Some(body.height(&mark("throat")?)),
        Dimension::ShoulderHeight => Some(body.height(&mark("shoulder_left")?)),
        Dimension::BustHeight => Some(body.height(&bust(body)?.through)),
        Dimension::WaistHeight => Some(body.height(&mark("waist_front")?)),
        Dimension::HipHeight => Some(body.height(&hips(body)?.0.through)),
        Dimension::KneeHeight => Some(body.height(&body.joint("lowerleg01.L")?)),
        Dimension::InsideLeg => Some(body.height(&mark("crotch")?)),
        Dimension::BodyRise => {
            let up = Vector3::y();
            Some(mark("waist_front")?.along(&up).minus(&mark("crotch")?.along(&up)))
        }
        // Both sides are alike.
        Dimension::ShoulderWidth => Some(body.over(Path::ShoulderBack).times(2.0)),
        Dimension::ShoulderBreadth => between("shoulder_left", "shoulder_right"),
        Dimension::ShoulderLength => Some(body.over(Path::Shoulder)),
        Dimension::AcrossBack => Some(body.over(Path::Back)),
        Dimension::AcrossFront => Some(body.over(Path::Chest)),
        Dimension::BustPointWidth => between("bust_left", "bust_right"),
        Dimension::NeckToBust => Some(body.over(Path::Bust)),
        Dimension::ArmLength => arm_length(body),
        Dimension::UpperArmLength => {
            Some(mark("shoulder_left")?.distance(&body.joint("lowerarm01.L")?))
        }
        Dimension::NeckToWrist => Some(body.over(Path::ShoulderBack).plus(&arm_length(body)?)),
        Dimension::ArmSpan => arm_span(body),
        Dimension::BackWaistLength => Some(body.down_the_back(&spine(body)?)),
        Dimension::FrontWaistLength => {
            let down = mark("bust_left")?.distance(&body.below_bust());
            Some(body.over(Path::Bust).plus(&down))
        }
        Dimension::FrontNeckToWaist => Some(body.over(Path::Front)),
        Dimension::CrotchLength => {
            let (front, back, crotch) =
                (mark("waist_front")?, mark("waist_back")?, mark("crotch")?);
            let lowest = crotch.at.y - 0.03;
            let normal = Direction::fixed(Vector3::x_axis());
            let mut through = crotch.fixed();
            through.at.x = OFF_MIDLINE;
            body.sling(Region::Trunk, &Level { through, normal }, [&front, &back], lowest)
        }
        Dimension::BustBreadth => extent(bust(body)?, Vector3::x()),
        Dimension::BustDepth => extent(bust(body)?, Vector3::z()),
        Dimension::WaistBreadth => extent(Level::flat(mark("waist_front")?), Vector3::x()),
        Dimension::WaistDepth => extent(Level::flat(mark("waist_front")?), Vector3::z()),
        Dimension::HipBreadth => extent(hips(body)?.0, Vector3::x()),
        Dimension::HipDepth => extent(hips(body)?.0, Vector3::z()),
        Dimension::FootLength => between("heel_left", "toe_left"),
        _ => None,
    }
}

/// One girth (m); `None` for anything else.
fn take_girth(body: &Standing<'_>, dimension: Dimension) -> Option<Reading> {
    let mark = |name| body.landmark(name);
    let trunk = |level: Place| body.girth(Region::Trunk, &Level::flat(level));
    match dimension {
        Dimension::UpperChestGirth => trunk(body.armpit()),
        Dimension::BustGirth => body.girth(Region::Trunk, &bust(body)?),
        Dimension::UnderBustGirth => trunk(mark("under_bust")?),
        Dimension::WaistGirth => trunk(mark("waist_front")?),
        Dimension::NavelGirth => trunk(mark("navel")?),
        Dimension::TopHipGirth => trunk(mark("waist_front")?.towards(&mark("seat")?, 0.5)),
        Dimension::HipGirth => Some(hips(body)?.1),
        Dimension::HeadGirth => {
            let eyes = body.keypoint("left_eye")?.towards(&body.keypoint("right_eye")?, 0.5);
            let brow = eyes.towards(&mark("crown")?, BROW);
            body.girth(Region::Head, &Level::flat(brow))
        }
        Dimension::NeckGirth => body.limb(Region::Neck, "neck01", "head", NECK),
        Dimension::NeckBaseGirth => {
            // Both sides are alike.
            let half = body.over(Path::NeckBack).plus(&body.over(Path::NeckFront));
            Some(half.times(2.0 * NECK_BASE))
        }
        Dimension::TorsoGirth => {
            // Down over the bust and up over the buttock, in the plane of the shoulder's middle.
            let shoulder = mark("neck_side_left")?.towards(&mark("shoulder_left")?, 0.5);
            let crotch = mark("crotch")?.beside(&shoulder);
            let lowest = crotch.at.y;
            let normal = Direction::fixed(Vector3::x_axis());
            let level = Level { through: shoulder, normal };
            Some(body.girth_above(Region::Whole, &level, lowest, &crotch)?.times(TORSO))
        }
        Dimension::ArmholeGirth => {
            let (shoulder, armpit) = (mark("shoulder_left")?, body.armpit());
            let normal = Direction::between(&armpit, &shoulder)?.square_to(&Vector3::z())?;
            let level = Level { through: shoulder, normal };
            body.girth_above(Region::Armhole, &level, armpit.at.y, &armpit)
        }
        Dimension::UpperArmGirth => {
            body.limb(Region::Arm, "upperarm01.L", "lowerarm01.L", UPPER_ARM)
        }
        Dimension::ElbowGirth => {
            let level = body.across_joint(["upperarm01.L", "lowerarm01.L", "wrist.L"])?;
            body.girth(Region::Arm, &level)
        }
        Dimension::ForearmGirth => {
            body.limb_extreme(Region::Arm, ["lowerarm01.L", "wrist.L"], &FOREARM, 1.0)
        }
        Dimension::WristGirth => body.limb(Region::Arm, "lowerarm01.L", "wrist.L", WRIST),
        Dimension::ThighGirth => {
            let level = mark("crotch")?.moved(Vector3::y() * -0.02);
            body.girth(Region::Leg, &Level::flat(level))
        }
        Dimension::KneeGirth => {
            let level = body.across_joint(["upperleg01.L", "lowerleg01.L", "foot.L"])?;
            body.girth(Region::Leg, &level)
        }
        Dimension::CalfGirth => {
            body.limb_extreme(Region::Leg, ["lowerleg01.L", "foot.L"], &CALF, 1.0)
        }
        Dimension::AnkleGirth => {
            body.limb_extreme(Region::Leg, ["lowerleg01.L", "foot.L"], &ANKLE, -1.0)
        }
        _ => None,
    }
}

/// The level of the bust points.
fn bust(body: &Standing<'_>) -> Option<Level> {
    let middle = body.landmark("bust_left")?.towards(&body.landmark("bust_right")?, 0.5);
    Some(Level::flat(middle))
}

/// The level of the fullest hips, and the girth there.
fn hips(body: &Standing<'_>) -> Option<(Level, Reading)> {
    let seat = body.landmark("seat")?;
    HIP_STEPS
        .iter()
        .filter_map(|&step| {
            let level = Level::flat(seat.clone().moved(Vector3::y() * step));
            let girth = body.girth(Region::Trunk, &level)?;
            Some((level, girth))
        })
        .max_by(|a, b| a.1.value.total_cmp(&b.1.value))
}

fn arm_length(body: &Standing<'_>) -> Option<Reading> {
    let elbow = body.joint("lowerarm01.L")?;
    let upper = body.landmark("shoulder_left")?.distance(&elbow);
    Some(upper.plus(&elbow.distance(&body.joint("wrist.L")?)))
}

/// The arms stretched out: bone by bone from fingertip to fingertip.
fn arm_span(body: &Standing<'_>) -> Option<Reading> {
    let joint = |name| body.joint(name);
    let (shoulder, elbow, wrist) =
        (joint("upperarm01.L")?, joint("lowerarm01.L")?, joint("wrist.L")?);
    let arm = chain(&[shoulder.clone(), elbow, wrist, body.fingertip()], body.k());
    let both = arm.times(2.0).plus(&shoulder.distance(&joint("upperarm01.R")?));
    Some(both.times(ARM_SPAN))
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
