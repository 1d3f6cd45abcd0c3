//! Copies of a good photo are told from it: hung on a wall, on a telephone's screen, in one colour,
//! without a face. The photos are the project's own demo pictures.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use pose::{Photo, Reason, Ruling, Verdict, View};

const PHOTOS: [&str; 2] = ["man-front.jpg", "woman-front.jpg"];

/// Verdicts on each photo, changed by `change`.
fn verdicts(change: impl Fn(&Photo) -> Photo) -> Vec<Verdict> {
    let Some(mut detector) = common::detector() else { return Vec::new() };
    let folder = common::root().join("seeds/demo");
    let of = |name: &str| {
        let photo = Photo::decode(&std::fs::read(folder.join(name)).unwrap()).unwrap();
        detector.look(&change(&photo), View::Front).unwrap().verdict
    };
    PHOTOS.map(of).to_vec()
}

/// A picture from a function of the place (px).
fn drawn(width: u32, height: u32, colour: impl Fn(f32, f32) -> [f32; 3]) -> Photo {
    let pixels = (0..width * height)
        .flat_map(|i| colour((i % width) as f32, (i / width) as f32))
        .map(|level| level.clamp(0.0, 255.0) as u8);
    Photo::from_rgb(width, height, pixels.collect()).unwrap()
}

fn pixel(photo: &Photo, x: f32, y: f32) -> [f32; 3] {
    let at = 3 * (y as usize * photo.width() as usize + x as usize);
    [0, 1, 2].map(|c| f32::from(photo.rgb()[at + c]))
}

#[test]
fn the_photos_themselves_are_accepted() {
    for verdict in verdicts(Photo::clone) {
        assert_eq!(verdict.ruling, Ruling::Accept, "{verdict:?}");
    }
}

#[test]
fn a_print_on_a_wall_is_a_picture_of_a_picture() {
    // Hung a little askew, with a white rim, before a wall that is darker below.
    let hung = |photo: &Photo| {
        let (w, h) = (photo.width() as f32, photo.height() as f32);
        let (sin, cos) = (1.5_f32).to_radians().sin_cos();
        drawn(photo.width(), photo.height(), |x, y| {
            let (dx, dy) = ((x - 0.5 * w) / 0.86, (y - 0.5 * h) / 0.86);
            let (u, v) = (cos * dx + sin * dy + 0.5 * w, cos * dy - sin * dx + 0.5 * h);
            let rim = 0.02 * w;
            if (0.0..w).contains(&u) && (0.0..h).contains(&v) {
                pixel(photo, u, v)
            } else if (-rim..w + rim).contains(&u) && (-rim..h + rim).contains(&v) {
                [244.0, 243.0, 240.0]
            } else {
                [176.0, 168.0, 156.0].map(|c| c - 30.0 * y / h)
            }
        })
    };
    for verdict in verdicts(hung) {
        assert_eq!(verdict.ruling, Ruling::Refuse, "{verdict:?}");
        assert!(verdict.reasons.contains(&Reason::PictureOfPicture), "{verdict:?}");
    }
}

#[test]
fn a_telephones_picture_of_its_screen_is_a_picture_of_a_picture() {
    let screen = |photo: &Photo| {
        let (bar, foot) = (90, 70);
        let height = photo.height() + bar + foot;
        drawn(photo.width(), height, |x, y| match y as u32 {
            y if y < bar => [40.0, 130.0, 140.0],
            y if y >= height - foot => [0.0; 3],
            _ => pixel(photo, x, y - bar as f32),
        })
    };
    for verdict in verdicts(screen) {
        assert_eq!(verdict.ruling, Ruling::Refuse, "{verdict:?}");
        assert!(verdict.reasons.contains(&Reason::PictureOfPicture), "{verdict:?}");
    }
}

#[test]
fn a_picture_in_one_colour_is_no_photo() {
    for colour in [[1.0, 1.0, 1.0], [1.0, 0.8, 0.55]] {
        let toned = |photo: &Photo| {
            drawn(photo.width(), photo.height(), |x, y| {
                let [r, g, b] = pixel(photo, x, y);
                colour.map(|c| c * (0.3 * r + 0.6 * g + 0.1 * b))
            })
        };
        for verdict in verdicts(toned) {
            assert_eq!(verdict.ruling, Ruling::Refuse, "{verdict:?}");
            assert!(verdict.reasons.contains(&Reason::NotAPhoto), "{verdict:?}");
        }
    }
}

#[test]
fn a_blue_face_is_warned_about_and_let_through_where_figures_are_wanted() {
    let Some(mut detector) = common::detector() else { return };
    let path = common::root().join("seeds/demo/man-front.jpg");
    let photo = Photo::decode(&std::fs::read(path).unwrap()).unwrap();
    let blue = drawn(photo.width(), photo.height(), |x, y| {
        let [r, g, b] = pixel(&photo, x, y);
        // The head's part of the picture, with red and blue exchanged.
        if y < 0.25 * photo.height() as f32 { [b, g, r] } else { [r, g, b] }
    });
    let verdict = detector.look(&blue, View::Front).unwrap().verdict;
    assert_eq!((verdict.ruling, &*verdict.reasons), (Ruling::Warn, &[Reason::NotAPerson][..]));
    let mut detector = detector.with_figures();
    assert_eq!(detector.look(&blue, View::Front).unwrap().verdict.ruling, Ruling::Accept);
}
