//! A square of cloth, 1 m wide, held by its upper edge or two corners, that falls from flat.
//!
//! `hang settle N [corners]` settles N by N cells from coarse to fine until they rest.
//! `hang step N` times a Newton step of ten iterations on one thread.
//! `hang device N` times Newton steps on all threads, and with their linear systems on the device.
//! `hang compare KEPT OUT SECONDS` puts what `benches/peers/run.sh` kept beside this solver, which it
//! follows for so long: a page and plots.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::allow_attributes, reason = "example")]
#![allow(missing_docs, reason = "example")]

mod compare;
mod live;
#[path = "../validate/plot.rs"]
mod plot;
mod settle;
mod square;

use std::path::Path;
use std::sync::Arc;

use drape::kernel::PcgKernels;
use gpu::{Choice, Gpu};
use settle::{Goal, newton_step, settle, tell};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    match args[1].as_str() {
        "settle" => {
            let n = args[2].parse().unwrap();
            tell(&settle(n, args.iter().any(|a| a == "corners"), Goal::Rest(0.3)));
        }
        "step" => {
            let n = args[2].parse().unwrap();
            let single = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
            let time = |most| single.install(|| newton_step(n, most, None))[1];
            let [ten, sixty] = [10, 60].map(time);
            println!("{ten:.3} ms CPU, a further iteration {:.3} ms", (sixty - ten) / 50.0);
        }
        "device" => {
            let n = args[2].parse().unwrap();
            let gpu = Arc::new(Gpu::new(&Choice::Auto).unwrap());
            let kernels = Arc::new(PcgKernels::new(Arc::clone(&gpu)).unwrap());
            println!("{} threads, {}", rayon::current_num_threads(), gpu.adapter().name);
            for (what, device) in [("threads", None), ("device", Some(&kernels))] {
                let [ten, sixty] = [10, 60].map(|most| newton_step(n, most, device)[0]);
                let each = (sixty - ten) / 50.0;
                println!("{what}: {ten:.3} ms wall, a further iteration {each:.4} ms");
            }
        }
        "compare" => {
            compare::compare(Path::new(&args[2]), Path::new(&args[3]), args[4].parse().unwrap());
        }
        other => panic!("settle, step, device or compare, not {other}"),
    }
}
