//! Consents over the real statements and migrations.

use rusqlite::{Connection, params_from_iter};

use super::*;
use crate::tests::count_rows;

const ACCOUNT: &str = "00000000000000aa";
const LIFE_MS: i64 = 1_000;

fn database() -> Connection {
    let database = crate::tests::migrated();
    let sql = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, ?1, 0)";
    database.execute(sql, [ACCOUNT]).unwrap();
    database
}

fn rows(database: &Connection, (sql, values): Bound) -> Vec<ConsentRow> {
    let mut prepared = database.prepare(sql).unwrap();
    let read = |row: &rusqlite::Row<'_>| {
        Ok(ConsentRow {
            created_at_ms: row.get(0)?,
            state_digest: row.get(1)?,
            sealed: row.get(2)?,
            expires_at_ms: row.get(3)?,
        })
    };
    let rows = prepared.query_map(params_from_iter(&values), read).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

fn begin(database: &Connection, user: &str, state: &str, at_ms: UnixMillis) {
    let consent = ConsentRow {
        created_at_ms: at_ms,
        state_digest: state.to_owned(),
        sealed: format!("sealed {state}"),
        expires_at_ms: at_ms + LIFE_MS,
    };
    for (sql, values) in insert(ACCOUNT, &RelayUserId::from_text(user), "gmail", &consent) {
        database.execute(sql, params_from_iter(&values)).unwrap();
    }
}

fn taken(
    database: &Connection,
    user: &str,
    state: Option<&str>,
    now_ms: UnixMillis,
) -> Option<String> {
    let taken =
        rows(database, take(ACCOUNT, &RelayUserId::from_text(user), "gmail", state, now_ms));
    pick_requested(taken, state, now_ms).map(|row| row.state_digest)
}

fn left(database: &Connection) -> Vec<String> {
    let sql = "SELECT state_digest FROM relay_consents ORDER BY state_digest";
    let mut prepared = database.prepare(sql).unwrap();
    let rows = prepared.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

#[test]
fn consent_is_taken_once_by_its_state_or_as_the_newest() {
    let database = database();
    for (state, at_ms) in [("a", 0), ("b", 10), ("c", 20)] {
        begin(&database, "bob", state, UnixMillis::new(at_ms));
    }
    assert_eq!(taken(&database, "bob", Some("b"), UnixMillis::new(30)).as_deref(), Some("b"));
    assert_eq!(left(&database), [""; 0], "a code that comes twice finds none");
    begin(&database, "bob", "d", UnixMillis::new(40));
    begin(&database, "bob", "e", UnixMillis::new(50));
    assert_eq!(taken(&database, "bob", None, UnixMillis::new(60)).as_deref(), Some("e"));
    assert_eq!(taken(&database, "bob", None, UnixMillis::new(60)), None);
}

#[test]
fn unknown_state_or_another_user_takes_no_consent() {
    let database = database();
    begin(&database, "bob", "a", UnixMillis::EPOCH);
    assert_eq!(taken(&database, "bob", Some("x"), UnixMillis::new(1)), None);
    assert_eq!(taken(&database, "ann", Some("a"), UnixMillis::new(1)), None);
    assert_eq!(taken(&database, "ann", None, UnixMillis::new(1)), None);
    assert_eq!(left(&database), ["a"]);
}

#[test]
fn expired_consent_is_not_returned() {
    let database = database();
    begin(&database, "bob", "a", UnixMillis::EPOCH);
    assert_eq!(taken(&database, "bob", Some("a"), UnixMillis::new(LIFE_MS)), None);
    assert_eq!(left(&database), ["a"]);
    assert_eq!(taken(&database, "bob", None, UnixMillis::new(LIFE_MS)), None);
    begin(&database, "bob", "b", UnixMillis::EPOCH);
    assert_eq!(taken(&database, "bob", None, UnixMillis::new(LIFE_MS - 1)).as_deref(), Some("b"));
}

#[test]
fn newest_five_consents_stay_and_expired_ones_are_swept() {
    let database = database();
    for (index, state) in ["a", "b", "c", "d", "e", "f", "g"].into_iter().enumerate() {
        begin(&database, "bob", state, UnixMillis::new(i64::try_from(index).unwrap()));
    }
    begin(&database, "ann", "z", UnixMillis::EPOCH);
    assert_eq!(left(&database), ["c", "d", "e", "f", "g", "z"]);
    let sweep = |now_ms: UnixMillis, limit: u32| count_rows(&database, sweep(now_ms, limit));
    assert_eq!(sweep(UnixMillis::new(LIFE_MS + 4), 2), 2);
    assert_eq!(sweep(UnixMillis::new(LIFE_MS + 4), 100), 2);
    assert_eq!(left(&database), ["f", "g"]);
}
