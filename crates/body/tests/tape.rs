//! From tape to body: numbers given are met, numbers not given are foretold.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "the errors found are worth reading")]

mod common;

use body::fit::Evidence;
use body::{BodyModel, Quantity, fit_numbers, fit_tape, measure};
use common::{model, outside};
use measure::{Dimension, Measurement, Measurements, Origin, Sex};

fn tape(pairs: &[(Dimension, f64)]) -> Measurements {
    let mut out = Measurements::default();
    for &(dimension, mm) in pairs {
        out.set(dimension, Measurement { mm, sigma_mm: 5.0, origin: Origin::Tape }).unwrap();
    }
    out
}

#[test]
fn dimensions_given_are_met_and_kept() {
    let model = model();
    let given = [
        (Dimension::Stature, 1_620.0),
        (Dimension::BustGirth, 940.0),
        (Dimension::WaistGirth, 790.0),
        (Dimension::HipGirth, 985.0),
        (Dimension::NeckToWrist, 770.0),
    ];
    let fit = fit_tape(&model, Sex::Female, &tape(&given), Some(61.0)).unwrap();
    let measured = measure(&model, &fit.shape);
    for (dimension, mm) in given {
        let found = measured.mm(dimension).unwrap();
        assert!((found - mm).abs() < 2.0, "{dimension:?}: {found}, {mm} was given");
        let kept = fit.measurements.get(dimension).unwrap();
        assert_eq!((kept.mm.to_bits(), kept.origin), (mm.to_bits(), Origin::Tape));
    }
    assert!(fit.met && fit.conflicts.is_empty(), "{:?}", fit.conflicts);
    let neck = fit.measurements.get(Dimension::NeckGirth).unwrap();
    assert_eq!(neck.origin, Origin::Predicted);
    assert!((5.0..25.0).contains(&neck.sigma_mm), "{neck:?}");
    assert_eq!(fit.measurements.iter().count(), Dimension::ALL.len());
}

#[test]
fn every_number_given_makes_the_others_surer() {
    let model = model();
    let mut given: Vec<(Dimension, f64)> = vec![];
    let mut last = f64::INFINITY;
    for more in [
        None,
        Some((Dimension::Stature, 1_750.0)),
        Some((Dimension::BustGirth, 1_010.0)),
        Some((Dimension::WaistGirth, 890.0)),
    ] {
        given.extend(more);
        let fit = fit_tape(&model, Sex::Male, &tape(&given), None).unwrap();
        let hip = fit.measurements.get(Dimension::HipGirth).unwrap().sigma_mm;
        assert!(hip <= last + 0.1, "{hip} mm after {last} mm with {given:?}");
        last = hip;
    }
    assert!(last < 45.0, "{last}");
}

#[test]
fn bodies_at_the_ends_of_the_range_are_found_too() {
    let model = model();
    for (sex, stature, kg, bust, waist, hip) in [
        (Sex::Female, 1_450.0, 40.0, 760.0, 610.0, 820.0),
        (Sex::Female, 1_600.0, 100.0, 1_220.0, 1_120.0, 1_240.0),
        (Sex::Male, 1_560.0, 52.0, 860.0, 730.0, 850.0),
        (Sex::Male, 1_950.0, 120.0, 1_230.0, 1_130.0, 1_180.0),
    ] {
        let given = [
            (Dimension::Stature, stature),
            (Dimension::BustGirth, bust),
            (Dimension::WaistGirth, waist),
            (Dimension::HipGirth, hip),
        ];
        let fit = fit_tape(&model, sex, &tape(&given), Some(kg)).unwrap();
        assert!(fit.met, "{sex:?} {stature} {kg}: {:?}", fit.conflicts);
        let mass = fit.mass_kg;
        assert!((mass - kg).abs() < 0.05 * kg, "{mass} kg, {kg} kg were given");
    }
}

#[test]
fn a_waist_typed_wrongly_is_told_and_right_numbers_are_not() {
    let model = model();
    let right = [
        (Dimension::Stature, 1_700.0),
        (Dimension::BustGirth, 960.0),
        (Dimension::WaistGirth, 840.0),
        (Dimension::HipGirth, 960.0),
    ];
    let fit = fit_tape(&model, Sex::Male, &tape(&right), Some(70.0)).unwrap();
    assert!(fit.conflicts.is_empty(), "{:?}", fit.conflicts);
    let mut wrong = right;
    wrong[2].1 = 1_240.0;
    let fit = fit_tape(&model, Sex::Male, &tape(&wrong), Some(70.0)).unwrap();
    let told: Vec<_> = fit.conflicts.iter().map(|c| c.quantity).collect();
    assert!(told.contains(&Quantity::Dimension(Dimension::WaistGirth)), "{:?}", fit.conflicts);
}

#[test]
fn a_dimension_that_no_adult_has_is_said_and_not_handed_on() {
    let model = model();
    // As stout as is taken, and more than the survey ever saw.
    let given = [(Dimension::Stature, 1_500.0), (Dimension::WaistGirth, 1_700.0)];
    let fit = fit_tape(&model, Sex::Female, &tape(&given), Some(230.0)).unwrap();
    assert!(!fit.out_of_range.is_empty());
    for o in &fit.out_of_range {
        assert_eq!(fit.measurements.get(o.dimension), None);
        assert_eq!((o.low_mm, o.high_mm), o.dimension.range_mm());
        assert!(!(o.low_mm..=o.high_mm).contains(&o.mm), "{o:?}");
    }
    let said = fit.out_of_range.len() + fit.measurements.iter().count();
    assert_eq!(said, Dimension::ALL.len(), "each is measured or said");
    let usual = fit_tape(&model, Sex::Female, &tape(&[(Dimension::Stature, 1_600.0)]), None);
    assert!(usual.unwrap().out_of_range.is_empty());
}

#[test]
fn a_mass_in_grams_is_refused() {
    let model = model();
    assert!(fit_tape(&model, Sex::Female, &Measurements::default(), Some(58_000.0)).is_err());
    assert!(fit_tape(&model, Sex::Female, &Measurements::default(), Some(f64::NAN)).is_err());
}

#[test]
fn a_man_of_fifty_has_more_waist_than_one_of_twenty_with_his_stature_and_mass() {
    let model = model();
    let evidence = Evidence {
        sex: Some(Sex::Male),
        stature_mm: 1_720.0,
        stature_sigma_mm: 5.0,
        mass_kg: Some(74.0),
        views: Vec::new(),
        tape: tape(&[(Dimension::NeckGirth, 390.0)]),
    };
    let at = |age| fit_numbers(&model, &evidence, age).unwrap();
    let (young, any, old) = (at(Some(20.0)), at(None), at(Some(50.0)));
    for dimension in [Dimension::NavelGirth, Dimension::WaistGirth] {
        let mm = |fit: &body::fit::Fit| fit.measurements.mm(dimension).unwrap();
        assert!(mm(&young) < mm(&any) && mm(&any) < mm(&old), "{dimension:?}");
        // The survey's men gain 2 mm a year.
        assert!((20.0..100.0).contains(&(mm(&old) - mm(&young))), "{dimension:?}");
        let body = |fit: &body::fit::Fit| measure(&model, &fit.shape).mm(dimension).unwrap();
        assert!((body(&old) - mm(&old)).abs() < 20.0, "{dimension:?} of the body");
    }
    let neck = old.measurements.get(Dimension::NeckGirth).unwrap();
    assert_eq!((neck.mm.to_bits(), neck.origin), (390.0_f64.to_bits(), Origin::Tape));
    assert_eq!(old.measurements.iter().count(), Dimension::ALL.len());
}

/// One person of ANSUR II who took no part in building the prior.
struct Subject {
    sex: Sex,
    row: std::collections::BTreeMap<String, f64>,
}

/// Every subject whose number divides by five: the builder never looks at these.
fn held_out(count: usize) -> Option<Vec<Subject>> {
    let mut out = Vec::new();
    for (sex, file) in [(Sex::Female, "FEMALE"), (Sex::Male, "MALE")] {
        let path = outside(&format!("tables/ANSUR_II_{file}_Public.csv"))?;
        let text: String = std::fs::read(path).unwrap().iter().map(|&b| char::from(b)).collect();
        let mut lines = text.lines();
        let header: Vec<String> =
            lines.next().unwrap().split(',').map(str::to_ascii_lowercase).collect();
        let rows = lines.map(|l| {
            header
                .iter()
                .zip(l.split(','))
                .filter_map(|(k, v)| Some((k.clone(), v.parse().ok()?)))
                .collect::<std::collections::BTreeMap<_, f64>>()
        });
        let mine: Vec<_> = rows.filter(|r| r["subjectid"] % 5.0 == 0.0).collect();
        let every = mine.len() / count;
        out.extend(mine.into_iter().step_by(every).take(count).map(|row| Subject { sex, row }));
    }
    Some(out)
}

/// The tape's five numbers, and the inside leg where it is asked for.
fn fit_subject(model: &BodyModel, s: &Subject, inside_leg: bool) -> body::TapeFit {
    let mut given = vec![
        (Dimension::Stature, s.row["stature"]),
        (Dimension::BustGirth, s.row["chestcircumference"]),
        (Dimension::NavelGirth, s.row["waistcircumference"]),
        (Dimension::HipGirth, s.row["buttockcircumference"]),
    ];
    if inside_leg {
        given.push((Dimension::InsideLeg, s.row["crotchheight"]));
    }
    fit_tape(model, s.sex, &tape(&given), Some(s.row["weightkg"] / 10.0)).unwrap()
}

/// Mean error allowed (mm) of what was not given, from five numbers and with the inside leg, which is
/// what a made-to-measure tape should be: neck 12, sleeve 13, biacromial 13 and cervical height 9.
/// Five numbers reach it but in the sleeve, and no method on them does: a quadratic regression on the
/// survey's other 4,883 people errs by 10.6, 14.3, 11.2 and 8.8 mm over all 1,185 left out, and by
/// 13.7 in the sleeve of those here. Stature and girths do not tell long arms from short ones; with the
/// inside leg the regression errs by 10.6, 12.3, 11.2 and 7.9 mm.
const UNSEEN: &[(Dimension, &str, [f64; 2])] = &[
    (Dimension::NeckGirth, "neckcircumference", [12.0, 12.0]),
    (Dimension::ArmLength, "sleeveoutseam", [14.3, 13.0]),
    (Dimension::ShoulderBreadth, "biacromialbreadth", [13.0, 13.0]),
    (Dimension::CervicalHeight, "cervicaleheight", [9.0, 9.0]),
    (Dimension::WristGirth, "wristcircumference", [5.0, 5.0]),
    (Dimension::ShoulderLength, "shoulderlength", [8.5, 8.5]),
    (Dimension::KneeHeight, "kneeheightmidpatella", [13.0, 10.0]),
];

#[test]
fn what_was_not_given_agrees_with_real_peoples_tape() {
    let Some(subjects) = held_out(100) else { return };
    let model = model();
    for (which, inside_leg) in [false, true].into_iter().enumerate() {
        let fits: Vec<_> = subjects
            .iter()
            .map(|s| {
                let fit = fit_subject(&model, s, inside_leg);
                let body = measure(&model, &fit.shape);
                (s, fit, body)
            })
            .collect();
        for (s, _, body) in &fits {
            for (dimension, column) in [
                (Dimension::BustGirth, "chestcircumference"),
                (Dimension::NavelGirth, "waistcircumference"),
                (Dimension::HipGirth, "buttockcircumference"),
            ] {
                let off = body.mm(dimension).unwrap() - s.row[column];
                assert!(off.abs() < 2.0, "{dimension:?} of {}: {off:+} mm", s.row["subjectid"]);
            }
        }
        let mut inside = 0.0;
        for (dimension, column, allowed) in UNSEEN {
            let n = fits.len() as f64;
            let mean = |value: &dyn Fn(&Measurement, f64, f64) -> f64| {
                let one = |(s, fit, body): &(&Subject, body::TapeFit, body::BodyMeasurements)| {
                    let said = fit.measurements.get(*dimension).unwrap();
                    value(&said, body.mm(*dimension).unwrap(), s.row[*column])
                };
                fits.iter().map(one).sum::<f64>() / n
            };
            let mae = mean(&|said, _, tape| (said.mm - tape).abs());
            let bias = mean(&|said, _, tape| said.mm - tape);
            let sigma = mean(&|said, _, _| said.sigma_mm);
            let body = mean(&|_, body, tape| (body - tape).abs());
            println!(
                "{dimension:?}, inside leg {inside_leg}: mean error {mae:.1}, bias {bias:+.1}, \
                 stated sigma {sigma:.1}, of the body {body:.1} mm"
            );
            assert!(mae < allowed[which], "{dimension:?}: {mae} mm");
            inside += mean(&|said, _, tape| {
                f64::from(u8::from((said.mm - tape).abs() < 1.96 * said.sigma_mm))
            });
        }
        // The ± must mean what it says: 95 % within 1.96 of it.
        let share = inside / UNSEEN.len() as f64;
        println!("{share:.3} within 1.96 sigma");
        assert!((0.93..=0.97).contains(&share), "{share}");
    }
}

#[test]
fn few_real_people_are_said_to_contradict_themselves() {
    let Some(subjects) = held_out(20) else { return };
    let model = model();
    let odd =
        subjects.iter().filter(|s| !fit_subject(&model, s, false).conflicts.is_empty()).count();
    // Five numbers each at three standard deviations: about one person in seventy.
    assert!(odd <= 4, "{odd} of {}", subjects.len());
}
