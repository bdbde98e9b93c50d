//! Inbound SMS that could not be handed to the Dispatcher yet. They are rows, so that they outlive the instance.
//! The table is created when the first SMS is held.

use cable::flow::{MAX_HELD_BYTES, MAX_HELD_SMS};
use ids::AccountId;
use object_commands::dispatcher::Receive;
use object_kit::ObjectStorage;
use object_sql::{Sql, SqlError, Value};
use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;
use worker::State;

const CREATE: &str = "CREATE TABLE IF NOT EXISTS held_sms
     (id INTEGER PRIMARY KEY, content TEXT NOT NULL, held_at_ms INTEGER NOT NULL, tries INTEGER NOT NULL)";
// `LENGTH` of a text counts characters, and the limit is in bytes.
const SUM: &str = "SELECT COUNT(*), COALESCE(SUM(LENGTH(CAST(content AS BLOB))), 0) FROM held_sms";
const INSERT: &str = "INSERT INTO held_sms (content, held_at_ms, tries) VALUES (?, ?, 1)";
// The fewest tries come first, so that an SMS that fails again and again does not hold up the others.
const NEXT: &str = "SELECT id, content, held_at_ms FROM held_sms ORDER BY tries, id LIMIT ?";
const DELETE: &str = "DELETE FROM held_sms WHERE id = ?";
const TRIED: &str = "UPDATE held_sms SET tries = tries + 1 WHERE id = ?";

/// An inbound SMS and its account.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct InboundSms {
    pub(crate) account_id: AccountId,
    pub(crate) receive: Receive,
}

/// One held SMS, as its row has it.
pub(crate) struct HeldSms {
    pub(crate) id: i64,
    pub(crate) since_ms: UnixMillis,
    /// `None`: the content cannot be read, and never will be.
    pub(crate) sms: Option<InboundSms>,
}

/// Number of held rows and their bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct HeldTotals {
    pub(crate) rows: i64,
    bytes: i64,
}

impl HeldTotals {
    fn has_room(self, bytes: usize) -> bool {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        self.rows < i64::from(MAX_HELD_SMS)
            && self.bytes.saturating_add(bytes) <= i64::from(MAX_HELD_BYTES)
    }
}

/// Returns the number and bytes of the held SMS.
pub(crate) fn totals(state: &State) -> Result<HeldTotals, SqlError> {
    let rows = or_none(sql(state).exec(SUM, vec![]))?;
    let Some(row) = rows.first() else { return Ok(HeldTotals::default()) };
    let mut reader = row.reader();
    Ok(HeldTotals { rows: reader.integer()?, bytes: reader.integer()? })
}

/// Holds an SMS. Returns `false` when there is no room for it.
pub(crate) fn hold(state: &State, sms: &InboundSms, now_ms: UnixMillis) -> Result<bool, SqlError> {
    let content = serde_json::to_string(sms).map_err(|it| SqlError::Corrupt(it.to_string()))?;
    if !totals(state)?.has_room(content.len()) {
        return Ok(false);
    }
    let sql = sql(state);
    sql.exec(CREATE, vec![])?;
    sql.exec(INSERT, vec![Value::from(content.as_str()), now_ms.into()])?;
    Ok(true)
}

/// Returns up to `count` held SMS, those with the fewest tries first and the oldest first among them. Stops before
/// `max_bytes` is exceeded, but returns at least one SMS if any is held.
pub(crate) fn next(
    state: &State,
    count: usize,
    max_bytes: usize,
) -> Result<Vec<HeldSms>, SqlError> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let rows = or_none(sql(state).exec(NEXT, vec![count.into()]))?;
    let mut held = Vec::new();
    let mut bytes = 0_usize;
    for row in &rows {
        let mut reader = row.reader();
        let (id, content) = (reader.integer()?, reader.text()?.to_owned());
        let since_ms = reader.time()?;
        bytes = bytes.saturating_add(content.len());
        if bytes > max_bytes && !held.is_empty() {
            break;
        }
        held.push(HeldSms { id, since_ms, sms: serde_json::from_str(&content).ok() });
    }
    Ok(held)
}

pub(crate) fn forget(state: &State, id: i64) -> Result<(), SqlError> {
    sql(state).exec(DELETE, vec![id.into()]).map(drop)
}

pub(crate) fn record_try(state: &State, id: i64) -> Result<(), SqlError> {
    sql(state).exec(TRIED, vec![id.into()]).map(drop)
}

fn sql(state: &State) -> ObjectStorage {
    ObjectStorage::of(state)
}

fn or_none<T>(rows: Result<Vec<T>, SqlError>) -> Result<Vec<T>, SqlError> {
    match rows {
        Err(error) if error.is_missing_table() => Ok(Vec::new()),
        rows => rows,
    }
}
