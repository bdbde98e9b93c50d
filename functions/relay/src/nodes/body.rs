//! A node's JSON, read as strictly as by the original: a body that is not JSON, or not declared as JSON, is a server
//! error.

use std::marker::PhantomData;

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};
use edge_kit::{
    ErrorCode, body,
    route_table::{Argument, Described},
};
use http::{StatusCode, header};
use lenient_input::Garbage;
use serde_json::Value;

use super::server_error;
use crate::{error::RelayError, route_table::Access};

const MAX_BODY_BYTES: usize = 16_384;

/// A body that a handler reads as a `T` when the request was counted.
pub(crate) struct NodeBody<T> {
    /// `None` if the body is not JSON.
    value: Option<Value>,
    has_json_content_type: bool,
    /// Raw bytes of the body.
    pub(super) bytes: Bytes,
    input: PhantomData<fn() -> T>,
}

impl<T: Described> Argument<Access> for NodeBody<T> {
    const MAX_BODY_BYTES: Option<usize> = Some(MAX_BODY_BYTES);

    #[cfg(feature = "openapi")]
    fn describe(request: &mut edge_kit::openapi::RequestShape<'_>) {
        request.body::<T>("application/json");
    }
}

impl<T> NodeBody<T> {
    /// Returns the JSON; 500 without a body if it is not JSON (contract 1.1).
    pub(super) fn json(&self) -> Result<&Value, RelayError> {
        let value = self.value.as_ref().filter(|_| self.has_json_content_type);
        value.ok_or_else(server_error)
    }

    pub(super) fn has_json_content_type(&self) -> bool {
        self.has_json_content_type
    }
}

impl<T, S: Send + Sync> FromRequest<S> for NodeBody<T> {
    type Rejection = RelayError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, RelayError> {
        let content_type = request.headers().get(header::CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
        let has_json_content_type = is_json(content_type);
        let read = body::read(request, MAX_BODY_BYTES).await;
        let too_large =
            |_| RelayError::empty(ErrorCode::BodyTooLarge, StatusCode::PAYLOAD_TOO_LARGE);
        let (_, bytes) = read.map_err(too_large)?;
        Ok(Self {
            // The handlers decide whether bad JSON is 500 or 400, so it is not refused here.
            value: lenient_input::value(&bytes, Garbage::Refused).ok(),
            has_json_content_type,
            bytes,
            input: PhantomData,
        })
    }
}

fn is_json(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_recognized_by_its_content_type() {
        for text in ["application/json", "Application/JSON; charset=utf-8", "application/x+json"] {
            assert!(is_json(text), "{text}");
        }
        for text in ["", "text/plain", "text/json", "application/x-www-form-urlencoded", "json"] {
            assert!(!is_json(text), "{text}");
        }
    }
}
