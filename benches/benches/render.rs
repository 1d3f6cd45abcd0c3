//! Drawing a studio picture of a mannequin, and a turntable.

use std::sync::Arc;

use body::{BodyModel, BodyShape, Posture};
use criterion::{Criterion, criterion_group, criterion_main};
use gpu::{Choice, Gpu};
use measure::Sex;
use namza_benches::file;
use render::{Camera, Material, Object, Renderer, Scene, Turntable, turntable};

fn render(c: &mut Criterion) {
    let mut group = c.benchmark_group("render");
    group.sample_size(10);
    let Ok(model) = BodyModel::from_bytes(&file("models/body/body.bin")) else { return };
    let Ok(gpu) = Gpu::new(&Choice::default()) else { return };
    let Ok(renderer) = Renderer::new(Arc::new(gpu)) else { return };
    let rest = model.rest(&BodyShape::mean(&model, Sex::Female));
    let mesh = model.pose(&rest, &Posture::standing(&model)).to_mesh(&model);
    let scene = Scene::studio(vec![Object::smooth(&mesh, Material::clay())]);
    let camera = Camera::orbit(1.7, 0.5, 0.0, 0.05, [1080, 1440]);
    group.bench_function("studio 1080x1440", |b| b.iter(|| renderer.render(&scene, &camera)));
    group.bench_function("turntable", |b| {
        b.iter(|| turntable(&renderer, &scene, &Turntable::default()));
    });
}

criterion_group!(benches, render);
criterion_main!(benches);
