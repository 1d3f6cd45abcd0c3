//! What the tests of pictures share.

#![allow(
    dead_code,
    clippy::allow_attributes,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "each test file uses its part; a test stops at the first surprise"
)]

use std::sync::OnceLock;

use mesh::TriMesh;
use nalgebra::{Point2, Point3, Vector2};
use render::{
    Choice, ClothParts, Gpu, GpuError, Look, Material, Object, Picture, Renderer, TrimSegment,
};

/// The renderer, or a word on stderr and nothing where no adapter is.
pub(crate) fn renderer() -> Option<&'static Renderer> {
    static RENDERER: OnceLock<Option<Renderer>> = OnceLock::new();
    let made = RENDERER.get_or_init(|| match Gpu::new(&Choice::Auto) {
        Ok(gpu) => Some(Renderer::new(gpu).unwrap()),
        Err(GpuError::NoAdapter) => None,
        Err(e) => panic!("{e}"),
    });
    if made.is_none() {
        #[expect(clippy::print_stderr, reason = "says why the test is skipped")]
        {
            eprintln!("skipped: {}", GpuError::NoAdapter);
        }
    }
    made.as_ref()
}

/// A sphere of 96 × 48 faces.
pub(crate) fn blob(at: Point3<f32>, radius: f32) -> TriMesh {
    ellipsoid(at, [radius; 3])
}

/// An ellipsoid of 96 × 48 faces.
pub(crate) fn ellipsoid(at: Point3<f32>, radii: [f32; 3]) -> TriMesh {
    let (around, down) = (96u32, 48u32);
    let mut mesh = TriMesh::default();
    for j in 0..=down {
        for i in 0..around {
            let (u, v) = (
                std::f32::consts::TAU * i as f32 / around as f32,
                std::f32::consts::PI * j as f32 / down as f32,
            );
            let p = [v.sin() * u.cos(), v.cos(), -v.sin() * u.sin()];
            mesh.positions.push(Point3::new(
                at.x + radii[0] * p[0],
                at.y + radii[1] * p[1],
                at.z + radii[2] * p[2],
            ));
        }
    }
    for j in 0..down {
        for i in 0..around {
            let next = (i + 1) % around;
            let (a, b) = (j * around + i, j * around + next);
            let (c, d) = (a + around, b + around);
            mesh.triangles.push([a, c, d]);
            mesh.triangles.push([a, d, b]);
        }
    }
    mesh
}

/// A hanging cloth 1 m wide and 1.2 m long with deep folds, 40 × 48 cells, hem trimmed.
pub(crate) fn curtain(look: Look) -> Object {
    let (across, down) = (40u32, 48u32);
    let place =
        |i: u32, j: u32| Point2::new(i as f32 / across as f32, 1.2 * j as f32 / down as f32);
    let mut positions = Vec::new();
    for j in 0..=down {
        for i in 0..=across {
            let q = place(i, j);
            let fold = 0.06 * (q.x * 25.0).sin() * (0.3 + q.y);
            positions.push(Point3::new(q.x * 0.8 - 0.4, 1.4 - q.y, fold));
        }
    }
    let (mut triangles, mut rest) = (Vec::new(), Vec::new());
    let row = across + 1;
    for j in 0..down {
        for i in 0..across {
            for corners in
                [[(i, j), (i, j + 1), (i + 1, j + 1)], [(i, j), (i + 1, j + 1), (i + 1, j)]]
            {
                triangles.push(corners.map(|(i, j)| j * row + i));
                rest.push(corners.map(|(i, j)| place(i, j)));
            }
        }
    }
    let m = triangles.len();
    let trim = TrimSegment {
        panel: 0,
        from: Point2::new(0.0, 1.2),
        to: Point2::new(1.0, 1.2),
        width_m: 0.15,
    };
    let parts = ClothParts {
        positions: &positions,
        triangles: &triangles,
        rest: &rest,
        warp: &vec![Vector2::y(); m],
        panels: &vec![0; m],
        slots: &[],
        trims: &[trim],
    };
    let material = Material::cloth(look).lined([200, 170, 110]).trimmed(Look::brocade(
        [24, 48, 96],
        [214, 170, 84],
        0.075,
    ));
    Object::cloth(&parts, vec![material]).unwrap()
}

/// The mean of the green channel over the pixels that `inside` picks, 0–255.
pub(crate) fn lit(picture: &Picture, inside: impl Fn(usize, usize) -> bool) -> f32 {
    let w = picture.width as usize;
    let (mut sum, mut count) = (0.0, 0.0f32);
    for (i, c) in picture.rgba.chunks_exact(4).enumerate() {
        if inside(i % w, i / w) {
            sum += f32::from(c[1]);
            count += 1.0;
        }
    }
    sum / count.max(1.0)
}
