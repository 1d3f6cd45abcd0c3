//! The page and what it loads: all of it within the binary, nothing from elsewhere.

use std::collections::BTreeMap;

use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use catalog::Language;

use crate::problem::Problem;
use crate::{State, locale};

const INDEX: &str = include_str!("../web/dist/index.html");
const SCRIPT: &str = include_str!("../web/dist/app.js");
const STYLE: &str = include_str!("../web/dist/style.css");
/// A kiosk or a phone may have no typeface for Tibetan.
const TIBETAN: &[u8] = include_bytes!("../../../seeds/fonts/NotoSerifTibetan-Regular.ttf");

/// Only what this server gives may run or be shown; pictures also out of the page's own memory.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
    img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

/// Subjects of the words that the page shows.
const SUBJECTS: [&str; 6] =
    ["page-", "stage-", "verdict-", "dimension-", "sheet-origin-", "fit-region-"];

pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/", get(index))
        .route("/app.js", get(|| async { typed("text/javascript; charset=utf-8", SCRIPT) }))
        .route("/style.css", get(|| async { typed("text/css; charset=utf-8", STYLE) }))
        .route("/fonts/tibetan.ttf", get(tibetan))
        .route("/words/{language}", get(words))
}

async fn index() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (headers, INDEX).into_response()
}

fn typed(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

async fn tibetan() -> Response {
    let headers = [(header::CONTENT_TYPE, "font/ttf"), (header::CACHE_CONTROL, "max-age=604800")];
    (headers, TIBETAN).into_response()
}

/// The words of the page in one language: id to sentence.
async fn words(
    Shared(state): Shared<State>,
    Path(language): Path<String>,
    headers: HeaderMap,
) -> Result<Json<BTreeMap<String, String>>, Box<Problem>> {
    let Some(language) = Language::from_code(&language) else {
        let to = locale::of(&headers);
        return Err(Problem::new(state.maker.words(), to, StatusCode::NOT_FOUND, "not_found", &[]));
    };
    let shown = |id: &&str| SUBJECTS.iter().any(|s| id.starts_with(s));
    let say = |id: &str| (id.to_owned(), state.maker.words().say(language, id, &[]));
    Ok(Json(state.maker.words().ids().filter(shown).map(say).collect()))
}
