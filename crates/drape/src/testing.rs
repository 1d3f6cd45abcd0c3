//! The two garments, drafted for a fixed person; and tubes.

use kurbo::BezPath;
use measure::{Dimension, Measurement, Measurements, Origin};
use mesh::TriMesh;
use nalgebra::Point3;
use pattern::{Design, Edge, Options, Pattern};

use crate::{BodyCollider, BodyPart, Mannequin, MannequinLandmarks};

/// A closed polygon's edges, named `e0`, `e1` … (mm).
pub(crate) fn polygon(corners: &[(f64, f64)]) -> Vec<Edge> {
    (0..corners.len())
        .map(|i| {
            let mut curve = BezPath::new();
            curve.move_to(corners[i]);
            curve.line_to(corners[(i + 1) % corners.len()]);
            Edge { id: format!("e{i}"), curve, allowance_mm: 10.0 }
        })
        .collect()
}

/// A man's robe for 170 cm, chest 92.
pub(crate) fn robe() -> Pattern {
    let text = include_str!("../../../seeds/garments/chuba-men-utsang.toml");
    draft(text, [1700.0, 1450.0, 920.0, 800.0, 940.0, 380.0, 440.0, 560.0, 430.0, 460.0])
}

/// A woman's sleeveless chuba for 160 cm, chest 84, waist 68.
pub(crate) fn sleeveless() -> Pattern {
    let text = include_str!("../../../seeds/garments/chuba-women-sleeveless.toml");
    draft(text, [1600.0, 1360.0, 840.0, 680.0, 900.0, 335.0, 390.0, 510.0, 380.0, 430.0])
}

fn draft(text: &str, mm: [f64; 10]) -> Pattern {
    let dimensions = [
        Dimension::Stature,
        Dimension::CervicalHeight,
        Dimension::BustGirth,
        Dimension::WaistGirth,
        Dimension::HipGirth,
        Dimension::NeckGirth,
        Dimension::ShoulderWidth,
        Dimension::ArmLength,
        Dimension::BackWaistLength,
        Dimension::KneeHeight,
    ];
    let mut body = Measurements::default();
    for (dimension, mm) in dimensions.into_iter().zip(mm) {
        body.set(dimension, Measurement { mm, sigma_mm: 5.0, origin: Origin::Tape }).unwrap();
    }
    let design = Design::parse("seed", text, &|_| None).unwrap();
    design.draft(&body, &Options::new()).unwrap()
}

/// Vertices round a tube.
pub(crate) const AROUND: usize = 64;

/// Positions (m) and triangles of a tube of that radius (m) about the y axis, 0.6 m long.
pub(crate) fn tube(radius: f32) -> (Vec<Point3<f32>>, Vec<[u32; 3]>) {
    let rows = 12;
    let mut positions = Vec::new();
    for j in 0..=rows {
        for i in 0..AROUND {
            let a = std::f32::consts::TAU * i as f32 / AROUND as f32;
            let y = 0.05 * j as f32;
            positions.push(Point3::new(radius * libm::sinf(a), y, radius * libm::cosf(a)));
        }
    }
    let mut triangles = Vec::new();
    let at = |i: usize, j: usize| (j * AROUND + i % AROUND) as u32;
    for j in 0..rows {
        for i in 0..AROUND {
            triangles.push([at(i, j), at(i + 1, j), at(i + 1, j + 1)]);
            triangles.push([at(i, j), at(i + 1, j + 1), at(i, j + 1)]);
        }
    }
    (positions, triangles)
}

/// A trunk that is such a tube.
pub(crate) fn tube_body(radius: f32) -> BodyCollider {
    let (positions, triangles) = tube(radius);
    let parts = vec![BodyPart::Torso; positions.len()];
    let landmarks = MannequinLandmarks::default();
    let mesh = TriMesh { positions, triangles };
    BodyCollider::new(&Mannequin { mesh, parts, motion: Vec::new(), landmarks })
}
