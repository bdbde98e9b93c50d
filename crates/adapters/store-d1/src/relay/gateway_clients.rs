//! The directory of gateway clients: numbers to which people send their requests. An account has few, so
//! pages and totals scan all of its own.

use ids::AccountId;
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::{Bound, Value, row_of, rows_of},
};

/// Most gateway clients of an account.
pub const MAX_GATEWAY_CLIENTS: u32 = 1_000;
/// Shortest time between two writes of `last_published_at_ms`.
const PUBLISHED_INTERVAL_MS: i64 = 60_000;

macro_rules! columns {
    () => {
        "msisdn, country, operator, operator_code, protocols, last_published_at_ms, tests_started,
       tests_in_time, sealed_key IS NOT NULL AS has_key, created_at_ms"
    };
}
// `instr` instead of LIKE: D1 refuses patterns of more than 50 bytes, and `%` and `_` would match other characters.
// The collation of `country` ignores case.
macro_rules! chosen {
    () => {
        " FROM relay_gateway_clients WHERE account_id = ?1
       AND (?2 IS NULL OR country = ?2)
       AND (?3 IS NULL OR instr(lower(operator), lower(?3)))
       AND (?4 IS NULL OR instr(lower(protocols), lower(?4)))
       AND (?5 IS NULL OR last_published_at_ms >= ?5)"
    };
}
const LIST: &str = concat!("SELECT ", columns!(), chosen!(), " ORDER BY msisdn LIMIT ?6 OFFSET ?7");
const COUNT: &str = concat!("SELECT COUNT(*) AS total", chosen!());
// An existing client may be changed even if the account has reached its limit.
const PUT: &str = concat!(
    "INSERT INTO relay_gateway_clients
       (account_id, msisdn, country, operator, operator_code, protocols, created_at_ms)
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
     WHERE EXISTS (SELECT 1 FROM relay_gateway_clients WHERE account_id = ?1 AND msisdn = ?2)
       OR (SELECT COUNT(*) FROM relay_gateway_clients WHERE account_id = ?1) < ?8
     ON CONFLICT (account_id, msisdn) DO UPDATE SET country = excluded.country,
       operator = excluded.operator, operator_code = excluded.operator_code,
       protocols = excluded.protocols
     RETURNING ",
    columns!()
);
const DELETE_TESTS: &str =
    "DELETE FROM relay_reliability_tests WHERE account_id = ?1 AND msisdn = ?2";
const DELETE: &str = "DELETE FROM relay_gateway_clients WHERE account_id = ?1 AND msisdn = ?2
     RETURNING msisdn";
const SET_KEY: &str = "UPDATE relay_gateway_clients SET sealed_key = ?3
     WHERE account_id = ?1 AND msisdn = ?2 RETURNING msisdn";
const FIND_KEY: &str = "SELECT sealed_key FROM relay_gateway_clients
     WHERE account_id = ?1 AND msisdn = ?2";
/// Sealed text begins with `v1.`, the sealing key's id and a dot; `/` is the character after the dot.
const SEALED_BY: &str = "SELECT account_id, msisdn, sealed_key FROM relay_gateway_clients
     WHERE sealed_key > 'v1.' || ?1 || '.' AND sealed_key < 'v1.' || ?1 || '/' LIMIT ?2";
const RESEAL: &str = "UPDATE relay_gateway_clients SET sealed_key = ?4
     WHERE account_id = ?1 AND msisdn = ?2 AND sealed_key = ?3";
const COUNTRIES: &str = "SELECT DISTINCT country AS name FROM relay_gateway_clients
     WHERE account_id = ?1 AND country > '' ORDER BY country";
const OPERATORS: &str = "SELECT DISTINCT operator AS name FROM relay_gateway_clients
     WHERE account_id = ?1 AND country = ?2 AND operator > '' ORDER BY operator";
const NOTE_PUBLISHED: &str = "UPDATE relay_gateway_clients SET last_published_at_ms = ?3
     WHERE account_id = ?1 AND msisdn = ?2
       AND (last_published_at_ms IS NULL OR last_published_at_ms <= ?4)";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    LIST,
    COUNT,
    PUT,
    DELETE_TESTS,
    DELETE,
    SET_KEY,
    FIND_KEY,
    SEALED_BY,
    RESEAL,
    COUNTRIES,
    OPERATORS,
    NOTE_PUBLISHED,
];

/// A gateway client as an administrator describes it.
#[derive(Clone, Copy)]
pub struct NewGatewayClient<'a> {
    /// E.164.
    pub msisdn: &'a str,
    /// English name.
    pub country: &'a str,
    pub operator: &'a str,
    pub operator_code: &'a str,
    /// Separated by commas.
    pub protocols: &'a str,
}

#[derive(Clone, Deserialize)]
pub struct GatewayClientRecord {
    pub msisdn: String,
    pub country: String,
    pub operator: String,
    pub operator_code: String,
    /// Separated by commas.
    pub protocols: String,
    pub last_published_at_ms: Option<UnixMillis>,
    pub tests_started: u32,
    /// Tests forwarded soon enough to count as reliable.
    pub tests_in_time: u32,
    pub has_key: u8,
    pub created_at_ms: UnixMillis,
}

/// A gateway client's sealed signing key.
#[derive(Clone, Deserialize)]
pub struct SealedClientKey {
    pub account_id: String,
    pub msisdn: String,
    pub sealed_key: String,
}

/// Filter of a listing of gateway clients. `None` matches all.
#[derive(Clone, Copy, Default)]
pub struct GatewayClientFilter<'a> {
    /// The whole name, in any case.
    pub country: Option<&'a str>,
    /// A part of the name, in any case.
    pub operator: Option<&'a str>,
    /// A part of the list, in any case.
    pub protocols: Option<&'a str>,
    /// Only those with a publication at or after this.
    pub published_since_ms: Option<UnixMillis>,
}

/// A page of the matching gateway clients, and the number of all that match.
pub struct GatewayClientPage {
    pub clients: Vec<GatewayClientRecord>,
    pub total: u32,
}

#[derive(Deserialize)]
struct CountRow {
    total: u32,
}

#[derive(Deserialize)]
struct NameRow {
    name: String,
}

#[derive(Deserialize)]
struct KeyRow {
    sealed_key: Option<String>,
}

#[derive(Deserialize)]
struct MsisdnRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    msisdn: String,
}

impl Store {
    /// Lists matching gateway clients by number.
    pub async fn list_gateway_clients(
        &self,
        account_id: &AccountId,
        filter: GatewayClientFilter<'_>,
        offset: u32,
        limit: u32,
    ) -> Result<GatewayClientPage, StoreError> {
        let statements = list(account_id.as_str(), filter, offset, limit);
        let results = self.batch(statements).await?;
        let total = row_of::<CountRow>(&results, 1)?.map_or(0, |row| row.total);
        Ok(GatewayClientPage { clients: rows_of(&results, 0)?, total })
    }

    /// Stores a gateway client or replaces its description. `None` if the account has
    /// [`MAX_GATEWAY_CLIENTS`].
    pub async fn put_gateway_client(
        &self,
        account_id: &AccountId,
        client: &NewGatewayClient<'_>,
        now_ms: UnixMillis,
    ) -> Result<Option<GatewayClientRecord>, StoreError> {
        self.row(put(account_id.as_str(), client, now_ms)).await
    }

    /// Deletes a gateway client with its tests. Returns whether there was one.
    pub async fn delete_gateway_client(
        &self,
        account_id: &AccountId,
        msisdn: &str,
    ) -> Result<bool, StoreError> {
        let results = self.batch(delete(account_id.as_str(), msisdn)).await?;
        Ok(row_of::<MsisdnRow>(&results, 1)?.is_some())
    }

    /// Sets or removes its signing key. Returns `false` if there is no such client.
    pub async fn set_gateway_client_key(
        &self,
        account_id: &AccountId,
        msisdn: &str,
        sealed_key: Option<&str>,
    ) -> Result<bool, StoreError> {
        let values = vec![account_id.into(), msisdn.into(), sealed_key.into()];
        Ok(self.row::<MsisdnRow>((SET_KEY, values)).await?.is_some())
    }

    /// Returns its sealed signing key. `None` if there is no such client, or it does not sign.
    pub async fn gateway_client_key(
        &self,
        account_id: &AccountId,
        msisdn: &str,
    ) -> Result<Option<String>, StoreError> {
        let bound = (FIND_KEY, vec![account_id.into(), msisdn.into()]);
        Ok(self.row::<KeyRow>(bound).await?.and_then(|row| row.sealed_key))
    }

    /// Lists signing keys of all accounts' clients that the sealing key of that id sealed, up to `limit`.
    pub async fn gateway_client_keys_sealed_by(
        &self,
        key_id: &str,
        limit: u32,
    ) -> Result<Vec<SealedClientKey>, StoreError> {
        self.rows(sealed_by(key_id, limit)).await
    }

    /// Replaces a signing key by the same one, newly sealed, unless it was replaced meanwhile.
    pub async fn reseal_gateway_client_key(
        &self,
        old: &SealedClientKey,
        sealed_key: &str,
    ) -> Result<(), StoreError> {
        self.batch(vec![reseal(old, sealed_key)]).await?;
        Ok(())
    }

    /// Lists the countries of the directory, each once.
    pub async fn gateway_client_countries(
        &self,
        account_id: &AccountId,
    ) -> Result<Vec<String>, StoreError> {
        self.names((COUNTRIES, vec![account_id.into()])).await
    }

    /// Lists the operators of a country, each once.
    pub async fn gateway_client_operators(
        &self,
        account_id: &AccountId,
        country: &str,
    ) -> Result<Vec<String>, StoreError> {
        self.names((OPERATORS, vec![account_id.into(), country.into()])).await
    }

    /// Records that a message forwarded by this client was published. Written at most once a minute.
    pub async fn record_gateway_client_published(
        &self,
        account_id: &AccountId,
        msisdn: &str,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        self.batch(vec![note_published(account_id.as_str(), msisdn, now_ms)]).await?;
        Ok(())
    }

    async fn names(&self, bound: Bound) -> Result<Vec<String>, StoreError> {
        let rows: Vec<NameRow> = self.rows(bound).await?;
        Ok(rows.into_iter().map(|row| row.name).collect())
    }
}

pub(crate) fn list(
    account_id: &str,
    filter: GatewayClientFilter<'_>,
    offset: u32,
    limit: u32,
) -> Vec<Bound> {
    let chosen = || -> Vec<Value> {
        vec![
            account_id.into(),
            filter.country.into(),
            filter.operator.into(),
            filter.protocols.into(),
            filter.published_since_ms.into(),
        ]
    };
    let mut page = chosen();
    page.extend([limit.into(), offset.into()]);
    vec![(LIST, page), (COUNT, chosen())]
}

pub(crate) fn put(account_id: &str, client: &NewGatewayClient<'_>, now_ms: UnixMillis) -> Bound {
    let values = vec![
        account_id.into(),
        client.msisdn.into(),
        client.country.into(),
        client.operator.into(),
        client.operator_code.into(),
        client.protocols.into(),
        now_ms.into(),
        MAX_GATEWAY_CLIENTS.into(),
    ];
    (PUT, values)
}

pub(crate) fn delete(account_id: &str, msisdn: &str) -> Vec<Bound> {
    let key = || vec![account_id.into(), msisdn.into()];
    vec![(DELETE_TESTS, key()), (DELETE, key())]
}

pub(crate) fn note_published(account_id: &str, msisdn: &str, now_ms: UnixMillis) -> Bound {
    let before_ms = now_ms.saturating_sub(PUBLISHED_INTERVAL_MS);
    (NOTE_PUBLISHED, vec![account_id.into(), msisdn.into(), now_ms.into(), before_ms.into()])
}

pub(crate) fn sealed_by(key_id: &str, limit: u32) -> Bound {
    (SEALED_BY, vec![key_id.into(), limit.into()])
}

pub(crate) fn reseal(old: &SealedClientKey, sealed_key: &str) -> Bound {
    let (account, msisdn) = (old.account_id.as_str().into(), old.msisdn.as_str().into());
    (RESEAL, vec![account, msisdn, old.sealed_key.as_str().into(), sealed_key.into()])
}

#[cfg(test)]
mod tests;
