//! Refusing messages for a gateway that does not keep up (smsgate contract 4).

use ids::GatewayId;
use messaging::id::time_ms;
use object_commands::dispatcher::{QueueLimits, ReachedQueueLimit};
use object_sql::{Sql, SqlError, Value};
use unix_time::UnixMillis;

use crate::{
    DispatcherCore, columns,
    queues::{
        Queue,
        rows::{BEFORE_ALL_RANKS, NEXT_RANK},
    },
};

pub(crate) const COUNT_PENDING: &str =
    "SELECT COUNT(*) FROM (SELECT 1 FROM message WHERE queue IN (?, ?, ?) LIMIT ?)";
pub(crate) const SELECT_OLDEST: &str =
    "SELECT id FROM message WHERE queue = ? AND rank = ? ORDER BY id LIMIT 1";

impl<S: Sql> DispatcherCore<S> {
    /// Returns the reason for refusing more messages for the gateway now. Messages scheduled for later do not
    /// count.
    pub(crate) fn over_limit(
        &self,
        gateway_id: &GatewayId,
        limits: &QueueLimits,
        now_ms: UnixMillis,
    ) -> Result<Option<ReachedQueueLimit>, SqlError> {
        // Messages that wait for any gateway count for this one, too.
        let id = || gateway_id.clone();
        let is_test = self.gateways.get(gateway_id).is_some_and(|it| it.snapshot.kind.is_test());
        let shared = if is_test { Queue::TestNumbers } else { Queue::AnyGateway };
        let queues = [Queue::ToFetch(id()), Queue::PinnedTo(id()), shared];
        if let Some(most) = limits.max_pending {
            let mut parameters: Vec<Value> = queues.iter().map(Value::from).collect();
            // Counting stops at the limit, so a longer queue does not cost more to count.
            parameters.push(i64::from(most).into());
            let pending = columns::count(&self.sql, COUNT_PENDING, parameters)?;
            if pending >= most {
                return Ok(Some(ReachedQueueLimit::TooManyPending { pending, most }));
            }
        }
        if let Some(most_ms) = limits.max_pending_age_ms {
            for queue in &queues {
                if let Some(accepted_at_ms) = self.oldest_of(queue)?
                    && accepted_at_ms.saturating_add(most_ms) <= now_ms
                {
                    return Ok(Some(ReachedQueueLimit::TooOldPending { accepted_at_ms }));
                }
            }
        }
        let failures = self.gateways.get(gateway_id).map(|gateway| gateway.failures);
        if let (Some(most), Some(failures)) = (limits.max_failed, failures) {
            let recent = limits
                .max_failed_age_ms
                .is_none_or(|age_ms| failures.last_at_ms.saturating_add(age_ms) > now_ms);
            if failures.in_a_row >= most && recent {
                return Ok(Some(ReachedQueueLimit::TooManyFailed {
                    failed: failures.in_a_row,
                    most,
                }));
            }
        }
        Ok(None)
    }

    /// Time at which the oldest message of a queue was accepted.
    fn oldest_of(&self, queue: &Queue) -> Result<Option<UnixMillis>, SqlError> {
        // The index has the rank before the id, so the oldest message is found by one look-up for each rank in use.
        let mut oldest: Option<UnixMillis> = None;
        let mut rank = BEFORE_ALL_RANKS;
        while let Some(next) = self.sql.exec(NEXT_RANK, vec![queue.into(), rank.into()])?.first() {
            rank = next.reader().integer()?;
            if let Some(row) =
                self.sql.exec(SELECT_OLDEST, vec![queue.into(), rank.into()])?.first()
            {
                let accepted_at_ms = time_ms(row.reader().text()?);
                oldest = Some(oldest.map_or(accepted_at_ms, |known| known.min(accepted_at_ms)));
            }
        }
        Ok(oldest)
    }
}

#[cfg(test)]
mod tests;
