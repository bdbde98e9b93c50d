//! What the alarm does: everything that is due, found in the tables and not in memory.

use object_sql::Sql;

use crate::{
    Dispatch, DispatchError, PROJECTION_DELAY_MS,
    messages::{self, Stored},
};

pub(crate) const SELECT_DUE: &str =
    "SELECT version > projected_version, record, attention_ms, queue FROM message
     WHERE attention_ms <= ? ORDER BY attention_ms LIMIT ?";
pub(crate) const SELECT_DUE_AND_PROJECTED: &str =
    "SELECT version > projected_version, record, attention_ms, queue FROM message
     WHERE attention_ms <= ? AND version <= projected_version ORDER BY attention_ms LIMIT ?";
pub(crate) const NEXT_ATTENTION: &str =
    "SELECT attention_ms FROM message WHERE attention_ms IS NOT NULL ORDER BY attention_ms LIMIT 1";
pub(crate) const ANY_UNPROJECTED_INBOUND: &str =
    "SELECT 1 FROM inbound WHERE record IS NOT NULL LIMIT 1";

/// While D1 fails, a message that was looked at makes room for others for this long.
pub(crate) const ROTATION_MS: i64 = 5_000;
/// The most messages looked at in one go.
const ATTEND_LIMIT: i64 = 500;

/// What came of looking at everything due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attention {
    /// Something waits to be projected to D1.
    pub dirty: bool,
}

impl<S: Sql> Dispatch<S> {
    /// Looks at every message that is due, at silent gateways and at what may be forgotten. Messages
    /// that want a route become ready for [`pump`](Self::pump). Idempotent.
    pub fn attend(&mut self, now_ms: i64) -> Result<Attention, DispatchError> {
        self.mark_silent_offline(now_ms)?;
        self.prune(now_ms)?;
        let everything = self.looks_at_everything();
        let statement = if everything { SELECT_DUE } else { SELECT_DUE_AND_PROJECTED };
        let rows = self.sql.exec(statement, vec![now_ms.into(), ATTEND_LIMIT.into()])?;
        if everything && i64::try_from(rows.len()).unwrap_or(i64::MAX) < ATTEND_LIMIT {
            self.recovered = true;
        }
        let mut dirty = false;
        for row in &rows {
            let mut columns = row.reader();
            let unprojected = columns.integer()? != 0;
            dirty |= self.attend_to(messages::read(&mut columns)?, unprojected, now_ms)?;
        }
        let inbound = !self.sql.exec(ANY_UNPROJECTED_INBOUND, vec![])?.is_empty();
        let presence = self.gateways.values().any(crate::gateways::Gateway::wants_projection);
        Ok(Attention { dirty: dirty || inbound || presence })
    }

    /// Whether [`attend`](Self::attend) has to come before projecting, since it cannot rely on it.
    pub fn looks_at_everything(&self) -> bool {
        !self.recovered || self.projection_fails
    }

    /// When [`attend`](Self::attend) is to run next. Dirty rows wait a moment for company.
    pub fn next_attention_ms(&self, now_ms: i64) -> Result<Option<i64>, DispatchError> {
        let rows = self.sql.exec(NEXT_ATTENTION, vec![])?;
        let message_ms = rows.first().map(|row| row.reader().integer()).transpose()?;
        let soon_ms = now_ms.saturating_add(PROJECTION_DELAY_MS);
        let inbound = !self.sql.exec(ANY_UNPROJECTED_INBOUND, vec![])?.is_empty();
        let presence = self.gateways.values().any(crate::gateways::Gateway::wants_projection);
        let candidates = [
            message_ms.map(|at_ms| at_ms.max(soon_ms)),
            (inbound || presence).then_some(soon_ms),
            self.next_offline_ms().map(|at_ms| at_ms.max(now_ms)),
        ];
        Ok(candidates.into_iter().flatten().min())
    }

    /// Returns whether the message has to be projected.
    fn attend_to(
        &mut self,
        mut stored: Stored,
        unprojected: bool,
        now_ms: i64,
    ) -> Result<bool, DispatchError> {
        let version = stored.message.version;
        stored.message.tick(now_ms, &self.policy);
        let dirty = unprojected || stored.message.version != version;
        let finished = stored.message.is_settled(now_ms, &self.policy);
        if finished && stored.queue.take().is_some() {
            self.waiting = self.waiting.saturating_sub(1);
        }
        if stored.queue.is_none() && self.wants_route(&stored.message, now_ms) {
            self.ready.push_back(stored.message.id.clone());
        }
        if !dirty && finished {
            let statement = "DELETE FROM message WHERE id = ?";
            self.sql.exec(statement, vec![stored.message.id.as_str().into()])?;
            return Ok(false);
        }
        let due_ms = stored.message.due_at_ms(now_ms, &self.policy);
        if !dirty {
            stored.attention_ms = due_ms;
        }
        let id = stored.message.id.clone();
        stored.save(&self.sql, now_ms)?;
        if dirty && self.projection_fails {
            let rotated_ms = now_ms.saturating_add(ROTATION_MS);
            let rotated_ms = due_ms.map_or(rotated_ms, |at_ms| at_ms.min(rotated_ms));
            let statement = "UPDATE message SET attention_ms = ? WHERE id = ?";
            self.sql.exec(statement, vec![rotated_ms.into(), id.as_str().into()])?;
        }
        Ok(dirty)
    }

    /// Whether pumping could do something for it: lease it, or offer it again.
    pub(crate) fn wants_route(&self, message: &messaging::Message, now_ms: i64) -> bool {
        !message.leasable(now_ms).is_empty() || self.has_unknown_outcome(message, now_ms)
    }

    fn has_unknown_outcome(&self, message: &messaging::Message, now_ms: i64) -> bool {
        message.holders().next().is_some()
            && message.leases.iter().any(|lease| {
                lease.offered_at_ms.saturating_add(self.policy.ack_timeout_ms) <= now_ms
            })
    }
}
