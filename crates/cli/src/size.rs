//! `namza size`.

use std::process::ExitCode;

use anyhow::Result;

use crate::args::{OrderArgs, SubjectArgs};
use crate::home::Home;
use crate::{input, progress};

/// Says which ready-made size fits best, and how the nearest ones do.
pub(crate) fn run(
    home: &Home,
    subject: &SubjectArgs,
    order: &OrderArgs,
    as_json: bool,
) -> Result<ExitCode> {
    let request = input::request(subject, order)?;
    let engine = home.engine()?;
    let words = engine.catalog().words();
    let advice = progress::with_bar(words, home.lang, |l| engine.sizes(&request, l))?;
    if as_json {
        println!("{}", serde_json::to_string(&advice)?);
        return Ok(ExitCode::SUCCESS);
    }
    println!("{}", advice.said.get(home.lang));
    for fit in &advice.sizes {
        println!("{:10}  {:5.0} N/m  {}", fit.size, fit.pull_n_per_m, fit.said.get(home.lang));
    }
    Ok(ExitCode::SUCCESS)
}
