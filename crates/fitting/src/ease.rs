//! What a garment measures where a tailor looks, against the body that wears it.

use drape::FitRegion;
use measure::{Dimension, Measurements};
use pattern::{Panel, Pattern, Region};
use serde::Serialize;

/// A place at which a tailor looks whether a garment fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Round the chest, under the arms.
    Chest,
    /// Round the waist.
    Waist,
    /// Round the hips.
    Hip,
    /// From shoulder to shoulder.
    Shoulders,
    /// From the nape to the waist of the garment.
    BackWaist,
    /// From the nape over the shoulder to the cuff.
    Sleeve,
    /// From the nape to the hem.
    Length,
}

impl Place {
    /// The name in snake case.
    pub fn key(self) -> &'static str {
        match self {
            Self::Chest => "chest",
            Self::Waist => "waist",
            Self::Hip => "hip",
            Self::Shoulders => "shoulders",
            Self::BackWaist => "back_waist",
            Self::Sleeve => "sleeve",
            Self::Length => "length",
        }
    }

    /// Where the fit map tells of it.
    pub(crate) fn regions(self) -> &'static [FitRegion] {
        match self {
            Self::Chest => &[FitRegion::ChestFront, FitRegion::ChestBack],
            Self::Waist => &[FitRegion::Waist],
            Self::Hip => &[FitRegion::Hip],
            Self::Shoulders => &[FitRegion::Shoulders],
            Self::BackWaist => &[FitRegion::ChestBack, FitRegion::Waist],
            Self::Sleeve => &[FitRegion::ArmLeft, FitRegion::ArmRight],
            Self::Length => &[FitRegion::Skirt],
        }
    }

    /// Which way cloth pulls that is too small there: 0 along the warp, 1 along the weft, which goes
    /// round trunk and arms.
    pub(crate) fn pulled_along(self) -> usize {
        match self {
            Self::Chest | Self::Waist | Self::Hip | Self::Shoulders => 1,
            Self::BackWaist | Self::Sleeve | Self::Length => 0,
        }
    }

    /// The options of templates that change it by as much as they change themselves, the likeliest
    /// first.
    pub(crate) fn options(self) -> &'static [&'static str] {
        match self {
            Self::Chest | Self::Hip => &["chest_ease"],
            Self::Waist => &["waist_ease", "chest_ease"],
            Self::Shoulders | Self::BackWaist => &[],
            Self::Sleeve => &["sleeve_extra"],
            Self::Length => &["hem_drop", "below_waist", "over_knee"],
        }
    }

    /// The body's measure that does so, where no option can.
    pub(crate) fn dimension(self) -> Dimension {
        match self {
            Self::Chest | Self::Hip => Dimension::BustGirth,
            Self::Waist => Dimension::WaistGirth,
            Self::Shoulders => Dimension::ShoulderWidth,
            Self::BackWaist => Dimension::BackWaistLength,
            Self::Sleeve => Dimension::ArmLength,
            Self::Length => Dimension::CervicalHeight,
        }
    }

    /// How far below and above what is wanted the ease may be (mm) before a tailor changes it.
    ///
    /// A sixteenth of the ease of a girth, between 15 and 30 mm: a robe with 48 cm bears 3 cm less
    /// without being felt, a fitted dress with 10 cm a centimetre and a half. Twice that is borne
    /// above, as the wrap takes it in, and a waist, which is wrapped and tied, bears 3 cm. Lengths
    /// are those that people see, 2.5 cm at the cuff and 3 at the hem; what bags over a belt hides
    /// twice as much.
    pub(crate) fn tolerance_mm(self, wanted_mm: f64, bags: bool) -> [f64; 2] {
        match self {
            Self::Chest | Self::Hip => {
                let below = (wanted_mm / 16.0).clamp(15.0, 30.0);
                [below, 2.0 * below]
            }
            Self::Waist => [30.0, 60.0],
            Self::Shoulders | Self::BackWaist => [15.0, 15.0],
            Self::Sleeve => [25.0, 25.0],
            Self::Length if bags => [60.0, 60.0],
            Self::Length => [30.0, 30.0],
        }
    }
}

/// The least that cloth must have round the hips to be walked in (mm): what a close skirt has.
pub(crate) const LEAST_AT_HIP_MM: f64 = 40.0;

/// A measure of a garment and that of the body below it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Ease {
    /// Where.
    pub place: Place,
    /// The garment (mm of flat cloth, laps counted once).
    pub garment_mm: f64,
    /// The body (mm).
    pub body_mm: f64,
}

impl Ease {
    /// How much more the garment is than the body (mm).
    pub fn mm(&self) -> f64 {
        self.garment_mm - self.body_mm
    }
}

/// The measures of a garment against those of a body, as far as the garment has them, in the order of
/// [`Place`].
///
/// Girths are taken along the flat panels, at the height at which the body's girth comes to lie when
/// the cloth hangs from the shoulders, and never above the underarm; where two laps lie over one
/// another, or a dart is sewn, the cloth counts once or not at all.
pub(crate) fn eases(pattern: &Pattern, body: &Measurements) -> Vec<Ease> {
    let mm = |dimension| body.mm(dimension).ok();
    let finished = |id: &str| pattern.finished.iter().find(|f| f.id == id).map(|f| f.mm);
    let nape = nape_y(pattern);
    let below_nape = |height: Option<f64>| Some(nape? + mm(Dimension::CervicalHeight)? - height?);
    let underarm = underarm_y(pattern);
    let girth = |y: Option<f64>| {
        let y = y?.max(underarm? + 1.0);
        let [front, back] = [Region::Front, Region::Back].map(|side| width_mm(pattern, side, y));
        // Below the slits nothing goes round.
        let closed = slit_y(pattern).is_none_or(|slit| y < slit);
        (front > 0.0 && back > 0.0 && closed).then_some(front + back)
    };
    let chest = girth(below_nape(mm(Dimension::BustHeight)).or(underarm));
    let fitted = finished("waist").is_some();
    let wings = !pattern.wear.wrapped_to_back.is_empty();
    // At the height of the body's waist, but not in the wings that begin below that of the garment.
    let line = waist_line_y(pattern).unwrap_or(f64::INFINITY);
    let waist_y =
        nape.zip(mm(Dimension::BackWaistLength)).map(|(n, down)| (n + down).min(line) - 1.0);
    let waist = if fitted { girth(waist_y) } else { None };
    let hip = if wings { None } else { girth(below_nape(mm(Dimension::HipHeight))) };
    let back_waist =
        if fitted { waist_line_y(pattern).zip(nape).map(|(y, n)| y - n) } else { None };
    let reach = mm(Dimension::ShoulderWidth)
        .zip(mm(Dimension::ArmLength))
        .map(|(shoulders, arm)| shoulders / 2.0 + arm);
    let rows = [
        (Place::Chest, chest, mm(Dimension::BustGirth)),
        (Place::Waist, waist, mm(Dimension::WaistGirth)),
        (Place::Hip, hip, mm(Dimension::HipGirth)),
        (Place::Shoulders, finished("shoulder"), mm(Dimension::ShoulderWidth)),
        (Place::BackWaist, back_waist, mm(Dimension::BackWaistLength)),
        (Place::Sleeve, finished("span").map(|span| span / 2.0), reach),
        (Place::Length, underarm.and(finished("length")), mm(Dimension::CervicalHeight)),
    ];
    rows.into_iter()
        .filter_map(|(place, garment, body)| {
            Some(Ease { place, garment_mm: garment?, body_mm: body? })
        })
        .collect()
}

/// The panels that lie before or behind the trunk.
pub(crate) fn trunk(pattern: &Pattern, side: Region) -> impl Iterator<Item = &Panel> {
    let lies = move |p: &&Panel| p.placement.as_ref().is_some_and(|place| place.region == side);
    pattern.panels.iter().filter(lies)
}

/// Height of the nape in the panels (mm, y down).
pub(crate) fn nape_y(pattern: &Pattern) -> Option<f64> {
    trunk(pattern, Region::Back).find_map(|p| p.placement.as_ref()).map(|place| place.origin.y)
}

/// Height of the waist line that is drawn in the back (mm, y down).
pub(crate) fn waist_line_y(pattern: &Pattern) -> Option<f64> {
    let mut lines = trunk(pattern, Region::Back).flat_map(|p| &p.internal);
    let line = lines.find(|line| line.id == "waist")?;
    Some(line.curve.elements().first()?.end_point()?.y)
}

/// Where the side seams of the back begin (mm, y down).
fn underarm_y(pattern: &Pattern) -> Option<f64> {
    top_of(pattern, "side")
}

/// Where the slits of the back begin (mm, y down).
fn slit_y(pattern: &Pattern) -> Option<f64> {
    top_of(pattern, "slit")
}

fn top_of(pattern: &Pattern, edge: &str) -> Option<f64> {
    let edges = trunk(pattern, Region::Back).flat_map(|p| &p.edges);
    let tops = edges.filter(|e| e.id.starts_with(edge)).map(|e| e.start().y.min(e.end().y));
    tops.min_by(f64::total_cmp)
}

/// How wide the cloth before or behind the trunk is at the height `y` (mm), darts sewn.
fn width_mm(pattern: &Pattern, side: Region, y: f64) -> f64 {
    let mut spans: Vec<(f64, f64)> = Vec::new();
    let mut sewn = 0.0;
    for panel in trunk(pattern, side) {
        let origin = panel.placement.as_ref().map_or(0.0, |place| place.origin.x);
        spans.extend(spans_at(panel, y).into_iter().map(|(a, b)| (a - origin, b - origin)));
        sewn += panel
            .darts
            .iter()
            .map(|dart| {
                let reach = if y < dart.at.y { dart.up_mm } else { dart.down_mm };
                dart.width_mm * (1.0 - (y - dart.at.y).abs() / reach.max(1e-6)).max(0.0)
            })
            .sum::<f64>();
    }
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut width, mut end) = (0.0, f64::NEG_INFINITY);
    for (a, b) in spans {
        width += (b - a.max(end)).max(0.0);
        end = end.max(b);
    }
    width - sewn
}

/// The stretches of a level line that lie inside a panel (mm).
fn spans_at(panel: &Panel, y: f64) -> Vec<(f64, f64)> {
    /// Chords to an edge: the curve of an armhole is off its chord by less than 0.1 mm.
    const CHORDS: usize = 48;
    let mut cuts = Vec::new();
    for edge in &panel.edges {
        let mut before = edge.start();
        for i in 1..=CHORDS {
            let here = edge.point_at(i as f64 / CHORDS as f64);
            if (before.y > y) != (here.y > y) {
                cuts.push(before.x + (here.x - before.x) * (y - before.y) / (here.y - before.y));
            }
            before = here;
        }
    }
    cuts.sort_by(f64::total_cmp);
    cuts.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
}

#[cfg(test)]
mod tests {
    use catalog::Catalog;
    use measure::{Sex, Size};
    use pattern::Options;

    use super::*;
    use crate::advice::misfits;
    use crate::test_support::catalog;

    fn eases_of(catalog: &Catalog, garment: &str, size: &str, options: &Options) -> Vec<Ease> {
        let sex =
            if garment.contains("women") || garment == "wonju" { Sex::Female } else { Sex::Male };
        let body = Size::parse(sex, size).unwrap().measurements();
        eases(&catalog.design(garment).unwrap().draft(&body, options).unwrap(), &body)
    }

    fn at(eases: &[Ease], place: Place) -> Option<f64> {
        eases.iter().find(|e| e.place == place).map(Ease::mm)
    }

    #[test]
    fn girths_along_the_panels_have_the_ease_that_the_template_gives() {
        let catalog = catalog();
        let none = Options::new();
        for (garment, size, chest) in [
            ("chuba-men-utsang", "170/92A", 480.0),
            ("chuba-women-long", "160/84A", 280.0),
            ("chuba-women-sleeveless", "160/84A", 100.0),
            ("wonju", "160/84A", 140.0),
            ("shirt-men", "170/92A", 240.0),
            ("vest", "170/92A", 160.0),
        ] {
            let found = eases_of(&catalog, garment, size, &none);
            // A millimetre below the underarm, where side seams have begun to go in or out.
            let off = at(&found, Place::Chest).unwrap() - chest;
            assert!(off.abs() < 8.0, "{garment}: {off} mm off");
        }
        let dress = eases_of(&catalog, "chuba-women-sleeveless", "160/84A", &none);
        assert!((at(&dress, Place::Waist).unwrap() - 60.0).abs() < 3.0, "{dress:?}");
        assert!(at(&dress, Place::BackWaist).unwrap().abs() < 1e-6, "{dress:?}");
        assert!(at(&dress, Place::Hip).is_none(), "wings go round whatever there is");
        let robe = eases_of(&catalog, "chuba-men-utsang", "170/92A", &none);
        assert!((at(&robe, Place::Sleeve).unwrap() - 160.0).abs() < 1e-6, "{robe:?}");
        assert!((at(&robe, Place::Length).unwrap() - 30.0).abs() < 1e-6, "{robe:?}");
    }

    #[test]
    fn the_option_named_for_a_place_changes_it_by_as_much() {
        let catalog = catalog();
        let mut tried = 0;
        for design in catalog.designs() {
            let sex = design.record().and_then(|r| r.sex).unwrap_or(Sex::Male);
            let code = if sex == Sex::Male { "170/92A" } else { "160/84A" };
            let body = Size::parse(sex, code).unwrap().measurements();
            let before = eases(&design.draft(&body, &Options::new()).unwrap(), &body);
            for ease in before.iter().filter(|e| e.place != Place::Hip) {
                let named = ease.place.options();
                let Some(spec) = design.options().iter().find(|o| named.contains(&o.key.as_str()))
                else {
                    continue;
                };
                // A fitted waist has an option of its own.
                if ease.place == Place::Waist && spec.key != "waist_ease" {
                    continue;
                }
                let up = if spec.default < spec.max { 1.0 } else { -1.0 };
                let options = Options::from([(spec.key.clone(), spec.default + up)]);
                let after = eases(&design.draft(&body, &options).unwrap(), &body);
                let change = (at(&after, ease.place).unwrap() - ease.mm()) / up;
                assert!((change - 10.0).abs() < 1.0, "{} {}: {change} mm", design.id(), spec.key);
                tried += 1;
            }
        }
        assert!(tried > 15, "{tried}");
    }

    #[test]
    fn a_garment_drafted_for_its_wearer_fits_in_every_size() {
        let catalog = catalog();
        for design in catalog.designs() {
            for size in Size::all().step_by(7) {
                let body = size.measurements();
                let Ok(pattern) = design.draft(&body, &Options::new()) else { continue };
                let found = misfits(&pattern, &pattern, &body);
                assert!(found.is_empty(), "{} in {size}: {found:?}", design.id());
            }
        }
    }
}
