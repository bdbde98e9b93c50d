//! Failures in the formats of this face's clients: a status with a short text, JSON, or no body (contract 0).

use axum::response::{IntoResponse, Response};
use edge_kit::{
    AccountFault, AuthFault, ClientError, ErrorCode, FaceError, Failure, SessionFault,
    client::api_key_or_bearer, count_faults, face_error::FailureAnswer, unavailable_on_faults,
};
use http::{HeaderMap, StatusCode};
use platform_grants::GrantFault;
use runtime::log::{self, events::RelayUserEvent};
use serde_json::{Value, json};
use throttling::LimitExceeded;

use crate::{answers::TEXT, users::session::no_session};

/// A failure as the caller sees it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RelayError {
    status: StatusCode,
    body: ErrorBody,
    retry_after_secs: Option<u32>,
    failure: Failure,
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
    pub(crate) fn empty(code: ErrorCode, status: StatusCode) -> Self {
        Self::new(code, status, ErrorBody::Empty)
    }

    /// Returns a status with a short text, as in eras A and B.
    pub(crate) fn text(code: ErrorCode, status: StatusCode, text: impl Into<String>) -> Self {
        Self::new(code, status, ErrorBody::Text(text.into()))
    }

    /// Returns `{"error": …}`, the format of the gateway server since era C.
    pub(crate) fn json(code: ErrorCode, status: StatusCode, error: impl Into<String>) -> Self {
        Self::new(code, status, ErrorBody::Json(json!({ "error": error.into() })))
    }

    /// Returns `{"detail": …}`, the format of the publisher since era C.
    pub(crate) fn detail(code: ErrorCode, status: StatusCode, detail: impl Into<String>) -> Self {
        Self::new(code, status, ErrorBody::Json(json!({ "detail": detail.into() })))
    }

    /// Returns the same failure, with the parameter or header that led to it.
    #[must_use]
    pub(crate) fn about(self, param: &str) -> Self {
        Self { failure: self.failure.about(param), ..self }
    }

    /// Returns the same failure under another code.
    #[must_use]
    pub(crate) fn with_code(self, code: ErrorCode) -> Self {
        Self { failure: code.into(), ..self }
    }

    #[must_use]
    pub(crate) fn retry_after(self, secs: u32) -> Self {
        Self { retry_after_secs: Some(secs), ..self }
    }

    /// 503, with `Retry-After`: nothing was decided, and the same request may succeed later.
    pub(crate) fn unavailable() -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let text = "Service temporarily unavailable";
        Self::json(ErrorCode::Unavailable, status, text).retry_after(1)
    }

    fn new(code: ErrorCode, status: StatusCode, body: ErrorBody) -> Self {
        Self { status, body, retry_after_secs: None, failure: code.into() }
    }
}

/// Answer to a method that a path of this face does not support.
pub(crate) async fn method_not_allowed() -> RelayError {
    let status = StatusCode::METHOD_NOT_ALLOWED;
    RelayError::json(ErrorCode::MethodNotAllowed, status, "Method not allowed")
}

impl IntoResponse for RelayError {
    fn into_response(self) -> Response {
        let Self { status, body, retry_after_secs, failure } = self;
        let body = match body {
            ErrorBody::Empty => None,
            ErrorBody::Text(text) => Some((TEXT, text)),
            ErrorBody::Json(body) => Some(("application/json", body.to_string())),
        };
        FailureAnswer { status, body, retry_after_secs, failure }.into_response()
    }
}

impl FaceError for RelayError {
    fn unavailable() -> Self {
        Self::unavailable()
    }
}

impl ClientError for RelayError {
    fn insufficient_permissions() -> Self {
        let code = ErrorCode::InsufficientPermissions;
        Self::json(code, StatusCode::FORBIDDEN, "Insufficient permissions")
    }

    fn presented_key(headers: &HeaderMap) -> Option<&str> {
        api_key_or_bearer(headers)
    }
}

impl From<SessionFault> for RelayError {
    fn from(fault: SessionFault) -> Self {
        match fault {
            SessionFault::Unavailable => Self::unavailable(),
            SessionFault::None | SessionFault::CrossSite => {
                Self::json(fault.code(), fault.status(), fault.text())
            }
        }
    }
}

impl From<AccountFault> for RelayError {
    fn from(fault: AccountFault) -> Self {
        Self::json(fault.code(), StatusCode::FORBIDDEN, fault.text())
    }
}

impl From<AuthFault> for RelayError {
    fn from(fault: AuthFault) -> Self {
        let unauthorized = |code, text| Self::json(code, StatusCode::UNAUTHORIZED, text);
        match fault {
            AuthFault::Missing => unauthorized(ErrorCode::MissingCredentials, "Missing API key"),
            AuthFault::Invalid => unauthorized(ErrorCode::InvalidCredentials, "Invalid API key"),
            AuthFault::Unavailable => Self::unavailable(),
        }
    }
}

impl From<LimitExceeded> for RelayError {
    fn from(exceeded: LimitExceeded) -> Self {
        let status = StatusCode::TOO_MANY_REQUESTS;
        let error = Self::json(ErrorCode::RateLimited, status, "Rate limit exceeded");
        error.retry_after(exceeded.retry_after_secs)
    }
}

impl From<GrantFault> for RelayError {
    fn from(fault: GrantFault) -> Self {
        if matches!(fault, GrantFault::UnknownUser) {
            return no_session();
        }
        log::write(&RelayUserEvent::GrantStoreFailed { error: &fault });
        Self::unavailable()
    }
}

unavailable_on_faults!(RelayError);
count_faults!(RelayError);

#[cfg(test)]
mod tests;
