//! The keys that relay users share with the server; the newest sync wins.

use ids::AccountId;
use relay_users::RelayUserId;
use serde::Deserialize;
use telephony::PhoneNumber;
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::{Bound, row_of},
};

/// A deleted or unverified user gets no key. The time of the previous sync is kept, since the user is told
/// that another device has taken over.
const SET: &str =
    "INSERT INTO relay_shared_keys (account_id, user_id, sealed_key, number_hash, client_key,
       client_digest, client_mgf1, synced_at_ms, previous_synced_at_ms, syncs)
     SELECT account_id, user_id, ?3, ?4, ?5, ?6, ?7, ?8, NULL, 1 FROM relay_users
     WHERE account_id = ?1 AND user_id = ?2 AND state = 'active'
     ON CONFLICT (account_id, user_id) DO UPDATE SET sealed_key = excluded.sealed_key,
       client_key = excluded.client_key, client_digest = excluded.client_digest,
       client_mgf1 = excluded.client_mgf1, previous_synced_at_ms = synced_at_ms,
       synced_at_ms = excluded.synced_at_ms, syncs = syncs + 1
     RETURNING previous_synced_at_ms, number_hash";
/// Deletes the remembered blocks of requests under earlier keys.
// Requires this sync's key, which is not stored for a user who is not active.
const DROP_BLOCKS: &str = "DELETE FROM relay_used_blocks
     WHERE account_id = ?1 AND user_id = ?2 AND key_made_at_ms < ?3 AND EXISTS (
       SELECT 1 FROM relay_shared_keys AS k
       WHERE k.account_id = ?1 AND k.user_id = ?2 AND k.synced_at_ms = ?3)";
const REQUEST_KEY: &str = "SELECT u.user_id, u.phone_number, k.sealed_key AS sealed_shared_key,
       k.synced_at_ms AS made_at_ms
     FROM relay_users AS u JOIN relay_shared_keys AS k
       ON k.account_id = u.account_id AND k.user_id = u.user_id
     WHERE u.account_id = ?1 AND u.phone_number = ?2 AND u.state = 'active'";
const BY_HASH: &str = "SELECT k.user_id, k.sealed_key, k.client_key, k.client_digest, k.client_mgf1
     FROM relay_shared_keys AS k JOIN relay_users AS u
       ON u.account_id = k.account_id AND u.user_id = k.user_id
     WHERE k.account_id = ?1 AND k.number_hash = ?2 AND u.state = 'active'";
const DELETE_BY_HASH: &str = "DELETE FROM relay_shared_keys
     WHERE account_id = ?1 AND number_hash = ?2 RETURNING user_id";
/// Selects by the beginning of the sealed text, which has an index.
// The expression has to be that of the index.
const SEALED_BY: &str = "SELECT account_id, user_id, sealed_key FROM relay_shared_keys
     WHERE substr(sealed_key, 1, instr(substr(sealed_key, 4), '.') + 3) = ?1 LIMIT ?2";
const RESEAL: &str = "UPDATE relay_shared_keys SET sealed_key = ?4
     WHERE account_id = ?1 AND user_id = ?2 AND sealed_key = ?3";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[SET, DROP_BLOCKS, REQUEST_KEY, BY_HASH, DELETE_BY_HASH, SEALED_BY, RESEAL];

/// The key that decrypts the requests of one phone number.
#[derive(Clone, Debug, Deserialize)]
pub struct RequestKey {
    pub user_id: RelayUserId,
    pub phone_number: PhoneNumber,
    /// Sealed for `["relay shared key", account, user]`.
    pub sealed_shared_key: String,
    /// Time of the sync that made it, which identifies it among the user's keys.
    pub made_at_ms: UnixMillis,
}

/// A key that a sync has just made.
#[derive(Clone, Copy, Debug)]
pub struct NewSharedKey<'a> {
    pub user_id: &'a RelayUserId,
    /// Sealed for `["relay shared key", account, user]`.
    pub sealed_key: &'a str,
    /// 128 random hex digits, used if the user has no hash yet.
    pub number_hash: &'a str,
    /// The app's public key, as PEM.
    pub client_key: &'a str,
    /// OAEP digests for that key (of the padding and of its mask): `sha1` or `sha256`.
    pub client_digests: (&'a str, &'a str),
}

/// Result of storing a sync's key.
#[derive(Clone, Debug, Deserialize)]
pub struct SharedKeyStored {
    /// Time of the sync whose key is now void. `None` if there was none.
    pub previous_synced_at_ms: Option<UnixMillis>,
    pub number_hash: String,
}

/// A shared key, with the client key for which it may be encrypted again.
#[derive(Clone, Debug, Deserialize)]
pub struct SharedKeyRow {
    pub user_id: RelayUserId,
    pub sealed_key: String,
    pub client_key: String,
    pub client_digest: String,
    pub client_mgf1: String,
}

/// A sealed key with its account and user, for resealing.
#[derive(Clone, Debug, Deserialize)]
pub struct SealedSharedKey {
    pub account_id: AccountId,
    pub user_id: RelayUserId,
    pub sealed_key: String,
}

#[derive(Deserialize)]
struct UserRow {
    user_id: RelayUserId,
}

impl Store {
    /// Makes this the user's key: the newest wins, and blocks remembered under older keys are deleted.
    /// Returns `None` and stores nothing if there is no such active user.
    pub async fn set_shared_key(
        &self,
        account_id: &AccountId,
        key: &NewSharedKey<'_>,
        now_ms: UnixMillis,
    ) -> Result<Option<SharedKeyStored>, StoreError> {
        let account_id = account_id.as_str();
        let statements =
            vec![set(account_id, key, now_ms), drop_blocks(account_id, key.user_id, now_ms)];
        row_of(&self.batch(statements).await?, 0)
    }

    /// Finds the key that decrypts the requests of this number, in one query.
    pub async fn relay_request_key(
        &self,
        account_id: &AccountId,
        phone_number: &PhoneNumber,
    ) -> Result<Option<RequestKey>, StoreError> {
        self.row(request_key(account_id.as_str(), phone_number.as_str())).await
    }

    /// Finds the key of the user to whom this number hash was given.
    pub async fn find_shared_key(
        &self,
        account_id: &AccountId,
        number_hash: &str,
    ) -> Result<Option<SharedKeyRow>, StoreError> {
        self.row(by_hash(account_id.as_str(), number_hash)).await
    }

    /// Deletes the key with this number hash. Returns its user.
    pub async fn delete_shared_key(
        &self,
        account_id: &AccountId,
        number_hash: &str,
    ) -> Result<Option<RelayUserId>, StoreError> {
        let row: Option<UserRow> =
            self.row(delete_by_hash(account_id.as_str(), number_hash)).await?;
        Ok(row.map(|row| row.user_id))
    }

    /// Lists keys of all accounts' users that the sealing key of that id sealed, up to `limit`.
    pub async fn shared_keys_sealed_by(
        &self,
        key_id: &str,
        limit: u32,
    ) -> Result<Vec<SealedSharedKey>, StoreError> {
        self.rows(sealed_by(key_id, limit)).await
    }

    /// Replaces a key by the same one, newly sealed, unless a sync has replaced it meanwhile.
    pub async fn reseal_shared_key(
        &self,
        old: &SealedSharedKey,
        sealed_key: &str,
    ) -> Result<(), StoreError> {
        self.batch(vec![reseal(old, sealed_key)]).await?;
        Ok(())
    }
}

pub(crate) fn set(account_id: &str, key: &NewSharedKey<'_>, now_ms: UnixMillis) -> Bound {
    let (digest, mgf1) = key.client_digests;
    let values = vec![
        account_id.into(),
        key.user_id.into(),
        key.sealed_key.into(),
        key.number_hash.into(),
        key.client_key.into(),
        digest.into(),
        mgf1.into(),
        now_ms.into(),
    ];
    (SET, values)
}

fn drop_blocks(account_id: &str, user_id: &RelayUserId, now_ms: UnixMillis) -> Bound {
    (DROP_BLOCKS, vec![account_id.into(), user_id.into(), now_ms.into()])
}

fn request_key(account_id: &str, phone_number: &str) -> Bound {
    (REQUEST_KEY, vec![account_id.into(), phone_number.into()])
}

fn by_hash(account_id: &str, number_hash: &str) -> Bound {
    (BY_HASH, vec![account_id.into(), number_hash.into()])
}

fn delete_by_hash(account_id: &str, number_hash: &str) -> Bound {
    (DELETE_BY_HASH, vec![account_id.into(), number_hash.into()])
}

fn sealed_by(key_id: &str, limit: u32) -> Bound {
    (SEALED_BY, vec![format!("v1.{key_id}.").into(), limit.into()])
}

fn reseal(old: &SealedSharedKey, sealed_key: &str) -> Bound {
    let (account, user) = (old.account_id.as_str().into(), old.user_id.as_str().into());
    (RESEAL, vec![account, user, old.sealed_key.as_str().into(), sealed_key.into()])
}

#[cfg(test)]
mod tests;
