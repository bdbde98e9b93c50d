//! Accepting messages: durable, atomic, and idempotent where the caller asks for it.

pub(crate) mod estimate;
pub(crate) mod hand_over;
pub(crate) mod idempotency;
pub(crate) mod queue_limits;

use messaging::{
    GatewaySnapshot, Message, Protocol,
    routing::{self, RouteRequest},
};
use object_commands::dispatcher::{Idempotency, Receipt, Submit, SubmitOutcome};
use object_sql::{Sql, SqlError};
use rand_core::RngCore;
use unix_time::UnixMillis;

use crate::{
    DispatcherCore, DispatcherError,
    messages::{self, pieces},
    queues::{Queue, rank, rank_of, route::request_for},
};

/// Most messages that may wait in queues before more are refused.
pub(crate) const MAX_WAITING: u32 = 100_000;
/// Additional room for urgent messages, so that a backlog does not lock out one-time codes.
pub(crate) const URGENT_RESERVE: u32 = 10_000;

impl<S: Sql> DispatcherCore<S> {
    /// Accepts a message, or replays the first answer to the same idempotency key.
    pub fn submit(
        &mut self,
        submit: Submit,
        now_ms: UnixMillis,
        rng: &mut impl RngCore,
    ) -> Result<SubmitOutcome, DispatcherError> {
        // This comes first, so a key is answered as before even if the message would be refused now.
        if let Some(idempotency) = &submit.idempotency
            && let Some(answer) = self.earlier_answer(idempotency, now_ms)?
        {
            return Ok(answer);
        }
        // The gateway is checked first, then its queue, then the id, in the original server's order.
        let pinned = submit.draft.options.gateway_id.as_ref();
        if pinned.is_some_and(|id| !self.knows_gateway(id)) {
            return Ok(SubmitOutcome::UnknownGateway);
        }
        let request = RouteRequest {
            pinned,
            needs: submit.draft.needs(),
            traffic: self.traffic_of(submit.draft.recipients.iter()),
            seen_since_ms: submit.draft.options.seen_since_ms,
            now_ms,
            ..RouteRequest::default()
        };
        let provisional = routing::provisional(self.snapshots(), request);
        let provisional = provisional.map(|gateway| gateway.id.clone());
        if submit.requires_gateway && provisional.is_none() {
            return Ok(SubmitOutcome::NoGateway);
        }
        let reserve = if submit.draft.options.is_urgent() { URGENT_RESERVE } else { 0 };
        if self.waiting >= MAX_WAITING.saturating_add(reserve) {
            return Ok(SubmitOutcome::QueueFull);
        }
        if let (Some(limits), Some(gateway_id)) = (&submit.queue_limits, &provisional)
            && let Some(reason) = self.over_limit(gateway_id, limits, now_ms)?
        {
            return Ok(SubmitOutcome::OverQueueLimit { reason });
        }
        if submit.check_only {
            return Ok(SubmitOutcome::Admissible);
        }
        if let Some(client_id) = &submit.draft.client_id
            && self.is_client_id_taken(client_id)?
        {
            return Ok(SubmitOutcome::DuplicateClientId);
        }
        if submit.draft.content.len() > pieces::MAX_INLINE_BYTES && self.pieces_are_full()? {
            return Ok(SubmitOutcome::QueueFull);
        }
        if let Some(within_ms) = submit.leave_within_ms {
            let rank = rank_of(&submit.draft.options);
            let wait_ms = self.least_wait_ms(&submit.draft, request, rank)?;
            if wait_ms > within_ms {
                return Ok(SubmitOutcome::TooSlow {
                    retry_after_ms: wait_ms.saturating_sub(within_ms),
                });
            }
        }
        let mut message = Message::accept(submit.draft, now_ms, &self.policy, rng);
        message.provisional_gateway_id = provisional;
        if message.options.confidential && self.text_sealer.seal(&mut message, rng).is_none() {
            return Ok(SubmitOutcome::NoSealingKey);
        }
        self.put_into_pieces(&mut message)?;
        let queue = self.first_queue(&mut message, now_ms);
        let receipt = Receipt {
            message_id: message.id.as_str().to_owned(),
            gateway_id: message.provisional_gateway_id.clone(),
            created_at_ms: now_ms,
        };
        self.store(&message, &receipt, queue.as_ref(), submit.idempotency, now_ms)?;
        if queue.is_some() {
            self.waiting = self.waiting.saturating_add(1);
        } else {
            self.routing_work.push(rank(&message), message.id);
        }
        Ok(SubmitOutcome::Accepted { receipt, replayed: false, hand_over: None })
    }

    /// Returns the queue in which a new message waits from the start, which saves a second write: for its
    /// gateway to fetch it, behind a message that waits for SIM capacity, or because no gateway is reachable.
    /// `None` if it is to be routed.
    fn first_queue(&mut self, message: &mut Message, now_ms: UnixMillis) -> Option<Queue> {
        let leasable = message.leasable(now_ms).len();
        if leasable == 0 {
            return self.queue_ahead(message, now_ms);
        }
        let traffic = self.traffic_of(message.recipients.iter().map(|it| &it.address));
        let request = RouteRequest { traffic, ..request_for(message, &[], &[], now_ms) };
        let chosen = routing::choose(self.snapshots(), request);
        // A gateway that may have to wait is left to routing, which knows what the message costs.
        let may_wait = |it: &GatewaySnapshot| it.own_pacing.is_some() || it.send_window.is_some();
        let at_once = |it: &&GatewaySnapshot| {
            it.protocol.is_poll() && (message.options.is_urgent() || !may_wait(it))
        };
        if let Some(gateway) = chosen.filter(at_once) {
            let gateway_id = gateway.id.clone();
            self.assign(&gateway_id, message, leasable, now_ms);
            return Some(Queue::ToFetch(gateway_id));
        }
        let pinned = message.options.gateway_id.as_ref();
        let open = self.reachable().any(|id| pinned.is_none_or(|pinned| pinned == id));
        let queue = Queue::to_route(pinned, traffic);
        let rank = rank(message);
        let held =
            Some(()).filter(|()| open).and_then(|()| self.routing_work.held_by(&queue, rank));
        if let Some(cause) = held {
            message.hold(cause, now_ms);
        }
        (held.is_some() || !open).then_some(queue)
    }

    /// Queues a scheduled message for a gateway that keeps schedules by itself, so that it may fetch the
    /// message at once.
    fn queue_ahead(&mut self, message: &Message, now_ms: UnixMillis) -> Option<Queue> {
        let id = message.provisional_gateway_id.clone()?;
        let snapshot = &self.gateways.get(&id)?.snapshot;
        let Protocol::Poll { keeps_schedules: true, .. } = snapshot.protocol else { return None };
        // The phone would send it at its time, whatever it was given before.
        let opens = |at_ms| snapshot.is_open(at_ms) || message.options.is_urgent();
        if snapshot.own_pacing.is_some() || !message.options.scheduled_at_ms.is_some_and(opens) {
            return None;
        }
        if message.leasable_ahead(now_ms).is_empty() {
            return None;
        }
        if snapshot.online && snapshot.reachable {
            self.queue_message_notice(&id, &message.id);
        }
        Some(Queue::ToFetchAhead(id))
    }

    fn store(
        &mut self,
        message: &Message,
        receipt: &Receipt,
        queue: Option<&Queue>,
        idempotency: Option<Idempotency>,
        now_ms: UnixMillis,
    ) -> Result<(), SqlError> {
        let unknown_at_ms = now_ms.saturating_add(self.policy.ack_timeout_ms);
        // A message that is routed at once gets the time-out of its lease already now, which saves the lease
        // an index write.
        let at_once = queue.is_none().then_some(unknown_at_ms);
        let due_ms = message.due_at_ms(now_ms, &self.policy);
        let attention_ms = [due_ms, at_once].into_iter().flatten().min();
        messages::insert(&self.sql, message, 0, queue, attention_ms)?;
        self.unprojected.add(&self.sql, message.id.clone())?;
        self.keep_client_id(message)?;
        if let Some(idempotency) = idempotency {
            self.keep_answer(idempotency, receipt, now_ms)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
