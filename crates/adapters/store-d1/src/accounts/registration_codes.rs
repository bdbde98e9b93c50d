//! One-time codes with which phones join an account.

use ids::AccountId;
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{Store, StoreError};

// Runs with every new code, so no cron has to sweep the table.
const FORGET_EXPIRED: &str =
    "DELETE FROM registration_codes WHERE account_id = ?1 AND expires_at_ms <= ?2";
const INSERT: &str =
    "INSERT INTO registration_codes (account_id, digest, expires_at_ms, pairing_id)
     VALUES (?1, ?2, ?3, ?4)";
// The caller does not know the account, so the digest alone finds the code.
const USE: &str = "DELETE FROM registration_codes WHERE digest = ?1
     RETURNING account_id, expires_at_ms, pairing_id";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FORGET_EXPIRED, INSERT, USE];

#[derive(Deserialize)]
struct UsedRow {
    account_id: AccountId,
    expires_at_ms: UnixMillis,
    pairing_id: Option<String>,
}

/// A code that was consumed.
#[derive(Clone, Debug)]
pub struct UsedCode {
    pub account_id: AccountId,
    /// The pairing that the phone has to use, if the code was made for one.
    pub pairing_id: Option<String>,
}

impl Store {
    /// Stores a code of the account, possibly for a pairing. Fails with [`StoreError::Conflict`] if the same code exists; the caller
    /// then draws another.
    pub async fn insert_registration_code(
        &self,
        account_id: &AccountId,
        digest: &str,
        pairing_id: Option<&str>,
        expires_at_ms: UnixMillis,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        let forget = vec![account_id.into(), now_ms.into()];
        let insert =
            vec![account_id.into(), digest.into(), expires_at_ms.into(), pairing_id.into()];
        self.batch(vec![(FORGET_EXPIRED, forget), (INSERT, insert)]).await.map(drop)
    }

    /// Consumes the code. `None` if it does not exist or has expired.
    pub async fn use_registration_code(
        &self,
        digest: &str,
        now_ms: UnixMillis,
    ) -> Result<Option<UsedCode>, StoreError> {
        let used: Option<UsedRow> = self.row((USE, vec![digest.into()])).await?;
        let used = used.filter(|code| code.expires_at_ms > now_ms);
        Ok(used.map(|code| UsedCode { account_id: code.account_id, pairing_id: code.pairing_id }))
    }
}
