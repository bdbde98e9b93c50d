//! What goes in and out: events, attempts, and how attempts went.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::DisabledReason;

/// Something that the endpoint is to be told. Opaque but for its id and its order key.
#[derive(Clone, PartialEq, Eq)]
pub struct Event {
    /// Known to the receiver as `webhook-id`: the same on every attempt.
    pub event_id: String,
    /// Events of one key are delivered in the order in which they were enqueued.
    pub order_key: String,
    pub kind: String,
    /// A JSON record. It may hold numbers and texts, so `Debug` keeps it out.
    pub payload: String,
    pub occurred_at_ms: i64,
}

impl fmt::Debug for Event {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Event")
            .field("event_id", &self.event_id)
            .field("kind", &self.kind)
            .field("occurred_at_ms", &self.occurred_at_ms)
            .finish_non_exhaustive()
    }
}

/// One try of an event, committed before it is handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub event: Event,
    /// 1 for an event's first attempt. Replays count on.
    pub number: u32,
    pub started_at_ms: i64,
    /// With no outcome by then, the attempt is lost and the event due again.
    pub deadline_ms: i64,
}

/// How an attempt went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The receiver has it.
    Delivered { status: u16, duration_ms: i64 },
    /// It is to be tried again by schedule, not before `retry_not_before_ms` (from `Retry-After`).
    Failed { failure: Failure, retry_not_before_ms: Option<i64> },
    /// The receiver wants no further attempt of this event.
    Exhausted(Failure),
    /// 410: the receiver wants nothing any more.
    Gone { duration_ms: i64 },
}

/// Why an attempt failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// For the endpoint's owner; free of payloads and credentials. Cut to 300 characters.
    pub reason: String,
    /// The answer's status, if there was an answer.
    pub status: Option<u16>,
    pub duration_ms: i64,
}

/// A finished attempt, as D1 is to know it. Its key is `(event_id, number)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptRecord {
    pub event_id: String,
    /// The event's kind.
    #[serde(default)]
    pub kind: String,
    /// What the event is about: the event's order key.
    #[serde(default)]
    pub subject: String,
    pub number: u32,
    pub started_at_ms: i64,
    pub duration_ms: i64,
    pub status: Option<u16>,
    pub error: Option<String>,
    /// `None`: there is no next try. With an error, the event has then failed for good.
    pub next_try_at_ms: Option<i64>,
}

/// What an outcome led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finished {
    /// The attempt had been superseded or was finished before; nothing has changed.
    Ignored,
    Noted {
        record: AttemptRecord,
        /// The event is given up, and kept for replay.
        failed_for_good: bool,
        /// The endpoint has just been disabled; its owner is to be told.
        disabled: Option<DisabledReason>,
    },
}
