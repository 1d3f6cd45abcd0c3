//! Bodies and patterns to try garments on.

#![allow(dead_code, clippy::allow_attributes, reason = "each user takes a part of it")]

pub(crate) mod berkeley;
pub(crate) mod motion;

use std::path::Path;

use body::{BodyModel, BodyShape, Part, Posture};
use drape::{BodyPart, Mannequin, MannequinLandmarks};
use measure::{Dimension, Measurement, Measurements, Origin, Sex};
use mesh::TriMesh;
use nalgebra::{Point3, Vector3};
use pattern::{Design, Options, Pattern};

/// The project's folder: tests and benches that use this lie at different depths in it.
fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().find(|folder| folder.join("models/body").is_dir()).unwrap()
}

/// The body model of the project.
pub(crate) fn model() -> BodyModel {
    BodyModel::from_bytes(&std::fs::read(root().join("models/body/body.bin")).unwrap()).unwrap()
}

/// A garment of the seeds, drafted for these measurements.
pub(crate) fn draft(id: &str, body: &Measurements) -> Pattern {
    let text = |id: &str| {
        let path = root().join("seeds/garments").join(id).with_extension("toml");
        std::fs::read_to_string(path).ok()
    };
    let design = Design::parse(id, &text(id).unwrap(), &text).unwrap();
    design.draft(body, &Options::new()).unwrap()
}

/// A body of that shape on its way from dressing to standing, and rough measurements of it.
pub(crate) fn person(model: &BodyModel, shape: &BodyShape) -> (Mannequin, Measurements) {
    let rest = model.rest(shape);
    let (from, to) = (Posture::dressing(model), Posture::standing(model));
    let mut frames = Vec::new();
    let steps = 12;
    for i in 0..=steps {
        let mut posed = model.pose(&rest, &from.towards(&to, f64::from(i) / f64::from(steps)));
        posed.stand_on_floor();
        frames.push(posed);
    }
    let first = &frames[0];
    let at = |name: &str| model.landmark(name).unwrap().of(&first.vertices).cast::<f32>();
    let joint = |name: &str| first.joints[model.bone(name).unwrap()].cast::<f32>();
    let landmarks = MannequinLandmarks {
        nape: at("nape"),
        throat: at("throat"),
        shoulders: [at("shoulder_left"), at("shoulder_right")],
        elbows: [joint("lowerarm01.L"), joint("lowerarm01.R")],
        wrists: [joint("wrist.L"), joint("wrist.R")],
        waist_y: at("waist_front").y,
        hip_y: at("seat").y,
        crotch_y: at("crotch").y,
        knee_y: joint("lowerleg01.L").y,
    };
    let parts: Vec<BodyPart> = model
        .parts()
        .iter()
        .map(|p| match p {
            Part::Head => BodyPart::Head,
            Part::Torso => BodyPart::Torso,
            Part::ArmLeft => BodyPart::ArmLeft,
            Part::ArmRight => BodyPart::ArmRight,
            Part::LegLeft => BodyPart::LegLeft,
            Part::LegRight => BodyPart::LegRight,
        })
        .collect();
    let mesh = first.to_mesh(model);
    let bust_y = at("bust_left").y;
    let mannequin = Mannequin {
        parts,
        motion: frames[1..].iter().map(|f| f.vertices.iter().map(|p| p.cast()).collect()).collect(),
        mesh,
        landmarks,
    };
    let girth = |y: f32| girth(&mannequin, y) * 1000.0;
    let crown = mannequin.mesh.positions.iter().map(|p| p.y).fold(0.0, f32::max);
    let shoulder = (landmarks.shoulders[0] - landmarks.shoulders[1]).norm() * 1000.0;
    let arm = 1000.0
        * ((landmarks.elbows[0] - landmarks.shoulders[0]).norm()
            + (landmarks.wrists[0] - landmarks.elbows[0]).norm());
    let mm = |y: f32| y * 1000.0;
    let chest = girth(bust_y);
    let rows = [
        (Dimension::Stature, mm(crown)),
        (Dimension::CervicalHeight, mm(landmarks.nape.y)),
        (Dimension::WaistHeight, mm(landmarks.waist_y)),
        (Dimension::KneeHeight, mm(landmarks.knee_y)),
        (Dimension::BustGirth, chest),
        (Dimension::WaistGirth, girth(landmarks.waist_y)),
        (Dimension::HipGirth, girth(landmarks.hip_y)),
        (Dimension::NeckGirth, 0.4 * chest),
        (Dimension::ShoulderWidth, shoulder * 1.08),
        (Dimension::ArmLength, arm),
        (Dimension::BackWaistLength, mm(landmarks.nape.y - landmarks.waist_y) * 1.03),
    ];
    let mut measurements = Measurements::default();
    for (dimension, mm) in rows {
        let value = Measurement { mm: f64::from(mm), sigma_mm: 5.0, origin: Origin::Photo };
        measurements.set(dimension, value).unwrap();
    }
    (mannequin, measurements)
}

/// The mean man or woman.
pub(crate) fn mean(model: &BodyModel, sex: Sex) -> (Mannequin, Measurements) {
    person(model, &BodyShape::mean(model, sex))
}

/// A body drawn from the prior of that sex.
pub(crate) fn random(model: &BodyModel, sex: Sex, seed: u64) -> (Mannequin, Measurements) {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x1234_5678;
    let mut uniform = move || {
        // splitmix64
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    };
    let prior = model.prior(sex);
    let k = prior.mean.len();
    let normal =
        nalgebra::DVector::from_fn(k, |_, _| (0..12).map(|_| uniform()).sum::<f64>() - 6.0);
    // precision = L Lᵀ, so L⁻ᵀ z has its inverse for covariance.
    let factor = prior.precision.clone().cholesky().unwrap().l().transpose();
    let off = factor.solve_upper_triangular(&normal).unwrap();
    let coefficients = (&prior.mean + off).iter().copied().collect();
    person(model, &BodyShape { sex, coefficients })
}

/// Convex girth of trunk and legs at that height (m).
fn girth(body: &Mannequin, y: f32) -> f32 {
    let mut cut = Vec::new();
    for t in &body.mesh.triangles {
        let arm =
            |i: &u32| matches!(body.parts[*i as usize], BodyPart::ArmLeft | BodyPart::ArmRight);
        if t.iter().any(arm) {
            continue;
        }
        for k in 0..3 {
            let a = body.mesh.positions[t[k] as usize];
            let b = body.mesh.positions[t[(k + 1) % 3] as usize];
            if (a.y <= y) != (b.y <= y) {
                cut.push(a + (b - a) * ((y - a.y) / (b.y - a.y)));
            }
        }
    }
    // Cauchy: the perimeter of a convex body is the integral of its support function.
    let n = 180;
    (0..n)
        .map(|k| {
            let angle = k as f32 * std::f32::consts::TAU / n as f32;
            let d = Vector3::new(libm::sinf(angle), 0.0, libm::cosf(angle));
            cut.iter().map(|p: &Point3<f32>| p.coords.dot(&d)).fold(f32::NEG_INFINITY, f32::max)
                * std::f32::consts::TAU
                / n as f32
        })
        .sum()
}

/// A mesh with one colour for each triangle.
pub(crate) struct Painted<'a> {
    pub mesh: &'a TriMesh,
    pub colours: Vec<[f32; 3]>,
}

/// Orthographic views from the front, the wearer's right and the back, side by side.
pub(crate) fn picture(things: &[Painted<'_>], height: f32) -> image::RgbImage {
    let (w, h) = (460u32, 800u32);
    let mut image = image::RgbImage::from_pixel(3 * w, h, image::Rgb([235, 235, 238]));
    let scale = 0.94 * h as f32 / height;
    for view in 0..3u32 {
        let mut depth = vec![f32::NEG_INFINITY; (w * h) as usize];
        for thing in things {
            let normals = thing.mesh.vertex_normals();
            for (t, colour) in thing.mesh.triangles.iter().zip(&thing.colours) {
                let p = t.map(|i| {
                    let p = thing.mesh.positions[i as usize];
                    let (x, z) = match view {
                        0 => (p.x, p.z),
                        1 => (p.z, -p.x),
                        _ => (-p.x, -p.z),
                    };
                    [w as f32 / 2.0 + x * scale, h as f32 * 0.97 - p.y * scale, z]
                });
                let n = t.map(|i| {
                    let n = normals[i as usize];
                    match view {
                        0 => n,
                        1 => Vector3::new(n.z, n.y, -n.x),
                        _ => Vector3::new(-n.x, n.y, -n.z),
                    }
                });
                let area = (p[1][0] - p[0][0]) * (p[2][1] - p[0][1])
                    - (p[1][1] - p[0][1]) * (p[2][0] - p[0][0]);
                if area.abs() < 1e-9 {
                    continue;
                }
                let low = |k: usize| p[0][k].min(p[1][k]).min(p[2][k]).floor().max(0.0) as u32;
                let high = |k: usize| p[0][k].max(p[1][k]).max(p[2][k]).ceil().max(0.0) as u32;
                for y in low(1)..high(1).min(h) {
                    for x in low(0)..high(0).min(w) {
                        let (px, py) = (x as f32 + 0.5, y as f32 + 0.5);
                        let b = |i: usize, j: usize| {
                            ((p[j][0] - p[i][0]) * (py - p[i][1])
                                - (p[j][1] - p[i][1]) * (px - p[i][0]))
                                / area
                        };
                        let bary = [b(1, 2), b(2, 0), b(0, 1)];
                        if bary.iter().any(|v| *v < -1e-4) {
                            continue;
                        }
                        let z: f32 = (0..3).map(|k| bary[k] * p[k][2]).sum();
                        let slot = &mut depth[(y * w + x) as usize];
                        if z <= *slot {
                            continue;
                        }
                        *slot = z;
                        let mut m = n[0] * bary[0] + n[1] * bary[1] + n[2] * bary[2];
                        m = m.try_normalize(1e-9).unwrap_or_else(Vector3::z);
                        // The inside of the cloth is darker.
                        let facing = if m.z < 0.0 { 0.6 } else { 1.0 };
                        let m = if m.z < 0.0 { -m } else { m };
                        let light = Vector3::new(-0.45, 0.55, 0.7).normalize();
                        let shade = facing * (0.30 + 0.70 * m.dot(&light).max(0.0));
                        let pixel = colour.map(|c| (c * shade * 255.0).clamp(0.0, 255.0) as u8);
                        image.put_pixel(view * w + x, y, image::Rgb(pixel));
                    }
                }
            }
        }
    }
    image
}

/// Processor time of this process so far (s), as Linux counts it; 0 elsewhere.
pub(crate) fn processor_s() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let field = |i: usize| after.split_whitespace().nth(i)?.parse::<f64>().ok();
    // User and system time in hundredths of a second: fields 14 and 15 of the line.
    (field(11).unwrap_or(0.0) + field(12).unwrap_or(0.0)) / 100.0
}
