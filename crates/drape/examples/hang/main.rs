//! A square of cloth, 1 m wide, held by its upper edge or two corners, that falls from flat.
//!
//! `hang settle N [corners]` settles N by N cells from coarse to fine until they rest.
//! `hang step N` times a Newton step of ten iterations on one thread.
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
            let [ten, sixty] = [10, 60].map(|most| single.install(|| newton_step(n, most))[1]);
            println!("{ten:.3} ms CPU, a further iteration {:.3} ms", (sixty - ten) / 50.0);
        }
        "compare" => {
            compare::compare(Path::new(&args[2]), Path::new(&args[3]), args[4].parse().unwrap());
        }
        other => panic!("settle, step or compare, not {other}"),
    }
}
