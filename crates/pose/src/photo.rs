//! An upright picture in memory, and how one is made from a file's bytes.

use serde::{Deserialize, Serialize};

/// A picture as 8-bit sRGB, upright; of its metadata the lens alone is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Photo {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
    /// The lens's focal length (mm) on film 35 mm wide, where the file says.
    focal_35mm: Option<u16>,
}

/// The file formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// JPEG (baseline and progressive).
    Jpeg,
    /// PNG with one picture.
    Png,
    /// WebP with one picture.
    Webp,
}

/// Why a file gives no [`Photo`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PhotoError {
    /// The file has more bytes than may be sent.
    #[error("the file has {bytes} bytes, more than {limit}")]
    FileTooLarge {
        /// Its length.
        bytes: usize,
        /// [`Photo::MAX_BYTES`].
        limit: usize,
    },
    /// Not JPEG, PNG or WebP, whatever its name says.
    #[error("the file is neither JPEG nor PNG nor WebP")]
    UnknownFormat,
    /// An animation; one picture is asked for.
    #[error("the {format:?} file is an animation")]
    Animated {
        /// Its format.
        format: Format,
    },
    /// The picture has no pixels, or more than are decoded.
    #[error("the picture is {width} × {height} pixels; 1 to {limit} are read")]
    PixelCount {
        /// Claimed width (px).
        width: u32,
        /// Claimed height (px).
        height: u32,
        /// The most pixels that this file may have.
        limit: u64,
    },
    /// The file would cost more memory or time than a photo may.
    #[error("the {format:?} file asks for {passes} passes over {width} × {height} pixels")]
    TooCostly {
        /// Its format.
        format: Format,
        /// Claimed width (px).
        width: u32,
        /// Claimed height (px).
        height: u32,
        /// Passes over the picture.
        passes: u32,
    },
    /// The file is damaged or uses what the decoder does not know.
    #[error("the {format:?} file cannot be decoded: {what}")]
    Broken {
        /// Its format.
        format: Format,
        /// The decoder's words.
        what: String,
    },
    /// [`Photo::from_rgb`] was given another number of bytes than width × height × 3.
    #[error("{bytes} bytes are no {width} × {height} RGB picture")]
    WrongLength {
        /// Given width (px).
        width: u32,
        /// Given height (px).
        height: u32,
        /// Given bytes.
        bytes: usize,
    },
}

impl Photo {
    /// The longest file that is decoded (bytes).
    pub const MAX_BYTES: usize = 12 << 20;
    /// The most pixels that a file may claim.
    pub const MAX_PIXELS: u64 = 50_000_000;
    /// The longest side of a decoded photo (px). Larger ones are shrunk by a whole number: at
    /// 4096 px a standing person has two pixels a millimetre, finer than any outline here.
    pub const MAX_SIDE: u32 = 4096;

    /// A photo from its pixels, row by row from the top left; `rgb` has shape
    /// `[height * width * 3]`.
    ///
    /// # Errors
    ///
    /// [`PhotoError::WrongLength`] when the length does not fit, [`PhotoError::PixelCount`] for an
    /// empty picture.
    pub fn from_rgb(width: u32, height: u32, rgb: Vec<u8>) -> Result<Self, PhotoError> {
        let pixels = u64::from(width) * u64::from(height);
        if pixels == 0 || pixels > Self::MAX_PIXELS {
            return Err(PhotoError::PixelCount { width, height, limit: Self::MAX_PIXELS });
        }
        if rgb.len() as u64 != 3 * pixels {
            return Err(PhotoError::WrongLength { width, height, bytes: rgb.len() });
        }
        Ok(Self { width, height, rgb, focal_35mm: None })
    }

    /// The same through a lens of that focal length (mm) on film 35 mm wide.
    #[cfg(feature = "decode")]
    pub(crate) fn through(self, focal_35mm: Option<u16>) -> Self {
        Self { focal_35mm, ..self }
    }

    /// The lens's focal length (px of this photo), where the file says.
    ///
    /// Right to about 4 %: cameras round it to a millimetre of 25, straighten what the lens bends and
    /// cut the edges off. A file that was sent through a chat says nothing.
    pub fn focal_px(&self) -> Option<f64> {
        /// The longer side of a picture on which the lens counts as on film (mm): film itself, and
        /// with the same corners 4 : 3, of which telephones cut longer ones.
        const LONG_SIDE: [f64; 2] = [36.0, 34.61];
        let longer = f64::from(self.width.max(self.height));
        let shape = longer / f64::from(self.width.min(self.height));
        let of = match shape {
            // Cut on the longer side, nobody knows how far.
            ..1.3 => return None,
            1.45..1.55 => LONG_SIDE[0],
            _ => LONG_SIDE[1],
        };
        self.focal_35mm.map(|mm| f64::from(mm) / of * longer)
    }

    /// Width (px).
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height (px).
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The pixels, row by row from the top left; shape `[height * width * 3]`.
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    /// One pixel; `x` and `y` must lie inside.
    #[cfg(feature = "decode")]
    pub(crate) fn pixel(&self, x: u32, y: u32) -> [u8; 3] {
        let at = 3 * (y as usize * self.width as usize + x as usize);
        [self.rgb[at], self.rgb[at + 1], self.rgb[at + 2]]
    }

    /// The photo shrunk by the whole number `factor`: each pixel is the mean of a block. What is
    /// left over at the right and bottom is dropped.
    #[cfg(feature = "decode")]
    pub(crate) fn shrunk(&self, factor: u32) -> Self {
        if factor <= 1 {
            return self.clone();
        }
        let (width, height) = ((self.width / factor).max(1), (self.height / factor).max(1));
        let (block_w, block_h) =
            (factor.min(self.width) as usize, factor.min(self.height) as usize);
        let area = (block_w * block_h) as u32;
        let stride = 3 * self.width as usize;
        let mut rgb = Vec::with_capacity(3 * width as usize * height as usize);
        let mut sums = vec![0_u32; 3 * width as usize];
        for y in 0..height as usize {
            sums.fill(0);
            for row in 0..block_h {
                let line = &self.rgb[(y * factor as usize + row) * stride..][..stride];
                for (sum, block) in sums.chunks_exact_mut(3).zip(line.chunks(3 * factor as usize)) {
                    for pixel in block[..3 * block_w].chunks_exact(3) {
                        for channel in 0..3 {
                            sum[channel] += u32::from(pixel[channel]);
                        }
                    }
                }
            }
            rgb.extend(sums.iter().map(|sum| ((sum + area / 2) / area) as u8));
        }
        Self { width, height, rgb, focal_35mm: self.focal_35mm }
    }
}

/// Shrinking by two, for the networks' eyes.
#[cfg(feature = "onnx")]
impl Photo {
    /// [`shrunk`](Self::shrunk) by two, several times as fast.
    pub(crate) fn halved(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        if width == 0 || height == 0 {
            return self.shrunk(2);
        }
        let stride = 3 * self.width as usize;
        let used = 6 * width as usize;
        let mut rgb = vec![0; 3 * width as usize * height as usize];
        let mut pairs = vec![0_u16; used];
        let lines = self.rgb.chunks_exact(2 * stride);
        for (out, lines) in rgb.chunks_exact_mut(3 * width as usize).zip(lines) {
            let (above, below) = lines.split_at(stride);
            for ((pair, a), b) in pairs.iter_mut().zip(above).zip(below) {
                *pair = u16::from(*a) + u16::from(*b);
            }
            // At most 4 · 255 + 2.
            let mean = |a: u16, b: u16| (a.wrapping_add(b).wrapping_add(2) / 4) as u8;
            let (pixels, _) = out.as_chunks_mut::<3>();
            let (pairs, _) = pairs.as_chunks::<6>();
            for (pixel, [r, g, b, r2, g2, b2]) in pixels.iter_mut().zip(pairs) {
                *pixel = [mean(*r, *r2), mean(*g, *g2), mean(*b, *b2)];
            }
        }
        Self { width, height, rgb, focal_35mm: self.focal_35mm }
    }
}

impl std::fmt::Debug for Photo {
    /// The size alone: nobody's picture belongs in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Photo")
            .field("width", &self.width)
            .field("height", &self.height)
            .finish_non_exhaustive()
    }
}
