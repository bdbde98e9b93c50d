//! Telling phones by push: which pushes go when, and how they are written for the push service (FCM, HTTP
//! v1) and for another server (smsgate contract 7.2 and 7.3).
//!
//! Pure: the time is an argument, requests and signatures are made by `durable-objects/push-queue`.

pub mod fcm;
mod queue;
pub mod upstream;

pub use queue::{Change, Offer, Pace, Queue, Rules};

/// What came of a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Sent,
    /// The token is no good: nobody is behind it, or not for us.
    Refused,
    /// It was not sent, and may be tried again, not before so many milliseconds from now where that is
    /// known.
    Failed {
        retry_after_ms: Option<i64>,
    },
    /// We send too much, or may not send now. Says nothing of this token, and is tried again after so many
    /// milliseconds.
    Throttled {
        retry_after_ms: Option<i64>,
    },
}

/// A name for a token under which things can be kept and sharded without keeping the token: 32 hex.
pub fn token_digest(token: &contracts::push_queue::PushToken) -> String {
    queue::digest(token.expose().as_bytes())
}
