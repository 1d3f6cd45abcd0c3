//! Writes the mean woman and man in each preset posture as OBJ files into the folder named.

use std::fmt::Write as _;
use std::path::Path;

use body::{BodyModel, BodyShape, Posture};
use measure::Sex;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("name a folder to write to")?;
    let asset = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/body/body.bin");
    let model = BodyModel::from_bytes(&std::fs::read(asset)?)?;
    for (sex, name) in [(Sex::Female, "female"), (Sex::Male, "male")] {
        let rest = model.rest(&BodyShape::mean(&model, sex));
        for (posture, posture_name) in [
            (Posture::rest(&model), "rest"),
            (Posture::measuring(&model), "measuring"),
            (Posture::dressing(&model), "dressing"),
            (Posture::standing(&model), "standing"),
        ] {
            let mut posed = model.pose(&rest, &posture);
            posed.stand_on_floor();
            let mut obj = String::new();
            for p in &posed.vertices {
                writeln!(obj, "v {} {} {}", p.x, p.y, p.z)?;
            }
            for t in model.triangles() {
                writeln!(obj, "f {} {} {}", t[0] + 1, t[1] + 1, t[2] + 1)?;
            }
            std::fs::write(Path::new(&folder).join(format!("{name}_{posture_name}.obj")), obj)?;
        }
    }
    Ok(())
}
