//! Operating figures: measured in memory with every change, and stored at most once a minute, so that they cost a
//! message no row.

use dispatcher_records::{OperatingFigures, Projection};
use messaging::{Message, Protocol};
use object_sql::{Sql, SqlError};
use unix_time::UnixMillis;

use crate::{
    DispatcherCore,
    columns::{from_json, to_json},
    gateways::Gateway,
    messages::recipient_states::RecipientStates,
};

/// Minimum interval between two writes of the figures.
const INTERVAL_MS: i64 = 60_000;
const ROW: i64 = 1;
pub(crate) const SELECT_FIGURES: &str = "SELECT record FROM figures WHERE id = ?";

/// Figures measured so far, and those that were stored last.
#[derive(Debug, Default)]
pub(crate) struct Measurements {
    figures: OperatingFigures,
    stored: OperatingFigures,
}

impl Measurements {
    /// Continues with the figures that an earlier instance stored.
    pub(crate) fn load(sql: &impl Sql) -> Result<Self, SqlError> {
        let rows = sql.exec(SELECT_FIGURES, vec![ROW.into()])?;
        let Some(row) = rows.first() else { return Ok(Self::default()) };
        // Figures that cannot be read are only those of monitoring: they start again at zero.
        let figures: OperatingFigures = from_json(row.reader().text()?).unwrap_or_default();
        Ok(Self { stored: figures.clone(), figures })
    }

    /// Measures what a change of a message shows: each recipient's way to its first transmission, and retries.
    pub(crate) fn observe_change(&mut self, before: &RecipientStates, message: &Message) {
        let ready_at_ms = message
            .options
            .scheduled_at_ms
            .map_or(message.created_at_ms, |at_ms| at_ms.max(message.created_at_ms));
        for (at, recipient) in message.recipients.iter().enumerate() {
            if before.is_newly_retried(at, recipient) {
                self.figures.retries = self.figures.retries.saturating_add(1);
            }
            if !before.is_newly_sent(at, recipient) {
                continue;
            }
            let sender = recipient.sent_by_epoch.and_then(|epoch| message.lease_of_epoch(epoch));
            let (Some(lease), Some(sent_at_ms)) = (sender, recipient.sent_at_ms) else { continue };
            self.figures.submit_to_frame.observe(lease.leased_at_ms.since(ready_at_ms));
            self.figures.frame_to_report.observe(sent_at_ms.since(lease.leased_at_ms));
        }
    }

    /// Measures how far D1 was behind the oldest change of the batch.
    pub(crate) fn observe_projection(&mut self, projection: &Projection, now_ms: UnixMillis) {
        if let Some(oldest_ms) = projection.messages.iter().map(|row| row.updated_at_ms).min() {
            self.figures.projection_lag.observe(now_ms.since(oldest_ms));
        }
    }

    /// Records that D1 has these figures.
    pub(crate) fn record_stored(
        &mut self,
        sql: &impl Sql,
        figures: &OperatingFigures,
    ) -> Result<(), SqlError> {
        let statement = "INSERT OR REPLACE INTO figures (id, record) VALUES (?, ?)";
        sql.exec(statement, vec![ROW.into(), to_json(figures)?.into()])?;
        self.stored = figures.clone();
        Ok(())
    }
}

impl<S: Sql> DispatcherCore<S> {
    /// Returns the figures as they are once D1 has the batch, if they have changed and were not stored within the last
    /// minute.
    pub(crate) fn figures_to_store(
        &self,
        batch: &Projection,
        now_ms: UnixMillis,
    ) -> Option<OperatingFigures> {
        let stored = &self.measurements.stored;
        if now_ms.since(stored.at_ms) < INTERVAL_MS {
            return None;
        }
        let count = |wanted: fn(&Gateway) -> bool| {
            let gateways = self.gateways.values().filter(|gateway| wanted(gateway)).count();
            u32::try_from(gateways).unwrap_or(u32::MAX)
        };
        let in_batch = u32::try_from(batch.messages.len()).unwrap_or(u32::MAX);
        // Each write of the figures changes the lag, which must not be a reason for the next write.
        let projection_lag = stored.projection_lag.clone();
        let figures = OperatingFigures {
            at_ms: stored.at_ms,
            waiting_messages: self.waiting,
            unprojected_messages: self.unprojected.len().saturating_sub(in_batch),
            unannounced_rows: self.outbox.len(),
            sockets: count(|it| it.snapshot.protocol == Protocol::Cable && it.snapshot.online),
            streams: count(|it| it.streams),
            projection_lag,
            ..self.measurements.figures.clone()
        };
        let projection_lag = self.measurements.figures.projection_lag.clone();
        (figures != *stored).then_some(OperatingFigures {
            at_ms: now_ms,
            projection_lag,
            ..figures
        })
    }
}

#[cfg(test)]
mod tests;
