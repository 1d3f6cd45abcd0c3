//! `namza evaluate`.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use evaluate::{Files, Plan, Summary, Survey, Tools, report};
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::EvaluateArgs;
use crate::home::Home;

/// Where the survey's tables are looked for, from the folder with `models`.
const TABLES: &str = "../shared/data/tables";

/// Measures people who are known, and writes how far off that is.
pub(crate) fn run(home: &Home, args: &EvaluateArgs) -> Result<ExitCode> {
    let read = |file: &str| {
        let path = home.root().join(file);
        std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    let body = read("models/body/body.bin")?;
    let detection = read("models/pose_detection.onnx")?;
    let landmarks = read("models/pose_landmark_full.onnx")?;
    let outline = read("models/u2netp.onnx")?;
    let tables = args.survey.clone().unwrap_or_else(|| home.root().join(TABLES));
    let survey = survey(&tables)?;
    let bodies = if survey.is_some() {
        "of people of ANSUR II whom the model was not built on"
    } else {
        eprintln!("no survey in {}: bodies are drawn from the model's prior", tables.display());
        "drawn from the model's prior"
    };
    if let Some(keep) = &args.keep {
        std::fs::create_dir_all(keep).with_context(|| format!("cannot make {}", keep.display()))?;
    }
    let tools = Tools {
        files: Files {
            body: &body,
            detection: &detection,
            landmarks: &landmarks,
            outline: &outline,
        },
        onnxruntime: home.onnxruntime().to_path_buf(),
        survey: survey.as_ref(),
        keep: args.keep.clone(),
    };
    let plan = Plan {
        bodies: args.bodies,
        first: args.first,
        loose_every: args.loose_every,
        seed: args.seed,
        lanes: args.lanes,
        reader: args.reader,
        repeated: args.repeated,
    };
    let bar = ProgressBar::new(plan.bodies as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {elapsed} (still {eta})")
    {
        bar.set_style(style);
    }
    let outcome = evaluate::evaluate(&plan, &tools, &mut |done| bar.set_position(done as u64))?;
    bar.finish_and_clear();
    let summary = Summary::new(&outcome);
    if args.calibrate {
        print!("{}", report::calibration(&summary));
        return Ok(ExitCode::SUCCESS);
    }
    std::fs::create_dir_all(&args.out)
        .with_context(|| format!("cannot make {}", args.out.display()))?;
    for (file, text) in [
        ("README.md", report::markdown(&summary, &plan, bodies)),
        ("dimensions.csv", report::csv(&summary)),
        ("errors.svg", report::errors_svg(&summary)),
        ("build.svg", report::build_svg(&summary)),
        ("coverage.svg", report::coverage_svg(&summary)),
    ] {
        let path = args.out.join(file);
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        println!("{}", path.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// The survey in a folder; `None` where it is not there.
fn survey(folder: &Path) -> Result<Option<Survey>> {
    let read = |sex: &str| std::fs::read(folder.join(format!("ANSUR_II_{sex}_Public.csv"))).ok();
    match (read("FEMALE"), read("MALE")) {
        (Some(female), Some(male)) => Ok(Some(Survey::read(&female, &male)?)),
        _ => Ok(None),
    }
}
