//! The one-euro filter: still when the person stands still, quick when she moves.
//!
//! G. Casiez, N. Roussel, D. Vogel, "1 € Filter: A Simple Speed-based Low-pass Filter for Noisy
//! Input in Interactive Systems", CHI 2012. Constants from MediaPipe's `pose_landmark_filtering`
//! graph.

use nalgebra::{Point2, Point3, SVector};

use crate::landmark::Sighting;

/// How a one-euro filter trades calm for speed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OneEuro {
    /// The cut-off frequency at rest (Hz): lower is calmer.
    pub min_cutoff_hz: f32,
    /// How the cut-off rises with speed (Hz for each value a second): higher lags less.
    pub beta: f32,
    /// The cut-off frequency of the speed itself (Hz).
    pub speed_cutoff_hz: f32,
}

impl OneEuro {
    /// For landmarks on the screen, with speeds in sizes of the person a second.
    pub const SCREEN: Self = Self { min_cutoff_hz: 0.05, beta: 80.0, speed_cutoff_hz: 1.0 };
    /// For the two points that the next frame is looked for by.
    pub const NEXT: Self = Self { min_cutoff_hz: 0.01, beta: 10.0, speed_cutoff_hz: 1.0 };
    /// For landmarks in space, with speeds in metres a second.
    pub const SPACE: Self = Self { min_cutoff_hz: 0.1, beta: 40.0, speed_cutoff_hz: 1.0 };
}

/// One filtered point of `D` coordinates; each is filtered by itself.
#[derive(Clone, Copy, Debug)]
struct Filtered<const D: usize> {
    raw: SVector<f32, D>,
    value: SVector<f32, D>,
    speed: SVector<f32, D>,
}

impl<const D: usize> Filtered<D> {
    fn at(raw: SVector<f32, D>) -> Self {
        Self { raw, value: raw, speed: SVector::zeros() }
    }

    /// Takes the next value, `dt_s` after the last; `scale` brings speeds to the filter's unit.
    fn follow(&mut self, raw: SVector<f32, D>, dt_s: f32, scale: f32, filter: &OneEuro) {
        for i in 0..D {
            let speed = (raw[i] - self.raw[i]) * scale / dt_s;
            self.speed[i] += share(filter.speed_cutoff_hz, dt_s) * (speed - self.speed[i]);
            let cutoff = filter.min_cutoff_hz + filter.beta * self.speed[i].abs();
            self.value[i] += share(cutoff, dt_s) * (raw[i] - self.value[i]);
        }
        self.raw = raw;
    }
}

/// How much of the way to a new value a low-pass filter goes in one step of `dt_s`.
fn share(cutoff_hz: f32, dt_s: f32) -> f32 {
    let tau = 1.0 / (2.0 * std::f32::consts::PI * cutoff_hz);
    1.0 / (1.0 + tau / dt_s)
}

/// How much of the old visibility stays in each frame.
const VISIBILITY_KEPT: f32 = 0.9;

/// Filters the sightings of one person in a run of frames.
#[derive(Clone, Debug, Default)]
pub struct Smoother {
    last: Option<State>,
}

#[derive(Clone, Debug)]
struct State {
    screen: Vec<Filtered<2>>,
    space: Vec<Filtered<3>>,
    visibility: Vec<f32>,
    next: [Filtered<2>; 2],
}

impl Smoother {
    /// Forgets the person: the next sighting passes as it is.
    pub fn reset(&mut self) {
        self.last = None;
    }

    /// Smooths `sighting` in place; `dt_s` is the time since the frame before, at least a
    /// millisecond is taken.
    pub fn smooth(&mut self, sighting: &mut Sighting, dt_s: f32) {
        let dt_s = dt_s.max(1e-3);
        let Some(last) = &mut self.last else {
            self.last = Some(State::of(sighting));
            return;
        };
        let (hips, rim) = sighting.next;
        // The person's size on the screen, so that calm does not depend on the distance.
        let scale = 1.0 / (2.0 * (rim - hips).norm()).max(1.0);
        let image = &mut sighting.landmarks.image;
        for (i, landmark) in image.iter_mut().enumerate() {
            let filtered = &mut last.screen[i];
            filtered.follow(landmark.position.coords, dt_s, scale, &OneEuro::SCREEN);
            landmark.position = Point2::from(filtered.value);
            let visibility = &mut last.visibility[i];
            *visibility += (1.0 - VISIBILITY_KEPT) * (landmark.visibility - *visibility);
            landmark.visibility = *visibility;
        }
        for (filtered, point) in last.space.iter_mut().zip(&mut sighting.landmarks.world) {
            filtered.follow(point.coords, dt_s, 1.0, &OneEuro::SPACE);
            *point = Point3::from(filtered.value);
        }
        for (filtered, point) in last.next.iter_mut().zip([hips, rim]) {
            filtered.follow(point.coords, dt_s, scale, &OneEuro::NEXT);
        }
        sighting.next = (Point2::from(last.next[0].value), Point2::from(last.next[1].value));
    }
}

impl State {
    fn of(sighting: &Sighting) -> Self {
        let Sighting { landmarks, next, .. } = sighting;
        Self {
            screen: landmarks.image.iter().map(|l| Filtered::at(l.position.coords)).collect(),
            space: landmarks.world.iter().map(|p| Filtered::at(p.coords)).collect(),
            visibility: landmarks.image.iter().map(|l| l.visibility).collect(),
            next: [Filtered::at(next.0.coords), Filtered::at(next.1.coords)],
        }
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::Vector1;

    use super::*;

    const DT: f32 = 1.0 / 30.0;
    /// Without `beta` the filter is a plain low-pass.
    const PLAIN: OneEuro = OneEuro { min_cutoff_hz: 2.0, beta: 0.0, speed_cutoff_hz: 1.0 };

    #[test]
    fn a_constant_signal_passes_unchanged() {
        let mut filtered = Filtered::at(Vector1::new(3.25));
        for _ in 0..100 {
            filtered.follow(Vector1::new(3.25), DT, 1.0, &OneEuro::SCREEN);
            assert!((filtered.value.x - 3.25).abs() < 1e-6);
        }
    }

    #[test]
    fn a_step_without_beta_is_followed_as_the_discrete_low_pass_says() {
        // y_n = 1 − (1 − a)^n with a = 1 / (1 + τ / Δt), τ = 1 / (2 π f).
        let mut filtered = Filtered::at(Vector1::new(0.0));
        let a = 1.0 / (1.0 + 30.0 / (2.0 * std::f64::consts::PI * 2.0));
        for n in 1..=60 {
            filtered.follow(Vector1::new(1.0), DT, 1.0, &PLAIN);
            let expected = 1.0 - (1.0 - a).powi(n);
            // f32 rounding over sixty steps.
            assert!((f64::from(filtered.value.x) - expected).abs() < 1e-5, "{n}");
        }
    }

    #[test]
    fn a_moving_signal_lags_less_the_higher_beta_is() {
        let lag = |beta: f32| {
            let mut filtered = Filtered::at(Vector1::new(0.0));
            let filter = OneEuro { beta, ..PLAIN };
            for n in 1..=120 {
                filtered.follow(Vector1::new(n as f32 * DT), DT, 1.0, &filter);
            }
            120.0 * DT - filtered.value.x
        };
        // A plain low-pass lags a ramp of slope 1 by Δt (1 − a) / a = τ = 1 / (2 π f).
        assert!((lag(0.0) - 1.0 / (4.0 * std::f32::consts::PI)).abs() < 1e-3);
        assert!(lag(10.0) < lag(1.0) && lag(1.0) < lag(0.0));
    }

    #[test]
    fn noise_about_a_standing_point_shrinks() {
        let mut filtered = Filtered::at(Vector1::new(0.0));
        let (mut noise, mut raw, mut smooth) = (12345_u32, 0.0, 0.0);
        for n in 0..600 {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // Jitter of a thousandth of the person.
            let value = ((noise >> 16) as f32 / 65536.0 - 0.5) * 2e-3;
            filtered.follow(Vector1::new(value), DT, 1.0, &OneEuro::SCREEN);
            if n > 60 {
                raw += value * value;
                smooth += filtered.value.x * filtered.value.x;
            }
        }
        assert!(smooth < raw / 4.0, "{smooth} of {raw}");
    }
}
