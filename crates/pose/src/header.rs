//! What a picture file says of itself, read before any decoder sees it.
//!
//! The decoders are fast and careful, but what they may spend grows with what the file claims: a
//! file of a few hundred bytes can claim 65 535 × 65 535 pixels, and a progressive JPEG can ask for
//! another pass over all its blocks with every 20 bytes. So the claims are read first, here, by code
//! that allocates nothing.

use crate::photo::{Format, PhotoError};

/// The claims of a file that matter to what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) format: Format,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Bytes that a decoder holds for one pixel besides the finished picture.
    pub(crate) working_bytes: u32,
    /// Passes over the whole picture: scans of a progressive JPEG, 1 otherwise.
    pub(crate) passes: u32,
}

/// Reads the header of a JPEG, PNG or WebP file.
pub(crate) fn read(bytes: &[u8]) -> Result<Header, PhotoError> {
    match sniff(bytes)? {
        Format::Jpeg => jpeg(bytes),
        Format::Png => png(bytes),
        Format::Webp => webp(bytes),
    }
}

fn sniff(bytes: &[u8]) -> Result<Format, PhotoError> {
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        Ok(Format::Jpeg)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Ok(Format::Png)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Ok(Format::Webp)
    } else {
        Err(PhotoError::UnknownFormat)
    }
}

fn broken(format: Format, what: &str) -> PhotoError {
    PhotoError::Broken { format, what: what.to_owned() }
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn le24(bytes: &[u8], at: usize) -> Option<u32> {
    let b = bytes.get(at..at + 3)?;
    Some(u32::from(b[0]) | u32::from(b[1]) << 8 | u32::from(b[2]) << 16)
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// Walks the markers (ITU-T T.81 annex B) to the frame header, then counts the scans.
fn jpeg(bytes: &[u8]) -> Result<Header, PhotoError> {
    let cut = || broken(Format::Jpeg, "no frame header");
    let mut at = 2;
    loop {
        while *bytes.get(at).ok_or_else(cut)? != 0xff {
            at += 1;
        }
        while *bytes.get(at).ok_or_else(cut)? == 0xff {
            at += 1;
        }
        let marker = bytes[at];
        at += 1;
        match marker {
            // Markers without a length: stuffing, TEM, RSTn, SOI.
            0x00 | 0x01 | 0xd0..=0xd8 => {}
            0xd9 | 0xda => return Err(cut()),
            // SOF0–SOF15 without DHT, JPG and DAC.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let height = be16(bytes, at + 3).ok_or_else(cut)?;
                let width = be16(bytes, at + 5).ok_or_else(cut)?;
                let components = u32::from(*bytes.get(at + 7).ok_or_else(cut)?);
                let progressive = matches!(marker, 0xc2 | 0xc6 | 0xca | 0xce);
                let passes = bytes[at..].windows(2).filter(|w| *w == [0xff, 0xda]).count();
                return Ok(Header {
                    format: Format::Jpeg,
                    width,
                    height,
                    // A progressive decoder keeps every coefficient (i16) until the last scan.
                    working_bytes: if progressive { 2 * components } else { 0 },
                    passes: if progressive { passes.max(1) as u32 } else { 1 },
                });
            }
            _ => at += be16(bytes, at).ok_or_else(cut)? as usize,
        }
    }
}

/// Reads IHDR and walks the chunks up to the first IDAT, where `acTL` must stand (APNG).
fn png(bytes: &[u8]) -> Result<Header, PhotoError> {
    let cut = || broken(Format::Png, "no image header");
    if bytes.get(12..16) != Some(b"IHDR") {
        return Err(cut());
    }
    let (width, height) = be32(bytes, 16).zip(be32(bytes, 20)).ok_or_else(cut)?;
    let (depth, colour) = bytes.get(24).zip(bytes.get(25)).ok_or_else(cut)?;
    let channels = match colour {
        2 | 3 => 3,
        4 => 2,
        6 => 4,
        _ => 1,
    };
    let mut at = 8_usize;
    while let (Some(length), Some(kind)) = (be32(bytes, at), bytes.get(at + 4..at + 8)) {
        match kind {
            b"acTL" => return Err(PhotoError::Animated { format: Format::Png }),
            b"IDAT" | b"IEND" => break,
            _ => at = at.saturating_add(length as usize).saturating_add(12),
        }
    }
    Ok(Header {
        format: Format::Png,
        width,
        height,
        working_bytes: if *depth == 16 { 2 * channels } else { channels },
        passes: 1,
    })
}

/// Reads the first chunk after the RIFF header (RFC 9649).
fn webp(bytes: &[u8]) -> Result<Header, PhotoError> {
    let cut = || broken(Format::Webp, "no image header");
    let (width, height, working_bytes) = match bytes.get(12..16).ok_or_else(cut)? {
        b"VP8X" => {
            if bytes.get(20).ok_or_else(cut)? & 0b10 != 0 {
                return Err(PhotoError::Animated { format: Format::Webp });
            }
            let (w, h) = le24(bytes, 24).zip(le24(bytes, 27)).ok_or_else(cut)?;
            (w + 1, h + 1, 4)
        }
        b"VP8L" => {
            let bits = le32(bytes, 21).ok_or_else(cut)?;
            ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1, 4)
        }
        b"VP8 " => {
            let dims = le32(bytes, 26).ok_or_else(cut)?;
            (dims & 0x3fff, dims >> 16 & 0x3fff, 2)
        }
        _ => return Err(cut()),
    };
    Ok(Header { format: Format::Webp, width, height, working_bytes, passes: 1 })
}
