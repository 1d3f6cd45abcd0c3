//! A person put together of tapering limbs, drawn by casting rays, with the truth known exactly:
//! where each joint is on the screen and how much of each pixel is covered.

use nalgebra::{Point2, Point3, Vector3};
use pose::Photo;

/// A tapering limb: the hull of two balls.
#[derive(Clone, Copy)]
struct Limb {
    from: Point3<f64>,
    to: Point3<f64>,
    from_radius: f64,
    to_radius: f64,
    colour: [f64; 3],
}

impl Limb {
    /// Signed distance to the limb's surface (m), negative inside: the distance to the axis less
    /// the radius there. Exact for equal radii, a little short for tapering ones, which is safe.
    fn distance(&self, p: Point3<f64>) -> f64 {
        let axis = self.to - self.from;
        let t = ((p - self.from).dot(&axis) / axis.norm_squared().max(1e-12)).clamp(0.0, 1.0);
        let radius = self.from_radius + t * (self.to_radius - self.from_radius);
        (p - (self.from + axis * t)).norm() - radius
    }
}

/// A picture and what is true of it.
pub(crate) struct Drawn {
    pub(crate) photo: Photo,
    /// Coverage of each pixel, shape `[height * width]`.
    pub(crate) coverage: Vec<f32>,
    /// Nose, then left and right shoulder, elbow, wrist, hip, knee, ankle (px), with BlazePose's
    /// index for each.
    pub(crate) joints: Vec<(usize, Point2<f32>)>,
    /// Metres that a pixel is wide at the person.
    pub(crate) metres_per_pixel: f64,
}

/// How the mannequin is drawn.
#[derive(Clone, Copy)]
pub(crate) struct Pose {
    /// Turned about the upright axis (degrees); 0 faces the camera, 90 shows the left side.
    pub(crate) turn: f64,
    /// One colour a limb, without light: a paper cut-out.
    pub(crate) flat: bool,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// The camera's height on the screen, as a fraction of the picture's.
const HORIZON: f64 = 0.39;
const SKIN: [f64; 3] = [0.80, 0.60, 0.48];
const SHIRT: [f64; 3] = [0.20, 0.33, 0.55];
const TROUSERS: [f64; 3] = [0.22, 0.21, 0.22];
const SHOES: [f64; 3] = [0.12, 0.09, 0.08];
const HAIR: [f64; 3] = [0.10, 0.07, 0.05];

/// Limbs and joints of a person of 1.70 m; +x to the left hand, +y up, +z forward.
fn body() -> (Vec<Limb>, Vec<(usize, Point3<f64>)>) {
    let p = Point3::new;
    let limb = |from, to, from_radius, to_radius, colour| Limb {
        from,
        to,
        from_radius,
        to_radius,
        colour,
    };
    let mut limbs = vec![
        limb(p(0.0, 1.57, 0.01), p(0.0, 1.625, 0.0), 0.078, 0.075, SKIN),
        limb(p(0.0, 1.635, -0.025), p(0.0, 1.60, -0.035), 0.078, 0.080, HAIR),
        limb(p(0.0, 1.575, 0.085), p(0.0, 1.555, 0.098), 0.010, 0.014, SKIN),
        limb(p(0.0, 1.525, 0.032), p(0.0, 1.56, 0.02), 0.048, 0.06, SKIN),
        limb(p(0.0, 1.40, -0.01), p(0.0, 1.55, 0.0), 0.060, 0.052, SKIN),
        limb(p(0.0, 1.02, 0.0), p(0.0, 1.30, 0.0), 0.116, 0.12, SHIRT),
    ];
    let mut joints = vec![(0, p(0.0, 1.555, 0.112))];
    for (i, side) in [(0, 1.0), (1, -1.0)] {
        let q = |x: f64, y, z| p(side * x, y, z);
        let (shoulder, elbow, wrist) =
            (q(0.165, 1.385, -0.01), q(0.275, 1.13, -0.02), q(0.36, 0.90, 0.03));
        let (hip, knee, ankle) = (q(0.095, 0.90, 0.0), q(0.115, 0.49, 0.01), q(0.125, 0.09, -0.02));
        limbs.extend([
            // Eye, brow and ear.
            limb(q(0.031, 1.598, 0.076), q(0.033, 1.598, 0.076), 0.012, 0.012, HAIR),
            limb(q(0.078, 1.585, -0.005), q(0.080, 1.56, -0.005), 0.016, 0.012, SKIN),
            // Trunk in halves: chest, waist, seat.
            limb(q(0.06, 1.33, 0.0), q(0.05, 1.15, 0.0), 0.115, 0.105, SHIRT),
            limb(q(0.05, 1.15, 0.0), q(0.066, 0.99, 0.0), 0.105, 0.118, SHIRT),
            limb(q(0.05, 1.38, -0.01), q(0.15, 1.385, -0.01), 0.07, 0.062, SHIRT),
            limb(q(0.07, 0.93, 0.0), q(0.075, 0.88, -0.01), 0.117, 0.112, TROUSERS),
            limb(shoulder, elbow, 0.060, 0.044, SHIRT),
            limb(elbow, wrist, 0.042, 0.028, SKIN),
            limb(wrist, q(0.392, 0.80, 0.045), 0.030, 0.024, SKIN),
            limb(q(0.365, 0.86, 0.06), q(0.36, 0.82, 0.08), 0.013, 0.011, SKIN),
            limb(hip, knee, 0.092, 0.060, TROUSERS),
            limb(knee, ankle, 0.056, 0.042, TROUSERS),
            limb(q(0.125, 0.05, -0.045), q(0.15, 0.035, 0.14), 0.042, 0.034, SHOES),
        ]);
        for (index, joint) in
            [(11, shoulder), (13, elbow), (15, wrist), (23, hip), (25, knee), (27, ankle)]
        {
            joints.push((index + i, joint));
        }
    }
    (limbs, joints)
}

/// Draws the mannequin before a plain wall and floor, 3.2 m from a camera at 1.1 m.
pub(crate) fn draw(pose: Pose) -> Drawn {
    let (mut limbs, mut joints) = body();
    let turn = nalgebra::Rotation3::from_axis_angle(&Vector3::y_axis(), -pose.turn.to_radians());
    for limb in &mut limbs {
        (limb.from, limb.to) = (turn * limb.from, turn * limb.to);
    }
    for (_, joint) in &mut joints {
        *joint = turn * *joint;
    }
    let (w, h) = (pose.width as usize, pose.height as usize);
    let (distance, eye) = (3.2, 1.1);
    // A picture's height is 2 m at the person.
    let focal = h as f64 / 2.0 * distance;
    let camera = Point3::new(0.0, eye, distance);
    let on_screen = |p: Point3<f64>| {
        let depth = distance - p.z;
        let y = h as f64 * HORIZON - focal * (p.y - eye) / depth;
        Point2::new((w as f64 / 2.0 + focal * p.x / depth) as f32, y as f32)
    };
    let mut rgb = Vec::with_capacity(3 * w * h);
    let mut coverage = Vec::with_capacity(w * h);
    // Each limb's bounds on the screen spare most of the casting.
    let bounds: Vec<_> = limbs
        .iter()
        .map(|l| {
            let (a, b) = (on_screen(l.from), on_screen(l.to));
            let reach = (l.from_radius.max(l.to_radius) * focal / (distance - 0.6)) as f32 + 2.0;
            (a.x.min(b.x) - reach, a.x.max(b.x) + reach, a.y.min(b.y) - reach, a.y.max(b.y) + reach)
        })
        .collect();
    let mut noise = 0x2545_f491_u32;
    for y in 0..h {
        for x in 0..w {
            let (px, py) = (x as f32 + 0.5, y as f32 + 0.5);
            let near: Vec<&Limb> = limbs
                .iter()
                .zip(&bounds)
                .filter(|(_, b)| px > b.0 && px < b.1 && py > b.2 && py < b.3)
                .map(|(l, _)| l)
                .collect();
            let mut colour = Vector3::zeros();
            let mut covered = 0.0;
            let samples = if near.is_empty() { 1 } else { 3 };
            for i in 0..samples * samples {
                let sub = |k: usize| (k as f64 + 0.5) / samples as f64;
                let (sx, sy) = (x as f64 + sub(i % samples), y as f64 + sub(i / samples));
                let ray = Vector3::new(
                    (sx - w as f64 / 2.0) / focal,
                    (h as f64 * HORIZON - sy) / focal,
                    -1.0,
                )
                .normalize();
                let hit = cast(&near, camera, ray, distance);
                covered += f64::from(u8::from(hit.is_some()));
                colour += match hit {
                    Some((_, limb)) if pose.flat => Vector3::from(limb.colour),
                    Some((p, limb)) => Vector3::from(limb.colour) * light(limb, p),
                    None => room(camera, ray),
                };
            }
            let share = 1.0 / (samples * samples) as f64;
            coverage.push((covered * share) as f32);
            for c in (colour * share).iter() {
                // Camera noise of about two levels.
                noise ^= noise << 13;
                noise ^= noise >> 17;
                noise ^= noise << 5;
                let grain = if pose.flat { 0.0 } else { f64::from(noise % 7) - 3.0 };
                rgb.push((c * 255.0 + grain).clamp(0.0, 255.0) as u8);
            }
        }
    }
    Drawn {
        photo: Photo::from_rgb(pose.width, pose.height, rgb).unwrap(),
        coverage,
        joints: joints.into_iter().map(|(i, p)| (i, on_screen(p))).collect(),
        metres_per_pixel: distance / focal,
    }
}

fn cast<'a>(
    limbs: &[&'a Limb],
    from: Point3<f64>,
    ray: Vector3<f64>,
    distance: f64,
) -> Option<(Point3<f64>, &'a Limb)> {
    let mut travelled = distance - 0.7;
    while travelled < distance + 0.7 {
        let p = from + ray * travelled;
        let (nearest, limb) =
            limbs.iter().map(|l| (l.distance(p), *l)).min_by(|a, b| a.0.total_cmp(&b.0))?;
        if nearest < 2e-4 {
            return Some((p, limb));
        }
        travelled += 0.9 * nearest.max(1e-4);
    }
    None
}

fn light(limb: &Limb, p: Point3<f64>) -> f64 {
    let step = 1e-4;
    let slope = |d: Vector3<f64>| limb.distance(p + d * step) - limb.distance(p - d * step);
    let normal =
        Vector3::new(slope(Vector3::x()), slope(Vector3::y()), slope(Vector3::z())).normalize();
    0.35 + 0.75 * normal.dot(&Vector3::new(0.35, 0.6, 0.72).normalize()).max(0.0)
}

/// A wall 1 m behind the person and a floor.
fn room(camera: Point3<f64>, ray: Vector3<f64>) -> Vector3<f64> {
    let wall = (camera.z + 1.0) / -ray.z;
    let at = camera + ray * wall;
    if at.y > 0.0 {
        return Vector3::new(0.80, 0.79, 0.76) * (0.85 + 0.06 * at.y);
    }
    let floor = camera + ray * (camera.y / -ray.y);
    let board = 0.9 + 0.1 * (floor.x * 20.0).sin();
    Vector3::new(0.46, 0.36, 0.28) * board
}
