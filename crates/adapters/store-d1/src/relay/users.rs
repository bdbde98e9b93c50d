//! Relay users, and the throttles of their passwords and codes.
//!
//! One conditional statement decides every race: of two sign-ups with one number the later wins until one is
//! verified, guesses are counted by the statement that permits them, and a password change names the previous
//! hash.

pub mod administration;
pub mod code_waits;
pub mod guesses;
pub mod passwords;
pub mod removal;
pub mod sign_up;
pub mod sweep;

use identity::password::PasswordHash;
use ids::AccountId;
use relay_users::RelayUserId;
use serde::Deserialize;
use telephony::PhoneNumber;
use unix_time::UnixMillis;

use crate::{Store, StoreError, bound::Bound};

pub(crate) const FIND: &str =
    "SELECT user_id, phone_number, name, country_code, password_hash, state,
       verified_session_id, sessions_since_ms, created_at_ms, updated_at_ms
     FROM relay_users WHERE account_id = ?1 AND user_id = ?2";
pub(crate) const FIND_BY_PHONE: &str = "SELECT user_id, phone_number, name, country_code,
       password_hash, state, verified_session_id, sessions_since_ms, created_at_ms, updated_at_ms
     FROM relay_users WHERE account_id = ?1 AND phone_number = ?2";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    FIND,
    FIND_BY_PHONE,
    sign_up::SIGN_UP,
    sign_up::VERIFY,
    sign_up::ACTIVATE,
    sign_up::INVITED,
    sign_up::USE_INVITATION,
    passwords::CHANGE,
    passwords::RECOVER,
    passwords::FORGET_KEY,
    passwords::REHASH,
    passwords::END_SESSIONS,
    guesses::RESERVE,
    guesses::BLOCKED_UNTIL,
    guesses::CLEAR,
    code_waits::RESERVE,
    code_waits::NEXT_AT,
    code_waits::RELEASE,
    code_waits::CLEAR,
    sweep::UNVERIFIED,
    sweep::GUESSES,
    sweep::WAITS,
    sweep::INVITATIONS,
    administration::LIST,
    administration::CREATE,
    administration::SET_PASSWORD,
    administration::INVITE,
    administration::INVITATIONS,
    administration::WITHDRAW,
    removal::DELETIONS[0],
    removal::DELETIONS[1],
    removal::DELETIONS[2],
];

/// Whether the user has proven to have the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelayUserState {
    /// Not proven: the user may only verify the number.
    Unverified,
    Active,
}

/// A person who publishes by SMS.
#[derive(Clone, Debug)]
pub struct RelayUser {
    pub user_id: RelayUserId,
    pub phone_number: PhoneNumber,
    pub name: String,
    /// The country's calling code as the caller gave it: `+237`.
    pub country_code: String,
    pub password_hash: PasswordHash,
    pub state: RelayUserState,
    /// Session in which the right code was entered.
    pub verified_session_id: Option<String>,
    /// Sessions that began at or before this time are over.
    pub sessions_since_ms: UnixMillis,
    pub created_at_ms: UnixMillis,
    pub updated_at_ms: UnixMillis,
}

#[derive(Deserialize)]
pub(crate) struct UserRow {
    pub(crate) user_id: RelayUserId,
    pub(crate) phone_number: PhoneNumber,
    pub(crate) name: String,
    pub(crate) country_code: String,
    pub(crate) password_hash: String,
    pub(crate) state: RelayUserState,
    pub(crate) verified_session_id: Option<String>,
    pub(crate) sessions_since_ms: UnixMillis,
    pub(crate) created_at_ms: UnixMillis,
    pub(crate) updated_at_ms: UnixMillis,
}

/// A row that was changed; only its existence matters.
#[derive(Deserialize)]
struct ChangedRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    user_id: RelayUserId,
}

impl RelayUser {
    pub fn is_active(&self) -> bool {
        self.state == RelayUserState::Active
    }
}

impl Store {
    /// Finds the relay user of that id, verified or not. `None` for a malformed id.
    pub async fn find_relay_user(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
    ) -> Result<Option<RelayUser>, StoreError> {
        let row: Option<UserRow> = self.row(find(account_id.as_str(), user_id)).await?;
        Ok(row.map(RelayUser::from))
    }

    /// Finds the relay user with that number, verified or not.
    pub async fn find_relay_user_by_phone(
        &self,
        account_id: &AccountId,
        phone_number: &PhoneNumber,
    ) -> Result<Option<RelayUser>, StoreError> {
        let values = vec![account_id.into(), phone_number.as_str().into()];
        let row: Option<UserRow> = self.row((FIND_BY_PHONE, values)).await?;
        Ok(row.map(RelayUser::from))
    }

    async fn changed(&self, bound: Bound) -> Result<bool, StoreError> {
        let row: Option<ChangedRow> = self.row(bound).await?;
        Ok(row.is_some())
    }
}

pub(crate) fn find(account_id: &str, user_id: &RelayUserId) -> Bound {
    (FIND, vec![account_id.into(), user_id.into()])
}

impl From<UserRow> for RelayUser {
    fn from(row: UserRow) -> Self {
        Self {
            user_id: row.user_id,
            phone_number: row.phone_number,
            name: row.name,
            country_code: row.country_code,
            password_hash: PasswordHash::stored(row.password_hash),
            state: row.state,
            verified_session_id: row.verified_session_id,
            sessions_since_ms: row.sessions_since_ms,
            created_at_ms: row.created_at_ms,
            updated_at_ms: row.updated_at_ms,
        }
    }
}

#[cfg(test)]
mod tests;
