//! Messages of unknown outcome: offered again to the phone that may have them, once it has reconnected.

use ids::GatewayId;
use messaging::{Message, Pace, message::UnreportedLease};
use object_sql::Sql;
use telephony::MessageText;
use unix_time::UnixMillis;

use super::{
    PACING, Queue, SEND_WINDOW,
    delivery::{Delivery, push_frames},
    rank,
    routing_work::CapacityHold,
};
use crate::{DispatcherCore, messages::StoredMessage};

impl<S: Sql> DispatcherCore<S> {
    /// Offers recipients of unknown outcome again to holders that have reconnected since. The phone may never
    /// have had them, so pacing moves their count to this moment. While the earlier count is still in its
    /// window, there is capacity for that; later they wait for capacity like any other message. Returns the
    /// queue in which they wait, if they do.
    pub(crate) fn reoffer(
        &mut self,
        message: &mut Message,
        text: &MessageText,
        now_ms: UnixMillis,
        deliveries: &mut Vec<Delivery>,
    ) -> Option<Queue> {
        let mut holders: Vec<GatewayId> = message.holders().cloned().collect();
        holders.dedup();
        let mut waits_in = None;
        for holder in holders {
            let Some(gateway) = self.gateways.get(&holder) else { continue };
            let snapshot = &gateway.snapshot;
            let usable = snapshot.active && snapshot.online && snapshot.reachable;
            if self.is_offered_once(&holder) || !usable {
                continue;
            }
            let (timeout_ms, connected_at_ms) =
                (self.policy.ack_timeout_ms, snapshot.connected_at_ms);
            for lease in message.unreported_leases(&holder, connected_at_ms, now_ms, timeout_ms) {
                if let Err(cause) = self.recount_offer(&holder, message, lease, now_ms) {
                    message.hold(cause, now_ms);
                    waits_in = Some(Queue::UnknownOutcome(holder.clone()));
                    break;
                }
                let offers = message.reoffer(lease.epoch, now_ms);
                push_frames(deliveries, &holder, message, text, &offers);
            }
        }
        waits_in
    }

    /// Returns the queue in which a message of unknown outcome waits for its holder to reconnect.
    pub(crate) fn awaited_holder(
        &self,
        stored: &StoredMessage,
        now_ms: UnixMillis,
    ) -> Option<Queue> {
        let message = &stored.message;
        let silent = message.leases.iter().rev().find(|lease| {
            let unknown_at_ms = lease.offered_at_ms.saturating_add(self.policy.ack_timeout_ms);
            unknown_at_ms <= now_ms
                && !self.is_offered_once(&lease.gateway_id)
                && message.holders().any(|holder| *holder == lease.gateway_id)
        })?;
        Some(Queue::UnknownOutcome(silent.gateway_id.clone()))
    }

    pub(crate) fn has_unknown_outcome(
        &self,
        message: &messaging::Message,
        now_ms: UnixMillis,
    ) -> bool {
        message.holders().next().is_some()
            && message.leases.iter().any(|lease| {
                !self.is_offered_once(&lease.gateway_id)
                    && lease.offered_at_ms.saturating_add(self.policy.ack_timeout_ms) <= now_ms
            })
    }

    /// Whether an unreported message is not offered to this gateway again: a fetching gateway asks for it by
    /// itself, and a provider would send it twice.
    pub(crate) fn is_offered_once(&self, gateway_id: &GatewayId) -> bool {
        self.fetches(gateway_id) || self.is_provider(gateway_id)
    }

    /// Counts a repeated offer at this moment. Fails with the cause, and holds the queue, if the SIM has no capacity or
    /// the gateway's send window is closed.
    fn recount_offer(
        &mut self,
        gateway_id: &GatewayId,
        message: &Message,
        lease: UnreportedLease,
        now_ms: UnixMillis,
    ) -> Result<(), &'static str> {
        let segments = lease.segments.saturating_mul(lease.recipients);
        let sim_slot = message.options.sim_slot;
        let queue = Queue::UnknownOutcome(gateway_id.clone());
        let rank = rank(message);
        let snapshot = self.gateways.get(gateway_id).map(|gateway| &gateway.snapshot);
        let opens_at_ms = snapshot.map_or(now_ms, |gateway| gateway.opens_at_ms(now_ms));
        if opens_at_ms > now_ms && !message.options.is_urgent() {
            let (gateway_id, cause) = (gateway_id.clone(), SEND_WINDOW);
            let hold = CapacityHold { until_ms: opens_at_ms, rank, gateway_id, sim_slot, cause };
            self.routing_work.hold(queue, hold);
            return Err(cause);
        }
        let rule = self.pacing_rule_of(gateway_id).filter(|_| segments > 0);
        let Some(rule) = rule else { return Ok(()) };
        let offered_at_ms = lease.offered_at_ms;
        if rule.counts_until_ms(offered_at_ms) > now_ms || message.options.is_urgent() {
            self.move_count(gateway_id, sim_slot, segments, (offered_at_ms, now_ms));
            return Ok(());
        }
        if let Some(cause) = self.routing_work.held_by(&queue, rank) {
            return Err(cause);
        }
        let Some(gateway) = self.gateways.get_mut(gateway_id) else { return Err(PACING) };
        let pace = Pace { rule, sim_slot, segments };
        let kept_until_ms = self.routing_work.reserved_until_ms(gateway_id, sim_slot, rank);
        if kept_until_ms.is_none() && gateway.snapshot.pacing.room(pace, now_ms) > 0 {
            gateway.spend(rule, sim_slot, segments, now_ms);
            return Ok(());
        }
        let room_at_ms = gateway.snapshot.pacing.room_at_ms(pace, now_ms);
        let until_ms =
            room_at_ms.max(kept_until_ms.unwrap_or(now_ms)).max(now_ms.saturating_add(1));
        // The window may have closed by then.
        let until_ms = gateway.snapshot.opens_at_ms(until_ms);
        let (gateway_id, cause) = (gateway_id.clone(), PACING);
        let hold = CapacityHold { until_ms, rank, gateway_id, sim_slot, cause };
        self.routing_work.hold(queue, hold);
        Err(cause)
    }
}

#[cfg(test)]
mod tests;
