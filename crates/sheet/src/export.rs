//! The sheet for machines.

use std::fmt::Write as _;

use pattern::{Language, Names};
use serde_json::{Value, json};

use crate::content::{cun, dimension_key, origin_key, plus_minus_mm};
use crate::{SheetContent, SheetError};

/// The tables of the sheet as CSV (RFC 4180, UTF-8 with a byte order mark so that spreadsheets
/// show Tibetan and Chinese).
///
/// Columns: `table, key, zh, bo, en, cm, cun, plus_minus_cm, origin, remeasure`; `table` is
/// `body`, `finished`, `wear` or `option`, whose value stands in `cm` as chosen.
///
/// # Errors
///
/// [`SheetError::MissingLabel`] when the words are not whole.
pub fn measurement_csv(content: &SheetContent<'_>) -> Result<String, SheetError> {
    let mut out = String::from("\u{feff}");
    out.push_str("table,key,zh,bo,en,cm,cun,plus_minus_cm,origin,remeasure\r\n");
    let mut row = |table: &str, key: &str, names: &Names, rest: [&str; 5]| {
        let cells = [table, key, &names.zh, &names.bo, &names.en].into_iter().chain(rest);
        let line: Vec<String> = cells.map(quoted).collect();
        let _ = write!(out, "{}\r\n", line.join(",")); // writing to a String cannot fail
    };
    for body in content.body_rows() {
        let names = content.names(&dimension_key(body.dimension))?;
        let remeasure = if body.remeasure { "yes" } else { "no" };
        match body.known {
            Some(m) => {
                let origin = origin_key(m.origin).trim_start_matches("sheet-origin-");
                let (cm, cun_text) = (two(m.mm / 10.0), two(cun(m.mm)));
                let plus_minus = two(plus_minus_mm(m.sigma_mm) / 10.0);
                let rest = [cm.as_str(), &cun_text, &plus_minus, origin, remeasure];
                row("body", body.dimension.key(), &names, rest);
            }
            None => row("body", body.dimension.key(), &names, ["", "", "", "", remeasure]),
        }
    }
    for finished in &content.pattern.finished {
        let (cm, cun_text) = (two(finished.mm / 10.0), two(cun(finished.mm)));
        row("finished", &finished.id, &finished.names, [cm.as_str(), &cun_text, "", "", ""]);
    }
    for (key, mm) in content.wear_rows() {
        let names = content.names(key)?;
        let (cm, cun_text) = (two(mm / 10.0), two(cun(mm)));
        let key = key.trim_start_matches("sheet-").replace('-', "_");
        row("wear", &key, &names, [cm.as_str(), &cun_text, "", "", ""]);
    }
    for option in content.options {
        row("option", "", &option.names, [option.value.as_str(), "", "", "", ""]);
    }
    Ok(out)
}

/// The sheet as JSON: lengths in millimetres, names in three languages.
///
/// # Errors
///
/// [`SheetError::MissingLabel`] when the words are not whole.
pub fn measurement_json(content: &SheetContent<'_>) -> Result<Value, SheetError> {
    let mut body = Vec::new();
    for row in content.body_rows() {
        body.push(json!({
            "dimension": row.dimension,
            "names": content.names(&dimension_key(row.dimension))?,
            "mm": row.known.map(|m| m.mm),
            "sigma_mm": row.known.map(|m| m.sigma_mm),
            "plus_minus_95_mm": row.known.map(|m| plus_minus_mm(m.sigma_mm)),
            "origin": row.known.map(|m| m.origin),
            "remeasure": row.remeasure,
            "finished_cm_per_cm": row.effect,
        }));
    }
    let mut wear = Vec::new();
    for (key, mm) in content.wear_rows() {
        let names = content.names(key)?;
        let id = key.trim_start_matches("sheet-").replace('-', "_");
        wear.push(json!({ "id": id, "names": names, "mm": mm }));
    }
    Ok(json!({
        "order": content.order,
        "date": content.date,
        "garment": content.pattern.garment,
        "names": content.pattern.names,
        "content_hash": content.content_hash,
        "closing": "left_over_right",
        "grade": content.grade,
        "body": body,
        "finished": content.pattern.finished,
        "wear": wear,
        "options": content.options,
        "notes": content.notes,
        "languages": Language::ALL.map(Language::code),
    }))
}

fn two(value: f64) -> String {
    format!("{value:.2}")
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
