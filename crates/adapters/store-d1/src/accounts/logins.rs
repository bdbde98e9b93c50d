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

// Voids the tokens of every earlier login of the account, one that was removed among them.
const SET: &str = "INSERT INTO logins
       (account_id, login, password, tokens_valid_from_ms, created_at_ms, changed_at_ms)
     VALUES (?1, ?2, ?3, ?4, ?4, ?4)
     ON CONFLICT (account_id) DO UPDATE SET login = excluded.login, password = excluded.password,
       tokens_valid_from_ms = ?4, changed_at_ms = ?4";
const REMOVE: &str = "DELETE FROM logins WHERE account_id = ?1 AND login = ?2 RETURNING login";
const LIST: &str = "SELECT login, created_at_ms, changed_at_ms FROM logins WHERE account_id = ?1";
const VOID_TOKENS: &str = "UPDATE logins
     SET tokens_valid_from_ms = MAX(tokens_valid_from_ms, ?2) WHERE account_id = ?1 RETURNING login";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[FIND, OF_ACCOUNT, INSERT, CHANGE, REHASH, SET, REMOVE, LIST, VOID_TOKENS];

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

/// A user name as its account's administrators see it.
#[derive(Clone, Debug, Deserialize)]
pub struct ListedLogin {
    pub login: String,
    pub created_at_ms: UnixMillis,
    /// Time of the last change of the name or the password.
    pub changed_at_ms: UnixMillis,
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

    /// Sets the account's user name and password, and voids all tokens issued so far.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if another account has the name.
    pub async fn set_login(
        &self,
        account_id: &AccountId,
        login: &Login,
        password: &PasswordHash,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        self.run(set(account_id.as_str(), login, password, now_ms)).await
    }

    /// Removes the account's login of this name, whose tokens are void from then on. Returns `false` if the account
    /// has no such login.
    pub async fn remove_login(
        &self,
        account_id: &AccountId,
        login: &Login,
    ) -> Result<bool, StoreError> {
        let values = vec![account_id.into(), login.as_str().into()];
        let row: Option<LoginRow> = self.row((REMOVE, values)).await?;
        Ok(row.is_some())
    }

    /// Lists the account's user names.
    pub async fn list_logins(
        &self,
        account_id: &AccountId,
    ) -> Result<Vec<ListedLogin>, StoreError> {
        self.rows((LIST, vec![account_id.into()])).await
    }

    /// Voids all tokens that the account was issued so far. The cost does not depend on their number.
    pub async fn void_tokens(
        &self,
        account_id: &AccountId,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        self.run((VOID_TOKENS, vec![account_id.into(), now_ms.into()])).await
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

fn set(account_id: &str, login: &Login, password: &PasswordHash, now_ms: UnixMillis) -> Bound {
    let values =
        vec![account_id.into(), login.as_str().into(), password.as_str().into(), now_ms.into()];
    (SET, values)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{count_rows, execute, migrated, row};

    const ACCOUNT: &str = "0000000000000001";

    #[derive(Deserialize)]
    struct StoredRow {
        login: String,
        password: String,
        tokens_valid_from_ms: i64,
        created_at_ms: i64,
    }

    fn stored(database: &rusqlite::Connection) -> StoredRow {
        let sql = "SELECT login, password, tokens_valid_from_ms, created_at_ms FROM logins";
        row(database, (sql, vec![])).unwrap()
    }

    fn login(text: &str) -> Login {
        Login::parse(text).unwrap()
    }

    #[test]
    fn setting_a_login_voids_earlier_tokens_even_after_its_removal() {
        let database = migrated();
        let account = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, 'mine', 0)";
        execute(&database, (account, vec![ACCOUNT.into()]));
        let hash = |text: &str| PasswordHash::stored(text);
        execute(&database, set(ACCOUNT, &login("first"), &hash("a"), UnixMillis::new(10)));
        execute(&database, set(ACCOUNT, &login("other"), &hash("b"), UnixMillis::new(20)));
        let now = stored(&database);
        assert_eq!((now.login.as_str(), now.password.as_str()), ("OTHER", "b"));
        assert_eq!((now.tokens_valid_from_ms, now.created_at_ms), (20, 10));
        let remove = |name: &str| (REMOVE, vec![ACCOUNT.into(), name.into()]);
        assert_eq!(count_rows(&database, remove("FIRST")), 0);
        assert_eq!(count_rows(&database, remove("OTHER")), 1);
        execute(&database, set(ACCOUNT, &login("other"), &hash("c"), UnixMillis::new(30)));
        assert_eq!(stored(&database).tokens_valid_from_ms, 30);
    }

    #[test]
    fn voiding_tokens_never_revives_any() {
        let database = migrated();
        let account = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, 'mine', 0)";
        execute(&database, (account, vec![ACCOUNT.into()]));
        let hash = PasswordHash::stored("a");
        execute(&database, set(ACCOUNT, &login("mine"), &hash, UnixMillis::new(10)));
        for (at_ms, expected) in [(30_i64, 30), (20, 30)] {
            let void = (VOID_TOKENS, vec![ACCOUNT.into(), at_ms.into()]);
            assert_eq!(count_rows(&database, void), 1);
            assert_eq!(stored(&database).tokens_valid_from_ms, expected);
        }
    }
}
