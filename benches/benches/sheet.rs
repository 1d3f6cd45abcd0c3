//! Setting the papers: warm, as a server does it, drafting and sensitivity included.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use fitting::{Paper, PaperOptions, PaperRequest};
use namza_benches::{engine, order, quiet, subject};

fn sheet(c: &mut Criterion) {
    let mut group = c.benchmark_group("sheet");
    group.sample_size(20);
    let engine = engine();
    let Ok(measured) = engine.measure(&subject(false), &mut *quiet()) else { return };
    let options = PaperOptions::default();
    let order = order("chuba-men-utsang");
    let request = PaperRequest {
        measurements: &measured.measurements,
        grade: Some(measured.grade),
        order: &order,
        hash: None,
    };
    for paper in [Paper::Sheet, Paper::Diagram, Paper::Roll, Paper::A0, Paper::Dxf, Paper::Hpgl] {
        group.bench_function(paper.key(), |b| {
            b.iter(|| engine.papers(black_box(&request), &[paper], &options));
        });
    }
}

criterion_group!(benches, sheet);
criterion_main!(benches);
