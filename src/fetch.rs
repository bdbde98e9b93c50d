//! Entry and exit of an HTTP request: settings, router, limits, CORS.

use std::sync::OnceLock;

use axum::{
    Router,
    body::{Body, HttpBody},
};
use edge_kit::{
    ErrorCode, HeaderProtection, RequestContext, TrailingSlash, announce_limits, audit, cors,
    failure,
    original_url::{self, OriginalUri},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use object_commands::request_id;
use rand_core::RngCore;
use runtime::{
    OsRng, ServiceContext, Settings, clock,
    log::{self, LogContext, events::RuntimeEvent},
};
use tower_service::Service;
use worker::{Context, Env, Response, ResponseBuilder, Result, WebSocket, web_sys};

use crate::incoming;

/// Answers up to this size are sent as one piece, which costs far less than a stream.
const MAX_WHOLE_BODY_BYTES: u64 = 4 * 1_048_576;
/// Header with the id of the request, on every answer but that to a preflight.
const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

pub(crate) async fn handle(
    request: web_sys::Request,
    env: Env,
    context: Context,
) -> Result<Response> {
    let request = match incoming::into_http(request) {
        Ok(request) => request,
        Err(status) => {
            let response = Response::empty()?.with_status(status.as_u16());
            response.headers().set("link", &failure::link("", ErrorCode::MalformedRequest))?;
            return Ok(response);
        }
    };
    let id = id_of(request.headers());
    let log_context = LogContext::request(id.to_str().ok());
    log_context.scope(answer(request, id, env, context)).await
}

/// Returns the id under which the platform knows the request, so that a caller who names it leads to the log lines of
/// the request; a new one where the platform states none.
fn id_of(headers: &HeaderMap) -> HeaderValue {
    let ray = headers.get("cf-ray").filter(|ray| ray.to_str().is_ok_and(request_id::is_plain));
    ray.cloned().unwrap_or_else(|| {
        let id = format!("{:016x}", OsRng.next_u64());
        HeaderValue::try_from(id).unwrap_or(HeaderValue::from_static("0"))
    })
}

/// Answers a request, and logs how it ended.
async fn answer(
    mut request: http::Request<Body>,
    id: HeaderValue,
    env: Env,
    context: Context,
) -> Result<Response> {
    let now_ms = clock::now_ms();
    let settings = match Settings::of(&env) {
        Ok(settings) => settings,
        Err(error) => {
            log::write(&RuntimeEvent::NotConfigured { error: &error });
            let response = Response::from_json(&NOT_CONFIGURED)?.with_status(503);
            // Without settings the deployment does not know its own URL.
            let link = failure::link("", ErrorCode::DeploymentNotConfigured);
            response.headers().set("link", &link)?;
            if let Ok(id) = id.to_str() {
                response.headers().set(REQUEST_ID.as_str(), id)?;
            }
            return Ok(response);
        }
    };
    // Before anything reads the path, which decides about cookies as well as the route.
    squeeze_slashes(&mut request);
    let policy = settings.origin_policy.clone();
    // The router consumes the request, and CORS needs the headers afterwards.
    let headers = request.headers().clone();
    let takes_cookies = relay::takes_cookies(request.uri().path());
    let protection = HeaderProtection::of(&request);
    let mut response = if cors::is_preflight(request.method(), &headers) {
        let mut response = http::Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        response
    } else {
        let called = request.uri().clone();
        let context = ServiceContext::new(env, settings.clone(), now_ms, context);
        let ledger = context.ledger.clone();
        tolerate_trailing_slash(&mut request);
        let context = RequestContext::new(context, request.method().clone(), request.uri().clone());
        request.extensions_mut().insert(context.clone());
        let response = match router().call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        audit::record(&context, response.status().as_u16()).await;
        let base = || original_url::base_url(settings.public_url.as_deref(), &headers, &called);
        let mut response = failure::finish(response, base).await;
        announce_limits(&ledger, response.headers_mut());
        protection.apply(response.headers_mut());
        response.headers_mut().insert(REQUEST_ID, id);
        response
    };
    cors::allow(&policy, takes_cookies, &headers, response.headers_mut());
    let response = into_worker(response).await;
    // The platform answers an `Err` with 500.
    log::request_completed(now_ms, response.as_ref().map_or(500, Response::status_code));
    response
}

/// Reads `//api//v1/up` as `/api/v1/up`, because clients append paths to base URLs that end in a slash. The
/// original systems of these clients do the same.
fn squeeze_slashes(request: &mut http::Request<Body>) {
    if let Some(path) = squeezed(request.uri().path()) {
        replace_path(request, &path);
    }
}

/// Collapses runs of slashes in a path. `None` when there are none.
fn squeezed(path: &str) -> Option<String> {
    if !path.contains("//") {
        return None;
    }
    let mut squeezed = String::with_capacity(path.len());
    for letter in path.chars() {
        if letter != '/' || !squeezed.ends_with('/') {
            squeezed.push(letter);
        }
    }
    Some(squeezed)
}

/// Reads `/up/` as `/up`, as the original systems of these clients do.
fn tolerate_trailing_slash(request: &mut http::Request<Body>) {
    let path = request.uri().path().trim_end_matches('/');
    if path.is_empty() || path.len() == request.uri().path().len() {
        return;
    }
    let path = path.to_owned();
    if replace_path(request, &path) {
        request.extensions_mut().insert(TrailingSlash);
    }
}

/// Replaces the path for routing. Keeps the original URL as [`OriginalUri`], because a signature covers the URL
/// that was called. Returns `false` when the new path gives no valid URL.
fn replace_path(request: &mut http::Request<Body>, path: &str) -> bool {
    let uri = request.uri();
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = format!("{path}{query}").parse().ok();
    let Ok(replaced) = http::Uri::from_parts(parts) else { return false };
    let called = std::mem::replace(request.uri_mut(), replaced);
    if request.extensions().get::<OriginalUri>().is_none() {
        request.extensions_mut().insert(OriginalUri(called));
    }
    true
}

/// Returns the routes of all faces, merged once per isolate. The first router answers requests that match no route.
fn router() -> Router {
    static ROUTER: OnceLock<Router> = OnceLock::new();
    let all = || {
        let router = gateway_api::router().merge(smsgate::router());
        let router = router.merge(number_proxy::router()).merge(providers::router());
        router.merge(relay::router())
    };
    ROUTER.get_or_init(all).clone()
}

async fn into_worker(response: http::Response<Body>) -> Result<Response> {
    let (mut parts, mut body) = response.into_parts();
    let upgrades = parts.extensions.get::<WebSocket>().is_some();
    match sendable(parts.status, upgrades) {
        Sendable::Whole => {}
        Sendable::WithoutBody => body = Body::empty(),
        Sendable::No => {
            log::write(&RuntimeEvent::UnsendableStatus { status: &parts.status.as_u16() });
            parts.status = StatusCode::INTERNAL_SERVER_ERROR;
            let link = failure::link("", ErrorCode::InternalError);
            if let Ok(link) = HeaderValue::try_from(link) {
                parts.headers.insert(header::LINK, link);
            }
        }
    }
    // A long body, or one whose length is unknown, is sent as a stream. No length is an error.
    let is_short = body.size_hint().exact().is_some_and(|bytes| bytes <= MAX_WHOLE_BODY_BYTES);
    if !is_short || upgrades {
        return Response::try_from(http::Response::from_parts(parts, body));
    }
    // The exact length was checked, so no other limit is needed.
    let body = axum::body::to_bytes(body, usize::MAX).await;
    let body = body.map_err(|error| worker::Error::RustError(error.to_string()))?;
    let mut builder = ResponseBuilder::new().with_status(parts.status.as_u16());
    for (name, value) in &parts.headers {
        if let Ok(value) = value.to_str() {
            // `with_header` replaces, so of several headers with one name only the last is sent.
            builder = builder.with_header(name.as_str(), value)?;
        }
    }
    if body.is_empty() { Ok(builder.empty()) } else { Ok(builder.fixed(body.to_vec())) }
}

/// The part of an answer that the platform can send.
#[derive(Debug, PartialEq, Eq)]
enum Sendable {
    Whole,
    WithoutBody,
    No,
}

/// Returns what can be sent. The `worker` crate's binding panics at a status that it does not know, and at a body
/// where none is allowed.
fn sendable(status: StatusCode, upgrades: bool) -> Sendable {
    match status.as_u16() {
        101 if upgrades => Sendable::Whole,
        204 | 205 | 304 => Sendable::WithoutBody,
        200..=599 => Sendable::Whole,
        _ => Sendable::No,
    }
}

const NOT_CONFIGURED: NotConfigured = NotConfigured {
    code: ErrorCode::DeploymentNotConfigured.as_str(),
    doc_url: "/errors/deployment_not_configured",
    error: "This deployment is not configured: see docs/OPERATIONS.md",
};

/// Answer to every request while the settings cannot be read. It has the members that clients of our own routes expect.
#[derive(serde::Serialize)]
struct NotConfigured {
    code: &'static str,
    doc_url: &'static str,
    error: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routed(uri: &str) -> (String, Option<String>, bool) {
        let mut request = http::Request::builder().uri(uri).body(Body::empty()).unwrap();
        squeeze_slashes(&mut request);
        tolerate_trailing_slash(&mut request);
        let called = request.extensions().get::<OriginalUri>().map(|it| it.0.to_string());
        let has_slash = request.extensions().get::<TrailingSlash>().is_some();
        (request.uri().to_string(), called, has_slash)
    }

    #[test]
    fn repeated_slashes_collapse_and_the_called_url_is_kept() {
        for (called, expected, has_slash) in [
            ("https://h//api/v1/up", "https://h/api/v1/up", false),
            ("https://h/api/v1//sms///send?a=//b", "https://h/api/v1/sms/send?a=//b", false),
            ("https://h//api/v1/up//", "https://h/api/v1/up", true),
            ("https://h/up/", "https://h/up", true),
        ] {
            let expected = (expected.to_owned(), Some(called.to_owned()), has_slash);
            assert_eq!(routed(called), expected, "{called}");
        }
        for uri in ["https://h/", "https://h/up?x=//", "https://h/a%2F%2Fb"] {
            assert_eq!(routed(uri), (uri.to_owned(), None, false));
        }
        assert_eq!(
            routed("https://h//"),
            ("https://h/".to_owned(), Some("https://h//".to_owned()), false)
        );
    }

    #[test]
    fn no_answer_has_a_status_or_body_at_which_the_platform_panics() {
        let of = |status, upgrades| sendable(StatusCode::from_u16(status).unwrap(), upgrades);
        for status in [200, 202, 301, 404, 429, 500, 599] {
            assert_eq!(of(status, false), Sendable::Whole);
        }
        assert_eq!(of(101, true), Sendable::Whole);
        assert_eq!(of(204, false), Sendable::WithoutBody);
        assert_eq!(of(304, false), Sendable::WithoutBody);
        for status in [100, 101, 103, 600, 999] {
            assert_eq!(of(status, false), Sendable::No);
        }
    }
}
