//! Landmarks and outline against another program's: `OpenPose` keypoints and a body part
//! segmentation of one person turning.

mod common;

use pose::{Photo, View};

/// `OpenPose` `BODY_25` index and BlazePose's for the joints that both have.
const JOINTS: [(usize, usize); 12] = [
    (2, 12),
    (3, 14),
    (4, 16),
    (5, 11),
    (6, 13),
    (7, 15),
    (9, 24),
    (10, 26),
    (11, 28),
    (12, 23),
    (13, 25),
    (14, 27),
];

const PHOTOS: [(&str, &str, View); 5] = [
    ("good_front", "0000", View::Front),
    ("good_front", "0007", View::Front),
    ("good_side", "0001", View::Side),
    ("good_side", "0002", View::Side),
    ("good_side", "0006", View::Side),
];

#[test]
fn joints_lie_where_openpose_sees_them_and_the_outline_is_the_segmented_person() {
    let (Some(truth), Some(mut detector)) = (common::data("truth_octopus"), common::detector())
    else {
        return;
    };
    for (folder, number, view) in PHOTOS {
        let folder = truth.with_file_name(folder);
        let bytes = std::fs::read(folder.join(format!("octopus_{number}.png"))).unwrap();
        let photo = Photo::decode(&bytes).unwrap();
        let person = detector.read(&photo, view).unwrap();

        let keypoints = std::fs::read(truth.join(format!("{number}_keypoints.json"))).unwrap();
        let keypoints: serde_json::Value = serde_json::from_slice(&keypoints).unwrap();
        let numbers = &keypoints["people"][0]["pose_keypoints_2d"];
        // Keypoints are fractions of the picture or pixels, as the file has it.
        let number_at = |i: usize| numbers[i].as_f64().unwrap() as f32;
        let largest = (0..JOINTS.len()).map(|i| number_at(3 * JOINTS[i].0)).fold(0.0, f32::max);
        let scale = if largest <= 1.0 { photo.width() as f32 } else { 1.0 };
        let image = &person.landmarks.image;
        let tall = image[29].position.y.max(image[30].position.y) - image[0].position.y;
        let (mut sum, mut count) = (0.0, 0);
        for (theirs, ours) in JOINTS {
            let certainty = number_at(3 * theirs + 2);
            // From the side one arm and leg hide the other: there both programs guess.
            if certainty < 0.5 || image[ours].visibility < 0.9 {
                continue;
            }
            let (x, y) = (number_at(3 * theirs) * scale, number_at(3 * theirs + 1) * scale);
            let p = image[ours].position;
            let off = (p.x - x).hypot(p.y - y) / tall;
            // The two were trained on different ideas of hip and shoulder: a twentieth of the
            // person is 85 mm, half of the distance between the hips' landmarks.
            assert!(off < 0.06, "{number}: joint {ours} is {off:.3} of the height off");
            sum += off;
            count += 1;
        }
        assert!(count >= 6, "{number}: only {count} joints to compare");
        assert!(sum / (count as f32) < 0.025, "{number}: mean {}", sum / count as f32);

        let segmented = std::fs::read(truth.join(format!("{number}_segmentation.png"))).unwrap();
        let segmented = Photo::decode(&segmented).unwrap();
        let (mut both, mut either) = (0_u32, 0_u32);
        for (alpha, colour) in person.silhouette.alpha.iter().zip(segmented.rgb().chunks_exact(3)) {
            let (a, b) = (*alpha > 0.5, colour.iter().any(|c| *c > 10));
            both += u32::from(a && b);
            either += u32::from(a || b);
        }
        // An outline off by one pixel all round is 0.975 here; theirs is drawn by a network too.
        let overlap = f64::from(both) / f64::from(either);
        assert!(overlap > 0.98, "{number}: overlap {overlap:.4}");
    }
}
