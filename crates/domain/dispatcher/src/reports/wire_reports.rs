//! Phones' reports, matched by wire id and reporting gateway.

use ids::GatewayId;
use messaging::{Message, MessageId, Report, ReportEffect, ReportStatus, WireId};
use object_commands::dispatcher::ReportBatch;
use object_sql::Sql;
use unix_time::UnixMillis;

use crate::{DispatcherCore, DispatcherError, messages};

impl<S: Sql> DispatcherCore<S> {
    /// Returns the reported messages that are not in this Dispatcher, so that the caller can read them back
    /// from D1.
    pub fn absent_by_wire_id(
        &self,
        batch: &ReportBatch,
    ) -> Result<Vec<MessageId>, DispatcherError> {
        let mut absent: Vec<MessageId> = Vec::new();
        for wire in batch.reports.iter().filter_map(|report| WireId::parse(&report.wire_id)) {
            let id = wire.message_id;
            if !self.has_message(&id)? && !absent.contains(&id) {
                absent.push(id);
            }
        }
        Ok(absent)
    }

    /// Takes a settled message back from D1, so that a late report can be applied to it.
    pub fn restore_message(
        &mut self,
        message: &Message,
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        // Another report may have restored it while D1 was read; that row may be newer.
        if messages::load(&self.sql, &message.id)?.is_none() {
            let mut message = message.clone();
            self.timeline_chain.admit(&mut message);
            let message = &message;
            // Due at once, so that the alarm removes it again if the report changes nothing.
            messages::insert(&self.sql, message, message.version, None, Some(now_ms), None)?;
            self.keep_client_id(message)?;
        }
        Ok(())
    }

    /// Applies one gateway's reports in order.
    pub fn report(
        &mut self,
        batch: &ReportBatch,
        now_ms: UnixMillis,
    ) -> Result<Vec<ReportEffect>, DispatcherError> {
        let mut effects = Vec::with_capacity(batch.reports.len());
        for report in &batch.reports {
            effects.push(self.apply(&batch.gateway_id, &report.wire_id, &report.status, now_ms)?);
        }
        Ok(effects)
    }

    fn apply(
        &mut self,
        gateway_id: &GatewayId,
        wire_id: &str,
        status: &ReportStatus,
        now_ms: UnixMillis,
    ) -> Result<ReportEffect, DispatcherError> {
        let Some(wire) = WireId::parse(wire_id) else { return Ok(ReportEffect::Unknown) };
        let Some(stored) = messages::load(&self.sql, &wire.message_id)? else {
            return Ok(ReportEffect::Unknown);
        };
        let report = Report { gateway_id, ordinal: wire.ordinal, status: status.clone() };
        Ok(self.apply_report(stored, &report, now_ms, |_| ())?.0)
    }
}

#[cfg(test)]
mod tests;
