//! A person who walks through the picture is followed.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use common::mannequin::{Pose, draw};
use pose::{Photo, Tracker};

const DT_S: f32 = 1.0 / 15.0;

/// The photo with its columns moved `by` to the right, the wall filling up.
fn moved(photo: &Photo, by: usize) -> Photo {
    let row = 3 * photo.width() as usize;
    let rows = photo.rgb().chunks_exact(row);
    let rgb = rows
        .flat_map(|r| {
            let edge = r[..3].iter().copied().cycle().take(3 * by);
            edge.chain(r[..row - 3 * by].iter().copied()).collect::<Vec<_>>()
        })
        .collect();
    Photo::from_rgb(photo.width(), photo.height(), rgb).unwrap()
}

#[test]
fn a_person_who_moves_is_followed_and_one_who_leaves_is_lost() {
    let Some(mut detector) = common::detector() else { return };
    let photo = draw(Pose { turn: 0.0, flat: false, width: 480, height: 640 }).photo;
    let mut tracker = Tracker::new();
    let first = tracker.follow(&mut detector, &photo, DT_S).unwrap().unwrap();
    let mut seen = first.clone();
    for step in 1..=6 {
        seen = tracker.follow(&mut detector, &moved(&photo, 8 * step), DT_S).unwrap().unwrap();
        assert!(seen.presence > 0.9, "lost at step {step}: {}", seen.presence);
    }
    // She moved by 48 px; the filter follows within a frame's step and a little noise.
    for i in [0, 11, 12, 23, 24] {
        let went = seen.landmarks.image[i].position - first.landmarks.image[i].position;
        assert!((went.x - 48.0).abs() < 8.0 && went.y.abs() < 5.0, "landmark {i} went {went:?}");
    }
    let wall = Photo::from_rgb(480, 640, vec![190; 3 * 480 * 640]).unwrap();
    assert!(tracker.follow(&mut detector, &wall, DT_S).unwrap().is_none());
    assert!(tracker.follow(&mut detector, &photo, DT_S).unwrap().is_some(), "not found again");
}
