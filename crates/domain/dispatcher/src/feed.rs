//! The feed: all events of the account, numbered without a gap, for readers that follow it live.
//!
//! Events are kept only while a reader was seen within a day, so an account without readers pays nothing. A reader that
//! comes back within that time continues after the last number that it has. Each event is one row, written together
//! with the change that it describes.

mod progress;

use object_commands::event_feed::{FeedEvent, FeedPage};
use object_sql::{Sql, SqlError};
use unix_time::{DAY_MS, UnixMillis};
use webhooks::{Event, Format};

use crate::{DispatcherCore, DispatcherError, columns::to_json};

/// Time for which events are kept, and for which a feed stays open after a reader was last seen.
const KEPT_MS: i64 = DAY_MS;
/// Most events that are kept.
const MAX_EVENTS: i64 = 10_000;
/// Events deleted at once when there are too many, or too old ones.
const PRUNED_EVENTS: i64 = 1_000;
/// Minimum interval between two records of a reader's visit.
const VISIT_INTERVAL_MS: i64 = 60_000;
/// Most events that wait to be sent. Readers ask for those beyond.
const MAX_UNSENT: usize = 500;
const ROW: i64 = 1;

pub(crate) const SELECT_STATE: &str =
    "SELECT next_number, first_number, read_at_ms FROM feed_state WHERE id = ?";
pub(crate) const SELECT_PAGE: &str =
    "SELECT number, kind, body FROM feed WHERE number > ? ORDER BY number LIMIT ?";
pub(crate) const SELECT_LAST: &str = "SELECT number FROM feed ORDER BY number DESC LIMIT 1";
pub(crate) const SELECT_FIRST: &str = "SELECT number FROM feed ORDER BY number LIMIT 1";
pub(crate) const PRUNE: &str = "DELETE FROM feed WHERE number < ? AND at_ms <= ?";

/// State of the feed; the events are rows.
#[derive(Debug, Default)]
pub(crate) struct Feed {
    next_number: i64,
    /// Number of the oldest event that is known.
    first_number: i64,
    /// Time at which a reader was last seen. [`UnixMillis::EPOCH`] if there never was one.
    read_at_ms: UnixMillis,
    /// Events that are to be sent to the readers that are connected.
    unsent: Vec<FeedEvent>,
}

impl Feed {
    pub(crate) fn load(sql: &impl Sql) -> Result<Self, SqlError> {
        let rows = sql.exec(SELECT_STATE, vec![ROW.into()])?;
        let Some(row) = rows.first() else { return Ok(Self::default()) };
        let mut columns = row.reader();
        let next_number = columns.integer()?;
        let first_number = columns.integer()?;
        let read_at_ms = columns.time()?;
        let last = number(sql, SELECT_LAST)?;
        let next_number = last.map_or(next_number, |last| next_number.max(last.saturating_add(1)));
        Ok(Self { next_number, first_number, read_at_ms, unsent: Vec::new() })
    }

    /// Whether events are kept.
    pub(crate) fn is_open(&self, now_ms: UnixMillis) -> bool {
        self.read_at_ms > UnixMillis::EPOCH && now_ms.since(self.read_at_ms) < KEPT_MS
    }

    fn newest(&self) -> i64 {
        self.next_number.saturating_sub(1)
    }

    fn save(&self, sql: &impl Sql) -> Result<(), SqlError> {
        let statement = "INSERT OR REPLACE INTO feed_state
               (id, next_number, first_number, read_at_ms) VALUES (?, ?, ?, ?)";
        let parameters = vec![
            ROW.into(),
            self.next_number.into(),
            self.first_number.into(),
            self.read_at_ms.into(),
        ];
        sql.exec(statement, parameters)?;
        Ok(())
    }
}

impl<S: Sql> DispatcherCore<S> {
    /// Records that a reader is there. The first one in a day opens the feed: events before it are not known, and
    /// numbers from before it are no longer valid.
    pub fn visit_feed(&mut self, now_ms: UnixMillis) -> Result<(), DispatcherError> {
        let feed = &mut self.feed;
        let was_open = feed.is_open(now_ms);
        if was_open && now_ms.since(feed.read_at_ms) < VISIT_INTERVAL_MS {
            return Ok(());
        }
        if !was_open {
            self.sql.exec("DELETE FROM feed", vec![])?;
            // The number that is left out makes every number from before the gap invalid.
            feed.first_number = feed.next_number.saturating_add(1);
            feed.next_number = feed.first_number;
            feed.unsent.clear();
        }
        feed.read_at_ms = now_ms;
        Ok(feed.save(&self.sql)?)
    }

    /// Returns the events after the number `after`, or an empty page that names the newest event if there is none. A
    /// number that is not known any more is answered with a reset: the reader continues after the newest event.
    pub fn feed_page(&self, after: Option<i64>) -> Result<FeedPage, DispatcherError> {
        let feed = &self.feed;
        let newest = feed.newest();
        let beginning = FeedPage { is_answer: true, after: newest, newest, ..FeedPage::default() };
        let Some(after) = after else { return Ok(beginning) };
        if !(feed.first_number.saturating_sub(1)..=newest).contains(&after) {
            return Ok(FeedPage { reset: true, ..beginning });
        }
        let mut page = FeedPage { is_answer: true, after, newest, ..FeedPage::default() };
        if after == newest {
            return Ok(page);
        }
        let mut bytes = 0_usize;
        for row in &self.sql.exec(SELECT_PAGE, vec![after.into(), FeedPage::MAX_EVENTS.into()])? {
            let mut columns = row.reader();
            let number = columns.integer()?;
            let kind = columns.text()?.to_owned();
            let body = columns.text()?.to_owned();
            bytes = bytes.saturating_add(body.len());
            page.events.push(FeedEvent { number, kind, body });
            if bytes > FeedPage::MAX_BYTES {
                break;
            }
        }
        Ok(page)
    }

    /// Adds events that arose outside this Dispatcher, if there are readers.
    pub fn feed_events(
        &mut self,
        events: &[Event],
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        for event in events {
            self.feed_event(event, now_ms)?;
        }
        Ok(())
    }

    /// Takes the events that the connected readers have not been sent yet.
    pub fn take_unsent_events(&mut self) -> Vec<FeedEvent> {
        std::mem::take(&mut self.feed.unsent)
    }

    /// Number of the newest event. `None` if there is no feed.
    pub fn newest_feed_number(&self) -> Option<i64> {
        (self.feed.read_at_ms > UnixMillis::EPOCH).then(|| self.feed.newest())
    }

    pub(crate) fn feed_event(&mut self, event: &Event, now_ms: UnixMillis) -> Result<(), SqlError> {
        if !self.feed.is_open(now_ms) {
            return Ok(());
        }
        // The body is that of an endpoint in the standard format, which does not depend on the endpoint.
        let body = Format::Standard.render(event, "").and_then(|body| String::from_utf8(body).ok());
        let id = to_json(&event.id.as_str())?;
        let members = body.as_deref().and_then(|body| body.strip_prefix('{'));
        let Some(members) = members else { return Ok(()) };
        self.append_to_feed(event.kind().as_str(), format!("{{\"id\":{id},{members}"), now_ms)
    }

    /// Adds an event. Only for a feed that is open.
    pub(crate) fn append_to_feed(
        &mut self,
        kind: &str,
        body: String,
        now_ms: UnixMillis,
    ) -> Result<(), SqlError> {
        let number = self.feed.next_number;
        let statement = "INSERT INTO feed (number, at_ms, kind, body) VALUES (?, ?, ?, ?)";
        let parameters = vec![number.into(), now_ms.into(), kind.into(), body.as_str().into()];
        self.sql.exec(statement, parameters)?;
        self.feed.next_number = number.saturating_add(1);
        if self.feed.unsent.len() < MAX_UNSENT {
            self.feed.unsent.push(FeedEvent { number, kind: kind.to_owned(), body });
        }
        if number.saturating_sub(self.feed.first_number) >= MAX_EVENTS {
            self.prune_feed_to(UnixMillis::MAX)?;
        }
        Ok(())
    }

    /// Deletes events that are too old, a bounded number at a time.
    pub(crate) fn prune_feed(&mut self, now_ms: UnixMillis) -> Result<(), SqlError> {
        if self.feed.first_number < self.feed.next_number {
            self.prune_feed_to(now_ms.saturating_sub(KEPT_MS))?;
        }
        Ok(())
    }

    fn prune_feed_to(&mut self, until_ms: UnixMillis) -> Result<(), SqlError> {
        let before = self.feed.first_number.saturating_add(PRUNED_EVENTS);
        self.sql.exec(PRUNE, vec![before.into(), until_ms.into()])?;
        let first = number(&self.sql, SELECT_FIRST)?.unwrap_or(self.feed.next_number);
        if first != self.feed.first_number {
            self.feed.first_number = first;
            self.feed.save(&self.sql)?;
        }
        Ok(())
    }
}

fn number(sql: &impl Sql, statement: &str) -> Result<Option<i64>, SqlError> {
    sql.exec(statement, vec![])?.first().map(|row| row.reader().integer()).transpose()
}

#[cfg(test)]
mod tests;
