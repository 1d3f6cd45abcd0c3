//! The routes.

use std::collections::BTreeMap;

use axum::extract::multipart::MultipartRejection;
use axum::extract::{DefaultBodyLimit, Multipart, Path, State as Shared};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use fitting::{Artefact, Stage};
use serde::Serialize;
use serde_json::Value;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::{OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::form::{FORM_LIMIT, FittingForm, Reader};
use crate::lane::{At, Cause, Full, Standing};
use crate::maker::GarmentInfo;
use crate::problem::Problem;
use crate::{State, locale, page};

#[derive(OpenApi)]
#[openapi(info(
    title = "Namza",
    description = "Photo in; measurements, sewing pattern, drape, picture and papers out."
))]
struct Description;

/// How a fitting stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FittingStatus {
    /// Its identifier.
    #[schema(value_type = String)]
    id: Uuid,
    /// `queued`, `running`, `done` or `failed`.
    state: &'static str,
    /// The garment that is made.
    garment: String,
    /// How many fittings come before it, while it is queued.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<usize>,
    /// The stage under way: `pose`, `body`, `pattern`, `drape`, `render`, `papers`.
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<&'static str>,
    /// How much of the whole is done, 0–1.
    progress: f32,
    /// Every stage in order.
    stages: Vec<&'static str>,
    /// Where the files are, by name, once it is done; while it runs, those pictures that are
    /// ready: `preview.png`, the garment as it was first put on, and `tryon.png`.
    links: BTreeMap<&'static str, String>,
    /// What was done, as in `fitting.json`, once it is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    report: Option<Value>,
    /// Why there is no result, if it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Box<Problem>>,
    /// In how many seconds the result goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in_s: Option<u64>,
}

/// The whole service.
///
/// Every route under `/v1` answers errors as `application/problem+json`, in the language that
/// `Accept-Language` names, and forbids caching: what it says is about a person.
pub fn app(state: State) -> Router {
    let (api, description) = routes().split_for_parts();
    let private = SetResponseHeaderLayer::if_not_present(
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-store"),
    );
    let plain = SetResponseHeaderLayer::if_not_present(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    let api = api.layer(DefaultBodyLimit::max(FORM_LIMIT)).layer(private);
    Router::new()
        .route("/openapi.json", get(move || async move { Json(description) }))
        .route("/livez", get(|| async { "ok" }))
        .merge(page::routes())
        .merge(api)
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(plain)
        .with_state(state)
}

/// The description of the API in OpenAPI 3.1.
pub fn openapi() -> utoipa::openapi::OpenApi {
    routes().split_for_parts().1
}

fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(create))
        .routes(routes!(status, delete))
        .routes(routes!(artefact))
        .routes(routes!(garments))
}

/// Asks for a fitting.
#[utoipa::path(
    post,
    path = "/v1/fittings",
    request_body(content = FittingForm, content_type = "multipart/form-data"),
    responses(
        (status = 202, description = "Taken up", body = FittingStatus,
         headers(("Location" = String, description = "Where it is told how it stands"))),
        (status = 400, description = "Not a form", body = Problem,
         content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = Problem,
         content_type = "application/problem+json"),
        (status = 415, description = "Not a picture", body = Problem,
         content_type = "application/problem+json"),
        (status = 422, description = "A field cannot be", body = Problem,
         content_type = "application/problem+json"),
        (status = 503, description = "The queue is full; see Retry-After", body = Problem,
         content_type = "application/problem+json"),
    )
)]
async fn create(
    Shared(state): Shared<State>,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Box<Problem>> {
    let language = locale::of(&headers);
    let problem = |status, code: &str, values: &[(&str, &str)]| {
        Problem::new(state.maker.words(), language, status, code, values)
    };
    let form = form.map_err(|_| problem(StatusCode::BAD_REQUEST, "malformed", &[]))?;
    let garments = state.maker.garments();
    let reader = Reader { words: state.maker.words(), language, garments: &garments };
    let request = reader.read(form).await?;
    let id = state.lane.submit(request).map_err(|Full { retry_after_s, .. }| {
        let seconds = retry_after_s.to_string();
        let mut full =
            problem(StatusCode::SERVICE_UNAVAILABLE, "too_busy", &[("seconds", &seconds)]);
        full.retry_after_s = Some(retry_after_s);
        full
    })?;
    let status = state
        .lane
        .standing(id)
        .map(|standing| describe(&state, id, standing, &headers))
        .ok_or_else(|| problem(StatusCode::NOT_FOUND, "not_found", &[]))?;
    let location = [(header::LOCATION, format!("/v1/fittings/{id}"))];
    Ok((StatusCode::ACCEPTED, location, Json(status)).into_response())
}

/// Tells how a fitting stands.
#[utoipa::path(
    get,
    path = "/v1/fittings/{id}",
    params(("id" = String, Path, description = "The fitting")),
    responses(
        (status = 200, description = "How it stands", body = FittingStatus),
        (status = 404, description = "Not there, deleted or expired", body = Problem,
         content_type = "application/problem+json"),
    )
)]
async fn status(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<FittingStatus>, Box<Problem>> {
    let (id, standing) = find(&state, &id, &headers)?;
    Ok(Json(describe(&state, id, standing, &headers)))
}

/// Deletes a fitting and all that was made; what is under way stops.
#[utoipa::path(
    delete,
    path = "/v1/fittings/{id}",
    params(("id" = String, Path, description = "The fitting")),
    responses(
        (status = 204, description = "Gone"),
        (status = 404, description = "Not there", body = Problem,
         content_type = "application/problem+json"),
    )
)]
async fn delete(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Box<Problem>> {
    let (id, _) = find(&state, &id, &headers)?;
    state.lane.delete(id);
    state.maker.forget();
    Ok(StatusCode::NO_CONTENT)
}

/// Gives one file of a fitting: `tryon.png`, `sheet.pdf`, `pattern.dxf` …, or, while it is made,
/// `preview.png`: the garment as it was first put on.
#[utoipa::path(
    get,
    path = "/v1/fittings/{id}/{artefact}",
    params(
        ("id" = String, Path, description = "The fitting"),
        ("artefact" = String, Path, description = "The file's name, as in `links`"),
    ),
    responses(
        (status = 200, description = "The file"),
        (status = 404, description = "Not there", body = Problem,
         content_type = "application/problem+json"),
        (status = 409, description = "Not made yet", body = Problem,
         content_type = "application/problem+json"),
    )
)]
async fn artefact(
    Shared(state): Shared<State>,
    Path((id, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Box<Problem>> {
    let language = locale::of(&headers);
    let problem =
        |status, code: &str| Problem::new(state.maker.words(), language, status, code, &[]);
    let (_, standing) = find(&state, &id, &headers)?;
    if let At::Running(_, early) = &standing.at
        && let Some(picture) = early.get(name.as_str())
    {
        return Ok(([(header::CONTENT_TYPE, "image/png")], picture.to_vec()).into_response());
    }
    let artefact = Artefact::from_file_name(&name)
        .ok_or_else(|| problem(StatusCode::NOT_FOUND, "not_found"))?;
    let artefacts = match standing.at {
        At::Done(artefacts) => artefacts,
        At::Queued(_) | At::Running(..) => return Err(problem(StatusCode::CONFLICT, "not_ready")),
        At::Failed(_) => return Err(problem(StatusCode::NOT_FOUND, "not_found")),
    };
    let bytes = artefacts
        .get(&artefact)
        .cloned()
        .ok_or_else(|| problem(StatusCode::NOT_FOUND, "not_found"))?;
    Ok(([(header::CONTENT_TYPE, artefact.media_type())], bytes).into_response())
}

/// Lists what can be made.
#[utoipa::path(
    get,
    path = "/v1/garments",
    responses((status = 200, description = "All garments", body = Vec<GarmentInfo>))
)]
async fn garments(Shared(state): Shared<State>) -> Json<Vec<GarmentInfo>> {
    Json(state.maker.garments())
}

async fn not_found(Shared(state): Shared<State>, headers: HeaderMap) -> Box<Problem> {
    Problem::new(state.maker.words(), locale::of(&headers), StatusCode::NOT_FOUND, "not_found", &[])
}

async fn method_not_allowed(Shared(state): Shared<State>, headers: HeaderMap) -> Box<Problem> {
    let status = StatusCode::METHOD_NOT_ALLOWED;
    Problem::new(state.maker.words(), locale::of(&headers), status, "method_not_allowed", &[])
}

fn find(state: &State, id: &str, headers: &HeaderMap) -> Result<(Uuid, Standing), Box<Problem>> {
    Uuid::parse_str(id).ok().and_then(|id| Some((id, state.lane.standing(id)?))).ok_or_else(|| {
        let language = locale::of(headers);
        Problem::new(state.maker.words(), language, StatusCode::NOT_FOUND, "not_found", &[])
    })
}

fn describe(state: &State, id: Uuid, standing: Standing, headers: &HeaderMap) -> FittingStatus {
    let mut status = FittingStatus {
        id,
        state: "queued",
        garment: standing.garment,
        before: None,
        stage: None,
        progress: 0.0,
        stages: Stage::ALL.map(Stage::key).to_vec(),
        links: BTreeMap::new(),
        report: None,
        problem: None,
        expires_in_s: standing.expires.map(|d| d.as_secs()),
    };
    let link = |file: &str| format!("/v1/fittings/{id}/{file}");
    match standing.at {
        At::Queued(before) => status.before = Some(before),
        At::Running(progress, early) => {
            status.state = "running";
            status.stage = Some(progress.stage.key());
            let index = Stage::ALL.iter().position(|s| *s == progress.stage).unwrap_or(0);
            status.links = early.keys().map(|name| (*name, link(name))).collect();
            let done = progress.done.clamp(0.0, 1.0);
            status.progress = (index as f32 + done) / Stage::ALL.len() as f32;
        }
        At::Done(artefacts) => {
            status.state = "done";
            status.progress = 1.0;
            status.report = artefacts
                .get(&Artefact::Fitting)
                .and_then(|bytes| serde_json::from_slice(bytes).ok());
            status.links = artefacts.keys().map(|a| (a.file_name(), link(a.file_name()))).collect();
        }
        At::Failed(cause) => {
            let language = locale::of(headers);
            status.state = "failed";
            status.problem = Some(match cause {
                Cause::Error(error) => Problem::of_fitting(&error, state.maker.words(), language),
                Cause::Panic => {
                    let fault = StatusCode::INTERNAL_SERVER_ERROR;
                    Problem::new(state.maker.words(), language, fault, "internal", &[])
                }
            });
        }
    }
    status
}
