//! Assigning a message to a gateway that fetches its messages. Until it fetches, nothing counts as handed
//! over.

use ids::GatewayId;
use unix_time::UnixMillis;

use super::{Message, RecipientState as S, TimelineEntry, TimelineEvent as E};
use crate::policy::DispatchPolicy;

/// Timeline cause of an assignment that ended without a fetch.
pub(super) const NOT_FETCHED: &str = "not_fetched";

impl Message {
    /// Assigns the message to a gateway, which is expected to fetch it from now on.
    pub fn assign(&mut self, gateway_id: &GatewayId, now_ms: UnixMillis) {
        self.provisional_gateway_id = Some(gateway_id.clone());
        self.assigned_at_ms = Some(now_ms);
        let entry = TimelineEntry {
            gateway_id: Some(gateway_id.clone()),
            ..TimelineEntry::new(E::Assigned)
        };
        self.record(now_ms, entry);
    }

    /// Gateway that is expected to fetch it.
    pub fn assigned_to(&self) -> Option<&GatewayId> {
        self.assigned_at_ms.and(self.provisional_gateway_id.as_ref())
    }

    /// Ends an assignment because the gateway did not fetch the message: others may have it.
    pub fn unassign(&mut self, now_ms: UnixMillis) {
        let Some(gateway_id) = self.assigned_to().cloned() else { return };
        self.assigned_at_ms = None;
        let entry =
            TimelineEntry { gateway_id: Some(gateway_id), ..TimelineEntry::new(E::NotHandedOver) };
        self.record(now_ms, entry.cause(NOT_FETCHED));
    }

    /// Ends an assignment because the message was fetched or is finished.
    pub fn end_assignment(&mut self) {
        self.assigned_at_ms = None;
    }

    /// Time until which the gateway may fetch it before others get their turn.
    pub fn fetch_deadline_ms(&self, policy: &DispatchPolicy) -> Option<UnixMillis> {
        Some(self.assigned_at_ms?.saturating_add(policy.fetch_timeout_ms))
    }

    /// Recipients that the gateway has fetched, or may fetch, and has not reported.
    pub fn fetchable(&self, gateway_id: &GatewayId) -> Vec<u8> {
        let assigned = self.assigned_to() == Some(gateway_id);
        self.ordinals(|recipient| match (recipient.state, recipient.epoch) {
            (S::Dispatched | S::Cancelling, Some(epoch)) => {
                self.lease_of_epoch(epoch).is_some_and(|lease| lease.gateway_id == *gateway_id)
            }
            // It was never handed over, but the app reports `Cancelled` for unknown messages as well, which ends
            // the wait before the fetch deadline.
            (S::Cancelling, None) => assigned,
            _ => false,
        })
    }
}
