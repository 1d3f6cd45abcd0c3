//! Decoding a photo, and reading the person off it.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use namza_benches::{detector, file, photos};
use pose::Photo;

fn pose(c: &mut Criterion) {
    let mut group = c.benchmark_group("pose");
    group.sample_size(10);
    let bytes = file("seeds/demo/woman-front.jpg");
    group.bench_function("decode", |b| b.iter(|| Photo::decode(black_box(&bytes))));
    let mut detector = detector();
    let (view, photo) = photos().remove(0);
    group.bench_function("read", |b| b.iter(|| detector.read(black_box(&photo), view)));
}

criterion_group!(benches, pose);
criterion_main!(benches);
