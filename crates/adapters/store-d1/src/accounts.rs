//! Accounts: the default one, enabled ones and withdrawn ones; their credentials, and the cron's pass through all
//! accounts, in the modules below.

pub mod api_keys;
pub mod logins;
pub mod password_failures;
pub mod poke_progress;
pub mod registration_codes;
pub mod token_pairs;
pub mod unproven_accounts;

use ids::AccountId;
use serde::Deserialize;
use telephony::Region;
use unix_time::UnixMillis;

use crate::{Store, StoreError};

const DEFAULT: &str = "SELECT id, default_country_code FROM accounts
     WHERE is_default = 1 AND disabled_at_ms IS NULL";
const ENABLED: &str = "SELECT id, default_country_code FROM accounts
     WHERE id = ?1 AND disabled_at_ms IS NULL";
const STANDING: &str = "SELECT disabled_at_ms, default_country_code FROM accounts WHERE id = ?1";
// Newest first, which both indexes can read backward.
const WITHDRAWN: &str = "SELECT id FROM accounts WHERE id IN (
       SELECT id FROM accounts WHERE disabled_at_ms >= ?1 ORDER BY disabled_at_ms DESC LIMIT ?2)
     OR id IN (
       SELECT account_id FROM api_keys
       WHERE revoked_at_ms >= ?1 AND kind = 'gateway' ORDER BY revoked_at_ms DESC LIMIT ?2)";
#[cfg(test)]
pub(crate) const STATEMENTS: &[&[&str]] = &[
    &[DEFAULT, ENABLED, STANDING, WITHDRAWN],
    api_keys::STATEMENTS,
    logins::STATEMENTS,
    password_failures::STATEMENTS,
    poke_progress::STATEMENTS,
    registration_codes::STATEMENTS,
    token_pairs::STATEMENTS,
    unproven_accounts::STATEMENTS,
];

#[derive(Deserialize)]
struct IdRow {
    id: AccountId,
}

#[derive(Deserialize)]
struct CountryRow {
    id: AccountId,
    default_country_code: Option<String>,
}

#[derive(Deserialize)]
struct StandingRow {
    disabled_at_ms: Option<UnixMillis>,
    default_country_code: Option<String>,
}

/// Whether an account can be acted on, and how its numbers are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountStanding {
    pub disabled_at_ms: Option<UnixMillis>,
    /// Country of the account's national numbers, if it has set one.
    pub default_region: Option<Region>,
}

impl CountryRow {
    fn region(&self) -> Option<Region> {
        self.default_country_code.as_deref().and_then(Region::parse)
    }
}

impl Store {
    /// Returns the account that registrations without an account of their own join, if there is one.
    pub async fn default_account(&self) -> Result<Option<AccountId>, StoreError> {
        Ok(self.default_account_with_country().await?.map(|(account_id, _)| account_id))
    }

    /// Returns the default account with the country of its national numbers, if it has set one.
    pub async fn default_account_with_country(
        &self,
    ) -> Result<Option<(AccountId, Option<Region>)>, StoreError> {
        let row: Option<CountryRow> = self.row((DEFAULT, vec![])).await?;
        Ok(row.map(|row| (row.id.clone(), row.region())))
    }

    /// Returns the account, unless it is disabled, with the country of its national numbers, if it has set one.
    pub async fn enabled_account_with_country(
        &self,
        account_id: &AccountId,
    ) -> Result<Option<(AccountId, Option<Region>)>, StoreError> {
        let values = vec![account_id.into()];
        let row: Option<CountryRow> = self.row((ENABLED, values)).await?;
        Ok(row.map(|row| (row.id.clone(), row.region())))
    }

    /// Returns the standing of an account, whether it is disabled or not.
    pub async fn account_standing(
        &self,
        account_id: &AccountId,
    ) -> Result<Option<AccountStanding>, StoreError> {
        let row: Option<StandingRow> = self.row((STANDING, vec![account_id.into()])).await?;
        Ok(row.map(|row| AccountStanding {
            disabled_at_ms: row.disabled_at_ms,
            default_region: row.default_country_code.as_deref().and_then(Region::parse),
        }))
    }

    /// Returns the accounts that were disabled, or had a gateway's key revoked, since `since_ms`. Considers
    /// only the latest `limit` disabled accounts and the latest `limit` revoked keys.
    pub async fn withdrawn_accounts(
        &self,
        since_ms: UnixMillis,
        limit: u32,
    ) -> Result<Vec<AccountId>, StoreError> {
        let rows: Vec<IdRow> = self.rows((WITHDRAWN, vec![since_ms.into(), limit.into()])).await?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    }
}
