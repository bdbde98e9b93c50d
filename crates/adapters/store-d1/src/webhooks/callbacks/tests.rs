//! Endpoints of callback URLs, over the real migrations.

use rusqlite::Connection;

use super::*;
use crate::tests::{count_rows, execute, migrated, row, rows};

const ONE: &str = "00000000000000aa";
const OTHER: &str = "00000000000000bb";
const NOW_MS: UnixMillis = UnixMillis::new(1_000);

fn with_accounts() -> Connection {
    let database = migrated();
    for id in [ONE, OTHER] {
        let account = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, ?1, 0)";
        database.execute(account, [id]).unwrap();
    }
    database
}

fn callback(id: &str) -> NewCallback<'_> {
    NewCallback {
        id,
        name: "name",
        url: "https://x.test/done",
        timeout_secs: 15,
        schedule: "[0]",
        sealed_secret: "sealed",
        signs_v1: true,
    }
}

fn insert(database: &Connection, account: &str, id: &str, now_ms: UnixMillis) -> bool {
    row::<CallbackRow>(database, create(account, &callback(id), now_ms)).is_some()
}

fn unused(database: &Connection, before_ms: i64) -> Vec<UnusedCallback> {
    rows(database, (UNUSED, vec![UnixMillis::new(before_ms).into(), 10_u32.into()]))
}

#[test]
fn account_has_at_most_a_hundred_callback_endpoints_beside_its_own() {
    let database = with_accounts();
    for at in 0..MAX_CALLBACK_ENDPOINTS {
        assert!(insert(&database, ONE, &format!("wc_{at}"), NOW_MS));
    }
    assert!(!insert(&database, ONE, "wc_more", NOW_MS));
    assert!(insert(&database, OTHER, "wc_more", NOW_MS), "another account has room of its own");
    let own = "SELECT COUNT(*) AS count FROM webhook_endpoints WHERE kind = 'subscription'";
    let count: i64 = database.query_row(own, [], |row| row.get(0)).unwrap();
    assert_eq!(count, 0);
}

#[test]
fn endpoint_is_made_once_and_stays_as_it_is() {
    let database = with_accounts();
    assert!(insert(&database, ONE, "wc_1", NOW_MS));
    assert!(!insert(&database, ONE, "wc_1", UnixMillis::new(2_000)));
    let found: Option<CallbackRow> = row(&database, (FIND, vec![ONE.into(), "wc_1".into()]));
    assert_eq!(found, Some(CallbackRow { active: 1, used_at_ms: NOW_MS }));
    assert_eq!(count_rows(&database, (FIND, vec![OTHER.into(), "wc_1".into()])), 0);
}

#[test]
fn sweep_deletes_only_what_was_not_used_since_it_looked() {
    let database = with_accounts();
    assert!(insert(&database, ONE, "wc_1", NOW_MS));
    assert!(insert(&database, OTHER, "wc_2", UnixMillis::new(1_500)));
    assert_eq!(unused(&database, 1_000), []);
    let found = unused(&database, 2_000);
    assert_eq!(found.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["wc_1", "wc_2"]);
    let used = (USE, vec![ONE.into(), "wc_1".into(), UnixMillis::new(1_900).into()]);
    assert_eq!(count_rows(&database, used), 1);
    assert_eq!(count_rows(&database, (DELETE_UNUSED, key(&found[0]))), 0);
    assert_eq!(count_rows(&database, (DELETE_UNUSED, key(&found[1]))), 1);
    let found = unused(&database, 2_000);
    let mut values = key(&found[0]);
    values.push(UnixMillis::new(5_000).into());
    execute(&database, (POSTPONE, values));
    assert_eq!(unused(&database, 5_000), []);
    assert_eq!(unused(&database, 5_001).len(), 1);
}
