//! Failures in the formats of this face's clients: a status with a short text, JSON, or no body (contract 0).

use axum::response::{IntoResponse, Response};
use edge_kit::{
    AuthFault, ClientError, FaceError, client::api_key_or_bearer, count_faults, face_error,
    unavailable_on_faults,
};
use http::{HeaderMap, StatusCode};
use platform_grants::GrantFault;
use runtime::log::{self, events::RelayUserEvent};
use serde_json::{Value, json};
use throttling::LimitExceeded;

/// A failure as the caller sees it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RelayError {
    status: StatusCode,
    body: ErrorBody,
    retry_after_secs: Option<u32>,
}

#[derive(Debug, Clone, PartialEq)]
enum ErrorBody {
    Empty,
    Text(String),
    Json(Value),
}

pub(crate) type RelayResult<T> = Result<T, RelayError>;

impl RelayError {
    /// Returns a status without a body, as in eras A and B.
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self { status, body: ErrorBody::Empty, retry_after_secs: None }
    }

    /// Returns a status with a short text, as in eras A and B.
    pub(crate) fn text(status: StatusCode, text: impl Into<String>) -> Self {
        Self { status, body: ErrorBody::Text(text.into()), retry_after_secs: None }
    }

    /// Returns `{"error": …}`, the format of the gateway server since era C.
    pub(crate) fn json(status: StatusCode, error: impl Into<String>) -> Self {
        let body = ErrorBody::Json(json!({ "error": error.into() }));
        Self { status, body, retry_after_secs: None }
    }

    /// Returns `{"detail": …}`, the format of the publisher since era C.
    pub(crate) fn detail(status: StatusCode, detail: impl Into<String>) -> Self {
        let body = ErrorBody::Json(json!({ "detail": detail.into() }));
        Self { status, body, retry_after_secs: None }
    }

    #[must_use]
    pub(crate) fn retry_after(self, secs: u32) -> Self {
        Self { retry_after_secs: Some(secs), ..self }
    }

    /// 503, with `Retry-After`: nothing was decided, and the same request may succeed later.
    pub(crate) fn unavailable() -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        Self::json(status, "Service temporarily unavailable").retry_after(1)
    }
}

/// Answer to a method that a path of this face does not support.
pub(crate) async fn method_not_allowed() -> RelayError {
    RelayError::json(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed")
}

impl IntoResponse for RelayError {
    fn into_response(self) -> Response {
        let (content_type, body) = match self.body {
            ErrorBody::Empty => {
                let mut response = self.status.into_response();
                face_error::set_retry_after(&mut response, self.retry_after_secs);
                return response;
            }
            ErrorBody::Text(text) => ("text/html; charset=utf-8", text),
            ErrorBody::Json(body) => ("application/json", body.to_string()),
        };
        face_error::render(self.status, content_type, body, self.retry_after_secs)
    }
}

impl FaceError for RelayError {
    fn unavailable() -> Self {
        Self::unavailable()
    }
}

impl ClientError for RelayError {
    fn insufficient_permissions() -> Self {
        Self::json(StatusCode::FORBIDDEN, "Insufficient permissions")
    }

    fn presented_key(headers: &HeaderMap) -> Option<&str> {
        api_key_or_bearer(headers)
    }
}

impl From<AuthFault> for RelayError {
    fn from(fault: AuthFault) -> Self {
        match fault {
            AuthFault::Missing => Self::json(StatusCode::UNAUTHORIZED, "Missing API key"),
            AuthFault::Invalid => Self::json(StatusCode::UNAUTHORIZED, "Invalid API key"),
            AuthFault::Unavailable => Self::unavailable(),
        }
    }
}

impl From<LimitExceeded> for RelayError {
    fn from(exceeded: LimitExceeded) -> Self {
        let error = Self::json(StatusCode::TOO_MANY_REQUESTS, "Rate limit exceeded");
        error.retry_after(exceeded.retry_after_secs)
    }
}

impl From<GrantFault> for RelayError {
    fn from(fault: GrantFault) -> Self {
        if matches!(fault, GrantFault::UnknownUser) {
            return Self::text(StatusCode::UNAUTHORIZED, "unauthorized");
        }
        log::write(&RelayUserEvent::GrantStoreFailed { error: &fault });
        Self::unavailable()
    }
}

unavailable_on_faults!(RelayError);
count_faults!(RelayError);
