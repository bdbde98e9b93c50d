//! Commands of a webhook endpoint's delivery object, which is named after account and endpoint ([`object_name`]).

use std::fmt;

use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

crate::commands!(WebhookDeliveryCommand {
    Enqueue(EnqueueEvents) -> (),
    Ask(ApprovalRequest) -> ApprovalAnswer,
    EndpointChanged(EndpointChanged) -> (),
    Replay(Replay) -> ReplayOutcome,
    Queue(ReadQueueState) -> QueueState,
    Project(ProjectAttempts) -> (),
});

/// Returns the object's name.
pub fn object_name(account_id: &str, endpoint_id: &str) -> String {
    format!("{account_id}/{endpoint_id}")
}

/// Parses the object's name into account id and endpoint id.
pub fn parse_object_name(name: &str) -> Option<(&str, &str)> {
    name.split_once('/')
}

/// Queues events for delivery. They are durable before the answer. An event whose id is known is not queued again.
#[derive(Debug, Serialize, Deserialize)]
pub struct EnqueueEvents {
    pub events: Vec<QueuedEvent>,
}

/// Asks the endpoint about an event, once, and waits up to [`ApprovalRequest::DEADLINE_MS`] for the answer. It is
/// logged as an attempt, and neither queued nor retried.
#[derive(Debug, Serialize, Deserialize)]
pub struct ApprovalRequest {
    pub event: QueuedEvent,
}

impl ApprovalRequest {
    pub const DEADLINE_MS: u64 = 3_000;
}

/// The endpoint's answer to a request for approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalAnswer {
    /// Status of the answer. `None`: there was no answer in time, or the endpoint was not asked because it is
    /// switched off, gone or failing.
    pub status: Option<u16>,
}

impl ApprovalAnswer {
    /// Whether the endpoint forbids the action it was asked about. Only 403 does.
    pub fn forbids(self) -> bool {
        self.status == Some(403)
    }
}

/// One event for one endpoint.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuedEvent {
    /// The event's id, the same on every attempt.
    pub event_id: String,
    /// Events with the same key are delivered in order.
    pub order_key: String,
    pub kind: String,
    /// The event as JSON. It may contain phone numbers and texts, so `Debug` does not show it.
    pub payload: String,
    pub occurred_at_ms: UnixMillis,
}

/// Announces that the endpoint's row in D1 changed or is gone.
#[derive(Debug, Serialize, Deserialize)]
pub struct EndpointChanged {
    /// Whether its owner enabled it again after it was disabled.
    pub enable: bool,
}

/// Queues finished events again.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Replay {
    Event {
        event_id: String,
    },
    /// Events that failed for good from `from_ms` on and before `to_ms`, and with `delivered` also the delivered
    /// ones, up to `limit` events.
    Range {
        from_ms: UnixMillis,
        to_ms: UnixMillis,
        delivered: bool,
        limit: u32,
    },
}

/// Number of events that were queued again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayOutcome {
    pub count: u32,
}

/// Projects every finished attempt to D1. Fails while D1 does.
#[derive(Debug, Serialize, Deserialize)]
pub struct ProjectAttempts {}

/// Reads the state of the endpoint's queue.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadQueueState {}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueState {
    /// Undelivered events, including those with an attempt under way.
    pub queued: u32,
    /// Attempts under way.
    pub in_flight: u32,
    /// Events that failed for good and can be replayed.
    pub failed: u32,
    /// Whether the endpoint keeps failing, so that only an occasional probe is sent.
    pub breaker_open: bool,
}

impl QueuedEvent {
    /// Serializes the event for the queue.
    pub fn of(event: &webhooks::Event) -> Result<Self, serde_json::Error> {
        Ok(Self {
            event_id: event.id.as_str().to_owned(),
            order_key: event.order_key().to_owned(),
            kind: event.kind().as_str().to_owned(),
            payload: serde_json::to_string(event)?,
            occurred_at_ms: event.occurred_at_ms,
        })
    }
}

impl fmt::Debug for QueuedEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "QueuedEvent({} {}, redacted)", self.kind, self.event_id)
    }
}
