//! Lanes as the vectors of processors that know AVX2 or AVX-512: the compiler finds neither the
//! shuffles that turn rows to columns nor whole vectors by itself, and takes twice as long.
//!
//! Everything here is inlined into a function that is compiled for such processors, and must be called
//! from there only.

#![expect(clippy::inline_always, reason = "so that it is compiled for the caller's processor")]
#![expect(unsafe_code, reason = "the compiler cannot know the processor it will run on")]

use std::arch::x86_64::{
    __m128, __m256, __m512, _CMP_LT_OQ, _mm256_add_ps, _mm256_blendv_ps, _mm256_castps128_ps256,
    _mm256_castps256_ps128, _mm256_cmp_ps, _mm256_div_ps, _mm256_extractf128_ps,
    _mm256_insertf128_ps, _mm256_loadu_ps, _mm256_max_ps, _mm256_mul_ps, _mm256_set1_ps,
    _mm256_setzero_ps, _mm256_shuffle_ps, _mm256_sqrt_ps, _mm256_storeu_ps, _mm256_sub_ps,
    _mm256_unpackhi_ps, _mm256_unpacklo_ps, _mm512_add_ps, _mm512_castps128_ps512,
    _mm512_castps512_ps128, _mm512_cmp_ps_mask, _mm512_div_ps, _mm512_extractf32x4_ps,
    _mm512_insertf32x4, _mm512_loadu_ps, _mm512_mask_blend_ps, _mm512_max_ps, _mm512_mul_ps,
    _mm512_set1_ps, _mm512_setzero_ps, _mm512_shuffle_ps, _mm512_sqrt_ps, _mm512_storeu_ps,
    _mm512_sub_ps, _mm512_unpackhi_ps, _mm512_unpacklo_ps,
};
use std::ops::{Add, Mul, Neg, Sub};

use super::lanes::Lanes;

/// A kind of lanes by what the processor does with its vectors.
macro_rules! lanes_of {
    (
        $(#[$doc:meta])* $name:ident($vector:ty), $width:literal,
        $set:ident $add:ident $sub:ident $mul:ident $div:ident $sqrt:ident $max:ident
        $low:ident $high:ident $shuffle:ident $load:ident $store:ident
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub(crate) struct $name($vector);

        impl $name {
            /// All quarters as matrices of 4 by 4, transposed.
            #[inline(always)]
            fn transposed([a, b, c, d]: [$vector; 4]) -> [$vector; 4] {
                // SAFETY: only a function for this processor has lanes of this kind.
                unsafe {
                    let (low, more_low) = ($low(a, b), $low(c, d));
                    let (high, more_high) = ($high(a, b), $high(c, d));
                    [
                        $shuffle::<0x44>(low, more_low),
                        $shuffle::<0xee>(low, more_low),
                        $shuffle::<0x44>(high, more_high),
                        $shuffle::<0xee>(high, more_high),
                    ]
                }
            }
        }

        impl Lanes for $name {
            const WIDTH: usize = $width;

            #[inline(always)]
            fn all(value: f32) -> Self {
                // SAFETY: as above.
                Self(unsafe { $set(value) })
            }

            #[inline(always)]
            fn columns(row: impl Fn(usize) -> [f32; 4]) -> [Self; 4] {
                let half = |l: usize| -> __m128 { bytemuck::cast(row(l)) };
                let rows = [Self::joined(|q| half(4 * q)), Self::joined(|q| half(4 * q + 1)),
                    Self::joined(|q| half(4 * q + 2)), Self::joined(|q| half(4 * q + 3))];
                let [x, y, z, w] = Self::transposed(rows);
                [Self(x), Self(y), Self(z), Self(w)]
            }

            #[inline(always)]
            fn rows([x, y, z, w]: [Self; 4], mut give: impl FnMut(usize, [f32; 4])) {
                let rows = Self::transposed([x.0, y.0, z.0, w.0]);
                for (l, row) in rows.into_iter().enumerate() {
                    Self::parted(row, |q, row| give(4 * q + l, bytemuck::cast(row)));
                }
            }

            #[inline(always)]
            fn read(from: &[f32]) -> Self {
                assert!(from.len() >= $width, "numbers for all lanes");
                // SAFETY: as above, and as many numbers are there.
                Self(unsafe { $load(from.as_ptr()) })
            }

            #[inline(always)]
            fn write(self, to: &mut [f32]) {
                assert!(to.len() >= $width, "room for all lanes");
                // SAFETY: as above, and there is room for as many.
                unsafe { $store(to.as_mut_ptr(), self.0) }
            }

            #[inline(always)]
            fn sqrt(self) -> Self {
                // SAFETY: as above.
                Self(unsafe { $sqrt(self.0) })
            }

            #[inline(always)]
            fn over(self, other: Self) -> Self {
                // SAFETY: as above.
                Self(unsafe { $div(self.0, other.0) })
            }

            #[inline(always)]
            fn at_least(self, low: f32) -> Self {
                // SAFETY: as above.
                Self(unsafe { $max(self.0, $set(low)) })
            }

            #[inline(always)]
            fn where_negative(self, sign: Self) -> Self {
                Self::chosen(sign, self, Self::all(1.0))
            }
        }

        impl Add for $name {
            type Output = Self;
            #[inline(always)]
            fn add(self, other: Self) -> Self {
                // SAFETY: as above.
                Self(unsafe { $add(self.0, other.0) })
            }
        }

        impl Sub for $name {
            type Output = Self;
            #[inline(always)]
            fn sub(self, other: Self) -> Self {
                // SAFETY: as above.
                Self(unsafe { $sub(self.0, other.0) })
            }
        }

        impl Mul for $name {
            type Output = Self;
            #[inline(always)]
            fn mul(self, other: Self) -> Self {
                // SAFETY: as above.
                Self(unsafe { $mul(self.0, other.0) })
            }
        }

        impl Neg for $name {
            type Output = Self;
            #[inline(always)]
            fn neg(self) -> Self {
                // −0 − x is −x for every x.
                Self::all(-0.0) - self
            }
        }
    };
}

lanes_of! {
    /// Eight numbers.
    Avx2(__m256), 8,
    _mm256_set1_ps _mm256_add_ps _mm256_sub_ps _mm256_mul_ps _mm256_div_ps _mm256_sqrt_ps
    _mm256_max_ps _mm256_unpacklo_ps _mm256_unpackhi_ps _mm256_shuffle_ps
    _mm256_loadu_ps _mm256_storeu_ps
}

impl Avx2 {
    /// A vector of its quarters, 0 to 1.
    #[inline(always)]
    fn joined(quarter: impl Fn(usize) -> __m128) -> __m256 {
        // SAFETY: as above.
        unsafe { _mm256_insertf128_ps::<1>(_mm256_castps128_ps256(quarter(0)), quarter(1)) }
    }

    #[inline(always)]
    fn parted(vector: __m256, mut give: impl FnMut(usize, __m128)) {
        // SAFETY: as above.
        unsafe {
            give(0, _mm256_castps256_ps128(vector));
            give(1, _mm256_extractf128_ps::<1>(vector));
        }
    }

    /// `negative` where `sign` is, `other` elsewhere.
    #[inline(always)]
    fn chosen(sign: Self, negative: Self, other: Self) -> Self {
        // SAFETY: as above.
        Self(unsafe {
            let mask = _mm256_cmp_ps::<_CMP_LT_OQ>(sign.0, _mm256_setzero_ps());
            _mm256_blendv_ps(other.0, negative.0, mask)
        })
    }
}

lanes_of! {
    /// Sixteen numbers.
    Avx512(__m512), 16,
    _mm512_set1_ps _mm512_add_ps _mm512_sub_ps _mm512_mul_ps _mm512_div_ps _mm512_sqrt_ps
    _mm512_max_ps _mm512_unpacklo_ps _mm512_unpackhi_ps _mm512_shuffle_ps
    _mm512_loadu_ps _mm512_storeu_ps
}

impl Avx512 {
    /// A vector of its quarters, 0 to 3.
    #[inline(always)]
    fn joined(quarter: impl Fn(usize) -> __m128) -> __m512 {
        // SAFETY: as above.
        unsafe {
            let vector = _mm512_castps128_ps512(quarter(0));
            let vector = _mm512_insertf32x4::<1>(vector, quarter(1));
            let vector = _mm512_insertf32x4::<2>(vector, quarter(2));
            _mm512_insertf32x4::<3>(vector, quarter(3))
        }
    }

    #[inline(always)]
    fn parted(vector: __m512, mut give: impl FnMut(usize, __m128)) {
        // SAFETY: as above.
        unsafe {
            give(0, _mm512_castps512_ps128(vector));
            give(1, _mm512_extractf32x4_ps::<1>(vector));
            give(2, _mm512_extractf32x4_ps::<2>(vector));
            give(3, _mm512_extractf32x4_ps::<3>(vector));
        }
    }

    /// `negative` where `sign` is, `other` elsewhere.
    #[inline(always)]
    fn chosen(sign: Self, negative: Self, other: Self) -> Self {
        // SAFETY: as above.
        Self(unsafe {
            let mask = _mm512_cmp_ps_mask::<_CMP_LT_OQ>(sign.0, _mm512_setzero_ps());
            _mm512_mask_blend_ps(mask, other.0, negative.0)
        })
    }
}
