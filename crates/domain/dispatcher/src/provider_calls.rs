//! Calls to providers: one for each recipient whose route is a provider's number.
//!
//! Recipients are leased only as their calls start. A recipient that is leased but not called when an
//! instance ends has an unknown outcome and is never sent again.

use dispatcher_records::ProviderNumber;
use messaging::{
    Message, MessageId, RecipientState, Report, ReportEffect, ReportStatus, message::Offer,
};
use object_commands::{
    dispatcher::{HandOver, ReferenceReport},
    gateway_connection::OutboundSms,
};
use object_sql::Sql;
use telephony::MessageText;

use crate::{
    Dispatch, DispatchError,
    gateways::Gateway,
    messages::{self, Stored},
};

/// Most concurrent calls for one number.
pub const MAX_OPEN_CALLS: u32 = 4;
/// Most early reports in memory; the oldest are dropped first.
const MAX_EARLY_REPORTS: usize = 100;

/// One recipient's SMS for a provider, under a committed lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderCall {
    pub gateway_id: String,
    pub number: ProviderNumber,
    pub message_id: MessageId,
    pub ordinal: u8,
    pub sms: OutboundSms,
    /// Whether a delivery report is wanted.
    pub delivery_report: bool,
}

/// Outcome of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallOutcome {
    /// The provider accepted the SMS under this id, if it returned one.
    Accepted { reference: Option<String> },
    /// The provider accepted the SMS in parts, with one id for each.
    AcceptedInParts { references: Vec<String> },
    /// The provider accepted parts of the SMS, some with these ids. Another part has no id, or was refused for
    /// this reason.
    PartlyAccepted { references: Vec<String>, refused: Option<String> },
    /// The provider refused the SMS. The reason is short and without personal data.
    Refused { reason: String },
    /// The call may or may not have reached the provider.
    Unknown,
}

impl<S: Sql> Dispatch<S> {
    /// Takes at most `most` of the waiting calls, each once. The caller makes them and reports each outcome
    /// with [`call_answered`](Self::call_answered).
    pub fn take_calls(&mut self, most: usize) -> Vec<ProviderCall> {
        let count = self.calls.len().min(most);
        self.calls.drain(..count).collect()
    }

    /// Records the outcome of a call. A refused SMS is retried if the message allows it. If a relayed inbound
    /// SMS fails for good, it is relayed again when the provider reports it again.
    pub fn call_answered(
        &mut self,
        call: &ProviderCall,
        outcome: &CallOutcome,
        now_ms: i64,
    ) -> Result<(), DispatchError> {
        if let Some(gateway) = self.gateways.get_mut(&call.gateway_id) {
            gateway.open_calls = gateway.open_calls.saturating_sub(1);
        }
        self.check_queues_of(&call.gateway_id);
        let status = match outcome {
            CallOutcome::Accepted { .. }
            | CallOutcome::AcceptedInParts { .. }
            | CallOutcome::PartlyAccepted { .. } => ReportStatus::Sent,
            CallOutcome::Refused { reason } => ReportStatus::Failed { reason: reason.clone() },
            CallOutcome::Unknown => return Ok(()),
        };
        let Some(mut stored) = messages::load(&self.sql, &call.message_id)? else { return Ok(()) };
        let references = outcome.references(call);
        if let Some(recipient) = stored.message.recipients.get_mut(usize::from(call.ordinal)) {
            if matches!(outcome, CallOutcome::PartlyAccepted { .. }) {
                recipient.known_in_part_as(references.clone());
            } else if !references.is_empty() {
                recipient.known_as(references.clone());
            }
        }
        let at = usize::from(call.ordinal);
        let interaction = stored.message.options.interaction.clone();
        let report = Report { gateway_id: &call.gateway_id, ordinal: call.ordinal, status };
        let failed = |message: &Message| {
            message.recipients.get(at).is_some_and(|it| it.state == RecipientState::Failed)
        };
        let (_, has_failed) = self.apply_report(stored, &report, now_ms, failed)?;
        if let CallOutcome::PartlyAccepted { refused: Some(reason), .. } = outcome {
            self.fail_for_part(call, reason, now_ms)?;
        }
        self.apply_early_reports(call, &references, now_ms)?;
        if has_failed && let Some(claim) = interaction.and_then(|it| it.claim) {
            self.release_claim(&claim)?;
        }
        Ok(())
    }

    /// Fails an SMS of which the provider refused a part. Its other parts are on their way: after `sent` a
    /// failure is final, so they are not sent twice, and a relayed inbound SMS keeps its claim.
    fn fail_for_part(
        &mut self,
        call: &ProviderCall,
        reason: &str,
        now_ms: i64,
    ) -> Result<(), DispatchError> {
        let Some(stored) = messages::load(&self.sql, &call.message_id)? else { return Ok(()) };
        let status = ReportStatus::Failed { reason: reason.to_owned() };
        let report = Report { gateway_id: &call.gateway_id, ordinal: call.ordinal, status };
        self.apply_report(stored, &report, now_ms, |_| ())?;
        Ok(())
    }

    /// Applies a provider's delivery report to the recipient that has that reference, for the whole SMS or
    /// one of its parts. One failed part fails the SMS; all parts have to be delivered for it to be
    /// delivered. For a part as for a whole SMS, `delivered` is final and corrects an earlier `failed`.
    pub fn report_reference(
        &mut self,
        message_id: &MessageId,
        ordinal: u8,
        report: &ReferenceReport,
        now_ms: i64,
    ) -> Result<ReportEffect, DispatchError> {
        let Some(stored) = messages::load(&self.sql, message_id)? else {
            return Ok(ReportEffect::Unknown);
        };
        let recipient = stored.message.recipients.get(usize::from(ordinal));
        let is_known =
            |it: &&messaging::Recipient| it.references().any(|id| id == report.reference);
        let known = recipient.filter(is_known);
        let epoch = known.and_then(|it| it.sent_by_epoch);
        let lease = epoch.and_then(|epoch| stored.message.lease_of_epoch(epoch));
        let Some(gateway_id) = lease.map(|lease| lease.gateway_id.clone()) else {
            return Ok(ReportEffect::Unknown);
        };
        self.apply_reference_report(stored, (&gateway_id, ordinal), report, now_ms)
    }

    fn apply_reference_report(
        &mut self,
        mut stored: Stored,
        (gateway_id, ordinal): (&str, u8),
        ReferenceReport { reference, status, part }: &ReferenceReport,
        now_ms: i64,
    ) -> Result<ReportEffect, DispatchError> {
        match status {
            ReportStatus::Delivered
                if !stored.message.part_delivered(ordinal, reference, *part, now_ms) =>
            {
                self.save(stored, now_ms)?;
                return Ok(ReportEffect::Noted);
            }
            ReportStatus::Failed { .. }
                if stored.message.is_part_delivered(ordinal, reference, *part) =>
            {
                return Ok(ReportEffect::Repeated);
            }
            _ => {}
        }
        let report = Report { gateway_id, ordinal, status: status.clone() };
        Ok(self.apply_report(stored, &report, now_ms, |_| ())?.0)
    }

    /// Keeps a report with an unknown reference in memory while calls are open: it may have overtaken the
    /// answer that names its reference. Returns whether it was kept.
    pub fn keep_early_report(&mut self, report: &ReferenceReport) -> bool {
        let is_possible = self.gateways.values().any(|gateway| gateway.open_calls > 0);
        if !is_possible {
            return false;
        }
        if self.early_reports.len() >= MAX_EARLY_REPORTS {
            self.early_reports.remove(0);
        }
        self.early_reports.push(report.clone());
        true
    }

    fn apply_early_reports(
        &mut self,
        call: &ProviderCall,
        references: &[String],
        now_ms: i64,
    ) -> Result<(), DispatchError> {
        let early = self.early_reports.extract_if(.., |it| references.contains(&it.reference));
        let early: Vec<ReferenceReport> = early.collect();
        for report in early {
            let Some(stored) = messages::load(&self.sql, &call.message_id)? else { continue };
            let sender = (call.gateway_id.as_str(), call.ordinal);
            self.apply_reference_report(stored, sender, &report, now_ms)?;
        }
        Ok(())
    }

    /// Whether the message is stored here, so that a report can be applied to it.
    pub fn has_message(&self, message_id: &MessageId) -> Result<bool, DispatchError> {
        Ok(!self.sql.exec(crate::report::EXISTS, vec![message_id.as_str().into()])?.is_empty())
    }

    /// Returns the route's answer for a message of one recipient. `None` while its provider has yet to
    /// answer.
    pub fn hand_over(&self, message_id: &str) -> Result<Option<HandOver>, DispatchError> {
        use RecipientState as R;
        let Some(message) = self.status(message_id)? else {
            // The message has settled. One that failed at its route stays here long enough for its caller to
            // see that.
            return Ok(Some(HandOver::HandedOver));
        };
        let recipient = message.recipients.first();
        let state = recipient.map(|recipient| recipient.state);
        let was_sent = recipient.is_some_and(|recipient| recipient.sent_at_ms.is_some());
        let route = message.holders().next().or(message.options.gateway_id.as_deref());
        let by_provider = route.is_some_and(|id| self.is_provider(id));
        Ok(match state {
            Some(R::Accepted | R::Dispatched) if by_provider => None,
            Some(R::Accepted) | None => Some(HandOver::Waiting),
            // It failed on its way. A caller that sends again after a refusal would send it twice.
            Some(R::Failed) if was_sent => Some(HandOver::HandedOver),
            Some(R::Failed | R::Cancelled | R::Cancelling) => {
                Some(HandOver::Refused { answer: None })
            }
            Some(R::Dispatched | R::Sent | R::Delivered | R::Acknowledged) => {
                Some(HandOver::HandedOver)
            }
        })
    }

    /// Returns the same when the caller's wait is over: an open call counts as unknown.
    pub fn hand_over_at_last(&self, message_id: &str) -> Result<HandOver, DispatchError> {
        if let Some(known) = self.hand_over(message_id)? {
            return Ok(known);
        }
        let message = self.status(message_id)?;
        let leased = message.is_some_and(|message| message.holders().next().is_some());
        Ok(if leased { HandOver::Unknown } else { HandOver::Waiting })
    }

    pub(crate) fn is_provider(&self, gateway_id: &str) -> bool {
        let gateway = self.gateways.get(gateway_id);
        gateway.is_some_and(|gateway| gateway.snapshot.protocol.is_provider())
    }

    pub(crate) fn push_calls(
        &mut self,
        gateway_id: &str,
        message: &Message,
        text: &MessageText,
        offers: &[Offer],
    ) {
        let Some(gateway) = self.gateways.get_mut(gateway_id) else { return };
        let Some(number) = gateway.number.clone() else { return };
        for offer in offers {
            let Some(recipient) = message.recipients.get(usize::from(offer.ordinal)) else {
                continue;
            };
            gateway.open_calls = gateway.open_calls.saturating_add(1);
            self.calls.push(ProviderCall {
                gateway_id: gateway_id.to_owned(),
                number: number.clone(),
                message_id: message.id.clone(),
                ordinal: offer.ordinal,
                sms: OutboundSms {
                    wire_id: message.id.wire_id(offer.ordinal),
                    recipient: recipient.address.clone(),
                    text: text.clone(),
                },
                delivery_report: message.options.delivery_report,
            });
        }
    }
}

impl<S: Sql> Dispatch<S> {
    /// Applies a report to a loaded message, writes it back, and returns the effect together with the result
    /// of `look`.
    pub(crate) fn apply_report<T>(
        &mut self,
        mut stored: Stored,
        report: &Report<'_>,
        now_ms: i64,
        look: impl Fn(&Message) -> T,
    ) -> Result<(ReportEffect, T), DispatchError> {
        let at = usize::from(report.ordinal);
        let open = |message: &Message| {
            message.recipients.get(at).is_some_and(|it| it.state.is_open_on_a_phone())
        };
        let was_open = open(&stored.message);
        let holder = stored.message.holder_of(report.ordinal).map(str::to_owned);
        let effect = stored.message.report(report, now_ms, &self.policy);
        let closed = was_open && !open(&stored.message);
        self.settle_queue(&mut stored, now_ms);
        let seen = look(&stored.message);
        self.save(stored, now_ms)?;
        if let Some(holder) = holder.filter(|_| closed) {
            self.adjust_in_flight(&holder, 1);
        }
        Ok((effect, seen))
    }
}

impl CallOutcome {
    /// Returns the provider's ids of the SMS or of its parts, as `provider:id`.
    fn references(&self, call: &ProviderCall) -> Vec<String> {
        let ids = match self {
            Self::Accepted { reference } => reference.as_slice(),
            Self::AcceptedInParts { references } | Self::PartlyAccepted { references, .. } => {
                references.as_slice()
            }
            Self::Refused { .. } | Self::Unknown => &[],
        };
        ids.iter().map(|id| format!("{}:{id}", call.number.provider)).collect()
    }
}

impl Gateway {
    /// Number of further calls that may start now.
    pub(crate) fn free_calls(&self) -> u32 {
        MAX_OPEN_CALLS.saturating_sub(self.open_calls)
    }
}
