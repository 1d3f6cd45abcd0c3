//! What sheets are tried with: a robe, a person, her order.

use super::*;

/// The typefaces that a shop starts with.
pub(crate) fn fonts() -> Fonts {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds/fonts");
    let files = [
        "NotoSans-Regular.ttf",
        "NotoSans-Bold.ttf",
        "NotoSerifTibetan-Regular.ttf",
        "NotoSerifTibetan-Bold.ttf",
        "NotoSansSC-Regular.otf",
    ];
    Fonts::from_bytes(files.map(|f| std::fs::read(folder.join(f)).unwrap())).unwrap()
}

pub(crate) fn names(zh: &str, bo: &str, en: &str) -> Names {
    Names { zh: zh.into(), bo: bo.into(), en: en.into(), wylie: None }
}

pub(crate) fn polygon(points: &[(f64, f64)]) -> (Vec<Edge>, BezPath) {
    let mut closed = BezPath::new();
    let mut edges = Vec::new();
    for (i, &from) in points.iter().enumerate() {
        let to = points[(i + 1) % points.len()];
        let mut curve = BezPath::new();
        curve.move_to(from);
        curve.line_to(to);
        edges.push(Edge { id: format!("e{i}"), curve, allowance_mm: 0.0 });
        if i == 0 { closed.move_to(from) } else { closed.line_to(from) }
    }
    closed.close_path();
    (edges, closed)
}

pub(crate) fn panel(
    id: &str,
    piece: &str,
    mirrored: bool,
    name: Names,
    points: &[(f64, f64)],
) -> Panel {
    let (edges, cut_line) = polygon(points);
    Panel {
        id: id.into(),
        piece: piece.into(),
        mirrored,
        names: name,
        quantity: 1,
        edges,
        cut_line,
        grain: Vec2::new(0.0, 1.0),
        ..Panel::default()
    }
}

/// A robe of rectangles and trapezia, near in size to a men's chuba.
pub(crate) fn robe() -> Pattern {
    let sleeve = [(0.0, 0.0), (560.0, 60.0), (560.0, 400.0), (0.0, 600.0)];
    let back = [
        (-350.0, 0.0),
        (350.0, 0.0),
        (350.0, 300.0),
        (490.0, 1480.0),
        (-490.0, 1480.0),
        (-350.0, 300.0),
    ];
    let front = [
        (-100.0, 0.0),
        (350.0, 0.0),
        (350.0, 300.0),
        (490.0, 1480.0),
        (-430.0, 1480.0),
        (-350.0, 330.0),
    ];
    let lap = [
        (-350.0, 0.0),
        (-80.0, 0.0),
        (100.0, 420.0),
        (150.0, 1480.0),
        (-490.0, 1480.0),
        (-350.0, 300.0),
    ];
    let collar = [(0.0, 0.0), (1070.0, 0.0), (1070.0, 55.0), (0.0, 55.0)];
    let on_front = |mut panel: Panel, layer| {
        panel.placement = Some(Placement { region: Region::Front, layer, origin: Point::ZERO });
        panel
    };
    let measure = |id: &str, n: Names, mm: f64, ease_mm| FinishedMeasure {
        id: id.into(),
        names: n,
        mm,
        ease_mm,
    };
    Pattern {
        garment: "chuba-men-utsang".into(),
        names: names("男式藏袍（卫藏）", "དབུས་གཙང་ཕོའི་ཕྱུ་པ།", "Men's chuba (Ü-Tsang)"),
        options: [("chest_ease".to_owned(), 48.0)].into(),
        panels: vec![
            panel("back", "back", false, names("后片", "རྒྱབ་ངོས།", "Back"), &back),
            on_front(
                panel(
                    "front_l",
                    "front_l",
                    false,
                    names("左大襟", "གཡོན་མདུན།", "Left front"),
                    &front,
                ),
                2,
            ),
            on_front(
                panel(
                    "front_r",
                    "front_r",
                    false,
                    names("右里襟", "གཡས་མདུན།", "Right front"),
                    &lap,
                ),
                0,
            ),
            panel("sleeve_l", "sleeve", false, names("袖", "ཕུ་ཐུང༌།", "Sleeve"), &sleeve),
            panel(
                "sleeve_r",
                "sleeve",
                true,
                names("袖", "ཕུ་ཐུང༌།", "Sleeve"),
                &sleeve.map(|(x, y)| (-x, y)),
            ),
            panel("collar", "collar", false, names("领条", "གོང་བ།", "Collar band"), &collar),
        ],
        finished: vec![
            measure("length", names("衣长", "རིང་ཚད།", "Length"), 1480.0, None),
            measure("span", names("通袖长", "ཕུ་ཐུང་གི་ཁྱོན།", "Span, cuff to cuff"), 1880.0, None),
            measure("chest", names("胸围", "བྲང་ཁོག", "Chest"), 1400.0, Some(480.0)),
            measure("hem", names("下摆", "མཐའ་སྣེ།", "Hem"), 2550.0, None),
            measure("cuff", names("袖口", "ཕུ་ཐུང་ཁ།", "Cuff"), 400.0, None),
        ],
        wear: Wear {
            belted: true,
            belt_height_mm: 1030.0,
            hem_height_mm: 480.0,
            blouse_mm: 510.0,
            ..Wear::default()
        },
        ..Pattern::default()
    }
}

pub(crate) fn person() -> Measurements {
    let mut all = Measurements::default();
    let rows = [
        (Dimension::Stature, 1700.0, 3.0, Origin::Tape),
        (Dimension::CervicalHeight, 1450.0, 11.0, Origin::Photo),
        (Dimension::WaistHeight, 1030.0, 12.0, Origin::Photo),
        (Dimension::KneeHeight, 470.0, 12.0, Origin::Predicted),
        (Dimension::InsideLeg, 760.0, 14.0, Origin::Photo),
        (Dimension::BustGirth, 920.0, 15.0, Origin::Photo),
        (Dimension::WaistGirth, 800.0, 5.0, Origin::Tape),
        (Dimension::HipGirth, 950.0, 12.0, Origin::Photo),
        (Dimension::NeckGirth, 380.0, 9.0, Origin::Predicted),
        (Dimension::UpperArmGirth, 290.0, 9.0, Origin::Predicted),
        (Dimension::WristGirth, 170.0, 5.0, Origin::Predicted),
        (Dimension::ShoulderWidth, 440.0, 9.0, Origin::Photo),
        (Dimension::ArmLength, 560.0, 10.0, Origin::Photo),
        (Dimension::NeckToWrist, 780.0, 13.0, Origin::Photo),
        (Dimension::BackWaistLength, 430.0, 10.0, Origin::Photo),
    ];
    for (dimension, mm, sigma_mm, origin) in rows {
        all.set(dimension, Measurement { mm, sigma_mm, origin }).unwrap();
    }
    all
}

/// The words of `seeds/words`, as far as `key = one line` goes.
pub(crate) fn seed_words(language: Language, key: &str) -> Option<String> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds/words").join(language.code());
    let mut files: Vec<_> = std::fs::read_dir(folder).ok()?.map(|f| f.unwrap().path()).collect();
    files.sort();
    files.into_iter().find_map(|file| {
        let text = std::fs::read_to_string(file).unwrap();
        text.lines()
            .filter_map(|line| line.split_once(" = "))
            .find(|(k, _)| *k == key)
            .map(|(_, value)| value.trim().to_owned())
    })
}

const SENSITIVE: [Dimension; 5] = [
    Dimension::CervicalHeight,
    Dimension::BustGirth,
    Dimension::NeckGirth,
    Dimension::ShoulderWidth,
    Dimension::ArmLength,
];

/// As a draft would say of the robe: length and span follow the body, the ease hides the chest.
pub(crate) fn sensitivity() -> Vec<Sensitivity> {
    let row = |dimension, finished: [f64; 5], outline| Sensitivity {
        dimension,
        finished: finished.to_vec(),
        outline,
    };
    SENSITIVE
        .iter()
        .map(|&dimension| match dimension {
            Dimension::CervicalHeight => row(dimension, [1.0, 0.0, 0.0, 0.0, 0.0], 1.0),
            Dimension::BustGirth => row(dimension, [0.0, 0.0, 1.0, 0.75, 0.0], 0.35),
            Dimension::NeckGirth => row(dimension, [0.0, 0.0, 0.0, 0.0, 0.0], 0.17),
            Dimension::ShoulderWidth => row(dimension, [0.0, 1.0, 0.0, 0.0, 0.0], 0.5),
            _ => row(dimension, [0.0, 2.0, 0.0, 0.0, 0.0], 1.0),
        })
        .collect()
}

/// A garment of the seeds for the person, as the shop would print it.
pub(crate) fn real<T>(id: &str, f: impl FnOnce(&SheetContent<'_>) -> T) -> T {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds/garments");
    let read = |id: &str| std::fs::read_to_string(folder.join(format!("{id}.toml"))).ok();
    let design = pattern::Design::parse(id, &read(id).unwrap(), &read).unwrap();
    let (measurements, none) = (person(), pattern::Options::new());
    let pattern = design.draft(&measurements, &none).unwrap();
    let sensitivity = design.sensitivity(&measurements, &none).unwrap();
    let options: Vec<ChosenOption> = design
        .options()
        .iter()
        .map(|o| ChosenOption { names: o.label.clone(), value: format!("{} cm", o.default) })
        .collect();
    with_content(|content| {
        // Handwoven pulu, with brocade and lining off the bolt.
        let cloth = |slot: &str, name, width_mm, one_way| Cloth {
            slot: slot.into(),
            names: name,
            width_mm,
            one_way,
            narrow_loom: width_mm < 400.0,
        };
        let cloths = [
            cloth("shell", names("黑色氆氇", "སྣམ་བུ་ནག་པོ།", "Black pulu"), 260.0, false),
            cloth("collar", names("金色织锦", "གོས་ཆེན་སེར་པོ།", "Gold brocade"), 750.0, true),
            cloth("lining", names("棉布", "རས།", "Cotton"), 1450.0, false),
        ];
        f(&SheetContent {
            pattern: &pattern,
            cloths: &cloths,
            options: &options,
            sensitivity: &sensitivity,
            measurements: &measurements,
            ..content.clone()
        })
    })
}

pub(crate) fn with_content<T>(f: impl FnOnce(&SheetContent<'_>) -> T) -> T {
    let (pattern, measurements) = (robe(), person());
    let option = |zh: &str, bo: &str, en: &str, value: &str| ChosenOption {
        names: names(zh, bo, en),
        value: value.into(),
    };
    let options = [
        option("胸围放松量", "བྲང་ཁོག་གི་ལྷོད་ཚད།", "Chest ease", "48 cm"),
        option("袖长余量", "ཕུ་ཐུང་གི་ལྷག་ཚད།", "Sleeve beyond wrist", "16 cm"),
        option("下摆起翘", "མཐའ་སྣེ་ཡར་འཁྱོག", "Hem rise", "2 cm"),
        option("领宽", "གོང་བའི་ཞེང༌།", "Collar width", "5.5 cm"),
        option("袖口", "ཕུ་ཁ།", "Cuff", "20 cm"),
    ];
    let sensitivity = sensitivity();
    let notes = ["顾客右肩略低 0.5 cm。".to_owned()];
    let content = SheetContent {
        order: "N-2026-0042",
        date: "2026-11-23",
        content_hash: "7f3a9c2e51d0b8aa6612",
        pattern: &pattern,
        measurements: &measurements,
        sensitivity: &sensitivity,
        cloths: &[],
        options: &options,
        grade: Some(Grade::B),
        notes: &notes,
        labels: &seed_words,
    };
    f(&content)
}
