//! The papers asked for with `--papers`.

use std::path::Path;

use anyhow::{Context, Result};
use fitting::{Engine, PaperOptions, PaperRequest};

use crate::args::PaperArgs;
use crate::home::Home;

/// Writes the papers into `out`, which exists.
///
/// Where several are asked for and one of them would take too many sheets of A4, that is said and
/// the others are made.
pub(crate) fn write(
    home: &Home,
    engine: &Engine,
    request: &PaperRequest<'_>,
    args: &PaperArgs,
    out: &Path,
) -> Result<()> {
    let mut options = PaperOptions {
        dialect: args.dialect,
        roll_width_mm: args.roll_width,
        ..PaperOptions::default()
    };
    if !home.languages.is_empty() {
        options.languages.clone_from(&home.languages);
    }
    for &paper in &args.papers {
        match engine.papers(request, &[paper], &options) {
            Ok(made) => {
                for (paper, bytes) in made {
                    let path = out.join(paper.file_name(&options));
                    std::fs::write(&path, bytes)
                        .with_context(|| format!("cannot write {}", path.display()))?;
                }
            }
            Err(error) if error.code() == "too_many_sheets" && args.papers.len() > 1 => {
                eprintln!("namza: {}", error.explain(engine.catalog().words(), home.lang));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
