//! Routing: choosing gateways for what is ready and committing leases, before anything is handed over.

use contracts::gateway_connection::{Delivered, OutboundSms};
use messaging::{
    MessageId,
    message::Offer,
    routing::{self, RouteRequest},
};
use object_sql::Sql;
use telephony::MessageText;

use crate::{
    Dispatch, DispatchError,
    gateways::unknown_outcome_queue,
    messages::{self, Stored},
};

/// The most messages that one round routes, so that other requests get their turn.
const ROUND_LIMIT: usize = 200;
/// The reason of a confidential message whose key is gone.
const UNREADABLE: &str = "content_unreadable";

/// Frames for one gateway whose leases are committed. The caller hands them over and then says how that
/// went; if it never can, they count as handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub gateway_id: String,
    pub frames: Vec<OutboundSms>,
    /// Each frame's lease.
    leases: Vec<FrameLease>,
}

/// The lease under which a frame is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
struct FrameLease {
    message_id: MessageId,
    epoch: u32,
    /// An earlier hand-over under this lease succeeded, so it cannot be taken back.
    again: bool,
}

impl<S: Sql> Dispatch<S> {
    /// Routes one round of what is ready. What waited longest goes first, so that a gateway gets its
    /// messages in order. An empty answer means there is nothing that could be routed.
    pub fn pump(&mut self, now_ms: i64) -> Result<Vec<Delivery>, DispatchError> {
        let mut deliveries = Vec::new();
        let mut left = ROUND_LIMIT;
        while let Some(queue) = self.queues_to_check.first().cloned() {
            let ids = self.routable(&queue, left)?;
            if ids.len() < left {
                self.queues_to_check.remove(&queue);
            }
            left = left.saturating_sub(ids.len());
            for id in ids {
                self.route(&id, now_ms, &mut deliveries)?;
            }
            if left == 0 {
                return Ok(deliveries);
            }
        }
        while left > 0 {
            let Some(id) = self.ready.pop_front() else { break };
            self.route(&id, now_ms, &mut deliveries)?;
            left -= 1;
        }
        Ok(deliveries)
    }

    /// Says how a delivery went. What was not handed over is free for another gateway at once.
    pub fn delivered(
        &mut self,
        delivery: &Delivery,
        outcome: Delivered,
        now_ms: i64,
    ) -> Result<(), DispatchError> {
        let handed_over = match outcome {
            Delivered::HandedOver { frames } => usize::try_from(frames).unwrap_or(usize::MAX),
            Delivered::NoSocket => 0,
        };
        if handed_over >= delivery.frames.len() {
            return Ok(());
        }
        self.lost_socket(&delivery.gateway_id, now_ms)?;
        let (kept, mut released) = (
            delivery.leases.get(..handed_over).unwrap_or_default(),
            delivery.leases.get(handed_over..).unwrap_or_default().to_vec(),
        );
        // A lease of many recipients counts as handed over as soon as one of its frames was.
        released.retain(|lease| !kept.contains(lease));
        released.dedup();
        for FrameLease { message_id, epoch, again } in released {
            let Some(mut stored) = messages::load(&self.sql, &message_id)? else { continue };
            if again {
                stored.message.reoffer_failed(epoch, now_ms);
                self.save(stored, now_ms)?;
            } else {
                let freed = stored.message.release(epoch, now_ms);
                self.save(stored, now_ms)?;
                self.adjust_in_flight(&delivery.gateway_id, freed);
            }
            self.ready.push_back(message_id);
        }
        Ok(())
    }

    /// The queue's messages, if anything in it could find a route now.
    fn routable(&self, queue: &str, limit: usize) -> Result<Vec<MessageId>, DispatchError> {
        let holder = queue.strip_prefix('!').unwrap_or(queue);
        let open = self.reachable().any(|id| holder.is_empty() || holder == id);
        if !open {
            return Ok(Vec::new());
        }
        Ok(messages::queued(&self.sql, queue, limit)?)
    }

    fn route(
        &mut self,
        id: &MessageId,
        now_ms: i64,
        deliveries: &mut Vec<Delivery>,
    ) -> Result<(), DispatchError> {
        let Some(mut stored) = messages::load(&self.sql, id)? else { return Ok(()) };
        let waited = stored.queue.is_some();
        stored.queue = None;
        let text = self.vault.text(&stored.message);
        match &text {
            Some(text) => self.reoffer(&mut stored, text, now_ms, deliveries),
            None => stored.message.abandon(UNREADABLE, now_ms),
        }
        let ordinals = stored.message.leasable(now_ms);
        if let Some(text) = text.filter(|_| !ordinals.is_empty()) {
            let avoid = stored.message.gateways_to_avoid();
            let pinned = stored.message.options.gateway_id.as_deref();
            let request = RouteRequest { pinned, avoid: &avoid, now_ms };
            let chosen = routing::choose(self.snapshots(), request).map(|it| it.id.clone());
            if let Some(gateway_id) = chosen {
                let recipients = u32::try_from(ordinals.len()).unwrap_or(u32::MAX);
                let offers = stored.message.lease(&gateway_id, ordinals, now_ms);
                if let Some(gateway) = self.gateways.get_mut(&gateway_id) {
                    gateway.snapshot.assign(recipients, now_ms);
                }
                push_frames(deliveries, &gateway_id, &stored, &text, &offers);
            } else {
                stored.queue = Some(pinned.unwrap_or_default().to_owned());
            }
        } else if stored.queue.is_none() {
            stored.queue = self.awaited_holder(&stored, now_ms);
        }
        match (waited, stored.queue.is_some()) {
            (true, false) => self.waiting = self.waiting.saturating_sub(1),
            (false, true) => self.waiting = self.waiting.saturating_add(1),
            _ => {}
        }
        self.save(stored, now_ms)?;
        Ok(())
    }

    /// Offers what has an unknown outcome to its holders that have come back since.
    fn reoffer(
        &self,
        stored: &mut Stored,
        text: &MessageText,
        now_ms: i64,
        deliveries: &mut Vec<Delivery>,
    ) {
        let mut holders: Vec<String> = stored.message.holders().map(str::to_owned).collect();
        holders.dedup();
        for holder in holders {
            let Some(gateway) = self.gateways.get(&holder) else { continue };
            let snapshot = &gateway.snapshot;
            if !(snapshot.active && snapshot.online && snapshot.reachable) {
                continue;
            }
            let timeout_ms = self.policy.ack_timeout_ms;
            let connected_at_ms = snapshot.connected_at_ms;
            let offers = stored.message.reoffer(&holder, connected_at_ms, now_ms, timeout_ms);
            push_frames(deliveries, &holder, stored, text, &offers);
        }
    }

    /// The queue that wakes a message of unknown outcome when its holder reconnects.
    fn awaited_holder(&self, stored: &Stored, now_ms: i64) -> Option<String> {
        let message = &stored.message;
        let silent = message.leases.iter().rev().find(|lease| {
            let unknown_at_ms = lease.offered_at_ms.saturating_add(self.policy.ack_timeout_ms);
            unknown_at_ms <= now_ms && message.holders().any(|holder| holder == lease.gateway_id)
        })?;
        Some(unknown_outcome_queue(&silent.gateway_id))
    }
}

fn push_frames(
    deliveries: &mut Vec<Delivery>,
    gateway_id: &str,
    stored: &Stored,
    text: &MessageText,
    offers: &[Offer],
) {
    if offers.is_empty() {
        return;
    }
    let index = deliveries.iter().position(|delivery| delivery.gateway_id == gateway_id);
    let index = index.unwrap_or_else(|| {
        let (frames, leases) = (Vec::new(), Vec::new());
        deliveries.push(Delivery { gateway_id: gateway_id.to_owned(), frames, leases });
        deliveries.len() - 1
    });
    let Some(delivery) = deliveries.get_mut(index) else { return };
    let message = &stored.message;
    for offer in offers {
        let Some(recipient) = message.recipients.get(usize::from(offer.ordinal)) else { continue };
        delivery.frames.push(OutboundSms {
            wire_id: message.id.wire_id(offer.ordinal),
            recipient: recipient.address.clone(),
            text: text.clone(),
        });
        let (message_id, epoch, again) = (message.id.clone(), offer.epoch, offer.again);
        delivery.leases.push(FrameLease { message_id, epoch, again });
    }
}
