//! Moves the women's and the men's chuba through a squat and a raised arm and writes one sheet of
//! pictures: for each garment eight moments, each from the front and from the wearer's right.
//!
//! `live_view OUT.jpg [EDGE_MM]`

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::allow_attributes, reason = "example")]
#![allow(missing_docs, reason = "example")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::ops::ControlFlow;
use std::time::Instant;

use body::{BodyModel, BodyShape, Rest};
use drape::{Dressing, Fabric, Garment, Live, LiveSettings, Mannequin, Resolution, drape};
use image::imageops::{FilterType, crop_imm, replace, resize};
use image::{Rgb, RgbImage};
use measure::Sex;
use mesh::TriMesh;
use support::Painted;
use support::motion::{Moment, skin};

const FPS: f64 = 60.0;
/// A squat, then both arms up and half down again.
const LASTS: f64 = 3.2;
/// Moments that are shown (s).
const SHOWN: [f64; 8] = [0.0, 0.3, 0.6, 1.0, 1.5, 1.9, 2.4, 3.1];
/// Size of one picture: front and side.
const CELL: [u32; 2] = [200, 200];

fn moment(t: f64) -> Moment {
    let hill = |from: f64, long: f64| {
        let u = ((t - from) / long).clamp(0.0, 1.0);
        0.5 - 0.5 * libm::cos(std::f64::consts::TAU * u)
    };
    Moment { squat: 0.8 * hill(0.1, 1.1), raise: 1.4 * hill(1.3, 2.2), ..Moment::default() }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let edge_mm: f64 = args.get(2).map_or(40.0, |a| a.parse().unwrap());
    let model = support::model();
    let garments = [("chuba-women-sleeveless", Sex::Female), ("chuba-men-utsang", Sex::Male)];
    let columns = 4;
    let height = CELL[1] * 2 * garments.len() as u32;
    let mut sheet = RgbImage::from_pixel(CELL[0] * columns, height, Rgb([255; 3]));
    for (row, (id, sex)) in garments.into_iter().enumerate() {
        let shape = BodyShape::mean(&model, sex);
        let (body, measurements) = support::person(&model, &shape);
        let pattern = support::draft(id, &measurements);
        let garment =
            Garment::assemble(&pattern, &body, &Fabric::WOOL, Resolution::new(edge_mm)).unwrap();
        let mut going = |_, _| ControlFlow::Continue(());
        let draped = drape(&garment, &body, &Dressing::default(), &mut going).unwrap();
        println!("{id}: {:?}", draped.report.faults());
        let settings = LiveSettings::default();
        let mut live = Live::new(&[&garment], &[&draped], &body, settings).unwrap();
        let pictures = play(&model, &model.rest(&shape), &body, &draped.panel, &mut live);
        for (i, picture) in pictures.iter().enumerate() {
            let i = i as u32;
            let x = i64::from(i % columns * CELL[0]);
            let y = i64::from((2 * row as u32 + i / columns) * CELL[1]);
            replace(&mut sheet, picture, x, y);
        }
    }
    sheet.save(&args[1]).unwrap();
}

/// The moments shown.
fn play(
    model: &BodyModel,
    rest: &Rest,
    body: &Mannequin,
    panels: &[u32],
    live: &mut Live,
) -> Vec<RgbImage> {
    let mut pictures = Vec::new();
    let (mut widest, mut longest) = (0.0f32, 0.0f64);
    for i in 0..=(LASTS * FPS) as usize {
        let t = i as f64 / FPS;
        let skin = skin(model, rest, &moment(t));
        let start = Instant::now();
        let report = live.frame(&skin, 1.0 / FPS as f32);
        longest = longest.max(start.elapsed().as_secs_f64());
        widest = widest.max(report.strain_max);
        assert_eq!(report.restart, None, "at {t} s");
        if SHOWN.iter().any(|s| (s * FPS).round() as usize == i) {
            let person = TriMesh { positions: skin, triangles: body.mesh.triangles.clone() };
            pictures.push(picture(&person, panels, live));
        }
    }
    println!(
        "{} vertices, {} facets; strain {widest:.2} at most, {:.1} ms for the longest frame",
        live.cloth().vertices.len(),
        live.cloth().facets.len(),
        longest * 1e3
    );
    pictures
}

/// From the front and from the wearer's right.
fn picture(person: &TriMesh, panels: &[u32], live: &Live) -> RgbImage {
    const PANELS: [[f32; 3]; 3] = [[0.55, 0.16, 0.16], [0.50, 0.20, 0.14], [0.45, 0.14, 0.22]];
    let cloth = live.garment(0);
    let bands =
        [(live.belt(0, &cloth), [0.75, 0.2, 0.35]), (live.collar(0, &cloth), [0.85, 0.7, 0.3])];
    let painted = |mesh, colour| Painted { mesh, colours: vec![colour; mesh.triangles.len()] };
    let mut things = vec![
        painted(person, [0.85, 0.68, 0.55]),
        Painted {
            mesh: &cloth,
            colours: panels.iter().map(|&p| PANELS[p as usize % PANELS.len()]).collect(),
        },
    ];
    for (band, colour) in &bands {
        if let Some(band) = band {
            things.push(painted(&band.mesh, *colour));
        }
    }
    let views = support::picture(&things, 2.1);
    let two = crop_imm(&views, 0, 0, views.width() * 2 / 3, views.height()).to_image();
    resize(&two, CELL[0], CELL[1], FilterType::Triangle)
}
