//! What the command line answers, by exit code and by words.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn namza(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_namza")).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A folder of its own for one test, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn a_photo_without_a_stature_is_a_bad_argument() {
    let photo = root().join("seeds/demo/woman-front.jpg");
    let output = namza(&["measure", "--front", photo.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
}

#[test]
fn a_stature_in_centimetres_is_a_bad_argument_that_names_the_value() {
    let photo = root().join("seeds/demo/woman-front.jpg");
    let output = namza(&["measure", "--front", photo.to_str().unwrap(), "--stature-mm", "165"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("165"), "{}", said(&output));
}

#[test]
fn a_file_that_is_not_a_picture_is_refused_and_leaves_nothing_behind() {
    let out = folder("not-a-picture").join("out");
    let text = root().join("LICENSE");
    for lang in ["zh", "bo", "en"] {
        let output = namza(&[
            "fit",
            "--front",
            text.to_str().unwrap(),
            "--stature-mm",
            "1650",
            "--garment",
            "chuba-women-sleeveless",
            "--out",
            out.to_str().unwrap(),
            "--lang",
            lang,
        ]);
        assert_eq!(output.status.code(), Some(3), "{}", said(&output));
        assert!(!out.exists(), "{lang}: the folder was made for nothing");
    }
}

#[test]
fn an_unknown_garment_and_an_unknown_option_are_bad_arguments() {
    let dir = folder("unknown");
    let file = dir.join("measurements.json");
    std::fs::write(&file, STANDARD_WOMAN).unwrap();
    for garment in
        [&["--garment", "toga"][..], &["--garment", "chuba-women-sleeveless", "--option", "hood=3"]]
    {
        let mut arguments = vec!["draft", "--measurements", file.to_str().unwrap()];
        arguments.extend(garment);
        let out = dir.join("out");
        arguments.extend(["--out", out.to_str().unwrap()]);
        let output = namza(&arguments);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(!out.exists(), "{garment:?}");
    }
}

#[test]
fn a_pattern_is_drafted_without_photo_library_or_adapter() {
    let dir = folder("draft");
    let file = dir.join("measurements.json");
    std::fs::write(&file, STANDARD_WOMAN).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_namza"))
        .args(["draft", "--garment", "chuba-women-sleeveless", "--measurements"])
        .args([&file, &PathBuf::from("--out"), &dir])
        .env("NAMZA_ONNXRUNTIME", "nowhere.so")
        .env("VK_DRIVER_FILES", "nowhere.json")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    for name in ["pattern.json", "pattern.svg", "pattern.dxf"] {
        assert!(dir.join(name).metadata().unwrap().len() > 1000, "{name}");
    }
}

#[test]
fn every_paper_is_made_in_the_languages_asked_for() {
    let dir = folder("papers");
    let file = dir.join("measurements.json");
    std::fs::write(&file, STANDARD_WOMAN).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_namza"))
        .args(["draft", "--garment", "pangden", "--order", "N-7", "--lang", "bo,en"])
        .args(["--dialect", "etcad", "--roll-width", "1118"])
        .args(["--papers", "sheet,diagram,strips,roll,a0,a4,svg,dxf,hpgl,csv,json,vit,smis"])
        .args([Path::new("--measurements"), &file, Path::new("--out"), &dir])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    for (name, start) in [
        ("sheet-bo-en.pdf", "%PDF-"),
        ("diagram-bo-en.pdf", "%PDF-"),
        ("strips-bo-en.pdf", "%PDF-"),
        ("roll-1118-bo-en.pdf", "%PDF-"),
        ("a0-bo-en.pdf", "%PDF-"),
        ("a4-bo-en.pdf", "%PDF-"),
        ("pattern-bo-en.svg", "<svg"),
        ("pattern-etcad.dxf", "0\r\nSECTION"),
        ("pattern-1118.plt", "IN;"),
        ("sheet.csv", "\u{feff}table,key"),
        ("sheet.json", "{"),
        ("measurements.vit", "<?xml"),
        ("measurements.smis", "<?xml"),
    ] {
        let bytes = std::fs::read(dir.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(bytes.starts_with(start.as_bytes()), "{name}");
    }
}

#[test]
fn too_many_sheets_of_a4_are_refused_with_their_count() {
    let dir = folder("too-many-sheets");
    let file = dir.join("measurements.json");
    std::fs::write(&file, STANDARD_WOMAN).unwrap();
    let draft = |papers: &str| {
        Command::new(env!("CARGO_BIN_EXE_namza"))
            .args(["draft", "--garment", "chuba-women-sleeveless", "--papers", papers])
            .args([Path::new("--measurements"), &file, Path::new("--out"), &dir.join("out")])
            .output()
            .unwrap()
    };
    let alone = draft("a4");
    assert_eq!(alone.status.code(), Some(2), "{}", said(&alone));
    assert!(said(&alone).contains("sheets of A4"), "{}", said(&alone));
    let beside = draft("a4,vit");
    assert_eq!(beside.status.code(), Some(0), "{}", said(&beside));
    assert!(said(&beside).contains("sheets of A4"), "{}", said(&beside));
    assert!(dir.join("out/measurements.vit").exists());
}

#[test]
fn a_missing_library_is_the_machines_fault() {
    let photo = root().join("seeds/demo/woman-front.jpg");
    let output = Command::new(env!("CARGO_BIN_EXE_namza"))
        .args(["measure", "--stature-mm", "1650", "--front", photo.to_str().unwrap()])
        .env("NAMZA_ONNXRUNTIME", "nowhere.so")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
}

/// A woman of 160/84 (mm).
const STANDARD_WOMAN: &str = r#"{
    "stature": 1600, "cervical_height": 1360, "waist_height": 980, "knee_height": 430,
    "bust_girth": 840, "waist_girth": 680, "hip_girth": 900, "neck_girth": 335,
    "shoulder_width": 390, "arm_length": 510, "back_waist_length": 380
}"#;

#[test]
fn a_ready_made_size_that_the_standard_has_not_is_a_bad_argument() {
    for (size, said_of) in [("171/92A", "171/92A"), ("165/88A", "--sex")] {
        let output =
            namza(&["size", "--stature-mm", "1650", "--garment", "vest", "--ready-made", size]);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(said_of), "{}", said(&output));
    }
}
