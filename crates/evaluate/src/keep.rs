//! What the networks read of a photo, kept in a file.
//!
//! A line of JSON (landmarks, verdict, width and height), then the outline's coverage, a byte a
//! pixel.

use std::io::{self, Write};
use std::path::Path;

use pose::{Landmarks, Person, Silhouette, Verdict, View};

pub(crate) fn write(file: &Path, person: &Person) -> io::Result<()> {
    let outline = &person.silhouette;
    let head = serde_json::to_string(&(
        &person.landmarks,
        &person.verdict,
        outline.width,
        outline.height,
    ))?;
    let alpha: Vec<u8> = outline.alpha.iter().map(|a| (a * 255.0).round() as u8).collect();
    let mut bytes = head.into_bytes();
    bytes.push(b'\n');
    bytes.write_all(&alpha)?;
    std::fs::write(file, bytes)
}

/// `None` where there is no such file or it is not whole.
pub(crate) fn read(file: &Path, view: View) -> Option<Person> {
    let bytes = std::fs::read(file).ok()?;
    let end = bytes.iter().position(|&b| b == b'\n')?;
    let (head, alpha) = (&bytes[..end], &bytes[end + 1..]);
    let (landmarks, verdict, width, height): (Landmarks, Verdict, u32, u32) =
        serde_json::from_slice(head).ok()?;
    if alpha.len() as u64 != u64::from(width) * u64::from(height) {
        return None;
    }
    let alpha = alpha.iter().map(|&a| f32::from(a) / 255.0).collect();
    Some(Person { view, landmarks, silhouette: Silhouette { width, height, alpha }, verdict })
}
