//! What can be wrong with a template, with a request to draft it, and with a drafted pattern.

use measure::Dimension;

/// Something wrong in a template file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {term:?} {why}")]
pub struct TemplateProblem {
    /// The file's name as it was given.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The term it is about; empty where it is about the file's syntax.
    pub term: String,
    /// What is wrong with the term; reads on from it.
    pub why: String,
}

/// Why a design was not drafted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DraftError {
    /// Dimensions that the design needs are not known.
    #[error("not known of the person: {}", keys(dimensions))]
    Missing {
        /// All of them.
        dimensions: Vec<Dimension>,
    },
    /// The design has no such option.
    #[error("{garment} has no option {option:?}")]
    UnknownOption {
        /// The design's id.
        garment: String,
        /// What was asked for.
        option: String,
    },
    /// An option lies outside its range.
    #[error("{option} of {value} is outside {min} to {max}")]
    OptionOutOfRange {
        /// The option.
        option: String,
        /// The value asked for, in the template's unit.
        value: f64,
        /// The lowest taken.
        min: f64,
        /// The highest taken.
        max: f64,
    },
    /// A formula has no finite value for these measurements and options.
    #[error("{term} of {garment} has no finite value")]
    NotFinite {
        /// The design's id.
        garment: String,
        /// The `let`, panel point or other term.
        term: String,
    },
}

/// Something wrong with the geometry of a drafted pattern.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// An edge does not start where the one before it ends.
    #[error("{panel}.{edge} starts {gap_mm:.2} mm away from where the edge before it ends")]
    Open {
        /// The panel.
        panel: String,
        /// The edge.
        edge: String,
        /// The distance (mm).
        gap_mm: f64,
    },
    /// A line crosses itself.
    #[error("the {line} of {panel} crosses itself near ({x_mm:.0}, {y_mm:.0}) mm")]
    Crosses {
        /// The panel.
        panel: String,
        /// Which line.
        line: Line,
        /// Where, across (mm).
        x_mm: f64,
        /// Where, down (mm).
        y_mm: f64,
    },
    /// A panel runs the wrong way round, or has no area.
    #[error("{panel} encloses {area_mm2:.0} mm², which is not a piece seen from outside")]
    Area {
        /// The panel.
        panel: String,
        /// The signed area, positive for an outline that runs as it should (mm²).
        area_mm2: f64,
    },
    /// The cut line does not hold the whole sew line.
    #[error("the cut line of {panel} leaves out its sew line near ({x_mm:.0}, {y_mm:.0}) mm")]
    CutInside {
        /// The panel.
        panel: String,
        /// Where, across (mm).
        x_mm: f64,
        /// Where, down (mm).
        y_mm: f64,
    },
    /// An edge has hardly any length.
    #[error("{panel}.{edge} is only {length_mm:.2} mm long")]
    Short {
        /// The panel.
        panel: String,
        /// The edge.
        edge: String,
        /// Its length (mm).
        length_mm: f64,
    },
    /// Two edges to be sewn differ in length by more than the declared ease.
    #[error("{a} of {a_mm:.1} mm does not sew to {b} of {b_mm:.1} mm with {ease_mm:.1} mm of ease")]
    Seam {
        /// One edge, `panel.edge`.
        a: String,
        /// The other edge, `panel.edge`.
        b: String,
        /// Length of `a` (mm).
        a_mm: f64,
        /// Length of `b` (mm).
        b_mm: f64,
        /// The declared ease (mm).
        ease_mm: f64,
    },
    /// A seam, closure, trim, notch or wrapped edge names something that is not there.
    #[error("{what} names {reference}, which is not there")]
    Dangling {
        /// What names it.
        what: &'static str,
        /// `panel.edge`.
        reference: String,
    },
    /// An edge is sewn more than once.
    #[error("{edge} is sewn {times} times")]
    SewnTwice {
        /// `panel.edge`.
        edge: String,
        /// How often.
        times: usize,
    },
    /// Strips of narrow cloth do not make up a piece.
    #[error("the strips of {piece} leave out {missing_mm2:.0} mm² of it")]
    StripsMiss {
        /// The piece.
        piece: String,
        /// What no strip holds (mm²).
        missing_mm2: f64,
    },
    /// A dart does not lie inside its panel.
    #[error("a dart of {panel} reaches out of it near ({x_mm:.0}, {y_mm:.0}) mm")]
    DartOutside {
        /// The panel.
        panel: String,
        /// Where, across (mm).
        x_mm: f64,
        /// Where, down (mm).
        y_mm: f64,
    },
}

impl Problem {
    /// The panel, `panel.edge` or seam it is about.
    pub fn place(&self) -> String {
        match self {
            Self::Open { panel, edge, .. } | Self::Short { panel, edge, .. } => {
                format!("{panel}.{edge}")
            }
            Self::Crosses { panel, line, .. } => format!("{line} of {panel}"),
            Self::Area { panel, .. }
            | Self::CutInside { panel, .. }
            | Self::DartOutside { panel, .. } => panel.clone(),
            Self::Seam { a, b, .. } => format!("{a} to {b}"),
            Self::StripsMiss { piece, .. } => piece.clone(),
            Self::Dangling { reference, .. } => reference.clone(),
            Self::SewnTwice { edge, .. } => edge.clone(),
        }
    }
}

/// Which of a panel's two outlines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Along which it is sewn.
    Sew,
    /// Along which it is cut.
    Cut,
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Sew => "sew line",
            Self::Cut => "cut line",
        })
    }
}

fn keys(dimensions: &[Dimension]) -> String {
    dimensions.iter().map(|d| d.key()).collect::<Vec<_>>().join(", ")
}
