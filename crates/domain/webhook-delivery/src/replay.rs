//! Replays finished events at the owner's request.

use object_sql::{Sql, SqlError};
use unix_time::UnixMillis;

use crate::{WebhookDeliveryCore, rows};

/// Maximum number of events replayed by one call.
const MAX_REPLAYED: usize = 1_000;

pub(crate) const SELECT_FINISHED: &str = "SELECT event_id FROM event
     WHERE state = ? AND at_ms >= ? AND at_ms < ? ORDER BY at_ms, order_key, seq LIMIT ?";

impl<S: Sql> WebhookDeliveryCore<S> {
    /// Queues a finished event again, failed or delivered, behind the undelivered events with its key, with a fresh
    /// schedule. `false` if no such finished event is kept or the queue is full.
    pub fn replay(&mut self, event_id: &str, now_ms: UnixMillis) -> Result<bool, SqlError> {
        let Some(finished) = rows::find(&self.sql, event_id)? else { return Ok(false) };
        let is_kept = finished.at_ms.is_some_and(|expires_at_ms| expires_at_ms > now_ms);
        let is_finished = ["failed", "delivered"].contains(&finished.state.as_str());
        if !is_finished || !is_kept || self.queued >= self.policy.max_queued {
            return Ok(false);
        }
        let place = rows::place_behind(&self.sql, &finished.order_key)?;
        let (state, at_ms) = if place.held { ("held", None) } else { ("ready", Some(now_ms)) };
        let parameters = vec![
            place.seq.into(),
            state.into(),
            at_ms.into(),
            finished.order_key.as_str().into(),
            finished.seq.into(),
        ];
        let statement = "UPDATE event SET seq = ?, state = ?, at_ms = ?, tries = 0
             WHERE order_key = ? AND seq = ?";
        self.sql.exec(statement, parameters)?;
        self.queued = self.queued.saturating_add(1);
        if finished.state == "failed" {
            self.failed = self.failed.saturating_sub(1);
        }
        Ok(true)
    }

    /// Queues the events that failed for good from `from_ms` until before `to_ms`, with `delivered` also those
    /// delivered then, in the order in which they finished, up to `limit` (at most 1,000). Returns their number; call
    /// again for the rest.
    pub fn replay_range(
        &mut self,
        from_ms: UnixMillis,
        to_ms: UnixMillis,
        delivered: bool,
        limit: usize,
        now_ms: UnixMillis,
    ) -> Result<usize, SqlError> {
        let kept_ms = [
            Some(("failed", self.policy.failed_retention_ms)),
            delivered.then_some(("delivered", self.policy.remember_ms)),
        ];
        let mut replayed = 0_usize;
        // `at_ms` of a finished event is its expiry: the time at which it finished, plus its retention.
        for (state, kept_ms) in kept_ms.into_iter().flatten() {
            let left = limit.min(MAX_REPLAYED).saturating_sub(replayed);
            let parameters = vec![
                state.into(),
                from_ms.saturating_add(kept_ms).into(),
                to_ms.saturating_add(kept_ms).into(),
                i64::try_from(left).unwrap_or(0).into(),
            ];
            for row in &self.sql.exec(SELECT_FINISHED, parameters)? {
                if self.replay(row.reader().text()?, now_ms)? {
                    replayed = replayed.saturating_add(1);
                }
            }
        }
        Ok(replayed)
    }
}
