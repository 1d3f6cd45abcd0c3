//! The whole trip, on the persons the project ships.

use std::ops::ControlFlow;

use fitting::{Artefact, FittingError, Grade, Order, Request, Stage};
use harness::{engine, held, person, quiet};

#[test]
fn a_photo_becomes_eleven_files_with_one_hash() {
    let (entry, subject) = person("woman");
    let order = Order {
        garment: entry["garment"].as_str().unwrap().to_owned(),
        reference: "N-1".to_owned(),
        ..Order::default()
    };
    let fitting = engine().run(&Request { subject, order }, &mut *quiet()).unwrap();

    let names: Vec<_> = fitting.artefacts.keys().copied().collect();
    assert_eq!(names, Artefact::ALL);
    for (artefact, bytes) in &fitting.artefacts {
        // The sheet prints the first twelve digits, in a compressed page; all others say it all.
        if *artefact != Artefact::Sheet {
            let found = bytes.windows(64).any(|w| w == fitting.hash.as_bytes());
            assert!(found, "{} does not carry the hash", artefact.file_name());
        }
    }
    let drape = &fitting.report.drape;
    assert!(drape.converged, "{:?}", drape.faults);
    assert!(drape.penetrating_percent <= 0.1 && drape.widest_seam_mm <= 1.0, "{drape:?}");

    let glb = mesh::Glb::from_bytes(&fitting.artefacts[&Artefact::Glb]).unwrap();
    assert!(glb.meshes.len() >= 2, "a mannequin and what it wears");
    let tryon = render::Picture::from_png(&fitting.artefacts[&Artefact::TryOn]).unwrap();
    assert_eq!([tryon.width, tryon.height], [1080, 1440], "the try-on is the photo's size");
    assert!(fitting.artefacts[&Artefact::Sheet].starts_with(b"%PDF-"));

    // What was made to her measure fits, and the map says so in figures and in colours.
    assert!(fitting.report.fit.fits, "{}", fitting.report.fit.said.en);
    let map: serde_json::Value =
        serde_json::from_slice(&fitting.artefacts[&Artefact::FitMap]).unwrap();
    let chest = map["regions"].as_array().unwrap().iter().find(|r| r["id"] == "chest_front");
    let room = chest.unwrap()["ease_cm"].as_f64().unwrap();
    assert!((0.3..6.0).contains(&room), "the bodice stands {room} cm off the chest");
    let colours = render::Picture::from_png(&fitting.artefacts[&Artefact::FitPicture]).unwrap();
    let lively = colours.rgba.chunks_exact(4).filter(|c| {
        let (low, high) =
            c[..3].iter().fold((255, 0), |(l, h), v| (v.min(&l).to_owned(), v.max(&h).to_owned()));
        high - low > 70
    });
    let part = lively.count() as f64 / f64::from(colours.width * colours.height);
    assert!(part > 0.05, "{part} of the picture is coloured");
}

#[test]
fn measurements_lie_where_they_say_they_do() {
    let engine = engine();
    for id in ["woman", "man"] {
        let (entry, subject) = person(id);
        let measured = engine.measure(&subject, &mut *quiet()).unwrap();
        assert_eq!(measured.grade, Grade::A, "{id}: tight clothes, two views and mass");
        assert!(measured.reasons().is_empty(), "{id}: {:?}", measured.reasons());
        let sex = serde_json::to_value(measured.fit.shape.sex).unwrap();
        assert_eq!(sex, entry["sex"], "{id}: the sex was not given");
        for (dimension, m) in measured.measurements.iter() {
            // The list has the common dimensions.
            let Some(truth) = entry["true_mm"][dimension.key()].as_f64() else {
                assert!(!dimension.is_common(), "{id} {dimension:?}");
                continue;
            };
            let off = (m.mm - truth).abs();
            // Three standard deviations hold 99.7 of 100; and no girth that is shown as good to
            // cut from may be off by more than 20 mm, two such bodies' MAE in practice.
            assert!(off <= 3.0 * m.sigma_mm, "{id} {dimension:?}: {off:.1} of ±{:.1}", m.sigma_mm);
            assert!(off <= 20.0, "{id} {dimension:?}: {off:.1} mm off");
        }
    }
}

#[test]
fn a_photo_held_four_ways_gives_the_same_measurements() {
    let engine = engine();
    let mut first = None;
    // EXIF's orientations without mirroring: upright, on its head, and on either side.
    for orientation in [1, 3, 6, 8] {
        let measured = engine.measure(&held("man", orientation), &mut *quiet()).unwrap();
        let first = first.get_or_insert_with(|| measured.measurements.clone());
        for (dimension, m) in measured.measurements.iter() {
            let off = (m.mm - first.get(dimension).unwrap().mm).abs();
            assert!(off <= 0.1, "orientation {orientation}, {dimension:?}: {off} mm");
        }
    }
}

#[test]
fn who_breaks_off_is_heard_at_once() {
    let (entry, subject) = person("woman");
    let order =
        Order { garment: entry["garment"].as_str().unwrap().to_owned(), ..Order::default() };
    let mut heard = Vec::new();
    let result = engine().run(&Request { subject, order }, &mut |progress| {
        heard.push(progress.stage);
        if progress.stage == Stage::Drape {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    assert!(matches!(result, Err(FittingError::Cancelled)), "{:?}", result.err());
    assert_eq!(heard.iter().filter(|s| **s == Stage::Drape).count(), 1, "{heard:?}");
}

#[test]
fn an_order_that_cannot_be_is_told_before_the_photos_are_looked_at() {
    let (_, subject) = person("woman");
    let order = Order { garment: "toga".to_owned(), ..Order::default() };
    let result = engine().run(&Request { subject, order }, &mut *quiet());
    assert!(matches!(result, Err(FittingError::UnknownGarment { .. })), "{:?}", result.err());
}
