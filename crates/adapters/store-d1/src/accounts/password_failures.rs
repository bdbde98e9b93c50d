//! Consecutive wrong passwords, each counted by the statement that permits the guess.

use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{Store, StoreError, bound::Bound};

// A name has few rows: each holds at least one of a bounded number of failures, or a success. The first
// branch is for known networks, the second for the others; each kind adds up its own failures. A known
// network without a failure of its own has a few more guesses, shared with the other such networks.
// A failure never shortens the life of a row: after a success it lasts longer than after a failure.
const RESERVE: &str = "INSERT INTO password_failures AS own
       (account_id, subject, network, failures, known, ends_at_ms)
     SELECT ?1, ?2, ?3, 1, ?8, ?5
     WHERE CASE WHEN ?8 = 1 OR EXISTS (SELECT 1 FROM password_failures AS other
         WHERE other.account_id = ?1 AND other.subject = ?2 AND other.network = ?3
           AND other.known = 1 AND other.ends_at_ms > ?4)
       THEN (SELECT COALESCE(SUM(other.failures), 0) < ?7 + CASE
           WHEN SUM(CASE WHEN other.network = ?3 THEN other.failures ELSE 0 END) > 0 THEN 0
           ELSE ?9 END
         FROM password_failures AS other
         WHERE other.account_id = ?1 AND other.subject = ?2 AND other.known = 1
           AND other.ends_at_ms > ?4)
       ELSE ?6 > COALESCE((SELECT SUM(other.failures) FROM password_failures AS other
         WHERE other.account_id = ?1 AND other.subject = ?2 AND other.known = 0
           AND other.ends_at_ms > ?4), 0) END
     ON CONFLICT (account_id, subject, network) DO UPDATE SET
       failures = CASE WHEN own.ends_at_ms <= ?4 THEN 1 ELSE own.failures + 1 END,
       known = CASE WHEN own.ends_at_ms <= ?4 THEN excluded.known
         ELSE MAX(own.known, excluded.known) END,
       ends_at_ms = MAX(own.ends_at_ms, excluded.ends_at_ms)
     RETURNING failures";
// An unknown network may go on as soon as one of the unknown rows expires; a known one for certain once all
// known rows have.
const REFUSED_UNTIL: &str =
    "SELECT CASE WHEN ?5 = 1 OR EXISTS (SELECT 1 FROM password_failures AS own
         WHERE own.account_id = ?1 AND own.subject = ?2 AND own.network = ?3
           AND own.known = 1 AND own.ends_at_ms > ?4)
       THEN MAX(CASE WHEN known = 1 THEN ends_at_ms END)
       ELSE MIN(CASE WHEN known = 0 THEN ends_at_ms END) END AS ends_at_ms
     FROM password_failures
     WHERE account_id = ?1 AND subject = ?2 AND failures > 0 AND ends_at_ms > ?4";
const SUCCEED: &str = "INSERT INTO password_failures AS own
       (account_id, subject, network, failures, known, ends_at_ms)
     VALUES (?1, ?2, ?3, 0, 1, ?4)
     ON CONFLICT (account_id, subject, network) DO UPDATE SET
       failures = 0, known = 1, ends_at_ms = excluded.ends_at_ms
     WHERE own.failures > 0 OR own.known = 0 OR own.ends_at_ms <> excluded.ends_at_ms";
const FORGET_STRANGERS: &str = "DELETE FROM password_failures
     WHERE account_id = ?1 AND subject = ?2 AND known = 0";
const FORGIVE_KNOWN: &str = "UPDATE password_failures SET failures = 0
     WHERE account_id = ?1 AND subject = ?2 AND known = 1 AND failures > 0";
const RELEASE: &str = "UPDATE password_failures SET failures = failures - 1
     WHERE account_id = ?1 AND subject = ?2 AND network = ?3 AND failures > 0";
// Rows of user names have no account, so the join with `accounts` in `SWEEP` does not reach them.
const SWEEP_OF_NO_ACCOUNT: &str = "DELETE FROM password_failures
     WHERE (account_id, subject, network) IN (
       SELECT account_id, subject, network FROM password_failures INDEXED BY password_failures_end
       WHERE account_id = '' AND ends_at_ms <= ?1 LIMIT ?2)
     RETURNING 1 AS deleted";
// Probes each account for its oldest rows, so that keys still begin with the account.
const SWEEP: &str = "DELETE FROM password_failures
     WHERE (account_id, subject, network) IN (
       SELECT counter.account_id, counter.subject, counter.network FROM accounts AS account
       CROSS JOIN password_failures AS counter INDEXED BY password_failures_end
       WHERE account.id > '' AND counter.account_id = account.id AND counter.ends_at_ms <= ?1
       LIMIT ?2)
     RETURNING 1 AS deleted";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    RESERVE,
    REFUSED_UNTIL,
    SUCCEED,
    FORGET_STRANGERS,
    FORGIVE_KNOWN,
    RELEASE,
    SWEEP_OF_NO_ACCOUNT,
    SWEEP,
];

/// Most failures from all unknown networks (those from which no login has succeeded) together. With the two
/// limits below it adds up to the 100 consecutive failures that NIST SP 800-63B-4 section 3.2.2 allows.
const MAX_OF_STRANGERS: i64 = 70;
/// Most failures from all known networks together.
const MAX_OF_KNOWN: i64 = 20;
/// Number of known networks that get one guess each beyond that, if they have no failure of their own. So one
/// network that many people share does not lock them out of their other networks.
const MAX_SINGLE_OF_KNOWN: i64 = 10;
/// Days after which a network's row is deleted: without another failure, or after the last success.
const FAILURE_DAYS: i64 = 30;
const SUCCESS_DAYS: i64 = 90;

/// Caller who guesses a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuessingCaller {
    /// Empty for user names.
    pub account_id: String,
    /// Keyed digest of the name.
    pub subject: String,
    /// Keyed digest of the network. A known caller has another digest of the same network, so that failures
    /// of known and unknown callers are never in one row.
    pub network: String,
    /// Whether the caller has another credential of the account, and so counts as known.
    pub is_known: bool,
}

#[derive(Deserialize)]
struct FailuresRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    failures: u32,
}

#[derive(Deserialize)]
struct EndRow {
    /// Absent if no row counts any more.
    ends_at_ms: Option<UnixMillis>,
}

#[derive(Deserialize)]
struct DeletedRow {
    #[expect(dead_code, reason = "the rows are counted")]
    deleted: u8,
}

/// Outcome of counting a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuessOutcome {
    /// The guess may be made, and counts as failed.
    Permitted,
    /// The limit of failures is reached; the guess was not counted.
    Refused {
        /// Time at which enough failures have expired, unless others are added.
        until_ms: UnixMillis,
    },
}

impl Store {
    /// Counts a guess as failed and returns whether it may be made. One statement decides, so that parallel
    /// guesses have no advantage over consecutive ones.
    pub async fn reserve_guess(
        &self,
        by: &GuessingCaller,
        now_ms: UnixMillis,
    ) -> Result<GuessOutcome, StoreError> {
        let row: Option<FailuresRow> = self.row(reserve(by, now_ms)).await?;
        if row.is_some() {
            return Ok(GuessOutcome::Permitted);
        }
        let row: Option<EndRow> = self.row(refused_until(by, now_ms)).await?;
        Ok(GuessOutcome::Refused { until_ms: row.and_then(|row| row.ends_at_ms).unwrap_or(now_ms) })
    }

    /// Uncounts a guess that was not checked.
    pub async fn release_guess(&self, by: &GuessingCaller) -> Result<(), StoreError> {
        self.batch(vec![release(by)]).await?;
        Ok(())
    }

    /// Records a right password: the network becomes known, and its own failures are reset.
    pub async fn record_right_password(
        &self,
        by: &GuessingCaller,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        self.batch(vec![succeed(by, now_ms)]).await?;
        Ok(())
    }

    /// Records that `by` has set a new password: failures at the old one are reset, known networks stay
    /// known, and the network of `by` becomes known.
    pub async fn record_new_password(
        &self,
        by: &GuessingCaller,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        self.batch(renew(by, now_ms).to_vec()).await?;
        Ok(())
    }

    /// Deletes expired rows: at most `limit` of accounts, and as many without one. Returns the number
    /// deleted, zero when nothing is left.
    pub async fn delete_password_failures(
        &self,
        now_ms: UnixMillis,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let mut deleted = 0_usize;
        for sql in [SWEEP_OF_NO_ACCOUNT, SWEEP] {
            let values = vec![now_ms.into(), limit.into()];
            let rows: Vec<DeletedRow> = self.rows((sql, values)).await?;
            deleted = deleted.saturating_add(rows.len());
        }
        Ok(deleted)
    }
}

fn reserve(by: &GuessingCaller, now_ms: UnixMillis) -> Bound {
    let values = vec![
        by.account_id.as_str().into(),
        by.subject.as_str().into(),
        by.network.as_str().into(),
        now_ms.into(),
        end_ms(now_ms, FAILURE_DAYS).into(),
        MAX_OF_STRANGERS.into(),
        MAX_OF_KNOWN.into(),
        by.is_known.into(),
        MAX_SINGLE_OF_KNOWN.into(),
    ];
    (RESERVE, values)
}

fn refused_until(by: &GuessingCaller, now_ms: UnixMillis) -> Bound {
    let values = vec![
        by.account_id.as_str().into(),
        by.subject.as_str().into(),
        by.network.as_str().into(),
        now_ms.into(),
        by.is_known.into(),
    ];
    (REFUSED_UNTIL, values)
}

fn renew(by: &GuessingCaller, now_ms: UnixMillis) -> [Bound; 3] {
    let name = || [&by.account_id, &by.subject].map(|part| part.as_str().into()).to_vec();
    [(FORGET_STRANGERS, name()), (FORGIVE_KNOWN, name()), succeed(by, now_ms)]
}

fn release(by: &GuessingCaller) -> Bound {
    let parts = [&by.account_id, &by.subject, &by.network];
    (RELEASE, parts.map(|part| part.as_str().into()).to_vec())
}

fn succeed(by: &GuessingCaller, now_ms: UnixMillis) -> Bound {
    let values = vec![
        by.account_id.as_str().into(),
        by.subject.as_str().into(),
        by.network.as_str().into(),
        end_ms(now_ms, SUCCESS_DAYS).into(),
    ];
    (SUCCEED, values)
}

/// Returns the end of the day that is this many days ahead.
fn end_ms(now_ms: UnixMillis, days: i64) -> UnixMillis {
    // Whole days, so that counting rarely moves the row's entry in the index.
    UnixMillis::from_day(now_ms.day().saturating_add(days + 1))
}

#[cfg(test)]
mod tests;
