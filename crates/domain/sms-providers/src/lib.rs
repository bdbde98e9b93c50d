//! Protocols of SMS providers (contract `providers`): callbacks, signatures, requests, answers.
//!
//! Pure codecs: one file per provider, one trait. The caller provides the clock, the secrets and the HTTP calls.

mod arrival;
mod bandwidth;
mod callback;
mod credentials;
mod digest;
mod exchange;
mod fields;
mod flowroute;
mod jwt;
mod kind;
mod messagebird;
mod moment;
mod old_query;
mod outgoing;
mod plivo;
mod provider;
mod public_url;
mod reason;
mod registry;
mod shape;
mod sinch;
mod telnyx;
#[cfg(test)]
mod testing;
mod twilio;
mod vonage;

pub use callback::{
    Callback, CallbackAnswer, CallbackEvent, DeliveryReport, InboundSms, MAX_CALLBACK_BYTES,
    PartNumber, Refusal, ReportedStatus,
};
pub use credentials::Credentials;
pub use kind::ProviderKind;
pub use outgoing::{HttpRequest, OutgoingSms, SendOutcome};
pub use provider::{CredentialName, MissingCredential, Provider};
pub use registry::of;
pub use shape::Shape;
