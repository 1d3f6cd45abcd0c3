//! Drapes the robe of the UC Berkeley Garment Library on the mean man and writes a picture.
//! Pictures that are shown must acknowledge the library.
//!
//! `berkeley_view OUT.png`

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::allow_attributes, reason = "example")]
#![allow(missing_docs, reason = "example")]

#[path = "../tests/support/mod.rs"]
mod support;

use measure::Sex;
use mesh::TriMesh;
use support::{Painted, berkeley};

fn main() {
    let out = std::env::args().nth(1).unwrap();
    let robe = berkeley::robe().expect("the robe's file");
    let model = support::model();
    let (body, _) = support::mean(&model, Sex::Male);
    let (state, report, _) = berkeley::wear(&robe, &body);
    println!("{:?} {report:#?}", report.faults());
    let worn = TriMesh {
        positions: body.motion.last().unwrap().clone(),
        triangles: body.mesh.triangles.clone(),
    };
    let cloth = TriMesh {
        positions: state.positions,
        triangles: robe.cloth.facets.iter().map(|f| f.vertices).collect(),
    };
    let things = [
        Painted { mesh: &worn, colours: vec![[0.85, 0.68, 0.55]; worn.triangles.len()] },
        Painted { mesh: &cloth, colours: vec![[0.35, 0.3, 0.55]; cloth.triangles.len()] },
    ];
    support::picture(&things, 1.9).save(out).unwrap();
}
