#![allow(
    missing_docs,
    clippy::all,
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::print_stdout
)]
use body::BodyModel;
use evaluate::*;
use measure::Dimension;
use std::path::PathBuf;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let n: usize = a[1].parse().unwrap();
    let first: usize = a[2].parse().unwrap();
    let loose: usize = a[3].parse().unwrap();
    let out = PathBuf::from(&a[4]);
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let f = |p: &str| std::fs::read(root.join(p)).unwrap();
    let (d, l, o) = (
        f("models/pose_detection.onnx"),
        f("models/pose_landmark_full.onnx"),
        f("models/u2netp.onnx"),
    );
    let model = BodyModel::from_bytes(&f("models/body/body.bin")).unwrap();
    let t = root.join("../shared/data/tables");
    let survey = Survey::read(
        &std::fs::read(t.join("ANSUR_II_FEMALE_Public.csv")).unwrap(),
        &std::fs::read(t.join("ANSUR_II_MALE_Public.csv")).unwrap(),
    )
    .unwrap();
    eprintln!("{} people", survey.len());
    let home = std::env::var("HOME").unwrap();
    std::fs::create_dir_all(&out).unwrap();
    let tools = Tools {
        model: &model,
        models: pose::Models { detection: &d, landmarks: &l, outline: &o },
        onnxruntime: PathBuf::from(home)
            .join(".cache/namza/onnxruntime-1.28.0/libonnxruntime.so.1.28.0"),
        survey: Some(&survey),
        keep: Some(PathBuf::from("/work/t/readings")),
    };
    let plan = Plan { bodies: n, first, loose_every: loose, seed: 1, lanes: 2 };
    let t0 = std::time::Instant::now();
    let outcome = evaluate(&plan, &tools, &mut |i| {
        if i % 5 == 0 {
            eprintln!("{i} {:.0}s", t0.elapsed().as_secs_f64())
        }
    })
    .unwrap();
    eprintln!("refused {:?}", outcome.refused);
    let s = Summary::new(&outcome);
    std::fs::write(
        out.join("README.md"),
        report::markdown(&s, &plan, "held-out people of ANSUR II"),
    )
    .unwrap();
    std::fs::write(out.join("errors.svg"), report::errors_svg(&s)).unwrap();
    std::fs::write(out.join("build.svg"), report::build_svg(&s)).unwrap();
    std::fs::write(out.join("coverage.svg"), report::coverage_svg(&s)).unwrap();
    for sc in Scenario::ALL {
        println!(
            "{sc:?} n={} covered {:?} fit_ms {:.0}",
            s.cases(sc, Group::All).count(),
            s.covered(sc, Group::All),
            s.cases(sc, Group::All).map(|c| c.fit_ms).sum::<f64>()
                / s.cases(sc, Group::All).count().max(1) as f64
        );
        let g: std::collections::BTreeMap<String, usize> =
            s.cases(sc, Group::All).fold(Default::default(), |mut m, c| {
                *m.entry(format!("{:?} loose {}", c.grade, c.loose)).or_default() += 1;
                m
            });
        println!("   {g:?}");
        for sex in [measure::Sex::Female, measure::Sex::Male] {
            for t in 0..3 {
                print!(
                    "   {:?}{t} {:.3}",
                    sex,
                    s.covered(sc, Group::Tercile(sex, t)).unwrap_or(f64::NAN)
                );
            }
        }
        println!();
        for dim in Dimension::ALL {
            if let Some(l) = s.line(sc, Group::All, dim) {
                let b = |x| s.line(sc, Group::Sex(x), dim).map_or(f64::NAN, |l| l.bias);
                println!(
                    "  {:22} mae {:5.1} bias {:+6.1} (f {:+6.1} m {:+6.1}) p90 {:5.1} sigma {:5.1} cov {:4.0}% spread {:.2}",
                    dim.key(),
                    l.mae,
                    l.bias,
                    b(measure::Sex::Female),
                    b(measure::Sex::Male),
                    l.p90,
                    l.sigma,
                    100.0 * l.covered,
                    l.spread
                );
            }
        }
    }
}
