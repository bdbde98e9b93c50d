//! What a webhook request is: the [`Event`] it tells of, whether an endpoint wants it ([`EventFilter`]),
//! its body in the endpoint's [`Format`], its signature under the endpoint's [`Secret`], when it is
//! tried again ([`Schedule`]), and what an answer means ([`classify`]).
//!
//! Nothing here sends anything, reads a clock or draws a random number by itself.

mod event;
mod filter;
mod format;
mod retry_after;
mod schedule;
mod secret;
mod signature;
mod timestamp;
mod verdict;

#[cfg(test)]
mod samples;

pub use event::{
    EndpointFacts, Event, EventId, EventKind, Fact, GatewayRef, InboundFacts, MaskedFacts,
    MessageFacts, SessionFacts, StoppedFacts,
};
pub use filter::{EventFilter, FilterError};
pub use format::{CONTENT_TYPE, Format};
pub use retry_after::{MAX_RETRY_AFTER_MS, retry_after_ms};
pub use schedule::{Schedule, ScheduleError};
pub use secret::{Secret, SecretError, StoredSecretError};
pub use signature::{Header, sign};
pub use verdict::{Outcome, Verdict, classify};
