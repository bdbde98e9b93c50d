//! Gateways that fetch their messages (polling).
//!
//! Routing assigns a message to such a gateway and has it notified. Nothing counts as handed over until the
//! gateway fetches; if it misses its deadline, other gateways get their turn. A fetched message is returned
//! again with every fetch, under the same id, until the gateway reports its outcome.

use ids::GatewayId;
use messaging::{Content, Message, MessageId, Protocol, RecipientState};
use object_commands::dispatcher::{
    FetchMessages, FetchedBatch, FetchedMessage, Presence, PresenceSign,
};
use object_sql::Sql;
use unix_time::UnixMillis;

use super::{Queue, delivery::Delivery, rank, route::UNREADABLE, rows};
use crate::{DispatcherCore, DispatcherError, messages};

/// One message as it is offered to a gateway that fetches.
enum Offered {
    Message(Box<FetchedMessage>),
    Nothing,
    /// The content does not fit into this fetch.
    TooLong,
}

impl<S: Sql> DispatcherCore<S> {
    /// Hands over the messages that the gateway is to send. Also returns deliveries for other gateways that
    /// were routed on the way; the caller delivers them.
    pub fn fetch(
        &mut self,
        fetch: &FetchMessages,
        now_ms: UnixMillis,
    ) -> Result<(FetchedBatch, Vec<Delivery>), DispatcherError> {
        let id = &fetch.gateway_id;
        let presence = Presence { gateway_id: id.clone(), sign: PresenceSign::Alive, health: None };
        self.presence(&presence, now_ms)?;
        let deliveries = self.route_to_fetcher(id, now_ms)?;
        let mut messages = Vec::new();
        let mut bytes_left = FetchedBatch::MAX_CONTENT_BYTES;
        let mut is_complete = true;
        for message_id in self.fetch_page(fetch)? {
            // The first message has no limit, or a longer one would be in the way of all others.
            match self.fetch_one(
                id,
                &message_id,
                (!messages.is_empty()).then_some(bytes_left),
                now_ms,
            )? {
                Offered::Message(fetched) => {
                    bytes_left = bytes_left.saturating_sub(fetched.message.content.len());
                    messages.push(*fetched);
                }
                Offered::Nothing => {}
                Offered::TooLong => {
                    is_complete = false;
                    break;
                }
            }
        }
        // A batch that is not full is all that the gateway has not reported, which is what is in flight.
        if is_complete && messages.len() < FetchedBatch::LIMIT {
            let recipients: usize = messages.iter().map(|it| it.ordinals.len()).sum();
            self.correct_in_flight(id, u32::try_from(recipients).unwrap_or(u32::MAX));
        }
        // The sort is stable: equal messages keep the order that the gateway asked for.
        messages.sort_by_key(|it| {
            let options = &it.message.options;
            (options.scheduled_at_ms.unwrap_or(UnixMillis::MIN), -i16::from(options.priority))
        });
        Ok((FetchedBatch { messages }, deliveries))
    }

    /// Routes the waiting messages while this gateway counts as reachable.
    fn route_to_fetcher(
        &mut self,
        id: &GatewayId,
        now_ms: UnixMillis,
    ) -> Result<Vec<Delivery>, DispatcherError> {
        let Some(gateway) = self.gateways.get_mut(id) else {
            return Err(DispatcherError::UnknownGateway);
        };
        gateway.fetched_at_ms = now_ms;
        // A gateway that fetches can be given messages even if no notice reaches it, but only in this round.
        gateway.snapshot.reachable = true;
        self.check_queues_of(id);
        let deliveries = self.pump(now_ms)?;
        // The round may have queued notices for messages that this fetch is about to return.
        self.drop_message_notices(id);
        if let Some(gateway) = self.gateways.get_mut(id) {
            gateway.snapshot.reachable = gateway.can_be_notified();
        }
        Ok(deliveries)
    }

    /// Whether the gateway's send window is closed to the message when the phone would send it.
    fn must_wait(&self, gateway_id: &GatewayId, message: &Message, now_ms: UnixMillis) -> bool {
        let sends_at_ms = message.options.scheduled_at_ms.map_or(now_ms, |at_ms| at_ms.max(now_ms));
        let gateway = self.gateways.get(gateway_id);
        !message.options.is_urgent()
            && gateway.is_some_and(|gateway| !gateway.snapshot.is_open(sends_at_ms))
    }

    fn fetch_page(&self, fetch: &FetchMessages) -> Result<Vec<MessageId>, DispatcherError> {
        let gateway = self.gateways.get(&fetch.gateway_id);
        let Some(gateway) = gateway.filter(|gateway| gateway.snapshot.active) else {
            return Ok(Vec::new());
        };
        let mut queues = vec![Queue::ToFetch(fetch.gateway_id.clone())];
        if let Protocol::Poll { keeps_schedules: true, .. } = gateway.snapshot.protocol {
            queues.push(Queue::ToFetchAhead(fetch.gateway_id.clone()));
        }
        let mut page = Vec::new();
        for queue in queues {
            let left = FetchedBatch::LIMIT - page.len().min(FetchedBatch::LIMIT);
            let rows = if fetch.latest_first {
                rows::queued_latest_first(&self.sql, &queue, left)?
            } else {
                rows::queued(&self.sql, &queue, left)?
            };
            page.extend(rows.into_iter().map(|(_, id)| id));
        }
        Ok(page)
    }

    /// Leases what this gateway does not have yet and returns the message with all of its recipients that are
    /// this gateway's to send. If the content is longer than `max_bytes`, nothing is leased, so that no lease
    /// exists without a hand-over.
    fn fetch_one(
        &mut self,
        gateway_id: &GatewayId,
        id: &MessageId,
        max_bytes: Option<usize>,
        now_ms: UnixMillis,
    ) -> Result<Offered, DispatcherError> {
        let Some(mut stored) = messages::load(&self.sql, id)? else { return Ok(Offered::Nothing) };
        // The length of content in pieces is known without reading them.
        if max_bytes.is_some_and(|most| stored.message.content.len() > most)
            && matches!(stored.message.content, Content::Long(_))
        {
            return Ok(Offered::TooLong);
        }
        let Some(content) = self.open_content(&stored.message)? else {
            stored.message.abandon(UNREADABLE, now_ms);
            stored.queue = None;
            self.save(stored, now_ms)?;
            return Ok(Offered::Nothing);
        };
        if max_bytes.is_some_and(|most| content.len() > most) {
            return Ok(Offered::TooLong);
        }
        self.abandon_opted_out(&mut stored.message, now_ms)?;
        let is_new = !stored.message.former_gateways().contains(&gateway_id);
        let waiting = if is_new { stored.message.leasable_ahead(now_ms) } else { Vec::new() };
        if !waiting.is_empty() && self.must_wait(gateway_id, &stored.message, now_ms) {
            // The send window closed after the message was assigned. It is routed again, to this gateway or another.
            let recipients = u32::try_from(waiting.len()).unwrap_or(u32::MAX);
            self.adjust_in_flight(gateway_id, recipients);
            stored.message.unassign(now_ms);
            stored.queue = None;
            self.routing_work.push(rank(&stored.message), id.clone());
            self.save(stored, now_ms)?;
            return Ok(Offered::Nothing);
        }
        if !waiting.is_empty() {
            // No segments are counted: gateways that fetch pace themselves, or were counted when it was assigned.
            stored.message.lease(gateway_id, waiting, 0, now_ms);
            stored.queue = Some(Queue::ToFetch(gateway_id.clone()));
        }
        let ordinals = stored.message.fetchable(gateway_id);
        let mut message = stored.message.clone();
        if ordinals.is_empty() {
            stored.queue = None;
            self.routing_work.push(rank(&message), id.clone());
        }
        self.save(stored, now_ms)?;
        if ordinals.is_empty() {
            return Ok(Offered::Nothing);
        }
        let cancelling = ordinals.iter().all(|at| {
            let recipient = message.recipients.get(usize::from(*at));
            recipient.is_some_and(|it| it.state == RecipientState::Cancelling)
        });
        message.content = content;
        message.timeline.clear();
        message.leases.clear();
        Ok(Offered::Message(Box::new(FetchedMessage { message, ordinals, cancelling })))
    }
}

#[cfg(test)]
mod tests;
