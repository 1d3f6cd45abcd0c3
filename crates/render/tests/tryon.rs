//! The try-on composite: what must change in the photo, and what must not.

#![allow(
    clippy::allow_attributes,
    clippy::float_cmp,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise, and colours are copied, not computed"
)]

mod common;

use common::{ellipsoid, renderer};
use mesh::TriMesh;
use nalgebra::Point3;
use render::{
    Camera, Lighting, Look, Material, Object, Picture, RenderError, TryOn, Zone, composite,
};

const SIZE: [u32; 2] = [150, 200];
const WALL: [u8; 4] = [150, 160, 170, 255];
const SKIN: [u8; 4] = [190, 140, 110, 255];

/// A person of two balls, trunk and head, before a plain wall; the photo and its outline.
struct Sitting {
    camera: Camera,
    body: TriMesh,
    zones: Vec<Zone>,
    photo: Picture,
    person: Vec<f32>,
}

fn sitting() -> Sitting {
    let camera =
        Camera::look_at(Point3::new(0.0, 1.0, 3.0), Point3::new(0.0, 1.0, 0.0), 0.75, SIZE);
    let mut body = ellipsoid(Point3::new(0.0, 0.9, 0.0), [0.2, 0.6, 0.12]);
    let mut zones = vec![Zone::Torso; body.positions.len()];
    let head = ellipsoid(Point3::new(0.0, 1.62, 0.0), [0.09, 0.12, 0.1]);
    let first = body.positions.len() as u32;
    zones.extend(vec![Zone::Head; head.positions.len()]);
    body.positions.extend(head.positions);
    body.triangles.extend(head.triangles.iter().map(|t| t.map(|i| i + first)));
    let [w, h] = SIZE;
    let mut photo = Picture::filled(w, h, WALL);
    let mut person = vec![0.0; (w * h) as usize];
    // The outline by the closed form: a point is on a ball when its ray passes close enough.
    for (i, alpha) in person.iter_mut().enumerate() {
        let (x, y) = ((i as u32 % w) as f32 + 0.5, (i as u32 / w) as f32 + 0.5);
        let ray = [
            (x - camera.center_px.x) / camera.focal_px,
            (camera.center_px.y - y) / camera.focal_px,
        ];
        let at = |c: [f32; 2], r: [f32; 2]| {
            let (dx, dy) = (3.0 * ray[0] - c[0], 3.0 * ray[1] + 1.0 - c[1]);
            (dx / r[0]).powi(2) + (dy / r[1]).powi(2) < 1.0
        };
        if at([0.0, 0.9], [0.2, 0.6]) || at([0.0, 1.62], [0.09, 0.12]) {
            *alpha = 1.0;
            photo.rgba[i * 4..i * 4 + 4].copy_from_slice(&SKIN);
        }
    }
    Sitting { camera, body, zones, photo, person }
}

impl Sitting {
    fn job<'a>(&'a self, cloth: &'a [Object]) -> TryOn<'a> {
        TryOn {
            photo: &self.photo,
            camera: &self.camera,
            person: &self.person,
            body: &self.body,
            zones: &self.zones,
            cloth,
            lighting: Some(Lighting::room()),
        }
    }

    fn pixel(&self, p: Point3<f32>) -> (u32, u32) {
        let q = self.camera.image_from_world(&p).unwrap();
        (q.x as u32, q.y as u32)
    }
}

fn red(at: Point3<f32>, radii: [f32; 3]) -> Object {
    Object::smooth(&ellipsoid(at, radii), Material::cloth(Look::plain([200, 10, 10])))
}

fn is_red(c: [u8; 4]) -> bool {
    i32::from(c[0]) > 2 * i32::from(c[1]) && i32::from(c[0]) > 2 * i32::from(c[2])
}

#[test]
fn without_cloth_the_photo_comes_back_untouched() {
    let Some(renderer) = renderer() else { return };
    let s = sitting();
    let out = composite(renderer, &s.job(&[])).unwrap();
    let changed = out.rgba.iter().zip(&s.photo.rgba).filter(|(a, b)| a != b).count();
    // The round trip through linear light is exact; on the rim the catcher's own occlusion may
    // touch a few pixels.
    let allowed = s.photo.rgba.len() / 100;
    assert!(changed < allowed, "{changed} bytes of {}", s.photo.rgba.len());
}

#[test]
fn cloth_before_the_body_is_seen_and_cloth_behind_it_is_not() {
    let Some(renderer) = renderer() else { return };
    let s = sitting();
    let (x, y) = s.pixel(Point3::new(0.0, 0.9, 0.0));
    let before = [red(Point3::new(0.0, 0.9, 0.25), [0.1, 0.1, 0.02])];
    assert!(is_red(composite(renderer, &s.job(&before)).unwrap().pixel(x, y)));
    let behind = [red(Point3::new(0.0, 0.9, -0.3), [0.5, 0.1, 0.02])];
    let out = composite(renderer, &s.job(&behind)).unwrap();
    assert!(!is_red(out.pixel(x, y)), "the body hides what is behind it");
    let (beside, y) = s.pixel(Point3::new(0.4, 0.9, -0.3));
    assert!(is_red(out.pixel(beside, y)), "beside the body it is seen");
    let (corner_x, corner_y) = (3, 3);
    assert_eq!(out.pixel(corner_x, corner_y), WALL, "far away nothing changes");
}

#[test]
fn clothing_that_sticks_out_is_replaced_by_the_wall() {
    let Some(renderer) = renderer() else { return };
    let mut s = sitting();
    // A green skirt of her own, far wider than body and garment.
    let (low, high) = (s.pixel(Point3::new(-0.45, 0.8, 0.0)), s.pixel(Point3::new(0.45, 0.5, 0.0)));
    for y in low.1..high.1 {
        for x in low.0..high.0 {
            let i = (y * SIZE[0] + x) as usize;
            s.person[i] = 1.0;
            s.photo.rgba[i * 4..i * 4 + 4].copy_from_slice(&[20, 200, 30, 255]);
        }
    }
    let robe = [red(Point3::new(0.0, 0.8, 0.0), [0.26, 0.65, 0.2])];
    let out = composite(renderer, &s.job(&robe)).unwrap();
    let (x, y) = s.pixel(Point3::new(0.38, 0.65, 0.0));
    let got = out.pixel(x, y);
    for k in 0..3 {
        assert!(got[k].abs_diff(WALL[k]) < 8, "{got:?} is not the wall's {WALL:?}");
    }
    let (x, y) = s.pixel(Point3::new(0.0, 0.65, 0.0));
    assert!(is_red(out.pixel(x, y)));
    let (x, y) = s.pixel(Point3::new(0.0, 1.64, 0.0));
    assert_eq!(out.pixel(x, y), SKIN, "the face stays as photographed");
}

#[test]
fn cloth_throws_its_shadow_on_the_body() {
    let Some(renderer) = renderer() else { return };
    let s = sitting();
    // A brim over the head: its shadow falls on the face below, with the light from above.
    let mut job_light = Lighting::room();
    job_light.key.direction = nalgebra::Vector3::new(0.0, 1.0, 0.6);
    let brim = [red(Point3::new(0.0, 1.80, 0.15), [0.25, 0.01, 0.2])];
    let job = TryOn { lighting: Some(job_light), ..s.job(&brim) };
    let out = composite(renderer, &job).unwrap();
    let (x, y) = s.pixel(Point3::new(0.0, 1.66, 0.1));
    let got = out.pixel(x, y);
    assert!(f32::from(got[1]) < 0.85 * f32::from(SKIN[1]), "{got:?} is not in the shadow");
}

#[test]
fn the_light_of_a_photo_is_guessed_without_failing() {
    let Some(renderer) = renderer() else { return };
    let s = sitting();
    let robe = [red(Point3::new(0.0, 0.8, 0.0), [0.26, 0.65, 0.2])];
    let dark = {
        let mut dim = sitting();
        for c in dim.photo.rgba.chunks_exact_mut(4) {
            for v in &mut c[..3] {
                *v /= 3;
            }
        }
        composite(renderer, &TryOn { lighting: None, ..dim.job(&robe) }).unwrap()
    };
    let bright = composite(renderer, &TryOn { lighting: None, ..s.job(&robe) }).unwrap();
    let (x, y) = s.pixel(Point3::new(0.0, 0.8, 0.2));
    assert!(dark.pixel(x, y)[0] < bright.pixel(x, y)[0], "cloth is darker in a darker photo");
}

#[test]
fn sizes_that_do_not_fit_are_refused() {
    let Some(renderer) = renderer() else { return };
    let s = sitting();
    let refused =
        |job: TryOn<'_>| matches!(composite(renderer, &job), Err(RenderError::Mismatch { .. }));
    assert!(refused(TryOn { person: &s.person[1..], ..s.job(&[]) }));
    assert!(refused(TryOn { zones: &s.zones[1..], ..s.job(&[]) }));
    assert!(refused(TryOn { camera: &s.camera.scaled(0.5), ..s.job(&[]) }));
}
