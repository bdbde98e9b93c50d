//! What somebody else has yet to learn of, kept in memory so that a change costs its row and no other.
//!
//! One row says that there is any, and an instance that begins under it finds what there is again by
//! reading the tables through. That is rare: it takes an instance that ended between a change and its
//! being told, a second later.

use std::collections::{BTreeMap, BTreeSet};

use object_sql::{Sql, SqlError};

const IS_MARKED: &str = "SELECT 1 FROM unprojected WHERE marker = ?";

/// Keys of what is still to be told.
#[derive(Debug)]
pub(crate) struct Backlog<K> {
    keys: BTreeSet<K>,
    /// The batch that they were in was not taken. Until then they let others go first.
    stepped_back: BTreeMap<K, i64>,
    /// Which row stands for this backlog.
    marker: i64,
    /// The row is there.
    is_marked: bool,
}

impl<K: Ord + Clone> Backlog<K> {
    /// What an earlier instance left, which is `find`'s business if there is any.
    pub(crate) fn load(
        sql: &impl Sql,
        marker: i64,
        find: impl FnOnce() -> Result<Vec<K>, SqlError>,
    ) -> Result<Self, SqlError> {
        let is_marked = !sql.exec(IS_MARKED, vec![marker.into()])?.is_empty();
        let keys = if is_marked { find()?.into_iter().collect() } else { BTreeSet::new() };
        Ok(Self { keys, stepped_back: BTreeMap::new(), marker, is_marked })
    }

    /// An earlier instance may have ended before it told what it did.
    pub(crate) fn is_marked(&self) -> bool {
        self.is_marked
    }

    pub(crate) fn add(&mut self, sql: &impl Sql, key: K) -> Result<(), SqlError> {
        if !self.is_marked {
            let statement = "INSERT OR REPLACE INTO unprojected (marker) VALUES (?)";
            sql.exec(statement, vec![self.marker.into()])?;
            self.is_marked = true;
        }
        if !self.stepped_back.contains_key(&key) {
            self.keys.insert(key);
        }
        Ok(())
    }

    pub(crate) fn remove(&mut self, key: &K) {
        self.keys.remove(key);
        self.stepped_back.remove(key);
    }

    pub(crate) fn step_back(&mut self, key: &K, until_ms: i64) {
        if self.keys.remove(key) {
            self.stepped_back.insert(key.clone(), until_ms);
        }
    }

    /// The first `limit` of those whose turn it is.
    pub(crate) fn next(&mut self, now_ms: i64, limit: usize) -> Vec<K> {
        let back: Vec<K> = self
            .stepped_back
            .extract_if(.., |_, until_ms| *until_ms <= now_ms)
            .map(|(key, _)| key)
            .collect();
        self.keys.extend(back);
        self.keys.iter().take(limit).cloned().collect()
    }

    /// When the next of them has its turn; `soon_ms` for those that have it now.
    pub(crate) fn next_at_ms(&self, soon_ms: i64) -> Option<i64> {
        if !self.keys.is_empty() {
            return Some(soon_ms);
        }
        self.stepped_back.values().min().map(|until_ms| soon_ms.max(*until_ms))
    }

    /// Takes the row away if there is nothing left that it stands for.
    pub(crate) fn unmark_if_empty(&mut self, sql: &impl Sql) -> Result<(), SqlError> {
        if self.is_marked && self.keys.is_empty() && self.stepped_back.is_empty() {
            sql.exec("DELETE FROM unprojected WHERE marker = ?", vec![self.marker.into()])?;
            self.is_marked = false;
        }
        Ok(())
    }
}
