//! Revoking grants: here at once, even while they are leased, and with retries at their platforms.

use ids::AccountId;
use relay_users::RelayUserId;
use serde::Deserialize;
use unix_time::UnixMillis;

use super::{
    consents, data_keys,
    grants::{GrantKey, key_values},
};
use crate::{
    Store, StoreError,
    bound::{Bound, Value, row_of, rows_of},
};

/// Time before the cron's first retry, in milliseconds; it doubles with each further one. The caller that
/// deletes the grant makes the first attempt.
pub const RETRY_AFTER_MS: i64 = 5 * 60_000;
/// Most attempts at one platform. The last is some 21 hours after the first.
pub const MAX_ATTEMPTS: u32 = 9;

const DELETE: &str = "DELETE FROM relay_grants
     WHERE account_id = ?1 AND user_id = ?2 AND platform = ?3";
const DELETE_ALL: &str = "DELETE FROM relay_grants WHERE account_id = ?1 AND user_id = ?2";
const OF_ONE: &str = "INSERT INTO relay_revocations (account_id, user_id, platform, version,
       sealed_tokens, wrapped_key, attempts, next_attempt_at_ms)
     SELECT g.account_id, g.user_id, g.platform, g.version, g.sealed_tokens, key.wrapped_key, 1, ?4
     FROM relay_grants AS g
     JOIN relay_data_keys AS key ON key.account_id = g.account_id AND key.user_id = g.user_id
     WHERE g.account_id = ?1 AND g.user_id = ?2 AND g.platform = ?3
     ON CONFLICT (account_id, user_id, platform, version) DO NOTHING
     RETURNING account_id, user_id, platform, version, sealed_tokens, wrapped_key, attempts";
const OF_ALL: &str = "INSERT INTO relay_revocations (account_id, user_id, platform, version,
       sealed_tokens, wrapped_key, attempts, next_attempt_at_ms)
     SELECT g.account_id, g.user_id, g.platform, g.version, g.sealed_tokens, key.wrapped_key, 1, ?3
     FROM relay_grants AS g
     JOIN relay_data_keys AS key ON key.account_id = g.account_id AND key.user_id = g.user_id
     WHERE g.account_id = ?1 AND g.user_id = ?2
     ON CONFLICT (account_id, user_id, platform, version) DO NOTHING
     RETURNING account_id, user_id, platform, version, sealed_tokens, wrapped_key, attempts";
const OF_TOKENS: &str = "INSERT INTO relay_revocations (account_id, user_id, platform, version,
       sealed_tokens, wrapped_key, attempts, next_attempt_at_ms)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7)
     ON CONFLICT (account_id, user_id, platform, version) DO NOTHING";
const CLAIM_DUE: &str = "UPDATE relay_revocations SET attempts = attempts + 1,
       next_attempt_at_ms = ?1 + (?3 << attempts)
     WHERE (account_id, user_id, platform, version) IN (
       SELECT account_id, user_id, platform, version FROM relay_revocations
       WHERE next_attempt_at_ms <= ?1 LIMIT ?2)
     RETURNING account_id, user_id, platform, version, sealed_tokens, wrapped_key, attempts";
const DONE: &str = "DELETE FROM relay_revocations
     WHERE account_id = ?1 AND user_id = ?2 AND platform = ?3 AND version = ?4";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[DELETE, DELETE_ALL, OF_ONE, OF_ALL, OF_TOKENS, CLAIM_DUE, DONE];

/// A grant to be revoked at its platform.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct RevocationRow {
    pub account_id: AccountId,
    pub user_id: RelayUserId,
    pub platform: String,
    pub version: i64,
    pub sealed_tokens: String,
    /// Wrapped data key under which the tokens are sealed.
    pub wrapped_key: String,
    /// Number of attempts, including the current one.
    pub attempts: u32,
}

impl Store {
    /// Deletes one grant, even if it is leased. Returns the revocation for its platform, if there was a
    /// grant.
    pub async fn revoke_relay_grant(
        &self,
        key: GrantKey<'_>,
        now_ms: UnixMillis,
    ) -> Result<Option<RevocationRow>, StoreError> {
        let results = self.batch(revoke(key, now_ms)).await?;
        row_of(&results, 0)
    }

    /// Deletes all of the user's grants and consents, and the data key. Returns the revocations for the
    /// platforms.
    pub async fn revoke_relay_grants(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        now_ms: UnixMillis,
    ) -> Result<Vec<RevocationRow>, StoreError> {
        let results = self.batch(revoke_all(account_id.as_str(), user_id, now_ms)).await?;
        rows_of(&results, 0)
    }

    /// Queues tokens for revocation that arrived too late to be stored.
    pub async fn insert_relay_revocation(
        &self,
        key: GrantKey<'_>,
        version: i64,
        sealed_tokens: &str,
        wrapped_key: &str,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        let values = vec![
            key.account_id.into(),
            key.user_id.into(),
            key.platform.into(),
            version.into(),
            sealed_tokens.into(),
            wrapped_key.into(),
            // Due at once, since no caller makes the first attempt.
            now_ms.into(),
        ];
        self.batch(vec![(OF_TOKENS, values)]).await.map(drop)
    }

    /// Claims due revocations of all accounts, up to `limit`. They are due again later, unless they are
    /// finished.
    pub async fn claim_relay_revocations(
        &self,
        now_ms: UnixMillis,
        limit: u32,
    ) -> Result<Vec<RevocationRow>, StoreError> {
        self.rows(claim_due(now_ms, limit)).await
    }

    /// Deletes a revocation that its platform has accepted or that cannot be completed.
    pub async fn finish_relay_revocation(&self, row: &RevocationRow) -> Result<(), StoreError> {
        self.batch(vec![done(row)]).await.map(drop)
    }
}

pub(super) fn revoke(key: GrantKey<'_>, now_ms: UnixMillis) -> Vec<Bound> {
    vec![of_one(key, now_ms), (DELETE, key_values(key))]
}

pub(super) fn revoke_all(
    account_id: &str,
    user_id: &RelayUserId,
    now_ms: UnixMillis,
) -> Vec<Bound> {
    // The revocations copy tokens and data key, so they are stored before those are deleted.
    let user = || vec![account_id.into(), user_id.into()];
    vec![
        of_all(account_id, user_id, now_ms),
        (DELETE_ALL, user()),
        (consents::DELETE_ALL, user()),
        (data_keys::DELETE, user()),
    ]
}

fn of_one(key: GrantKey<'_>, now_ms: UnixMillis) -> Bound {
    let values = vec![
        key.account_id.into(),
        key.user_id.into(),
        key.platform.into(),
        now_ms.saturating_add(RETRY_AFTER_MS).into(),
    ];
    (OF_ONE, values)
}

fn of_all(account_id: &str, user_id: &RelayUserId, now_ms: UnixMillis) -> Bound {
    let next_at_ms: Value = now_ms.saturating_add(RETRY_AFTER_MS).into();
    (OF_ALL, vec![account_id.into(), user_id.into(), next_at_ms])
}

pub(super) fn claim_due(now_ms: UnixMillis, limit: u32) -> Bound {
    (CLAIM_DUE, vec![now_ms.into(), limit.into(), RETRY_AFTER_MS.into()])
}

pub(super) fn done(row: &RevocationRow) -> Bound {
    let values = vec![
        row.account_id.as_str().into(),
        row.user_id.as_str().into(),
        row.platform.as_str().into(),
        row.version.into(),
    ];
    (DONE, values)
}
