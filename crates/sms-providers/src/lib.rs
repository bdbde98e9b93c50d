//! What SMS providers say and want to hear (contract `providers`): callbacks, signatures, requests, answers.
//!
//! Pure codecs: one file a provider, one trait. The clock, the secrets and the requests themselves are the
//! callers'.

mod callback;
mod credentials;
mod kind;
mod outgoing;
mod provider;

pub use callback::{
    Answer, Callback, CallbackEvent, DeliveryReport, InboundSms, Refusal, ReportedStatus,
};
pub use credentials::Credentials;
pub use kind::ProviderKind;
pub use outgoing::{HttpRequest, OutgoingSms, SendOutcome};
pub use provider::{CredentialName, MissingCredential, Provider};
