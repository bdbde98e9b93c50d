use rusqlite::{Connection, params};

use super::*;
use crate::tests::{execute, migrated, row};

const ACCOUNT: &str = "00112233aabbccdd";

fn database() -> Connection {
    let database = migrated();
    for (id, is_default) in [(ACCOUNT, 1), ("ffffffffffffffff", 0)] {
        let sql =
            "INSERT INTO accounts (id, name, is_default, created_at_ms) VALUES (?1, ?1, ?2, 0)";
        database.execute(sql, params![id, is_default]).unwrap();
    }
    database
}

fn insert(database: &Connection, account: &str, provider: &str, digest: &str, now_ms: UnixMillis) {
    for bound in insert_endpoint(account, provider, digest, "sealed url", now_ms) {
        execute(database, bound);
    }
}

fn found(
    database: &Connection,
    digest: &str,
) -> Option<(String, UnixMillis, UnixMillis, Option<String>)> {
    let row: Option<EndpointRow> = row(database, find_endpoint(digest));
    row.map(|row| {
        (row.account_id.as_str().to_owned(), row.created_at_ms, row.newest_at_ms, row.credentials)
    })
}

fn digests(database: &Connection) -> Vec<String> {
    let sql = "SELECT token_digest FROM provider_endpoints ORDER BY token_digest";
    let mut statement = database.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn older_endpoint_stays_valid_for_a_day_and_the_newest_until_it_is_revoked() {
    let day = ENDPOINT_OVERLAP_MS;
    for (created, newest, now, expected) in
        [(5, 5, i64::MAX, true), (4, 5, 5, true), (4, 5, day + 4, true), (4, 5, day + 5, false)]
    {
        let [created, newest, now] = [created, newest, now].map(UnixMillis::new);
        assert_eq!(is_current(created, newest, now), expected, "{created} {newest} {now}");
    }
}

#[test]
fn endpoint_is_found_with_the_newest_time_of_its_account_and_provider() {
    let database = database();
    insert(&database, ACCOUNT, "twilio", "t1", UnixMillis::new(10));
    insert(&database, ACCOUNT, "twilio", "t2", UnixMillis::new(20));
    insert(&database, ACCOUNT, "plivo", "p1", UnixMillis::new(30));
    insert(&database, "ffffffffffffffff", "twilio", "f1", UnixMillis::new(40));
    execute(&database, set_credentials(ACCOUNT, "twilio", "sealed", UnixMillis::new(50)));
    let sealed = Some("sealed".to_owned());
    assert_eq!(
        found(&database, "t1"),
        Some((ACCOUNT.to_owned(), UnixMillis::new(10), UnixMillis::new(20), sealed))
    );
    assert_eq!(
        found(&database, "p1"),
        Some((ACCOUNT.to_owned(), UnixMillis::new(30), UnixMillis::new(30), None))
    );
    assert_eq!(found(&database, "nobody"), None);
    database.execute("UPDATE accounts SET disabled_at_ms = 1 WHERE id = ?1", [ACCOUNT]).unwrap();
    assert_eq!(found(&database, "t1"), None);
}

#[test]
fn endpoints_superseded_long_ago_are_deleted_when_the_next_is_added() {
    let (database, day) = (database(), ENDPOINT_OVERLAP_MS);
    insert(&database, ACCOUNT, "twilio", "a", UnixMillis::EPOCH);
    insert(&database, ACCOUNT, "twilio", "b", UnixMillis::new(10));
    insert(&database, ACCOUNT, "twilio", "c", UnixMillis::new(day + 9));
    assert_eq!(digests(&database), ["a", "b", "c"]);
    insert(&database, ACCOUNT, "twilio", "d", UnixMillis::new(3 * day));
    assert_eq!(digests(&database), ["c", "d"]);
}

#[test]
fn account_has_at_most_ten_endpoints_of_a_provider() {
    let database = database();
    insert(&database, ACCOUNT, "plivo", "other", UnixMillis::EPOCH);
    for at_ms in 0..12 {
        insert(&database, ACCOUNT, "twilio", &format!("t{at_ms:02}"), UnixMillis::new(at_ms));
    }
    let expected: Vec<String> = (2..12).map(|at_ms| format!("t{at_ms:02}")).collect();
    assert_eq!(digests(&database), [vec!["other".to_owned()], expected].concat());
}

#[test]
fn credentials_and_callback_do_not_overwrite_each_other() {
    let database = database();
    insert(&database, ACCOUNT, "twilio", "t", UnixMillis::new(10));
    execute(&database, set_credentials(ACCOUNT, "twilio", "sealed", UnixMillis::new(50)));
    insert(&database, ACCOUNT, "twilio", "u", UnixMillis::new(60));
    let read = |account: &str| row::<ProviderAccount>(&database, find(account, "twilio"));
    let credentials = Some("sealed".to_owned());
    let callback_url = Some("sealed url".to_owned());
    let both = ProviderAccount { is_default: 1, credentials, callback_url };
    assert_eq!(read(ACCOUNT), Some(both));
    assert_eq!(read("ffffffffffffffff"), Some(ProviderAccount::default()));
}
