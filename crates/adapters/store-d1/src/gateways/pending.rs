//! Gateways that registered without a credential and await approval: few for each account, and deleted after
//! a day.

use ids::AccountId;
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::row_of,
    gateways::{GatewaySwitches, NewGateway},
};

/// Most pending gateways of one account.
pub const MAX_PENDING: u32 = 100;
/// Lifetime of a pending gateway.
pub const PENDING_TTL_MS: i64 = 24 * 3_600_000;
/// Smallest number drawn for a pending gateway.
// Above the numbers of gateways, and drawn at random, so that a number from an old list is no other gateway's.
pub const FIRST_NUMBER: i64 = 1_000_000_000;

// Expired rows do not count, even before they are swept.
const INSERT: &str = "INSERT INTO pending_gateways
       (account_id, id, number, digest, key_id, display_prefix, device_id, name, metadata,
        created_at_ms, expires_at_ms)
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
     WHERE (SELECT COUNT(*) FROM pending_gateways
       WHERE account_id = ?1 AND expires_at_ms > ?10) < ?12
     RETURNING number";
const LIST: &str = "SELECT number, device_id, name, metadata, created_at_ms, expires_at_ms
     FROM pending_gateways WHERE account_id = ?1 AND expires_at_ms > ?2
     ORDER BY expires_at_ms LIMIT ?3";
const ADMIT: &str = "INSERT INTO gateways
       (account_id, id, number, device_id, name, metadata, created_at_ms)
     SELECT p.account_id, p.id,
       (SELECT MAX(COALESCE(MAX(g.number), 0),
           (SELECT a.last_deleted_gateway FROM accounts AS a WHERE a.id = ?1)) + 1
         FROM gateways AS g WHERE g.account_id = ?1),
       p.device_id, p.name, p.metadata, p.created_at_ms
     FROM pending_gateways AS p
     WHERE p.account_id = ?1 AND p.number = ?2 AND p.expires_at_ms > ?3
     RETURNING number, id, device_id, name, active, approved, priority, kind, pacing, send_window";
// The key does not inherit the expiry, which was that of the request for approval.
const ADMIT_KEY: &str = "INSERT INTO api_keys
       (account_id, digest, id, kind, gateway_id, name, display_prefix, created_at_ms)
     SELECT account_id, digest, key_id, 'gateway', id, name, display_prefix, created_at_ms
     FROM pending_gateways WHERE account_id = ?1 AND number = ?2 AND expires_at_ms > ?3";
const DELETE: &str = "DELETE FROM pending_gateways WHERE account_id = ?1 AND number = ?2
     RETURNING number";
// Probes each account for expired rows, so that keys still begin with the account.
const SWEEP: &str = "DELETE FROM pending_gateways WHERE (account_id, id) IN (
       SELECT pending.account_id, pending.id
       FROM accounts AS account CROSS JOIN pending_gateways AS pending
       WHERE account.id > '' AND pending.account_id = account.id
         AND pending.expires_at_ms <= ?1
       LIMIT ?2)
     RETURNING number";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INSERT, LIST, ADMIT, ADMIT_KEY, DELETE, SWEEP];

/// The key of a pending gateway.
#[derive(Clone, Copy, Debug)]
pub struct PendingKey<'a> {
    pub digest: &'a str,
    pub id: &'a str,
    pub display_prefix: &'a str,
}

/// A pending gateway as its account's administrators see it.
#[derive(Clone, Debug, Deserialize)]
pub struct PendingGateway {
    pub number: i64,
    pub device_id: String,
    pub name: String,
    /// A JSON object: the device's own data from its registration.
    pub metadata: String,
    pub created_at_ms: UnixMillis,
    pub expires_at_ms: UnixMillis,
}

#[derive(Deserialize)]
struct NumberRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    number: i64,
}

impl Store {
    /// Stores a gateway that awaits approval, under a number that the caller has drawn. Returns `false` if
    /// the account has [`MAX_PENDING`]. A number that is taken is a [`StoreError::Conflict`].
    pub async fn insert_pending_gateway(
        &self,
        account_id: &AccountId,
        number: i64,
        gateway: &NewGateway<'_>,
        key: &PendingKey<'_>,
        now_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        let values = vec![
            account_id.into(),
            gateway.id.into(),
            number.into(),
            key.digest.into(),
            key.id.into(),
            key.display_prefix.into(),
            gateway.device_id.into(),
            gateway.name.into(),
            gateway.metadata.into(),
            now_ms.into(),
            now_ms.saturating_add(PENDING_TTL_MS).into(),
            MAX_PENDING.into(),
        ];
        Ok(self.row::<NumberRow>((INSERT, values)).await?.is_some())
    }

    /// Returns the account's pending gateways, the oldest first, at most [`MAX_PENDING`].
    pub async fn list_pending_gateways(
        &self,
        account_id: &AccountId,
        now_ms: UnixMillis,
    ) -> Result<Vec<PendingGateway>, StoreError> {
        let values = vec![account_id.into(), now_ms.into(), MAX_PENDING.into()];
        self.rows((LIST, values)).await
    }

    /// Makes the pending gateway of that number one of the account's gateways, with its key. `None` if there
    /// is none. The caller has to tell the account's Dispatcher. If one of the account's gateways has the
    /// same device id, that is a [`StoreError::Conflict`], and the pending gateway stays.
    pub async fn admit_pending_gateway(
        &self,
        account_id: &AccountId,
        number: i64,
        now_ms: UnixMillis,
    ) -> Result<Option<GatewaySwitches>, StoreError> {
        let found = vec![account_id.into(), number.into(), now_ms.into()];
        let statements = vec![
            (ADMIT, found.clone()),
            (ADMIT_KEY, found),
            (DELETE, vec![account_id.into(), number.into()]),
        ];
        row_of(&self.batch(statements).await?, 0)
    }

    /// Deletes the pending gateway of that number. Returns whether there was one.
    pub async fn delete_pending_gateway(
        &self,
        account_id: &AccountId,
        number: i64,
    ) -> Result<bool, StoreError> {
        let values = vec![account_id.into(), number.into()];
        Ok(self.row::<NumberRow>((DELETE, values)).await?.is_some())
    }

    /// Deletes expired pending gateways, at most `limit`. Returns the number deleted, zero when none is left.
    pub async fn delete_expired_pending_gateways(
        &self,
        now_ms: UnixMillis,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let values = vec![now_ms.into(), limit.into()];
        Ok(self.rows::<NumberRow>((SWEEP, values)).await?.len())
    }
}
