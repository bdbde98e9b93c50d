//! Message rows: reading them, and writing back only what changed.

use messaging::{Message, MessageId, Options, Policy};
use object_sql::{Row, RowReader, Sql, SqlError, Value};
use serde::{Serialize, de::DeserializeOwned};

use crate::{events::Marks, queues::Queue};

pub(crate) const SELECT_BY_ID: &str =
    "SELECT record, attention_ms, queue FROM message WHERE id = ?";
pub(crate) const SELECT_QUEUE: &str =
    "SELECT rank, id FROM message WHERE queue = ? ORDER BY rank, id LIMIT ?";
pub(crate) const NEXT_RANK: &str =
    "SELECT rank FROM message WHERE queue = ? AND rank > ? ORDER BY rank LIMIT 1";
pub(crate) const SELECT_LATEST: &str =
    "SELECT rank, id FROM message WHERE queue = ? AND rank = ? ORDER BY id DESC LIMIT ?";
pub(crate) const COUNT_QUEUES: &str =
    "SELECT COUNT(*) FROM (SELECT 1 FROM message WHERE queue IN (?, ?) LIMIT ?)";
pub(crate) const COUNT_WAITING: &str = "SELECT COUNT(*) FROM message WHERE queue IS NOT NULL";

/// A message with the columns that schedule its next step.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) message: Message,
    pub(crate) attention_ms: Option<i64>,
    pub(crate) queue: Option<Queue>,
    /// States of the recipients when the row was read.
    pub(crate) before: Marks,
    /// Column values as read, so that only differences are written.
    saved: (u32, Option<i64>, Option<Queue>),
}

impl Stored {
    pub(crate) fn new(message: Message, attention_ms: Option<i64>, queue: Option<Queue>) -> Self {
        let saved = (message.version, attention_ms, queue.clone());
        Self { before: Marks::of(&message), message, attention_ms, queue, saved }
    }

    /// Change of the number of waiting messages once this is written: -1, 0 or 1.
    pub(crate) fn waiting_change(&self) -> i64 {
        i64::from(self.queue.is_some()) - i64::from(self.saved.2.is_some())
    }

    /// Writes the row back and appends `events` (one JSON record a line) to those it has. Returns whether the
    /// message has changed and so has to be projected.
    pub(crate) fn save(
        mut self,
        sql: &impl Sql,
        policy: &Policy,
        events: Option<String>,
        now_ms: i64,
    ) -> Result<bool, SqlError> {
        let (version, attention_ms, queue) = &self.saved;
        let changed = self.message.version != *version;
        // Attention that comes too early costs one extra check later; moving it back would cost an index
        // write now.
        let due_ms = self.message.due_at_ms(now_ms, policy);
        self.attention_ms = [self.attention_ms, due_ms].into_iter().flatten().min();
        let id = self.message.id.as_str();
        let attention_changed = self.attention_ms != *attention_ms;
        let version = self.message.version.into();
        // A column that does not change stays out of the statement, so that its index is not rewritten.
        if changed && attention_changed {
            let record = to_json(&self.message)?.into();
            let events: Value = events.into();
            let parameters =
                vec![record, version, events.clone(), events, self.attention_ms.into(), id.into()];
            let statement = "UPDATE message SET record = ?, version = ?, rejections = 0,
                   events = coalesce(events || char(10) || ?, ?, events), attention_ms = ?
                 WHERE id = ?";
            sql.exec(statement, parameters)?;
        } else if changed {
            let record = to_json(&self.message)?.into();
            let events: Value = events.into();
            let parameters = vec![record, version, events.clone(), events, id.into()];
            let statement = "UPDATE message SET record = ?, version = ?, rejections = 0,
                   events = coalesce(events || char(10) || ?, ?, events)
                 WHERE id = ?";
            sql.exec(statement, parameters)?;
        } else if attention_changed {
            let parameters = vec![self.attention_ms.into(), id.into()];
            sql.exec("UPDATE message SET attention_ms = ? WHERE id = ?", parameters)?;
        }
        if self.queue != *queue {
            let parameters =
                vec![self.queue.as_ref().into(), rank(&self.message).into(), id.into()];
            sql.exec("UPDATE message SET queue = ?, rank = ? WHERE id = ?", parameters)?;
        }
        Ok(changed)
    }
}

/// Sort key within a queue: smaller ranks go first, and higher priorities have smaller ranks.
pub(crate) fn rank(message: &Message) -> i64 {
    rank_of(&message.options)
}

pub(crate) fn rank_of(options: &Options) -> i64 {
    127 - i64::from(options.priority)
}

/// Inserts a message with its queue, if any, and the time by which it needs attention.
pub(crate) fn insert(
    sql: &impl Sql,
    message: &Message,
    projected_version: u32,
    queue: Option<&Queue>,
    attention_ms: Option<i64>,
) -> Result<(), SqlError> {
    let counted = if projected_version == 0 {
        "[]".to_owned()
    } else {
        to_json(&message.facts().into_iter().collect::<Vec<_>>())?
    };
    let parameters = vec![
        message.id.as_str().into(),
        message.version.into(),
        projected_version.into(),
        attention_ms.into(),
        queue.into(),
        rank(message).into(),
        counted.into(),
        to_json(message)?.into(),
    ];
    let statement = "INSERT INTO message
           (id, version, projected_version, attention_ms, queue, rank, counted, record)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    sql.exec(statement, parameters)?;
    Ok(())
}

pub(crate) fn load(sql: &impl Sql, id: &MessageId) -> Result<Option<Stored>, SqlError> {
    let rows = sql.exec(SELECT_BY_ID, vec![id.as_str().into()])?;
    rows.first().map(|row| read(&mut row.reader())).transpose()
}

/// Returns the first `limit` messages of a queue with their ranks, in sending order.
pub(crate) fn queued(
    sql: &impl Sql,
    queue: &Queue,
    limit: usize,
) -> Result<Vec<(i64, MessageId)>, SqlError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = sql.exec(SELECT_QUEUE, vec![queue.into(), limit.into()])?;
    let read = |row: &Row| {
        let mut columns = row.reader();
        Ok((columns.integer()?, parse_id(columns.text()?)?))
    };
    rows.iter().map(read).collect()
}

/// Below every rank, and the smallest integer that a JavaScript number holds exactly.
const BEFORE_ALL_RANKS: i64 = -9_007_199_254_740_991;

/// Returns the first `limit` messages of a queue with their ranks, the latest first within a rank.
pub(crate) fn queued_latest_first(
    sql: &impl Sql,
    queue: &Queue,
    limit: usize,
) -> Result<Vec<(i64, MessageId)>, SqlError> {
    let mut found = Vec::new();
    let mut rank = BEFORE_ALL_RANKS;
    while found.len() < limit {
        let next = sql.exec(NEXT_RANK, vec![queue.into(), rank.into()])?;
        let Some(next) = next.first() else { break };
        rank = next.reader().integer()?;
        let left = i64::try_from(limit - found.len()).unwrap_or(i64::MAX);
        let parameters = vec![queue.into(), rank.into(), left.into()];
        for row in &sql.exec(SELECT_LATEST, parameters)? {
            let mut columns = row.reader();
            found.push((columns.integer()?, parse_id(columns.text()?)?));
        }
    }
    Ok(found)
}

pub(crate) fn count_waiting(sql: &impl Sql) -> Result<u32, SqlError> {
    count(sql, COUNT_WAITING, vec![])
}

/// Number of messages that wait for any gateway or for this one, counted up to `limit`.
pub(crate) fn count_waiting_for(
    sql: &impl Sql,
    gateway_id: &str,
    limit: i64,
) -> Result<u32, SqlError> {
    let pinned = Queue::PinnedTo(gateway_id.to_owned());
    let parameters = vec![(&Queue::AnyGateway).into(), (&pinned).into(), limit.into()];
    count(sql, COUNT_QUEUES, parameters)
}

pub(crate) fn count(
    sql: &impl Sql,
    statement: &str,
    parameters: Vec<Value>,
) -> Result<u32, SqlError> {
    let rows = sql.exec(statement, parameters)?;
    let count = rows.first().map(|row| row.reader().integer()).transpose()?.unwrap_or(0);
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Reads the columns `record, attention_ms, queue`.
pub(crate) fn read(columns: &mut RowReader<'_>) -> Result<Stored, SqlError> {
    let message = from_json(columns.text()?)?;
    let attention_ms = columns.optional_integer()?;
    Ok(Stored::new(message, attention_ms, columns.optional_text()?.map(Queue::parse)))
}

pub(crate) fn parse_id(text: &str) -> Result<MessageId, SqlError> {
    MessageId::parse(text).ok_or_else(|| SqlError::Corrupt("message id".to_owned()))
}

pub(crate) fn to_json(value: &impl Serialize) -> Result<String, SqlError> {
    serde_json::to_string(value).map_err(|error| SqlError::Corrupt(error.to_string()))
}

pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, SqlError> {
    serde_json::from_str(text).map_err(|error| SqlError::Corrupt(error.to_string()))
}
