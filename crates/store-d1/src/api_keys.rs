//! Credentials by digest.

use identity::{AccountId, KeyKind, Permissions};
use serde::Deserialize;
use worker::wasm_bindgen::JsValue;

use crate::{
    Store, StoreError,
    database::{integer, json, optional_text},
};

const FIND: &str = "SELECT k.id AS key_id, k.kind AS kind, k.gateway_id AS gateway_id,
       k.permissions AS permissions, k.expires_at_ms AS expires_at_ms,
       k.revoked_at_ms AS revoked_at_ms, k.last_used_at_ms AS last_used_at_ms,
       a.disabled_at_ms AS disabled_at_ms
     FROM api_keys AS k JOIN accounts AS a ON a.id = k.account_id
     WHERE k.account_id = ?1 AND k.digest = ?2";
pub(crate) const INSERT: &str = "INSERT INTO api_keys
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
const REVOKE: &str = "UPDATE api_keys SET revoked_at_ms = COALESCE(revoked_at_ms, ?3)
     WHERE account_id = ?1 AND id = ?2 RETURNING digest";
const TOUCH: &str =
    "UPDATE api_keys SET last_used_at_ms = ?3 WHERE account_id = ?1 AND digest = ?2";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND, INSERT, LIST, REVOKE, TOUCH];

/// A stored credential, without the secret, which nobody has.
#[derive(Clone, Debug)]
pub struct StoredKey {
    pub key_id: String,
    pub kind: KeyKind,
    pub gateway_id: Option<String>,
    pub permissions: Permissions,
    pub expires_at_ms: Option<i64>,
    pub last_used_at_ms: Option<i64>,
    /// Revoked, or its account is disabled.
    pub withdrawn: bool,
}

/// A credential to be stored.
#[derive(Clone, Debug)]
pub struct NewKey<'a> {
    pub digest: &'a str,
    pub id: &'a str,
    pub kind: KeyKind,
    pub gateway_id: Option<&'a str>,
    pub name: &'a str,
    pub display_prefix: &'a str,
    pub permissions: &'a Permissions,
    pub expires_at_ms: Option<i64>,
}

/// A credential as its account's administrators see it.
#[derive(Clone, Debug, Deserialize)]
pub struct ListedKey {
    pub id: String,
    pub kind: String,
    pub name: String,
    pub display_prefix: String,
    /// A JSON object of booleans.
    pub permissions: String,
    /// The device that a gateway key belongs to.
    pub device_id: Option<String>,
    pub created_at_ms: i64,
    pub expires_at_ms: Option<i64>,
    pub revoked_at_ms: Option<i64>,
    pub last_used_at_ms: Option<i64>,
}

impl StoredKey {
    /// Neither withdrawn nor expired.
    pub fn is_valid_at(&self, now_ms: i64) -> bool {
        !self.withdrawn && self.expires_at_ms.is_none_or(|at_ms| at_ms > now_ms)
    }
}

#[derive(Deserialize)]
struct DigestRow {
    digest: String,
}

#[derive(Deserialize)]
struct Row {
    key_id: String,
    kind: String,
    gateway_id: Option<String>,
    permissions: String,
    expires_at_ms: Option<i64>,
    revoked_at_ms: Option<i64>,
    last_used_at_ms: Option<i64>,
    disabled_at_ms: Option<i64>,
}

impl Store {
    /// The credential with this digest.
    pub async fn find_key(
        &self,
        account_id: &AccountId,
        digest: &str,
    ) -> Result<Option<StoredKey>, StoreError> {
        let parameters = [JsValue::from_str(account_id.as_str()), JsValue::from_str(digest)];
        let row: Option<Row> = self.row(FIND, &parameters).await?;
        row.map(|row| {
            let kind = KeyKind::parse(&row.kind);
            Ok(StoredKey {
                kind: kind.ok_or_else(|| StoreError::Corrupt("api_keys.kind".to_owned()))?,
                key_id: row.key_id,
                gateway_id: row.gateway_id,
                permissions: serde_json::from_str(&row.permissions).unwrap_or_default(),
                expires_at_ms: row.expires_at_ms,
                last_used_at_ms: row.last_used_at_ms,
                withdrawn: row.revoked_at_ms.is_some() || row.disabled_at_ms.is_some(),
            })
        })
        .transpose()
    }

    pub async fn insert_key(
        &self,
        account_id: &AccountId,
        key: &NewKey<'_>,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        self.run(INSERT, &key.parameters(account_id, now_ms)?).await
    }

    /// The account's credentials by id, revoked ones too: the first `limit` whose ids follow `after`.
    pub async fn list_keys(
        &self,
        account_id: &AccountId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<ListedKey>, StoreError> {
        let parameters = [
            JsValue::from_str(account_id.as_str()),
            JsValue::from_str(after),
            integer(i64::from(limit)),
        ];
        self.rows(LIST, &parameters).await
    }

    /// Revokes the credential of this id, if it is not revoked yet, and returns its digest. `None`: the
    /// account has none of this id.
    pub async fn revoke_key(
        &self,
        account_id: &AccountId,
        id: &str,
        now_ms: i64,
    ) -> Result<Option<String>, StoreError> {
        let parameters =
            [JsValue::from_str(account_id.as_str()), JsValue::from_str(id), integer(now_ms)];
        let row: Option<DigestRow> = self.row(REVOKE, &parameters).await?;
        Ok(row.map(|row| row.digest))
    }

    /// Records that the credential was used.
    pub async fn touch_key(
        &self,
        account_id: &AccountId,
        digest: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let parameters =
            [JsValue::from_str(account_id.as_str()), JsValue::from_str(digest), integer(now_ms)];
        self.run(TOUCH, &parameters).await
    }
}

impl NewKey<'_> {
    /// The parameters of [`INSERT`].
    pub(crate) fn parameters(
        &self,
        account_id: &AccountId,
        now_ms: i64,
    ) -> Result<[JsValue; 10], StoreError> {
        Ok([
            JsValue::from_str(account_id.as_str()),
            JsValue::from_str(self.digest),
            JsValue::from_str(self.id),
            JsValue::from_str(self.kind.as_str()),
            optional_text(self.gateway_id),
            JsValue::from_str(self.name),
            JsValue::from_str(self.display_prefix),
            json(self.permissions)?,
            integer(now_ms),
            self.expires_at_ms.map_or(JsValue::NULL, integer),
        ])
    }
}
