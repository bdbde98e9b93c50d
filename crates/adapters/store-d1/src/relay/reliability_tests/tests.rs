//! Tests over the real statements and migrations.

use rusqlite::{Connection, OptionalExtension, params_from_iter};

use super::*;
use crate::relay::gateway_clients::{self, NewGatewayClient};

const NOW_MS: UnixMillis = UnixMillis::new(1_700_000_000_000);
const CLIENT: &str = "+237600000000";

/// Two accounts with the same gateway client.
fn with_clients() -> Connection {
    let database = crate::tests::migrated();
    for account in ["a", "b"] {
        let sql = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, ?1, 0)";
        database.execute(sql, [account]).unwrap();
        let client = NewGatewayClient {
            msisdn: CLIENT,
            country: "Cameroon",
            operator: "MTN",
            operator_code: "62401",
            protocols: "https",
        };
        run(&database, &[gateway_clients::put(account, &client, UnixMillis::EPOCH)]);
    }
    database
}

fn run(database: &Connection, statements: &[Bound]) {
    for (sql, values) in statements {
        let mut prepared = database.prepare(sql).unwrap();
        let mut rows = prepared.query(params_from_iter(values)).unwrap();
        while rows.next().unwrap().is_some() {}
    }
}

/// Starts a test and returns its id, if one was started.
fn started(database: &Connection, account: &str, msisdn: &str, now_ms: UnixMillis) -> Option<i64> {
    let latest = || -> Option<i64> {
        let sql = "SELECT MAX(id) FROM relay_reliability_tests WHERE account_id = ?1";
        database.query_row(sql, [account], |row| row.get(0)).unwrap()
    };
    let before = latest();
    run(database, &start(account, msisdn, now_ms));
    latest().filter(|id| Some(*id) != before)
}

fn forwarded(test_id: i64, received_at_ms: UnixMillis) -> ForwardedTest<'static> {
    ForwardedTest { test_id, msisdn: None, sent_at_ms: received_at_ms - 1, received_at_ms }
}

fn status(database: &Connection, account: &str, id: i64) -> Option<String> {
    let sql = "SELECT status FROM relay_reliability_tests WHERE account_id = ?1 AND id = ?2";
    database.query_row(sql, rusqlite::params![account, id], |row| row.get(0)).optional().unwrap()
}

/// Returns the numbers of tests started and in time.
fn score(database: &Connection, account: &str) -> (u32, u32) {
    let sql =
        "SELECT tests_started, tests_in_time FROM relay_gateway_clients WHERE account_id = ?1";
    database.query_row(sql, [account], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

#[test]
fn test_counts_on_start_and_once_on_timely_arrival() {
    let database = with_clients();
    let id = started(&database, "a", CLIENT, NOW_MS).unwrap();
    assert_eq!(
        (status(&database, "a", id).as_deref(), score(&database, "a")),
        (Some("pending"), (1, 0))
    );
    for _ in 0..3 {
        run(&database, &mark("a", forwarded(id, NOW_MS), NOW_MS + IN_TIME_MS));
        assert_eq!(score(&database, "a"), (1, 1));
    }
    assert_eq!(status(&database, "a", id).as_deref(), Some("success"));
    assert_eq!(score(&database, "b"), (0, 0));
}

#[test]
fn late_test_is_a_success_that_does_not_raise_the_score() {
    let database = with_clients();
    let id = started(&database, "a", CLIENT, NOW_MS).unwrap();
    run(&database, &mark("a", forwarded(id, NOW_MS), NOW_MS + IN_TIME_MS + 1));
    assert_eq!(status(&database, "a", id).as_deref(), Some("success"));
    assert_eq!(score(&database, "a"), (1, 0));
}

#[test]
fn test_is_marked_only_by_its_account_and_client() {
    let database = with_clients();
    let id = started(&database, "a", CLIENT, NOW_MS).unwrap();
    run(&database, &mark("b", forwarded(id, NOW_MS), NOW_MS));
    let other = ForwardedTest { msisdn: Some("+1"), ..forwarded(id, NOW_MS) };
    run(&database, &mark("a", other, NOW_MS));
    assert_eq!(status(&database, "a", id).as_deref(), Some("pending"));
    let own = ForwardedTest { msisdn: Some(CLIENT), ..forwarded(id, NOW_MS) };
    run(&database, &mark("a", own, NOW_MS));
    assert_eq!(score(&database, "a"), (1, 1));
    assert_eq!(started(&database, "a", "+1", NOW_MS), None, "there is no such client");
    assert_eq!(score(&database, "a"), (1, 1));
}

#[test]
fn pending_tests_of_a_client_are_limited() {
    let database = with_clients();
    let first = started(&database, "a", CLIENT, NOW_MS).unwrap();
    for _ in 1..MAX_PENDING {
        assert!(started(&database, "a", CLIENT, NOW_MS).is_some());
    }
    assert_eq!(started(&database, "a", CLIENT, NOW_MS), None);
    assert_eq!(score(&database, "a"), (MAX_PENDING, 0));
    run(&database, &mark("a", forwarded(first, NOW_MS), NOW_MS));
    assert!(started(&database, "a", CLIENT, NOW_MS).is_some());
    assert_eq!(score(&database, "a"), (MAX_PENDING + 1, 1));
}

#[test]
fn test_pending_for_a_quarter_of_an_hour_times_out_for_good() {
    let database = with_clients();
    let id = started(&database, "a", CLIENT, NOW_MS).unwrap();
    run(&database, &[time_out(NOW_MS + TIMEOUT_MS - 1, 10)]);
    assert_eq!(status(&database, "a", id).as_deref(), Some("pending"));
    run(&database, &[time_out(NOW_MS + TIMEOUT_MS, 10)]);
    assert_eq!(status(&database, "a", id).as_deref(), Some("timedout"));
    run(&database, &mark("a", forwarded(id, NOW_MS), NOW_MS + TIMEOUT_MS + 1));
    assert_eq!(
        (status(&database, "a", id).as_deref(), score(&database, "a")),
        (Some("timedout"), (1, 0))
    );
}

#[test]
fn history_is_bounded_and_the_counters_cover_all_tests() {
    let database = with_clients();
    for index in 0..i64::from(MAX_KEPT) + 50 {
        let id = started(&database, "a", CLIENT, NOW_MS + index).unwrap();
        run(&database, &mark("a", forwarded(id, NOW_MS + index), NOW_MS + index));
    }
    let sql = "SELECT COUNT(*) FROM relay_reliability_tests";
    let kept: u32 = database.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(kept, MAX_KEPT);
    assert_eq!(score(&database, "a"), (MAX_KEPT + 50, MAX_KEPT + 50));
}

#[test]
fn deleted_client_takes_its_tests_with_it() {
    let database = with_clients();
    for account in ["a", "b"] {
        started(&database, account, CLIENT, NOW_MS).unwrap();
    }
    run(&database, &gateway_clients::delete("a", CLIENT));
    assert_eq!(
        (status(&database, "a", 1), status(&database, "b", 1).as_deref()),
        (None, Some("pending"))
    );
}

#[test]
fn score_is_read_from_the_clients_row_alone() {
    let database = crate::tests::migrated();
    let statements = gateway_clients::STATEMENTS.iter().filter(|it| it.starts_with("SELECT"));
    for statement in statements {
        let plan = crate::tests::plan(&database, statement).join("\n");
        assert!(!plan.contains("reliability"), "{plan}\n{statement}");
    }
}
