//! Measuring a body, and fitting one to two photos.

use std::hint::black_box;

use body::fit::{Evidence, ViewEvidence, fit_photos};
use body::{BodyModel, BodyShape, measure};
use criterion::{Criterion, criterion_group, criterion_main};
use measure::{Measurements, Sex};
use namza_benches::{detector, file, photos};

fn body(c: &mut Criterion) {
    let mut group = c.benchmark_group("body");
    group.sample_size(10);
    let Ok(model) = BodyModel::from_bytes(&file("models/body/body.bin")) else { return };
    let shape = BodyShape::mean(&model, Sex::Female);
    group.bench_function("measure", |b| b.iter(|| measure(black_box(&model), &shape)));
    let mut detector = detector();
    let people: Vec<_> =
        photos().iter().filter_map(|(view, photo)| detector.read(photo, *view).ok()).collect();
    let evidence = Evidence {
        sex: Some(Sex::Female),
        stature_mm: 1620.0,
        stature_sigma_mm: 5.0,
        mass_kg: Some(58.2),
        views: people.iter().map(ViewEvidence::from).collect(),
        tape: Measurements::default(),
    };
    group.bench_function("fit two views", |b| b.iter(|| fit_photos(&model, black_box(&evidence))));
}

criterion_group!(benches, body);
criterion_main!(benches);
