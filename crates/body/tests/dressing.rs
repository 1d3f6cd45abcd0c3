//! The body as a garment is put on it.

mod common;

use body::{BodyShape, Dressing, MOTION_FRAMES, Part, Posture};
use common::model;
use measure::Sex;

#[test]
fn the_way_from_dressing_to_standing_stays_on_the_floor_and_ends_in_the_target() {
    let model = model();
    let shape = BodyShape::mean(&model, Sex::Male);
    let target = Posture::standing(&model);
    let dressing = Dressing::new(&model, &shape, &target).unwrap();
    assert_eq!(dressing.motion.len(), MOTION_FRAMES);
    for frame in &dressing.motion {
        let lowest = frame.iter().map(|p| p.y).fold(f32::INFINITY, f32::min);
        assert!(lowest.abs() < 1e-6);
    }
    let mut end = model.pose(&model.rest(&shape), &target);
    end.stand_on_floor();
    for (a, b) in dressing.motion[MOTION_FRAMES - 1].iter().zip(&end.vertices) {
        assert!((a.cast::<f64>() - b).norm() < 1e-6);
    }
    // No vertex moves farther in one step than a hand does in a twelfth of the way.
    let mut before = &dressing.mesh.positions;
    for frame in &dressing.motion {
        let step = before.iter().zip(frame).map(|(a, b)| (a - b).norm()).fold(0.0, f32::max);
        assert!(step < 0.25, "{step} m");
        before = frame;
    }
}

#[test]
fn the_landmarks_stand_in_the_order_of_a_person() {
    let model = model();
    for sex in [Sex::Female, Sex::Male] {
        let shape = BodyShape::mean(&model, sex);
        let dressing = Dressing::new(&model, &shape, &Posture::standing(&model)).unwrap();
        let l = dressing.landmarks;
        assert!(l.knee_y < l.crotch_y && l.crotch_y < l.hip_y && l.hip_y < l.waist_y);
        assert!(l.waist_y < l.throat.y && l.throat.y < l.nape.y && l.nape.z < l.throat.z);
        for side in [0, 1] {
            let sign = if side == 0 { 1.0 } else { -1.0 };
            let (s, e, w) = (l.shoulders[side], l.elbows[side], l.wrists[side]);
            assert!(0.0 < sign * s.x && sign * s.x < sign * e.x && sign * e.x < sign * w.x);
            // Straight out: the wrist is level with the elbow within 2 cm.
            assert!((w.y - e.y).abs() < 0.02 && (w.z - e.z).abs() < 0.02, "{e} {w}");
        }
        assert_eq!(dressing.parts.len(), dressing.mesh.positions.len());
        assert!(dressing.parts.contains(&Part::Head));
    }
}
