//! Answers shared by several steps.

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use relay_crypto::ServerKey;
use serde::Serialize;

use crate::error::RelayError;

/// Id of the server key that an app got or used.
const KEY_ID: HeaderName = HeaderName::from_static("x-relay-key-id");
/// SHA-256 of that key, for apps that pin it.
const KEY_FINGERPRINT: HeaderName = HeaderName::from_static("x-relay-key-fingerprint");

/// Returns a bare text.
pub(crate) fn text(text: String) -> Response {
    let content_type = HeaderValue::from_static("text/html; charset=utf-8");
    ([(header::CONTENT_TYPE, content_type)], text).into_response()
}

/// Returns JSON, with headers that name the server's key.
pub(crate) fn json(body: &impl Serialize, key: &ServerKey) -> Response {
    let Ok(body) = serde_json::to_string(body) else {
        return RelayError::empty(StatusCode::INTERNAL_SERVER_ERROR).into_response();
    };
    let content_type = HeaderValue::from_static("application/json");
    let mut response = ([(header::CONTENT_TYPE, content_type)], body).into_response();
    for (name, value) in [(KEY_ID, key.id()), (KEY_FINGERPRINT, key.fingerprint())] {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// 400 with this text.
pub(crate) fn bad_request(text: &'static str) -> RelayError {
    RelayError::text(StatusCode::BAD_REQUEST, text)
}

/// 500 without a body, for an internal failure; the log has the details.
pub(crate) fn failed(error: impl Into<RelayError>) -> RelayError {
    // The conversion writes the log line.
    let _: RelayError = error.into();
    RelayError::empty(StatusCode::INTERNAL_SERVER_ERROR).retry_after(1)
}
