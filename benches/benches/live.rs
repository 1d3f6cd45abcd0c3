//! One frame of live cloth: 20 substeps with contact, on somebody who squats and swings the arms.
//!
//! Prints for each garment and number of threads the shortest and the middle wall time of a frame,
//! and the processor time of all threads; then, where there is a device, what the substeps of the last
//! frame take there, scene and all, and once it is there. `cargo bench --bench live`

#![expect(clippy::print_stdout, reason = "a bench tells what it measured")]
#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

#[path = "../../crates/drape/tests/support/mod.rs"]
mod support;

use std::ops::ControlFlow;
use std::time::Instant;

use body::BodyShape;
use drape::kernel::XpbdKernels;
use drape::{Dressing, Fabric, Garment, Live, LiveSettings, Resolution, drape};
use gpu::{Choice, Gpu};
use measure::Sex;
use support::motion::{Moment, skin};

/// Meshed for live cloth (mm).
const EDGE: Resolution = Resolution::new(36.0);
const FRAMES: u32 = 240;
/// Frames that are stepped on the device.
const TIMES: usize = 40;

fn main() {
    let gpu = Gpu::new(&Choice::Auto).ok();
    let model = support::model();
    for (id, sex) in [("chuba-women-sleeveless", Sex::Female), ("chuba-men-utsang", Sex::Male)] {
        let shape = BodyShape::mean(&model, sex);
        let (body, measurements) = support::person(&model, &shape);
        let pattern = support::draft(id, &measurements);
        let garment = Garment::assemble(&pattern, &body, &Fabric::WOOL, EDGE).unwrap();
        let mut going = |_, _| ControlFlow::Continue(());
        let draped = drape(&garment, &body, &Dressing::default(), &mut going).unwrap();
        let settings = LiveSettings::default();
        let start = Live::new(&[&garment], &[&draped], &body, settings).unwrap();
        let rest = model.rest(&shape);
        let skins: Vec<_> = (0..FRAMES)
            .map(|i| {
                let t = f64::from(i) / 60.0;
                let wave = libm::sin(std::f64::consts::TAU * 0.7 * t);
                let moment = Moment {
                    squat: 0.4 * (1.0 - libm::cos(std::f64::consts::TAU * 0.5 * t)),
                    raise: 0.4 + 0.4 * wave,
                    swing: 0.6 * wave,
                    ..Moment::default()
                };
                skin(&model, &rest, &moment)
            })
            .collect();
        let mut last = start.clone();
        for threads in [1, 2] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let mut live = start.clone();
            let mut walls = Vec::new();
            let processor = support::processor_s();
            for skin in &skins {
                let begin = Instant::now();
                pool.install(|| live.frame(skin, 1.0 / 60.0));
                walls.push(begin.elapsed().as_secs_f64() * 1e3);
            }
            let each = (support::processor_s() - processor) * 1e3 / f64::from(FRAMES);
            walls.sort_by(f64::total_cmp);
            println!(
                "{id}: {} vertices, {} facets, {threads} threads: {:.2} ms a frame at least, {:.2} \
                 in the middle, {each:.2} ms of processor",
                live.cloth().vertices.len(),
                live.cloth().facets.len(),
                walls[0],
                walls[walls.len() / 2],
            );
            last = live;
        }
        if let Some(gpu) = &gpu {
            let [whole, there] = on_device(gpu, &last, settings.substeps);
            println!(
                "{id}: {} substeps on {}: {whole:.2} ms with the scene, {there:.2} ms without",
                settings.substeps,
                gpu.adapter().name,
            );
        }
    }
}

/// Wall ms of a frame's substeps on the device, from the scene to the positions, and of the substeps and
/// positions alone: the middle of many.
fn on_device(gpu: &Gpu, live: &Live, substeps: usize) -> [f64; 2] {
    let kernels = XpbdKernels::new(gpu).unwrap();
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..TIMES {
        let whole = Instant::now();
        let buffers = kernels.upload(gpu, &live.scene()).unwrap();
        // Nothing of what was sent is still on its way.
        gpu.record().submit().unwrap();
        buffers.velocities.read_back(gpu).unwrap();
        let there = Instant::now();
        let mut recording = gpu.record();
        for _ in 0..substeps {
            XpbdKernels::record(&mut recording, &buffers);
        }
        recording.submit().unwrap();
        buffers.positions.read_back(gpu).unwrap();
        for (times, begin) in times.iter_mut().zip([whole, there]) {
            times.push(begin.elapsed().as_secs_f64() * 1e3);
        }
    }
    times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    })
}
