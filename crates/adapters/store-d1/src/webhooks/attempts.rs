//! The log of attempts at delivering events.

use ids::AccountId;
use serde::Deserialize;
use unix_time::UnixMillis;
use webhook_delivery::AttemptRecord;

use crate::{Store, StoreError, bound::json};

const INSERT: &str =
    "INSERT INTO webhook_attempts (account_id, endpoint_id, started_at_ms, event_id,
       number, kind, subject, duration_ms, status, error, next_try_at_ms)
     SELECT ?1, ?2, value ->> '$.started_at_ms', value ->> '$.event_id', value ->> '$.number',
       value ->> '$.kind', value ->> '$.subject', value ->> '$.duration_ms', value ->> '$.status',
       value ->> '$.error', value ->> '$.next_try_at_ms'
     FROM json_each(?3) WHERE true
     ON CONFLICT (account_id, endpoint_id, started_at_ms, event_id, number) DO NOTHING";
const LIST: &str =
    "SELECT started_at_ms, event_id, number, kind, subject, duration_ms, status, error,
       next_try_at_ms
     FROM webhook_attempts
     WHERE account_id = ?1 AND endpoint_id = ?2 AND (started_at_ms, event_id, number) < (?3, ?4, ?5)
     ORDER BY started_at_ms DESC, event_id DESC, number DESC LIMIT ?6";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INSERT, LIST];

/// An attempt as it is listed.
#[derive(Clone, Debug, Deserialize)]
pub struct ListedAttempt {
    pub started_at_ms: UnixMillis,
    pub event_id: String,
    /// An event's attempts are numbered from 1.
    pub number: u32,
    pub kind: String,
    /// The message or endpoint that the event is about.
    pub subject: String,
    pub duration_ms: i64,
    pub status: Option<u16>,
    pub error: Option<String>,
    pub next_try_at_ms: Option<UnixMillis>,
}

/// Cursor of an attempt in the log, for reading older ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptCursor {
    pub started_at_ms: UnixMillis,
    pub event_id: String,
    pub number: u32,
}

impl AttemptCursor {
    /// Cursor behind which the newest attempts follow.
    pub fn newest() -> Self {
        // Later than every attempt, and below 2^53, up to which D1's numbers are exact.
        Self { started_at_ms: UnixMillis::new(1 << 52), event_id: String::new(), number: 0 }
    }
}

impl Store {
    /// Stores attempts that have ended. Attempts that are stored already stay unchanged.
    pub async fn insert_attempts(
        &self,
        account_id: &AccountId,
        endpoint_id: &str,
        attempts: &[AttemptRecord],
    ) -> Result<(), StoreError> {
        let values = vec![account_id.into(), endpoint_id.into(), json(attempts)?];
        self.run((INSERT, values)).await
    }

    /// Lists the `limit` newest attempts older than `before`, the newest first.
    pub async fn list_attempts(
        &self,
        account_id: &AccountId,
        endpoint_id: &str,
        before: &AttemptCursor,
        limit: u32,
    ) -> Result<Vec<ListedAttempt>, StoreError> {
        let values = vec![
            account_id.into(),
            endpoint_id.into(),
            before.started_at_ms.into(),
            before.event_id.as_str().into(),
            before.number.into(),
            limit.into(),
        ];
        self.rows((LIST, values)).await
    }
}
