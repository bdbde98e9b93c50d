use rusqlite::{Connection, OptionalExtension, params_from_iter};

use super::*;
use crate::tests::{count_rows, execute, row};

/// Two accounts, each with a user of the same id and number.
fn database() -> Connection {
    let database = crate::tests::migrated();
    for account in ["a", "b"] {
        let sql = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, ?1, 0)";
        database.execute(sql, [account]).unwrap();
        add_user(&database, account, "u", "+237123456789");
    }
    database
}

fn add_user(database: &Connection, account: &str, user: &str, number: &str) {
    let sql = "INSERT INTO relay_users (account_id, user_id, phone_number, name, country_code,
       password_hash, state, sessions_since_ms, created_at_ms, updated_at_ms)
       VALUES (?1, ?2, ?3, 'A', '+237', '', 'active', 0, 0, 0)";
    database.execute(sql, [account, user, number]).unwrap();
}

fn sync(
    database: &Connection,
    account: &str,
    user: &str,
    sealed: &str,
    at_ms: UnixMillis,
) -> Option<(Option<i64>, String)> {
    let key = NewSharedKey {
        user_id: &RelayUserId::from_text(user),
        sealed_key: sealed,
        number_hash: &format!("hash at {at_ms}"),
        client_key: "pem",
        client_digests: ("sha256", "sha1"),
    };
    let (sql, values) = set(account, &key, at_ms);
    let mut prepared = database.prepare(sql).unwrap();
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    prepared.query_row(params_from_iter(values), read).optional().unwrap()
}

fn request_key(database: &Connection, account: &str, number: &str) -> Option<(String, String)> {
    let key: Option<RequestKey> = row(database, super::request_key(account, number));
    key.map(|key| (key.user_id.to_string(), key.sealed_shared_key))
}

#[test]
fn newest_sync_wins_and_returns_the_time_of_the_previous_one() {
    let database = database();
    let hash = "hash at 10".to_owned();
    assert_eq!(sync(&database, "a", "u", "first", UnixMillis::new(10)), Some((None, hash.clone())));
    assert_eq!(
        sync(&database, "a", "u", "second", UnixMillis::new(20)),
        Some((Some(10), hash.clone()))
    );
    assert_eq!(sync(&database, "a", "u", "third", UnixMillis::new(30)), Some((Some(20), hash)));
    let found = request_key(&database, "a", "+237123456789");
    assert_eq!(found, Some(("u".to_owned(), "third".to_owned())));
    let syncs: i64 =
        database.query_row("SELECT syncs FROM relay_shared_keys", [], |row| row.get(0)).unwrap();
    assert_eq!(syncs, 3);
}

#[test]
fn sync_deletes_blocks_of_older_keys_only_if_it_made_a_key() {
    let database = database();
    sync(&database, "a", "u", "first", UnixMillis::new(10)).unwrap();
    for (account, made_at_ms) in [("a", 5), ("a", 10), ("a", 20), ("b", 5)] {
        let sql = "INSERT INTO relay_used_blocks VALUES (?1, 'u', ?2, 0, '')";
        database.execute(sql, rusqlite::params![account, made_at_ms]).unwrap();
    }
    let drop_blocks = |now_ms: UnixMillis| {
        execute(&database, drop_blocks("a", &RelayUserId::from_text("u"), now_ms))
    };
    // No sync made a key at that time.
    assert_eq!(drop_blocks(UnixMillis::new(20)), 0);
    assert_eq!(drop_blocks(UnixMillis::new(10)), 1);
    sync(&database, "a", "u", "second", UnixMillis::new(20)).unwrap();
    assert_eq!(drop_blocks(UnixMillis::new(20)), 1);
    let left: i64 =
        database.query_row("SELECT COUNT(*) FROM relay_used_blocks", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 2);
}

#[test]
fn only_active_users_have_keys_and_accounts_do_not_share_them() {
    let database = database();
    assert_eq!(sync(&database, "a", "nobody", "sealed", UnixMillis::new(10)), None);
    sync(&database, "a", "u", "of a", UnixMillis::new(10)).unwrap();
    assert_eq!(request_key(&database, "b", "+237123456789"), None);
    assert_eq!(request_key(&database, "a", "+237000000000"), None);
    let suspend = "UPDATE relay_users SET state = 'unverified' WHERE account_id = 'a'";
    database.execute(suspend, []).unwrap();
    assert_eq!(request_key(&database, "a", "+237123456789"), None);
    assert_eq!(sync(&database, "a", "u", "again", UnixMillis::new(20)), None);
    assert_eq!(count_rows(&database, by_hash("a", "hash at 10")), 0);
}

#[test]
fn key_is_found_and_deleted_by_its_number_hash() {
    let database = database();
    sync(&database, "a", "u", "of a", UnixMillis::new(10)).unwrap();
    let find = |account: &str| {
        row::<SharedKeyRow>(&database, by_hash(account, "hash at 10")).map(|key| key.sealed_key)
    };
    assert_eq!((find("a"), find("b")), (Some("of a".to_owned()), None));
    let delete = |account: &str| {
        row::<UserRow>(&database, delete_by_hash(account, "hash at 10"))
            .map(|user| user.user_id.to_string())
    };
    assert_eq!([delete("b"), delete("a"), delete("a")], [None, Some("u".to_owned()), None]);
}

#[test]
fn resealing_finds_keys_by_sealing_key_and_restores_no_replaced_key() {
    let database = database();
    let account_id = AccountId::parse("00000000000000aa").unwrap();
    let account = account_id.as_str();
    let sql = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, ?1, 0)";
    database.execute(sql, [account]).unwrap();
    add_user(&database, account, "w", "+237123456780");
    sync(&database, account, "w", "v1.old.first", UnixMillis::new(10)).unwrap();
    sync(&database, "b", "u", "v1.older.x", UnixMillis::new(20)).unwrap();
    let found = |key_id: &str| -> Vec<(String, String)> {
        let (sql, values) = sealed_by(key_id, 10);
        let mut prepared = database.prepare(sql).unwrap();
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(1)?, row.get(2)?));
        let rows = prepared.query_map(params_from_iter(values), read).unwrap();
        rows.map(Result::unwrap).collect()
    };
    assert_eq!(found("old"), [("w".to_owned(), "v1.old.first".to_owned())]);
    assert_eq!(found("ol"), []);
    let old = SealedSharedKey {
        account_id: account_id.clone(),
        user_id: RelayUserId::from_text("w"),
        sealed_key: "v1.old.first".to_owned(),
    };
    sync(&database, account, "w", "v1.old.second", UnixMillis::new(30)).unwrap();
    let again = |old: &SealedSharedKey| {
        let (sql, values) = reseal(old, "v1.new.second");
        database.execute(sql, params_from_iter(values)).unwrap()
    };
    assert_eq!(again(&old), 0);
    assert_eq!(again(&SealedSharedKey { sealed_key: "v1.old.second".to_owned(), ..old }), 1);
    assert_eq!(found("old"), []);
    assert_eq!(found("new"), [("w".to_owned(), "v1.new.second".to_owned())]);
}
