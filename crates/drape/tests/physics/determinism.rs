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
fn one_thread_two_and_three_give_the_same_bits_in_each_of_ten_runs() {
    let first = drape(1);
    assert!(first.is_finite());
    for run in 0..9 {
        assert!(drape(1 + run % 3) == first, "run {run}");
    }
}
