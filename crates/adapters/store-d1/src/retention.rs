//! Deleting data after its retention.
//!
//! A **pass** deletes rows from before a moment, which is the beginning of a UTC day. It goes through the
//! accounts by key, and in each through its oldest rows by key, one **chunk** at a time: one query finds the
//! rows, one transaction deletes those that may be deleted. The pass's position is a row of its own, so the
//! next run continues a run that was cut short or has reached its limit. Repeating a pass is harmless, and
//! two concurrent ones delete what one would. No extra index is needed: ids begin with the time, so the
//! primary keys serve, and writing messages costs nothing more.
//!
//! To sweep another table, add a variant of [`SweepTarget`] with its query and its deletion.

mod attempts;
mod conversation_reads;
mod inbound;
mod inbox;
mod inbox_attachments;
mod messages;

use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{Store, StoreError, bound::Bound};

const MAX_PIECES: u32 = 25;

// Reads all passes at once: there is one for each name, and there are few names.
// The condition only makes the plan a search by key: a test refuses scans.
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
    messages::DELETE_LABELS,
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
    conversation_reads::FIND,
    conversation_reads::DELETE,
];

/// Kind of rows that a sweep deletes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SweepTarget {
    /// Settled outbound messages, with their recipients.
    Messages,
    InboundMessages,
    /// Items that phones uploaded of their inboxes.
    InboxItems,
    /// Pieces of those items' attachments.
    InboxAttachments,
    /// Attempts at delivering to webhook endpoints.
    WebhookAttempts,
    /// Marks of how far conversations were read, whose messages are deleted.
    ConversationReads,
}

/// Progress of a pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SweepPass {
    before_ms: UnixMillis,
    account_id: String,
    position: String,
    finished: u8,
}

/// A pass with the name of its sweep.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StoredSweepPass {
    name: String,
    before_ms: UnixMillis,
    account_id: String,
    position: String,
    finished: u8,
}

impl StoredSweepPass {
    /// Returns the pass if it belongs to the sweep.
    pub fn of(&self, swept: SweepTarget) -> Option<SweepPass> {
        (self.name == swept.name()).then(|| SweepPass {
            before_ms: self.before_ms,
            account_id: self.account_id.clone(),
            position: self.position.clone(),
            finished: self.finished,
        })
    }
}

/// A row found for a chunk. Rows that may not be deleted yet are skipped.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct SweptRow {
    account_id: String,
    /// Its key within the account.
    position: String,
    deletable: u8,
    /// State and gateway under which it is counted.
    #[serde(default)]
    bucket: Option<String>,
}

/// Returns the start of the retained period: `days` whole days and the current one.
pub fn horizon_ms(now_ms: UnixMillis, days: u32) -> UnixMillis {
    let today = now_ms.day();
    UnixMillis::from_day(today.saturating_sub(i64::from(days)))
}

impl SweepTarget {
    /// Name in the `sweeps` table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::InboundMessages => "inbound_messages",
            Self::InboxItems => "inbox_items",
            Self::InboxAttachments => "inbox_attachments",
            Self::WebhookAttempts => "webhook_attempts",
            Self::ConversationReads => "conversation_reads",
        }
    }

    /// Statement that reads up to `?4` rows older than the pass's moment, from account `?1` and position `?2`
    /// on. The moment is given as its smallest id (`?3`) and in milliseconds (`?5`).
    fn find(self, pass: &SweepPass, limit: u32) -> Bound {
        let sql = match self {
            Self::Messages => messages::FIND,
            Self::InboundMessages => inbound::FIND,
            Self::InboxItems => inbox::FIND,
            Self::InboxAttachments => inbox_attachments::FIND,
            Self::WebhookAttempts => attempts::FIND,
            Self::ConversationReads => conversation_reads::FIND,
        };
        let values = vec![
            pass.account_id.as_str().into(),
            pass.position.as_str().into(),
            messaging::id::lower_bound(pass.before_ms).into(),
            limit.into(),
            pass.before_ms.into(),
        ];
        (sql, values)
    }

    /// Most rows of a chunk. An attachment piece has up to a megabyte, so deleting it takes longer.
    fn at_most(self, limit: u32) -> u32 {
        match self {
            Self::InboxAttachments => limit.min(MAX_PIECES),
            _ => limit,
        }
    }

    /// Statements that delete the rows in one transaction, with the chunk as JSON.
    fn delete(self, rows: &[&SweptRow], before_ms: UnixMillis) -> Result<Vec<Bound>, StoreError> {
        match self {
            Self::Messages => messages::delete(rows, before_ms),
            Self::InboundMessages => inbound::delete(rows),
            Self::InboxItems => inbox::delete(rows),
            Self::InboxAttachments => inbox_attachments::delete(rows),
            Self::WebhookAttempts => attempts::delete(rows),
            Self::ConversationReads => conversation_reads::delete(rows),
        }
    }
}

impl SweepPass {
    /// Creates a pass that has not begun.
    pub fn new(before_ms: UnixMillis) -> Self {
        Self { before_ms, account_id: String::new(), position: String::new(), finished: 0 }
    }

    /// Whether the pass is for this moment, begun or finished.
    pub fn is_for(&self, before_ms: UnixMillis) -> bool {
        self.before_ms == before_ms
    }

    pub fn is_finished(&self) -> bool {
        self.finished != 0
    }

    /// Advances past a chunk's rows. The pass is finished if there were fewer than `limit`.
    fn advance(&mut self, rows: &[SweptRow], limit: u32) {
        if let Some(last) = rows.last() {
            self.account_id.clone_from(&last.account_id);
            self.position.clone_from(&last.position);
        }
        let full = u32::try_from(rows.len()).is_ok_and(|rows| rows >= limit);
        self.finished = u8::from(!full);
    }
}

impl Store {
    /// Reads the latest pass of every sweep.
    pub async fn find_passes(&self) -> Result<Vec<StoredSweepPass>, StoreError> {
        self.rows((FIND_PASSES, vec![])).await
    }

    /// Saves the progress of a pass.
    pub async fn save_pass(&self, swept: SweepTarget, pass: &SweepPass) -> Result<(), StoreError> {
        let values = vec![
            swept.name().into(),
            pass.before_ms.into(),
            pass.account_id.as_str().into(),
            pass.position.as_str().into(),
            pass.finished.into(),
        ];
        self.run((SAVE_PASS, values)).await
    }

    /// Runs one chunk of the pass with at most `limit` rows. Returns the number of rows deleted.
    pub async fn sweep_chunk(
        &self,
        swept: SweepTarget,
        pass: &mut SweepPass,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let limit = swept.at_most(limit);
        let rows: Vec<SweptRow> = self.rows(swept.find(pass, limit)).await?;
        let deletable: Vec<&SweptRow> = rows.iter().filter(|row| row.deletable != 0).collect();
        if !deletable.is_empty() {
            self.batch(swept.delete(&deletable, pass.before_ms)?).await?;
        }
        let deleted = deletable.len();
        pass.advance(&rows, limit);
        Ok(deleted)
    }
}

#[cfg(test)]
mod tests;
