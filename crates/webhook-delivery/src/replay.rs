//! Trying again what failed for good, because the endpoint's owner asks for it.

use object_sql::{Sql, SqlError};

use crate::{WebhookDelivery, rows};

/// The most events replayed by one call.
const MAX_REPLAYED: usize = 1_000;

pub(crate) const SELECT_FAILED: &str = "SELECT event_id FROM event
     WHERE state = 'failed' AND at_ms >= ? AND at_ms < ? ORDER BY at_ms, order_key, seq LIMIT ?";

impl<S: Sql> WebhookDelivery<S> {
    /// Queues a failed event again, behind what is undelivered of its key, with its schedule begun anew.
    /// `false`: no such event failed and was kept, or the queue is full.
    pub fn replay(&mut self, event_id: &str, now_ms: i64) -> Result<bool, SqlError> {
        let Some(failed) = rows::find(&self.sql, event_id)? else { return Ok(false) };
        if failed.state != "failed" || self.queued >= self.policy.max_queued {
            return Ok(false);
        }
        let place = rows::place_behind(&self.sql, &failed.order_key)?;
        let (state, at_ms) = if place.held { ("held", None) } else { ("ready", Some(now_ms)) };
        let parameters = vec![
            place.seq.into(),
            state.into(),
            at_ms.into(),
            failed.order_key.as_str().into(),
            failed.seq.into(),
        ];
        let statement = "UPDATE event SET seq = ?, state = ?, at_ms = ?, tries = 0
             WHERE order_key = ? AND seq = ?";
        self.sql.exec(statement, parameters)?;
        self.queued = self.queued.saturating_add(1);
        self.failed = self.failed.saturating_sub(1);
        Ok(true)
    }

    /// Queues again what failed for good from `from_ms` on and before `to_ms`, in the order in which it
    /// failed, up to `limit` (at most 1,000). Returns how many; call again for the rest.
    pub fn replay_range(
        &mut self,
        from_ms: i64,
        to_ms: i64,
        limit: usize,
        now_ms: i64,
    ) -> Result<usize, SqlError> {
        let retention_ms = self.policy.failed_retention_ms;
        let limit = i64::try_from(limit.min(MAX_REPLAYED)).unwrap_or(0);
        let parameters = vec![
            from_ms.saturating_add(retention_ms).into(),
            to_ms.saturating_add(retention_ms).into(),
            limit.into(),
        ];
        let mut replayed = 0_usize;
        for row in &self.sql.exec(SELECT_FAILED, parameters)? {
            if self.replay(row.reader().text()?, now_ms)? {
                replayed = replayed.saturating_add(1);
            }
        }
        Ok(replayed)
    }
}
