//! The report: a page of tables in Markdown and three plots in SVG.

use std::fmt::Write;

use body::fit::Grade;
use measure::{Dimension, Sex};

use crate::score::{Group, Summary};
use crate::session::{Plan, Scenario};

/// Those that a robe is cut by, for the short tables.
const SHORT: [Dimension; 8] = [
    Dimension::BustGirth,
    Dimension::WaistGirth,
    Dimension::HipGirth,
    Dimension::NeckGirth,
    Dimension::ShoulderWidth,
    Dimension::NeckToWrist,
    Dimension::CervicalHeight,
    Dimension::BackWaistLength,
];

fn scenario_name(scenario: Scenario) -> &'static str {
    match scenario {
        Scenario::TwoViewsMass => "front, side and mass; tight clothes",
        Scenario::FrontMass => "front and mass; tight clothes",
        Scenario::TwoViews => "front and side; tight clothes",
        Scenario::LooseMass => "front, side and mass; loose clothes",
        Scenario::Numbers => "no photo: stature, mass and sex",
    }
}

fn groups() -> Vec<(String, Group)> {
    let mut groups = vec![("everybody".to_owned(), Group::All)];
    for (sex, name) in [(Sex::Female, "women"), (Sex::Male, "men")] {
        groups.push((name.to_owned(), Group::Sex(sex)));
        for (third, build) in ["leanest third", "middle third", "stoutest third"].iter().enumerate()
        {
            groups.push((format!("{name}, {build}"), Group::Tercile(sex, third)));
        }
    }
    for grade in [Grade::A, Grade::B, Grade::C] {
        groups.push((format!("grade {grade:?}"), Group::Grade(grade)));
    }
    groups
}

/// The page, in Markdown. `bodies` says whose bodies they are.
pub fn markdown(summary: &Summary<'_>, plan: &Plan, bodies: &str) -> String {
    let mut out = String::new();
    let outcome = summary.outcome();
    let _ = writeln!(
        out,
        "# How well people are measured\n\n\
         **Synthetic.** {} bodies, {bodies}, photographed by the project's own renderer (810 × 1080 \
         px, JPEG) in random rooms, clothes, postures and cameras; read by the networks in `models/` \
         and fitted as a customer's photos are. Stated stature errs by 5 mm and mass by 2 % (one \
         standard deviation). Shapes are those of people, as far as the model's 32 components hold \
         them; light, skin, cloth and hair are simpler than real ones: **on photos of real people \
         errors are larger**, by 12–16 mm in girths where the model cannot be what the person is \
         (the printed ± allows for that and for how tapes differ; the fit's own ± is what pictures, \
         numbers and prior leave open, and is the one that these errors can put to the test).\n\n\
         Made by `namza evaluate --bodies {} --first {} --seed {} --loose-every {}`.\n",
        outcome.people.len(),
        plan.bodies,
        plan.first,
        plan.seed,
        plan.loose_every
    );
    let _ = writeln!(
        out,
        "{} photos were refused. BMI thirds end at {:.1} and {:.1} (women), {:.1} and {:.1} (men).\n",
        outcome.refused.len(),
        summary.borders[0][0],
        summary.borders[0][1],
        summary.borders[1][0],
        summary.borders[1][1]
    );
    let _ = writeln!(
        out,
        "![mean errors](errors.svg)\n\n![girth error by build](build.svg)\n\n![coverage](coverage.svg)\n"
    );
    for scenario in Scenario::ALL {
        section(&mut out, summary, scenario);
    }
    out
}

fn section(out: &mut String, summary: &Summary<'_>, scenario: Scenario) {
    let count = summary.cases(scenario, Group::All).count();
    if count == 0 {
        return;
    }
    let mean = |f: &dyn Fn(&crate::Case) -> f64| {
        summary.cases(scenario, Group::All).map(f).sum::<f64>() / count as f64
    };
    let flag = |b: bool| f64::from(u8::from(b));
    let _ = writeln!(
        out,
        "## {}\n\n{count} fits. Taken for loose: {:.0} %. A tape is asked for: {:.0} %. Fit {:.0} ms \
         of one core.\n",
        scenario_name(scenario),
        100.0 * mean(&|c| flag(c.loose)),
        100.0 * mean(&|c| flag(c.needs_tape)),
        mean(&|c| c.fit_ms)
    );
    let _ = writeln!(
        out,
        "| | n | inside 95 % of the fit's ± | of the printed ± | {} |",
        names(&SHORT).join(" | ")
    );
    let _ = writeln!(out, "|---|---|---|---|{}", "---|".repeat(SHORT.len()));
    for (name, group) in groups() {
        let n = summary.cases(scenario, group).count();
        let Some(all) = summary.pooled(scenario, group) else { continue };
        let cells: Vec<String> = SHORT
            .iter()
            .map(|d| summary.line(scenario, group, *d))
            .map(|l| l.map_or(String::new(), |l| format!("{:.1} ({:+.1})", l.mae, l.bias)))
            .collect();
        let _ = writeln!(
            out,
            "| {name} | {n} | {:.1} % | {:.1} % | {} |",
            100.0 * all.fit_covered,
            100.0 * all.covered,
            cells.join(" | ")
        );
    }
    let _ = writeln!(out, "\nMean absolute error and, in brackets, bias (mm).\n");
    let _ = writeln!(out, "<details><summary>every dimension</summary>\n");
    let _ = writeln!(
        out,
        "| dimension | MAE | bias | p90 | stated σ | inside 95 % interval | error / σ |"
    );
    let _ = writeln!(out, "|---|---|---|---|---|---|---|");
    for dimension in Dimension::ALL {
        if let Some(l) = summary.line(scenario, Group::All, dimension) {
            let _ = writeln!(
                out,
                "| {} | {:.1} | {:+.1} | {:.1} | {:.1} | {:.0} % | {:.0} % |",
                dimension.key(),
                l.mae,
                l.bias,
                l.p90,
                l.sigma,
                100.0 * l.fit_covered,
                100.0 * l.covered
            );
        }
    }
    let _ = writeln!(out, "\n</details>\n");
}

fn names(dimensions: &[Dimension]) -> Vec<String> {
    dimensions.iter().map(|d| d.key().replace('_', " ")).collect()
}

const WIDTH: f64 = 720.0;
const COLOURS: [&str; 5] = ["#1b4965", "#5fa8d3", "#9c6644", "#bc4749", "#8d99ae"];

fn svg(height: f64, body: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         font-family=\"sans-serif\" font-size=\"12\"><rect width=\"{WIDTH}\" height=\"{height}\" \
         fill=\"#fff\"/>{body}</svg>\n"
    )
}

fn text(out: &mut String, x: f64, y: f64, anchor: &str, words: &str) {
    let _ = write!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{words}</text>");
}

/// Bars of the mean absolute error by dimension and scenario.
pub fn errors_svg(summary: &Summary<'_>) -> String {
    let (mut out, left, scale) = (String::new(), 150.0, 9.0);
    let mut y = 28.0;
    for tick in 0..=6 {
        let x = left + f64::from(tick) * 10.0 * scale;
        let _ = write!(
            out,
            "<path d=\"M{x} 30V{}\" stroke=\"#ddd\"/>",
            34.0 + SHORT.len() as f64 * 62.0
        );
        text(&mut out, x, 24.0, "middle", &format!("{} mm", tick * 10));
    }
    y += 8.0;
    for dimension in SHORT {
        text(&mut out, left - 8.0, y + 28.0, "end", &dimension.key().replace('_', " "));
        for (i, scenario) in Scenario::ALL.into_iter().enumerate() {
            if let Some(l) = summary.line(scenario, Group::All, dimension) {
                let _ = write!(
                    out,
                    "<rect x=\"{left}\" y=\"{:.1}\" width=\"{:.1}\" height=\"9\" fill=\"{}\"/>",
                    y + 10.0 * i as f64,
                    l.mae * scale,
                    COLOURS[i]
                );
            }
        }
        y += 62.0;
    }
    for (i, scenario) in Scenario::ALL.into_iter().enumerate() {
        let _ = write!(
            out,
            "<rect x=\"{left}\" y=\"{:.1}\" width=\"12\" height=\"10\" fill=\"{}\"/>",
            y + 4.0,
            COLOURS[i]
        );
        text(&mut out, left + 18.0, y + 13.0, "start", scenario_name(scenario));
        y += 16.0;
    }
    svg(y + 12.0, &out)
}

/// Errors of bust, waist and hip by body mass index, two views and mass.
pub fn build_svg(summary: &Summary<'_>) -> String {
    let mut out = String::new();
    let (x0, x1, low, high) = (60.0, 700.0, 16.0, 42.0);
    let people = &summary.outcome().people;
    for (row, dimension) in
        [Dimension::BustGirth, Dimension::WaistGirth, Dimension::HipGirth].into_iter().enumerate()
    {
        let middle = 100.0 + 180.0 * row as f64;
        text(&mut out, x0, middle - 76.0, "start", &dimension.key().replace('_', " "));
        for mm in [-60, -30, 0, 30, 60] {
            let y = middle - f64::from(mm) * 1.1;
            let shade = if mm == 0 { "#888" } else { "#ddd" };
            let _ = write!(out, "<path d=\"M{x0} {y}H{x1}\" stroke=\"{shade}\"/>");
            text(&mut out, x0 - 6.0, y + 4.0, "end", &format!("{mm:+} mm"));
        }
        for case in summary.cases(Scenario::TwoViewsMass, Group::All) {
            let Some(person) = people.iter().find(|p| p.number == case.number) else { continue };
            let x = x0 + (person.bmi() - low) / (high - low) * (x1 - x0);
            let y = middle - case.error[dimension as usize].clamp(-75.0, 75.0) * 1.1;
            let colour = COLOURS[if person.shape.sex == Sex::Female { 3 } else { 0 }];
            let _ = write!(
                out,
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.6\" fill=\"{colour}\" fill-opacity=\"0.7\"/>"
            );
        }
    }
    for bmi in [20, 25, 30, 35, 40] {
        let x = x0 + (f64::from(bmi) - low) / (high - low) * (x1 - x0);
        text(&mut out, x, 560.0, "middle", &format!("BMI {bmi}"));
    }
    text(
        &mut out,
        x0,
        580.0,
        "start",
        "front, side and mass; women red, men blue; measured minus true",
    );
    svg(592.0, &out)
}

/// The share inside 95 % of the fit's own ± by group and scenario.
pub fn coverage_svg(summary: &Summary<'_>) -> String {
    let mut out = String::new();
    let (left, right) = (170.0, 700.0);
    let place = |share: f64| left + (share.max(0.8) - 0.8) / 0.2 * (right - left);
    let mut y = 36.0;
    let groups: Vec<_> = groups().into_iter().filter(|g| !matches!(g.1, Group::Grade(_))).collect();
    let bottom = y + 22.0 * groups.len() as f64;
    let _ = write!(
        out,
        "<rect x=\"{:.1}\" y=\"26\" width=\"{:.1}\" height=\"{:.1}\" fill=\"#eef4ea\"/>",
        place(0.9),
        place(0.98) - place(0.9),
        bottom - 26.0
    );
    for percent in [80, 85, 90, 95, 100] {
        let x = place(f64::from(percent) / 100.0);
        let _ = write!(out, "<path d=\"M{x:.1} 26V{bottom}\" stroke=\"#ccc\"/>");
        text(&mut out, x, 20.0, "middle", &format!("{percent} %"));
    }
    for (name, group) in groups {
        text(&mut out, left - 8.0, y + 9.0, "end", &name);
        for (i, scenario) in Scenario::ALL.into_iter().enumerate() {
            if let Some(share) = summary.pooled(scenario, group).map(|l| l.fit_covered) {
                let _ = write!(
                    out,
                    "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"4\" fill=\"{}\"/>",
                    place(share),
                    y + 5.0,
                    COLOURS[i]
                );
            }
        }
        y += 22.0;
    }
    for (i, scenario) in Scenario::ALL.into_iter().enumerate() {
        let _ = write!(
            out,
            "<circle cx=\"{left}\" cy=\"{:.1}\" r=\"4\" fill=\"{}\"/>",
            y + 8.0,
            COLOURS[i]
        );
        text(&mut out, left + 12.0, y + 12.0, "start", scenario_name(scenario));
        y += 16.0;
    }
    svg(y + 10.0, &out)
}
