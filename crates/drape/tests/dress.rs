//! Both garments go on a body, hang together and keep out of it.

#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests")]

mod support;

use std::ops::ControlFlow;

use drape::{BodyCollider, DrapeError, Dressing, Fabric, Garment, PartSet, Resolution, drape};
use measure::Sex;

const GARMENTS: [(&str, Sex); 2] =
    [("chuba-men-utsang", Sex::Male), ("chuba-women-sleeveless", Sex::Female)];
/// Coarse, for speed.
const EDGE: Resolution = Resolution { edge_mm: 40.0 };

#[test]
fn panels_are_laid_outside_the_body_with_their_seams_nearly_closed() {
    let model = support::model();
    for (id, sex) in GARMENTS {
        let (body, measurements) = support::mean(&model, sex);
        let pattern = support::draft(id, &measurements);
        let garment = Garment::assemble(&pattern, &body, &Fabric::WOOL, EDGE).unwrap();
        let widest = garment
            .cloth
            .stitches
            .iter()
            .map(|s| (garment.positions[s.a as usize] - garment.positions[s.b as usize]).norm())
            .fold(0.0, f32::max);
        // Shoulder slopes and sleeve roots gape a hand's width at most.
        assert!(widest < 0.1, "{id}: {widest} m");
        let collider = BodyCollider::new(&body);
        let inside = garment
            .positions
            .iter()
            .filter(|p| collider.signed_distance(p, PartSet::ALL).is_some_and(|d| d < -0.005))
            .count();
        let share = inside as f64 / garment.positions.len() as f64;
        assert!(share < 0.01, "{id}: {:.1} % of the vertices start in the body", share * 100.0);
    }
}

#[test]
fn the_left_front_lies_over_the_right_and_ends_on_the_right() {
    let model = support::model();
    for (id, sex) in GARMENTS {
        let (body, measurements) = support::mean(&model, sex);
        let pattern = support::draft(id, &measurements);
        let garment = Garment::assemble(&pattern, &body, &Fabric::WOOL, EDGE).unwrap();
        let [outer, _] = garment.closures[0];
        // +X is the wearer's left.
        assert!(garment.positions[outer as usize].x < -0.1, "{id}");
        let layer = |name: &str| {
            let i = garment.panels.iter().position(|p| p.id == name).unwrap() as u32;
            let facet = garment.cloth.facets.iter().find(|f| f.panel == i).unwrap();
            garment.cloth.vertices[facet.vertices[0] as usize].layer
        };
        let left = if id.contains("women") { "front" } else { "front_l" };
        assert!(layer(left) > layer("front_r"), "{id}");
    }
}

#[test]
fn both_garments_settle_closed_and_outside_the_skin() {
    let model = support::model();
    for (id, sex) in GARMENTS {
        let (body, measurements) = support::mean(&model, sex);
        let pattern = support::draft(id, &measurements);
        let garment = Garment::assemble(&pattern, &body, &Fabric::WOOL, EDGE).unwrap();
        let draped =
            drape(&garment, &body, &Dressing::default(), &mut |_, _| ControlFlow::Continue(()))
                .unwrap();
        let report = &draped.report;
        assert!(report.finite, "{id}: {report:?}");
        assert!(report.penetrating <= 0.005, "{id}: {report:?}");
        assert!(report.widest_seam <= 0.002, "{id}: {report:?}");
        // The hem hangs where it is worn, give or take a hand: cloth stretches, pleats lift.
        let hem = draped.hem_height - (pattern.wear.hem_height_mm / 1000.0) as f32;
        assert!(hem.abs() < 0.12, "{id}: hem off by {hem} m");
        assert_eq!(draped.uv.len(), draped.cloth.positions.len());
        assert_eq!(draped.panel.len(), draped.cloth.triangles.len());
        let belt = draped.belt.unwrap();
        let height = belt.mesh.positions.iter().map(|p| p.y).fold(0.0, f32::max);
        assert!((height - (pattern.wear.belt_height_mm / 1000.0) as f32).abs() < 0.08, "{id}");
        assert!(draped.collar.unwrap().mesh.triangles.len() > 50, "{id}");
    }
}

#[test]
fn draping_can_be_cancelled() {
    let model = support::model();
    let (body, measurements) = support::mean(&model, Sex::Male);
    let pattern = support::draft("chuba-men-utsang", &measurements);
    let garment = Garment::assemble(&pattern, &body, &Fabric::WOOL, EDGE).unwrap();
    let mut calls = 0;
    let result = drape(&garment, &body, &Dressing::default(), &mut |_, _| {
        calls += 1;
        if calls == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(matches!(result, Err(DrapeError::Cancelled)));
    assert_eq!(calls, 3);
}
