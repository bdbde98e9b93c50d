//! The key of a gateway, and its replacement.

use ids::{AccountId, GatewayId};
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    accounts::api_keys::NewApiKey,
    bound::{row_of, rows_of},
};

// Replaced keys are deleted rather than revoked, so that repeated rotations leave no rows.
const DELETE_KEYS: &str = "DELETE FROM api_keys WHERE account_id = ?1 AND gateway_id = ?2
     RETURNING digest";
/// Finds the gateway in the transaction that stores its key, so that a deleted gateway gets none.
const INSERT_KEY: &str = "INSERT INTO api_keys
       (account_id, digest, id, kind, gateway_id, name, display_prefix, created_at_ms)
     SELECT account_id, ?3, ?4, 'gateway', id, name, ?5, ?6 FROM gateways
     WHERE account_id = ?1 AND id = ?2
     RETURNING digest";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[DELETE_KEYS, INSERT_KEY];

#[derive(Deserialize)]
struct DigestRow {
    digest: String,
}

impl Store {
    /// Replaces all keys of the gateway that the new key names, and returns the digests of the replaced ones. `None` if
    /// the account has no such gateway. Of concurrent replacements the last key is valid. The caller has to close the
    /// gateway's sockets.
    pub async fn replace_gateway_key(
        &self,
        account_id: &AccountId,
        gateway_id: &GatewayId,
        key: &NewApiKey<'_>,
        now_ms: UnixMillis,
    ) -> Result<Option<Vec<String>>, StoreError> {
        let gateway = vec![account_id.into(), gateway_id.into()];
        let mut insertion = gateway.clone();
        insertion.extend([
            key.digest.into(),
            key.id.into(),
            key.display_prefix.into(),
            now_ms.into(),
        ]);
        let results = self.batch(vec![(DELETE_KEYS, gateway), (INSERT_KEY, insertion)]).await?;
        let replaced: Vec<DigestRow> = rows_of(&results, 0)?;
        let stored: Option<DigestRow> = row_of(&results, 1)?;
        Ok(stored.map(|_| replaced.into_iter().map(|row| row.digest).collect()))
    }
}
