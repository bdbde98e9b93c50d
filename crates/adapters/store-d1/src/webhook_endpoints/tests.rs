//! Switching endpoints off and on, over the real migrations.

use rusqlite::{Connection, params};

use super::*;

fn with_endpoint() -> Connection {
    let database = crate::tests::migrated();
    let account = "INSERT INTO accounts (id, name, created_at_ms) VALUES ('a', 'a', 0)";
    database.execute(account, []).unwrap();
    let parameters =
        params!["a", "e", "name", "https://x.test", "v1", "*", 1, 5, "[]", "sealed", 1, 100, 50];
    database.query_row(INSERT, parameters, |_| Ok(())).unwrap();
    database
}

/// Changes the endpoint as its owner does: its name, or whether it is active.
fn change(database: &Connection, name: Option<&str>, active: Option<bool>, at_ms: i64) {
    let none = None::<String>;
    let parameters = params!["a", "e", name, none, none, none, active, none, none, at_ms];
    database.query_row(CHANGE, parameters, |_| Ok(())).unwrap();
}

fn disable_itself(database: &Connection, at_ms: i64) {
    database.execute(DISABLE, params!["a", "e", "failing", at_ms]).unwrap();
}

fn state(database: &Connection) -> (bool, Option<i64>) {
    let sql = "SELECT active, disabled_at_ms FROM webhook_endpoints WHERE id = 'e'";
    database.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

#[test]
fn late_write_does_not_disable_an_endpoint_that_was_switched_on_since() {
    let database = with_endpoint();
    change(&database, None, Some(false), 300);
    disable_itself(&database, 200);
    assert_eq!(state(&database), (false, None), "the owner's switching off has no reason");
    change(&database, None, Some(true), 400);
    disable_itself(&database, 200);
    assert_eq!(state(&database), (true, None));
    // A failure after that counts again.
    disable_itself(&database, 500);
    assert_eq!(state(&database), (false, Some(500)));
}

#[test]
fn endpoint_disables_itself_whatever_else_its_owner_changed() {
    let database = with_endpoint();
    change(&database, Some("renamed"), None, 300);
    disable_itself(&database, 200);
    assert_eq!(state(&database), (false, Some(200)));
    disable_itself(&database, 250);
    assert_eq!(state(&database), (false, Some(200)), "a repeated write changes nothing");
    change(&database, Some("again"), None, 400);
    assert_eq!(state(&database), (false, Some(200)), "renaming does not switch it on");
}
