//! Relay users and invitations as the account's administrators see and change them.

use identity::password::PasswordHash;
use ids::AccountId;
use relay_users::RelayUserId;
use serde::Deserialize;
use telephony::PhoneNumber;
use unix_time::UnixMillis;

use super::{ChangedRow, RelayUser, UserRow, removal, sign_up::NewRelayUser};
use crate::{
    Store, StoreError,
    bound::{Bound, row_of},
    relay::revocations,
};

pub(crate) const LIST: &str = "SELECT user_id, phone_number, name, country_code, password_hash,
       state, verified_session_id, sessions_since_ms, created_at_ms, updated_at_ms
     FROM relay_users WHERE account_id = ?1 AND user_id > ?2 ORDER BY user_id LIMIT ?3";
// An unverified sign-up does not prove who has the number, so it gives way, as it does to a later sign-up.
pub(crate) const CREATE: &str = "INSERT INTO relay_users (account_id, user_id, phone_number, name,
       country_code, password_hash, state, verified_session_id, sessions_since_ms, created_at_ms,
       updated_at_ms)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'active', NULL, 0, ?7, ?7)
     ON CONFLICT (account_id, phone_number) DO UPDATE SET user_id = excluded.user_id,
       name = excluded.name, country_code = excluded.country_code,
       password_hash = excluded.password_hash, state = 'active', verified_session_id = NULL,
       created_at_ms = excluded.created_at_ms, updated_at_ms = excluded.updated_at_ms
     WHERE state = 'unverified'
     RETURNING user_id";
pub(crate) const SET_PASSWORD: &str =
    "UPDATE relay_users SET password_hash = ?3, verified_session_id = NULL,
       sessions_since_ms = MAX(sessions_since_ms, ?4), updated_at_ms = ?4
     WHERE account_id = ?1 AND user_id = ?2 RETURNING user_id";
pub(crate) const INVITE: &str =
    "INSERT INTO relay_invitations (account_id, phone_number, created_at_ms, expires_at_ms)
     VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (account_id, phone_number) DO UPDATE SET created_at_ms = excluded.created_at_ms,
       expires_at_ms = excluded.expires_at_ms";
pub(crate) const INVITATIONS: &str = "SELECT phone_number, created_at_ms, expires_at_ms
     FROM relay_invitations WHERE account_id = ?1 AND phone_number > ?2
     ORDER BY phone_number LIMIT ?3";
pub(crate) const WITHDRAW: &str = "DELETE FROM relay_invitations
     WHERE account_id = ?1 AND phone_number = ?2 RETURNING phone_number";

/// A number that may sign up.
#[derive(Clone, Debug, Deserialize)]
pub struct RelayInvitation {
    pub phone_number: PhoneNumber,
    pub created_at_ms: UnixMillis,
    pub expires_at_ms: UnixMillis,
}

#[derive(Deserialize)]
struct WithdrawnRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    phone_number: String,
}

impl Store {
    /// Lists the account's relay users by id: the first `limit` whose ids follow `after`.
    pub async fn list_relay_users(
        &self,
        account_id: &AccountId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<RelayUser>, StoreError> {
        let values = vec![account_id.into(), after.into(), limit.into()];
        let rows: Vec<UserRow> = self.rows((LIST, values)).await?;
        Ok(rows.into_iter().map(RelayUser::from).collect())
    }

    /// Stores a user whose number counts as verified, replacing an unverified sign-up with the same number. Returns
    /// `false` if the number belongs to a verified user.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if another user has the id.
    pub async fn create_relay_user(
        &self,
        account_id: &AccountId,
        user: &NewRelayUser<'_>,
        now_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        self.changed(create(account_id.as_str(), user, now_ms)).await
    }

    /// Replaces a user's password without checking the old one, ends all sessions, and deletes grants and keys that a
    /// device got with the old one; the cron tells the platforms. Returns `false` if the account has no such user.
    pub async fn set_relay_password(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        password: &PasswordHash,
        now_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        let results =
            self.batch(set_password(account_id.as_str(), user_id, password, now_ms)).await?;
        let changed: Option<ChangedRow> = row_of(&results, 0)?;
        Ok(changed.is_some())
    }

    /// Invites a number to sign up. Inviting it again restarts the period.
    pub async fn invite_relay_number(
        &self,
        account_id: &AccountId,
        phone_number: &PhoneNumber,
        now_ms: UnixMillis,
        expires_at_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        let values = vec![
            account_id.into(),
            phone_number.as_str().into(),
            now_ms.into(),
            expires_at_ms.into(),
        ];
        self.run((INVITE, values)).await
    }

    /// Lists the account's invitations by number: the first `limit` whose numbers follow `after`.
    pub async fn list_relay_invitations(
        &self,
        account_id: &AccountId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<RelayInvitation>, StoreError> {
        let values = vec![account_id.into(), after.into(), limit.into()];
        self.rows((INVITATIONS, values)).await
    }

    /// Withdraws the invitation of a number. Returns `false` if there was none.
    pub async fn withdraw_relay_invitation(
        &self,
        account_id: &AccountId,
        phone_number: &PhoneNumber,
    ) -> Result<bool, StoreError> {
        let values = vec![account_id.into(), phone_number.as_str().into()];
        let row: Option<WithdrawnRow> = self.row((WITHDRAW, values)).await?;
        Ok(row.is_some())
    }
}

fn create(account_id: &str, user: &NewRelayUser<'_>, now_ms: UnixMillis) -> Bound {
    let values = vec![
        account_id.into(),
        user.user_id.into(),
        user.phone_number.as_str().into(),
        user.name.into(),
        user.country_code.into(),
        user.password_hash.as_str().into(),
        now_ms.into(),
    ];
    (CREATE, values)
}

fn set_password(
    account_id: &str,
    user_id: &RelayUserId,
    password: &PasswordHash,
    now_ms: UnixMillis,
) -> Vec<Bound> {
    let values = vec![account_id.into(), user_id.into(), password.as_str().into(), now_ms.into()];
    let mut statements = vec![(SET_PASSWORD, values)];
    statements.extend(revocations::revoke_all(account_id, user_id, now_ms));
    // The rows that a device got with the old password; the user's own row stays.
    let of_devices = removal::DELETIONS.iter().filter(|sql| !sql.contains("relay_users"));
    statements.extend(of_devices.map(|sql| (*sql, vec![account_id.into(), user_id.into()])));
    statements
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{count_rows, execute, migrated, row, rows};

    const ACCOUNT: &str = "0000000000000001";
    const OTHER: &str = "0000000000000002";
    const NOW_MS: UnixMillis = UnixMillis::new(1_000);

    fn database() -> rusqlite::Connection {
        let database = migrated();
        let account = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, ?1, 0)";
        for id in [ACCOUNT, OTHER] {
            execute(&database, (account, vec![id.into()]));
        }
        database
    }

    fn made(database: &rusqlite::Connection, account_id: &str, id: &str, number: &str) -> usize {
        let user = NewRelayUser {
            user_id: &RelayUserId::from_text(id),
            phone_number: &PhoneNumber::parse_international(number).unwrap(),
            name: "Ngozi",
            country_code: "+237",
            password_hash: &PasswordHash::stored("hash"),
        };
        count_rows(database, create(account_id, &user, NOW_MS))
    }

    #[test]
    fn created_user_replaces_an_unverified_sign_up_and_no_verified_user() {
        let database = database();
        assert_eq!(made(&database, ACCOUNT, "a", "+237679466332"), 1);
        assert_eq!(made(&database, ACCOUNT, "b", "+237679466332"), 0);
        assert_eq!(made(&database, OTHER, "a", "+237679466332"), 1);
        let unverify = "UPDATE relay_users SET state = 'unverified' WHERE account_id = ?1";
        execute(&database, (unverify, vec![ACCOUNT.into()]));
        assert_eq!(made(&database, ACCOUNT, "b", "+237679466332"), 1);
        let listed: Vec<UserRow> =
            rows(&database, (LIST, vec![ACCOUNT.into(), "".into(), 10_i64.into()]));
        let ids: Vec<&str> = listed.iter().map(|it| it.user_id.as_str()).collect();
        assert_eq!(ids, ["b"]);
    }

    #[test]
    fn new_password_ends_sessions_of_this_user_only() {
        let database = database();
        made(&database, ACCOUNT, "a", "+237679466332");
        made(&database, ACCOUNT, "b", "+237679466333");
        let id = RelayUserId::from_text("a");
        let mut statements =
            set_password(ACCOUNT, &id, &PasswordHash::stored("new"), UnixMillis::new(2_000));
        let rest = statements.split_off(1);
        assert_eq!(count_rows(&database, statements.remove(0)), 1);
        for statement in rest {
            count_rows(&database, statement);
        }
        let find = |id: &str| -> UserRow {
            row(&database, (super::super::FIND, vec![ACCOUNT.into(), id.into()])).unwrap()
        };
        assert_eq!(find("a").password_hash, "new");
        assert_eq!(find("a").sessions_since_ms, UnixMillis::new(2_000));
        assert_eq!(find("b").password_hash, "hash");
        assert_eq!(find("b").sessions_since_ms, UnixMillis::EPOCH);
    }

    #[test]
    fn repeated_invitation_restarts_its_period_and_is_withdrawn_once() {
        let database = database();
        let number = "+237679466332";
        for (at_ms, until_ms) in [(1_i64, 10_i64), (5, 50)] {
            let values = vec![ACCOUNT.into(), number.into(), at_ms.into(), until_ms.into()];
            execute(&database, (INVITE, values));
        }
        let listed: Vec<RelayInvitation> =
            rows(&database, (INVITATIONS, vec![ACCOUNT.into(), "".into(), 10_i64.into()]));
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0].expires_at_ms, UnixMillis::new(50));
        let withdraw = |account_id: &str| (WITHDRAW, vec![account_id.into(), number.into()]);
        assert_eq!(count_rows(&database, withdraw(OTHER)), 0);
        assert_eq!(count_rows(&database, withdraw(ACCOUNT)), 1);
        assert_eq!(count_rows(&database, withdraw(ACCOUNT)), 0);
    }
}
