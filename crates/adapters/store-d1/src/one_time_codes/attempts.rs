//! Guesses at codes.

use one_time_codes::{
    CodeBook, CodeDigest, CodeId, FAILURES_PER_HOUR, Guess, LiveCode, Purpose, ReservedAttempt,
    hour_before_ms,
};
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::{Bound, row_of},
};

// Without a stated purpose, codes of the product's own purposes are not found.
pub(super) const NEWEST_LIVE: &str = "SELECT id, purpose, digest FROM one_time_codes AS code
     WHERE account_id = ?1 AND phone = ?2 AND consumed_at_ms IS NULL AND expires_at_ms > ?3
       AND (purpose = ?4 OR ?4 IS NULL AND purpose NOT IN (?5, ?6))
       AND NOT EXISTS (SELECT 1 FROM one_time_codes AS newer
         WHERE newer.account_id = ?1 AND newer.phone = ?2
           AND newer.created_at_ms > code.created_at_ms AND newer.purpose = code.purpose)
     ORDER BY created_at_ms DESC LIMIT 1";
// The time is later than those of the other attempts, because it also names the attempt.
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
pub(super) struct LiveRow {
    id: String,
    purpose: String,
    digest: String,
}

#[derive(Deserialize)]
pub(super) struct AttemptRow {
    at_ms: UnixMillis,
    failures: u32,
}

/// A code that was consumed.
#[derive(Deserialize)]
struct IdRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    id: String,
}

impl CodeBook for Store {
    type Error = StoreError;

    async fn newest_live_code(&self, guess: Guess<'_>) -> Result<Option<LiveCode>, StoreError> {
        let row: Option<LiveRow> = self.row(newest_live(guess)).await?;
        row.map(LiveCode::try_from).transpose()
    }

    async fn reserve_attempt(
        &self,
        guess: Guess<'_>,
        purpose: Purpose,
    ) -> Result<Option<ReservedAttempt>, StoreError> {
        let row: Option<AttemptRow> = self.row(reserve(guess, &purpose)).await?;
        Ok(row.map(|row| row.reserved(purpose)))
    }

    async fn consume_code(
        &self,
        guess: Guess<'_>,
        code_id: &CodeId,
        attempt: &ReservedAttempt,
    ) -> Result<bool, StoreError> {
        let results = self.batch(consume(guess, code_id, attempt).to_vec()).await?;
        Ok(row_of::<IdRow>(&results, 0)?.is_some())
    }
}

impl TryFrom<LiveRow> for LiveCode {
    type Error = StoreError;

    fn try_from(row: LiveRow) -> Result<Self, StoreError> {
        let corrupt = |column: &str| StoreError::Corrupt(format!("one_time_codes.{column}"));
        Ok(Self {
            id: CodeId::parse(&row.id).ok_or_else(|| corrupt("id"))?,
            purpose: Purpose::parse(&row.purpose).map_err(|_| corrupt("purpose"))?,
            digest: CodeDigest::parse(&row.digest).ok_or_else(|| corrupt("digest"))?,
        })
    }
}

impl AttemptRow {
    pub(super) fn reserved(self, purpose: Purpose) -> ReservedAttempt {
        ReservedAttempt { purpose, failures: self.failures, at_ms: self.at_ms }
    }
}

/// Statement that finds the code that a guess is compared with.
pub(super) fn newest_live(guess: Guess<'_>) -> Bound {
    let values = vec![
        guess.account_id.into(),
        guess.phone.as_str().into(),
        guess.now_ms.into(),
        guess.purpose.map(Purpose::as_str).into(),
        Purpose::RELAY_SIGN_UP.into(),
        Purpose::RELAY_RECOVERY.into(),
    ];
    (NEWEST_LIVE, values)
}

pub(super) fn reserve(guess: Guess<'_>, purpose: &Purpose) -> Bound {
    let values = vec![
        guess.account_id.into(),
        guess.phone.as_str().into(),
        purpose.as_str().into(),
        guess.now_ms.into(),
        hour_before_ms(guess.now_ms).into(),
        FAILURES_PER_HOUR.into(),
    ];
    (RESERVE, values)
}

pub(super) fn consume(guess: Guess<'_>, code_id: &CodeId, attempt: &ReservedAttempt) -> [Bound; 2] {
    let values = vec![
        guess.account_id.into(),
        guess.phone.as_str().into(),
        attempt.purpose.as_str().into(),
        attempt.at_ms.into(),
        code_id.as_str().into(),
    ];
    [(CONSUME, values.clone()), (RELEASE, values)]
}
