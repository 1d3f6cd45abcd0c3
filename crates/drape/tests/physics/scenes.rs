//! Sheets and bodies to test with.

#![allow(dead_code, clippy::allow_attributes, reason = "each user takes a part of it")]

use std::ops::ControlFlow;

use drape::{
    BodyPart, Cloth, Fabric, Facet, Mannequin, MannequinLandmarks, PartSet, Progress, Settled,
    Solver, State, Vertex,
};
use mesh::TriMesh;
use nalgebra::{Point2, Point3, Vector2};

/// An isotropic cloth.
pub(crate) fn fabric(stretch: f32, bend: f32, density: f32) -> Fabric {
    Fabric {
        stretch_warp: stretch,
        stretch_weft: stretch,
        shear: 0.5 * stretch,
        compression: 1.0,
        bend_warp: bend,
        bend_weft: bend,
        density,
        thickness: 1e-3,
        friction: 0.3,
    }
}

/// A rectangle of near-equilateral triangles: rows of `columns` vertices `edge` (m) apart along x,
/// every other row half an edge further; `rows` + 1 rows. Rest space is (x, z): the sheet lies
/// level, its upper side is outside.
pub(crate) fn sheet(columns: usize, rows: usize, edge: f32, fabric: Fabric) -> (Cloth, State) {
    let height = edge * 3f32.sqrt() / 2.0;
    let mut rest = Vec::new();
    for j in 0..=rows {
        for i in 0..columns {
            let x = (i as f32 + 0.5 * (j % 2) as f32) * edge;
            rest.push(Point2::new(x, j as f32 * height));
        }
    }
    let at = |i: usize, j: usize| (j * columns + i) as u32;
    let mut triangles = Vec::new();
    for j in 0..rows {
        for i in 0..columns - 1 {
            let (a, b, c, d) = (at(i, j), at(i + 1, j), at(i, j + 1), at(i + 1, j + 1));
            if j % 2 == 1 {
                triangles.extend([[a, d, b], [a, c, d]]);
            } else {
                triangles.extend([[a, c, b], [b, c, d]]);
            }
        }
    }
    let positions = rest.iter().map(|p| Point3::new(p.x, 0.0, p.y)).collect();
    (cloth(&rest, &triangles, fabric, 0), State::at_rest(positions))
}

pub(crate) fn cloth(
    rest: &[Point2<f32>],
    triangles: &[[u32; 3]],
    fabric: Fabric,
    layer: i32,
) -> Cloth {
    Cloth {
        fabrics: vec![fabric],
        vertices: vec![Vertex { layer, touches: PartSet::ALL }; rest.len()],
        facets: triangles
            .iter()
            .map(|t| Facet {
                vertices: *t,
                rest: t.map(|v| rest[v as usize]),
                warp: Vector2::x(),
                panel: 0,
                fabric: 0,
            })
            .collect(),
        ..Cloth::default()
    }
}

/// Two cloths in one, with their states.
pub(crate) fn both(a: (Cloth, State), b: (Cloth, State)) -> (Cloth, State) {
    let ((mut cloth, mut state), (other, other_state)) = (a, b);
    let n = cloth.vertices.len() as u32;
    cloth.vertices.extend(other.vertices);
    cloth.facets.extend(other.facets.into_iter().map(|f| Facet {
        vertices: f.vertices.map(|v| v + n),
        panel: f.panel + 1,
        ..f
    }));
    state.positions.extend(other_state.positions);
    state.velocities.extend(other_state.velocities);
    (cloth, state)
}

/// A ball, its triangles between `steps` meridians and half as many parallels.
pub(crate) fn ball(centre: Point3<f32>, radius: f32, steps: usize) -> TriMesh {
    let mut positions = Vec::new();
    let rows = steps / 2;
    for j in 1..rows {
        let polar = std::f32::consts::PI * j as f32 / rows as f32;
        for i in 0..steps {
            let around = std::f32::consts::TAU * i as f32 / steps as f32;
            let (r, y) = (radius * libm::sinf(polar), radius * libm::cosf(polar));
            let p = Point3::new(r * libm::sinf(around), y, r * libm::cosf(around));
            positions.push(p + centre.coords);
        }
    }
    let (top, bottom) = (positions.len() as u32, positions.len() as u32 + 1);
    positions.push(centre + nalgebra::Vector3::y() * radius);
    positions.push(centre - nalgebra::Vector3::y() * radius);
    let at = |i: usize, j: usize| (j * steps + i % steps) as u32;
    let mut triangles = Vec::new();
    for i in 0..steps {
        triangles.push([top, at(i, 0), at(i + 1, 0)]);
        triangles.push([bottom, at(i + 1, rows - 2), at(i, rows - 2)]);
        for j in 0..rows - 2 {
            let (a, b, c, d) = (at(i, j), at(i + 1, j), at(i, j + 1), at(i + 1, j + 1));
            triangles.extend([[a, c, b], [b, c, d]]);
        }
    }
    TriMesh { positions, triangles }
}

/// A mannequin that is all torso.
pub(crate) fn mannequin(mesh: TriMesh, motion: Vec<Vec<Point3<f32>>>) -> Mannequin {
    let parts = vec![BodyPart::Torso; mesh.positions.len()];
    let landmarks = MannequinLandmarks::default();
    Mannequin { mesh, parts, motion, landmarks }
}

pub(crate) fn settle(solver: &mut Solver, state: &mut State) -> Settled {
    solver.settle(state, &mut |_: Progress| ControlFlow::Continue(()))
}
