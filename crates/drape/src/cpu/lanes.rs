//! Several numbers worked on together. Every lane rounds as a single number does: nothing is fused.

#![expect(clippy::inline_always, reason = "a call would hand vectors over in memory")]

use std::ops::{Add, Mul, Neg, Sub};

/// One number in each of [`Lanes::WIDTH`] lanes.
pub(crate) trait Lanes:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Neg<Output = Self>
{
    /// How many are worked on together.
    const WIDTH: usize;

    /// The same number in each lane.
    fn all(value: f32) -> Self;

    /// The four columns of the rows of four, of which lane l has row l.
    fn columns(row: impl Fn(usize) -> [f32; 4]) -> [Self; 4];

    /// Back from [`Lanes::columns`]: gives each row.
    fn rows(columns: [Self; 4], give: impl FnMut(usize, [f32; 4]));

    /// The first numbers of `from`, one a lane.
    fn read(from: &[f32]) -> Self;

    /// Puts them to the front of `to`.
    fn write(self, to: &mut [f32]);

    fn sqrt(self) -> Self;

    fn over(self, other: Self) -> Self;

    fn at_least(self, low: f32) -> Self;

    /// `self` where `sign` is negative, 1 elsewhere.
    fn where_negative(self, sign: Self) -> Self;
}

/// One vector in each lane.
#[derive(Clone, Copy)]
pub(crate) struct Lanes3<L> {
    pub(crate) x: L,
    pub(crate) y: L,
    pub(crate) z: L,
}

impl<L: Lanes> Lanes3<L> {
    #[inline(always)]
    pub(crate) fn dot(self, other: Self) -> L {
        self.x * other.x + self.y * other.y + self.z * other.z
    }
}

impl<L: Lanes> Add for Lanes3<L> {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self { x: self.x + other.x, y: self.y + other.y, z: self.z + other.z }
    }
}

impl<L: Lanes> Sub for Lanes3<L> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self { x: self.x - other.x, y: self.y - other.y, z: self.z - other.z }
    }
}

impl<L: Lanes> Mul<L> for Lanes3<L> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, by: L) -> Self {
        Self { x: self.x * by, y: self.y * by, z: self.z * by }
    }
}

/// Lanes of [`Plain`]: most processors have vectors of four.
const PLAIN: usize = 4;

/// Lanes of any processor: plain loops of fixed length.
#[derive(Clone, Copy)]
pub(crate) struct Plain([f32; PLAIN]);

impl Plain {
    #[inline(always)]
    fn with(self, other: Self, f: impl Fn(f32, f32) -> f32) -> Self {
        let mut out = [0.0; PLAIN];
        for (l, out) in out.iter_mut().enumerate() {
            *out = f(self.0[l], other.0[l]);
        }
        Self(out)
    }
}

impl Lanes for Plain {
    const WIDTH: usize = PLAIN;

    #[inline(always)]
    fn all(value: f32) -> Self {
        Self([value; PLAIN])
    }

    #[inline(always)]
    fn columns(row: impl Fn(usize) -> [f32; 4]) -> [Self; 4] {
        let mut columns = [Self([0.0; PLAIN]); 4];
        for l in 0..PLAIN {
            let row = row(l);
            for (column, value) in columns.iter_mut().zip(row) {
                column.0[l] = value;
            }
        }
        columns
    }

    #[inline(always)]
    fn rows([x, y, z, w]: [Self; 4], mut give: impl FnMut(usize, [f32; 4])) {
        for l in 0..PLAIN {
            give(l, [x.0[l], y.0[l], z.0[l], w.0[l]]);
        }
    }

    #[inline(always)]
    fn read(from: &[f32]) -> Self {
        let mut lanes = [0.0; PLAIN];
        lanes.copy_from_slice(&from[..PLAIN]);
        Self(lanes)
    }

    #[inline(always)]
    fn write(self, to: &mut [f32]) {
        to[..PLAIN].copy_from_slice(&self.0);
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        self.with(self, |a, _| a.sqrt())
    }

    #[inline(always)]
    fn over(self, other: Self) -> Self {
        self.with(other, |a, b| a / b)
    }

    #[inline(always)]
    fn at_least(self, low: f32) -> Self {
        self.with(self, |a, _| if a > low { a } else { low })
    }

    #[inline(always)]
    fn where_negative(self, sign: Self) -> Self {
        self.with(sign, |a, sign| if sign < 0.0 { a } else { 1.0 })
    }
}

impl Add for Plain {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.with(other, |a, b| a + b)
    }
}

impl Sub for Plain {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.with(other, |a, b| a - b)
    }
}

impl Mul for Plain {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.with(other, |a, b| a * b)
    }
}

impl Neg for Plain {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        self.with(self, |a, _| -a)
    }
}
