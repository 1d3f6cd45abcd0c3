//! The whole trip with two photos; the papers are its last stage.

use criterion::{Criterion, criterion_group, criterion_main};
use fitting::Request;
use namza_benches::{engine, order, quiet, subject};

fn fitting(c: &mut Criterion) {
    let mut group = c.benchmark_group("fitting");
    group.sample_size(10);
    let engine = engine();
    let request = Request { subject: subject(true), order: order("chuba-women-sleeveless") };
    group.bench_function("two photos", |b| b.iter(|| engine.run(&request, &mut *quiet())));
}

criterion_group!(benches, fitting);
criterion_main!(benches);
