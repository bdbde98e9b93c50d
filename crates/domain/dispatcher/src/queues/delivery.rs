//! Hand-over of frames to the gateways that hold a connection, and its outcome.

use ids::GatewayId;
use messaging::{Message, MessageId, message::Offer};
use object_commands::gateway_connection::{DeliverOutcome, OutboundSms};
use object_sql::Sql;
use telephony::MessageText;
use unix_time::UnixMillis;

use super::rank;
use crate::{DispatcherCore, DispatcherError, messages};

/// Frames for one gateway whose leases are committed. The caller hands them over and reports the outcome with
/// [`DispatcherCore::record_delivery`]; if it never does, they count as handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub gateway_id: GatewayId,
    pub frames: Vec<OutboundSms>,
    /// Lease of each frame.
    leases: Vec<FrameLease>,
}

/// The lease under which a frame is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
struct FrameLease {
    message_id: MessageId,
    epoch: u32,
    /// Whether an earlier hand-over under this lease succeeded, so that it cannot be taken back.
    again: bool,
}

impl<S: Sql> DispatcherCore<S> {
    /// Records the outcome of a delivery. Frames that were not handed over are free for another gateway at
    /// once.
    pub fn record_delivery(
        &mut self,
        delivery: &Delivery,
        outcome: DeliverOutcome,
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        let handed_over = match outcome {
            DeliverOutcome::HandedOver { frames } => usize::try_from(frames).unwrap_or(usize::MAX),
            DeliverOutcome::NoSocket => 0,
        };
        if handed_over >= delivery.frames.len() {
            return Ok(());
        }
        self.mark_unreachable(&delivery.gateway_id, now_ms)?;
        let (kept, mut released) = (
            delivery.leases.get(..handed_over).unwrap_or_default(),
            delivery.leases.get(handed_over..).unwrap_or_default().to_vec(),
        );
        // A lease of several recipients counts as handed over once any of its frames was.
        released.retain(|lease| !kept.contains(lease));
        // The frames of one lease are next to each other, so this leaves each lease once.
        released.dedup();
        for FrameLease { message_id, epoch, again } in released {
            let Some(mut stored) = messages::load(&self.sql, &message_id)? else { continue };
            let rank = rank(&stored.message);
            let (id, sim_slot) = (&delivery.gateway_id, stored.message.options.sim_slot);
            let lease = stored.message.lease_of_epoch(epoch);
            // Read before the calls below, which set the time of the offer back or remove the lease.
            let (segments, leased_at_ms, offered_at_ms) = lease
                .map(|lease| (lease.segments, lease.leased_at_ms, lease.offered_at_ms))
                .unwrap_or_default();
            if again {
                let recipients = stored.message.reoffer_failed(epoch, now_ms);
                let segments = segments.saturating_mul(recipients);
                self.move_count(id, sim_slot, segments, (offered_at_ms, leased_at_ms));
            } else {
                let freed = stored.message.release(epoch, now_ms);
                self.adjust_in_flight(id, freed);
                self.uncount(id, sim_slot, segments.saturating_mul(freed), leased_at_ms);
            }
            self.save(stored, now_ms)?;
            self.routing_work.push(rank, message_id);
        }
        Ok(())
    }
}

/// Adds one frame for each offer to the gateway's delivery.
pub(crate) fn push_frames(
    deliveries: &mut Vec<Delivery>,
    gateway_id: &GatewayId,
    message: &Message,
    text: &MessageText,
    offers: &[Offer],
) {
    if offers.is_empty() {
        return;
    }
    let index = deliveries.iter().position(|delivery| delivery.gateway_id == *gateway_id);
    let index = index.unwrap_or_else(|| {
        let (frames, leases) = (Vec::new(), Vec::new());
        deliveries.push(Delivery { gateway_id: gateway_id.clone(), frames, leases });
        deliveries.len() - 1
    });
    let Some(delivery) = deliveries.get_mut(index) else { return };
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

#[cfg(test)]
mod tests;
