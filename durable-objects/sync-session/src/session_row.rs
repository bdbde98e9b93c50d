//! Storage of the session, which is one row.

use lenient_input::describe_json_error;
use object_kit::ObjectStorage;
use object_sql::{Sql, SqlError, Value};
use sync_session::Session;
use worker::State;

const CREATE: &str =
    "CREATE TABLE IF NOT EXISTS session (id INTEGER PRIMARY KEY, content TEXT NOT NULL)";
const READ: &str = "SELECT content FROM session WHERE id = 1";
const WRITE: &str = "INSERT INTO session (id, content) VALUES (1, ?)
     ON CONFLICT (id) DO UPDATE SET content = excluded.content";

/// Returns the stored session. Reading does not create the table, so a request for a session that never existed
/// leaves nothing behind.
pub(crate) fn read(state: &State) -> Result<Option<Session>, SqlError> {
    let sql = ObjectStorage::of(state);
    let rows = match sql.exec(READ, vec![]) {
        Err(error) if error.is_missing_table() => return Ok(None),
        rows => rows?,
    };
    let Some(row) = rows.first() else { return Ok(None) };
    let content = row.reader().text()?.to_owned();
    let session = serde_json::from_str(&content);
    session.map(Some).map_err(|error| SqlError::Corrupt(describe_json_error(&error)))
}

pub(crate) fn write(state: &State, session: &Session) -> Result<(), SqlError> {
    let content =
        serde_json::to_string(session).map_err(|error| SqlError::Corrupt(error.to_string()))?;
    let sql = ObjectStorage::of(state);
    let parameters = || vec![Value::from(content.as_str())];
    // Nearly every write finds the table, so it is created only after a write has failed.
    match sql.exec(WRITE, parameters()) {
        Err(error) if error.is_missing_table() => {
            sql.exec(CREATE, vec![])?;
            sql.exec(WRITE, parameters())?;
        }
        written => {
            written?;
        }
    }
    Ok(())
}
