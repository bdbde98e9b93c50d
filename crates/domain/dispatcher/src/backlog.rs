//! Keys of changes that D1 or the webhook endpoints have yet to learn of. They are kept in memory so that a
//! change costs no row beyond its own.
//!
//! One marker row says that the backlog is not empty. A new instance that finds the marker rebuilds the
//! backlog by scanning the tables. That is rare: the previous instance must have ended within the second
//! between a change and its hand-over.

use std::collections::{BTreeMap, BTreeSet};

use object_sql::{Sql, SqlError};
use unix_time::UnixMillis;

const IS_MARKED: &str = "SELECT 1 FROM unprojected WHERE marker = ?";

/// Keys that are still to be handed over.
#[derive(Debug)]
pub(crate) struct Backlog<K> {
    keys: BTreeSet<K>,
    /// Keys of a batch that failed, with the time until which other keys go first.
    stepped_back: BTreeMap<K, UnixMillis>,
    /// Marker row that stands for this backlog.
    marker: i64,
    /// Whether the marker row exists.
    is_marked: bool,
}

impl<K: Ord + Clone> Backlog<K> {
    /// Loads what an earlier instance left behind. Calls `find` only if the marker row exists.
    pub(crate) fn load(
        sql: &impl Sql,
        marker: i64,
        find: impl FnOnce() -> Result<Vec<K>, SqlError>,
    ) -> Result<Self, SqlError> {
        let is_marked = !sql.exec(IS_MARKED, vec![marker.into()])?.is_empty();
        let keys = if is_marked { find()?.into_iter().collect() } else { BTreeSet::new() };
        Ok(Self { keys, stepped_back: BTreeMap::new(), marker, is_marked })
    }

    /// Whether an earlier instance may have ended before it handed everything over.
    pub(crate) fn is_marked(&self) -> bool {
        self.is_marked
    }

    /// Number of keys.
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.keys.len() + self.stepped_back.len()).unwrap_or(u32::MAX)
    }

    pub(crate) fn add(&mut self, sql: &impl Sql, key: K) -> Result<(), SqlError> {
        if !self.is_marked {
            let statement = "INSERT OR REPLACE INTO unprojected (marker) VALUES (?)";
            sql.exec(statement, vec![self.marker.into()])?;
            self.is_marked = true;
        }
        // A change does not bring a key forward whose batch failed. Its row is read, as it is then, when its
        // turn comes.
        if !self.stepped_back.contains_key(&key) {
            self.keys.insert(key);
        }
        Ok(())
    }

    pub(crate) fn remove(&mut self, key: &K) {
        self.keys.remove(key);
        self.stepped_back.remove(key);
    }

    pub(crate) fn step_back(&mut self, key: &K, until_ms: UnixMillis) {
        if self.keys.remove(key) {
            self.stepped_back.insert(key.clone(), until_ms);
        }
    }

    /// Returns the first `limit` keys that are not stepped back at `now_ms`.
    pub(crate) fn next(&mut self, now_ms: UnixMillis, limit: usize) -> Vec<K> {
        let back: Vec<K> = self
            .stepped_back
            .extract_if(.., |_, until_ms| *until_ms <= now_ms)
            .map(|(key, _)| key)
            .collect();
        self.keys.extend(back);
        self.keys.iter().take(limit).cloned().collect()
    }

    /// Returns when the next key is due: `soon_ms` if one is due already, `None` if the backlog is empty.
    pub(crate) fn next_at_ms(&self, soon_ms: UnixMillis) -> Option<UnixMillis> {
        if !self.keys.is_empty() {
            return Some(soon_ms);
        }
        self.stepped_back.values().min().map(|until_ms| soon_ms.max(*until_ms))
    }

    /// Deletes the marker row if the backlog is empty.
    pub(crate) fn unmark_if_empty(&mut self, sql: &impl Sql) -> Result<(), SqlError> {
        // Keys that are stepped back need the marker, too: without it the next instance would not look for their rows.
        if self.is_marked && self.keys.is_empty() && self.stepped_back.is_empty() {
            sql.exec("DELETE FROM unprojected WHERE marker = ?", vec![self.marker.into()])?;
            self.is_marked = false;
        }
        Ok(())
    }
}
