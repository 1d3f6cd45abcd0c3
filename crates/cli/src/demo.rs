//! `namza demo`: the main job, on the persons the project ships.

use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};
use fitting::View;
use fitting::{Fitting, Order, PhotoInput, Request, Subject};
use measure::{Dimension, Sex};
use serde::Deserialize;

use crate::home::Home;
use crate::{fit, progress};

/// One person of `seeds/demo/persons.json`: how she is photographed, and what she truly measures.
#[derive(Debug, Deserialize)]
struct Person {
    /// Names the photos: `<id>-front.jpg` and `<id>-side.jpg`.
    id: String,
    sex: Sex,
    mass_kg: f64,
    /// True values by dimension (mm), read off the body that was rendered.
    true_mm: std::collections::BTreeMap<Dimension, f64>,
    /// What is made for her.
    garment: String,
    /// What is worn with it.
    #[serde(default)]
    with: Vec<String>,
}

/// Fits every person: the first into `out` itself, the others into folders below it.
pub(crate) fn run(home: &Home, out: &Path) -> Result<ExitCode> {
    let seeds = home.root().join("seeds/demo");
    let list = std::fs::read(seeds.join("persons.json")).context("seeds/demo/persons.json")?;
    let persons: Vec<Person> = serde_json::from_slice(&list).context("seeds/demo/persons.json")?;
    let engine = home.engine()?;
    let words = engine.catalog().words();
    for (i, person) in persons.iter().enumerate() {
        let started = Instant::now();
        let photo = |view, name: &str| -> Result<PhotoInput> {
            let path = seeds.join(format!("{}-{name}.jpg", person.id));
            let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
            Ok(PhotoInput { view, bytes })
        };
        let photos = vec![photo(View::Front, "front")?, photo(View::Side, "side")?];
        let stature = person.true_mm.get(&Dimension::Stature).copied();
        let subject = Subject::new(photos, stature, Some(person.mass_kg), Some(person.sex), &[])
            .map_err(fitting::FittingError::from)?;
        let order = Order {
            garment: person.garment.clone(),
            with: person.with.clone(),
            ..Order::default()
        };
        let fitting =
            progress::with_bar(words, home.lang, |l| engine.run(&Request { subject, order }, l))?;
        let folder = if i == 0 { out.to_path_buf() } else { out.join(&person.id) };
        fit::write(&fitting, &folder)?;
        println!("{}: {} ({:.0} s)", person.id, folder.display(), started.elapsed().as_secs_f32());
        println!("{}", against_truth(&fitting, person));
    }
    Ok(ExitCode::SUCCESS)
}

/// The table of measured against true.
fn against_truth(fitting: &Fitting, person: &Person) -> String {
    let mut out = format!("{:24}{:>10}{:>8}{:>10}{:>8}\n", "(cm)", "measured", "±", "true", "off");
    for (dimension, m) in fitting.report.measurements.iter() {
        let Some(truth) = person.true_mm.get(&dimension) else { continue };
        let _ = writeln!(
            out,
            "{:24}{:10.1}{:8.1}{:10.1}{:+8.1}",
            dimension.key(),
            m.mm / 10.0,
            m.sigma_mm / 10.0,
            truth / 10.0,
            (m.mm - truth) / 10.0
        );
    }
    out
}
