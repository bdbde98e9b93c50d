//! The log with requests and answers, over the real migrations.

use rusqlite::Connection;

use super::*;
use crate::tests::execute;

fn attempt(at: i64, error: Option<&str>) -> AttemptRecord {
    AttemptRecord {
        event_id: format!("evt_{at}"),
        kind: "message.sent".to_owned(),
        subject: "msg_1".to_owned(),
        number: 1,
        started_at_ms: UnixMillis::new(at),
        duration_ms: 3,
        status: Some(200),
        error: error.map(str::to_owned),
        next_try_at_ms: None,
        exchange: Some(format!("sealed {at}")),
    }
}

fn store(database: &Connection, endpoint_id: &str, attempts: &[AttemptRecord]) {
    for statement in insert("a", endpoint_id, attempts).unwrap() {
        execute(database, statement);
    }
}

fn kept(database: &Connection, endpoint_id: &str, delivered: bool) -> Vec<i64> {
    let sql = "SELECT started_at_ms FROM webhook_exchanges
               WHERE endpoint_id = ?1 AND delivered = ?2 ORDER BY 1";
    let mut statement = database.prepare(sql).unwrap();
    let rows = statement.query_map((endpoint_id, delivered), |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn all_failures_and_the_newest_hundred_successes_of_each_endpoint_are_kept() {
    let database = crate::tests::migrated();
    store(&database, "other", &[attempt(1, None)]);
    for begin in [0_i64, 90, 180] {
        let both = |at: i64| [attempt(2 * at, None), attempt(2 * at + 1, Some("no"))];
        let batch: Vec<_> = (begin..begin + 90).flat_map(both).collect();
        store(&database, "e", &batch);
        // A repeated batch changes nothing but bringing back what the next trimming deletes again.
        store(&database, "e", &batch);
    }
    assert_eq!(kept(&database, "e", true), (170..270).map(|at| 2 * at).collect::<Vec<_>>());
    assert_eq!(kept(&database, "e", false).len(), 270);
    assert_eq!(kept(&database, "other", true), [1]);
}

#[test]
fn attempts_without_exchanges_are_stored_by_one_statement() {
    let plain = AttemptRecord { exchange: None, ..attempt(1, None) };
    assert_eq!(insert("a", "e", std::slice::from_ref(&plain)).unwrap().len(), 1);
    let database = crate::tests::migrated();
    store(&database, "e", &[plain, attempt(2, None)]);
    assert_eq!(kept(&database, "e", true), [2]);
}
