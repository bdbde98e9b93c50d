//! The log of attempts at delivering events.

use ids::AccountId;
use serde::Deserialize;
use unix_time::UnixMillis;
use webhook_delivery::{AttemptRecord, KEPT_SUCCESSES};

use crate::{
    Store, StoreError,
    bound::{Bound, json},
};

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
const FIND: &str = "SELECT t.started_at_ms, t.event_id, t.number, t.kind, t.subject, t.duration_ms,
       t.status, t.error, t.next_try_at_ms, e.exchange
     FROM webhook_attempts AS t LEFT JOIN webhook_exchanges AS e
       ON e.account_id = t.account_id AND e.endpoint_id = t.endpoint_id
         AND e.delivered = (t.error IS NULL) AND e.started_at_ms = t.started_at_ms
         AND e.event_id = t.event_id AND e.number = t.number
     WHERE t.account_id = ?1 AND t.endpoint_id = ?2 AND t.started_at_ms = ?3 AND t.event_id = ?4
       AND t.number = ?5";
const INSERT_EXCHANGES: &str =
    "INSERT INTO webhook_exchanges (account_id, endpoint_id, delivered, started_at_ms, event_id,
       number, exchange)
     SELECT ?1, ?2, value ->> '$.error' IS NULL, value ->> '$.started_at_ms',
       value ->> '$.event_id', value ->> '$.number', value ->> '$.exchange'
     FROM json_each(?3) WHERE value ->> '$.exchange' IS NOT NULL
     ON CONFLICT (account_id, endpoint_id, delivered, started_at_ms, event_id, number) DO NOTHING";
/// Deletes the exchanges of all successes but the newest `?3`.
const TRIM_EXCHANGES: &str =
    "DELETE FROM webhook_exchanges WHERE account_id = ?1 AND endpoint_id = ?2 AND delivered = 1
       AND (started_at_ms, event_id, number) <= (
         SELECT started_at_ms, event_id, number FROM webhook_exchanges
         WHERE account_id = ?1 AND endpoint_id = ?2 AND delivered = 1
         ORDER BY started_at_ms DESC, event_id DESC, number DESC LIMIT 1 OFFSET ?3)";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INSERT, LIST, FIND, INSERT_EXCHANGES, TRIM_EXCHANGES];

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
    /// Sealed request and answer, if they are kept. Not read by lists.
    #[serde(default)]
    pub exchange: Option<String>,
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
    /// Stores attempts that have ended, with their requests and answers. Attempts that are stored already stay unchanged.
    /// The number of statements does not depend on the number of attempts.
    pub async fn insert_attempts(
        &self,
        account_id: &AccountId,
        endpoint_id: &str,
        attempts: &[AttemptRecord],
    ) -> Result<(), StoreError> {
        self.batch(insert(account_id.as_str(), endpoint_id, attempts)?).await?;
        Ok(())
    }

    /// Finds an attempt, with its sealed request and answer if they are kept.
    pub async fn find_attempt(
        &self,
        account_id: &AccountId,
        endpoint_id: &str,
        key: &AttemptCursor,
    ) -> Result<Option<ListedAttempt>, StoreError> {
        let values = vec![
            account_id.into(),
            endpoint_id.into(),
            key.started_at_ms.into(),
            key.event_id.as_str().into(),
            key.number.into(),
        ];
        self.row((FIND, values)).await
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

/// Returns the statements that store attempts. Those without exchanges need only one.
fn insert(
    account_id: &str,
    endpoint_id: &str,
    attempts: &[AttemptRecord],
) -> Result<Vec<Bound>, StoreError> {
    let values = vec![account_id.into(), endpoint_id.into(), json(attempts)?];
    let mut statements = vec![(INSERT, values.clone())];
    if attempts.iter().any(|attempt| attempt.exchange.is_some()) {
        let kept = u32::try_from(KEPT_SUCCESSES).unwrap_or(u32::MAX);
        statements.push((INSERT_EXCHANGES, values));
        let values = vec![account_id.into(), endpoint_id.into(), kept.into()];
        statements.push((TRIM_EXCHANGES, values));
    }
    Ok(statements)
}

#[cfg(test)]
mod tests;
