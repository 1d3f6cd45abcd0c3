//! The command line, as clap reads it.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Tibetan dress made to measure: from a photo to the pattern, the picture and the papers.
#[derive(Debug, Parser)]
#[command(name = "namza", version, max_term_width = 100)]
pub(crate) struct Cli {
    /// Language of what is said to people, English where none is given; two or three, as `zh,bo`,
    /// stand side by side on papers, Chinese and Tibetan where none is given.
    #[arg(long, global = true, value_enum, value_delimiter = ',', num_args = 1)]
    pub(crate) lang: Vec<Language>,
    /// Folder with `models` and `seeds`; found by itself where it is not given.
    #[arg(long, global = true, env = "NAMZA_HOME")]
    pub(crate) home: Option<PathBuf>,
    /// The ONNX Runtime library, version 1.28 at the most; found by itself where it is not given.
    #[arg(long, global = true, env = "NAMZA_ONNXRUNTIME")]
    pub(crate) onnxruntime: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// A language of the project.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Language {
    /// 中文
    Zh,
    /// བོད་ཡིག
    Bo,
    /// English
    En,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Measure a person from photos.
    Measure {
        #[command(flatten)]
        subject: SubjectArgs,
        /// List every dimension, not only the common ones and those taken with a tape.
        #[arg(long)]
        all: bool,
        /// Print one JSON object for machines, with every dimension.
        #[arg(long)]
        json: bool,
    },
    /// Make a garment for a person: measurements, pattern, drape, pictures and papers.
    Fit {
        #[command(flatten)]
        subject: SubjectArgs,
        #[command(flatten)]
        order: OrderArgs,
        #[command(flatten)]
        papers: PaperArgs,
        /// Folder for the eleven files and the papers; made if missing.
        #[arg(long)]
        out: PathBuf,
        /// Print one JSON object for machines.
        #[arg(long)]
        json: bool,
    },
    /// Say which ready-made size of GB/T 1335 fits a person best, why, and where it will be tight or
    /// wide.
    Size {
        #[command(flatten)]
        subject: SubjectArgs,
        #[command(flatten)]
        order: OrderArgs,
        /// Print one JSON object for machines.
        #[arg(long)]
        json: bool,
    },
    /// Draft a pattern from measurements that are known.
    Draft {
        /// A `measurements.json`, or a plain object of dimension to millimetres.
        #[arg(long)]
        measurements: PathBuf,
        #[command(flatten)]
        order: OrderArgs,
        #[command(flatten)]
        papers: PaperArgs,
        /// Folder for pattern.json, pattern.svg, pattern.dxf and the papers; made if missing.
        #[arg(long)]
        out: PathBuf,
    },
    /// Check garments: draft them for many bodies, every size and every option, compare them with
    /// real pieces, spell their Tibetan, and list what is wrong.
    Lint {
        /// Folder of garment files; the catalogue's own where it is not given.
        dir: Option<PathBuf>,
        /// How many random bodies to draft each garment for.
        #[arg(long, default_value_t = 200)]
        bodies: u32,
        /// Seed of the random bodies.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Print the JSON Schema of garment files instead.
        #[arg(long)]
        schema: bool,
    },
    /// List the garments with their options.
    Garments {
        /// Print one JSON array for machines.
        #[arg(long)]
        json: bool,
    },
    /// Serve the HTTP API and the page.
    Serve {
        /// Address to listen on.
        #[arg(long, default_value = "127.0.0.1:8080")]
        addr: SocketAddr,
    },
    /// Measure rendered people who are known, and write how far off that is.
    Evaluate(EvaluateArgs),
    /// Fit the persons whom the project ships, and compare with what they truly measure.
    Demo {
        /// Folder for the files; made if missing.
        #[arg(long, default_value = "demo/out")]
        out: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct SubjectArgs {
    /// Photo from the front: JPEG, PNG or WebP. Given again, the photos of one person are fitted
    /// together; without any, the numbers alone speak.
    #[arg(long)]
    pub(crate) front: Vec<PathBuf>,
    /// Photo from the side; may be given again.
    #[arg(long)]
    pub(crate) side: Vec<PathBuf>,
    /// Stature in millimetres; without it a photo has no scale.
    #[arg(long, value_name = "MM")]
    pub(crate) stature_mm: Option<f64>,
    /// Body mass in kilograms; makes girths more certain.
    #[arg(long, value_name = "KG")]
    pub(crate) mass_kg: Option<f64>,
    /// Population the body is drawn from; the likelier of the two where it is not given.
    #[arg(long, value_enum)]
    pub(crate) sex: Option<SexArg>,
    /// A value taken with a tape, as `waist_girth=820` or `waist_girth=820±8` (one standard
    /// deviation); may be given again. After chest, waist and hips the inside leg tells most: without
    /// it no girth says how long the sleeves are.
    #[arg(long, value_name = "KEY=MM[±S]")]
    pub(crate) tape: Vec<String>,
    /// A size of GB/T 1335, as 170/92A; what a tape measured wins over it. Needs --sex.
    #[arg(long, value_name = "SIZE", requires = "sex")]
    pub(crate) size: Option<String>,
    /// Age in years; makes girths a little more certain where there is no photo.
    #[arg(long, value_name = "YEARS", value_parser = clap::value_parser!(u8).range(18..=100))]
    pub(crate) age: Option<u8>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SexArg {
    Female,
    Male,
}

#[derive(Debug, Args)]
pub(crate) struct PaperArgs {
    /// Papers to make besides, as `diagram,roll`: sheet, diagram, strips, roll, a0, a4, svg, dxf,
    /// hpgl, csv, json, vit, smis.
    #[arg(long, value_name = "KINDS", value_delimiter = ',', value_parser = paper)]
    pub(crate) papers: Vec<fitting::Paper>,
    /// The program that the DXF among the papers is for: generic, etcad, richpeace, clo.
    #[arg(long, default_value = "generic", value_parser = dialect)]
    pub(crate) dialect: fitting::Dialect,
    /// Width of the roll that papers are printed or plotted on, in millimetres.
    #[arg(long, value_name = "MM", default_value_t = 914.0)]
    pub(crate) roll_width: f64,
}

fn paper(key: &str) -> Result<fitting::Paper, String> {
    let known: Vec<_> = fitting::Paper::ALL.into_iter().map(fitting::Paper::key).collect();
    fitting::Paper::from_key(key).ok_or_else(|| format!("known are {}", known.join(", ")))
}

fn dialect(key: &str) -> Result<fitting::Dialect, String> {
    let known: Vec<_> = fitting::Dialect::ALL.into_iter().map(fitting::Dialect::key).collect();
    fitting::Dialect::from_key(key).ok_or_else(|| format!("known are {}", known.join(", ")))
}

fn reader(key: &str) -> Result<evaluate::Reader, String> {
    use evaluate::Reader::{Exact, ExactLandmarks, ExactOutline, Networks};
    match key {
        "networks" => Ok(Networks),
        "exact-outline" => Ok(ExactOutline),
        "exact-landmarks" => Ok(ExactLandmarks),
        "exact" => Ok(Exact),
        _ => Err("known are networks, exact-outline, exact-landmarks, exact".to_owned()),
    }
}

#[derive(Debug, Args)]
pub(crate) struct EvaluateArgs {
    /// How many people.
    #[arg(long, default_value_t = 200)]
    pub(crate) bodies: usize,
    /// The first of them; offsets of landmarks and the ± are calibrated on 500 to 599.
    #[arg(long, default_value_t = 0)]
    pub(crate) first: usize,
    /// Every how manieth is photographed in loose clothes, too; 0 for none.
    #[arg(long, default_value_t = 5)]
    pub(crate) loose_every: usize,
    /// Seed of postures, cameras, rooms, clothes and errors.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Threads.
    #[arg(long, default_value_t = 2)]
    pub(crate) lanes: usize,
    /// Folder with the two tables of ANSUR II; found by itself where it is not given.
    #[arg(long)]
    pub(crate) survey: Option<PathBuf>,
    /// How many of them are photographed twenty times over.
    #[arg(long, default_value_t = 2)]
    pub(crate) repeated: usize,
    /// Who reads the photos: networks, or, to find where errors come from, exact-outline,
    /// exact-landmarks or exact.
    #[arg(long, default_value = "networks", value_parser = reader)]
    pub(crate) reader: evaluate::Reader,
    /// Print the offsets of landmarks and the factors of the ± that these people would give, and write
    /// no page.
    #[arg(long)]
    pub(crate) calibrate: bool,
    /// Folder in which the networks' readings are kept, to evaluate a changed fit without them.
    #[arg(long)]
    pub(crate) keep: Option<PathBuf>,
    /// Folder for the page and its plots; made if missing.
    #[arg(long, default_value = "docs/accuracy")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct OrderArgs {
    /// The garment's id, as `namza garments` lists it.
    #[arg(long)]
    pub(crate) garment: String,
    /// An option of the garment, as `sleeve_extra=12`; may be given again.
    #[arg(long = "option", value_name = "KEY=VALUE")]
    pub(crate) options: Vec<String>,
    /// The colourway's id; the garment's first where it is not given.
    #[arg(long)]
    pub(crate) colourway: Option<String>,
    /// The fabric that the shell is cut from, as `twill-blue`; the colourway's where it is not given.
    #[arg(long)]
    pub(crate) cloth: Option<String>,
    /// How it is worn, as `namza garments` lists it: `right_off`; the garment's first way where it
    /// is not given.
    #[arg(long)]
    pub(crate) style: Option<String>,
    /// Garments worn with it in the pictures, as `wonju,pangden`; the papers are of the garment
    /// alone.
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    pub(crate) with: Vec<String>,
    /// The size of GB/T 1335 in which it is made ready, as 170/92A, instead of to her measure. Needs
    /// --sex where the garment is for everybody.
    #[arg(long, value_name = "SIZE")]
    pub(crate) ready_made: Option<String>,
    /// Tell with `fit` which ready-made size fits best, too.
    #[arg(long)]
    pub(crate) find_size: bool,
    /// The shop's order number, printed on the papers.
    #[arg(long, default_value = "")]
    pub(crate) order: String,
    /// The date printed on the papers, as the shop writes it.
    #[arg(long, default_value = "")]
    pub(crate) date: String,
}
