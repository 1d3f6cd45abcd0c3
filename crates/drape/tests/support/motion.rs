//! People who move.

use body::{BodyModel, Posture, Rest};
use nalgebra::{Point3, Rotation3, Translation3, UnitQuaternion, Vector3};

/// How somebody stands at one moment.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Moment {
    /// Knees bent, 0 standing – 1 deep.
    pub squat: f64,
    /// Arms out to the sides, 0 hanging – 1 level – 1.6 up.
    pub raise: f64,
    /// Left arm forward and right arm back (rad).
    pub swing: f64,
    /// Turned to the left (rad).
    pub turn: f64,
    /// Feet off the floor (m).
    pub jump: f64,
    /// Where (m), to the left and forward.
    pub at: [f64; 2],
}

/// The skin of somebody of that shape at that moment (m).
pub(crate) fn skin(model: &BodyModel, rest: &Rest, moment: &Moment) -> Vec<Point3<f32>> {
    let standing = Posture::standing(model);
    let mut posture = standing.towards(&Posture::dressing(model), moment.raise);
    let mut turned = |bone: &str, by: Vector3<f64>| {
        if let Some(index) = model.bone(bone) {
            let now = Rotation3::new(posture.rotation(index));
            posture.rotations[index] = (Rotation3::new(by) * now).scaled_axis();
        }
    };
    let lean = 0.5 * moment.squat;
    for (side, sign) in [("L", 1.0), ("R", -1.0)] {
        turned(&format!("upperleg01.{side}"), Vector3::x() * -(1.7 * moment.squat + lean));
        turned(&format!("lowerleg01.{side}"), Vector3::x() * (2.1 * moment.squat));
        turned(&format!("foot.{side}"), Vector3::x() * (-0.4 * moment.squat));
        turned(&format!("upperarm01.{side}"), Vector3::x() * (-sign * moment.swing));
    }
    posture.root.rotation = UnitQuaternion::from_axis_angle(&Vector3::y_axis(), moment.turn)
        * UnitQuaternion::from_axis_angle(&Vector3::x_axis(), lean);
    let mut posed = model.pose(rest, &posture);
    posed.stand_on_floor();
    let shift = Translation3::new(moment.at[0], moment.jump, moment.at[1]);
    posed.vertices.iter().map(|p| (shift * p).cast()).collect()
}

/// A dance that no kiosk sees: at `t` (s) somebody squats and jumps once a second, swings and raises
/// the arms, turns about and stamps to and fro, and every five seconds stands a metre off from one
/// frame to the next.
pub(crate) fn violent(t: f64) -> Moment {
    use std::f64::consts::TAU;
    let wave = |hz: f64, phase: f64| libm::sin(TAU * (hz * t + phase));
    let hop = wave(1.0, 0.0);
    let leaps = (t / 5.0).floor() % 2.0;
    Moment {
        squat: 0.5 * (1.0 - wave(1.0, 0.25)) * 0.9,
        raise: 0.7 + 0.7 * wave(0.8, 0.1),
        swing: 1.2 * wave(1.5, 0.0),
        turn: 1.0 * wave(0.45, 0.0),
        jump: 0.35 * hop.max(0.0),
        at: [0.25 * wave(0.9, 0.3) + leaps, 0.25 * wave(0.6, 0.0)],
    }
}
