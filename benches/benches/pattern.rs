//! Drafting a garment, and finding every problem it might have.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use namza_benches::{engine, order, quiet, subject};

fn pattern(c: &mut Criterion) {
    let mut group = c.benchmark_group("pattern");
    let engine = engine();
    let Ok(measured) = engine.measure(&subject(false), &mut *quiet()) else { return };
    for garment in ["chuba-women-sleeveless", "chuba-men-utsang"] {
        let order = order(garment);
        group.bench_function(garment, |b| {
            b.iter(|| engine.draft(black_box(&measured.measurements), &order));
        });
    }
    // The bound is 5 ms for nine garments on one core.
    let orders: Vec<_> = engine.catalog().designs().map(|d| order(d.id())).collect();
    group.bench_function("every garment", |b| {
        b.iter(|| {
            for order in &orders {
                let _ = black_box(engine.draft(black_box(&measured.measurements), order));
            }
        });
    });
}

criterion_group!(benches, pattern);
criterion_main!(benches);
