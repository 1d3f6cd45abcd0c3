//! The asset, the shape space and the skin.

mod common;

use body::{AssetError, BodyModel, BodyShape, Part, Posture};
use common::{asset_bytes, model};
use measure::Sex;
use nalgebra::{Isometry3, Translation3, UnitQuaternion, Vector3};

#[test]
fn an_untouched_posture_leaves_the_rest_body_where_it_is() {
    let model = model();
    let shape = BodyShape::mean(&model, Sex::Female);
    let rest = model.rest(&shape);
    let posed = model.pose(&rest, &Posture::rest(&model));
    let far = rest.vertices.iter().zip(&posed.vertices).map(|(a, b)| (a - b).norm());
    // Weights of n/255 sum to one within rounding of f64.
    assert!(far.fold(0.0, f64::max) < 1e-12);
}

#[test]
fn the_same_turn_of_root_bone_and_of_root_agree_up_to_where_they_turn_about() {
    // A rigid turn of the skeleton's root takes the whole skin along rigidly.
    let model = model();
    let rest = model.rest(&BodyShape::mean(&model, Sex::Male));
    let turn = Vector3::new(0.3, -0.7, 0.2);
    let bone = model.pose(&rest, &Posture::rest(&model).with(&model, "root", turn));
    let pivot = rest.joints[0].coords;
    let rotation = UnitQuaternion::new(turn);
    let root = Isometry3::from_parts(Translation3::from(pivot - rotation * pivot), rotation);
    let whole = model.pose(&rest, &Posture { root, ..Posture::rest(&model) });
    for (a, b) in bone.vertices.iter().zip(&whole.vertices) {
        assert!((a - b).norm() < 1e-12);
    }
}

#[test]
fn the_rest_body_is_linear_in_its_coefficients() {
    let model = model();
    let k = model.component_count();
    let zero = model.rest(&BodyShape { sex: Sex::Female, coefficients: vec![] });
    let some: Vec<f64> = (0..k).map(|i| ((i * 7) % 5) as f64 * 0.4 - 0.8).collect();
    let rest = model.rest(&BodyShape { sex: Sex::Female, coefficients: some.clone() });
    for v in (0..model.vertex_count()).step_by(97) {
        let moved: Vector3<f64> = (0..k).map(|i| model.component(i).at(v) * some[i]).sum();
        assert!((zero.vertices[v] + moved - rest.vertices[v]).norm() < 1e-9);
    }
}

#[test]
fn left_and_right_are_the_wearers_and_the_body_faces_forward() {
    let model = model();
    let rest = model.rest(&BodyShape::mean(&model, Sex::Female));
    let at = |name: &str| model.landmark(name).unwrap().of(&rest.vertices);
    assert!(at("shoulder_left").x > 0.1 && at("shoulder_right").x < -0.1);
    assert!(at("bust_left").z > at("nape").z + 0.05);
    assert!(at("crown").y > 1.5 && at("toe_left").y < 0.1);
    let left = model.keypoints().iter().position(|(n, _)| n == "left_wrist");
    assert_eq!((model.keypoints().len(), left), (33, Some(15)));
    for (v, part) in model.parts().iter().enumerate() {
        let x = rest.vertices[v].x;
        match part {
            Part::ArmLeft => assert!(x > 0.0),
            Part::ArmRight => assert!(x < 0.0),
            _ => {}
        }
    }
}

#[test]
fn the_mesh_is_closed_and_faces_outward() {
    let model = model();
    let mut edges = std::collections::BTreeSet::new();
    for t in model.triangles() {
        for (a, b) in [(t[0], t[1]), (t[1], t[2]), (t[2], t[0])] {
            assert!(edges.insert((a, b)), "edge {a}–{b} is run along twice the same way");
        }
    }
    assert!(edges.iter().all(|&(a, b)| edges.contains(&(b, a))));
    let rest = model.rest(&BodyShape::mean(&model, Sex::Male));
    let volume: f64 = model
        .triangles()
        .iter()
        .map(|t| {
            let [a, b, c] = t.map(|i| rest.vertices[i as usize].coords);
            a.dot(&b.cross(&c)) / 6.0
        })
        .sum();
    // A person of 50–120 kg at about the density of water.
    assert!((0.050..0.120).contains(&volume), "{volume} m³");
}

#[test]
fn the_dressing_posture_stretches_the_arms_straight_out() {
    let model = model();
    let rest = model.rest(&BodyShape::mean(&model, Sex::Female));
    let mut posed = model.pose(&rest, &Posture::dressing(&model));
    posed.stand_on_floor();
    for (side, sign) in [(".L", 1.0), (".R", -1.0)] {
        let joint = |b: &str| posed.joints[model.bone(&format!("{b}{side}")).unwrap()];
        let arm = joint("wrist") - joint("upperarm01");
        // The mean body differs a little from the template the posture is made on.
        assert!(arm.x * sign / arm.norm() > 0.998, "{arm}");
        let ankle = joint("foot").x * sign;
        assert!((0.05..0.15).contains(&ankle), "{ankle}");
    }
    assert!(posed.vertices.iter().all(|p| p.y >= -1e-12));
}

#[test]
fn each_preset_holds_the_arms_where_it_says() {
    let model = model();
    let rest = model.rest(&BodyShape::mean(&model, Sex::Male));
    for (posture, degrees) in
        [(Posture::standing(&model), 22.0), (Posture::measuring(&model), 45.0)]
    {
        let posed = model.pose(&rest, &posture);
        for side in [".L", ".R"] {
            let joint = |b: &str| posed.joints[model.bone(&format!("{b}{side}")).unwrap()];
            let arm = joint("lowerarm01") - joint("upperarm01");
            let from_trunk = arm.x.abs().atan2(-arm.y).to_degrees();
            // The posture is made on the template, from which the mean man differs a little.
            assert!((from_trunk - degrees).abs() < 4.0, "{from_trunk}°, {degrees}° wanted");
        }
    }
}

#[test]
fn halfway_between_two_postures_is_half_the_turn() {
    let model = model();
    let bone = model.bone("lowerarm01.L").unwrap();
    let from = Posture::rest(&model).with(&model, "lowerarm01.L", Vector3::new(0.2, 0.0, 0.0));
    let to = Posture::rest(&model).with(&model, "lowerarm01.L", Vector3::new(1.0, 0.0, 0.0));
    let half = from.towards(&to, 0.5).rotation(bone);
    assert!((half - Vector3::new(0.6, 0.0, 0.0)).norm() < 1e-12);
    assert!((from.towards(&to, 1.0).rotation(bone) - to.rotation(bone)).norm() < 1e-12);
}

#[test]
fn a_cut_or_altered_asset_is_refused_and_never_panics() {
    let bytes = asset_bytes();
    for len in [0, 7, 8, 60, 64, 5_000, bytes.len() / 2, bytes.len() - 1] {
        assert!(BodyModel::from_bytes(&bytes[..len]).is_err(), "{len} bytes");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert_eq!(BodyModel::from_bytes(&longer).unwrap_err(), AssetError::TrailingBytes { extra: 1 });
    for at in (0..bytes.len().min(700_000)).step_by(1_013) {
        let mut altered = bytes.clone();
        altered[at] ^= 0xff;
        // Many a byte may be anything; none may bring a panic.
        drop(BodyModel::from_bytes(&altered));
    }
}
