//! A platform request as an `http` one.
//!
//! The platform crate has a conversion of its own, which refuses requests with a header that is not ASCII
//! before any of our code runs and can panic on a protocol name it does not know. The body stays with the
//! platform: `edge_kit::body` reads it where a route wants it.

use axum::body::Body;
use edge_kit::body::Unread;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri};
use worker::{Headers, web_sys};

/// The request without its body, or the status of one that cannot be represented.
pub(crate) fn into_http(request: web_sys::Request) -> Result<Request<Body>, StatusCode> {
    let method =
        Method::from_bytes(request.method().as_bytes()).map_err(|_| StatusCode::BAD_REQUEST)?;
    let uri: Uri = request.url().parse().map_err(|_| StatusCode::BAD_REQUEST)?;
    let headers = headers(request.headers());
    let mut converted = Request::new(Body::empty());
    *converted.method_mut() = method;
    *converted.uri_mut() = uri;
    *converted.headers_mut() = headers;
    converted.extensions_mut().insert(Unread::new(request));
    Ok(converted)
}

/// Headers that HTTP itself does not allow are left out.
fn headers(platform: web_sys::Headers) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in Headers(platform).entries() {
        let name = HeaderName::from_bytes(name.as_bytes());
        let value = HeaderValue::from_bytes(value.as_bytes());
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.append(name, value);
        }
    }
    headers
}
