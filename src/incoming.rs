//! A platform request as an `http` one.
//!
//! The platform crate has a conversion of its own, which refuses requests with a header that is not ASCII
//! before any of our code runs, can panic on a protocol name it does not know, and reads every body as a
//! stream, at a third of a send's whole cost. Bodies of a stated and acceptable length are read in one
//! piece here.

use axum::body::Body;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri, header};
use worker::{Headers, js_sys::Uint8Array, wasm_bindgen_futures::JsFuture, web_sys};

/// Longer bodies stay streams, so that whoever reads them can stop at its own limit. This is more than
/// any face accepts: a client that is still writing a refused body may see its connection break instead
/// of the refusal, so what is only somewhat too long is read to its end.
const MAX_WHOLE_BODY_BYTES: u64 = 8 * 1_048_576;

/// The request, or the status of one that cannot be represented.
pub(crate) async fn into_http(request: web_sys::Request) -> Result<Request<Body>, StatusCode> {
    let bad = |_| StatusCode::BAD_REQUEST;
    let method =
        Method::from_bytes(request.method().as_bytes()).map_err(|_| StatusCode::BAD_REQUEST)?;
    let uri: Uri = request.url().parse().map_err(|_| StatusCode::BAD_REQUEST)?;
    let headers = headers(request.headers());
    let body = body(&request, &headers).await.map_err(bad)?;
    let mut converted = Request::new(body);
    *converted.method_mut() = method;
    *converted.uri_mut() = uri;
    *converted.headers_mut() = headers;
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

async fn body(request: &web_sys::Request, headers: &HeaderMap) -> worker::Result<Body> {
    let Some(stream) = request.body() else { return Ok(Body::empty()) };
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let length: Option<u64> = length.and_then(|text| text.parse().ok());
    if length.is_none_or(|length| length > MAX_WHOLE_BODY_BYTES) {
        return Ok(Body::new(worker::Body::new(stream)));
    }
    let buffer = JsFuture::from(request.array_buffer()?).await?;
    Ok(Body::from(Uint8Array::new(&buffer).to_vec()))
}
