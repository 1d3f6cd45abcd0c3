//! The hooded robe of the UC Berkeley Garment Library, if it is there.
//!
//! Its files are free to use where pictures acknowledge the library; they do not enter the project.

use std::path::Path;

use drape::{
    BodyCollider, BodyPart, Cloth, Control, DrapeReport, Fabric, Facet, Mannequin, PartSet,
    Settings, Solver, State, Vertex,
};
use nalgebra::{Point2, Point3, Vector2, Vector3};

/// The robe in metres, Y up, its front to +Z: positions as its makers draped it, and its panels as
/// the flat rest shape.
pub(crate) struct Robe {
    pub cloth: Cloth,
    pub positions: Vec<Point3<f32>>,
}

/// Reads `berkeley_robe-iso.obj`; `None` where it is missing.
///
/// Seams are merged in it, and texture coordinates are where each corner lies in its panel (m).
pub(crate) fn robe() -> Option<Robe> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/cloth/berkeley_robe-iso.obj");
    let text = std::fs::read_to_string(path).ok()?;
    let mut positions = Vec::new();
    let mut flat: Vec<Point2<f32>> = Vec::new();
    let mut facets = Vec::new();
    for line in text.lines() {
        let mut words = line.split_whitespace();
        let kind = words.next();
        let numbers = |words: std::str::SplitWhitespace<'_>| -> Vec<f32> {
            words.map(|w| w.parse().unwrap()).collect()
        };
        match kind {
            Some("v") => {
                // Z is up there, and the front looks to -Y.
                let v = numbers(words);
                positions.push(Point3::new(v[0], v[2], -v[1]));
            }
            Some("vt") => {
                let v = numbers(words);
                flat.push(Point2::new(v[0], v[1]));
            }
            Some("f") => {
                let corners: Vec<[usize; 2]> = words
                    .map(|w| {
                        let (v, vt) = w.split_once('/').unwrap();
                        [v, vt].map(|n| n.parse::<usize>().unwrap() - 1)
                    })
                    .collect();
                facets.push(Facet {
                    vertices: [0, 1, 2].map(|k| corners[k][0] as u32),
                    rest: [0, 1, 2].map(|k| flat[corners[k][1]]),
                    warp: Vector2::y(),
                    panel: 0,
                    fabric: 0,
                });
            }
            _ => {}
        }
    }
    let vertices = positions
        .iter()
        .map(|p| {
            let trunk = PartSet::ALL.without(&[BodyPart::ArmLeft, BodyPart::ArmRight]);
            let arm = if p.x > 0.0 { BodyPart::ArmLeft } else { BodyPart::ArmRight };
            let shoulder = p.y > SHOULDER - 0.25 && p.x.abs() > 0.1;
            let touches = if shoulder { trunk.union(PartSet::of(&[arm])) } else { trunk };
            Vertex { layer: 0, touches }
        })
        .collect();
    let cloth = Cloth { fabrics: vec![Fabric::WOOL], vertices, facets, ..Cloth::default() };
    Some(Robe { cloth, positions })
}

/// Height (m) of the sleeves' upper side in the robe's own space, and how far the hem lies below.
const SHOULDER: f32 = 0.8;
const LENGTH: f32 = 1.47;
/// Where the hem is to hang (m above the floor).
const HEM: f32 = 0.12;

/// Hangs the robe on `body` in its dressing posture, lets it settle there, and lowers the arms.
///
/// It was made for a figure of 1.9 m; the whole robe is cut to the length that `body` needs.
pub(crate) fn wear(robe: &Robe, body: &Mannequin) -> (State, DrapeReport, Cloth) {
    let shoulders = body.landmarks.shoulders;
    let middle = (shoulders[0].coords + shoulders[1].coords) * 0.5;
    let scale = ((middle.y - HEM) / LENGTH).min(1.0);
    let mut cloth = robe.cloth.clone();
    for facet in &mut cloth.facets {
        facet.rest = facet.rest.map(|p| p * scale);
    }
    // Laid over the shoulders, in the middle between back and front of the trunk.
    let own = robe.positions.iter().filter(|p| (p.y - SHOULDER).abs() < 0.1 && p.x.abs() < 0.2);
    let (sum, count) = own.fold((0.0, 0.0), |(sum, count), p| (sum + p.z, count + 1.0));
    let place = |p: &Point3<f32>| {
        let off = Vector3::new(p.x, p.y - SHOULDER, p.z - sum / count) * scale;
        Point3::new(off.x, off.y + middle.y + 0.02, off.z + middle.z)
    };
    let mut state = State::at_rest(robe.positions.iter().map(place).collect());
    let settings =
        Settings { skin_gap: 0.006, layer_gap: 0.004, frame_limit: 400, ..Settings::default() };
    let mut solver = Solver::new(&cloth, BodyCollider::new(body), settings).unwrap();
    let guarded =
        Control { body_time: 0.0, guarded: true, skin_pierces: false, ..Control::default() };
    solver.control = Control { gravity: 0.0, damping: 0.4, friction: 0.0, ..guarded.clone() };
    // Out of the skin, where it then crosses nowhere; without weight, then with it, then with the arms down.
    solver.surface(&mut state);
    solver.part(&mut state);
    for _ in 0..60 {
        solver.step(&mut state);
    }
    solver.control = Control { damping: 0.2, ..guarded };
    for _ in 0..120 {
        solver.step(&mut state);
    }
    for i in 1..=160 {
        solver.control.body_time = i as f32 / 160.0;
        solver.step(&mut state);
    }
    let mut going = |_| std::ops::ControlFlow::Continue(());
    let settled = solver.settle(&mut state, &mut going);
    let report = solver.report(&state, &settled);
    (state, report, cloth)
}
