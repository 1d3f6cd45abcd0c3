//! The API from outside: what it takes, what it refuses, and in which words.

mod support;

use std::time::Duration;

use axum::http::{Method, StatusCode, header};
use server::LaneConfig;
use support::{Form, PNG, Service, Step};

#[tokio::test]
async fn a_fitting_is_taken_up_made_and_given_out() {
    let service = Service::quick();
    let answer = service.post(&Form::whole(), "en").await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    let id = answer.json["id"].as_str().unwrap().to_owned();
    assert_eq!(answer.header(header::LOCATION), format!("/v1/fittings/{id}"));

    let done = service.wait_for(&id, "done").await;
    assert_eq!(done["progress"], 1.0);
    assert_eq!(done["report"]["grade"], "a");
    let link = done["links"]["tryon.png"].as_str().unwrap();
    let file = service.get(link, "en").await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.header(header::CONTENT_TYPE), "image/png");
    assert_eq!(file.header(header::CACHE_CONTROL), "no-store");
    assert_eq!(file.bytes, b"picture of chuba-women-sleeveless");
    // Not made, and never heard of.
    for name in ["sheet.pdf", "../../etc/passwd", "x"] {
        let name = name.replace('/', "%2F");
        let missing = service.get(&format!("/v1/fittings/{id}/{name}"), "en").await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND, "{name}");
    }
}

#[tokio::test]
async fn what_the_form_says_is_what_the_engine_gets() {
    let service = Service::quick();
    let form = Form::whole()
        .file("side", PNG)
        .text("mass_kg", "61.5")
        .text("sex", "female")
        .text("options", r#"{"hem_drop": -1.5}"#)
        .text("tape", r#"{"bust_girth": 920}"#)
        .text("ready_made", "165/88A")
        .text("cloth", "twill-blue")
        .text("find_size", "true")
        .text("reference", "N-7\n")
        .text("date", "2026-11-23");
    let answer = service.post(&form, "en").await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.json);
    service.wait_for(answer.json["id"].as_str().unwrap(), "done").await;
    let order = service.maker.last_order();
    assert_eq!(order.options["hem_drop"].to_bits(), (-1.5_f64).to_bits());
    let size = order.ready_made.unwrap();
    assert_eq!((size.sex, size.to_string().as_str()), (fitting::Sex::Female, "165/88A"));
    assert!(order.find_size);
    assert_eq!(order.cloth.as_deref(), Some("twill-blue"));
    assert_eq!((order.reference.as_str(), order.date.as_str()), ("N-7", "2026-11-23"));
}

#[tokio::test]
async fn each_wrong_field_is_named_with_its_code() {
    let service = Service::quick();
    let whole = Form::whole;
    let cases: Vec<(Form, u16, &str, Option<&str>)> = vec![
        (whole().without("front"), 422, "missing_front", Some("front")),
        (whole().without("stature_mm"), 422, "missing_stature", Some("stature_mm")),
        // Typed in centimetres, in metres, as infinity, and as text.
        (whole().set("stature_mm", "168"), 422, "impossible_stature", Some("stature_mm")),
        (whole().set("stature_mm", "-1"), 422, "impossible_stature", Some("stature_mm")),
        (whole().set("stature_mm", "inf"), 422, "bad_number", Some("stature_mm")),
        (whole().set("stature_mm", "NaN"), 422, "bad_number", Some("stature_mm")),
        (whole().set("stature_mm", "tall"), 422, "bad_number", Some("stature_mm")),
        (whole().text("mass_kg", "3"), 422, "impossible_mass", Some("mass_kg")),
        (whole().text("sex", "x"), 422, "bad_sex", Some("sex")),
        (whole().without("garment"), 422, "missing_garment", Some("garment")),
        (whole().set("garment", "kilt"), 422, "unknown_garment", Some("garment")),
        (whole().text("ready_made", "165/89A"), 422, "unknown_size", Some("ready_made")),
        (whole().text("colourway", "x"), 422, "unknown_colourway", Some("colourway")),
        (whole().text("cloth", "x"), 422, "unknown_cloth", Some("cloth")),
        (whole().text("style", "right_off"), 422, "unknown_style", Some("style")),
        (whole().text("options", r#"{"wings": 2}"#), 422, "unknown_option", Some("options.wings")),
        (
            whole().text("options", r#"{"hem_drop": 99}"#),
            422,
            "option_out_of_range",
            Some("options.hem_drop"),
        ),
        (whole().text("options", "[1]"), 422, "bad_number", Some("options")),
        (whole().text("tape", r#"{"ear": 60}"#), 422, "unknown_dimension", Some("tape.ear")),
        (
            whole().text("tape", r#"{"bust_girth": 92}"#),
            422,
            "dimension_out_of_range",
            Some("tape.bust_girth"),
        ),
        (whole().text("colour", "red"), 422, "unknown_field", Some("colour")),
        (whole().text("garment", "twice"), 422, "repeated_field", Some("garment")),
        (whole().file("side", b"GIF89a"), 415, "unsupported_image", Some("side")),
        (whole().file("side", &vec![0xFF; 13 << 20]), 413, "too_large", Some("side")),
        // The whole form is over its limit: nobody can say which field it is.
        (whole().file("side", &vec![0xFF; 30 << 20]), 413, "too_large", None),
        (whole().text("sex", &"x".repeat(5000)), 413, "too_large", Some("sex")),
    ];
    for (form, status, code, field) in cases {
        let answer = service.post(&form, "en").await;
        assert_eq!(answer.status.as_u16(), status, "{code}: {}", answer.json);
        assert_eq!(answer.json["code"], code, "{}", answer.json);
        assert_eq!(answer.json["field"].as_str(), field, "{code}");
        assert_eq!(answer.json["type"], format!("urn:namza:problem:{code}"));
        assert_eq!(answer.json["status"], status);
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/problem+json");
        // The sentence is there, and every value in it is filled in.
        let detail = answer.json["detail"].as_str().unwrap();
        assert!(
            detail.len() > 8 && !detail.contains('{') && !detail.contains("error-"),
            "{detail}"
        );
    }
    assert_eq!(service.maker.made(), 0);
}

#[tokio::test]
async fn a_tape_stands_in_for_the_photo() {
    let service = Service::quick();
    let form = Form::whole().without("front").text("tape", r#"{"bust_girth": 920}"#);
    assert_eq!(service.post(&form, "en").await.status, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn sentences_come_in_the_language_asked_for() {
    let service = Service::quick();
    let form = Form::whole().without("stature_mm");
    for (language, words) in [
        ("zh-CN,zh;q=0.9", "请填写身高。"),
        ("bo", "གཟུགས་ཚད་འབྲི་རོགས།"),
        ("en-GB", "Please give the height."),
        ("fr", "Please give the height."),
    ] {
        assert_eq!(service.post(&form, language).await.json["detail"], words, "{language}");
    }
}

#[tokio::test]
async fn a_refused_photo_says_how_to_retake_it() {
    let service = Service::with(LaneConfig::default(), Step::Refuse);
    let answer = service.post(&Form::whole(), "en").await;
    let id = answer.json["id"].as_str().unwrap();
    service.wait_for(id, "failed").await;
    for (language, words) in [("en", "Step back"), ("zh", "请往后退")] {
        let told = service.get(&format!("/v1/fittings/{id}"), language).await;
        let problem = &told.json["problem"];
        assert_eq!(problem["code"], "refused_photo");
        assert_eq!(problem["status"], 422);
        assert_eq!(problem["field"], "front");
        assert_eq!(problem["reasons"][0], "body_cut_off");
        assert!(problem["detail"].as_str().unwrap().contains(words), "{problem}");
    }
}

#[tokio::test]
async fn a_panic_in_the_engine_fails_one_fitting_and_not_the_service() {
    let service = Service::with(LaneConfig::default(), Step::Panic);
    let first = service.post(&Form::whole(), "en").await;
    let told = service.wait_for(first.json["id"].as_str().unwrap(), "failed").await;
    assert_eq!(told["problem"]["code"], "internal");
    let second = service.post(&Form::whole(), "en").await;
    service.wait_for(second.json["id"].as_str().unwrap(), "failed").await;
}

#[tokio::test]
async fn a_full_queue_says_when_to_come_again() {
    let service = Service::with(LaneConfig { queue: 2, ..LaneConfig::default() }, Step::Hold);
    let first = service.post(&Form::whole(), "en").await;
    service.wait_for(first.json["id"].as_str().unwrap(), "running").await;
    let mut waiting = Vec::new();
    for before in 0..2 {
        let answer = service.post(&Form::whole(), "en").await;
        assert_eq!(answer.status, StatusCode::ACCEPTED);
        assert_eq!(answer.json["before"], before);
        waiting.push(answer.json["id"].as_str().unwrap().to_owned());
    }
    let refused = service.post(&Form::whole(), "en").await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.json["code"], "too_busy");
    let seconds: u64 = refused.header(header::RETRY_AFTER).parse().unwrap();
    assert!(seconds >= 1);
    assert!(refused.json["detail"].as_str().unwrap().contains(&seconds.to_string()));
    // One that is called off while it waits makes room, and is never made.
    let gone = service.send(Method::DELETE, &format!("/v1/fittings/{}", waiting[0]), "en").await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(service.post(&Form::whole(), "en").await.status, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn deleting_stops_what_is_under_way() {
    let service = Service::with(LaneConfig::default(), Step::Hold);
    let answer = service.post(&Form::whole(), "en").await;
    let path = format!("/v1/fittings/{}", answer.json["id"].as_str().unwrap());
    service.wait_for(answer.json["id"].as_str().unwrap(), "running").await;
    let early = service.get(&format!("{path}/tryon.png"), "en").await;
    assert_eq!(
        (early.status, early.json["code"].as_str()),
        (StatusCode::CONFLICT, Some("not_ready"))
    );
    assert_eq!(service.send(Method::DELETE, &path, "en").await.status, StatusCode::NO_CONTENT);
    // What the engine keeps of persons between fittings goes as well.
    assert_eq!(service.maker.forgot(), 1);
    assert_eq!(service.get(&path, "en").await.status, StatusCode::NOT_FOUND);
    // It holds until it is told to stop, so that it came back at all shows that it was told.
    service.maker.wait_until_called_off(1);
    assert_eq!(service.send(Method::DELETE, &path, "en").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_first_look_is_handed_out_while_the_cloth_settles() {
    let service = Service::with(LaneConfig::default(), Step::Hold);
    let answer = service.post(&Form::whole(), "en").await;
    let id = answer.json["id"].as_str().unwrap();
    let path = format!("/v1/fittings/{id}");
    let link = loop {
        let standing = service.wait_for(id, "running").await;
        if let Some(link) = standing["links"]["preview.png"].as_str() {
            break link.to_owned();
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    };
    let look = service.get(&link, "en").await;
    assert_eq!((look.status, look.bytes.as_slice()), (StatusCode::OK, b"first look".as_slice()));
    assert_eq!(look.header(header::CONTENT_TYPE), "image/png");
    // It goes with the rest.
    assert_eq!(service.send(Method::DELETE, &path, "en").await.status, StatusCode::NO_CONTENT);
    assert_eq!(service.get(&link, "en").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn results_expire() {
    let config = LaneConfig { keep: Duration::from_millis(300), ..LaneConfig::default() };
    let service = Service::with(config, Step::Make);
    let answer = service.post(&Form::whole(), "en").await;
    let id = answer.json["id"].as_str().unwrap();
    service.wait_for(id, "done").await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(
        service.get(&format!("/v1/fittings/{id}"), "en").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn the_oldest_of_too_many_results_goes_first() {
    let service = Service::with(LaneConfig { results: 2, ..LaneConfig::default() }, Step::Make);
    let mut ids = Vec::new();
    for _ in 0..3 {
        let answer = service.post(&Form::whole(), "en").await;
        ids.push(answer.json["id"].as_str().unwrap().to_owned());
        service.wait_for(&ids[ids.len() - 1], "done").await;
    }
    let mut there = Vec::new();
    for id in &ids {
        there.push(service.get(&format!("/v1/fittings/{id}"), "en").await.status.is_success());
    }
    assert_eq!(there, [false, true, true]);
}

#[tokio::test]
async fn what_is_not_there_or_not_allowed_is_a_problem_too() {
    let service = Service::quick();
    for (method, path, status, code) in [
        (Method::GET, "/v1/fittings/nonsense", 404, "not_found"),
        (Method::GET, "/v1/fittings/00000000-0000-4000-8000-000000000000", 404, "not_found"),
        (Method::GET, "/nowhere", 404, "not_found"),
        (Method::GET, "/words/xx", 404, "not_found"),
        (Method::PUT, "/v1/fittings", 405, "method_not_allowed"),
        (Method::POST, "/v1/fittings", 400, "malformed"),
        (Method::POST, "/v1/garments", 405, "method_not_allowed"),
    ] {
        let answer = service.send(method.clone(), path, "en").await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}");
        assert_eq!(answer.json["code"], code, "{method} {path}");
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/problem+json");
    }
}

#[tokio::test]
async fn the_description_names_every_route_and_field() {
    let service = Service::quick();
    let api = service.get("/openapi.json", "en").await.json;
    assert!(api["openapi"].as_str().unwrap().starts_with("3.1"), "{}", api["openapi"]);
    for (path, methods) in [
        ("/v1/fittings", &["post"][..]),
        ("/v1/fittings/{id}", &["get", "delete"]),
        ("/v1/fittings/{id}/{artefact}", &["get"]),
        ("/v1/garments", &["get"]),
    ] {
        for method in methods {
            assert!(api["paths"][path][method].is_object(), "{method} {path}");
        }
    }
    let form = &api["components"]["schemas"]["FittingForm"]["properties"];
    for field in ["front", "side", "stature_mm", "mass_kg", "sex", "garment", "options", "tape"] {
        assert!(form[field].is_object(), "{field}");
    }
    assert_eq!(service.get("/livez", "en").await.bytes, b"ok");
}

#[tokio::test]
async fn the_page_and_its_words_come_from_here_alone() {
    let service = Service::quick();
    let page = service.get("/", "en").await;
    assert!(page.header(header::CONTENT_TYPE).starts_with("text/html"));
    assert!(page.header(header::CONTENT_SECURITY_POLICY).contains("default-src 'none'"));
    let html = String::from_utf8(page.bytes).unwrap();
    assert!(html.contains("app.js") && !html.contains("http://") && !html.contains("https://"));
    let mut sizes = Vec::new();
    for language in ["zh", "bo", "en"] {
        let words = service.get(&format!("/words/{language}"), "en").await.json;
        let words = words.as_object().unwrap().clone();
        assert!(words["page-privacy"].as_str().unwrap().len() > 20);
        assert!(words.keys().all(|k| !k.starts_with("error-")));
        sizes.push(words.len());
    }
    assert!(sizes.iter().all(|n| *n == sizes[0]));
    // Every word that the page asks for is there.
    let words = service.get("/words/en", "en").await.json;
    let script = String::from_utf8(service.get("/app.js", "en").await.bytes).unwrap();
    let asked: Vec<&str> = script
        .split(['"', '\'', '`'])
        .chain(html.split('"'))
        .filter(|t| {
            t.starts_with("page-") && t.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        })
        .filter(|t| !t.ends_with('-'))
        .collect();
    assert!(asked.len() > 20, "{asked:?}");
    for id in asked {
        assert!(words[id].is_string(), "{id}");
    }
    assert_eq!(service.get("/fonts/tibetan.ttf", "en").await.bytes[..4], [0, 1, 0, 0]);
}
