//! Papers and data files.

use std::collections::BTreeMap;

use catalog::{Lang, Words};
use measure::Measurements;
use pattern::{Design, Pattern, Unit};
use serde_json::json;
use sheet::{ChosenOption, Cloth, Fonts, SheetContent};

use crate::{Artefact, FittingError, Grade, Order};

/// By how much two edges that are sewn may differ in length (mm).
pub(crate) const SEAM_TOLERANCE_MM: f64 = 1.0;

/// What the papers are about.
pub(crate) struct Matter<'a> {
    pub(crate) measurements: &'a Measurements,
    pub(crate) grade: Option<Grade>,
    pub(crate) pattern: &'a Pattern,
    pub(crate) design: Option<&'a Design>,
    pub(crate) cloths: &'a [Cloth],
    pub(crate) order: &'a Order,
    pub(crate) hash: &'a str,
    pub(crate) words: &'a Words,
}

/// Measurements, pattern in three forms, and the sheet; each carries the content hash.
pub(crate) fn papers(
    m: &Matter<'_>,
    fonts: &Fonts,
) -> Result<BTreeMap<Artefact, Vec<u8>>, FittingError> {
    let mut files = BTreeMap::new();
    let rows: Vec<_> = m
        .measurements
        .iter()
        .map(|(dimension, v)| {
            json!({"dimension": dimension, "mm": v.mm, "sigma_mm": v.sigma_mm, "origin": v.origin})
        })
        .collect();
    let measurements = json!({"hash": m.hash, "grade": m.grade, "measurements": rows});
    files.insert(Artefact::Measurements, pretty(&measurements));
    let mut pattern = json!(m.pattern);
    pattern["hash"] = json!(m.hash);
    files.insert(Artefact::PatternJson, pretty(&pattern));
    let svg = pattern::svg::write(m.pattern, Lang::Zh, Some(m.hash));
    files.insert(Artefact::PatternSvg, svg.into_bytes());
    files.insert(Artefact::PatternDxf, pattern::dxf::write(m.pattern, Some(m.hash)).into_bytes());
    let sheet = with_content(m, |content| {
        Ok(sheet::measurement_sheet(content, fonts, &[Lang::Zh, Lang::Bo, Lang::En])?)
    })?;
    files.insert(Artefact::Sheet, sheet);
    Ok(files)
}

/// Hands what the papers say to `make`.
pub(crate) fn with_content<T>(
    m: &Matter<'_>,
    make: impl FnOnce(&SheetContent<'_>) -> Result<T, FittingError>,
) -> Result<T, FittingError> {
    let sensitivity = match m.design {
        Some(design) => design.sensitivity(m.measurements, &m.pattern.options)?,
        None => Vec::new(),
    };
    let options: Vec<ChosenOption> = m.design.map(|d| chosen(d, m.pattern)).unwrap_or_default();
    let labels = |lang: Lang, key: &str| m.words.has(key).then(|| m.words.say(lang, key, &[]));
    make(&SheetContent {
        order: &m.order.reference,
        date: &m.order.date,
        content_hash: m.hash,
        pattern: m.pattern,
        measurements: m.measurements,
        sensitivity: &sensitivity,
        cloths: m.cloths,
        options: &options,
        grade: m.grade.map(|grade| match grade {
            Grade::A => sheet::Grade::A,
            Grade::B => sheet::Grade::B,
            Grade::C => sheet::Grade::C,
        }),
        notes: &[],
        labels: &labels,
    })
}

/// Every option with the value used.
fn chosen(design: &Design, pattern: &Pattern) -> Vec<ChosenOption> {
    let value = |key: &str, unit: Unit| {
        let value = pattern.options.get(key)?;
        Some(match unit {
            Unit::Cm => format!("{value} cm"),
            Unit::Degree => format!("{value}°"),
            Unit::Count | Unit::Ratio => value.to_string(),
        })
    };
    design
        .options()
        .iter()
        .filter_map(|o| {
            Some(ChosenOption { names: o.label.clone(), value: value(&o.key, o.unit)? })
        })
        .collect()
}

pub(crate) fn pretty(json: &serde_json::Value) -> Vec<u8> {
    // A JSON value is always written.
    serde_json::to_vec_pretty(json).unwrap_or_default()
}
