//! Failures in this face's format (contract 1.3): `{"message":"<text>"}`.
//!
//! Texts that published clients and their tests compare are in [`texts`]; use those where they fit.
//! [`ApiError::bad_request`] is for texts that no client compares.

mod texts;

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use edge_kit::{AuthFault, FaceError, count_faults, face_error, unavailable_on_faults};
use http::StatusCode;
use identity::{GatewayAct, GatewayBarred};
use serde::Serialize;
use throttling::LimitExceeded;
use webhook_endpoints::AnnounceFault;

/// Beginning of the text for an unparsable parameter.
const QUERY_FAILURE: &str = "failed to parse query";
/// Seconds after which a phone that is switched off may retry its upload.
const SWITCHED_OFF_RETRY_SECS: u32 = 300;

/// A failure as the caller sees it. The internal cause is logged where the failure is created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiError {
    status: StatusCode,
    text: Cow<'static, str>,
    /// Whether the answer is only the text, as plain text (contract 1.3, last line).
    plain: bool,
    /// Seconds after which to retry, if known.
    retry_after_secs: Option<u32>,
}

pub(crate) type ApiResult<T> = Result<T, ApiError>;

/// Format of failures whose answer is only the text.
#[cfg(feature = "openapi")]
pub(crate) const PLAIN_TEXT: edge_kit::openapi::ErrorFormat = edge_kit::openapi::ErrorFormat {
    content_type: Some("text/plain; charset=utf-8"),
    schema: None,
};

/// Body of a failure.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ErrorOut {
    /// Cause in plain words.
    message: Cow<'static, str>,
}

impl ApiError {
    fn new(status: StatusCode, text: impl Into<Cow<'static, str>>) -> Self {
        Self { status, text: text.into(), plain: false, retry_after_secs: None }
    }

    fn plain(status: StatusCode, text: &'static str) -> Self {
        Self { plain: true, ..Self::new(status, text) }
    }

    /// 400 with a text that no client compares.
    pub(crate) fn bad_request(text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, text)
    }

    /// 400: the body is not JSON, or does not have the route's shape.
    pub(crate) fn unparsable_body(cause: &str) -> Self {
        Self::bad_request(format!("failed to parse body: {cause}"))
    }

    /// 400: a parameter of the query does not have its type.
    pub(crate) fn unparsable_query(cause: &str) -> Self {
        Self::bad_request(format!("{QUERY_FAILURE}: {cause}"))
    }

    /// Returns the same failure with the inbox's text, which does not name the parameter.
    pub(crate) fn of_inbox_query(self) -> Self {
        if self.text.starts_with(QUERY_FAILURE) { Self::unparsable_inbox_query() } else { self }
    }

    /// 400: a value can be parsed and is not acceptable.
    pub(crate) fn invalid(cause: &str) -> Self {
        Self::bad_request(format!("failed to validate: {cause}"))
    }

    /// 401. A phone that gets this registers again, so it is never used for a server fault (checklist 13).
    pub(crate) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "Unauthorized")
    }

    /// 403: the authenticated caller lacks this scope.
    pub(crate) fn scope_required(scope: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, format!("scope required: {scope}"))
    }

    /// 403 for a reason other than a scope.
    pub(crate) fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "Forbidden")
    }

    /// 404 with the resource's own text.
    pub(crate) fn not_found(text: &'static str) -> Self {
        Self::new(StatusCode::NOT_FOUND, text)
    }

    /// 404 for a path that does not exist, as plain text (contract 1.2).
    pub(crate) fn no_such_path() -> Self {
        Self::plain(StatusCode::NOT_FOUND, "Not Found")
    }

    /// 405, as plain text.
    pub(crate) fn method_not_allowed() -> Self {
        Self::plain(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed")
    }

    /// 409.
    pub(crate) fn conflict(text: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, text)
    }

    /// 413: the request was too large, and nothing was stored.
    pub(crate) fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large")
    }

    /// 429, for this many seconds.
    pub(crate) fn too_many_requests(retry_after_secs: u32) -> Self {
        let error = Self::new(StatusCode::TOO_MANY_REQUESTS, "Too Many Requests");
        Self { retry_after_secs: Some(retry_after_secs), ..error }
    }

    /// 500: an internal fault.
    pub(crate) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
    }

    /// 501: a required setting of the deployment is missing, or the feature does not exist here.
    pub(crate) fn not_implemented(text: &'static str) -> Self {
        Self::new(StatusCode::NOT_IMPLEMENTED, text)
    }

    /// The answer to a phone whose standing bars the act. A phone that awaits approval counts as unknown. An upload of
    /// a phone that is switched off is 503, because the app retries it and no upload is lost if the phone is switched
    /// on in time; any other act is 403.
    pub(crate) fn barred(barred: GatewayBarred, act: GatewayAct) -> Self {
        match (barred, act) {
            (GatewayBarred::Pending, _) => Self::unauthorized(),
            (GatewayBarred::Inactive, GatewayAct::Upload) => {
                Self { retry_after_secs: Some(SWITCHED_OFF_RETRY_SECS), ..Self::unavailable() }
            }
            (GatewayBarred::Inactive, _) => Self::forbidden(),
        }
    }

    /// Returns the status, for tests.
    #[cfg(test)]
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// 503, with `Retry-After`: nothing was decided, and the same request may succeed later.
    pub(crate) fn unavailable() -> Self {
        let error = Self::new(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable");
        Self { retry_after_secs: Some(1), ..error }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (content_type, body) = if self.plain {
            ("text/plain; charset=utf-8", self.text.into_owned())
        } else {
            let body = serde_json::to_string(&ErrorOut { message: self.text });
            ("application/json", body.unwrap_or_default())
        };
        face_error::render(self.status, content_type, body, self.retry_after_secs)
    }
}

impl FaceError for ApiError {
    fn unavailable() -> Self {
        Self::unavailable()
    }
}

impl From<AuthFault> for ApiError {
    fn from(fault: AuthFault) -> Self {
        match fault {
            AuthFault::Missing | AuthFault::Invalid => Self::unauthorized(),
            AuthFault::Unavailable => Self::unavailable(),
        }
    }
}

impl From<LimitExceeded> for ApiError {
    fn from(exceeded: LimitExceeded) -> Self {
        Self::too_many_requests(exceeded.retry_after_secs)
    }
}

impl From<AnnounceFault> for ApiError {
    fn from(fault: AnnounceFault) -> Self {
        match fault {
            AnnounceFault::Store(error) => error.into(),
            AnnounceFault::Object(error) => error.into(),
            AnnounceFault::Record => Self::internal(),
        }
    }
}

unavailable_on_faults!(ApiError);
count_faults!(ApiError);

#[cfg(test)]
mod tests;
