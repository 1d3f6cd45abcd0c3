//! Conjugate gradients on the device against those of the processor.

#![expect(clippy::print_stderr, reason = "says why a test is skipped")]

use std::sync::Arc;

use drape::kernel::PcgKernels;
use drape::{Attachment, BodyCollider, Cloth, Settings, Solver, State, Target};
use gpu::{Choice, Gpu, GpuError};
use nalgebra::{Point3, Vector3};

use crate::scenes::{ball, both, fabric, mannequin, settle, sheet};

/// How far the twins may come apart (m).
const APART: f32 = 1e-5;

/// The kernels; without a device, the test that asks is skipped and says so.
fn kernels() -> Option<Arc<PcgKernels>> {
    match Gpu::new(&Choice::Auto) {
        Ok(gpu) => Some(Arc::new(PcgKernels::new(Arc::new(gpu)).unwrap())),
        Err(GpuError::NoAdapter) => {
            eprintln!("skipped: no Vulkan adapter");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// A solver on the processor and one on the device, solving as exactly as single precision can.
fn twins(cloth: &Cloth, body: &BodyCollider, most: usize) -> Option<[Solver; 2]> {
    let kernels = kernels()?;
    let settings = Settings {
        cg_iterations: most,
        cg_tolerance: 1e-6,
        rest_fraction: 1e-6,
        rest_distance: 2e-6,
        ..Settings::default()
    };
    let here = Solver::new(cloth, body.clone(), settings).unwrap();
    let mut there = here.clone();
    there.use_device(kernels);
    Some([here, there])
}

fn apart(a: &State, b: &State) -> f32 {
    a.positions.iter().zip(&b.positions).map(|(p, q)| (p - q).norm()).fold(0.0, f32::max)
}

#[test]
fn each_step_of_cloth_in_contact_is_the_same_on_the_device() {
    let body = mannequin(ball(Point3::new(0.0, 0.6, 0.0), 0.15, 24), Vec::new());
    // Two sheets that fall on a ball, one on the other.
    let over = |layer: i32| {
        let (mut cloth, mut state) = sheet(20, 20, 0.02, fabric(400.0, 2e-5, 0.2));
        for vertex in &mut cloth.vertices {
            vertex.layer = layer;
        }
        let middle = Vector3::new(0.2, 0.0, 0.2);
        for p in &mut state.positions {
            *p += Vector3::y() * (0.756 + 0.004 * layer as f32) - middle;
        }
        (cloth, state)
    };
    let (cloth, mut state) = both(over(0), over(1));
    let Some([mut here, mut there]) = twins(&cloth, &BodyCollider::new(&body), 250) else { return };
    for step in 0..40 {
        // From one state each time: which side of an edge touches first is decided by a hair, and
        // whatever follows from it.
        let mut theirs = state.clone();
        here.step(&mut state);
        there.step(&mut theirs);
        assert!(there.is_on_device());
        let apart = apart(&state, &theirs);
        assert!(apart < APART, "{apart} m apart in step {step}");
    }
    let lowest = state.positions.iter().map(|p| p.y).fold(f32::INFINITY, f32::min);
    assert!(lowest < 0.7, "{lowest}: it hangs about the ball");
}

#[test]
fn cloth_comes_to_rest_in_the_same_place_on_the_device() {
    let (mut cloth, start) = sheet(20, 12, 0.02, fabric(1000.0, 1e-4, 0.2));
    for (vertex, p) in (0..).zip(&start.positions).filter(|(_, p)| p.x < 0.025) {
        let target = Target::Point(*p);
        cloth.attachments.push(Attachment { vertex, target, stiffness: f32::INFINITY });
    }
    let Some([mut here, mut there]) = twins(&cloth, &BodyCollider::none(), 400) else { return };
    let [a, b] = [&mut here, &mut there].map(|solver| {
        solver.control.layers_collide = false;
        let mut state = start.clone();
        let settled = settle(solver, &mut state);
        assert!(settled.converged, "{settled:?}");
        state
    });
    assert!(there.is_on_device());
    let apart = apart(&a, &b);
    assert!(apart < APART, "{apart} m apart at rest");
    let lowest = a.positions.iter().map(|p| p.y).fold(f32::INFINITY, f32::min);
    assert!(lowest < -0.1, "{lowest}: it hangs from its edge");
}
