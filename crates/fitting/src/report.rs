//! What `fitting.json` says.

use body::Conflict;
use body::fit::{Grade, Looseness};
use catalog::{FluentValue, Words};
use drape::Drape;
use measure::{Dimension, Measurements, OutOfRange};
use pose::{Verdict, View};
use serde::Serialize;

use crate::dress::Worn;
use crate::{Advice, Measured, Order, Said, SizeAdvice, Stage, Start};

/// What was done, with what result and in what time.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The content hash that all artefacts carry.
    pub hash: String,
    /// Said of every picture: drawn by a computer, in the words of GB 45438.
    pub notice: &'static str,
    /// The order, with the colourway that was taken.
    pub order: Order,
    /// The ruling on each photo.
    pub verdicts: Vec<PhotoVerdict>,
    /// How far the measurements may be trusted.
    pub grade: Grade,
    /// The measurements.
    pub measurements: Measurements,
    /// Which of them people are shown first: those that a tailor asks for.
    pub shown: Vec<Dimension>,
    /// Dimensions that were worked out and that no adult has: they are not among the measurements.
    pub out_of_range: Vec<LeftOut>,
    /// Numbers given that do not go together.
    pub conflicts: Vec<Conflict>,
    /// True when the person should be measured with a tape instead.
    pub needs_tape: bool,
    /// How far the clothes in the photos stand off.
    pub looseness: Option<Looseness>,
    /// How the cloth lies; of garments worn together, all of them.
    pub drape: DrapeSummary,
    /// Whether it fits, and what a tailor would change.
    pub fit: FitSummary,
    /// Which ready-made size fits best, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sizes: Option<SizeAdvice>,
    /// Time of each stage.
    pub stages: Vec<StageTime>,
}

/// Whether a garment fits.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FitSummary {
    /// Is there nothing that a tailor would change?
    pub fits: bool,
    /// That, in words.
    pub said: Said,
    /// What a tailor would change, the gravest first.
    pub advice: Vec<Advice>,
}

/// A dimension that no adult has, in figures and words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeftOut {
    /// Which, how much, and what adults have.
    #[serde(flatten)]
    pub range: OutOfRange,
    /// That, in words, and what to do.
    pub said: Said,
}

impl LeftOut {
    /// Each in words.
    pub fn all(left_out: &[OutOfRange], words: &Words) -> Vec<Self> {
        let cm = |mm: f64| FluentValue::from(format!("{:.1}", mm / 10.0));
        let said = |o: &OutOfRange, lang| {
            let name = format!("dimension-{}", o.dimension.key().replace('_', "-"));
            let name = words.say(lang, &name, &[]);
            let values = [
                ("name", name.into()),
                ("cm", cm(o.mm)),
                ("low", cm(o.low_mm)),
                ("high", cm(o.high_mm)),
            ];
            words.say(lang, "dimension-out-of-range", &values)
        };
        let one = |o: &OutOfRange| Self { range: *o, said: Said::by(|lang| said(o, lang)) };
        left_out.iter().map(one).collect()
    }
}

/// The ruling on one photo.
#[derive(Clone, Debug, Serialize)]
pub struct PhotoVerdict {
    /// Which photo.
    pub view: View,
    /// Ruling and reasons.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// How good the drape is.
#[derive(Clone, Debug, Serialize)]
pub struct DrapeSummary {
    /// Is it at rest and without faults.
    pub converged: bool,
    /// Is it at rest.
    pub settled: bool,
    /// What is wrong with it, in English; empty when it converged.
    pub faults: Vec<String>,
    /// Cloth vertices.
    pub vertices: usize,
    /// Steps of the last settling.
    pub frames: usize,
    /// Mean unbalanced force per vertex, in vertex weights.
    pub residual: f64,
    /// Share of the cloth below the skin (%).
    pub penetrating_percent: f64,
    /// Deepest place below the skin (mm).
    pub deepest_mm: f64,
    /// Share of the cloth that goes through cloth (%).
    pub intersecting_percent: f64,
    /// How often cloth is seen to go through cloth.
    pub crossings_seen: usize,
    /// Widest seam (mm).
    pub widest_seam_mm: f64,
    /// Stretch that 95 % of the cloth stays below (%).
    pub strain_95_percent: f64,
    /// Height of the hem above the floor (mm).
    pub hem_height_mm: f64,
    /// From what it was started.
    pub start: Start,
}

/// Time of one stage.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct StageTime {
    /// The stage.
    pub stage: Stage,
    /// How long it took (s).
    pub seconds: f64,
}

impl Report {
    pub(crate) fn new(
        order: &Order,
        measured: &Measured,
        colourway: &str,
        worn: &Worn,
        hash: &str,
        stages: Vec<StageTime>,
        words: &Words,
    ) -> Self {
        Self {
            hash: hash.to_owned(),
            notice: crate::stamp::NOTICE,
            order: Order { colourway: Some(colourway.to_owned()), ..order.clone() },
            verdicts: measured
                .verdicts
                .iter()
                .map(|(view, verdict)| PhotoVerdict { view: *view, verdict: verdict.clone() })
                .collect(),
            grade: measured.grade,
            measurements: measured.measurements.clone(),
            shown: Dimension::COMMON.to_vec(),
            out_of_range: LeftOut::all(&measured.fit.out_of_range, words),
            conflicts: measured.fit.conflicts.clone(),
            needs_tape: measured.fit.needs_tape,
            looseness: measured.fit.looseness,
            drape: DrapeSummary::of(worn.drape(), worn.start),
            fit: FitSummary::default(),
            sizes: None,
            stages,
        }
    }

    /// `fitting.json`.
    pub(crate) fn to_json(&self) -> Vec<u8> {
        // Plain data with string keys: writing it as JSON cannot fail.
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }
}

impl DrapeSummary {
    /// What is said of a drape.
    pub(crate) fn of(drape: &Drape, start: Start) -> Self {
        let r = &drape.report;
        let faults = r.faults();
        Self {
            converged: r.converged && faults.is_empty(),
            settled: r.converged,
            faults: faults.iter().map(ToString::to_string).collect(),
            vertices: drape.cloth.positions.len(),
            frames: r.frames,
            residual: r.residual,
            penetrating_percent: r.penetrating * 100.0,
            deepest_mm: r.deepest_penetration * 1e3,
            intersecting_percent: r.intersecting * 100.0,
            crossings_seen: r.crossings_seen,
            widest_seam_mm: r.widest_seam * 1e3,
            strain_95_percent: r.strain_95 * 100.0,
            hem_height_mm: f64::from(drape.hem_height) * 1e3,
            start,
        }
    }
}
