//! This solver beside others on one scene and one energy.

use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

use crate::live::{Fall, fall};
use crate::plot::{Series, plot};
use crate::settle::{Goal, Level, newton_step, settle, tell};
use crate::square::{energies, judge};

const RED: &str = "#b3261e";
const PINK: &str = "#e07a73";
/// Files of the peers, how their line is called, and its colour.
const PEERS: [(&str, &str, &str); 6] = [
    ("style3d", "Newton Style3D", "#2f5fa8"),
    ("vbd", "Newton VBD", "#3b8f4f"),
    ("xpbd", "Newton XPBD", "#9a6b1f"),
    ("pypbd", "pyPBD", "#7a4fa0"),
    ("warp", "Warp kernel", "#1f8a8a"),
    ("taichi", "Taichi kernel", "#777777"),
];
/// Parts of the fall by which seconds are told.
const PARTS: [f64; 4] = [0.1, 0.5, 0.9, 0.99];

const HEAD: &str = "# Beside other simulators\n\n\
Made in one run by `benches/peers/run.sh`, on the processor, each alone in its turn and on one thread \
where nothing else is said. A square of 1 m, 0.2 kg/m², held by one edge, falls from flat: stretch \
1000 N/m, shear 300 N/m, bending 1e-5 N m, no contact. Others run with the substeps and iterations of \
their own cloth examples (ten times ten in a frame of 1/60 s; Style3D two times ten) and lose a tenth \
of their velocities in a frame. Positions are kept on the way, and **one energy** (stretch, shear, \
bending, weight, in double precision) is computed for all of them here. Seconds and milliseconds are \
the processor's, which other programs beside change little; of milliseconds the quickest frame counts.\n\n\
What they minimise is not the same for all: Style3D has this energy, VBD a Neo-Hookean one, the others \
springs. Newton's XPBD flies apart with vertices as light as cloth's, so its milliseconds are also told \
with vertices of 0.1 kg. The kernels are the coloured sweep over springs, written in Warp (a frame \
recorded and played again) and Taichi (a sweep is one kernel), `benches/peers/kernels.py`.\n\n\
This project has two solvers. *Settled* goes from coarse to fine with Newton steps of 1/20 s, since only \
where the cloth comes to rest is asked. *Live* is extended position-based dynamics like the others' and \
follows the fall as they do, in frames of 1/60 s with a hundred substeps of one sweep: as many sweeps a \
frame as they have.\n";

/// Runs this solver, reads what the peers left in `kept`, and writes `peers.md` and plots to `out`.
pub(crate) fn compare(kept: &Path, out: &Path, seconds: f64) {
    std::fs::create_dir_all(out).unwrap();
    let [single, double] =
        [1, 2].map(|n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap());
    let sizes = [100, 200].map(|n| single.install(|| Size::run(n, kept, seconds)));
    let mut text = String::from(HEAD);
    text.push_str("\n## What an iteration costs\n");
    for size in &sizes {
        size.iterations(&mut text);
    }
    text.push_str(
        "\n## Seconds to one energy\n\nA dash is what was not reached in the seconds given. Of *settled* only the finest mesh counts, which has \
one time; the dots of the plots are its meshes.\n",
    );
    for size in &sizes {
        size.seconds(&mut text, out);
    }
    double.install(|| threads(&sizes, kept, &mut text));
    double.install(|| rest(&mut text));
    single.install(|| cost(&mut text, out));
    std::fs::write(out.join("peers.md"), text).unwrap();
}

/// What a solver's frames came to.
struct Row {
    name: String,
    constraints: Option<u64>,
    wall_ms: f64,
    cpu_ms: f64,
}

struct Peer {
    row: Row,
    line: &'static str,
    colour: &'static str,
    points: Vec<[f64; 2]>,
}

/// All solvers on one mesh.
struct Size {
    n: usize,
    /// Energy (J) at rest.
    rest: f64,
    settled: Vec<Level>,
    live: Fall,
    newton: [f64; 2],
    /// CPU ms of one more iteration of conjugate gradients in a Newton step.
    further: f64,
    heavy: Option<Row>,
    peers: Vec<Peer>,
    /// CPU seconds that the fall was followed.
    followed: f64,
}

impl Size {
    fn run(n: usize, kept: &Path, seconds: f64) -> Self {
        // In single precision positions of fine meshes are too coarse to balance vertices so light.
        let goal = if n > 100 { Goal::Slow(0.3) } else { Goal::Rest(0.3) };
        let judge = judge(n);
        let peers = PEERS
            .iter()
            .filter_map(|&(file, line, colour)| {
                let row = told(kept, &format!("{file}-{n}"))?;
                let mut points = energies(&judge, &kept.join(format!("{file}-{n}.bin")));
                points.retain(|p| p[1].is_finite());
                Some(Peer { row, line, colour, points })
            })
            .collect();
        Self {
            n,
            rest: least(n, Goal::Slow(0.01)).last().unwrap().energy,
            settled: least(n, goal),
            newton: newton_step(n, 10, None),
            further: (newton_step(n, 60, None)[1] - newton_step(n, 10, None)[1]) / 50.0,
            live: fall(n, seconds, &judge),
            followed: seconds,
            heavy: told(kept, &format!("heavy-{n}")),
            peers,
        }
    }

    fn vertices(&self) -> usize {
        (self.n + 1) * (self.n + 1)
    }

    /// The tables of milliseconds: sweeps beside sweeps, Newton steps beside Newton steps.
    fn iterations(&self, text: &mut String) {
        let _ = write!(text, "\n### {} vertices\n", self.vertices());
        let constraints = Some(self.live.constraints as u64);
        let own = |name: &str, [wall_ms, cpu_ms]: [f64; 2], constraints| Row {
            name: name.to_owned(),
            constraints,
            wall_ms,
            cpu_ms,
        };
        let sweep = own("**live**, the sweep alone", self.live.sweep_ms, constraints);
        let substep = own("**live**, with its share of a frame", self.live.substep_ms, constraints);
        let newton = own("**settled**, ten of conjugate gradients", self.newton, None);
        let peer = |line: &str| self.peers.iter().find(|p| p.line == line).map(|p| &p.row);
        let sweeps: Vec<&Row> = PEERS[2..].iter().filter_map(|p| peer(p.1)).collect();
        let _ = write!(
            text,
            "\nOnce over all constraints. An iteration of the others has a tenth of what a substep does \
besides; of *live* all of it, bending too.\n\n\
| solver | constraints | CPU ms | wall ms | times *live* |\n|---|---|---|---|---|\n"
        );
        let by = substep.cpu_ms;
        for row in [&sweep, &substep].into_iter().chain(sweeps.iter().copied()).chain(&self.heavy) {
            row.write(by, text);
        }
        let quickest = sweeps.iter().copied().chain(&self.heavy);
        let quickest = quickest.min_by(|a, b| a.cpu_ms.total_cmp(&b.cpu_ms));
        verdict(&sweep, quickest, text);
        verdict(&substep, quickest, text);
        let top = self.settled.last().unwrap();
        let each = 1e3 * top.stepping_s / top.iterations as f64;
        let iteration = own("**settled**, an iteration while it settles", [f64::NAN, each], None);
        let implicit: Vec<&Row> = PEERS[..2].iter().filter_map(|p| peer(p.1)).collect();
        let tenth = peer(PEERS[0].1).map(|row| {
            let name = format!("{}, an iteration", row.name);
            Row { name, constraints: None, wall_ms: 0.1 * row.wall_ms, cpu_ms: 0.1 * row.cpu_ms }
        });
        let _ = write!(
            text,
            "\nIterations of conjugate gradients with their share of all else, and Newton steps of ten of \
them; VBD's are once over all vertices. The matrix of Style3D stays the same and has one number for two \
vertices; this one's has nine, which change with each step, it is preconditioned on many levels while it \
settles, and each step is shortened until the energy falls.\n\n\
| solver | | CPU ms | wall ms | times *settled* |\n|---|---|---|---|---|\n"
        );
        for row in std::iter::once(&iteration).chain(&tenth) {
            row.write(iteration.cpu_ms, text);
        }
        for row in std::iter::once(&newton).chain(implicit.iter().copied()) {
            row.write(newton.cpu_ms, text);
        }
        let _ = writeln!(
            text,
            "\nWithout levels, a further iteration in a step of *settled* takes {:.3} ms.",
            self.further
        );
        verdict(&iteration, tenth.as_ref(), text);
        verdict(&newton, implicit.into_iter().min_by(|a, b| a.cpu_ms.total_cmp(&b.cpu_ms)), text);
    }

    /// The table and plot of energy against seconds.
    fn seconds(&self, text: &mut String, out: &Path) {
        let _ = write!(
            text,
            "\n### {} vertices\n\nThe cloth at rest has {:.5} J.\n\n| solver | {} | farthest |\n|---|{}---|\n",
            self.vertices(),
            self.rest,
            PARTS.map(|p| format!("s to {:.0} %", 100.0 * p)).join(" | "),
            "---|".repeat(PARTS.len()),
        );
        let own: Vec<[f64; 2]> = self.settled.iter().map(|l| [l.cpu_s, l.energy]).collect();
        // Only the finest mesh counts.
        let ours = self.row("**settled**", &own[own.len() - 1..], text);
        let live = self.row("**live**", &self.live.points, text);
        let mut best = [None; PARTS.len()];
        for peer in &self.peers {
            let reached = self.row(&peer.row.name, &peer.points, text);
            for (best, reached) in best.iter_mut().zip(reached) {
                *best = [*best, reached].into_iter().flatten().reduce(f64::min);
            }
        }
        let mut first = Vec::new();
        for (k, part) in PARTS.iter().enumerate() {
            let own = [ours[k], live[k]].into_iter().flatten().reduce(f64::min);
            let against = |s: Option<f64>| s.map_or("never".to_owned(), |s| format!("{s:.2} s"));
            let is = if own.is_some_and(|own| best[k].is_none_or(|peer| own <= peer)) {
                "first"
            } else {
                "**not first**"
            };
            first.push(format!(
                "to {:.0} % {is} ({}, the quickest other {})",
                100.0 * part,
                against(own),
                against(best[k])
            ));
        }
        let name = format!("peers-{}.svg", self.n);
        let _ = writeln!(text, "\nThis project is {}.\n\n![]({name})", first.join("; "));
        let series = |name, colour, points, dots| Series { name, colour, points, dots };
        let mut all = vec![
            series("settled (this project)", RED, own, true),
            series("live (this project)", PINK, self.live.points.clone(), false),
        ];
        all.extend(self.peers.iter().map(|p| series(p.line, p.colour, p.points.clone(), false)));
        let svg = plot(
            &format!("Energy against CPU seconds, {} vertices", self.vertices()),
            ["CPU (s)", "energy (J)"],
            [0.0, self.followed],
            [-1.0, 0.0],
            &clipped(self.followed, all),
        );
        std::fs::write(out.join(name), svg).unwrap();
    }

    /// Writes when `points` reached each part of the fall, and gives it.
    fn row(
        &self,
        name: &str,
        points: &[[f64; 2]],
        text: &mut String,
    ) -> [Option<f64>; PARTS.len()] {
        let reached = PARTS.map(|part| reached(points, part * self.rest));
        let lowest = points.iter().map(|p| p[1]).fold(f64::INFINITY, f64::min);
        let told = reached.map(|s| s.map_or("–".to_owned(), |s| format!("{s:.2}")));
        let _ = writeln!(
            text,
            "| {name} | {} | {:.2} % after {:.1} s |",
            told.join(" | "),
            100.0 * lowest / self.rest,
            points.last().map_or(0.0, |p| p[0])
        );
        reached
    }
}

impl Row {
    fn write(&self, by: f64, text: &mut String) {
        let _ = writeln!(
            text,
            "| {} | {} | {:.3} | {} | {:.2} |",
            self.name,
            self.constraints.map_or(String::new(), |c| c.to_string()),
            self.cpu_ms,
            if self.wall_ms.is_nan() { String::new() } else { format!("{:.3}", self.wall_ms) },
            self.cpu_ms / by
        );
    }
}

/// Who takes fewer milliseconds.
fn verdict(own: &Row, best: Option<&Row>, text: &mut String) {
    let Some(best) = best else { return };
    let is = if own.cpu_ms <= best.cpu_ms { "first" } else { "**not first**" };
    let _ = writeln!(
        text,
        "\nThis project ({}) is {is}: {:.3} ms against {:.3} of the quickest other, {}.",
        own.name.replace("**", ""),
        own.cpu_ms,
        best.cpu_ms,
        best.name
    );
}

/// What a peer said of itself.
fn told(kept: &Path, name: &str) -> Option<Row> {
    let told = std::fs::read_to_string(kept.join(format!("{name}.json"))).ok()?;
    let value: Value = serde_json::from_str(told.lines().rfind(|l| l.starts_with('{'))?).ok()?;
    let mut name = value["peer"].as_str()?.to_owned();
    if let Some(mass) = value["mass"].as_f64() {
        let _ = write!(name, ", {mass} kg a vertex");
    }
    Some(Row {
        name,
        constraints: value["constraints"].as_u64(),
        wall_ms: value["wall_ms"].as_f64()?,
        cpu_ms: value["cpu_ms"].as_f64()?,
    })
}

/// The least of three settlings: other programs only ever add.
fn least(n: usize, goal: Goal) -> Vec<Level> {
    let runs = (0..3).map(|_| settle(n, false, goal));
    let cpu = |levels: &[Level]| levels.last().map_or(f64::INFINITY, |l| l.cpu_s);
    let levels = runs.min_by(|a, b| cpu(a).total_cmp(&cpu(b))).unwrap();
    tell(&levels);
    levels
}

/// Milliseconds on two threads beside one.
fn threads(sizes: &[Size], kept: &Path, text: &mut String) {
    text.push_str(
        "\n## Two threads\n\nWall milliseconds of an iteration as above, of those that use threads.\n\n\
| solver | vertices | one thread | two threads |\n|---|---|---|---|\n",
    );
    let mut first = String::new();
    for size in sizes {
        let mut row = |name: &str, one: f64, two: f64| {
            let _ = writeln!(text, "| {name} | {} | {one:.3} | {two:.3} |", size.vertices());
        };
        let live = fall(size.n, 0.2 * size.followed, &judge(size.n)).substep_ms[0];
        row("**live**", size.live.substep_ms[0], live);
        row("**settled**", size.newton[0], newton_step(size.n, 10, None)[0]);
        let mut quickest = f64::INFINITY;
        for (file, line, _) in PEERS {
            let one = size.peers.iter().find(|p| p.line == line);
            let two = told(kept, &format!("{file}-{}-2", size.n));
            if let (Some(one), Some(two)) = (one, two) {
                row(&one.row.name, one.row.wall_ms, two.wall_ms);
                quickest = quickest.min(two.wall_ms);
            }
        }
        let is = if live <= quickest { "first" } else { "**not first**" };
        let _ = writeln!(
            first,
            "\nOn two threads this project (live) is {is} at {} vertices: {live:.3} ms against \
             {quickest:.3}.",
            size.vertices()
        );
    }
    text.push_str(&first);
}

/// To rest on two threads.
fn rest(text: &mut String) {
    text.push_str(
        "\n## To rest\n\nFrom flat until the force left on a vertex, computed in double precision from the \
positions, is below 0.3 of its weight in the mean, on two threads; meshing is not counted. Where a step \
of 1/20 s has little left to do, steps of 1/100 s without momentum follow: the force that is left is then \
mostly what the last move of a fold stretched.\n\n\
| 10201 vertices held by | wall s | CPU s | steps on the finest level | iterations there | residual |\n\
|---|---|---|---|---|---|\n",
    );
    for (held, corners) in [("one edge", false), ("two corners", true)] {
        let runs = (0..3).map(|_| settle(100, corners, Goal::Rest(0.3)));
        let levels = runs
            .min_by(|a, b| a.last().unwrap().wall_s.total_cmp(&b.last().unwrap().wall_s))
            .unwrap();
        tell(&levels);
        let l = levels.last().unwrap();
        let _ = writeln!(
            text,
            "| {held} | {:.2} | {:.2} | {} | {} | {:.3} |",
            l.wall_s, l.cpu_s, l.steps, l.iterations, l.imbalance
        );
    }
}

/// The table and plot of cost against vertices.
fn cost(text: &mut String, out: &Path) {
    text.push_str(
        "\n## Cost against vertices\n\nFrom flat until a step moves the cloth by less than 0.3 vertex \
weights would in its time, one thread. The force left is in vertex weights too; vertices of fine meshes \
are so light that positions in single precision cannot balance them.\n\n\
| vertices | CPU s | steps on the finest level | iterations there | residual of the step | force left |\n\
|---|---|---|---|---|---|\n",
    );
    let mut points = Vec::new();
    for n in [50, 100, 200, 400] {
        let levels = least(n, Goal::Slow(0.3));
        let l = levels.last().unwrap();
        let _ = writeln!(
            text,
            "| {} | {:.2} | {} | {} | {:.3} | {:.2} |",
            l.vertices, l.cpu_s, l.steps, l.iterations, l.residual, l.imbalance
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
}

/// When the energy first was at or below `goal`, and stayed there.
fn reached(points: &[[f64; 2]], goal: f64) -> Option<f64> {
    let last_above = points.iter().rposition(|p| p[1] > goal).map_or(0, |k| k + 1);
    points.get(last_above).map(|p| p[0])
}

/// What lies within the plot.
fn clipped(until: f64, series: Vec<Series<'_>>) -> Vec<Series<'_>> {
    let inside = |p: &[f64; 2]| p[0] <= until && (-1.0..=0.0).contains(&p[1]);
    series
        .into_iter()
        .map(|s| Series { points: s.points.into_iter().filter(inside).collect(), ..s })
        .collect()
}
