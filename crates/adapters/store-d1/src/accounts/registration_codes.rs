//! One-time codes with which phones join an account.

use ids::AccountId;
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{Store, StoreError};

// Runs with every new code, so no cron has to sweep the table.
const FORGET_EXPIRED: &str =
    "DELETE FROM registration_codes WHERE account_id = ?1 AND expires_at_ms <= ?2";
const INSERT: &str =
    "INSERT INTO registration_codes (account_id, digest, expires_at_ms) VALUES (?1, ?2, ?3)";
// The caller does not know the account, so the digest alone finds the code.
const USE: &str = "DELETE FROM registration_codes WHERE digest = ?1
     RETURNING account_id, expires_at_ms";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FORGET_EXPIRED, INSERT, USE];

#[derive(Deserialize)]
struct UsedRow {
    account_id: AccountId,
    expires_at_ms: UnixMillis,
}

impl Store {
    /// Stores a code of the account. Fails with [`StoreError::Conflict`] if the same code exists; the caller
    /// then draws another.
    pub async fn insert_registration_code(
        &self,
        account_id: &AccountId,
        digest: &str,
        expires_at_ms: UnixMillis,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        let forget = vec![account_id.into(), now_ms.into()];
        let insert = vec![account_id.into(), digest.into(), expires_at_ms.into()];
        self.batch(vec![(FORGET_EXPIRED, forget), (INSERT, insert)]).await.map(drop)
    }

    /// Consumes the code and returns its account. `None` if it does not exist or has expired.
    pub async fn use_registration_code(
        &self,
        digest: &str,
        now_ms: UnixMillis,
    ) -> Result<Option<AccountId>, StoreError> {
        let used: Option<UsedRow> = self.row((USE, vec![digest.into()])).await?;
        Ok(used.filter(|code| code.expires_at_ms > now_ms).map(|code| code.account_id))
    }
}
