//! What a file says of its lens.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use image::{ExtendedColorType, ImageEncoder};
use pose::Photo;

/// What a camera writes.
#[derive(Clone, Copy)]
struct Noted {
    orientation: u16,
    focal_35mm: u16,
    size: [u32; 2],
    little: bool,
}

const NOTED: Noted = Noted { orientation: 1, focal_35mm: 26, size: [4032, 3024], little: true };

/// An EXIF block (TIFF): the orientation and, in the details, lens and size (EXIF 2.32).
fn exif(noted: Noted) -> Vec<u8> {
    let short = |v: u16| if noted.little { v.to_le_bytes() } else { v.to_be_bytes() };
    let long = |v: u32| if noted.little { v.to_le_bytes() } else { v.to_be_bytes() };
    let entry = |tag: u16, value: u32| {
        let mut entry = [short(tag), short(4)].concat();
        entry.extend([long(1), long(value)].concat());
        entry
    };
    let single = |tag: u16, value: u16| {
        let mut entry = [short(tag), short(3)].concat();
        entry.extend(long(1));
        entry.extend([short(value), [0; 2]].concat());
        entry
    };
    let mut block = if noted.little { b"II*\0".to_vec() } else { b"MM\0*".to_vec() };
    block.extend(long(8));
    block.extend(short(2));
    block.extend(single(0x0112, noted.orientation));
    // The details follow this directory: 8 + 2 + 2 · 12 + 4.
    block.extend(entry(0x8769, 38));
    block.extend(long(0));
    block.extend(short(3));
    block.extend(entry(0xa002, noted.size[0]));
    block.extend(entry(0xa003, noted.size[1]));
    block.extend(single(0xa405, noted.focal_35mm));
    block.extend(long(0));
    block
}

/// A grey picture of that size with the block in its file.
fn photo(width: u32, height: u32, block: Vec<u8>, jpeg: bool) -> Photo {
    let mut file = Vec::new();
    let grey = vec![128; (3 * width * height) as usize];
    if jpeg {
        let mut encoder = image::codecs::jpeg::JpegEncoder::new(&mut file);
        encoder.set_exif_metadata(block).unwrap();
        encoder.write_image(&grey, width, height, ExtendedColorType::Rgb8).unwrap();
    } else {
        let mut encoder = image::codecs::png::PngEncoder::new(&mut file);
        encoder.set_exif_metadata(block).unwrap();
        encoder.write_image(&grey, width, height, ExtendedColorType::Rgb8).unwrap();
    }
    Photo::decode(&file).unwrap()
}

/// Focal length over the longer side of a 4 : 3 picture whose corners lie 43.27 mm apart.
fn share(mm: f64) -> f64 {
    mm / (43.27 * 0.8)
}

#[test]
fn a_lens_of_26_mm_is_known_in_whatever_file_and_however_the_camera_was_held() {
    for jpeg in [true, false] {
        for little in [true, false] {
            for orientation in [1, 3, 6, 8] {
                let noted = Noted { orientation, little, ..NOTED };
                let photo = photo(400, 300, exif(noted), jpeg);
                let focal = photo.focal_px().unwrap();
                assert!((focal / 400.0 - share(26.0)).abs() < 1e-3, "{focal} px");
                assert_eq!(photo.width().max(photo.height()), 400);
            }
        }
    }
}

#[test]
fn a_shrunk_photo_has_the_lens_in_its_own_pixels() {
    let (width, height) = (4 * 1200, 3 * 1200);
    let small = photo(width, height, exif(NOTED), true);
    assert_eq!(small.width(), width / 2);
    let focal = small.focal_px().unwrap();
    assert!((focal / f64::from(width / 2) - share(26.0)).abs() < 1e-3, "{focal} px");
}

#[test]
fn film_and_what_telephones_cut_of_4_to_3_count_by_their_longer_side() {
    let film = Noted { focal_35mm: 50, size: [6000, 4000], ..NOTED };
    let focal = photo(600, 400, exif(film), true).focal_px().unwrap();
    assert!((focal / 600.0 - 50.0 / 36.0).abs() < 1e-3, "{focal} px");
    let wide = Noted { size: [4032, 2268], ..NOTED };
    let focal = photo(640, 360, exif(wide), true).focal_px().unwrap();
    assert!((focal / 640.0 - share(26.0)).abs() < 1e-3, "{focal} px");
}

#[test]
fn what_cannot_be_is_no_lens() {
    for focal_35mm in [0, 3, 900, u16::MAX] {
        let odd = exif(Noted { focal_35mm, ..NOTED });
        assert_eq!(photo(400, 300, odd, true).focal_px(), None, "{focal_35mm} mm");
    }
    // Cut since, and cut square.
    assert_eq!(photo(300, 300, exif(NOTED), true).focal_px(), None);
    assert_eq!(photo(400, 200, exif(NOTED), true).focal_px(), None);
    let square = exif(Noted { size: [3024, 3024], ..NOTED });
    assert_eq!(photo(300, 300, square, true).focal_px(), None);
    // A block that ends anywhere.
    let whole = exif(NOTED);
    for end in 0..whole.len() - 12 {
        assert_eq!(photo(8, 6, whole[..end].to_vec(), false).focal_px(), None, "{end} bytes");
    }
    // A directory that is its own details.
    let mut round = whole;
    round[30..34].copy_from_slice(&8_u32.to_le_bytes());
    assert_eq!(photo(400, 300, round, true).focal_px(), None);
}
