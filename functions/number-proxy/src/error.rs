//! Failures in this face's format (contract C.4): `{"message", "reason"}`, in some cases with `status`.

use axum::response::{IntoResponse, Response};
use edge_kit::{
    AccountFault, AuthFault, ClientError, ErrorCode, FaceError, Failure, RequestContext,
    RequestFault, SessionFault,
    client::{AdmittedAccount, api_key_or_bearer},
    client_network,
    face_error::FailureAnswer,
    unavailable_on_faults,
};
use http::{HeaderMap, StatusCode};
use identity::{Actor, Permissions};
use masking::ProxySessionId;
use provider_access::EndpointFault;
use serde_json::{Value, json};
use sms_providers::ProviderKind;
use store_d1::Store;
use throttling::{Limit, LimitExceeded};

/// A failure as the caller sees it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ProxyError {
    status: StatusCode,
    body: ErrorBody,
    retry_after_secs: Option<u32>,
    /// Kind of the failure. It tells nothing that the status and the text do not.
    failure: Failure,
}

#[derive(Debug, Clone, PartialEq)]
enum ErrorBody {
    Json(Value),
    Text(&'static str),
}

pub(crate) type ProxyResult<T> = Result<T, ProxyError>;

impl ProxyError {
    fn json(status: StatusCode, code: ErrorCode, body: Value) -> Self {
        let body = ErrorBody::Json(body);
        Self { status, body, retry_after_secs: None, failure: code.into() }
    }

    fn reasoned(
        status: StatusCode,
        code: ErrorCode,
        reason: &str,
        message: impl Into<String>,
    ) -> Self {
        Self::json(status, code, json!({ "message": message.into(), "reason": reason }))
    }

    /// 400: the request is not acceptable for the cause that the code states.
    pub(crate) fn bad_request(code: ErrorCode, message: impl Into<String>) -> Self {
        Self::reasoned(StatusCode::BAD_REQUEST, code, "invalidAPIUsage", message)
    }

    /// 400: an argument is wrong.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::bad_request(ErrorCode::InvalidParameter, message)
    }

    /// 400: a required argument is missing. One of a wrong type or length has the same text and counts as missing.
    pub(crate) fn missing(message: &str) -> Self {
        Self::bad_request(ErrorCode::MissingParameter, message)
    }

    /// 400 without a reason, as in the contract when something is in use.
    pub(crate) fn refused(code: ErrorCode, message: impl Into<String>) -> Self {
        let body = json!({ "message": message.into(), "status": "failed" });
        Self::json(StatusCode::BAD_REQUEST, code, body)
    }

    /// Returns the same failure with the name of the argument that led to it. Only routes that the original lacks show
    /// the name.
    #[must_use]
    pub(crate) fn about(self, param: &str) -> Self {
        Self { failure: self.failure.about(param), ..self }
    }

    pub(crate) fn duplicate_number() -> Self {
        let message = "Virtual TN already exists";
        let reason = "duplicate virtual TN";
        Self::reasoned(StatusCode::BAD_REQUEST, ErrorCode::NumberExists, reason, message)
    }

    pub(crate) fn number_not_found() -> Self {
        let message = "Virtual TN could not be deleted because it does not exist";
        let reason = "virtual TN not found";
        Self::reasoned(StatusCode::NOT_FOUND, ErrorCode::NumberNotFound, reason, message)
    }

    /// 404: `what` could not be done with the session.
    pub(crate) fn session_not_found(session_id: &ProxySessionId, what: &str) -> Self {
        let message = format!("ProxySession {session_id} {what}");
        let reason = "ProxySession not found";
        Self::reasoned(StatusCode::NOT_FOUND, ErrorCode::ProxySessionNotFound, reason, message)
    }

    pub(crate) fn opt_out_not_found() -> Self {
        let message = "The participant has not opted out of this number";
        let reason = "opt-out not found";
        Self::reasoned(StatusCode::NOT_FOUND, ErrorCode::OptOutNotFound, reason, message)
    }

    /// 500: two sessions took the same number (contract C.4).
    pub(crate) fn reserved_twice() -> Self {
        let body = json!({
            "message": "There were two sessions attempting to reserve the same virtual tn. Please retry.",
            "status": "failed",
        });
        Self::json(StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::NumberReservedTwice, body)
    }

    /// 500: the provider refused (contract C.5). `answer` is the body of its answer.
    pub(crate) fn provider_failed(answer: Option<&str>) -> Self {
        // The misspelled word stays: the original's tests compare the text (contract C.5).
        let body = json!({
            "message": "An error occured when requesting against Flowroute's API.",
            "reason": "InternalSMSDispatcherError",
            "strerr": answer,
        });
        Self::json(StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::ProviderFailed, body)
    }

    /// 400: a callback that cannot be parsed.
    pub(crate) fn unreadable_callback() -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            body: ErrorBody::Text("There was an issue parsing your request."),
            retry_after_secs: None,
            failure: ErrorCode::MalformedRequest.into(),
        }
    }

    pub(crate) fn unauthorized() -> Self {
        let (status, code) = (StatusCode::UNAUTHORIZED, ErrorCode::MissingCredentials);
        Self::reasoned(status, code, "unauthorized", "Missing API key")
    }

    /// 403: the token belongs to another provider.
    pub(crate) fn other_endpoint(provider: ProviderKind) -> Self {
        let name = provider.as_str();
        let message = format!("This token is for /providers/{name}/");
        Self::reasoned(StatusCode::FORBIDDEN, ErrorCode::WrongProvider, "forbidden", message)
    }

    pub(crate) fn too_large() -> Self {
        let (status, code) = (StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::BodyTooLarge);
        Self::reasoned(status, code, "invalidAPIUsage", "The request body is too long")
    }

    /// 503, with `Retry-After`: nothing was decided, and the same request may succeed later.
    pub(crate) fn unavailable() -> Self {
        let message = "Service temporarily unavailable";
        let (status, code) = (StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Unavailable);
        let error = Self::reasoned(status, code, "unavailable", message);
        Self { retry_after_secs: Some(1), ..error }
    }
}

/// Answer to a method that a path of this face does not support.
pub(crate) async fn method_not_allowed() -> ProxyError {
    let message = "The method is not allowed for the requested URL.";
    let (status, code) = (StatusCode::METHOD_NOT_ALLOWED, ErrorCode::MethodNotAllowed);
    ProxyError::reasoned(status, code, "methodNotAllowed", message)
}

impl IntoResponse for ProxyError {
    fn into_response(self) -> Response {
        let body = match self.body {
            ErrorBody::Json(body) => ("application/json", body.to_string()),
            ErrorBody::Text(text) => ("text/html; charset=utf-8", text.to_owned()),
        };
        FailureAnswer {
            status: self.status,
            body: Some(body),
            retry_after_secs: self.retry_after_secs,
            failure: self.failure,
        }
        .into_response()
    }
}

impl FaceError for ProxyError {
    fn unavailable() -> Self {
        Self::unavailable()
    }
}

impl ClientError for ProxyError {
    fn insufficient_permissions() -> Self {
        let (status, code) = (StatusCode::FORBIDDEN, ErrorCode::InsufficientPermissions);
        Self::reasoned(status, code, "forbidden", "Insufficient permissions")
    }

    fn presented_key(headers: &HeaderMap) -> Option<&str> {
        api_key_or_bearer(headers)
    }

    /// An open deployment serves callers without a key in its default account, counted per network.
    async fn keyless(
        context: &RequestContext,
        headers: &HeaderMap,
    ) -> Result<Option<AdmittedAccount>, Self> {
        if !context.settings.masking.open {
            return Ok(None);
        }
        let network = client_network(headers);
        throttling::count(context, Limit::Requests, network.expose()).await?;
        let found = Store::open(&context.env)?.default_account_with_country().await?;
        let (account_id, default_region) = found.ok_or_else(Self::unauthorized)?;
        runtime::log::set_account(account_id.as_str());
        let default_region = default_region.unwrap_or(context.settings.default_region);
        Ok(Some(AdmittedAccount {
            account_id,
            permissions: Permissions::default(),
            default_region,
            actor: Actor::Anonymous,
        }))
    }
}

impl From<SessionFault> for ProxyError {
    fn from(fault: SessionFault) -> Self {
        match fault {
            SessionFault::Unavailable => Self::unavailable(),
            SessionFault::None => {
                Self::reasoned(fault.status(), fault.code(), "unauthorized", fault.text())
            }
            SessionFault::CrossSite => {
                Self::reasoned(fault.status(), fault.code(), "forbidden", fault.text())
            }
        }
    }
}

impl From<AccountFault> for ProxyError {
    fn from(fault: AccountFault) -> Self {
        Self::reasoned(StatusCode::FORBIDDEN, fault.code(), "forbidden", fault.text())
    }
}

impl From<AuthFault> for ProxyError {
    fn from(fault: AuthFault) -> Self {
        match fault {
            AuthFault::Missing => Self::unauthorized(),
            AuthFault::Invalid => {
                let (status, code) = (StatusCode::UNAUTHORIZED, ErrorCode::InvalidCredentials);
                Self::reasoned(status, code, "unauthorized", "Invalid API key")
            }
            AuthFault::Unavailable => Self::unavailable(),
        }
    }
}

impl From<EndpointFault> for ProxyError {
    fn from(fault: EndpointFault) -> Self {
        match fault {
            EndpointFault::Unknown => AuthFault::Invalid.into(),
            EndpointFault::Unavailable => Self::unavailable(),
        }
    }
}

impl From<LimitExceeded> for ProxyError {
    fn from(exceeded: LimitExceeded) -> Self {
        let message = "Rate limit exceeded";
        let (status, code) = (StatusCode::TOO_MANY_REQUESTS, ErrorCode::RateLimited);
        let error = Self::reasoned(status, code, "rateLimitExceeded", message);
        Self { retry_after_secs: Some(exceeded.retry_after_secs), ..error }
    }
}

impl From<RequestFault> for ProxyError {
    fn from(fault: RequestFault) -> Self {
        match fault {
            RequestFault::Malformed => {
                Self::bad_request(ErrorCode::MalformedRequest, "Malformed query string")
            }
            RequestFault::TooLarge => Self::too_large(),
        }
    }
}

unavailable_on_faults!(ProxyError);

#[cfg(test)]
mod tests;
