//! Measurement files of Valentina (`.vit`) and `Seamly2D` (`.smis`).
//!
//! Both read the same XML under another root and version. Their names for dimensions are those of
//! their common catalogue (A01 `height`, G04 `bust_circ` …). What they have no name for is left out
//! rather than given to a dimension that is taken otherwise. Nothing of the person goes in but her
//! measurements: the personal fields stay empty.

use std::fmt::Write as _;

use measure::{Dimension, Origin};

use crate::SheetContent;
use crate::content::plus_minus_mm;

/// The program that a measurement file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeamlyFormat {
    /// Valentina's individual measurements, `.vit`, format 0.3.3.
    Vit,
    /// `Seamly2D`'s individual measurements, `.smis`, format 0.3.4.
    Smis,
}

/// The measurements as a file for Valentina or `Seamly2D`, in centimetres.
///
/// Each entry says in its description where the number is from and how far it may be off.
pub fn measurement_seamly(content: &SheetContent<'_>, format: SeamlyFormat) -> String {
    let (root, version) = match format {
        SeamlyFormat::Vit => ("vit", "0.3.3"),
        SeamlyFormat::Smis => ("smis", "0.3.4"),
    };
    let notes = format!("{} {} {}", content.order, content.pattern.garment, content.short_hash());
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root}>\n    <version>{version}</version>\n    \
         <read-only>false</read-only>\n    <notes>{}</notes>\n    <unit>cm</unit>\n    \
         <pm_system>998</pm_system>\n    <personal>\n        <family-name/>\n        <given-name/>\n        \
         <birth-date>1800-01-01</birth-date>\n        <gender>unknown</gender>\n        <email/>\n    \
         </personal>\n    <body-measurements>\n",
        escaped(notes.trim())
    );
    for (dimension, m) in content.measurements.iter() {
        let Some(name) = name(dimension) else { continue };
        let origin = match m.origin {
            Origin::Tape => "tape",
            Origin::Photo => "photo",
            Origin::Predicted => "predicted",
        };
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "        <m name=\"{name}\" value=\"{:.1}\" full_name=\"\" description=\"{origin} ±{:.1} cm\"/>",
            m.mm / 10.0,
            plus_minus_mm(m.sigma_mm) / 10.0
        );
    }
    let _ = write!(out, "    </body-measurements>\n</{root}>\n");
    out
}

/// The name in the programs' catalogue; `None` where it has none that is taken the same way.
fn name(dimension: Dimension) -> Option<&'static str> {
    Some(match dimension {
        Dimension::Stature => "height",
        Dimension::CervicalHeight => "height_neck_back",
        Dimension::WaistHeight => "height_waist_side",
        Dimension::KneeHeight => "height_knee",
        Dimension::InsideLeg => "leg_crotch_to_floor",
        Dimension::BustGirth => "bust_circ",
        Dimension::WaistGirth => "waist_circ",
        Dimension::HipGirth => "hip_circ",
        Dimension::NeckGirth => "neck_mid_circ",
        Dimension::UpperArmGirth => "arm_upper_circ",
        Dimension::WristGirth => "arm_wrist_circ",
        Dimension::ShoulderWidth => "shoulder_tip_to_shoulder_tip_b",
        Dimension::ArmLength => "arm_shoulder_tip_to_wrist_bent",
        Dimension::BackWaistLength => "neck_back_to_waist_b",
        _ => return None,
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
