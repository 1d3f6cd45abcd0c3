//! Whole pictures: the same each time, and the same as stored ones.

#![allow(
    clippy::allow_attributes,
    clippy::float_cmp,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise, and colours are copied, not computed"
)]

mod common;

use std::path::Path;

use common::{blob, curtain, ellipsoid, renderer};
use nalgebra::Point3;
use render::room::{self, Outfit, Room};
use render::{
    Backdrop, Camera, Lighting, Look, Material, Object, Picture, Scene, Turntable, Zone, turntable,
};

fn view() -> Camera {
    Camera::look_at(Point3::new(0.5, 1.0, 2.4), Point3::new(0.0, 0.75, 0.0), 0.62, [120, 160])
}

/// Compares with `tests/snapshots/<name>.png`; writes it instead where `NAMZA_ACCEPT` is set.
///
/// Software drivers agree to a step or two of 255 but for pixels on an edge, so the mean must be
/// within one step and all but one pixel in a hundred within 16.
fn assert_snapshot(name: &str, picture: &Picture) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/snapshots/{name}.png"));
    if std::env::var_os("NAMZA_ACCEPT").is_some() {
        std::fs::write(&path, picture.to_png().unwrap()).unwrap();
    }
    let stored = Picture::from_png(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!((stored.width, stored.height), (picture.width, picture.height));
    let differences: Vec<u8> =
        stored.rgba.iter().zip(&picture.rgba).map(|(a, b)| a.abs_diff(*b)).collect();
    let mean = differences.iter().map(|&d| f64::from(d)).sum::<f64>() / differences.len() as f64;
    let far = differences.chunks_exact(4).filter(|d| d.iter().any(|&c| c > 16)).count();
    let part = far as f64 / (differences.len() / 4) as f64;
    assert!(mean < 1.0 && part < 0.01, "{name}: mean {mean:.2}, {:.2} % far off", part * 100.0);
}

#[test]
fn cloth_looks_as_it_did() {
    let Some(renderer) = renderer() else { return };
    let striped = vec![([170, 30, 40], 0.04), ([230, 190, 60], 0.025), ([30, 60, 130], 0.04)];
    for (name, look) in [
        ("pulu", Look::pulu([110, 30, 40])),
        ("brocade", Look::brocade([120, 20, 36], [214, 170, 84], 0.11)),
        ("striped", Look::striped(striped)),
    ] {
        let body = Object::smooth(&blob(Point3::new(0.35, 0.25, 0.35), 0.25), Material::clay());
        let scene = Scene::studio(vec![body, curtain(look)]);
        assert_snapshot(name, &renderer.render(&scene, &view()).unwrap().picture);
    }
}

#[test]
fn a_picture_is_the_same_each_time() {
    let Some(renderer) = renderer() else { return };
    let scene = Scene::studio(vec![curtain(Look::pulu([40, 60, 110]))]);
    let first = renderer.render(&scene, &view()).unwrap();
    let second = renderer.render(&scene, &view()).unwrap();
    assert!(first == second, "two runs differ");
}

#[test]
fn a_turntable_shows_each_side_in_its_place() {
    let Some(renderer) = renderer() else { return };
    // Red before, clay behind.
    let front = Object::smooth(
        &ellipsoid(Point3::new(0.0, 0.8, 0.15), [0.3, 0.5, 0.1]),
        Material::cloth(Look::plain([200, 20, 20])),
    );
    let back =
        Object::smooth(&ellipsoid(Point3::new(0.0, 0.8, -0.15), [0.3, 0.5, 0.1]), Material::clay());
    let layout = Turntable { views: 4, columns: 2, view_px: [60, 90] };
    let sheet = turntable(renderer, &Scene::studio(vec![front, back]), &layout).unwrap();
    assert_eq!((sheet.width, sheet.height), (120, 180));
    let redness = |x: u32, y: u32| {
        let [r, g, ..] = sheet.pixel(x, y);
        i32::from(r) - i32::from(g)
    };
    // Views in reading order: front, her left, back, her right.
    assert!(redness(30, 45) > 60, "the front is red");
    assert!(redness(30, 135).abs() < 30, "the back is clay");
    // From her left the front lies on the picture's left, from her right on its right.
    assert!(redness(85, 45) > 60 && redness(95, 45).abs() < 30, "her left");
    assert!(redness(25, 135).abs() < 30 || redness(35, 135).abs() < 30, "back");
    assert!(redness(95, 135) > 60 && redness(85, 135).abs() < 30, "her right");
}

#[test]
fn a_photo_of_ours_is_opaque_grainy_and_the_same_each_time() {
    let Some(renderer) = renderer() else { return };
    let body = ellipsoid(Point3::new(0.0, 0.85, 0.0), [0.25, 0.85, 0.15]);
    let colours = vec![[0.4, 0.2, 0.1]; body.positions.len()];
    let take = |seed| {
        let room = Room { seed, ..Room::default() };
        let camera = Camera::look_at(
            Point3::new(0.0, 1.2, 3.2),
            Point3::new(0.0, 0.85, 0.0),
            0.7,
            [90, 120],
        );
        room::photograph(renderer, &body, &colours, &camera, &room).unwrap()
    };
    let photo = take(1);
    assert_eq!(photo, take(1));
    assert_ne!(photo, take(2));
    assert!(photo.rgba.chunks_exact(4).all(|c| c[3] == 255));
    // The wall is no flat colour: neighbours differ somewhere in any row of it.
    let row: Vec<_> = (0..90).map(|x| photo.pixel(x, 5)).collect();
    assert!(row.windows(2).any(|p| p[0] != p[1]));
}

#[test]
fn paint_puts_each_garment_on_its_part_of_the_body() {
    // A figure of boxes would do; six balls, one a part.
    let parts = [
        (Zone::Head, [0.0, 1.58, 0.05], [0.09, 0.12, 0.11]),
        (Zone::Torso, [0.0, 1.15, 0.0], [0.18, 0.37, 0.14]),
        (Zone::ArmLeft, [0.30, 1.10, 0.0], [0.14, 0.40, 0.05]),
        (Zone::ArmRight, [-0.30, 1.10, 0.0], [0.14, 0.40, 0.05]),
        (Zone::LegLeft, [0.1, 0.45, 0.0], [0.09, 0.45, 0.10]),
        (Zone::LegRight, [-0.1, 0.45, 0.0], [0.09, 0.45, 0.10]),
    ];
    let mut mesh = mesh::TriMesh::default();
    let mut zones = Vec::new();
    for (zone, at, radii) in parts {
        let ball = ellipsoid(Point3::from(at), radii);
        zones.extend(std::iter::repeat_n(zone, ball.positions.len()));
        mesh.positions.extend(ball.positions);
    }
    let outfit = Outfit {
        skin: [255, 0, 0],
        hair: [0, 0, 0],
        shirt: [0, 255, 0],
        shorts: [0, 0, 255],
        long_hair: false,
    };
    let colours = room::paint(&mesh, &zones, &outfit);
    let at = |x: f32, y: f32, z: f32| {
        let near = |p: &Point3<f32>| (p - Point3::new(x, y, z)).norm();
        let i = (0..mesh.positions.len())
            .min_by(|&a, &b| near(&mesh.positions[a]).total_cmp(&near(&mesh.positions[b])))
            .unwrap();
        colours[i]
    };
    assert_eq!(at(0.0, 1.70, 0.05), [0.0; 3], "hair on the crown");
    assert_eq!(at(0.0, 1.62, -0.06), [0.0; 3], "hair behind");
    assert_eq!(at(0.0, 1.1, 0.14), [0.0, 1.0, 0.0], "shirt on the chest");
    assert_eq!(at(0.0, 0.80, 0.1), [0.0, 0.0, 1.0], "shorts at the crotch");
    assert_eq!(at(0.1, 0.2, 0.1), [1.0, 0.0, 0.0], "bare shins");
    assert_eq!(at(0.3, 0.72, 0.0), [1.0, 0.0, 0.0], "bare hands");
}

#[test]
fn a_room_and_a_studio_differ_only_behind() {
    let Some(renderer) = renderer() else { return };
    let scene = |backdrop| Scene {
        objects: vec![curtain(Look::pulu([90, 40, 30]))],
        lighting: Lighting::studio(),
        backdrop,
    };
    let one = renderer.render(&scene(Backdrop::Transparent), &view()).unwrap();
    let two = renderer.render(&scene(Backdrop::Studio([220; 3], [200; 3])), &view()).unwrap();
    for (i, (a, b)) in one.picture.rgba.chunks(4).zip(two.picture.rgba.chunks(4)).enumerate() {
        match one.coverage[i][0] {
            255 => assert_eq!(a, b, "pixel {i}"),
            0 => assert_eq!((a[3], b[3]), (0, 255), "pixel {i}"),
            _ => {}
        }
    }
}
