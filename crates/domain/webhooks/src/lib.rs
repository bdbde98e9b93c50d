//! Webhook requests: the [`Event`], the filter of an endpoint ([`EventFilter`]), the body in the endpoint's [`Format`],
//! the signature under the endpoint's [`SigningSecret`], the retries ([`Schedule`]), and the meaning of an answer
//! ([`classify`]).
//!
//! Nothing here sends requests, reads a clock or draws random numbers by itself.

mod account_key;
mod catalogue;
mod custom_headers;
mod event;
mod exchange;
mod filter;
mod format;
mod http_outcome;
mod schedule;
mod secret;
mod signature;
pub mod timestamp;

#[cfg(test)]
mod samples;

pub use account_key::AccountKey;
pub use catalogue::{CataloguedEvent, catalogue};
pub use custom_headers::{CustomHeaders, HeaderError, MAX_HEADERS, REDACTED, StoredHeadersError};
pub use event::{
    ConversionFacts, EndpointFacts, Event, EventId, EventKind, Fact, GatewayFacts, GatewayRef,
    HeldFacts, InboundFacts, MaskedFacts, MessageFacts, OptOutFacts, PublicationFacts,
    SessionFacts, StoppedFacts,
};
pub use exchange::{AttemptKey, Exchange, KeptMessage, MAX_KEPT_BYTES, StoredExchangeError};
pub use filter::{EventFilter, FilterError};
#[cfg(feature = "openapi")]
pub use format::described;
pub use format::{CONTENT_TYPE, Format};
pub use http_outcome::{HttpOutcome, OutcomeClass, classify};
pub use schedule::{Schedule, ScheduleError};
pub use secret::{SecretError, SigningSecret, StoredSecretError};
pub use signature::{Header, sign};
