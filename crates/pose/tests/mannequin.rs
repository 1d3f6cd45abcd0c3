//! The whole way on a drawn person whose joints and outline are known exactly.

mod common;

use std::sync::LazyLock;

use common::mannequin::{Drawn, Pose, draw};
use pose::{PoseError, Reason, Ruling, View};

/// The person from the front; drawn once, for it takes a second.
static FRONT: LazyLock<Drawn> = LazyLock::new(|| draw(POSE));

const POSE: Pose = Pose { turn: 0.0, flat: false, width: 720, height: 1080 };

#[test]
fn a_drawn_person_is_accepted_and_her_joints_and_outline_are_found() {
    let Some(mut detector) = common::detector().map(pose::Detector::with_figures) else { return };
    let drawn = &*FRONT;
    let person = detector.read(&drawn.photo, View::Front).unwrap();
    assert_eq!(person.verdict.ruling, Ruling::Accept, "{:?}", person.verdict);
    // The networks' own idea of a joint differs from an anatomist's by a few centimetres; 60 mm
    // is less than half of the shortest distance between two joints here.
    for (index, truth) in &drawn.joints {
        let seen = person.landmarks.image[*index].position;
        let off_mm = f64::from((seen - truth).norm()) * drawn.metres_per_pixel * 1000.0;
        assert!(off_mm < 60.0, "landmark {index} is {off_mm:.0} mm off");
    }
    let (mut both, mut either, mut area) = (0.0, 0.0, 0.0);
    for (seen, truth) in person.silhouette.alpha.iter().zip(&drawn.coverage) {
        both += f64::from(seen.min(*truth));
        either += f64::from(seen.max(*truth));
        area += f64::from(*truth);
    }
    // The outline of 1.7 m of person is some 9 m long and her area 0.7 m²: 1 mm off everywhere
    // would be 0.987.
    assert!(both / either > 0.985, "overlap {}", both / either);
    assert!(area > 0.0);
}

#[test]
fn each_width_of_the_outline_is_right_to_two_millimetres() {
    let Some(mut detector) = common::detector().map(pose::Detector::with_figures) else { return };
    let drawn = &*FRONT;
    let person = detector.read(&drawn.photo, View::Front).unwrap();
    let row = drawn.photo.width() as usize;
    let width = |coverage: &[f32], y: usize| -> f64 {
        coverage[y * row..][..row].iter().map(|a| f64::from(*a)).sum::<f64>()
            * drawn.metres_per_pixel
            * 1000.0
    };
    // Chest, waist, seat, thighs, knees, by the fraction of the picture's height.
    for at in [0.29, 0.38, 0.47, 0.60, 0.72] {
        let y = (at * f64::from(drawn.photo.height())) as usize;
        let (seen, truth) = (width(&person.silhouette.alpha, y), width(&drawn.coverage, y));
        // Up to six edges in a row, each found to a fifth of a pixel of 1.9 mm.
        assert!((seen - truth).abs() < 2.2, "row {y}: {seen:.1} for {truth:.1} mm");
    }
}

#[test]
fn a_mirrored_photo_gives_mirrored_landmarks() {
    let Some(mut detector) = common::detector().map(pose::Detector::with_figures) else { return };
    let photo = &FRONT.photo;
    let (w, h) = (photo.width(), photo.height());
    let rows = photo.rgb().chunks_exact(3 * w as usize);
    let mirrored = rows.flat_map(|row| row.chunks_exact(3).rev().flatten().copied()).collect();
    let mirrored = pose::Photo::from_rgb(w, h, mirrored).unwrap();
    let seen = detector.read(photo, View::Front).unwrap();
    let seen_mirrored = detector.read(&mirrored, View::Front).unwrap();
    let (mut sum, mut worst) = (0.0, 0.0_f32);
    // Left and right change places: BlazePose's pairs from the shoulders down are (odd, even).
    for left in (11..=31).step_by(2) {
        for (a, b) in [(left, left + 1), (left + 1, left)] {
            let p = seen.landmarks.image[a].position;
            let q = seen_mirrored.landmarks.image[b].position;
            let off = w as f32 - q.x - p.x;
            sum += off / 22.0;
            worst = worst.max(off.abs());
        }
    }
    // A shift of the crop by half a cell of the landmark network would be 2.3 px here.
    assert!(sum.abs() < 1.2, "shifted by {sum} px");
    assert!(worst < 15.0, "{worst} px");
}

#[test]
fn a_person_from_the_side_is_accepted_as_a_side_and_refused_as_a_front() {
    let Some(mut detector) = common::detector().map(pose::Detector::with_figures) else { return };
    for turn in [90.0, -90.0] {
        let photo = draw(Pose { turn, ..POSE }).photo;
        let side = detector.read(&photo, View::Side).unwrap();
        assert_eq!(side.verdict.ruling, Ruling::Accept, "{turn}: {:?}", side.verdict);
        let Err(PoseError::Refused { verdict }) = detector.read(&photo, View::Front) else {
            panic!("a side view at {turn} was accepted as a front");
        };
        assert!(verdict.reasons.contains(&Reason::WrongView), "{verdict:?}");
    }
}

#[test]
fn a_paper_cut_out_is_no_photo() {
    let Some(mut detector) = common::detector().map(pose::Detector::with_figures) else { return };
    let photo = draw(Pose { flat: true, ..POSE }).photo;
    let Err(PoseError::Refused { verdict }) = detector.read(&photo, View::Front) else {
        panic!("a flat drawing was accepted");
    };
    assert!(
        verdict.reasons.iter().any(|r| matches!(r, Reason::NotAPhoto | Reason::NoPerson)),
        "{verdict:?}"
    );
}

#[test]
#[ignore = "writes the drawn people for looking at them"]
fn write_the_drawn_people() {
    for (name, pose) in [
        ("front", POSE),
        ("side", Pose { turn: 90.0, ..POSE }),
        ("flat", Pose { flat: true, ..POSE }),
    ] {
        let photo = draw(pose).photo;
        let path = std::env::temp_dir().join(format!("mannequin_{name}.ppm"));
        let mut ppm = format!("P6 {} {} 255\n", photo.width(), photo.height()).into_bytes();
        ppm.extend_from_slice(photo.rgb());
        std::fs::write(path, ppm).unwrap();
    }
}
