//! Failures in this face's format (contract C.4): `{"message", "reason"}`, in some cases with `status`.

use axum::response::{IntoResponse, Response};
use edge_kit::{
    AuthFault, ClientError, FaceError, RequestContext, RequestFault,
    client::{AdmittedAccount, api_key_or_bearer},
    client_network, face_error, unavailable_on_faults,
};
use http::{HeaderMap, StatusCode};
use identity::Permissions;
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
}

#[derive(Debug, Clone, PartialEq)]
enum ErrorBody {
    Json(Value),
    Text(&'static str),
}

pub(crate) type ProxyResult<T> = Result<T, ProxyError>;

impl ProxyError {
    fn json(status: StatusCode, body: Value) -> Self {
        Self { status, body: ErrorBody::Json(body), retry_after_secs: None }
    }

    fn reasoned(status: StatusCode, reason: &str, message: impl Into<String>) -> Self {
        Self::json(status, json!({ "message": message.into(), "reason": reason }))
    }

    /// 400: an argument is missing or wrong.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::reasoned(StatusCode::BAD_REQUEST, "invalidAPIUsage", message)
    }

    /// 400 without a reason, as in the contract when something is in use.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        let body = json!({ "message": message.into(), "status": "failed" });
        Self::json(StatusCode::BAD_REQUEST, body)
    }

    pub(crate) fn duplicate_number() -> Self {
        let message = "Virtual TN already exists";
        Self::reasoned(StatusCode::BAD_REQUEST, "duplicate virtual TN", message)
    }

    pub(crate) fn number_not_found() -> Self {
        let message = "Virtual TN could not be deleted because it does not exist";
        Self::reasoned(StatusCode::NOT_FOUND, "virtual TN not found", message)
    }

    /// 404: `what` could not be done with the session.
    pub(crate) fn session_not_found(session_id: &ProxySessionId, what: &str) -> Self {
        let message = format!("ProxySession {session_id} {what}");
        Self::reasoned(StatusCode::NOT_FOUND, "ProxySession not found", message)
    }

    pub(crate) fn opt_out_not_found() -> Self {
        let message = "The participant has not opted out of this number";
        Self::reasoned(StatusCode::NOT_FOUND, "opt-out not found", message)
    }

    /// 500: two sessions took the same number (contract C.4).
    pub(crate) fn reserved_twice() -> Self {
        let body = json!({
            "message": "There were two sessions attempting to reserve the same virtual tn. Please retry.",
            "status": "failed",
        });
        Self::json(StatusCode::INTERNAL_SERVER_ERROR, body)
    }

    /// 500: the provider refused (contract C.5). `answer` is the body of its answer.
    pub(crate) fn provider_failed(answer: Option<&str>) -> Self {
        // The misspelled word stays: the original's tests compare the text (contract C.5).
        let body = json!({
            "message": "An error occured when requesting against Flowroute's API.",
            "reason": "InternalSMSDispatcherError",
            "strerr": answer,
        });
        Self::json(StatusCode::INTERNAL_SERVER_ERROR, body)
    }

    /// 400: a callback that cannot be parsed.
    pub(crate) fn unreadable_callback() -> Self {
        let body = ErrorBody::Text("There was an issue parsing your request.");
        Self { status: StatusCode::BAD_REQUEST, body, retry_after_secs: None }
    }

    pub(crate) fn unauthorized() -> Self {
        Self::reasoned(StatusCode::UNAUTHORIZED, "unauthorized", "Missing API key")
    }

    /// 403: the token belongs to another provider.
    pub(crate) fn other_endpoint(provider: ProviderKind) -> Self {
        let name = provider.as_str();
        let message = format!("This token is for /providers/{name}/");
        Self::reasoned(StatusCode::FORBIDDEN, "forbidden", message)
    }

    pub(crate) fn too_large() -> Self {
        let message = "The request body is too long";
        Self::reasoned(StatusCode::PAYLOAD_TOO_LARGE, "invalidAPIUsage", message)
    }

    /// 503, with `Retry-After`: nothing was decided, and the same request may succeed later.
    pub(crate) fn unavailable() -> Self {
        let message = "Service temporarily unavailable";
        let error = Self::reasoned(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message);
        Self { retry_after_secs: Some(1), ..error }
    }
}

/// Answer to a method that a path of this face does not support.
pub(crate) async fn method_not_allowed() -> ProxyError {
    let message = "The method is not allowed for the requested URL.";
    ProxyError::reasoned(StatusCode::METHOD_NOT_ALLOWED, "methodNotAllowed", message)
}

impl IntoResponse for ProxyError {
    fn into_response(self) -> Response {
        let (content_type, body) = match self.body {
            ErrorBody::Json(body) => ("application/json", body.to_string()),
            ErrorBody::Text(text) => ("text/html; charset=utf-8", text.to_owned()),
        };
        face_error::render(self.status, content_type, body, self.retry_after_secs)
    }
}

impl FaceError for ProxyError {
    fn unavailable() -> Self {
        Self::unavailable()
    }
}

impl ClientError for ProxyError {
    fn insufficient_permissions() -> Self {
        Self::reasoned(StatusCode::FORBIDDEN, "forbidden", "Insufficient permissions")
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
        }))
    }
}

impl From<AuthFault> for ProxyError {
    fn from(fault: AuthFault) -> Self {
        match fault {
            AuthFault::Missing => Self::unauthorized(),
            AuthFault::Invalid => {
                Self::reasoned(StatusCode::UNAUTHORIZED, "unauthorized", "Invalid API key")
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
        let error = Self::reasoned(StatusCode::TOO_MANY_REQUESTS, "rateLimitExceeded", message);
        Self { retry_after_secs: Some(exceeded.retry_after_secs), ..error }
    }
}

impl From<RequestFault> for ProxyError {
    fn from(fault: RequestFault) -> Self {
        match fault {
            RequestFault::Malformed => Self::invalid("Malformed query string"),
            RequestFault::TooLarge => Self::too_large(),
        }
    }
}

unavailable_on_faults!(ProxyError);
