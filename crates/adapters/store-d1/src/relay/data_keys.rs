//! Relay users' data keys, wrapped by the deployment's keyring.

use ids::AccountId;
use relay_users::RelayUserId;
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::{Bound, row_of},
};

/// Inserts nothing for a user who has been deleted meanwhile.
const INSERT: &str =
    "INSERT INTO relay_data_keys (account_id, user_id, id, wrapped_key, key_id, created_at_ms)
     SELECT ?1, ?2, ?3, ?4, ?5, ?6 FROM relay_users AS u WHERE u.account_id = ?1 AND u.user_id = ?2
     ON CONFLICT (account_id, user_id) DO NOTHING";
pub(super) const FIND: &str =
    "SELECT id, wrapped_key FROM relay_data_keys WHERE account_id = ?1 AND user_id = ?2";
/// Replaces only the wrapped key that was read, since another request may have rewrapped or replaced it.
const REWRAP: &str = "UPDATE relay_data_keys SET wrapped_key = ?4, key_id = ?5
     WHERE account_id = ?1 AND user_id = ?2 AND wrapped_key = ?3";
const WRAPPED_BY: &str = "SELECT account_id, user_id, wrapped_key FROM relay_data_keys
     WHERE key_id = ?1 LIMIT ?2";
pub(super) const DELETE: &str =
    "DELETE FROM relay_data_keys WHERE account_id = ?1 AND user_id = ?2";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INSERT, FIND, REWRAP, WRAPPED_BY, DELETE];

/// A user's data key as it is stored.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct DataKeyRow {
    pub id: String,
    pub wrapped_key: String,
}

/// A data key to be stored, with the id of the keyring's key that wraps it.
#[derive(Clone, Copy, Debug)]
pub struct NewDataKey<'a> {
    pub id: &'a str,
    pub wrapped_key: &'a str,
    pub key_id: &'a str,
}

/// A data key with its account and user.
#[derive(Clone, Debug, Deserialize)]
pub struct OwnedDataKey {
    pub account_id: AccountId,
    pub user_id: RelayUserId,
    pub wrapped_key: String,
}

impl Store {
    /// Returns the user's data key. `None` if the user has none yet.
    pub async fn relay_data_key(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
    ) -> Result<Option<DataKeyRow>, StoreError> {
        self.row((FIND, vec![account_id.into(), user_id.into()])).await
    }

    /// Stores this data key unless the user has one, and returns the one stored then. `None` if there is no
    /// such user.
    pub async fn ensure_relay_data_key(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        key: NewDataKey<'_>,
        now_ms: UnixMillis,
    ) -> Result<Option<DataKeyRow>, StoreError> {
        let results = self.batch(ensure(account_id.as_str(), user_id, key, now_ms)).await?;
        row_of(&results, 1)
    }

    /// Replaces `wrapped_key` by the same key, newly wrapped, if it is still stored.
    pub async fn rewrap_relay_data_key(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        wrapped_key: &str,
        anew: &str,
        key_id: &str,
    ) -> Result<(), StoreError> {
        let rewrap = rewrap(account_id.as_str(), user_id, wrapped_key, anew, key_id);
        self.batch(vec![rewrap]).await.map(drop)
    }

    /// Lists data keys of all accounts' users that this key of the keyring wraps, up to `limit`.
    pub async fn relay_data_keys_wrapped_by(
        &self,
        key_id: &str,
        limit: u32,
    ) -> Result<Vec<OwnedDataKey>, StoreError> {
        self.rows((WRAPPED_BY, vec![key_id.into(), limit.into()])).await
    }
}

pub(super) fn ensure(
    account_id: &str,
    user_id: &RelayUserId,
    key: NewDataKey<'_>,
    now_ms: UnixMillis,
) -> Vec<Bound> {
    let new = vec![
        account_id.into(),
        user_id.into(),
        key.id.into(),
        key.wrapped_key.into(),
        key.key_id.into(),
        now_ms.into(),
    ];
    vec![(INSERT, new), (FIND, vec![account_id.into(), user_id.into()])]
}

pub(super) fn rewrap(
    account_id: &str,
    user_id: &RelayUserId,
    wrapped_key: &str,
    anew: &str,
    key_id: &str,
) -> Bound {
    let values =
        vec![account_id.into(), user_id.into(), wrapped_key.into(), anew.into(), key_id.into()];
    (REWRAP, values)
}
