//! Failures as sent to a provider. It reads only the status; the text is for readers of the provider's log.

use axum::response::{IntoResponse, Response};
use edge_kit::{ErrorCode, FaceError, face_error::FailureAnswer, unavailable_on_faults};
use http::StatusCode;
use provider_access::EndpointFault;
use serde_json::json;
use sms_providers::Refusal;

/// Reason why a callback is not answered with success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallbackError {
    /// 404: unknown provider, or a token that is unknown or revoked.
    UnknownEndpoint,
    /// 403: the signature is missing, wrong, or too old.
    NotSigned(&'static str),
    /// 400: it cannot be parsed, now or later.
    Malformed(&'static str),
    /// 413: the body is too long.
    TooLarge,
    /// 503: the resulting relay was refused, but a retry may succeed.
    NotHandedOver,
    /// 503: nothing was decided.
    Unavailable,
}

impl CallbackError {
    fn status(self) -> StatusCode {
        match self {
            Self::UnknownEndpoint => StatusCode::NOT_FOUND,
            Self::NotSigned(_) => StatusCode::FORBIDDEN,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotHandedOver | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn code(self) -> ErrorCode {
        match self {
            Self::UnknownEndpoint => ErrorCode::EndpointNotFound,
            Self::NotSigned(_) => ErrorCode::InvalidSignature,
            Self::Malformed(_) => ErrorCode::MalformedRequest,
            Self::TooLarge => ErrorCode::BodyTooLarge,
            Self::NotHandedOver | Self::Unavailable => ErrorCode::Unavailable,
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::UnknownEndpoint => "Not found",
            Self::NotSigned(text) | Self::Malformed(text) => text,
            Self::TooLarge => "the body is too long",
            Self::NotHandedOver => "The SMS could not be passed on; try again",
            Self::Unavailable => "Service temporarily unavailable",
        }
    }
}

impl IntoResponse for CallbackError {
    fn into_response(self) -> Response {
        let status = self.status();
        let body = json!({ "error": self.text() }).to_string();
        let answer = FailureAnswer {
            status,
            body: Some(("application/json; charset=utf-8", body)),
            retry_after_secs: (status == StatusCode::SERVICE_UNAVAILABLE).then_some(5),
            failure: self.code().into(),
        };
        answer.into_response()
    }
}

impl From<EndpointFault> for CallbackError {
    fn from(fault: EndpointFault) -> Self {
        match fault {
            EndpointFault::Unknown => Self::UnknownEndpoint,
            EndpointFault::Unavailable => Self::Unavailable,
        }
    }
}

impl From<Refusal> for CallbackError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unsigned => Self::NotSigned("the signature is missing"),
            Refusal::BadSignature => Self::NotSigned("the signature is wrong"),
            Refusal::Stale => Self::NotSigned("the signature is too old"),
            Refusal::Malformed(what) => Self::Malformed(what),
        }
    }
}

impl FaceError for CallbackError {
    fn unavailable() -> Self {
        Self::Unavailable
    }
}

unavailable_on_faults!(CallbackError);

#[cfg(test)]
mod tests {
    use http::header;

    use super::*;

    #[test]
    fn provider_is_told_to_retry_only_if_that_can_help() {
        for (error, status, again) in [
            (CallbackError::UnknownEndpoint, 404, false),
            (Refusal::Unsigned.into(), 403, false),
            (Refusal::BadSignature.into(), 403, false),
            (Refusal::Stale.into(), 403, false),
            (Refusal::Malformed("x").into(), 400, false),
            (CallbackError::TooLarge, 413, false),
            (CallbackError::NotHandedOver, 503, true),
            (EndpointFault::Unavailable.into(), 503, true),
            (EndpointFault::Unknown.into(), 404, false),
        ] {
            let response = error.into_response();
            assert_eq!(response.status().as_u16(), status, "{error:?}");
            assert_eq!(response.headers().contains_key(header::RETRY_AFTER), again, "{error:?}");
        }
    }
}
