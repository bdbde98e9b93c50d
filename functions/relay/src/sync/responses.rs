//! Answers shared by several steps.

use axum::response::{IntoResponse, Response};
use edge_kit::ErrorCode;
use http::{HeaderName, HeaderValue, StatusCode, header};
use relay_crypto::ServerKey;
use serde::Serialize;

use crate::error::RelayError;

/// Id of the server key that an app got or used.
const KEY_ID: HeaderName = HeaderName::from_static("x-relay-key-id");
/// SHA-256 of that key, for apps that pin it.
const KEY_FINGERPRINT: HeaderName = HeaderName::from_static("x-relay-key-fingerprint");

/// 200 with JSON, and headers that name the server's key.
pub(crate) struct Keyed<T> {
    body: T,
    key_id: String,
    key_fingerprint: String,
}

impl<T: Serialize> Keyed<T> {
    pub(crate) fn new(body: T, key: &ServerKey) -> Self {
        let (key_id, key_fingerprint) = (key.id().to_owned(), key.fingerprint().to_owned());
        Self { body, key_id, key_fingerprint }
    }
}

impl<T: Serialize> IntoResponse for Keyed<T> {
    fn into_response(self) -> Response {
        let Ok(body) = serde_json::to_string(&self.body) else {
            return server_error().into_response();
        };
        let content_type = HeaderValue::from_static("application/json");
        let mut response = ([(header::CONTENT_TYPE, content_type)], body).into_response();
        for (name, value) in [(KEY_ID, self.key_id), (KEY_FINGERPRINT, self.key_fingerprint)] {
            if let Ok(value) = HeaderValue::try_from(value) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

#[cfg(feature = "openapi")]
impl<T: schemars::JsonSchema> edge_kit::openapi::Answer for Keyed<T> {
    fn describe(answers: &mut edge_kit::openapi::Answers<'_>) {
        answers.json::<T>(200);
    }
}

/// 400 with this text.
pub(crate) fn bad_request(code: ErrorCode, text: &'static str) -> RelayError {
    RelayError::text(code, StatusCode::BAD_REQUEST, text)
}

/// 400: the app's public key is missing or unusable.
pub(crate) fn missing_public_key() -> RelayError {
    bad_request(ErrorCode::MissingParameter, "missing public key")
}

/// 500 without a body, the same for failures to decrypt and for faults of the server.
pub(crate) fn server_error() -> RelayError {
    RelayError::empty(ErrorCode::InternalError, StatusCode::INTERNAL_SERVER_ERROR)
}

/// 500 without a body, for an internal failure; the log has the details.
pub(crate) fn failed(error: impl Into<RelayError>) -> RelayError {
    // The conversion writes the log line.
    let _: RelayError = error.into();
    server_error().retry_after(1)
}
