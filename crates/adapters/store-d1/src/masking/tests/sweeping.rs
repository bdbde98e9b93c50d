//! Expiring and deleting sessions.

use masking::NumberKey;
use rusqlite::Connection;
use unix_time::UnixMillis;

use super::database::{
    add_number, batch, between, end, expire, find_number_facts, keys_of, open, with_account,
};
use crate::masking::sweep;

const NUMBER: &str = "12065550001";

fn pair() -> (NumberKey, NumberKey) {
    (NumberKey::of("p1"), NumberKey::of("p2"))
}

fn with_session(expires_at_ms: Option<UnixMillis>, ttl_ms: Option<i64>) -> Connection {
    let database = with_account();
    add_number(&database, NUMBER);
    let (a, b) = pair();
    let mut session = between("1", (&a, &b));
    session.expires_at_ms = expires_at_ms;
    session.ttl_ms = ttl_ms;
    open(&database, &session, UnixMillis::EPOCH).unwrap();
    database
}

fn is_open(database: &Connection, now_ms: UnixMillis) -> bool {
    find_number_facts(database, NUMBER, &pair().0, now_ms).session.is_some()
}

fn count(database: &Connection, sql: &str) -> u32 {
    database.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn session_ends_at_its_expiry_even_before_it_is_swept() {
    for (expires_at_ms, ttl_ms) in [(Some(100), None), (None, Some(100)), (Some(100), Some(500))] {
        let database = with_session(expires_at_ms.map(UnixMillis::new), ttl_ms);
        assert!(
            is_open(&database, UnixMillis::new(99)) && !is_open(&database, UnixMillis::new(100))
        );
        assert_eq!(expire(&database, UnixMillis::new(99)), Vec::<String>::new());
        assert_eq!(expire(&database, UnixMillis::new(100)), ["1"]);
        assert!(!is_open(&database, UnixMillis::EPOCH), "it does not come back");
        assert_eq!(expire(&database, UnixMillis::new(100)), Vec::<String>::new());
        let released = "SELECT COUNT(*) FROM proxy_participants WHERE released_at_ms = 100";
        assert_eq!(count(&database, released), 2);
    }
    assert!(is_open(&with_session(None, None), UnixMillis::new(i64::MAX / 2)));
}

#[test]
fn session_with_a_recent_interaction_is_not_closed() {
    let database = with_session(None, Some(100));
    let due = keys_of(&database, &sweep::due(UnixMillis::new(100), 9));
    database.execute("UPDATE proxy_sessions SET last_interaction_at_ms = 90", []).unwrap();
    batch(&database, &sweep::expire(&due, UnixMillis::new(100)).unwrap()).unwrap();
    assert!(is_open(&database, UnixMillis::new(101)));
}

#[test]
fn session_that_ended_long_ago_is_deleted_with_only_its_own_rows() {
    let database = with_session(None, None);
    let interaction = "INSERT INTO proxy_interactions VALUES ('a', ?1, ?2, 'relay', NULL)";
    for message in ["m1", "m2"] {
        database.execute(interaction, ["1", message]).unwrap();
    }
    end(&database, "1", UnixMillis::new(50));
    // The same number is used again by one of them and another person: that row belongs to the new session.
    let (a, c) = (pair().0, NumberKey::of("p3"));
    open(&database, &between("2", (&a, &c)), UnixMillis::new(60)).unwrap();
    database.execute(interaction, ["2", "m3"]).unwrap();
    assert!(keys_of(&database, &sweep::ended(UnixMillis::new(50), 9)).is_empty());
    let ended = keys_of(&database, &sweep::ended(UnixMillis::new(51), 9));
    for _ in 0..2 {
        batch(&database, &sweep::delete(&ended).unwrap()).unwrap();
        assert_eq!(count(&database, "SELECT COUNT(*) FROM proxy_sessions"), 1);
        assert_eq!(count(&database, "SELECT COUNT(*) FROM proxy_participants"), 2);
        assert_eq!(count(&database, "SELECT COUNT(*) FROM proxy_interactions"), 1);
    }
    assert!(is_open(&database, UnixMillis::new(70)));
}
