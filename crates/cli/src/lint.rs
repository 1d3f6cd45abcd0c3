//! Checking garments, and the words of the catalogue.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use catalog::{Lang, misspelt};
use pattern::{Design, LintPlan, LintReport};

use crate::home::Home;

/// Drafts every garment for many bodies and lists what does not sew, then what Tibetan is not spelt
/// as Tibetan is; exit code 1 when anything is wrong.
pub(crate) fn run(home: &Home, dir: Option<&Path>, bodies: u32, seed: u64) -> Result<ExitCode> {
    let engine = home.engine()?;
    let designs: Vec<Design> = match dir {
        None => engine.catalog().designs().cloned().collect(),
        Some(dir) => designs_in(dir)?,
    };
    let plan = LintPlan::whole(bodies, seed);
    let mut problems = 0;
    let mut drafts = 0;
    let start = std::time::Instant::now();
    for (design, report) in designs.iter().zip(reports(&designs, &plan)) {
        for problem in &report.problems {
            println!("{problem}");
        }
        for (place, names) in design.all_names() {
            for syllable in misspelt(&names.bo) {
                println!("{}: {place}: {syllable:?} is no Tibetan syllable", design.id());
                problems += 1;
            }
        }
        println!("{}: {} drafts, {} problems", design.id(), report.drafts, report.problems.len());
        problems += report.problems.len();
        drafts += report.drafts;
    }
    let words = engine.catalog().words();
    for id in words.ids().filter(|_| dir.is_none()) {
        for syllable in misspelt(&words.say(Lang::Bo, id, &[])) {
            println!("words: {id}: {syllable:?} is no Tibetan syllable");
            problems += 1;
        }
    }
    println!(
        "{} garments, {drafts} drafts, {problems} problems, {:.1} s",
        designs.len(),
        start.elapsed().as_secs_f64()
    );
    Ok(if problems > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// The reports of the designs, in their order; each core takes the next design that is left.
fn reports(designs: &[Design], plan: &LintPlan) -> Vec<LintReport> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(designs.len());
    let mut done: Vec<(usize, LintReport)> = std::thread::scope(|scope| {
        let work = || {
            let mut mine = Vec::new();
            loop {
                let i = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let Some(design) = designs.get(i) else { return mine };
                mine.push((i, pattern::lint_with(design, plan)));
            }
        };
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        let join = |w: std::thread::ScopedJoinHandle<'_, _>| {
            w.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        workers.into_iter().flat_map(join).collect()
    });
    done.sort_by_key(|(i, _)| *i);
    done.into_iter().map(|(_, report)| report).collect()
}

/// The designs of the `.toml` files in a folder; every problem of every file in one error.
fn designs_in(dir: &Path) -> Result<Vec<Design>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "toml") {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            files.insert(stem, (path.clone(), std::fs::read_to_string(&path)?));
        }
    }
    let other = |stem: &str| files.get(stem).map(|(_, text)| text.clone());
    let mut designs = Vec::new();
    let mut problems = Vec::new();
    for (path, text) in files.values() {
        match Design::parse(&path.display().to_string(), text, &other) {
            Ok(design) => designs.push(design),
            Err(found) => problems.extend(found.iter().map(ToString::to_string)),
        }
    }
    if !problems.is_empty() {
        bail!("{}", problems.join("\n"));
    }
    Ok(designs)
}
