//! What a client is told when its request cannot be met: RFC 9457.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use catalog::{FluentValue, Language, Words};
use fitting::{Blame, FittingError};
use serde::Serialize;
use utoipa::ToSchema;

/// A problem document of RFC 9457.
///
/// `code` is stable and for machines; `detail` is a sentence for people, in the language asked for.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Problem {
    /// A URI of the kind of problem: `urn:namza:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The HTTP status's own name.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The code in snake case.
    pub code: String,
    /// What to tell the person.
    pub detail: String,
    /// The field of the form that has to be mended, where one is to blame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// For a refused photo: the codes of the reasons, gravest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// After how many seconds to try again, also in `Retry-After`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u64>,
}

impl Problem {
    /// A problem with the sentence `error-<code>` and its `values` filled in.
    pub(crate) fn new(
        words: &Words,
        language: Language,
        status: StatusCode,
        code: &str,
        values: &[(&str, &str)],
    ) -> Box<Self> {
        let values: Vec<(&str, FluentValue<'_>)> =
            values.iter().map(|(name, value)| (*name, (*value).into())).collect();
        let detail = words.say(language, &format!("error-{code}"), &values);
        Box::new(Self {
            kind: format!("urn:namza:problem:{code}"),
            title: status.canonical_reason().unwrap_or_default().to_owned(),
            status: status.as_u16(),
            code: code.to_owned(),
            detail,
            field: None,
            reasons: Vec::new(),
            retry_after_s: None,
        })
    }

    /// Names the field to mend.
    pub(crate) fn of_field(mut self: Box<Self>, field: impl Into<String>) -> Box<Self> {
        self.field = Some(field.into());
        self
    }

    /// Why a fitting failed.
    pub(crate) fn of_fitting(error: &FittingError, words: &Words, language: Language) -> Box<Self> {
        let status = match error.blame() {
            Blame::Caller | Blame::Photo => StatusCode::UNPROCESSABLE_ENTITY,
            Blame::Machine => StatusCode::SERVICE_UNAVAILABLE,
            Blame::Cancelled => StatusCode::CONFLICT,
            Blame::Ours => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let mut problem = Self::new(words, language, status, error.code(), &[]);
        problem.detail = error.explain(words, language);
        if let FittingError::Refused { view, verdict } = error {
            problem.field = Some(snake(view));
            problem.reasons = verdict.reasons.iter().map(snake).collect();
        }
        problem
    }
}

/// The name that serde gives a unit variant.
pub(crate) fn snake(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

/// Boxed, as results carry it: most of them are good.
impl IntoResponse for Box<Problem> {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry = self.retry_after_s;
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
