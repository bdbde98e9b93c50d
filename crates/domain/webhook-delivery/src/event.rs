//! Input and output types: events, attempts, and outcomes.

use std::fmt;

use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

use crate::DisabledReason;

/// An event for the endpoint. The core interprets only its id and its order key.
#[derive(Clone, PartialEq, Eq)]
pub struct EndpointEvent {
    /// Sent to the receiver as `webhook-id`: the same on every attempt.
    pub event_id: String,
    /// Events with the same key are delivered in the order in which they were enqueued.
    pub order_key: String,
    pub kind: String,
    /// A JSON record. It may contain numbers and texts, so `Debug` omits it.
    pub payload: String,
    pub occurred_at_ms: UnixMillis,
}

impl fmt::Debug for EndpointEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("EndpointEvent")
            .field("event_id", &self.event_id)
            .field("kind", &self.kind)
            .field("occurred_at_ms", &self.occurred_at_ms)
            .finish_non_exhaustive()
    }
}

/// One try of an event, committed before it is handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryAttempt {
    pub event: EndpointEvent,
    /// 1 for an event's first attempt. Replays continue the numbering.
    pub number: u32,
    pub started_at_ms: UnixMillis,
    /// Without an outcome by this time, the attempt is lost and the event is due again.
    pub deadline_ms: UnixMillis,
}

/// Outcome of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttemptOutcome {
    /// The receiver accepted the event.
    Delivered { status: u16, duration_ms: i64 },
    /// Retry on the schedule, but not before `retry_not_before_ms` (from `Retry-After`).
    Failed { failure: AttemptFailure, retry_not_before_ms: Option<UnixMillis> },
    /// No retry: the receiver refused this event for good.
    Exhausted(AttemptFailure),
    /// 410: the receiver wants no more events.
    Gone { duration_ms: i64 },
}

/// Reason why an attempt failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptFailure {
    /// For the endpoint's owner; contains no payload or credentials. Truncated to 300 characters.
    pub reason: String,
    /// Status of the answer, if one came.
    pub status: Option<u16>,
    pub duration_ms: i64,
}

/// A finished attempt, as projected to D1. Its key is `(event_id, number)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptRecord {
    pub event_id: String,
    /// The event's kind.
    #[serde(default)]
    pub kind: String,
    /// Subject of the event: its order key.
    #[serde(default)]
    pub subject: String,
    pub number: u32,
    pub started_at_ms: UnixMillis,
    pub duration_ms: i64,
    pub status: Option<u16>,
    pub error: Option<String>,
    /// `None` if there is no next try. With an error set, the event has then failed for good.
    pub next_try_at_ms: Option<UnixMillis>,
    /// Request and answer, sealed. `None` if no request was made or they are not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<String>,
}

/// Effect of an outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttemptEffect {
    /// The attempt was superseded or already finished; nothing changed.
    Ignored,
    Recorded {
        record: AttemptRecord,
        /// Whether the event was given up, and kept for replay.
        failed_for_good: bool,
        /// Set if the endpoint has just been disabled; its owner must be told.
        disabled: Option<DisabledReason>,
    },
}
