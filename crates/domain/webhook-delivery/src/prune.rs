//! Deletes expired rows, a bounded number at a time.

use object_sql::{Sql, SqlError};
use unix_time::UnixMillis;

use crate::{HOUR_MS, WebhookDeliveryCore};

/// Minimum interval between pruning runs, unless the last run hit its bound.
const PRUNE_INTERVAL_MS: i64 = 10 * 60_000;
/// Limit in the statements below.
const PRUNE_BATCH: usize = 1_000;
/// Attempts that D1 has not accepted for this long are dropped.
pub(crate) const ATTEMPT_RETENTION_MS: i64 = 7 * 24 * HOUR_MS;

// `RETURNING 1` gives a row to count for each deleted one: the port reports no number of changes.
pub(crate) const PRUNE_EVENTS: &str = "DELETE FROM event WHERE event_id IN
    (SELECT event_id FROM event WHERE state = ? AND at_ms <= ? ORDER BY at_ms LIMIT 1000)
    RETURNING 1";
pub(crate) const PRUNE_ATTEMPTS: &str = "DELETE FROM attempt
    WHERE (started_at_ms, event_id, number) IN
      (SELECT started_at_ms, event_id, number FROM attempt WHERE started_at_ms <= ?
       ORDER BY started_at_ms LIMIT 1000)
    RETURNING 1";

impl<S: Sql> WebhookDeliveryCore<S> {
    pub(crate) fn prune(&mut self, now_ms: UnixMillis) -> Result<(), SqlError> {
        if self.pruned_at_ms.saturating_add(PRUNE_INTERVAL_MS) > now_ms {
            return Ok(());
        }
        let delivered = self.sql.exec(PRUNE_EVENTS, vec!["delivered".into(), now_ms.into()])?.len();
        let failed = self.sql.exec(PRUNE_EVENTS, vec!["failed".into(), now_ms.into()])?.len();
        self.failed = self.failed.saturating_sub(u32::try_from(failed).unwrap_or(u32::MAX));
        let old_ms = now_ms.saturating_sub(ATTEMPT_RETENTION_MS);
        let attempts = self.sql.exec(PRUNE_ATTEMPTS, vec![old_ms.into()])?.len();
        if delivered.max(failed).max(attempts) < PRUNE_BATCH {
            self.pruned_at_ms = now_ms;
        }
        Ok(())
    }
}
