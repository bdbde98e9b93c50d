//! Webhook events: facts that users can subscribe to, as stored in the outbox.

mod conversion;
mod fact;
mod gateway;
mod held;
mod id;
mod kind;
mod masking;
mod opt_out;
mod publication;
mod spending;

pub use conversion::ConversionFacts;
pub use fact::{EndpointFacts, Fact, InboundFacts, MessageFacts};
pub use gateway::GatewayFacts;
pub use held::HeldFacts;
pub use id::EventId;
pub use kind::EventKind;
pub use masking::{MaskedFacts, SessionFacts};
pub use opt_out::OptOutFacts;
pub use publication::PublicationFacts;
pub use spending::StoppedFacts;

use std::fmt;

use ids::GatewayId;
use serde::{Deserialize, Serialize};
use telephony::Address;
use unix_time::UnixMillis;

/// One fact with everything that any body states about it. The same event, with the same id, goes to every endpoint that
/// wants it, and to the callback endpoint of its message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub id: EventId,
    /// When the fact became known here.
    pub occurred_at_ms: UnixMillis,
    /// Gateway that sent or received the message; `None` for messages of a provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<GatewayRef>,
    /// Id of the endpoint for the message's `callback_url`, which gets the event whatever it subscribes to. No body
    /// shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback_endpoint_id: Option<String>,
    pub fact: Fact,
}

/// A gateway under both of its ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayRef {
    /// The 21-character id.
    pub id: GatewayId,
    /// The client's own name for the device.
    pub device_id: String,
}

impl Event {
    /// Returns the event for `fact`. Its id is derived from the fact's kind, subject and recipient and from
    /// `occurrence`, so recording it again gives the same id.
    ///
    /// `occurrence` tells apart what can happen to one subject several times: the epoch of the lease for
    /// messages (0 if there never was one), 0 for inbound messages and sessions, a serial number or a time
    /// for endpoints.
    pub fn record(
        fact: Fact,
        occurrence: u64,
        gateway: Option<GatewayRef>,
        occurred_at_ms: UnixMillis,
    ) -> Self {
        let id = EventId::derive(fact.kind(), fact.subject(), fact.ordinal(), occurrence);
        Self { id, occurred_at_ms, gateway, callback_endpoint_id: None, fact }
    }

    pub fn kind(&self) -> EventKind {
        self.fact.kind()
    }

    /// Returns the same event with this address as the recipient of its message. Other events stay as they are.
    #[must_use]
    pub fn to_recipient(mut self, address: Address) -> Self {
        if let Fact::MessageSent(message)
        | Fact::MessageDelivered(message)
        | Fact::MessageFailed(message)
        | Fact::MessageCancelled(message) = &mut self.fact
        {
            message.to = address;
        }
        self
    }

    /// Key for ordering: events with the same key are delivered to an endpoint in the order in which they occurred. It
    /// is the id of the message, session or endpoint.
    pub fn order_key(&self) -> &str {
        self.fact.subject()
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Event")
            .field("id", &self.id.as_str())
            .field("occurred_at_ms", &self.occurred_at_ms)
            .field("fact", &self.fact)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
