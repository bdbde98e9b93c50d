use rusqlite::{Connection, params_from_iter, types::Value as Sqlite};

use super::*;
use crate::tests::{count_rows, execute, migrated, row, rows};

const MINE: &str = "aaaaaaaaaaaaaaaa";
const OTHER: &str = "bbbbbbbbbbbbbbbb";
const NOW_MS: UnixMillis = UnixMillis::new(1_000);

fn id(text: &str) -> AccountId {
    AccountId::parse(text).unwrap()
}

/// A database with two accounts that have `count` rows in each table.
fn with_rows(count: usize) -> Connection {
    let database = migrated();
    for account_id in [MINE, OTHER] {
        database
            .execute(
                "INSERT INTO accounts (id, name, created_at_ms, unproven_since_ms) VALUES (?1, ?1, 0, 5)",
                [account_id],
            )
            .unwrap();
        // Rows that others refer to come first; `OWNED` has them last.
        for table in OWNED.iter().rev().filter(|table| table.name != "relay_node_counts") {
            for number in 0..count {
                insert(&database, table.name, account_id, number);
            }
        }
    }
    database.execute_batch("PRAGMA foreign_keys = ON").unwrap();
    database
}

/// Inserts a row whose columns are made of their names and a number. Columns named like an account are its id.
fn insert(database: &Connection, table: &str, account_id: &str, number: usize) {
    let mut columns = database.prepare(&format!("PRAGMA table_info({table})")).unwrap();
    let columns: Vec<(String, String)> = columns
        .query_map([], |row| Ok((row.get(1)?, row.get(2)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let value = |(name, kind): &(String, String)| match (name.as_str(), kind.as_str()) {
        ("account_id" | "scope", _) => Sqlite::Text(account_id.to_owned()),
        (_, "INTEGER") => Sqlite::Integer(i64::try_from(number).unwrap() + 1),
        // A row of the other table has this number, too.
        ("message_id" | "gateway_id", _) => Sqlite::Text(format!("id{number}")),
        ("kind", _) if table == "api_keys" => Sqlite::Text("client".to_owned()),
        // Unique over all accounts.
        ("login" | "token_digest" | "digest", _) => Sqlite::Text(format!("{account_id}{number}")),
        _ => Sqlite::Text(format!("{name}{number}")),
    };
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    let marks = vec!["?"; names.len()].join(", ");
    let sql = format!("INSERT OR IGNORE INTO {table} ({}) VALUES ({marks})", names.join(", "));
    database.execute(&sql, params_from_iter(columns.iter().map(value))).unwrap();
}

fn count_of(database: &Connection, table: &OwnedTable, account_id: &str) -> i64 {
    let owner = if table.delete.contains("WHERE (scope") { "scope" } else { "account_id" };
    let sql = format!("SELECT COUNT(*) FROM {} WHERE {owner} = ?1", table.name);
    database.query_row(&sql, [account_id], |row| row.get(0)).unwrap()
}

fn request<'a>(account_id: &'a AccountId, name: &'a str) -> NewAccountDeletion<'a> {
    NewAccountDeletion {
        id: "000000000001cccc",
        account_id,
        name,
        name_digest: name,
        actor_kind: "operator",
        actor_id: Some("token"),
    }
}

fn begin_by_name(database: &Connection, name: &str) -> Option<AccountDeletion> {
    let account_id = id(MINE);
    for bound in begin(&request(&account_id, name), NOW_MS).into_iter().take(2) {
        execute(database, bound);
    }
    row(database, (FIND_OF_ACCOUNT, vec![MINE.into()]))
}

fn run_round(database: &Connection, tables: &mut RemainingTables) {
    let mut deleted = Vec::new();
    for (index, bound) in tables.round(MINE).into_iter().enumerate() {
        let changed = execute(database, bound);
        if index % 2 == 0 {
            deleted.push(changed);
        }
    }
    tables.note(&deleted);
}

fn run_stage(database: &Connection, stage: DeletionStage) -> usize {
    let mut tables = RemainingTables::of(stage);
    for rounds in 1..100 {
        run_round(database, &mut tables);
        if tables.is_done() {
            return rounds;
        }
    }
    panic!("the stage does not end");
}

fn move_to(database: &Connection, stage: DeletionStage) {
    let deletion: AccountDeletion = row(database, (FIND_OF_ACCOUNT, vec![MINE.into()])).unwrap();
    assert_eq!(count_rows(database, advance(&deletion, stage, "")), 1);
}

fn finish_now(database: &Connection) -> AccountDeletion {
    for bound in finish(MINE, UnixMillis::new(9_000)) {
        execute(database, bound);
    }
    row(database, (FIND_OF_ACCOUNT, vec![MINE.into()])).unwrap()
}

#[test]
fn deletion_empties_every_table_of_the_account_and_leaves_the_other_account() {
    let database = with_rows(3);
    let before: Vec<i64> = OWNED.iter().map(|table| count_of(&database, table, OTHER)).collect();
    assert!(before.iter().all(|count| *count > 0), "{before:?}");
    let mine: Vec<i64> = OWNED.iter().map(|table| count_of(&database, table, MINE)).collect();
    begin_by_name(&database, MINE).unwrap();
    run_stage(&database, DeletionStage::Rows);
    for table in OWNED {
        let left = count_of(&database, table, MINE);
        assert_eq!(left > 0, table.emptied == Emptied::Last, "{}", table.name);
    }
    move_to(&database, DeletionStage::LastRows);
    run_stage(&database, DeletionStage::LastRows);
    let deletion = finish_now(&database);
    assert_eq!(deletion.finished_at_ms, Some(UnixMillis::new(9_000)));
    assert!(row::<IdRow>(&database, (EXISTS, vec![MINE.into()])).is_none());
    let counted: Vec<DeletedRows> = rows(&database, (DELETED_ROWS, vec![MINE.into()]));
    for (table, before) in OWNED.iter().zip(mine) {
        let counted = counted.iter().find(|row| row.table_name == table.name);
        assert_eq!(
            counted.map(|row| i64::try_from(row.deleted).unwrap()),
            Some(before),
            "{}",
            table.name
        );
    }
    let after: Vec<i64> = OWNED.iter().map(|table| count_of(&database, table, OTHER)).collect();
    assert_eq!(after, before);
}

#[test]
fn many_rows_are_deleted_and_counted_over_several_rounds() {
    let database = with_rows(400);
    begin_by_name(&database, MINE).unwrap();
    let mut tables = RemainingTables::of(DeletionStage::Rows);
    run_round(&database, &mut tables);
    assert!(!tables.is_done() && tables.left.len() < tables.all.len());
    // An interruption forgets which tables are left; deleting starts over with all.
    run_stage(&database, DeletionStage::Rows);
    let counted: Vec<DeletedRows> = rows(&database, (DELETED_ROWS, vec![MINE.into()]));
    let of = |name: &str| counted.iter().find(|row| row.table_name == name).unwrap().deleted;
    assert_eq!((of("messages"), of("message_pieces"), of("inbound_messages")), (400, 400, 400));
}

#[test]
fn only_the_name_of_the_account_begins_its_deletion() {
    let database = with_rows(0);
    assert_eq!(begin_by_name(&database, "another"), None);
    let disabled = |account_id: &str| -> (Option<i64>, i64, Option<i64>) {
        let sql =
            "SELECT disabled_at_ms, is_default, unproven_since_ms FROM accounts WHERE id = ?1";
        database
            .query_row(sql, [account_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .unwrap()
    };
    assert_eq!(disabled(MINE), (None, 0, Some(5)));
    database.execute("UPDATE accounts SET is_default = 1 WHERE id = ?1", [MINE]).unwrap();
    let begun = begin_by_name(&database, MINE).unwrap();
    assert_eq!((begun.stage, begun.position.as_str()), (DeletionStage::Objects, ""));
    assert_eq!(disabled(MINE), (Some(1_000), 0, None));
    assert_eq!(disabled(OTHER), (None, 0, Some(5)));
}

#[test]
fn repeated_request_keeps_the_first_deletion() {
    let database = with_rows(0);
    let begun = begin_by_name(&database, MINE).unwrap();
    let account_id = id(MINE);
    let again = NewAccountDeletion { id: "000000000002cccc", ..request(&account_id, MINE) };
    for bound in begin(&again, UnixMillis::new(2_000)).into_iter().take(2) {
        execute(&database, bound);
    }
    assert_eq!(row(&database, (FIND_OF_ACCOUNT, vec![MINE.into()])), Some(begun));
}

#[test]
fn of_concurrent_runs_one_moves_the_deletion_on() {
    let database = with_rows(0);
    let begun = begin_by_name(&database, MINE).unwrap();
    assert_eq!(count_rows(&database, advance(&begun, DeletionStage::Objects, "g/1")), 1);
    assert_eq!(count_rows(&database, advance(&begun, DeletionStage::Rows, "")), 0);
}

#[test]
fn account_outlives_every_stage_but_the_last() {
    let database = with_rows(0);
    begin_by_name(&database, MINE).unwrap();
    assert_eq!(finish_now(&database).finished_at_ms, None);
    assert!(row::<IdRow>(&database, (EXISTS, vec![MINE.into()])).is_some());
    move_to(&database, DeletionStage::LastRows);
    let finished = finish_now(&database);
    assert!(finished.finished_at_ms.is_some());
    // A late twin changes nothing.
    assert_eq!(count_rows(&database, advance(&finished, DeletionStage::Rows, "")), 0);
    let under_way: Vec<AccountDeletion> = rows(&database, (UNDER_WAY, vec![10_u32.into()]));
    assert_eq!(under_way, []);
}

#[test]
fn deletions_are_listed_from_the_newest_on() {
    let database = with_rows(0);
    for (id, account_id) in [("01", "a"), ("03", "b"), ("02", "c")] {
        let sql = "INSERT INTO account_deletions (id, account_id, name_digest, actor_kind, requested_at_ms)
             VALUES (?1, ?2 || '00000000000000a', '', 'operator', 0)";
        database.execute(sql, [id, account_id]).unwrap();
    }
    let page: Vec<AccountDeletion> = rows(&database, (LIST, vec!["g".into(), 2_u32.into()]));
    assert_eq!(page.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["03", "02"]);
    let next: Vec<AccountDeletion> = rows(&database, (LIST, vec!["02".into(), 2_u32.into()]));
    assert_eq!(next.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["01"]);
}
