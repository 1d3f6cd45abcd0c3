//! `fitmap.json`: room, stretch and pull by panel and region, and what a tailor would change.

use catalog::{Lang, Words};
use drape::{FitMap, FitMeans, FitRegion, FitShow};
use pattern::{Names, Pattern};
use serde::Serialize;

use crate::advice::{Advice, Said};
use crate::ease::{Ease, Place};

/// How a garment fits.
#[derive(Clone, Debug, Serialize)]
pub struct FitReport {
    /// The garment.
    pub garment: String,
    /// Is there nothing that a tailor would change?
    pub fits: bool,
    /// What a tailor would change, the gravest first; empty where it fits.
    pub advice: Vec<Advice>,
    /// One sentence where it fits.
    pub said: Said,
    /// What the garment measures where a tailor looks, against the body.
    pub eases: Vec<EaseRow>,
    /// The drape by parts of the body.
    pub regions: Vec<FitRow>,
    /// The drape by panels.
    pub panels: Vec<FitRow>,
    /// What the colours mean.
    pub legends: Legends,
}

/// One measure of the garment (cm).
#[derive(Clone, Debug, Serialize)]
pub struct EaseRow {
    /// Where.
    pub place: Place,
    /// The garment (cm).
    pub garment_cm: f64,
    /// The body (cm).
    pub body_cm: f64,
    /// How much more the garment is (cm).
    pub ease_cm: f64,
}

/// What the drape is like over a part of the garment.
#[derive(Clone, Debug, Serialize)]
pub struct FitRow {
    /// The region or the panel.
    pub id: String,
    /// What it is called.
    pub names: Said,
    /// Area of cloth there (cm²).
    pub area_cm2: f64,
    /// Mean distance of the cloth from the skin (cm).
    pub ease_cm: f64,
    /// Distance that 5 % of the cloth stays below (cm).
    pub ease_least_cm: f64,
    /// Stretch that 95 % of the cloth stays below (%).
    pub strain_percent: f64,
    /// Force per width that 95 % of the cloth stays below (N/m).
    pub pull_n_per_m: f64,
    /// Mean force per width along the warp and along the weft (N/m).
    pub mean_pull_n_per_m: [f64; 2],
    /// Mean pressure on the skin (Pa).
    pub pressure_pa: f64,
    /// Part of the cloth that presses on the skin (%).
    pub touching_percent: f64,
    /// Colour of its room, as in the legend.
    pub ease_colour: String,
    /// Colour of its pull, as in the legend.
    pub pull_colour: String,
}

/// The values at which colours stand.
#[derive(Clone, Debug, Serialize)]
pub struct Legends {
    /// Room (cm).
    pub ease_cm: Vec<(f64, String)>,
    /// Pull (N/m).
    pub pull_n_per_m: Vec<(f64, String)>,
}

impl FitReport {
    pub(crate) fn new(
        pattern: &Pattern,
        map: &FitMap,
        eases: &[Ease],
        advice: Vec<Advice>,
        words: &Words,
    ) -> Self {
        let region = |of: FitRegion| {
            let key = format!("fit-region-{}", region_key(of).replace('_', "-"));
            Said::by(|lang| words.say(lang, &key, &[]))
        };
        let panel_names = |id: &str| {
            let none = Names::default();
            let names = pattern.panel(id).map_or(&none, |p| &p.names);
            Said::by(|lang| names.get(lang).to_owned())
        };
        let legend = |show: FitShow, unit: f64| {
            let stops = show.legend().into_iter();
            stops.map(|(at, colour)| (f64::from(at) * unit, hex(colour))).collect()
        };
        let regions = map.regions.iter();
        let panels = map.panels.iter().filter(|p| p.1.area > 0.0);
        Self {
            garment: pattern.garment.clone(),
            fits: advice.is_empty(),
            said: Said::by(|lang| {
                if advice.is_empty() {
                    return words.say(lang, "fit-fits", &[]);
                }
                let all: Vec<&str> = advice.iter().map(|a| a.said.get(lang)).collect();
                all.join(if lang == Lang::Zh { "" } else { " " })
            }),
            advice,
            eases: eases.iter().map(EaseRow::of).collect(),
            regions: regions
                .map(|(r, means)| FitRow::of(region_key(*r), region(*r), means))
                .collect(),
            panels: panels.map(|(id, means)| FitRow::of(id, panel_names(id), means)).collect(),
            legends: Legends {
                ease_cm: legend(FitShow::Ease, 100.0),
                pull_n_per_m: legend(FitShow::Pull, 1.0),
            },
        }
    }

    /// `fitmap.json`, with the hash of the fitting that it belongs to.
    pub(crate) fn to_json(&self, hash: &str) -> Vec<u8> {
        // Plain data with string keys: writing it as JSON cannot fail.
        let mut json = serde_json::to_value(self).unwrap_or_default();
        json["hash"] = hash.into();
        crate::papers::pretty(&json)
    }
}

impl EaseRow {
    fn of(ease: &Ease) -> Self {
        let cm = |mm: f64| (mm * 10.0).round() / 100.0;
        Self {
            place: ease.place,
            garment_cm: cm(ease.garment_mm),
            body_cm: cm(ease.body_mm),
            ease_cm: cm(ease.mm()),
        }
    }
}

impl FitRow {
    fn of(id: &str, names: Said, means: &FitMeans) -> Self {
        let round = |value: f32, unit: f64| (f64::from(value) * unit * 100.0).round() / 100.0;
        Self {
            id: id.to_owned(),
            names,
            area_cm2: round(means.area, 1e4),
            ease_cm: round(means.ease, 100.0),
            ease_least_cm: round(means.ease_least, 100.0),
            strain_percent: round(means.strain, 100.0),
            pull_n_per_m: round(means.tension, 1.0),
            mean_pull_n_per_m: means.pull.map(|pull| round(pull, 1.0)),
            pressure_pa: round(means.pressure, 1.0),
            touching_percent: round(means.touching, 100.0),
            ease_colour: hex(FitShow::Ease.colour(means.ease)),
            pull_colour: hex(FitShow::Pull.colour(means.tension)),
        }
    }
}

fn region_key(region: FitRegion) -> &'static str {
    match region {
        FitRegion::Shoulders => "shoulders",
        FitRegion::ChestFront => "chest_front",
        FitRegion::ChestBack => "chest_back",
        FitRegion::Waist => "waist",
        FitRegion::Hip => "hip",
        FitRegion::Skirt => "skirt",
        FitRegion::ArmLeft => "arm_left",
        FitRegion::ArmRight => "arm_right",
    }
}

fn hex([r, g, b]: [u8; 3]) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}
