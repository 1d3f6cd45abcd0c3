//! The template language: what it takes, and that it lists all that is wrong.

mod common;

use common::{body, woman};
use measure::Dimension;
use pattern::{Design, DraftError, Lot, Options, TemplateProblem};

const GOOD: &str = r#"
format = "namza-garment/1"
id = "square"
confidence = "low"
names = { zh = "方", bo = "གྲུ་བཞི།", en = "Square" }
blurb = { zh = "方", bo = "གྲུ་བཞི།", en = "A square" }
[options.ease]
default = 4
min = 0
max = 10
names = { zh = "松", bo = "ལྷོད།", en = "Ease" }
[let]
half = "side/2"
side = "chest/4 + ease"
[[panel]]
id = "band"
names = { zh = "带", bo = "ཐག", en = "Band" }
rect = ["len('body.top') + len('body_l.right')", "4"]
[[panel]]
id = "body"
pair = "across"
names = { zh = "片", bo = "ཤ།", en = "Body" }
sa = 1
rect = ["side", "half*2"]
"#;

fn parse(text: &str) -> Result<Design, Vec<TemplateProblem>> {
    Design::parse("square.toml", text, &|id| (id == "square").then(|| GOOD.to_owned()))
}

fn problems(text: &str) -> Vec<(usize, String)> {
    let problems = parse(text).expect_err("a template with faults was taken");
    problems.into_iter().map(|p| (p.line, p.term)).collect()
}

#[test]
fn names_may_stand_in_any_order_and_lengths_cross_panels() {
    let pattern = parse(GOOD).unwrap().draft(&woman(), &Options::new()).unwrap();
    // 84/4 + 4 = 25 cm; the band is twice as long as the square is wide.
    let width = |id: &str| {
        let top = pattern.panel(id).unwrap().edges.iter().find(|e| e.id == "top").unwrap();
        top.length_mm(1e-6)
    };
    assert!((width("body_l") - 250.0).abs() < 1e-6);
    assert!((width("body_r") - 250.0).abs() < 1e-6);
    assert!((width("band") - 500.0).abs() < 1e-6);
}

#[test]
fn every_fault_is_listed_with_its_line_and_term() {
    let bad = GOOD
        .replace("side/2", "sied/2 + sin(1, 2)")
        .replace("len('body.top')", "len('body.tip')")
        .replace("default = 4", "default = 40")
        .replace("pair = \"across\"", "pair = \"across\"\ncolour = \"red\"");
    let found = problems(&bad);
    let line = |needle: &str| bad[..bad.find(needle).unwrap()].matches('\n').count() + 1;
    for (term, at) in [
        ("sied", "half ="),
        ("sin", "half ="),
        ("body.tip", "len('body.tip')"),
        ("ease", "[options.ease]"),
        ("colour", "colour"),
    ] {
        assert!(found.contains(&(line(at), term.to_owned())), "{term}: {found:?}");
    }
    assert_eq!(found.len(), 5, "{found:?}");
}

#[test]
fn a_cycle_is_reported_with_the_names_on_it() {
    let bad = GOOD.replace("\"chest/4 + ease\"", "\"chest/4 + len('band.left')*half\"");
    let found = problems(&bad);
    let [(_, names)] = &found[..] else { panic!("{found:?}") };
    assert_eq!(names, "half → side → half");
    let bad = GOOD.replace("\"chest/4 + ease\"", "\"len('band.top')\"");
    let found = problems(&bad);
    assert!(found[0].1.contains("band → body"), "{found:?}");
}

#[test]
fn what_is_no_toml_is_refused_with_its_line() {
    let found = parse("id = \"x\"\nnames = {{\n").unwrap_err();
    assert_eq!(found[0].line, 2, "{found:?}");
    assert!(parse("").is_err());
    assert!(parse("\u{0}\u{1}").is_err());
}

#[test]
fn a_template_that_extends_another_changes_only_what_it_names() {
    let child = r#"
extends = "square"
id = "wide"
[options.ease]
default = 8
[[panel]]
id = "band"
rect = ["30", "5"]
"#;
    let design = parse(child).unwrap();
    assert_eq!(design.id(), "wide");
    let ease = &design.options()[0];
    assert_eq!((ease.default, ease.max, ease.label.en.as_str()), (8.0, 10.0, "Ease"));
    let pattern = design.draft(&woman(), &Options::new()).unwrap();
    let top = |id: &str| pattern.panel(id).unwrap().edges[3].length_mm(1e-6);
    assert!((top("band") - 300.0).abs() < 1e-6);
    assert!((top("body_l") - 290.0).abs() < 1e-6);
    assert!(parse("extends = \"nothing\"\n").unwrap_err()[0].term == "nothing");
    let itself = |_: &str| Some("extends = \"loop\"\n".to_owned());
    assert!(Design::parse("loop.toml", "extends = \"loop\"\n", &itself).is_err());
}

#[test]
fn a_draft_names_what_it_lacks_and_what_is_out_of_range() {
    let design = parse(GOOD).unwrap();
    let nobody = body(&[(Dimension::Stature, 1600.0)]);
    assert_eq!(
        design.draft(&nobody, &Options::new()),
        Err(DraftError::Missing { dimensions: vec![Dimension::BustGirth] })
    );
    let wide = Options::from([("ease".to_owned(), 11.0)]);
    assert!(matches!(
        design.draft(&woman(), &wide),
        Err(DraftError::OptionOutOfRange { value, .. }) if value > 10.9
    ));
    let nan = Options::from([("ease".to_owned(), f64::NAN)]);
    assert!(matches!(design.draft(&woman(), &nan), Err(DraftError::OptionOutOfRange { .. })));
    let other = Options::from([("colour".to_owned(), 1.0)]);
    assert!(matches!(design.draft(&woman(), &other), Err(DraftError::UnknownOption { .. })));
    let endless = parse(&GOOD.replace("side/2", "side/(ease - 4)")).unwrap();
    assert!(matches!(
        endless.draft(&woman(), &Options::new()),
        Err(DraftError::NotFinite { term, .. }) if term == "half"
    ));
}

/// A template with a few characters changed, cut out or doubled is refused with its problems, or is
/// still a template; then it is drafted or refused. It never takes the program down.
#[test]
fn a_damaged_template_is_refused_and_never_panics() {
    let text = common::template("chuba-women-sleeveless").unwrap();
    let characters: Vec<char> = text.chars().collect();
    let mut lot = Lot::new(11, 0);
    let mut at = |n: usize| (lot.share() * n as f64) as usize;
    let (mut refused, mut taken) = (0, 0);
    for _ in 0..300 {
        let mut damaged = characters.clone();
        for _ in 0..=at(4) {
            let place = at(damaged.len());
            match at(3) {
                0 => drop(damaged.remove(place)),
                1 => damaged[place] = ['"', '0', '(', '-', '\n', 'x', '*', '.'][at(8)],
                _ => damaged.insert(place, damaged[place]),
            }
        }
        let damaged: String = damaged.into_iter().collect();
        match Design::parse("damaged.toml", &damaged, &|_| None) {
            Err(problems) => {
                assert!(!problems.is_empty() && problems.iter().all(|p| p.line > 0));
                refused += 1;
            }
            Ok(design) => {
                if let Ok(pattern) = design.draft(&woman(), &Options::new()) {
                    let _ = pattern.problems(1.0);
                    let _ = pattern::svg::write(&pattern, pattern::Language::En, None);
                    let _ = pattern::dxf::write(&pattern, None);
                }
                taken += 1;
            }
        }
    }
    // Both happen, or the damage is not what this is about.
    assert!(refused > 50 && taken > 20, "{refused} refused, {taken} taken");
}
