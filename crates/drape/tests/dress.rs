//! Both garments go on a body, hang together and keep out of it.

#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests")]

mod support;

use std::ops::ControlFlow;

use drape::{
    AssembleError, BodyCollider, DrapeError, Dressing, Fabric, FitMap, FitRegion, Garment, PartSet,
    Resolution, Settings, Settled, Solver, State, drape, drape_outfit, redrape,
};
use measure::{Dimension, Sex};

const GARMENTS: [(&str, Sex); 2] =
    [("chuba-men-utsang", Sex::Male), ("chuba-women-sleeveless", Sex::Female)];
/// Coarse, for speed.
const EDGE: Resolution = Resolution::new(40.0);

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

/// Garments of the seeds that lie on the trunk.
const LAID: [(&str, Sex); 10] = [
    ("chuba-men-utsang", Sex::Male),
    ("chuba-kham", Sex::Male),
    ("chuba-changtang", Sex::Male),
    ("chuba-women-long", Sex::Female),
    ("chuba-women-sleeveless", Sex::Female),
    ("goshub", Sex::Male),
    ("shirt-men", Sex::Male),
    ("vest", Sex::Male),
    ("wonju", Sex::Female),
    ("pangden", Sex::Female),
];

#[test]
fn every_garment_of_the_trunk_is_laid_in_every_way_it_is_worn_with_its_seams_nearly_closed() {
    let model = support::model();
    for (id, sex) in LAID {
        let (body, measurements) = support::mean(&model, sex);
        let collider = BodyCollider::new(&body);
        let pattern = support::draft(id, &measurements);
        let mut styles: Vec<Option<&str>> = pattern.styles.iter().map(|s| Some(&*s.id)).collect();
        styles.push(None);
        for style in styles {
            let pattern = pattern.clone().worn(style).unwrap();
            let garment = Garment::assemble(&pattern, &body, &Fabric::WOOL, EDGE)
                .unwrap_or_else(|error| panic!("{id} {style:?}: {error}"));
            let widest = garment
                .cloth
                .stitches
                .iter()
                .map(|s| (garment.positions[s.a as usize] - garment.positions[s.b as usize]).norm())
                .fold(0.0, f32::max);
            // Shoulder slopes and sleeve roots gape a hand's width at most.
            assert!(widest < 0.12, "{id} {style:?}: {widest} m");
            garment.cloth.check().unwrap_or_else(|error| panic!("{id} {style:?}: {error}"));
            // No sleeve is laid through an arm that is not in it.
            let inside = |p: &&nalgebra::Point3<f32>| {
                collider.signed_distance(p, PartSet::ALL).is_some_and(|d| d < -0.005)
            };
            let inside = garment.positions.iter().filter(inside).count();
            let share = inside as f64 / garment.positions.len() as f64;
            assert!(share < 0.01, "{id} {style:?}: {:.1} % start in the body", share * 100.0);
        }
    }
}

#[test]
fn a_belted_robe_is_laid_without_its_cloth_going_through_cloth() {
    let model = support::model();
    for (id, sex) in LAID.into_iter().filter(|(id, _)| id.starts_with("chuba")) {
        let (body, measurements) = support::mean(&model, sex);
        let pattern = support::draft(id, &measurements);
        let at = Resolution::new(25.0);
        let garment = Garment::assemble(&pattern, &body, &Fabric::WOOL, at).unwrap();
        let solver =
            Solver::new(&garment.cloth, BodyCollider::new(&body), Settings::default()).unwrap();
        let state = State::at_rest(garment.positions.clone());
        let report = solver.report(&state, &Settled::default());
        // A few corners of folds that the mesh cuts: 8 to 12 places of 15,000 facets.
        assert!(report.intersecting < 0.003, "{id}: {report:?}");
    }
}

#[test]
fn a_robe_off_a_shoulder_is_laid_without_its_cloth_going_through_cloth() {
    let model = support::model();
    for (id, sex) in [("chuba-men-utsang", Sex::Male), ("chuba-women-long", Sex::Female)] {
        let (body, measurements) = support::mean(&model, sex);
        for style in ["right_off", "both_tied"] {
            let pattern = support::draft(id, &measurements).worn(Some(style)).unwrap();
            let at = Resolution::new(32.0);
            let garment = Garment::assemble(&pattern, &body, &Fabric::WOOL, at).unwrap();
            let solver =
                Solver::new(&garment.cloth, BodyCollider::new(&body), Settings::default()).unwrap();
            let report =
                solver.report(&State::at_rest(garment.positions.clone()), &Settled::default());
            // Corners that the mesh cuts where sleeves turn forward and laps meet at the underarm.
            assert!(report.intersecting < 0.015, "{id} {style}: {report:?}");
        }
    }
}

#[test]
fn cloth_goes_nowhere_through_cloth_from_being_put_on_to_the_fine_mesh() {
    let model = support::model();
    for (id, sex) in [("chuba-women-sleeveless", Sex::Female), ("vest", Sex::Male)] {
        let (body, measurements) = support::mean(&model, sex);
        let pattern = support::draft(id, &measurements);
        let garment = |at| Garment::assemble(&pattern, &body, &Fabric::WOOL, at).unwrap();
        let (coarse, fine) = (Resolution::new(50.0), Resolution::new(50.0).halved());
        let dressing = Dressing::default();
        let mut going = |_, _| ControlFlow::Continue(());
        let passing = dressing.in_passing();
        let first = drape(&garment(coarse), &body, &passing, &mut going).unwrap();
        assert_eq!(first.report.self_intersections, 0, "{id}: {:?}", first.report);
        let then = redrape(&[&garment(fine)], &[&first], &body, &dressing, &mut going).unwrap();
        let report = &then[0].report;
        assert_eq!(report.self_intersections, 0, "{id}: {report:?}");
        assert!(report.faults().is_empty(), "{id}: {report:?}");
    }
}

#[test]
fn a_way_of_wearing_that_the_garment_has_not_is_none() {
    let model = support::model();
    let (_, measurements) = support::mean(&model, Sex::Female);
    assert!(support::draft("wonju", &measurements).worn(Some("both_tied")).is_none());
}

#[test]
fn a_cuff_that_is_turned_back_lies_round_its_sleeve_wrong_side_out() {
    let model = support::model();
    let (body, measurements) = support::mean(&model, Sex::Female);
    let reach = |style| {
        let pattern = support::draft("wonju", &measurements).worn(Some(style)).unwrap();
        let garment = Garment::assemble(&pattern, &body, &Fabric::SHIRTING, EDGE).unwrap();
        let far = garment.positions.iter().map(|p| p.x).fold(0.0, f32::max);
        let turned = (garment.cloth.facets.iter().zip(&garment.triangles))
            .filter(|(facet, shown)| facet.vertices != **shown)
            .count();
        (far, turned, pattern.wear.turn_back_mm as f32 / 1000.0)
    };
    let ((down, none, _), (back, some, by)) = (reach("let_down"), reach("turned_back"));
    assert!(by > 0.1 && (down - back - by).abs() < 0.02, "{down} m and {back} m, by {by} m");
    assert!(none == 0 && some > 50, "{none} and {some} facets are turned");
}

#[test]
fn cloth_without_a_place_on_the_trunk_is_refused_by_name() {
    let model = support::model();
    let (body, measurements) = support::mean(&model, Sex::Female);
    let pattern = support::draft("sash", &measurements);
    let refused = Garment::assemble(&pattern, &body, &Fabric::WOOL, EDGE);
    assert!(matches!(refused, Err(AssembleError::NoPanel { .. })));
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
            // At the shoulder; where cloth turns over further down there is no order.
            let vertices = garment.cloth.facets.iter().filter(|f| f.panel == i);
            let height = |v: &u32| garment.rest[*v as usize].y;
            let top =
                vertices.flat_map(|f| f.vertices).min_by(|a, b| height(a).total_cmp(&height(b)));
            garment.cloth.vertices[top.unwrap() as usize].layer
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
        assert!(
            report.penetrating <= 0.001 && report.deepest_penetration <= 0.002,
            "{id}: {report:?}"
        );
        assert!(report.widest_seam <= 0.001, "{id}: {report:?}");
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

/// Height (m) of the lowest point of the cloth's line down the middle of a panel, and how much of the
/// line lies between there and the belt: places of the line from the hem up, each with its distance
/// from the hem in the flat panel and where it came to lie.
fn below_the_belt(line: &[(f32, nalgebra::Point3<f32>)], belt: f32) -> (f32, f32) {
    let hem = line[0].1.y;
    let crossing = line.windows(2).find(|w| w[0].1.y < belt && w[1].1.y >= belt);
    let [(low, p), (high, q)] = *crossing.expect("the line reaches the belt") else {
        unreachable!()
    };
    (hem, low + (high - low) * (belt - p.y) / (q.y - p.y))
}

#[test]
fn the_robe_is_taken_up_over_the_belt_by_as_much_as_the_pattern_says() {
    let model = support::model();
    let (body, measurements) = support::mean(&model, Sex::Male);
    let pattern = support::draft("chuba-men-utsang", &measurements).worn(Some("both")).unwrap();
    let at = |mesh| Garment::assemble(&pattern, &body, &Fabric::WOOL, mesh).unwrap();
    let mut going = |_, _| ControlFlow::Continue(());
    let mesh = Resolution::new(50.0);
    let (coarse, fine) = (at(mesh), at(mesh.halved()));
    let first = drape(&coarse, &body, &Dressing::default(), &mut going).unwrap();
    let worn =
        redrape(&[&fine], &[&first], &body, &Dressing::default(), &mut going).unwrap().remove(0);
    // Cloth hardly goes through cloth: sleeves that arms press on the pouch, and what a finer mesh
    // cuts of the corners of a coarser one's folds.
    assert!(first.report.intersecting < 0.03, "{:?}", first.report);
    assert!(worn.report.intersecting < 0.03, "{:?}", worn.report);
    let metres = |mm: f64| (mm / 1000.0) as f32;
    let wear = &pattern.wear;
    let (belt, hem) = (metres(wear.belt_height_mm), metres(wear.hem_height_mm));
    let nape = metres(measurements.mm(Dimension::CervicalHeight).unwrap());

    // Down the back it is a seam, down the front a line inside the outer lap.
    let centre = fine.edge("back_l", "centre").unwrap();
    let place = |v: u32| worn.uv[v as usize];
    let from_hem = |v: u32, low: f32| (low - place(v).y, worn.cloth.positions[v as usize]);
    let bottom = centre.iter().map(|&v| place(v).y).fold(0.0, f32::max);
    let mut behind: Vec<_> = centre.iter().map(|&v| from_hem(v, bottom)).collect();
    let front = fine.panels.iter().position(|p| p.id == "front_l").unwrap() as u32;
    let mut middle: Vec<u32> = (fine.cloth.facets.iter().filter(|f| f.panel == front))
        .flat_map(|f| f.vertices)
        .filter(|&v| place(v).x.abs() < 0.016)
        .collect();
    middle.sort_unstable();
    middle.dedup();
    let bottom = middle.iter().map(|&v| place(v).y).fold(0.0, f32::max);
    let mut before: Vec<_> = middle.iter().map(|&v| from_hem(v, bottom)).collect();
    for line in [&mut before, &mut behind] {
        line.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    let length = behind.last().unwrap().0;
    // The hem is levelled: what the cloth takes behind to go over the seat, and to swell out from under the
    // belt, is not taken up there.
    for (side, line, way) in [("front", &before, 0.0), ("back", &behind, 0.055)] {
        let (height, below) = below_the_belt(line, belt);
        let taken_up = length - below - (nape - belt);
        let wanted = metres(wear.blouse_mm) - way;
        assert!((height - hem).abs() < 0.02, "{side}: hem at {height} m, not {hem} m");
        assert!((taken_up - wanted).abs() < 0.02, "{side}: {taken_up} m taken up, not {wanted} m");
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

#[test]
fn a_finer_mesh_settles_from_a_coarser_drape() {
    let model = support::model();
    let (body, measurements) = support::mean(&model, Sex::Female);
    let pattern = support::draft("chuba-women-sleeveless", &measurements);
    let at = |edge_mm: f64| {
        Garment::assemble(&pattern, &body, &Fabric::WOOL, Resolution::new(edge_mm)).unwrap()
    };
    let mut going = |_, _| ControlFlow::Continue(());
    let (coarse, fine) = (at(50.0), at(34.0));
    let first = drape(&coarse, &body, &Dressing::default(), &mut going).unwrap();
    let mut calls = 0;
    let mut counting = |_, _| {
        calls += 1;
        ControlFlow::Continue(())
    };
    let second =
        redrape(&[&fine], &[&first], &body, &Dressing::default(), &mut counting).unwrap().remove(0);
    let report = &second.report;
    assert!(report.faults().is_empty(), "{:?} {report:?}", report.faults());
    assert_eq!(second.cloth.positions.len(), fine.positions.len());
    // Nothing has to be put on again: sewing and lowering alone are 142 steps.
    assert!(calls < 142, "{calls} steps");
    // Finer cloth hangs in more folds; it does not slide down.
    let hem = (second.hem_height - first.hem_height).abs();
    assert!(hem < 0.03, "the hem moved by {hem} m");
    // Each place of the front lies near where it lay.
    let nearest = |p: &nalgebra::Point3<f32>| {
        let off = first.cloth.positions.iter().map(|q| (p - q).norm());
        off.fold(f32::INFINITY, f32::min)
    };
    let far = second.cloth.positions.iter().filter(|p| nearest(p) > 0.08).count();
    assert!(far * 100 < second.cloth.positions.len(), "{far} vertices went astray");
}

#[test]
fn blouse_robe_and_apron_lie_over_one_another() {
    let model = support::model();
    let (body, measurements) = support::mean(&model, Sex::Female);
    let edge = Resolution::new(50.0);
    let garments: Vec<Garment> =
        [("wonju", 0.0f32), ("chuba-women-sleeveless", 0.018), ("pangden", 0.05)]
            .iter()
            .map(|(id, under)| {
                let pattern = support::draft(id, &measurements);
                Garment::assemble_over(&pattern, &body, &Fabric::SHIRTING, edge, *under).unwrap()
            })
            .collect();
    let all: Vec<&Garment> = garments.iter().collect();
    let mut going = |_, _| ControlFlow::Continue(());
    let drapes = drape_outfit(&all, &body, &Dressing::default(), &mut going).unwrap();
    assert_eq!(drapes.len(), 3);
    assert!(drapes[0].report.finite && drapes[0].report.penetrating < 0.01);
    let fit = |i: usize| FitMap::of(&garments[i], &drapes[i], &body);
    let ease = |i: usize, region| fit(i).region(region).map_or(f32::NAN, |r| r.ease);
    let chest = [0, 1].map(|i| ease(i, FitRegion::ChestBack));
    assert!(chest[0] < chest[1], "blouse {} m, robe {} m off the back", chest[0], chest[1]);
    let skirt = [1, 2].map(|i| ease(i, FitRegion::Skirt));
    assert!(skirt[1] > 0.01, "apron {} m off the legs, robe {} m", skirt[1], skirt[0]);
    // Only the robe has the sash.
    let sashes: Vec<bool> = drapes.iter().map(|d| d.belt.is_some()).collect();
    assert_eq!(sashes, [false, true, false]);
    let nobody = drape_outfit(&[], &body, &Dressing::default(), &mut going);
    assert!(matches!(nobody, Err(DrapeError::Count { garments: 0, .. })));
}
