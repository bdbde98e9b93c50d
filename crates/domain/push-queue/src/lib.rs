//! Push messages to phones: when each is sent, and its format for the push service (FCM, HTTP v1) and for another
//! server (smsgate contract 7.2 and 7.3).
//!
//! Pure: the time is an argument. Requests and signatures are made by `durable-objects/push-queue`.

pub mod fcm;
mod queue;
pub mod upstream;

pub use queue::{
    EntryChange, OfferOutcome, PushReachability, PushRules, Queue, ReachabilityNotice, RequestPace,
};

/// Outcome of sending a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushOutcome {
    Sent,
    /// The token is refused: it belongs to no phone, or not to us.
    Refused,
    /// The push was not sent and may be retried, not before `retry_after_ms` milliseconds from now if that is
    /// known.
    Failed {
        retry_after_ms: Option<i64>,
    },
    /// We send too much, or may not send now. This is not the token's fault, so the token is not paused. The push is
    /// retried after `retry_after_ms` milliseconds.
    Throttled {
        retry_after_ms: Option<i64>,
    },
}

/// Returns a digest of a token, under which data can be stored and sharded without storing the token: 32 hex
/// characters.
pub fn token_digest(token: &object_commands::push_queue::PushToken) -> String {
    queue::digest(token.expose().as_bytes())
}
