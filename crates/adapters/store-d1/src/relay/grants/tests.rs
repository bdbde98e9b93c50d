//! Grants over the real statements and migrations, as D1 runs them.

use ids::AccountId;
use rusqlite::{Connection, params_from_iter};

use super::*;
use crate::relay::{
    data_keys::NewDataKey,
    revocations::{self, RETRY_AFTER_MS, RevocationRow, revoke_all},
};

const T0: UnixMillis = UnixMillis::new(1_700_000_000_000);

fn account() -> AccountId {
    AccountId::parse("00000000000000aa").unwrap()
}

/// A database with one account, in which two users have data keys.
fn database() -> Connection {
    let database = crate::tests::migrated();
    let sql = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, ?1, 0)";
    database.execute(sql, [account().as_str()]).unwrap();
    for user in ["bob", "ann"] {
        let sql = "INSERT INTO relay_users (account_id, user_id, phone_number, name, country_code,
               password_hash, state, sessions_since_ms, created_at_ms, updated_at_ms)
             VALUES (?1, ?2, ?2, '', '', '', 'active', 0, 0, 0)";
        database.execute(sql, [account().as_str(), user]).unwrap();
        ensure_key(&database, user, &format!("key-{user}"));
    }
    database
}

/// Runs statements one after the other, and returns the first column of the rows that each one yielded.
fn run(database: &Connection, statements: Vec<Bound>) -> Vec<Vec<String>> {
    statements
        .into_iter()
        .map(|(sql, values)| {
            let mut prepared = database.prepare(sql).unwrap();
            let text = |row: &rusqlite::Row<'_>| {
                let value: rusqlite::types::Value = row.get(0)?;
                Ok(match value {
                    rusqlite::types::Value::Integer(number) => number.to_string(),
                    rusqlite::types::Value::Text(text) => text,
                    other => format!("{other:?}"),
                })
            };
            let rows = prepared.query_map(params_from_iter(&values), text).unwrap();
            rows.collect::<rusqlite::Result<_>>().unwrap()
        })
        .collect()
}

fn ensure_key(database: &Connection, user: &str, id: &str) {
    let wrapped = format!("wrapped-{id}");
    let key = NewDataKey { id, wrapped_key: &wrapped, key_id: "old" };
    run(database, data_keys::ensure(account().as_str(), &RelayUserId::from_text(user), key, T0));
}

fn with_key<T>(user: &str, platform: &str, then: impl FnOnce(GrantKey<'_>) -> T) -> T {
    then(GrantKey { account_id: &account(), user_id: &RelayUserId::from_text(user), platform })
}

/// Stores a grant and returns whether it was stored.
fn store(
    database: &Connection,
    (user, platform): (&str, &str),
    data_key_id: &str,
    digests: (&str, &str),
) -> bool {
    let grant = NewGrant { sealed_tokens: "t0", data_key_id, unique_id_digests: digests };
    let rows = with_key(user, platform, |key| run(database, insert(key, grant, T0)));
    !rows[0].is_empty()
}

fn stored(database: &Connection, user: &str, platform: &str) -> bool {
    store(database, (user, platform), &format!("key-{user}"), ("x", "x"))
}

fn leased(database: &Connection, id: &str, now_ms: UnixMillis) -> bool {
    let lease = GrantLease { id, until_ms: now_ms + 1_000 };
    let rows = with_key("bob", "gmail", |key| run(database, super::lease(key, lease, now_ms)));
    !rows[0].is_empty()
}

/// Replaces the tokens and returns whether the change was made.
fn replaced(
    database: &Connection,
    version: i64,
    tokens: &str,
    lease_id: &str,
    now_ms: UnixMillis,
) -> bool {
    let lease = GrantLease { id: lease_id, until_ms: now_ms + 1_000 };
    let rows = with_key("bob", "gmail", |key| {
        run(database, super::replace(key, version, tokens, lease, now_ms))
    });
    !rows[0].is_empty()
}

fn count(database: &Connection, table: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM {table}");
    database.query_row(&sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn user_has_one_grant_per_platform_and_platform_accounts_are_not_shared() {
    let database = database();
    assert!(store(&database, ("bob", "gmail"), "key-bob", ("one", "one")));
    assert!(!store(&database, ("bob", "gmail"), "key-bob", ("two", "two")), "he has one");
    assert!(!store(&database, ("ann", "gmail"), "key-ann", ("one", "one")), "it is another's");
    assert!(store(&database, ("ann", "gmail"), "key-ann", ("two", "two")));
    assert!(store(&database, ("bob", "twitter"), "key-bob", ("two", "two")), "other platform");
    let platforms = vec![account().as_str().into(), "bob".into()];
    assert_eq!(run(&database, vec![(SAVED, platforms)]), [["gmail", "twitter"]]);
}

#[test]
fn platform_account_stored_under_the_previous_secret_is_recognized() {
    let database = database();
    assert!(store(&database, ("bob", "gmail"), "key-bob", ("old", "older")));
    assert!(!store(&database, ("ann", "gmail"), "key-ann", ("new", "old")));
    assert!(store(&database, ("ann", "gmail"), "key-ann", ("new", "other")));
}

#[test]
fn grant_is_not_stored_under_a_data_key_that_is_gone() {
    let database = database();
    assert!(!store(&database, ("bob", "gmail"), "another", ("x", "x")));
    run(&database, revoke_all(account().as_str(), &RelayUserId::from_text("bob"), T0));
    assert!(!stored(&database, "bob", "gmail"));
    ensure_key(&database, "bob", "newer");
    assert!(!stored(&database, "bob", "gmail"), "what began before does not end after");
    assert!(store(&database, ("bob", "gmail"), "newer", ("x", "x")));
}

#[test]
fn grant_has_one_lease_holder_until_the_lease_ends_or_is_released() {
    let database = database();
    assert!(stored(&database, "bob", "gmail"));
    assert!(leased(&database, "first", T0));
    assert!(!leased(&database, "second", T0 + 999));
    assert!(leased(&database, "second", T0 + 1_000), "the lease is over");
    let release = |id: &str| with_key("bob", "gmail", |key| run(&database, vec![release(key, id)]));
    release("first");
    assert!(
        !leased(&database, "third", T0 + 1_500),
        "a release of a lease that another holds has no effect"
    );
    release("second");
    assert!(leased(&database, "third", T0 + 1_500));
}

#[test]
fn change_requires_the_read_version_and_extends_only_the_callers_lease() {
    let database = database();
    assert!(stored(&database, "bob", "gmail"));
    assert!(leased(&database, "first", T0));
    assert!(replaced(&database, T0.as_i64(), "t1", "first", T0 + 900));
    assert!(!replaced(&database, T0.as_i64(), "t2", "first", T0 + 900), "that version is gone");
    assert!(!leased(&database, "second", T0 + 1_899), "it was extended");
    assert!(leased(&database, "second", T0 + 1_900));
    // A former lease holder with fresher tokens may store them; the lease stays with the new holder.
    assert!(replaced(&database, (T0 + 1).as_i64(), "t2", "first", T0 + 5_000));
    assert!(leased(&database, "third", T0 + 2_900));
    let tokens = database.query_row("SELECT sealed_tokens FROM relay_grants", [], |row| row.get(0));
    assert_eq!(tokens, Ok("t2".to_owned()));
}

#[test]
fn revoked_grant_is_deleted_at_once_and_queued_for_its_platform() {
    let database = database();
    assert!(stored(&database, "bob", "gmail"));
    assert!(leased(&database, "first", T0), "a lease holds up no revocation");
    let revoke = || with_key("bob", "gmail", |key| run(&database, revocations::revoke(key, T0)));
    assert_eq!(revoke()[0].len(), 1);
    assert_eq!((count(&database, "relay_grants"), count(&database, "relay_revocations")), (0, 1));
    assert!(revoke()[0].is_empty(), "there is nothing to revoke a second time");
    assert!(!replaced(&database, T0.as_i64(), "t1", "first", T0 + 1), "and nothing to change");
    assert!(stored(&database, "bob", "gmail"), "the user may grant it again");
}

#[test]
fn revoking_all_deletes_one_users_grants_consents_and_data_key() {
    let database = database();
    for (user, platform) in [("bob", "gmail"), ("bob", "twitter"), ("ann", "mastodon")] {
        assert!(stored(&database, user, platform));
    }
    let sql = "INSERT INTO relay_consents VALUES (?1, ?2, 'gmail', 0, 's', 'x', 1)";
    for user in ["bob", "ann"] {
        database.execute(sql, [account().as_str(), user]).unwrap();
    }
    let rows = run(&database, revoke_all(account().as_str(), &RelayUserId::from_text("bob"), T0));
    assert_eq!(rows[0].len(), 2);
    for table in ["relay_grants", "relay_consents", "relay_data_keys"] {
        assert_eq!(count(&database, table), 1, "{table}");
    }
    let wrapped = "SELECT DISTINCT wrapped_key FROM relay_revocations";
    let wrapped: String = database.query_row(wrapped, [], |row| row.get(0)).unwrap();
    assert_eq!(wrapped, "wrapped-key-bob");
}

#[test]
fn revocations_are_retried_with_doubling_back_off_until_done() {
    let database = database();
    assert!(stored(&database, "bob", "gmail"));
    with_key("bob", "gmail", |key| run(&database, revocations::revoke(key, T0)));
    let due = |now_ms| run(&database, vec![revocations::claim_due(now_ms, 10)])[0].len();
    let second_at_ms = T0 + RETRY_AFTER_MS;
    assert_eq!(due(second_at_ms - 1), 0);
    assert_eq!(due(second_at_ms), 1);
    assert_eq!(due(second_at_ms), 0, "somebody is about it");
    assert_eq!(due(second_at_ms + 2 * RETRY_AFTER_MS - 1), 0);
    assert_eq!(due(second_at_ms + 2 * RETRY_AFTER_MS), 1);
    let row = RevocationRow {
        account_id: account(),
        user_id: RelayUserId::from_text("bob"),
        platform: "gmail".to_owned(),
        version: T0.as_i64(),
        sealed_tokens: String::new(),
        wrapped_key: String::new(),
        attempts: 3,
    };
    run(&database, vec![revocations::done(&row)]);
    assert_eq!(count(&database, "relay_revocations"), 0);
}

#[test]
fn data_key_is_rewrapped_only_if_it_is_still_the_one_that_was_read() {
    let database = database();
    let rewrap = |from: &str, to: &str| {
        let rewrap =
            data_keys::rewrap(account().as_str(), &RelayUserId::from_text("bob"), from, to, "new");
        run(&database, vec![rewrap]);
        let sql = "SELECT wrapped_key || ' ' || key_id FROM relay_data_keys WHERE user_id = 'bob'";
        database.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap()
    };
    assert_eq!(rewrap("wrapped-key-bob", "again"), "again new");
    assert_eq!(rewrap("wrapped-key-bob", "late"), "again new");
    ensure_key(&database, "bob", "another");
    assert_eq!(rewrap("x", "y"), "again new", "who has a key gets no other");
    ensure_key(&database, "nobody", "k");
    assert_eq!(count(&database, "relay_data_keys"), 2, "and who is not there gets none");
}
