//! Relay users' stored tokens for online platforms, sealed.
//!
//! A caller leases a grant before using it, so that no two refresh one token at once, which platforms treat
//! as theft. A change is made only to the version that was read.

use ids::AccountId;
use relay_users::RelayUserId;
use serde::Deserialize;
use unix_time::UnixMillis;

use super::data_keys::{self, DataKeyRow};
use crate::{
    Store, StoreError,
    bound::{Bound, Value, row_of},
};

/// Requires the data key that the tokens were sealed under. If it is gone, the user has revoked all grants or
/// has been deleted. `?9` is the digest under the previous secret.
const INSERT: &str = "INSERT INTO relay_grants (account_id, user_id, platform, sealed_tokens,
       unique_id_digest, version, created_at_ms, updated_at_ms)
     SELECT ?1, ?2, ?3, ?4, ?5, ?7, ?8, ?8 FROM relay_data_keys AS key
     WHERE key.account_id = ?1 AND key.user_id = ?2 AND key.id = ?6
       AND NOT EXISTS (SELECT 1 FROM relay_grants AS other WHERE other.account_id = ?1
         AND other.platform = ?3 AND other.unique_id_digest = ?9)
     ON CONFLICT DO NOTHING RETURNING version";
const SAVED: &str = "SELECT platform FROM relay_grants
     WHERE account_id = ?1 AND user_id = ?2 ORDER BY platform LIMIT 100";
const LIST: &str = "SELECT platform, created_at_ms, updated_at_ms FROM relay_grants
     WHERE account_id = ?1 AND user_id = ?2 ORDER BY platform LIMIT 100";
// Returns the wrapped data key, too, so that opening the tokens needs no further query.
const LEASE: &str = "UPDATE relay_grants SET lease = ?4, lease_until_ms = ?5
     WHERE account_id = ?1 AND user_id = ?2 AND platform = ?3
       AND (lease IS NULL OR lease_until_ms <= ?6)
     RETURNING sealed_tokens, version, (SELECT key.wrapped_key FROM relay_data_keys AS key
       WHERE key.account_id = ?1 AND key.user_id = ?2) AS wrapped_key";
const FIND: &str = "SELECT version, lease_until_ms FROM relay_grants
     WHERE account_id = ?1 AND user_id = ?2 AND platform = ?3";
// The version decides, not the lease: tokens that a platform has just issued are stored even if the lease is over.
const REPLACE: &str = "UPDATE relay_grants SET sealed_tokens = ?4, version = version + 1,
       updated_at_ms = ?6, lease_until_ms = CASE WHEN lease = ?7 THEN ?8 ELSE lease_until_ms END
     WHERE account_id = ?1 AND user_id = ?2 AND platform = ?3 AND version = ?5
     RETURNING version";
const RELEASE: &str = "UPDATE relay_grants SET lease = NULL, lease_until_ms = NULL
     WHERE account_id = ?1 AND user_id = ?2 AND platform = ?3 AND lease = ?4";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INSERT, SAVED, LIST, LEASE, FIND, REPLACE, RELEASE];

/// Identifies one user's grant for a platform.
#[derive(Clone, Copy, Debug)]
pub struct GrantKey<'a> {
    pub account_id: &'a AccountId,
    pub user_id: &'a RelayUserId,
    pub platform: &'a str,
}

/// A grant to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewGrant<'a> {
    pub sealed_tokens: &'a str,
    pub data_key_id: &'a str,
    /// Digests under the current and the previous secret. They are equal if there is no previous one.
    pub unique_id_digests: (&'a str, &'a str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantInsertOutcome {
    /// The grant is stored in this version.
    Stored { version: i64 },
    /// The user has a grant for the platform already, or another user has this platform account.
    Taken,
    /// The user's data key was replaced or deleted.
    KeyGone,
}

/// Outcome of asking for a grant's lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeaseOutcome {
    Leased(SealedGrant),
    /// Another caller holds the lease, at the latest until then.
    Busy {
        until_ms: UnixMillis,
    },
    Absent,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct SealedGrant {
    pub sealed_tokens: String,
    pub version: i64,
    /// Absent only if the rows were tampered with.
    pub wrapped_key: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantReplaceOutcome {
    Replaced {
        version: i64,
    },
    /// Another caller changed it meanwhile.
    Superseded,
    /// It was revoked meanwhile.
    Gone,
}

/// A lease: the holder's id, and its end.
#[derive(Clone, Copy, Debug)]
pub struct GrantLease<'a> {
    pub id: &'a str,
    pub until_ms: UnixMillis,
}

/// A grant as its account's administrators see it, without its tokens.
#[derive(Clone, Debug, Deserialize)]
pub struct ListedGrant {
    pub platform: String,
    pub created_at_ms: UnixMillis,
    pub updated_at_ms: UnixMillis,
}

#[derive(Deserialize)]
struct VersionRow {
    version: i64,
}

#[derive(Deserialize)]
struct FoundRow {
    lease_until_ms: Option<UnixMillis>,
}

#[derive(Deserialize)]
struct PlatformRow {
    platform: String,
}

impl Store {
    pub async fn insert_relay_grant(
        &self,
        key: GrantKey<'_>,
        grant: NewGrant<'_>,
        now_ms: UnixMillis,
    ) -> Result<GrantInsertOutcome, StoreError> {
        let results = self.batch(insert(key, grant, now_ms)).await?;
        let stored: Option<VersionRow> = row_of(&results, 0)?;
        let data_key: Option<DataKeyRow> = row_of(&results, 1)?;
        Ok(match stored {
            Some(row) => GrantInsertOutcome::Stored { version: row.version },
            None if data_key.is_some_and(|it| it.id == grant.data_key_id) => {
                GrantInsertOutcome::Taken
            }
            None => GrantInsertOutcome::KeyGone,
        })
    }

    /// Lists the platforms for which the user has a grant, by name.
    pub async fn relay_grant_platforms(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
    ) -> Result<Vec<String>, StoreError> {
        let values = vec![account_id.into(), user_id.into()];
        let rows: Vec<PlatformRow> = self.rows((SAVED, values)).await?;
        Ok(rows.into_iter().map(|row| row.platform).collect())
    }

    /// Lists the user's grants by platform. There are fewer platforms than the list may have entries.
    pub async fn list_relay_grants(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
    ) -> Result<Vec<ListedGrant>, StoreError> {
        self.rows((LIST, vec![account_id.into(), user_id.into()])).await
    }

    /// Leases the grant, unless another caller holds it.
    pub async fn lease_relay_grant(
        &self,
        key: GrantKey<'_>,
        lease: GrantLease<'_>,
        now_ms: UnixMillis,
    ) -> Result<LeaseOutcome, StoreError> {
        let results = self.batch(self::lease(key, lease, now_ms)).await?;
        if let Some(leased) = row_of(&results, 0)? {
            return Ok(LeaseOutcome::Leased(leased));
        }
        let found: Option<FoundRow> = row_of(&results, 1)?;
        Ok(found.map_or(LeaseOutcome::Absent, |row| LeaseOutcome::Busy {
            until_ms: row.lease_until_ms.unwrap_or(now_ms),
        }))
    }

    /// Replaces the tokens of that version, and extends the lease if the caller still holds it.
    pub async fn replace_relay_grant(
        &self,
        key: GrantKey<'_>,
        version: i64,
        sealed_tokens: &str,
        lease: GrantLease<'_>,
        now_ms: UnixMillis,
    ) -> Result<GrantReplaceOutcome, StoreError> {
        let statements = replace(key, version, sealed_tokens, lease, now_ms);
        let results = self.batch(statements).await?;
        let replaced: Option<VersionRow> = row_of(&results, 0)?;
        let found: Option<VersionRow> = row_of(&results, 1)?;
        Ok(match (replaced, found) {
            (Some(row), _) => GrantReplaceOutcome::Replaced { version: row.version },
            // A much higher version is another grant, stored since then: versions start at the time of
            // storing.
            (None, Some(row)) if row.version.abs_diff(version) < 1_000 => {
                GrantReplaceOutcome::Superseded
            }
            _ => GrantReplaceOutcome::Gone,
        })
    }

    /// Releases the lease, if the caller still holds it.
    pub async fn release_relay_grant(
        &self,
        key: GrantKey<'_>,
        lease_id: &str,
    ) -> Result<(), StoreError> {
        self.batch(vec![release(key, lease_id)]).await.map(drop)
    }
}

pub(super) fn key_values(key: GrantKey<'_>) -> Vec<Value> {
    vec![key.account_id.into(), key.user_id.into(), key.platform.into()]
}

pub(super) fn insert(key: GrantKey<'_>, grant: NewGrant<'_>, now_ms: UnixMillis) -> Vec<Bound> {
    let mut new = key_values(key);
    new.extend([
        grant.sealed_tokens.into(),
        grant.unique_id_digests.0.into(),
        grant.data_key_id.into(),
        now_ms.into(),
        now_ms.into(),
        grant.unique_id_digests.1.into(),
    ]);
    let user = vec![key.account_id.into(), key.user_id.into()];
    vec![(INSERT, new), (data_keys::FIND, user)]
}

pub(super) fn lease(key: GrantKey<'_>, lease: GrantLease<'_>, now_ms: UnixMillis) -> Vec<Bound> {
    let mut taken = key_values(key);
    taken.extend([lease.id.into(), lease.until_ms.into(), now_ms.into()]);
    vec![(LEASE, taken), (FIND, key_values(key))]
}

pub(super) fn replace(
    key: GrantKey<'_>,
    version: i64,
    sealed_tokens: &str,
    lease: GrantLease<'_>,
    now_ms: UnixMillis,
) -> Vec<Bound> {
    let mut changed = key_values(key);
    changed.extend([
        sealed_tokens.into(),
        version.into(),
        now_ms.into(),
        lease.id.into(),
        lease.until_ms.into(),
    ]);
    vec![(REPLACE, changed), (FIND, key_values(key))]
}

pub(super) fn release(key: GrantKey<'_>, lease_id: &str) -> Bound {
    let mut values = key_values(key);
    values.push(lease_id.into());
    (RELEASE, values)
}

#[cfg(test)]
mod tests;
