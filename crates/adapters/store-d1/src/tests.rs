//! Every statement, planned by SQLite against the real migrations.

use rusqlite::{Connection, params_from_iter, types::ValueRef};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::bound::Bound;

pub(crate) fn migrated() -> Connection {
    let database = Connection::open_in_memory().unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../d1-migrations");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .collect();
    files.sort();
    for file in files {
        database.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
    }
    database
}

pub(crate) fn plan(database: &Connection, statement: &str) -> Vec<String> {
    let prepared = database.prepare(&format!("EXPLAIN QUERY PLAN {statement}"));
    let mut prepared = prepared.unwrap_or_else(|error| panic!("{error}: {statement}"));
    for index in 1..=prepared.parameter_count() {
        prepared.raw_bind_parameter(index, "[]").unwrap();
    }
    let mut rows = prepared.raw_query();
    let mut details = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        details.push(row.get(3).unwrap());
    }
    details
}

/// Runs a statement that yields no rows, and returns the number of rows that it changed.
pub(crate) fn execute(database: &Connection, (sql, values): Bound) -> usize {
    database.prepare_cached(sql).unwrap().execute(params_from_iter(values)).unwrap()
}

/// Runs a statement and reads all its rows as D1 yields them: as objects, whose numbers are doubles.
pub(crate) fn rows<T: DeserializeOwned>(database: &Connection, (sql, values): Bound) -> Vec<T> {
    let mut prepared = database.prepare_cached(sql).unwrap();
    let names: Vec<String> = prepared.column_names().into_iter().map(str::to_owned).collect();
    let read = |row: &rusqlite::Row<'_>| {
        let column = |(at, name): (usize, &String)| (name.clone(), json(row.get_ref_unwrap(at)));
        let object = Json::Object(names.iter().enumerate().map(column).collect());
        Ok(serde_json::from_value(object).unwrap())
    };
    prepared.query_map(params_from_iter(values), read).unwrap().map(Result::unwrap).collect()
}

/// Runs a statement that yields at most one row.
pub(crate) fn row<T: DeserializeOwned>(database: &Connection, bound: Bound) -> Option<T> {
    rows(database, bound).into_iter().next()
}

/// Runs a statement and returns the number of rows that it yields.
pub(crate) fn count_rows(database: &Connection, bound: Bound) -> usize {
    rows::<Json>(database, bound).len()
}

#[expect(clippy::cast_possible_truncation, reason = "the number has no fraction")]
fn json(value: ValueRef<'_>) -> Json {
    match value {
        ValueRef::Null => Json::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) if number.fract() == 0.0 => (number as i64).into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) => String::from_utf8(text.to_vec()).unwrap().into(),
        ValueRef::Blob(_) => panic!("no statement yields a blob"),
    }
}

#[test]
fn statements_neither_scan_nor_sort_a_table() {
    let database = migrated();
    for statement in crate::STATEMENTS.iter().copied().flatten().copied().flatten() {
        for detail in plan(&database, statement) {
            // A batch is read from its own parameter, which has no index and needs none.
            let reads_the_batch = detail.contains("json_each") || detail.contains("VIRTUAL TABLE");
            let constant = detail == "SCAN CONSTANT ROW";
            let scans = detail.starts_with("SCAN") && !reads_the_batch && !constant;
            assert!(!scans && !detail.contains("TEMP B-TREE"), "{detail}\n{statement}");
        }
    }
}

#[test]
fn listing_by_sender_uses_the_sender_index() {
    let database = migrated();
    let lists = |statement: &&&str| statement.contains("sender = ?6");
    let statement = crate::messages::inbound::STATEMENTS.iter().find(lists).unwrap();
    let plan = plan(&database, statement).join("\n");
    let wanted = "inbound_messages_sender (account_id=? AND sender=? AND id>? AND id<?)";
    assert!(plan.contains(wanted), "{plan}");
}

/// The cost of a relay must not grow with the pool's numbers or with sessions.
#[test]
fn relay_looks_up_its_number_and_session_by_key() {
    let database = migrated();
    let facts = plan(&database, crate::masking::number_facts::STATEMENTS[0]).join("\n");
    assert!(
        facts.contains("n USING INDEX proxy_numbers_route (account_id=? AND route_id=?)"),
        "{facts}"
    );
    let talked = plan(&database, crate::messages::projection::LAST_INTERACTIONS).join("\n");
    assert!(
        talked.contains("proxy_sessions USING PRIMARY KEY (account_id=? AND id=?)"),
        "{talked}"
    );
}
