//! OAuth consents that were begun and not finished: state, PKCE verifier and user.

use ids::AccountId;
use relay_users::RelayUserId;
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{Store, StoreError, bound::Bound};

/// Most unfinished consents of a user at one platform; the oldest are deleted.
const MAX_UNDER_WAY: i64 = 5;

const INSERT: &str = "INSERT INTO relay_consents
       (account_id, user_id, platform, created_at_ms, state_digest, sealed, expires_at_ms)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
     ON CONFLICT (account_id, user_id, platform, created_at_ms, state_digest) DO NOTHING";
// LIMIT -1 is no limit: SQLite has no OFFSET without LIMIT.
const FORGET_EXCESS: &str = "DELETE FROM relay_consents
     WHERE account_id = ?1 AND user_id = ?2 AND platform = ?3
       AND (created_at_ms, state_digest) IN (SELECT created_at_ms, state_digest
         FROM relay_consents WHERE account_id = ?1 AND user_id = ?2 AND platform = ?3
         ORDER BY created_at_ms DESC, state_digest DESC LIMIT -1 OFFSET ?4)";
/// Deletes all of them at once. Otherwise a code that arrives twice would be exchanged twice, and platforms
/// revoke the grant of a code that is used again.
const TAKE: &str = "DELETE FROM relay_consents
     WHERE account_id = ?1 AND user_id = ?2 AND platform = ?3
       AND (?4 IS NULL OR EXISTS (SELECT 1 FROM relay_consents AS meant
         WHERE meant.account_id = ?1 AND meant.user_id = ?2 AND meant.platform = ?3
           AND meant.state_digest = ?4 AND meant.expires_at_ms > ?5))
     RETURNING created_at_ms, state_digest, sealed, expires_at_ms";
pub(super) const DELETE_ALL: &str =
    "DELETE FROM relay_consents WHERE account_id = ?1 AND user_id = ?2";
const SWEEP: &str = "DELETE FROM relay_consents
     WHERE (account_id, user_id, platform, created_at_ms, state_digest) IN (
       SELECT account_id, user_id, platform, created_at_ms, state_digest
       FROM relay_consents WHERE expires_at_ms <= ?1 LIMIT ?2)
     RETURNING expires_at_ms";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INSERT, FORGET_EXCESS, TAKE, DELETE_ALL, SWEEP];

/// A consent as it is stored.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct ConsentRow {
    pub created_at_ms: UnixMillis,
    pub state_digest: String,
    pub sealed: String,
    pub expires_at_ms: UnixMillis,
}

#[derive(Deserialize)]
struct SweptRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    expires_at_ms: UnixMillis,
}

impl Store {
    /// Stores a consent. Of the user's unfinished consents at the platform only the newest stay.
    pub async fn insert_relay_consent(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        platform: &str,
        consent: &ConsentRow,
    ) -> Result<(), StoreError> {
        self.batch(insert(account_id.as_str(), user_id, platform, consent)).await.map(drop)
    }

    /// Takes the consent with that state, or the newest if no state is given. Deletes all of the user's
    /// consents at the platform, so that no other request gets one. `None` if there is none or it has
    /// expired.
    pub async fn take_relay_consent(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        platform: &str,
        state_digest: Option<&str>,
        now_ms: UnixMillis,
    ) -> Result<Option<ConsentRow>, StoreError> {
        let take = take(account_id.as_str(), user_id, platform, state_digest, now_ms);
        Ok(pick_requested(self.rows(take).await?, state_digest, now_ms))
    }

    /// Deletes expired consents of all accounts, up to `limit`. Returns the number deleted.
    pub async fn delete_expired_relay_consents(
        &self,
        now_ms: UnixMillis,
        limit: u32,
    ) -> Result<usize, StoreError> {
        Ok(self.rows::<SweptRow>(sweep(now_ms, limit)).await?.len())
    }
}

pub(super) fn insert(
    account_id: &str,
    user_id: &RelayUserId,
    platform: &str,
    consent: &ConsentRow,
) -> Vec<Bound> {
    let key = || vec![account_id.into(), user_id.into(), platform.into()];
    let mut new = key();
    new.extend([
        consent.created_at_ms.into(),
        consent.state_digest.as_str().into(),
        consent.sealed.as_str().into(),
        consent.expires_at_ms.into(),
    ]);
    let mut excess = key();
    excess.push(MAX_UNDER_WAY.into());
    vec![(INSERT, new), (FORGET_EXCESS, excess)]
}

pub(super) fn take(
    account_id: &str,
    user_id: &RelayUserId,
    platform: &str,
    state_digest: Option<&str>,
    now_ms: UnixMillis,
) -> Bound {
    let values = vec![
        account_id.into(),
        user_id.into(),
        platform.into(),
        state_digest.into(),
        now_ms.into(),
    ];
    (TAKE, values)
}

pub(super) fn sweep(now_ms: UnixMillis, limit: u32) -> Bound {
    (SWEEP, vec![now_ms.into(), limit.into()])
}

/// Picks the consent that was asked for from those taken.
pub(super) fn pick_requested(
    taken: Vec<ConsentRow>,
    state_digest: Option<&str>,
    now_ms: UnixMillis,
) -> Option<ConsentRow> {
    let fits = |row: &ConsentRow| {
        row.expires_at_ms > now_ms && state_digest.is_none_or(|digest| row.state_digest == digest)
    };
    taken.into_iter().filter(fits).max_by_key(|row| row.created_at_ms)
}

#[cfg(test)]
mod tests;
