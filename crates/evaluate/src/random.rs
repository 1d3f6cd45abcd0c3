//! Random numbers from a seed.

use nalgebra::Vector3;

/// `SplitMix64` (G. Steele, D. Lea, C. Flood, 2014).
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// The `stream`th independent row of a seed.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mixed = seed ^ stream.wrapping_mul(0xD1B5_4A32_D192_ED03);
        Self(mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    /// Even in 0–1.
    pub(crate) fn even(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Even between two numbers.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.even()
    }

    /// Normal, mean 0, standard deviation 1 (G. Box and M. Muller, 1958).
    pub(crate) fn normal(&mut self) -> f64 {
        let (a, b) = (self.even().max(1e-300), self.even());
        libm::sqrt(-2.0 * libm::log(a)) * libm::cos(std::f64::consts::TAU * b)
    }

    pub(crate) fn vector(&mut self, sigma: f64) -> Vector3<f64> {
        Vector3::new(self.normal(), self.normal(), self.normal()) * sigma
    }

    /// A colour between two (sRGB).
    pub(crate) fn colour(&mut self, low: [u8; 3], high: [u8; 3]) -> [u8; 3] {
        let t = self.even();
        [0, 1, 2].map(|i| (f64::from(low[i]) + t * (f64::from(high[i]) - f64::from(low[i]))) as u8)
    }
}
