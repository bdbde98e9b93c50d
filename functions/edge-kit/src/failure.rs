//! What a failed answer says beside the body of its face: a code, and a link to the page that explains it.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    middleware::Next,
    response::Response,
};
use error_codes::ErrorCode;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::{Map, Value, json};

use crate::{RequestContext, original_url};

/// Media type of failures by RFC 9457.
pub const PROBLEM: &str = "application/problem+json";
/// Path before the code on the pages that explain failures.
const PAGES: &str = "/errors/";
/// Above the length of any failure's body: a text may repeat a name from the request's body.
const MAX_BODY_BYTES: usize = 2 * 1_048_576;

/// Kind of a failure, among the extensions of its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub code: ErrorCode,
    /// Name of the parameter or header that led to it, if it is one.
    pub param: Option<String>,
}

impl Failure {
    /// Returns the failure of an answer; one by the status if its handler states none. `None` for a success.
    pub fn of(response: &Response) -> Option<Self> {
        let status = response.status();
        if !status.is_client_error() && !status.is_server_error() {
            return None;
        }
        let stated = response.extensions().get::<Self>().cloned();
        Some(stated.unwrap_or_else(|| by_status(status).into()))
    }
}

impl From<ErrorCode> for Failure {
    fn from(code: ErrorCode) -> Self {
        Self { code, param: None }
    }
}

/// Adds `Link: <…/errors/CODE>; rel="help"` to a failure, after links that the face has on all its answers. `base` is
/// the URL before the path, as the caller sees it.
pub fn link_to_page(response: &mut Response, base: impl FnOnce() -> String) {
    let Some(failure) = Failure::of(response) else { return };
    let mut links = link(&base(), failure.code);
    // One header, because of several with one name only the last is sent.
    if let Some(Ok(others)) = response.headers().get(header::LINK).map(HeaderValue::to_str) {
        links = format!("{others}, {links}");
    }
    if let Ok(links) = HeaderValue::try_from(links) {
        response.headers_mut().insert(header::LINK, links);
    }
}

/// Returns the value of that header.
pub fn link(base: &str, code: ErrorCode) -> String {
    format!("<{}>; rel=\"help\"", page(base, code))
}

/// Layer of routes that no original has: adds `code`, `doc_url` and `param` to the body of a failure, or answers it by
/// RFC 9457 if the caller accepts that.
pub(crate) async fn explain(request: Request, next: Next) -> Response {
    let wants_problem = accepts_problem(request.headers());
    let context = request.extensions().get::<RequestContext>();
    let public_url = context.and_then(|it| it.settings.public_url.as_deref());
    let uri = original_url::original_uri(request.extensions(), request.uri());
    let base = original_url::base_url(public_url, request.headers(), uri);
    let response = next.run(request).await;
    match Failure::of(&response) {
        Some(failure) => explained(response, &failure, &base, wants_problem).await,
        None => response,
    }
}

fn page(base: &str, code: ErrorCode) -> String {
    // A host with such a letter would end the reference early.
    let base = if base.contains(['<', '>', '"', ' ']) { "" } else { base };
    format!("{base}{PAGES}{}", code.as_str())
}

async fn explained(
    response: Response,
    failure: &Failure,
    base: &str,
    wants_problem: bool,
) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY_BYTES).await else {
        return Response::from_parts(parts, Body::empty());
    };
    // A body that is no object has no place for more members, and stays as it is.
    let Ok(Value::Object(mut members)) = serde_json::from_slice(&body) else {
        return Response::from_parts(parts, Body::from(body));
    };
    let doc_url = page(base, failure.code);
    let mut told = Map::new();
    told.insert("code".to_owned(), json!(failure.code.as_str()));
    if let Some(param) = &failure.param {
        told.insert("param".to_owned(), json!(param));
    }
    if wants_problem {
        told.insert("type".to_owned(), json!(doc_url));
        told.insert("title".to_owned(), json!(failure.code.title()));
        told.insert("status".to_owned(), json!(parts.status.as_u16()));
        told.insert("detail".to_owned(), json!(text_of(&members)));
        parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM));
    } else {
        told.insert("doc_url".to_owned(), json!(doc_url));
        members.append(&mut told);
        told = members;
    }
    // The old length would cut the new body off.
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(Value::Object(told).to_string()))
}

/// Returns the text of a failure in the format of any face.
fn text_of(members: &Map<String, Value>) -> &str {
    let texts = ["error", "message", "detail"].into_iter().filter_map(|name| members.get(name));
    texts.filter_map(Value::as_str).next().unwrap_or_default()
}

/// Whether the caller names RFC 9457's media type. A wildcard does not: every client sends one.
fn accepts_problem(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::ACCEPT).into_iter().filter_map(|it| it.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let is_named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(PROBLEM));
        let is_refused = |part: &str| {
            let weight = part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="));
            weight.is_some_and(|weight| weight.trim_matches(['0', '.']).is_empty())
        };
        is_named && !parts.any(is_refused)
    })
}

/// Returns the code of a failure that the router or the platform answers.
fn by_status(status: StatusCode) -> ErrorCode {
    match status {
        StatusCode::UNAUTHORIZED => ErrorCode::InvalidCredentials,
        StatusCode::FORBIDDEN => ErrorCode::Forbidden,
        StatusCode::NOT_FOUND => ErrorCode::RouteNotFound,
        StatusCode::METHOD_NOT_ALLOWED => ErrorCode::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::BodyTooLarge,
        StatusCode::TOO_MANY_REQUESTS => ErrorCode::RateLimited,
        StatusCode::NOT_IMPLEMENTED => ErrorCode::NotSupported,
        StatusCode::SERVICE_UNAVAILABLE => ErrorCode::Unavailable,
        _ if status.is_server_error() => ErrorCode::InternalError,
        _ => ErrorCode::MalformedRequest,
    }
}

#[cfg(test)]
mod tests;
