//! Pruning of expired rows, a bounded number at a time.

use object_sql::Sql;
use unix_time::UnixMillis;

use crate::{DispatcherCore, DispatcherError};

/// Shortest time between two runs, unless a run hit its bound.
const PRUNE_INTERVAL_MS: i64 = 10 * 60_000;
/// The `LIMIT` of the statements below.
const PRUNE_BATCH: usize = 1_000;

pub(crate) const PRUNE_IDEMPOTENCY: &str = "DELETE FROM idempotency WHERE key IN
    (SELECT key FROM idempotency WHERE expires_at_ms <= ? ORDER BY expires_at_ms LIMIT 1000)
    RETURNING 1";
/// Chooses only claims that may go, so that older ones which have to stay are not in the way.
pub(crate) const PRUNE_INBOUND: &str = "DELETE FROM inbound WHERE claim IN
    (SELECT claim FROM inbound WHERE record IS NULL AND event IS NULL AND expires_at_ms <= ?
     ORDER BY expires_at_ms LIMIT 1000)
    RETURNING 1";

impl<S: Sql> DispatcherCore<S> {
    pub(crate) fn prune(&mut self, now_ms: UnixMillis) -> Result<(), DispatcherError> {
        if self.pruned_at_ms.saturating_add(PRUNE_INTERVAL_MS) > now_ms {
            return Ok(());
        }
        // Not counted below: each call reads one bounded step of the table, whether or not it deletes anything.
        self.prune_client_ids(now_ms)?;
        self.prune_feed(now_ms)?;
        let keys = self.sql.exec(PRUNE_IDEMPOTENCY, vec![now_ms.into()])?.len();
        let claims = self.sql.exec(PRUNE_INBOUND, vec![now_ms.into()])?.len();
        if keys.max(claims) < PRUNE_BATCH {
            self.pruned_at_ms = now_ms;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
