//! Credentials, looked up by digest.

use std::sync::Arc;

use identity::{GatewayStanding, IssuedKey, KeyKind, Permissions};
use ids::{AccountId, GatewayId};
use one_time_codes::CodesPolicy;
use serde::Deserialize;
use telephony::Region;
use unix_time::UnixMillis;

use super::codes_policy;
use crate::{
    Store, StoreError,
    bound::{Bound, json},
};

const FIND: &str = "SELECT k.id AS key_id, k.kind AS kind, k.gateway_id AS gateway_id,
       k.permissions AS permissions, k.expires_at_ms AS expires_at_ms,
       k.revoked_at_ms AS revoked_at_ms, k.last_used_at_ms AS last_used_at_ms,
       a.disabled_at_ms AS disabled_at_ms, a.default_country_code AS default_country_code,
       a.codes_policy AS codes_policy,
       NULL AS approved, NULL AS active
     FROM api_keys AS k JOIN accounts AS a ON a.id = k.account_id
     WHERE k.account_id = ?1 AND k.digest = ?2";
// A gateway's key is found together with its gateway, so that the gateway's standing is cached with the key.
// A key whose gateway is gone is not found.
// The second branch finds the key of a pending gateway, which may ask by heartbeat whether it was approved.
const FIND_OF_GATEWAY: &str = "SELECT k.id AS key_id, k.kind AS kind, k.gateway_id AS gateway_id,
       k.permissions AS permissions, k.expires_at_ms AS expires_at_ms,
       k.revoked_at_ms AS revoked_at_ms, k.last_used_at_ms AS last_used_at_ms,
       a.disabled_at_ms AS disabled_at_ms, a.default_country_code AS default_country_code,
       NULL AS codes_policy, g.approved AS approved, g.active AS active
     FROM api_keys AS k JOIN accounts AS a ON a.id = k.account_id
     JOIN gateways AS g ON g.account_id = k.account_id AND g.id = k.gateway_id
     WHERE k.account_id = ?1 AND k.digest = ?2
     UNION ALL
     SELECT p.key_id, 'gateway', p.id, '{}', p.expires_at_ms, NULL, NULL, a.disabled_at_ms,
       a.default_country_code, NULL, 0, 0
     FROM pending_gateways AS p JOIN accounts AS a ON a.id = p.account_id
     WHERE p.account_id = ?1 AND p.digest = ?2";
const INSERT: &str = "INSERT INTO api_keys
       (account_id, digest, id, kind, gateway_id, name, display_prefix, permissions, created_at_ms,
        expires_at_ms)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
const LIST: &str = "SELECT k.id AS id, k.kind AS kind, k.name AS name,
       k.display_prefix AS display_prefix, k.permissions AS permissions, g.device_id AS device_id,
       k.created_at_ms AS created_at_ms, k.expires_at_ms AS expires_at_ms,
       k.revoked_at_ms AS revoked_at_ms, k.last_used_at_ms AS last_used_at_ms
     FROM api_keys AS k
     LEFT JOIN gateways AS g ON g.account_id = k.account_id AND g.id = k.gateway_id
     WHERE k.account_id = ?1 AND k.id > ?2 ORDER BY k.id LIMIT ?3";
const SHOW: &str = "SELECT k.id AS id, k.kind AS kind, k.name AS name,
       k.display_prefix AS display_prefix, k.permissions AS permissions, g.device_id AS device_id,
       k.created_at_ms AS created_at_ms, k.expires_at_ms AS expires_at_ms,
       k.revoked_at_ms AS revoked_at_ms, k.last_used_at_ms AS last_used_at_ms
     FROM api_keys AS k
     LEFT JOIN gateways AS g ON g.account_id = k.account_id AND g.id = k.gateway_id
     WHERE k.account_id = ?1 AND k.id = ?2";
const RENAME: &str = "UPDATE api_keys SET name = ?3 WHERE account_id = ?1 AND id = ?2 RETURNING id";
// Repeating a revocation keeps the first time and still returns the digest, so that the caller evicts it from its
// cache.
const REVOKE: &str = "UPDATE api_keys SET revoked_at_ms = COALESCE(revoked_at_ms, ?3)
     WHERE account_id = ?1 AND id = ?2 RETURNING digest, gateway_id";
const TOUCH: &str =
    "UPDATE api_keys SET last_used_at_ms = ?3 WHERE account_id = ?1 AND digest = ?2";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[FIND, FIND_OF_GATEWAY, INSERT, LIST, SHOW, RENAME, REVOKE, TOUCH];

/// A stored credential, without the secret, which is not stored anywhere.
#[derive(Clone, Debug)]
pub struct ApiKeyRecord {
    pub key_id: String,
    pub kind: KeyKind,
    /// Id and standing of the gateway that the key belongs to.
    pub gateway: Option<(GatewayId, GatewayStanding)>,
    pub permissions: Permissions,
    pub expires_at_ms: Option<UnixMillis>,
    pub last_used_at_ms: Option<UnixMillis>,
    /// Whether it is revoked or its account is disabled.
    pub withdrawn: bool,
    /// Country of the account's national numbers, if it has set one.
    pub default_region: Option<Region>,
    /// Policy of one-time codes of the account, if it has set one. A gateway's key is found without it.
    pub codes_policy: Option<Arc<CodesPolicy>>,
}

/// A credential to be stored.
#[derive(Clone, Debug)]
pub struct NewApiKey<'a> {
    pub digest: &'a str,
    pub id: &'a str,
    pub kind: KeyKind,
    pub gateway_id: Option<&'a GatewayId>,
    pub name: &'a str,
    pub display_prefix: &'a str,
    pub permissions: &'a Permissions,
    pub expires_at_ms: Option<UnixMillis>,
}

/// A credential as its account's administrators see it.
#[derive(Clone, Debug, Deserialize)]
pub struct ListedApiKey {
    pub id: String,
    pub kind: String,
    pub name: String,
    pub display_prefix: String,
    /// A JSON object of booleans.
    pub permissions: String,
    /// Device that a gateway key belongs to.
    pub device_id: Option<String>,
    pub created_at_ms: UnixMillis,
    pub expires_at_ms: Option<UnixMillis>,
    pub revoked_at_ms: Option<UnixMillis>,
    pub last_used_at_ms: Option<UnixMillis>,
}

impl ApiKeyRecord {
    /// Whether it is neither withdrawn nor expired.
    pub fn is_valid_at(&self, now_ms: UnixMillis) -> bool {
        !self.withdrawn && self.expires_at_ms.is_none_or(|at_ms| at_ms > now_ms)
    }
}

/// A credential that was revoked.
#[derive(Clone, Debug, Deserialize)]
pub struct RevokedApiKey {
    pub digest: String,
    /// Gateway that the key belongs to.
    pub gateway_id: Option<GatewayId>,
}

#[derive(Deserialize)]
struct ApiKeyRow {
    key_id: String,
    kind: String,
    gateway_id: Option<GatewayId>,
    permissions: String,
    expires_at_ms: Option<UnixMillis>,
    revoked_at_ms: Option<UnixMillis>,
    last_used_at_ms: Option<UnixMillis>,
    disabled_at_ms: Option<UnixMillis>,
    default_country_code: Option<String>,
    codes_policy: Option<String>,
    approved: Option<u8>,
    active: Option<u8>,
}

#[derive(Deserialize)]
struct RenamedRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    id: String,
}

impl Store {
    /// Returns the credential stored for a key. `None` if there is none or it is of another kind.
    pub async fn find_key(&self, issued: &IssuedKey) -> Result<Option<ApiKeyRecord>, StoreError> {
        let found = if issued.kind == KeyKind::Gateway {
            self.find_gateway_key(&issued.account_id, &issued.digest).await?
        } else {
            self.find(FIND, &issued.account_id, &issued.digest).await?
        };
        Ok(found.filter(|stored| stored.kind == issued.kind))
    }

    /// Returns the gateway credential with this digest.
    pub async fn find_gateway_key(
        &self,
        account_id: &AccountId,
        digest: &str,
    ) -> Result<Option<ApiKeyRecord>, StoreError> {
        self.find(FIND_OF_GATEWAY, account_id, digest).await
    }

    async fn find(
        &self,
        sql: &'static str,
        account_id: &AccountId,
        digest: &str,
    ) -> Result<Option<ApiKeyRecord>, StoreError> {
        let values = vec![account_id.into(), digest.into()];
        let row: Option<ApiKeyRow> = self.row((sql, values)).await?;
        row.map(|row| {
            let kind = KeyKind::parse(&row.kind);
            Ok(ApiKeyRecord {
                kind: kind.ok_or_else(|| StoreError::Corrupt("api_keys.kind".to_owned()))?,
                key_id: row.key_id,
                gateway: row.gateway_id.zip(row.approved.zip(row.active)).map(
                    |(id, (approved, active))| {
                        (id, GatewayStanding::of(approved != 0, active != 0))
                    },
                ),
                // Unreadable permissions grant nothing.
                permissions: serde_json::from_str(&row.permissions).unwrap_or_default(),
                expires_at_ms: row.expires_at_ms,
                last_used_at_ms: row.last_used_at_ms,
                withdrawn: row.revoked_at_ms.is_some() || row.disabled_at_ms.is_some(),
                default_region: row.default_country_code.as_deref().and_then(Region::parse),
                codes_policy: codes_policy::read(row.codes_policy.as_deref())?,
            })
        })
        .transpose()
    }

    pub async fn insert_key(
        &self,
        account_id: &AccountId,
        key: &NewApiKey<'_>,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        self.run(key.insertion(account_id, now_ms)?).await
    }

    /// Lists the account's credentials by id, including revoked ones: the first `limit` whose ids follow
    /// `after`.
    pub async fn list_keys(
        &self,
        account_id: &AccountId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<ListedApiKey>, StoreError> {
        let values = vec![account_id.into(), after.into(), limit.into()];
        self.rows((LIST, values)).await
    }

    /// Returns the credential of this id, revoked or not.
    pub async fn show_key(
        &self,
        account_id: &AccountId,
        id: &str,
    ) -> Result<Option<ListedApiKey>, StoreError> {
        self.row((SHOW, vec![account_id.into(), id.into()])).await
    }

    /// Renames the credential of this id. Returns `false` if the account has no such credential.
    pub async fn rename_key(
        &self,
        account_id: &AccountId,
        id: &str,
        name: &str,
    ) -> Result<bool, StoreError> {
        let values = vec![account_id.into(), id.into(), name.into()];
        let row: Option<RenamedRow> = self.row((RENAME, values)).await?;
        Ok(row.is_some())
    }

    /// Revokes the credential of this id, if it is not revoked yet. `None` if the account has no such
    /// credential. For a gateway's key, the caller has to tell the account's Dispatcher.
    pub async fn revoke_key(
        &self,
        account_id: &AccountId,
        id: &str,
        now_ms: UnixMillis,
    ) -> Result<Option<RevokedApiKey>, StoreError> {
        let values = vec![account_id.into(), id.into(), now_ms.into()];
        self.row((REVOKE, values)).await
    }

    /// Records that the credential was used.
    pub async fn touch_key(
        &self,
        account_id: &AccountId,
        digest: &str,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        let values = vec![account_id.into(), digest.into(), now_ms.into()];
        self.run((TOUCH, values)).await
    }
}

impl NewApiKey<'_> {
    /// Statement that stores the credential.
    pub(crate) fn insertion(
        &self,
        account_id: &AccountId,
        now_ms: UnixMillis,
    ) -> Result<Bound, StoreError> {
        let values = vec![
            account_id.into(),
            self.digest.into(),
            self.id.into(),
            self.kind.as_str().into(),
            self.gateway_id.into(),
            self.name.into(),
            self.display_prefix.into(),
            json(self.permissions)?,
            now_ms.into(),
            self.expires_at_ms.into(),
        ];
        Ok((INSERT, values))
    }
}
