//! Photo to person, stage by stage.

#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use namza_benches::{detector, file, photos};
use pose::Photo;

fn stages(c: &mut Criterion) {
    let mut group = c.benchmark_group("pose");
    group.sample_size(10);
    let bytes = file("seeds/demo/woman-front.jpg");
    group.bench_function("decode", |b| b.iter(|| Photo::decode(black_box(&bytes)).unwrap()));
    let mut detector = detector();
    let (view, photo) = photos().remove(0);
    let region = detector.detect(&photo).unwrap()[0].region();
    let person = detector.landmarks(&photo, &region).unwrap().unwrap();
    group.bench_function("detect", |b| b.iter(|| detector.detect(&photo).unwrap()));
    group.bench_function("landmarks", |b| {
        b.iter(|| detector.landmarks(&photo, &region).unwrap());
    });
    group.bench_function("outline", |b| b.iter(|| detector.outline(&photo, &person).unwrap()));
    group.bench_function("read", |b| b.iter(|| detector.read(&photo, view).unwrap()));
}

criterion_group!(benches, stages);
criterion_main!(benches);
