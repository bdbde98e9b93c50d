//! Messages of unknown outcome: offered again to the phone that may have them, once it has reconnected.

use ids::GatewayId;
use messaging::{Message, Pace, message::UnreportedLease};
use object_sql::Sql;
use telephony::MessageText;
use unix_time::UnixMillis;

use super::{
    PACING, Queue,
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
                if !self.recount_offer(&holder, message, lease, now_ms) {
                    message.hold(PACING, now_ms);
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

    /// Counts a repeated offer at this moment. Returns `false` and holds the queue if the SIM has no
    /// capacity.
    fn recount_offer(
        &mut self,
        gateway_id: &GatewayId,
        message: &Message,
        lease: UnreportedLease,
        now_ms: UnixMillis,
    ) -> bool {
        let segments = lease.segments.saturating_mul(lease.recipients);
        let sim_slot = message.options.sim_slot;
        let Some(rule) = self.policy.pacing.filter(|_| segments > 0) else { return true };
        let offered_at_ms = lease.offered_at_ms;
        if rule.counts_until_ms(offered_at_ms) > now_ms || message.options.is_urgent() {
            self.move_count(gateway_id, sim_slot, segments, (offered_at_ms, now_ms));
            return true;
        }
        let queue = Queue::UnknownOutcome(gateway_id.clone());
        let rank = rank(message);
        if self.routing_work.is_held(&queue, rank) {
            return false;
        }
        let Some(gateway) = self.gateways.get_mut(gateway_id) else { return false };
        let pace = Pace { rule, sim_slot, segments };
        let kept_until_ms = self.routing_work.reserved_until_ms(gateway_id, sim_slot, rank);
        if kept_until_ms.is_none() && gateway.snapshot.pacing.room(pace, now_ms) > 0 {
            gateway.spend(rule, sim_slot, segments, now_ms);
            return true;
        }
        let room_at_ms = gateway.snapshot.pacing.room_at_ms(pace, now_ms);
        let until_ms =
            room_at_ms.max(kept_until_ms.unwrap_or(now_ms)).max(now_ms.saturating_add(1));
        let gateway_id = gateway_id.clone();
        self.routing_work.hold(queue, CapacityHold { until_ms, rank, gateway_id, sim_slot });
        false
    }
}

#[cfg(test)]
mod tests;
