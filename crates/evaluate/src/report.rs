//! The report: a page of tables in Markdown and three plots in SVG.

use std::fmt::Write;

use body::fit::Grade;
use measure::{Dimension, Sex};

use crate::score::{Group, Summary};
use crate::session::{CAPTURES, Case, Plan, Scenario};

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

/// Those that the first lines speak of.
const GIRTHS: [Dimension; 3] = [Dimension::BustGirth, Dimension::WaistGirth, Dimension::HipGirth];

fn scenario_name(scenario: Scenario) -> &'static str {
    match scenario {
        Scenario::TwoViewsMass => "front, side and mass; tight clothes",
        Scenario::LensMass => "front, side, mass and lens; tight clothes",
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
    let mae = |scenario, dimension| {
        summary.line(scenario, Group::All, dimension).map_or(f64::NAN, |l| l.mae)
    };
    let girths = |scenario| GIRTHS.map(|d| mae(scenario, d).round());
    let [bust, waist, hip] = girths(Scenario::TwoViewsMass);
    let [bust1, waist1, hip1] = girths(Scenario::FrontMass);
    let [bust0, waist0, hip0] = girths(Scenario::Numbers);
    let _ = writeln!(
        out,
        "# How well people are measured\n\n\
         With **two photos in tight clothes, stature and mass**, the chest is off by {bust:.0} mm on \
         the average, the waist by {waist:.0} mm and the hips by {hip:.0} mm: a robe can be cut after \
         checking the measurements that the sheet names with a tape. With the **front alone** it is \
         {bust1:.0}, {waist1:.0} and {hip1:.0} mm. **Without a photo**, from stature, mass and sex, it \
         is {bust0:.0}, {waist0:.0} and {hip0:.0} mm.\n"
    );
    loose_words(&mut out, summary);
    let _ = writeln!(
        out,
        "**All of this is synthetic.** {} bodies {bodies}, photographed by the project's own renderer \
         (810 × 1080 px, JPEG) in random rooms, clothes, postures, hair and cameras; read by the \
         networks in `models/` and fitted as a customer's photos are. Stated stature errs by 5 mm and \
         mass by 2 % (one standard deviation). Of the lens nothing is known, as in photos that a chat has \
         passed on; where the file says, it errs by 3 %. Shapes are those of people, as far as the model's 32 \
         components hold them; light, skin, cloth and hair are simpler than real ones. **On photos of \
         real people errors are larger**: girths by 12–16 mm where the model cannot be what the person \
         is.\n\n\
         **The ±.** Every number is printed with ±, two standard deviations. It has three parts: what \
         photos, numbers and prior leave open, which the fit works out; how tapes differ from the \
         model's lines; and how real people differ from what the model can be. Pictures of model bodies \
         can put only the first to the test: it should hold 95 of 100, and the tables say how many it \
         holds. The printed ± is the one to cut by. It is wider on purpose and holds more of these \
         bodies than of people.\n\n\
         Made by `namza evaluate --bodies {} --first {} --seed {} --loose-every {} --repeated {}`. \
         Offsets of landmarks and the ± are calibrated on 100 other people (500 to 599). {} of {} photos \
         were refused. Every dimension and group is in [dimensions.csv](dimensions.csv).\n",
        outcome.people.len(),
        plan.bodies,
        plan.first,
        plan.seed,
        plan.loose_every,
        plan.repeated,
        outcome.refused.len(),
        2 * (outcome.people.len() + summary.cases(Scenario::LooseMass, Group::All).count()),
    );
    let _ = writeln!(
        out,
        "## By what is known\n\nMean absolute error and, in brackets, bias (mm).\n\n\
         | | n | inside the fit's ± | inside the printed ± | {} |",
        names(&SHORT).join(" | ")
    );
    let _ = writeln!(out, "|---|---|---|---|{}", "---|".repeat(SHORT.len()));
    for scenario in Scenario::ALL {
        row(&mut out, summary, scenario, Group::All, scenario_name(scenario));
    }
    let _ = writeln!(out, "\n![mean errors](errors.svg)\n");
    let _ = writeln!(
        out,
        "## By build: front, side and mass; tight clothes\n\nBMI thirds end at {:.1} and {:.1} \
         (women), {:.1} and {:.1} (men).\n\n\
         | | n | inside the fit's ± | inside the printed ± | {} |",
        summary.borders[0][0],
        summary.borders[0][1],
        summary.borders[1][0],
        summary.borders[1][1],
        names(&SHORT).join(" | ")
    );
    let _ = writeln!(out, "|---|---|---|---|{}", "---|".repeat(SHORT.len()));
    for (name, group) in groups() {
        row(&mut out, summary, Scenario::TwoViewsMass, group, &name);
    }
    let _ = writeln!(out, "\n![girth error by build](build.svg)\n\n![coverage](coverage.svg)\n");
    repeats(&mut out, summary);
    out
}

/// What is known of people in loose clothes, against what their numbers alone tell.
fn loose_words(out: &mut String, summary: &Summary<'_>) {
    let loose: Vec<&Case> = summary.cases(Scenario::LooseMass, Group::All).collect();
    if loose.is_empty() {
        return;
    }
    let n = loose.len();
    let seen = loose.iter().filter(|c| c.loose).count();
    let graded_a = loose.iter().filter(|c| c.grade == Grade::A).count();
    let mean = |scenario, dimension: Dimension| {
        let of_them = |c: &&Case| loose.iter().any(|l| l.number == c.number);
        let sizes = summary.cases(scenario, Group::All).filter(of_them);
        sizes.map(|c| c.error[dimension as usize].abs()).sum::<f64>() / n as f64
    };
    let words = |scenario| GIRTHS.map(|d| format!("{:.0}", mean(scenario, d))).join(", ");
    let _ = writeln!(
        out,
        "In **loose clothes** chest, waist and hips are off by {} mm, where the same people's stature and \
         mass alone give {}. {seen} of {n} were taken for loose and {graded_a} were graded A: loose \
         clothes are graded B, good for the picture and for choosing a size, not for cutting.\n",
        words(Scenario::LooseMass),
        words(Scenario::Numbers),
    );
}

fn row(out: &mut String, summary: &Summary<'_>, scenario: Scenario, group: Group, name: &str) {
    let n = summary.cases(scenario, group).count();
    let Some(all) = summary.pooled(scenario, group) else { return };
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

/// How far one person's measurements stray from one pair of photos to the next.
fn repeats(out: &mut String, summary: &Summary<'_>) {
    if summary.outcome().repeats.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "## One person again and again\n\n{CAPTURES} pairs of photos of each, every pair in another \
         room, posture, light and camera, with the same stature and mass stated: standard deviation \
         (mm). The last line is their root mean square.\n\n| person | {} |\n|---|{}",
        names(&SHORT).join(" | "),
        "---|".repeat(SHORT.len())
    );
    let repeats = &summary.outcome().repeats;
    for (number, sigma) in repeats {
        let cells = SHORT.map(|d| format!("{:.1}", sigma[d as usize]));
        let _ = writeln!(out, "| {number} | {} |", cells.join(" | "));
    }
    let pooled = SHORT.map(|d| {
        let squares: f64 = repeats.iter().map(|(_, sigma)| sigma[d as usize].powi(2)).sum();
        format!("{:.1}", libm::sqrt(squares / repeats.len() as f64))
    });
    let _ = writeln!(out, "| all | {} |", pooled.join(" | "));
}

/// Every dimension by scenario and group, as CSV.
pub fn csv(summary: &Summary<'_>) -> String {
    let mut out = String::from(
        "known,group,dimension,n,mae_mm,bias_mm,p90_mm,printed_sigma_mm,inside_fit_95,\
         inside_printed_95,error_over_fit_sigma\n",
    );
    for scenario in Scenario::ALL {
        for (name, group) in groups() {
            for dimension in Dimension::ALL {
                let Some(l) = summary.line(scenario, group, dimension) else { continue };
                let _ = writeln!(
                    out,
                    "\"{}\",\"{name}\",{},{},{:.1},{:.1},{:.1},{:.1},{:.3},{:.3},{:.2}",
                    scenario_name(scenario),
                    dimension.key(),
                    l.count,
                    l.mae,
                    l.bias,
                    l.p90,
                    l.sigma,
                    l.fit_covered,
                    l.covered,
                    l.fit_spread
                );
            }
        }
    }
    out
}

/// The numbers that the fit carries of the networks and of its own ±, for its source: landmarks' mean
/// offset and standard deviation (mm), then by dimension the error over the fit's ± (root mean square)
/// with photos in tight clothes and without.
pub fn calibration(summary: &Summary<'_>) -> String {
    let mut out = String::new();
    for (aspect, landmark, mean, sigma) in summary.outcome().landmarks.rows() {
        let [along, up] = mean;
        let [by_along, by_up] = sigma;
        let _ = writeln!(
            out,
            "{aspect:?} {landmark}: [{along:.1}, {up:.1}, {by_along:.1}, {by_up:.1}]"
        );
    }
    for dimension in Dimension::ALL {
        let spread = |scenario| {
            summary.line(scenario, Group::All, dimension).map_or(f64::NAN, |l| l.fit_spread)
        };
        let photos = [Scenario::TwoViewsMass, Scenario::FrontMass, Scenario::TwoViews].map(spread);
        let square = photos.iter().map(|s| s * s).sum::<f64>() / photos.len() as f64;
        let (seen, told) = (libm::sqrt(square), spread(Scenario::Numbers));
        let _ = writeln!(out, "{}: [{seen:.2}, {told:.2}]", dimension.key());
    }
    out
}

fn names(dimensions: &[Dimension]) -> Vec<String> {
    dimensions.iter().map(|d| d.key().replace('_', " ")).collect()
}

const WIDTH: f64 = 720.0;
const COLOURS: [&str; 6] = ["#1b4965", "#2a9d8f", "#5fa8d3", "#9c6644", "#bc4749", "#8d99ae"];

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
            34.0 + SHORT.len() as f64 * 72.0
        );
        text(&mut out, x, 24.0, "middle", &format!("{} mm", tick * 10));
    }
    y += 8.0;
    for dimension in SHORT {
        text(&mut out, left - 8.0, y + 33.0, "end", &dimension.key().replace('_', " "));
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
        y += 72.0;
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
            let colour = COLOURS[if person.shape.sex == Sex::Female { 4 } else { 0 }];
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
