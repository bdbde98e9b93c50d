//! Routing one message: committing its leases, or letting it wait.

use ids::GatewayId;
use messaging::{
    Demand, GatewaySnapshot, Message, MessageId, Pace,
    routing::{self, RouteRequest},
};
use object_sql::Sql;
use telephony::MessageText;
use unix_time::UnixMillis;

use super::{
    PACING, Queue, SEND_WINDOW,
    delivery::{Delivery, push_frames},
    membership::schedule_queue,
    rank,
    routing_work::CapacityHold,
};
use crate::{DispatcherCore, DispatcherError, messages};

/// Failure reason of a message whose content can no longer be read.
pub(crate) const UNREADABLE: &str = "content_unreadable";

impl<S: Sql> DispatcherCore<S> {
    /// Leases the recipients that can be leased and offers unreported ones again. Returns the queue in which
    /// the message waits now, if any.
    pub(crate) fn route(
        &mut self,
        id: &MessageId,
        now_ms: UnixMillis,
        deliveries: &mut Vec<Delivery>,
    ) -> Result<Option<Queue>, DispatcherError> {
        let Some(mut stored) = messages::load(&self.sql, id)? else { return Ok(None) };
        // Routing decides anew, as if the message waited nowhere. `save` writes the column only if that changes it.
        stored.queue = None;
        self.abandon_opted_out(&mut stored.message, now_ms)?;
        let content = self.text_sealer.content(&stored.message);
        // Data and multimedia content goes only to gateways that fetch it, where no text is needed.
        let text = content.as_ref().map(|it| it.text().cloned().unwrap_or_default());
        let waits_for_room = if let Some(text) = &text {
            self.reoffer(&mut stored.message, text, now_ms, deliveries)
        } else {
            stored.message.abandon(UNREADABLE, now_ms);
            None
        };
        let ordinals = stored.message.leasable(now_ms);
        if let Some(text) = text.filter(|_| !ordinals.is_empty()) {
            if !self.lease(&mut stored.message, &text, ordinals, now_ms, deliveries) {
                stored.queue = Some(self.queue_to_route(&stored.message));
            } else if let Some(gateway_id) = stored.message.assigned_to().cloned() {
                // Segments are counted with an assignment only here: no lease stands for them after a crash.
                if self.gateways.get(&gateway_id).is_some_and(|gateway| gateway.pacing_unsaved) {
                    self.save_gateway(&gateway_id, now_ms)?;
                }
                stored.queue = Some(Queue::ToFetch(gateway_id));
            }
        } else {
            let awaited = || self.awaited_holder(&stored, now_ms);
            stored.queue =
                waits_for_room.or_else(|| self.fetch_queue_of(&stored.message)).or_else(awaited);
            stored.queue = stored.queue.or_else(|| schedule_queue(&stored.message, now_ms));
        }
        let queue = stored.queue.clone();
        self.save(stored, now_ms)?;
        Ok(queue)
    }

    /// Whether pumping could lease the message or offer it again.
    pub(crate) fn wants_route(&self, message: &messaging::Message, now_ms: UnixMillis) -> bool {
        !message.leasable(now_ms).is_empty() || self.has_unknown_outcome(message, now_ms)
    }

    /// Returns the queue in which a message waits that no gateway could be given.
    pub(crate) fn queue_to_route(&self, message: &Message) -> Queue {
        let pinned = message.options.gateway_id.as_ref();
        let traffic = self.traffic_of(message.recipients.iter().map(|it| &it.address));
        Queue::to_route(pinned, traffic)
    }

    /// Leases all recipients to one gateway, or as many as it has capacity for and the rest to others.
    /// Returns whether all were leased. If not, and a gateway is connected, the queue is held until one has
    /// capacity.
    fn lease(
        &mut self,
        message: &mut Message,
        text: &MessageText,
        mut ordinals: Vec<u8>,
        now_ms: UnixMillis,
        deliveries: &mut Vec<Delivery>,
    ) -> bool {
        let cost = self.cost(message, text, ordinals.len());
        let traffic = self.traffic_of(message.recipients.iter().map(|it| &it.address));
        let rank = rank(message);
        let queue = Queue::to_route(message.options.gateway_id.as_ref(), traffic);
        if let Some(cause) = self.routing_work.held_by(&queue, rank) {
            // An earlier message of this queue is waiting for SIM capacity, which this one must not take.
            message.hold(cause, now_ms);
            return false;
        }
        while !ordinals.is_empty() {
            let (avoid, former) = (message.gateways_to_avoid(), message.former_gateways());
            let demand = Some(cost).filter(|_| !message.options.is_urgent());
            let request =
                RouteRequest { traffic, demand, ..request_for(message, &avoid, &former, now_ms) };
            let free = |it: &&GatewaySnapshot| {
                let pace = demand.and_then(|demand| demand.on(it));
                pace.is_none_or(|pace| {
                    self.routing_work.reserved_until_ms(&it.id, pace.sim_slot, rank).is_none()
                })
            };
            let chosen = routing::choose(self.snapshots().filter(free), request);
            let Some(gateway) = chosen else {
                if let Some(hold) = self.next_turn(request, rank) {
                    message.hold(hold.cause, now_ms);
                    self.routing_work.hold(queue, hold);
                }
                return false;
            };
            let gateway_id = gateway.id.clone();
            let pace = cost.on(gateway);
            if gateway.protocol.is_poll() {
                if let Some(Pace { rule, sim_slot, segments }) = pace
                    && let Some(gateway) = self.gateways.get_mut(&gateway_id)
                {
                    // If the phone misses its fetch, the segments stay counted, which only delays other messages.
                    gateway.spend(rule, sim_slot, segments, now_ms);
                }
                self.assign(&gateway_id, message, ordinals.len(), now_ms);
                return true;
            }
            let provider =
                self.gateways.get(&gateway_id).filter(|_| gateway.protocol.is_provider());
            let room = match provider {
                Some(provider) => provider.free_calls(),
                None => pace
                    .filter(|_| demand.is_some())
                    .map_or(u32::MAX, |pace| gateway.pacing.room(pace, now_ms)),
            };
            if room == 0 {
                // The next answer to one of the provider's calls makes room.
                return false;
            }
            let room = usize::try_from(room).unwrap_or(usize::MAX).min(ordinals.len());
            let rest = ordinals.split_off(room);
            self.lease_to(&gateway_id, message, text, ordinals, pace, now_ms, deliveries);
            ordinals = rest;
        }
        true
    }

    /// Assigns the message to a fetching gateway and notifies it.
    pub(crate) fn assign(
        &mut self,
        gateway_id: &GatewayId,
        message: &mut Message,
        recipients: usize,
        now_ms: UnixMillis,
    ) {
        message.assign(gateway_id, now_ms);
        if let Some(gateway) = self.gateways.get_mut(gateway_id) {
            let recipients = u32::try_from(recipients).unwrap_or(u32::MAX);
            gateway.snapshot.assign(recipients, now_ms);
        }
        self.queue_message_notice(gateway_id, &message.id);
    }

    #[expect(clippy::too_many_arguments, reason = "one step of a loop that has all of them")]
    fn lease_to(
        &mut self,
        gateway_id: &GatewayId,
        message: &mut Message,
        text: &MessageText,
        ordinals: Vec<u8>,
        cost: Option<Pace>,
        now_ms: UnixMillis,
        deliveries: &mut Vec<Delivery>,
    ) {
        let recipients = u32::try_from(ordinals.len()).unwrap_or(u32::MAX);
        let segments = cost.map_or(0, |cost| cost.segments);
        let offers = message.lease(gateway_id, ordinals, segments, now_ms);
        if let Some(gateway) = self.gateways.get_mut(gateway_id) {
            gateway.snapshot.assign(recipients, now_ms);
            if let Some(Pace { rule, sim_slot, segments }) = cost {
                gateway.spend(rule, sim_slot, segments.saturating_mul(recipients), now_ms);
            }
        }
        if self.is_provider(gateway_id) {
            self.push_calls(gateway_id, message, text, &offers);
        } else {
            push_frames(deliveries, gateway_id, message, text, &offers);
        }
    }

    /// SIM segments that the message costs.
    fn cost(&self, message: &Message, text: &MessageText, recipients: usize) -> Demand {
        Demand {
            deployment: self.policy.pacing,
            sim_slot: message.options.sim_slot,
            segments: text.segments(),
            recipients: u32::try_from(recipients).unwrap_or(u32::MAX),
        }
    }

    /// Returns the gateway and time of the message's next chance to be sent. `None` if no gateway could take
    /// it at all.
    fn next_turn(&self, request: RouteRequest<'_>, rank: i64) -> Option<CapacityHold> {
        let (demand, now_ms) = (request.demand?, request.now_ms);
        let turn_at_ms = |gateway: &GatewaySnapshot| {
            let pace = demand.on(gateway);
            let kept_until_ms = pace.and_then(|pace| {
                self.routing_work.reserved_until_ms(&gateway.id, pace.sim_slot, rank)
            });
            let room_at_ms = pace.map_or(now_ms, |pace| gateway.pacing.room_at_ms(pace, now_ms));
            // Never now: a hold that is due already would be released and set again without end.
            let turn_at_ms =
                room_at_ms.max(kept_until_ms.unwrap_or(now_ms)).max(now_ms.saturating_add(1));
            gateway.opens_at_ms(turn_at_ms)
        };
        let (gateway, until_ms) = routing::next_turn(self.snapshots(), request, turn_at_ms)?;
        let cause = if gateway.is_open(now_ms) { PACING } else { SEND_WINDOW };
        let (gateway_id, sim_slot) = (gateway.id.clone(), demand.sim_slot);
        Some(CapacityHold { until_ms, rank, gateway_id, sim_slot, cause })
    }
}

/// Builds the limits on the choice of a gateway for a message, except for its traffic and its demand.
pub(crate) fn request_for<'a>(
    message: &'a Message,
    avoid: &'a [&'a GatewayId],
    former: &'a [&'a GatewayId],
    now_ms: UnixMillis,
) -> RouteRequest<'a> {
    RouteRequest {
        pinned: message.options.gateway_id.as_ref(),
        avoid,
        former,
        needs: message.needs(),
        seen_since_ms: message.options.seen_since_ms,
        now_ms,
        ..RouteRequest::default()
    }
}

#[cfg(test)]
mod tests;
