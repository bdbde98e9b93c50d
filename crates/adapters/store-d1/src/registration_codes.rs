//! One-time codes with which phones join an account.

use identity::AccountId;
use serde::Deserialize;
use worker::wasm_bindgen::JsValue;

use crate::{Store, StoreError, database::integer};

const FORGET_EXPIRED: &str =
    "DELETE FROM registration_codes WHERE account_id = ?1 AND expires_at_ms <= ?2";
const INSERT: &str =
    "INSERT INTO registration_codes (account_id, digest, expires_at_ms) VALUES (?1, ?2, ?3)";
const USE: &str = "DELETE FROM registration_codes WHERE digest = ?1
     RETURNING account_id, expires_at_ms";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FORGET_EXPIRED, INSERT, USE];

#[derive(Deserialize)]
struct UsedRow {
    account_id: AccountId,
    expires_at_ms: i64,
}

impl Store {
    /// Stores a code of the account. Fails with [`StoreError::Conflict`] if the same code exists; the caller
    /// then draws another.
    pub async fn insert_registration_code(
        &self,
        account_id: &AccountId,
        digest: &str,
        expires_at_ms: i64,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let account = JsValue::from_str(account_id.as_str());
        let forget = [account.clone(), integer(now_ms)];
        let insert = [account, JsValue::from_str(digest), integer(expires_at_ms)];
        let statements =
            vec![self.statement(FORGET_EXPIRED, &forget)?, self.statement(INSERT, &insert)?];
        self.batch(statements).await.map(drop)
    }

    /// Consumes the code and returns its account. `None` if it does not exist or has expired.
    pub async fn use_registration_code(
        &self,
        digest: &str,
        now_ms: i64,
    ) -> Result<Option<AccountId>, StoreError> {
        let used: Option<UsedRow> = self.row(USE, &[JsValue::from_str(digest)]).await?;
        Ok(used.filter(|code| code.expires_at_ms > now_ms).map(|code| code.account_id))
    }
}
