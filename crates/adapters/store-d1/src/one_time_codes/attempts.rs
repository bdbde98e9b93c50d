//! Guesses at codes.

use one_time_codes::{
    CodeBook, CodeDigest, CodeId, FAILURES_PER_HOUR, Guess, LiveCode, Purpose, ReservedAttempt,
    hour_before_ms,
};
use serde::Deserialize;
use worker::wasm_bindgen::JsValue;

use crate::{
    Store, StoreError,
    database::{integer, optional_text},
};

// Without a stated purpose, codes of the product's own purposes are not found.
pub(super) const NEWEST_LIVE: &str = "SELECT id, purpose, digest FROM one_time_codes AS code
     WHERE account_id = ?1 AND phone = ?2 AND consumed_at_ms IS NULL AND expires_at_ms > ?3
       AND (purpose = ?4 OR ?4 IS NULL AND purpose NOT IN (?5, ?6))
       AND NOT EXISTS (SELECT 1 FROM one_time_codes AS newer
         WHERE newer.account_id = ?1 AND newer.phone = ?2
           AND newer.created_at_ms > code.created_at_ms AND newer.purpose = code.purpose)
     ORDER BY created_at_ms DESC LIMIT 1";
pub(super) const RESERVE: &str = "INSERT INTO one_time_code_attempts
       (account_id, phone, purpose, at_ms, failures)
     SELECT ?1, ?2, ?3, MAX(?4, COALESCE(MAX(at_ms), 0) + 1), COUNT(*) + 1
     FROM one_time_code_attempts
     WHERE account_id = ?1 AND phone = ?2 AND purpose = ?3 AND at_ms > ?5
     HAVING COUNT(*) < ?6
     RETURNING at_ms, failures";
pub(super) const CONSUME: &str = "UPDATE one_time_codes AS code SET consumed_at_ms = ?4
     WHERE account_id = ?1 AND phone = ?2 AND purpose = ?3 AND id = ?5
       AND consumed_at_ms IS NULL AND expires_at_ms > ?4
       AND NOT EXISTS (SELECT 1 FROM one_time_codes AS newer
         WHERE newer.account_id = ?1 AND newer.phone = ?2
           AND newer.created_at_ms > code.created_at_ms AND newer.purpose = ?3)
     RETURNING id";
// Releases only the attempt that consumed the code; the code names it by its time.
pub(super) const RELEASE: &str = "DELETE FROM one_time_code_attempts
     WHERE account_id = ?1 AND phone = ?2 AND purpose = ?3 AND at_ms = ?4
       AND EXISTS (SELECT 1 FROM one_time_codes
         WHERE account_id = ?1 AND phone = ?2 AND id = ?5 AND consumed_at_ms = ?4)";

#[derive(Deserialize)]
struct LiveRow {
    id: String,
    purpose: String,
    digest: String,
}

#[derive(Deserialize)]
struct AttemptRow {
    at_ms: i64,
    failures: u32,
}

/// A code that was consumed.
#[derive(Deserialize)]
struct IdRow {
    #[expect(dead_code, reason = "that there is a row is the answer")]
    id: String,
}

impl CodeBook for Store {
    type Error = StoreError;

    async fn newest_live_code(&self, guess: Guess<'_>) -> Result<Option<LiveCode>, StoreError> {
        let parameters = [
            JsValue::from_str(guess.account_id.as_str()),
            JsValue::from_str(guess.phone.as_str()),
            integer(guess.now_ms),
            optional_text(guess.purpose.map(Purpose::as_str)),
            JsValue::from_str(Purpose::RELAY_SIGN_UP),
            JsValue::from_str(Purpose::RELAY_RECOVERY),
        ];
        let row: Option<LiveRow> = self.row(NEWEST_LIVE, &parameters).await?;
        let corrupt = |column: &str| StoreError::Corrupt(format!("one_time_codes.{column}"));
        row.map(|row| {
            Ok(LiveCode {
                id: CodeId::parse(&row.id).ok_or_else(|| corrupt("id"))?,
                purpose: Purpose::parse(&row.purpose).map_err(|_| corrupt("purpose"))?,
                digest: CodeDigest::parse(&row.digest).ok_or_else(|| corrupt("digest"))?,
            })
        })
        .transpose()
    }

    async fn reserve_attempt(
        &self,
        guess: Guess<'_>,
        purpose: Purpose,
    ) -> Result<Option<ReservedAttempt>, StoreError> {
        let parameters = [
            JsValue::from_str(guess.account_id.as_str()),
            JsValue::from_str(guess.phone.as_str()),
            JsValue::from_str(purpose.as_str()),
            integer(guess.now_ms),
            integer(hour_before_ms(guess.now_ms)),
            integer(i64::from(FAILURES_PER_HOUR)),
        ];
        let row: Option<AttemptRow> = self.row(RESERVE, &parameters).await?;
        Ok(row.map(|row| ReservedAttempt { purpose, failures: row.failures, at_ms: row.at_ms }))
    }

    async fn consume_code(
        &self,
        guess: Guess<'_>,
        code_id: &CodeId,
        attempt: &ReservedAttempt,
    ) -> Result<bool, StoreError> {
        let parameters = [
            JsValue::from_str(guess.account_id.as_str()),
            JsValue::from_str(guess.phone.as_str()),
            JsValue::from_str(attempt.purpose.as_str()),
            integer(attempt.at_ms),
            JsValue::from_str(code_id.as_str()),
        ];
        let statements =
            vec![self.statement(CONSUME, &parameters)?, self.statement(RELEASE, &parameters)?];
        let results = self.batch(statements).await?;
        let corrupt = |what: &str| StoreError::Corrupt(what.to_owned());
        let consumed = results.first().ok_or_else(|| corrupt("no result"))?;
        let rows: Vec<IdRow> =
            consumed.results().map_err(|error| StoreError::Corrupt(error.to_string()))?;
        Ok(!rows.is_empty())
    }
}
