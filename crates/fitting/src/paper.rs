//! The papers and files that are made when asked for.

use catalog::Lang;
use pattern::dxf::Dialect;
use serde::{Deserialize, Serialize};
use sheet::{SeamlyFormat, SheetSize};

use crate::papers::Matter;
use crate::{Engine, FittingError, Grade, Order, hash, look, papers};

/// A paper for the tailor, or the pattern or measurements in the form of some program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// The one-page measurement sheet.
    Sheet,
    /// The one-page dimensioned cutting diagram.
    Diagram,
    /// The one-page plan of the outer cloth: strips of a narrow loom, or the lay on broad cloth.
    Strips,
    /// The pattern in true size along a roll.
    Roll,
    /// The pattern in true size on A0.
    A0,
    /// The pattern in true size on A4, where that takes few enough sheets.
    A4,
    /// The pattern as SVG with named layers.
    Svg,
    /// The pattern as DXF in the dialect asked for.
    Dxf,
    /// The pattern as HPGL along the roll.
    Hpgl,
    /// The tables of the sheet as CSV.
    Csv,
    /// The sheet as JSON.
    Json,
    /// The measurements for Valentina.
    Vit,
    /// The measurements for `Seamly2D`.
    Smis,
}

impl Paper {
    /// All papers.
    pub const ALL: [Self; 13] = [
        Self::Sheet,
        Self::Diagram,
        Self::Strips,
        Self::Roll,
        Self::A0,
        Self::A4,
        Self::Svg,
        Self::Dxf,
        Self::Hpgl,
        Self::Csv,
        Self::Json,
        Self::Vit,
        Self::Smis,
    ];

    /// The name on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Sheet => "sheet",
            Self::Diagram => "diagram",
            Self::Strips => "strips",
            Self::Roll => "roll",
            Self::A0 => "a0",
            Self::A4 => "a4",
            Self::Svg => "svg",
            Self::Dxf => "dxf",
            Self::Hpgl => "hpgl",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Vit => "vit",
            Self::Smis => "smis",
        }
    }

    /// The paper of that [`key`](Self::key).
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.key() == key)
    }

    /// The file's name: none of a fitting's own eleven files is called so.
    pub fn file_name(self, options: &PaperOptions) -> String {
        let languages: Vec<&str> = options.languages.iter().map(|l| l.code()).collect();
        let languages = languages.join("-");
        match self {
            Self::Sheet => format!("sheet-{languages}.pdf"),
            Self::Diagram => format!("diagram-{languages}.pdf"),
            Self::Strips => format!("strips-{languages}.pdf"),
            Self::Roll => format!("roll-{:.0}-{languages}.pdf", options.roll_width_mm),
            Self::A0 => format!("a0-{languages}.pdf"),
            Self::A4 => format!("a4-{languages}.pdf"),
            Self::Svg => format!("pattern-{languages}.svg"),
            Self::Dxf => format!("pattern-{}.dxf", options.dialect.key()),
            Self::Hpgl => format!("pattern-{:.0}.plt", options.roll_width_mm),
            Self::Csv => "sheet.csv".to_owned(),
            Self::Json => "sheet.json".to_owned(),
            Self::Vit => "measurements.vit".to_owned(),
            Self::Smis => "measurements.smis".to_owned(),
        }
    }
}

/// How papers are made.
#[derive(Clone, Debug, PartialEq)]
pub struct PaperOptions {
    /// One to three languages, the first of them leading.
    pub languages: Vec<Lang>,
    /// For which program the DXF is.
    pub dialect: Dialect,
    /// Width of the roll (mm).
    pub roll_width_mm: f64,
}

impl Default for PaperOptions {
    /// Chinese and Tibetan, the plain DXF, and the roll that most plotters take: 914 mm.
    fn default() -> Self {
        Self {
            languages: vec![Lang::Zh, Lang::Bo],
            dialect: Dialect::Generic,
            roll_width_mm: 914.0,
        }
    }
}

/// What papers are made of: measurements that are known, and an order.
#[derive(Clone, Copy, Debug)]
pub struct PaperRequest<'a> {
    /// What is known of the body.
    pub measurements: &'a measure::Measurements,
    /// How far it may be trusted; `None` where no photo was looked at.
    pub grade: Option<Grade>,
    /// What is made.
    pub order: &'a Order,
    /// The content hash of the fitting that these belong to; made of pattern and measurements where
    /// there was none.
    pub hash: Option<&'a str>,
}

/// Sets one paper in the fonts given.
type SetPaper<'a> =
    dyn Fn(&sheet::SheetContent<'_>, &sheet::Fonts) -> Result<Vec<u8>, sheet::SheetError> + 'a;

impl Engine {
    /// Makes the papers asked for, in that order.
    ///
    /// # Errors
    ///
    /// As [`Engine::draft`], and [`FittingError::Sheet`] for a roll of no plotter's width or a
    /// pattern that takes too many sheets of A4.
    pub fn papers(
        &self,
        request: &PaperRequest<'_>,
        wanted: &[Paper],
        options: &PaperOptions,
    ) -> Result<Vec<(Paper, Vec<u8>)>, FittingError> {
        let pattern = self.draft(request.measurements, request.order)?;
        let colours = look::colourway(self.catalog(), request.order)?;
        let made;
        let hash = if let Some(hash) = request.hash {
            hash
        } else {
            made = hash::drafted(&pattern, request.measurements, &colours.id);
            &made
        };
        let matter = Matter {
            measurements: request.measurements,
            grade: request.grade,
            pattern: &pattern,
            design: self.catalog().design(&request.order.garment),
            cloths: &colours.cloths(),
            order: request.order,
            hash,
            words: self.catalog().words(),
        };
        wanted.iter().map(|&paper| Ok((paper, self.paper(&matter, paper, options)?))).collect()
    }

    fn paper(
        &self,
        matter: &Matter<'_>,
        paper: Paper,
        options: &PaperOptions,
    ) -> Result<Vec<u8>, FittingError> {
        let mark = format!("{} {}", matter.order.reference, matter.hash);
        let mark = mark.trim();
        let languages = &options.languages[..];
        let set = |make: &SetPaper<'_>| {
            let fonts = self.fonts()?;
            papers::with_content(matter, |content| Ok(make(content, fonts)?))
        };
        match paper {
            Paper::Sheet => set(&|c, f| sheet::measurement_sheet(c, f, languages)),
            Paper::Diagram => set(&|c, f| sheet::cutting_diagram(c, f, languages)),
            Paper::Strips => set(&|c, f| sheet::strip_plan(c, f, languages)),
            Paper::Roll => set(&|c, f| sheet::roll(c, f, languages, options.roll_width_mm)),
            Paper::A0 => set(&|c, f| sheet::tiles(c, f, languages, SheetSize::A0)),
            Paper::A4 => set(&|c, f| sheet::tiles(c, f, languages, SheetSize::A4)),
            Paper::Svg => {
                let words = matter.words;
                let line_name = |lang: Lang, id: &str| {
                    let key = format!("line-{}", id.replace('_', "-"));
                    words.has(&key).then(|| words.say(lang, &key, &[]))
                };
                let one_way: Vec<&str> =
                    matter.cloths.iter().filter(|c| c.one_way).map(|c| c.slot.as_str()).collect();
                let narrow = matter.cloths.iter().filter(|c| c.narrow_loom);
                let joins: Vec<pattern::Join> =
                    narrow.flat_map(|c| matter.pattern.strips(&c.slot, c.width_mm).joins).collect();
                let options = pattern::svg::SvgOptions {
                    languages,
                    joins: &joins,
                    mark: Some(mark),
                    one_way: &one_way,
                    line_name: &line_name,
                };
                Ok(pattern::svg::write_with(matter.pattern, &options).into_bytes())
            }
            Paper::Dxf => Ok(pattern::dxf::encode(matter.pattern, options.dialect, Some(mark))),
            Paper::Hpgl => pattern::hpgl::write(matter.pattern, options.roll_width_mm, Some(mark))
                .map(String::into_bytes)
                .map_err(|e| FittingError::Sheet(e.into())),
            Paper::Csv => papers::with_content(matter, |content| {
                Ok(sheet::measurement_csv(content)?.into_bytes())
            }),
            Paper::Json => papers::with_content(matter, |content| {
                Ok(papers::pretty(&sheet::measurement_json(content)?))
            }),
            Paper::Vit | Paper::Smis => papers::with_content(matter, |content| {
                let format =
                    if paper == Paper::Vit { SeamlyFormat::Vit } else { SeamlyFormat::Smis };
                Ok(sheet::measurement_seamly(content, format).into_bytes())
            }),
        }
    }
}
