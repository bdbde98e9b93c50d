//! Exact counts of requests, one row for each window and subject.

use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::{Bound, changes},
};

const COUNT: &str = "INSERT INTO limit_counters (account_id, started_at_ms, subject, count)
     VALUES (?1, ?2, ?3, 1)
     ON CONFLICT (account_id, started_at_ms, subject) DO UPDATE SET count = count + 1
     WHERE count < ?4
     RETURNING count";
const UNCOUNT: &str = "UPDATE limit_counters SET count = count - 1
     WHERE account_id = ?1 AND started_at_ms = ?2 AND subject = ?3 AND count > 0";
// Probes each account for its oldest rows, so that keys still begin with the account.
const SWEEP: &str = "DELETE FROM limit_counters
     WHERE (account_id, started_at_ms, subject) IN (
       SELECT counter.account_id, counter.started_at_ms, counter.subject
       FROM accounts AS account CROSS JOIN limit_counters AS counter
       WHERE account.id > '' AND counter.account_id = account.id AND counter.started_at_ms < ?1
       LIMIT ?2)";
// The join with `accounts` does not reach counts without an account.
const SWEEP_OF_NO_ACCOUNT: &str = "DELETE FROM limit_counters
     WHERE (account_id, started_at_ms, subject) IN (
       SELECT account_id, started_at_ms, subject FROM limit_counters
       WHERE account_id = '' AND started_at_ms < ?1 LIMIT ?2)";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[COUNT, UNCOUNT, SWEEP, SWEEP_OF_NO_ACCOUNT];

#[derive(Deserialize)]
struct CountRow {
    count: u32,
}

impl Store {
    /// Counts one request of the subject in the window that began at `started_at_ms` and returns the new
    /// count. Returns `None` and counts nothing if the count had reached `quota`, which is at least one. One
    /// statement decides, so that parallel requests cannot exceed it. The account is empty if none is known.
    pub async fn count_request(
        &self,
        account_id: &str,
        started_at_ms: UnixMillis,
        subject: &str,
        quota: u32,
    ) -> Result<Option<u32>, StoreError> {
        let count = count(account_id, started_at_ms, subject, quota);
        let row: Option<CountRow> = self.row(count).await?;
        Ok(row.map(|row| row.count))
    }

    /// Uncounts one request that turned out not to count.
    pub async fn uncount_request(
        &self,
        account_id: &str,
        started_at_ms: UnixMillis,
        subject: &str,
    ) -> Result<(), StoreError> {
        self.run(uncount(account_id, started_at_ms, subject)).await
    }

    /// Deletes counts without an account (caused by unauthenticated callers) whose windows began before
    /// `before_ms`, at most `limit`. Returns the number deleted.
    pub async fn delete_strangers_counts(
        &self,
        before_ms: UnixMillis,
        limit: u32,
    ) -> Result<usize, StoreError> {
        self.batch(vec![sweep_of_no_account(before_ms, limit)]).await?.iter().map(changes).sum()
    }

    /// Deletes counts of windows that began before `before_ms`: at most `limit` of accounts, and as many
    /// without one. Returns the number deleted, zero when nothing is left.
    pub async fn delete_request_counts(
        &self,
        before_ms: UnixMillis,
        limit: u32,
    ) -> Result<usize, StoreError> {
        // The number comes from D1's metadata, so that tens of thousands of deleted rows are not returned.
        let statements = vec![sweep(before_ms, limit), sweep_of_no_account(before_ms, limit)];
        let results = self.batch(statements).await?;
        results.iter().map(changes).sum()
    }
}

fn count(account_id: &str, started_at_ms: UnixMillis, subject: &str, quota: u32) -> Bound {
    let values = vec![account_id.into(), started_at_ms.into(), subject.into(), quota.into()];
    (COUNT, values)
}

fn uncount(account_id: &str, started_at_ms: UnixMillis, subject: &str) -> Bound {
    (UNCOUNT, vec![account_id.into(), started_at_ms.into(), subject.into()])
}

fn sweep(before_ms: UnixMillis, limit: u32) -> Bound {
    (SWEEP, vec![before_ms.into(), limit.into()])
}

fn sweep_of_no_account(before_ms: UnixMillis, limit: u32) -> Bound {
    (SWEEP_OF_NO_ACCOUNT, vec![before_ms.into(), limit.into()])
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::tests::{execute, row};

    const HOUR_MS: i64 = 3_600_000;

    fn counted(
        database: &Connection,
        account: &str,
        at_ms: UnixMillis,
        subject: &str,
    ) -> Option<u32> {
        row::<CountRow>(database, count(account, at_ms, subject, 3)).map(|row| row.count)
    }

    fn rows(database: &Connection) -> u32 {
        database.query_row("SELECT COUNT(*) FROM limit_counters", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn requests_above_the_quota_are_refused_and_not_counted() {
        let database = crate::tests::migrated();
        let counts: Vec<_> =
            (0..6).map(|_| counted(&database, "", UnixMillis::EPOCH, "one")).collect();
        assert_eq!(counts, [Some(1), Some(2), Some(3), None, None, None]);
        assert_eq!(rows(&database), 1);
    }

    #[test]
    fn uncounted_request_frees_its_place_and_counts_never_fall_below_zero() {
        let database = crate::tests::migrated();
        let uncount = || execute(&database, uncount("", UnixMillis::EPOCH, "one"));
        assert_eq!(uncount(), 0);
        for _ in 0..3 {
            counted(&database, "", UnixMillis::EPOCH, "one");
        }
        assert_eq!(uncount(), 1);
        assert_eq!(counted(&database, "", UnixMillis::EPOCH, "one"), Some(3));
        assert_eq!([uncount(), uncount(), uncount(), uncount()], [1, 1, 1, 0]);
    }

    #[test]
    fn accounts_windows_and_subjects_are_counted_apart() {
        let database = crate::tests::migrated();
        for _ in 0..4 {
            counted(&database, "a", UnixMillis::EPOCH, "one");
        }
        assert_eq!(counted(&database, "a", UnixMillis::EPOCH, "one"), None);
        assert_eq!(counted(&database, "b", UnixMillis::EPOCH, "one"), Some(1));
        assert_eq!(counted(&database, "a", UnixMillis::new(HOUR_MS), "one"), Some(1));
        assert_eq!(counted(&database, "a", UnixMillis::EPOCH, "two"), Some(1));
    }

    #[test]
    fn sweeps_delete_only_older_windows_and_at_most_their_limit() {
        let database = crate::tests::migrated();
        let insert = "INSERT INTO accounts (id, name, created_at_ms) VALUES ('a', 'a', 0)";
        database.execute(insert, []).unwrap();
        for subject in ["one", "two", "three"] {
            for (account, at_ms) in [("", 0), ("", HOUR_MS), ("a", 0), ("a", HOUR_MS)] {
                counted(&database, account, UnixMillis::new(at_ms), subject);
            }
        }
        let swept = [(); 3].map(|()| execute(&database, sweep(UnixMillis::new(HOUR_MS), 2)));
        assert_eq!(swept, [2, 1, 0]);
        assert_eq!(rows(&database), 9);
        let swept =
            [(); 3].map(|()| execute(&database, sweep_of_no_account(UnixMillis::new(HOUR_MS), 2)));
        assert_eq!(swept, [2, 1, 0]);
        assert_eq!(rows(&database), 6);
    }
}
