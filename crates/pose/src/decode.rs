//! Files to [`Photo`]s: the limits, the decoder, the orientation.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::exif;
use crate::header::{self, Header};
use crate::photo::{Format, Photo, PhotoError};

/// The most memory that pixels and decoder may take together (bytes). With the file itself
/// (12 MiB, held twice) and the copy that turning makes, the peak stays below 512 MiB.
const MAX_WORKING_BYTES: u64 = 320 << 20;

/// The most pixels that all passes of a progressive JPEG may touch together. A camera's file has
/// about ten passes; a hostile one thousands, each of a few bytes.
const MAX_PIXEL_PASSES: u64 = 500_000_000;

/// The most that a WebP file's pixels and twice its bytes may come to: lossy ones take some 65 ns a
/// pixel and 130 ns a byte.
const MAX_WEBP_COST: u64 = 24_000_000;

/// The most pixels of a WebP file: its decoder does about 15 million a second where the JPEG and
/// PNG ones do 80.
const MAX_WEBP_PIXELS: u64 = 12_500_000;

impl Photo {
    /// Decodes a JPEG, PNG or WebP file: upright by its EXIF orientation, transparent pixels over
    /// white, colour profile and metadata but the lens dropped, and no side longer than [`Photo::MAX_SIDE`].
    ///
    /// Whatever the bytes are, the answer comes within 2 s and 512 MiB: what the file claims is
    /// checked before anything is decoded.
    ///
    /// # Errors
    ///
    /// See [`PhotoError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, PhotoError> {
        if bytes.len() > Self::MAX_BYTES {
            return Err(PhotoError::FileTooLarge { bytes: bytes.len(), limit: Self::MAX_BYTES });
        }
        let header = header::read(bytes)?;
        check(&header, bytes.len())?;
        let (image, orientation, lens) = pixels(bytes, &header)?;
        let image = rgb8(image);
        let (width, height) = image.dimensions();
        let photo = Self::from_rgb(width, height, image.into_raw())?;
        // Shrinking before turning keeps the turned copy small.
        let photo = photo.shrunk(width.max(height).div_ceil(Self::MAX_SIDE));
        Ok(turned(photo, orientation).through(lens))
    }
}

fn check(header: &Header, bytes: usize) -> Result<(), PhotoError> {
    let Header { format, width, height, working_bytes, passes } = *header;
    let limit = if format == Format::Webp { MAX_WEBP_PIXELS } else { Photo::MAX_PIXELS };
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 || pixels > limit {
        return Err(PhotoError::PixelCount { width, height, limit });
    }
    let working = pixels * (3 + u64::from(working_bytes));
    let slow = match format {
        Format::Webp => pixels + 2 * bytes as u64 > MAX_WEBP_COST,
        _ => pixels * u64::from(passes) > MAX_PIXEL_PASSES,
    };
    if slow || working > MAX_WORKING_BYTES {
        return Err(PhotoError::TooCostly { format, width, height, passes });
    }
    Ok(())
}

/// The picture, how the camera was held, and its lens (mm on film 35 mm wide).
fn pixels(
    bytes: &[u8],
    header: &Header,
) -> Result<(DynamicImage, Orientation, Option<u16>), PhotoError> {
    let format = header.format;
    let broken = |e: image::ImageError| PhotoError::Broken { format, what: e.to_string() };
    let mut reader = ImageReader::with_format(
        Cursor::new(bytes),
        match format {
            Format::Jpeg => ImageFormat::Jpeg,
            Format::Png => ImageFormat::Png,
            Format::Webp => ImageFormat::WebP,
        },
    );
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_WORKING_BYTES);
    // The decoder must find what the header said, else the check above was of another picture.
    limits.max_image_width = Some(header.width);
    limits.max_image_height = Some(header.height);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    // A damaged EXIF block is no reason to turn a good picture away.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let block = decoder.exif_metadata().ok().flatten().unwrap_or_default();
    let lens = exif::focal_35mm(&block, [header.width, header.height]);
    let image = DynamicImage::from_decoder(decoder).map_err(broken)?;
    Ok((image, orientation, lens))
}

/// To 8-bit RGB, transparent pixels over white.
fn rgb8(image: DynamicImage) -> image::RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let image = image.into_rgba8();
    let (width, height) = image.dimensions();
    let over_white = |c: u8, a: u8| {
        let (c, a) = (u32::from(c), u32::from(a));
        ((c * a + 255 * (255 - a) + 127) / 255) as u8
    };
    let rgb = image
        .pixels()
        .flat_map(|p| [over_white(p[0], p[3]), over_white(p[1], p[3]), over_white(p[2], p[3])])
        .collect();
    image::RgbImage::from_raw(width, height, rgb).unwrap_or_default()
}

/// Turns and mirrors as the camera's orientation asks (EXIF 2.32, tag 0x0112).
fn turned(photo: Photo, orientation: Orientation) -> Photo {
    /// Where the pixel (x, y) of the upright picture lies in the stored one of w × h.
    type Place = fn(u32, u32, u32, u32) -> (u32, u32);
    let (w, h) = (photo.width(), photo.height());
    let place: Place = match orientation {
        Orientation::NoTransforms => return photo,
        Orientation::FlipHorizontal => |x, y, w, _| (w - 1 - x, y),
        Orientation::FlipVertical => |x, y, _, h| (x, h - 1 - y),
        Orientation::Rotate180 => |x, y, w, h| (w - 1 - x, h - 1 - y),
        Orientation::Rotate90 => |x, y, _, h| (y, h - 1 - x),
        Orientation::Rotate270 => |x, y, w, _| (w - 1 - y, x),
        Orientation::Rotate90FlipH => |x, y, _, _| (y, x),
        Orientation::Rotate270FlipH => |x, y, w, h| (w - 1 - y, h - 1 - x),
    };
    let swaps = matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    let (width, height) = if swaps { (h, w) } else { (w, h) };
    let mut rgb = Vec::with_capacity(photo.rgb().len());
    for y in 0..height {
        for x in 0..width {
            let (sx, sy) = place(x, y, w, h);
            rgb.extend_from_slice(&photo.pixel(sx, sy));
        }
    }
    Photo::from_rgb(width, height, rgb).unwrap_or(photo)
}
