//! Closed forms that any renderer must meet.

mod common;

use common::{blob, lit, renderer};
use nalgebra::{Isometry3, Point2, Point3, Translation3, UnitQuaternion, Vector3};
use render::{Backdrop, Camera, Light, Material, Object, RenderError, Scene};

/// A camera 3 m before the origin with its axis through it.
fn before(size_px: [u32; 2], focal_px: f32) -> Camera {
    Camera {
        focal_px,
        center_px: Point2::new(size_px[0] as f32 / 2.0, size_px[1] as f32 / 2.0),
        size_px,
        camera_from_world: Isometry3::translation(0.0, 0.0, -3.0),
    }
}

fn transparent(objects: Vec<Object>) -> Scene {
    Scene { backdrop: Backdrop::Transparent, ..Scene::studio(objects) }
}

#[test]
fn a_sphere_covers_the_area_of_its_outline() {
    let Some(renderer) = renderer() else { return };
    let camera = before([200, 200], 300.0);
    let sphere = Object::smooth(&blob(Point3::origin(), 0.6), Material::clay());
    let frame = renderer.render(&transparent(vec![sphere]), &camera).unwrap();
    // A pinhole sees a sphere as a circle of radius f r / √(d² − r²).
    let radius = 300.0 * 0.6 / (9.0_f32 - 0.36).sqrt();
    let want = std::f32::consts::PI * radius * radius;
    let got: f32 = frame.coverage.iter().map(|c| f32::from(c[1]) / 255.0).sum();
    // Four samples a pixel know each of the 2πR pixels of the rim to about a tenth.
    let rim = 2.0 * std::f32::consts::PI * radius * 0.1;
    assert!((got - want).abs() < rim, "{got} px², want {want} ± {rim}");
    let opaque: f32 = frame.picture.rgba.chunks_exact(4).map(|c| f32::from(c[3]) / 255.0).sum();
    assert!((opaque - got).abs() < 1.0, "alpha {opaque} and coverage {got}");
}

#[test]
fn a_small_sphere_appears_where_the_camera_says() {
    let Some(renderer) = renderer() else { return };
    let camera = Camera {
        focal_px: 420.0,
        center_px: Point2::new(90.0, 140.0),
        size_px: [220, 260],
        camera_from_world: Isometry3::from_parts(
            Translation3::new(0.1, -1.0, -2.6),
            UnitQuaternion::from_scaled_axis(Vector3::new(0.12, -0.2, 0.05)),
        ),
    };
    for at in [Point3::new(0.2, 1.1, 0.3), Point3::new(-0.25, 0.8, -0.4)] {
        let sphere = Object::smooth(&blob(at, 0.03), Material { push_m: 0.0, ..Material::clay() });
        let frame = renderer.render(&transparent(vec![sphere]), &camera).unwrap();
        let mut sum = Point2::new(0.0, 0.0);
        let mut weight = 0.0;
        for (i, c) in frame.coverage.iter().enumerate() {
            let w = f32::from(c[1]) / 255.0;
            sum.x += w * ((i % 220) as f32 + 0.5);
            sum.y += w * ((i / 220) as f32 + 0.5);
            weight += w;
        }
        let got = sum / weight;
        let want = camera.image_from_world(&at).unwrap();
        // Four samples on a grid are off by up to a quarter pixel, less over a whole rim.
        assert!((got - want).norm() < 0.2, "{got} for {want}");
    }
}

#[test]
fn the_nearer_of_two_things_is_seen_whatever_the_order() {
    let Some(renderer) = renderer() else { return };
    let camera = before([64, 64], 100.0);
    let cloth = || {
        let mut sheet = Object::smooth(
            &blob(Point3::new(0.0, 0.0, 0.5), 0.3),
            Material::cloth(render::Look::plain([200, 20, 20])),
        );
        sheet.casts_shadow = false;
        sheet
    };
    let behind = || Object::smooth(&blob(Point3::new(0.0, 0.0, -0.5), 0.3), Material::clay());
    let middle = |objects| {
        let frame = renderer.render(&transparent(objects), &camera).unwrap();
        frame.coverage[32 * 64 + 32]
    };
    assert_eq!(middle(vec![cloth(), behind()]), [255, 0, 0, 0]);
    assert_eq!(middle(vec![behind(), cloth()]), [255, 0, 0, 0]);
    assert_eq!(middle(vec![behind()]), [0, 255, 0, 0]);
}

#[test]
fn a_body_that_pokes_through_by_less_than_its_push_stays_under_the_cloth() {
    let Some(renderer) = renderer() else { return };
    let camera = before([64, 64], 100.0);
    let sheet = |radius| {
        Object::smooth(
            &blob(Point3::origin(), radius),
            Material::cloth(render::Look::plain([90, 90, 200])),
        )
    };
    let body = Object::smooth(&blob(Point3::origin(), 0.300), Material::clay());
    let middle =
        |objects| renderer.render(&transparent(objects), &camera).unwrap().coverage[32 * 64 + 32];
    // Clay is pushed 8 mm: 4 mm of body before the cloth are hidden, 30 mm are not.
    assert_eq!(middle(vec![body.clone(), sheet(0.296)])[0], 255);
    assert_eq!(middle(vec![body, sheet(0.270)])[0], 0);
}

#[test]
fn what_stands_between_a_thing_and_the_key_light_darkens_it() {
    let Some(renderer) = renderer() else { return };
    let camera = before([64, 64], 100.0);
    let mut scene = transparent(vec![Object::smooth(
        &blob(Point3::origin(), 0.3),
        Material { push_m: 0.0, ..Material::clay() },
    )]);
    scene.lighting.key = Light { direction: Vector3::new(0.0, 1.0, 0.35), colour: [3.0; 3] };
    let brightness = |scene: &Scene| {
        let frame = renderer.render(scene, &camera).unwrap();
        lit(&frame.picture, |x, y| (24..40).contains(&x) && (22..32).contains(&y))
    };
    let open = brightness(&scene);
    // A ball up the light's way, outside the picture's part that is looked at.
    scene.objects.push(Object::smooth(
        &blob(Point3::new(0.0, 1.6, 0.56), 0.45),
        Material::cloth(render::Look::plain([255; 3])),
    ));
    let shaded = brightness(&scene);
    assert!(shaded < 0.75 * open, "{shaded} in the shadow, {open} in the light");
    scene.objects[1].casts_shadow = false;
    let again = brightness(&scene);
    assert!((again - open).abs() < 0.02 * open, "{again} without a shadow, {open} alone");
}

#[test]
fn a_crease_is_darker_than_what_lies_open() {
    let Some(renderer) = renderer() else { return };
    let camera = before([240, 240], 375.0);
    // Two balls that touch before the camera; the light from behind it reaches everywhere.
    let ball = |x: f32| {
        Object::smooth(
            &blob(Point3::new(x, 0.0, 0.0), 0.3),
            Material { push_m: 0.0, ..Material::clay() },
        )
    };
    let mut scene = transparent(vec![ball(-0.28), ball(0.28)]);
    scene.lighting.key.colour = [0.0; 3];
    scene.lighting.fill.colour = [0.0; 3];
    scene.lighting.rim.colour = [0.0; 3];
    let at = |scene: &Scene, x: usize| {
        let frame = renderer.render(scene, &camera).unwrap();
        lit(&frame.picture, |px, py| px.abs_diff(x) < 3 && (110..130).contains(&py))
    };
    let (crease, open) = (at(&scene, 120), at(&scene, 85));
    assert!(crease < 0.90 * open, "{crease} in the crease, {open} beside it");
    scene.lighting.occlusion = 0.0;
    let (crease, open) = (at(&scene, 120), at(&scene, 85));
    assert!((crease - open).abs() < 0.1 * open, "{crease} and {open} without occlusion");
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let Some(renderer) = renderer() else { return };
    let scene = transparent(Vec::new());
    let size = renderer.render(&scene, &before([0, 10], 10.0)).unwrap_err();
    assert!(matches!(size, RenderError::Size { width: 0, height: 10, .. }), "{size}");
    let blind = renderer.render(&scene, &before([10, 10], f32::NAN)).unwrap_err();
    assert!(matches!(blind, RenderError::Camera { .. }), "{blind}");
    let mut broken = Object::smooth(&blob(Point3::origin(), 0.1), Material::clay());
    broken.triangles[0][0] = 1_000_000;
    let broken = renderer.render(&transparent(vec![broken]), &before([10, 10], 10.0)).unwrap_err();
    assert!(matches!(broken, RenderError::Object { object: 0, .. }), "{broken}");
    let empty = renderer.render(&scene, &before([10, 10], 10.0)).unwrap();
    assert!(empty.picture.rgba.iter().all(|&c| c == 0), "nothing is transparent");
}
