//! Accepting messages: durable, atomic, and idempotent where the caller asks for it.

pub(crate) mod estimate;
mod explain;
pub(crate) mod hand_over;
pub(crate) mod idempotency;
pub(crate) mod labels;
pub(crate) mod queue_limits;
mod resend;

use ids::GatewayId;
use messaging::{
    Draft, GatewaySnapshot, Message, Options, Protocol,
    routing::{self, RouteRequest},
};
use object_commands::dispatcher::{Receipt, Submit, SubmitOutcome};
use object_sql::{Sql, SqlError};
use rand_core::RngCore;
use telephony::MessageText;
use unix_time::UnixMillis;

use crate::{
    DispatcherCore, DispatcherError,
    events::{MessageChange, outbox::OutboxKey},
    messages::{self, pieces, recipient_states::RecipientStates},
    queues::{Queue, membership::schedule_queue, rank, recipients, route::request_for},
};

/// Most messages that may wait in queues before more are refused.
pub(crate) const MAX_WAITING: u32 = 100_000;
/// Additional room for urgent messages, so that a backlog does not lock out one-time codes.
pub(crate) const URGENT_RESERVE: u32 = 10_000;

/// Most recipients of messages that wait for their scheduled time. They may all come due together.
pub(crate) const MAX_SCHEDULED_RECIPIENTS: u32 = 100_000;

/// Decision about a new message.
#[derive(Debug)]
pub(crate) enum Admission {
    Granted {
        /// Gateway to show until the message is leased.
        provisional: Option<GatewayId>,
    },
    Refused(SubmitOutcome),
}

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
        let provisional = match self.admit(&submit, now_ms)? {
            Admission::Granted { provisional } => provisional,
            Admission::Refused(outcome) => return Ok(outcome),
        };
        let segments = segments(&submit.draft);
        let mut message = Message::accept(submit.draft, now_ms, &self.policy, rng);
        message.provisional_gateway_id = provisional;
        if message.options.confidential && self.text_sealer.seal(&mut message, rng).is_none() {
            return Ok(SubmitOutcome::NoSealingKey);
        }
        self.put_into_pieces(&mut message)?;
        let before = RecipientStates::of(&message);
        let queue = self.first_queue(&mut message, now_ms);
        self.timeline_chain.begin(&mut message);
        let is_fetched = matches!(queue, Some(Queue::ToFetch(_) | Queue::ToFetchAhead(_)));
        let request = self.request_of_message(&message, now_ms);
        let receipt = Receipt {
            message_id: message.id.as_str().to_owned(),
            gateway_id: message.provisional_gateway_id.clone(),
            created_at_ms: now_ms,
            eta_ms: self.eta_ms(&message.options, segments, is_fetched, request)?,
        };
        if let Some(label) = &message.options.label {
            self.note_label(label, now_ms)?;
        }
        // Fed first, so that readers hear of its acceptance before they hear of its hold.
        self.feed_progress(&message, now_ms)?;
        let newly_waits = queue.as_ref().is_some_and(Queue::is_to_route);
        let change = MessageChange { before: &before, waits_in: queue.as_ref(), newly_waits };
        let events = self.events_of_change(&change, &message, now_ms)?;
        self.store(&message, events, queue.as_ref(), now_ms)?;
        if let Some(idempotency) = submit.idempotency {
            self.keep_answer(idempotency, &receipt, now_ms)?;
        }
        match queue {
            Some(Queue::Scheduled) => {
                self.scheduled_recipients =
                    self.scheduled_recipients.saturating_add(recipients(&message));
            }
            Some(_) => self.waiting = self.waiting.saturating_add(1),
            None => self.routing_work.push(rank(&message), message.id),
        }
        Ok(SubmitOutcome::Accepted { receipt, replayed: false, hand_over: None })
    }

    /// Decides whether a new message is accepted.
    pub(crate) fn admit(
        &self,
        submit: &Submit,
        now_ms: UnixMillis,
    ) -> Result<Admission, DispatcherError> {
        let refused = |outcome| Ok(Admission::Refused(outcome));
        let (draft, options) = (&submit.draft, &submit.draft.options);
        // The gateway is checked first, then its queue, then the id, in the original server's order.
        if options.gateway_id.as_ref().is_some_and(|id| !self.knows_gateway(id)) {
            return refused(SubmitOutcome::UnknownGateway);
        }
        let request = self.request_of(draft, now_ms);
        let provisional = routing::provisional(self.snapshots(), request);
        let provisional = provisional.map(|gateway| gateway.id.clone());
        if submit.requires_gateway && provisional.is_none() {
            return refused(SubmitOutcome::NoGateway);
        }
        if self.backlog_for(draft, now_ms).is_full() {
            return refused(SubmitOutcome::QueueFull);
        }
        if let (Some(limits), Some(gateway_id)) = (&submit.queue_limits, &provisional)
            && let Some(reason) = self.over_limit(gateway_id, limits, now_ms)?
        {
            return refused(SubmitOutcome::OverQueueLimit { reason });
        }
        if let Some(label) = &options.label
            && !self.admits_label(label, now_ms)?
        {
            return refused(SubmitOutcome::TooManyLabels);
        }
        if submit.check_only {
            return refused(SubmitOutcome::Admissible);
        }
        if let Some(client_id) = &draft.client_id
            && self.is_client_id_taken(client_id)?
        {
            return refused(SubmitOutcome::DuplicateClientId);
        }
        let opted_out = self.opted_out(options, draft.recipients.iter())?;
        if !opted_out.is_empty() {
            return refused(SubmitOutcome::RecipientsOptedOut { ordinals: opted_out });
        }
        if draft.content.len() > pieces::MAX_INLINE_BYTES && self.pieces_are_full()? {
            return refused(SubmitOutcome::QueueFull);
        }
        if let Some(within_ms) = submit.leave_within_ms {
            let wait_ms = self.least_wait_ms(options, segments(draft), request)?;
            if wait_ms > within_ms {
                let retry_after_ms = wait_ms.saturating_sub(within_ms);
                return refused(SubmitOutcome::TooSlow { retry_after_ms });
            }
        }
        Ok(Admission::Granted { provisional })
    }

    /// Returns the backlog that decides whether there is room for a message: of a scheduled one, the recipients of all
    /// scheduled messages, unless so many messages wait that there is no room for it either.
    pub(crate) fn backlog_for(&self, draft: &Draft, now_ms: UnixMillis) -> JoinedBacklog {
        let most = most_waiting(&draft.options);
        let waiting = JoinedBacklog { size: self.waiting, most, added: 1 };
        let is_scheduled = draft.options.scheduled_at_ms.is_some_and(|at_ms| at_ms > now_ms);
        if !is_scheduled || waiting.is_full() {
            return waiting;
        }
        JoinedBacklog {
            size: self.scheduled_recipients,
            most: MAX_SCHEDULED_RECIPIENTS,
            added: u32::try_from(draft.recipients.len()).unwrap_or(u32::MAX),
        }
    }

    /// Builds the limits on the choice of a gateway for a new message, apart from its demand.
    pub(crate) fn request_of<'d>(&self, draft: &'d Draft, now_ms: UnixMillis) -> RouteRequest<'d> {
        RouteRequest {
            pinned: draft.options.gateway_id.as_ref(),
            needs: draft.needs(),
            traffic: self.traffic_of(draft.recipients.iter()),
            seen_since_ms: draft.options.seen_since_ms,
            now_ms,
            ..RouteRequest::default()
        }
    }

    pub(crate) fn request_of_message<'m>(
        &self,
        message: &'m Message,
        now_ms: UnixMillis,
    ) -> RouteRequest<'m> {
        let traffic = self.traffic_of(message.recipients.iter().map(|it| &it.address));
        RouteRequest { traffic, ..request_for(message, &[], &[], now_ms) }
    }

    /// Returns the gateway that fetches its messages, if such a one would be assigned the message now. The deployment's
    /// pacing plays no part: these gateways pace themselves. One that may have to wait for a limit of its own is left to
    /// routing, which knows what the message costs.
    pub(crate) fn fetcher_now(
        &self,
        request: RouteRequest<'_>,
        is_urgent: bool,
    ) -> Option<&GatewaySnapshot> {
        let request = RouteRequest { demand: None, ..request };
        let may_wait = |it: &GatewaySnapshot| it.own_pacing.is_some() || it.send_window.is_some();
        let chosen = routing::choose(self.snapshots(), request);
        chosen.filter(|it| it.protocol.is_poll() && (is_urgent || !may_wait(it)))
    }

    /// Returns the queue in which a new message waits from the start, which saves a second write: for its
    /// gateway to fetch it, behind a message that waits for SIM capacity, or because no gateway is reachable.
    /// `None` if it is to be routed.
    fn first_queue(&mut self, message: &mut Message, now_ms: UnixMillis) -> Option<Queue> {
        let leasable = message.leasable(now_ms).len();
        if leasable == 0 {
            return self.queue_ahead(message, now_ms).or_else(|| schedule_queue(message, now_ms));
        }
        let request = self.request_of_message(message, now_ms);
        let traffic = request.traffic;
        if let Some(gateway) = self.fetcher_now(request, message.options.is_urgent()) {
            let gateway_id = gateway.id.clone();
            self.assign(&gateway_id, message, leasable, now_ms);
            return Some(Queue::ToFetch(gateway_id));
        }
        let pinned = message.options.gateway_id.as_ref();
        let open = self.reachable().any(|id| pinned.is_none_or(|pinned| pinned == id));
        let queue = Queue::to_route(pinned, traffic);
        let held_by = self.routing_work.held_by(&queue, rank(message)).filter(|_| open);
        if let Some(cause) = held_by {
            message.hold(cause, now_ms);
        }
        (held_by.is_some() || !open).then_some(queue)
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
        events: Option<String>,
        queue: Option<&Queue>,
        now_ms: UnixMillis,
    ) -> Result<(), SqlError> {
        let unknown_at_ms = now_ms.saturating_add(self.policy.ack_timeout_ms);
        // A message that is routed at once gets the time-out of its lease already now, which saves the lease
        // an index write.
        let at_once = queue.is_none().then_some(unknown_at_ms);
        let due_ms = message.due_at_ms(now_ms, &self.policy);
        let attention_ms = [due_ms, at_once].into_iter().flatten().min();
        if events.is_some() {
            self.outbox.add(&self.sql, OutboxKey::Message(message.id.clone()))?;
        }
        messages::insert(&self.sql, message, 0, queue, attention_ms, events)?;
        self.unprojected.add(&self.sql, message.id.clone())?;
        self.keep_client_id(message)
    }
}

/// Backlog that a new message would join.
#[derive(Debug, Clone, Copy)]
pub(crate) struct JoinedBacklog {
    /// Waiting messages, or recipients of scheduled ones.
    pub(crate) size: u32,
    pub(crate) most: u32,
    /// Size that the message would add.
    added: u32,
}

impl JoinedBacklog {
    fn is_full(self) -> bool {
        self.size.saturating_add(self.added) > self.most
    }
}

/// Number of waiting messages at which one with these options is refused.
fn most_waiting(options: &Options) -> u32 {
    let reserve = if options.is_urgent() { URGENT_RESERVE } else { 0 };
    MAX_WAITING.saturating_add(reserve)
}

/// Number of segments that pacing counts for each recipient.
pub(crate) fn segments(draft: &Draft) -> u32 {
    draft.content.text().map_or(1, MessageText::segments).max(1)
}

#[cfg(test)]
mod tests;
