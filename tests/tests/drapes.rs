//! Every garment, in every way it is worn, on bodies nobody has seen.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a sweep tells how each body went")]

use fitting::{Engine, Order, Request, Sex, Subject};
use harness::{engine, quiet};

/// A stature (mm), a mass (kg) and a sex, spread over what adults have: statures from 1.45 to
/// 1.95 m, mass over stature squared from 18 to 34 kg/m², both sexes. The golden ratio's multiples
/// fill the square evenly whatever the count.
fn body(i: u32) -> (f64, f64, Sex) {
    let part = |step: f64| (0.5 + step * f64::from(i)).fract();
    let stature_mm = 1450.0 + 500.0 * part(0.618_034);
    let build = 18.0 + 16.0 * part(0.381_966 * 1.7);
    let sex = if i.is_multiple_of(2) { Sex::Female } else { Sex::Male };
    (stature_mm, build * (stature_mm / 1000.0).powi(2), sex)
}

/// Drapes the garment on that body, and lists what is wrong.
fn faults(engine: &Engine, garment: &str, style: Option<&str>, i: u32) -> Vec<String> {
    let (stature_mm, mass_kg, sex) = body(i);
    let way = style.map_or(String::new(), |style| format!(" {style}"));
    let who = format!("{garment}{way} on body {i} ({stature_mm:.0} mm, {mass_kg:.0} kg, {sex:?})");
    let subject =
        Subject::new(Vec::new(), Some(stature_mm), Some(mass_kg), Some(sex), &[]).unwrap();
    let style = style.map(str::to_owned);
    let order = Order { garment: garment.to_owned(), style, ..Order::default() };
    // Each is put on anew, whoever came before.
    engine.forget();
    match engine.drape(&Request { subject, order }, &mut *quiet()) {
        Ok(drape) => {
            println!("{who}: {drape:?}");
            drape.faults.iter().map(|f| format!("{who}: {f}")).collect()
        }
        Err(error) => vec![format!("{who}: {error}")],
    }
}

/// How many bodies, `otherwise` unless `NAMZA_SWEEP` says more, since each takes tens of seconds.
fn count(otherwise: u32) -> u32 {
    std::env::var("NAMZA_SWEEP").ok().and_then(|n| n.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn the_mens_chuba_lies_still_on_every_body() {
    let engine = engine();
    let faults: Vec<_> =
        (0..count(3)).flat_map(|i| faults(&engine, "chuba-men-utsang", None, i)).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_womens_chuba_lies_still_on_every_body() {
    let engine = engine();
    let faults: Vec<_> =
        (0..count(3)).flat_map(|i| faults(&engine, "chuba-women-sleeveless", None, i)).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn sleeves_that_are_off_and_cuffs_turned_back_lie_still() {
    let engine = engine();
    let ways = [
        ("wonju", "turned_back", 0),
        ("chuba-men-utsang", "right_off", 1),
        ("chuba-men-utsang", "both_tied", 3),
        ("chuba-women-long", "right_off", 4),
    ];
    let faults: Vec<_> = ways
        .iter()
        .flat_map(|&(garment, style, i)| faults(&engine, garment, Some(style), i))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
#[ignore = "24 ways of wearing take two minutes for each body of NAMZA_SWEEP"]
fn every_garment_lies_still_in_every_way_it_is_worn() {
    let engine = engine();
    let mut ways = Vec::new();
    for design in engine.catalog().designs().filter(|d| d.is_put_on()) {
        let sex = design.record().and_then(|r| r.sex);
        let styles: Vec<Option<&str>> = design.styles().map(|(id, _)| Some(id)).collect();
        let styles = if styles.is_empty() { vec![None] } else { styles };
        ways.extend(styles.into_iter().map(|style| (design.id(), style, sex)));
    }
    // Each way is tried on other bodies than the one before it, of the sex that wears it.
    let mut faults = Vec::new();
    for round in 0..count(1) {
        for (k, (garment, style, sex)) in (0..).zip(&ways) {
            let next = 5 * round + k;
            let i = match sex {
                Some(Sex::Female) => 2 * next,
                Some(Sex::Male) => 2 * next + 1,
                None => next,
            };
            faults.extend(self::faults(&engine, garment, *style, i));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
