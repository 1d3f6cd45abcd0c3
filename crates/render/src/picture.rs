//! A picture in memory.

use std::io::Cursor;

use image::{ExtendedColorType, ImageEncoder, ImageFormat};

use crate::RenderError;

/// A picture of 8 bits a channel, sRGB, row by row from the top left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Width (px).
    pub width: u32,
    /// Height (px).
    pub height: u32,
    /// Red, green, blue and alpha of every pixel, alpha not multiplied in; shape
    /// `[height * width * 4]`.
    pub rgba: Vec<u8>,
}

impl Picture {
    /// A picture of one colour.
    pub fn filled(width: u32, height: u32, rgba: [u8; 4]) -> Self {
        Self { width, height, rgba: rgba.repeat(width as usize * height as usize) }
    }

    /// A picture from `rgb`, shape `[height * width * 3]`, all opaque.
    ///
    /// # Errors
    ///
    /// [`RenderError::Mismatch`] when `rgb` has another length.
    pub fn from_rgb(width: u32, height: u32, rgb: &[u8]) -> Result<Self, RenderError> {
        let (w, h) = (width as usize, height as usize);
        if rgb.len() != w * h * 3 {
            let got = [rgb.len() / 3 / h.max(1), h];
            return Err(RenderError::Mismatch { what: "rgb", got, want: [w, h] });
        }
        let rgba = rgb.chunks_exact(3).flat_map(|c| [c[0], c[1], c[2], 255]).collect();
        Ok(Self { width, height, rgba })
    }

    /// Red, green, blue and alpha of the pixel in column `x`, row `y`.
    pub fn pixel(&self, x: u32, y: u32) -> [u8; 4] {
        let i = (y as usize * self.width as usize + x as usize) * 4;
        [self.rgba[i], self.rgba[i + 1], self.rgba[i + 2], self.rgba[i + 3]]
    }

    /// Without alpha, shape `[height * width * 3]`.
    pub fn to_rgb(&self) -> Vec<u8> {
        self.rgba.chunks_exact(4).flat_map(|c| [c[0], c[1], c[2]]).collect()
    }

    /// The picture as a PNG file; without an alpha channel when it is opaque everywhere.
    ///
    /// # Errors
    ///
    /// [`RenderError::Png`] for an empty picture.
    pub fn to_png(&self) -> Result<Vec<u8>, RenderError> {
        let opaque = self.rgba.chunks_exact(4).all(|c| c[3] == 255);
        let mut out = Vec::new();
        // Level and filter chosen for speed: a studio picture of 1.5 Mpx takes some 60 ms.
        let encoder = image::codecs::png::PngEncoder::new_with_quality(
            &mut out,
            image::codecs::png::CompressionType::Fast,
            image::codecs::png::FilterType::Adaptive,
        );
        let written = if opaque {
            let rgb = self.to_rgb();
            encoder.write_image(&rgb, self.width, self.height, ExtendedColorType::Rgb8)
        } else {
            encoder.write_image(&self.rgba, self.width, self.height, ExtendedColorType::Rgba8)
        };
        written.map_err(|e| RenderError::Png(e.to_string()))?;
        Ok(out)
    }

    /// Reads a PNG file.
    ///
    /// # Errors
    ///
    /// [`RenderError::Png`] when it is none.
    pub fn from_png(bytes: &[u8]) -> Result<Self, RenderError> {
        let decoded = image::load(Cursor::new(bytes), ImageFormat::Png)
            .map_err(|e| RenderError::Png(e.to_string()))?
            .into_rgba8();
        Ok(Self { width: decoded.width(), height: decoded.height(), rgba: decoded.into_raw() })
    }

    /// Copies `other` into this picture with its top left corner at `x`, `y`, cut at the borders.
    pub fn paste(&mut self, other: &Self, x: u32, y: u32) {
        let columns = other.width.min(self.width.saturating_sub(x)) as usize;
        for row in 0..other.height.min(self.height.saturating_sub(y)) {
            let to = ((y + row) as usize * self.width as usize + x as usize) * 4;
            let from = row as usize * other.width as usize * 4;
            self.rgba[to..to + columns * 4].copy_from_slice(&other.rgba[from..from + columns * 4]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_survives_png() {
        let mut picture = Picture::filled(5, 3, [10, 20, 30, 255]);
        assert_eq!(Picture::from_png(&picture.to_png().unwrap()).unwrap(), picture);
        picture.rgba[7] = 9;
        assert_eq!(Picture::from_png(&picture.to_png().unwrap()).unwrap(), picture);
        assert!(matches!(Picture::from_png(b"no"), Err(RenderError::Png(_))));
    }

    #[test]
    fn pasting_over_the_border_is_cut() {
        let mut below = Picture::filled(4, 4, [0, 0, 0, 255]);
        below.paste(&Picture::filled(3, 3, [9, 9, 9, 255]), 2, 3);
        let painted = below.rgba.chunks_exact(4).filter(|c| c[0] == 9).count();
        assert_eq!(
            (painted, below.pixel(2, 3), below.pixel(1, 3)),
            (2, [9, 9, 9, 255], [0, 0, 0, 255])
        );
    }
}
