//! The same drape to the last bit, whatever the number of threads.

use drape::{BodyCollider, Fabric, Settings, Solver, State};
use nalgebra::Point3;

use crate::scenes::{ball, mannequin, sheet};

fn drape(threads: usize) -> State {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let (cloth, mut state) = sheet(60, 50, 0.015, Fabric::WOOL);
        let body = BodyCollider::new(&mannequin(
            ball(Point3::new(0.45, -0.26, 0.3), 0.25, 48),
            Vec::new(),
        ));
        let mut solver = Solver::new(&cloth, body, Settings::default()).unwrap();
        for _ in 0..25 {
            solver.step(&mut state);
        }
        state
    })
}

#[test]
fn one_thread_and_three_give_the_same_bits() {
    let (one, three) = (drape(1), drape(3));
    assert!(one.is_finite());
    assert_eq!(one, three);
}
