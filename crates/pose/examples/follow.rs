//! Follows a person through frames held in memory and tells how long it took: landmarks, smoothed, and
//! the mask over the whole frame, on one thread.
//!
//! `cargo run --example follow -- LIBONNXRUNTIME MODELS lite|full WIDTH HEIGHT FRAMES`
//!
//! FRAMES holds RGB frames one after the other. Each line on standard input asks for one pass over
//! them and is answered with a line of JSON; the last frame's mask goes to FRAMES.mask as f32.

#![expect(clippy::print_stdout, reason = "a command line example")]

use std::io::BufRead;
use std::path::Path;
use std::time::Instant;

use pose::{Detector, FrameMask, Models, Photo, Runtime, Tracker};

/// What this thread has had of a core (s), where Linux tells; 0 elsewhere.
fn cpu_s() -> f64 {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|s| s.split(' ').next()?.parse::<f64>().ok())
        .map_or(0.0, |nanos| nanos / 1e9)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [library, models, variant, width, height, path] = args.as_slice() else {
        return Err("give LIBONNXRUNTIME MODELS lite|full WIDTH HEIGHT FRAMES".into());
    };
    let model = |name: &str| std::fs::read(Path::new(models).join(name));
    let mut detector = Detector::new(
        &Runtime::load(Path::new(library))?,
        &Models {
            detection: &model("pose_detection.onnx")?,
            landmarks: &model(&format!("pose_landmark_{variant}.onnx"))?,
            outline: &model("u2netp.onnx")?,
        },
    )?;
    let (width, height): (u32, u32) = (width.parse()?, height.parse()?);
    let frames = std::fs::read(path)?
        .chunks_exact(3 * width as usize * height as usize)
        .map(|rgb| Photo::from_rgb(width, height, rgb.to_vec()))
        .collect::<Result<Vec<_>, _>>()?;
    for line in std::io::stdin().lock().lines() {
        line?;
        let mut tracker = Tracker::new();
        let mut mask = FrameMask::new(width, height);
        // The detector looks at the first frame alone.
        tracker.follow(&mut detector, &frames[0], 1.0 / 30.0)?;
        let mut took = Vec::with_capacity(frames.len());
        let (mut found, mut last) = (0, Vec::new());
        let cpu = cpu_s();
        for frame in &frames {
            let start = Instant::now();
            if let Some(seen) = tracker.follow(&mut detector, frame, 1.0 / 30.0)? {
                mask.follow(&seen);
                found += 1;
                last.clone_from(&seen.landmarks.image);
            } else {
                mask.clear();
            }
            took.push(start.elapsed().as_secs_f64());
        }
        let (cpu, wall) = (cpu_s() - cpu, took.iter().sum::<f64>());
        took.sort_by(f64::total_cmp);
        let alpha = mask.silhouette().alpha.iter().flat_map(|a| a.to_le_bytes());
        std::fs::write(format!("{path}.mask"), alpha.collect::<Vec<u8>>())?;
        println!(
            "{}",
            serde_json::json!({
                "frames": frames.len(),
                "found": found,
                "wall_s": wall,
                "cpu_s": cpu,
                "median_ms": 1e3 * took[took.len() / 2],
                "landmarks": last.iter().map(|l| [l.position.x, l.position.y]).collect::<Vec<_>>(),
            })
        );
    }
    Ok(())
}
