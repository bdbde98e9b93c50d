//! Accounts as the operator of the deployment sees and changes them.

use ids::AccountId;
use serde::Deserialize;
use telephony::Region;
use unix_time::UnixMillis;

use crate::{Store, StoreError, bound::Bound};

const LIST: &str = "SELECT a.id AS id, a.name AS name, a.is_default AS is_default,
       a.default_country_code AS default_country_code, a.created_at_ms AS created_at_ms,
       a.disabled_at_ms AS disabled_at_ms, l.login AS login
     FROM accounts AS a LEFT JOIN logins AS l ON l.account_id = a.id
     WHERE a.id > ?1 ORDER BY a.id LIMIT ?2";
const FIND: &str = "SELECT a.id AS id, a.name AS name, a.is_default AS is_default,
       a.default_country_code AS default_country_code, a.created_at_ms AS created_at_ms,
       a.disabled_at_ms AS disabled_at_ms, l.login AS login
     FROM accounts AS a LEFT JOIN logins AS l ON l.account_id = a.id WHERE a.id = ?1";
const FIND_BY_NAME: &str = "SELECT a.id AS id, a.name AS name, a.is_default AS is_default,
       a.default_country_code AS default_country_code, a.created_at_ms AS created_at_ms,
       a.disabled_at_ms AS disabled_at_ms, l.login AS login
     FROM accounts AS a LEFT JOIN logins AS l ON l.account_id = a.id WHERE a.name = ?1";
// The first account of a deployment becomes the one that registrations without an account of their own join. The
// statement decides it, so of two first accounts only one does.
const INSERT: &str =
    "INSERT INTO accounts (id, name, is_default, default_country_code, created_at_ms)
     SELECT ?1, ?2, ?5 OR NOT EXISTS (SELECT 1 FROM accounts WHERE id > ''), ?3, ?4";
const CHANGE: &str = "UPDATE accounts SET name = COALESCE(?2, name),
       default_country_code = CASE WHEN ?3 THEN ?4 ELSE default_country_code END
     WHERE id = ?1 RETURNING id";
// Repeating it keeps the first time.
const DISABLE: &str = "UPDATE accounts SET disabled_at_ms = COALESCE(disabled_at_ms, ?2)
     WHERE id = ?1 RETURNING id";
// An account that is being deleted stays disabled.
const ENABLE: &str = "UPDATE accounts SET disabled_at_ms = NULL
     WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM account_deletions WHERE account_id = ?1)
     RETURNING id";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[LIST, FIND, FIND_BY_NAME, INSERT, CHANGE, DISABLE, ENABLE];

/// An account, with the name of its login.
#[derive(Clone, Debug, Deserialize)]
pub struct AccountRecord {
    pub id: AccountId,
    pub name: String,
    /// 1 for the account that registrations without an account of their own join.
    pub is_default: u8,
    /// Country of the account's national numbers, if it has set one.
    pub default_country_code: Option<String>,
    pub created_at_ms: UnixMillis,
    pub disabled_at_ms: Option<UnixMillis>,
    /// User name of its login, if it has one.
    pub login: Option<String>,
}

/// An account to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewAccount<'a> {
    pub id: &'a AccountId,
    pub name: &'a str,
    /// Country of national numbers; `None` for that of the deployment.
    pub region: Option<Region>,
    /// Whether it is to be the default account, even if it is not the first one.
    pub is_default: bool,
}

/// Outcome of storing an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountInserted {
    Inserted,
    /// Another account has the name.
    NameTaken,
    /// Another account is the default one.
    DefaultTaken,
}

/// Changes of an account; what is `None` stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct AccountChange<'a> {
    pub name: Option<&'a str>,
    /// `Some(None)` restores the country of the deployment.
    pub region: Option<Option<Region>>,
}

#[derive(Deserialize)]
struct ChangedRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    id: AccountId,
}

impl Store {
    /// Lists accounts by id: the first `limit` whose ids follow `after`.
    pub async fn list_accounts(
        &self,
        after: &str,
        limit: u32,
    ) -> Result<Vec<AccountRecord>, StoreError> {
        self.rows(list(after, limit)).await
    }

    /// Returns the account of this id.
    pub async fn find_account(
        &self,
        account_id: &AccountId,
    ) -> Result<Option<AccountRecord>, StoreError> {
        self.row((FIND, vec![account_id.into()])).await
    }

    /// Returns the account of exactly this name.
    pub async fn find_account_by_name(
        &self,
        name: &str,
    ) -> Result<Option<AccountRecord>, StoreError> {
        self.row((FIND_BY_NAME, vec![name.into()])).await
    }

    /// Stores a new account, which is the default one if it is to be, or if there is no other account.
    pub async fn insert_account(
        &self,
        account: &NewAccount<'_>,
        now_ms: UnixMillis,
    ) -> Result<AccountInserted, StoreError> {
        match self.run(insert(account, now_ms)).await {
            Ok(()) => Ok(AccountInserted::Inserted),
            Err(StoreError::Conflict(columns)) if columns.contains("is_default") => {
                Ok(AccountInserted::DefaultTaken)
            }
            Err(StoreError::Conflict(_)) => Ok(AccountInserted::NameTaken),
            Err(error) => Err(error),
        }
    }

    /// Changes an account. Returns `false` if there is none of this id.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if another account has the name.
    pub async fn change_account(
        &self,
        account_id: &AccountId,
        change: AccountChange<'_>,
    ) -> Result<bool, StoreError> {
        self.account_changed(self::change(account_id.as_str(), change)).await
    }

    /// Disables an account: every credential of it is refused from then on. Returns `false` if there is none of this
    /// id. The caller has to tell the account's Dispatcher.
    pub async fn disable_account(
        &self,
        account_id: &AccountId,
        now_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        self.account_changed((DISABLE, vec![account_id.into(), now_ms.into()])).await
    }

    /// Enables an account again. Returns `false` if there is none of this id, or it is being deleted. The caller has to
    /// tell the account's Dispatcher.
    pub async fn enable_account(&self, account_id: &AccountId) -> Result<bool, StoreError> {
        self.account_changed((ENABLE, vec![account_id.into()])).await
    }

    async fn account_changed(&self, bound: Bound) -> Result<bool, StoreError> {
        let row: Option<ChangedRow> = self.row(bound).await?;
        Ok(row.is_some())
    }
}

fn list(after: &str, limit: u32) -> Bound {
    (LIST, vec![after.into(), limit.into()])
}

fn insert(account: &NewAccount<'_>, now_ms: UnixMillis) -> Bound {
    let country = account.region.map(Region::as_str);
    let values = vec![
        account.id.into(),
        account.name.into(),
        country.into(),
        now_ms.into(),
        account.is_default.into(),
    ];
    (INSERT, values)
}

fn change(account_id: &str, change: AccountChange<'_>) -> Bound {
    let country = change.region.flatten().map(Region::as_str);
    let values =
        vec![account_id.into(), change.name.into(), change.region.is_some().into(), country.into()];
    (CHANGE, values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{count_rows, execute, migrated, row, rows};

    const NOW_MS: UnixMillis = UnixMillis::new(1_000);

    fn make(
        database: &rusqlite::Connection,
        id: &str,
        name: &str,
        region: Option<Region>,
    ) -> usize {
        let id = &AccountId::parse(id).unwrap();
        execute(database, insert(&NewAccount { id, name, region, is_default: false }, NOW_MS))
    }

    fn find(database: &rusqlite::Connection, id: &str) -> AccountRecord {
        row(database, (FIND, vec![id.into()])).unwrap()
    }

    #[test]
    fn first_account_is_the_default_and_no_later_one_is() {
        let database = migrated();
        let gb = Region::parse("GB");
        make(&database, "0000000000000002", "first", gb);
        make(&database, "0000000000000001", "second", None);
        let (first, second) =
            (find(&database, "0000000000000002"), find(&database, "0000000000000001"));
        assert_eq!((first.is_default, second.is_default), (1, 0));
        assert_eq!(first.default_country_code.as_deref(), Some("GB"));
        assert_eq!(second.default_country_code, None);
        assert_eq!(first.login, None);
        let named: AccountRecord = row(&database, (FIND_BY_NAME, vec!["second".into()])).unwrap();
        assert_eq!(named.id, second.id);
    }

    #[test]
    fn later_account_becomes_the_default_only_if_there_is_none() {
        let database = migrated();
        make(&database, "0000000000000001", "first", None);
        let id = &AccountId::parse("0000000000000002").unwrap();
        let (sql, values) =
            insert(&NewAccount { id, name: "second", region: None, is_default: true }, NOW_MS);
        let mut prepared = database.prepare(sql).unwrap();
        let refused = prepared.execute(rusqlite::params_from_iter(values.clone())).unwrap_err();
        // The outcome is read from this text.
        assert!(refused.to_string().contains("accounts.is_default"), "{refused}");
        database.execute("UPDATE accounts SET is_default = 0", []).unwrap();
        prepared.execute(rusqlite::params_from_iter(values)).unwrap();
        assert_eq!(find(&database, id.as_str()).is_default, 1);
    }

    #[test]
    fn accounts_are_listed_page_by_page_in_the_order_of_their_ids() {
        let database = migrated();
        for id in ["000000000000000c", "000000000000000a", "000000000000000b"] {
            make(&database, id, id, None);
        }
        let ids = |after: &str| -> Vec<String> {
            let page: Vec<AccountRecord> = rows(&database, list(after, 2));
            page.into_iter().map(|it| it.id.as_str().to_owned()).collect()
        };
        assert_eq!(ids(""), ["000000000000000a", "000000000000000b"]);
        assert_eq!(ids("000000000000000b"), ["000000000000000c"]);
    }

    #[test]
    fn change_leaves_what_is_not_given() {
        let database = migrated();
        let id = "0000000000000001";
        make(&database, id, "old", Region::parse("GB"));
        let named = AccountChange { name: Some("new"), region: None };
        assert_eq!(count_rows(&database, change(id, named)), 1);
        let found = find(&database, id);
        assert_eq!(
            (found.name.as_str(), found.default_country_code.as_deref()),
            ("new", Some("GB"))
        );
        let moved = AccountChange { name: None, region: Some(None) };
        assert_eq!(count_rows(&database, change(id, moved)), 1);
        let found = find(&database, id);
        assert_eq!((found.name.as_str(), found.default_country_code), ("new", None));
        assert_eq!(count_rows(&database, change("0000000000000009", named)), 0);
    }

    #[test]
    fn disabling_again_keeps_the_first_time_and_enabling_ends_it() {
        let database = migrated();
        let id = "0000000000000001";
        make(&database, id, "mine", None);
        for at_ms in [5_i64, 9] {
            assert_eq!(count_rows(&database, (DISABLE, vec![id.into(), at_ms.into()])), 1);
        }
        assert_eq!(find(&database, id).disabled_at_ms, Some(UnixMillis::new(5)));
        assert_eq!(count_rows(&database, (ENABLE, vec![id.into()])), 1);
        assert_eq!(find(&database, id).disabled_at_ms, None);
    }

    #[test]
    fn account_that_is_being_deleted_is_not_enabled() {
        let database = migrated();
        let id = "0000000000000001";
        make(&database, id, "mine", None);
        database
            .execute_batch(
                "UPDATE accounts SET disabled_at_ms = 5;
                 INSERT INTO account_deletions (id, account_id, name_digest, actor_kind, requested_at_ms)
                 VALUES ('1', '0000000000000001', '', 'operator', 5);",
            )
            .unwrap();
        assert_eq!(count_rows(&database, (ENABLE, vec![id.into()])), 0);
        assert_eq!(find(&database, id).disabled_at_ms, Some(UnixMillis::new(5)));
    }
}
