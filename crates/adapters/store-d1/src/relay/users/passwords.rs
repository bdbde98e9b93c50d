//! Changing passwords and ending sessions.

use identity::password::PasswordHash;
use ids::AccountId;
use relay_users::RelayUserId;
use unix_time::UnixMillis;

use super::ChangedRow;
use crate::{
    Store, StoreError,
    bound::{Bound, row_of},
};

// Replaces only the password that was checked: of two concurrent changes one wins, and the other is reported
// as lost.
pub(crate) const CHANGE: &str =
    "UPDATE relay_users SET password_hash = ?4, verified_session_id = NULL,
       sessions_since_ms = MAX(sessions_since_ms, ?5), updated_at_ms = ?5
     WHERE account_id = ?1 AND user_id = ?2 AND password_hash = ?3 AND state = 'active'
     RETURNING user_id";
// One code allows one new password.
pub(crate) const RECOVER: &str =
    "UPDATE relay_users SET password_hash = ?4, verified_session_id = NULL,
       sessions_since_ms = MAX(sessions_since_ms, ?5), updated_at_ms = ?5
     WHERE account_id = ?1 AND user_id = ?2 AND verified_session_id = ?3 AND state = 'active'
     RETURNING user_id";
// A new password also deletes the shared key that a device got with the old one.
pub(crate) const FORGET_KEY: &str = "DELETE FROM relay_shared_keys
     WHERE account_id = ?1 AND user_id = ?2 AND EXISTS (SELECT 1 FROM relay_users AS relay_user
       WHERE relay_user.account_id = ?1 AND relay_user.user_id = ?2
         AND relay_user.password_hash = ?3)";
// The same password with another hash: sessions and keys stay.
pub(crate) const REHASH: &str = "UPDATE relay_users SET password_hash = ?4
     WHERE account_id = ?1 AND user_id = ?2 AND password_hash = ?3";
pub(crate) const END_SESSIONS: &str = "UPDATE relay_users
     SET sessions_since_ms = MAX(sessions_since_ms, ?3)
     WHERE account_id = ?1 AND user_id = ?2 RETURNING user_id";

impl Store {
    /// Replaces the password that was checked, ends all sessions and deletes the shared key. `hashes` are the
    /// checked one and the new one. Returns `false` if the password was replaced meanwhile, or the user is
    /// gone.
    pub async fn change_relay_password(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        hashes: (&PasswordHash, &PasswordHash),
        now_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        let statements = change(account_id.as_str(), user_id, hashes, now_ms);
        let changed: Option<ChangedRow> = row_of(&self.batch(statements).await?, 0)?;
        Ok(changed.is_some())
    }

    /// Sets a password once in the session in which the right code was entered, ends all sessions and deletes
    /// the shared key. `by` is the session and the new hash. Returns `false` if that session may not set one.
    pub async fn recover_relay_user(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        by: (&str, &PasswordHash),
        now_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        let statements = recover(account_id.as_str(), user_id, by, now_ms);
        let changed: Option<ChangedRow> = row_of(&self.batch(statements).await?, 0)?;
        Ok(changed.is_some())
    }

    /// Stores another hash of the same password. `hashes` are the old one and the new one.
    pub async fn rehash_relay_password(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        hashes: (&PasswordHash, &PasswordHash),
    ) -> Result<(), StoreError> {
        self.batch(vec![rehash(account_id.as_str(), user_id, hashes)]).await?;
        Ok(())
    }

    /// Ends all sessions that have begun.
    pub async fn end_relay_sessions(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        self.changed(end_sessions(account_id.as_str(), user_id, now_ms)).await?;
        Ok(())
    }
}

pub(crate) fn change(
    account_id: &str,
    user_id: &RelayUserId,
    (checked, new): (&PasswordHash, &PasswordHash),
    now_ms: UnixMillis,
) -> Vec<Bound> {
    let over = checked.as_str().into();
    let values = vec![account_id.into(), user_id.into(), over, new.as_str().into(), now_ms.into()];
    vec![(CHANGE, values), forget_key(account_id, user_id, new)]
}

pub(crate) fn recover(
    account_id: &str,
    user_id: &RelayUserId,
    (session_id, new): (&str, &PasswordHash),
    now_ms: UnixMillis,
) -> Vec<Bound> {
    let by = session_id.into();
    let values = vec![account_id.into(), user_id.into(), by, new.as_str().into(), now_ms.into()];
    vec![(RECOVER, values), forget_key(account_id, user_id, new)]
}

pub(crate) fn rehash(
    account_id: &str,
    user_id: &RelayUserId,
    (old, new): (&PasswordHash, &PasswordHash),
) -> Bound {
    let hashes = (old.as_str().into(), new.as_str().into());
    (REHASH, vec![account_id.into(), user_id.into(), hashes.0, hashes.1])
}

/// Deletes the key only if the new password was stored; its salted hash identifies it.
fn forget_key(account_id: &str, user_id: &RelayUserId, new: &PasswordHash) -> Bound {
    (FORGET_KEY, vec![account_id.into(), user_id.into(), new.as_str().into()])
}

pub(crate) fn end_sessions(account_id: &str, user_id: &RelayUserId, now_ms: UnixMillis) -> Bound {
    (END_SESSIONS, vec![account_id.into(), user_id.into(), now_ms.into()])
}
