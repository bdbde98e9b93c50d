//! The real statements, run as D1 runs them.

mod accounts;
mod guesses;
mod removal;
mod waits;

use identity::password::PasswordHash;
use relay_users::RelayUserId;
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use telephony::{PhoneNumber, Region, Validation};
use unix_time::UnixMillis;

use super::sign_up::{self, NewRelayUser};
use crate::bound::Bound;

const NOW_MS: UnixMillis = UnixMillis::new(1_700_000_000_000);
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;
const NUMBER: &str = "+237679466332";

/// A database with accounts a and b.
fn database() -> Connection {
    let database = crate::tests::migrated();
    for account in ["a", "b"] {
        let sql = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, ?1, 0)";
        database.execute(sql, [account]).unwrap();
    }
    database
}

/// Runs one statement and returns whether it yielded a row.
fn yields(database: &Connection, (sql, values): Bound) -> bool {
    let mut prepared = database.prepare_cached(sql).unwrap();
    prepared.query_row(params_from_iter(values), |_| Ok(())).optional().unwrap().is_some()
}

/// Runs a batch and returns whether its first statement yielded a row.
fn batch_yields(database: &Connection, statements: Vec<Bound>) -> bool {
    let yielded: Vec<bool> = statements.into_iter().map(|it| yields(database, it)).collect();
    yielded[0]
}

fn rows(database: &Connection, table: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM {table}");
    database.query_row(&sql, [], |row| row.get(0)).unwrap()
}

fn hash(text: &str) -> PasswordHash {
    PasswordHash::stored(text)
}

fn phone(text: &str) -> PhoneNumber {
    PhoneNumber::parse(text, Region::parse("CM").unwrap(), Validation::Lenient).unwrap()
}

fn id(text: &str) -> RelayUserId {
    RelayUserId::from_text(text)
}

fn sign_up(
    database: &Connection,
    account: &str,
    user_id: &str,
    number: &str,
    now_ms: UnixMillis,
) -> bool {
    let new = NewRelayUser {
        user_id: &id(user_id),
        phone_number: &phone(number),
        name: user_id,
        country_code: "+237",
        password_hash: &hash(user_id),
    };
    yields(database, sign_up::sign_up(account, &new, now_ms))
}

/// Adds a user who has verified the number in a session named like the user.
fn active(database: &Connection, account: &str, user_id: &str, number: &str) {
    assert!(sign_up(database, account, user_id, number, NOW_MS));
    assert!(yields(database, sign_up::verify(account, &id(user_id), user_id, NOW_MS)));
    assert!(yields(database, sign_up::activate(account, &id(user_id), user_id, NOW_MS)));
}

/// Reads a column of the user, as text.
fn column(database: &Connection, user_id: &str, column: &str) -> Option<String> {
    let sql = format!("SELECT CAST({column} AS TEXT) FROM relay_users WHERE user_id = ?1");
    database.query_row(&sql, [user_id], |row| row.get(0)).optional().unwrap().flatten()
}
