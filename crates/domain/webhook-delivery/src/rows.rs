//! Event rows: reading them, and changing their state.

use lenient_input::describe_json_error;
use object_sql::{RowReader, Sql, SqlError};
use serde::{Serialize, de::DeserializeOwned};
use unix_time::UnixMillis;

pub(crate) const SELECT_BY_ID: &str =
    "SELECT order_key, seq, state, at_ms, attempts, tries, kind FROM event WHERE event_id = ?";
pub(crate) const SELECT_LAST_OF_KEY: &str =
    "SELECT seq, state FROM event WHERE order_key = ? ORDER BY seq DESC LIMIT 1";
pub(crate) const SELECT_NEXT_OF_KEY: &str =
    "SELECT seq, state FROM event WHERE order_key = ? AND seq > ? ORDER BY seq LIMIT 1";
pub(crate) const COUNT_STATE: &str = "SELECT COUNT(*) FROM event WHERE state = ?";

/// An event's position and state, without its payload.
#[derive(Clone, Debug)]
pub(crate) struct StoredEvent {
    pub(crate) order_key: String,
    pub(crate) seq: i64,
    pub(crate) state: String,
    pub(crate) at_ms: Option<UnixMillis>,
    /// Number of ended attempts.
    pub(crate) attempts: u32,
    /// Ended attempts since the event was enqueued or replayed; the schedule counts these.
    pub(crate) tries: u32,
    pub(crate) kind: String,
}

/// The position behind all events with the key.
pub(crate) struct QueuePosition {
    pub(crate) seq: i64,
    /// Whether an event with the key is undelivered.
    pub(crate) held: bool,
}

impl StoredEvent {
    /// Moves the event to another state, which rewrites its index entries.
    pub(crate) fn set(
        &self,
        sql: &impl Sql,
        state: &str,
        at_ms: UnixMillis,
    ) -> Result<(), SqlError> {
        let parameters = vec![
            state.into(),
            at_ms.into(),
            self.attempts.into(),
            self.tries.into(),
            self.order_key.as_str().into(),
            self.seq.into(),
        ];
        let statement = "UPDATE event SET state = ?, at_ms = ?, attempts = ?, tries = ?
             WHERE order_key = ? AND seq = ?";
        sql.exec(statement, parameters)?;
        Ok(())
    }

    /// Releases the next event with the key, since this one is finished.
    pub(crate) fn free_next(&self, sql: &impl Sql, now_ms: UnixMillis) -> Result<(), SqlError> {
        let key = self.order_key.as_str();
        let next = sql.exec(SELECT_NEXT_OF_KEY, vec![key.into(), self.seq.into()])?;
        let Some(row) = next.first() else { return Ok(()) };
        let mut columns = row.reader();
        let (seq, state) = (columns.integer()?, columns.text()?);
        if state == "held" {
            let statement = "UPDATE event SET state = 'ready', at_ms = ?
                 WHERE order_key = ? AND seq = ?";
            sql.exec(statement, vec![now_ms.into(), key.into(), seq.into()])?;
        }
        Ok(())
    }
}

pub(crate) fn find(sql: &impl Sql, event_id: &str) -> Result<Option<StoredEvent>, SqlError> {
    let found = sql.exec(SELECT_BY_ID, vec![event_id.into()])?;
    let Some(row) = found.first() else { return Ok(None) };
    let mut columns = row.reader();
    Ok(Some(StoredEvent {
        order_key: columns.text()?.to_owned(),
        seq: columns.integer()?,
        state: columns.text()?.to_owned(),
        at_ms: columns.optional_time()?,
        attempts: small(&mut columns)?,
        tries: small(&mut columns)?,
        kind: columns.text()?.to_owned(),
    }))
}

pub(crate) fn place_behind(sql: &impl Sql, order_key: &str) -> Result<QueuePosition, SqlError> {
    let found = sql.exec(SELECT_LAST_OF_KEY, vec![order_key.into()])?;
    let Some(row) = found.first() else { return Ok(QueuePosition { seq: 1, held: false }) };
    let mut columns = row.reader();
    let seq = columns.integer()?.saturating_add(1);
    Ok(QueuePosition { seq, held: ["ready", "held"].contains(&columns.text()?) })
}

pub(crate) fn count(sql: &impl Sql, state: &str) -> Result<u32, SqlError> {
    let found = sql.exec(COUNT_STATE, vec![state.into()])?;
    found.first().map_or(Ok(0), |row| small(&mut row.reader()))
}

pub(crate) fn small(columns: &mut RowReader<'_>) -> Result<u32, SqlError> {
    u32::try_from(columns.integer()?).map_err(|error| SqlError::Corrupt(error.to_string()))
}

pub(crate) fn to_json(value: &impl Serialize) -> Result<String, SqlError> {
    serde_json::to_string(value).map_err(|error| SqlError::Corrupt(describe_json_error(&error)))
}

pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, SqlError> {
    serde_json::from_str(text).map_err(|error| SqlError::Corrupt(describe_json_error(&error)))
}
