//! `namza fit`.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use fitting::{Fitting, PaperRequest};

use crate::args::{OrderArgs, PaperArgs, SubjectArgs};
use crate::home::Home;
use crate::{input, papers, progress, table};

/// Makes the eleven files of a fitting in `out`, and the papers asked for.
pub(crate) fn run(
    home: &Home,
    subject: &SubjectArgs,
    order: &OrderArgs,
    wanted: &PaperArgs,
    out: &Path,
    as_json: bool,
) -> Result<ExitCode> {
    let request = input::request(subject, order)?;
    let engine = home.engine()?;
    let words = engine.catalog().words();
    let fitting = progress::with_bar(words, home.lang, |l| engine.run(&request, l))?;
    write(&fitting, out)?;
    let asked = PaperRequest {
        measurements: &fitting.report.measurements,
        grade: Some(fitting.report.grade),
        order: &fitting.report.order,
        hash: Some(&fitting.hash),
    };
    papers::write(home, &engine, &asked, wanted, out)?;
    if as_json {
        println!("{}", serde_json::to_string(&fitting.report)?);
    } else {
        print!("{}", table::fitting(&fitting, words, home.lang));
        println!("{}", out.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes all files of a fitting, or none: they are written beside `out` first and moved in last.
pub(crate) fn write(fitting: &Fitting, out: &Path) -> Result<()> {
    std::fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    let beside = out.join(format!(".half-{}", fitting.hash));
    let written = std::fs::create_dir_all(&beside).and_then(|()| {
        for (artefact, bytes) in &fitting.artefacts {
            std::fs::write(beside.join(artefact.file_name()), bytes)?;
        }
        for artefact in fitting.artefacts.keys() {
            std::fs::rename(beside.join(artefact.file_name()), out.join(artefact.file_name()))?;
        }
        Ok(())
    });
    // Gone in either case; an error here would hide the one above.
    let _ = std::fs::remove_dir_all(&beside);
    written.with_context(|| format!("cannot write into {}", out.display()))
}
