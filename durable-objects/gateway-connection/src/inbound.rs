//! SMS that arrived at the phone, on their way to the Dispatcher.
//!
//! Action Cable has no acknowledgement, so the phone is told nothing when one is stored. One that waits for
//! its turn is in memory; one that the Dispatcher could not be given is a row, and is tried again by the alarm
//! until the Dispatcher has it. The Dispatcher knows repetitions by their claim.

use std::collections::VecDeque;

use cable::{
    flow::{HAND_ON_PAUSE_MS, MAX_INBOUND_CALLS, MAX_QUEUED_BYTES, MAX_QUEUED_SMS},
    server_frame::DisconnectReason,
};
use contracts::dispatcher::{Masking, Receive, Received, ReceivedAt};
use futures_util::future::join_all;
use object_sql::SqlError;
use runtime::{
    OsRng, Settings, clock, log,
    objects::{self, CallError, ObjectClass},
};
use telephony::{Address, MessageText, Region};
use worker::{Result, WebSocket};

use crate::{
    GatewayConnection,
    attachment::Attachment,
    disconnect,
    held::{self, Held, InboundSms},
};

/// A call that takes longer no longer counts.
const CALL_MS: i64 = 15_000;
/// The alarm also pings, so it waits less for the Dispatcher than others do.
const RETRY_DEADLINE_MS: u64 = 2_000;
/// After this the alarm leaves the rest to the next one.
const RETRY_ROUND_MS: i64 = 2_000;
const FIRST_BACKOFF_MS: i64 = 1_000;
const MAX_BACKOFF_MS: i64 = 600_000;
/// An SMS that the Dispatcher has not taken by then is given up.
const GIVE_UP_MS: i64 = 3 * 86_400_000;

/// SMS that wait for a call, and what is known of those that are kept.
#[derive(Debug, Default)]
pub(crate) struct InboundQueue {
    waiting: VecDeque<(InboundSms, usize)>,
    bytes: usize,
    /// Whether rows are kept; `None`: this instance has not looked yet.
    keeps: Option<bool>,
    failures: u32,
    retry_at_ms: i64,
}

impl GatewayConnection {
    /// Takes an SMS whose sender and text were checked. Where there is no room for it the socket is closed,
    /// and the phone comes back.
    pub(crate) async fn take_in(
        &self,
        socket: &WebSocket,
        attachment: &Attachment,
        sender: &str,
        message: String,
        timestamp: Option<&str>,
    ) -> Result<()> {
        let settings = Settings::of(&self.env);
        let settings = settings.map_err(|error| worker::Error::RustError(error.to_string()))?;
        let region = Region::parse(&attachment.default_country).unwrap_or(settings.default_region);
        let timed_at_ms = timestamp.and_then(runtime::timestamp::parse_ms);
        let bytes = sender.len().saturating_add(message.len());
        let receive = Receive {
            at: ReceivedAt::Gateway { gateway_id: self.gateway_id() },
            sender: Address::lenient(sender.trim(), region),
            body: MessageText::new(message),
            reported_at_ms: timed_at_ms.or_else(|| Some(clock::now_ms())),
            // A phone's own time tells a repetition. Without one, an id does: this object may give the SMS twice.
            reference: timed_at_ms.is_none().then(|| identity::nanoid21(&mut OsRng)),
            masking: Masking::IfMasked,
        };
        let sms = InboundSms { account_id: attachment.account_id.clone(), receive };
        if self.inbound.borrow().failures > 0 {
            // The Dispatcher is out of reach: it is not asked once more for each SMS.
            if !self.keep(&sms).await {
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
            && !self.keep(&sms).await
        {
            disconnect(socket, DisconnectReason::TooManyFrames, true);
        }
        self.hand_on().await;
        Ok(())
    }

    /// Gives the Dispatcher what waits, unless as many calls as may be are under way: those go on with it.
    async fn hand_on(&self) {
        let Some(_pass) = self.inbound_calls.enter(CALL_MS) else { return };
        loop {
            let next = {
                let mut queue = self.inbound.borrow_mut();
                let next = queue.waiting.pop_front();
                queue.bytes = queue.bytes.saturating_sub(next.as_ref().map_or(0, |(_, it)| *it));
                next
            };
            let Some((sms, _)) = next else { return };
            let waits = self.flow.borrow_mut().hands_on_later(clock::now_ms());
            if waits {
                clock::pause(HAND_ON_PAUSE_MS).await;
            }
            let is_out_of_reach = self.inbound.borrow().failures > 0;
            if is_out_of_reach || self.give(&sms).await.is_err() {
                self.keep(&sms).await;
            }
        }
    }

    /// Gives the Dispatcher an SMS.
    async fn give(&self, sms: &InboundSms) -> std::result::Result<(), CallError> {
        let name = sms.account_id.as_str();
        let receive = sms.receive.clone();
        match objects::call(&self.env, ObjectClass::Dispatcher, name, receive).await {
            Ok(Received::Stored { .. }) => {}
            Ok(Received::GatewayInactive) => {
                let gateway_id = self.gateway_id();
                let fields = [("gateway.id", gateway_id.as_str())];
                log::warn("an inactive gateway's inbound message was refused", &fields);
            }
            Err(error) => {
                log::error("an inbound message was not stored", &[("error", &error.to_string())]);
                return Err(error);
            }
        }
        Ok(())
    }

    /// Keeps an SMS for the alarm. Returns whether there was room for it.
    async fn keep(&self, sms: &InboundSms) -> bool {
        let now_ms = clock::now_ms();
        let kept = held::keep(&self.state, sms, now_ms).unwrap_or_else(|error| {
            log::error("an inbound message was not kept", &[("error", &error.to_string())]);
            false
        });
        if !kept {
            log::error("an inbound message was lost: too many wait for the dispatcher", &[]);
            return false;
        }
        self.inbound.borrow_mut().keeps = Some(true);
        if self.inbound.borrow().failures == 0 {
            self.note_failure(now_ms);
        }
        if let Err(error) = self.arm(now_ms).await {
            log::error("a retry was not put on the timer", &[("error", &error.to_string())]);
        }
        true
    }

    /// When what is kept is tried again; `None`: nothing is kept.
    pub(crate) fn retry_at_ms(&self) -> Option<i64> {
        let known = self.inbound.borrow().keeps;
        let keeps = known.unwrap_or_else(|| {
            // If it cannot be read now, it is looked for once more.
            held::amount(&self.state).map_or(true, |amount| amount.rows > 0)
        });
        self.inbound.borrow_mut().keeps = Some(keeps);
        keeps.then(|| self.inbound.borrow().retry_at_ms)
    }

    /// Tries again what is kept and due, one first and then as many at once as may be. Returns whether there
    /// was anything to try.
    pub(crate) async fn retry_held(&self) -> std::result::Result<bool, SqlError> {
        let started_ms = clock::now_ms();
        if self.retry_at_ms().is_none_or(|at_ms| at_ms > started_ms) {
            return Ok(false);
        }
        let mut at_once = 1;
        while clock::now_ms().saturating_sub(started_ms) < RETRY_ROUND_MS {
            let rows = held::next(&self.state, at_once)?;
            if rows.is_empty() {
                let mut queue = self.inbound.borrow_mut();
                (queue.keeps, queue.failures) = (Some(false), 0);
                break;
            }
            let tried = join_all(rows.iter().map(|row| self.try_again(row))).await;
            let mut all_given = true;
            for given in tried {
                all_given &= given?;
            }
            if !all_given {
                self.note_failure(clock::now_ms());
                break;
            }
            self.inbound.borrow_mut().failures = 0;
            at_once = MAX_INBOUND_CALLS;
        }
        Ok(true)
    }

    /// Returns whether the row is done with.
    async fn try_again(&self, row: &Held) -> std::result::Result<bool, SqlError> {
        let is_over = row.since_ms.saturating_add(GIVE_UP_MS) <= clock::now_ms();
        let given = match &row.sms {
            Some(sms) if !is_over => {
                clock::within(RETRY_DEADLINE_MS, self.give(sms)).await.is_some_and(|it| it.is_ok())
            }
            _ => {
                log::error("an inbound message was given up", &[]);
                true
            }
        };
        if given {
            held::forget(&self.state, row.id)?;
        } else {
            held::note_try(&self.state, row.id)?;
        }
        Ok(given)
    }

    fn note_failure(&self, now_ms: i64) {
        let mut queue = self.inbound.borrow_mut();
        let backoff_ms = FIRST_BACKOFF_MS.saturating_mul(1_i64 << queue.failures.min(10));
        queue.failures = queue.failures.saturating_add(1);
        queue.retry_at_ms = now_ms.saturating_add(backoff_ms.min(MAX_BACKOFF_MS));
    }
}
