//! Accounts: the default one, enabled ones and withdrawn ones; their credentials, and the cron's pass through all
//! accounts, in the modules below.

pub mod administration;
pub mod api_keys;
pub mod codes_policy;
pub mod deletions;
pub(crate) mod event_readers;
pub mod logins;
pub mod password_failures;
pub mod poke_progress;
pub mod registration_codes;
pub mod token_pairs;
pub mod unproven_accounts;

use std::sync::Arc;

use ids::AccountId;
use one_time_codes::CodesPolicy;
use serde::Deserialize;
use telephony::Region;
use unix_time::UnixMillis;

use crate::{Store, StoreError};

const DEFAULT: &str = "SELECT id, default_country_code, codes_policy FROM accounts
     WHERE is_default = 1 AND disabled_at_ms IS NULL";
const ENABLED: &str = "SELECT id, default_country_code, codes_policy FROM accounts
     WHERE id = ?1 AND disabled_at_ms IS NULL";
const STANDING: &str = "SELECT disabled_at_ms, default_country_code, codes_policy FROM accounts
     WHERE id = ?1";
// Newest first, which both indexes can read backward.
const WITHDRAWN: &str = "SELECT id FROM accounts WHERE id IN (
       SELECT id FROM accounts WHERE disabled_at_ms >= ?1 ORDER BY disabled_at_ms DESC LIMIT ?2)
     OR id IN (
       SELECT account_id FROM api_keys
       WHERE revoked_at_ms >= ?1 AND kind = 'gateway' ORDER BY revoked_at_ms DESC LIMIT ?2)";
#[cfg(test)]
pub(crate) const STATEMENTS: &[&[&str]] = &[
    &[DEFAULT, ENABLED, STANDING, WITHDRAWN],
    administration::STATEMENTS,
    api_keys::STATEMENTS,
    codes_policy::STATEMENTS,
    deletions::STATEMENTS,
    event_readers::STATEMENTS,
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

/// An enabled account with what its requests need.
#[derive(Clone, Debug)]
pub struct EnabledAccount {
    pub id: AccountId,
    /// Country of the account's national numbers, if it has set one.
    pub default_region: Option<Region>,
    /// Policy of one-time codes, if it has set one.
    pub codes_policy: Option<Arc<CodesPolicy>>,
}

#[derive(Deserialize)]
struct EnabledRow {
    id: AccountId,
    default_country_code: Option<String>,
    codes_policy: Option<String>,
}

impl TryFrom<EnabledRow> for EnabledAccount {
    type Error = StoreError;

    fn try_from(row: EnabledRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            default_region: row.default_country_code.as_deref().and_then(Region::parse),
            codes_policy: codes_policy::read(row.codes_policy.as_deref())?,
        })
    }
}

#[derive(Deserialize)]
struct StandingRow {
    disabled_at_ms: Option<UnixMillis>,
    default_country_code: Option<String>,
    codes_policy: Option<String>,
}

/// Whether an account can be acted on, and what its requests need.
#[derive(Clone, Debug)]
pub struct AccountStanding {
    pub disabled_at_ms: Option<UnixMillis>,
    /// Country of the account's national numbers, if it has set one.
    pub default_region: Option<Region>,
    /// Policy of one-time codes, if it has set one.
    pub codes_policy: Option<Arc<CodesPolicy>>,
}

impl Store {
    /// Returns the account that registrations without an account of their own join, if there is one.
    pub async fn default_account(&self) -> Result<Option<AccountId>, StoreError> {
        Ok(self.enabled_default_account().await?.map(|account| account.id))
    }

    /// Returns the default account, unless it is disabled.
    pub async fn enabled_default_account(&self) -> Result<Option<EnabledAccount>, StoreError> {
        let row: Option<EnabledRow> = self.row((DEFAULT, vec![])).await?;
        row.map(EnabledAccount::try_from).transpose()
    }

    /// Returns the account, unless it is disabled.
    pub async fn enabled_account(
        &self,
        account_id: &AccountId,
    ) -> Result<Option<EnabledAccount>, StoreError> {
        let row: Option<EnabledRow> = self.row((ENABLED, vec![account_id.into()])).await?;
        row.map(EnabledAccount::try_from).transpose()
    }

    /// Returns the standing of an account, whether it is disabled or not.
    pub async fn account_standing(
        &self,
        account_id: &AccountId,
    ) -> Result<Option<AccountStanding>, StoreError> {
        let row: Option<StandingRow> = self.row((STANDING, vec![account_id.into()])).await?;
        let standing = |row: StandingRow| {
            Ok(AccountStanding {
                disabled_at_ms: row.disabled_at_ms,
                default_region: row.default_country_code.as_deref().and_then(Region::parse),
                codes_policy: codes_policy::read(row.codes_policy.as_deref())?,
            })
        };
        row.map(standing).transpose()
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
