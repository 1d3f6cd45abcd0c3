//! The square of cloth that every simulator hangs, and what is asked of where it lies.

use std::path::Path;

use drape::{
    Attachment, BodyCollider, Cloth, Fabric, Facet, PartSet, Settings, Solver, State, Target,
    Vertex,
};
use nalgebra::{Point2, Point3, Vector2};

/// The cloth of the peers' scene, with `corners` or one edge (x = 0) held.
pub(crate) fn square(n: usize, corners: bool) -> (Cloth, State) {
    let fabric = Fabric {
        stretch_warp: 1000.0,
        stretch_weft: 1000.0,
        shear: 300.0,
        compression: 1.0,
        bend_warp: 1e-5,
        bend_weft: 1e-5,
        density: 0.2,
        thickness: 5e-4,
        friction: 0.3,
    };
    let h = 1.0 / n as f32;
    let at = |i: usize, j: usize| (j * (n + 1) + i) as u32;
    let rest = |v: u32| {
        let (i, j) = (v as usize % (n + 1), v as usize / (n + 1));
        Point2::new(i as f32 * h, j as f32 * h)
    };
    let mut cloth = Cloth { fabrics: vec![fabric], ..Cloth::default() };
    for j in 0..n {
        for i in 0..n {
            let (a, b, c, d) = (at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1));
            for vertices in [[a, b, c], [a, c, d]] {
                cloth.facets.push(Facet {
                    vertices,
                    rest: vertices.map(rest),
                    warp: Vector2::x(),
                    panel: 0,
                    fabric: 0,
                });
            }
        }
    }
    let count = ((n + 1) * (n + 1)) as u32;
    cloth.vertices = vec![Vertex { layer: 0, touches: PartSet::NONE }; count as usize];
    let positions: Vec<Point3<f32>> =
        (0..count).map(rest).map(|p| Point3::new(p.x, 0.0, p.y)).collect();
    for (vertex, p) in (0..count).zip(&positions) {
        if p.x == 0.0 && (!corners || p.z == 0.0 || p.z > 0.99999) {
            let target = Target::Point(*p);
            cloth.attachments.push(Attachment { vertex, target, stiffness: f32::INFINITY });
        }
    }
    (cloth, State::at_rest(positions))
}

/// Puts `state` of n by n cells where its places lay in the coarser `from`.
pub(crate) fn lift(coarse: usize, from: &State, n: usize, state: &mut State) {
    let at = |i: usize, j: usize| from.positions[j * (coarse + 1) + i].coords;
    for j in 0..=n {
        for i in 0..=n {
            let (x, y) = ((i * coarse) as f32 / n as f32, (j * coarse) as f32 / n as f32);
            let (k, l) = ((x as usize).min(coarse - 1), (y as usize).min(coarse - 1));
            let (s, t) = (x - k as f32, y - l as f32);
            let p = if s >= t {
                at(k, l) * (1.0 - s) + at(k + 1, l) * (s - t) + at(k + 1, l + 1) * t
            } else {
                at(k, l) * (1.0 - t) + at(k, l + 1) * (t - s) + at(k + 1, l + 1) * s
            };
            state.positions[j * (n + 1) + i] = p.into();
        }
    }
}

/// Positions in double precision.
pub(crate) fn wide(positions: &[Point3<f32>]) -> Vec<Point3<f64>> {
    positions.iter().map(|p| p.cast()).collect()
}

/// What tells the energy of the square, and how far from rest it is.
pub(crate) fn judge(n: usize) -> Solver {
    let (cloth, _) = square(n, false);
    Solver::new(&cloth, BodyCollider::none(), Settings::default()).unwrap()
}

/// CPU seconds and energy (J) of each record in a peer's file.
pub(crate) fn energies(judge: &Solver, file: &Path) -> Vec<[f64; 2]> {
    let numbers: Vec<f64> = std::fs::read(file)
        .unwrap()
        .chunks_exact(8)
        .map(|b| f64::from_le_bytes(b.try_into().unwrap()))
        .collect();
    numbers
        .chunks_exact(2 + 3 * judge.cloth().vertices.len())
        .map(|record| {
            let positions: Vec<Point3<f64>> =
                record[2..].chunks_exact(3).map(|p| Point3::new(p[0], p[1], p[2])).collect();
            [record[1], judge.potential(&positions)]
        })
        .collect()
}

/// CPU seconds of all threads of this process so far. What `/proc` tells lags behind by some
/// milliseconds.
pub(crate) fn cpu_seconds() -> f64 {
    #[repr(C)]
    struct Time {
        seconds: i64,
        nanoseconds: i64,
    }
    #[expect(unsafe_code, reason = "the standard library does not ask the clock of a process")]
    unsafe extern "C" {
        fn clock_gettime(clock: i32, time: *mut Time) -> i32;
    }
    const OF_PROCESS: i32 = 2;
    let mut time = Time { seconds: 0, nanoseconds: 0 };
    #[expect(unsafe_code, reason = "as above")]
    // SAFETY: the C library fills a time of this layout on 64-bit Linux, which this example is for.
    let failed = unsafe { clock_gettime(OF_PROCESS, &raw mut time) };
    assert_eq!(failed, 0, "no clock of the process");
    time.seconds as f64 + 1e-9 * time.nanoseconds as f64
}
