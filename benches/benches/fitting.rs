//! The whole trip with two photos; the papers are its last stage. And what it takes to drape a garment
//! again that was changed, against putting it on anew.

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use fitting::{Order, Request};
use namza_benches::{engine, order, quiet, subject};

fn fitting(c: &mut Criterion) {
    let mut group = c.benchmark_group("fitting");
    group.sample_size(10);
    let engine = engine();
    let request = Request { subject: subject(true), order: order("chuba-women-sleeveless") };
    group.bench_function("two photos", |b| {
        b.iter(|| {
            engine.forget();
            engine.run(&request, &mut *quiet())
        });
    });
}

/// Each starts from a drape of the garment as it stands in the template, or from nothing.
fn changed(c: &mut Criterion) {
    let mut group = c.benchmark_group("drape");
    group.sample_size(10);
    let engine = engine();
    let at = |order: Order| Request { subject: subject(false), order };
    let first = at(order("chuba-women-sleeveless"));
    let option = Order { options: [("flare".to_owned(), 16.0)].into(), ..first.order.clone() };
    let cloth = Order { colourway: Some("black".to_owned()), ..first.order.clone() };
    let colour = Order { colourway: Some("blue".to_owned()), ..first.order.clone() };
    for (name, order, from_first) in [
        ("anew", first.order.clone(), false),
        ("an option changed", option, true),
        ("the cloth changed", cloth, true),
        ("the colour changed", colour, true),
    ] {
        let request = at(order);
        let before = || {
            engine.forget();
            if from_first {
                let _ = engine.drape(&first, &mut *quiet());
            }
        };
        group.bench_function(name, |b| {
            b.iter_batched(
                before,
                |()| engine.drape(&request, &mut *quiet()),
                BatchSize::PerIteration,
            );
        });
    }
}

criterion_group!(benches, fitting, changed);
criterion_main!(benches);
