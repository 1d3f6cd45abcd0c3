//! Putting a garment on and letting it settle; the body's fit to stature and mass is in it.

use criterion::{Criterion, criterion_group, criterion_main};
use fitting::Request;
use namza_benches::{engine, order, quiet, subject};

fn drape(c: &mut Criterion) {
    let mut group = c.benchmark_group("drape");
    group.sample_size(10);
    let engine = engine();
    for garment in ["chuba-women-sleeveless", "chuba-men-utsang"] {
        let request = Request { subject: subject(false), order: order(garment) };
        group.bench_function(garment, |b| {
            b.iter(|| {
                // Otherwise the second drape is the first one.
                engine.forget();
                engine.drape(&request, &mut *quiet())
            });
        });
    }
}

criterion_group!(benches, drape);
criterion_main!(benches);
