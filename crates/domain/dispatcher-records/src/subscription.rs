//! Subscriptions to an account's events, which D1 stores and the Dispatcher applies.

use webhooks::{EventFilter, EventKind};

/// Subscriber id of the relay, which takes inbound SMS as requests for accounts that want it. It cannot clash
/// with an endpoint's id, since those have no colon.
pub const RELAY_SUBSCRIBER: &str = "relay:inbound";

/// The events that one subscriber wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    pub endpoint_id: String,
    pub events: EventFilter,
}

impl Subscription {
    /// Subscription of the relay.
    pub fn of_relay() -> Self {
        let events = EventFilter::only(EventKind::InboundReceived);
        Self { endpoint_id: RELAY_SUBSCRIBER.to_owned(), events }
    }
}
