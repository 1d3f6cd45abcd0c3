//! What the networks read of a photo, kept in a file.
//!
//! A line of JSON (landmarks, verdict, width and height), then the outline's coverage, a byte a
//! pixel. Of a refused photo the verdict is kept alone.

use std::io;
use std::path::Path;

use pose::{Landmarks, Person, Silhouette, Verdict, View};

pub(crate) fn write(file: &Path, read: Result<&Person, &Verdict>) -> io::Result<()> {
    let (head, alpha) = match read {
        Ok(Person { landmarks, silhouette, verdict, .. }) => {
            let size = (silhouette.width, silhouette.height);
            let alpha = silhouette.alpha.iter().map(|a| (a * 255.0).round() as u8).collect();
            (serde_json::to_vec(&(Some(landmarks), verdict, size))?, alpha)
        }
        Err(verdict) => (serde_json::to_vec(&(None::<Landmarks>, verdict, (0, 0)))?, Vec::new()),
    };
    std::fs::write(file, [head, vec![b'\n'], alpha].concat())
}

/// `None` where there is no such file or it is not whole.
pub(crate) fn read(file: &Path, view: View) -> Option<Result<Person, Verdict>> {
    let bytes = std::fs::read(file).ok()?;
    let end = bytes.iter().position(|&b| b == b'\n')?;
    let (head, alpha) = (&bytes[..end], &bytes[end + 1..]);
    let (landmarks, verdict, (width, height)): (Option<Landmarks>, Verdict, (u32, u32)) =
        serde_json::from_slice(head).ok()?;
    let Some(landmarks) = landmarks else { return Some(Err(verdict)) };
    if alpha.len() as u64 != u64::from(width) * u64::from(height) {
        return None;
    }
    let alpha = alpha.iter().map(|&a| f32::from(a) / 255.0).collect();
    let silhouette = Silhouette { width, height, alpha };
    // What a chat has passed on says nothing of the lens.
    Some(Ok(Person { view, landmarks, silhouette, focal_px: None, verdict }))
}
