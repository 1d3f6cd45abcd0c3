//! Damaged and tricky files end in a photo or an error, soon.

#![expect(clippy::print_stderr, reason = "the slowest file is worth knowing")]
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use std::time::{Duration, Instant};

use image::{ExtendedColorType, ImageEncoder};
use pose::{Photo, PhotoError};

/// The promise is 2 s; tests run beside one another on busy machines, so they count only what a
/// thread itself has used where that can be known.
const LIMIT: Duration = Duration::from_secs(2);

/// CPU time of this thread so far.
fn used() -> Duration {
    // Linux: nanoseconds on the CPU are the first number.
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|s| s.split(' ').next()?.parse().ok())
        .map_or_else(
            || {
                static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
                START.get_or_init(Instant::now).elapsed()
            },
            Duration::from_nanos,
        )
}

fn decode_in_time(name: &str, bytes: &[u8]) -> Result<Photo, PhotoError> {
    let start = used();
    let result = Photo::decode(bytes);
    let took = used().saturating_sub(start);
    assert!(took < LIMIT, "{name} took {took:?}: {result:?}");
    result
}

#[test]
fn every_damaged_file_ends_in_a_photo_or_an_error_in_time() {
    let Some(folder) = common::data("hostile") else { return };
    let mut decoded = Vec::new();
    for path in common::files(&folder) {
        let bytes = std::fs::read(&path).unwrap();
        if decode_in_time(&common::name(&path), &bytes).is_ok() {
            decoded.push(common::name(&path));
        }
    }
    // Whole files in odd clothes must come through all the same.
    for whole in [
        "avif_paris_exif_orientation_5.jpg",
        "ir_3.jpg",
        "ir_basn6a16.png",
        "irpng_F-exif-chunk-early.png",
        "ljt_monkey16.png",
        "pil_hopper.webp",
        "pil_hopper_orientation_6.webp",
        "pil_icc_profile_big.jpg",
        "pil_sugarshack_bad_mpo_header.jpg",
        "zune_cymk.jpg",
    ] {
        assert!(decoded.iter().any(|name| name == whole), "{whole} was not decoded");
    }
}

#[test]
fn animations_and_other_formats_are_named_as_such() {
    let Some(folder) = common::data("hostile") else { return };
    let error = |name: &str| Photo::decode(&std::fs::read(folder.join(name)).unwrap()).unwrap_err();
    for name in ["pil_iss634.apng", "pil_apng_mode_16bit.png", "image-webp_random_lossy.webp"] {
        assert!(matches!(error(name), PhotoError::Animated { .. }), "{name}: {:?}", error(name));
    }
    for name in ["pil_16bit.deflate.tif", "pil_avif_hopper.avif", "pil_decompression_bomb.gif"] {
        assert_eq!(error(name), PhotoError::UnknownFormat, "{name}");
    }
}

fn noise(seed: u32) -> impl FnMut() -> u32 {
    let mut state = seed | 1;
    move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    }
}

fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut next = noise(7);
    (0..width * height)
        .flat_map(|i| [(i % width) as u8, (i / width) as u8, (next() % 32) as u8 + 90])
        .collect()
}

fn files_of_each_format(width: u32, height: u32) -> Vec<(&'static str, Vec<u8>)> {
    let rgb = picture(width, height);
    let mut files = vec![("jpeg", Vec::new()), ("png", Vec::new()), ("webp", Vec::new())];
    let colour = ExtendedColorType::Rgb8;
    let jpeg = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut files[0].1, 80);
    jpeg.write_image(&rgb, width, height, colour).unwrap();
    let png = image::codecs::png::PngEncoder::new(&mut files[1].1);
    png.write_image(&rgb, width, height, colour).unwrap();
    let webp = image::codecs::webp::WebPEncoder::new_lossless(&mut files[2].1);
    webp.write_image(&rgb, width, height, colour).unwrap();
    files
}

#[test]
fn files_cut_off_anywhere_or_with_bytes_changed_never_panic() {
    let mut next = noise(2026);
    for (format, whole) in files_of_each_format(96, 64) {
        assert!(Photo::decode(&whole).is_ok(), "{format}");
        for end in (0..whole.len()).step_by(1 + whole.len() / 200) {
            let _ = decode_in_time(format, &whole[..end]);
        }
        for _ in 0..1500 {
            let mut bytes = whole.clone();
            for _ in 0..=next() % 6 {
                // Headers are where the tricks are: half of the changes fall there.
                let reach =
                    if next().is_multiple_of(2) { bytes.len().min(200) } else { bytes.len() };
                let at = next() as usize % reach;
                bytes[at] = next() as u8;
            }
            let _ = decode_in_time(format, &bytes);
        }
    }
}

#[test]
fn claims_are_refused_before_anything_is_decoded() {
    // A PNG header alone that claims 60 000 × 60 000 pixels.
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend([0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60, 8, 2, 0, 0, 0]);
    let limit = Photo::MAX_PIXELS;
    let claim = PhotoError::PixelCount { width: 60_000, height: 60_000, limit };
    assert_eq!(Photo::decode(&png).unwrap_err(), claim);
    let long = vec![0; Photo::MAX_BYTES + 1];
    assert!(matches!(Photo::decode(&long), Err(PhotoError::FileTooLarge { .. })));
    assert_eq!(Photo::decode(b"").unwrap_err(), PhotoError::UnknownFormat);
    // A progressive JPEG of 8000 × 6000 with a thousand scans: each would pass over every block.
    let mut jpeg = vec![0xff, 0xd8, 0xff, 0xc2, 0, 17, 8];
    jpeg.extend([0x17, 0x70, 0x1f, 0x40, 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0]);
    for _ in 0..1000 {
        jpeg.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0]);
    }
    assert!(matches!(Photo::decode(&jpeg), Err(PhotoError::TooCostly { passes: 1000, .. })));
}

#[test]
#[ignore = "slow: the largest files that pass the header check"]
fn the_largest_files_that_are_let_through_are_decoded_in_time() {
    for (width, height) in [(8000, 6240), (4060, 3050)] {
        let flat = vec![128; 3 * width as usize * height as usize];
        let colour = ExtendedColorType::Rgb8;
        let mut files: [Vec<u8>; 3] = Default::default();
        let jpeg = image::codecs::jpeg::JpegEncoder::new(&mut files[0]);
        jpeg.write_image(&flat, width, height, colour).unwrap();
        let png = image::codecs::png::PngEncoder::new(&mut files[1]);
        png.write_image(&flat, width, height, colour).unwrap();
        let webp = image::codecs::webp::WebPEncoder::new_lossless(&mut files[2]);
        webp.write_image(&flat, width, height, colour).unwrap();
        for (format, bytes) in ["jpeg", "png", "webp"].iter().zip(&files) {
            let start = used();
            let result = decode_in_time(format, bytes);
            eprintln!(
                "{format} {width} × {height}, {} bytes: {:?}, {:?}",
                bytes.len(),
                used().saturating_sub(start),
                result
            );
        }
    }
}
