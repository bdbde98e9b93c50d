//! Endpoints that the callback URLs of messages make, and the sweep of those that no message uses any more.

use ids::AccountId;
use serde::Deserialize;
use unix_time::UnixMillis;

use super::endpoints::MAX_CALLBACK_ENDPOINTS;
use crate::{
    Store, StoreError,
    bound::{Bound, Value},
};

const FIND: &str = "SELECT active, used_at_ms FROM webhook_endpoints
     WHERE account_id = ?1 AND id = ?2 AND kind = 'callback'";
const USE: &str = "UPDATE webhook_endpoints SET used_at_ms = ?3
     WHERE account_id = ?1 AND id = ?2 AND kind = 'callback' RETURNING active, used_at_ms";
// The test event is announced to nobody. So a Worker that does not know the column `kind` announces nothing either.
const CREATE: &str = "INSERT INTO webhook_endpoints
       (account_id, id, name, url, format, events, timeout_secs, schedule, secret, signs_v1,
        created_at_ms, updated_at_ms, kind, used_at_ms)
     SELECT ?1, ?2, ?3, ?4, 'standard', 'endpoint.test', ?5, ?6, ?7, ?8, ?9, ?9, 'callback', ?9
     WHERE (SELECT COUNT(*) FROM webhook_endpoints
            WHERE account_id = ?1 AND kind = 'callback') < ?10
     ON CONFLICT DO NOTHING
     RETURNING active, used_at_ms";
const UNUSED: &str = "SELECT account_id, id, active, used_at_ms FROM webhook_endpoints
     WHERE kind = 'callback' AND used_at_ms < ?1 ORDER BY used_at_ms LIMIT ?2";
const POSTPONE: &str = "UPDATE webhook_endpoints SET used_at_ms = ?4
     WHERE account_id = ?1 AND id = ?2 AND used_at_ms = ?3 AND kind = 'callback'";
const DELETE_UNUSED: &str = "DELETE FROM webhook_endpoints
     WHERE account_id = ?1 AND id = ?2 AND used_at_ms = ?3 AND kind = 'callback' RETURNING id";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND, USE, CREATE, UNUSED, POSTPONE, DELETE_UNUSED];

/// An endpoint to be made for a callback URL.
#[derive(Clone, Debug)]
pub struct NewCallback<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub url: &'a str,
    pub timeout_secs: u32,
    /// A JSON list of seconds.
    pub schedule: &'a str,
    pub sealed_secret: &'a str,
    pub signs_v1: bool,
}

/// An endpoint of a callback URL, as a message that names it needs it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub struct CallbackRow {
    pub active: u8,
    pub used_at_ms: UnixMillis,
}

/// An endpoint that no message has named for a while.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct UnusedCallback {
    pub account_id: AccountId,
    pub id: String,
    pub active: u8,
    pub used_at_ms: UnixMillis,
}

#[derive(Deserialize)]
struct DeletedRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    id: String,
}

impl Store {
    pub async fn find_callback(
        &self,
        account_id: &AccountId,
        id: &str,
    ) -> Result<Option<CallbackRow>, StoreError> {
        self.row((FIND, vec![account_id.into(), id.into()])).await
    }

    /// Records that a message names the endpoint. `None` if it was deleted meanwhile.
    pub async fn use_callback(
        &self,
        account_id: &AccountId,
        id: &str,
        now_ms: UnixMillis,
    ) -> Result<Option<CallbackRow>, StoreError> {
        self.row((USE, vec![account_id.into(), id.into(), now_ms.into()])).await
    }

    /// Makes the endpoint. `None` if it exists, or if the account has [`MAX_CALLBACK_ENDPOINTS`].
    pub async fn insert_callback(
        &self,
        account_id: &AccountId,
        callback: &NewCallback<'_>,
        now_ms: UnixMillis,
    ) -> Result<Option<CallbackRow>, StoreError> {
        self.row(create(account_id.as_str(), callback, now_ms)).await
    }

    /// Lists endpoints that no message has named since `before_ms`, of all accounts, the longest unused first.
    pub async fn unused_callbacks(
        &self,
        before_ms: UnixMillis,
        limit: u32,
    ) -> Result<Vec<UnusedCallback>, StoreError> {
        self.rows((UNUSED, vec![before_ms.into(), limit.into()])).await
    }

    /// Has the sweep look at the endpoint again as if it had been used at `at_ms`, unless it was used since.
    pub async fn postpone_callback(
        &self,
        unused: &UnusedCallback,
        at_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        let mut values = key(unused);
        values.push(at_ms.into());
        self.run((POSTPONE, values)).await
    }

    /// Deletes the endpoint unless it was used since. Returns whether it was deleted.
    pub async fn delete_unused_callback(
        &self,
        unused: &UnusedCallback,
    ) -> Result<bool, StoreError> {
        Ok(self.row::<DeletedRow>((DELETE_UNUSED, key(unused))).await?.is_some())
    }
}

fn create(account_id: &str, callback: &NewCallback<'_>, now_ms: UnixMillis) -> Bound {
    let values = vec![
        account_id.into(),
        callback.id.into(),
        callback.name.into(),
        callback.url.into(),
        callback.timeout_secs.into(),
        callback.schedule.into(),
        callback.sealed_secret.into(),
        callback.signs_v1.into(),
        now_ms.into(),
        MAX_CALLBACK_ENDPOINTS.into(),
    ];
    (CREATE, values)
}

fn key(unused: &UnusedCallback) -> Vec<Value> {
    vec![(&unused.account_id).into(), unused.id.as_str().into(), unused.used_at_ms.into()]
}

#[cfg(test)]
mod tests;
