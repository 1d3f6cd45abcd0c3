//! Line plots as SVG.

use std::fmt::Write;

/// One line or set of dots.
pub(crate) struct Series<'a> {
    pub(crate) name: &'a str,
    pub(crate) colour: &'a str,
    pub(crate) points: Vec<[f64; 2]>,
    pub(crate) dots: bool,
}

const WIDE: f64 = 640.0;
const HIGH: f64 = 400.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 34.0;
const LOW: f64 = 46.0;

/// A plot with axes from `x` and `y` (first and last value), named by title and axis labels.
pub(crate) fn plot(
    title: &str,
    labels: [&str; 2],
    x: [f64; 2],
    y: [f64; 2],
    series: &[Series<'_>],
) -> String {
    let px = |v: f64| LEFT + (v - x[0]) / (x[1] - x[0]) * (WIDE - LEFT - RIGHT);
    let py = |v: f64| HIGH - LOW - (v - y[0]) / (y[1] - y[0]) * (HIGH - TOP - LOW);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDE} {HIGH}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{WIDE}\" height=\"{HIGH}\" fill=\"white\"/>\n\
         <text x=\"{LEFT}\" y=\"20\" font-size=\"14\">{title}</text>\n"
    );
    for i in 0..=5 {
        let t = f64::from(i) / 5.0;
        let (vx, vy) = (x[0] + t * (x[1] - x[0]), y[0] + t * (y[1] - y[0]));
        let (gx, gy) = (px(vx), py(vy));
        let _ = write!(
            svg,
            "<path d=\"M{gx:.1} {TOP}V{:.1}M{LEFT} {gy:.1}H{:.1}\" stroke=\"#ddd\"/>\n\
             <text x=\"{gx:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>\n\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\n",
            HIGH - LOW,
            WIDE - RIGHT,
            HIGH - LOW + 16.0,
            short(vx),
            LEFT - 6.0,
            gy + 4.0,
            short(vy),
        );
    }
    let _ = write!(
        svg,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>\n\
         <text transform=\"translate(16 {:.1}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
        0.5 * (LEFT + WIDE - RIGHT),
        HIGH - 10.0,
        labels[0],
        0.5 * (TOP + HIGH - LOW),
        labels[1],
    );
    for (k, s) in series.iter().enumerate() {
        if s.dots {
            for p in &s.points {
                let (cx, cy) = (px(p[0]), py(p[1]));
                let _ = writeln!(
                    svg,
                    "<circle cx=\"{cx:.1}\" cy=\"{cy:.1}\" r=\"4\" fill=\"{}\"/>",
                    s.colour
                );
            }
        } else {
            let path: Vec<String> =
                s.points.iter().map(|p| format!("{:.1} {:.1}", px(p[0]), py(p[1]))).collect();
            let _ = writeln!(
                svg,
                "<path d=\"M{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.6\"/>",
                path.join("L"),
                s.colour
            );
        }
        let y = TOP + 16.0 + 17.0 * k as f64;
        let _ = writeln!(
            svg,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"14\" height=\"4\" fill=\"{}\"/>\
             <text x=\"{:.1}\" y=\"{y:.1}\">{}</text>",
            WIDE - 210.0,
            y - 6.0,
            s.colour,
            WIDE - 190.0,
            s.name
        );
    }
    svg.push_str("</svg>\n");
    svg
}

fn short(v: f64) -> String {
    let text = format!("{v:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
