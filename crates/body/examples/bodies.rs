//! Draws bodies from the prior and writes them, standing to be measured, with what they measure:
//! what `benches/peers/measuring.py` holds against other programs.
//!
//! `cargo run -p namza-body --example bodies -- FOLDER [COUNT]` writes `bodies.json` (triangles,
//! and for each body sex, coefficients, landmarks, joints and measures) and `vertices.f32`
//! (little endian, shape `[bodies, vertices, 3]`, metres).

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use body::{BodyModel, BodyShape, Posture, Quantity, measure};
use measure::Sex;
use nalgebra::{Cholesky, DVector, Point3};

#[derive(serde::Serialize)]
struct Bodies<'a> {
    triangles: &'a [[u32; 3]],
    bodies: Vec<Body>,
}

/// Places in metres, measures in mm (mass in kg).
#[derive(serde::Serialize)]
struct Body {
    sex: Sex,
    coefficients: Vec<f64>,
    landmarks: BTreeMap<String, Point3<f64>>,
    joints: BTreeMap<String, Point3<f64>>,
    measures: BTreeMap<&'static str, f64>,
}

/// A body standing to be measured, and its vertices (m).
type Drawn = (Body, Vec<Point3<f64>>);

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("name a folder to write to")?;
    let count: usize = std::env::args().nth(2).map_or(Ok(240), |n| n.parse())?;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/body/body.bin");
    let model = BodyModel::from_bytes(&std::fs::read(path)?)?;
    let mut state = 1_u64;
    let (mut bodies, mut bytes) = (Vec::new(), Vec::new());
    for number in 0..count {
        let sex = if number.is_multiple_of(2) { Sex::Female } else { Sex::Male };
        let (body, vertices) = draw(&model, sex, &mut state)?;
        bodies.push(body);
        for p in vertices {
            bytes.extend([p.x, p.y, p.z].into_iter().flat_map(|c| (c as f32).to_le_bytes()));
        }
    }
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("vertices.f32"), bytes)?;
    let all = Bodies { triangles: model.triangles(), bodies };
    std::fs::write(folder.join("bodies.json"), serde_json::to_vec(&all)?)?;
    Ok(())
}

fn draw(model: &BodyModel, sex: Sex, state: &mut u64) -> Result<Drawn, Box<dyn Error>> {
    let prior = model.prior(sex);
    let factor = Cholesky::new(prior.precision.clone()).ok_or("the prior has no spread")?;
    let z = DVector::from_fn(prior.mean.len(), |_, _| normal(state));
    // The precision is L Lᵀ, so L⁻ᵀ z has its inverse for a covariance.
    let off = factor.l().transpose().solve_upper_triangular(&z).ok_or("the prior is singular")?;
    // Four digits are what is kept of them.
    let coefficients = (&prior.mean + off).iter().map(|c| (c * 1e4).round() / 1e4).collect();
    let shape = BodyShape { sex, coefficients };
    let mut posed = model.pose(&model.rest(&shape), &Posture::measuring(model));
    posed.stand_on_floor();
    let place = |points: &body::Points| points.of(&posed.vertices);
    let landmarks = model.landmarks().iter().chain(model.keypoints());
    let measured = measure(model, &shape);
    let body = Body {
        sex,
        landmarks: landmarks.map(|(name, points)| (name.clone(), place(points))).collect(),
        joints: model
            .bones()
            .iter()
            .zip(&posed.joints)
            .map(|(bone, at)| (bone.name.clone(), *at))
            .collect(),
        measures: measured
            .iter()
            .map(|(quantity, value, _)| {
                let key = match quantity {
                    Quantity::Dimension(dimension) => dimension.key(),
                    Quantity::Mass => "mass",
                };
                (key, value)
            })
            .collect(),
        coefficients: shape.coefficients,
    };
    Ok((body, posed.vertices))
}

/// A draw from the normal distribution (G. E. P. Box and M. E. Muller, 1958) over `SplitMix64`.
fn normal(state: &mut u64) -> f64 {
    let mut even = || {
        *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    };
    let (a, b) = (even(), even());
    libm::sqrt(-2.0 * libm::log(1.0 - a)) * libm::cos(std::f64::consts::TAU * b)
}
