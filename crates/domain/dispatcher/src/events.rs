//! Events for subscribers, recorded in the same row as the change that they describe.

pub(crate) mod callbacks;
pub(crate) mod outbox;
pub(crate) mod subscriptions;

use std::collections::BTreeMap;

use ids::GatewayId;
use messaging::{InboundMessage, Message, Recipient, RecipientState, routing};
use object_sql::{Sql, SqlError};
use unix_time::UnixMillis;
use webhooks::{Event, EventKind, Fact, GatewayRef, HeldFacts, InboundFacts, MessageFacts};

use crate::{
    DispatcherCore,
    columns::to_json,
    gateways::Gateway,
    messages::recipient_states::RecipientStates,
    queues::{Queue, rank},
};

/// Reason of a wait for a gateway that can send the message.
const NO_GATEWAY: &str = "no_gateway";

/// State of a message before its change, and its place in the queues afterwards.
pub(crate) struct MessageChange<'a> {
    pub(crate) before: &'a RecipientStates,
    /// Queue in which it waits now, if it does.
    pub(crate) waits_in: Option<&'a Queue>,
    /// Whether it has just begun to wait to be routed.
    pub(crate) newly_waits: bool,
}

impl<S: Sql> DispatcherCore<S> {
    /// Returns the events of a message's change that somebody wants, one JSON record a line. `None` if there are none.
    /// Adds all events to the feed. The endpoint of the message's callback URL wants every event.
    pub(crate) fn events_of_change(
        &mut self,
        change: &MessageChange<'_>,
        message: &Message,
        now_ms: UnixMillis,
    ) -> Result<Option<String>, SqlError> {
        let is_fed = self.feed.is_open(now_ms);
        let callback = &message.options.callback_endpoint_id;
        if self.subscriptions.is_empty() && callback.is_none() && !is_fed {
            return Ok(None);
        }
        let mut lines = Vec::new();
        let is_of_interest =
            |core: &Self, kind| callback.is_some() || core.is_of_interest(kind, now_ms);
        if is_of_interest(self, EventKind::MessageHeld)
            && let Some(held) = self.hold_of_change(change, message, now_ms)
        {
            let occurrence = u64::from(message.version);
            let mut event = Event::record(Fact::MessageHeld(held), occurrence, None, now_ms);
            event.callback_endpoint_id.clone_from(callback);
            lines.extend(self.publish(&event, now_ms)?);
        }
        for (at, recipient) in message.recipients.iter().enumerate() {
            let kinds = change.before.events_since(at, recipient);
            for kind in kinds {
                if !is_of_interest(self, kind) {
                    continue;
                }
                let Some(fact) = fact(kind, message, at, recipient) else { continue };
                let gateway = gateway_of(&self.gateways, message, recipient);
                // The version gives a second failure an id of its own.
                let occurrence = u64::from(message.version);
                let mut event = Event::record(fact, occurrence, gateway, message.updated_at_ms);
                event.callback_endpoint_id.clone_from(callback);
                if is_fed {
                    // Readers of the feed may come when the message has been hashed.
                    let address = message.lasting_address(recipient);
                    self.feed_event(&event.clone().to_recipient(address), now_ms)?;
                }
                lines.extend(self.for_endpoints(&event)?);
            }
        }
        Ok((!lines.is_empty()).then(|| lines.join("\n")))
    }

    /// Returns the facts of a hold that began with the change: a new entry of the timeline, or a wait for a gateway, which
    /// the timeline does not show.
    fn hold_of_change(
        &self,
        change: &MessageChange<'_>,
        message: &Message,
        now_ms: UnixMillis,
    ) -> Option<HeldFacts> {
        let (reason, eta_ms) = if let Some(cause) = change.before.hold_since(message) {
            let until_ms = |queue| self.routing_work.held_until_ms(queue, rank(message));
            (cause, change.waits_in.and_then(until_ms))
        } else if change.newly_waits {
            let request = self.request_of_message(message, now_ms);
            let is_reachable = routing::reachable(self.snapshots(), request).next().is_some();
            (Some(NO_GATEWAY).filter(|_| !is_reachable)?, None)
        } else {
            return None;
        };
        Some(HeldFacts {
            message_id: message.id.as_str().to_owned(),
            client_id: message.client_id.clone(),
            recipient_count: u32::try_from(message.recipients.len()).unwrap_or(u32::MAX),
            reason: reason.to_owned(),
            eta_ms,
            timeline_head: message.timeline_head().map(str::to_owned),
        })
    }

    /// Returns the event of a received SMS. `None` if there is no subscriber to it. Adds it to the feed.
    pub(crate) fn event_of_inbound(
        &mut self,
        message: &InboundMessage,
        now_ms: UnixMillis,
    ) -> Result<Option<String>, SqlError> {
        if !self.is_of_interest(EventKind::InboundReceived, now_ms) {
            return Ok(None);
        }
        let fact = Fact::InboundReceived(InboundFacts {
            message_id: message.id.clone(),
            from: message.sender.clone(),
            to: None,
            text: message.body.clone(),
            sim_number: None,
            received_at_ms: message.received_at_ms,
        });
        let gateway = gateway_ref(&self.gateways, &message.gateway_id);
        let event = Event::record(fact, 0, gateway, message.created_at_ms);
        self.publish(&event, now_ms)
    }

    /// Whether an endpoint or a reader of the feed wants events of this kind.
    pub(crate) fn is_of_interest(&self, kind: EventKind, now_ms: UnixMillis) -> bool {
        self.is_wanted(kind) || self.feed.is_open(now_ms)
    }

    /// Adds an event to the feed. Returns what is to be stored for the endpoints; `None` if none of them wants it.
    pub(crate) fn publish(
        &mut self,
        event: &Event,
        now_ms: UnixMillis,
    ) -> Result<Option<String>, SqlError> {
        self.feed_event(event, now_ms)?;
        self.for_endpoints(event)
    }

    /// Returns what is to be stored of an event for the endpoints: those that subscribe to its kind, and that of its
    /// message's callback URL. `None` if there is none.
    fn for_endpoints(&self, event: &Event) -> Result<Option<String>, SqlError> {
        let is_wanted = event.callback_endpoint_id.is_some() || self.is_wanted(event.kind());
        is_wanted.then(|| to_json(event)).transpose()
    }
}

fn fact(kind: EventKind, message: &Message, at: usize, recipient: &Recipient) -> Option<Fact> {
    let failed = recipient.state == RecipientState::Failed;
    let facts = MessageFacts {
        message_id: message.id.as_str().to_owned(),
        client_id: message.client_id.clone(),
        ordinal: u8::try_from(at).ok()?,
        recipient_count: u32::try_from(message.recipients.len()).ok()?,
        // Content that cannot be read counts as one part.
        part_count: message.content.text().map_or(1, telephony::MessageText::segments),
        to: recipient.address.clone(),
        sim_number: message.options.sim_slot,
        retry_count: u32::from(recipient.failures.saturating_sub(u8::from(failed))),
        error: recipient.reason().map(str::to_owned),
        sent_at_ms: recipient.sent_at_ms,
        delivered_at_ms: recipient.delivered_at_ms,
        failed_at_ms: recipient.failed_at_ms,
        timeline_head: message.timeline_head().map(str::to_owned),
    };
    Some(match kind {
        EventKind::MessageSent => Fact::MessageSent(facts),
        EventKind::MessageDelivered => Fact::MessageDelivered(facts),
        EventKind::MessageFailed => Fact::MessageFailed(facts),
        EventKind::MessageCancelled => Fact::MessageCancelled(facts),
        EventKind::MessageHeld
        | EventKind::InboundReceived
        | EventKind::ProxyOutOfSession
        | EventKind::ProxyIntercept
        | EventKind::ProxySessionClosed
        | EventKind::OptOutChanged
        | EventKind::SpendingStopped
        | EventKind::ConversionAlarm
        | EventKind::RelayRequestReceived
        | EventKind::RelayPublished
        | EventKind::RelayPublicationFailed
        | EventKind::EndpointFailing
        | EventKind::EndpointDisabled
        | EventKind::GatewayOnline
        | EventKind::GatewayOffline
        | EventKind::GatewayLowBattery
        | EventKind::EndpointTest => return None,
    })
}

/// Returns the gateway that transmitted the SMS, or else the one that held it last.
fn gateway_of(
    gateways: &BTreeMap<GatewayId, Gateway>,
    message: &Message,
    recipient: &Recipient,
) -> Option<GatewayRef> {
    let epoch = recipient.sent_by_epoch.or(recipient.epoch);
    let lease = message.leases.iter().rev().find(|lease| Some(lease.epoch) == epoch);
    gateway_ref(gateways, &lease?.gateway_id)
}

pub(crate) fn gateway_ref(
    gateways: &BTreeMap<GatewayId, Gateway>,
    id: &GatewayId,
) -> Option<GatewayRef> {
    let gateway = gateways.get(id)?;
    Some(GatewayRef { id: id.clone(), device_id: gateway.device_id.clone() })
}

#[cfg(test)]
mod tests;
