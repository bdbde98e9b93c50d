//! Cancelling messages that no gateway has acknowledged.

use ids::GatewayId;
use messaging::RecipientState;
use object_commands::dispatcher::CancelOutcome;
use object_sql::Sql;
use unix_time::UnixMillis;

use crate::{
    DispatcherCore, DispatcherError,
    messages::{self, StoredMessage},
    queues::Queue,
};

impl<S: Sql> DispatcherCore<S> {
    /// Begins to cancel a message whose overall state is still pending. A gateway that was told of the
    /// message is told of the cancellation, too. If it has fetched the message already, its report decides.
    pub fn cancel(
        &mut self,
        id: &str,
        now_ms: UnixMillis,
    ) -> Result<CancelOutcome, DispatcherError> {
        let Some(id) = self.resolve(id)? else { return Ok(CancelOutcome::Unknown) };
        let Some(mut stored) = messages::load(&self.sql, &id)? else {
            return Ok(CancelOutcome::Unknown);
        };
        let pending = [RecipientState::Accepted, RecipientState::Dispatched];
        // A message that went out on a socket cannot be recalled.
        let can_be_asked = |gateway_id: &GatewayId| self.fetches(gateway_id);
        if !pending.contains(&stored.message.state())
            || !stored.message.cancel(now_ms, can_be_asked)
        {
            let message = &stored.message;
            let state = message.cancellation().unwrap_or_else(|| message.state());
            return Ok(CancelOutcome::NotPending { state });
        }
        // Before the list of gateways to tell, since it may assign the message to one more.
        self.await_confirmation(&mut stored, now_ms);
        let message = &stored.message;
        let mut told: Vec<GatewayId> = message.holders().cloned().collect();
        told.extend(message.assigned_to().cloned());
        told.dedup();
        told.retain(|gateway_id| self.fetches(gateway_id));
        let shown_id = message.client_id.clone().unwrap_or_else(|| id.as_str().to_owned());
        for gateway_id in &told {
            self.queue_cancellation_notice(gateway_id, &shown_id);
        }
        self.settle_queue(&mut stored, now_ms);
        let message = Box::new(self.with_whole_content(&stored.message)?);
        self.save(stored, now_ms)?;
        Ok(CancelOutcome::Cancelling { message })
    }

    /// Lets the provisional gateway confirm the cancellation for a while, as integrators of fetching gateways
    /// expect.
    fn await_confirmation(&self, stored: &mut StoredMessage, now_ms: UnixMillis) {
        let message = &mut stored.message;
        let Some(gateway_id) = message.provisional_gateway_id.clone() else { return };
        if message.leases.is_empty() && self.fetches(&gateway_id) {
            message.assigned_at_ms = Some(now_ms);
            stored.queue = Some(Queue::ToFetch(gateway_id));
        }
    }
}

#[cfg(test)]
mod tests;
