//! The seeds' garments and the standard bodies of the tests.

#![allow(
    dead_code,
    clippy::allow_attributes,
    clippy::unwrap_used,
    reason = "each test file uses its share; the tests are allowed to unwrap"
)]

use std::path::PathBuf;

use measure::{Dimension, Measurement, Measurements, Origin};
use pattern::Design;

pub(crate) fn seeds() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../seeds/garments")
}

pub(crate) fn template(id: &str) -> Option<String> {
    std::fs::read_to_string(seeds().join(format!("{id}.toml"))).ok()
}

pub(crate) fn design(id: &str) -> Design {
    let text = template(id).unwrap();
    match Design::parse(&format!("{id}.toml"), &text, &template) {
        Ok(design) => design,
        Err(problems) => {
            let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
            panic!("{}", lines.join("\n"));
        }
    }
}

/// Every design of the seeds.
pub(crate) fn designs() -> Vec<Design> {
    let mut ids: Vec<_> = std::fs::read_dir(seeds())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    ids.sort();
    ids.iter().map(|id| design(id)).collect()
}

pub(crate) fn body(values: &[(Dimension, f64)]) -> Measurements {
    let mut body = Measurements::default();
    for &(dimension, mm) in values {
        body.set(dimension, Measurement { mm, sigma_mm: 0.0, origin: Origin::Tape }).unwrap();
    }
    body
}

/// A man of 170/92A.
pub(crate) fn man() -> Measurements {
    body(&[
        (Dimension::Stature, 1700.0),
        (Dimension::CervicalHeight, 1450.0),
        (Dimension::BustGirth, 920.0),
        (Dimension::WaistGirth, 800.0),
        (Dimension::HipGirth, 940.0),
        (Dimension::ShoulderWidth, 440.0),
        (Dimension::ArmLength, 560.0),
        (Dimension::NeckGirth, 380.0),
        (Dimension::BackWaistLength, 430.0),
        (Dimension::KneeHeight, 460.0),
        (Dimension::WaistHeight, 1025.0),
    ])
}

/// A woman of 160/84A.
pub(crate) fn woman() -> Measurements {
    body(&[
        (Dimension::Stature, 1600.0),
        (Dimension::CervicalHeight, 1360.0),
        (Dimension::BustGirth, 840.0),
        (Dimension::WaistGirth, 680.0),
        (Dimension::HipGirth, 900.0),
        (Dimension::ShoulderWidth, 390.0),
        (Dimension::ArmLength, 510.0),
        (Dimension::NeckGirth, 335.0),
        (Dimension::BackWaistLength, 380.0),
        (Dimension::KneeHeight, 420.0),
        (Dimension::WaistHeight, 980.0),
    ])
}
