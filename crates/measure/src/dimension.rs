//! The dimensions.

use serde::{Deserialize, Serialize};

/// A body dimension of ISO 8559-1:2017.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Dimension {
    /// Vertical distance from the crown of the head to the floor.
    Stature,
    /// Height of the back neck point (seventh cervical vertebra) above the floor.
    CervicalHeight,
    /// Height of the waist level above the floor.
    WaistHeight,
    /// Height of the middle of the knee above the floor.
    KneeHeight,
    /// Height of the crotch above the floor: the inside leg.
    InsideLeg,
    /// Horizontal girth at the level of the bust points.
    BustGirth,
    /// Horizontal girth midway between the lowest rib and the hip bone.
    WaistGirth,
    /// Largest horizontal girth over the buttocks.
    HipGirth,
    /// Girth of the neck at its middle, square to the neck.
    NeckGirth,
    /// Girth of the upper arm, square to it.
    UpperArmGirth,
    /// Girth of the wrist.
    WristGirth,
    /// From shoulder point to shoulder point over the back neck point.
    ShoulderWidth,
    /// From the shoulder point over the bent elbow to the wrist.
    ArmLength,
    /// From the back neck point over the shoulder point and elbow to the wrist.
    NeckToWrist,
    /// From the back neck point down the spine to the waist level.
    BackWaistLength,
}

impl Dimension {
    /// Every dimension, in the order they are printed.
    pub const ALL: [Self; 15] = [
        Self::Stature,
        Self::CervicalHeight,
        Self::WaistHeight,
        Self::KneeHeight,
        Self::InsideLeg,
        Self::BustGirth,
        Self::WaistGirth,
        Self::HipGirth,
        Self::NeckGirth,
        Self::UpperArmGirth,
        Self::WristGirth,
        Self::ShoulderWidth,
        Self::ArmLength,
        Self::NeckToWrist,
        Self::BackWaistLength,
    ];

    /// The name in snake case: key in files, in templates and on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Stature => "stature",
            Self::CervicalHeight => "cervical_height",
            Self::WaistHeight => "waist_height",
            Self::KneeHeight => "knee_height",
            Self::InsideLeg => "inside_leg",
            Self::BustGirth => "bust_girth",
            Self::WaistGirth => "waist_girth",
            Self::HipGirth => "hip_girth",
            Self::NeckGirth => "neck_girth",
            Self::UpperArmGirth => "upper_arm_girth",
            Self::WristGirth => "wrist_girth",
            Self::ShoulderWidth => "shoulder_width",
            Self::ArmLength => "arm_length",
            Self::NeckToWrist => "neck_to_wrist",
            Self::BackWaistLength => "back_waist_length",
        }
    }

    /// The dimension of that [`key`](Self::key).
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|d| d.key() == key)
    }

    /// The plausible range for an adult (mm); ends included.
    pub fn range_mm(self) -> (f64, f64) {
        match self {
            Self::Stature => (1200.0, 2300.0),
            Self::CervicalHeight => (950.0, 2050.0),
            Self::WaistHeight => (650.0, 1500.0),
            Self::KneeHeight => (280.0, 750.0),
            Self::InsideLeg => (450.0, 1200.0),
            Self::BustGirth => (600.0, 1800.0),
            Self::WaistGirth => (450.0, 1800.0),
            Self::HipGirth => (600.0, 1900.0),
            Self::NeckGirth => (240.0, 650.0),
            Self::UpperArmGirth => (160.0, 650.0),
            Self::WristGirth => (110.0, 280.0),
            Self::ShoulderWidth | Self::BackWaistLength => (280.0, 650.0),
            Self::ArmLength => (380.0, 850.0),
            Self::NeckToWrist => (550.0, 1150.0),
        }
    }
}
