//! Pairings: permissions for one gateway each to join an account.

use ids::{AccountId, GatewayId};
use messaging::GatewayKind;
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{Store, StoreError, accounts::api_keys::NewApiKey, bound::row_of};

/// Lifetime of a pairing.
pub const PAIRING_TTL_MS: i64 = 10 * 60_000;
/// Most open pairings of one account.
pub const MAX_OPEN: u32 = 20;
/// Most pairings of one account, used and expired ones among them.
const MAX_KEPT: u32 = 200;
/// Time for which a pairing is shown after it has expired.
const SHOWN_FOR_MS: i64 = 24 * 3_600_000;

const FORGET: &str = "DELETE FROM pairings WHERE account_id = ?1 AND expires_at_ms <= ?2";
const INSERT: &str = "INSERT INTO pairings
       (account_id, id, digest, name, kind, created_at_ms, expires_at_ms)
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
     WHERE (SELECT COUNT(*) FROM pairings
         WHERE account_id = ?1 AND expires_at_ms > ?6 AND used_at_ms IS NULL) < ?8
       AND (SELECT COUNT(*) FROM pairings WHERE account_id = ?1) < ?9
     RETURNING id AS text";
const FIND: &str = "SELECT p.id, p.name, p.kind, p.created_at_ms, p.expires_at_ms, p.used_at_ms,
       g.number AS gateway_number
     FROM pairings AS p
     LEFT JOIN gateways AS g ON g.account_id = p.account_id AND g.id = p.gateway_id
     WHERE p.account_id = ?1 AND p.id = ?2";
const DELETE: &str = "DELETE FROM pairings WHERE account_id = ?1 AND id = ?2 RETURNING id AS text";
const FIND_OPEN: &str = "SELECT p.id, p.name, p.kind FROM pairings AS p
     JOIN accounts AS a ON a.id = p.account_id AND a.disabled_at_ms IS NULL
     WHERE p.account_id = ?1 AND p.digest = ?2 AND p.used_at_ms IS NULL AND p.expires_at_ms > ?3";
// A deleted pairing has taken its permission back, also from codes that were made for it.
const CLAIM: &str = "UPDATE pairings SET used_at_ms = ?3, gateway_id = ?4
     WHERE account_id = ?1 AND id = ?2 AND used_at_ms IS NULL
     RETURNING id, name, kind";
const CLAIM_IN_TIME: &str = "UPDATE pairings SET used_at_ms = ?3, gateway_id = ?4
     WHERE account_id = ?1 AND id = ?2 AND used_at_ms IS NULL AND expires_at_ms > ?3
     RETURNING id AS text";
// Only for the caller whose claim is in the row.
const INSERT_GATEWAY: &str = "INSERT INTO gateways
       (account_id, id, number, device_id, name, active, approved, created_at_ms, kind)
     SELECT p.account_id, p.gateway_id,
       (SELECT MAX(COALESCE(MAX(g.number), 0),
           (SELECT a.last_deleted_gateway FROM accounts AS a WHERE a.id = ?1)) + 1
         FROM gateways AS g WHERE g.account_id = ?1),
       ?4, ?5, 1, 1, ?6, p.kind
     FROM pairings AS p WHERE p.account_id = ?1 AND p.id = ?2 AND p.gateway_id = ?3
     RETURNING number";
const INSERT_KEY: &str = "INSERT INTO api_keys
       (account_id, digest, id, kind, gateway_id, name, display_prefix, created_at_ms)
     SELECT account_id, ?3, ?4, 'gateway', id, name, ?5, ?6
     FROM gateways WHERE account_id = ?1 AND id = ?2";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[FORGET, INSERT, FIND, DELETE, FIND_OPEN, CLAIM, CLAIM_IN_TIME, INSERT_GATEWAY, INSERT_KEY];

/// A pairing to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewPairing<'a> {
    pub id: &'a str,
    /// Digest of its token.
    pub digest: &'a str,
    pub name: Option<&'a str>,
    pub kind: GatewayKind,
}

/// A pairing as its account's administrators see it.
#[derive(Clone, Debug, Deserialize)]
pub struct PairingRecord {
    pub id: String,
    pub name: Option<String>,
    kind: String,
    pub created_at_ms: UnixMillis,
    pub expires_at_ms: UnixMillis,
    pub used_at_ms: Option<UnixMillis>,
    /// Number of the gateway that came of it, unless that was deleted.
    pub gateway_number: Option<i64>,
}

/// A pairing as the gateway that uses it sees it.
#[derive(Clone, Debug, Deserialize)]
pub struct OpenPairing {
    pub id: String,
    pub name: Option<String>,
    kind: String,
}

/// A gateway that uses a pairing.
#[derive(Clone, Copy, Debug)]
pub struct PairedGateway<'a> {
    pub id: &'a GatewayId,
    pub device_id: &'a str,
    pub name: &'a str,
}

#[derive(Deserialize)]
struct TextRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    text: String,
}

#[derive(Deserialize)]
struct NumberRow {
    number: i64,
}

impl PairingRecord {
    pub fn kind(&self) -> GatewayKind {
        GatewayKind::parse(&self.kind).unwrap_or_default()
    }
}

impl OpenPairing {
    pub fn kind(&self) -> GatewayKind {
        GatewayKind::parse(&self.kind).unwrap_or_default()
    }
}

impl Store {
    /// Stores a pairing. Returns `false` if the account has [`MAX_OPEN`], or too many that were used or expired within
    /// a day.
    pub async fn insert_pairing(
        &self,
        account_id: &AccountId,
        pairing: &NewPairing<'_>,
        now_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        let forgotten_ms = now_ms.saturating_sub(SHOWN_FOR_MS);
        let values = vec![
            account_id.into(),
            pairing.id.into(),
            pairing.digest.into(),
            pairing.name.into(),
            pairing.kind.as_str().into(),
            now_ms.into(),
            now_ms.saturating_add(PAIRING_TTL_MS).into(),
            MAX_OPEN.into(),
            MAX_KEPT.into(),
        ];
        let forget = vec![account_id.into(), forgotten_ms.into()];
        let results = self.batch(vec![(FORGET, forget), (INSERT, values)]).await?;
        Ok(row_of::<TextRow>(&results, 1)?.is_some())
    }

    pub async fn find_pairing(
        &self,
        account_id: &AccountId,
        id: &str,
    ) -> Result<Option<PairingRecord>, StoreError> {
        self.row((FIND, vec![account_id.into(), id.into()])).await
    }

    /// Deletes the pairing of that id. Returns whether there was one. The gateway that came of it stays.
    pub async fn delete_pairing(
        &self,
        account_id: &AccountId,
        id: &str,
    ) -> Result<bool, StoreError> {
        let values = vec![account_id.into(), id.into()];
        Ok(self.row::<TextRow>((DELETE, values)).await?.is_some())
    }

    /// Returns the pairing of this token. `None` if it was used, has expired or never existed.
    pub async fn open_pairing(
        &self,
        account_id: &AccountId,
        digest: &str,
        now_ms: UnixMillis,
    ) -> Result<Option<OpenPairing>, StoreError> {
        let values = vec![account_id.into(), digest.into(), now_ms.into()];
        self.row((FIND_OPEN, values)).await
    }

    /// Uses the pairing for a phone that presented a code. `None` if it was used or deleted meanwhile. The code was made
    /// while the pairing was open, and lives for a minute, so its expiry does not matter here.
    pub async fn claim_pairing(
        &self,
        account_id: &AccountId,
        id: &str,
        gateway_id: &GatewayId,
        now_ms: UnixMillis,
    ) -> Result<Option<OpenPairing>, StoreError> {
        let values = vec![account_id.into(), id.into(), now_ms.into(), gateway_id.into()];
        self.row((CLAIM, values)).await
    }

    /// Uses the pairing for a gateway with a socket: stores the gateway and its key, and returns its number. `None` if
    /// the pairing was used, deleted or has expired. All or nothing: if one of the account's gateways has the same
    /// device id, that is a [`StoreError::Conflict`], and the pairing stays open.
    pub async fn redeem_pairing(
        &self,
        account_id: &AccountId,
        id: &str,
        gateway: &PairedGateway<'_>,
        key: &NewApiKey<'_>,
        now_ms: UnixMillis,
    ) -> Result<Option<i64>, StoreError> {
        let claim = vec![account_id.into(), id.into(), now_ms.into(), gateway.id.into()];
        let insertion = vec![
            account_id.into(),
            id.into(),
            gateway.id.into(),
            gateway.device_id.into(),
            gateway.name.into(),
            now_ms.into(),
        ];
        let key = vec![
            account_id.into(),
            gateway.id.into(),
            key.digest.into(),
            key.id.into(),
            key.display_prefix.into(),
            now_ms.into(),
        ];
        let statements =
            vec![(CLAIM_IN_TIME, claim), (INSERT_GATEWAY, insertion), (INSERT_KEY, key)];
        let row: Option<NumberRow> = row_of(&self.batch(statements).await?, 1)?;
        Ok(row.map(|row| row.number))
    }
}

#[cfg(test)]
mod tests;
