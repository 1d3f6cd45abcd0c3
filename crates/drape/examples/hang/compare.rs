//! This solver beside others on one scene and one energy.

use std::fmt::Write;
use std::path::Path;

use crate::plot::{Series, plot};
use crate::{Level, energies, settle, tell};

const RED: &str = "#b3261e";
const COLOURS: [&str; 4] = ["#2f5fa8", "#3b8f4f", "#9a6b1f", "#7a4fa0"];
const PEERS: [&str; 4] = ["style3d", "vbd", "xpbd", "pypbd"];

const HEAD: &str = "# Beside other simulators\n\n\
Made by `benches/peers/run.sh` and then `cargo run -p namza-drape --example hang compare`, on the \
processor, one thread each. A square of 1 m, 0.2 kg/m², held by one edge, falls from flat: stretch \
1000 N/m, shear 300 N/m, bending 1e-5 N m, no contact. Each runs with the substeps and iterations of \
its own cloth examples and loses a tenth of its velocities in a frame; positions are kept on the \
way, and **one energy** (stretch, shear, bending, weight, in double precision) is computed for all \
of them here. Seconds are those of the processor: other programs ran beside. What they minimise is \
not the same for all: Style3D has this energy, VBD a Neo-Hookean one, the others springs. XPBD of \
newton flies apart with vertices as light as cloth's. An iteration of this solver is one of conjugate \
gradients on the finest mesh, with its share of building the matrix; theirs are sweeps, or ten of \
conjugate gradients in Style3D. The others follow the fall in frames of 1/60 s, this one in steps \
of 1/20 s and from a mesh a quarter as fine, since only where the cloth comes to rest is asked; a \
dash is what was not reached in the seconds given.\n";

/// Runs this solver, reads what the peers left in `kept`, and writes `peers.md` and plots to `out`.
pub(crate) fn compare(kept: &Path, out: &Path) {
    std::fs::create_dir_all(out).unwrap();
    let single = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let run = |n: usize, goal: f64| {
        // The least of three: other programs only ever add.
        let runs = (0..3).map(|_| single.install(|| settle(n, false, goal)));
        let levels = runs.min_by(|a, b| cpu(a).total_cmp(&cpu(b))).unwrap();
        tell(&levels);
        levels
    };
    let mut text = String::from(HEAD);
    for n in [100, 200] {
        let ours = run(n, 0.3);
        let least = run(n, 0.01).last().unwrap().energy;
        let _ = write!(
            text,
            "\n## {} vertices\n\nThe cloth at rest has {least:.5} J; *99 %* is when that part of the \
fall is done.\n\n| solver | CPU ms an iteration | s to 99 % | s to 99.9 % | farthest |\n|---|---|---|---|---|\n",
            (n + 1) * (n + 1)
        );
        let top = ours.last().unwrap();
        let spent = top.cpu_s - ours.iter().rev().nth(1).map_or(0.0, |l| l.cpu_s);
        let own: Vec<[f64; 2]> = ours.iter().map(|l| [l.cpu_s, l.energy]).collect();
        let mut row = |name: &str, each: f64, points: &[[f64; 2]]| {
            let least_seen = points.iter().map(|p| p[1]).fold(f64::INFINITY, f64::min);
            let [near, nearer] = [0.99, 0.999].map(|part| reached(points, part * least));
            let end = least_seen / least;
            let _ = writeln!(
                text,
                "| {name} | {each:.2} | {near} | {nearer} | {:.2} % after {:.1} s |",
                100.0 * end,
                points.last().map_or(0.0, |p| p[0])
            );
        };
        // Only the finest mesh counts.
        let finest = &own[own.len() - 1..];
        row("this one, coarse to fine", 1e3 * spent / top.iterations.max(1) as f64, finest);
        let mut series = vec![Series { name: "this one", colour: RED, points: own, dots: true }];
        for (peer, colour) in PEERS.into_iter().zip(COLOURS) {
            let told =
                std::fs::read_to_string(kept.join(format!("{peer}-{n}.json"))).unwrap_or_default();
            let Some(line) = told.lines().rfind(|l| l.starts_with('{')) else { continue };
            let told: serde_json::Value = serde_json::from_str(line).unwrap();
            let mut points = energies(n, &kept.join(format!("{peer}-{n}.bin")));
            points.retain(|p| p[1].is_finite());
            let each = told["cpu_ms_per_iteration"].as_f64().unwrap();
            row(told["peer"].as_str().unwrap(), each, &points);
            series.push(Series { name: peer, colour, points, dots: false });
        }
        let svg = plot(
            &format!("Energy against CPU seconds, {} vertices", (n + 1) * (n + 1)),
            ["CPU (s)", "energy (J)"],
            [0.0, 30.0],
            [-1.0, 0.0],
            &clipped(series),
        );
        std::fs::write(out.join(format!("peers-{n}.svg")), svg).unwrap();
        let _ = writeln!(text, "\n![](peers-{n}.svg)");
    }
    text.push_str(
        "\n## Cost against vertices\n\nFrom flat to a residual of 0.3 vertex weights, one thread.\n\n\
| vertices | CPU s | steps on the finest level | iterations there | residual |\n|---|---|---|---|---|\n",
    );
    let mut points = Vec::new();
    for n in [50, 100, 200, 400] {
        let levels = run(n, 0.3);
        let l = levels.last().unwrap();
        let _ = writeln!(
            text,
            "| {} | {:.2} | {} | {} | {:.3} |",
            l.vertices, l.cpu_s, l.steps, l.iterations, l.residual
        );
        points.push([l.vertices as f64 / 1e3, l.cpu_s]);
    }
    let most = points.iter().map(|p| p[1]).fold(0.0, f64::max);
    let svg = plot(
        "CPU seconds to settle",
        ["vertices (thousands)", "CPU (s)"],
        [0.0, 170.0],
        [0.0, 1.1 * most],
        &[
            Series { name: "hanging square", colour: RED, points: points.clone(), dots: true },
            Series { name: "", colour: RED, points, dots: false },
        ],
    );
    std::fs::write(out.join("cost.svg"), svg).unwrap();
    text.push_str("\n![](cost.svg)\n");
    std::fs::write(out.join("peers.md"), text).unwrap();
}

fn cpu(levels: &[Level]) -> f64 {
    levels.last().map_or(f64::INFINITY, |l| l.cpu_s)
}

/// When the energy first was at or below `goal`, and stayed there.
fn reached(points: &[[f64; 2]], goal: f64) -> String {
    let last_above = points.iter().rposition(|p| p[1] > goal).map_or(0, |k| k + 1);
    points.get(last_above).map_or("–".to_owned(), |p| format!("{:.2}", p[0]))
}

/// What lies within the plot.
fn clipped(series: Vec<Series<'_>>) -> Vec<Series<'_>> {
    let inside = |p: &[f64; 2]| p[0] <= 30.0 && (-1.0..=0.0).contains(&p[1]);
    series
        .into_iter()
        .map(|s| Series { points: s.points.into_iter().filter(inside).collect(), ..s })
        .collect()
}
