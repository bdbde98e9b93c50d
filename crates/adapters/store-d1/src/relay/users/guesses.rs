//! Password guesses, each counted by the statement that permits it.

use ids::AccountId;
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{Store, StoreError, bound::Bound};

// Failures older than the limit no longer count, and neither do those before a block that is over. The guess
// that completes the failures begins the block, so that guesses concurrent with it are already refused.
pub(crate) const RESERVE: &str = "INSERT INTO relay_password_guesses AS guess
       (account_id, subject, failures, blocks, blocked_until_ms, updated_at_ms)
     VALUES (?1, ?2, 1, 0, 0, ?3)
     ON CONFLICT (account_id, subject) DO UPDATE SET
       failures = CASE WHEN guess.updated_at_ms <= ?4 OR guess.failures >= ?5 THEN 1
         ELSE guess.failures + 1 END,
       blocks = CASE WHEN guess.updated_at_ms <= ?4 THEN 0
         WHEN guess.failures + 1 = ?5 THEN guess.blocks + 1 ELSE guess.blocks END,
       blocked_until_ms = CASE WHEN guess.updated_at_ms <= ?4 OR guess.failures + 1 <> ?5 THEN 0
         WHEN guess.blocks + 1 >= ?6 THEN ?3 + ?8 ELSE ?3 + ?7 END,
       updated_at_ms = ?3
     WHERE guess.blocked_until_ms <= ?3
     RETURNING failures";
pub(crate) const BLOCKED_UNTIL: &str = "SELECT blocked_until_ms FROM relay_password_guesses
     WHERE account_id = ?1 AND subject = ?2";
pub(crate) const CLEAR: &str =
    "DELETE FROM relay_password_guesses WHERE account_id = ?1 AND subject = ?2";

/// Limits on guesses. `failures` is at least two.
#[derive(Clone, Copy, Debug)]
pub struct GuessLimits {
    /// Number of failures that begin a block.
    pub failures: u32,
    pub block_ms: i64,
    /// Ordinal of the first long block in a row; later ones are long, too.
    pub long_block: u32,
    pub long_block_ms: i64,
    /// Age after which failures and blocks no longer count.
    pub forget_after_ms: i64,
}

/// Outcome of asking for a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelayGuessOutcome {
    /// The guess counts as a failure unless the guesses are cleared.
    Permitted,
    Blocked {
        until_ms: UnixMillis,
    },
}

#[derive(Deserialize)]
struct FailuresRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    failures: u32,
}

#[derive(Deserialize)]
struct BlockRow {
    blocked_until_ms: UnixMillis,
}

impl Store {
    /// Counts a guess at the subject's password as failed, if one is permitted.
    pub async fn reserve_password_guess(
        &self,
        account_id: &AccountId,
        subject: &str,
        limits: GuessLimits,
        now_ms: UnixMillis,
    ) -> Result<RelayGuessOutcome, StoreError> {
        let account_id = account_id.as_str();
        let reserved: Option<FailuresRow> =
            self.row(reserve(account_id, subject, limits, now_ms)).await?;
        if reserved.is_some() {
            return Ok(RelayGuessOutcome::Permitted);
        }
        let values = vec![account_id.into(), subject.into()];
        let block: Option<BlockRow> = self.row((BLOCKED_UNTIL, values)).await?;
        // If the row was deleted in between, the next guess may be made at once.
        Ok(RelayGuessOutcome::Blocked {
            until_ms: block.map_or(now_ms, |row| row.blocked_until_ms),
        })
    }

    /// Deletes the subject's failures and blocks after a right guess.
    pub async fn clear_password_guesses(
        &self,
        account_id: &AccountId,
        subject: &str,
    ) -> Result<(), StoreError> {
        self.batch(vec![clear(account_id.as_str(), subject)]).await?;
        Ok(())
    }
}

pub(crate) fn reserve(
    account_id: &str,
    subject: &str,
    limits: GuessLimits,
    now_ms: UnixMillis,
) -> Bound {
    let values = vec![
        account_id.into(),
        subject.into(),
        now_ms.into(),
        now_ms.saturating_sub(limits.forget_after_ms).into(),
        i64::from(limits.failures).into(),
        i64::from(limits.long_block).into(),
        limits.block_ms.into(),
        limits.long_block_ms.into(),
    ];
    (RESERVE, values)
}

pub(crate) fn clear(account_id: &str, subject: &str) -> Bound {
    (CLEAR, vec![account_id.into(), subject.into()])
}
