//! Closing expired sessions, and deleting those that ended long ago. Both are bounded and can be repeated.

use masking::ProxySessionId;
use serde::{Deserialize, Serialize, Serializer};
use unix_time::UnixMillis;

use super::{Bound, Value, rows_of};
use crate::{Store, StoreError};

/// Sessions that are due by expiry or by time to live. One that is due by both may be found twice, which is
/// harmless.
// Two branches, because each has its own partial index, whose terms it repeats.
const DUE: &str = "SELECT account_id, id, number_key, json_array(a_key, b_key) AS keys
     FROM proxy_sessions
     WHERE closed_at_ms IS NULL AND expires_at_ms IS NOT NULL AND expires_at_ms <= ?1
     UNION ALL
     SELECT account_id, id, number_key, json_array(a_key, b_key) AS keys
     FROM proxy_sessions
     WHERE closed_at_ms IS NULL AND ttl_ms IS NOT NULL AND last_interaction_at_ms + ttl_ms <= ?1
     LIMIT ?2";
/// Checks the times again, since a participant may have written since the session was found.
const EXPIRE: &str = "UPDATE proxy_sessions SET closed_at_ms = ?2, closed_reason = 'expired'
     WHERE (account_id, id) IN (SELECT chosen.value ->> '$.account_id', chosen.value ->> '$.id'
         FROM json_each(?1) AS chosen)
       AND closed_at_ms IS NULL AND (expires_at_ms <= ?2 OR last_interaction_at_ms + ttl_ms <= ?2)
     RETURNING account_id, id, COALESCE((SELECT n.value FROM proxy_numbers AS n
         WHERE n.account_id = proxy_sessions.account_id
           AND n.number_key = proxy_sessions.number_key), number_key) AS value,
       participant_a, participant_b, created_at_ms";
// Skips sessions that `EXPIRE` left open.
const RELEASE: &str = "UPDATE proxy_participants SET released_at_ms = ?2
     WHERE (account_id, number_key, participant_key) IN (
         SELECT chosen.value ->> '$.account_id', chosen.value ->> '$.number_key',
           key.value FROM json_each(?1) AS chosen, json_each(chosen.value, '$.keys') AS key)
       AND released_at_ms IS NULL
       AND EXISTS (SELECT 1 FROM proxy_sessions AS s
         WHERE s.account_id = proxy_participants.account_id
           AND s.id = proxy_participants.session_id AND s.closed_at_ms IS NOT NULL)";

const ENDED: &str = "SELECT account_id, id, number_key, json_array(a_key, b_key) AS keys
     FROM proxy_sessions
     WHERE closed_at_ms IS NOT NULL AND closed_at_ms < ?1 LIMIT ?2";
const DELETE_INTERACTIONS: &str = "DELETE FROM proxy_interactions
     WHERE (account_id, session_id, message_id) IN (
       SELECT i.account_id, i.session_id, i.message_id
       FROM json_each(?1) AS chosen CROSS JOIN proxy_interactions AS i
       WHERE i.account_id = chosen.value ->> '$.account_id'
         AND i.session_id = chosen.value ->> '$.id' LIMIT ?2)";
// A row may belong to a later session by now, hence the condition on `session_id`.
const DELETE_PARTICIPANTS: &str = "DELETE FROM proxy_participants
     WHERE (account_id, number_key, participant_key) IN (
         SELECT chosen.value ->> '$.account_id', chosen.value ->> '$.number_key',
           key.value FROM json_each(?1) AS chosen, json_each(chosen.value, '$.keys') AS key)
       AND session_id IN (SELECT chosen.value ->> '$.id' FROM json_each(?1) AS chosen)";
const DELETE: &str = "DELETE FROM proxy_sessions
     WHERE (account_id, id) IN (SELECT chosen.value ->> '$.account_id', chosen.value ->> '$.id'
         FROM json_each(?1) AS chosen)
       AND closed_at_ms IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM proxy_interactions AS i
         WHERE i.account_id = proxy_sessions.account_id AND i.session_id = proxy_sessions.id)";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[DUE, EXPIRE, RELEASE, ENDED, DELETE_INTERACTIONS, DELETE_PARTICIPANTS, DELETE];

/// Most interactions that one chunk deletes. A session is deleted together with its last ones.
const INTERACTIONS_PER_CHUNK: i64 = 1_000;

/// Result of one round of closing.
#[derive(Default)]
pub struct ExpiredSessions {
    /// Number of due sessions. If it equals the limit, there may be more.
    pub due: usize,
    /// Sessions that this round closed.
    pub closed: Vec<ClosedSession>,
}

/// A session that has just been closed.
#[derive(Deserialize)]
pub struct ClosedSession {
    pub account_id: String,
    pub id: ProxySessionId,
    /// The number and the participants, as the caller gave them.
    pub value: String,
    pub participant_a: String,
    pub participant_b: String,
    pub created_at_ms: UnixMillis,
}

/// A session with all its keys.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SessionKeys {
    pub(crate) account_id: String,
    pub(crate) id: ProxySessionId,
    pub(crate) number_key: String,
    /// Its participants' keys, as a JSON list.
    #[serde(serialize_with = "as_list")]
    pub(crate) keys: String,
}

impl Store {
    /// Closes expired sessions of all accounts, up to `limit`, and returns them. Sends no SMS. If none is
    /// due, it costs one query of index keys.
    pub async fn expire_sessions(
        &self,
        now_ms: UnixMillis,
        limit: u32,
    ) -> Result<ExpiredSessions, StoreError> {
        let due: Vec<SessionKeys> = self.rows(self::due(now_ms, limit)).await?;
        if due.is_empty() {
            return Ok(ExpiredSessions::default());
        }
        let results = self.batch(expire(&due, now_ms)?).await?;
        Ok(ExpiredSessions { due: due.len(), closed: rows_of(&results, 0)? })
    }

    /// Deletes sessions of all accounts that ended before `before_ms`, with their interactions and
    /// participants, up to `limit`. Returns the number found.
    pub async fn delete_ended_sessions(
        &self,
        before_ms: UnixMillis,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let ended: Vec<SessionKeys> = self.rows(self::ended(before_ms, limit)).await?;
        if !ended.is_empty() {
            self.batch(delete(&ended)?).await?;
        }
        Ok(ended.len())
    }
}

pub(crate) fn due(now_ms: UnixMillis, limit: u32) -> Bound {
    (DUE, vec![now_ms.into(), limit.into()])
}

pub(crate) fn expire(due: &[SessionKeys], now_ms: UnixMillis) -> Result<Vec<Bound>, StoreError> {
    let json = to_json(due)?;
    let values = || vec![json.clone(), now_ms.into()];
    Ok(vec![(EXPIRE, values()), (RELEASE, values())])
}

pub(crate) fn ended(before_ms: UnixMillis, limit: u32) -> Bound {
    (ENDED, vec![before_ms.into(), limit.into()])
}

pub(crate) fn delete(ended: &[SessionKeys]) -> Result<Vec<Bound>, StoreError> {
    let json = to_json(ended)?;
    Ok(vec![
        (DELETE_INTERACTIONS, vec![json.clone(), INTERACTIONS_PER_CHUNK.into()]),
        (DELETE_PARTICIPANTS, vec![json.clone()]),
        (DELETE, vec![json]),
    ])
}

fn as_list<S: Serializer>(keys: &str, serializer: S) -> Result<S::Ok, S::Error> {
    // The text comes from `json_array` in the queries above, so it can be parsed.
    let list: Vec<String> = serde_json::from_str(keys).unwrap_or_default();
    list.serialize(serializer)
}

fn to_json(keys: &[SessionKeys]) -> Result<Value, StoreError> {
    let json = serde_json::to_string(keys);
    json.map(Value::Text).map_err(|error| StoreError::Corrupt(error.to_string()))
}
