//! Deleting what was kept long enough.
//!
//! A **pass** deletes what is older than a moment, the beginning of a UTC day. It goes through the accounts by
//! key and in each through its oldest rows by key, a **chunk** at a time: one query finds the rows, one
//! transaction deletes those that may go. Where the pass stands is a row of its own, so a run that was cut
//! short, or has done enough for one minute, is taken up by the next; the whole of it can be repeated without
//! harm, and two at once delete what one would have. No index serves this: ids begin with the time, so the
//! primary keys do, and messages cost nothing more while they are written.
//!
//! A table more is a variant of [`Swept`] with its two halves: what to read, and what to run for what was read.

mod attempts;
mod inbound;
mod inbox;
mod inbox_attachments;
mod messages;

use serde::Deserialize;
use worker::wasm_bindgen::JsValue;

use crate::{Store, StoreError, database::integer};

const DAY_MS: i64 = 86_400_000;
const MAX_PIECES: u32 = 25;

// One of each name, and there are few names: the cron reads all of them at once.
const FIND_PASSES: &str = "SELECT name, before_ms, account_id, position, finished FROM sweeps
     WHERE name > ''";
const SAVE_PASS: &str = "INSERT INTO sweeps (name, before_ms, account_id, position, finished)
     VALUES (?1, ?2, ?3, ?4, ?5)
     ON CONFLICT (name) DO UPDATE SET before_ms = excluded.before_ms,
       account_id = excluded.account_id, position = excluded.position, finished = excluded.finished";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    FIND_PASSES,
    SAVE_PASS,
    messages::FIND,
    messages::COUNT,
    messages::DELETE_RECIPIENTS,
    messages::DELETE_REFERENCES,
    messages::DELETE_INTERACTIONS,
    messages::DELETE,
    inbound::FIND,
    inbound::COUNT,
    inbound::DELETE,
    inbox::FIND,
    inbox::COUNT,
    inbox::DELETE,
    inbox_attachments::FIND,
    inbox_attachments::DELETE,
    attempts::FIND,
    attempts::DELETE,
];

/// What is swept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Swept {
    /// Settled outbound messages, with their recipients.
    Messages,
    InboundMessages,
    /// What phones uploaded of their inboxes.
    InboxItems,
    /// Pieces of its attachments.
    InboxAttachments,
    /// Tries at delivering to webhook endpoints.
    WebhookAttempts,
}

/// How far a pass has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    before_ms: i64,
    account_id: String,
    position: String,
    finished: u8,
}

/// A sweep's pass, with the name of its sweep.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct NamedPass {
    name: String,
    before_ms: i64,
    account_id: String,
    position: String,
    finished: u8,
}

impl NamedPass {
    /// Returns the pass, if it is that of the sweep.
    pub fn of(&self, swept: Swept) -> Option<Pass> {
        (self.name == swept.name()).then(|| Pass {
            before_ms: self.before_ms,
            account_id: self.account_id.clone(),
            position: self.position.clone(),
            finished: self.finished,
        })
    }
}

/// A row that a chunk looks at. Rows that may not go yet are passed over.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Row {
    account_id: String,
    /// Its key within the account.
    position: String,
    deletable: u8,
    /// Under what it is counted: a state and a gateway.
    #[serde(default)]
    bucket: Option<String>,
}

/// The moment before which nothing is kept, where `days` whole days and the present one are.
pub fn horizon_ms(now_ms: i64, days: u32) -> i64 {
    let today = now_ms.div_euclid(DAY_MS);
    today.saturating_sub(i64::from(days)).saturating_mul(DAY_MS)
}

impl Swept {
    /// As the sweeps' table names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::InboundMessages => "inbound_messages",
            Self::InboxItems => "inbox_items",
            Self::InboxAttachments => "inbox_attachments",
            Self::WebhookAttempts => "webhook_attempts",
        }
    }

    /// Reads up to `?4` rows from account `?1` and position `?2` on that are older than `?3`, given as the
    /// smallest id of that moment and, in `?5`, in milliseconds.
    fn find(self) -> &'static str {
        match self {
            Self::Messages => messages::FIND,
            Self::InboundMessages => inbound::FIND,
            Self::InboxItems => inbox::FIND,
            Self::InboxAttachments => inbox_attachments::FIND,
            Self::WebhookAttempts => attempts::FIND,
        }
    }

    /// How many rows a chunk may have. A piece of an attachment has a megabyte, which takes its time to delete.
    fn at_most(self, limit: u32) -> u32 {
        match self {
            Self::InboxAttachments => limit.min(MAX_PIECES),
            _ => limit,
        }
    }

    /// What deletes the rows: statements with the chunk as their JSON parameter, for one transaction.
    fn delete(self, rows: &[&Row], before_ms: i64) -> Result<Vec<Statement>, StoreError> {
        match self {
            Self::Messages => messages::delete(rows, before_ms),
            Self::InboundMessages => inbound::delete(rows),
            Self::InboxItems => inbox::delete(rows),
            Self::InboxAttachments => inbox_attachments::delete(rows),
            Self::WebhookAttempts => attempts::delete(rows),
        }
    }
}

impl Pass {
    /// A pass that has not begun.
    pub fn new(before_ms: i64) -> Self {
        Self { before_ms, account_id: String::new(), position: String::new(), finished: 0 }
    }

    /// Whether it is a pass for this moment, begun or finished.
    pub fn is_for(&self, before_ms: i64) -> bool {
        self.before_ms == before_ms
    }

    pub fn is_finished(&self) -> bool {
        self.finished != 0
    }

    /// After a chunk of these rows, where up to `limit` were asked for.
    fn advance(&mut self, rows: &[Row], limit: u32) {
        if let Some(last) = rows.last() {
            self.account_id.clone_from(&last.account_id);
            self.position.clone_from(&last.position);
        }
        let full = u32::try_from(rows.len()).is_ok_and(|rows| rows >= limit);
        self.finished = u8::from(!full);
    }
}

impl Store {
    /// The sweep's latest pass, if there was one.
    pub async fn find_passes(&self) -> Result<Vec<NamedPass>, StoreError> {
        self.rows(FIND_PASSES, &[]).await
    }

    /// Notes how far the pass has come.
    pub async fn save_pass(&self, swept: Swept, pass: &Pass) -> Result<(), StoreError> {
        let parameters = [
            JsValue::from_str(swept.name()),
            integer(pass.before_ms),
            JsValue::from_str(&pass.account_id),
            JsValue::from_str(&pass.position),
            integer(i64::from(pass.finished)),
        ];
        self.run(SAVE_PASS, &parameters).await
    }

    /// Takes the pass one chunk of at most `limit` rows further, and says how many rows went.
    pub async fn sweep_chunk(
        &self,
        swept: Swept,
        pass: &mut Pass,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let limit = swept.at_most(limit);
        let parameters = [
            JsValue::from_str(&pass.account_id),
            JsValue::from_str(&pass.position),
            JsValue::from_str(&messaging::id::lower_bound(pass.before_ms)),
            integer(i64::from(limit)),
            integer(pass.before_ms),
        ];
        let rows: Vec<Row> = self.rows(swept.find(), &parameters).await?;
        let deletable: Vec<&Row> = rows.iter().filter(|row| row.deletable != 0).collect();
        if !deletable.is_empty() {
            let statements = swept.delete(&deletable, pass.before_ms)?;
            let bound = statements.into_iter().map(|(sql, json, before_ms)| {
                let mut parameters = vec![JsValue::from_str(&json)];
                parameters.extend(before_ms.map(integer));
                self.statement(sql, &parameters)
            });
            self.batch(bound.collect::<Result<_, _>>()?).await?;
        }
        let deleted = deletable.len();
        pass.advance(&rows, limit);
        Ok(deleted)
    }
}

/// SQL with its JSON parameter and, where it takes one, the pass's moment.
type Statement = (&'static str, String, Option<i64>);

fn to_json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Corrupt(error.to_string()))
}

#[cfg(test)]
mod tests;
