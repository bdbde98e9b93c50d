//! Removing users, and sweeping abandoned sign-ups.

use rusqlite::{Connection, params_from_iter, types::Value};

use super::{DAY_MS, NOW_MS, NUMBER, active, column, database, id, rows, sign_up, yields};
use crate::relay::users::{code_waits, guesses, removal, sweep};

/// Tables whose rows outlive their user on purpose: requests that must never be published again, and
/// revocations for platforms.
const OUTLIVING: [&str; 2] = ["publications", "relay_revocations"];

/// Returns the tables that contain rows of users.
fn tables(database: &Connection) -> Vec<String> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND EXISTS (
         SELECT 1 FROM pragma_table_info(sqlite_schema.name) WHERE name = 'user_id')";
    let mut prepared = database.prepare(sql).unwrap();
    let names = prepared.query_map([], |row| row.get(0)).unwrap();
    names.map(Result::unwrap).filter(|name: &String| !OUTLIVING.contains(&name.as_str())).collect()
}

/// Inserts a row of the user into any table.
pub(super) fn fill(database: &Connection, table: &str, account: &str, user_id: &str) {
    let sql = format!("SELECT name, type FROM pragma_table_info('{table}')");
    let mut prepared = database.prepare(&sql).unwrap();
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let columns: Vec<(String, String)> =
        prepared.query_map([], read).unwrap().map(Result::unwrap).collect();
    let value = |(name, kind): &(String, String)| match (name.as_str(), kind.as_str()) {
        ("account_id", _) => Value::Text(account.to_owned()),
        ("user_id", _) => Value::Text(user_id.to_owned()),
        (_, "INTEGER") => Value::Integer(1),
        _ => Value::Text(format!("{account} {user_id} {name}")),
    };
    let values: Vec<Value> = columns.iter().map(value).collect();
    let marks = vec!["?"; values.len()].join(", ");
    let insert = format!("INSERT INTO {table} VALUES ({marks})");
    database.execute(&insert, params_from_iter(values)).unwrap();
}

fn of_user(database: &Connection, table: &str, account: &str, user_id: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM {table} WHERE account_id = ?1 AND user_id = ?2");
    database.query_row(&sql, [account, user_id], |row| row.get(0)).unwrap()
}

#[test]
fn removed_user_leaves_no_row_in_any_table_and_others_keep_theirs() {
    let database = database();
    let all = tables(&database);
    assert!(all.len() >= 5 && all.contains(&"relay_users".to_owned()), "{all:?}");
    for table in &all {
        for (account, user_id) in [("a", "gone"), ("a", "stays"), ("b", "gone")] {
            fill(&database, table, account, user_id);
        }
    }
    for statement in removal::delete("a", &id("gone"), NOW_MS) {
        yields(&database, statement);
    }
    for table in &all {
        assert_eq!(of_user(&database, table, "a", "gone"), 0, "{table} keeps rows");
        assert_eq!(of_user(&database, table, "a", "stays"), 1, "{table}");
        assert_eq!(of_user(&database, table, "b", "gone"), 1, "{table}");
    }
}

#[test]
fn sweep_deletes_old_rows_of_every_account_up_to_its_limit_but_no_verified_user() {
    let database = database();
    active(&database, "a", "active", NUMBER);
    for (account, user_id, number) in
        [("a", "1", "+237679466334"), ("a", "2", "+237679466335"), ("b", "3", "+237679466336")]
    {
        assert!(sign_up(&database, account, user_id, number, NOW_MS));
        let limits = guesses::GuessLimits {
            failures: 5,
            block_ms: 1,
            long_block: 3,
            long_block_ms: 1,
            forget_after_ms: DAY_MS,
        };
        yields(&database, guesses::reserve(account, user_id, limits, NOW_MS));
        yields(&database, code_waits::reserve(account, number, [1; 4], NOW_MS));
    }
    let sweep = |before_ms| {
        let deleted = |(sql, values): crate::bound::Bound| {
            let mut prepared = database.prepare(sql).unwrap();
            prepared.query_map(params_from_iter(values), |_| Ok(())).unwrap().count()
        };
        sweep::all(before_ms, 2).map(deleted)
    };
    assert_eq!(sweep(NOW_MS), [0; 3]);
    assert_eq!([sweep(NOW_MS + 1), sweep(NOW_MS + 1), sweep(NOW_MS + 1)], [[2; 3], [1; 3], [0; 3]]);
    assert_eq!(rows(&database, "relay_users"), 1);
    assert!(column(&database, "active", "state").is_some());
}

#[test]
fn sweeps_and_look_ups_use_keys() {
    let database = database();
    for (statement, wanted) in [
        (sweep::UNVERIFIED, "relay_users_unverified (account_id=? AND created_at_ms<?)"),
        (sweep::GUESSES, "relay_password_guesses_updated (account_id=? AND updated_at_ms<?)"),
        (sweep::WAITS, "relay_code_waits_updated (account_id=? AND updated_at_ms<?)"),
        (crate::relay::users::FIND, "PRIMARY KEY (account_id=? AND user_id=?)"),
        (
            crate::relay::users::FIND_BY_PHONE,
            "relay_users_phone_number (account_id=? AND phone_number=?)",
        ),
    ] {
        let plan = crate::tests::plan(&database, statement).join("\n");
        assert!(plan.contains(wanted), "{plan}");
    }
}
