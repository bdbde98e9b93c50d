//! Waits between codes to a number: each code makes the next wait longer.

use ids::AccountId;
use serde::Deserialize;
use telephony::PhoneNumber;
use unix_time::UnixMillis;

use crate::{Store, StoreError, bound::Bound};

/// Waits after the first, second, third and fourth code, in milliseconds. They start over after the fourth,
/// and after a pause as long as the fourth.
pub type CodeWaitsMs = [i64; 4];

// After the last wait, or a pause as long, the count starts over.
// `sent` is 0 after the only turn was released.
pub(crate) const RESERVE: &str = "INSERT INTO relay_code_waits AS wait
       (account_id, phone_number, sent, next_at_ms, updated_at_ms)
     VALUES (?1, ?2, 1, ?3 + ?4, ?3)
     ON CONFLICT (account_id, phone_number) DO UPDATE SET
       sent = CASE WHEN wait.sent >= 4 OR wait.updated_at_ms <= ?3 - ?7 THEN 1
         ELSE wait.sent + 1 END,
       next_at_ms = ?3 + CASE
         WHEN wait.sent >= 4 OR wait.updated_at_ms <= ?3 - ?7 THEN ?4
         WHEN wait.sent = 0 THEN ?4 WHEN wait.sent = 1 THEN ?5 WHEN wait.sent = 2 THEN ?6
         ELSE ?7 END,
       updated_at_ms = ?3
     WHERE wait.next_at_ms <= ?3
     RETURNING next_at_ms";
pub(crate) const NEXT_AT: &str =
    "SELECT next_at_ms FROM relay_code_waits WHERE account_id = ?1 AND phone_number = ?2";
// Releases only the turn that was reserved with this time; a later one stays.
pub(crate) const RELEASE: &str = "UPDATE relay_code_waits SET sent = sent - 1, next_at_ms = 0
     WHERE account_id = ?1 AND phone_number = ?2 AND next_at_ms = ?3 AND sent > 0";
pub(crate) const CLEAR: &str =
    "DELETE FROM relay_code_waits WHERE account_id = ?1 AND phone_number = ?2";

/// Outcome of asking for a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeWaitOutcome {
    /// A code may be sent now, and the next one at `next_at_ms`.
    Now { next_at_ms: UnixMillis },
    /// No code may be sent before `at_ms`.
    NotBefore { at_ms: UnixMillis },
}

#[derive(Deserialize)]
struct NextRow {
    next_at_ms: UnixMillis,
}

impl Store {
    /// Reserves the number's turn, if it may be sent a code now.
    pub async fn take_code_turn(
        &self,
        account_id: &AccountId,
        phone_number: &PhoneNumber,
        waits: CodeWaitsMs,
        now_ms: UnixMillis,
    ) -> Result<CodeWaitOutcome, StoreError> {
        let (account_id, phone_number) = (account_id.as_str(), phone_number.as_str());
        let taken: Option<NextRow> =
            self.row(reserve(account_id, phone_number, waits, now_ms)).await?;
        if let Some(NextRow { next_at_ms }) = taken {
            return Ok(CodeWaitOutcome::Now { next_at_ms });
        }
        let values = vec![account_id.into(), phone_number.into()];
        let next: Option<NextRow> = self.row((NEXT_AT, values)).await?;
        Ok(CodeWaitOutcome::NotBefore { at_ms: next.map_or(now_ms, |row| row.next_at_ms) })
    }

    /// Releases a turn in which certainly no code was sent.
    pub async fn return_code_turn(
        &self,
        account_id: &AccountId,
        phone_number: &PhoneNumber,
        next_at_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        let bound = release(account_id.as_str(), phone_number.as_str(), next_at_ms);
        self.batch(vec![bound]).await?;
        Ok(())
    }

    /// Deletes the waits after the right code was entered.
    pub async fn clear_code_waits(
        &self,
        account_id: &AccountId,
        phone_number: &PhoneNumber,
    ) -> Result<(), StoreError> {
        self.batch(vec![clear(account_id.as_str(), phone_number.as_str())]).await?;
        Ok(())
    }
}

pub(crate) fn reserve(
    account_id: &str,
    phone_number: &str,
    waits: CodeWaitsMs,
    now_ms: UnixMillis,
) -> Bound {
    let mut values = vec![account_id.into(), phone_number.into(), now_ms.into()];
    values.extend(waits.map(Into::into));
    (RESERVE, values)
}

pub(crate) fn clear(account_id: &str, phone_number: &str) -> Bound {
    (CLEAR, vec![account_id.into(), phone_number.into()])
}

pub(crate) fn release(account_id: &str, phone_number: &str, next_at_ms: UnixMillis) -> Bound {
    (RELEASE, vec![account_id.into(), phone_number.into(), next_at_ms.into()])
}
