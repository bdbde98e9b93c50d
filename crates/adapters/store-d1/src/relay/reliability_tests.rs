//! Tests of how reliably a gateway client forwards (contract `relaysms` 3.5). Counters in the client's row
//! give its score without reading the history, of which only the latest tests are kept.

use ids::AccountId;
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::{Bound, Value, row_of, rows_of},
};

/// Longest forwarding time with which a test counts for the client's score, in milliseconds.
pub const IN_TIME_MS: i64 = 180_000;
/// Longest forwarding time with which a listed test is a success, in milliseconds.
pub const LISTED_IN_TIME_MS: i64 = 300_000;
/// Time after which a pending test times out, in milliseconds.
pub const TIMEOUT_MS: i64 = 900_000;
/// Most pending tests of a client.
pub const MAX_PENDING: u32 = 5;
/// Most tests stored of a client.
pub const MAX_KEPT: u32 = 1_000;

const COUNT_STARTED: &str = "UPDATE relay_gateway_clients SET tests_started = tests_started + 1
     WHERE account_id = ?1 AND msisdn = ?2
       AND (SELECT COUNT(*) FROM relay_reliability_tests AS t
         WHERE t.account_id = ?1 AND t.msisdn = ?2 AND t.status = 'pending') < ?3
     RETURNING tests_started";
/// The client's count is the position of its latest test. If the count was not raised, a test with that
/// position exists and nothing is inserted.
const START: &str = "INSERT INTO relay_reliability_tests
       (account_id, id, msisdn, position, status, started_at_ms)
     SELECT ?1, COALESCE((SELECT MAX(t.id) FROM relay_reliability_tests AS t
         WHERE t.account_id = ?1), 0) + 1, ?2, c.tests_started, 'pending', ?3
     FROM relay_gateway_clients AS c
     WHERE c.account_id = ?1 AND c.msisdn = ?2 AND c.tests_started > 0
       AND NOT EXISTS (SELECT 1 FROM relay_reliability_tests AS t
         WHERE t.account_id = ?1 AND t.msisdn = ?2 AND t.position = c.tests_started)
     RETURNING id";
const FORGET_OLD: &str = "DELETE FROM relay_reliability_tests
     WHERE account_id = ?1 AND msisdn = ?2 AND status <> 'pending'
       AND position <= (SELECT c.tests_started - ?3 FROM relay_gateway_clients AS c
         WHERE c.account_id = ?1 AND c.msisdn = ?2)";
const FIND_STATUS: &str = "SELECT status FROM relay_reliability_tests
     WHERE account_id = ?1 AND id = ?2 AND (?3 IS NULL OR msisdn = ?3)";
const COUNT_IN_TIME: &str = "UPDATE relay_gateway_clients SET tests_in_time = tests_in_time + 1
     WHERE account_id = ?1 AND ?4 = 1
       AND msisdn = (SELECT t.msisdn FROM relay_reliability_tests AS t
         WHERE t.account_id = ?1 AND t.id = ?2 AND t.status = 'pending'
           AND (?3 IS NULL OR t.msisdn = ?3))";
const SUCCEED: &str = "UPDATE relay_reliability_tests
     SET status = 'success', sent_at_ms = ?4, received_at_ms = ?5, routed_at_ms = ?6
     WHERE account_id = ?1 AND id = ?2 AND status = 'pending' AND (?3 IS NULL OR msisdn = ?3)";
const TIME_OUT: &str = "UPDATE relay_reliability_tests SET status = 'timedout'
     WHERE (account_id, id) IN (
       SELECT account_id, id FROM relay_reliability_tests
       WHERE status = 'pending' AND started_at_ms <= ?1 ORDER BY started_at_ms LIMIT ?2)
     RETURNING id";
macro_rules! chosen {
    () => {
        " FROM relay_reliability_tests WHERE account_id = ?1 AND msisdn = ?2
       AND (?3 IS NULL OR status = ?3)
       AND (?4 IS NULL OR started_at_ms >= ?4) AND (?5 IS NULL OR started_at_ms <= ?5)"
    };
}
const LIST: &str = concat!(
    "SELECT id, msisdn, status, started_at_ms, sent_at_ms, received_at_ms, routed_at_ms",
    chosen!(),
    " ORDER BY position DESC LIMIT ?6 OFFSET ?7"
);
const COUNT: &str = concat!(
    "SELECT COUNT(*) AS total,
       COALESCE(SUM(status = 'success' AND routed_at_ms - received_at_ms <= ?6), 0) AS successful,
       COALESCE(SUM(status <> 'pending'
         AND NOT (status = 'success' AND routed_at_ms - received_at_ms <= ?6)), 0) AS failed",
    chosen!()
);
const FIND_CLIENT: &str = "SELECT msisdn FROM relay_gateway_clients
     WHERE account_id = ?1 AND msisdn = ?2";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    COUNT_STARTED,
    START,
    FORGET_OLD,
    FIND_STATUS,
    COUNT_IN_TIME,
    SUCCEED,
    TIME_OUT,
    LIST,
    COUNT,
    FIND_CLIENT,
];

/// Outcome of starting a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestStarted {
    Started {
        test_id: i64,
    },
    /// The client has [`MAX_PENDING`] pending tests.
    TooMany,
    /// There is no such client.
    Unknown,
}

/// A test that was forwarded.
#[derive(Clone, Copy)]
pub struct ForwardedTest<'a> {
    pub test_id: i64,
    /// The client's number in E.164, if the SMS names it.
    pub msisdn: Option<&'a str>,
    /// Time at which its sender's phone sent it.
    pub sent_at_ms: UnixMillis,
    /// Time at which the client received it.
    pub received_at_ms: UnixMillis,
}

/// Outcome of marking a forwarded test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestMarked {
    Updated,
    /// The test is no longer pending; this is its status.
    AlreadyMarked {
        status: String,
    },
    Unknown,
}

#[derive(Clone, Debug, Deserialize)]
pub struct ReliabilityTestRecord {
    pub id: i64,
    pub msisdn: String,
    /// `pending`, `success` or `timedout`.
    pub status: String,
    pub started_at_ms: UnixMillis,
    pub sent_at_ms: Option<UnixMillis>,
    pub received_at_ms: Option<UnixMillis>,
    pub routed_at_ms: Option<UnixMillis>,
}

/// Filter of a listing of a client's tests. `None` matches all.
#[derive(Clone, Copy, Default)]
pub struct ReliabilityTestFilter<'a> {
    pub status: Option<&'a str>,
    pub since_ms: Option<UnixMillis>,
    pub until_ms: Option<UnixMillis>,
}

/// A page of the matching tests, newest first, and the counts of all that match.
pub struct ReliabilityTestPage {
    pub tests: Vec<ReliabilityTestRecord>,
    pub total: u32,
    pub successful: u32,
    pub failed: u32,
}

#[derive(Deserialize)]
struct IdRow {
    id: i64,
}

#[derive(Deserialize)]
struct StatusRow {
    status: String,
}

#[derive(Deserialize)]
struct MsisdnRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    msisdn: String,
}

#[derive(Deserialize)]
struct CountRow {
    total: u32,
    successful: u32,
    failed: u32,
}

impl Store {
    /// Starts a test of a client.
    pub async fn start_reliability_test(
        &self,
        account_id: &AccountId,
        msisdn: &str,
        now_ms: UnixMillis,
    ) -> Result<TestStarted, StoreError> {
        let results = self.batch(start(account_id.as_str(), msisdn, now_ms)).await?;
        let started: Option<IdRow> = row_of(&results, 1)?;
        let client: Option<MsisdnRow> = row_of(&results, 3)?;
        Ok(match (started, client) {
            (Some(row), _) => TestStarted::Started { test_id: row.id },
            (None, Some(_)) => TestStarted::TooMany,
            (None, None) => TestStarted::Unknown,
        })
    }

    /// Marks a test as arrived now. It counts once, and not after it has timed out.
    pub async fn mark_reliability_test(
        &self,
        account_id: &AccountId,
        test: ForwardedTest<'_>,
        now_ms: UnixMillis,
    ) -> Result<TestMarked, StoreError> {
        let results = self.batch(mark(account_id.as_str(), test, now_ms)).await?;
        let before: Option<StatusRow> = row_of(&results, 0)?;
        Ok(match before {
            Some(row) if row.status == "pending" => TestMarked::Updated,
            Some(row) => TestMarked::AlreadyMarked { status: row.status },
            None => TestMarked::Unknown,
        })
    }

    /// Ends tests of all accounts that have been pending too long, up to `limit`. Returns their number.
    pub async fn time_out_reliability_tests(
        &self,
        now_ms: UnixMillis,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let ended: Vec<IdRow> = self.rows(time_out(now_ms, limit)).await?;
        Ok(ended.len())
    }

    /// Lists a client's tests. `None` if there is no such client.
    pub async fn list_reliability_tests(
        &self,
        account_id: &AccountId,
        msisdn: &str,
        filter: ReliabilityTestFilter<'_>,
        offset: u32,
        limit: u32,
    ) -> Result<Option<ReliabilityTestPage>, StoreError> {
        let statements = list(account_id.as_str(), msisdn, filter, offset, limit);
        let results = self.batch(statements).await?;
        if row_of::<MsisdnRow>(&results, 2)?.is_none() {
            return Ok(None);
        }
        let count: Option<CountRow> = row_of(&results, 1)?;
        let CountRow { total, successful, failed } =
            count.unwrap_or(CountRow { total: 0, successful: 0, failed: 0 });
        Ok(Some(ReliabilityTestPage { tests: rows_of(&results, 0)?, total, successful, failed }))
    }
}

pub(crate) fn start(account_id: &str, msisdn: &str, now_ms: UnixMillis) -> Vec<Bound> {
    let key = |more: Option<Value>| -> Vec<Value> {
        let mut values = vec![account_id.into(), msisdn.into()];
        values.extend(more);
        values
    };
    vec![
        (COUNT_STARTED, key(Some(MAX_PENDING.into()))),
        (START, key(Some(now_ms.into()))),
        (FORGET_OLD, key(Some(MAX_KEPT.into()))),
        (FIND_CLIENT, key(None)),
    ]
}

pub(crate) fn mark(account_id: &str, test: ForwardedTest<'_>, now_ms: UnixMillis) -> Vec<Bound> {
    let key = || -> Vec<Value> { vec![account_id.into(), test.test_id.into(), test.msisdn.into()] };
    let took_ms = now_ms.since(test.received_at_ms);
    let mut count = key();
    count.push((took_ms <= IN_TIME_MS).into());
    let mut succeed = key();
    succeed.extend([test.sent_at_ms.into(), test.received_at_ms.into(), now_ms.into()]);
    // The first two have to see the test while it is pending, which the last one ends.
    vec![(FIND_STATUS, key()), (COUNT_IN_TIME, count), (SUCCEED, succeed)]
}

pub(crate) fn time_out(now_ms: UnixMillis, limit: u32) -> Bound {
    let before_ms = now_ms.saturating_sub(TIMEOUT_MS);
    (TIME_OUT, vec![before_ms.into(), limit.into()])
}

pub(crate) fn list(
    account_id: &str,
    msisdn: &str,
    filter: ReliabilityTestFilter<'_>,
    offset: u32,
    limit: u32,
) -> Vec<Bound> {
    let chosen = || -> Vec<Value> {
        vec![
            account_id.into(),
            msisdn.into(),
            filter.status.into(),
            filter.since_ms.into(),
            filter.until_ms.into(),
        ]
    };
    let mut page = chosen();
    page.extend([limit.into(), offset.into()]);
    let mut count = chosen();
    count.push(LISTED_IN_TIME_MS.into());
    let client = vec![account_id.into(), msisdn.into()];
    vec![(LIST, page), (COUNT, count), (FIND_CLIENT, client)]
}

#[cfg(test)]
mod tests;
