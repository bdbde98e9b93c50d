//! Accounts: which one is the default, which are active.

use identity::AccountId;
use serde::Deserialize;

use crate::{Store, StoreError, database::integer};

const DEFAULT: &str = "SELECT id FROM accounts WHERE is_default = 1 AND disabled_at_ms IS NULL";
const ACTIVE: &str =
    "SELECT id FROM accounts WHERE active_at_ms >= ?1 ORDER BY active_at_ms DESC LIMIT ?2";
// The latest first, which both indexes have at their ends.
const WITHDRAWN: &str = "SELECT id FROM (
       SELECT id FROM accounts WHERE disabled_at_ms >= ?1 ORDER BY disabled_at_ms DESC LIMIT ?2)
     UNION ALL
     SELECT id FROM (
       SELECT account_id AS id FROM api_keys
       WHERE revoked_at_ms >= ?1 ORDER BY revoked_at_ms DESC LIMIT ?2)";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[DEFAULT, ACTIVE, WITHDRAWN];

#[derive(Deserialize)]
struct IdRow {
    id: AccountId,
}

impl Store {
    /// The account that registrations without an account of their own join, if there is one.
    pub async fn default_account(&self) -> Result<Option<AccountId>, StoreError> {
        let row: Option<IdRow> = self.row(DEFAULT, &[]).await?;
        Ok(row.map(|row| row.id))
    }

    /// Returns accounts that were disabled, or had a key revoked, since then: the latest `limit` of each. One
    /// may be named more than once.
    pub async fn withdrawn_accounts(
        &self,
        since_ms: i64,
        limit: u32,
    ) -> Result<Vec<AccountId>, StoreError> {
        let rows: Vec<IdRow> =
            self.rows(WITHDRAWN, &[integer(since_ms), integer(i64::from(limit))]).await?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    }

    /// Accounts whose Dispatcher projected something since then, the latest first.
    pub async fn active_accounts(
        &self,
        since_ms: i64,
        limit: u32,
    ) -> Result<Vec<AccountId>, StoreError> {
        let rows: Vec<IdRow> =
            self.rows(ACTIVE, &[integer(since_ms), integer(i64::from(limit))]).await?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    }
}
