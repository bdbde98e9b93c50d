//! Failures in this face's format (contract A.1): `{"error":"<text>"}`, with an additional `status` in cases where
//! Rails would have failed before any controller ran.

use axum::response::{IntoResponse, Response};
use edge_kit::{
    AuthFault, ClientError, FaceError, RequestFault, count_faults, face_error,
    unavailable_on_faults,
};
use http::StatusCode;
use identity::GatewayBarred;
use serde_json::json;
use throttling::LimitExceeded;

/// A failure as the caller sees it. The internal cause is logged where the failure is created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiError {
    status: StatusCode,
    text: String,
    /// Rails' own shape, with the status in the body.
    bare: bool,
    /// Seconds after which to retry, if known.
    retry_after_secs: Option<u32>,
}

pub(crate) type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    fn new(status: StatusCode, text: impl Into<String>) -> Self {
        Self { status, text: text.into(), bare: false, retry_after_secs: None }
    }

    fn bare(status: StatusCode) -> Self {
        let text = status.canonical_reason().unwrap_or("Error");
        Self { status, text: text.to_owned(), bare: true, retry_after_secs: None }
    }

    /// 400: a required parameter is missing.
    pub(crate) fn missing(name: &str) -> Self {
        let text = format!("param is missing or the value is empty: {name}");
        Self::new(StatusCode::BAD_REQUEST, text)
    }

    /// 400: a parameter cannot be parsed.
    pub(crate) fn bad_parameter(name: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, format!("Invalid {name}"))
    }

    /// 422: a parameter can be parsed and is not acceptable.
    pub(crate) fn invalid(text: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, text)
    }

    pub(crate) fn unauthorized(text: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, text)
    }

    pub(crate) fn forbidden(text: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, text)
    }

    pub(crate) fn message_not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Message not found")
    }

    pub(crate) fn key_not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Key not found")
    }

    pub(crate) fn webhook_not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Webhook not found")
    }

    pub(crate) fn event_not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Event not found")
    }

    pub(crate) fn gateway_not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Gateway not found")
    }

    pub(crate) fn provider_not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Provider not found")
    }

    pub(crate) fn number_not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Number not found")
    }

    /// 409: another resource prevents the change and must be removed first.
    pub(crate) fn conflict(text: &str) -> Self {
        Self::new(StatusCode::CONFLICT, text)
    }

    /// 429: a limit is reached, for this many seconds.
    pub(crate) fn limit_reached(text: &str, retry_after_secs: u32) -> Self {
        let error = Self::new(StatusCode::TOO_MANY_REQUESTS, text);
        Self { retry_after_secs: Some(retry_after_secs), ..error }
    }

    /// 501: a required setting of the deployment is missing.
    pub(crate) fn not_configured(what: &str) -> Self {
        Self::new(StatusCode::NOT_IMPLEMENTED, format!("{what} are not configured"))
    }

    /// 503, with `Retry-After`: nothing was decided, and the same request may succeed later.
    pub(crate) fn unavailable() -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let error = Self::new(status, "Service temporarily unavailable");
        Self { retry_after_secs: Some(1), ..error }
    }

    /// 403: the key lacks every required permission.
    pub(crate) fn insufficient_permissions() -> Self {
        Self::new(StatusCode::FORBIDDEN, "Insufficient permissions")
    }
}

/// Answers every unknown route or method.
pub(crate) async fn not_found() -> ApiError {
    ApiError::bare(StatusCode::NOT_FOUND)
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = if self.bare {
            json!({ "status": self.status.as_u16(), "error": self.text })
        } else {
            json!({ "error": self.text })
        };
        let content_type = "application/json; charset=utf-8";
        face_error::render(self.status, content_type, body.to_string(), self.retry_after_secs)
    }
}

impl FaceError for ApiError {
    fn unavailable() -> Self {
        Self::unavailable()
    }
}

impl ClientError for ApiError {
    fn insufficient_permissions() -> Self {
        Self::insufficient_permissions()
    }
}

impl From<AuthFault> for ApiError {
    fn from(fault: AuthFault) -> Self {
        match fault {
            AuthFault::Missing => Self::unauthorized("Missing API key"),
            AuthFault::Invalid => Self::unauthorized("Invalid API key"),
            AuthFault::Unavailable => Self::unavailable(),
        }
    }
}

impl From<GatewayBarred> for ApiError {
    /// Clients of this face are not known to retry, so a temporary bar is answered like a permanent one.
    fn from(barred: GatewayBarred) -> Self {
        match barred {
            GatewayBarred::Pending => Self::forbidden("Gateway awaits approval"),
            GatewayBarred::Inactive => Self::forbidden("Gateway is not active"),
        }
    }
}

impl From<RequestFault> for ApiError {
    fn from(fault: RequestFault) -> Self {
        Self::bare(match fault {
            RequestFault::Malformed => StatusCode::BAD_REQUEST,
            RequestFault::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        })
    }
}

impl From<LimitExceeded> for ApiError {
    fn from(exceeded: LimitExceeded) -> Self {
        Self::limit_reached("Rate limit exceeded", exceeded.retry_after_secs)
    }
}

unavailable_on_faults!(ApiError);
count_faults!(ApiError);
