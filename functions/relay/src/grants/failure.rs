//! Answers to a platform's refusal, or its silence, while a grant is made (contract 2.1).

use edge_kit::ErrorCode;
use http::StatusCode;
use platforms::Failure;

use crate::error::RelayError;

const DEFAULT_RETRY_SECS: u32 = 60;

/// Returns the answer for the client. Nothing was stored.
pub(crate) fn refusal(failure: &Failure) -> RelayError {
    match failure {
        Failure::Refused { reason } => refused(format!("refused by the platform: {reason}")),
        Failure::TokenExpired | Failure::ConsentGone => refused("refused by the platform"),
        Failure::ScopeMissing => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            RelayError::text(ErrorCode::ScopeMismatch, status, "scope mismatch")
        }
        Failure::SlowDown { retry_after_ms } => {
            let secs = retry_after_ms.and_then(|ms| u32::try_from(ms.div_euclid(1_000)).ok());
            let status = StatusCode::SERVICE_UNAVAILABLE;
            let error = RelayError::text(ErrorCode::PlatformBusy, status, "platform busy");
            error.retry_after(secs.unwrap_or(DEFAULT_RETRY_SECS).max(1))
        }
        Failure::Unknown { .. } | Failure::NonceRequired => {
            let code = ErrorCode::PlatformUnavailable;
            RelayError::text(code, StatusCode::BAD_GATEWAY, "platform unavailable")
        }
        Failure::NotConfigured(_) => super::target::unknown(),
    }
}

/// 403: the platform or its user refused.
pub(crate) fn refused(text: impl Into<String>) -> RelayError {
    RelayError::text(ErrorCode::PlatformRefused, StatusCode::FORBIDDEN, text)
}

/// 409: the user already has an account of the platform, or another user has this one.
pub(crate) fn already_stored() -> RelayError {
    RelayError::text(ErrorCode::GrantExists, StatusCode::CONFLICT, "already stored")
}

/// 403: no matching consent is under way.
pub(crate) fn not_begun() -> RelayError {
    RelayError::text(ErrorCode::ConsentNotFound, StatusCode::FORBIDDEN, "no such consent")
}

/// Whether the same request may succeed later without the user changing anything.
pub(crate) fn is_transient(failure: &Failure) -> bool {
    matches!(failure, Failure::SlowDown { .. } | Failure::Unknown { .. } | Failure::NonceRequired)
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;

    use super::*;

    #[test]
    fn refusal_is_a_client_error_and_outage_is_not() {
        let refused = |reason: &str| Failure::Refused { reason: reason.to_owned() };
        let unknown = Failure::Unknown { reason: "500".to_owned() };
        for (failure, status, transient) in [
            (refused("invalid_grant"), 403, false),
            (Failure::ConsentGone, 403, false),
            (Failure::ScopeMissing, 422, false),
            (Failure::SlowDown { retry_after_ms: None }, 503, true),
            (unknown, 502, true),
            (Failure::no_answer(), 502, true),
            (Failure::NonceRequired, 502, true),
        ] {
            let response = refusal(&failure).into_response();
            assert_eq!(response.status().as_u16(), status, "{failure}");
            assert_eq!(is_transient(&failure), transient, "{failure}");
        }
    }

    #[test]
    fn retry_after_of_the_platform_is_passed_on() {
        for (asked, told) in [(Some(30_000), "30"), (Some(5), "1"), (None, "60")] {
            let response = refusal(&Failure::SlowDown { retry_after_ms: asked }).into_response();
            assert_eq!(response.headers()["retry-after"], told);
        }
    }
}
