//! Exact counts of requests in a sliding window: the previous window's count is weighted by the share of it
//! that still lies within the last window's length.

use request_limits::SlidingWindow;
use serde::Deserialize;

use crate::{Store, StoreError, bound::Bound};

// The condition stands twice: for a window's first request, and for the others. Both sides are in thousandths, as
// the weight (?6) is.
const COUNT: &str = "INSERT INTO limit_counters (account_id, started_at_ms, subject, count)
     SELECT ?1, ?2, ?3, 1
     WHERE 1000 + ?6 * COALESCE((
       SELECT earlier.count FROM limit_counters AS earlier
       WHERE earlier.account_id = ?1 AND earlier.started_at_ms = ?5 AND earlier.subject = ?3), 0)
       <= 1000 * ?4
     ON CONFLICT (account_id, started_at_ms, subject) DO UPDATE SET count = count + 1
     WHERE 1000 * (count + 1) + ?6 * COALESCE((
       SELECT earlier.count FROM limit_counters AS earlier
       WHERE earlier.account_id = ?1 AND earlier.started_at_ms = ?5 AND earlier.subject = ?3), 0)
       <= 1000 * ?4
     RETURNING count";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[COUNT];

#[derive(Deserialize)]
struct CountRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    count: u32,
}

impl Store {
    /// Counts one request of the subject and returns whether it is within `quota`. A refused request is not
    /// counted. One statement decides, so that parallel requests cannot exceed the quota. The account is
    /// empty if none is known.
    pub async fn count_sliding(
        &self,
        account_id: &str,
        window: SlidingWindow,
        subject: &str,
        quota: u32,
    ) -> Result<bool, StoreError> {
        let row: Option<CountRow> = self.row(count(account_id, window, subject, quota)).await?;
        Ok(row.is_some())
    }
}

fn count(account_id: &str, window: SlidingWindow, subject: &str, quota: u32) -> Bound {
    let values = vec![
        account_id.into(),
        window.started_at_ms.into(),
        subject.into(),
        quota.into(),
        window.previous_started_at_ms.into(),
        window.previous_weight.into(),
    ];
    (COUNT, values)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;
    use unix_time::UnixMillis;

    use super::*;
    use crate::tests::count_rows;

    const MINUTE_MS: i64 = 60_000;

    /// Returns the number of these simultaneous requests that a quota of five allows.
    fn allowed(database: &Connection, at_ms: UnixMillis, requests: usize) -> usize {
        let window = SlidingWindow::at(at_ms, 60);
        let one = |_: &usize| count_rows(database, count("", window, "one", 5)) == 1;
        (0..requests).filter(one).count()
    }

    #[test]
    fn quota_of_five_allows_five_of_any_number_of_requests() {
        let database = crate::tests::migrated();
        assert_eq!(allowed(&database, UnixMillis::EPOCH, 9), 5);
        assert_eq!(allowed(&database, UnixMillis::new(MINUTE_MS - 1), 9), 0);
    }

    #[test]
    fn count_of_the_previous_window_fades_gradually() {
        let database = crate::tests::migrated();
        assert_eq!(allowed(&database, UnixMillis::new(MINUTE_MS - 1), 5), 5);
        assert_eq!(allowed(&database, UnixMillis::new(MINUTE_MS), 5), 0);
        assert_eq!(allowed(&database, UnixMillis::new(MINUTE_MS + MINUTE_MS / 5), 5), 1);
        assert_eq!(allowed(&database, UnixMillis::new(MINUTE_MS + MINUTE_MS / 2), 5), 1);
        assert_eq!(allowed(&database, UnixMillis::new(2 * MINUTE_MS - 1), 5), 3);
        assert_eq!(allowed(&database, UnixMillis::new(4 * MINUTE_MS), 9), 5);
    }

    #[test]
    fn subjects_are_counted_apart() {
        let database = crate::tests::migrated();
        assert_eq!(allowed(&database, UnixMillis::EPOCH, 5), 5);
        let window = SlidingWindow::at(UnixMillis::EPOCH, 60);
        assert_eq!(count_rows(&database, count("", window, "two", 5)), 1);
    }
}
