//! Where the landmark network sees a landmark, and where the body has it.

use std::collections::BTreeMap;

use nalgebra::{UnitQuaternion, Vector3};
use pose::{Person, View};

use crate::studio::Shot;

/// How a landmark is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// From the front.
    Front,
    /// From the side, on the side that is turned to the camera.
    Near,
    /// From the side, on the other.
    Far,
}

/// Sums of what the network's landmarks are off by, over people, for each pair of landmarks.
#[derive(Clone, Debug, Default)]
pub struct LandmarkBias {
    /// By aspect and left landmark: offsets (mm) outward or forward, and up.
    sums: BTreeMap<(Aspect, usize), Vec<[f64; 2]>>,
}

impl LandmarkBias {
    pub(crate) fn add(&mut self, model: &body::BodyModel, shot: &Shot, person: &Person) {
        let camera = &shot.camera;
        let turn = UnitQuaternion::from_axis_angle(&Vector3::y_axis(), shot.heading);
        for (i, (_, points)) in model.keypoints().iter().enumerate() {
            let at = points.of(&shot.posed.vertices);
            let p = camera.camera_from_world.cast::<f64>() * at;
            let focal = f64::from(camera.focal_px);
            let seen = person.landmarks.image[i].position.cast::<f64>();
            let center = camera.center_px.cast::<f64>();
            let off_x = (seen.x - center.x) * -p.z / focal - p.x;
            let off_y = -(seen.y - center.y) * -p.z / focal - p.y;
            // In the picture's plane; along the body's own axes as far as these lie in it.
            let sideways = camera
                .camera_from_world
                .rotation
                .cast::<f64>()
                .inverse_transform_vector(&Vector3::new(off_x, off_y, 0.0));
            let own = turn.inverse_transform_vector(&sideways);
            let (pair, side) = pair(i);
            // Turned to her left she shows her right side.
            let (aspect, along) = match person.view {
                View::Front => (Aspect::Front, side * own.x),
                View::Side if side * shot.heading < 0.0 => (Aspect::Near, own.z),
                View::Side => (Aspect::Far, own.z),
            };
            self.sums.entry((aspect, pair)).or_default().push([1e3 * along, 1e3 * own.y]);
        }
    }

    pub(crate) fn join(&mut self, other: Self) {
        for (key, mut cells) in other.sums {
            self.sums.entry(key).or_default().append(&mut cells);
        }
    }

    /// Left landmark of each pair, mean offset and its standard deviation (mm): outward and up in
    /// views from the front, forward and up in views from the side.
    pub fn rows(&self) -> Vec<(Aspect, usize, [f64; 2], [f64; 2])> {
        self.sums
            .iter()
            .map(|(&(aspect, pair), cells)| {
                let n = cells.len() as f64;
                let mean = [0, 1].map(|i| cells.iter().map(|c| c[i]).sum::<f64>() / n);
                let sigma = [0, 1].map(|i| {
                    libm::sqrt(cells.iter().map(|c| (c[i] - mean[i]).powi(2)).sum::<f64>() / n)
                });
                (aspect, pair, mean, sigma)
            })
            .collect()
    }
}

/// The left landmark of a landmark's pair, and which way is outward.
fn pair(i: usize) -> (usize, f64) {
    match i {
        0 => (0, 1.0),
        1..=3 => (i, 1.0),
        4..=6 => (i - 3, -1.0),
        _ if i % 2 == 1 => (i, 1.0),
        _ => (i - 1, -1.0),
    }
}
