//! Reading sessions.

use ids::AccountId;
use masking::ProxySessionId;
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{Store, StoreError};

const LIST: &str = "SELECT s.id, COALESCE(n.value, s.number_key) AS value, s.participant_a, s.participant_b, s.created_at_ms,
       s.expires_at_ms, s.ttl_ms, s.last_interaction_at_ms, s.closed_at_ms, s.closed_reason
     FROM proxy_sessions AS s
     LEFT JOIN proxy_numbers AS n ON n.account_id = ?1 AND n.number_key = s.number_key
     WHERE s.account_id = ?1 AND s.closed_at_ms IS NULL
       AND (s.created_at_ms, s.id) > (?2, ?3)
     ORDER BY s.created_at_ms, s.id LIMIT ?4";
// Without the hint the planner takes the primary key and reads closed sessions, too.
const COUNT: &str = "SELECT COUNT(*) AS total FROM proxy_sessions INDEXED BY proxy_sessions_open
     WHERE account_id = ?1 AND closed_at_ms IS NULL";
const FIND: &str = "SELECT s.id, COALESCE(n.value, s.number_key) AS value, s.participant_a,
       s.participant_b, s.created_at_ms, s.expires_at_ms, s.ttl_ms, s.last_interaction_at_ms,
       s.closed_at_ms, s.closed_reason
     FROM proxy_sessions AS s
     LEFT JOIN proxy_numbers AS n ON n.account_id = ?1 AND n.number_key = s.number_key
     WHERE s.account_id = ?1 AND s.id = ?2";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[LIST, COUNT, FIND];

#[derive(Clone, Deserialize)]
pub struct SessionRecord {
    pub id: ProxySessionId,
    /// The number as it was added to the pool, or its normalized key if it has left the pool.
    pub value: String,
    /// Numbers as the caller gave them.
    pub participant_a: String,
    pub participant_b: String,
    pub created_at_ms: UnixMillis,
    pub expires_at_ms: Option<UnixMillis>,
    pub ttl_ms: Option<i64>,
    pub last_interaction_at_ms: UnixMillis,
    pub closed_at_ms: Option<UnixMillis>,
    /// `ended`, `expired` or `rolled_back`.
    pub closed_reason: Option<String>,
}

#[derive(Deserialize)]
struct CountRow {
    total: u32,
}

impl Store {
    /// Lists open sessions in the order of creation: those after the given time and id, up to `limit`.
    pub async fn list_open_sessions(
        &self,
        account_id: &AccountId,
        after: (UnixMillis, &ProxySessionId),
        limit: u32,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        let values = vec![account_id.into(), after.0.into(), after.1.into(), limit.into()];
        self.rows((LIST, values)).await
    }

    /// Counts open sessions. Reads one index entry for each.
    pub async fn count_open_sessions(&self, account_id: &AccountId) -> Result<u32, StoreError> {
        let row: Option<CountRow> = self.row((COUNT, vec![account_id.into()])).await?;
        Ok(row.map_or(0, |row| row.total))
    }

    /// Finds a session, open or ended.
    pub async fn find_session(
        &self,
        account_id: &AccountId,
        session_id: &ProxySessionId,
    ) -> Result<Option<SessionRecord>, StoreError> {
        self.row((FIND, vec![account_id.into(), session_id.into()])).await
    }
}
