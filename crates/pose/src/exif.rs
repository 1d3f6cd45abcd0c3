//! What a camera wrote into its file about the lens (EXIF 2.32, CIPA DC-008).
//!
//! Only numbers that lie within the block are read; whatever is odd is no answer and no error.

/// The lens behind a picture: its focal length (mm) were the film 35 mm wide, 43.27 mm across the
/// corners.
///
/// `size` is the picture's as stored, width and height (px). `None` where the file does not say, where
/// no lens for people is like that, or where the picture was cut since: its sides are then not as
/// those that the camera noted.
pub(crate) fn focal_35mm(block: &[u8], size: [u32; 2]) -> Option<u16> {
    /// Lenses of telephones and cameras, widest to longest (mm).
    const LENSES: std::ops::RangeInclusive<u32> = 12..=200;
    let tiff = Tiff::new(block)?;
    let details = tiff.value(tiff.u32(4)?, 0x8769)?;
    let lens = tiff.value(details, 0xa405).filter(|mm| LENSES.contains(mm))?;
    let noted = [0xa002, 0xa003].map(|tag| tiff.value(details, tag).filter(|&px| px > 0));
    if let [Some(width), Some(height)] = noted {
        let shape = |w: u32, h: u32| f64::from(w.max(h)) / f64::from(w.min(h).max(1));
        if (shape(width, height) / shape(size[0], size[1]) - 1.0).abs() > 0.01 {
            return None;
        }
    }
    u16::try_from(lens).ok()
}

/// A TIFF file's bytes and their order.
struct Tiff<'a> {
    bytes: &'a [u8],
    little: bool,
}

impl<'a> Tiff<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        // JPEG files put this before it; some decoders leave it on.
        let bytes = bytes.strip_prefix(b"Exif\0\0").unwrap_or(bytes);
        match bytes.get(..4)? {
            b"II*\0" => Some(Self { bytes, little: true }),
            b"MM\0*" => Some(Self { bytes, little: false }),
            _ => None,
        }
    }

    fn u16(&self, at: u32) -> Option<u32> {
        let at = at as usize;
        let two = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(u32::from(if self.little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) }))
    }

    fn u32(&self, at: u32) -> Option<u32> {
        let at = at as usize;
        let four = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    }

    /// The first number (SHORT or LONG) that stands under `tag` in the directory at `directory`.
    fn value(&self, directory: u32, tag: u32) -> Option<u32> {
        let count = self.u16(directory)?;
        let entries = (0..count).map_while(|i| directory.checked_add(2 + 12 * i));
        let mut found = entries.filter(|&at| self.u16(at) == Some(tag));
        let at = found.next()?;
        match self.u16(at.checked_add(2)?)? {
            3 => self.u16(at.checked_add(8)?),
            4 => self.u32(at.checked_add(8)?),
            _ => None,
        }
    }
}
