//! Accounts' user names and passwords.

use identity::{Login, password::PasswordHash};
use ids::AccountId;
use serde::Deserialize;
use telephony::Region;
use unix_time::UnixMillis;

use crate::{Store, StoreError, bound::Bound};

const FIND: &str = "SELECT l.account_id AS account_id, l.login AS login, l.password AS password,
       a.disabled_at_ms AS disabled_at_ms, a.default_country_code AS default_country_code
     FROM logins AS l JOIN accounts AS a ON a.id = l.account_id WHERE l.login = ?1";
const OF_ACCOUNT: &str = "SELECT l.account_id AS account_id, l.login AS login,
       l.password AS password, a.disabled_at_ms AS disabled_at_ms,
       a.default_country_code AS default_country_code
     FROM logins AS l JOIN accounts AS a ON a.id = l.account_id WHERE l.account_id = ?1";
const INSERT: &str = "INSERT INTO logins
       (account_id, login, password, tokens_valid_from_ms, created_at_ms, changed_at_ms)
     VALUES (?1, ?2, ?3, 0, ?4, ?4)";
// Replaces only the password that was checked: of two concurrent changes one wins, and the other is reported
// as lost.
const CHANGE: &str = "UPDATE logins
     SET password = ?3, tokens_valid_from_ms = ?4, changed_at_ms = ?4
     WHERE account_id = ?1 AND password = ?2 RETURNING login";
// Requires the hash that was checked, so that it does not undo a concurrent change of the password.
const REHASH: &str = "UPDATE logins SET password = ?3 WHERE account_id = ?1 AND password = ?2";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND, OF_ACCOUNT, INSERT, CHANGE, REHASH];

/// A user name and the stored hash of its password.
#[derive(Clone, Debug)]
pub struct LoginRecord {
    pub account_id: AccountId,
    pub login: Login,
    pub password: PasswordHash,
    pub account_disabled: bool,
    /// Country of the account's national numbers, if it has set one.
    pub default_region: Option<Region>,
}

#[derive(Deserialize)]
struct LoginPasswordRow {
    account_id: AccountId,
    login: String,
    password: String,
    disabled_at_ms: Option<UnixMillis>,
    default_country_code: Option<String>,
}

#[derive(Deserialize)]
struct LoginRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    login: String,
}

impl Store {
    /// Finds the account that this user name logs in to.
    pub async fn find_login(&self, login: &Login) -> Result<Option<LoginRecord>, StoreError> {
        let row: Option<LoginPasswordRow> = self.row((FIND, vec![login.as_str().into()])).await?;
        row.map(LoginRecord::try_from).transpose()
    }

    /// Returns the account's user name.
    pub async fn login_of(
        &self,
        account_id: &AccountId,
    ) -> Result<Option<LoginRecord>, StoreError> {
        let values = vec![account_id.into()];
        let row: Option<LoginPasswordRow> = self.row((OF_ACCOUNT, values)).await?;
        row.map(LoginRecord::try_from).transpose()
    }

    /// Replaces the password that was checked, and voids all tokens issued so far. Returns `false` if the
    /// password was replaced meanwhile.
    pub async fn change_password(
        &self,
        account_id: &AccountId,
        checked: &PasswordHash,
        new: &PasswordHash,
        now_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        let values =
            vec![account_id.into(), checked.as_str().into(), new.as_str().into(), now_ms.into()];
        let row: Option<LoginRow> = self.row((CHANGE, values)).await?;
        Ok(row.is_some())
    }

    /// Stores another hash of the same password.
    pub async fn rehash_password(
        &self,
        account_id: &AccountId,
        checked: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<(), StoreError> {
        let values = vec![account_id.into(), checked.as_str().into(), new.as_str().into()];
        self.run((REHASH, values)).await
    }
}

/// Statement that stores an account's first login.
pub(crate) fn insert(
    account_id: &AccountId,
    login: &Login,
    password: &PasswordHash,
    now_ms: UnixMillis,
) -> Bound {
    let values =
        vec![account_id.into(), login.as_str().into(), password.as_str().into(), now_ms.into()];
    (INSERT, values)
}

impl TryFrom<LoginPasswordRow> for LoginRecord {
    type Error = StoreError;

    fn try_from(row: LoginPasswordRow) -> Result<Self, StoreError> {
        let login = Login::parse(&row.login);
        Ok(Self {
            login: login.ok_or_else(|| StoreError::Corrupt("logins.login".to_owned()))?,
            account_id: row.account_id,
            password: PasswordHash::stored(row.password),
            account_disabled: row.disabled_at_ms.is_some(),
            default_region: row.default_country_code.as_deref().and_then(Region::parse),
        })
    }
}
