//! Time of the next alarm, computed from the tables rather than from memory.

use object_sql::{Sql, SqlError};
use unix_time::UnixMillis;

use crate::{HOUR_MS, PROJECTION_DELAY_MS, WebhookDeliveryCore, projection::ANY_UNPROJECTED};

/// Events in the order in which they are due. The limit must be large enough to skip those in flight.
pub(crate) const NEXT_READY: &str =
    "SELECT event_id, at_ms FROM event WHERE state = 'ready' ORDER BY at_ms LIMIT ?";
pub(crate) const NEXT_EXPIRY: &str =
    "SELECT at_ms FROM event WHERE state = ? ORDER BY at_ms LIMIT 1";

/// Delay after an expiry, so that several rows are pruned together. Longer than the pruning interval.
const EXPIRY_SLACK_MS: i64 = HOUR_MS;
/// Delay after a pruning run that hit its bound, or after the clock went back.
const SOON_MS: i64 = 1_000;

impl<S: Sql> WebhookDeliveryCore<S> {
    /// Returns when [`due`](Self::due) must run or records must be projected next; `None` if nothing is pending. It is
    /// `now_ms` if an attempt can begin now, and later otherwise. Projection waits a moment to batch records, and until
    /// `projection_not_before_ms` while D1 fails.
    pub fn next_attention_ms(
        &self,
        now_ms: UnixMillis,
        projection_not_before_ms: UnixMillis,
    ) -> Result<Option<UnixMillis>, SqlError> {
        let unprojected = self.endpoint.unreported_since_ms.is_some()
            || self.endpoint.unreported_failing_since_ms.is_some()
            || !self.sql.exec(ANY_UNPROJECTED, vec![])?.is_empty();
        let projection_ms = now_ms.saturating_add(PROJECTION_DELAY_MS);
        let soon_ms = now_ms.saturating_add(SOON_MS);
        let deadline_ms = self
            .endpoint
            .in_flight
            .iter()
            .map(|attempt_in_flight| attempt_in_flight.deadline_ms)
            .min();
        let candidates = [
            unprojected.then(|| projection_ms.max(projection_not_before_ms)),
            // Never `now_ms` itself, which would say that an attempt can begin.
            deadline_ms.map(|at_ms| at_ms.max(now_ms.saturating_add(1))),
            self.next_attempt_ms()?.map(|at_ms| at_ms.max(now_ms)),
            self.next_expiry_ms("delivered")?.map(|at_ms| at_ms.max(soon_ms)),
            self.next_expiry_ms("failed")?.map(|at_ms| at_ms.max(soon_ms)),
        ];
        Ok(candidates.into_iter().flatten().min())
    }

    fn next_attempt_ms(&self) -> Result<Option<UnixMillis>, SqlError> {
        let Some(open_at_ms) = self.endpoint.open_at_ms(&self.policy) else { return Ok(None) };
        let limit = self.endpoint.in_flight.len().saturating_add(1);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        for row in &self.sql.exec(NEXT_READY, vec![limit.into()])? {
            let mut columns = row.reader();
            let event_id = columns.text()?;
            if !self.endpoint.is_in_flight(event_id) {
                return Ok(Some(columns.time()?.max(open_at_ms)));
            }
        }
        Ok(None)
    }

    fn next_expiry_ms(&self, state: &str) -> Result<Option<UnixMillis>, SqlError> {
        let rows = self.sql.exec(NEXT_EXPIRY, vec![state.into()])?;
        let expiry_ms = rows.first().map(|row| row.reader().time()).transpose()?;
        // Without the slack the alarm could find pruning not due yet, and would come back every second until it is.
        Ok(expiry_ms.map(|at_ms| at_ms.saturating_add(EXPIRY_SLACK_MS)))
    }
}
