//! Both chubas on bodies nobody has seen.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a sweep tells how each body went")]

use fitting::{Order, Request, Sex, Subject};
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

/// Drapes the garment on the first `count` bodies and lists what is wrong.
fn faults(garment: &str, count: u32) -> Vec<String> {
    let engine = engine();
    let mut faults = Vec::new();
    for i in 0..count {
        let (stature_mm, mass_kg, sex) = body(i);
        let who = format!("{garment} on body {i} ({stature_mm:.0} mm, {mass_kg:.0} kg, {sex:?})");
        let subject =
            Subject::new(Vec::new(), Some(stature_mm), Some(mass_kg), Some(sex), &[]).unwrap();
        let order = Order { garment: garment.to_owned(), ..Order::default() };
        // Each is put on anew, whoever came before.
        engine.forget();
        match engine.drape(&Request { subject, order }, &mut *quiet()) {
            Ok(drape) => {
                println!("{who}: {drape:?}");
                faults.extend(drape.faults.iter().map(|f| format!("{who}: {f}")));
            }
            Err(error) => faults.push(format!("{who}: {error}")),
        }
    }
    faults
}

/// How many bodies: 3 unless `NAMZA_SWEEP` says more, since each takes tens of seconds.
fn count() -> u32 {
    std::env::var("NAMZA_SWEEP").ok().and_then(|n| n.parse().ok()).unwrap_or(3)
}

#[test]
fn the_mens_chuba_lies_still_on_every_body() {
    let faults = faults("chuba-men-utsang", count());
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_womens_chuba_lies_still_on_every_body() {
    let faults = faults("chuba-women-sleeveless", count());
    assert!(faults.is_empty(), "{faults:#?}");
}
