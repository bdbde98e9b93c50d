//! The statements against the real migrations.

use identity::{Login, password::PasswordHash, token::TokenClaims};
use rusqlite::Connection;

use super::*;
use crate::tests::{count_rows, execute, row};

const GRACE_ENDS_MS: UnixMillis = UnixMillis::new(2_000 + REPLAY_GRACE_MS);

fn account(number: u8) -> AccountId {
    AccountId::from_bytes([number; 8])
}

/// A database with accounts 1 and 2, and a pair of account 1 that was issued at 1,000.
fn world() -> Connection {
    let database = crate::tests::migrated();
    for number in [1, 2] {
        let account = account(number);
        let insert = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, ?1, 0)";
        database.execute(insert, [account.as_str()]).unwrap();
        let login = Login::parse(account.as_str()).unwrap();
        let login = crate::accounts::logins::insert(
            &account,
            &login,
            &PasswordHash::stored("x"),
            UnixMillis::EPOCH,
        );
        assert_eq!(execute(&database, login), 1);
    }
    issue(&database, 1, UnixMillis::new(1_000));
    database
}

fn claims(id: String, number: u8, issued_at_ms: UnixMillis, lifetime_ms: i64) -> TokenClaims {
    TokenClaims {
        id,
        account_id: account(number),
        login: Login::parse("login").unwrap(),
        scopes: Vec::new(),
        original_scopes: None,
        issued_at_ms,
        expires_at_ms: issued_at_ms + lifetime_ms,
    }
}

/// A pair `access-…`/`refresh-…` whose tokens expire after 10 seconds and after `refresh_lifetime_ms`.
fn pair(number: u8, at_ms: UnixMillis, refresh_lifetime_ms: i64) -> TokenPair {
    TokenPair {
        issued_at_ms: at_ms,
        access: claims(format!("access-{at_ms}"), number, at_ms, 10_000),
        refresh: claims(format!("refresh-{at_ms}"), number, at_ms, refresh_lifetime_ms),
        access_token: String::new(),
        refresh_token: String::new(),
    }
}

fn issue(database: &Connection, number: u8, at_ms: UnixMillis) {
    assert_eq!(execute(database, insert(&pair(number, at_ms, 20_000), None)), 1);
}

/// Exchanges a refresh token for a pair, as one transaction does. Returns whether it was exchanged.
fn exchange(database: &Connection, used: &str, pair: &TokenPair, at_ms: UnixMillis) -> bool {
    let [inserted, ended] = super::refresh(used, pair, at_ms);
    let exchanged = count_rows(database, inserted) == 1;
    execute(database, ended);
    exchanged
}

fn refresh(database: &Connection, number: u8, used: &str, at_ms: UnixMillis) -> bool {
    exchange(database, used, &pair(number, at_ms, 20_000), at_ms)
}

fn revoke(database: &Connection, number: u8, id: &str) {
    for bound in super::revoke(account(number).as_str(), id, UnixMillis::new(2_000)) {
        count_rows(database, bound);
    }
}

fn knows(database: &Connection, number: u8, role: TokenRole, id: &str) -> bool {
    row::<TokenRow>(database, find(account(number).as_str(), role, id)).is_some()
}

fn knows_access(database: &Connection, number: u8, id: &str) -> bool {
    knows(database, number, TokenRole::Access, id)
}

fn knows_refresh(database: &Connection, number: u8, id: &str) -> bool {
    knows(database, number, TokenRole::Refresh, id)
}

/// Whether the tokens of the first pair are known to the account.
fn known(database: &Connection, number: u8) -> (bool, bool) {
    let access = knows_access(database, number, "access-1000");
    (access, knows_refresh(database, number, "refresh-1000"))
}

#[test]
fn pair_is_valid_only_in_its_own_account() {
    let database = world();
    assert_eq!(known(&database, 1), (true, true));
    assert_eq!(known(&database, 2), (false, false));
    assert!(!knows_access(&database, 1, "refresh-1000"));
    assert!(!knows_refresh(&database, 1, "access-1000"));
}

#[test]
fn refresh_token_works_once_and_leaves_the_access_token_alone() {
    let database = world();
    assert!(refresh(&database, 1, "refresh-1000", UnixMillis::new(2_000)));
    assert_eq!(known(&database, 1), (true, false));
    assert!(!refresh(&database, 1, "refresh-1000", UnixMillis::new(3_000)));
    assert!(!knows_access(&database, 1, "access-3000"));
    assert!(refresh(&database, 1, "refresh-2000", UnixMillis::new(4_000)));
}

#[test]
fn refresh_token_of_another_account_or_past_its_expiry_is_refused() {
    let database = world();
    assert!(!refresh(&database, 2, "refresh-1000", UnixMillis::new(2_000)));
    assert!(!refresh(&database, 1, "refresh-1000", UnixMillis::new(21_000)));
    // A failed refresh by another account does not end the token.
    let other = world();
    assert!(!refresh(&other, 2, "refresh-1000", UnixMillis::new(2_000)));
    assert!(refresh(&other, 1, "refresh-1000", UnixMillis::new(20_999)));
}

#[test]
fn revoking_the_access_token_ends_both_and_revoking_the_refresh_token_ends_only_that() {
    let both = world();
    revoke(&both, 2, "access-1000");
    assert_eq!(known(&both, 1), (true, true));
    revoke(&both, 1, "access-1000");
    assert_eq!(known(&both, 1), (false, false));
    let one = world();
    revoke(&one, 1, "refresh-1000");
    assert_eq!(known(&one, 1), (true, false));
    assert!(!refresh(&one, 1, "refresh-1000", UnixMillis::new(3_000)));
}

#[test]
fn changed_password_and_a_disabled_account_void_every_token() {
    let changed = world();
    changed.execute("UPDATE logins SET tokens_valid_from_ms = 999", []).unwrap();
    assert_eq!(known(&changed, 1), (true, true));
    changed.execute("UPDATE logins SET tokens_valid_from_ms = 1000", []).unwrap();
    assert_eq!(known(&changed, 1), (false, false));
    assert!(!refresh(&changed, 1, "refresh-1000", UnixMillis::new(2_000)));
    let disabled = world();
    disabled.execute("UPDATE accounts SET disabled_at_ms = 1", []).unwrap();
    assert_eq!(known(&disabled, 1), (false, false));
    assert!(!refresh(&disabled, 1, "refresh-1000", UnixMillis::new(2_000)));
}

#[test]
fn sweep_deletes_expired_pairs_up_to_its_limit() {
    let database = world();
    for at_ms in [2_000, 3_000, 50_000] {
        issue(&database, 2, UnixMillis::new(at_ms));
    }
    let swept = [(); 3].map(|()| count_rows(&database, sweep(UnixMillis::new(30_000), 2)));
    assert_eq!(swept, [2, 1, 0]);
    assert!(knows_access(&database, 2, "access-50000"));
}

#[test]
fn replayed_refresh_token_ends_its_family_and_no_other() {
    let database = world();
    issue(&database, 1, UnixMillis::new(1_500));
    let rotate = |used: &str, at_ms: UnixMillis| {
        assert!(exchange(&database, used, &pair(1, at_ms, 200_000), at_ms));
    };
    rotate("refresh-1000", UnixMillis::new(2_000));
    rotate("refresh-2000", UnixMillis::new(3_000));
    let replay = |id: &str, number: u8, at_ms: UnixMillis| {
        count_rows(&database, end_family(account(number).as_str(), id, at_ms))
    };
    // A lost answer explains the replay, the token was never rotated, or it is another account's.
    assert_eq!(replay("refresh-1000", 1, GRACE_ENDS_MS - 1), 0);
    assert_eq!(replay("refresh-3000", 1, UnixMillis::new(500_000)), 0);
    assert_eq!(replay("refresh-1000", 2, UnixMillis::new(500_000)), 0);
    assert_eq!(replay("refresh-1000", 1, GRACE_ENDS_MS), 3);
    for at_ms in [1_000, 2_000, 3_000] {
        assert!(!knows_access(&database, 1, &format!("access-{at_ms}")));
    }
    assert!(!knows_refresh(&database, 1, "refresh-3000"));
    assert!(knows_refresh(&database, 1, "refresh-1500"));
    // A second replay ends nothing more.
    assert_eq!(replay("refresh-1000", 1, UnixMillis::new(600_000)), 0);
}

#[test]
fn replayed_refresh_token_that_was_revoked_ends_nothing() {
    let database = world();
    revoke(&database, 1, "refresh-1000");
    let ended = end_family(account(1).as_str(), "refresh-1000", UnixMillis::new(500_000));
    assert_eq!(count_rows(&database, ended), 0);
    assert!(knows_access(&database, 1, "access-1000"));
}

#[test]
fn pair_requested_with_a_token_belongs_to_that_tokens_family() {
    let database = world();
    for number in [1, 2] {
        let requested = insert(&pair(number, UnixMillis::new(2_000), 9_000), Some("access-1000"));
        assert_eq!(execute(&database, requested), 1);
    }
    let family = |number: u8| -> String {
        let sql = "SELECT family FROM token_pairs WHERE account_id = ?1 AND id = 'access-2000'";
        database.query_row(sql, [account(number).as_str()], |row| row.get(0)).unwrap()
    };
    assert_eq!(family(1), "access-1000");
    assert_eq!(family(2), "access-2000", "another account's token is none");
}

#[test]
fn listed_pairs_show_whether_they_stand_and_belong_to_one_account() {
    let database = world();
    issue(&database, 2, UnixMillis::new(1_500));
    let list = |number: u8, after: &str| -> Vec<ListedTokenPair> {
        let values = vec![(&account(number)).into(), after.into(), 10_i64.into()];
        crate::tests::rows(&database, (LIST, values))
    };
    let [pair] = &list(1, "")[..] else { panic!("one pair") };
    assert_eq!((pair.id.as_str(), pair.stands), ("access-1000", 1));
    assert!(list(1, "access-1000").is_empty());
    database.execute("UPDATE logins SET tokens_valid_from_ms = 9000000000000", []).unwrap();
    assert_eq!(list(1, "")[0].stands, 0);
    database.execute("DELETE FROM logins", []).unwrap();
    assert_eq!(list(1, "")[0].stands, 0);
}
