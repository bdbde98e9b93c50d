//! The statements against the real migrations.

use rusqlite::{Connection, params};

use super::*;

fn world() -> Connection {
    let database = crate::tests::migrated();
    for account in ["a", "b"] {
        let insert = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, ?1, 0)";
        database.execute(insert, params![account]).unwrap();
        database.execute(crate::logins::INSERT, params![account, account, "x", 0]).unwrap();
    }
    issue(&database, "a", 1_000);
    database
}

/// Issues a pair `access-…`/`refresh-…` whose tokens expire after 10 and 20 seconds.
fn issue(database: &Connection, account: &str, at_ms: i64) {
    let ids = (format!("access-{at_ms}"), format!("refresh-{at_ms}"));
    let parameters =
        params![account, ids.0, ids.1, at_ms, at_ms + 10_000, at_ms + 20_000, None::<&str>];
    database.execute(INSERT, parameters).unwrap();
}

fn refresh(database: &Connection, account: &str, used: &str, at_ms: i64) -> bool {
    let ids = (format!("access-{at_ms}"), format!("refresh-{at_ms}"));
    let parameters = params![account, ids.0, ids.1, at_ms, at_ms + 10_000, at_ms + 20_000, used];
    let rows = rows(database, INSERT_REFRESHED, parameters);
    database.execute(END_REFRESH, params![account, used, at_ms]).unwrap();
    rows == 1
}

fn rows(database: &Connection, statement: &str, parameters: impl rusqlite::Params) -> usize {
    let mut prepared = database.prepare(statement).unwrap();
    prepared.query_map(parameters, |_| Ok(())).unwrap().count()
}

fn known(database: &Connection, account: &str) -> (bool, bool) {
    let access = rows(database, FIND_ACCESS, params![account, "access-1000"]);
    let refresh = rows(database, FIND_REFRESH, params![account, "refresh-1000"]);
    (access == 1, refresh == 1)
}

#[test]
fn pair_is_valid_only_in_its_own_account() {
    let database = world();
    assert_eq!(known(&database, "a"), (true, true));
    assert_eq!(known(&database, "b"), (false, false));
    assert_eq!(rows(&database, FIND_ACCESS, params!["a", "refresh-1000"]), 0);
    assert_eq!(rows(&database, FIND_REFRESH, params!["a", "access-1000"]), 0);
}

#[test]
fn refresh_token_works_once_and_leaves_the_access_token_alone() {
    let database = world();
    assert!(refresh(&database, "a", "refresh-1000", 2_000));
    assert_eq!(known(&database, "a"), (true, false));
    assert!(!refresh(&database, "a", "refresh-1000", 3_000));
    assert_eq!(rows(&database, FIND_ACCESS, params!["a", "access-3000"]), 0);
    assert!(refresh(&database, "a", "refresh-2000", 4_000));
}

#[test]
fn refresh_token_of_another_account_or_past_its_expiry_is_refused() {
    let database = world();
    assert!(!refresh(&database, "b", "refresh-1000", 2_000));
    assert!(!refresh(&database, "a", "refresh-1000", 21_000));
    // A failed refresh by another account does not end the token.
    let other = world();
    assert!(!refresh(&other, "b", "refresh-1000", 2_000));
    assert!(refresh(&other, "a", "refresh-1000", 20_999));
}

#[test]
fn revoking_the_access_token_ends_both_and_revoking_the_refresh_token_ends_only_that() {
    let both = world();
    both.execute(REVOKE, params!["b", "access-1000", 2_000]).unwrap();
    assert_eq!(known(&both, "a"), (true, true));
    both.execute(REVOKE, params!["a", "access-1000", 2_000]).unwrap();
    assert_eq!(known(&both, "a"), (false, false));
    let one = world();
    one.execute(END_REFRESH, params!["a", "refresh-1000", 2_000]).unwrap();
    assert_eq!(known(&one, "a"), (true, false));
    assert!(!refresh(&one, "a", "refresh-1000", 3_000));
}

#[test]
fn changed_password_and_a_disabled_account_void_every_token() {
    let changed = world();
    changed.execute("UPDATE logins SET tokens_valid_from_ms = 999", []).unwrap();
    assert_eq!(known(&changed, "a"), (true, true));
    changed.execute("UPDATE logins SET tokens_valid_from_ms = 1000", []).unwrap();
    assert_eq!(known(&changed, "a"), (false, false));
    assert!(!refresh(&changed, "a", "refresh-1000", 2_000));
    let disabled = world();
    disabled.execute("UPDATE accounts SET disabled_at_ms = 1", []).unwrap();
    assert_eq!(known(&disabled, "a"), (false, false));
    assert!(!refresh(&disabled, "a", "refresh-1000", 2_000));
}

#[test]
fn sweep_deletes_expired_pairs_up_to_its_limit() {
    let database = world();
    for at_ms in [2_000, 3_000, 50_000] {
        issue(&database, "b", at_ms);
    }
    let sweep = || rows(&database, SWEEP, params![30_000, 2]);
    assert_eq!([sweep(), sweep(), sweep()], [2, 1, 0]);
    assert_eq!(rows(&database, FIND_ACCESS, params!["b", "access-50000"]), 1);
}

/// Exchanges a refresh token as `refresh_token_pair` does.
fn rotate(database: &Connection, used: &str, at_ms: i64) {
    let ids = (format!("access-{at_ms}"), format!("refresh-{at_ms}"));
    let parameters = params!["a", ids.0, ids.1, at_ms, at_ms + 10_000, at_ms + 200_000, used];
    assert_eq!(rows(database, INSERT_REFRESHED, parameters), 1);
    database.execute(ROTATE, params!["a", used, at_ms]).unwrap();
}

#[test]
fn replayed_refresh_token_ends_its_family_and_no_other() {
    let database = world();
    issue(&database, "a", 1_500);
    rotate(&database, "refresh-1000", 2_000);
    rotate(&database, "refresh-2000", 3_000);
    let replay = |id: &str, account: &str, at_ms: i64| {
        rows(&database, END_FAMILY, params![account, id, at_ms, at_ms - REPLAY_GRACE_MS])
    };
    // A lost answer explains the replay, the token was never rotated, or it is another account's.
    assert_eq!(replay("refresh-1000", "a", 2_000 + REPLAY_GRACE_MS - 1), 0);
    assert_eq!(replay("refresh-3000", "a", 500_000), 0);
    assert_eq!(replay("refresh-1000", "b", 500_000), 0);
    assert_eq!(replay("refresh-1000", "a", 2_000 + REPLAY_GRACE_MS), 3);
    for at_ms in [1_000, 2_000, 3_000] {
        assert_eq!(rows(&database, FIND_ACCESS, params!["a", format!("access-{at_ms}")]), 0);
    }
    assert_eq!(rows(&database, FIND_REFRESH, params!["a", "refresh-3000"]), 0);
    assert_eq!(rows(&database, FIND_REFRESH, params!["a", "refresh-1500"]), 1);
    // A second replay ends nothing more.
    assert_eq!(replay("refresh-1000", "a", 600_000), 0);
}

#[test]
fn replayed_refresh_token_that_was_revoked_ends_nothing() {
    let database = world();
    database.execute(END_REFRESH, params!["a", "refresh-1000", 2_000]).unwrap();
    assert_eq!(rows(&database, END_FAMILY, params!["a", "refresh-1000", 500_000, 470_000]), 0);
    assert_eq!(rows(&database, FIND_ACCESS, params!["a", "access-1000"]), 1);
}

#[test]
fn pair_requested_with_a_token_belongs_to_that_tokens_family() {
    let database = world();
    let parameters = params!["a", "minted", "minted-refresh", 2_000, 9_000, 9_000, "access-1000"];
    database.execute(INSERT, parameters).unwrap();
    let other = params!["b", "elsewhere", "its-refresh", 2_000, 9_000, 9_000, "access-1000"];
    database.execute(INSERT, other).unwrap();
    let family = |account: &str, id: &str| -> String {
        let sql = "SELECT family FROM token_pairs WHERE account_id = ?1 AND id = ?2";
        database.query_row(sql, params![account, id], |row| row.get(0)).unwrap()
    };
    assert_eq!(family("a", "minted"), "access-1000");
    assert_eq!(family("b", "elsewhere"), "elsewhere", "another account's token is none");
}
