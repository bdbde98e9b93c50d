//! Failures in this face's format (contract 1.3): `{"message":"<text>"}`.
//!
//! Texts that published clients and their tests compare are in [`texts`]; use those where they fit.
//! [`ApiError::bad_request`] is for texts that no client compares.

mod texts;

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use edge_kit::{
    AuthFault, ErrorCode, FaceError, count_faults, face_error::FailureAnswer, unavailable_on_faults,
};
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
    /// Kind of the failure. It tells nothing that the status and the text do not.
    code: ErrorCode,
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
    fn new(status: StatusCode, code: ErrorCode, text: impl Into<Cow<'static, str>>) -> Self {
        Self { status, code, text: text.into(), plain: false, retry_after_secs: None }
    }

    fn plain(status: StatusCode, code: ErrorCode, text: &'static str) -> Self {
        Self { plain: true, ..Self::new(status, code, text) }
    }

    /// Returns the same failure with another code.
    pub(crate) fn with_code(self, code: ErrorCode) -> Self {
        Self { code, ..self }
    }

    /// 400 with a text that no client compares.
    pub(crate) fn bad_request(code: ErrorCode, text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, text)
    }

    /// 400: the body is not JSON, or does not have the route's shape.
    pub(crate) fn unparsable_body(cause: &str) -> Self {
        let text = format!("failed to parse body: {cause}");
        Self::bad_request(ErrorCode::MalformedRequest, text)
    }

    /// 400: a member of a body that is otherwise well-formed cannot be read.
    pub(crate) fn unparsable_member(cause: &str) -> Self {
        Self::unparsable_body(cause).with_code(ErrorCode::UnreadableParameter)
    }

    /// 400: a parameter of the query does not have its type.
    pub(crate) fn unparsable_query(cause: &str) -> Self {
        Self::bad_request(ErrorCode::UnreadableParameter, format!("{QUERY_FAILURE}: {cause}"))
    }

    /// 400: the query is not UTF-8.
    pub(crate) fn malformed_query() -> Self {
        Self::unparsable_query("it is not UTF-8").with_code(ErrorCode::MalformedRequest)
    }

    /// Returns the same failure with the inbox's text, which does not name the parameter.
    pub(crate) fn of_inbox_query(self) -> Self {
        if self.text.starts_with(QUERY_FAILURE) { Self::unparsable_inbox_query() } else { self }
    }

    /// 400: a value can be parsed and is not acceptable.
    pub(crate) fn invalid(cause: &str) -> Self {
        Self::bad_request(ErrorCode::InvalidParameter, format!("failed to validate: {cause}"))
    }

    /// 400: a required value is absent or empty.
    pub(crate) fn missing(name: &str) -> Self {
        Self::invalid(&format!("{name} is required")).with_code(ErrorCode::MissingParameter)
    }

    /// 400: recipients at these indexes have opted out, and nothing was stored.
    pub(crate) fn recipients_opted_out(ordinals: &[u8]) -> Self {
        let named: Vec<String> = ordinals.iter().map(|at| format!("phoneNumbers[{at}]")).collect();
        let text = format!("recipient has opted out: {}", named.join(", "));
        Self::bad_request(ErrorCode::RecipientOptedOut, text)
    }

    /// 401, with one code for every cause: the text does not tell a missing credential from a wrong one. A phone that
    /// gets this registers again, so it is never used for a server fault (checklist 13).
    pub(crate) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, ErrorCode::InvalidCredentials, "Unauthorized")
    }

    /// 403: the authenticated caller lacks this scope.
    pub(crate) fn scope_required(scope: &str) -> Self {
        let text = format!("scope required: {scope}");
        Self::new(StatusCode::FORBIDDEN, ErrorCode::InsufficientPermissions, text)
    }

    /// 403 for a reason other than a scope.
    pub(crate) fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, ErrorCode::Forbidden, "Forbidden")
    }

    /// 404 with the resource's own text.
    pub(crate) fn not_found(code: ErrorCode, text: &'static str) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, text)
    }

    /// 404 for a path that does not exist, as plain text (contract 1.2).
    pub(crate) fn no_such_path() -> Self {
        Self::plain(StatusCode::NOT_FOUND, ErrorCode::RouteNotFound, "Not Found")
    }

    /// 405, as plain text.
    pub(crate) fn method_not_allowed() -> Self {
        let text = "Method Not Allowed";
        Self::plain(StatusCode::METHOD_NOT_ALLOWED, ErrorCode::MethodNotAllowed, text)
    }

    /// 409.
    pub(crate) fn conflict(code: ErrorCode, text: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, code, text)
    }

    /// 413: the request was too large, and nothing was stored.
    pub(crate) fn too_large() -> Self {
        let text = "Request Entity Too Large";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::BodyTooLarge, text)
    }

    /// 429, for this many seconds.
    pub(crate) fn too_many_requests(retry_after_secs: u32) -> Self {
        let (status, text) = (StatusCode::TOO_MANY_REQUESTS, "Too Many Requests");
        let error = Self::new(status, ErrorCode::RateLimited, text);
        Self { retry_after_secs: Some(retry_after_secs), ..error }
    }

    /// 500: an internal fault.
    pub(crate) fn internal() -> Self {
        let text = "Internal Server Error";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::InternalError, text)
    }

    /// 501: a required setting of the deployment is missing.
    pub(crate) fn not_configured(text: &'static str) -> Self {
        Self::new(StatusCode::NOT_IMPLEMENTED, ErrorCode::NotConfigured, text)
    }

    /// The answer to a phone whose standing bars the act. A phone that awaits approval counts as unknown. An upload of
    /// a phone that is switched off is 503, because the app retries it and no upload is lost if the phone is switched
    /// on in time; any other act is 403. The codes are the vague ones, because other failures have the same bodies.
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
        let (status, text) = (StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable");
        let error = Self::new(status, ErrorCode::Unavailable, text);
        Self { retry_after_secs: Some(1), ..error }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = if self.plain {
            ("text/plain; charset=utf-8", self.text.into_owned())
        } else {
            let body = serde_json::to_string(&ErrorOut { message: self.text });
            ("application/json", body.unwrap_or_default())
        };
        FailureAnswer {
            status: self.status,
            body: Some(body),
            retry_after_secs: self.retry_after_secs,
            failure: self.code.into(),
        }
        .into_response()
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
