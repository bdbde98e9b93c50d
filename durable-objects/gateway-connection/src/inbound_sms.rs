//! SMS received by the phone, on their way to the Dispatcher.
//!
//! Action Cable has no acknowledgement, so the phone is not told when an SMS is stored. An SMS that waits for its
//! call is in memory. One that could not be handed to the Dispatcher is a row, and the alarm retries it until the
//! Dispatcher has it. The Dispatcher recognizes repeated SMS by their claim.

use std::collections::VecDeque;

use cable::{
    flow::{CALL_PAUSE_MS, MAX_BATCH_BYTES, MAX_BATCH_SMS, MAX_QUEUED_BYTES, MAX_QUEUED_SMS},
    server_frame::DisconnectReason,
};
use object_commands::dispatcher::{Masking, Receive, ReceiveBatch, ReceiveOutcome, ReceivedAt};
use object_kit::{Backoff, Fault};
use runtime::{
    OsRng, Settings, clock,
    log::{self, events::GatewayEvent},
    objects::{self, CallError, ObjectClass},
};
use telephony::{Address, MessageText, Region};
use unix_time::UnixMillis;
use worker::{Result, WebSocket};

use crate::{
    GatewayConnection,
    attachment::SocketAttachment,
    disconnect,
    held_sms::{self, HeldSms, InboundSms},
};

/// Time after which a call no longer counts towards the concurrency limit.
const CALL_MS: i64 = 15_000;
/// Deadline of a retry. It is shorter than other callers' deadlines because the alarm also sends pings.
const RETRY_DEADLINE_MS: u64 = 2_000;
/// Time after which the alarm leaves further retries to the next alarm.
const RETRY_ROUND_MS: i64 = 2_000;
/// Back-off of retries while the Dispatcher does not take the SMS.
const FIRST_BACKOFF_MS: i64 = 1_000;
const MAX_BACKOFF_MS: i64 = 600_000;
/// Age at which a held SMS is given up.
const GIVE_UP_MS: i64 = 3 * 86_400_000;

/// SMS that wait for a call, and the state of the held ones.
#[derive(Debug)]
pub(crate) struct InboundQueue {
    waiting: VecDeque<(InboundSms, usize)>,
    bytes: usize,
    /// Whether any SMS is held. `None`: this instance has not looked yet.
    holds_any: Option<bool>,
    retries: Backoff,
}

impl Default for InboundQueue {
    fn default() -> Self {
        let retries = Backoff::new(FIRST_BACKOFF_MS, MAX_BACKOFF_MS);
        Self { waiting: VecDeque::new(), bytes: 0, holds_any: None, retries }
    }
}

impl InboundQueue {
    /// Takes the SMS for the next call out of the queue: at least one if any is waiting.
    fn next_batch(&mut self) -> Vec<InboundSms> {
        let mut batch = Vec::new();
        let mut batch_bytes = 0_usize;
        while batch.len() < MAX_BATCH_SMS
            && let Some((_, bytes)) = self.waiting.front()
        {
            batch_bytes = batch_bytes.saturating_add(*bytes);
            if batch_bytes > MAX_BATCH_BYTES && !batch.is_empty() {
                break;
            }
            self.bytes = self.bytes.saturating_sub(*bytes);
            batch.extend(self.waiting.pop_front().map(|(sms, _)| sms));
        }
        batch
    }
}

impl GatewayConnection {
    /// Queues an SMS whose sender and text were checked. If there is no room for it the socket is closed, and the
    /// phone reconnects.
    pub(crate) async fn receive_sms(
        &self,
        socket: &WebSocket,
        attachment: &SocketAttachment,
        sender: &str,
        message: String,
        timestamp: Option<&str>,
    ) -> Result<()> {
        let settings = Settings::of(&self.env);
        let settings = settings.map_err(|error| worker::Error::RustError(error.to_string()))?;
        let region = Region::parse(&attachment.default_country).unwrap_or(settings.default_region);
        let timed_at_ms = runtime::timestamp::read_reported_ms(timestamp);
        let bytes = sender.len().saturating_add(message.len());
        let receive = Receive {
            at: ReceivedAt::Gateway { gateway_id: self.gateway_id() },
            sender: Address::lenient(sender.trim(), region),
            body: MessageText::new(message),
            // Without a time of the phone's the SMS is dated now, because it may be held for days before the call.
            reported_at_ms: timed_at_ms.or_else(|| Some(clock::now_ms())),
            // The Dispatcher deduplicates by the phone's own time of the SMS. Without one it needs an id, because
            // this object may hand over the SMS twice.
            reference: timed_at_ms.is_none().then(|| ids::nanoid21(&mut OsRng)),
            masking: Masking::IfMasked,
        };
        let sms = InboundSms { account_id: attachment.account_id.clone(), receive };
        if self.inbound.borrow().retries.is_failing() {
            // The Dispatcher is unreachable, so it is not called again for each SMS.
            if !self.hold(&sms).await {
                disconnect(socket, DisconnectReason::TooManyFrames, true);
            }
            return Ok(());
        }
        let left_over = {
            let mut queue = self.inbound.borrow_mut();
            let has_room = queue.waiting.len() < MAX_QUEUED_SMS
                && queue.bytes.saturating_add(bytes) <= MAX_QUEUED_BYTES;
            if has_room {
                queue.bytes = queue.bytes.saturating_add(bytes);
                queue.waiting.push_back((sms, bytes));
                None
            } else {
                Some(sms)
            }
        };
        if let Some(sms) = left_over
            && !self.hold(&sms).await
        {
            disconnect(socket, DisconnectReason::TooManyFrames, true);
        }
        self.hand_over_waiting().await;
        Ok(())
    }

    /// Hands waiting SMS to the Dispatcher. Returns at once if the maximum number of calls is under way, because
    /// those calls continue with the queue.
    async fn hand_over_waiting(&self) {
        loop {
            // Each call takes a pass of its own, because a pass stops counting after `CALL_MS` and a queue may take
            // many calls.
            let Some(_pass) = self.inbound_calls.enter(CALL_MS) else { return };
            if self.inbound.borrow().waiting.is_empty() {
                return;
            }
            let waits = self.flow.borrow_mut().calls_later(clock::now_ms());
            if waits {
                clock::pause(CALL_PAUSE_MS).await;
            }
            let batch = self.inbound.borrow_mut().next_batch();
            // The alarm's retry may have failed during the pause.
            let is_out_of_reach = self.inbound.borrow().retries.is_failing();
            let settled = if is_out_of_reach { vec![] } else { self.call_dispatcher(&batch).await };
            for (at, sms) in batch.iter().enumerate() {
                if settled.get(at) != Some(&true) {
                    // The SMS may have come over another socket, so none is closed if there is no room. `hold` logs the
                    // loss.
                    self.hold(sms).await;
                }
            }
        }
    }

    /// Hands SMS of this gateway to the Dispatcher. Returns for each whether it is settled, which means stored or
    /// refused for good. Empty when the Dispatcher did not answer.
    async fn call_dispatcher(&self, batch: &[InboundSms]) -> Vec<bool> {
        let Some(first) = batch.first() else { return vec![] };
        let messages = batch.iter().map(|sms| sms.receive.clone()).collect();
        // A gateway belongs to one account, so the first SMS names the account of all.
        let name = first.account_id.as_str();
        let call =
            objects::call(&self.env, ObjectClass::Dispatcher, name, ReceiveBatch { messages });
        let received = match call.await {
            Ok(received) => received,
            // The account is deleted, so nobody is to have these SMS.
            Err(CallError::Emptied) => return vec![true; batch.len()],
            Err(error) => {
                log::write(&GatewayEvent::InboundNotHandedOver { error: &error });
                return vec![];
            }
        };
        if received.contains(&None) {
            let error = &"the Dispatcher failed to store it";
            log::write(&GatewayEvent::InboundNotHandedOver { error });
        }
        if received.contains(&Some(ReceiveOutcome::GatewayInactive)) {
            log::write(&GatewayEvent::InboundOfInactiveGateway);
        }
        received.iter().map(Option::is_some).collect()
    }

    /// Holds an SMS for the alarm. Returns `false` when there is no room for it.
    async fn hold(&self, sms: &InboundSms) -> bool {
        // Holding it would create the table of an emptied object anew.
        if self.emptying.is_emptied(&self.state).unwrap_or(true) {
            return false;
        }
        let now_ms = clock::now_ms();
        match held_sms::hold(&self.state, sms, now_ms) {
            Ok(true) => {}
            Ok(false) => {
                log::write(&GatewayEvent::InboundLostNoRoom);
                return false;
            }
            Err(error) => {
                log::write(&GatewayEvent::InboundNotHeld { error: &error });
                return false;
            }
        }
        {
            let mut queue = self.inbound.borrow_mut();
            queue.holds_any = Some(true);
            // Once per outage: counting every SMS of a batch would double the back-off with each of them.
            if !queue.retries.is_failing() {
                queue.retries.failed(now_ms);
            }
        }
        // Nothing was awaited since the row was written, so the alarm is committed with it.
        if let Err(error) = self.arm(now_ms).await {
            log::write(&GatewayEvent::AlarmNotSet { error: &error });
        }
        true
    }

    /// Time of the next retry of held SMS. `None` when none is held.
    pub(crate) fn retry_at_ms(&self) -> Option<UnixMillis> {
        let known = self.inbound.borrow().holds_any;
        let holds_any = known.unwrap_or_else(|| {
            // If the table cannot be read now, assume that something is held, so that the alarm looks again.
            held_sms::totals(&self.state).map_or(true, |amount| amount.rows > 0)
        });
        self.inbound.borrow_mut().holds_any = Some(holds_any);
        holds_any.then(|| self.inbound.borrow().retries.retry_at_ms())
    }

    /// Retries held SMS if they are due: first a single SMS, then full batches. Returns whether a retry was due.
    pub(crate) async fn retry_held(&self) -> std::result::Result<bool, Fault> {
        let started_ms = clock::now_ms();
        if self.retry_at_ms().is_none_or(|at_ms| at_ms > started_ms) {
            return Ok(false);
        }
        // A Dispatcher that is still unreachable costs one small call and one row's try, not a whole batch's.
        let mut at_once = 1;
        while clock::now_ms().since(started_ms) < RETRY_ROUND_MS {
            let rows = held_sms::next(&self.state, at_once, MAX_BATCH_BYTES)?;
            if rows.is_empty() {
                let mut queue = self.inbound.borrow_mut();
                queue.holds_any = Some(false);
                queue.retries.succeeded();
                break;
            }
            if !self.retry_batch(rows).await? {
                self.inbound.borrow().retries.failed(clock::now_ms());
                break;
            }
            self.inbound.borrow().retries.succeeded();
            at_once = MAX_BATCH_SMS;
        }
        Ok(true)
    }

    /// Hands held SMS to the Dispatcher. Returns whether all of them are settled.
    async fn retry_batch(&self, rows: Vec<HeldSms>) -> std::result::Result<bool, Fault> {
        let now_ms = clock::now_ms();
        let (mut ids, mut batch) = (Vec::new(), Vec::new());
        for row in rows {
            let is_over = row.since_ms.saturating_add(GIVE_UP_MS) <= now_ms;
            if let Some(sms) = row.sms.filter(|_| !is_over) {
                ids.push(row.id);
                batch.push(sms);
            } else {
                log::write(&GatewayEvent::InboundGivenUp);
                held_sms::forget(&self.state, row.id)?;
            }
        }
        let settled = clock::within(RETRY_DEADLINE_MS, self.call_dispatcher(&batch))
            .await
            .unwrap_or_default();
        let mut all_settled = true;
        for (at, id) in ids.into_iter().enumerate() {
            if settled.get(at) == Some(&true) {
                held_sms::forget(&self.state, id)?;
            } else {
                held_sms::record_try(&self.state, id)?;
                all_settled = false;
            }
        }
        Ok(all_settled)
    }
}
