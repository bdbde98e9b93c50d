//! What every provider's codec can do.

use crate::{
    Answer, Callback, CallbackEvent, Credentials, HttpRequest, OutgoingSms, Refusal, SendOutcome,
    Shape,
};

/// One provider's way of saying things.
pub trait Provider: Sync {
    /// What its credentials consist of.
    fn credentials(&self) -> &'static [CredentialName];

    /// Where its API is, unless the operator says otherwise.
    fn default_base_url(&self) -> &'static str;

    /// The request that sends one SMS.
    fn send_request(
        &self,
        sms: &OutgoingSms<'_>,
        credentials: &Credentials,
        base_url: &str,
    ) -> Result<HttpRequest, MissingCredential>;

    /// What its answer to that means. Whoever gets no answer takes the outcome for unknown.
    fn outcome(&self, status: u16, body: &str) -> SendOutcome;

    /// Whether its callbacks can be checked with these credentials. Where not, the path token alone proves
    /// where they come from.
    fn can_verify(&self, credentials: &Credentials) -> bool;

    /// Checks a callback over the bytes as they came. Only asked where it [`can`](Self::can_verify).
    fn verify(
        &self,
        callback: &Callback<'_>,
        credentials: &Credentials,
        now_ms: i64,
    ) -> Result<(), Refusal>;

    /// What a callback says. What it says of other things than SMS and their delivery is left out.
    fn parse(&self, callback: &Callback<'_>) -> Result<Vec<CallbackEvent>, Refusal>;

    /// What it wants to hear when all is well.
    fn answer(&self) -> Answer;
}

/// A part of a provider's credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CredentialName {
    pub name: &'static str,
    /// The setting that gives the deployment's own value.
    pub setting: &'static str,
    /// Without it nothing can be sent.
    pub required: bool,
    /// It is never shown again.
    pub secret: bool,
    /// The form of its values.
    pub shape: Shape,
}

/// Sending needs a credential that is not there, or that no request could carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the credential {0} is missing")]
pub struct MissingCredential(pub &'static str);
