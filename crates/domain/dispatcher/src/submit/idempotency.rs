//! Idempotency keys: the first answer to a key is remembered and returned again.

use object_commands::dispatcher::{Idempotency, Receipt, SubmitOutcome};
use object_sql::{Sql, SqlError};
use unix_time::UnixMillis;

use crate::{
    DispatcherCore,
    columns::{from_json, to_json},
};

/// Time for which an idempotency key is remembered.
pub(crate) const IDEMPOTENCY_TTL_MS: i64 = 24 * 3_600_000;
pub(crate) const SELECT_IDEMPOTENCY: &str =
    "SELECT fingerprint, receipt, expires_at_ms FROM idempotency WHERE key = ?";

impl<S: Sql> DispatcherCore<S> {
    /// Returns the answer to a key that was used before: the first one, or a conflict if the request differs.
    /// `None` if the key is new or has expired.
    pub(crate) fn earlier_answer(
        &self,
        idempotency: &Idempotency,
        now_ms: UnixMillis,
    ) -> Result<Option<SubmitOutcome>, SqlError> {
        let rows = self.sql.exec(SELECT_IDEMPOTENCY, vec![idempotency.key.as_str().into()])?;
        let Some(row) = rows.first() else { return Ok(None) };
        let mut columns = row.reader();
        let (fingerprint, receipt) = (columns.text()?, columns.text()?);
        // Pruning runs only now and then, so expired keys may still have their rows.
        if columns.time()? <= now_ms {
            return Ok(None);
        }
        if fingerprint != idempotency.fingerprint {
            return Ok(Some(SubmitOutcome::KeyReused));
        }
        Ok(Some(SubmitOutcome::Accepted {
            receipt: from_json(receipt)?,
            replayed: true,
            hand_over: None,
        }))
    }

    /// Remembers the answer to a submission.
    pub(crate) fn keep_answer(
        &self,
        Idempotency { key, fingerprint }: Idempotency,
        receipt: &Receipt,
        now_ms: UnixMillis,
    ) -> Result<(), SqlError> {
        let expires_at_ms = now_ms.saturating_add(IDEMPOTENCY_TTL_MS);
        // It replaces an expired row of the same key that was not pruned yet.
        let statement = "INSERT OR REPLACE INTO idempotency
                           (key, fingerprint, receipt, expires_at_ms) VALUES (?, ?, ?, ?)";
        let receipt = to_json(receipt)?;
        let parameters = vec![key.into(), fingerprint.into(), receipt.into(), expires_at_ms.into()];
        self.sql.exec(statement, parameters)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
