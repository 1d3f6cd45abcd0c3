//! Several numbers worked on together: plain loops of fixed length, which the compiler turns into
//! the processor's vectors. Every lane rounds as a single number does.

#![expect(clippy::inline_always, reason = "a call would hand vectors over in memory")]

use std::ops::{Add, Mul, Neg, Sub};

/// How many are worked on together.
pub(super) const WIDTH: usize = 8;

/// One number in each lane.
#[derive(Clone, Copy)]
#[repr(align(32))]
pub(super) struct Lanes(pub(super) [f32; WIDTH]);

impl Lanes {
    /// The same number in each lane.
    #[inline(always)]
    pub(super) fn all(value: f32) -> Self {
        Self([value; WIDTH])
    }

    #[inline(always)]
    pub(super) fn sqrt(self) -> Self {
        let mut out = [0.0; WIDTH];
        for (l, out) in out.iter_mut().enumerate() {
            *out = self.0[l].sqrt();
        }
        Self(out)
    }

    #[inline(always)]
    pub(super) fn over(self, other: Self) -> Self {
        let mut out = [0.0; WIDTH];
        for (l, out) in out.iter_mut().enumerate() {
            *out = self.0[l] / other.0[l];
        }
        Self(out)
    }

    #[inline(always)]
    pub(super) fn at_least(self, low: f32) -> Self {
        let mut out = [0.0; WIDTH];
        for (l, out) in out.iter_mut().enumerate() {
            *out = if self.0[l] > low { self.0[l] } else { low };
        }
        Self(out)
    }

    /// `self` where `sign` is negative, 1 elsewhere.
    #[inline(always)]
    pub(super) fn where_negative(self, sign: Self) -> Self {
        let mut out = [0.0; WIDTH];
        for (l, out) in out.iter_mut().enumerate() {
            *out = if sign.0[l] < 0.0 { self.0[l] } else { 1.0 };
        }
        Self(out)
    }
}

impl Add for Lanes {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        let mut out = [0.0; WIDTH];
        for (l, out) in out.iter_mut().enumerate() {
            *out = self.0[l] + other.0[l];
        }
        Self(out)
    }
}

impl Sub for Lanes {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        let mut out = [0.0; WIDTH];
        for (l, out) in out.iter_mut().enumerate() {
            *out = self.0[l] - other.0[l];
        }
        Self(out)
    }
}

impl Mul for Lanes {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        let mut out = [0.0; WIDTH];
        for (l, out) in out.iter_mut().enumerate() {
            *out = self.0[l] * other.0[l];
        }
        Self(out)
    }
}

impl Neg for Lanes {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        let mut out = [0.0; WIDTH];
        for (l, out) in out.iter_mut().enumerate() {
            *out = -self.0[l];
        }
        Self(out)
    }
}

/// One vector in each lane.
#[derive(Clone, Copy)]
pub(super) struct Lanes3 {
    pub(super) x: Lanes,
    pub(super) y: Lanes,
    pub(super) z: Lanes,
}

impl Lanes3 {
    #[inline(always)]
    pub(super) fn dot(self, other: Self) -> Lanes {
        self.x * other.x + self.y * other.y + self.z * other.z
    }
}

impl Add for Lanes3 {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self { x: self.x + other.x, y: self.y + other.y, z: self.z + other.z }
    }
}

impl Sub for Lanes3 {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self { x: self.x - other.x, y: self.y - other.y, z: self.z - other.z }
    }
}

impl Mul<Lanes> for Lanes3 {
    type Output = Self;
    #[inline(always)]
    fn mul(self, by: Lanes) -> Self {
        Self { x: self.x * by, y: self.y * by, z: self.z * by }
    }
}
