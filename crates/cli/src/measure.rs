//! `namza measure`.

use std::process::ExitCode;

use anyhow::Result;
use fitting::{FittingError, Measured};
use serde_json::{Value, json};

use crate::args::SubjectArgs;
use crate::home::Home;
use crate::{input, progress, table};

/// Measures a person; a refused photo prints its verdict, too, and ends with exit code 3.
pub(crate) fn run(home: &Home, args: &SubjectArgs, all: bool, as_json: bool) -> Result<ExitCode> {
    let subject = input::subject(args)?;
    let engine = home.engine()?;
    let words = engine.catalog().words();
    let measured = progress::with_bar(words, home.lang, |l| engine.measure(&subject, l));
    match measured {
        Ok(measured) if as_json => println!("{}", to_json(&measured)),
        Ok(measured) => print!("{}", table::measured(&measured, all, words, home.lang)),
        Err(FittingError::Refused { view, verdict }) if as_json => {
            println!(
                "{}",
                json!({
                    "verdict": verdict.ruling, "reasons": verdict.reasons, "view": view,
                    "grade": Value::Null, "measurements": [],
                })
            );
            return Ok(ExitCode::from(3));
        }
        Err(error) => return Err(error.into()),
    }
    Ok(ExitCode::SUCCESS)
}

/// The object that `measure --json` prints.
fn to_json(measured: &Measured) -> Value {
    let measurements: Vec<_> = measured
        .measurements
        .iter()
        .map(|(dimension, m)| {
            json!({"dimension": dimension, "mm": m.mm, "sigma_mm": m.sigma_mm, "origin": m.origin})
        })
        .collect();
    json!({
        "verdict": measured.ruling(),
        "reasons": measured.reasons(),
        "grade": measured.grade,
        "measurements": measurements,
        "out_of_range": measured.fit.out_of_range,
    })
}
