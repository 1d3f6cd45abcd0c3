//! Fits bodies to people of a survey by five numbers each and compares every other dimension that
//! the survey measured.
//!
//! `cargo run -p namza-body --example survey -- FOLDER [COUNT]`, where the folder holds the two
//! tables `ANSUR_II_FEMALE_Public.csv` and `ANSUR_II_MALE_Public.csv`.

#![expect(clippy::print_stdout, reason = "an example tells what it found")]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use body::{BodyModel, Given, Quantity, fit_given, measure};
use measure::{Dimension, Sex};

/// Dimensions and the survey's columns for them.
const COLUMNS: &[(Dimension, &str)] = &[
    (Dimension::Stature, "stature"),
    (Dimension::CervicalHeight, "cervicaleheight"),
    (Dimension::FrontNeckHeight, "suprasternaleheight"),
    (Dimension::ShoulderHeight, "acromialheight"),
    (Dimension::BustHeight, "chestheight"),
    (Dimension::HipHeight, "buttockheight"),
    (Dimension::KneeHeight, "kneeheightmidpatella"),
    (Dimension::InsideLeg, "crotchheight"),
    (Dimension::BustGirth, "chestcircumference"),
    (Dimension::NavelGirth, "waistcircumference"),
    (Dimension::HipGirth, "buttockcircumference"),
    (Dimension::HeadGirth, "headcircumference"),
    (Dimension::NeckGirth, "neckcircumference"),
    (Dimension::NeckBaseGirth, "neckcircumferencebase"),
    (Dimension::TorsoGirth, "verticaltrunkcircumferenceusa"),
    (Dimension::ForearmGirth, "forearmcircumferenceflexed"),
    (Dimension::UpperArmGirth, "bicepscircumferenceflexed"),
    (Dimension::WristGirth, "wristcircumference"),
    (Dimension::ThighGirth, "thighcircumference"),
    (Dimension::KneeGirth, "lowerthighcircumference"),
    (Dimension::CalfGirth, "calfcircumference"),
    (Dimension::AnkleGirth, "anklecircumference"),
    (Dimension::ShoulderBreadth, "biacromialbreadth"),
    (Dimension::ShoulderLength, "shoulderlength"),
    (Dimension::AcrossBack, "interscyeii"),
    (Dimension::ArmLength, "sleeveoutseam"),
    (Dimension::UpperArmLength, "acromionradialelength"),
    (Dimension::ArmSpan, "span"),
    (Dimension::CrotchLength, "crotchlengthomphalion"),
    (Dimension::BustBreadth, "chestbreadth"),
    (Dimension::BustDepth, "chestdepth"),
    (Dimension::WaistBreadth, "waistbreadth"),
    (Dimension::WaistDepth, "waistdepth"),
    (Dimension::HipBreadth, "hipbreadth"),
    (Dimension::HipDepth, "buttockdepth"),
    (Dimension::FootLength, "footlength"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("name the folder with the survey's tables")?;
    let count: usize = std::env::args().nth(2).map_or(Ok(60), |n| n.parse())?;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/body/body.bin");
    let model = BodyModel::from_bytes(&std::fs::read(path)?)?;
    for (sex, file) in [(Sex::Female, "FEMALE"), (Sex::Male, "MALE")] {
        let rows = rows(&Path::new(&folder).join(format!("ANSUR_II_{file}_Public.csv")))?;
        let every = (rows.len() / count).max(1);
        let mut errors: BTreeMap<Dimension, Vec<f64>> = BTreeMap::new();
        let mut values: BTreeMap<Dimension, f64> = BTreeMap::new();
        let mut n = 0.0;
        for row in rows.iter().step_by(every).take(count) {
            let mm = |dimension, column: &str| Given {
                quantity: Quantity::Dimension(dimension),
                value: row.get(column).copied().unwrap_or(f64::NAN),
                sigma: 5.0,
            };
            let kg = row.get("weightkg").copied().unwrap_or(f64::NAN) / 10.0;
            let given = [
                mm(Dimension::Stature, "stature"),
                mm(Dimension::BustGirth, "chestcircumference"),
                mm(Dimension::NavelGirth, "waistcircumference"),
                mm(Dimension::HipGirth, "buttockcircumference"),
                Given { quantity: Quantity::Mass, value: kg, sigma: 0.015 * kg },
            ];
            let fit = fit_given(&model, sex, &given)?;
            let measured = measure(&model, &fit.shape);
            n += 1.0;
            for dimension in Dimension::ALL {
                let Some(mm) = measured.mm(dimension) else { continue };
                *values.entry(dimension).or_default() += mm;
                let column = COLUMNS.iter().find(|(d, _)| *d == dimension).map(|c| c.1);
                if let Some(truth) = column.and_then(|c| row.get(c)) {
                    errors.entry(dimension).or_default().push(mm - truth);
                }
            }
        }
        println!(
            "{sex:?}, {n} people, mm: mean of the body; bias, mean error after bias, mean error"
        );
        for dimension in Dimension::ALL {
            let value = values.get(&dimension).map_or(f64::NAN, |v| v / n);
            let Some(errors) = errors.get(&dimension) else {
                println!("{:22} {value:7.0}", dimension.key());
                continue;
            };
            let m = errors.len() as f64;
            let bias = errors.iter().sum::<f64>() / m;
            let mae = errors.iter().map(|e| e.abs()).sum::<f64>() / m;
            let spread = errors.iter().map(|e| (e - bias).abs()).sum::<f64>() / m;
            println!("{:22} {value:7.0} {bias:+7.1} {spread:7.1} {mae:7.1}", dimension.key());
        }
    }
    Ok(())
}

/// The people whose number divides by five: the model was built without them.
fn rows(path: &Path) -> Result<Vec<BTreeMap<String, f64>>, Box<dyn Error>> {
    let text: String = std::fs::read(path)?.iter().map(|&b| char::from(b)).collect();
    let mut lines = text.lines();
    let header: Vec<String> =
        lines.next().unwrap_or_default().split(',').map(str::to_ascii_lowercase).collect();
    let rows = lines.map(|line| {
        let cells = header.iter().zip(line.split(','));
        cells.filter_map(|(k, v)| Some((k.clone(), v.parse().ok()?))).collect()
    });
    Ok(rows.filter(|r: &BTreeMap<String, f64>| r["subjectid"] % 5.0 == 0.0).collect())
}
