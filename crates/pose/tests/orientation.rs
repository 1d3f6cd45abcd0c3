//! A photo held any way up gives the same upright picture.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use image::{ExtendedColorType, ImageEncoder};
use pose::Photo;

const WIDTH: u32 = 48;
const HEIGHT: u32 = 32;

/// What the camera saw: each corner has its own colour.
fn upright(x: u32, y: u32) -> [u8; 3] {
    [(x * 5) as u8, (y * 7) as u8, if x < 10 && y < 6 { 250 } else { 40 }]
}

/// An EXIF block (TIFF, little endian) with the orientation alone.
fn exif(orientation: u8) -> Vec<u8> {
    let mut block = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    block.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    block
}

/// A PNG of the picture as a camera stores it that is turned so.
fn stored(orientation: u8) -> Vec<u8> {
    // Where the stored pixel (x, y) lies in the upright picture: EXIF 2.32, table of tag 0x0112.
    let (w, h) = (WIDTH, HEIGHT);
    let place = |x: u32, y: u32| match orientation {
        1 => (x, y),
        2 => (w - 1 - x, y),
        3 => (w - 1 - x, h - 1 - y),
        4 => (x, h - 1 - y),
        5 => (y, x),
        6 => (w - 1 - y, x),
        7 => (w - 1 - y, h - 1 - x),
        _ => (y, h - 1 - x),
    };
    let (sw, sh) = if orientation < 5 { (w, h) } else { (h, w) };
    let pixels = (0..sw * sh).flat_map(|i| {
        let (x, y) = place(i % sw, i / sw);
        upright(x, y)
    });
    let mut file = Vec::new();
    let mut png = image::codecs::png::PngEncoder::new(&mut file);
    png.set_exif_metadata(exif(orientation)).unwrap();
    png.write_image(&pixels.collect::<Vec<_>>(), sw, sh, ExtendedColorType::Rgb8).unwrap();
    file
}

#[test]
fn all_eight_orientations_of_one_picture_give_the_same_pixels() {
    let expected: Vec<u8> =
        (0..WIDTH * HEIGHT).flat_map(|i| upright(i % WIDTH, i / WIDTH)).collect();
    for orientation in 1..=8 {
        let photo = Photo::decode(&stored(orientation)).unwrap();
        assert_eq!((photo.width(), photo.height()), (WIDTH, HEIGHT), "{orientation}");
        assert!(photo.rgb() == expected, "orientation {orientation} is turned wrongly");
    }
}

#[test]
fn transparent_pixels_lie_over_white_and_deep_colours_lose_their_low_bits() {
    let mut file = Vec::new();
    let png = image::codecs::png::PngEncoder::new(&mut file);
    let pixels = [0, 0, 0, 0, 200, 100, 0, 255, 0, 0, 0, 128];
    png.write_image(&pixels, 3, 1, ExtendedColorType::Rgba8).unwrap();
    let photo = Photo::decode(&file).unwrap();
    // 128 of 255 of black over white leaves 127.
    assert_eq!(photo.rgb(), [255, 255, 255, 200, 100, 0, 127, 127, 127]);
}

#[test]
fn a_picture_larger_than_needed_is_shrunk_by_a_whole_number() {
    let (width, height) = (Photo::MAX_SIDE + 2, 4);
    let mut file = Vec::new();
    let png = image::codecs::png::PngEncoder::new(&mut file);
    let grey: Vec<u8> = (0..width * height).map(|i| (i % width) as u8).collect();
    png.write_image(&grey, width, height, ExtendedColorType::L8).unwrap();
    let photo = Photo::decode(&file).unwrap();
    assert_eq!((photo.width(), photo.height()), (width / 2, 2));
    // The mean of 2 k and 2 k + 1, rounded up.
    assert_eq!(photo.rgb()[3 * 5], 11);
}
