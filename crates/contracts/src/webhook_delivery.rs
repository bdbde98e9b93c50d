//! Commands of a webhook endpoint's delivery object, which is named by account and endpoint
//! ([`object_name`]).

use std::fmt;

use serde::{Deserialize, Serialize};

crate::commands!(WebhookDeliveryCommand {
    Enqueue(Enqueue) -> (),
    Ask(Ask) -> Asked,
    EndpointChanged(EndpointChanged) -> (),
    Replay(Replay) -> Replayed,
    Queue(Queue) -> QueueState,
    Project(Project) -> (),
});

/// The object's name.
pub fn object_name(account_id: &str, endpoint_id: &str) -> String {
    format!("{account_id}/{endpoint_id}")
}

/// The account's and the endpoint's ids, from the object's name.
pub fn parse_object_name(name: &str) -> Option<(&str, &str)> {
    name.split_once('/')
}

/// Deliver these. Once it is answered they are durable here; what is known by its id is not taken twice.
#[derive(Debug, Serialize, Deserialize)]
pub struct Enqueue {
    pub events: Vec<QueuedEvent>,
}

/// Put this to the endpoint now, once, and wait for its answer, for [`Ask::DEADLINE_MS`] at most. It is logged as
/// an attempt, and neither queued nor ever tried again.
#[derive(Debug, Serialize, Deserialize)]
pub struct Ask {
    pub event: QueuedEvent,
}

impl Ask {
    pub const DEADLINE_MS: u64 = 3_000;
}

/// What the endpoint said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The status of its answer. `None`: there was none in time, or it was not asked, being switched off, gone or
    /// failing.
    pub status: Option<u16>,
}

impl Asked {
    /// Whether the endpoint forbids what it was asked about. Only 403 does.
    pub fn forbids(self) -> bool {
        self.status == Some(403)
    }
}

/// One event for one endpoint.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuedEvent {
    /// The same on every attempt.
    pub event_id: String,
    /// Events of one key are delivered in their order.
    pub order_key: String,
    pub kind: String,
    /// The event as JSON. It may hold numbers and texts, so `Debug` keeps it out.
    pub payload: String,
    pub occurred_at_ms: i64,
}

/// The endpoint's row in D1 changed, or is gone.
#[derive(Debug, Serialize, Deserialize)]
pub struct EndpointChanged {
    /// Its owner wants it tried again, whatever happened before.
    pub enable: bool,
}

/// Try again what is finished.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Replay {
    Event {
        event_id: String,
    },
    /// What failed for good from `from_ms` on and before `to_ms`, and with `delivered` what was delivered
    /// then, up to `limit` events.
    Range {
        from_ms: i64,
        to_ms: i64,
        delivered: bool,
        limit: u32,
    },
}

/// How many events were queued again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replayed {
    pub count: u32,
}

/// Tell D1 of every attempt that has ended. Refused while D1 does not take it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Project {}

/// How the endpoint is doing.
#[derive(Debug, Serialize, Deserialize)]
pub struct Queue {}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueState {
    /// Undelivered events, those that are being tried among them.
    pub queued: u32,
    /// Attempts under way.
    pub in_flight: u32,
    /// Events that failed for good and can be replayed.
    pub failed: u32,
    /// It fails, so only a probe is sent now and then.
    pub breaker_open: bool,
}

impl QueuedEvent {
    /// The event as it travels.
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
