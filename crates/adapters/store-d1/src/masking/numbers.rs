//! The pool of numbers by which people can be masked.

use std::collections::BTreeMap;

use ids::{AccountId, GatewayId};
use masking::{NumberKey, ProxySessionId};
use serde::Deserialize;
use unix_time::UnixMillis;

use super::{Bound, row_of};
use crate::{Store, StoreError};

/// Most numbers in a pool.
pub const MAX_POOLED: u32 = 1_000;
/// Most sessions listed for all numbers together, besides the oldest of each.
pub const MAX_LISTED_SESSIONS: u32 = 1_000;

/// A route has at most one number, because an inbound SMS is matched to the number by its route alone.
const INSERT: &str = "INSERT INTO proxy_numbers
       (account_id, number_key, value, route_id, position, created_at_ms)
     SELECT ?1, ?2, ?3, ?4, COALESCE(MAX(position), 0) + 1, ?5
     FROM proxy_numbers WHERE account_id = ?1
     HAVING COUNT(*) < ?6 AND NOT EXISTS (SELECT 1 FROM proxy_numbers AS other
       WHERE other.account_id = ?1 AND (other.number_key = ?2 OR other.route_id = ?4))
     RETURNING value, route_id";
const LIST: &str = "SELECT n.number_key, n.value, (SELECT s.id FROM proxy_sessions AS s
         WHERE s.account_id = ?1 AND s.number_key = n.number_key AND s.closed_at_ms IS NULL
         ORDER BY s.created_at_ms, s.id LIMIT 1) AS session_id
     FROM proxy_numbers AS n WHERE n.account_id = ?1 ORDER BY n.position LIMIT ?2";
const LIST_SESSIONS: &str = "SELECT number_key, id FROM proxy_sessions
     WHERE account_id = ?1 AND closed_at_ms IS NULL
     ORDER BY number_key, created_at_ms, id LIMIT ?2";
// Without the hint the planner reads all sessions of the account.
const DELETE: &str = "DELETE FROM proxy_numbers WHERE account_id = ?1 AND number_key = ?2
       AND NOT EXISTS (SELECT 1 FROM proxy_sessions AS s INDEXED BY proxy_sessions_number
         WHERE s.account_id = ?1 AND s.number_key = ?2 AND s.closed_at_ms IS NULL)
     RETURNING value, route_id";
const FIND: &str = "SELECT n.value, n.route_id, (SELECT s.id FROM proxy_sessions AS s
         WHERE s.account_id = ?1 AND s.number_key = n.number_key AND s.closed_at_ms IS NULL
         ORDER BY s.created_at_ms, s.id LIMIT 1) AS session_id
     FROM proxy_numbers AS n WHERE n.account_id = ?1 AND n.number_key = ?2";
const COUNT: &str = "SELECT COUNT(*) AS pooled FROM proxy_numbers WHERE account_id = ?1";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INSERT, LIST, LIST_SESSIONS, DELETE, FIND, COUNT];

/// A number with its open sessions.
#[derive(Clone, Debug)]
pub struct PooledNumber {
    /// Number as the caller gave it.
    pub value: String,
    /// Ids of its open sessions, the oldest first. If the account has more than [`MAX_LISTED_SESSIONS`], some
    /// are left out, but never the oldest.
    pub session_ids: Vec<ProxySessionId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberAdded {
    Added,
    /// The number, or its route, is in the pool already.
    Taken,
    /// The pool has [`MAX_POOLED`].
    Full,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberRemoved {
    Removed {
        value: String,
        route_id: GatewayId,
    },
    /// The number has open sessions; this is the oldest.
    Busy {
        session_id: ProxySessionId,
    },
    Unknown,
}

#[derive(Deserialize)]
struct AddedRow {
    value: String,
    route_id: GatewayId,
}

#[derive(Deserialize)]
struct ListRow {
    number_key: String,
    value: String,
    session_id: Option<ProxySessionId>,
}

#[derive(Deserialize)]
struct SessionRow {
    number_key: String,
    id: ProxySessionId,
}

#[derive(Deserialize)]
struct FoundRow {
    session_id: Option<ProxySessionId>,
}

#[derive(Deserialize)]
struct CountRow {
    pooled: u32,
}

impl Store {
    /// Adds a number to the end of the pool.
    pub async fn add_proxy_number(
        &self,
        account_id: &AccountId,
        number_key: &NumberKey,
        value: &str,
        route_id: &GatewayId,
        now_ms: UnixMillis,
    ) -> Result<NumberAdded, StoreError> {
        let insert = insert(account_id.as_str(), number_key, value, route_id, now_ms);
        let count = (COUNT, vec![account_id.into()]);
        let results = self.batch(vec![insert, count]).await?;
        let added: Option<AddedRow> = row_of(&results, 0)?;
        let count: Option<CountRow> = row_of(&results, 1)?;
        let full = count.is_some_and(|row| row.pooled >= MAX_POOLED);
        Ok(match added {
            Some(_) => NumberAdded::Added,
            None if full => NumberAdded::Full,
            None => NumberAdded::Taken,
        })
    }

    /// Lists the pool in the order of adding.
    pub async fn list_proxy_numbers(
        &self,
        account_id: &AccountId,
    ) -> Result<Vec<PooledNumber>, StoreError> {
        let list = |sql, limit: u32| (sql, vec![account_id.into(), limit.into()]);
        let numbers: Vec<ListRow> = self.rows(list(LIST, MAX_POOLED)).await?;
        let sessions: Vec<SessionRow> = self.rows(list(LIST_SESSIONS, MAX_LISTED_SESSIONS)).await?;
        let mut by_number: BTreeMap<String, Vec<ProxySessionId>> = BTreeMap::new();
        for session in sessions {
            by_number.entry(session.number_key).or_default().push(session.id);
        }
        let pooled = |row: ListRow| {
            let session_ids = by_number.remove(&row.number_key);
            let oldest = || row.session_id.into_iter().collect();
            PooledNumber { value: row.value, session_ids: session_ids.unwrap_or_else(oldest) }
        };
        Ok(numbers.into_iter().map(pooled).collect())
    }

    /// Whether the pool has the number.
    pub async fn has_proxy_number(
        &self,
        account_id: &AccountId,
        number_key: &NumberKey,
    ) -> Result<bool, StoreError> {
        let found: Option<FoundRow> = self.row(key(FIND, account_id, number_key)).await?;
        Ok(found.is_some())
    }

    /// Removes a number from the pool, unless it has an open session.
    pub async fn remove_proxy_number(
        &self,
        account_id: &AccountId,
        number_key: &NumberKey,
    ) -> Result<NumberRemoved, StoreError> {
        let statements =
            vec![key(DELETE, account_id, number_key), key(FIND, account_id, number_key)];
        let results = self.batch(statements).await?;
        let removed: Option<AddedRow> = row_of(&results, 0)?;
        let found: Option<FoundRow> = row_of(&results, 1)?;
        Ok(match (removed, found) {
            (Some(AddedRow { value, route_id }), _) => NumberRemoved::Removed { value, route_id },
            (None, Some(FoundRow { session_id: Some(session_id) })) => {
                NumberRemoved::Busy { session_id }
            }
            (None, _) => NumberRemoved::Unknown,
        })
    }
}

pub(crate) fn insert(
    account_id: &str,
    number_key: &NumberKey,
    value: &str,
    route_id: &GatewayId,
    now_ms: UnixMillis,
) -> Bound {
    let values = vec![
        account_id.into(),
        number_key.as_str().into(),
        value.into(),
        route_id.into(),
        now_ms.into(),
        MAX_POOLED.into(),
    ];
    (INSERT, values)
}

fn key(sql: &'static str, account_id: &AccountId, number_key: &NumberKey) -> Bound {
    (sql, vec![account_id.into(), number_key.as_str().into()])
}
