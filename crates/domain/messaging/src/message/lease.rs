//! Leases: one route's right to send to a stated set of recipients, numbered by an epoch.

use ids::GatewayId;
use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

use super::{Message, RecipientState, TimelineEntry, TimelineEvent};

/// A gateway's right to send to some of a message's recipients.
///
/// It counts as handed over from the moment it is committed, because a crash between the commit and the
/// hand-over cannot be told from one after it. Only the answer that the gateway had no socket takes it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    pub epoch: u32,
    pub gateway_id: GatewayId,
    pub ordinals: Vec<u8>,
    pub leased_at_ms: UnixMillis,
    /// Time of the latest hand-over under this lease.
    pub offered_at_ms: UnixMillis,
    /// Segments that pacing counted for each of its recipients; 0 if it counted none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub segments: u32,
}

impl Lease {
    pub(super) fn covers(&self, ordinal: usize) -> bool {
        self.ordinals.iter().any(|it| usize::from(*it) == ordinal)
    }
}

/// A lease whose frames a gateway may have missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnreportedLease {
    pub epoch: u32,
    /// Number of its unreported recipients; at least one.
    pub recipients: u32,
    /// Segments that pacing counted for each of them.
    pub segments: u32,
    /// Time of the latest hand-over, at which they were counted.
    pub offered_at_ms: UnixMillis,
}

/// A hand-over to a gateway for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub epoch: u32,
    pub ordinal: u8,
    /// Whether it was handed over before under the same lease.
    pub again: bool,
}

impl Message {
    /// Recipients that may be leased now: accepted, past their schedule and their retry delay, and not
    /// expired.
    pub fn leasable(&self, now_ms: UnixMillis) -> Vec<u8> {
        if self.is_scheduled_after(now_ms) { Vec::new() } else { self.leasable_ahead(now_ms) }
    }

    /// Recipients that may be leased now to a gateway that keeps the schedule by itself.
    pub fn leasable_ahead(&self, now_ms: UnixMillis) -> Vec<u8> {
        if self.expires_at_ms <= now_ms {
            return Vec::new();
        }
        self.ordinals(|recipient| {
            recipient.state == RecipientState::Accepted
                && recipient.retry_at_ms.is_none_or(|at_ms| at_ms <= now_ms)
        })
    }

    /// Whether it is too early to transmit it.
    pub fn is_scheduled_after(&self, now_ms: UnixMillis) -> bool {
        self.options.scheduled_at_ms.is_some_and(|at_ms| at_ms > now_ms)
    }

    /// Gateways that have had a lease of the message. A fetching gateway, which knows messages by id, would
    /// not take it again.
    pub fn former_gateways(&self) -> Vec<&GatewayId> {
        self.leases.iter().map(|lease| &lease.gateway_id).collect()
    }

    /// Gateways whose attempts at this message failed or ended unknown: another is preferred.
    pub fn gateways_to_avoid(&self) -> Vec<&GatewayId> {
        let current =
            |epoch| self.recipients.iter().any(|recipient| recipient.epoch == Some(epoch));
        let former = self.leases.iter().filter(|lease| !current(lease.epoch));
        former.map(|lease| &lease.gateway_id).collect()
    }

    /// Leases `ordinals` to a gateway. The caller commits the message before it hands anything over.
    /// `segments` is the number that pacing counted for each recipient.
    pub fn lease(
        &mut self,
        gateway_id: &GatewayId,
        ordinals: Vec<u8>,
        segments: u32,
        now_ms: UnixMillis,
    ) -> Vec<Offer> {
        self.end_assignment();
        let epoch = self.next_epoch;
        self.next_epoch = epoch.saturating_add(1);
        for at in &ordinals {
            let Some(recipient) = self.recipients.get_mut(usize::from(*at)) else { continue };
            recipient.state = RecipientState::Dispatched;
            recipient.epoch = Some(epoch);
            recipient.retry_at_ms = None;
        }
        let offers = ordinals
            .iter()
            .map(|ordinal| Offer { epoch, ordinal: *ordinal, again: false })
            .collect();
        self.leases.push(Lease {
            epoch,
            gateway_id: gateway_id.clone(),
            ordinals,
            leased_at_ms: now_ms,
            offered_at_ms: now_ms,
            segments,
        });
        self.record(now_ms, TimelineEntry::new(TimelineEvent::Leased).lease(epoch, gateway_id));
        offers
    }

    /// Takes back a lease for which the gateway had no socket: its recipients are free again, unless a report
    /// proves that the phone has them. Returns the number freed.
    pub fn release(&mut self, epoch: u32, now_ms: UnixMillis) -> u32 {
        let Some(index) = self.leases.iter().position(|lease| lease.epoch == epoch) else {
            return 0;
        };
        let mut freed = 0;
        for recipient in &mut self.recipients {
            if recipient.epoch == Some(epoch) && recipient.state == RecipientState::Dispatched {
                recipient.state = RecipientState::Accepted;
                recipient.epoch = None;
                freed += 1;
            }
        }
        // A lease without current or reported recipients leaves a trace only in the timeline.
        if !self.recipients.iter().any(|recipient| recipient.epoch == Some(epoch)) {
            let lease = self.leases.remove(index);
            let entry = TimelineEntry::new(TimelineEvent::NotHandedOver);
            self.record(now_ms, entry.lease(epoch, &lease.gateway_id).cause("no_socket"));
        }
        freed
    }

    /// Records that a repeated offer under this lease did not reach the gateway. The first hand-over still
    /// counts; only the time of the latest offer is set back. Returns the number of recipients of the offer.
    pub fn reoffer_failed(&mut self, epoch: u32, now_ms: UnixMillis) -> u32 {
        let recipients = u32::try_from(self.unreported_under(epoch).len()).unwrap_or(u32::MAX);
        let Some(lease) = self.leases.iter_mut().find(|lease| lease.epoch == epoch) else {
            return 0;
        };
        // The next connection then finds the offer older than itself, and repeats it.
        lease.offered_at_ms = lease.leased_at_ms;
        let gateway_id = lease.gateway_id.clone();
        let entry = TimelineEntry::new(TimelineEvent::NotHandedOver).lease(epoch, &gateway_id);
        self.record(now_ms, entry.cause("no_socket"));
        recipients
    }

    /// Leases that a gateway may have missed: offered before it reconnected at `connected_at_ms`, and
    /// unreported for longer than the acknowledgement time-out.
    pub fn unreported_leases(
        &self,
        gateway_id: &GatewayId,
        connected_at_ms: UnixMillis,
        now_ms: UnixMillis,
        ack_timeout_ms: i64,
    ) -> Vec<UnreportedLease> {
        let unknown = |lease: &&Lease| {
            lease.gateway_id == *gateway_id
                && lease.offered_at_ms < connected_at_ms
                && lease.offered_at_ms.saturating_add(ack_timeout_ms) <= now_ms
        };
        let leases = self.leases.iter().filter(unknown).map(|lease| {
            let recipients = u32::try_from(self.unreported_under(lease.epoch).len());
            UnreportedLease {
                epoch: lease.epoch,
                recipients: recipients.unwrap_or(u32::MAX),
                segments: lease.segments,
                offered_at_ms: lease.offered_at_ms,
            }
        });
        leases.filter(|lease| lease.recipients > 0).collect()
    }

    /// Offers the unreported recipients of a lease again: same lease, same wire ids.
    pub fn reoffer(&mut self, epoch: u32, now_ms: UnixMillis) -> Vec<Offer> {
        let ordinals = self.unreported_under(epoch);
        let Some(lease) = self.leases.iter_mut().find(|lease| lease.epoch == epoch) else {
            return Vec::new();
        };
        lease.offered_at_ms = now_ms;
        let entry = TimelineEntry::new(TimelineEvent::Reoffered).lease(epoch, &lease.gateway_id);
        self.record(now_ms, entry.cause("gateway_reconnected"));
        ordinals.into_iter().map(|ordinal| Offer { epoch, ordinal, again: true }).collect()
    }

    fn unreported_under(&self, epoch: u32) -> Vec<u8> {
        self.ordinals(|recipient| {
            recipient.epoch == Some(epoch) && recipient.state == RecipientState::Dispatched
        })
    }

    /// Gateways that hold the current lease of a recipient still open on a phone.
    pub fn holders(&self) -> impl Iterator<Item = &GatewayId> {
        self.recipients.iter().filter(|recipient| recipient.state.is_outcome_open()).filter_map(
            |recipient| self.lease_of_epoch(recipient.epoch?).map(|lease| &lease.gateway_id),
        )
    }

    /// Gateway that holds the current lease of one recipient.
    pub fn holder_of(&self, ordinal: u8) -> Option<&GatewayId> {
        let recipient = self.recipients.get(usize::from(ordinal))?;
        self.lease_of_epoch(recipient.epoch?).map(|lease| &lease.gateway_id)
    }

    pub fn lease_of_epoch(&self, epoch: u32) -> Option<&Lease> {
        self.leases.iter().find(|lease| lease.epoch == epoch)
    }

    pub(super) fn ordinals(&self, wanted: impl Fn(&super::Recipient) -> bool) -> Vec<u8> {
        (0_u8..).zip(&self.recipients).filter(|(_, it)| wanted(it)).map(|(at, _)| at).collect()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(segments: &u32) -> bool {
    *segments == 0
}
