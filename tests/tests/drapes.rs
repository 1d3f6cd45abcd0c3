//! Every garment, in every way it is worn, on bodies nobody has seen.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a sweep tells how each body went")]

use std::fmt::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use fitting::{DrapeSummary, Engine, Order, Request, Sex, Subject};
use harness::{engine, quiet};

/// A stature (mm) and a mass (kg), spread over what adults have: statures from 1.45 to 1.95 m, mass
/// over stature squared from 17 to 38 kg/m². Multiples of the two powers of the plastic number fill
/// the square evenly whatever the count (M. Roberts, The unreasonable effectiveness of quasirandom
/// sequences, 2018).
fn body(i: usize) -> (f64, f64) {
    let part = |step: f64| (0.5 + step * i as f64).fract();
    let stature_mm = 1450.0 + 500.0 * part(0.754_877_666);
    let build = 17.0 + 21.0 * part(0.569_840_291);
    (stature_mm, build * (stature_mm / 1000.0).powi(2))
}

/// A garment as it is worn, and the cloths that it is tried in.
struct Way {
    garment: String,
    style: Option<String>,
    /// Who wears it; both where `None`.
    sex: Option<Sex>,
    /// The colourway's, then others.
    cloths: Vec<Option<String>>,
}

impl Way {
    fn new(garment: &str, style: Option<&str>, sex: Sex) -> Self {
        let style = style.map(str::to_owned);
        Self { garment: garment.to_owned(), style, sex: Some(sex), cloths: vec![None] }
    }

    /// Drapes it on body `i` in each cloth, one after another: the first is put on anew, whoever came
    /// before, the others start from the drape before, as in a shop.
    fn on(&self, engine: &Engine, i: usize) -> Vec<Tried> {
        let (stature_mm, mass_kg) = body(i);
        let sex = self.sex.unwrap_or(if i.is_multiple_of(2) { Sex::Female } else { Sex::Male });
        engine.forget();
        let try_on = |cloth: &Option<String>| {
            let subject =
                Subject::new(Vec::new(), Some(stature_mm), Some(mass_kg), Some(sex), &[]).unwrap();
            let order = Order {
                garment: self.garment.clone(),
                style: self.style.clone(),
                cloth: cloth.clone(),
                ..Order::default()
            };
            let before = cpu_s();
            let outcome = engine.drape(&Request { subject, order }, &mut *quiet());
            let cpu_s = cpu_s() - before;
            let style = self.style.as_deref().unwrap_or("as ever");
            let who = format!(
                "{} {style} in {} on body {i} ({stature_mm:.0} mm, {mass_kg:.0} kg, {sex:?})",
                self.garment,
                cloth.as_deref().unwrap_or("its own cloth"),
            );
            println!("{who}: {cpu_s:.1} s {outcome:?}");
            Tried { who, outcome: outcome.map_err(|e| e.to_string()), cpu_s }
        };
        self.cloths.iter().map(try_on).collect()
    }
}

/// How one drape went.
struct Tried {
    who: String,
    outcome: Result<DrapeSummary, String>,
    /// What it took (s of one core); 0 where the system does not tell.
    cpu_s: f64,
}

impl Tried {
    fn faults(&self) -> Vec<String> {
        let faults = match &self.outcome {
            Ok(drape) => drape.faults.as_slice(),
            Err(error) => std::slice::from_ref(error),
        };
        faults.iter().map(|fault| format!("{}: {fault}", self.who)).collect()
    }
}

/// What this thread has computed (s).
fn cpu_s() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or_default() * 1e-9
}

/// How many bodies, `otherwise` unless `NAMZA_SWEEP` says more, since each takes seconds.
fn count(otherwise: usize) -> usize {
    std::env::var("NAMZA_SWEEP").ok().and_then(|n| n.parse().ok()).unwrap_or(otherwise)
}

fn faults(ways: &[(Way, usize)]) -> Vec<String> {
    let engine = engine();
    ways.iter().flat_map(|(way, i)| way.on(&engine, *i)).flat_map(|tried| tried.faults()).collect()
}

#[test]
fn the_mens_chuba_lies_still_on_every_body() {
    let ways: Vec<_> = (0..3).map(|i| (Way::new("chuba-men-utsang", None, Sex::Male), i)).collect();
    let faults = faults(&ways);
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_womens_chuba_lies_still_on_every_body() {
    let ways: Vec<_> =
        (0..3).map(|i| (Way::new("chuba-women-sleeveless", None, Sex::Female), i)).collect();
    let faults = faults(&ways);
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn sleeves_that_are_off_and_cuffs_turned_back_lie_still_and_are_not_seen_to_cross() {
    let faults = faults(&[
        (Way::new("wonju", Some("turned_back"), Sex::Female), 0),
        (Way::new("chuba-men-utsang", Some("right_off"), Sex::Male), 1),
        (Way::new("chuba-men-utsang", Some("both_tied"), Sex::Male), 3),
        (Way::new("chuba-women-long", Some("right_off"), Sex::Female), 4),
    ]);
    assert!(faults.is_empty(), "{faults:#?}");
}

/// `NAMZA_SWEEP_OF` has only garments whose id begins so; the table goes into the file that
/// `NAMZA_SWEEP_TABLE` names, relative to the project's folder.
#[test]
#[ignore = "70 garments, ways and cloths take minutes for each body of NAMZA_SWEEP"]
fn every_garment_lies_still_in_every_way_it_is_worn() {
    let only = std::env::var("NAMZA_SWEEP_OF").unwrap_or_default();
    let mut ways = ways(&engine());
    ways.retain(|way| way.garment.starts_with(&only));
    let bodies = count(1);
    // Each way is tried on other bodies than the one before it.
    let tasks: Vec<(usize, usize)> =
        (0..bodies).flat_map(|n| (0..ways.len()).map(move |w| (w, 20 * w + n))).collect();
    let next = AtomicUsize::new(0);
    let rows: Mutex<Vec<Vec<Row>>> =
        Mutex::new(ways.iter().map(|way| vec![Row::default(); way.cloths.len()]).collect());
    let faults = Mutex::new(Vec::new());
    let write = |table: &str| {
        if let Ok(path) = std::env::var("NAMZA_SWEEP_TABLE") {
            std::fs::write(harness::root().join(path), table).unwrap();
        }
    };
    // A drape a core: two at once take less than one after another on two cores each.
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let engine = engine();
                let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
                while let Some(&(w, i)) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let tried = pool.install(|| ways[w].on(&engine, i));
                    let mut rows = rows.lock().unwrap();
                    for (row, tried) in rows[w].iter_mut().zip(&tried) {
                        row.add(tried);
                        faults.lock().unwrap().extend(tried.faults());
                    }
                    // A long sweep that is broken off leaves what it has.
                    if w + 1 == ways.len() {
                        write(&table(&ways, &rows));
                    }
                }
            });
        }
    });
    let table = table(&ways, &rows.into_inner().unwrap());
    println!("{table}");
    write(&table);
    let mut faults = faults.into_inner().unwrap();
    faults.sort();
    // One in two hundred may be told as faulty: it is told, and not sold.
    let tried: usize = ways.iter().map(|way| bodies * way.cloths.len()).sum();
    assert!(faults.len() * 200 <= tried, "{faults:#?}");
}

/// Every garment that is put on, in each style; in its own cloth, and in the lightest and the
/// heaviest other that its template allows for the shell.
fn ways(engine: &Engine) -> Vec<Way> {
    let catalog = engine.catalog();
    let mut ways = Vec::new();
    for design in catalog.designs().filter(|d| d.is_put_on()) {
        let own = &design.colourways()[0].fabrics["shell"];
        let own = &catalog.fabric(own).unwrap().cloth;
        let mut others: Vec<_> = catalog.shells(design).filter(|f| f.cloth != *own).collect();
        others.sort_by(|f, g| f.mechanics.density.total_cmp(&g.mechanics.density));
        others.dedup_by(|f, g| f.cloth == g.cloth);
        let ends = others.first().into_iter().chain(others.get(1..).and_then(<[_]>::last));
        let cloths: Vec<Option<String>> =
            std::iter::once(None).chain(ends.map(|f| Some(f.id.clone()))).collect();
        let sex = design.record().and_then(|r| r.sex);
        let styles: Vec<Option<String>> =
            design.styles().map(|(id, _)| Some(id.to_owned())).collect();
        let styles = if styles.is_empty() { vec![None] } else { styles };
        ways.extend(styles.into_iter().map(|style| Way {
            garment: design.id().to_owned(),
            style,
            sex,
            cloths: cloths.clone(),
        }));
    }
    ways
}

/// The worst of what was seen of a garment in one way and one cloth.
#[derive(Clone, Default)]
struct Row {
    bodies: usize,
    settled: usize,
    faultless: usize,
    below_skin_percent: f64,
    deepest_mm: f64,
    seam_mm: f64,
    intersecting_percent: f64,
    crossings_seen: usize,
    cpu_s: f64,
}

impl Row {
    fn add(&mut self, tried: &Tried) {
        self.bodies += 1;
        self.cpu_s += tried.cpu_s;
        let Ok(drape) = &tried.outcome else { return };
        self.settled += usize::from(drape.settled);
        self.faultless += usize::from(drape.faults.is_empty());
        self.below_skin_percent = self.below_skin_percent.max(drape.penetrating_percent);
        self.deepest_mm = self.deepest_mm.max(drape.deepest_mm);
        self.seam_mm = self.seam_mm.max(drape.widest_seam_mm);
        self.intersecting_percent = self.intersecting_percent.max(drape.intersecting_percent);
        self.crossings_seen = self.crossings_seen.max(drape.crossings_seen);
    }
}

fn table(ways: &[Way], rows: &[Vec<Row>]) -> String {
    let mut text = String::from(
        "| garment | worn | cloth | bodies | settled | faultless | below the skin % | deepest mm | \
         seam mm | facets cut % | crossings seen | CPU s each |\n\
         |---|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    let mut all = Row::default();
    for (way, rows) in ways.iter().zip(rows) {
        for (cloth, row) in way.cloths.iter().zip(rows) {
            let style = way.style.as_deref().unwrap_or("–");
            let cloth = cloth.as_deref().unwrap_or("own");
            line(&mut text, &format!("{} | {style} | {cloth}", way.garment), row);
            all.bodies += row.bodies;
            all.settled += row.settled;
            all.faultless += row.faultless;
            all.cpu_s += row.cpu_s;
            all.below_skin_percent = all.below_skin_percent.max(row.below_skin_percent);
            all.deepest_mm = all.deepest_mm.max(row.deepest_mm);
            all.seam_mm = all.seam_mm.max(row.seam_mm);
            all.intersecting_percent = all.intersecting_percent.max(row.intersecting_percent);
            all.crossings_seen = all.crossings_seen.max(row.crossings_seen);
        }
    }
    line(&mut text, "all | | ", &all);
    text
}

fn line(text: &mut String, what: &str, row: &Row) {
    writeln!(
        text,
        "| {what} | {} | {} | {} | {:.3} | {:.1} | {:.2} | {:.1} | {} | {:.1} |",
        row.bodies,
        row.settled,
        row.faultless,
        row.below_skin_percent,
        row.deepest_mm,
        row.seam_mm,
        row.intersecting_percent,
        row.crossings_seen,
        row.cpu_s / row.bodies.max(1) as f64,
    )
    .unwrap();
}
