//! Which messages D1 has yet to learn of.
//!
//! Their ids are kept in memory, so that a change costs its row and nothing else. One row says that there
//! are any, and an instance that begins under it finds them again by reading the messages through. That is
//! rare: it takes an instance that ended between a change and its projection, a second later.

use std::collections::{BTreeMap, BTreeSet};

use messaging::MessageId;
use object_sql::{Sql, SqlError};

use crate::messages::parse_id;

/// A row that D1 itself refused this often is set aside until it changes.
pub(crate) const MAX_REJECTIONS: i64 = 5;

const IS_MARKED: &str = "SELECT 1 FROM unprojected LIMIT 1";
const FIND_ALL: &str = "SELECT id, queue IS NULL, rank FROM message
     WHERE version > projected_version AND rejections < ? ORDER BY id";

/// The messages whose newest version D1 does not have.
#[derive(Debug, Default)]
pub(crate) struct Unprojected {
    ids: BTreeSet<MessageId>,
    /// D1 refused the batch that they were in. Until then they let others go first.
    stepped_back: BTreeMap<MessageId, i64>,
    /// The row is there.
    marked: bool,
}

impl Unprojected {
    /// What an earlier instance left, and those of it that wait in no queue, with their ranks: it may have
    /// ended before it routed them.
    pub(crate) fn load(sql: &impl Sql) -> Result<(Self, Vec<(i64, MessageId)>), SqlError> {
        let mut this = Self::default();
        let mut unqueued = Vec::new();
        this.marked = !sql.exec(IS_MARKED, vec![])?.is_empty();
        if this.marked {
            for row in &sql.exec(FIND_ALL, vec![MAX_REJECTIONS.into()])? {
                let mut columns = row.reader();
                let id = parse_id(columns.text()?)?;
                if columns.integer()? != 0 {
                    unqueued.push((columns.integer()?, id.clone()));
                }
                this.ids.insert(id);
            }
        }
        Ok((this, unqueued))
    }

    /// An earlier instance may have ended before D1 knew what it did.
    pub(crate) fn is_marked(&self) -> bool {
        self.marked
    }

    pub(crate) fn add(&mut self, sql: &impl Sql, id: MessageId) -> Result<(), SqlError> {
        if !self.marked {
            sql.exec("INSERT OR REPLACE INTO unprojected (marker) VALUES (1)", vec![])?;
            self.marked = true;
        }
        if !self.stepped_back.contains_key(&id) {
            self.ids.insert(id);
        }
        Ok(())
    }

    pub(crate) fn remove(&mut self, id: &MessageId) {
        self.ids.remove(id);
        self.stepped_back.remove(id);
    }

    pub(crate) fn step_back(&mut self, id: &MessageId, until_ms: i64) {
        if self.ids.remove(id) {
            self.stepped_back.insert(id.clone(), until_ms);
        }
    }

    /// The oldest `limit` of those whose turn it is.
    pub(crate) fn next(&mut self, now_ms: i64, limit: usize) -> Vec<MessageId> {
        let back: Vec<MessageId> = self
            .stepped_back
            .extract_if(.., |_, until_ms| *until_ms <= now_ms)
            .map(|(id, _)| id)
            .collect();
        self.ids.extend(back);
        self.ids.iter().take(limit).cloned().collect()
    }

    /// When the next of them has its turn; `soon_ms` for those that have it now.
    pub(crate) fn next_at_ms(&self, soon_ms: i64) -> Option<i64> {
        if !self.ids.is_empty() {
            return Some(soon_ms);
        }
        self.stepped_back.values().min().map(|until_ms| soon_ms.max(*until_ms))
    }

    /// Takes the row away if there is nothing left that it stands for.
    pub(crate) fn unmark_if_empty(&mut self, sql: &impl Sql) -> Result<(), SqlError> {
        if self.marked && self.ids.is_empty() && self.stepped_back.is_empty() {
            sql.exec("DELETE FROM unprojected", vec![])?;
            self.marked = false;
        }
        Ok(())
    }
}
