//! Providers' delivery reports, matched by the reference that the provider gave to the SMS or to a part of it.

use ids::GatewayId;
use messaging::{MessageId, Report, ReportEffect, ReportStatus};
use object_commands::dispatcher::ReferenceReport;
use object_sql::Sql;
use unix_time::UnixMillis;

use crate::{
    DispatcherCore, DispatcherError,
    messages::{self, StoredMessage},
};

/// Most early reports in memory; the oldest are dropped first.
const MAX_EARLY_REPORTS: usize = 100;

impl<S: Sql> DispatcherCore<S> {
    /// Applies a provider's delivery report to the recipient that has that reference, for the whole SMS or
    /// one of its parts. One failed part fails the SMS; all parts have to be delivered for it to be
    /// delivered. For a part as for a whole SMS, `delivered` is final and corrects an earlier `failed`.
    pub fn report_reference(
        &mut self,
        message_id: &MessageId,
        ordinal: u8,
        report: &ReferenceReport,
        now_ms: UnixMillis,
    ) -> Result<ReportEffect, DispatcherError> {
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

    /// Applies the early reports that name one of these references of a gateway's recipient.
    pub(crate) fn apply_early_reports(
        &mut self,
        message_id: &MessageId,
        sender: (&GatewayId, u8),
        references: &[String],
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        let early = self.early_reports.extract_if(.., |it| references.contains(&it.reference));
        let early: Vec<ReferenceReport> = early.collect();
        for report in early {
            let Some(stored) = messages::load(&self.sql, message_id)? else { continue };
            self.apply_reference_report(stored, sender, &report, now_ms)?;
        }
        Ok(())
    }

    fn apply_reference_report(
        &mut self,
        mut stored: StoredMessage,
        (gateway_id, ordinal): (&GatewayId, u8),
        ReferenceReport { reference, status, part }: &ReferenceReport,
        now_ms: UnixMillis,
    ) -> Result<ReportEffect, DispatcherError> {
        // The first guard also records the part as delivered.
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
}

#[cfg(test)]
mod tests;
