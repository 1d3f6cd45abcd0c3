//! `namza draft` and `garments`: what needs no photo.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use fitting::{Grade, PaperRequest, TAPE_SIGMA_MM};
use measure::{Dimension, Measurement, Measurements, Origin};
use serde_json::{Value, json};

use crate::args::{OrderArgs, PaperArgs};
use crate::home::Home;
use crate::{input, papers};

/// Drafts a pattern from a file of measurements into three files in `out`, and the papers asked for.
pub(crate) fn run(
    home: &Home,
    file: &Path,
    order: &OrderArgs,
    wanted: &PaperArgs,
    out: &Path,
) -> Result<ExitCode> {
    let (measurements, grade) = read(file)?;
    let order = input::order(order, None)?;
    let engine = home.engine()?;
    let pattern = engine.draft(&measurements, &order)?;
    std::fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    std::fs::write(out.join("pattern.json"), serde_json::to_vec_pretty(&pattern)?)?;
    std::fs::write(out.join("pattern.svg"), pattern::svg::write(&pattern, home.lang, None))?;
    std::fs::write(out.join("pattern.dxf"), pattern::dxf::write(&pattern, None))?;
    let asked = PaperRequest { measurements: &measurements, grade, order: &order, hash: None };
    papers::write(home, &engine, &asked, wanted, out)?;
    println!("{}", out.display());
    Ok(ExitCode::SUCCESS)
}

/// Reads `measurements.json` as this program writes it, with the grade of its photos, or
/// `{"bust_girth": 920, …}`.
fn read(file: &Path) -> Result<(Measurements, Option<Grade>)> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let json: Value =
        serde_json::from_str(&text).with_context(|| format!("{} is no JSON", file.display()))?;
    if let Some(list) = json.get("measurements") {
        let grade = json.get("grade").and_then(|g| serde_json::from_value(g.clone()).ok());
        let taken = measurements(list).with_context(|| file.display().to_string())?;
        return Ok((taken, grade));
    }
    let taken = measurements(&json).with_context(|| file.display().to_string())?;
    Ok((taken, None))
}

fn measurements(json: &Value) -> Result<Measurements> {
    let mut taken = Measurements::default();
    let mut take = |key: &str, value: Measurement| -> Result<()> {
        let dimension =
            Dimension::from_key(key).with_context(|| format!("there is no dimension {key:?}"))?;
        Ok(taken.set(dimension, value)?)
    };
    match json {
        Value::Array(rows) => {
            for row in rows {
                let key = row["dimension"].as_str().context("a row names no dimension")?;
                take(key, serde_json::from_value(row.clone()).context(key.to_owned())?)?;
            }
        }
        Value::Object(entries) => {
            for (key, mm) in entries {
                let mm = mm.as_f64().with_context(|| format!("{key} is no number"))?;
                take(key, Measurement { mm, sigma_mm: TAPE_SIGMA_MM, origin: Origin::Tape })?;
            }
        }
        _ => bail!("neither a list nor an object of measurements"),
    }
    Ok(taken)
}

/// Lists the garments.
pub(crate) fn garments(home: &Home, as_json: bool) -> Result<ExitCode> {
    let engine = home.engine()?;
    if as_json {
        let list: Vec<_> = engine
            .catalog()
            .designs()
            .map(|d| {
                let styles: Vec<_> =
                    d.styles().map(|(id, names)| json!({"id": id, "names": names})).collect();
                json!({
                    "id": d.id(), "names": d.names(), "options": d.options(), "styles": styles,
                })
            })
            .collect();
        println!("{}", Value::from(list));
        return Ok(ExitCode::SUCCESS);
    }
    for design in engine.catalog().designs() {
        println!("{}  {}", design.id(), home.lang.pick(design.names()));
        for (id, names) in design.styles() {
            println!("    --style {id}  {}", home.lang.pick(names));
        }
        for option in design.options() {
            println!(
                "    {}={} ({} to {})  {}",
                option.key,
                option.default,
                option.min,
                option.max,
                home.lang.pick(&option.label)
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}
