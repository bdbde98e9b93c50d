//! Reports of fetching gateways. They name a message and addresses rather than wire ids.

use ids::GatewayId;
use messaging::{
    DispatchPolicy, Message, MessageId, RecipientState, Report, ReportEffect, ReportStatus,
    routing::{self, RouteRequest},
};
use object_commands::dispatcher::{MessageReport, MessageReports};
use object_sql::Sql;
use telephony::Address;
use unix_time::UnixMillis;

use crate::{
    DispatcherCore, DispatcherError, messages,
    queues::{rank, route::request_for},
};

impl<S: Sql> DispatcherCore<S> {
    /// Returns the reported messages that are not in this Dispatcher, by message id or by client id, so that
    /// the caller can read them back from D1.
    pub fn absent_by_message_id(
        &self,
        reports: &MessageReports,
    ) -> Result<(Vec<MessageId>, Vec<String>), DispatcherError> {
        let (mut ids, mut client_ids) = (Vec::new(), Vec::new());
        for report in &reports.messages {
            match self.resolve(&report.message_id)? {
                Some(id) => {
                    if !self.has_message(&id)? {
                        ids.push(id);
                    }
                }
                None => client_ids.push(report.message_id.clone()),
            }
        }
        Ok((ids, client_ids))
    }

    /// Applies one gateway's reports in order. Skips messages that the gateway never had.
    pub fn report_messages(
        &mut self,
        reports: &MessageReports,
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        for report in &reports.messages {
            self.apply_to_message(&reports.gateway_id, report, now_ms)?;
        }
        Ok(())
    }

    fn apply_to_message(
        &mut self,
        gateway_id: &GatewayId,
        report: &MessageReport,
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        let Some(id) = self.resolve(&report.message_id)? else { return Ok(()) };
        let Some(mut stored) = messages::load(&self.sql, &id)? else { return Ok(()) };
        let version = stored.message.version;
        self.lease_to_reporter(gateway_id, &mut stored.message, now_ms);
        let (mut closed, mut is_its_own) = (0_u32, false);
        for recipient in &report.recipients {
            let Some(ordinal) = recipient_of(&stored.message, &recipient.address) else { continue };
            let open = |message: &Message| {
                let recipient = message.recipients.get(usize::from(ordinal));
                recipient.is_some_and(|it| it.state.is_outcome_open())
            };
            let was_open = open(&stored.message);
            let policy = self.policy_for(&stored.message, &recipient.status, now_ms);
            let status = recipient.status.clone();
            let report = Report { gateway_id, ordinal, status };
            let effect = stored.message.report(&report, now_ms, &policy);
            is_its_own |= effect != ReportEffect::Unknown;
            closed += u32::from(was_open && !open(&stored.message));
        }
        if stored.message.version != version {
            match stored.message.state() {
                RecipientState::Failed => self.note_end(gateway_id, true, now_ms),
                RecipientState::Sent | RecipientState::Delivered => {
                    self.note_end(gateway_id, false, now_ms);
                }
                _ => {}
            }
            stored.message.correct_reached(&report.reached, now_ms);
        } else if is_its_own {
            stored.message.add_reached(&report.reached, now_ms);
        }
        self.settle_queue(&mut stored, now_ms);
        if stored.queue.is_none() && self.wants_route(&stored.message, now_ms) {
            self.routing_work.push(rank(&stored.message), id);
        }
        self.save(stored, now_ms)?;
        self.adjust_in_flight(gateway_id, closed);
        Ok(())
    }

    /// Leases the message to a fetching gateway that reports on it without having fetched it. A report from
    /// its provisional gateway shows that the gateway has it.
    fn lease_to_reporter(&self, gateway_id: &GatewayId, message: &mut Message, now_ms: UnixMillis) {
        let meant = message.provisional_gateway_id.as_ref() == Some(gateway_id);
        if !meant || !self.fetches(gateway_id) || message.former_gateways().contains(&gateway_id) {
            return;
        }
        let waiting = message.leasable_ahead(now_ms);
        if !waiting.is_empty() {
            message.lease(gateway_id, waiting, 0, now_ms);
        }
    }

    /// Policy for one report. A fetching gateway takes a message of the same id only once, so a failure is
    /// retried only if another gateway can send the message.
    fn policy_for(
        &self,
        message: &Message,
        status: &ReportStatus,
        now_ms: UnixMillis,
    ) -> DispatchPolicy {
        let mut policy = self.policy.clone();
        if matches!(status, ReportStatus::Failed { .. }) {
            let former = message.former_gateways();
            let traffic = self.traffic_of(message.recipients.iter().map(|it| &it.address));
            let request = RouteRequest { traffic, ..request_for(message, &[], &former, now_ms) };
            if routing::choose(self.snapshots(), request).is_none() {
                policy.max_retries = 0;
            }
        }
        policy
    }
}

/// Finds the recipient with that address. Old apps leave out the plus sign of a number.
fn recipient_of(message: &Message, address: &Address) -> Option<u8> {
    let text = address.as_str();
    message.recipient_of(text).or_else(|| message.recipient_of(&format!("+{text}")))
}

#[cfg(test)]
mod tests;
