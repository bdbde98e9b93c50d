//! Message rows: reading them, and writing back only what changed.

pub(crate) mod client_ids;
pub(crate) mod pieces;
pub(crate) mod recipient_states;
pub(crate) mod text_sealer;

use messaging::{DispatchPolicy, Message, MessageId, RecipientState};
use object_sql::{RowReader, Sql, SqlError, Value};
use unix_time::UnixMillis;

use crate::{
    columns::{from_json, to_json},
    queues::{Queue, recipients},
};
use recipient_states::RecipientStates;

pub(crate) const SELECT_BY_ID: &str =
    "SELECT record, attention_ms, queue FROM message WHERE id = ?";

/// A message with the columns that schedule its next step.
#[derive(Debug)]
pub(crate) struct StoredMessage {
    pub(crate) message: Message,
    pub(crate) attention_ms: Option<UnixMillis>,
    pub(crate) queue: Option<Queue>,
    /// States of the recipients when the row was read.
    pub(crate) before: RecipientStates,
    /// State of the message at that time.
    pub(crate) state_before: RecipientState,
    /// Column values as read, so that only differences are written.
    saved: (u32, Option<UnixMillis>, Option<Queue>),
}

/// Change of what the queues hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LoadChange {
    /// Messages that wait for a gateway, or to be fetched.
    pub(crate) waiting: i64,
    /// Recipients of messages that wait for their scheduled time.
    pub(crate) scheduled_recipients: i64,
}

impl StoredMessage {
    pub(crate) fn new(
        message: Message,
        attention_ms: Option<UnixMillis>,
        queue: Option<Queue>,
    ) -> Self {
        let saved = (message.version, attention_ms, queue.clone());
        let (before, state_before) = (RecipientStates::of(&message), message.state());
        Self { message, attention_ms, queue, before, state_before, saved }
    }

    /// Whether the message has changed since it was read.
    pub(crate) fn is_changed(&self) -> bool {
        self.message.version != self.saved.0
    }

    /// Whether it waits to be routed, and did not when it was read.
    pub(crate) fn newly_waits(&self) -> bool {
        let waits = |queue: &Option<Queue>| queue.as_ref().is_some_and(Queue::is_to_route);
        waits(&self.queue) && !waits(&self.saved.2)
    }

    /// Change of what the queues hold once this is written.
    pub(crate) fn load_change(&self) -> LoadChange {
        let load = |queue: &Option<Queue>| match queue {
            None => (0, 0),
            Some(Queue::Scheduled) => (0, i64::from(recipients(&self.message))),
            Some(_) => (1, 0),
        };
        let (now, before) = (load(&self.queue), load(&self.saved.2));
        LoadChange { waiting: now.0 - before.0, scheduled_recipients: now.1 - before.1 }
    }

    /// Writes the row back and appends `events` (one JSON record a line) to those it has. Returns whether the
    /// message has changed and so has to be projected.
    pub(crate) fn save(
        mut self,
        sql: &impl Sql,
        policy: &DispatchPolicy,
        events: Option<String>,
        now_ms: UnixMillis,
    ) -> Result<bool, SqlError> {
        let changed = self.is_changed();
        let (_, attention_ms, queue) = &self.saved;
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
            let events: Value = events.clone().into();
            let parameters =
                vec![record, version, events.clone(), events, self.attention_ms.into(), id.into()];
            // `rejections = 0` gives a message that was set aside another chance with D1. `||` with a NULL is NULL,
            // so the `coalesce` appends to the events, or sets the first ones, or keeps what there is.
            let statement = "UPDATE message SET record = ?, version = ?, rejections = 0,
                   events = coalesce(events || char(10) || ?, ?, events), attention_ms = ?
                 WHERE id = ?";
            sql.exec(statement, parameters)?;
        } else if changed {
            let record = to_json(&self.message)?.into();
            let events: Value = events.clone().into();
            let parameters = vec![record, version, events.clone(), events, id.into()];
            let statement = "UPDATE message SET record = ?, version = ?, rejections = 0,
                   events = coalesce(events || char(10) || ?, ?, events)
                 WHERE id = ?";
            sql.exec(statement, parameters)?;
        } else if attention_changed {
            let parameters = vec![self.attention_ms.into(), id.into()];
            sql.exec("UPDATE message SET attention_ms = ? WHERE id = ?", parameters)?;
        }
        // A message that begins to wait for a gateway has an event although its record stays as it is.
        if !changed && events.is_some() {
            let events: Value = events.into();
            let parameters = vec![events.clone(), events, id.into()];
            let statement = "UPDATE message
                 SET events = coalesce(events || char(10) || ?, ?, events) WHERE id = ?";
            sql.exec(statement, parameters)?;
        }
        if self.queue != *queue {
            let rank = Queue::rank_in(self.queue.as_ref(), &self.message);
            let parameters = vec![self.queue.as_ref().into(), rank.into(), id.into()];
            sql.exec("UPDATE message SET queue = ?, rank = ? WHERE id = ?", parameters)?;
        }
        Ok(changed)
    }
}

/// Inserts a message with its queue, if any, the time by which it needs attention, and its first events.
pub(crate) fn insert(
    sql: &impl Sql,
    message: &Message,
    projected_version: u32,
    queue: Option<&Queue>,
    attention_ms: Option<UnixMillis>,
    events: Option<String>,
) -> Result<(), SqlError> {
    // A message that was read back from D1 is part of D1's counters already.
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
        Queue::rank_in(queue, message).into(),
        counted.into(),
        to_json(message)?.into(),
        events.into(),
        message.options.callback_endpoint_id.clone().into(),
    ];
    let statement = "INSERT INTO message
           (id, version, projected_version, attention_ms, queue, rank, counted, record, events,
            callback)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    sql.exec(statement, parameters)?;
    Ok(())
}

pub(crate) fn load(sql: &impl Sql, id: &MessageId) -> Result<Option<StoredMessage>, SqlError> {
    let rows = sql.exec(SELECT_BY_ID, vec![id.as_str().into()])?;
    rows.first().map(|row| read(&mut row.reader())).transpose()
}

/// Reads the columns `record, attention_ms, queue`.
pub(crate) fn read(columns: &mut RowReader<'_>) -> Result<StoredMessage, SqlError> {
    let message = from_json(columns.text()?)?;
    let attention_ms = columns.optional_time()?;
    Ok(StoredMessage::new(message, attention_ms, columns.optional_text()?.map(Queue::parse)))
}
