//! Signing up, and proving that one has the number.

use identity::{AccountId, password::PasswordHash};
use telephony::PhoneNumber;

use crate::{Store, StoreError, bound::Bound};

// The id is the newest sign-up's: what the earlier was given, a cookie and its verification, is of nobody then.
pub(crate) const SIGN_UP: &str = "INSERT INTO relay_users (account_id, user_id, phone_number, name,
       country_code, password_hash, state, verified_session_id, sessions_since_ms, created_at_ms,
       updated_at_ms)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'unverified', NULL, 0, ?7, ?7)
     ON CONFLICT (account_id, phone_number) DO UPDATE SET user_id = excluded.user_id,
       name = excluded.name, country_code = excluded.country_code,
       password_hash = excluded.password_hash, verified_session_id = NULL, sessions_since_ms = 0,
       created_at_ms = excluded.created_at_ms, updated_at_ms = excluded.updated_at_ms
     WHERE state = 'unverified'
     RETURNING user_id";
pub(crate) const VERIFY: &str =
    "UPDATE relay_users SET verified_session_id = ?3, updated_at_ms = ?4
     WHERE account_id = ?1 AND user_id = ?2 RETURNING user_id";
// Again is as good as once.
pub(crate) const ACTIVATE: &str = "UPDATE relay_users SET state = 'active', updated_at_ms = ?4
     WHERE account_id = ?1 AND user_id = ?2 AND verified_session_id = ?3 RETURNING user_id";

/// Somebody who signs up.
#[derive(Clone, Copy, Debug)]
pub struct NewRelayUser<'a> {
    pub user_id: &'a str,
    pub phone_number: &'a PhoneNumber,
    pub name: &'a str,
    pub country_code: &'a str,
    pub password_hash: &'a PasswordHash,
}

impl Store {
    /// Takes a sign-up down, in the place of an unverified one with the same number. False: somebody has
    /// proven to have the number.
    pub async fn sign_up_relay_user(
        &self,
        account_id: &AccountId,
        user: &NewRelayUser<'_>,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        self.changed(sign_up(account_id.as_str(), user, now_ms)).await
    }

    /// Notes that the right code was entered in this session. False: there is no such user any more.
    pub async fn verify_relay_session(
        &self,
        account_id: &AccountId,
        user_id: &str,
        session_id: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        self.changed(verify(account_id.as_str(), user_id, session_id, now_ms)).await
    }

    /// Ends the sign-up. False: no right code was entered in this session.
    pub async fn activate_relay_user(
        &self,
        account_id: &AccountId,
        user_id: &str,
        session_id: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        self.changed(activate(account_id.as_str(), user_id, session_id, now_ms)).await
    }
}

pub(crate) fn sign_up(account_id: &str, user: &NewRelayUser<'_>, now_ms: i64) -> Bound {
    let values = vec![
        account_id.into(),
        user.user_id.into(),
        user.phone_number.as_str().into(),
        user.name.into(),
        user.country_code.into(),
        user.password_hash.as_str().into(),
        now_ms.into(),
    ];
    (SIGN_UP, values)
}

pub(crate) fn verify(account_id: &str, user_id: &str, session_id: &str, now_ms: i64) -> Bound {
    (VERIFY, vec![account_id.into(), user_id.into(), session_id.into(), now_ms.into()])
}

pub(crate) fn activate(account_id: &str, user_id: &str, session_id: &str, now_ms: i64) -> Bound {
    (ACTIVATE, vec![account_id.into(), user_id.into(), session_id.into(), now_ms.into()])
}
