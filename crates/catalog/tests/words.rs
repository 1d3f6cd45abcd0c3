//! The words of the seeds and the loader that reads them.

use catalog::{Language, Status, Words, WordsProblem};

const EN: &str = "words/en/a.ftl";
const ZH: &str = "words/zh/a.ftl";
const BO: &str = "words/bo/a.ftl";

#[test]
fn a_message_missing_in_one_language_is_named_with_its_language() {
    let files: Vec<(&str, &[u8])> =
        vec![(EN, b"hello = hello\n"), (ZH, "hello = 你好\n".as_bytes())];
    let problems = Words::from_files(files).unwrap_err();
    assert_eq!(
        problems,
        [WordsProblem::Missing { language: Language::Bo, id: "hello".to_owned() }]
    );
}

#[test]
fn every_bad_file_is_listed_with_its_line() {
    let files: Vec<(&str, &[u8])> = vec![
        (EN, b"hello = hello\nnot fluent at all\n"),
        ("words/fr/a.ftl", b"hello = bonjour\n"),
        (ZH, b"\xff\xfe"),
        ("words/notes.txt", b"passed over"),
    ];
    let problems = Words::from_files(files).unwrap_err();
    let texts: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert!(texts[0].starts_with("words/en/a.ftl:2: "), "{texts:?}");
    assert!(problems.contains(&WordsProblem::NoLanguage { path: "words/fr/a.ftl".to_owned() }));
    assert!(problems.contains(&WordsProblem::NotUtf8 { path: ZH.to_owned() }));
    assert_eq!(problems.len(), 3, "{texts:?}");
}

#[test]
fn a_message_twice_in_one_language_is_named() {
    let files: Vec<(&str, &[u8])> =
        vec![(EN, b"a = 1\n"), ("words/en/b.ftl", b"a = 2\n"), (ZH, b"a = 1\n"), (BO, b"a = 1\n")];
    let problems = Words::from_files(files).unwrap_err();
    assert!(matches!(&problems[..], [WordsProblem::Twice { id, .. }] if id == "a"));
}

#[test]
fn the_status_of_a_message_is_read_from_its_attribute() {
    let files: Vec<(&str, &[u8])> = vec![
        (EN, b"robe = robe\n"),
        (ZH, "robe = 藏袍\n".as_bytes()),
        (BO, "robe = ཕྱུ་པ\n    .status = unconfirmed\n".as_bytes()),
    ];
    let words = Words::from_files(files).unwrap();
    assert_eq!(words.status(Language::Bo, "robe"), Some(Status::Unconfirmed));
    assert_eq!(words.status(Language::Zh, "robe"), Some(Status::Confirmed));
    assert_eq!(words.status(Language::En, "nothing"), None);
    assert_eq!(words.say(Language::Bo, "robe", &[]), "ཕྱུ་པ");
    assert_eq!(words.say(Language::En, "nothing", &[]), "nothing");
}
