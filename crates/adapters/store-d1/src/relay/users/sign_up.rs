//! Signing up, and proving that the user has the number.

use identity::password::PasswordHash;
use ids::AccountId;
use relay_users::RelayUserId;
use serde::Deserialize;
use telephony::PhoneNumber;
use unix_time::UnixMillis;

use super::ChangedRow;
use crate::{
    Store, StoreError,
    bound::{Bound, row_of},
};

// The row takes the newest sign-up's id, so that an earlier sign-up's cookie and verification become void.
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
// Repeating the activation has no further effect.
pub(crate) const ACTIVATE: &str = "UPDATE relay_users SET state = 'active', updated_at_ms = ?4
     WHERE account_id = ?1 AND user_id = ?2 AND verified_session_id = ?3 RETURNING user_id";

pub(crate) const INVITED: &str = "SELECT phone_number FROM relay_invitations
     WHERE account_id = ?1 AND phone_number = ?2 AND expires_at_ms > ?3";
// An invitation allows one user: after that user is deleted, the number needs a new one.
pub(crate) const USE_INVITATION: &str = "DELETE FROM relay_invitations
     WHERE account_id = ?1 AND phone_number = (SELECT relay_user.phone_number
       FROM relay_users AS relay_user
       WHERE relay_user.account_id = ?1 AND relay_user.user_id = ?2 AND relay_user.state = 'active')";

/// A sign-up.
#[derive(Clone, Copy, Debug)]
pub struct NewRelayUser<'a> {
    pub user_id: &'a RelayUserId,
    pub phone_number: &'a PhoneNumber,
    pub name: &'a str,
    pub country_code: &'a str,
    pub password_hash: &'a PasswordHash,
}

impl Store {
    /// Stores a sign-up, replacing an unverified one with the same number. Returns `false` if the number
    /// belongs to a verified user.
    pub async fn sign_up_relay_user(
        &self,
        account_id: &AccountId,
        user: &NewRelayUser<'_>,
        now_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        self.changed(sign_up(account_id.as_str(), user, now_ms)).await
    }

    /// Records that the right code was entered in this session. Returns `false` if the user no longer exists.
    pub async fn verify_relay_session(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        session_id: &str,
        now_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        self.changed(verify(account_id.as_str(), user_id, session_id, now_ms)).await
    }

    /// Completes the sign-up. Returns `false` if the right code was not entered in this session.
    pub async fn activate_relay_user(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        session_id: &str,
        now_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        let account_id = account_id.as_str();
        let statements = vec![
            activate(account_id, user_id, session_id, now_ms),
            // After the activation, because it requires an active user.
            (USE_INVITATION, vec![account_id.into(), user_id.into()]),
        ];
        let activated: Option<ChangedRow> = row_of(&self.batch(statements).await?, 0)?;
        Ok(activated.is_some())
    }

    /// Whether the operator has invited the number to sign up.
    pub async fn is_relay_number_invited(
        &self,
        account_id: &AccountId,
        phone_number: &PhoneNumber,
        now_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        let invited: Option<InvitedRow> =
            self.row(invited(account_id.as_str(), phone_number.as_str(), now_ms)).await?;
        Ok(invited.is_some())
    }
}

#[derive(Deserialize)]
struct InvitedRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    phone_number: String,
}

pub(crate) fn invited(account_id: &str, phone_number: &str, now_ms: UnixMillis) -> Bound {
    (INVITED, vec![account_id.into(), phone_number.into(), now_ms.into()])
}

pub(crate) fn sign_up(account_id: &str, user: &NewRelayUser<'_>, now_ms: UnixMillis) -> Bound {
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

pub(crate) fn verify(
    account_id: &str,
    user_id: &RelayUserId,
    session_id: &str,
    now_ms: UnixMillis,
) -> Bound {
    (VERIFY, vec![account_id.into(), user_id.into(), session_id.into(), now_ms.into()])
}

pub(crate) fn activate(
    account_id: &str,
    user_id: &RelayUserId,
    session_id: &str,
    now_ms: UnixMillis,
) -> Bound {
    (ACTIVATE, vec![account_id.into(), user_id.into(), session_id.into(), now_ms.into()])
}
