//! What SMS providers say and want to hear (contract `providers`): callbacks, signatures, requests, answers.
//!
//! Pure codecs: one file a provider, one trait. The clock, the secrets and the requests themselves are the
//! callers'.

mod arrival;
mod callback;
mod credentials;
mod digest;
mod exchange;
mod fields;
mod flowroute;
mod kind;
mod moment;
mod outgoing;
mod provider;
mod public_url;
mod reason;
mod registry;
#[cfg(test)]
mod testing;
mod twilio;
mod unfinished;

pub use callback::{
    Answer, Callback, CallbackEvent, DeliveryReport, InboundSms, MAX_CALLBACK_BYTES, Refusal,
    ReportedStatus,
};
pub use credentials::Credentials;
pub use kind::ProviderKind;
pub use outgoing::{HttpRequest, OutgoingSms, SendOutcome};
pub use provider::{CredentialName, MissingCredential, Provider};
pub use registry::of;
