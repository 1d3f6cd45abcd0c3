//! A photo studio: random bodies, postures and cameras, and what a detector would read off their
//! pictures, with about the noise that the networks have on renders: the outline wanders by 0.7 mm,
//! where theirs is off by 0.3 mm on the trunk and by 1 to 3 elsewhere, and landmarks by 8 mm each way,
//! where theirs are off by 3 to 15 and on the far side by more; stated stature 7 mm, mass 2.5 %.

use body::fit::{ViewEvidence, landmark_offset};
use body::{BodyModel, BodyShape, Camera, Posture};
use measure::Sex;
use nalgebra::{
    Cholesky, DVector, Isometry3, Point2, Point3, Translation3, UnitQuaternion, Vector2, Vector3,
};
use pose::{Landmark, Landmarks, Silhouette, View};

/// Random numbers from a seed: `SplitMix64` (G. Steele, D. Lea, C. Flood, 2014).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    /// Even in 0–1.
    pub(crate) fn even(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Normal, mean 0, standard deviation 1 (G. Box and M. Muller, 1958).
    pub(crate) fn normal(&mut self) -> f64 {
        (-2.0 * self.even().max(1e-300).ln()).sqrt() * (std::f64::consts::TAU * self.even()).cos()
    }

    pub(crate) fn vector(&mut self, sigma: f64) -> Vector3<f64> {
        Vector3::new(self.normal(), self.normal(), self.normal()) * sigma
    }
}

/// What the sitter wears.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Clothes {
    /// Nothing that stands off.
    None,
    /// Cloth at a mean distance (m) from trunk and limbs, between 0.15 and 2.2 times that.
    Loose(f64),
}

/// A person to be photographed.
pub(crate) struct Sitter {
    pub(crate) shape: BodyShape,
}

/// A photo, read.
pub(crate) struct Shot {
    pub(crate) view: View,
    pub(crate) landmarks: Landmarks,
    pub(crate) silhouette: Silhouette,
}

impl Shot {
    pub(crate) fn evidence(&self) -> ViewEvidence<'_> {
        ViewEvidence {
            view: self.view,
            landmarks: &self.landmarks,
            silhouette: &self.silhouette,
            focal_px: None,
        }
    }
}

const SIZE: [u32; 2] = [480, 800];
/// The lens (px).
pub(crate) const FOCAL_PX: f64 = 1.207 * SIZE[1] as f64;
/// Pixels of the picture for one of the 480 px tall person that the noise was measured on.
const SCALE: f64 = 800.0 / 640.0;

impl Sitter {
    /// A person as the prior has them.
    pub(crate) fn draw(model: &BodyModel, sex: Sex, random: &mut Random) -> Self {
        let prior = model.prior(sex);
        let factor = Cholesky::new(prior.precision.clone()).expect("a prior is positive definite");
        let z = DVector::from_fn(prior.mean.len(), |_, _| random.normal());
        // The precision is L Lᵀ, so L⁻ᵀ z has its inverse for a covariance.
        let off =
            factor.l().transpose().solve_upper_triangular(&z).expect("its factor has no zero");
        let coefficients = (&prior.mean + off).iter().copied().collect();
        Self { shape: BodyShape { sex, coefficients } }
    }

    /// Takes the sitter's picture: from the front for an even `number`, from one side or the other
    /// for an odd one.
    pub(crate) fn shot(
        &self,
        model: &BodyModel,
        number: usize,
        clothes: Clothes,
        random: &mut Random,
    ) -> Shot {
        let (view, heading) = match number % 2 {
            0 => (View::Front, 0.0),
            _ if random.even() < 0.5 => (View::Side, std::f64::consts::FRAC_PI_2),
            _ => (View::Side, -std::f64::consts::FRAC_PI_2),
        };
        let posture = stance(model, view, random);
        let rest = model.rest(&self.shape);
        let posed = model.pose(&rest, &posture);
        let worn = match clothes {
            Clothes::None => posed.clone(),
            Clothes::Loose(ease) => {
                let mut rest = rest.clone();
                wear(model, &mut rest.vertices, ease, random);
                model.pose(&rest, &posture)
            }
        };
        let worn = with_hair(model, worn.vertices);
        let turn = UnitQuaternion::from_scaled_axis(Vector3::y() * heading);
        let tilt = UnitQuaternion::from_scaled_axis(random.vector(0.05));
        let height = posed.vertices.iter().map(|p| p.y).fold(0.0, f64::max);
        let place = Translation3::new(
            0.08 * random.normal(),
            0.03 * random.normal(),
            -2.9 - 0.15 * random.normal(),
        );
        let middle = Translation3::new(0.0, -0.53 * height, 0.0);
        let camera = Camera {
            focal_px: FOCAL_PX,
            center_px: Point2::new(f64::from(SIZE[0]) / 2.0, f64::from(SIZE[1]) / 2.0),
            size_px: SIZE,
            camera_from_world: Isometry3::from_parts(place, tilt * turn) * middle,
        };
        let silhouette = warp(&draw(model, &camera, &worn), random);
        let landmarks = landmarks(model, &camera, &posed.vertices, heading, random);
        Shot { view, landmarks, silhouette }
    }
}

/// Standing with the arms away from the trunk (front) or hanging (side), not quite as asked.
fn stance(model: &BodyModel, view: View, random: &mut Random) -> Posture {
    let mut posture = Posture::rest(model);
    for (bone, rotation) in model.bones().iter().zip(&mut posture.rotations) {
        let sign = if bone.name.split_once('.').is_some_and(|n| n.1 == "R") { -1.0 } else { 1.0 };
        let (mean, sigma) = match bone.name.split('.').next().unwrap_or_default() {
            "upperarm01" if view == View::Front => (Vector3::z() * -0.25 * sign, 0.08),
            "upperarm01" => (Vector3::z() * -0.62 * sign, 0.08),
            "lowerarm01" if view == View::Front => (Vector3::zeros(), 0.08),
            "lowerarm01" => (Vector3::x() * -0.3, 0.08),
            "upperleg01" => (Vector3::z() * -0.05 * sign, 0.028),
            "lowerleg01" | "neck01" => (Vector3::zeros(), 0.03),
            "spine03" | "clavicle" => (Vector3::zeros(), 0.025),
            _ => (Vector3::zeros(), 0.0),
        };
        *rotation = mean + random.vector(sigma);
    }
    posture
}

/// Lays 8 mm of hair on the crown.
fn with_hair(model: &BodyModel, mut vertices: Vec<Point3<f64>>) -> Vec<Point3<f64>> {
    let head = |v: &usize| model.parts()[*v] == body::Part::Head;
    let heights = (0..vertices.len()).filter(head).map(|v| vertices[v].y);
    let (low, high) = heights.fold((f64::MAX, f64::MIN), |(l, h), y| (l.min(y), h.max(y)));
    for v in (0..vertices.len()).filter(head) {
        let share = (vertices[v].y - low) / (high - low);
        vertices[v].y += 0.008 * ((share - 0.8) / 0.1).clamp(0.0, 1.0);
    }
    vertices
}

/// Moves the skin of trunk and limbs outwards, unevenly.
fn wear(model: &BodyModel, vertices: &mut [Point3<f64>], ease: f64, random: &mut Random) {
    let mesh = mesh::TriMesh {
        positions: vertices.iter().map(|p| p.cast()).collect(),
        triangles: model.triangles().to_vec(),
    };
    let normals = mesh.vertex_normals();
    let bumps: Vec<(Point3<f64>, f64)> = (0..14)
        .map(|_| {
            let y = 0.1 + 1.4 * random.even();
            let (x, z) = (0.6 * random.even() - 0.3, 0.4 * random.even() - 0.2);
            (Point3::new(x, y, z), random.normal())
        })
        .collect();
    let height = vertices.iter().map(|p| p.y).fold(0.0, f64::max);
    for (p, n) in vertices.iter_mut().zip(normals) {
        let share = p.y / height;
        if (0.07..0.86).contains(&share) && p.x.abs() < 0.27 * height {
            let bump: f64 = bumps
                .iter()
                .map(|(c, a)| a * (-(*p - c).norm_squared() / (2.0 * 0.22 * 0.22)).exp())
                .sum();
            *p += n.cast::<f64>() * (ease * (1.0 + 0.6 * bump).clamp(0.15, 2.2));
        }
    }
}

/// Coverage of each pixel by the body, from 4 × 4 samples.
pub(crate) fn draw(model: &BodyModel, camera: &Camera, vertices: &[Point3<f64>]) -> Silhouette {
    const FINE: usize = 4;
    let (w, h) = (camera.size_px[0] as usize, camera.size_px[1] as usize);
    let mut fine = vec![false; w * h * FINE * FINE];
    let (fw, fh) = (w * FINE, h * FINE);
    let pixels: Vec<Vector2<f64>> = vertices
        .iter()
        .map(|p| {
            camera.image_from_world(p).expect("the sitter is before the camera").coords
                * FINE as f64
        })
        .collect();
    for triangle in model.triangles() {
        let [a, b, c] = triangle.map(|i| pixels[i as usize]);
        let area = (b - a).perp(&(c - a));
        if area == 0.0 {
            continue;
        }
        let low = a.inf(&b).inf(&c);
        let high = a.sup(&b).sup(&c);
        for y in
            (low.y - 0.5).ceil().max(0.0) as usize..=((high.y - 0.5).max(0.0) as usize).min(fh - 1)
        {
            for x in (low.x - 0.5).ceil().max(0.0) as usize
                ..=((high.x - 0.5).max(0.0) as usize).min(fw - 1)
            {
                let p = Vector2::new(x as f64 + 0.5, y as f64 + 0.5);
                let side = |q: Vector2<f64>, r: Vector2<f64>| (r - q).perp(&(p - q)) * area >= 0.0;
                if side(a, b) && side(b, c) && side(c, a) {
                    fine[y * fw + x] = true;
                }
            }
        }
    }
    let alpha = (0..w * h)
        .map(|i| {
            let (x, y) = (i % w * FINE, i / w * FINE);
            let covered =
                (0..FINE * FINE).filter(|s| fine[(y + s / FINE) * fw + x + s % FINE]).count();
            covered as f32 / (FINE * FINE) as f32
        })
        .collect();
    Silhouette { width: w as u32, height: h as u32, alpha }
}

/// A mask's errors: its edge wanders by half a millimetre over a hand's breadth and more, and as much over
/// a few pixels.
fn warp(silhouette: &Silhouette, random: &mut Random) -> Silhouette {
    let (w, h) = (silhouette.width as usize, silhouette.height as usize);
    let waves: Vec<[f64; 5]> = (0..40)
        .map(|i| {
            let (length, size) =
                if i < 12 { (190.0, 0.12) } else { (9.0, 0.15 * 12f64.sqrt() / 28f64.sqrt()) };
            let k = std::f64::consts::TAU / (length * SCALE);
            // Σ over 12 waves of variance ½ each, in x and in y.
            let a = size * SCALE / 6f64.sqrt();
            let (kx, ky) = (k * random.normal(), k * random.normal());
            [
                kx,
                ky,
                std::f64::consts::TAU * random.even(),
                a * random.normal(),
                a * random.normal(),
            ]
        })
        .collect();
    let at = |x: i64, y: i64| {
        let inside = (0..i64::from(silhouette.width)).contains(&x)
            && (0..i64::from(silhouette.height)).contains(&y);
        if inside { f64::from(silhouette.alpha[y as usize * w + x as usize]) } else { 0.0 }
    };
    // The field is needed near edges only; elsewhere all samples are alike.
    let flat = |x: usize, y: usize| {
        let here = silhouette.alpha[y * w + x];
        let (x, y) = (i64::from(x as u32), i64::from(y as u32));
        [
            (-6i64, 0i64),
            (6, 0),
            (0, -6),
            (0, 6),
            (-4, -4),
            (4, 4),
            (-4, 4),
            (4, -4),
            (2, 0),
            (-2, 0),
            (0, 2),
            (0, -2),
        ]
        .iter()
        .all(|&(dx, dy)| (at(x + dx, y + dy) as f32 - here).abs() < 1e-6)
    };
    let alpha = (0..w * h)
        .map(|i| {
            let (x, y) = (i % w, i / w);
            if flat(x, y) {
                return silhouette.alpha[i];
            }
            let (mut px, mut py) = (x as f64, y as f64);
            for [kx, ky, phase, ax, ay] in &waves {
                let c = (kx * x as f64 + ky * y as f64 + phase).cos();
                px += ax * c;
                py += ay * c;
            }
            let (x0, y0) = (px.floor(), py.floor());
            let (tx, ty) = (px - x0, py - y0);
            let (x0, y0) = (x0 as i64, y0 as i64);
            let top = at(x0, y0) * (1.0 - tx) + at(x0 + 1, y0) * tx;
            let bottom = at(x0, y0 + 1) * (1.0 - tx) + at(x0 + 1, y0 + 1) * tx;
            (top * (1.0 - ty) + bottom * ty) as f32
        })
        .collect();
    Silhouette { width: w as u32, height: h as u32, alpha }
}

/// The landmarks where `BlazePose` sees them, with an error of 8 mm each way; its "world" is 7 % short.
fn landmarks(
    model: &BodyModel,
    camera: &Camera,
    vertices: &[Point3<f64>],
    heading: f64,
    random: &mut Random,
) -> Landmarks {
    let points: Vec<Point3<f64>> = model
        .keypoints()
        .iter()
        .enumerate()
        .map(|(i, (_, points))| points.of(vertices) + landmark_offset(i, heading))
        .collect();
    let hips = camera.camera_from_world * nalgebra::center(&points[23], &points[24]);
    let image = points
        .iter()
        .map(|p| {
            let error = Vector2::new(random.normal(), random.normal()) * 2.1 * SCALE;
            let position = (camera.image_from_world(p).expect("the sitter is before the camera")
                + error)
                .cast();
            Landmark { position, visibility: 1.0, presence: 1.0 }
        })
        .collect();
    let world = points
        .iter()
        .map(|p| {
            let q = (camera.camera_from_world * p - hips) * 0.93 + random.vector(0.02);
            Point3::new(q.x as f32, -q.y as f32, -q.z as f32)
        })
        .collect();
    Landmarks { image, world }
}
