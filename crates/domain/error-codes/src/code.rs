//! The list of codes.

macro_rules! codes {
    ($($variant:ident $status:literal $code:literal $title:literal)+) => {
        /// Kind of a failure.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum ErrorCode {
            $(#[doc = $title] $variant,)+
        }

        impl ErrorCode {
            /// All codes, sorted by subject.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Returns the code in snake case.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            /// Returns the status with which the code usually comes. Compatible formats have statuses of their own.
            pub const fn status(self) -> u16 {
                match self {
                    $(Self::$variant => $status,)+
                }
            }

            /// Returns the failure in a few words, without a full stop.
            pub const fn title(self) -> &'static str {
                match self {
                    $(Self::$variant => $title,)+
                }
            }
        }
    };
}

codes! {
    MissingCredentials 401 "missing_credentials" "No credential was sent"
    InvalidCredentials 401 "invalid_credentials" "The credential is not valid"
    InsufficientPermissions 403 "insufficient_permissions" "The credential does not permit this"
    AccountRequired 403 "account_required" "The request has to name an account"
    AccountUnavailable 403 "account_unavailable" "The account does not exist or is disabled"
    GatewayPending 403 "gateway_pending" "The gateway awaits approval"
    GatewayInactive 403 "gateway_inactive" "The gateway is switched off"
    RegistrationTokenRequired 401 "registration_token_required" "Registration needs a token"
    RegistrationClosed 403 "registration_closed" "Registration is closed"
    WrongPassword 403 "wrong_password" "The password is wrong"
    InvalidSession 401 "invalid_session" "The session is not valid"
    CrossSiteRequest 403 "cross_site_request" "The request does not come from the deployment's own pages"
    SignInRefused 403 "sign_in_refused" "The sign-in is refused"
    InvalidSignature 403 "invalid_signature" "The signature is not valid"
    WrongProvider 403 "wrong_provider" "The token belongs to another provider"
    Forbidden 403 "forbidden" "The request is not permitted"

    MalformedRequest 400 "malformed_request" "The request cannot be read"
    MissingParameter 400 "missing_parameter" "A parameter is missing"
    UnreadableParameter 400 "unreadable_parameter" "A parameter cannot be read"
    InvalidParameter 422 "invalid_parameter" "A parameter is not acceptable"
    InvalidPhoneNumber 422 "invalid_phone_number" "The phone number is not valid"
    InvalidUrl 422 "invalid_url" "The URL is not acceptable"
    BodyTooLarge 413 "body_too_large" "The body is too large"
    WebsocketExpected 426 "websocket_expected" "The route needs a WebSocket"
    IdempotencyKeyReused 422 "idempotency_key_reused" "The idempotency key belongs to another request"
    NotSupported 501 "not_supported" "This is not supported"

    RouteNotFound 404 "route_not_found" "There is no such route"
    MethodNotAllowed 405 "method_not_allowed" "The path does not have this method"
    AccountNotFound 404 "account_not_found" "There is no such account"
    AccountDeletionNotFound 404 "account_deletion_not_found" "There is no such deletion"
    MessageNotFound 404 "message_not_found" "There is no such message"
    LabelNotFound 404 "label_not_found" "There is no such label"
    ConversationNotFound 404 "conversation_not_found" "There is no such conversation"
    GatewayNotFound 404 "gateway_not_found" "There is no such gateway"
    PairingNotFound 404 "pairing_not_found" "There is no such pairing"
    KeyNotFound 404 "key_not_found" "There is no such key"
    WebhookNotFound 404 "webhook_not_found" "There is no such webhook"
    EventNotFound 404 "event_not_found" "There is no such event"
    AttemptNotFound 404 "attempt_not_found" "There is no such attempt"
    ProviderNotFound 404 "provider_not_found" "The provider is not set up"
    EndpointNotFound 404 "endpoint_not_found" "There is no such callback"
    NumberBlockNotFound 404 "number_block_not_found" "These numbers are not blocked"
    NumberNotFound 404 "number_not_found" "There is no such number"
    ProxySessionNotFound 404 "proxy_session_not_found" "There is no such proxy session"
    OptOutNotFound 404 "opt_out_not_found" "There is no such opt-out"
    AttachmentNotFound 404 "attachment_not_found" "There is no such attachment"
    PlatformNotFound 404 "platform_not_found" "The platform is not available"
    GrantNotFound 404 "grant_not_found" "There is no such grant"
    LoginNotFound 404 "login_not_found" "There is no such login"
    TokenNotFound 404 "token_not_found" "There is no such token"
    RelayUserNotFound 404 "relay_user_not_found" "There is no such relay user"
    InvitationNotFound 404 "invitation_not_found" "There is no such invitation"
    NodeNotFound 404 "node_not_found" "There is no such node"
    GatewayClientNotFound 404 "gateway_client_not_found" "There is no such gateway client"
    SharedKeyNotFound 403 "shared_key_not_found" "There is no shared key for this number"
    PersonNotFound 404 "person_not_found" "There is no such person"
    PasskeyNotFound 404 "passkey_not_found" "There is no such passkey"
    PersonSessionNotFound 404 "person_session_not_found" "There is no such session"
    SyncSessionNotFound 400 "sync_session_not_found" "There is no such sync session"

    AccountBeingDeleted 409 "account_being_deleted" "The account is being deleted"
    AccountExists 409 "account_exists" "Another account has this already"
    LoginExists 409 "login_exists" "The login belongs to another account"
    MessageExists 409 "message_exists" "The id belongs to another message"
    MessageNotPending 409 "message_not_pending" "The message can no longer be canceled"
    MessageUnderWay 409 "message_under_way" "The message is still under way"
    ContentUnreadable 409 "content_unreadable" "The content is no longer readable"
    NothingToResend 409 "nothing_to_resend" "No recipient needs another attempt"
    DeviceExists 422 "device_exists" "The device is already registered"
    NumberExists 409 "number_exists" "The number is already there"
    NumberInUse 409 "number_in_use" "The number is in use"
    UserExists 409 "user_exists" "The user already exists"
    PersonExists 409 "person_exists" "The person already exists"
    PersonChanged 409 "person_changed" "The person was changed meanwhile"
    LastOwner 409 "last_owner" "Somebody must remain an owner"
    PasskeyExists 409 "passkey_exists" "The passkey is already registered"
    LastPasskey 409 "last_passkey" "A passkey must remain"
    GrantExists 409 "grant_exists" "The grant already exists"
    PasswordChanged 409 "password_changed" "The password was changed meanwhile"
    NumberReservedTwice 500 "number_reserved_twice" "Two sessions asked for the same number"
    RecipientOptedOut 422 "recipient_opted_out" "The recipient has opted out"
    NoCapableGateway 422 "no_capable_gateway" "No gateway can do this"
    WebhookInactive 422 "webhook_inactive" "The webhook is switched off"

    RateLimited 429 "rate_limited" "There were too many requests"
    TooManyAttempts 429 "too_many_attempts" "There were too many attempts"
    CodeLimitReached 429 "code_limit_reached" "No more codes are sent for now"
    NumberBlockBlocked 429 "number_block_blocked" "No codes are sent to these numbers for now"
    RegistrationLimitReached 429 "registration_limit_reached" "No more gateways are admitted for now"
    ResourceLimitReached 422 "resource_limit_reached" "There is no room for more"
    QueueFull 503 "queue_full" "The queue is full"
    NoNumberAvailable 400 "no_number_available" "No number of the pool is free"

    WrongCode 403 "wrong_code" "The code is wrong"
    NumberNotVerified 403 "number_not_verified" "The number is not verified"
    CaptchaFailed 403 "captcha_failed" "The captcha was not passed"
    SignUpClosed 403 "sign_up_closed" "Sign-up is not open to this number"
    CountryNotServed 422 "country_not_served" "Codes are not sent to this country"
    DecryptionFailed 400 "decryption_failed" "The text cannot be decrypted"
    RequestRefused 400 "request_refused" "The request by SMS is refused"
    ConsentNotFound 403 "consent_not_found" "No consent is under way"
    PlatformRefused 403 "platform_refused" "The platform refused"
    ScopeMismatch 422 "scope_mismatch" "The consent lacks a scope"
    PlatformBusy 503 "platform_busy" "The platform admits no more requests for now"
    PlatformUnavailable 502 "platform_unavailable" "The platform did not answer"

    ProviderFailed 500 "provider_failed" "The provider did not accept the SMS"
    NotConfigured 501 "not_configured" "The deployment lacks a setting"
    DeploymentNotConfigured 503 "deployment_not_configured" "The deployment is not configured"
    Unavailable 503 "unavailable" "A part of the platform did not answer"
    InternalError 500 "internal_error" "The server failed"
}
