//! Deleting codes and attempts that no longer count.

use one_time_codes::hour_before_ms;
use serde::Deserialize;
use unix_time::UnixMillis;

use super::conversions::FOLD;
use crate::{
    Store, StoreError,
    bound::{Bound, rows_of},
};

// Selects the same rows as `FOLD`, which runs before it in the same transaction. Probes each account for its oldest rows, so that keys still begin with the account.
pub(super) const CODES: &str = "DELETE FROM one_time_codes
     WHERE (account_id, phone, created_at_ms) IN (
       SELECT code.account_id, code.phone, code.created_at_ms
       FROM accounts AS account
       CROSS JOIN one_time_codes AS code INDEXED BY one_time_codes_created
       WHERE account.id > '' AND code.account_id = account.id AND code.created_at_ms <= ?1
       LIMIT ?2)
     RETURNING 1 AS deleted";
pub(super) const ATTEMPTS: &str = "DELETE FROM one_time_code_attempts
     WHERE (account_id, phone, purpose, at_ms) IN (
       SELECT attempt.account_id, attempt.phone, attempt.purpose, attempt.at_ms
       FROM accounts AS account
       CROSS JOIN one_time_code_attempts AS attempt INDEXED BY one_time_code_attempts_at
       WHERE account.id > '' AND attempt.account_id = account.id AND attempt.at_ms <= ?1
       LIMIT ?2)
     RETURNING 1 AS deleted";

#[derive(Deserialize)]
pub(super) struct DeletedRow {
    #[expect(dead_code, reason = "the rows are counted")]
    deleted: u8,
}

impl Store {
    /// Deletes codes and attempts that no longer count, at most `limit` of each, and adds the codes to the sums of
    /// their days. Returns the number deleted, zero when nothing is left. Codes expire long before they stop
    /// counting.
    pub async fn delete_uncounted_codes(
        &self,
        now_ms: UnixMillis,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let [fold, codes, attempts] = sweeps(now_ms, limit);
        let results = self.batch(vec![fold, codes]).await?;
        let codes: Vec<DeletedRow> = rows_of(&results, 1)?;
        let attempts: Vec<DeletedRow> = self.rows(attempts).await?;
        Ok(codes.len().saturating_add(attempts.len()))
    }
}

/// Statements that sum codes, delete them, and delete attempts.
pub(super) fn sweeps(now_ms: UnixMillis, limit: u32) -> [Bound; 3] {
    [FOLD, CODES, ATTEMPTS].map(|sql| (sql, vec![hour_before_ms(now_ms).into(), limit.into()]))
}
