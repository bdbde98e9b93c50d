//! Projection to D1: changed rows, which are harmless to replay, and the steps that follow a successful
//! write.
//!
//! Counters are absolute values: the value committed here plus the batch's changes. New values are committed
//! only together with the batch's marks, so a projection that is repeated after a crash computes them from
//! the same base.

pub(crate) mod collect;
pub(crate) mod counters;
pub(crate) mod refusals;
pub(crate) mod unprojected;

use std::collections::BTreeMap;

use dispatcher_records::{GatewayRow, Projection};
use messaging::Message;
use object_sql::{Sql, SqlError};
use unix_time::UnixMillis;

use crate::{DispatcherCore, DispatcherError, columns::to_json};
use collect::push_refused;
use counters::CounterKey;

/// Small enough that one batch does not block the object for long.
const MAX_MESSAGES: usize = 100;
const MAX_INBOUND: usize = 50;
const MAX_GATEWAYS: usize = 500;
const MAX_OWED_COUNTERS: usize = 500;

impl<S: Sql> DispatcherCore<S> {
    /// Returns the next batch, or `None` if D1 has everything. After D1 refused a batch, `max_rows` shrinks
    /// the next ones to find the row at fault; such a batch holds rows of one kind only.
    pub fn projection(
        &mut self,
        now_ms: UnixMillis,
        max_rows: Option<usize>,
    ) -> Result<Option<Projection>, DispatcherError> {
        // A narrowed batch does not show whether there is more, so others follow until nothing is left.
        let mut projection = Projection { more: max_rows.is_some(), ..Projection::default() };
        let mut changes: BTreeMap<CounterKey, i64> = BTreeMap::new();
        let most = |usual: usize| max_rows.unwrap_or(usual).min(usual);
        let is_full = |batch: &Projection| max_rows.is_some() && batch.rows() > 0;
        self.refusals.readmit_due(now_ms);
        self.collect_messages(now_ms, most(MAX_MESSAGES), &mut projection, &mut changes)?;
        if !is_full(&projection) {
            self.collect_inbound(most(MAX_INBOUND), &mut projection, &mut changes)?;
        }
        if !is_full(&projection) {
            self.collect_gateways(most(MAX_GATEWAYS), &mut projection);
        }
        self.collect_counters(&mut projection, changes, max_rows.is_some())?;
        if !is_full(&projection) {
            self.collect_owed_counters(most(MAX_OWED_COUNTERS), &mut projection)?;
        }
        // Not while the row at fault is sought: the figures are in no other batch's way.
        if max_rows.is_none() {
            projection.figures = self.figures_to_store(&projection, now_ms);
        }
        Ok((projection.rows() > 0 || projection.figures.is_some()).then_some(projection))
    }

    /// Records that D1 has the batch: marks its rows, deletes settled messages and commits the counters.
    pub fn record_projected(
        &mut self,
        projection: &Projection,
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        // Before any row goes: a lease in it may be the only record of the segments that its SIM was given.
        self.save_pacing(now_ms)?;
        self.measurements.observe_projection(projection, now_ms);
        for row in &projection.messages {
            if self.mark_message(&row.record, now_ms)? {
                self.unprojected.remove(&row.record.id);
            }
        }
        self.unprojected.unmark_if_empty(&self.sql)?;
        for claim in &projection.claims {
            // The claim itself stays, so that the SMS is recognized when it is reported again.
            let statement = "UPDATE inbound SET record = NULL WHERE claim = ?";
            self.sql.exec(statement, vec![claim.as_str().into()])?;
        }
        self.refusals.record_taken(projection);
        // Counters that the batch left out are committed, too, since its rows are not counted again. D1 gets
        // them later.
        for counter in projection.counters.iter().chain(&projection.left_out) {
            let parameters = vec![
                counter.metric.into(),
                counter.day.into(),
                counter.gateway_id.as_str().into(),
                counter.value.into(),
            ];
            let statement = "INSERT OR REPLACE INTO counter (metric, day, gateway_id, value)
                             VALUES (?, ?, ?, ?)";
            self.sql.exec(statement, parameters)?;
        }
        for row in &projection.gateways {
            self.gateway_projected(row, now_ms)?;
        }
        if let Some(figures) = &projection.figures {
            self.measurements.record_stored(&self.sql, figures)?;
        }
        Ok(())
    }

    /// Records which presence of the gateway D1 has.
    pub(crate) fn gateway_projected(
        &mut self,
        row: &GatewayRow,
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        let Some(gateway) = self.gateways.get_mut(&row.id) else { return Ok(()) };
        gateway.projected_seen_at_ms = row.last_heartbeat_at_ms;
        // The gateway may have changed while D1 was writing.
        gateway.unprojected = u8::from(gateway.snapshot.online) != row.online
            || u8::from(gateway.streams) != row.streams
            || push_refused(gateway) != row.push_refused
            || gateway.is_heard != row.is_heard;
        self.save_gateway(&row.id, now_ms)
    }

    /// Marks a message as projected, or deletes it if it is settled. Returns whether D1 has its newest
    /// version: the message may have changed while D1 was writing.
    fn mark_message(&self, message: &Message, now_ms: UnixMillis) -> Result<bool, SqlError> {
        let (id, version) = (message.id.as_str(), message.version);
        if message.is_settled(now_ms, &self.policy) {
            let statement = "DELETE FROM message
                 WHERE id = ? AND version = ? AND events IS NULL RETURNING 1";
            if !self.sql.exec(statement, vec![id.into(), version.into()])?.is_empty() {
                self.delete_pieces(message)?;
                return Ok(true);
            }
        }
        let counted = to_json(&message.facts().into_iter().collect::<Vec<_>>())?;
        let statement = "UPDATE message SET projected_version = ?, counted = ?, rejections = 0
                         WHERE id = ? RETURNING version, queue IS NULL";
        let rows = self.sql.exec(statement, vec![version.into(), counted.into(), id.into()])?;
        // The row has gone meanwhile, so there is nothing left to tell D1.
        let Some(row) = rows.first() else { return Ok(true) };
        let mut columns = row.reader();
        let newest = columns.integer()? == i64::from(version);
        let unqueued = columns.integer()? != 0;
        if newest && unqueued && self.wants_route(message, now_ms) {
            // The message is not routed yet. A new instance would no longer find it as unprojected, so it has
            // to find it as due.
            let statement = "UPDATE message SET attention_ms = ? WHERE id = ?";
            self.sql.exec(statement, vec![now_ms.into(), id.into()])?;
        }
        Ok(newest)
    }
}

#[cfg(test)]
mod tests;
