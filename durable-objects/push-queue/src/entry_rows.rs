//! State that survives eviction: rows of keys and values, as the queue supplies them.

use object_kit::ObjectStorage;
use object_sql::{Sql, SqlError, migrate};
use push_queue::EntryChange;
use worker::State;

const MIGRATIONS: &[&[&str]] =
    &[&["CREATE TABLE kept (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"]];
const READ: &str = "SELECT key, value FROM kept LIMIT 20000";
const PUT: &str = "INSERT INTO kept (key, value) VALUES (?, ?)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value";
const DELETE: &str = "DELETE FROM kept WHERE key = ?";

/// Reads everything that an earlier instance stored.
pub(crate) fn read(state: &State) -> Result<Vec<(String, String)>, SqlError> {
    let sql = ObjectStorage::of(state);
    migrate(&sql, MIGRATIONS)?;
    let row = |row: object_sql::Row| {
        let mut columns = row.reader();
        Ok((columns.text()?.to_owned(), columns.text()?.to_owned()))
    };
    sql.exec(READ, vec![])?.into_iter().map(row).collect()
}

pub(crate) fn write(state: &State, changes: Vec<EntryChange>) -> Result<(), SqlError> {
    if changes.is_empty() {
        return Ok(());
    }
    let sql = ObjectStorage::of(state);
    for change in changes {
        match change {
            EntryChange::Put { key, value } => sql.exec(PUT, vec![key.into(), value.into()])?,
            EntryChange::Delete { key } => sql.exec(DELETE, vec![key.into()])?,
        };
    }
    Ok(())
}
