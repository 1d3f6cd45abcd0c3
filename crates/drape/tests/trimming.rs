//! Bands and other cloths add their weight and stiffness where they are sewn on.

#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests")]

mod support;

use drape::{Fabric, Garment, Resolution};
use measure::Sex;
use nalgebra::Point2;
use pattern::EdgeRef;

const HEAVY: Fabric = Fabric { density: 0.5, bend_warp: 9e-5, ..Fabric::WOOL };

fn robe(edge_mm: f64) -> Garment {
    let model = support::model();
    let (body, measurements) = support::mean(&model, Sex::Male);
    let pattern = support::draft("chuba-men-utsang", &measurements);
    Garment::assemble(&pattern, &body, &Fabric::SHIRTING, Resolution::new(edge_mm)).unwrap()
}

fn mass(garment: &Garment) -> f32 {
    garment.cloth.masses().iter().sum()
}

#[test]
fn a_band_weighs_its_length_times_its_width_whatever_the_mesh() {
    for edge_mm in [48.0, 25.0] {
        let plain = robe(edge_mm);
        let line = plain.edge("front_l", "front_edge").unwrap();
        let at = |v: u32| plain.rest[v as usize];
        let length: f32 = line.windows(2).map(|w| (at(w[1]) - at(w[0])).norm()).sum();
        for width in [0.03f32, 0.08] {
            let mut garment = plain.clone();
            let edge = EdgeRef { panel: "front_l".into(), edge: "front_edge".into() };
            garment.trim(&[edge], width, &HEAVY);
            let (got, want) = (mass(&garment) - mass(&plain), length * width * HEAVY.density);
            // Shares are rounded to sixths, and the band is cut by the hem at one end.
            assert!((got / want - 1.0).abs() < 0.06, "{edge_mm} {width}: {got} kg of {want}");
            garment.cloth.check().unwrap();
        }
    }
}

#[test]
fn only_what_the_band_covers_gets_stiffer() {
    let mut garment = robe(25.0);
    let line = garment.edge("back_l", "hem").unwrap().to_vec();
    garment.trim(&[EdgeRef { panel: "back_l".into(), edge: "hem".into() }], 0.04, &HEAVY);
    let panel = garment.panels.iter().position(|p| p.id == "back_l").unwrap() as u32;
    let near = |p: &Point2<f32>| {
        let off = line.iter().map(|&v| (p - garment.rest[v as usize]).norm());
        off.fold(f32::INFINITY, f32::min)
    };
    let mut stiffer = 0;
    for facet in &garment.cloth.facets {
        let bend = garment.cloth.fabrics[facet.fabric as usize].bend_warp;
        let least = facet.rest.iter().map(near).fold(f32::INFINITY, f32::min);
        if bend > Fabric::SHIRTING.bend_warp {
            stiffer += 1;
            // To the nearest vertex of the hem, half an edge of 25 mm farther than to the hem.
            assert!(facet.panel == panel && least < 0.045, "{least} m off the hem");
        } else {
            assert!(facet.panel != panel || least > 0.02, "{least} m off the hem, yet limp");
        }
    }
    assert!(stiffer > 20, "{stiffer}");
}

#[test]
fn panels_of_another_slot_are_cut_from_its_cloth() {
    let mut garment = robe(48.0);
    garment.panels[1].slot = "yoke".to_owned();
    garment.cut_from("yoke", &HEAVY);
    garment.cut_from("nowhere", &Fabric::WOOL);
    for facet in &garment.cloth.facets {
        let want = if facet.panel == 1 { HEAVY } else { Fabric::SHIRTING };
        assert_eq!(garment.cloth.fabrics[facet.fabric as usize], want);
    }
    assert_eq!(garment.cloth.fabrics.len(), 2);
}
