//! Whether a message still belongs in the queue in which it waits.

use ids::GatewayId;
use messaging::Message;
use object_sql::Sql;
use unix_time::UnixMillis;

use super::Queue;
use crate::{DispatcherCore, messages::StoredMessage};

impl<S: Sql> DispatcherCore<S> {
    /// Takes a message out of its queue if it no longer belongs there.
    pub(crate) fn settle_queue(&mut self, stored: &mut StoredMessage, now_ms: UnixMillis) {
        let message = &mut stored.message;
        let stays = match &stored.queue {
            None => return,
            Some(Queue::ToFetchAhead(gateway_id)) => {
                waits_for_schedule(message, now_ms) && self.gateways.contains_key(gateway_id)
            }
            Some(Queue::Scheduled) => waits_for_schedule(message, now_ms),
            Some(Queue::ToFetch(gateway_id)) => {
                self.settle_with_fetcher(gateway_id, message, now_ms)
            }
            // A report from a former holder, or a cancellation, ends the wait for a gateway.
            Some(
                Queue::AnyGateway
                | Queue::TestNumbers
                | Queue::PinnedTo(_)
                | Queue::UnknownOutcome(_),
            ) => !message.leasable(now_ms).is_empty() || message.holders().next().is_some(),
        };
        if !stays {
            stored.queue = schedule_queue(message, now_ms);
        }
    }

    /// Returns the fetch queue of the fetching gateway that holds or is assigned some of the recipients.
    pub(crate) fn fetch_queue_of(&self, message: &Message) -> Option<Queue> {
        let holders = message.assigned_to().into_iter().chain(message.holders());
        let mut fetchers = holders.filter(|id| self.fetches(id));
        let fetcher = fetchers.find(|id| !message.fetchable(id).is_empty())?;
        Some(Queue::ToFetch(fetcher.clone()))
    }

    /// Ends a fetching gateway's assignment that is over. Returns whether the message stays in its fetch queue.
    fn settle_with_fetcher(
        &mut self,
        gateway_id: &GatewayId,
        message: &mut Message,
        now_ms: UnixMillis,
    ) -> bool {
        let waiting = message.leasable(now_ms);
        let fetched = !message.fetchable(gateway_id).is_empty();
        if message.assigned_to() != Some(gateway_id) {
            // Other gateways get their turn if this one does not report what it fetched.
            let silent = message.leases.iter().all(|lease| {
                lease.offered_at_ms.saturating_add(self.policy.ack_timeout_ms) <= now_ms
            });
            return fetched && (waiting.is_empty() || !silent);
        }
        if !self.is_active(gateway_id) {
            if waiting.is_empty() {
                return fetched;
            }
            // This gateway can no longer fetch the message.
            let recipients = u32::try_from(waiting.len()).unwrap_or(0);
            self.adjust_in_flight(gateway_id, recipients);
            message.unassign(now_ms);
            return false;
        }
        let in_time = message.fetch_deadline_ms(&self.policy).is_some_and(|at_ms| at_ms > now_ms);
        if in_time {
            return fetched || !waiting.is_empty();
        }
        let assigned_at_ms = message.assigned_at_ms.unwrap_or(UnixMillis::EPOCH);
        let Some(gateway) = self.gateways.get_mut(gateway_id) else {
            message.unassign(now_ms);
            return false;
        };
        let recipients = u32::try_from(waiting.len()).unwrap_or(0);
        if !waiting.is_empty() && gateway.fetched_at_ms > assigned_at_ms && gateway.snapshot.active
        {
            // The gateway did fetch since: it is busy with earlier messages, and this one is in its queue.
            // An assignment in the future puts its deadline off, and only a fetch after that time counts as one since.
            let later_ms = now_ms.saturating_add(self.policy.poll_offline_after_ms);
            message.assign(gateway_id, later_ms);
            return true;
        }
        gateway.snapshot.in_flight = gateway.snapshot.in_flight.saturating_sub(recipients);
        if !waiting.is_empty() {
            gateway.snapshot.reachable = false;
        }
        message.unassign(now_ms);
        false
    }
}

/// Returns the queue of scheduled messages, for a message that is one.
pub(crate) fn schedule_queue(message: &Message, now_ms: UnixMillis) -> Option<Queue> {
    waits_for_schedule(message, now_ms).then_some(Queue::Scheduled)
}

fn waits_for_schedule(message: &Message, now_ms: UnixMillis) -> bool {
    message.is_scheduled_after(now_ms) && !message.leasable_ahead(now_ms).is_empty()
}

#[cfg(test)]
mod tests;
