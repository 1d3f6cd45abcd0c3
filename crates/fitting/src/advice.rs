//! What a tailor would change, and what the change does.

use catalog::{FluentValue, Lang, Words};
use drape::{Drape, FitMap, Mannequin};
use measure::{Dimension, Measurement, Measurements};
use pattern::{Design, Names, Options, Pattern, Region};
use serde::Serialize;

use crate::ease::{Ease, LEAST_AT_HIP_MM, Place, eases, nape_y, trunk, waist_line_y};

/// The most changes whose effect is tried; the rest is only told.
pub(crate) const MOST_TRIED: usize = 3;
/// Changes are told and made in half centimetres (mm).
const STEP_MM: f64 = 5.0;

/// A sentence in the languages of the project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Said {
    /// In Chinese.
    pub zh: String,
    /// In Tibetan.
    pub bo: String,
    /// In English.
    pub en: String,
}

impl Said {
    /// Says something in each language.
    pub(crate) fn by(say: impl Fn(Lang) -> String) -> Self {
        Self { zh: say(Lang::Zh), bo: say(Lang::Bo), en: say(Lang::En) }
    }

    /// What is said in that language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::Bo => &self.bo,
            Lang::En => &self.en,
        }
    }
}

/// A place where a garment does not fit, and what a tailor would do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Advice {
    /// Where.
    pub place: Place,
    /// How much the garment is off what is wanted there (mm): below 0 it is tight or short.
    pub off_mm: f64,
    /// How much more it is than the body (mm).
    pub ease_mm: f64,
    /// How much more it ought to be (mm).
    pub wanted_mm: f64,
    /// What to change in the template, where anything in it can be.
    pub change: Option<Change>,
    /// What the change does, drafted and draped again; `None` where it was not tried.
    pub effect: Option<Effect>,
    /// All of it in a few sentences.
    pub said: Said,
}

/// A change of what a garment is drafted from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// Of an option of the template, in its unit.
    Option {
        /// The option.
        key: String,
        /// What it is called.
        names: Names,
        /// As it was.
        from: f64,
        /// As it should be.
        to: f64,
    },
    /// Of a measure that the garment is cut for (mm).
    Measure {
        /// The measure.
        dimension: Dimension,
        /// As it was.
        from: f64,
        /// As it should be.
        to: f64,
    },
}

/// How a place feels and looks in a drape, before a change and after it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Effect {
    /// How much more the garment is than the body there (mm).
    pub ease_mm: [f64; 2],
    /// How far the cloth lies from the skin on the mean (mm).
    pub gap_mm: [f64; 2],
    /// Mean force per width (N/m): round the body for girths, along it for lengths.
    pub pull_n_per_m: [f64; 2],
    /// For lengths, where the garment ends (mm): its waist line above the body's waist, the cuff beyond
    /// the wrist, the hem above the floor.
    pub end_mm: Option<[f64; 2]>,
    /// Is the second drape without faults?
    pub sound: bool,
}

/// A garment that lies on somebody.
pub(crate) struct Lying<'a> {
    pub(crate) pattern: &'a Pattern,
    pub(crate) drape: &'a Drape,
    pub(crate) body: &'a Mannequin,
    pub(crate) map: &'a FitMap,
    pub(crate) measurements: &'a Measurements,
}

/// The places at which a garment does not fit, the worst first.
///
/// `reference` is the same design drafted for the very body: its ease is what is wanted. Round the
/// hips nothing may be closer than [`LEAST_AT_HIP_MM`], whoever it was drafted for.
pub(crate) fn misfits(
    pattern: &Pattern,
    reference: &Pattern,
    body: &Measurements,
) -> Vec<(Ease, f64)> {
    let wanted = eases(reference, body);
    let bags = pattern.wear.blouse_mm > 0.0;
    let mut found: Vec<(f64, Ease, f64)> = Vec::new();
    for ease in eases(pattern, body) {
        let Some(want) = wanted.iter().find(|w| w.place == ease.place).map(Ease::mm) else {
            continue;
        };
        // Hips are not fitted, but cloth has to go round them.
        let want = if ease.place == Place::Hip { ease.mm().max(LEAST_AT_HIP_MM) } else { want };
        let off = ease.mm() - want;
        let [below, above] = ease.place.tolerance_mm(want, bags);
        let part = if off < 0.0 { -off / below } else { off / above };
        if part > 1.0 {
            found.push((part, ease, want));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.into_iter().map(|(_, ease, want)| (ease, want)).collect()
}

/// What the garment is drafted from.
#[derive(Clone, Debug)]
pub(crate) struct Cut<'a> {
    pub(crate) design: &'a Design,
    pub(crate) measurements: Measurements,
    pub(crate) options: Options,
}

impl Cut<'_> {
    /// The change that takes `off_mm` off the place; `None` where nothing in the template does.
    ///
    /// What an option or a measure does is found by drafting again; the options that a tailor would
    /// name come first, and a measure where they are at their ends.
    pub(crate) fn change(&self, place: Place, off_mm: f64, body: &Measurements) -> Option<Change> {
        let at = |cut: &Self| -> Option<f64> {
            let pattern = cut.design.draft(&cut.measurements, &cut.options).ok()?;
            eases(&pattern, body).iter().find(|e| e.place == place).map(|e| e.garment_mm)
        };
        let here = at(self)?;
        let round = |mm: f64| (mm / STEP_MM).round() * STEP_MM;
        for key in place.options() {
            let Some(spec) = self.design.options().iter().find(|o| o.key == *key) else { continue };
            let from = self.options.get(*key).copied().unwrap_or(spec.default);
            // A centimetre towards the middle of the range, which is always allowed.
            let step = if from < 0.5 * (spec.min + spec.max) { 1.0 } else { -1.0 };
            let mut moved = self.clone();
            moved.options.insert((*key).to_owned(), from + step);
            let Some(per_cm) = at(&moved).map(|mm| (mm - here) / step) else { continue };
            let to = from - round(off_mm) / per_cm;
            if per_cm.abs() > 1.0 && (spec.min..=spec.max).contains(&to) {
                let key = (*key).to_owned();
                return Some(Change::Option { key, names: spec.label.clone(), from, to });
            }
        }
        let dimension = place.dimension();
        let from = self.measurements.mm(dimension).ok()?;
        let moved = self.with(&Change::Measure { dimension, from, to: from + 10.0 })?;
        let per_mm = (at(&moved)? - here) / 10.0;
        let to = from - round(off_mm) / per_mm;
        (per_mm.abs() > 0.1).then_some(Change::Measure { dimension, from, to })
    }

    /// The same with that change; `None` for a measure no adult has.
    pub(crate) fn with(&self, change: &Change) -> Option<Self> {
        let mut cut = self.clone();
        match change {
            Change::Option { key, to, .. } => {
                cut.options.insert(key.clone(), *to);
            }
            Change::Measure { dimension, to, .. } => {
                let known = cut.measurements.get(*dimension)?;
                cut.measurements.set(*dimension, Measurement { mm: *to, ..known }).ok()?;
            }
        }
        Some(cut)
    }
}

impl Lying<'_> {
    /// What a change from this to `after` does at a place.
    pub(crate) fn effect(&self, after: &Self, place: Place, sound: bool) -> Effect {
        let both = |of: &dyn Fn(&Self) -> f64| [of(self), of(after)];
        let means = |lying: &Self| lying.map.over(place.regions()).unwrap_or_default();
        let end = |lying: &Self| lying.end_mm(place);
        Effect {
            ease_mm: both(&|lying| {
                let all = eases(lying.pattern, lying.measurements);
                all.iter().find(|e| e.place == place).map_or(0.0, Ease::mm)
            }),
            gap_mm: both(&|lying| f64::from(means(lying).ease) * 1e3),
            pull_n_per_m: both(&|lying| f64::from(means(lying).pull[place.pulled_along()])),
            end_mm: end(self).zip(end(after)).map(|(before, after)| [before, after]),
            sound,
        }
    }

    /// Where the garment ends, for lengths (mm).
    fn end_mm(&self, place: Place) -> Option<f64> {
        let up = |m: f32| f64::from(m) * 1e3;
        match place {
            Place::BackWaist => {
                let waist = self.body.worn_height(self.body.landmarks.waist_y);
                Some(up(self.height_of(waist_line_y(self.pattern)?)? - waist))
            }
            Place::Sleeve => self.cuff_beyond_wrist().map(up),
            Place::Length => self.mean_of_edges("hem", |p| p.y).map(up),
            _ => None,
        }
    }

    /// How high the cloth of the back lies that is `y` (mm) down in its panels, near the middle (m).
    ///
    /// A straight line through the vertices within 4 cm of it: single vertices lie in folds.
    fn height_of(&self, y: f64) -> Option<f32> {
        let back: Vec<&str> = trunk(self.pattern, Region::Back).map(|p| p.id.as_str()).collect();
        let centre = nape_y(self.pattern).and_then(|_| {
            trunk(self.pattern, Region::Back).find_map(|p| p.placement.as_ref()).map(|p| p.origin.x)
        })?;
        let [x, y] = [centre, y].map(|mm| (mm / 1e3) as f32);
        let (mut n, mut s, mut h, mut ss, mut sh) = (0.0f32, 0.0, 0.0, 0.0, 0.0);
        for (t, &panel) in self.drape.cloth.triangles.iter().zip(&self.drape.panel) {
            if !back.contains(&self.drape.panels[panel as usize].id.as_str()) {
                continue;
            }
            for &v in t {
                let (at, p) = (self.drape.uv[v as usize], self.drape.cloth.positions[v as usize]);
                if (at.x - x).abs() < 0.10 && (at.y - y).abs() < 0.04 {
                    let (d, up) = (at.y - y, p.y);
                    n += 1.0;
                    s += d;
                    h += up;
                    ss += d * d;
                    sh += d * up;
                }
            }
        }
        let slope = (n * sh - s * h) / (n * ss - s * s).max(1e-9);
        (n > 5.0).then(|| (h - slope * s) / n)
    }

    /// How far the cuffs lie beyond the wrists along the forearm, the mean of both arms (m).
    fn cuff_beyond_wrist(&self) -> Option<f32> {
        let marks = &self.body.landmarks;
        let mut beyond = Vec::new();
        for (side, suffix) in ["_l", "_r"].iter().enumerate() {
            let [elbow, wrist] =
                [marks.elbows[side], marks.wrists[side]].map(|p| self.body.worn_on_arm(&p));
            let along = (wrist - elbow).normalize();
            let cuff = self.drape.panels.iter().filter(|p| p.id.ends_with(suffix));
            let rim = cuff.flat_map(|p| &p.edges).filter(|(id, _)| id.starts_with("cuff"));
            let rim: Vec<u32> = rim.flat_map(|(_, vertices)| vertices.iter().copied()).collect();
            if rim.is_empty() {
                return None;
            }
            let at = |v: u32| (self.drape.cloth.positions[v as usize] - wrist).dot(&along);
            beyond.push(rim.iter().map(|&v| at(v)).sum::<f32>() / rim.len() as f32);
        }
        Some(beyond.iter().sum::<f32>() / beyond.len() as f32)
    }

    fn mean_of_edges(
        &self,
        prefix: &str,
        of: impl Fn(&nalgebra::Point3<f32>) -> f32,
    ) -> Option<f32> {
        let edges = self.drape.panels.iter().flat_map(|p| &p.edges);
        let vertices: Vec<u32> = edges
            .filter(|(id, _)| id.starts_with(prefix))
            .flat_map(|(_, vertices)| vertices.iter().copied())
            .collect();
        let sum: f32 = vertices.iter().map(|&v| of(&self.drape.cloth.positions[v as usize])).sum();
        (!vertices.is_empty()).then(|| sum / vertices.len() as f32)
    }
}

/// A number of centimetres as people say it: halves are enough.
pub(crate) fn cm(mm: f64) -> String {
    let cm = (mm / STEP_MM).round() * STEP_MM / 10.0;
    if cm.fract() == 0.0 { format!("{cm:.0}") } else { format!("{cm:.1}") }
}

/// A number of centimetres as it was measured.
fn measured_cm(mm: f64) -> String {
    format!("{:.1}", mm / 10.0)
}

/// What is wrong at a place: `fit-tight-chest` or `fit-loose-chest`.
pub(crate) fn misfit_said(words: &Words, lang: Lang, place: Place, off_mm: f64) -> String {
    let way = if off_mm < 0.0 { "tight" } else { "loose" };
    let id = format!("fit-{way}-{}", place.key().replace('_', "-"));
    words.say(lang, &id, &[("cm", cm(off_mm.abs()).into())])
}

impl Advice {
    /// Puts it all into sentences.
    pub(crate) fn say(&mut self, words: &Words) {
        self.said = Said::by(|lang| {
            let mut parts = vec![misfit_said(words, lang, self.place, self.off_mm)];
            parts.extend(self.change.as_ref().map(|change| change_said(words, lang, change)));
            if let Some(effect) = &self.effect {
                parts.push(effect_said(words, lang, effect));
                if let Some([before, after]) = effect.end_mm {
                    let id = format!("fit-end-{}", self.place.key().replace('_', "-"));
                    let values = [
                        ("before", FluentValue::from(measured_cm(before))),
                        ("after", measured_cm(after).into()),
                    ];
                    parts.push(words.say(lang, &id, &values));
                }
            }
            parts.join(if lang == Lang::Zh { "" } else { " " })
        });
    }
}

fn change_said(words: &Words, lang: Lang, change: &Change) -> String {
    match change {
        Change::Option { names, from, to, .. } => words.say(
            lang,
            "fit-change-option",
            &[
                ("name", names.get(lang).into()),
                ("from", cm(from * 10.0).into()),
                ("to", cm(to * 10.0).into()),
            ],
        ),
        Change::Measure { dimension, from, to } => {
            let name = format!("dimension-{}", dimension.key().replace('_', "-"));
            let values = [
                ("name", FluentValue::from(words.say(lang, &name, &[]))),
                ("from", measured_cm(*from).into()),
                ("to", measured_cm(*to).into()),
            ];
            words.say(lang, "fit-change-measure", &values)
        }
    }
}

fn effect_said(words: &Words, lang: Lang, effect: &Effect) -> String {
    let [e, g, p] = [effect.ease_mm, effect.gap_mm, effect.pull_n_per_m];
    words.say(
        lang,
        "fit-effect",
        &[
            ("ease-before", measured_cm(e[0]).into()),
            ("ease-after", measured_cm(e[1]).into()),
            ("gap-before", measured_cm(g[0]).into()),
            ("gap-after", measured_cm(g[1]).into()),
            ("pull-before", format!("{:.0}", p[0]).into()),
            ("pull-after", format!("{:.0}", p[1]).into()),
        ],
    )
}
