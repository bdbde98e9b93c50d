//! The parts of a failed answer beside the body of its face: a code, and a link to the page that explains it.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    middleware::Next,
    response::Response,
};
use error_codes::ErrorCode;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde_json::{Map, Value, json};

/// Media type of failures by RFC 9457.
pub const PROBLEM: &str = "application/problem+json";
/// Path before the code on the pages that explain failures.
const PAGES: &str = "/errors/";
/// Above the length of any failure's body, of which a text may repeat a name from the request.
const MAX_BODY_BYTES: usize = 1_048_576;

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

    /// Returns the same failure, with the parameter that led to it.
    #[must_use]
    pub fn about(self, param: &str) -> Self {
        Self { param: Some(param.to_owned()), ..self }
    }
}

impl From<ErrorCode> for Failure {
    fn from(code: ErrorCode) -> Self {
        Self { code, param: None }
    }
}

/// Completes a failure before it is sent: adds `Link: <…/errors/CODE>; rel="help"`, and to the body of a route of our own
/// the code, the page and the parameter. `base` is the URL before the path, as the caller sees it.
pub async fn finish(mut response: Response, base: impl FnOnce() -> String) -> Response {
    let Some(failure) = Failure::of(&response) else { return response };
    let page = page(&base(), failure.code);
    add_link(response.headers_mut(), &page);
    match response.extensions().get().copied() {
        Some(OwnFormat { wants_problem }) => explain(response, &failure, page, wants_problem).await,
        None => response,
    }
}

/// Returns the value of the link to a page, below this URL.
pub fn link(base: &str, code: ErrorCode) -> String {
    link_to(&page(base, code))
}

/// Marks an answer of a route that no original has: if it is a failure, its body says more.
#[derive(Clone, Copy, Debug)]
struct OwnFormat {
    /// Whether the caller accepts an answer by RFC 9457.
    wants_problem: bool,
}

/// Layer of the routes that no original has.
pub(crate) async fn mark_own(request: Request, next: Next) -> Response {
    let wants_problem = accepts_problem(request.headers());
    // The answer to HEAD has no body, and the headers of the answer to GET.
    let has_body = request.method() != Method::HEAD;
    let mut response = next.run(request).await;
    if has_body {
        response.extensions_mut().insert(OwnFormat { wants_problem });
    }
    response
}

fn page(base: &str, code: ErrorCode) -> String {
    // A host with such a letter would end the reference early.
    let base = if base.contains(['<', '>', '"', ' ', '\t']) { "" } else { base };
    format!("{base}{PAGES}{}", code.as_str())
}

fn link_to(page: &str) -> String {
    format!("<{page}>; rel=\"help\"")
}

/// Adds the link after those that the face has on all its answers, in one header: of several headers with one name only
/// the last is sent.
fn add_link(headers: &mut HeaderMap, page: &str) {
    let others = headers.get_all(header::LINK).into_iter().filter_map(|link| link.to_str().ok());
    let mut links: Vec<String> = others.map(str::to_owned).collect();
    links.push(link_to(page));
    if let Ok(links) = HeaderValue::try_from(links.join(", ")) {
        headers.insert(header::LINK, links);
    }
}

async fn explain(
    response: Response,
    failure: &Failure,
    page: String,
    wants_problem: bool,
) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY_BYTES).await else {
        parts.headers.remove(header::CONTENT_TYPE);
        return Response::from_parts(parts, Body::empty());
    };
    let mut told = Map::new();
    told.insert("code".to_owned(), json!(failure.code.as_str()));
    if let Some(param) = &failure.param {
        told.insert("param".to_owned(), json!(param));
    }
    let mut members = serde_json::from_slice(&body).ok();
    if body.is_empty() {
        members = Some(Map::from_iter([("error".to_owned(), json!(failure.code.title()))]));
        parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    if wants_problem {
        let text = members.as_ref().and_then(text_of).unwrap_or(failure.code.title());
        told.insert("type".to_owned(), json!(page));
        told.insert("title".to_owned(), json!(failure.code.title()));
        told.insert("status".to_owned(), json!(parts.status.as_u16()));
        told.insert("detail".to_owned(), json!(text));
        parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM));
    } else {
        // A body that is no object has no place for more members, and stays as it is.
        let Some(members) = members else { return Response::from_parts(parts, Body::from(body)) };
        told.insert("doc_url".to_owned(), json!(page));
        told.extend(members);
    }
    Response::from_parts(parts, Body::from(Value::Object(told).to_string()))
}

/// Returns the text of a failure in the format of any face.
fn text_of(members: &Map<String, Value>) -> Option<&str> {
    let texts = ["error", "message", "detail"].into_iter().filter_map(|name| members.get(name));
    texts.filter_map(Value::as_str).find(|text| !text.is_empty())
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
        StatusCode::UPGRADE_REQUIRED => ErrorCode::WebsocketExpected,
        StatusCode::TOO_MANY_REQUESTS => ErrorCode::RateLimited,
        StatusCode::NOT_IMPLEMENTED => ErrorCode::NotSupported,
        StatusCode::SERVICE_UNAVAILABLE => ErrorCode::Unavailable,
        _ if status.is_server_error() => ErrorCode::InternalError,
        _ => ErrorCode::MalformedRequest,
    }
}

#[cfg(test)]
mod tests;
