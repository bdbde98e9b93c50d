//! Conversion of a platform request into an `http` request.
//!
//! The `worker` crate's own conversion is not used: it refuses requests with a non-ASCII header before any of our
//! code runs, and it can panic on an unknown protocol name. The body stays with the platform, and `edge_kit::body`
//! reads it when a route needs it.

use axum::body::Body;
use edge_kit::body::UnreadBody;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri};
use worker::{Headers, web_sys};

/// Converts the request without its body. `Err` is the status for a request that cannot be represented.
pub(crate) fn into_http(request: web_sys::Request) -> Result<Request<Body>, StatusCode> {
    let method =
        Method::from_bytes(request.method().as_bytes()).map_err(|_| StatusCode::BAD_REQUEST)?;
    let uri: Uri = request.url().parse().map_err(|_| StatusCode::BAD_REQUEST)?;
    let headers = headers(request.headers());
    let mut converted = Request::new(Body::empty());
    *converted.method_mut() = method;
    *converted.uri_mut() = uri;
    *converted.headers_mut() = headers;
    converted.extensions_mut().insert(UnreadBody::new(request));
    Ok(converted)
}

/// Converts the headers, dropping those that HTTP does not allow.
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
