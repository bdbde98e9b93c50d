//! Failures in this face's format (contract A.1): `{"error":"<text>"}`, with an additional `status` in cases where
//! Rails would have failed before any controller ran.

use axum::response::{IntoResponse, Response};
use edge_kit::{
    AccountFault, AuthFault, ClientError, ErrorCode, FaceError, Failure, RequestFault,
    SessionFault, count_faults, face_error::FailureAnswer, unavailable_on_faults,
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
    /// State of the message that led to the failure, in the body.
    state: Option<&'static str>,
    failure: Failure,
}

/// Seconds after which an export may be tried again that was one too many.
const EXPORT_RETRY_SECS: u32 = 10;

pub(crate) type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    fn new(code: ErrorCode, status: StatusCode, text: impl Into<String>) -> Self {
        let failure = code.into();
        Self {
            status,
            text: text.into(),
            bare: false,
            retry_after_secs: None,
            state: None,
            failure,
        }
    }

    fn bare(code: ErrorCode, status: StatusCode) -> Self {
        let text = status.canonical_reason().unwrap_or("Error");
        Self { bare: true, ..Self::new(code, status, text) }
    }

    pub(crate) fn not_found(code: ErrorCode, text: &str) -> Self {
        Self::new(code, StatusCode::NOT_FOUND, text)
    }

    /// Returns the same failure, with the parameter that led to it.
    #[must_use]
    pub(crate) fn about(self, param: &str) -> Self {
        Self { failure: self.failure.about(param), ..self }
    }

    /// 400: a required parameter is missing.
    pub(crate) fn missing(name: &str) -> Self {
        let text = format!("param is missing or the value is empty: {name}");
        Self::new(ErrorCode::MissingParameter, StatusCode::BAD_REQUEST, text).about(name)
    }

    /// 400: a parameter cannot be parsed.
    pub(crate) fn bad_parameter(name: &str) -> Self {
        let text = format!("Invalid {name}");
        Self::new(ErrorCode::UnreadableParameter, StatusCode::BAD_REQUEST, text).about(name)
    }

    /// 422: a parameter can be parsed and is not acceptable.
    pub(crate) fn invalid(name: &str, text: impl Into<String>) -> Self {
        Self::refused(ErrorCode::InvalidParameter, text).about(name)
    }

    /// 422: the request can be read and is not acceptable, for the reason that the code names.
    pub(crate) fn refused(code: ErrorCode, text: impl Into<String>) -> Self {
        Self::new(code, StatusCode::UNPROCESSABLE_ENTITY, text)
    }

    /// 422: the account has no gateway that the request could use.
    pub(crate) fn no_such_gateway() -> Self {
        Self::refused(ErrorCode::GatewayNotFound, "Gateway not found")
    }

    /// 422: a parameter is no phone number.
    pub(crate) fn invalid_phone_number(name: &str) -> Self {
        let text = "Invalid phone number format";
        Self::refused(ErrorCode::InvalidPhoneNumber, text).about(name)
    }

    /// 422: the person with the number in this parameter has opted out.
    pub(crate) fn recipient_opted_out(name: &str) -> Self {
        let text = "Recipient has opted out";
        Self::refused(ErrorCode::RecipientOptedOut, text).about(name)
    }

    /// 422: people with the numbers at these positions of a list have opted out.
    pub(crate) fn recipients_opted_out(name: &str, ordinals: &[u8]) -> Self {
        let positions: Vec<String> = ordinals.iter().map(|at| format!("{name}[{at}]")).collect();
        let text = format!("Recipient has opted out: {}", positions.join(", "));
        Self::refused(ErrorCode::RecipientOptedOut, text).about(name)
    }

    /// 404: the number never opted out.
    pub(crate) fn opt_out_not_found() -> Self {
        Self::not_found(ErrorCode::OptOutNotFound, "Opt-out not found")
    }

    /// 422: some of a parameter's values, at these positions, are no phone numbers.
    pub(crate) fn invalid_phone_numbers(name: &str, positions: &str) -> Self {
        let text = format!("Invalid phone number format: {positions}");
        Self::refused(ErrorCode::InvalidPhoneNumber, text).about(name)
    }

    /// 422: no gateway of the account can do what the parameter asks for.
    pub(crate) fn no_capable_gateway(name: &str) -> Self {
        Self::refused(ErrorCode::NoCapableGateway, format!("No gateway supports {name}"))
            .about(name)
    }

    /// 409: it is too late to cancel the message, which is in this state.
    pub(crate) fn message_not_pending(state: &'static str) -> Self {
        let text = "Message can no longer be cancelled";
        Self { state: Some(state), ..Self::conflict(ErrorCode::MessageNotPending, text) }
    }

    /// Code and text of the failure.
    pub(crate) fn told(&self) -> (ErrorCode, &str) {
        (self.failure.code, &self.text)
    }

    /// 422: a device with this id is registered already.
    pub(crate) fn device_exists() -> Self {
        Self::refused(ErrorCode::DeviceExists, "Device has already been taken").about("device_id")
    }

    /// 401: gateways register only with a token.
    pub(crate) fn registration_token_required(text: &str) -> Self {
        Self::new(ErrorCode::RegistrationTokenRequired, StatusCode::UNAUTHORIZED, text)
    }

    pub(crate) fn forbidden(code: ErrorCode, text: &str) -> Self {
        Self::new(code, StatusCode::FORBIDDEN, text)
    }

    pub(crate) fn message_not_found() -> Self {
        Self::not_found(ErrorCode::MessageNotFound, "Message not found")
    }

    pub(crate) fn label_not_found() -> Self {
        Self::not_found(ErrorCode::LabelNotFound, "Label not found")
    }

    pub(crate) fn conversation_not_found() -> Self {
        Self::not_found(ErrorCode::ConversationNotFound, "Conversation not found")
    }

    pub(crate) fn account_not_found() -> Self {
        Self::not_found(ErrorCode::AccountNotFound, "Account not found")
    }

    pub(crate) fn login_not_found() -> Self {
        Self::not_found(ErrorCode::LoginNotFound, "Login not found")
    }

    pub(crate) fn token_not_found() -> Self {
        Self::not_found(ErrorCode::TokenNotFound, "Token not found")
    }

    pub(crate) fn relay_user_not_found() -> Self {
        Self::not_found(ErrorCode::RelayUserNotFound, "Relay user not found")
    }

    pub(crate) fn grant_not_found() -> Self {
        Self::not_found(ErrorCode::GrantNotFound, "Grant not found")
    }

    pub(crate) fn invitation_not_found() -> Self {
        Self::not_found(ErrorCode::InvitationNotFound, "Invitation not found")
    }

    pub(crate) fn key_not_found() -> Self {
        Self::not_found(ErrorCode::KeyNotFound, "Key not found")
    }

    pub(crate) fn webhook_not_found() -> Self {
        Self::not_found(ErrorCode::WebhookNotFound, "Webhook not found")
    }

    pub(crate) fn event_not_found() -> Self {
        Self::not_found(ErrorCode::EventNotFound, "Event not found")
    }

    pub(crate) fn attempt_not_found() -> Self {
        Self::not_found(ErrorCode::AttemptNotFound, "Attempt not found")
    }

    pub(crate) fn gateway_not_found() -> Self {
        Self::not_found(ErrorCode::GatewayNotFound, "Gateway not found")
    }

    pub(crate) fn pairing_not_found() -> Self {
        Self::not_found(ErrorCode::PairingNotFound, "Pairing not found")
    }

    pub(crate) fn provider_not_found() -> Self {
        Self::not_found(ErrorCode::ProviderNotFound, "Provider not found")
    }

    pub(crate) fn number_block_not_found() -> Self {
        Self::not_found(ErrorCode::NumberBlockNotFound, "Block not found")
    }

    pub(crate) fn number_not_found() -> Self {
        Self::not_found(ErrorCode::NumberNotFound, "Number not found")
    }

    pub(crate) fn person_not_found() -> Self {
        Self::not_found(ErrorCode::PersonNotFound, "Person not found")
    }

    pub(crate) fn passkey_not_found() -> Self {
        Self::not_found(ErrorCode::PasskeyNotFound, "Passkey not found")
    }

    pub(crate) fn session_not_found() -> Self {
        Self::not_found(ErrorCode::PersonSessionNotFound, "Session not found")
    }

    /// 403: nobody is signed in. The text is the same whatever the reason.
    pub(crate) fn sign_in_refused() -> Self {
        let text = "The sign-in is not valid, was used before, or has expired";
        Self::forbidden(ErrorCode::SignInRefused, text)
    }

    pub(crate) fn person_exists() -> Self {
        Self::conflict(ErrorCode::PersonExists, "There is a person of this name").about("name")
    }

    pub(crate) fn person_changed() -> Self {
        Self::conflict(ErrorCode::PersonChanged, "The person was changed meanwhile")
    }

    pub(crate) fn last_owner() -> Self {
        Self::conflict(ErrorCode::LastOwner, "The last owner must remain an owner")
    }

    pub(crate) fn passkey_exists() -> Self {
        Self::conflict(ErrorCode::PasskeyExists, "The passkey is already registered")
    }

    pub(crate) fn last_passkey() -> Self {
        Self::conflict(ErrorCode::LastPasskey, "The last passkey must remain")
    }

    /// 422: the account, or the deployment, has as many people as it may have.
    pub(crate) fn too_many_people() -> Self {
        Self::refused(ErrorCode::ResourceLimitReached, "There are too many people")
    }

    /// 422: the person has as many passkeys as a person may have.
    pub(crate) fn too_many_passkeys() -> Self {
        Self::refused(ErrorCode::ResourceLimitReached, "There are too many passkeys")
    }

    /// 409: another resource prevents the change and must be removed first.
    pub(crate) fn conflict(code: ErrorCode, text: &str) -> Self {
        Self::new(code, StatusCode::CONFLICT, text)
    }

    /// 429: a limit is reached, for this many seconds.
    pub(crate) fn limit_reached(code: ErrorCode, text: &str, retry_after_secs: u32) -> Self {
        let error = Self::new(code, StatusCode::TOO_MANY_REQUESTS, text);
        Self { retry_after_secs: Some(retry_after_secs), ..error }
    }

    /// 429, or 422 where the block has no end of its own, so that clients do not try again.
    pub(crate) fn number_block_blocked(retry_after_secs: Option<u32>) -> Self {
        let (code, text) = (ErrorCode::NumberBlockBlocked, "Codes to these numbers are stopped");
        let refused = || Self::refused(code, text);
        retry_after_secs.map_or_else(refused, |secs| Self::limit_reached(code, text, secs))
    }

    /// 501: a required setting of the deployment is missing.
    pub(crate) fn not_configured(what: &str) -> Self {
        let text = format!("{what} are not configured");
        Self::new(ErrorCode::NotConfigured, StatusCode::NOT_IMPLEMENTED, text)
    }

    /// 503, with `Retry-After`: nothing was decided, and the same request may succeed later.
    pub(crate) fn unavailable() -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let text = "Service temporarily unavailable";
        let error = Self::new(ErrorCode::Unavailable, status, text);
        Self { retry_after_secs: Some(1), ..error }
    }

    /// 503, with `Retry-After`: the account's queue has no room. The body is that of any other 503.
    pub(crate) fn queue_full() -> Self {
        Self { failure: ErrorCode::QueueFull.into(), ..Self::unavailable() }
    }

    /// 429: the account has as many exports under way as are admitted.
    pub(crate) fn too_many_exports() -> Self {
        Self::limit_reached(
            ErrorCode::RateLimited,
            "Too many exports are under way",
            EXPORT_RETRY_SECS,
        )
    }

    /// 403: the gateway is switched off.
    pub(crate) fn gateway_inactive() -> Self {
        Self::forbidden(ErrorCode::GatewayInactive, "Gateway is not active")
    }

    /// 403: the key lacks every required permission.
    pub(crate) fn insufficient_permissions() -> Self {
        Self::forbidden(ErrorCode::InsufficientPermissions, "Insufficient permissions")
    }
}

/// Answers every unknown route or method.
pub(crate) async fn not_found() -> ApiError {
    ApiError::bare(ErrorCode::RouteNotFound, StatusCode::NOT_FOUND)
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = match self.state {
            _ if self.bare => json!({ "status": self.status.as_u16(), "error": self.text }),
            Some(state) => json!({ "error": self.text, "state": state }),
            None => json!({ "error": self.text }),
        };
        let answer = FailureAnswer {
            status: self.status,
            body: Some(("application/json; charset=utf-8", body.to_string())),
            retry_after_secs: self.retry_after_secs,
            failure: self.failure,
        };
        answer.into_response()
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

impl From<SessionFault> for ApiError {
    fn from(fault: SessionFault) -> Self {
        match fault {
            SessionFault::Unavailable => Self::unavailable(),
            SessionFault::None | SessionFault::CrossSite => {
                Self::new(fault.code(), fault.status(), fault.text())
            }
        }
    }
}

impl From<AccountFault> for ApiError {
    fn from(fault: AccountFault) -> Self {
        Self::forbidden(fault.code(), fault.text())
    }
}

impl From<AuthFault> for ApiError {
    fn from(fault: AuthFault) -> Self {
        let unauthorized = |code, text| Self::new(code, StatusCode::UNAUTHORIZED, text);
        match fault {
            AuthFault::Missing => unauthorized(ErrorCode::MissingCredentials, "Missing API key"),
            AuthFault::Invalid => unauthorized(ErrorCode::InvalidCredentials, "Invalid API key"),
            AuthFault::Unavailable => Self::unavailable(),
        }
    }
}

impl From<GatewayBarred> for ApiError {
    /// Clients of this face are not known to retry, so a temporary bar is answered like a permanent one.
    fn from(barred: GatewayBarred) -> Self {
        match barred {
            GatewayBarred::Pending => {
                Self::forbidden(ErrorCode::GatewayPending, "Gateway awaits approval")
            }
            GatewayBarred::Inactive => Self::gateway_inactive(),
        }
    }
}

impl From<RequestFault> for ApiError {
    fn from(fault: RequestFault) -> Self {
        match fault {
            RequestFault::Malformed => {
                Self::bare(ErrorCode::MalformedRequest, StatusCode::BAD_REQUEST)
            }
            RequestFault::TooLarge => {
                Self::bare(ErrorCode::BodyTooLarge, StatusCode::PAYLOAD_TOO_LARGE)
            }
        }
    }
}

impl From<LimitExceeded> for ApiError {
    fn from(exceeded: LimitExceeded) -> Self {
        let text = "Rate limit exceeded";
        Self::limit_reached(ErrorCode::RateLimited, text, exceeded.retry_after_secs)
    }
}

unavailable_on_faults!(ApiError);
count_faults!(ApiError);
