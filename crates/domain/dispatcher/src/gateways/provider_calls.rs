//! Calls to providers: one for each recipient whose route is a provider's number.
//!
//! Recipients are leased only as their calls start. A recipient that is leased but not called when an
//! instance ends has an unknown outcome and is never sent again.

use dispatcher_records::ProviderNumber;
use ids::GatewayId;
use messaging::{Message, MessageId, RecipientState, Report, ReportStatus, message::Offer};
use object_commands::gateway_connection::OutboundSms;
use object_sql::Sql;
use telephony::MessageText;
use unix_time::UnixMillis;

use super::Gateway;
use crate::{DispatcherCore, DispatcherError, messages};

/// Most concurrent calls for one number.
pub const MAX_OPEN_CALLS: u32 = 4;

/// One recipient's SMS for a provider, under a committed lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderCall {
    pub gateway_id: GatewayId,
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

impl<S: Sql> DispatcherCore<S> {
    /// Takes at most `most` of the waiting calls, each once. The caller makes them and reports each outcome
    /// with [`record_call_outcome`](Self::record_call_outcome).
    pub fn take_calls(&mut self, most: usize) -> Vec<ProviderCall> {
        let count = self.calls.len().min(most);
        self.calls.drain(..count).collect()
    }

    /// Records the outcome of a call. A refused SMS is retried if the message allows it. If a relayed inbound
    /// SMS fails for good, it is relayed again when the provider reports it again.
    pub fn record_call_outcome(
        &mut self,
        call: &ProviderCall,
        outcome: &CallOutcome,
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        // The call is over whatever its outcome, so its place is free even if nothing below applies.
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
        // Recording references does not raise the version; the report below does, and so saves them.
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
            self.fail_for_refused_part(call, reason, now_ms)?;
        }
        // Only now: an early report may name a part of the SMS, and the parts were saved above.
        let sender = (&call.gateway_id, call.ordinal);
        self.apply_early_reports(&call.message_id, sender, &references, now_ms)?;
        if has_failed && let Some(claim) = interaction.and_then(|it| it.claim) {
            self.release_claim(&claim)?;
        }
        Ok(())
    }

    /// Fails an SMS of which the provider refused a part. Its other parts are on their way: after `sent` a
    /// failure is final, so they are not sent twice, and a relayed inbound SMS keeps its claim.
    fn fail_for_refused_part(
        &mut self,
        call: &ProviderCall,
        reason: &str,
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        let Some(stored) = messages::load(&self.sql, &call.message_id)? else { return Ok(()) };
        let status = ReportStatus::Failed { reason: reason.to_owned() };
        let report = Report { gateway_id: &call.gateway_id, ordinal: call.ordinal, status };
        self.apply_report(stored, &report, now_ms, |_| ())?;
        Ok(())
    }

    pub(crate) fn push_calls(
        &mut self,
        gateway_id: &GatewayId,
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
                gateway_id: gateway_id.clone(),
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

#[cfg(test)]
mod tests;
