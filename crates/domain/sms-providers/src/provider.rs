//! The interface of every provider's codec.

use unix_time::UnixMillis;

use crate::{
    Callback, CallbackAnswer, CallbackEvent, Credentials, HttpRequest, OutgoingSms, Refusal,
    SendOutcome, Shape,
};

/// One provider's codec.
pub trait Provider: Sync {
    /// Lists the parts of the provider's credentials.
    fn credentials(&self) -> &'static [CredentialName];

    /// Base URL of the API, unless the operator sets another.
    fn default_base_url(&self) -> &'static str;

    /// Builds the request that sends one SMS.
    fn send_request(
        &self,
        sms: &OutgoingSms<'_>,
        credentials: &Credentials,
        base_url: &str,
    ) -> Result<HttpRequest, MissingCredential>;

    /// Classifies the answer to that request. Without an answer, the caller must treat the outcome as unknown.
    fn outcome(&self, status: u16, body: &str) -> SendOutcome;

    /// Whether callbacks can be checked with these credentials. If not, only the path token authenticates them.
    fn can_verify(&self, credentials: &Credentials) -> bool;

    /// Checks the unchanged bytes of a callback. Only called if [`can_verify`](Self::can_verify).
    fn verify(
        &self,
        callback: &Callback<'_>,
        credentials: &Credentials,
        now_ms: UnixMillis,
    ) -> Result<(), Refusal>;

    /// Reads the SMS and delivery reports of a callback. Other events are left out.
    fn parse(&self, callback: &Callback<'_>) -> Result<Vec<CallbackEvent>, Refusal>;

    /// Answer that the provider expects on success.
    fn answer(&self) -> CallbackAnswer;
}

/// A part of a provider's credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CredentialName {
    pub name: &'static str,
    /// Setting with the deployment's own value.
    pub setting: &'static str,
    /// Whether sending needs it.
    pub required: bool,
    /// Whether it is never shown again.
    pub secret: bool,
    /// Required form of its value.
    pub shape: Shape,
}

/// Error: a credential that sending needs is absent, or no request could carry it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the credential {0} is missing")]
pub struct MissingCredential(pub &'static str);
