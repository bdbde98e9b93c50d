//! SMS counted against several ceilings at once: either all of them count it, or none does.

use ids::AccountId;
use request_limits::Bucket;
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{Store, StoreError, bound::Bound};

// Each bucket is `[subject, end of the window, quota]`. Nothing is counted if any of them is full.
// CROSS JOIN fixes the order, so that each bucket looks up its counter by key.
const COUNT: &str = "INSERT INTO sms_ceilings (account_id, ends_at_ms, subject, count)
     SELECT ?1, wanted.value ->> 1, wanted.value ->> 0, 1 FROM json_each(?2) AS wanted
     WHERE NOT EXISTS (
       SELECT 1 FROM json_each(?2) AS bucket CROSS JOIN sms_ceilings AS counter
       WHERE counter.account_id = ?1 AND counter.ends_at_ms = bucket.value ->> 1
         AND counter.subject = bucket.value ->> 0 AND counter.count >= bucket.value ->> 2)
     ON CONFLICT (account_id, ends_at_ms, subject) DO UPDATE SET count = count + 1
     RETURNING 1 AS counted";
const FULL: &str = "SELECT bucket.key AS position
     FROM json_each(?2) AS bucket CROSS JOIN sms_ceilings AS counter
     WHERE counter.account_id = ?1 AND counter.ends_at_ms = bucket.value ->> 1
       AND counter.subject = bucket.value ->> 0 AND counter.count >= bucket.value ->> 2";
const RELEASE: &str = "UPDATE sms_ceilings SET count = count - 1
     WHERE account_id = ?1 AND count > 0 AND (ends_at_ms, subject) IN (
       SELECT bucket.value ->> 1, bucket.value ->> 0 FROM json_each(?2) AS bucket)";
// Probes each account for its oldest rows, so that keys still begin with the account.
const SWEEP: &str = "DELETE FROM sms_ceilings
     WHERE (account_id, ends_at_ms, subject) IN (
       SELECT counter.account_id, counter.ends_at_ms, counter.subject
       FROM accounts AS account CROSS JOIN sms_ceilings AS counter
       WHERE account.id > '' AND counter.account_id = account.id AND counter.ends_at_ms <= ?1
       LIMIT ?2)
     RETURNING 1 AS deleted";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[COUNT, FULL, RELEASE, SWEEP];

#[derive(Deserialize)]
struct CountedRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    counted: u8,
}

#[derive(Deserialize)]
struct FullRow {
    position: usize,
}

#[derive(Deserialize)]
struct DeletedRow {
    #[expect(dead_code, reason = "the rows are counted")]
    deleted: u8,
}

impl Store {
    /// Counts one SMS in every bucket, or in none: then it returns the first full bucket. One statement
    /// decides, so that parallel requests cannot exceed any of them; a refusal costs a second query.
    pub async fn count_sms<'a>(
        &self,
        account_id: &AccountId,
        buckets: &'a [Bucket],
    ) -> Result<Result<(), &'a Bucket>, StoreError> {
        let Some(first) = buckets.first() else { return Ok(Ok(())) };
        let counted: Vec<CountedRow> = self.rows(count(account_id, buckets)).await?;
        if !counted.is_empty() {
            return Ok(Ok(()));
        }
        let full: Vec<FullRow> = self.rows(full(account_id, buckets)).await?;
        let position = full.iter().map(|row| row.position).min();
        // The full bucket's window may have ended between the two queries.
        Ok(Err(position.and_then(|position| buckets.get(position)).unwrap_or(first)))
    }

    /// Uncounts one SMS that was certainly not sent.
    pub async fn release_sms(
        &self,
        account_id: &AccountId,
        buckets: &[Bucket],
    ) -> Result<(), StoreError> {
        if buckets.is_empty() {
            return Ok(());
        }
        self.batch(vec![release(account_id, buckets)]).await?;
        Ok(())
    }

    /// Deletes the counts of windows that are over, at most `limit`. Returns the number deleted, zero when
    /// nothing is left.
    pub async fn delete_sms_counts(
        &self,
        now_ms: UnixMillis,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let deleted: Vec<DeletedRow> = self.rows(sweep(now_ms, limit)).await?;
        Ok(deleted.len())
    }
}

fn count(account_id: &AccountId, buckets: &[Bucket]) -> Bound {
    bound(COUNT, account_id, buckets)
}

fn full(account_id: &AccountId, buckets: &[Bucket]) -> Bound {
    bound(FULL, account_id, buckets)
}

fn release(account_id: &AccountId, buckets: &[Bucket]) -> Bound {
    bound(RELEASE, account_id, buckets)
}

fn sweep(now_ms: UnixMillis, limit: u32) -> Bound {
    (SWEEP, vec![now_ms.into(), limit.into()])
}

fn bound(sql: &'static str, account_id: &AccountId, buckets: &[Bucket]) -> Bound {
    let listed = buckets.iter().map(|it| (&it.subject, it.ends_at_ms, it.quota));
    let listed: Vec<_> = listed.collect();
    // Cannot fail for texts and numbers. If it did, SQLite would refuse the empty text, so that no SMS goes
    // uncounted.
    let json = serde_json::to_string(&listed).unwrap_or_default();
    (sql, vec![account_id.into(), json.as_str().into()])
}

#[cfg(test)]
mod tests {
    use request_limits::Ceiling;
    use rusqlite::{Connection, params_from_iter};

    use super::*;
    use crate::tests::count_rows;

    const HOUR_MS: i64 = 3_600_000;

    fn database() -> (Connection, AccountId) {
        let (database, account) = (crate::tests::migrated(), AccountId::from_bytes([1; 8]));
        let sql = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, 'a', 0)";
        database.execute(sql, [account.as_str()]).unwrap();
        (database, account)
    }

    fn bucket(subject: &str, ends_at_ms: UnixMillis, quota: u32) -> Bucket {
        let (ceiling, subject) = (Ceiling::AccountHour, subject.to_owned());
        Bucket { ceiling, subject, ends_at_ms, quota }
    }

    fn rows(database: &Connection, (sql, values): Bound) -> Vec<i64> {
        let mut prepared = database.prepare(sql).unwrap();
        let rows = prepared.query_map(params_from_iter(values), |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }

    fn counts(database: &Connection) -> Vec<(String, i64)> {
        let sql = "SELECT subject, count FROM sms_ceilings ORDER BY subject";
        let mut prepared = database.prepare(sql).unwrap();
        let rows = prepared.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    #[test]
    fn every_bucket_counts_until_one_is_full_and_then_none_does() {
        let (database, account) = database();
        let buckets = [
            bucket("block", UnixMillis::new(HOUR_MS), 3),
            bucket("day", UnixMillis::new(24 * HOUR_MS), 5),
        ];
        let counted: Vec<usize> =
            (0..5).map(|_| rows(&database, count(&account, &buckets)).len()).collect();
        assert_eq!(counted, [2, 2, 2, 0, 0]);
        assert_eq!(rows(&database, full(&account, &buckets)), [0]);
        assert_eq!(counts(&database), [("block".to_owned(), 3), ("day".to_owned(), 3)]);
        // Another block still has room, until the day has none.
        let buckets = [
            bucket("other block", UnixMillis::new(HOUR_MS), 3),
            bucket("day", UnixMillis::new(24 * HOUR_MS), 5),
        ];
        let counted: Vec<usize> =
            (0..3).map(|_| rows(&database, count(&account, &buckets)).len()).collect();
        assert_eq!(counted, [2, 2, 0]);
        assert_eq!(rows(&database, full(&account, &buckets)), [1]);
    }

    #[test]
    fn released_sms_can_be_counted_again() {
        let (database, account) = database();
        let buckets = [
            bucket("one", UnixMillis::new(HOUR_MS), 1),
            bucket("two", UnixMillis::new(HOUR_MS), 2),
        ];
        assert_eq!(rows(&database, count(&account, &buckets)).len(), 2);
        let (sql, values) = release(&account, &buckets);
        assert_eq!(database.execute(sql, params_from_iter(values.clone())).unwrap(), 2);
        assert_eq!(database.execute(sql, params_from_iter(values)).unwrap(), 0);
        assert_eq!(rows(&database, count(&account, &buckets)).len(), 2);
        assert_eq!(counts(&database), [("one".to_owned(), 1), ("two".to_owned(), 1)]);
    }

    #[test]
    fn next_window_starts_at_zero_and_the_sweep_deletes_ended_ones() {
        let (database, account) = database();
        for ends_at_ms in [HOUR_MS, 2 * HOUR_MS] {
            let buckets = [bucket("one", UnixMillis::new(ends_at_ms), 1)];
            assert_eq!(rows(&database, count(&account, &buckets)).len(), 1);
        }
        let swept = |now_ms: UnixMillis| count_rows(&database, sweep(now_ms, 9));
        assert_eq!(
            [
                swept(UnixMillis::new(HOUR_MS - 1)),
                swept(UnixMillis::new(HOUR_MS)),
                swept(UnixMillis::new(HOUR_MS))
            ],
            [0, 1, 0]
        );
        assert_eq!(counts(&database), [("one".to_owned(), 1)]);
    }
}
