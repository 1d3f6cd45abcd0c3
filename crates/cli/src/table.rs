//! What people read on the terminal.

use std::fmt::Write;

use catalog::{Lang, Words};
use fitting::{Fitting, Grade, LeftOut, Measured};
use measure::{Dimension, Measurement, Measurements, Origin};

/// The measurements of a person, a line each: the common ones and those taken with a tape, or `all`.
pub(crate) fn measured(measured: &Measured, all: bool, words: &Words, lang: Lang) -> String {
    let mut out = String::new();
    for reason in measured.reasons() {
        let _ = writeln!(out, "{}", words.say(lang, &format!("verdict-{}", reason.code()), &[]));
    }
    out += &measurements(&measured.measurements, all, words, lang);
    out += &left_out(&LeftOut::all(&measured.fit.out_of_range, words), lang);
    let _ = writeln!(out, "{}", words.say(lang, grade_key(measured.grade), &[]));
    out
}

/// What a fitting came to: measurements and how the cloth lies.
pub(crate) fn fitting(fitting: &Fitting, words: &Words, lang: Lang) -> String {
    let mut out = measurements(&fitting.report.measurements, false, words, lang);
    out += &left_out(&fitting.report.out_of_range, lang);
    let settled = if fitting.report.drape.converged { "drape-settled" } else { "drape-unsettled" };
    let _ = writeln!(out, "{}", words.say(lang, settled, &[]));
    let _ = writeln!(out, "{}", fitting.report.fit.said.get(lang));
    if let Some(sizes) = &fitting.report.sizes {
        let _ = writeln!(out, "{}", sizes.said.get(lang));
    }
    out
}

/// What was left out because no adult has it, a line each.
fn left_out(left_out: &[LeftOut], lang: Lang) -> String {
    left_out.iter().fold(String::new(), |out, o| out + o.said.get(lang) + "\n")
}

fn measurements(measurements: &Measurements, all: bool, words: &Words, lang: Lang) -> String {
    let mut out = String::new();
    let shown = |(dimension, m): &(Dimension, Measurement)| {
        all || dimension.is_common() || m.origin == Origin::Tape
    };
    for (dimension, m) in measurements.iter().filter(shown) {
        let name =
            words.say(lang, &format!("dimension-{}", dimension.key().replace('_', "-")), &[]);
        let origin = words.say(lang, origin_key(m.origin), &[]);
        let _ =
            writeln!(out, "{:7.1} cm ± {:4.1}  {name} · {origin}", m.mm / 10.0, m.sigma_mm / 10.0);
    }
    out
}

fn origin_key(origin: Origin) -> &'static str {
    match origin {
        Origin::Predicted => "sheet-origin-predicted",
        Origin::Photo => "sheet-origin-photo",
        Origin::Tape => "sheet-origin-tape",
    }
}

fn grade_key(grade: Grade) -> &'static str {
    match grade {
        Grade::A => "sheet-grade-a",
        Grade::B => "sheet-grade-b",
        Grade::C => "sheet-grade-c",
    }
}
