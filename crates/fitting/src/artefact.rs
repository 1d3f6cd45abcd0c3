//! The files that a fitting leaves behind.

use serde::{Deserialize, Serialize};

/// One file of a fitting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Artefact {
    /// `measurements.json`: body measurements with ± and origin.
    Measurements,
    /// `pattern.json`: the drafted pattern.
    PatternJson,
    /// `pattern.svg`: the pattern to look at.
    PatternSvg,
    /// `pattern.dxf`: the pattern for a cutter.
    PatternDxf,
    /// `sheet.pdf`: the measurement sheet.
    Sheet,
    /// `drape.glb`: the dressed body in 3-D.
    Glb,
    /// `tryon.png`: the person wearing it.
    TryOn,
    /// `turntable.png`: the dressed body from all sides.
    Turntable,
    /// `fitmap.json`: how it fits, by place, and what a tailor would change.
    FitMap,
    /// `fitmap.png`: room and pull of the cloth in colours, from the front and from behind.
    FitPicture,
    /// `fitting.json`: what was done, with what result and in what time.
    Fitting,
}

impl Artefact {
    /// All artefacts, in the order they are made.
    pub const ALL: [Self; 11] = [
        Self::Measurements,
        Self::PatternJson,
        Self::PatternSvg,
        Self::PatternDxf,
        Self::Sheet,
        Self::Glb,
        Self::TryOn,
        Self::Turntable,
        Self::FitMap,
        Self::FitPicture,
        Self::Fitting,
    ];

    /// The file's name.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Measurements => "measurements.json",
            Self::PatternJson => "pattern.json",
            Self::PatternSvg => "pattern.svg",
            Self::PatternDxf => "pattern.dxf",
            Self::Sheet => "sheet.pdf",
            Self::Glb => "drape.glb",
            Self::TryOn => "tryon.png",
            Self::Turntable => "turntable.png",
            Self::FitMap => "fitmap.json",
            Self::FitPicture => "fitmap.png",
            Self::Fitting => "fitting.json",
        }
    }

    /// The artefact of that file name.
    pub fn from_file_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.file_name() == name)
    }

    /// The media type for HTTP.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Measurements | Self::PatternJson | Self::FitMap | Self::Fitting => {
                "application/json"
            }
            Self::PatternSvg => "image/svg+xml",
            Self::PatternDxf => "image/vnd.dxf",
            Self::Sheet => "application/pdf",
            Self::Glb => "model/gltf-binary",
            Self::TryOn | Self::Turntable | Self::FitPicture => "image/png",
        }
    }
}

/// A finished fitting.
#[derive(Clone, Debug)]
pub struct Fitting {
    /// The content hash that every artefact carries.
    pub hash: String,
    /// What was done.
    pub report: crate::Report,
    /// The files.
    pub artefacts: std::collections::BTreeMap<Artefact, Vec<u8>>,
}
