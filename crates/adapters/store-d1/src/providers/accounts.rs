//! Accounts' data for sending through providers, and the path tokens by which providers call back. Callers
//! pass credentials and URLs sealed, and tokens as digests.

use ids::AccountId;
use serde::Deserialize;
use telephony::Region;
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::{Bound, Value, rows_of},
};

/// Time for which older endpoints stay valid after the account made a newer one for the provider.
pub const ENDPOINT_OVERLAP_MS: i64 = 24 * 3_600_000;
/// Most endpoints of an account for a provider; older ones beyond it end at once.
const MAX_ENDPOINTS: u32 = 10;
/// More than there are providers.
const MAX_LISTED: u32 = 100;

const FIND: &str = "SELECT accounts.is_default AS is_default, stored.credentials AS credentials,
       stored.callback_url AS callback_url
     FROM accounts
     LEFT JOIN provider_accounts AS stored ON stored.account_id = accounts.id AND stored.provider = ?2
     WHERE accounts.id = ?1";
const LIST: &str = "SELECT provider, credentials, callback_url, updated_at_ms
     FROM provider_accounts WHERE account_id = ?1 ORDER BY provider LIMIT ?2";
const SET_CREDENTIALS: &str =
    "INSERT INTO provider_accounts (account_id, provider, credentials, updated_at_ms)
     VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (account_id, provider)
     DO UPDATE SET credentials = excluded.credentials, updated_at_ms = excluded.updated_at_ms";
const DELETE: &str = "DELETE FROM provider_accounts WHERE account_id = ?1 AND provider = ?2
     RETURNING provider";
const SET_CALLBACK: &str =
    "INSERT INTO provider_accounts (account_id, provider, callback_url, updated_at_ms)
     VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (account_id, provider)
     DO UPDATE SET callback_url = excluded.callback_url, updated_at_ms = excluded.updated_at_ms";
const FIND_ENDPOINT: &str = "SELECT accounts.id AS account_id, endpoint.provider AS provider,
       endpoint.created_at_ms AS created_at_ms,
       (SELECT MAX(created_at_ms) FROM provider_endpoints
        WHERE account_id = endpoint.account_id AND provider = endpoint.provider) AS newest_at_ms,
       accounts.is_default AS is_default, accounts.default_country_code AS default_country_code,
       stored.credentials AS credentials, stored.callback_url AS callback_url
     FROM provider_endpoints AS endpoint
     JOIN accounts ON accounts.id = endpoint.account_id AND accounts.disabled_at_ms IS NULL
     LEFT JOIN provider_accounts AS stored
       ON stored.account_id = endpoint.account_id AND stored.provider = endpoint.provider
     WHERE endpoint.token_digest = ?1";
const INSERT_ENDPOINT: &str =
    "INSERT INTO provider_endpoints (token_digest, account_id, provider, created_at_ms)
     VALUES (?3, ?1, ?2, ?4)";
/// Deletes endpoints that were superseded longer than the overlap ago, before a new one is added.
const FORGET_SUPERSEDED: &str =
    "DELETE FROM provider_endpoints WHERE account_id = ?1 AND provider = ?2 AND created_at_ms <
       (SELECT MAX(created_at_ms) FROM provider_endpoints
        WHERE account_id = ?1 AND provider = ?2 HAVING MAX(created_at_ms) <= ?3)";
// LIMIT -1 is no limit: SQLite has no OFFSET without LIMIT.
const FORGET_EXCESS: &str = "DELETE FROM provider_endpoints WHERE token_digest IN
       (SELECT token_digest FROM provider_endpoints WHERE account_id = ?1 AND provider = ?2
        ORDER BY created_at_ms DESC LIMIT -1 OFFSET ?3)";
const REVOKE_ENDPOINTS: &str = "DELETE FROM provider_endpoints
     WHERE account_id = ?1 AND provider = ?2 RETURNING created_at_ms";
const ENDPOINT_TIMES: &str = "SELECT provider, created_at_ms FROM provider_endpoints
     WHERE account_id = ?1 ORDER BY provider, created_at_ms LIMIT ?2";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    FIND,
    LIST,
    SET_CREDENTIALS,
    DELETE,
    SET_CALLBACK,
    FIND_ENDPOINT,
    INSERT_ENDPOINT,
    FORGET_SUPERSEDED,
    FORGET_EXCESS,
    REVOKE_ENDPOINTS,
    ENDPOINT_TIMES,
];

/// An account's data for a provider. All of it may be absent.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
pub struct ProviderAccount {
    /// 1 if it is the deployment's default account.
    pub is_default: u8,
    /// Sealed.
    pub credentials: Option<String>,
    /// URL that the provider is to call, sealed.
    pub callback_url: Option<String>,
}

/// An account's data for a provider, as its administrators see it.
#[derive(Clone, Debug, Deserialize)]
pub struct ListedProviderAccount {
    pub provider: String,
    /// Sealed.
    pub credentials: Option<String>,
    /// Sealed.
    pub callback_url: Option<String>,
    pub updated_at_ms: UnixMillis,
}

/// The account and provider that a path token stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderEndpoint {
    pub account_id: AccountId,
    pub provider: String,
    pub account: ProviderAccount,
    /// Country of the account's national numbers, if it has set one.
    pub default_region: Option<Region>,
}

/// Time at which an account's endpoint for a provider was made.
#[derive(Clone, Debug, Deserialize)]
pub struct ProviderEndpointTime {
    pub provider: String,
    pub created_at_ms: UnixMillis,
}

#[derive(Deserialize)]
struct EndpointRow {
    account_id: AccountId,
    provider: String,
    created_at_ms: UnixMillis,
    newest_at_ms: UnixMillis,
    is_default: u8,
    default_country_code: Option<String>,
    credentials: Option<String>,
    callback_url: Option<String>,
}

#[derive(Deserialize)]
struct DeletedRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    provider: String,
}

#[derive(Deserialize)]
struct RevokedRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    created_at_ms: UnixMillis,
}

impl Store {
    /// Reads the account's data for the provider: one row by its key. `None` if there is no such account.
    pub async fn provider_account(
        &self,
        account_id: &AccountId,
        provider: &str,
    ) -> Result<Option<ProviderAccount>, StoreError> {
        self.row(find(account_id.as_str(), provider)).await
    }

    /// Lists the account's data for all providers.
    pub async fn list_provider_accounts(
        &self,
        account_id: &AccountId,
    ) -> Result<Vec<ListedProviderAccount>, StoreError> {
        self.rows((LIST, vec![account_id.into(), MAX_LISTED.into()])).await
    }

    /// Replaces all of the account's credentials for the provider.
    pub async fn set_provider_credentials(
        &self,
        account_id: &AccountId,
        provider: &str,
        sealed_credentials: &str,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        let account_id = account_id.as_str();
        self.run(set_credentials(account_id, provider, sealed_credentials, now_ms)).await
    }

    /// Deletes the account's credentials and endpoints. Endpoints have to end, too: a callback verified with
    /// the credentials must not be believed without them. Returns whether there was anything.
    pub async fn delete_provider_account(
        &self,
        account_id: &AccountId,
        provider: &str,
    ) -> Result<bool, StoreError> {
        let key = key(account_id.as_str(), provider);
        let results = self.batch(vec![(REVOKE_ENDPOINTS, key.clone()), (DELETE, key)]).await?;
        let revoked: Vec<RevokedRow> = rows_of(&results, 0)?;
        let deleted: Vec<DeletedRow> = rows_of(&results, 1)?;
        Ok(!revoked.is_empty() || !deleted.is_empty())
    }

    /// Adds an endpoint, which the provider is told to call from now on. Older ones of the account and
    /// provider stay valid for [`ENDPOINT_OVERLAP_MS`].
    pub async fn insert_provider_endpoint(
        &self,
        account_id: &AccountId,
        provider: &str,
        token_digest: &str,
        sealed_callback_url: &str,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        let account_id = account_id.as_str();
        let statements =
            insert_endpoint(account_id, provider, token_digest, sealed_callback_url, now_ms);
        self.batch(statements).await.map(drop)
    }

    /// Ends all of the account's endpoints for the provider. Returns their number.
    pub async fn revoke_provider_endpoints(
        &self,
        account_id: &AccountId,
        provider: &str,
        now_ms: UnixMillis,
    ) -> Result<usize, StoreError> {
        let account_id = account_id.as_str();
        let statements = vec![
            (REVOKE_ENDPOINTS, key(account_id, provider)),
            set_callback(account_id, provider, None, now_ms),
        ];
        let revoked: Vec<RevokedRow> = rows_of(&self.batch(statements).await?, 0)?;
        Ok(revoked.len())
    }

    /// Lists the times at which the account's endpoints were made, by provider, the oldest first.
    pub async fn provider_endpoint_times(
        &self,
        account_id: &AccountId,
    ) -> Result<Vec<ProviderEndpointTime>, StoreError> {
        self.rows((ENDPOINT_TIMES, vec![account_id.into(), MAX_LISTED.into()])).await
    }

    /// Finds the account and provider of a token digest, with the data to verify a callback. `None` if the
    /// token is unknown or has ended.
    pub async fn find_provider_endpoint(
        &self,
        token_digest: &str,
        now_ms: UnixMillis,
    ) -> Result<Option<ProviderEndpoint>, StoreError> {
        let row: Option<EndpointRow> = self.row(find_endpoint(token_digest)).await?;
        let row = row.filter(|row| is_current(row.created_at_ms, row.newest_at_ms, now_ms));
        Ok(row.map(|row| ProviderEndpoint {
            account_id: row.account_id,
            provider: row.provider,
            account: ProviderAccount {
                is_default: row.is_default,
                credentials: row.credentials,
                callback_url: row.callback_url,
            },
            default_region: row.default_country_code.as_deref().and_then(Region::parse),
        }))
    }
}

fn find(account_id: &str, provider: &str) -> Bound {
    (FIND, key(account_id, provider))
}

fn set_credentials(account_id: &str, provider: &str, sealed: &str, now_ms: UnixMillis) -> Bound {
    (SET_CREDENTIALS, with(account_id, provider, [sealed.into(), now_ms.into()]))
}

fn set_callback(
    account_id: &str,
    provider: &str,
    sealed_url: Option<&str>,
    now_ms: UnixMillis,
) -> Bound {
    (SET_CALLBACK, with(account_id, provider, [sealed_url.into(), now_ms.into()]))
}

fn insert_endpoint(
    account_id: &str,
    provider: &str,
    token_digest: &str,
    sealed_callback_url: &str,
    now_ms: UnixMillis,
) -> Vec<Bound> {
    let over_before_ms = now_ms.saturating_sub(ENDPOINT_OVERLAP_MS);
    let inserted = [token_digest.into(), now_ms.into()];
    vec![
        (FORGET_SUPERSEDED, with(account_id, provider, [over_before_ms.into()])),
        (INSERT_ENDPOINT, with(account_id, provider, inserted)),
        // After the insertion, so that the new endpoint is counted and stays.
        (FORGET_EXCESS, with(account_id, provider, [MAX_ENDPOINTS.into()])),
        set_callback(account_id, provider, Some(sealed_callback_url), now_ms),
    ]
}

fn find_endpoint(token_digest: &str) -> Bound {
    (FIND_ENDPOINT, vec![token_digest.into()])
}

fn key(account_id: &str, provider: &str) -> Vec<Value> {
    vec![account_id.into(), provider.into()]
}

/// Values of a statement that takes more than the key.
fn with<const N: usize>(account_id: &str, provider: &str, more: [Value; N]) -> Vec<Value> {
    let mut values = key(account_id, provider);
    values.extend(more);
    values
}

/// Whether an endpoint is still valid, given the creation time of the newest one of its account and provider.
fn is_current(created_at_ms: UnixMillis, newest_at_ms: UnixMillis, now_ms: UnixMillis) -> bool {
    created_at_ms >= newest_at_ms || newest_at_ms.saturating_add(ENDPOINT_OVERLAP_MS) > now_ms
}

#[cfg(test)]
mod tests;
