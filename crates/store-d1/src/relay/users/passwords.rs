//! Other passwords, and the end of sessions.

use identity::{AccountId, password::PasswordHash};

use crate::{Store, StoreError, bound::Bound};

// Only over the password that was checked: of two changes at once one wins, and the other is told.
pub(crate) const CHANGE: &str =
    "UPDATE relay_users SET password_hash = ?4, verified_session_id = NULL,
       sessions_since_ms = MAX(sessions_since_ms, ?5), updated_at_ms = ?5
     WHERE account_id = ?1 AND user_id = ?2 AND password_hash = ?3 AND state = 'active'
     RETURNING user_id";
// One code is good for one new password.
pub(crate) const RECOVER: &str =
    "UPDATE relay_users SET password_hash = ?4, verified_session_id = NULL,
       sessions_since_ms = MAX(sessions_since_ms, ?5), updated_at_ms = ?5
     WHERE account_id = ?1 AND user_id = ?2 AND verified_session_id = ?3 AND state = 'active'
     RETURNING user_id";
pub(crate) const END_SESSIONS: &str = "UPDATE relay_users
     SET sessions_since_ms = MAX(sessions_since_ms, ?3)
     WHERE account_id = ?1 AND user_id = ?2 RETURNING user_id";

impl Store {
    /// Replaces the password that was checked, and ends all sessions. False: it was replaced meanwhile, or
    /// the user is gone.
    pub async fn change_relay_password(
        &self,
        account_id: &AccountId,
        user_id: &str,
        checked: &PasswordHash,
        new: &PasswordHash,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        self.changed(change(account_id.as_str(), user_id, (checked, new), now_ms)).await
    }

    /// Sets a password in the session in which a right code was entered, once, and ends all sessions.
    pub async fn recover_relay_user(
        &self,
        account_id: &AccountId,
        user_id: &str,
        session_id: &str,
        new: &PasswordHash,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        self.changed(recover(account_id.as_str(), user_id, (session_id, new), now_ms)).await
    }

    /// Ends all sessions that have begun.
    pub async fn end_relay_sessions(
        &self,
        account_id: &AccountId,
        user_id: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        self.changed(end_sessions(account_id.as_str(), user_id, now_ms)).await?;
        Ok(())
    }
}

/// `hashes`: what was checked, and what it becomes.
pub(crate) fn change(
    account_id: &str,
    user_id: &str,
    hashes: (&PasswordHash, &PasswordHash),
    now_ms: i64,
) -> Bound {
    let (checked, new) = (hashes.0.as_str().into(), hashes.1.as_str().into());
    (CHANGE, vec![account_id.into(), user_id.into(), checked, new, now_ms.into()])
}

/// `by`: the session, and what the password becomes.
pub(crate) fn recover(
    account_id: &str,
    user_id: &str,
    by: (&str, &PasswordHash),
    now_ms: i64,
) -> Bound {
    let (session_id, new) = (by.0.into(), by.1.as_str().into());
    (RECOVER, vec![account_id.into(), user_id.into(), session_id, new, now_ms.into()])
}

pub(crate) fn end_sessions(account_id: &str, user_id: &str, now_ms: i64) -> Bound {
    (END_SESSIONS, vec![account_id.into(), user_id.into(), now_ms.into()])
}
